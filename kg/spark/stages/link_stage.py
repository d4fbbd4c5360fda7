"""Papers to readings, and new names to the ids that they have in the whole corpus.

1. Each Python worker loads the linker once (some 1.5 s and 200 MiB) and links the papers of its partitions.
2. A name that no catalogue has belongs to the paper with the least claim (``kg.graph.identity``): claims are joined by
   key, in each partition first. The claims are as many as the new names of the corpus, so they are not sent to every
   worker: each reading asks for those of its names, and the answers meet it where the readings are sorted by paper.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kg.graph.identity import Claim, NewNames, names_to_settle
from kg.ground.codec import decode_paper, decode_reading, encode_record
from kg.spark.cluster.frames import Row, grouped, mapped, ordered
from kg.spark.stages.build_settings import BuildSettings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

READING = "reading"
#: What a partition found of corrections: places that were used, faults, united links; pickled.
FINDINGS = "findings"
#: Claims of readings without corrections; as those of ``least_claims``.
UNCORRECTED = "uncorrected"
# Kinds in the order in which the rows of a key are wanted.
_CLAIM, _ASKED = "0-claim", "1-asked"
_ANSWER, _READING = "0-answer", "1-reading"
_MOST_CLAIMS = 50_000  # joined in a partition before they are sent on; some 20 MB


def link_papers(papers: DataFrame, settings: BuildSettings) -> DataFrame:
    """Link papers and correct what is read; each reading has the key that its paper had.

    Returns:
        Rows of ``READING``, ``FINDINGS`` and ``UNCORRECTED``.
    """

    def link(rows: Iterator[Row]) -> Iterator[Row]:
        linker, corrector = settings.linker(), settings.corrector()
        for _, label, data in rows:
            yield READING, label, encode_record(corrector.correct(linker.link(decode_paper(data))))
        if corrector.corrections:
            yield FINDINGS, b"", pickle.dumps((corrector.used, corrector.faults, list(corrector.united.values())))
            yield from _claim_rows(corrector.uncorrected, UNCORRECTED)

    return mapped(papers, link)


def least_claims(readings: DataFrame, settings: BuildSettings) -> DataFrame:
    """Return the best claim on each new name: rows with the folded name as key."""

    def see(rows: Iterator[Row]) -> Iterator[Row]:
        names = NewNames(settings.linker().catalogue)
        for _, _, data in rows:
            names.see(decode_reading(data))
            if len(names.claims) > _MOST_CLAIMS:
                yield from _claim_rows(names)
                names.claims.clear()
        yield from _claim_rows(names)

    return joined_claims(mapped(readings, see))


def joined_claims(claims: DataFrame) -> DataFrame:
    """Return the least of the claims on each name."""

    def least(name: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        yield _CLAIM, name, pickle.dumps(min(pickle.loads(data) for _, data in rows))

    return grouped(claims, least)


def _claim_rows(names: NewNames, kind: str = _CLAIM) -> Iterator[Row]:
    return ((kind, name.encode(), pickle.dumps(claim)) for name, claim in names.claims.items())


def settled_readings(readings: DataFrame, claims: DataFrame, settings: BuildSettings) -> DataFrame:
    """Settle the new names of readings; these come out sorted by the ids of their papers, their lines as data."""

    def ask(rows: Iterator[Row]) -> Iterator[Row]:
        for _, _, data in rows:
            reading = decode_reading(data)
            yield from ((_ASKED, name.encode(), reading.paper.id.encode()) for name in names_to_settle(reading))

    def answer(name: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        known: bytes | None = None
        for kind, data in rows:
            if kind == _CLAIM:
                known = data
            elif known is not None:
                yield _ANSWER, data, pickle.dumps((name.decode(), *pickle.loads(known)))

    def with_ids(rows: Iterator[Row]) -> Iterator[Row]:
        return ((_READING, decode_reading(data).paper.id.encode(), data) for _, _, data in rows)

    answers = grouped(with_first_claims(claims).unionByName(mapped(readings, ask)), answer)
    return ordered(mapped(readings, with_ids).unionByName(answers), lambda rows: _settled(rows, settings))


def with_first_claims(claims: DataFrame) -> DataFrame:
    """Return each claim with the one on its own name, which decides on its id; pickled pairs by name."""

    def refer(rows: Iterator[Row]) -> Iterator[Row]:
        for kind, name, data in rows:
            claim: Claim = pickle.loads(data)
            yield kind, name, data
            if claim.name.encode() != name:
                yield _ASKED, claim.name.encode(), pickle.dumps((name, claim))

    def pair(name: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        first: Claim | None = None
        for kind, data in rows:
            if kind == _CLAIM:
                first = pickle.loads(data)
                assert first is not None
                if first.name.encode() == name:
                    yield _CLAIM, name, pickle.dumps((first, first))
            else:
                other, claim = pickle.loads(data)
                yield _CLAIM, other, pickle.dumps((claim, first))

    return grouped(mapped(claims, refer), pair)


def _settled(rows: Iterator[Row], settings: BuildSettings) -> Iterator[Row]:
    catalogue = settings.linker().catalogue
    for paper, group in groupby(rows, itemgetter(1)):
        names = NewNames(catalogue)
        for kind, _, data in group:
            if kind == _ANSWER:
                name, claim, first = pickle.loads(data)
                names.take(name, claim)
                names.take(claim.name, first)
            else:
                yield READING, paper, encode_record(names.settle(decode_reading(data)))
