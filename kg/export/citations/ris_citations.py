"""RIS, for EndNote, Zotero, Mendeley and Citavi. Lines end in CR LF.

https://en.wikipedia.org/wiki/RIS_(file_format)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.export.citations.citation_records import Citation, CitationKind
from kg.export.citations.person_names import PersonName

_TYPES = {
    CitationKind.JOURNAL: ("JOUR", "JO"),
    CitationKind.MEETING: ("CONF", "T2"),
    CitationKind.PREPRINT: ("GEN", "PB"),
}


def ris(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield the records of a file."""
    return map(ris_record, citations)


def ris_record(citation: Citation) -> str:
    """Write a record, with the empty line behind it."""
    lines = [f"{tag}  - {value}" for tag, value in _tags_of_record(citation) if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _tags_of_record(citation: Citation) -> Iterator[tuple[str, str]]:
    kind, venue = _TYPES[citation.kind]
    yield "TY", kind
    yield "ID", citation.key
    yield "TI", citation.title
    yield from (("AU", ris_name(name)) for name in citation.authors)
    if citation.date:
        yield "PY", f"{citation.date[0]:04d}"
        year, month, day, *_ = (*(f"{part:02d}" for part in citation.date), "", "")
        yield "DA", f"{year:>04}/{month}/{day}/"  # all three slashes stand, RIS says
    yield venue, citation.venue
    yield "DO", citation.doi
    yield "AN", f"arXiv:{citation.arxiv}" if citation.arxiv else ""
    yield "UR", citation.url
    yield from (("KW", word) for word in citation.keywords)
    yield "AB", citation.abstract


def ris_name(name: PersonName) -> str:
    """Write a name as "Last, First, Suffix"; that of a group with a comma ends in one, as EndNote has it.

    >>> ris_name(PersonName("King", "Martin Luther", "", "Jr.")), ris_name(PersonName("Meta, Inc.", whole=True))
    ('King, Martin Luther, Jr.', 'Meta, Inc.,')
    """
    if name.whole:
        return f"{name.family}," if "," in name.family else name.family
    return ", ".join(filter(None, (name.sorted_family, name.given, name.suffix)))
