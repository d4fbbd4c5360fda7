"""Blocks of records by Spark's operations are the connected components that NetworkX finds, long chains too."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.cluster_files import ClusterFolder, address_of
from kg.spark.stages.components import block_labels

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CHAIN = 40  # records, each of which shares a key with the next; their order says nothing of their place


def test_blocks_are_connected_components(session: SparkSession, tmp_path: Path) -> None:
    chance = random.Random(7)
    names = [f"{number:03}".encode() for number in range(120)]
    chance.shuffle(names)
    chain = [(names[at + step], f"chain-{at}".encode()) for at in range(_CHAIN - 1) for step in (0, 1)]
    others = [(chance.choice(names[_CHAIN:]), f"key-{chance.randrange(60)}".encode()) for _ in range(90)]
    alone = [(name, b"own-" + name) for name in names]
    pairs = [*chain, *others, *others[:9], *alone]
    checkpoints = Checkpoints(session, ClusterFolder(session, address_of(tmp_path)))
    frame = session.createDataFrame(pairs, "record binary, key binary")
    labels = {bytes(row.record): bytes(row.label) for row in block_labels(frame, "blocks", checkpoints).collect()}

    graph = nx.Graph([(("record", record), ("key", key)) for record, key in pairs])
    expected: dict[bytes, bytes] = {}
    for component in nx.connected_components(graph):
        records = sorted(name for kind, name in component if kind == "record")
        if len(records) > 1:
            expected |= dict.fromkeys(records, records[0])
    assert labels == expected
    rounds = [path.name for path in tmp_path.iterdir() if "round" in path.name]
    assert len(rounds) < _CHAIN / 3, "a round must do more than pass a label to the next record"
