"""The one ranking of searches: each tier, figures that are never mistaken, and pieces of abstracts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.search_tiers import (
    SearchedNode,
    SearchMatch,
    SearchTier,
    edits_forgiven,
    is_typo,
    listed,
    search_query,
    search_words,
    searched_node,
)

NODE = SearchedNode(
    "artifact/gridbench",
    ("GridBench", "Power Grid Benchmark", "GB"),
    ("lab/grid-bench", "2405.13729"),
    (("author", "Ada Lovelace"), ("venue", "Sea Conference")),
    "We measure how long towers stand in storms, and why some of them fall.",
)


def found(typed: str, *, typos: bool = False, node: SearchedNode = NODE) -> SearchMatch | None:
    return search_query(typed).match(node, typos=typos)


@pytest.mark.parametrize(
    ("typed", "tier", "field"),
    [
        ("gridbench", SearchTier.NAME, "name"), ("Grid-Bench", SearchTier.NAME, "name"),
        ("GRÍDBENCH", SearchTier.NAME, "name"),
        ("artifact/gridbench", SearchTier.NAME, "identifier"), ("arXiv:2405.13729v2", SearchTier.NAME, "identifier"),
        ("lab/grid-bench", SearchTier.NAME, "identifier"),
        ("gb", SearchTier.ALIAS, "alias"), ("gridbenches", None, ""), ("gridbenchs", SearchTier.ALIAS, "name"),
        ("power grid benchmarks", SearchTier.ALIAS, "alias"),
        ("gridb", SearchTier.BEGINNING, "name"), ("power g", SearchTier.BEGINNING, "alias"),
        ("bench power", SearchTier.WORD, "alias"), ("grid benchm", SearchTier.WORD, "alias"),
        ("lab/gr", SearchTier.IDENTIFIER, "identifier"), ("2405", SearchTier.IDENTIFIER, "identifier"),
        ("lovelace", SearchTier.PEOPLE, "author"), ("ada love", SearchTier.PEOPLE, "author"),
        ("sea conf", SearchTier.PEOPLE, "venue"),
        ("idben", SearchTier.INSIDE, "name"), ("db", None, ""),
        ("towers storms", SearchTier.TEXT, "abstract"), ("grid lovelace", SearchTier.TEXT, "several"),
        ("grid towers", SearchTier.TEXT, "abstract"), ("lovelace sea nothing", None, ""),
        ("", None, ""), ("-", None, ""),
    ],
)  # fmt: skip
def test_how_a_node_answers(typed: str, tier: SearchTier | None, field: str) -> None:
    match = found(typed)
    assert (match.tier if match else None) is tier
    assert match is None or match.field == field


def test_typos_are_forgiven_only_where_asked_for() -> None:
    assert found("gridbnech") is None
    match = found("gridbnech", typos=True)
    assert match == SearchMatch(SearchTier.TYPO, "typo", (("GridBench", False),))
    several = found("powr grid", typos=True)
    assert several is not None
    assert several.tier is SearchTier.TYPOS
    exact = found("gridbench", typos=True)
    assert exact is not None
    assert exact.tier is SearchTier.NAME


@pytest.mark.parametrize(
    ("typed", "word", "typo"),
    [
        ("grid", "grid", False),  # right
        ("grod", "grid", True), ("gird", "grid", True), ("gri", "grid", False), ("gridd", "grid", True),
        ("grdi", "grid", True),
        ("gordd", "grid", False), ("benchmrak", "benchmark", True), ("benhcmrak", "benchmark", True),
        ("bnhcmrak", "benchmark", False), ("gpt5", "gpt4", False), ("2405", "2406", False), ("llama3", "lama3", True),
        ("", "grid", False), ("grid", "", False),
    ],
)  # fmt: skip
def test_what_may_be_a_slip_of_the_finger(typed: str, word: str, typo: bool) -> None:
    assert is_typo(typed, word) is typo


@pytest.mark.parametrize(
    ("typed", "edits"), [("", 0), ("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2), ("12345678", 0)]
)
def test_longer_words_are_forgiven_more(typed: str, edits: int) -> None:
    assert edits_forgiven(typed) == edits


@given(st.text("abc1", max_size=9), st.text("abc1", max_size=9))
def test_slips_are_near_and_figures_stay(typed: str, word: str) -> None:
    if is_typo(typed, word):
        assert typed != word
        assert abs(len(typed) - len(word)) <= 2
        assert [char for char in typed if char.isdigit()] == [char for char in word if char.isdigit()]


@given(st.text("abcdefgh", min_size=4, max_size=9), st.data())
def test_one_swap_of_neighbours_is_a_slip(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert is_typo(swapped, word) is (swapped != word)


@given(st.text(max_size=20))
def test_what_is_typed_is_found_in_itself(typed: str) -> None:
    node = SearchedNode("paper/x", (typed,))
    match = found(typed, node=node)
    assert (match is not None) == bool(search_words(typed.strip().removeprefix("<").removesuffix(">")))
    assert match is None or match.tier in (SearchTier.NAME, SearchTier.BEGINNING, SearchTier.WORD)


def test_words_found_in_an_abstract_are_marked_in_a_piece_of_it() -> None:
    text = "Nothing is here. " * 10 + "Tall towers stand. " + "Nothing follows. " * 20
    match = found("towers", node=SearchedNode("paper/x", ("Title",), text=text))
    assert match is not None
    assert [piece for piece, marked in match.pieces if marked] == ["towers"]
    assert match.text.startswith("…")
    assert match.text.endswith("…")
    assert match.text.strip("…") in text
    assert len(match.text) < 200
    whole = found("storms towers")
    assert whole is not None
    assert whole.text == NODE.text, "a short text is shown whole"


@pytest.mark.parametrize(
    ("text", "words"),
    [("Déjà-Vu", ["deja", "vu"]), ("C++ & C#", ["c++", "c#"]), ("τ-bench", ["tau", "bench"]), ("a_b", ["a", "b"]),
     ("", []),
     ("«»", []), ("ﬁne", ["fine"])],
)  # fmt: skip
def test_words_that_are_compared(text: str, words: list[str]) -> None:
    assert search_words(text) == words


def test_many_words_are_cut() -> None:
    assert len(search_query("a " * 500).words) == 12


def test_what_is_searched_of_a_node() -> None:
    paper = searched_node(
        "paper/2405.13729", "Title", {"arxiv": "2405.13729", "doi": "10.1/a", "authors": ["Ada", ""], "venue": "Sea",
                                      "former": ["paper/title-old"], "aliases": None}, "Text"
    )  # fmt: skip
    assert paper == SearchedNode(
        "paper/2405.13729",
        ("Title",),
        ("2405.13729", "10.1/a", "title-old"),
        (("author", "Ada"), ("venue", "Sea")),
        "Text",
    )
    model = searched_node("artifact/a", "A", {"arxiv": "2405.13729", "hub_id": "lab/a", "aliases": ("B", "C")})
    assert (model.names, model.identifiers) == (("A", "B", "C"), ("lab/a",)), "its arXiv id is that of its paper"
    assert listed(None) == listed("") == listed([]) == []
    assert listed(["a", None, 3]) == ["a", "3"]
