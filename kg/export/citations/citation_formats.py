"""The table of citation formats, and files and texts in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.export.citations.bibtex_citations import bibtex
from kg.export.citations.citation_records import Citation, citations_of_graph
from kg.export.citations.csl_citations import csl_json
from kg.export.citations.ris_citations import ris
from kg.graph.networks import Network
from kg.ground.files.targets import open_target


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
