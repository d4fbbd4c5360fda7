"""What the page of a node is made of: the records that its template shows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Term:
    """A value as a page shows it: text, and for nodes a place to go. ``remote``: that place is another site."""

    text: str
    href: str | None = None
    remote: bool = False
    note: str = ""
    iri: str = ""


@dataclass(slots=True)
class Quote:
    """Words that a link was read from: what stands before, the words, what stands after, and the field."""

    before: str
    exact: str
    after: str
    place: str


@dataclass(slots=True)
class LinkShown:
    """A link: the node at its other end, its confidence, its evidence and the page of the link itself.

    ``stated``: whether the graph states it as a fact.
    """

    other: Term
    confidence: str
    quotes: list[Quote]
    page: Term
    stated: bool = True


@dataclass(slots=True)
class Group:
    """What a node has under one predicate. ``heading``: for people. ``total``: how many there are; fewer are shown."""

    predicate: Term
    incoming: bool
    total: int = 0
    values: list[Term] = field(default_factory=list)
    links: list[LinkShown] = field(default_factory=list)
    heading: str = ""


@dataclass(slots=True)
class ResultShown:
    """A figure: how it reads, and the nodes that it is of."""

    figure: Term
    model: Term | None
    on: Term | None
    paper: Term | None
    condition: str
    quotes: list[Quote]


@dataclass(slots=True)
class Reading:
    """What a page tells people of a node.

    Attributes:
        kind: what it is, in words; empty where the graph has no word for it. facts: heads and values.
        abstract: pieces of text, each with the address of what it names, or None.
        papers: how many it has, in words, see ``kg.graph.node_links``. years: of those that have one, with how many.
        on_map: words and an address. results: with ``result_count``, how many there are.
    """

    kind: str
    facts: list[tuple[str, list[Term]]]
    abstract: list[tuple[str, str | None]]
    papers: str
    years: list[tuple[int, int]]
    on_map: tuple[str, str] | None
    groups: list[Group]
    results: list[ResultShown]
    result_count: int
