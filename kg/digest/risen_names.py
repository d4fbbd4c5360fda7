"""Which names rise: those of which a larger share of the new papers speaks than of the papers before.

1. Papers of each artifact and topic are counted among the new ones and among those before. Topics that nearly every
   paper has are left out.
2. Each name that enough papers have gets the chance of so large a rise without any cause, given how many papers there
   are now and before (Fisher's exact test, one-sided). A name that could not reach ``LEVEL`` however its papers were
   dealt is not tested (Tarone 1990, Biometrics 46, 515-522).
3. Many names are tested, so some would seem to rise by chance alone: told are those that the procedure of Benjamini
   and Hochberg keeps at ``LEVEL``. Where nothing has changed, one digest in twenty, at most, tells of any rise at all.
4. What fewer than ``SUPPORT`` new papers have is never told, and nothing at all where fewer than ``FEWEST`` papers are
   new, or stand before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.explorer.answers.rise_chance import chance_of_rise, kept_at_rate, least_chance
from kg.explorer.map.kinds import GENERAL

SUPPORT = 3  # new papers, as many as the answers of the map ask for (kg.explorer.answers.trends)
FEWEST = 8  # papers, likewise; of fewer, shares say nothing
LEVEL = 0.05  # the share of the names told that may have risen by chance


@dataclass(slots=True)
class NameCounts:
    """How many papers there are now and before, and how many of them each node has, by its local id."""

    papers_now: int = 0
    papers_before: int = 0
    now: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class RisenName:
    """A node that rises, by its local id, and the chance of that without any cause."""

    node: str
    chance: float


def risen_names(counts: NameCounts) -> tuple[list[RisenName], int]:
    """Find the names that rise, the least likely chance first, and how many names were tested.

    >>> papers = NameCounts(40, 40, Counter({"artifact/owl": 12, "artifact/elk": 4}), Counter({"artifact/elk": 3}))
    >>> [name.node for name in risen_names(papers)[0]]
    ['artifact/owl']
    """
    dated = counts.papers_now + counts.papers_before
    if min(counts.papers_now, counts.papers_before) < FEWEST:
        return [], 0
    names = []
    for node in sorted(counts.now.keys() | counts.before.keys()):
        of_name = counts.now[node] + counts.before[node]
        if node in GENERAL or of_name < SUPPORT:
            continue
        if least_chance(of_name, counts.papers_now, dated) <= LEVEL:
            chance = chance_of_rise(counts.now[node], of_name, counts.papers_now, dated)
            names.append(RisenName(node, chance))
    kept = kept_at_rate([name.chance for name in names], LEVEL)
    risen = [name for name, keep in zip(names, kept, strict=True) if keep and counts.now[name.node] >= SUPPORT]
    return sorted(risen, key=lambda name: (name.chance, name.node)), len(names)
