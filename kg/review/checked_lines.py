"""Lines of the corrections that a person gives by a command, held against the graph before they are written.

1. Papers, artifacts and topics are found by name, alias, id, IRI, arXiv id or DOI; a name that nothing has, or that
   several have, is an error with what comes near.
2. The line is written with names that the corrector finds in the papers' own readings (``name_uses``).
3. The corrections of the folder are applied to the readings that the line concerns, with the line and without it. What
   comes out the same is an error: the line would change nothing.

What contradicts an earlier line is found first, as where a line is added (``add_corrections``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

import orjson

from kg.catalogue.name_resolution import NamedThing, resolve_name
from kg.graph.correction.corrections import COLUMNS, EVERYWHERE, Action, Correction
from kg.graph.corrector import Corrector
from kg.ground.codec import decode_reading
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.records import Link, Reading
from kg.ground.text import tidy
from kg.rdf.query.find_node import find_nodes
from kg.review.name_uses import NameUse, name_of_paper, own_name

if TYPE_CHECKING:
    import pyoxigraph

    from kg.catalogue.catalogue import Catalogue

#: What a line is about that names no artifact of the graph: the lines that make a link, or a thing of its own.
_MAY_BE_NEW = frozenset((Action.ACCEPT,))
_ANYWAY = "--anyway writes it all the same"


@dataclass(frozen=True, slots=True)
class CheckedLines:
    """Lines that may be written, by columns, and what they change: the papers, and a line for each link that does."""

    rows: tuple[dict[str, str], ...]
    papers: int = 0
    changes: tuple[str, ...] = ()


@dataclass(slots=True)
class GraphOfLines:
    """A built graph, asked by those who check lines.

    Attributes:
        store, base: of the graph. readings: opens the file of its readings. catalogue: loads the catalogue.
        check: raises what is wrong with lines beside those of its folder. corrections: of its folder.
    """

    store: pyoxigraph.Store
    base: str
    readings: Callable[[], BinaryIO]
    catalogue: Callable[[], Catalogue]
    check: Callable[[Iterable[Mapping[str, str]]], None]
    corrections: Sequence[Correction] = ()
    _read: dict[bytes, list[Reading]] = field(default_factory=dict)

    def thing(self, kind: str, name: str) -> NamedThing:
        """Find the one node of a kind that a name means.

        Raises:
            CorrectionError: there is none, or several; it names those, or what comes near.
        """
        from kg.catalogue.layer.known_elsewhere import known_elsewhere

        return find_nodes(self.store, kind, name, self.base).one(
            CorrectionError, kind=kind, known_elsewhere=known_elsewhere
        )

    def reading(self, paper: NamedThing) -> Reading:
        """Return what was read in a paper."""
        for reading in self.readings_with(orjson.dumps(paper.label)):
            if reading.paper.id == paper.id:
                return reading
        raise CorrectionError(f"{paper.label!r} has no reading", remedy="build the folder again")

    def readings_naming(self, artifact: NamedThing) -> list[Reading]:
        """Return the readings with a link to an artifact."""
        slug = artifact.id.removeprefix("artifact/")
        found = self.readings_with(b'"slug":' + orjson.dumps(slug))
        return [reading for reading in found if any(link.artifact.slug == slug for link in reading.links)]

    def readings_with(self, needle: bytes) -> list[Reading]:
        """Return the readings whose line holds some bytes; the others are not decoded."""
        if needle not in self._read:
            with self.readings() as file:
                self._read[needle] = [decode_reading(line) for line in file if needle in line]
        return self._read[needle]


def checked_lines(graph: GraphOfLines, action: Action, cells: dict[str, str], *, anyway: bool = False) -> CheckedLines:
    """Make the lines of a correction that a person gives.

    Args:
        cells: by column, as they were typed. anyway: take names that the graph does not have, and what changes nothing.

    Raises:
        CorrectionError: a cell is no word of the table, a name is unknown or ambiguous, or the line changes nothing.
    """
    given = {column: tidy(cells.get(column, "")) for column in COLUMNS} | {"action": action.value}
    graph.check((given,))
    try:
        if action.is_of_papers:
            return CheckedLines((_row_about_papers(graph, action, given),))
        if given["object"].startswith("topic"):
            return _topic_line(graph, given)
        return _artifact_lines(graph, action, given)
    except CorrectionError as error:
        if anyway:
            return CheckedLines((given,))
        remedy = f"{error.remedy}; {_ANYWAY}" if error.remedy else _ANYWAY
        raise CorrectionError(error.problem, where=error.where, remedy=remedy) from error


def _row_about_papers(graph: GraphOfLines, action: Action, given: dict[str, str]) -> dict[str, str]:
    """Return the line about a paper; where a title names several records, lines give the places they were read at."""
    paper = _paper_of_name(graph, given["subject"])
    row = given | {"subject": paper or given["subject"]}
    if action in (Action.SAME_WORK, Action.DIFFERENT_WORKS):
        other = _paper_of_name(graph, given["object"])
        row["object"] = other or given["object"]
        if action is Action.DIFFERENT_WORKS and paper and other and paper != other:
            raise CorrectionError(f"{paper} and {other} are two papers already", remedy="there is nothing to part")
        if action is Action.SAME_WORK and paper == other:
            raise CorrectionError(f"both are {paper} already", remedy="there is nothing to join")
        return row
    if paper:
        _check_id_changes(graph, action, given)
    return row


def _check_id_changes(graph: GraphOfLines, action: Action, given: dict[str, str]) -> None:
    thing, asked = graph.thing("paper", given["subject"]), given["object"]
    wanted = arxiv_id(asked) or doi(asked)
    if wanted is None:
        return  # said where the line is added
    record = graph.reading(thing).paper
    has = wanted in (record.arxiv, record.doi)
    if has == (action is Action.PAPER_IS):
        said = "has" if has else "does not have"
        raise CorrectionError(f"{thing.label!r} {said} the id {wanted} already", remedy="there is nothing to correct")


def _paper_of_name(graph: GraphOfLines, name: str) -> str | None:
    """Return what a line calls the paper of a name; None of one that is named by where it was read."""
    if name.startswith("listing/"):
        return None
    return name_of_paper(graph.reading(graph.thing("paper", name)).paper)


def _topic_line(graph: GraphOfLines, given: dict[str, str]) -> CheckedLines:
    topic = graph.thing("topic", given["object"])
    row = given | {"object": topic.id}
    if given["subject"] == EVERYWHERE:
        readings = graph.readings_with(b'"slug":' + orjson.dumps(topic.id.removeprefix("topic/")))
        return _simulated(graph, [row], readings)
    reading = graph.reading(graph.thing("paper", given["subject"]))
    return _simulated(graph, [row | {"subject": name_of_paper(reading.paper)}], [reading])


def _artifact_lines(graph: GraphOfLines, action: Action, given: dict[str, str]) -> CheckedLines:
    """Return the lines about an artifact, in one paper or in all."""
    value = _value_of_line(graph, action, given["value"])
    if given["subject"] != EVERYWHERE:
        reading = graph.reading(graph.thing("paper", given["subject"]))
        called = _name_in_paper(graph, action, given["object"], reading)
        if action is Action.DIFFERENT:
            own_name(value, graph.thing("artifact", called).id)
        row = given | {"subject": name_of_paper(reading.paper), "object": called, "value": value}
        return _simulated(graph, [row], [reading])
    artifact = graph.thing("artifact", given["object"])
    if action is Action.DIFFERENT:
        own_name(value, artifact.id)
    readings = graph.readings_naming(artifact)
    use = _use_in_readings(artifact, readings)
    if use is None:
        problem = f"no paper names {artifact.label!r}; it is there since others are variants or members of it"
        raise CorrectionError(problem, remedy="correct what papers name")
    others = find_nodes(graph.store, "artifact", use.name, graph.base).meant
    lines = use.lines(alone=len(others) < 2)
    if action in (Action.RENAME, Action.ALIAS):  # of these one line says all, and they hold for all papers
        lines = [(EVERYWHERE, artifact.id if use.first.known else use.name)]
    rows = [given | {"subject": subject, "object": name, "value": value} for subject, name in lines]
    if action is Action.ALIAS:
        other = find_nodes(graph.store, "artifact", value, graph.base).meant
        readings = [*readings, *(each for thing in other for each in graph.readings_naming(thing))]
    return _simulated(graph, rows, readings)


def _use_in_readings(artifact: NamedThing, readings: Iterable[Reading]) -> NameUse | None:
    use = None
    for reading in readings:
        for link in reading.links:
            if link.artifact.id == artifact.id:
                use = use or NameUse(link.artifact)
                use.see(link, reading.paper)
    return use


def _value_of_line(graph: GraphOfLines, action: Action, value: str) -> str:
    """Return the value of a line; of what is the same as another, what names that in every reading.

    Raises:
        CorrectionError: neither the graph nor the catalogue has the artifact that the object is said to be.
    """
    if action is not Action.SAME or not value:
        return value
    catalogue = graph.catalogue()
    if catalogue.get(value.removeprefix("artifact/")) or catalogue.candidates(value):
        return value
    artifact = graph.thing("artifact", value)
    use = _use_in_readings(artifact, graph.readings_naming(artifact))
    return artifact.id if use is None else use.side(alone=True).value


def _name_in_paper(graph: GraphOfLines, action: Action, name: str, reading: Reading) -> str:
    """Return what a line calls an artifact of one paper: its name there, or its id where another has the same name.

    Raises:
        CorrectionError: the paper is not linked to it, or to several that are called so; it says to what it is linked.
    """
    links = {link.artifact.id: link for link in reading.links}
    things = [
        NamedThing(key, link.artifact.name, (link.type.value,), link.artifact.aliases) for key, link in links.items()
    ]
    found = resolve_name(name, things, base=graph.base)
    if not found.meant and action in _MAY_BE_NEW:
        return _name_of_new_link(graph, name, reading)
    if not found.meant:
        if elsewhere := find_nodes(graph.store, "artifact", name, graph.base).meant:
            found = resolve_name(elsewhere[0].id, things, base=graph.base)
        if not found.meant:
            named = ", ".join(sorted({link.artifact.name for link in reading.links})) or "nothing"
            problem = f"{reading.paper.title!r} is not linked to {name!r}"
            raise CorrectionError(problem, remedy=f"it is linked to {named}; accept adds a link")
    link = links[found.one(CorrectionError, kind="artifact").id]
    return _called_alone(link, links.values())


def _called_alone(link: Link, links: Iterable[Link]) -> str:
    same = [other for other in links if other.artifact.name.casefold() == link.artifact.name.casefold()]
    return link.artifact.name if len(same) == 1 else link.artifact.id


def _name_of_new_link(graph: GraphOfLines, name: str, reading: Reading) -> str:
    """Return what a line calls an artifact that the paper is not linked to yet.

    Raises:
        CorrectionError: several are called so.
    """
    catalogue = graph.catalogue()
    if catalogue.get(name.removeprefix("artifact/")) or len(catalogue.candidates(name)) == 1:
        return name
    found = find_nodes(graph.store, "artifact", name, graph.base)
    return found.one(CorrectionError, kind="artifact").label if len(found.meant) > 1 else name


def _simulated(graph: GraphOfLines, rows: Sequence[dict[str, str]], readings: Sequence[Reading]) -> CheckedLines:
    """Apply the corrections with some lines and without them; first the lines are checked beside the others.

    Raises:
        CorrectionError: the lines change nothing, or cannot be applied.
    """
    graph.check(rows)
    catalogue = graph.catalogue()
    places = [f"the line:{number}" for number in range(1, len(rows) + 1)]
    more = [_correction_of_row(row, place) for row, place in zip(rows, places, strict=True)]
    order = list(Action)
    every = sorted([*graph.corrections, *more], key=lambda one: (order.index(one.action), one.subject != EVERYWHERE))
    before, after = (Corrector(lines, catalogue, graph.base) for lines in (graph.corrections, every))
    changes, papers = [], 0
    for reading in readings:
        old, new = before.correct(reading), after.correct(reading)
        found = list(_changes(old, new))
        changes += found
        papers += bool(found)
    if after.faults:
        problem = after.faults[0].partition(": ")[2]
        raise CorrectionError(problem, remedy="quote the words of the title or the abstract")
    if not papers:
        raise CorrectionError("the line would change nothing", remedy="the graph or an earlier line says so already")
    return CheckedLines(tuple(rows), papers, tuple(changes))


def _correction_of_row(row: dict[str, str], place: str) -> Correction:
    return Correction(Action(row["action"]), **{name: row[name] for name in COLUMNS[1:]}, place=place)


def _changes(before: Reading, after: Reading) -> Iterator[str]:
    """Yield what is other in a paper's links and topics, each as a line for people."""
    old = {link.artifact.id: link for link in before.links}
    new = {link.artifact.id: link for link in after.links}
    title = before.paper.title
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        if one and other and _stated(one) == _stated(other) and one.confidence == other.confidence:
            continue
        words = [f"{link.role} {link.artifact.name} ({link.type})" if link else "no link" for link in (one, other)]
        yield f"{title}: {words[0]} → {words[1]}" if words[0] != words[1] else f"{title}: {words[0]}, certain now"
    for topic in before.topics:
        if topic not in after.topics:
            yield f"{title}: topic {topic.label} → no link"


def _stated(link: Link) -> tuple[object, ...]:
    return link.artifact, link.type, link.role
