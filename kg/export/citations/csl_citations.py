"""CSL-JSON, for pandoc, Zotero and citeproc (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from kg.export.citations.citation_records import Citation, CitationKind
from kg.export.citations.person_names import PersonName

_TYPES = {
    CitationKind.JOURNAL: ("article-journal", "container-title"),
    CitationKind.MEETING: ("paper-conference", "container-title"),
    CitationKind.PREPRINT: ("article", "publisher"),  # what CSL calls a preprint
}


def csl_json(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield the text of an array, an item a line."""
    yield "["
    for place, citation in enumerate(citations):
        yield (",\n" if place else "\n") + orjson.dumps(csl_item(citation)).decode()
    yield "\n]\n"


def csl_item(citation: Citation) -> dict[str, object]:
    """Make the item of a citation; what is not known is left out."""
    kind, venue = _TYPES[citation.kind]
    item: dict[str, object] = {
        "id": citation.key,
        "type": kind,
        "title": citation.title,
        "author": [csl_name(name) for name in citation.authors],
        "issued": {"date-parts": [list(citation.date)]} if citation.date else None,
        venue: citation.venue,
        "genre": "preprint" if citation.kind is CitationKind.PREPRINT else "",
        "number": f"arXiv:{citation.arxiv}" if citation.arxiv else "",
        "archive": "arXiv" if citation.arxiv else "",
        "archive_location": citation.category,
        "DOI": citation.doi,
        "URL": citation.url,
        "keyword": ", ".join(word.replace(",", " ") for word in citation.keywords),
        "abstract": citation.abstract,
    }
    return {name: value for name, value in item.items() if value}


def csl_name(name: PersonName) -> dict[str, str]:
    """Make the name of an author.

    >>> csl_name(PersonName("Berg", "Jan", "van den")), csl_name(PersonName("Gemma Team", whole=True))
    ({'family': 'Berg', 'given': 'Jan', 'non-dropping-particle': 'van den'}, {'literal': 'Gemma Team'})
    """
    if name.whole:
        return {"literal": name.family}
    parts = {
        "family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix,
    }  # fmt: skip
    return {part: text for part, text in parts.items() if text}
