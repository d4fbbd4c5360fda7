"""The counts behind the report: plain tables from a graph, each with a title, what it counts, heads and rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.map.kinds import KIND_BY_NAME, kind_of
from kg.graph.node_links import papers_by_node
from kg.ground.schema import PREDICATES, ArtifactType, Relation, Role

_USING = {role for role in Role if role.works_with}
_ARTIFACTS = [each.value for each in ArtifactType]
_DATA = [each.value for each in ArtifactType if each.is_data]
_MOST = 15  # rows of a ranking that are read at a glance
_PAIRED = 60  # most used names among which pairs are looked for
_DATED = 20  # uses in dated papers, for a figure over time to say something
_PAPERS = "Papers of each, whatever they do with it"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report.

    Attributes:
        name: names its figure. title: what it shows. heads: of the columns. rows: label first, then numbers.
        note: what is counted, and what is not, in a sentence or two.
        states: of each row, the state of the map that shows what it counts, as the map's address has it after ``#``.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    states: tuple[str, ...] = ()


def tables(graph: Graph) -> list[Table]:
    """Make all tables of the report, in its order; one that would be empty is left out."""
    facts = _FactsOfGraph(graph)
    made = [
        _papers_by_year(facts),
        _artifacts_by_type(facts),
        _links_by_role(facts),
        _most_used_benchmarks(facts),
        _benchmarks_by_year(facts),
        _used_together(facts),
        _most_frequent_topics(facts),
        _shared_new_names(facts),
        _links_by_confidence(facts),
        _coverage_of_papers(facts),
    ]
    return [table for table in made if table.rows]


class _FactsOfGraph:
    """What several tables need, read once: kinds, labels, and the links of papers."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.kinds = {node: kind_of(node, data) for node, data in graph.nodes(data=True)}
        self.papers = sorted(node for node, kind in self.kinds.items() if kind == "paper")
        papers = frozenset(self.papers)
        stated = ((source, target, data.get("asserted", True)) for source, target, data in graph.edges(data=True))
        self.papers_by_node = papers_by_node(stated, papers)
        self.links = [
            (source, target, str(data.get("predicate")), data.get("confidence"))
            for source, target, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
            if self.kinds[source] == "paper"
        ]
        self.stated = [
            (source, target, str(data.get("predicate")))
            for source, target, data in graph.edges(data=True)
            if source in papers and data.get("asserted", True)
        ]

    def label(self, node: str) -> str:
        return str(self.graph.nodes[node].get("label") or node)

    def year(self, paper: str) -> int | None:
        year = self.graph.nodes[paper].get("year")
        return int(year) if year else None

    def papers_of(self, *kinds: str) -> dict[str, set[str]]:
        """Return the papers of each node of some kinds, as ``kg.graph.node_links`` says what these are."""
        return {node: found for node, found in self.papers_by_node.items() if self.kinds[node] in kinds}

    def users(self, *kinds: str) -> dict[str, set[str]]:
        """Return the papers that work with each artifact of some kinds."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for source, target, predicate in self.stated:
            if predicate in _USING and self.kinds[target] in kinds:
                found[target].add(source)
        return found

    def ranked(self, users: dict[str, set[str]], most: int = _MOST) -> list[str]:
        return sorted(users, key=lambda node: (-len(users[node]), self.label(node)))[:most]


def _papers_by_year(facts: _FactsOfGraph) -> Table:
    years = Counter(year for paper in facts.papers if (year := facts.year(paper)) is not None)
    span = range(min(years), max(years) + 1) if years else range(0)
    note = _left_out(len(facts.papers) - years.total())
    rows = tuple((str(year), years[year]) for year in span)
    states = tuple(f"years={year}-{year}&undated=no" for year in span)
    return Table("years", "Papers by year", ("Year", "Papers"), rows, note, states)


def _artifacts_by_type(facts: _FactsOfGraph) -> Table:
    rows = []
    for kind in _ARTIFACTS:
        known = [facts.graph.nodes[node].get("known") is not False for node in facts.kinds if facts.kinds[node] == kind]
        rows.append((KIND_BY_NAME[kind].plural, sum(known), len(known) - sum(known)))
    heads = ("Type", "In the catalogue", "New names")
    note = "What papers name, and the families that these belong to. New names stand in no catalogue."
    return Table("types", "Artifacts by type", heads, tuple(row for row in rows if row[1] + row[2]), note)


def _links_by_role(facts: _FactsOfGraph) -> Table:
    counts = Counter((predicate, facts.kinds[target]) for _, target, predicate, _ in facts.links)
    rows = tuple(
        (predicate.forward, *(counts[name, kind] for kind in _ARTIFACTS))
        for name, predicate in PREDICATES.items()
        if any(counts[name, kind] for kind in _ARTIFACTS)
    )
    heads = ("Role", *(KIND_BY_NAME[kind].plural for kind in _ARTIFACTS))
    return Table("roles", "Links by role and type", heads, rows, "What papers do with the artifacts that they name.")


def _most_used_benchmarks(facts: _FactsOfGraph) -> Table:
    papers = facts.papers_of(*_DATA)
    ranked = facts.ranked(papers)
    rows = tuple((facts.label(node), len(papers[node])) for node in ranked)
    title, note = "Most used benchmarks and datasets", _note_on_number(papers, _PAPERS)
    return Table("benchmarks", title, ("Name", "Papers"), rows, note, _states_of_nodes(ranked))


def _benchmarks_by_year(facts: _FactsOfGraph) -> Table:
    papers = facts.papers_of(*_DATA)
    dated = {node: [year for paper in papers[node] if (year := facts.year(paper))] for node in facts.ranked(papers)}
    years = sorted({year for found in dated.values() for year in found})
    enough = len(years) > 1 and sum(map(len, dated.values())) >= _DATED
    shown = [node for node, found in dated.items() if found and enough]
    rows = tuple((facts.label(node), *(dated[node].count(year) for year in years)) for node in shown)
    undated = {paper for node in dated for paper in papers[node] if facts.year(paper) is None}
    title = "Most used benchmarks and datasets over time"
    note = " ".join(filter(None, (f"{_PAPERS}.", _left_out(len(undated)))))
    return Table("benchmark-years", title, ("Name", *map(str, years)), rows, note, _states_of_nodes(shown))


def _left_out(undated: int) -> str:
    """Say how many papers a figure over time leaves out, since they have no date."""
    if not undated:
        return ""
    return f"{_count_and_noun(undated, 'paper')} without a date {'is' if undated == 1 else 'are'} not shown."


def _used_together(facts: _FactsOfGraph) -> Table:
    users = facts.users(*_DATA)
    ranked = facts.ranked(users, _PAIRED)
    together = {(one, other): len(users[one] & users[other]) for one, other in combinations(ranked, 2)}
    pairs = sorted((pair for pair in together if together[pair]), key=lambda pair: -together[pair])
    paired: set[str] = set()  # the names of the most frequent pairs, as many as fit
    for pair in pairs:
        if len(paired | set(pair)) <= _MOST:
            paired.update(pair)
    chosen = [node for node in ranked if node in paired]
    rows = tuple(
        (facts.label(one), *(_count_together(together, one, other, len(users[one])) for other in chosen))
        for one in chosen
    )
    heads = ("Papers that work with both", *map(facts.label, chosen))
    note = (
        "Papers that work with both: introduce, use, train on or evaluate on them. The numbers below also have the "
        "papers that work with one, where a row meets its own column."
    )
    return Table("together", "Benchmarks and datasets used together", heads, rows, note, _states_of_nodes(chosen))


def _count_together(together: dict[tuple[str, str], int], one: str, other: str, alone: int) -> int:
    return alone if one == other else together.get((one, other), together.get((other, one), 0))


def _most_frequent_topics(facts: _FactsOfGraph) -> Table:
    about: Counter[str] = Counter()
    touching: Counter[str] = Counter()
    for _, target, predicate in facts.stated:
        if predicate == Relation.PRIMARY_TOPIC:
            about[target] += 1
        elif predicate == Relation.HAS_TOPIC:
            touching[target] += 1
    ranked = sorted(about | touching, key=lambda node: (-about[node] - touching[node], facts.label(node)))[:_MOST]
    rows = tuple((facts.label(node), about[node], touching[node]) for node in ranked)
    heads = ("Topic", "Papers about it", "Papers touching on it")
    note = _note_on_number(about | touching, "Papers of each")
    return Table("topics", "Most frequent topics", heads, rows, note, _states_of_nodes(ranked))


def _shared_new_names(facts: _FactsOfGraph) -> Table:
    attributes = facts.graph.nodes
    new = {node: found for node, found in facts.papers_by_node.items() if attributes[node].get("known") is False}
    several = {node: found for node, found in new.items() if len(found) > 1}
    ranked = facts.ranked(several)
    rows = tuple((facts.label(node), len(several[node])) for node in ranked)
    note = _note_on_number(several, "Names that stand in no catalogue, and the papers of each")
    return Table("new", "New names that several papers have", ("Name", "Papers"), rows, note, _states_of_nodes(ranked))


def _links_by_confidence(facts: _FactsOfGraph) -> Table:
    counts: Counter[tuple[int, bool]] = Counter()
    for _, target, _, value in facts.links:
        if value is not None:
            counts[min(9, int(value * 10)), facts.kinds[target] == "topic"] += 1
    rows = tuple(
        (f"{step / 10:.1f} to {(step + 1) / 10:.1f}", counts[step, False], counts[step, True]) for step in range(10)
    )
    heads = ("Confidence", "Links to artifacts", "Links to topics")
    note = "How likely each link is right: of those at 0.9, nine in ten should be."
    return Table("confidence", "Links by confidence", heads, rows if counts else (), note)


def _coverage_of_papers(facts: _FactsOfGraph) -> Table:
    """Count shares of all papers, in per cent."""
    linked = {source for source, target, _ in facts.stated if facts.kinds[target] in _ARTIFACTS}
    topical = {source for source, target, _ in facts.stated if facts.kinds[target] == "topic"}
    measured = {str(data.get("paper")) for _, data in facts.graph.nodes(data=True) if data.get("kind") == "result"}
    attributes = facts.graph.nodes
    parts: dict[str, set[str]] = {
        "with an abstract": {paper for paper in facts.papers if attributes[paper].get("abstract")},
        "with a date": {paper for paper in facts.papers if facts.year(paper)},
        "linked to an artifact": linked, "with a topic": topical, "with a result": measured,
    }  # fmt: skip
    rows = tuple(_percentage_shares(parts, len(facts.papers)))
    return Table(
        "coverage", "What was found for how many papers", ("Papers", "Per cent"), rows, "Per cent of all papers."
    )


def _states_of_nodes(nodes: Iterable[str]) -> tuple[str, ...]:
    """Write the states of the map with each of some nodes selected: its panel lists the papers."""
    return tuple(urlencode({"node": node.encode("utf-8", "replace")}) for node in nodes)


def _note_on_number(found: Sized, what: str) -> str:
    """Say how many there are, where not all are shown."""
    return f"{what}; {_MOST} of {len(found):,}." if len(found) > _MOST else f"{what}."


def _count_and_noun(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _percentage_shares(parts: dict[str, set[str]], whole: int) -> Iterator[tuple[str, float]]:
    for name, papers in parts.items():
        if whole:
            yield name, round(100 * len(papers) / whole, 1)
