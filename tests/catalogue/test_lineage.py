"""What an entry comes from: ancestors in order, and lineages that lead nowhere or to themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.entry_table import COLUMNS, Row
from kg.catalogue.lineage import ancestors, lineage_faults

GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3).map(tuple))


def test_the_nearest_come_first_and_each_once() -> None:
    parents = {"d": ("c", "b"), "c": ("a",), "b": ("a",), "a": ("top",)}
    assert ancestors("d", lambda slug: parents.get(slug, ())) == ("c", "b", "a", "top")
    assert ancestors("top", lambda slug: parents.get(slug, ())) == ()


@given(GRAPHS, st.sampled_from("abcdef"))
def test_ancestors_are_what_can_be_reached_but_never_the_start(graph: dict[str, tuple[str, ...]], start: str) -> None:
    found = ancestors(start, lambda slug: graph.get(slug, ()))
    assert len(set(found)) == len(found)
    assert start not in found
    reached: set[str] = set()
    front = set(graph.get(start, ()))
    while front - reached:
        reached |= front
        front = {parent for slug in front for parent in graph.get(slug, ())}
    assert set(found) == reached - {start}


def row(slug: str, variant_of: str = "", family: str = "") -> Row:
    cells = dict.fromkeys(COLUMNS, "") | {"id": slug, "variant_of": variant_of, "family": family}
    return Row("core-models.tsv", 2, **cells)


def faults(*rows: Row, known: str = "abc") -> list[tuple[str, str]]:
    return [(fault.field, fault.problem) for fault in lineage_faults(rows, set(known))]


def test_a_parent_that_there_is_not() -> None:
    assert faults(row("a", "b"), row("b", "", "c")) == []
    assert faults(row("a", "x", "y")) == [("variant_of", "there is no row 'x'"), ("family", "there is no row 'y'")]


@pytest.mark.parametrize(
    ("rows", "cyclic"),
    [
        ((row("a", "a"),), ["a"]),
        ((row("a", "b"), row("b", "a")), ["a", "b"]),
        ((row("a", "b"), row("b", "", "c"), row("c", "a")), ["a", "b", "c"]),
        ((row("a", "b"), row("b", "c"), row("c", "b")), ["b", "c"]),  # "a" only leads to the cycle
        ((row("a", "b"), row("b")), []),
        ((row("a", "b", "a"), row("b", "c"), row("c")), ["a"]),  # one parent ends, the other is itself
    ],
)
def test_rows_that_are_their_own_ancestors(rows: tuple[Row, ...], cyclic: list[str]) -> None:
    found = lineage_faults(rows, set("abc"))
    assert [fault.problem for fault in found] == [f"{slug!r} is its own ancestor" for slug in cyclic]


def test_the_field_that_closes_the_cycle_is_named() -> None:
    assert faults(row("a", "", "b"), row("b", "a")) == [
        ("family", "'a' is its own ancestor"), ("variant_of", "'b' is its own ancestor"),
    ]  # fmt: skip


def test_a_long_lineage_is_followed() -> None:
    rows = [row(str(number), str(number + 1)) for number in range(2_000)] + [row("2000")]
    assert lineage_faults(rows, {each.id for each in rows}) == []
