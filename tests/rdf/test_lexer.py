"""Tokens of any text: nothing is lost, and no text takes much longer than its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.sparql.lexer import solid_tokens, tokens

_LONG = 40_000  # characters


@given(st.text("ab?$<>'\"\\{}.:-_#@1e \n", max_size=60))
def test_the_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text
    assert all(text.startswith(token.text, token.start) for token in tokens(text))


@pytest.mark.parametrize("piece", [r"\"", "a-", "a.", "1", "'", '"""a\n', "<a", "%", "?x ", "a:b."])
@pytest.mark.parametrize("before", ["", 'ASK { "', 'ASK { """', "a:b", "<"])
def test_what_is_no_sparql_is_read_once_and_not_from_each_of_its_places(before: str, piece: str) -> None:
    start = time.process_time()
    solid_tokens(before + piece * (_LONG // len(piece)))
    assert time.process_time() - start < 4, "it takes a tenth of a second, or minutes"
