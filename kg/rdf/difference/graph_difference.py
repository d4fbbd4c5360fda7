"""What differs between two graphs, by subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.sorted_triples import Block


@dataclass(slots=True)
class GraphDifference:
    """What differs between two graphs.

    Attributes:
        before, after: the blocks of the subjects that differ; those that go or come are in one of them only.
        near: blocks that stay, of nodes that belong together with some that differ.

    >>> change = GraphDifference()
    >>> change.take(("<a>", ("<p>",), ("<b>",)), ("<a>", ("<p>", "<p>"), ("<b>", "<c>")))
    >>> list(change.added()), list(change.removed())
    ([('<a>', '<p>', '<c>')], [])
    """

    before: dict[str, Block] = field(default_factory=dict)
    after: dict[str, Block] = field(default_factory=dict)
    near: dict[str, Block] = field(default_factory=dict)

    def take(self, old: Block | None, new: Block | None) -> None:
        """Take in what the two graphs say of one subject."""
        if old != new:
            if old is not None:
                self.before[old[0]] = old
            if new is not None:
                self.after[new[0]] = new

    def subjects(self) -> set[str]:
        """Return all subjects that differ."""
        return self.before.keys() | self.after.keys()

    def by_subject(self) -> dict[str, Block | None]:
        """Return the new block of each subject that differs, None where it is gone."""
        return {subject: self.after.get(subject) for subject in self.subjects()}

    def added(self) -> Iterator[Triple]:
        """Yield the triples that come, by subject."""
        return _triples_of_one(self.after, self.before)

    def removed(self) -> Iterator[Triple]:
        """Yield the triples that go, by subject."""
        return _triples_of_one(self.before, self.after)


def _triples_of_one(one: dict[str, Block], other: dict[str, Block]) -> Iterator[Triple]:
    for subject in sorted(one):
        _, predicates, objects = one[subject]
        rows = zip(predicates, objects, strict=True)
        _, *others = other.get(subject, (subject, (), ()))
        known = set(zip(*others, strict=True))
        yield from ((subject, *row) for row in rows if row not in known)
