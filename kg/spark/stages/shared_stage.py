"""What papers share, by key: artifacts, topics, organisations, authors, venues, categories, and who cites whom.

1. Each partition gathers what its readings say of the nodes that they share (``SharedSightings``), and joins it before
   it is sent on: an artifact that every second paper names is one row of each partition, not of each paper.
2. Rows of one key are joined, by the code that joins them in the local build.
3. ``kg.spark.stages.node_stage`` makes nodes of them.
4. A citation is found where the name that a paper cites meets the paper of that name.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.catalogue.categories import archive_of_category
from kg.graph.assembly.shared_sightings import SharedKind, SharedSightings
from kg.graph.bibliography import cited_names
from kg.graph.derived_facts import derived_facts
from kg.graph.graph_records import relation_edge
from kg.ground.codec import decode_reading
from kg.ground.schema import Relation
from kg.spark.cluster.frames import Row, grouped, mapped
from kg.spark.stages.record_rows import record_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_MOST_SEEN = 20_000  # readings whose sightings are joined before they are sent on; some 200 MB at most
_PRESENT, _CITED = "0-present", "1-cited"


def shared_sightings(readings: DataFrame) -> DataFrame:
    """Return what readings say of shared nodes: rows of a ``SharedKind``, its key, and what is seen of it."""

    def see(rows: Iterator[Row]) -> Iterator[Row]:
        seen = SharedSightings()
        for number, (_, _, data) in enumerate(rows, 1):
            seen.see(decode_reading(data))
            if number % _MOST_SEEN == 0:
                yield from _sighting_rows(seen)
                seen = SharedSightings()
        yield from _sighting_rows(seen)

    return joined_sightings(mapped(readings, see))


def joined_sightings(sightings: DataFrame) -> DataFrame:
    """Join the rows of one key."""

    def join(key: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        seen = SharedSightings()
        for _, data in rows:
            seen.take(*pickle.loads(data))
        # A track brings the venue that it belongs to, which has rows of its own.
        return (row for row in _sighting_rows(seen) if row[1] == key)

    return grouped(sightings, join)


def sighting_row(kind: SharedKind, key: str, seen: object) -> Row:
    """Make the row of what is seen of one node."""
    return kind.value, f"{kind.value}\0{key}".encode(), pickle.dumps((kind, key, seen))


def _sighting_rows(seen: SharedSightings) -> Iterator[Row]:
    """Yield all that was seen; of a category also the archive that it is part of."""
    for kind, key, entry in seen.entries():
        yield sighting_row(kind, key, entry)
        if kind is SharedKind.CATEGORY and (archive := archive_of_category(key)):
            yield sighting_row(kind, archive, None)


def fact_records(readings: DataFrame, assert_above: float) -> DataFrame:
    """Return the facts about artifacts that follow from what papers say, each once, as rows of records."""

    def facts(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            for fact in derived_facts(decode_reading(data), assert_above):
                yield record_row(relation_edge(*fact))

    return mapped(readings, facts)


def citation_records(readings: DataFrame) -> DataFrame:
    """Return the edges among papers as rows of records."""

    def names(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            paper = decode_reading(data).paper
            me = paper.id.encode()
            yield from ((_PRESENT, cited.encode(), me) for cited in cited_names(paper))
            yield from ((_CITED, name.encode(), me) for name in set(paper.references))

    def cite(_: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        present: bytes | None = None
        for kind, me in rows:
            if kind == _PRESENT:
                present = me if present is None else min(present, me)
            elif present is not None and me != present:
                yield record_row(relation_edge(me.decode(), Relation.CITES, present.decode()))

    return grouped(mapped(readings, names), cite)
