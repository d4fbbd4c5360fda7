"""The nodes and edges that RDF and NetworkX are both made from.

One stream of these records is the graph: RDF maps each to triples, NetworkX adds each to a ``MultiDiGraph``. Ids are
local ids (see ``kg.ground.identifiers``); an edge may come before or after the nodes of its ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.ground.identifiers import category_id, digest, slug, topic_id
from kg.ground.imported_result import DescribedArtifact, ImportedResult
from kg.ground.records import Artifact, Author, ConfidenceParts, Evidence, Paper, Result
from kg.ground.schema import ArtifactType, Relation, Role


@dataclass(frozen=True, slots=True)
class PaperNode:
    """A paper. ``urls``: the URLs found in its text."""

    paper: Paper
    urls: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.paper.id

    @property
    def label(self) -> str:
        return self.paper.title


@dataclass(frozen=True, slots=True)
class ArtifactNode:
    """A model, dataset, benchmark or method.

    Attributes:
        types: all types seen, the artifact's own first.
        former: slugs that it had before the catalogue or people said what it is, sorted; no other has them.
    """

    artifact: Artifact
    types: tuple[ArtifactType, ...]
    former: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.artifact.id

    @property
    def label(self) -> str:
        return self.artifact.name


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A concept of the topic scheme that a paper has, or that is broader than one it has."""

    slug: str
    label: str
    alt_labels: tuple[str, ...] = ()
    definition: str | None = None
    candidate: bool = False

    @property
    def id(self) -> str:
        return topic_id(self.slug)


@dataclass(frozen=True, slots=True)
class OrganisationNode:
    """An organisation that papers come from or artifacts are developed by.

    Attributes:
        aliases: other names that it is known by.
        former: local ids that other names of it had, sorted; no other node has them.
        ror, wikidata: its ids there, e.g. ``05w520734`` and ``Q95``, or None.
        part_of: the local id of the organisation that it is part of, or None.
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    ror: str | None = None
    wikidata: str | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorNode:
    """Somebody who wrote papers of the graph.

    Attributes:
        author: what is known of them, over all their papers.
    """

    id: str
    author: Author

    @property
    def label(self) -> str:
        return self.author.name

    @property
    def named_only(self) -> bool:
        """Whether a name is all that is known, which may be that of several people."""
        return not self.author.orcid and not self.author.identifiers


@dataclass(frozen=True, slots=True)
class VenueNode:
    """A journal, conference or preprint server that papers are published in.

    Attributes:
        full_name: its name spelled out, or None. track: workshop, findings, demonstrations and the like, or None for
            the main one. series: the local id of the venue that a track belongs to, or None.
    """

    id: str
    label: str
    full_name: str | None = None
    track: str | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category of arXiv. ``code``: as arXiv writes it, ``cs.CL``. ``label``: its name, or the code."""

    code: str
    label: str

    @property
    def id(self) -> str:
        return category_id(self.code)


@dataclass(frozen=True, slots=True)
class ResultNode:
    """A figure that a paper reports; its ends are artifact local ids."""

    paper: str
    result: Result

    @property
    def id(self) -> str:
        """Stable local id from the paper, the figure and where it stands."""
        evidence, result = self.result.evidence, self.result
        return "result/" + digest(
            self.paper, evidence.field, str(evidence.start), str(evidence.end), result.value,
            result.model or "", result.on or "", result.metric or "",
        )  # fmt: skip

    @property
    def label(self) -> str:
        """Metric and figure, e.g. ``accuracy 73.2%`` or ``3.2 points``."""
        result = self.result
        value = result.value if result.low is None else f"{result.low}–{result.value}"
        unit = result.unit or ""
        figure = f"{value} {unit}" if len(unit) > 1 else value + unit
        if result.bound is not None:
            figure = f"{result.bound} {figure}"
        return f"{self.result.metric} {figure}" if self.result.metric else figure


@dataclass(frozen=True, slots=True)
class ImportedNode:
    """A score that a record of elsewhere holds; its ends are slugs of artifacts.

    Attributes:
        model, on: the model, and what it was tested on. metric: its canonical name.
        condition: the name of the evaluation where that is not the name of what it was tested on.
    """

    result: ImportedResult
    model: str
    on: str
    metric: str
    condition: str | None = None

    @property
    def id(self) -> str:
        """Stable local id from the record and the place in it: the same in whatever file the record stands."""
        result = self.result
        return "result/" + digest(
            "imported", result.venue, result.record, str(result.position), result.model_id, result.test, result.metric,
            result.value,
        )  # fmt: skip

    @property
    def label(self) -> str:
        """Metric and figure, e.g. ``accuracy 73.2%``."""
        value, unit = self.result.value, self.result.unit or ""
        return f"{self.metric} {value} {unit}" if len(unit) > 1 else f"{self.metric} {value}{unit}"


@dataclass(frozen=True, slots=True)
class DescribedNode:
    """What one file says of an artifact, each value with that file; ``artifact``: its slug."""

    described: DescribedArtifact
    artifact: str

    @property
    def id(self) -> str:
        """The local id of its place in the file."""
        source = self.described.source
        return f"listing/{slug(source.page)}-{source.position}-{self.artifact}"  # many cards are called README.md


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed, typed edge.

    Attributes:
        id: local id; ``link/…`` for links of papers to artifacts and topics, a plain digest for the others.
        source, target: local ids.
        predicate: a role (paper to artifact) or a relation.
        type: for roles, what the artifact is in this paper. confidence: 0 to 1, or None where it is a plain fact.
        corrections: what people changed about it, one text each with who and when.
        parts: what the confidence is made of, where it is known.
        asserted: whether the graph states it as a fact; what is less sure is there to be looked at.
    """

    id: str
    source: str
    target: str
    predicate: Role | Relation
    confidence: float | None = None
    type: ArtifactType | None = None
    evidence: tuple[Evidence, ...] = ()
    corrections: tuple[str, ...] = ()
    parts: ConfidenceParts | None = None
    asserted: bool = True


def relation_id(source: str, predicate: Relation, target: str) -> str:
    """Return the local id of an edge that is a plain fact, from the local ids of its ends."""
    return digest(source, predicate, target)


def relation_edge(source: str, predicate: Relation, target: str) -> Edge:
    """Make the edge of a plain fact."""
    return Edge(relation_id(source, predicate, target), source, target, predicate)


SharedNode = ArtifactNode | TopicNode | OrganisationNode | AuthorNode | VenueNode | CategoryNode
Node = PaperNode | SharedNode | ResultNode
Record = Node | Edge
#: What papers do not say: it is in the RDF forms only.
RecordOfElsewhere = ImportedNode | DescribedNode
