"""One JSON object → one paper: the usual names of the fields, and what is kept of each.

Names are compared without case, dashes and underscores, so ``arxivId``, ``arxiv_id`` and ``arXiv-ID`` are one. The
first name of a row that holds something wins. A field that cannot be understood is left out and reported; only a
record without a title is no paper. Fields that no name leads to are gathered and reported once for the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.records import Author, Paper, Source
from kg.ground.service_ids import service_id
from kg.ground.text import tidy
from kg.readers.base.field_names import plain_key
from kg.readers.base.input_stream import Fault
from kg.readers.base.iso_dates import parse_date
from kg.readers.base.placeholders import is_placeholder
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.author_fields import authors_from_value

#: The fields of a paper, and the names that each has in plain records; the first that holds something wins.
FIELD_NAMES = {
    "title": ("title", "papertitle", "displayname"),
    "abstract": ("abstract", "summary", "abstracttext", "description"),
    "date": ("date", "published", "publishedat", "publicationdate", "publisheddate", "created", "year",
             "publicationyear", "datepublished", "pubdate", "submissiondate", "datecreated"),
    "authors": ("authors", "author", "authorships", "creators", "creator", "authorlist", "authornames"),
    "author_count": ("authorcount", "numauthors", "nauthors", "numberofauthors"),
    "organisation": ("organisation", "organization", "org", "institution", "affiliation"),
    "comments": ("comments", "numcomments", "commentcount"),
    "upvotes": ("upvotes", "numupvotes", "likes"),
    "submitter": ("submittedby", "submitter", "submittedonby"),
    "listed": ("submittedondailyat", "listed", "listedat", "listingdate"),
    "venue": ("venue", "journal", "journalname", "journalref", "booktitle", "containertitle", "conference",
              "publicationtitle", "publicationvenue", "proceedings", "proceeding", "publicationname"),
    "categories": ("categories", "arxivcategories", "primarycategory", "subjects"),
    "keywords": ("keywords", "keyword", "aikeywords", "tags", "fieldsofstudy", "tasks", "primaryarea", "subjectareas"),
    "arxiv": ("arxiv", "arxivid", "eprint", "paperarxivid"),
    "doi": ("doi",),
    "url": ("url", "link", "arxivurl", "absurl", "urlabs", "pdf", "pdfurl", "urlpdf", "paperurl", "entryid", "site",
            "openreview"),
    "links": ("links", "urls", "projectpage", "project", "openaccesspdf", "homepage"),
    "code": ("code", "codeurl", "github", "githubrepo", "githuburl", "coderepository", "repository", "repourl"),
    "identifiers": ("id", "paperid", "corpusid", "key", "identifiers", "aclid"),
    "references": ("references", "referencedworks", "reference", "citedworks"),
}  # fmt: skip
_KNOWN_NAMES = frozenset(name for names in FIELD_NAMES.values() for name in names)
# Names under which nested objects hold what is looked for, in the order of preference.
_TEXT_OF = ("fullname", "display_name", "name", "text", "url", "href")
_MAX_COUNT = 2**31 - 1  # the largest xsd:int; a count above it is a slip, and would not fit every export
# Fields that say how the record is kept or shown, not what the paper is; no name of them is reported.
_OF_THE_RECORD = frozenset((
    "externalids", "paper", "type", "language", "license", "licence", "updated", "updateddate", "updatedat",
    "updatedate", "modified", "retrieved", "accessed", "slug", "thumbnail", "mediaurls", "version", "status", "source",
    "format",
))  # fmt: skip
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z-]{2,})?")  # https://arxiv.org/category_taxonomy
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.I)  # the characters that RFC 3987 allows in an IRI
_REMEDY = "mend the field"


def field_of_name(name: str) -> str | None:
    """Tell which field of a paper a name stands for; None where it is none that is known.

    >>> field_of_name("Publication Date"), field_of_name("arXiv-ID"), field_of_name("colour")
    ('date', 'arxiv', None)
    """
    plain = plain_key(name.replace(" ", ""))
    return next((field for field, names in FIELD_NAMES.items() if plain in names), None)


def paper_from_record(
    record: object, source: Source, where: str, fault: Fault, unread: UnreadFields | None = None
) -> Paper:
    """Return the paper that a JSON object describes.

    Args:
        source: where the paper was read from. where: file and line for messages.
        fault: called for each field that is left out. unread: gathers the fields that no name leads to.

    Raises:
        InputError: it is no object, or has no title.

    >>> source = Source("papers.jsonl", "jsonl", 1)
    >>> paper_from_record({"id": "2412.04315v1", "title": "Densing Law of LLMs"}, source, "", print).arxiv
    '2412.04315'
    """
    if not isinstance(record, Mapping):
        raise InputError("the record is no JSON object", where=where, remedy='write {"title": …, "abstract": …}')
    fields = _RecordFields(record, where, fault)
    title = fields.text("title")
    if not title:
        raise InputError("the record has no title", where=where, remedy='give it a "title"')
    authors = fields.authors()
    count = fields.count("author_count")
    urls, code = fields.urls("url"), fields.urls("code")
    if unread is not None:
        fields.note_unread(unread)
    doi_name, arxiv = fields.doi_and_arxiv(urls)
    return Paper(
        title=title,
        abstract=fields.text("abstract"),
        date=fields.date(),
        authors=authors,
        author_count=None if count is None and not authors else max(count or 0, len(authors)),
        organisation=fields.text("organisation") or None,
        comments=fields.count("comments", other_meaning=True),
        upvotes=fields.count("upvotes"),
        submitter=fields.text("submitter") or None,
        listed=fields.date("listed"),
        venue=fields.text("venue") or None,
        categories=fields.categories(),
        keywords=fields.keywords(),
        arxiv=arxiv,
        doi=doi_name,
        identifiers=tuple(fields.identifiers()),
        references=fields.references(),
        links=tuple(dict.fromkeys([*urls, *fields.urls("links"), *code])),
        code=tuple(dict.fromkeys(code)),
        sources=(source,),
    )


class _RecordFields:
    """The fields of one record by their usual names."""

    __slots__ = ("_fault", "_spelled", "_values", "_where")

    def __init__(self, record: Mapping[object, object], where: str, fault: Fault) -> None:
        self._where = where
        self._fault = fault
        self._values: dict[str, object] = {}
        self._spelled: dict[str, str] = {}
        self._take_fields(record)
        inner = self._values.get("paper")  # the Hub's daily papers wrap each paper
        if isinstance(inner, Mapping):
            self._take_fields(inner)

    def _take_fields(self, record: Mapping[object, object]) -> None:
        for name, value in record.items():
            if not _says_nothing(value):
                plain = plain_key(name)
                self._values[plain], self._spelled[plain] = value, str(name)

    def _found_values(self, field: str) -> Iterator[tuple[str, object]]:
        """Yield the names and values that a field has."""
        return ((name, self._values[name]) for name in FIELD_NAMES[field] if name in self._values)

    def _report_left_out(self, name: str, value: object, expected: str) -> None:
        shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:60] + "…"
        problem = f"the field {name!r} holds {shown}, which is no {expected}; it is left out"
        self._fault(InputError(problem, where=self._where, remedy=_REMEDY))

    def text(self, field: str) -> str:
        for name, value in self._found_values(field):
            if text := _text_of_value(value):
                if field == "title" or not is_placeholder(text):
                    return text
                continue
            self._report_left_out(name, value, "text")
        return ""

    def date(self, field: str = "date") -> str | None:
        for name, value in self._found_values(field):
            if date := parse_date(value):
                return date
            self._report_left_out(name, value, "date")
        return None

    def count(self, field: str, *, other_meaning: bool = False) -> int | None:
        """Return a number from 0; ``other_meaning``: the name may hold something else, which is no fault."""
        for name, value in self._found_values(field):
            text = value.strip() if isinstance(value, str) else str(value)
            if not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_COUNT)):
                return min(int(text), _MAX_COUNT)
            if not other_meaning:
                self._report_left_out(name, value, "count")
        return None

    def authors(self) -> tuple[Author, ...]:
        for name, value in self._found_values("authors"):
            if not isinstance(value, str | list | Mapping):
                self._report_left_out(name, value, "list of authors")
            elif found := authors_from_value(value):
                return found
        return ()

    def categories(self) -> tuple[str, ...]:
        """Return the categories of arXiv: a text of codes, or a list of them, or of objects with a term."""
        for _, value in self._found_values("categories"):
            given = re.split(r"[\s,;]+", value) if isinstance(value, str) else value if isinstance(value, list) else []
            terms = (each.get("term") if isinstance(each, Mapping) else each for each in given)
            if codes := [term for term in terms if isinstance(term, str) and _CATEGORY.fullmatch(term)]:
                return tuple(dict.fromkeys(codes))
        return ()

    def keywords(self) -> tuple[str, ...]:
        found: list[str] = []
        for _, value in self._found_values("keywords"):
            given = re.split(r"\s*[,;]\s*", value) if isinstance(value, str) else value
            found += map(_text_of_value, given if isinstance(given, list) else [])
        return tuple(sorted({word for word in found if word and not word.isdigit() and not is_placeholder(word)}))

    def references(self) -> tuple[str, ...]:
        """Return the ids of the works cited, where they have one."""
        found: set[str] = set()
        for _, value in self._found_values("references"):
            for work in value if isinstance(value, list) else []:
                found.update(_ids_of_work(work))
        return tuple(sorted(found))

    def note_unread(self, unread: UnreadFields) -> None:
        """Pass on the fields that no name leads to."""
        for name, value in self._values.items():
            if name not in _KNOWN_NAMES and name not in _OF_THE_RECORD:
                unread.see(self._spelled[name], value)

    def identifiers(self) -> list[str]:
        """Return the ids that the record gives itself, as they stand there."""
        return list(dict.fromkeys(filter(None, map(_text_of_value, self._given_identifiers()))))

    def _given_identifiers(self) -> Iterator[object]:
        for _, value in self._found_values("identifiers"):
            yield from value if isinstance(value, list) else [value]
        external = self._values.get("externalids")  # Semantic Scholar: {"ArXiv": …, "DOI": …, "CorpusId": …}
        if isinstance(external, Mapping):
            yield from (_text_of_value(value) for value in external.values())

    def urls(self, field: str) -> list[str]:
        """Addresses of the web; anything else that stands there is no link to follow."""
        found: list[str] = []
        for _, value in self._found_values(field):
            found += [_text_of_value(part) for part in (value if isinstance(value, list) else [value])]
        return [url for url in found if _WEB.fullmatch(url)]

    def doi_and_arxiv(self, urls: list[str]) -> tuple[str | None, str | None]:
        """Return the DOI and the arXiv id: of their own field, else among the identifiers, else among the addresses."""
        # Not a number: 2405.13720 loses its last digit on the way through programs and would name another paper.
        candidates = [*(name for name in self._given_identifiers() if isinstance(name, str)), *urls]
        explicit: dict[str, list[str]] = {"arxiv": [], "doi": []}
        for field, recognise in (("arxiv", arxiv_id), ("doi", doi)):
            for name, value in self._found_values(field):
                if isinstance(value, str) and recognise(value):
                    explicit[field].append(tidy(value))
                elif _text_of_value(value):
                    self._report_left_out(name, value, "arXiv id" if field == "arxiv" else "DOI")
        arxiv = next(filter(None, map(arxiv_id, explicit["arxiv"] + explicit["doi"] + candidates)), None)
        # The DOI that arXiv gives each of its papers says no more than the arXiv id.
        names = [name for name in map(doi, explicit["doi"] + candidates) if name and not arxiv_id(name)]
        return (names[0] if names else None), arxiv


def _says_nothing(value: object) -> bool:
    """Tell whether a value says nothing: null, not-a-number, or empty."""
    return value is None or value != value or value in ("", [], {})


def _text_of_value(value: object) -> str:
    """Return the text in a value: text itself, a number, the first text of a list, the name in an object; else
    empty.
    """
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and isinstance(value[0], str):
        return tidy(" ".join(part for part in value if isinstance(part, str)))
    if isinstance(value, Mapping):
        return next((tidy(value[name]) for name in _TEXT_OF if isinstance(value.get(name), str) and value[name]), "")
    return ""


def _ids_of_work(work: object) -> set[str]:
    """Return the ids of a work that another cites: an address or an id, or an object with some."""
    if isinstance(work, str):
        return {service_id(work)} if work.strip() else set()
    if not isinstance(work, Mapping):
        return set()
    fields = {plain_key(name): value for name, value in work.items()}
    found = [fields.get(name) for name in ("doi", "arxiv", "arxivid", "id", "paperid")]
    external = fields.get("externalids")
    if isinstance(external, Mapping):
        found += [external.get("DOI"), external.get("ArXiv")]
    return {known for each in found if isinstance(each, str) and (known := service_id(each)) != each.strip()}
