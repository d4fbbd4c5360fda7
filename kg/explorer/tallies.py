"""The counts behind the report: plain tables from a graph, each with a title, what it counts, heads and rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kg.explorer.drawing import Graph
from kg.explorer.kinds import KIND_BY_NAME, PREDICATES, kind_of
from kg.ground.schema import ArtifactType, Relation, Role

_USING = {Role.EVALUATES_ON, Role.USES, Role.TRAINS_ON, Role.INTRODUCES}  # a paper that does this works with the thing
_ARTIFACTS = [str(each) for each in ArtifactType]
_MOST = 15  # rows of a ranking that are read at a glance


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report.

    Attributes:
        name: names its figure. title: what it shows. heads: of the columns. rows: label first, then numbers.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def tables(graph: Graph) -> list[Table]:
    """All tables of the report, in its order; one that would be empty is left out."""
    facts = _Facts(graph)
    made = [
        _papers_by_year(facts), _artifacts_by_type(facts), _links_by_role(facts), _benchmarks(facts),
        _benchmarks_by_year(facts), _used_together(facts), _topics(facts), _new_names(facts), _confidence(facts),
        _coverage(facts),
    ]  # fmt: skip
    return [table for table in made if table.rows]


class _Facts:
    """What several tables need, read once: kinds, labels, and the links of papers."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.kinds = {node: kind_of(node, data) for node, data in graph.nodes(data=True)}
        self.papers = sorted(node for node, kind in self.kinds.items() if kind == "paper")
        self.links = [
            (source, target, str(data.get("predicate")), data.get("confidence"))
            for source, target, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
            if self.kinds[source] == "paper"
        ]

    def label(self, node: str) -> str:
        return str(self.graph.nodes[node].get("label") or node)

    def year(self, paper: str) -> int | None:
        year = self.graph.nodes[paper].get("year")
        return int(year) if year else None

    def users(self, *kinds: str) -> dict[str, set[str]]:
        """The papers that work with each artifact of some kinds."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for source, target, predicate, _ in self.links:
            if predicate in _USING and self.kinds[target] in kinds:
                found[target].add(source)
        return found

    def ranked(self, users: dict[str, set[str]], most: int = _MOST) -> list[str]:
        return sorted(users, key=lambda node: (-len(users[node]), self.label(node)))[:most]


def _papers_by_year(facts: _Facts) -> Table:
    years = Counter(year for paper in facts.papers if (year := facts.year(paper)) is not None)
    span = range(min(years), max(years) + 1) if years else range(0)
    return Table("years", "Papers by year", ("Year", "Papers"), tuple((str(year), years[year]) for year in span))


def _artifacts_by_type(facts: _Facts) -> Table:
    rows = []
    for kind in _ARTIFACTS:
        known = [facts.graph.nodes[node].get("known") is not False for node in facts.kinds if facts.kinds[node] == kind]
        rows.append((KIND_BY_NAME[kind].plural, sum(known), len(known) - sum(known)))
    heads = ("Type", "In the catalogue", "New names")
    return Table("types", "Artifacts by type", heads, tuple(row for row in rows if row[1] + row[2]))


def _links_by_role(facts: _Facts) -> Table:
    counts = Counter((predicate, facts.kinds[target]) for _, target, predicate, _ in facts.links)
    rows = tuple(
        (predicate.forward, *(counts[predicate.name, kind] for kind in _ARTIFACTS))
        for predicate in PREDICATES
        if any(counts[predicate.name, kind] for kind in _ARTIFACTS)
    )
    return Table("roles", "Links by role and type", ("Role", *(KIND_BY_NAME[kind].plural for kind in _ARTIFACTS)), rows)


def _benchmarks(facts: _Facts) -> Table:
    users = facts.users("benchmark", "dataset")
    rows = tuple((facts.label(node), len(users[node])) for node in facts.ranked(users))
    return Table("benchmarks", "Most used benchmarks and datasets", ("Name", "Papers"), rows)


def _benchmarks_by_year(facts: _Facts) -> Table:
    users = facts.users("benchmark", "dataset")
    years = sorted({year for papers in users.values() for paper in papers if (year := facts.year(paper))})
    rows = []
    for node in facts.ranked(users):
        counts = Counter(facts.year(paper) for paper in users[node])
        if any(counts[year] for year in years):
            rows.append((facts.label(node), *(counts[year] for year in years)))
    title = "Most used benchmarks and datasets over time"
    return Table("benchmark-years", title, ("Name", *map(str, years)), tuple(rows) if len(years) > 1 else ())


def _used_together(facts: _Facts) -> Table:
    users = facts.users("benchmark", "dataset")
    chosen = facts.ranked(users)
    together = {(one, other): len(users[one] & users[other]) for one, other in combinations(chosen, 2)}
    if not any(together.values()):
        return Table("together", "", (), ())
    rows = tuple(
        (facts.label(one), *(_count(together, one, other, len(users[one])) for other in chosen)) for one in chosen
    )
    heads = ("Papers that use both", *map(facts.label, chosen))
    return Table("together", "Benchmarks and datasets used together", heads, rows)


def _count(together: dict[tuple[str, str], int], one: str, other: str, alone: int) -> int:
    return alone if one == other else together.get((one, other), together.get((other, one), 0))


def _topics(facts: _Facts) -> Table:
    about: Counter[str] = Counter()
    touching: Counter[str] = Counter()
    for _, target, predicate, _ in facts.links:
        if predicate == Relation.PRIMARY_TOPIC:
            about[target] += 1
        elif predicate == Relation.HAS_TOPIC:
            touching[target] += 1
    ranked = sorted(about | touching, key=lambda node: (-about[node] - touching[node], facts.label(node)))[:_MOST]
    rows = tuple((facts.label(node), about[node], touching[node]) for node in ranked)
    return Table("topics", "Most frequent topics", ("Topic", "Papers about it", "Papers touching on it"), rows)


def _new_names(facts: _Facts) -> Table:
    papers: defaultdict[str, set[str]] = defaultdict(set)
    for source, target, _, _ in facts.links:
        if facts.graph.nodes[target].get("known") is False:
            papers[target].add(source)
    several = {node: found for node, found in papers.items() if len(found) > 1}
    rows = tuple((facts.label(node), len(several[node])) for node in facts.ranked(several))
    return Table("new", "New names that several papers use", ("Name", "Papers"), rows)


def _confidence(facts: _Facts) -> Table:
    counts = Counter(min(9, int(value * 10)) for *_, value in facts.links if value is not None)
    rows = tuple((f"{step / 10:.1f} to {(step + 1) / 10:.1f}", counts[step]) for step in range(10))
    return Table("confidence", "Links by confidence", ("Confidence", "Links"), rows if counts else ())


def _coverage(facts: _Facts) -> Table:
    """Shares of all papers, in per cent."""
    linked = {source for source, target, *_ in facts.links if facts.kinds[target] in _ARTIFACTS}
    topical = {source for source, target, *_ in facts.links if facts.kinds[target] == "topic"}
    measured = {str(data.get("paper")) for _, data in facts.graph.nodes(data=True) if data.get("kind") == "result"}
    attributes = facts.graph.nodes
    parts: dict[str, set[str]] = {
        "with an abstract": {paper for paper in facts.papers if attributes[paper].get("abstract")},
        "with a date": {paper for paper in facts.papers if facts.year(paper)},
        "linked to an artifact": linked, "with a topic": topical, "with a result": measured,
    }  # fmt: skip
    return Table("coverage", "Papers, in per cent", ("Papers", "Per cent"), tuple(_shares(parts, len(facts.papers))))


def _shares(parts: dict[str, set[str]], whole: int) -> Iterator[tuple[str, float]]:
    for name, papers in parts.items():
        if whole:
            yield name, round(100 * len(papers) / whole, 1)
