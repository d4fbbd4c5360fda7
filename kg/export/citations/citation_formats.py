"""The table of citation formats, and files and texts in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.citations.bibtex_citations import bibtex
from kg.export.citations.citation_records import Citation, citations_of_graph
from kg.export.citations.csl_citations import csl_json
from kg.export.citations.ris_citations import ris
from kg.ground.files.targets import open_target

if TYPE_CHECKING:
    from kg.graph.networks import Network  # brings NetworkX, which a server does without


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """A way to write citations.

    Attributes:
        name: what the command line calls it. suffix: of the file's name. media_type: as programs send it.
        description: one clause, what it is for. texts: the file, piece by piece.
    """

    name: str
    suffix: str
    media_type: str
    description: str
    texts: Callable[[Iterable[Citation]], Iterator[str]]

    def write(self, graph: Network, path: Path) -> None:
        """Write the papers of a graph.

        Raises:
            OutputError: the file cannot be written.
        """
        with open_target(path) as file:
            for text in self.texts(citations_of_graph(graph)):
                file.write(text.encode("utf-8", "replace"))


CITATION_FORMATS: dict[str, CitationFormat] = {
    each.name: each
    for each in (
        CitationFormat("bibtex", ".bib", "application/x-bibtex", "the papers as BibTeX, for LaTeX", bibtex),
        CitationFormat(
            "ris", ".ris", "application/x-research-info-systems", "the papers as RIS, for reference managers", ris
        ),
        CitationFormat(
            "csl-json", ".csl.json", "application/vnd.citationstyles.csl+json",
            "the papers as CSL-JSON, for pandoc and Zotero", csl_json,
        ),
    )
}  # fmt: skip


def citation_format(name: str) -> CitationFormat | None:
    """Find the format that a name, a suffix or a media type means; None where it means none.

    >>> [found and found.name for found in map(citation_format, ("bib", "BibTeX", ".csl.json", "application/x-bibtex"))]
    ['bibtex', 'bibtex', 'csl-json', 'bibtex']
    >>> citation_format("json")
    """
    asked = name.strip().lower().replace(" ", "+")  # "+" in an address is a space, which not every client heeds
    named = ((each, (each.name, each.suffix, each.suffix[1:], each.media_type)) for each in CITATION_FORMATS.values())
    return next((each for each, names in named if asked in names), None)
