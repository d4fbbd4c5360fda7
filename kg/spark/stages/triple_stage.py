"""Records to sorted triples: the blocks of ``kg.rdf.write.sorted_triples``, a line for each subject.

1. What readings and shared records say is gathered by subject where it is made.
2. Subjects are sorted over the whole graph (a shuffle by ranges), and what several parts say of one becomes one block.
   No subject gathers more than its own facts: an edge stands with the paper that it comes from, so a model that every
   second paper names is no heavier than others.
3. Each part ends in a line with its counts, from which the description of the graph follows (``kg.rdf.write.void``).
4. The parts are read in their order, and written as N-Triples and as Turtle; the description is put into the part that
   it belongs to.
"""

from __future__ import annotations

import base64
import pickle
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from kg.graph.assembly.graph_of_readings import records_of_reading
from kg.ground.codec import decode_reading
from kg.ground.records import Reading
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build
from kg.rdf.write.sorted_triples import Block, block_of_triples, gathered_blocks, kind_of, merged_blocks, n_triples
from kg.rdf.write.triples import graph_triples, record_triples
from kg.rdf.write.turtle import TermWriter, header, turtle_blocks
from kg.rdf.write.void import GraphCounts
from kg.spark.cluster.frames import Row, mapped, ordered
from kg.spark.cluster.text_parts import part_number
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.record_rows import record_of_row

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

_PORTION = 500  # readings or records whose triples are gathered at a time: some 170,000 triples, 60 MB
COUNTS = "#"  # begins the last line of each part; subjects begin with "<"


def triples_of_readings(readings: DataFrame, settings: BuildSettings, build: Build) -> DataFrame:
    """Return the triples that each reading gives alone, as rows of blocks."""

    def triples(rows: Iterator[Row]) -> Iterator[Row]:
        while portion := [decode_reading(data) for _, _, data in islice(rows, _PORTION)]:
            yield from block_rows(_reading_triples(portion, settings, build))

    return mapped(readings, triples)


def _reading_triples(readings: Iterable[Reading], settings: BuildSettings, build: Build) -> Iterator[Triple]:
    for reading in readings:
        for record in records_of_reading(reading, settings.assert_above):
            yield from record_triples(record, settings.base, paper=reading.paper, build=build)


def triples_of_records(records: DataFrame, settings: BuildSettings, build: Build) -> DataFrame:
    """Return the triples of records that are no paper's, as rows of blocks."""

    def triples(rows: Iterator[Row]) -> Iterator[Row]:
        while portion := [record_of_row(data) for _, _, data in islice(rows, _PORTION)]:
            found = (record_triples(record, settings.base, build=build) for record in portion)
            yield from block_rows(chain.from_iterable(found))

    return mapped(records, triples)


def build_rows(settings: BuildSettings, build: Build) -> Iterator[Row]:
    """Return the triples of the build itself, as rows of blocks."""
    return block_rows(graph_triples((), settings.base, build=build))


def block_rows(triples: Iterable[Triple]) -> Iterator[Row]:
    """Gather triples into rows of blocks: the subject as key; predicates and objects, in turn, between tabs."""
    for subject, predicates, objects in gathered_blocks(triples):
        rows = chain.from_iterable(zip(predicates, objects, strict=True))
        yield "", subject.encode(), "\t".join(rows).encode()


def sorted_lines(blocks: DataFrame, base: str) -> DataFrame:
    """Sort blocks; the data of what comes out are the lines of blocks, and for each partition that of its counts."""

    def lines(rows: Iterator[Row]) -> Iterator[Row]:
        counts, paper = GraphCounts(), f"<{base}paper/"
        first = last = ""
        for key, group in groupby(rows, itemgetter(1)):
            last = key.decode()
            first = first or last
            said = [data.decode() for _, _, data in group]
            block = _block_of_texts(last, said)
            counts.count_block(block, paper)
            text = said[0] if len(said) == 1 else "\t".join(chain.from_iterable(zip(block[1], block[2], strict=True)))
            yield "", key, f"{last}\t{text}".encode()
        end = COUNTS + base64.b64encode(pickle.dumps((first, counts))).decode()
        yield "", b"", end.encode()

    return ordered(blocks, lines)


def _block_of_texts(subject: str, said: list[str]) -> Block:
    rows = [text.split("\t") for text in said]
    if len(rows) == 1:
        return subject, kind_of(tuple(rows[0][::2]))[0], tuple(rows[0][1::2])
    triples = {(subject, *pair) for row in rows for pair in zip(row[::2], row[1::2], strict=True)}
    return block_of_triples(sorted(triples))


def read_counts(session: SparkSession, path: str) -> list[tuple[str, GraphCounts]]:
    """Read the first subject and the counts of each part, in the order of the parts."""
    from pyspark.sql.functions import col, input_file_name

    lines = session.read.option("lineSep", "\n").text(path).where(col("value").startswith(COUNTS))
    rows = lines.select(input_file_name().alias("name"), "value").collect()
    found = sorted((part_number(row.name), row.value) for row in rows)
    return [pickle.loads(base64.b64decode(text[len(COUNTS) :])) for _, text in found]


Pieces = Callable[[int, Iterable[Block]], Iterator[str]]


def write_parts(lines: RDD[str], path: str, firsts: list[str], added: Iterable[Triple], pieces: Pieces) -> None:
    """Write sorted blocks in a form of RDF, part by part, and put some more triples where they belong.

    Args:
        lines: of sorted blocks, a partition a part. firsts: the first subject of each part.
        added: of subjects that the graph does not have. pieces: gives the text of blocks, and is told which part it is.
    """
    inserted: list[list[Block]] = [[] for _ in firsts]
    for block in gathered_blocks(added):
        inserted[max(0, bisect_right(firsts, block[0]) - 1)].append(block)

    def part(number: int, texts: Iterable[str]) -> Iterator[str]:
        blocks = merged_blocks([_blocks_of_lines(texts), inserted[number]])
        return (piece[:-1] for piece in pieces(number, blocks))  # Spark ends each in a line break

    lines.mapPartitionsWithIndex(part).saveAsTextFile(path)


def _blocks_of_lines(lines: Iterable[str]) -> Iterator[Block]:
    for line in lines:
        if not line.startswith(COUNTS):
            subject, *rows = line.split("\t")
            yield subject, kind_of(tuple(rows[::2]))[0], tuple(rows[1::2])


def pieces_of_ntriples(_: int, blocks: Iterable[Block]) -> Iterator[str]:
    """Give N-Triples of a part."""
    return n_triples(blocks)


def pieces_of_turtle(base: str) -> Pieces:
    """Return what gives Turtle of a part; the prefixes stand in the first one."""

    def pieces(number: int, blocks: Iterable[Block]) -> Iterator[str]:
        if number == 0:
            yield header(base)
        yield from turtle_blocks(blocks, TermWriter(base))

    return pieces
