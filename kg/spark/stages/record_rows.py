"""Records of the graph as rows: the local id as key, so that each stands once, and the record as it is."""

from __future__ import annotations

import pickle

from kg.graph.graph_records import Edge, Record, RecordOfElsewhere
from kg.spark.cluster.frames import Row

NODE, EDGE = "node", "edge"


def record_row(record: Record | RecordOfElsewhere) -> Row:
    """Make the row of a record."""
    kind = EDGE if isinstance(record, Edge) else NODE
    return kind, record.id.encode(), pickle.dumps(record)


def record_of_row(data: bytes) -> Record | RecordOfElsewhere:
    """Return the record of a row."""
    record: Record | RecordOfElsewhere = pickle.loads(data)
    return record
