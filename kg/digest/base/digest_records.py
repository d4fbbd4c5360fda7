"""What a digest says, as frozen records: every form of it is written from these.

Nodes are named by their IRIs. Whatever is told has the exact words that it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.digest.base.date_period import Period


@dataclass(frozen=True, slots=True, order=True)
class NamedNode:
    """A node of the graph: its IRI, and the name that people know it by."""

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """The sentence that something was read from.

    Attributes:
        text: the exact words. marks: where in it the names or the figure stand, sorted: (start, end), end exclusive.
        field: of the paper, ``title`` or ``abstract``. start: of the sentence in that field, None where unknown.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    field: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a paper does with artifacts, as one sentence of it says.

    Attributes:
        role: the name of a ``Role`` or of a relation to topics. nodes: in the order of the sentence.
        corrections: what people changed about it, with who and when; empty where it is as it was read.
    """

    role: str
    nodes: tuple[NamedNode, ...]
    quote: QuotedSentence | None
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """A paper as it is told of.

    Attributes:
        date: as exact as known, or None. authors: the first of them. author_count: of all, or None.
        link: where it can be read, else its IRI.
    """

    iri: str
    title: str
    date: str | None
    authors: tuple[str, ...]
    author_count: int | None
    link: str
    topics: tuple[NamedNode, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """One statement of a paper, where it stands for itself."""

    paper: ToldPaper
    statement: Statement


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """An artifact that no earlier paper names. ``papers``: how many new ones do. ``told``: the one that says most."""

    node: NamedNode
    papers: int
    told: ToldStatement


@dataclass(frozen=True, slots=True)
class Rise:
    """A name that stands in a larger share of the new papers than of those before.

    Attributes:
        now, before: papers of it. chance: the probability of so large a rise without any cause.
        told: the newest papers of it.
    """

    node: NamedNode
    now: int
    before: int
    chance: float
    told: tuple[ToldStatement, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A figure that a paper reports: its ``value`` as the graph has it, and of which model in which role it is."""

    value: str
    model: NamedNode
    model_role: str
    paper: ToldPaper
    quote: QuotedSentence | None


@dataclass(frozen=True, slots=True)
class BeatenResult:
    """A new best score on a benchmark, by one metric and unit, and the best one that was there before."""

    on: NamedNode
    metric: str
    unit: str
    lower_is_better: bool
    best: Score
    earlier: Score


@dataclass(frozen=True, slots=True)
class WatchedNews:
    """What new papers do with something that somebody watches. ``more``: statements beyond those told."""

    node: NamedNode
    told: tuple[ToldStatement, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DigestCounts:
    """Of how many papers a digest speaks.

    Attributes:
        new: papers of the period, or that the older version does not have. before: those that they are compared with.
        undated: papers without a date; ``inexact``: those whose date leaves open whether they are of the period. None
            of the two is counted in a period.
        tested: names of which there are enough papers to tell whether they rise.
    """

    new: int
    before: int
    undated: int
    inexact: int
    tested: int


@dataclass(frozen=True, slots=True)
class DigestScope:
    """Which papers a digest is about; those that fit one entry of each list that is not empty."""

    topics: tuple[NamedNode, ...] = ()
    artifacts: tuple[NamedNode, ...] = ()
    like: tuple[NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.artifacts or self.like)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new.

    Attributes:
        title: of the graph. base: of its nodes. period: the days that it is about; None of what an older version does
            not have. version: that, as it was named, or None. newest: the last day that it speaks of, or None where
            no paper is dated.
        papers: of the new ones, those that say most first. seen: artifacts seen for the first time.
        introduced: those of them that a paper told of introduces; ``seen`` has the rest.
    """

    title: str
    base: str
    period: Period | None
    version: str | None
    newest: str | None
    scope: DigestScope
    counts: DigestCounts
    papers: tuple[ToldPaper, ...] = ()
    watched: tuple[WatchedNews, ...] = ()
    beaten: tuple[BeatenResult, ...] = ()
    rises: tuple[Rise, ...] = ()
    seen: tuple[FirstSeen, ...] = ()
    introduced: tuple[NamedNode, ...] = ()
    seen_count: int = 0
