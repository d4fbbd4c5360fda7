"""What to ask a person, the most telling first: made of the readings of a graph in one pass.

1. Of each link whose confidence is ``NEARLY`` or more the uncertainty is summed: the bits of name, type and role. A
   decision on it touches one paper. The most uncertain ``MOST_STATEMENTS`` are kept.
2. Of each new name that two papers or more have, the bits of name and type are summed over these papers, and count as
   ``_LEAST`` a paper at least: what is frequent is worth a look also where the linker is sure.
3. Pairs of names that may be one thing, and homonyms, leave ``bits`` of a guessed chance open in each paper that would
   move (``name_pairs``).
4. All are ordered by these bits. What a line of the corrections answers is not asked, whether a build has applied the
   line or not.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.catalogue.name_resolution import NamedThing, Resolution, is_called, local_id, resolve_name
from kg.graph.correction.corrections import EVERYWHERE, Action, Correction
from kg.graph.correction.named_records import names_paper
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import DEFAULT_BASE, artifact_id
from kg.ground.records import Link, Paper, Reading
from kg.ground.schema import ASSERT_ABOVE
from kg.ground.text import fold
from kg.review.name_pairs import differing_papers, near_name_pairs, pair_key, same_name_pairs
from kg.review.name_uses import MOST_SENTENCES, NameUse, bare_paper, name_of_paper
from kg.review.review_items import ItemKind, NamedSide, ReviewItem, bits, sentences_of_link

#: The confidence from which a statement is asked about: below, four in five are wrong (docs/quality.md).
NEARLY = 0.2
#: Questions of each kind that are kept; a person answers some hundreds in an hour.
MOST_STATEMENTS = 2000
_SHOWN = 2  # sentences of a statement
_LEAST = 0.1  # bits of a new name in a paper, however sure the linker is
_FEWEST = 2  # papers of a frequent name
# Chances that are guessed, for the order alone: that two papers' things of one name are one, that a near spelling is a
# slip, that a name with two meanings has two.
_ONE_NAME, _NEAR_NAME, _HOMONYM = 0.5, 0.3, 0.5
_WORTH = 0.05  # bits; less is not asked


@dataclass(frozen=True, slots=True)
class _Statement:
    """A link that may be asked about, as its reading has it."""

    paper: Paper
    link: Link
    value: float
    ambiguous: bool


@dataclass(slots=True)
class ReviewQueue:
    """Questions about a graph: ``see`` each reading, then ask for the ``items``.

    Attributes:
        corrections: those of the graph's folder, also those that no build has applied yet. base: the base IRI.
        assert_above: the confidence from which the graph states a link as a fact.
    """

    corrections: Sequence[Correction] = ()
    base: str = DEFAULT_BASE
    assert_above: float = ASSERT_ABOVE
    _uses: dict[str, NameUse] = field(default_factory=dict)
    _statements: list[tuple[float, str, _Statement]] = field(default_factory=list)

    def see(self, reading: Reading) -> None:
        """Take in a reading."""
        paper = reading.paper
        names = Counter(fold(link.artifact.name) for link in reading.links)
        for link in reading.links:
            slug = link.artifact.slug
            if slug not in self._uses:
                self._uses[slug] = NameUse(link.artifact)
            self._uses[slug].see(link, paper)
            value = uncertainty(link)
            if link.confidence >= NEARLY and value >= _WORTH:
                self._keep(_Statement(paper, link, value, names[fold(link.artifact.name)] > 1))

    def _keep(self, statement: _Statement) -> None:
        entry = (statement.value, statement_key(statement.paper, statement.link), statement)
        if len(self._statements) < MOST_STATEMENTS:
            heapq.heappush(self._statements, entry)
        else:
            heapq.heappushpop(self._statements, entry)

    def items(self, kinds: Iterable[ItemKind] = tuple(ItemKind)) -> list[ReviewItem]:
        """Return the questions of some kinds, the most telling first, without those that corrections answer."""
        wanted = frozenset(kinds)
        shared = self._shared_names()
        made = {
            ItemKind.STATEMENT: self._statement_items,
            ItemKind.NAME: self._name_items,
            ItemKind.PAIR: self._pair_items,
            ItemKind.HOMONYM: self._homonym_items,
        }
        items = [item for kind in ItemKind if kind in wanted for item in made[kind](shared)]
        return sorted(items, key=lambda item: (-item.value, item.key))

    def find_artifact(self, name: str) -> NamedSide:
        """Find the one artifact of the graph that a name means, as one side of a question.

        Raises:
            CorrectionError: none is called so, or several are; it says which, or what comes near.
        """
        found = self._resolution(name).one(CorrectionError, kind="artifact")
        slug = found.id.removeprefix("artifact/")
        return self._uses[slug].side(alone=slug not in self._shared_names())

    def _resolution(self, name: str) -> Resolution:
        things = (
            NamedThing(use.first.id, use.name, tuple(use.types), (*use.first.aliases, *use.names))
            for use in self._uses.values()
        )
        return resolve_name(name, things, base=self.base)

    def _shared_names(self) -> frozenset[str]:
        """Return the slugs of artifacts of which another has the same name."""
        slugs: defaultdict[str, set[str]] = defaultdict(set)
        for slug, use in self._uses.items():
            for name in (*use.names, *use.first.aliases):
                slugs[fold(name)].add(slug)
        return frozenset(slug for group in slugs.values() if len(group) > 1 for slug in group)

    def _statement_items(self, shared: frozenset[str]) -> Iterator[ReviewItem]:
        for _, key, one in self._statements:
            paper, link, artifact = one.paper, one.link, one.link.artifact
            called = artifact.id if one.ambiguous or artifact.known else artifact.name
            if _decided_for_paper(self.corrections, paper, link, self.base):
                continue
            use = self._uses[artifact.slug]
            side = NamedSide(
                artifact.id, artifact.name, artifact.known, tuple(kind for kind, _ in use.types.most_common()),
                use.count, ((name_of_paper(paper), called),), called, sentences_of_link(link, paper, _SHOWN),
            )  # fmt: skip
            yield ReviewItem(
                ItemKind.STATEMENT, key, round(one.value, 3), _most_open_part(link), side, role=link.role.value,
                type=link.type.value, confidence=link.confidence, parts=link.parts,
                asserted=link.confidence >= self.assert_above,
            )  # fmt: skip

    def _name_items(self, shared: frozenset[str]) -> Iterator[ReviewItem]:
        answered = _AnsweredNames(self.corrections, _ABOUT_NAMES, self.base)
        for slug, use in self._uses.items():
            if not use.is_new or use.count < _FEWEST or answered.of_all_papers(use):
                continue
            value = max(use.open_bits, _LEAST * use.count)
            side = use.side(alone=slug not in shared)
            reason = f"a new name that {use.count:,} papers have"
            yield ReviewItem(ItemKind.NAME, f"name {fold(use.name)}", round(value, 3), reason, side)

    def _pair_items(self, shared: frozenset[str]) -> Iterator[ReviewItem]:
        same = dict.fromkeys(same_name_pairs(self._uses), (_ONE_NAME, "the same name, two ids"))
        near = dict.fromkeys(near_name_pairs(self._uses), (_NEAR_NAME, "nearly the same spelling"))
        answered = _AnsweredNames(self.corrections, _JOINING, self.base)
        for (one, other), (chance, reason) in (near | same).items():
            stays, moves = self._uses[one], self._uses[other]
            if answered.of_all_papers(moves) or answered.of_a_paper(moves):
                continue
            sides = stays.side(alone=one not in shared), moves.side(alone=other not in shared)
            value = round(bits(chance) * moves.count, 3)
            yield ReviewItem(ItemKind.PAIR, f"pair {pair_key(one, other)}", value, reason, *sides)

    def _homonym_items(self, shared: frozenset[str]) -> Iterator[ReviewItem]:
        answered = _AnsweredNames(self.corrections, _PARTING, self.base)
        for slug, use in self._uses.items():
            papers, reason, name = differing_papers(use) if use.is_new else ([], "", "")
            if not papers or answered.of_all_papers(use) or answered.of_a_paper(use):
                continue
            names = dict(use.papers)
            lines = tuple((paper, names[paper]) for paper in dict.fromkeys(papers))
            apart = {bare_paper(paper) for paper, _ in lines}
            side = use.side(alone=slug not in shared)
            here, there = (
                tuple(one for one in use.sentences if (bare_paper(one.paper) in apart) is of_other)[:MOST_SENTENCES]
                for of_other in (False, True)
            )
            apart_kinds, kinds = (
                tuple(
                    kind
                    for kind in side.types
                    if any((bare_paper(each) in apart) is of_other for each in use.typed[kind])
                )
                for of_other in (True, False)
            )
            other = NamedSide(side.id, side.name, False, apart_kinds, len(lines), lines, side.value, there)
            side = replace(side, types=kinds, papers=side.papers - len(lines), sentences=here)
            value = round(bits(_HOMONYM) * len(lines), 3)
            key = f"homonym {artifact_id(slug)}"
            yield ReviewItem(ItemKind.HOMONYM, key, value, reason, side, other, suggestion=name)


_JOINING = frozenset((Action.SAME, Action.ALIAS, Action.REJECT))
_PARTING = frozenset((Action.DIFFERENT, Action.RETYPE, Action.REJECT))
_ABOUT_NAMES = _JOINING | {Action.RENAME, Action.RETYPE}


class _AnsweredNames:
    """The names that lines of the corrections with some actions are about: in all papers, and in single ones."""

    def __init__(self, corrections: Iterable[Correction], actions: Container[Action], base: str) -> None:
        self._everywhere: set[str] = set()
        self._in_papers: set[tuple[str, str]] = set()
        for one in corrections:
            if one.action in actions:
                name = fold(local_id(one.as_same().object, base).removeprefix("artifact/"))
                if one.subject == EVERYWHERE:
                    self._everywhere.add(name)
                else:
                    self._in_papers.add((bare_paper(local_id(one.subject, base)), name))

    def of_all_papers(self, use: NameUse) -> bool:
        return any(fold(name) in self._everywhere for name in (use.first.slug, *use.names))

    def of_a_paper(self, use: NameUse) -> bool:
        return any((bare_paper(paper), fold(name)) in self._in_papers for paper, name in use.papers)


def uncertainty(link: Link) -> float:
    """Measure how open a link is, in bits: whether its words are a name, of which type, and in which role; 0 to 3."""
    if link.parts is None:
        return bits(link.confidence)
    if link.confidence == 1.0:
        return 0.0  # a person has said so
    return bits(link.parts.name) + bits(link.parts.type) + bits(link.parts.role)


def statement_key(paper: Paper, link: Link) -> str:
    """Name the question about a link, also after the paper has been linked again."""
    return f"statement {paper.id} {fold(link.artifact.name)}"


def _most_open_part(link: Link) -> str:
    if link.parts is None:
        return "the link is uncertain"
    parts = {"whether it is a name": link.parts.name, "its type": link.parts.type, "its role": link.parts.role}
    part = max(parts, key=lambda words: bits(parts[words]))
    return f"most uncertain: {part}"


def _decided_for_paper(corrections: Iterable[Correction], paper: Paper, link: Link, base: str) -> bool:
    """Check whether a line of the corrections is about a link: of its paper, or that its name is none in any."""
    artifact = link.artifact
    thing = NamedThing(artifact.id, artifact.name, (), artifact.aliases)
    return any(
        is_called(one.as_same().object, thing, base=base)
        and (
            one.action in (Action.REJECT, Action.SAME, Action.ALIAS)
            if one.subject == EVERYWHERE
            else names_paper(one.subject, paper, base)
        )
        for one in corrections
        if not one.action.is_of_papers
    )


def queue_of_readings(readings: Iterable[Reading], *, base: str, assert_above: float) -> ReviewQueue:
    """Make the queue of a graph's readings, which no correction answers yet; see the attributes of ``ReviewQueue``."""
    queue = ReviewQueue(base=base, assert_above=assert_above)
    for reading in readings:
        queue.see(reading)
    return queue
