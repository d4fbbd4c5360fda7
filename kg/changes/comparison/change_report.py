"""What differs between two graphs, written for people and programs: text, Markdown, JSON.

Counts come first in text and Markdown, then a section for each thing and what happened to it, with the first of each.
JSON has all of them, one after the other as they are found, and the counts at the end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import IO

import orjson

from kg.changes.comparison.change_records import Change, ChangedThing, ChangeKind, ChangeTally
from kg.changes.comparison.graph_comparison import GraphComparison
from kg.changes.graph_source import GraphSource
from kg.ground.text import one_line

_PLURALS = {
    ChangedThing.PAPER: "papers", ChangedThing.LINK: "links", ChangedThing.RESULT: "results",
    ChangedThing.PAPER_TOPIC: "topics of papers", ChangedThing.ARTIFACT: "artifacts", ChangedThing.TOPIC: "topics",
    ChangedThing.ORGANISATION: "organisations", ChangedThing.AUTHOR: "authors", ChangedThing.VENUE: "venues",
    ChangedThing.SCORE: "leaderboard scores",
}  # fmt: skip
_OF_READINGS = (ChangedThing.PAPER, ChangedThing.LINK, ChangedThing.RESULT, ChangedThing.PAPER_TOPIC)
_LONGEST, _LONGEST_NAME = 60, 100  # characters of a value, and of a name
_MOST_FIELDS = 6
_REPLACED = "dcterms:isReplacedBy"
_SELDOM_SHOWN = ("evidence", "words", "corrections", "kind", "model", "on", "metric")  # or in the name already
_MARKED = re.compile(r"([\\`*_{}\[\]#+!|~])")


def count_rows(comparison: GraphComparison) -> list[tuple[str, int, int, int | None]]:
    """Count what was gained, lost and changed, a row for each kind of thing, the triples last."""
    counts = comparison.tally.counts
    rows: list[tuple[str, int, int, int | None]] = []
    for thing, name in _PLURALS.items():
        gained, lost, changed = (counts[thing, kind] for kind in ChangeKind)
        if gained or lost or changed or (thing in _OF_READINGS and comparison.has_readings):
            rows.append((name, gained, lost, changed))
    return [*rows, ("triples", comparison.come, comparison.gone, None)]


def text_lines(comparison: GraphComparison) -> Iterator[str]:
    """Write the sections of a comparison whose changes have been gone through, as plain text."""
    for title, changes, more in _sections(comparison.tally):
        yield ""
        yield title
        yield from (f"  {change_text(change)}" for change in changes)
        if more:
            yield f"  … and {more:,} more"


def markdown_lines(comparison: GraphComparison) -> Iterator[str]:
    """Write a comparison whose changes have been gone through, as Markdown."""
    yield f"# From {_markdown(_title(comparison.old))} to {_markdown(_title(comparison.new))}"
    yield ""
    yield "| what | gained | lost | changed |"
    yield "|---|--:|--:|--:|"
    for name, gained, lost, changed in count_rows(comparison):
        yield f"| {name} | {gained:,} | {lost:,} | {'' if changed is None else f'{changed:,}'} |"
    for title, changes, more in _sections(comparison.tally):
        yield ""
        yield f"## {title}"
        yield ""
        yield from (f"- {_markdown(change_text(change))}" for change in changes)
        if more:
            yield f"- … and {more:,} more"


def write_json(comparison: GraphComparison, file: IO[bytes]) -> None:
    """Go through the changes of a comparison and write all of them as one JSON object."""
    head = {"from": _version(comparison.old), "to": _version(comparison.new)}
    file.write(orjson.dumps(head)[:-1] + b',"changes":[')
    for number, change in enumerate(comparison.changes()):
        file.write((b",\n" if number else b"\n") + orjson.dumps(_json_of_change(change)))
    counts: dict[str, object] = {
        name: {"gained": gained, "lost": lost} | ({} if changed is None else {"changed": changed})
        for name, gained, lost, changed in count_rows(comparison)
    }
    file.write(b'\n],"counts":' + orjson.dumps(counts) + b"}\n")


def change_text(change: Change) -> str:
    """Write a change in one line.

    >>> from kg.changes.comparison.change_records import ChangedThing, ChangeKind
    >>> fields = (("role", "uses", "evaluates"), ("confidence", 0.9, 0.8))
    >>> change_text(Change(ChangedThing.LINK, ChangeKind.CHANGED, "artifact/gpt-4", "GPT-4", "paper/2405.1", fields))
    'paper/2405.1  GPT-4: role uses → evaluates; confidence 0.9 → 0.8'
    """
    where = change.paper if change.paper else change.id
    told = [_field_text(change.kind, *each) for each in change.fields if _is_shown(change, *each)]
    more = [f"{len(told) - _MOST_FIELDS} more"] if len(told) > _MOST_FIELDS else []
    facts = "; ".join([*told[:_MOST_FIELDS], *more])
    name = "" if change.id.endswith(f"/{change.name}") else f"  {one_line(change.name, _LONGEST_NAME)}"
    return f"{where}{name}{': ' if facts else ''}{facts}"


def _is_shown(change: Change, field: str, before: object, after: object) -> bool:
    """Tell whether a line shows a field; of what came or went, only what tells it from others."""
    if change.kind is ChangeKind.CHANGED:
        return True
    if field == _REPLACED and change.kind is ChangeKind.LOST:
        return True
    usual = field in _SELDOM_SHOWN or (field == "asserted" and (before or after))
    return change.thing in _OF_READINGS and not usual


def _field_text(kind: ChangeKind, name: str, before: object, after: object) -> str:
    if name == _REPLACED and kind is ChangeKind.LOST:
        return f"replaced by {_value(after)}"
    if kind is not ChangeKind.CHANGED:
        return f"{name} {_value(after if kind is ChangeKind.GAINED else before)}"
    return f"{name} {_value(before)} → {_value(after)}"


def _value(value: object) -> str:
    if value in (None, "", []):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(", ".join(map(str, value)) if isinstance(value, list) else str(value), _LONGEST)


def _sections(tally: ChangeTally) -> Iterator[tuple[str, list[Change], int]]:
    for thing, name in _PLURALS.items():
        for kind in ChangeKind:
            count, shown = tally.counts[thing, kind], tally.shown.get((thing, kind), [])
            if shown:
                yield f"{name[0].upper()}{name[1:]} {kind} ({count:,})", shown, count - len(shown)


def _title(source: GraphSource) -> str:
    return f"{source.name} ({source.version.name})"


def title_text(comparison: GraphComparison) -> str:
    """Say which graphs are compared."""
    return f"{one_line(_title(comparison.old), _LONGEST_NAME)} → {one_line(_title(comparison.new), _LONGEST_NAME)}"


def _version(source: GraphSource) -> dict[str, str]:
    return {"name": source.name, "version": source.version.name, "dataset": source.version.dataset}


def _json_of_change(change: Change) -> dict[str, object]:
    told: dict[str, object] = {
        "what": change.thing, "change": change.kind, "id": change.id, "name": change.name,
        "fields": {name: [before, after] for name, before, after in change.fields},
    }  # fmt: skip
    return told | ({"paper": change.paper} if change.paper else {})


def _markdown(text: str) -> str:
    return _MARKED.sub(r"\\\1", html.escape(text, quote=False))
