"""What a build was made of and what it made: ``manifest.json``.

It holds versions, inputs, counts and the hashes of the outputs and of itself, and nothing that differs between two
builds of the same input (no time, no path). ``cache/last_build.json`` holds what differs: seconds and how many papers
were linked anew. A copy, ``.manifest.json``, stands beside it, for a repair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import orjson

from kg.atlas.staged_output import complete
from kg.graph.graph_records import (
    ArtifactNode,
    AuthorNode,
    CategoryNode,
    DescribedNode,
    Edge,
    ImportedNode,
    OrganisationNode,
    PaperNode,
    Record,
    RecordOfElsewhere,
    ResultNode,
    TopicNode,
    VenueNode,
)
from kg.ground.errors import OutputError, shown_names
from kg.ground.files.integrity import MANIFEST, damaged, place, sealed, unsealed
from kg.ground.records import Paper
from kg.ground.schema import ASSERT_ABOVE, NETWORK_PAPERS, ArtifactType, Relation, Role

MANIFEST_COPY = ".manifest.json"
#: What the manifest of a folder of parts names as its engine; such a folder holds parts of files (docs/spark.md).
PARTS_ENGINE = "spark"
# Counts of what each paper says alone; the others are of what papers share.
_OF_PAPERS = (
    "listings", "papers", "papers_without_abstract", "papers_without_date", "papers_without_id",
    "papers_without_authors", "links", "topic_links", "results", "evidence",
)  # fmt: skip
_FORM = 2  # changes when a field changes its meaning
_UNSEALED = 1  # the form without a hash of itself


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """A file that papers were read from.

    Attributes:
        name: without folder. sha256: of its bytes. bytes: its size. faults: records in it that could not be read.
    """

    name: str
    sha256: str
    bytes: int
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """A build in figures.

    Attributes:
        versions: of ``software``, ``catalogue``, ``topics``, ``linker`` and, where there are any, ``corrections``.
        assert_above: the confidence from which links are stated as facts.
        base: base IRI. inputs: sorted. counts: see ``Tally.counts``. files: name to SHA-256.
        network_papers: how many papers ``graph.json``, ``graph.graphml`` and ``graph.html`` hold at most.
        replaced: slugs of artifacts that corrections have made the same as another, to the slug of that.
        behind: files that show an earlier build, until ``refresh`` makes them anew; sorted, and not among ``files``.
    """

    versions: Mapping[str, str]
    base: str
    inputs: tuple[InputFile, ...]
    counts: Mapping[str, Any]
    files: Mapping[str, str]
    assert_above: float = ASSERT_ABOVE
    network_papers: int = NETWORK_PAPERS
    replaced: Mapping[str, str] = field(default_factory=dict)
    behind: tuple[str, ...] = ()

    @property
    def has_whole_network(self) -> bool:
        """Whether ``graph.json`` holds all papers, as they are now."""
        return self.is_network_whole and not self.behind

    @property
    def is_network_whole(self) -> bool:
        """Whether ``graph.json``, ``graph.graphml`` and ``graph.html`` hold all papers."""
        return int(self.counts.get("papers", 0)) <= self.network_papers

    def network_text(self) -> str:
        """Say which papers ``graph.json`` holds.

        >>> Manifest({}, "", (), {"papers": 25_000}, {}).network_text()
        '10,000 of 25,000 papers, the landmarks and the newest'
        """
        papers = self.counts["papers"]
        if self.is_network_whole:
            return f"all {papers:,} papers"
        return f"{self.network_papers:,} of {papers:,} papers, the landmarks and the newest"

    def write(self, folder: Path) -> None:
        """Write ``manifest.json`` and its copy into the folder."""
        for name in (MANIFEST_COPY, MANIFEST):
            (folder / name).write_text(self.text(), encoding="utf-8", newline="\n")

    def text(self) -> str:
        """Write the manifest as JSON, as it stands in its file."""
        data = asdict(self)
        if not self.behind:
            del data["behind"]
        return sealed({"form": _FORM, **data}).decode()

    def __repr__(self) -> str:
        return f"<Manifest: {self.summary()}>"

    def summary(self) -> str:
        """Say the main counts in one line."""
        names = ("papers", "artifacts", "topics", "links", "triples")
        return ", ".join(f"{self.counts[name]:,} {name}" for name in names if name in self.counts)

    def count_rows(self) -> list[tuple[str, int]]:
        """Return the counts as rows of a table, e.g. ``("papers without abstract", 3)`` and ``("links: uses", 17)``."""
        rows: list[tuple[str, int]] = []
        for name, value in self.counts.items():
            words = name.replace("_", " ")
            if isinstance(value, Mapping):
                rows += [(f"{words.partition(' by ')[0]}: {key}", number) for key, number in value.items()]
            else:
                rows.append((words, value))
        return rows


def read_manifest(output: Path) -> Manifest:
    """Read the manifest of a built folder; finish the moves of a build that was killed while it moved its files.

    Raises:
        OutputError: the folder holds no build, or one of another form; DamagedError: the manifest is damaged.
    """
    complete(output)
    try:
        text = _read_manifest_bytes(output)
    except FileNotFoundError:
        if (output / MANIFEST_COPY).exists():
            raise damaged(output, MANIFEST, "the file is missing") from None
        remedy = "build one (paperatlas build PAGE.txt) or name its folder with -o DIR"
        raise OutputError("there is no graph here", where=output, remedy=remedy) from None
    except OSError as error:
        raise damaged(output, MANIFEST, f"the manifest cannot be read: {error.strerror or error}") from error
    return parse_manifest(text, output)


def _read_manifest_bytes(output: Path) -> bytes:
    """Read the bytes of the manifest, which may be moved to its place while it is looked for."""
    try:
        return place(output, MANIFEST).read_bytes()
    except FileNotFoundError:
        return (output / MANIFEST).read_bytes()


def remedy_of_records(manifest: Manifest) -> str:
    """Return what to do about damaged records, of which the folder has no second copy."""
    names = shown_names(one.name for one in manifest.inputs) or "your papers"
    return f"nothing else holds every record: build the folder again from your files ({names})"


def parse_manifest(text: bytes, output: Path) -> Manifest:
    """Read the manifest that ``Manifest.write`` wrote into a folder.

    Raises:
        OutputError: it is of another form; DamagedError: it is not what was written.
    """
    try:
        data = orjson.loads(text) if _form_of_manifest(text) == _UNSEALED else unsealed(text)
        if data.get("engine") == PARTS_ENGINE:
            remedy = "put them into a store (paperatlas publish) and ask that with --endpoint; docs/spark.md says more"
            raise OutputError("the folder holds the parts that a Spark cluster wrote", where=output, remedy=remedy)
        if data.pop("form") not in (_UNSEALED, _FORM):
            raise OutputError("the build is of another version", where=output, remedy="build it again")
        data["inputs"] = tuple(InputFile(**one) for one in data["inputs"])
        data["behind"] = tuple(data.get("behind", ()))
        return Manifest(**data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(output, MANIFEST, "the manifest is not what the build wrote") from error


def _form_of_manifest(text: bytes) -> object:
    return orjson.loads(text).get("form")


@dataclass(slots=True)
class Tally:
    """Counts records as they pass."""

    _counts: Counter[str] = field(default_factory=Counter)
    _types: Counter[str] = field(default_factory=Counter)
    _roles: Counter[str] = field(default_factory=Counter)
    _last_linked: str | None = None

    def watch(self, records: Iterable[Record | RecordOfElsewhere]) -> Iterator[Record | RecordOfElsewhere]:
        """Yield the same records, counting them."""
        for record in records:
            self.count_record(record)
            yield record

    def count_records(self, records: Iterable[Record | RecordOfElsewhere]) -> None:
        """Count some records."""
        for record in records:
            self.count_record(record)

    @classmethod
    def of_papers(cls, counts: Mapping[str, Any]) -> Self:
        """Make the tally of what papers say alone, from the counts of a manifest."""
        tally = cls()
        tally._counts.update({name: counts[name] for name in _OF_PAPERS})
        tally._counts["papers_with_links"] = counts["papers"] - counts["papers_without_links"]
        tally._roles.update({Role(name): number for name, number in counts["links_by_role"].items()})
        return tally

    def discount(self, other: Tally) -> None:
        """Take off the counts of records that are gone."""
        self._counts.subtract(other._counts)
        self._types.subtract(other._types)
        self._roles.subtract(other._roles)

    def take(self, other: Tally) -> None:
        """Take in the counts of other records, of whose papers none is among these."""
        self._counts += other._counts
        self._types += other._types
        self._roles += other._roles

    def counts(self, triples: int) -> dict[str, Any]:
        """Return the counts: papers and where they were read, artifacts by their first type, links by role, and the
        rest.
        """
        names = (
            "listings", "papers", "papers_without_abstract", "papers_without_date", "papers_without_id",
            "papers_without_authors", "papers_without_links", "artifacts", "new_entities", "topics",
            "candidate_topics", "authors", "organisations", "venues", "citations", "links", "topic_links", "results",
            "evidence",
        )  # fmt: skip
        counts: dict[str, Any] = {name: self._counts[name] for name in names}
        counts["papers_without_links"] = self._counts["papers"] - self._counts["papers_with_links"]
        counts["triples"] = triples
        if self._counts["imported_results"]:
            counts["imported_results"] = self._counts["imported_results"]
        if self._counts["described_artifacts"]:
            counts["described_artifacts"] = self._counts["described_artifacts"]
        counts["artifacts_by_type"] = {str(name): self._types[name] for name in ArtifactType}
        counts["links_by_role"] = {str(name): self._roles[name] for name in Role}
        return counts

    def count_record(self, record: Record | RecordOfElsewhere) -> None:
        """Count one record; those of a paper come one after the other."""
        count = self._counts
        match record:
            case PaperNode():
                count["papers"] += 1
                count["listings"] += sum(not source.identifies for source in record.paper.sources)
                self._count_missing_fields(record.paper)
            case ArtifactNode():
                count["artifacts"] += 1
                count["new_entities"] += not record.artifact.known
                self._types[record.types[0]] += 1
            case TopicNode():
                count["topics"] += 1
                count["candidate_topics"] += record.candidate
            case OrganisationNode():
                count["organisations"] += 1
            case AuthorNode():
                count["authors"] += 1
            case VenueNode():
                count["venues"] += 1
            case CategoryNode():
                pass
            case ResultNode():
                count["results"] += 1
                count["evidence"] += 1
            case ImportedNode():
                count["imported_results"] += 1
            case DescribedNode():
                count["described_artifacts"] += 1
            case Edge():
                self._count_graph_edge(record)

    def _count_missing_fields(self, paper: Paper) -> None:
        count = self._counts
        count["papers_without_abstract"] += not paper.abstract
        count["papers_without_date"] += not paper.date
        count["papers_without_id"] += not (paper.arxiv or paper.doi)
        count["papers_without_authors"] += not paper.authors

    def _count_graph_edge(self, edge: Edge) -> None:
        self._counts["evidence"] += len(edge.evidence)
        if isinstance(edge.predicate, Role):
            self._counts["links"] += 1
            self._roles[edge.predicate] += 1
            if edge.source != self._last_linked:  # the links of a paper come one after the other
                self._last_linked = edge.source
                self._counts["papers_with_links"] += 1
        elif edge.predicate is Relation.CITES:
            self._counts["citations"] += 1
        elif edge.predicate in (Relation.HAS_TOPIC, Relation.PRIMARY_TOPIC):
            self._counts["topic_links"] += 1
