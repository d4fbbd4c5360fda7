"""What a path between two nodes costs: the one definition, in whole numbers, that ``js/data/paths.js`` repeats.

1. A step costs 1.
2. Passing through a node costs the binary logarithm of one more than its links: what many papers name says little about
   why two of them belong together. A topic or an organisation costs twice that: artifacts come before them.
3. Among paths that cost the same, the checksums of what they pass decide, so that both homes of the page choose one.

The unit is ``STEP``; logarithms are rounded to a 64th of it, and the checksums stay below that.
"""

from __future__ import annotations

import math
import zlib

STEP = 1 << 30
_GRAIN = 1 << 24  # a 64th of a step
_DEAR = frozenset(("topic", "organisation"))
#: A node with more than this share of all links is passed only where the way round it is more than twice as long.
HUB_SHARE = 0.1
#: Ways to weigh a path: by what it passes; by that and through broader topics; by its steps alone, through all links.
WEIGHTS = ("rare", "broader", "shortest")


def passing_cost(identifier: str, kind: str, degree: int) -> int:
    """Return what passing through a node costs; ``degree``: its links.

    >>> round(passing_cost("artifact/gsm8k", "benchmark", 31) / STEP, 1)
    5.0
    >>> round(passing_cost("topic/reasoning", "topic", 31) / STEP, 1)
    10.0
    """
    price = round(64 * math.log2(1 + degree)) * (2 if kind in _DEAR else 1)
    return price * _GRAIN + (zlib.crc32(identifier.encode("utf-8", "replace")) >> 12)


def tie_break(cost: int) -> int:
    """Return the part of a passing cost that only decides among equals: all of it where steps alone count."""
    return cost & (_GRAIN - 1)
