"""Papers of Semantic Scholar: its API (one, lists, batches, searches, citations and references), its datasets in bulk,
and the open corpora before them (``paperAbstract``, S2ORC).

Names of fields are compared without case: the API writes ``externalIds``, the datasets ``externalids``.
https://api.semanticscholar.org/api-docs
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.field_names import plain_key
from kg.readers.services.service_fields import (
    Record,
    RecordPlace,
    Service,
    ServiceFields,
    as_list,
    paper_of_fields,
    text_of,
    texts_of,
)

_MARKS = frozenset((
    "corpusid", "corpusId", "s2FieldsOfStudy", "citingPaper", "citedPaper", "paperAbstract", "inCitations",
    "outCitations", "outbound_citations", "inbound_citations", "has_pdf_parse", "mag_field_of_study",
))  # fmt: skip
_HASH = re.compile(r"[0-9a-f]{40}")  # other programs call other ids paperId
_WRAPPED = ("citingPaper", "citedPaper")
_PARSE = frozenset(("bib_entries", "body_text"))  # of S2ORC and CORD-19: the metadata stand inside
# What the record says of itself, what is made from other fields (a BibTeX entry), where copies lie, and full texts.
_BOOKKEEPING = frozenset((
    "citationstyles", "embedding", "publicationtypes", "updated", "isopenaccess", "intents", "matchscore", "sources",
    "publicationvenueid", "journalvolume", "journalpages", "magid", "pmid", "entities", "textavailability",
    "hasinbound", "haspdfparse", "haspdfbodytext", "openaccessinfo", "backmatter", "refentries", "bodytext",
    "bibentries",
    "venueid",
))  # fmt: skip
_PREFIXES = {
    "arxiv": "arXiv:", "doi": "doi:", "dblp": "dblp:", "acl": "acl:", "corpusid": "corpus:", "mag": "mag:",
    "pubmed": "pmid:", "pubmedcentral": "pmcid:",
}  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is a paper of Semantic Scholar, or a citation around one.

    >>> is_record({"citingPaper": {"paperId": "0a", "title": "A"}}), is_record({"paper_id": "0a", "title": "A"})
    (True, False)
    """
    name = record.get("paperId")
    if not _MARKS.isdisjoint(record) or (isinstance(name, str) and _HASH.fullmatch(name)):
        return "authorId" not in record or "title" in record
    inner = record.get("metadata")
    return isinstance(inner, Mapping) and "title" in inner and "versions" not in inner and not _PARSE.isdisjoint(record)


def paper_from_s2_record(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of one record of Semantic Scholar.

    Raises:
        InputError: it has no title.
    """
    name = next((name for name in _WRAPPED if isinstance(record.get(name), Mapping)), "metadata")
    inner = record.get(name)
    outer = ServiceFields(_by_plain_name(record) if isinstance(inner, Mapping) else {}, taken={plain_key(name)})
    fields = ServiceFields(_by_plain_name(inner if isinstance(inner, Mapping) else record))
    journal, venue = fields.take("journal"), fields.take("publicationvenue")
    title = fields.text("title")
    abstract = _abstract(outer.take("abstract")) or _abstract(fields.take("abstract")) or fields.text("paperabstract")
    if abstract and not title and "title" not in fields.record:
        problem = "the record has an abstract and no title, as those of the dataset 'abstracts' of Semantic Scholar"
        raise InputError(problem, where=place.where, remedy="join it with the dataset 'papers' by corpusid first")
    names = [text_of(venue), fields.text("venue"), text_of(journal), fields.text("journalname")]
    usual = {
        "title": title,
        "abstract": abstract,
        "date": fields.text("publicationdate"),
        "year": fields.take("year"),
        "authors": [_author(each) for each in fields.items("authors")],
        "venue": next(filter(None, names), ""),
        "keywords": list(_keywords(fields)),
        "identifiers": [*_ids(outer, ("paperid",)), *_ids(fields, ("paperid", "id", "corpusid"))],
        "doi": fields.text("doi"),
        "arxiv": fields.text("arxivid"),
        "references": list(_references(fields, place)),
        "url": [url for each in ("url", "s2url", "doiurl") if (url := fields.text(each))],
        "links": [
            url for each in ("openaccesspdf", "pdfurls", "s2pdfurl") for url in texts_of(fields.take(each), "url")
        ],
    }
    for each in (outer, fields):
        each.note_unread(place, _BOOKKEEPING)
    return paper_of_fields(usual, place)


def _by_plain_name(record: Record) -> dict[str, object]:
    return {plain_key(name): value for name, value in record.items()}


def _abstract(value: object) -> str:
    """Return the abstract: a text, or the paragraphs of a parsed paper."""
    return " ".join(texts_of(value, "text"))


def _author(author: object) -> object:
    if not isinstance(author, Mapping):
        return author
    external, place = author.get("externalIds"), author.get("affiliation")
    found = {key: value for key, value in author.items() if key not in ("externalIds", "ids", "affiliation")}
    if isinstance(external, Mapping):
        found["orcid"] = text_of(external.get("ORCID"))
    numbers = as_list(author.get("ids"))  # of the open corpus
    if numbers and "authorId" not in found:
        found["authorId"] = numbers[0]
    if isinstance(place, Mapping):  # of a parsed paper
        found["affiliation"] = text_of(place.get("institution"))
    return found


def _keywords(fields: ServiceFields) -> Iterator[str]:
    for name in ("fieldsofstudy", "s2fieldsofstudy", "magfieldofstudy", "keyphrases"):
        yield from texts_of(fields.take(name), "category")


def _ids(fields: ServiceFields, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = fields.take(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value:
            yield f"corpus:{value}" if name == "corpusid" else f"s2:{value}"
    for name, value in fields.inner("externalids").items():
        prefix = _PREFIXES.get(plain_key(name))
        for each in as_list(value):
            if prefix and isinstance(each, str | int) and each:
                yield f"{prefix}{each}"
    for name, prefix in (("aclid", "acl:"), ("pubmedid", "pmid:"), ("pmcid", "pmcid:"), ("magid", "mag:")):  # of S2ORC
        if isinstance(value := fields.take(name), str | int) and value:
            yield f"{prefix}{value}"


def _references(fields: ServiceFields, place: RecordPlace) -> Iterator[str]:
    """Yield the ids of the works cited; a work without one has no other trace in the graph, and is told."""
    for each in fields.objects("references"):
        ids = list(_ids(ServiceFields(_by_plain_name(each)), ("paperid", "corpusid")))
        yield from ids
        if not ids and place.unread is not None:
            place.unread.see("references without an id", each.get("title"))
    for name in ("outcitations", "outboundcitations"):
        yield from (f"s2:{each}" for each in fields.items(name) if isinstance(each, str))


S2 = Service(
    "semantic-scholar", "papers of Semantic Scholar, from its API or its datasets", is_record, paper_from_s2_record
)
