"""Words of the world that are also names of the catalogue, and the names where they are meant."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.ground.records import Link, Paper
from kg.ground.text import fold
from kg.linker.linker import load_linker

LEAST_RIGHT = 0.95
LEAST_CASES = 40  # of each sort
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "other_senses.tsv").read_text(encoding="utf-8").split("\n")[1:]
    if line
]
OTHERS = [case for case in CASES if case[0] == "not"]
NAMES = [case for case in CASES if case[0] == "is"]


@cache
def _known_links(title: str, abstract: str) -> tuple[Link, ...]:
    return tuple(link for link in load_linker().link(Paper(title, abstract)).links if link.artifact.known)


def _is_linked(case: list[str]) -> bool:
    """Whether a known artifact is read from the name."""
    return any(fold(one.text) == fold(case[1]) for link in _known_links(case[2], case[3]) for one in link.evidence)


def test_a_word_of_the_world_is_no_artifact() -> None:
    assert len(OTHERS) >= LEAST_CASES
    missed = [case for case in OTHERS if _is_linked(case)]
    assert len(missed) <= (1 - LEAST_RIGHT) * len(OTHERS), missed


def test_a_name_is_linked_where_it_is_meant() -> None:
    assert len(NAMES) >= LEAST_CASES
    missed = [case for case in NAMES if not _is_linked(case)]
    assert len(missed) <= (1 - LEAST_RIGHT) * len(NAMES), missed
