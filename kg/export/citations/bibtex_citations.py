"""BibTeX, for LaTeX and for every reference manager.

Fields as BibTeX and BibLaTeX know them (https://ctan.org/pkg/biblatex, section 2.2); of a preprint ``eprint``,
``archivePrefix`` and ``primaryClass``, as arXiv writes them (https://info.arxiv.org/help/bib_feed.html). All text is
UTF-8. An entry depends on its paper alone; the abstract stands last, so that a page that holds it already can add it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.export.citations.citation_records import Citation, CitationKind
from kg.export.citations.latex_text import latex_text, latex_title
from kg.export.citations.person_names import PersonName

_TYPES = {
    CitationKind.JOURNAL: ("article", "journal"),
    CitationKind.MEETING: ("inproceedings", "booktitle"),
    CitationKind.PREPRINT: ("misc", "publisher"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MACROS = {"month"}  # fields whose value is a name that every style defines, without braces


def bibtex(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield the entries of a file, each with the empty line that parts it from the one before."""
    for place, citation in enumerate(citations):
        yield ("\n" if place else "") + bibtex_entry(citation)


def bibtex_entry(citation: Citation, *, with_abstract: bool = True) -> str:
    """Write an entry, with the line break at its end."""
    kind, _ = _TYPES[citation.kind]
    fields = [(name, value) for name, value in _fields_of_entry(citation) if value]
    if with_abstract and citation.abstract:
        fields.append(("abstract", latex_text(citation.abstract)))
    lines = (f"  {name} = {value if name in _MACROS else f'{{{value}}}'}" for name, value in fields)
    return f"@{kind}{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def _fields_of_entry(citation: Citation) -> Iterator[tuple[str, str]]:
    _, venue = _TYPES[citation.kind]
    date = citation.date
    yield "title", latex_title(citation.title)
    yield "author", " and ".join([*map(bibtex_name, citation.authors), *(["others"] if citation.more_authors else [])])
    yield "year", f"{date[0]:04d}" if date else ""
    yield "month", _MONTHS[date[1] - 1] if len(date) > 1 and 1 <= date[1] <= len(_MONTHS) else ""
    yield "day", str(date[2]) if len(date) > 2 else ""
    yield venue, latex_text(citation.venue)
    if citation.arxiv:
        yield "eprint", citation.arxiv
        yield "archivePrefix", "arXiv"
        yield "primaryClass", latex_text(citation.category)
    # What is copied into an address is not escaped: hyperref and biblatex take it as it is.
    yield "doi", _address(citation.doi)
    yield "url", _address(citation.url)
    yield "keywords", ", ".join(latex_text(word.replace(",", " ")) for word in citation.keywords)


def bibtex_name(name: PersonName) -> str:
    """Write a name as "von Last, Jr, First"; what is no person's stands in braces.

    >>> bibtex_name(PersonName("Berg", "Jan", "van den", "Jr.")), bibtex_name(PersonName("Gemma Team", whole=True))
    ('van den Berg, Jr., Jan', '{Gemma Team}')
    """
    if name.whole:
        return f"{{{latex_text(name.family)}}}"
    return latex_text(", ".join(filter(None, (name.sorted_family, name.suffix, name.given))))


def _address(text: str) -> str:
    """Write an address or DOI as it is, but for braces, spaces and backslashes, which would end the field."""
    return "".join(f"%{ord(char):02X}" if char in "{}\\ " else char for char in text)
