"""Articles of journals: JATS (PubMed Central, bioRxiv, publishers) and records of PubMed.

Of a whole article only what stands in front of its text is read. https://jats.nlm.nih.gov/archiving/tag-library/,
https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import Fault, Page
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.xml.xml_stream import root_name, xml_records
from kg.readers.xml.xml_text import flat_text, text_at, texts_at

NAME = "jats"

_RECORDS = frozenset(("article", "PubmedArticle"))
_SETS = frozenset(("pmc-articleset", "PubmedArticleSet", "PubmedArticle"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_JOURNAL = ("front/journal-meta/journal-title-group/journal-title", "front/journal-meta/journal-title")
_PEOPLE = "contrib-group/contrib"
# Abstracts that are pictures or summaries beside the abstract itself.
_OTHER_ABSTRACTS = frozenset(
    ("graphical", "teaser", "executive-summary", "toc", "key-points", "highlights", "web-summary")
)


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of an article in JATS, or of records of PubMed."""
    root = root_name(head)
    return root in _SETS or (root == "article" and (b"<front" in head or b"<article-meta" in head))


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the articles of a file; one without a title is a fault."""
    for position, found in enumerate(xml_records(page, fault, _RECORDS), 1):
        element = found.element
        try:
            record = _record_of_pubmed(element) if element.tag == "PubmedArticle" else _record_of_jats(element)
            yield paper_from_record(record, Source(page.name, NAME, position), f"{page.path}:{found.line}", fault)
        except InputError as error:
            fault(error)


def _record_of_jats(article: Element) -> dict[str, object]:
    meta = next((each for path in ("front/article-meta", "front-stub") for each in article.iterfind(path)), article)
    ids = {each.get("pub-id-type", ""): flat_text(each) for each in meta.iterfind("article-id")}
    title, subtitle = text_at(meta, "title-group/article-title"), text_at(meta, "title-group/subtitle")
    abstracts = [each for each in meta.iterfind("abstract") if each.get("abstract-type") not in _OTHER_ABSTRACTS]
    places = {each.get("id", ""): _place(each) for each in meta.iter("aff")}
    return {
        "title": f"{title}: {subtitle}" if subtitle else title,
        "abstract": _without_heading(flat_text(abstracts[0])) if abstracts else "",
        "authors": [
            _author(each, places) for each in meta.iterfind(_PEOPLE) if each.get("contrib-type", "author") == "author"
        ],
        "date": min(filter(None, map(_date, meta.iterfind("pub-date"))), key=_exact_first, default=""),
        "venue": text_at(article, *_JOURNAL),
        "doi": ids.get("doi", ""),
        "arxiv": ids.get("arxiv", ""),
        "keywords": texts_at(meta, "kwd-group/kwd"),
        "identifiers": [f"{kind}:{text}" for kind, text in ids.items() if kind in ("pmid", "pmc", "pmcid") and text],
        "references": [
            {"doi": text} for text in _texts_of_kind(article, "back/ref-list//pub-id", "pub-id-type", "doi")
        ],
    }


def _exact_first(date: str) -> tuple[str, int, str]:
    """Return the order of dates: by year, the most exact first, then the earliest."""
    return date[:4], -len(date), date


def _texts_of_kind(element: Element, path: str, name: str, kind: str) -> list[str]:
    """Return the texts of the children by a path that have a value in an attribute."""
    return [flat_text(each) for each in element.iterfind(path) if each.get(name) == kind]


def _author(contrib: Element, places: dict[str, str]) -> dict[str, object]:
    own = [places.get(each.get("rid", ""), "") for each in contrib.iterfind("xref") if each.get("ref-type") == "aff"]
    given, family = text_at(contrib, "name/given-names"), text_at(contrib, "name/surname")
    name = " ".join(filter(None, (given, family)))
    name = name or text_at(contrib, "collab", "string-name", "name-alternatives/name")
    return {
        "family": name,
        "orcid": next(iter(_texts_of_kind(contrib, "contrib-id", "contrib-id-type", "orcid")), ""),
        "affiliations": list(filter(None, own)),
    }


def _place(aff: Element) -> str:
    return text_at(aff, "institution-wrap/institution", "institution") or flat_text(aff)


def _without_heading(text: str) -> str:
    return re.sub(r"(?:Abstract|ABSTRACT|Summary)[.:]?\s+(?=[A-Z])", "", text, count=1) if text[:1] in "AS" else text


def _record_of_pubmed(record: Element) -> dict[str, object]:
    citation = next(record.iterfind("MedlineCitation"), record)
    article = next(citation.iterfind("Article"), citation)
    ids = {each.get("IdType", ""): flat_text(each) for each in record.iterfind("PubmedData/ArticleIdList/ArticleId")}
    locations = {each.get("EIdType", ""): flat_text(each) for each in article.iterfind("ELocationID")}
    parts = [
        f"{each.get('Label', '').capitalize()}: {text}" if each.get("Label") else text
        for each in article.iterfind("Abstract/AbstractText")
        if (text := flat_text(each))
    ]
    dates = [*article.iterfind("ArticleDate"), *article.iterfind("Journal/JournalIssue/PubDate")]
    return {
        "title": text_at(article, "ArticleTitle").strip("[]").removesuffix("."),
        "abstract": " ".join(parts),
        "authors": [_author_of_pubmed(each) for each in article.iterfind("AuthorList/Author")],
        "date": next(filter(None, map(_date, dates)), ""),
        "venue": text_at(article, "Journal/Title"),
        "doi": locations.get("doi") or ids.get("doi", ""),
        "keywords": texts_at(citation, "KeywordList/Keyword"),
        "identifiers": [f"pmid:{pmid}" for pmid in texts_at(citation, "PMID")[:1]],
    }


def _author_of_pubmed(author: Element) -> dict[str, object]:
    name = " ".join(filter(None, (text_at(author, part) for part in ("ForeName", "LastName", "Suffix"))))
    return {
        "family": name or text_at(author, "CollectiveName"),
        "orcid": next(iter(_texts_of_kind(author, "Identifier", "Source", "ORCID")), ""),
        "affiliations": texts_at(author, "AffiliationInfo/Affiliation"),
    }


def _date(element: Element) -> str:
    """Return the date of an element with year, month and day; a month is a number or a name.

    >>> from xml.etree.ElementTree import fromstring
    >>> _date(fromstring("<d><Year>2024</Year><Month>Mar</Month><Day>5</Day></d>"))
    '2024-03-05'
    """
    year, month, day = (text_at(element, part, part.capitalize()) for part in ("year", "month", "day"))
    name = month[:3].lower()
    number = _MONTHS.index(name) + 1 if name in _MONTHS else int(month) if re.fullmatch(r"[0-9]{1,2}", month) else 0
    if not year.isdigit() or not 1 <= number <= 12:
        return year
    return f"{year}-{number:02d}" + (f"-{int(day):02d}" if re.fullmatch(r"[0-9]{1,2}", day) else "")
