"""Tokens and sentences of a field, with exact character offsets.

1. What stands between spaces is split by spaCy's tokenizer with rules of this field (``chunk_words``).
2. Sentences end at ``.``, ``?`` or ``!`` before a capital, a digit or a bracket, but not after an abbreviation.

spaCy's ``Doc`` ends here: what leaves is a frozen record of plain tuples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count, islice
from operator import add

from kg.ground.records import Evidence
from kg.ground.schema import TextField
from kg.linker.text.chunk_words import ChunkWords

# An abstract has some 1,300 characters (median of arXiv's cs listing), the longest few thousand; what is longer is no
# abstract, and the tail of it is left alone so that one bad record cannot hold up a build.
MAX_CHARACTERS = 20_000

# spaCy cannot encode half of a surrogate pair; and signs are taken off a word one by one, each time reading what is
# left (8 s for 20,000 brackets). Spaces in their place keep the offsets.
_MANY_SIGNS = 100
_UNREADABLE = re.compile(rf"[\ud800-\udfff]|[^\w\s]{{{_MANY_SIGNS},}}")
_CHUNK_WORDS = ChunkWords()
_SENTENCE_END = frozenset(".?!")
# Written with a full stop inside a sentence; the token before the stop, lower case.
_ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "eg",
        "ie",
        "al",
        "cf",
        "vs",
        "etc",
        "fig",
        "eq",
        "sec",
        "tab",
        "ref",
        "approx",
        "resp",
        "no",
        "dr",
        "prof",
        "st",
        "viz",
        "w.r.t",
        "ca",
    ]
)


@dataclass(frozen=True, slots=True)
class TokenText:
    """A field as tokens.

    Attributes:
        field: which one. text: all of it, also what lies beyond the ``MAX_CHARACTERS`` that are read.
        words: the tokens. starts, ends: their character offsets in ``text`` (0-based, end exclusive).
        sentence_of: for each token the index of its sentence.
        sentences: (first token, end token) of each sentence, end exclusive.
    """

    field: TextField
    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentence_of: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]

    def span(self, first: int, last: int) -> str:
        """Return the exact text of the tokens ``first`` to ``last`` (exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def sentence_at(self, token: int) -> tuple[int, int]:
        """Find the tokens of the sentence around a token, end exclusive."""
        return self.sentences[self.sentence_of[token]]

    def sentence_span(self, token: int) -> tuple[int, int]:
        """Find the character offsets of the sentence around a token."""
        first, last = self.sentence_at(token)
        return self.starts[first], self.ends[last - 1]

    def evidence(self, first: int, last: int) -> Evidence:
        """Make evidence of the tokens ``first`` to ``last`` (exclusive), with the sentence in which they begin."""
        start, end = self.starts[first], self.ends[last - 1]
        sentence_start, sentence_end = self.sentence_span(first)
        return Evidence(self.field, start, end, self.text[start:end], sentence_start, max(end, sentence_end))


def tokenize(text: str, field: TextField = TextField.ABSTRACT) -> TokenText:
    """Split a field into tokens and sentences.

    >>> tokenize("GPT-4o beats LLM-based (Super)GLUE models. We use C4/Pile.").words[:8]
    ('GPT-4o', 'beats', 'LLM', '-', 'based', '(', 'Super', ')')
    >>> text = tokenize("It works, cf. Fig. 2. We like it.")
    >>> [text.span(*sentence) for sentence in text.sentences]
    ['It works, cf. Fig. 2.', 'We like it.']
    """
    read = text[:MAX_CHARACTERS]
    chunks = read.split()
    if not read.isascii() or max(map(len, chunks), default=0) >= _MANY_SIGNS:
        read = _UNREADABLE.sub(lambda match: " " * len(match.group()), read)
        chunks = read.split()
    split = list(map(_CHUNK_WORDS.__getitem__, chunks))
    words = list(chain.from_iterable(split))
    starts = _starts_of_words(read, chunks, split)
    ends = list(map(add, starts, map(len, words)))
    sentence_of, sentences = _sentences_of_words(words, starts, ends)
    return TokenText(field, text, tuple(words), tuple(starts), tuple(ends), tuple(sentence_of), tuple(sentences))


def _starts_of_words(text: str, chunks: Sequence[str], split: Sequence[Sequence[str]]) -> list[int]:
    """Find the offsets of the words of chunks, which stand in a row without a gap."""
    starts: list[int] = []
    for position, words in zip(_starts_of_chunks(text, chunks), split, strict=False):
        starts.append(position)
        if len(words) > 1:
            starts += islice(accumulate(map(len, words[:-1]), initial=position), 1, None)
    return starts


def _starts_of_chunks(text: str, chunks: Sequence[str]) -> Iterable[int]:
    if " ".join(chunks) == text:  # most are so: then a chunk begins where those before it end, a space after each
        return map(add, accumulate(map(len, chunks), initial=0), count())
    starts = []
    end = 0
    for chunk in chunks:
        starts.append(text.index(chunk, end))  # behind the spaces, which hold no chunk
        end = starts[-1] + len(chunk)
    return starts


def _sentences_of_words(
    words: list[str], starts: list[int], ends: list[int]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Find the sentence index of each token, and the token span of each sentence."""
    sentences: list[tuple[int, int]] = []
    first = 0
    for index in [index for index, word in enumerate(words) if word in _SENTENCE_END]:
        if index + 1 < len(words) and starts[index + 1] > ends[index]:
            following = words[index + 1]
            after_abbreviation = index > first and words[index - 1].casefold() in _ABBREVIATIONS
            if not after_abbreviation and not following[0].islower() and following[0] not in ",;)":
                sentences.append((first, index + 1))
                first = index + 1
    if first < len(words):
        sentences.append((first, len(words)))
    sentence_of: list[int] = []
    for number, (first, last) in enumerate(sentences):
        sentence_of += [number] * (last - first)
    return sentence_of, sentences
