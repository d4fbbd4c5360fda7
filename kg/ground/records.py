"""The frozen records that travel between the layers: papers, artifacts, evidence, links, results, topics, readings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.ground.errors import IdentifierError, InputError
from kg.ground.identifiers import artifact_id, author_id, paper_id, topic_id
from kg.ground.notebook_html import marked, panel, paragraph, table
from kg.ground.schema import ArtifactType, ModelRole, ResultBound, ResultKind, Role, TextField

_SHOWN = 5  # links in the one line of a reading


class IdentifyingFormat(StrEnum):
    """Formats of sources that say who a paper is, and are no places that it was read from.

    INDEX: an index of ids. CATALOGUE: the catalogue's page of what the paper introduces. CORRECTION: a person.
    """

    INDEX = "identify"
    CATALOGUE = "catalogue"
    CORRECTION = "correction"


#: Those formats as texts.
IDENTIFYING = frozenset(each.value for each in IdentifyingFormat)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a paper was read from.

    Attributes:
        page: the file's name (without folder) or the name of the service.
        format: the reader's name, e.g. ``listing`` or ``jsonl``.
        position: the 1-based number of the listing or record in it.
        values: names and texts of the fields that this source gave, where the paper was read from several: they may
            differ, and the paper has one of each. Empty where it has one source, which gave all.
    """

    page: str
    format: str
    position: int
    values: tuple[tuple[str, str], ...] = ()

    @property
    def identifies(self) -> bool:
        """Whether it says who the paper is, and is no place that the paper was read from."""
        return self.format in IDENTIFYING


@dataclass(frozen=True, slots=True, order=True)
class Author:
    """A person as one paper names them.

    Attributes:
        name: as given, e.g. ``Ada Lovelace``. orcid: ``0000-0002-1825-0097``, or None.
        identifiers: ids that services give the person, e.g. ``openalex:A5023888391`` (see ``service_id``).
        organisations: where the person worked, as the source names it.

    Raises:
        InputError: the name is empty.
    """

    name: str
    orcid: str | None = None
    identifiers: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            raise InputError("an author has no name", remedy="give the author a name")

    @property
    def id(self) -> str:
        """The local id, e.g. ``author/orcid-0000-0002-1825-0097``."""
        return author_id(self.name, self.orcid, self.identifiers)


@dataclass(frozen=True, slots=True)
class Paper:
    """One work, merged over all the places it was read from.

    Attributes:
        title, abstract: tidied text; evidence offsets refer to these strings. The abstract may be empty.
        date: ISO 8601 ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or None.
        authors: in their order; ``author_count`` is at least their number (pages often give only the count).
        organisation: where the listing says that it comes from; authors have their own.
        comments, upvotes: counts on the listing, or None. submitter: who put it on the listing.
        listed: the day it stood on the listing, ISO 8601.
        venue: the journal, conference or preprint server, as given. categories: of arXiv, the primary first.
        keywords: that authors or services give it.
        arxiv: arXiv id without version. doi: lower-case DOI.
        identifiers: other ids it was known by (``id`` of a JSON line), as the record gives them; sorted once merged.
        references: the works it cites, as ``service_id`` writes their ids: ``arXiv:…``, ``doi:…``, ``openalex:…``.
        links: URLs of the record itself (not those found in the text). code: those of them where its code lies.
        homonym: what tells it from an earlier work of the same title where neither has an id; ends its local id.
        former: local ids that it had before people, an index or the catalogue said who it is; sorted, none in use.
        sources: every place it was read from, sorted.

    Raises:
        InputError: the title is empty.

    >>> paper = Paper("Densing Law of LLMs", date="2024-12-05", arxiv="2412.04315")
    >>> paper.id, paper.year
    ('paper/2412.04315', 2024)
    """

    title: str
    abstract: str = ""
    date: str | None = None
    authors: tuple[Author, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    submitter: str | None = None
    listed: str | None = None
    venue: str | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    arxiv: str | None = None
    doi: str | None = None
    identifiers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    homonym: str = ""
    former: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if not self.title:
            raise InputError("a paper has no title", remedy="give it a title")
        for author in self.authors:
            if not isinstance(author, Author):
                raise InputError(f"{author!r} is no author of a paper", remedy=f"write Author({str(author)!r})")

    @property
    def id(self) -> str:
        """The local id, e.g. ``paper/2405.13729``."""
        return paper_id(title=self.title, arxiv=self.arxiv, doi_name=self.doi, homonym=self.homonym)

    @property
    def year(self) -> int | None:
        """The year of ``date``, or None."""
        return int(self.date[:4]) if self.date else None

    def text(self, field: TextField) -> str:
        """Return the text of a field that evidence can stand in."""
        return self.title if field is TextField.TITLE else self.abstract


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model, dataset, benchmark or method: a catalogue entry, a variant derived from one, or a new entity.

    Attributes:
        slug: the last part of its IRI; a catalogue id, or the slug of a new name.
        name: the canonical name. types: at least one, the most usual first.
        aliases: other names of the same thing.
        variant_of, family: slugs of other artifacts, or None.
        known: whether the catalogue has it, directly or as a derived variant.
        source: where the facts come from (``curated``, a package and version, ``derived`` or ``text``).
    """

    slug: str
    name: str
    types: tuple[ArtifactType, ...]
    aliases: tuple[str, ...] = ()
    variant_of: str | None = None
    family: str | None = None
    organisation: str | None = None
    date: str | None = None
    hub_id: str | None = None
    arxiv: str | None = None
    url: str | None = None
    known: bool = True
    source: str = "curated"

    def __post_init__(self) -> None:
        if not self.types:
            raise IdentifierError(f"artifact {self.name!r} has no type", remedy="give it at least one type")

    @property
    def id(self) -> str:
        """The local id, e.g. ``artifact/gpt-4o``."""
        return artifact_id(self.slug)

    def is_of_paper(self, paper: Paper) -> bool:
        """Check whether the paper is, by its arXiv id, the one that the artifact is from."""
        return self.arxiv is not None and self.arxiv == paper.arxiv


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The exact words that a link, topic or result was read from.

    Attributes:
        field: the field the words stand in.
        start, end: characters, 0-based, end exclusive: ``paper.text(field)[start:end] == text``.
        sentence_start, sentence_end: the sentence around the words, likewise.
    """

    field: TextField
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int

    def __post_init__(self) -> None:
        if not 0 <= self.sentence_start <= self.start < self.end <= self.sentence_end:
            raise InputError(f"evidence offsets {self.start}:{self.end} lie outside their sentence")
        if len(self.text) != self.end - self.start:
            raise InputError(f"evidence {self.text!r} does not have the length of its offsets")


@dataclass(frozen=True, slots=True)
class ConfidenceParts:
    """The probabilities that make up the confidence of a link, each 0 to 1, three decimals.

    Attributes:
        name: that the words name an artifact. type: that it is of the link's type, if they do. role: that the paper
            does this with it, if it is of this type.
    """

    name: float
    type: float
    role: float


@dataclass(frozen=True, slots=True)
class Link:
    """A paper's link to an artifact.

    Attributes:
        type: what the artifact is in this paper (one of, or an addition to, ``artifact.types``).
        confidence: calibrated probability that the whole statement is right (the paper names this artifact, it is of
            this type, the paper does this with it), 0 to 1, three decimals.
        evidence: every mention, in reading order; at least one.
        features: the named terms of the log-odds behind the confidence.
        corrections: what people changed about the link, one text each with who and when.
        parts: what the confidence is made of, or None where a person made the link.
    """

    artifact: Artifact
    type: ArtifactType
    role: Role
    confidence: float
    evidence: tuple[Evidence, ...]
    features: tuple[tuple[str, float], ...] = ()
    corrections: tuple[str, ...] = ()
    parts: ConfidenceParts | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise InputError(f"the link to {self.artifact.name!r} has no evidence")
        if not 0.0 <= self.confidence <= 1.0:
            raise InputError(f"the link to {self.artifact.name!r} has the confidence {self.confidence}")

    def __repr__(self) -> str:
        return f"<Link {self.role} {self.artifact.name!r} ({self.type}), {self.confidence}>"


@dataclass(frozen=True, slots=True)
class TopicLink:
    """A paper's link to a concept of the topic scheme.

    Attributes:
        slug: the last part of the concept's IRI. label: its preferred label.
        primary: whether the paper is about it. confidence: 0 to 1, three decimals.
        evidence: where its labels stand in the text (empty for a derived broader concept).
    """

    slug: str
    label: str
    primary: bool
    confidence: float
    alt_labels: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    candidate: bool = False

    @property
    def id(self) -> str:
        """The local id, e.g. ``topic/scaling-law``."""
        return topic_id(self.slug)


#: Units, in lower case, of what the machine decides as much as the model.
_MACHINE_UNITS = frozenset(
    (
        "ms", "s", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "hour", "hours",
        "day", "days", "week", "weeks", "$", "fps", "gb", "mb", "tb", "kb", "gib", "mib", "w", "kw", "kwh", "j",
        "mj", "gflops", "tflops", "flops", "tops",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A figure that the text reports.

    Attributes:
        model, on, compared_with: slugs of artifacts linked by the same paper, or None where the text names none.
        metric: name of the metric, or None where the text names none.
        value: decimal number as canonical text, e.g. ``73.2`` or ``-1.5``; of a range the upper end. Gains and
            reductions have no sign: the kind says which it is.
        low: the lower end of a range, likewise; None for a single number.
        unit: ``%``, ``points``, ``x``, ``of 17``, the unit as printed, or None for a bare number.
        higher_is_better: direction of the metric, or None where unknown.
        bound: what the text says of a figure that is not exact, or None.
        model_role: what the model is in this paper, or None where the text does not say.
        condition: the words that say when the figure holds (shots, split, subset, language, setting), or None.
        confidence: calibrated probability that model, data, metric and kind are all right, 0 to 1, three decimals;
            None for a figure that was not read in a text.
    """

    model: str | None = None
    on: str | None = None
    metric: str | None = None
    value: str
    unit: str | None = None
    kind: ResultKind
    evidence: Evidence
    compared_with: str | None = None
    higher_is_better: bool | None = None
    low: str | None = None
    bound: ResultBound | None = None
    model_role: ModelRole | None = None
    condition: str | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise InputError(f"the result {self.value!r} has the confidence {self.confidence}")

    @property
    def comparable(self) -> bool:
        """Whether it can be ranked with others of the same data and metric: a plain score of a named model on named
        data by a metric of which it is known whether more is better, neither bound nor range, under no condition. What
        is measured in time, money, memory or frames hangs on the machine and is not ranked."""
        measured = self.metric is not None and self.higher_is_better is not None
        named = self.model is not None and self.on is not None and measured
        plain = self.bound is None and self.low is None and self.condition is None
        of_machine = self.unit is not None and self.unit.lower() in _MACHINE_UNITS
        return named and plain and self.kind is ResultKind.SCORE and not of_machine


@dataclass(frozen=True, slots=True)
class Reading:
    """What the linker read in one paper: links sorted by first mention, topics, results, and URLs in the text.

    ``kg.link`` gives one for each paper; in a notebook it shows itself.

    >>> Reading(Paper("Notes on tides"), urls=("https://example.org/tides",))
    <Reading of 'Notes on tides': no links; 0 topics>
    """

    paper: Paper
    links: tuple[Link, ...] = ()
    topics: tuple[TopicLink, ...] = ()
    results: tuple[Result, ...] = ()
    urls: tuple[str, ...] = ()

    def __repr__(self) -> str:
        links = ", ".join(f"{link.artifact.name} ({link.role})" for link in self.links[:_SHOWN])
        more = f" and {len(self.links) - _SHOWN} more" if len(self.links) > _SHOWN else ""
        return f"<Reading of {self.paper.title!r}: {links or 'no links'}{more}; {len(self.topics)} topics>"

    def _repr_html_(self) -> str:
        pieces = [piece for link in self.links for piece in link.evidence]
        pieces += [piece for topic in self.topics for piece in topic.evidence]
        title, abstract = (
            marked(self.paper.text(field), [(each.start, each.end) for each in pieces if each.field == field])
            for field in TextField
        )
        found = [(link.artifact.name, str(link.type), str(link.role), link.confidence) for link in self.links]
        found += [(each.label, "topic", "primary" if each.primary else "touched on", each.confidence)
                  for each in self.topics]  # fmt: skip
        body = [f"<b>{title}</b>", abstract, table(found, ("Name", "Type", "Role", "Confidence"))]
        return panel(self.paper.id, "", *map(paragraph, body[:2]), body[2])
