"""What of a graph changes with some readings, by subject.

1. What papers say of themselves (their own nodes, links, evidence, results, authorships) is made anew for the papers
   whose readings differ, and for those that cite them or are led to from ids that they had.
2. What papers share is gathered from all readings, which is a light pass, made anew, and compared with what the old
   graph holds of it: so nothing has to be known of how the old graph came to be.
3. The description of the graph follows from the old one: its counts add up and can be taken off.

The result is, block by block, what differs between the old graph and the one that a build of all would write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kg.atlas.build_records import BuildRecords
from kg.atlas.imported_file import with_imported
from kg.atlas.manifest import Tally
from kg.atlas.update.reading_changes import ReadingChanges
from kg.graph.assembly.graph_of_readings import records_of_reading
from kg.graph.assembly.stored_sightings import StoredSightings
from kg.graph.bibliography import cited_names
from kg.graph.graph_records import Edge, ImportedNode, Record, RecordOfElsewhere
from kg.ground.imported_result import Imported, ImportedResult
from kg.ground.records import Reading
from kg.ground.schema import Relation
from kg.rdf.difference.graph_difference import GraphDifference
from kg.rdf.difference.old_graph import OldGraph
from kg.rdf.terms import ntriples
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build
from kg.rdf.write.shared_triples import vocabulary_term
from kg.rdf.write.sorted_triples import Block, SortedTriples, gathered_blocks, merged_blocks
from kg.rdf.write.triples import graph_triples, record_triples, triples_beside_paper
from kg.rdf.write.void import counts_of_description, description_triples, is_of_description

REPLACED = vocabulary_term("dcterms:isReplacedBy")
#: The kinds of nodes that one paper alone says something of, as their IRIs begin.
_OWN_KINDS = ("authorship/", "evidence/", "link/", "paper/", "result/")


@dataclass(frozen=True, slots=True)
class GraphSetting:
    """What a graph depends on beside the readings.

    Attributes:
        made: makes nodes and edges. base, provenance: as of ``graph_triples``.
        files: as of ``describe``. imported: scores and descriptions of artifacts. earlier: those of the graph before.
    """

    made: BuildRecords
    base: str
    provenance: Build
    files: tuple[str, ...]
    imported: tuple[Imported, ...] = ()
    earlier: tuple[Imported, ...] = ()


def find_graph_changes(
    old: OldGraph,
    changes: ReadingChanges,
    readings: Callable[[], Iterable[Reading]],
    setting: GraphSetting,
    counts: Mapping[str, Any],
    folder: Path,
) -> tuple[GraphDifference, dict[str, Any]]:
    """Find what of a graph changes, and the counts of the new graph, for the manifest.

    Args:
        old: the graph before. changes: the readings that differ. readings: gives all readings as they are.
        counts: of the manifest before. folder: where what does not fit into memory lies meanwhile.
    """
    found = GraphDifference()
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="paperatlas-", dir=folder)))
        passed = _PassedReadings(changes, setting, StoredSightings(place))
        beside = stack.enter_context(SortedTriples(passed.triples_beside(readings()), folder=folder))
        shared = stack.enter_context(SortedTriples(passed.shared_triples(), folder=folder))
        description = _compare_shared(found, old, merged_blocks([shared.blocks(), beside.blocks()]), setting.base)
    passed.compare_own(found, old)
    _describe_again(found, description, passed.newest, setting)
    triples = sum(len(block[1]) for block in found.after.values()) - sum(
        len(block[1]) for block in found.before.values()
    )
    return found, passed.tally.counts_after(counts, int(counts["triples"]) + triples)


class _PassedReadings:
    """What is gathered while all readings pass."""

    def __init__(self, changes: ReadingChanges, setting: GraphSetting, seen: StoredSightings) -> None:
        self._changes, self._setting, self._seen = changes, setting, seen
        papers = [reading.paper for reading in (*changes.old.values(), *changes.new.values())]
        self._names = {name for paper in papers for name in cited_names(paper)}
        self._led_from = {ntriples.node(setting.base, old) for paper in papers for old in paper.former}
        self._led_from.update(ntriples.node(setting.base, paper.id) for paper in papers)
        self._own_kinds = tuple(f"<{setting.base}{kind}" for kind in _OWN_KINDS)
        self._touched: dict[str, Reading] = {}
        self._triples: list[Triple] = []
        self.newest = ""
        self.tally = ChangedTally()

    def triples_beside(self, readings: Iterable[Reading]) -> Iterator[Triple]:
        """Take in all readings; yield what papers say of nodes that are not theirs alone: files, metrics."""
        for reading in readings:
            self._seen.see(reading, self._setting.made.assert_above)
            self._look_at_paper(reading)
            yield from triples_beside_paper(reading.paper, reading.results, self._setting.base)

    def _look_at_paper(self, reading: Reading) -> None:
        paper, base = reading.paper, self._setting.base
        led = [ntriples.node(base, old) for old in paper.former]
        mine = ntriples.node(base, paper.id)
        for old in led:
            if old in self._led_from:
                self._triples.append((old, REPLACED, mine))
        if paper.date:
            self.newest = max(self.newest, ntriples.date(paper.date))
        if mine in self._led_from or not self._names.isdisjoint(paper.references):
            self._touched[paper.id] = reading

    def shared_triples(self) -> Iterator[Triple]:
        """Yield what is said of the nodes that papers share; who cites whom, and scores, are set aside."""
        setting, made = self._setting, self._setting.made
        records = with_imported(made.of_sightings(self._seen), setting.imported, made.linker, made.replaced)
        counted = self.tally.shared.watch(records)
        triples = graph_triples(self._without_citations(counted), setting.base, build=setting.provenance)
        return self._without_own(triples)

    def _without_own(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        for triple in triples:
            if triple[0].startswith(self._own_kinds):
                self._triples.append(triple)
            else:
                yield triple

    def _without_citations(self, records: Iterable[Record | RecordOfElsewhere]) -> Iterator[Record | RecordOfElsewhere]:
        for record in records:
            if isinstance(record, Edge) and record.predicate is Relation.CITES:
                if record.source in self._touched:
                    self._triples += record_triples(record, self._setting.base)
            else:
                yield record

    def compare_own(self, found: GraphDifference, old: OldGraph) -> None:
        """Compare what the papers say of themselves that something differs of."""
        for reading in self._changes.old.values():
            self.tally.gone.count_records(records_of_reading(reading, self._setting.made.assert_above))
        for reading in self._changes.new.values():
            self.tally.come.count_records(records_of_reading(reading, self._setting.made.assert_above))
        for reading in self._touched.values():
            self._triples += self._own_triples(reading)
        blocks = {block[0]: block for block in gathered_blocks(self._triples)}
        before = {triple[0] for reading in self._changes.old.values() for triple in self._own_triples(reading)}
        subjects = before | blocks.keys() | self._led_from | self._earlier_scores()
        known = old.blocks(subjects)
        for subject in subjects:
            found.take(known.get(subject), blocks.get(subject))
        found.near = {subject: block for subject, block in blocks.items() if subject not in found.after}

    def _earlier_scores(self) -> set[str]:
        """Return the terms of the scores that the graph had before, which depend on their records alone."""
        scores = (each for each in self._setting.earlier if isinstance(each, ImportedResult))
        return {ntriples.node(self._setting.base, ImportedNode(each, "", "", "").id) for each in scores}

    def _own_triples(self, reading: Reading) -> Iterator[Triple]:
        setting = self._setting
        former = {ntriples.node(setting.base, old) for old in reading.paper.former}
        records = records_of_reading(reading, setting.made.assert_above)
        for triple in graph_triples(records, setting.base, build=setting.provenance, paperwise=True):
            if triple[0].startswith(self._own_kinds) and triple[0] not in former:
                yield triple


@dataclass(slots=True)
class ChangedTally:
    """Counts of what papers share, and of what the papers that differ say alone, before and after."""

    shared: Tally = field(default_factory=Tally)
    gone: Tally = field(default_factory=Tally)
    come: Tally = field(default_factory=Tally)

    def counts_after(self, before: Mapping[str, Any], triples: int) -> dict[str, Any]:
        """Return the counts of the new graph, from those of the manifest before."""
        tally = Tally.of_papers(before)
        tally.take(self.come)
        tally.take(self.shared)
        tally.discount(self.gone)
        return tally.counts(triples)


def _compare_shared(found: GraphDifference, old: OldGraph, shared: Iterable[Block], base: str) -> list[Block]:
    """Compare what papers share; return what the old graph says of itself."""
    description: list[Block] = []
    waiting = iter(shared)
    new = next(waiting, None)
    for block in _shared_blocks(old, base):
        if is_of_description(block[0], base):
            description.append(block)
            continue
        while new is not None and new[0] < block[0]:
            found.take(None, new)
            new = next(waiting, None)
        if new is not None and new[0] == block[0]:
            found.take(block, new)
            new = next(waiting, None)
        else:
            found.take(block, None)
    while new is not None:
        found.take(None, new)
        new = next(waiting, None)
    return description


def _shared_blocks(old: OldGraph, base: str) -> Iterator[Block]:
    """Yield the blocks of all nodes but papers and what is theirs alone, sorted."""
    start = ""
    for kind in sorted(_OWN_KINDS):
        prefix = f"<{base}{kind}"
        yield from old.blocks_from(start, prefix)
        start = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    yield from old.blocks_from(start, None)


def _describe_again(found: GraphDifference, description: list[Block], newest: str, setting: GraphSetting) -> None:
    """Take in how the description of the graph changes."""
    counts = counts_of_description(description, setting.base)
    paper = f"<{setting.base}paper/"
    for block in found.before.values():
        counts.discount_block(block)
    for block in found.after.values():
        counts.count_block(block, paper)
    counts.newest = newest
    described = description_triples(counts, setting.base, build=setting.provenance, files=setting.files)
    before = {block[0]: block for block in description}
    after = {block[0]: block for block in gathered_blocks(described)}
    for subject in before.keys() | after.keys():
        found.take(before.get(subject), after.get(subject))
