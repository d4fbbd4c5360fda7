"""However a title is written, it has one key; another title has another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identify.titles.page_menus import titles_without_menus
from kg.identify.titles.title_keys import head_of_title, heads_of_title, is_cut, match_key, title_words

SAME = [
    ("Attention Is All You Need", "attention is ALL you need!", "AttentionIsAllYouNeed", "“Attention is all you‑need”"),
    (r"On $\alpha$-Divergences", "On α-divergences", "on alpha divergences", r"ON $\ALPHA$-DIVERGENCES"),
    (
        r"The Schr{\"o}dinger Bridge",
        "The Schrödinger bridge",
        r"The Schr\"{o}dinger Bridge",
        "The Schr&ouml;dinger Bridge",
    ),
    (
        "Vision & Language",
        "Vision and Language",
        "Vision &amp; Language",
        "Vision &amp;amp; Language",
        r"Vision \& Language",
    ),
    (r"\textbf{GANs} in {\it Practice}", "GANs in Practice", r"\TEXTBF{GANS} in practice"),
    (r"Tides at $\mathcal{O}(n^2)$", "Tides at O(n²)", "Tides at O(n2)"),
    ("Notes on H<sub>2</sub>O", "Notes on H₂O", r"Notes on H$_2$O"),
    ("Erdős and Łukasz", r"Erd\H{o}s and \L{}ukasz", "Erdos and Lukasz", "Erd&#337;s AND &Lstrok;ukasz"),
    ("A soft\u00adware\u200b note", "A software note"),
    ("Dashes – and—dashes", "Dashes &NDASH; and&mdash;dashes"),
]


@pytest.mark.parametrize("titles", SAME, ids=lambda titles: titles[0])
def test_one_title_has_one_key(titles: tuple[str, ...]) -> None:
    assert len({match_key(title) for title in titles}) == 1, {title: match_key(title) for title in titles}


@pytest.mark.parametrize(
    ("one", "other"),
    [("SAM 2", "SAM 3"), ("C", "C++ & C"), ("模型", "数据"), ("Tides", "Tide"), (r"$\alpha$", r"$\beta$")],
)
def test_other_titles_have_other_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(st.text(max_size=80))
def test_words_without_spaces_are_the_key_and_case_is_none_of_it(title: str) -> None:
    assert "".join(title_words(title)).encode("utf-8", "replace")[:480].startswith(match_key(title))
    assert b"\n" not in match_key(title)
    assert b"\0" not in match_key(title)
    assert b"\xff" not in match_key(title)
    if title.isascii():
        assert match_key(title.upper()) == match_key(title.lower())


@pytest.mark.parametrize(
    "copied",
    [
        "[2405.13729] A Note on Tides", "arXiv:2405.13729v2 A Note on Tides", "Title: A Note on Tides",
        "A Note on Tides - arXiv",
        "Paper page - A Note on Tides", "[PDF] A Note on Tides", "A Note on Tides | Papers With Code",
        "[cs.CL] A Note on Tides",
        "A Note on Tides (2024)", "New! A Note on Tides · 12 upvotes", "Published on May 3, 2024 · A Note on Tides",
        "arXiv:hep-th/9901001 [hep-th] A Note on Tides View PDF", "★ A Note on Tides » Read more",
    ],
)  # fmt: skip
def test_words_of_menus_go(copied: str) -> None:
    assert match_key(list(titles_without_menus(copied))[-1]) == match_key("A Note on Tides")


@pytest.mark.parametrize("title", ["A Survey of Tides", "Towards Tides", "On Tides", "Tides: A Review", "Tides II"])
def test_words_of_titles_stay(title: str) -> None:
    assert list(titles_without_menus(title)) == [title]


def test_menu_words_go_one_by_one_so_that_a_title_that_begins_with_one_is_met() -> None:
    assert list(titles_without_menus("[PDF] Abstract: HTML")) == ["[PDF] Abstract: HTML", "Abstract: HTML", "HTML"]


@given(st.text(alphabet="[]() -·|:»>.\t pdfPaernw0123456789", max_size=60))
def test_menus_end(title: str) -> None:
    assert 1 <= len(list(titles_without_menus(title))) <= 9


@pytest.mark.parametrize(
    ("title", "cut"),
    [("A Note on…", True), ("A Note on ...", True), ("A Note on . . .", True), ("A Note… [", False), ("A Note.", False),
     ("“A Note…”", True), ("Who knows..", False)],
)  # fmt: skip
def test_an_ellipsis_says_that_more_stood_there(title: str, cut: bool) -> None:
    assert is_cut(title) is cut


def test_heads() -> None:
    assert head_of_title("TideNet: Forecasts for Harbours") == "TideNet"
    assert head_of_title("Ratio 3:1 of Tides") is None
    assert head_of_title("Forecasts:") is None
    assert list(heads_of_title("Who Knows? Tides - A Note")) == ["Who Knows", "Who Knows? Tides"]
