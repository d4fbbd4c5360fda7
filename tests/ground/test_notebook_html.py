"""Panels of a notebook: small, and whatever stands in them is text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.notebook_html import marked, panel, paragraph, table

HOSTILE = "<script>alert('x')</script>\"&"


def test_whatever_stands_in_a_panel_is_text() -> None:
    for html in (panel(HOSTILE, HOSTILE), table([(HOSTILE,)], [HOSTILE]), marked(HOSTILE, [(0, 8)])):
        assert "<script" not in html
        assert HOSTILE in unescape(re.sub(r"</?(?:mark|div|table|t[hdr]|thead|tbody)[^>]*>", "", html))


def test_parts_of_a_panel_are_html() -> None:
    html = panel("a", "b", "<i>c</i>", paragraph("<b>d</b>"))
    assert "<i>c</i><p " in html
    assert html.endswith("<b>d</b></p></div>")


def test_rows_beyond_the_most_are_counted() -> None:
    html = table([(number,) for number in range(1_020)], most=20)
    assert html.count("<tr>") == 20
    assert "and 1,000 more" in html
    assert "more" not in table([(1,)] * 12)
    assert "and 1 more" in table([(1,)] * 13)
    assert table([]) == "<table><tbody></tbody></table>"
    assert table(iter([(1,)]), ["n"]).startswith("<table><thead><tr><th")


@pytest.mark.parametrize(
    ("value", "cell"),
    [(1234, 'right">1,234<'), (0.5, 'right">0.5<'), ("a", 'left">a<'), (None, 'left"><'), ("x" * 400, "x" * 400 + "<"),
     ("x" * 401, "x" * 399 + "…<")],
)  # fmt: skip
def test_cells(value: object, cell: str) -> None:
    assert cell in table([(value,)])


@pytest.mark.parametrize(
    ("spans", "html"),
    [
        ([], "abcdef"), ([(1, 3)], "a<mark>bc</mark>def"), ([(3, 5), (1, 3)], "a<mark>bc</mark><mark>de</mark>f"),
        ([(1, 4), (2, 5)], "a<mark>bcd</mark>ef"), ([(0, 6)], "<mark>abcdef</mark>"), ([(4, 9)], "abcdef"),
        ([(2, 2)], "abcdef"), ([(3, 1)], "abcdef"),
    ],
)  # fmt: skip
def test_marks(spans: list[tuple[int, int]], html: str) -> None:
    assert marked("abcdef", spans) == html


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 22), st.integers(0, 22)), max_size=5))
def test_marking_loses_no_letter(text: str, spans: list[tuple[int, int]]) -> None:
    html = marked(text, spans)
    assert html.count("<mark>") == html.count("</mark>")
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == unescape(text) or "&" in text
