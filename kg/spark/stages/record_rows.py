"""Records as rows.

Of the graph: the local id as key, so that each stands once, and the record as it is. Of papers as they were read: a
digest as key, so that equal ones are one.
"""

from __future__ import annotations

import pickle
from hashlib import blake2b

from kg.graph.graph_records import Edge, Record, RecordOfElsewhere
from kg.spark.cluster.frames import Row

NODE, EDGE = "node", "edge"
_DIGEST = 16  # bytes: two of a billion records share one with a probability of 10⁻²¹


def record_row(record: Record | RecordOfElsewhere) -> Row:
    """Make the row of a record."""
    kind = EDGE if isinstance(record, Edge) else NODE
    return kind, record.id.encode(), pickle.dumps(record)


def record_of_row(data: bytes) -> Record | RecordOfElsewhere:
    """Return the record of a row."""
    record: Record | RecordOfElsewhere = pickle.loads(data)
    return record


def digest_of_record(line: bytes) -> bytes:
    """Return the key of a record, from its line.

    >>> digest_of_record(b'{"title":"On Tides"}').hex()[:8]
    '9b5b3b0f'
    """
    return blake2b(line, digest_size=_DIGEST).digest()
