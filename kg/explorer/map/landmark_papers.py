"""Which papers a part of a large graph holds, where the whole would be too much for a page or for memory.

Those come first whose own models, datasets, benchmarks and methods most other papers name: what people look for. Then
come the newest, by date; undated papers are last. So a part has the landmarks of a field and its present, and the
papers of one build are taken whatever their order.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable

from kg.ground.records import Reading
from kg.ground.schema import Role


def landmark_papers(readings: Callable[[], Iterable[Reading]], most: int, *, assert_above: float) -> frozenset[str]:
    """Choose the papers of a part.

    Args:
        readings: gives the readings of all papers; asked twice, since they are too many to be held.
        most: how many papers the part has, if there are as many.
        assert_above: the confidence from which a link counts, 0 to 1.

    Returns:
        The local ids of the papers.
    """
    named: Counter[str] = Counter()
    for reading in readings():
        named.update({link.artifact.slug for link in reading.links if link.confidence >= assert_above})

    def rank(reading: Reading) -> tuple[int, str, str]:
        own = {
            link.artifact.slug
            for link in reading.links
            if link.role is Role.INTRODUCES and link.confidence >= assert_above
        }
        others = sum(named[slug] - 1 for slug in own)
        return others, reading.paper.date or "", reading.paper.id

    chosen = heapq.nlargest(most, map(rank, readings()))
    return frozenset(paper for _, _, paper in chosen)
