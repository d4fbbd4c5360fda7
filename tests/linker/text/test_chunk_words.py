"""Chunks: split as spaCy's tokenizer splits them, alone or in a text, and without spaCy where they are of ASCII."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st
from spacy.tokenizer import Tokenizer
from spacy.vocab import Vocab

from kg.linker.text.chunk_words import INFIX, PREFIX, SUFFIX, ChunkWords, split_ascii_chunk
from kg.linker.text.tokens import tokenize

TOKENIZER = Tokenizer(
    Vocab(), rules={}, prefix_search=PREFIX.search, suffix_search=SUFFIX.search, infix_finditer=INFIX.finditer
)
#: What the rules speak of, so that examples meet them: signs, hyphens, endings, cases.
WORDS = ["GPT", "a", "LLM", "based", "mini", "the", "on", "s", "in", "4", "3.5", "'s", "--"]
PIECES = st.sampled_from([*WORDS, *r"""-/()[]{}'"`,;:.!?$~*#<>=+\|&%_@^"""])
ASCII = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=30)
CHUNKS = st.lists(PIECES, max_size=12).map("".join) | ASCII
UNICODE = st.text(st.sampled_from("aZ4é…–—’‘“”中ﬁ.-(/\u00a0\u2009\u3000 \t\n\x1c\u0085"), max_size=40)


def by_spacy(text: str) -> list[str]:
    return [token.text for token in TOKENIZER(text) if not token.text.isspace()]


@given(CHUNKS)
@example("-based")
@example("'s")
@example(")a")
@example("((a))")
@example("GPT-4-based")
@example("--a--b--")
def test_a_chunk_is_split_as_spacy_splits_it(text: str) -> None:
    for chunk in text.split():
        assert list(split_ascii_chunk(chunk)) == by_spacy(chunk)


@given(st.lists(CHUNKS | UNICODE, max_size=8).map(" ".join))
def test_a_text_has_the_tokens_of_its_chunks(text: str) -> None:
    assert list(tokenize(text).words) == by_spacy(text)


def test_what_is_remembered_is_bounded_and_the_same_when_it_is_made_again() -> None:
    known = ChunkWords(most=2)
    chunks = ["(a)", "b-based", "«c»", "(a)", "«c»", "d"]
    assert [known[chunk] for chunk in chunks] == [ChunkWords()[chunk] for chunk in chunks]
    assert len(known) <= 2


def test_a_text_of_ascii_needs_no_spacy() -> None:
    program = (
        "import sys\n"
        "from kg.linker.text.tokens import tokenize\n"
        "tokenize('We test (GPT-4o), LLM-based.')\n"
        "print('spacy' in sys.modules)\n"
        "tokenize('We test «GPT-4o».')\n"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
