"""What two versions read in papers, held against each other: papers, links, results and topics of papers.

1. Both files of readings are sorted by the papers' ids, so one pass over both meets each paper once; a line that both
   have is not even decoded.
2. A paper that has another id now names its former ones. Papers that came or went and may be such are held until all
   have passed, and then compared with each other: another id is a change, no loss and gain.
3. The links of a paper are matched by artifact and role, then those that are left by artifact alone: another role is a
   change, no loss and gain. Results are matched by equality, then by model, data and metric, in their order.
4. What is matched and differs is a change, with each field that does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import TypeVar

from kg.changes.comparison.change_records import Change, ChangedThing, ChangeKind
from kg.ground.codec import decode_reading
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.identifiers import artifact_id
from kg.ground.records import Author, Evidence, Link, Paper, Reading, Result, Source, TopicLink

_Item = TypeVar("_Item")
_Field = tuple[str, object, object]
_Pair = tuple[Reading | None, Reading | None]
_EMPTY = Paper("nothing")
_FORMER = b'"former":['  # in a line whose paper has some
_PAPER_FIELDS = tuple(each.name for each in fields(Paper))


@dataclass(frozen=True, slots=True)
class ReadingLines:
    """The readings of one version.

    Attributes:
        name: the file, for messages. lines: of ``readings.jsonl``. assert_above: the confidence from which the version
            states links as facts, 0 to 1.
        former: ids that its papers had before (``former_ids``).
    """

    name: str
    lines: Iterable[bytes]
    assert_above: float
    former: AbstractSet[str] = frozenset()


def former_ids(lines: Iterable[bytes]) -> frozenset[str]:
    """Gather the ids that the papers of some readings had before they were known better.

    Raises:
        InputError: a line is no reading.
    """
    return frozenset(each for line in lines if _FORMER in line for each in decode_reading(line).paper.former)


def record_changes(old: ReadingLines, new: ReadingLines) -> Iterator[Change]:
    """Yield what differs between the readings of two versions, by the papers' ids.

    Raises:
        InputError: a line is no reading.
    """
    for before, after in _with_other_ids(_paired_readings(old, new), new.former):
        if before is None and after is not None:
            yield _paper_change(after.paper, ChangeKind.GAINED)
        elif after is None and before is not None:
            yield _paper_change(before.paper, ChangeKind.LOST)
        elif before is not None and after is not None and before.paper != after.paper:
            name, id = after.paper.title, after.paper.id
            yield Change(ChangedThing.PAPER, ChangeKind.CHANGED, id, name, id, _changed_fields(before, after))
        yield from _changes_of_reading(before, after, old.assert_above, new.assert_above)


def _with_other_ids(pairs: Iterable[_Pair], former: AbstractSet[str]) -> Iterator[_Pair]:
    """Yield pairs of readings, at the end those of papers that had another id, side by side.

    Args:
        former: ids that papers of the new version had before.
    """
    lost: dict[str, Reading] = {}
    gained: list[Reading] = []
    for before, after in pairs:
        if after is None and before is not None and before.paper.id in former:
            lost[before.paper.id] = before
        elif before is None and after is not None and after.paper.former:
            gained.append(after)
        else:
            yield before, after
    for after in gained:
        id = next((id for id in after.paper.former if id in lost), None)
        yield (None if id is None else lost.pop(id)), after
    yield from ((before, None) for before in lost.values())


def _paired_readings(old: ReadingLines, new: ReadingLines) -> Iterator[_Pair]:
    """Yield the readings that are not the same in both, each beside that of the same paper, or beside None."""
    same = old.assert_above == new.assert_above
    left, right = enumerate(old.lines, 1), enumerate(new.lines, 1)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if one is not None and other is not None and one[1] == other[1] and same:
            one, other = next(left, None), next(right, None)
            continue
        before, after = _decoded(old.name, one), _decoded(new.name, other)
        if before is not None and after is not None and before.paper.id != after.paper.id:
            if before.paper.id < after.paper.id:
                after = None
            else:
                before = None
        yield before, after
        one = one if before is None else next(left, None)
        other = other if after is None else next(right, None)


def _decoded(name: str, numbered: tuple[int, bytes] | None) -> Reading | None:
    if numbered is None:
        return None
    try:
        return decode_reading(numbered[1])
    except PaperAtlasError as error:
        raise InputError(error.problem, where=f"{name}:{numbered[0]}", remedy="build the folder again") from error


def _paper_change(paper: Paper, kind: ChangeKind) -> Change:
    known: list[_Field] = [("date", paper.date, None), ("was", list(paper.former) or None, None)]
    told = tuple(_one_sided(name, value, kind) for name, value, _ in known if value is not None)
    return Change(ChangedThing.PAPER, kind, paper.id, paper.title, paper.id, told)


def _one_sided(name: str, value: object, kind: ChangeKind) -> _Field:
    return (name, value, None) if kind is ChangeKind.LOST else (name, None, value)


def _changed_fields(before: Reading, after: Reading) -> tuple[_Field, ...]:
    ids = [("id", before.paper.id, after.paper.id)]
    found = [*ids, *((name, getattr(before.paper, name), getattr(after.paper, name)) for name in _PAPER_FIELDS)]
    return tuple((name, _told(one), _told(other)) for name, one, other in found if one != other)


def _told(value: object) -> object:
    """Write the value of a field as plain texts and numbers."""
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    if isinstance(value, Author):
        return " ".join((value.name, *filter(None, (value.orcid,)), *value.identifiers, *value.organisations))
    return f"{value.page}, {value.format} {value.position}" if isinstance(value, Source) else value


def _changes_of_reading(
    before: Reading | None, after: Reading | None, old_bound: float, new_bound: float
) -> Iterator[Change]:
    left, right = before or Reading(_EMPTY), after or Reading(_EMPTY)
    paper = right.paper.id if after is not None else left.paper.id
    for link, other in _matched(left.links, right.links, (_artifact_and_role, _artifact)):
        facts = _link_facts(link, old_bound), _link_facts(other, new_bound)
        yield from _change(ChangedThing.LINK, paper, _link_name(link or other), facts)
    for result, another in _matched(left.results, right.results, (_whole, _compared)):
        facts = _result_facts(result), _result_facts(another)
        yield from _change(ChangedThing.RESULT, paper, _result_name(another or result), facts)
    for topic, third in _matched(left.topics, right.topics, (_topic,)):
        told = third or topic
        assert told is not None
        facts = _topic_facts(topic, old_bound), _topic_facts(third, new_bound)
        yield from _change(ChangedThing.PAPER_TOPIC, paper, (told.id, told.label), facts)


def _change(
    thing: ChangedThing, paper: str, names: tuple[str, str], facts: tuple[dict[str, object], dict[str, object]]
) -> Iterator[Change]:
    """Yield the change from some facts to others, of which either may be none."""
    before, after = facts
    kind = ChangeKind.GAINED if not before else ChangeKind.LOST if not after else ChangeKind.CHANGED
    told = ((name, before.get(name), after.get(name)) for name in {**before, **after})
    differing = tuple(each for each in told if each[1] != each[2])
    if differing:
        yield Change(thing, kind, *names, paper, differing)


def _matched(
    old: Iterable[_Item], new: Iterable[_Item], keys: tuple[Callable[[_Item], Hashable], ...]
) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Yield pairs of what is the same by the first key that says so, then what is left of both, in their order."""
    left, right = list(old), list(new)
    for key in keys:
        waiting: dict[Hashable, list[_Item]] = {}
        for item in right:
            waiting.setdefault(key(item), []).append(item)
        rest: list[_Item] = []
        for item in left:
            found = waiting.get(key(item))
            if found:
                yield item, found.pop(0)
            else:
                rest.append(item)
        left, right = rest, [item for same in waiting.values() for item in same]
    for item in left:
        yield item, None
    for item in right:
        yield None, item


def _artifact_and_role(link: Link) -> Hashable:
    return link.artifact.slug, link.role


def _artifact(link: Link) -> Hashable:
    return link.artifact.slug


def _whole(result: Result) -> Hashable:
    return result


def _compared(result: Result) -> Hashable:
    return result.model, result.on, result.metric, result.kind


def _topic(topic: TopicLink) -> Hashable:
    return topic.slug


def _link_name(link: Link | None) -> tuple[str, str]:
    assert link is not None
    return link.artifact.id, link.artifact.name


def _link_facts(link: Link | None, bound: float) -> dict[str, object]:
    if link is None:
        return {}
    return {
        "role": str(link.role), "type": str(link.type), "confidence": link.confidence,
        "asserted": link.confidence >= bound, "corrections": list(link.corrections),
        "evidence": _words(link.evidence),
    }  # fmt: skip


def _result_name(result: Result | None) -> tuple[str, str]:
    assert result is not None
    parts = (result.model, result.on, result.metric)
    return artifact_id(result.on or result.model or "unnamed"), ", ".join(part for part in parts if part) or "a figure"


def _result_facts(result: Result | None) -> dict[str, object]:
    if result is None:
        return {}
    names = ("value", "unit", "low", "model", "on", "metric", "compared_with", "condition", "confidence")
    kinds = {"kind": result.kind, "bound": result.bound, "model_role": result.model_role}
    told: dict[str, object] = {name: getattr(result, name) for name in names}
    told |= {name: None if value is None else str(value) for name, value in kinds.items()}
    return {name: value for name, value in told.items() if value is not None} | {"words": result.evidence.text}


def _topic_facts(topic: TopicLink | None, bound: float) -> dict[str, object]:
    if topic is None:
        return {}
    return {
        "primary": topic.primary, "confidence": topic.confidence, "asserted": topic.confidence >= bound,
        "evidence": _words(topic.evidence),
    }  # fmt: skip


def _words(evidence: Iterable[Evidence]) -> list[str]:
    return [f"{each.field} {each.start}: {each.text}" for each in evidence]
