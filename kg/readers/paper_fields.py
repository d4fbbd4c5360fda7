"""One JSON object → one paper: the usual names of the fields, and what is kept of each.

Names are compared without case, dashes and underscores, so ``arxivId``, ``arxiv_id`` and ``arXiv-ID`` are one. The
first name of a row that holds something wins. A field that cannot be understood is left out and reported; only a
record without a title is no paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.records import Paper, Source
from kg.ground.text import tidy
from kg.readers.input_stream import Fault
from kg.readers.iso_dates import parse_date

_NAMES = {
    "title": ("title", "papertitle", "displayname"),
    "abstract": ("abstract", "summary", "abstracttext", "description"),
    "date": ("date", "published", "publishedat", "publicationdate", "publisheddate", "created", "year",
             "publicationyear"),
    "authors": ("authors", "author", "authorlist", "authornames"),
    "author_count": ("authorcount", "numauthors", "nauthors", "numberofauthors"),
    "organisation": ("organisation", "organization", "org", "institution", "affiliation"),
    "comments": ("comments", "numcomments", "commentcount"),
    "upvotes": ("upvotes", "numupvotes", "likes"),
    "arxiv": ("arxiv", "arxivid", "eprint"),
    "doi": ("doi",),
    "url": ("url", "link", "arxivurl", "absurl", "pdf", "pdfurl"),
    "links": ("links", "urls", "projectpage", "github", "githubrepo", "codeurl", "openaccesspdf"),
    "identifiers": ("id", "paperid", "corpusid", "key", "identifiers"),
}  # fmt: skip
# Names under which nested objects hold what is looked for, in the order of preference.
_TEXT_OF = ("fullname", "display_name", "name", "text", "url", "href")
_MAX_COUNT = 2**31 - 1  # the largest xsd:int; a count above it is a slip, and would not fit every export
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.I)  # the characters that RFC 3987 allows in an IRI
_REMEDY = "mend the field"


def paper_from_record(record: object, source: Source, where: str, fault: Fault) -> Paper:
    """The paper that a JSON object describes.

    Args:
        source: where the paper was read from. where: file and line for messages.
        fault: called for each field that is left out.

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
    urls = fields.urls("url")
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
        arxiv=arxiv,
        doi=doi_name,
        identifiers=tuple(fields.identifiers()),
        links=tuple(dict.fromkeys([*urls, *fields.urls("links")])),
        sources=(source,),
    )


class _RecordFields:
    """The fields of one record by their usual names."""

    __slots__ = ("_fault", "_values", "_where")

    def __init__(self, record: Mapping[object, object], where: str, fault: Fault) -> None:
        self._where = where
        self._fault = fault
        self._values = {_plain_field_name(name): value for name, value in record.items() if not _says_nothing(value)}
        inner = self._values.get("paper")  # the Hub's daily papers wrap each paper
        if isinstance(inner, Mapping):
            self._values |= {
                _plain_field_name(name): value for name, value in inner.items() if not _says_nothing(value)
            }

    def _found_values(self, field: str) -> Iterator[tuple[str, object]]:
        """The names and values that a field has."""
        return ((name, self._values[name]) for name in _NAMES[field] if name in self._values)

    def _report_left_out(self, name: str, value: object, expected: str) -> None:
        shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:60] + "…"
        problem = f"the field {name!r} holds {shown}, which is no {expected}; it is left out"
        self._fault(InputError(problem, where=self._where, remedy=_REMEDY))

    def text(self, field: str) -> str:
        for name, value in self._found_values(field):
            if text := _text_of_value(value):
                return text
            self._report_left_out(name, value, "text")
        return ""

    def date(self) -> str | None:
        for name, value in self._found_values("date"):
            if date := parse_date(value):
                return date
            self._report_left_out(name, value, "date")
        return None

    def count(self, field: str, *, other_meaning: bool = False) -> int | None:
        """A number from 0; ``other_meaning``: the name may hold something else, which is no fault."""
        for name, value in self._found_values(field):
            text = value.strip() if isinstance(value, str) else str(value)
            if not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_COUNT)):
                return min(int(text), _MAX_COUNT)
            if not other_meaning:
                self._report_left_out(name, value, "count")
        return None

    def authors(self) -> tuple[str, ...]:
        for name, value in self._found_values("authors"):
            given = _split_authors(value) if isinstance(value, str) else value
            if not isinstance(given, list):
                self._report_left_out(name, value, "list of authors")
                continue
            if names := [text for author in given if (text := _text_of_value(author).strip(" ,;"))]:
                return tuple(names)
        return ()

    def identifiers(self) -> list[str]:
        """The ids that the record gives itself, as they stand there."""
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
        """The DOI and the arXiv id: of their own field, else among the identifiers, else among the addresses."""
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


def _plain_field_name(name: object) -> str:
    return str(name).casefold().replace("_", "").replace("-", "")


def _says_nothing(value: object) -> bool:
    """Whether a value says nothing: null, not-a-number, or empty."""
    return value is None or value != value or value in ("", [], {})


def _text_of_value(value: object) -> str:
    """The text in a value: text itself, a number, the first text of a list, the name in an object; else empty."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and isinstance(value[0], str):
        return tidy(" ".join(part for part in value if isinstance(part, str)))
    if isinstance(value, Mapping):
        return next((tidy(value[name]) for name in _TEXT_OF if isinstance(value.get(name), str) and value[name]), "")
    return ""


def _split_authors(text: str) -> list[str]:
    """The names in a text: separated by ";", by "and" (BibTeX: "Last, First and Last, First"), or by commas.

    >>> _split_authors("Lovelace, Ada and Babbage, Charles"), _split_authors("Ada Lovelace, C. Babbage and A. Turing")
    (['Lovelace, Ada', 'Babbage, Charles'], ['Ada Lovelace', 'C. Babbage', 'A. Turing'])
    """
    if ";" in text:
        return text.split(";")
    names = re.split(r"\s+and\s+|\s*&\s*", tidy(text))
    if len(names) > 1 and all(name.count(",") == 1 for name in names):
        return names
    parts = [part for name in names for part in re.split(r"\s*,\s*", name) if part]
    one_name = len(names) == 1 and len(parts) == 2 and not any(" " in part for part in parts)  # "Lovelace, Ada"
    return names if one_name else parts
