"""What is known of a release and of each of its files: the ground of its descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.manifest import Manifest
from kg.ground.files.integrity import sha256
from kg.rdf.write.void import LICENCE, RIGHTS

TITLE = "PaperAtlas"
DESCRIPTION = (
    "A knowledge graph of papers of machine learning: the models, datasets, benchmarks, methods and topics they are "
    "about, the results they report, and where in the text each link was read."
)
WITHOUT_TEXTS = (
    "This release holds no abstracts and no words quoted from them. Titles are there, and where in an abstract each "
    "link was read (first and last character)."
)
WITH_TEXTS = (
    "Abstracts, and the words quoted from them, are in this release so that each link can be checked. Before you pass "
    "them on, look at the terms of where they were read, or make a release without them (paperatlas release "
    "--without-abstracts)."
)
MEDIA_TYPES = {
    ".ttl": "text/turtle",
    ".nq.gz": "application/n-quads",
    ".parquet": "application/vnd.apache.parquet",
    ".tsv": "text/tab-separated-values",
    ".md": "text/markdown",
    ".json": "application/ld+json",
    ".bib": "application/x-bibtex",
}


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release: its name, one clause what it is, its size and its SHA-256."""

    name: str
    meaning: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The media type of what is in it, unpacked."""
        return next(kind for suffix, kind in MEDIA_TYPES.items() if self.name.endswith(suffix))


def release_file(path: Path, meaning: str) -> ReleaseFile:
    """Measure a file that has been written."""
    return ReleaseFile(path.name, meaning, path.stat().st_size, sha256(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release.

    Attributes:
        manifest: of the build that it is made from. version: that of the graph in it. date: of its newest paper, ISO
            8601; empty where no paper has one. with_texts: whether abstracts and quotations are in it.
        files: the data. rows: of the tables, by name.
    """

    manifest: Manifest
    version: str
    date: str
    with_texts: bool
    files: tuple[ReleaseFile, ...]
    rows: Mapping[str, int]

    @property
    def licence(self) -> str:
        """The licence of the facts."""
        return LICENCE

    @property
    def rights(self) -> str:
        """Whose the facts and the texts are, in words."""
        return f"{RIGHTS} {WITH_TEXTS if self.with_texts else WITHOUT_TEXTS}"

    @property
    def home(self) -> str:
        """The IRI of the graph."""
        return f"{self.manifest.base}graph"
