"""Known names that a paper gives to something of its own, and those of the entry's own paper and of its users."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.graph.identity import NewNames
from kg.ground.records import Link, Paper, Reading
from kg.ground.schema import Role
from kg.ground.text import fold
from kg.linker.linker import load_linker

LEAST_RIGHT = 0.95
LEAST_CASES = 40  # of each sort
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "taken_names.tsv").read_text(encoding="utf-8").split("\n")[1:]
    if line
]
TAKEN = [case for case in CASES if case[0] == "new"]
OWN = [case for case in CASES if case[0] != "new"]


@cache
def _read(arxiv: str, date: str, title: str, abstract: str) -> Reading:
    return load_linker().link(Paper(title, abstract, arxiv=arxiv or None, date=date or None))


def _called(name: str, reading: Reading) -> list[Link]:
    """The links whose evidence is the name."""
    return [link for link in reading.links if any(fold(one.text) == fold(name) for one in link.evidence)]


def _is_new(case: list[str]) -> bool:
    links = _called(case[1], _read(*case[2:]))
    return [(link.artifact.known, link.role) for link in links] == [(False, Role.INTRODUCES)]


def _is_entry(case: list[str]) -> bool:
    return [link.artifact.slug for link in _called(case[1], _read(*case[2:]))] == [case[0]]


def test_a_name_that_is_given_anew_is_a_new_entity() -> None:
    assert len(TAKEN) >= LEAST_CASES
    missed = [case for case in TAKEN if not _is_new(case)]
    assert len(missed) <= (1 - LEAST_RIGHT) * len(TAKEN), missed


def test_a_name_that_is_short_for_a_field_is_new_where_nothing_is_of_that_field() -> None:
    cases = [case for case in CASES if case[1] in ("FinGPT", "FinBERT", "Med-PaLM", "BioGPT")]
    assert len(cases) >= 7
    assert [case for case in cases if not (_is_new(case) if case[0] == "new" else _is_entry(case))] == []


def test_the_entry_s_own_paper_and_those_that_use_it_stay_with_the_entry() -> None:
    assert len(OWN) >= LEAST_CASES
    missed = [case for case in OWN if not _is_entry(case)]
    assert len(missed) <= (1 - LEAST_RIGHT) * len(OWN), missed


def test_a_reading_alone_gives_new_names_the_ids_of_a_graph() -> None:
    """``paperatlas link`` and a build of the paper agree, and no id is a known one's."""
    linker = load_linker()
    for case in TAKEN:
        reading = _read(*case[2:])
        names = NewNames(linker.catalogue)
        names.see(reading)
        assert names.settle(reading) == reading
        for link in reading.links:
            assert link.artifact.known == (linker.catalogue.get(link.artifact.slug) is not None), case


def test_two_papers_that_take_one_name_are_told_apart_in_a_graph() -> None:
    linker = load_linker()
    pumps = linker.link(Paper("GLUE", "We propose GLUE, a controller for pumps.", arxiv="2509.00001", date="2025-09"))
    masts = linker.link(Paper("GLUE", "We propose GLUE, a planner for masts.", arxiv="2510.00001", date="2025-10"))
    names = NewNames(linker.catalogue)
    names.see(masts)
    names.see(pumps)
    settled = [[link.artifact.slug for link in names.settle(one).links] for one in (pumps, masts)]
    assert settled == [["glue~new"], ["glue~2510.00001"]]


def test_the_paper_of_an_entry_means_the_entry_also_without_the_context_of_the_catalogue() -> None:
    """``RACE`` needs context; a paper that introduces one is another, unless it is the entry's own by its arXiv id."""
    entry = load_linker().catalogue.get("race")
    assert entry is not None
    assert entry.artifact.arxiv is not None
    title, abstract = "RACE", "We introduce RACE, a large new collection of passages."
    own, other = (_called("RACE", _read(arxiv, "", title, abstract)) for arxiv in (entry.artifact.arxiv, "2511.00001"))
    assert [link.artifact.slug for link in own] == ["race"]
    assert [link.artifact.slug for link in other] == ["race~new"]
