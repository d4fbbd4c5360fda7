"""What is told of two versions of a graph: one record for each thing that was gained, lost or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to a thing."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


class ChangedThing(StrEnum):
    """What kind of thing it happened to, in the order in which they are told.

    PAPER, LINK, RESULT, PAPER_TOPIC are read of the readings; the others are nodes of the graph, read of its triples.
    """

    PAPER = "paper"
    LINK = "link"
    RESULT = "result"
    PAPER_TOPIC = "topic of a paper"
    ARTIFACT = "artifact"
    TOPIC = "topic"
    ORGANISATION = "organisation"
    AUTHOR = "author"
    VENUE = "venue"
    SCORE = "leaderboard score"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was gained, lost or changed.

    Attributes:
        thing, kind: what. id: its local id, e.g. ``artifact/gsm8k``; of links and results that of the other end.
        name: what people call it. paper: the local id of the paper that it is of; empty for what is of none.
        fields: names of what changed, each with the old and the new value; of what was gained or lost what there is to
            know, with None on the other side.
    """

    thing: ChangedThing
    kind: ChangeKind
    id: str
    name: str
    paper: str = ""
    fields: tuple[tuple[str, object, object], ...] = ()


@dataclass(slots=True)
class ChangeTally:
    """Counts changes as they pass, and keeps the first of each kind.

    Attributes:
        most: how many of each are kept. counts: by thing and kind. shown: the first of each, as they came.
    """

    most: int
    counts: Counter[tuple[ChangedThing, ChangeKind]] = field(default_factory=Counter)
    shown: dict[tuple[ChangedThing, ChangeKind], list[Change]] = field(default_factory=dict)

    def watch(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Yield the same changes, counting them."""
        for change in changes:
            key = change.thing, change.kind
            self.counts[key] += 1
            if self.counts[key] <= self.most:
                self.shown.setdefault(key, []).append(change)
            yield change
