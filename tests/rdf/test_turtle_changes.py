"""Turtle with other blocks under some subjects: the bytes that writing all anew gives."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.difference.turtle_changes import TurtleFile
from kg.rdf.write.sorted_triples import Block
from kg.rdf.write.turtle import turtle

_BASE = "https://example.org/"
_SUBJECTS = st.sampled_from(
    [
        f"<{_BASE}{kind}/{name}>"
        for kind in ("artifact", "paper", "org")
        for name in ("a", "b.c", "d~e", "ä", "Z", "a-1")
    ]
    + ["<urn:x:y>", "<https://schema.org/z>"]
)
_ROWS = st.lists(
    st.tuples(st.sampled_from(["<urn:p>", "<urn:q>"]), st.sampled_from(['"x"', '"a\\nb"', '""', f"<{_BASE}paper/a>"])),
    min_size=1, max_size=3, unique=True,
)  # fmt: skip


def _block(subject: str, rows: list[tuple[str, str]]) -> Block:
    predicates, objects = zip(*sorted(rows), strict=True)
    return subject, predicates, objects


def _turtle(blocks: dict[str, Block]) -> bytes:
    return "".join(turtle([blocks[subject] for subject in sorted(blocks)], _BASE)).encode()


@given(st.dictionaries(_SUBJECTS, _ROWS), st.dictionaries(_SUBJECTS, st.none() | _ROWS))
def test_a_change_gives_the_bytes_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory,
    old: dict[str, list[tuple[str, str]]],
    changes: dict[str, list[tuple[str, str]] | None],
) -> None:
    before = {subject: _block(subject, rows) for subject, rows in old.items()}
    new = {subject: None if rows is None else _block(subject, rows) for subject, rows in changes.items()}
    after = {subject: block for subject, block in {**before, **new}.items() if block is not None}
    path = tmp_path_factory.getbasetemp() / "graph.ttl"
    path.write_bytes(_turtle(before))
    changed = io.BytesIO()
    with path.open("rb") as file:
        turtle_file = TurtleFile(file, _BASE)
        turtle_file.write_changed(new, changed)
        turtle_file.close()
    assert changed.getvalue() == _turtle(after)


def test_a_file_with_other_prefixes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(_turtle({}))
    with path.open("rb") as file, pytest.raises(ValueError, match="prefixes are others"):
        TurtleFile(file, "https://other.example/")
