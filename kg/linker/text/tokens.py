"""Tokens and sentences of a field, with exact character offsets.

1. A spaCy tokenizer with rules of this field: versions, sizes and variants stay whole (``GPT-4o``, ``Llama-3.1-8B``,
   ``C4``, ``D4RL``, ``k-means++``); lists and derived adjectives are split (``GPT-3.5/4``, ``LLM-based``).
2. Sentences end at ``.``, ``?`` or ``!`` before a capital, a digit or a bracket, but not after an abbreviation.

spaCy's ``Doc`` ends here: what leaves is a frozen record of plain tuples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from spacy.attrs import SPACY
from spacy.tokenizer import Tokenizer
from spacy.vocab import Vocab

from kg.ground.records import Evidence
from kg.ground.schema import TextField

# An abstract has some 1,300 characters (median of arXiv's cs listing), the longest few thousand; what is longer is no
# abstract, and the tail of it is left alone so that one bad record cannot hold up a build.
MAX_CHARACTERS = 20_000

# Endings that belong to the name of a variant; any other lower-case ending after a hyphen makes an adjective.
_VARIANT_WORDS = (
    "turbo|mini|nano|micro|tiny|small|base|medium|large|huge|giant|xl|xxl|chat|instruct|preview|pro|plus|max|ultra|flash|"
    "vision|coder|code|math|exp|high|low|thinking|distill|lite|hard|extra|lora|style|uncased|cased|multilingual|bench|eval|learn|gym|agent|net"
)
_ADJECTIVE_WORDS = (
    "based|style|like|level|generated|driven|powered|enabled|trained|assisted|aware|free|guided|tuned|written|aligned|"
    "specific|related|augmented|enhanced|centric|oriented|agnostic|inspired|derived|only|induced|style|finetuned|"
    "simulated|annotated|judged|evaluated|adjacent|native|pretrained|class|family|type|equivalent|optimal|optimized"
)
_OPEN = r"[(\[{\"'`‘“”’,;:.!?$~*#<>=+\-–—/\\|&%…]"
_CLOSE = r"(?:['’]s|[)\]}\"'`‘“”’,;:.!?$~<>=\-–—/\\|&%…])"
_PREFIX = re.compile(rf"^(?:{_OPEN})")
_SUFFIX = re.compile(rf"{_CLOSE}$")
_INFIX = re.compile(
    r"--+|[/—–|=<>()\[\]{},;:\"“”~]"
    r"|(?<=\w)-(?=(?:on|and|the|which|that|is|for|with|in|including|namely|whose|where|such|especially)(?:\s|$))"
    r"|(?<=[a-z])\.(?=[A-Z])"
    rf"|-(?=(?:{_ADJECTIVE_WORDS})\b)"
    rf"|(?<=[A-Z0-9])-(?!(?:{_VARIANT_WORDS})\b)(?=[a-z]{{3,}}\b)"
)
# spaCy cannot encode half of a surrogate pair; and it takes signs off a word one by one, each time reading what is left
# (8 s for 20,000 brackets). Spaces in their place keep the offsets.
_UNREADABLE = re.compile(r"[\ud800-\udfff]|[^\w\s]{100,}")
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


@lru_cache(maxsize=1)
def _shared_tokenizer() -> Tokenizer:
    return Tokenizer(
        Vocab(),
        rules={},
        prefix_search=_PREFIX.search,
        suffix_search=_SUFFIX.search,
        infix_finditer=_INFIX.finditer,
    )


def tokenize(text: str, field: TextField = TextField.ABSTRACT) -> TokenText:
    """Split a field into tokens and sentences.

    >>> tokenize("GPT-4o beats LLM-based (Super)GLUE models. We use C4/Pile.").words[:8]
    ('GPT-4o', 'beats', 'LLM', '-', 'based', '(', 'Super', ')')
    >>> text = tokenize("It works, cf. Fig. 2. We like it.")
    >>> [text.span(*sentence) for sentence in text.sentences]
    ['It works, cf. Fig. 2.', 'We like it.']
    """
    words, starts = [], []
    position = 0
    doc = _shared_tokenizer()(_UNREADABLE.sub(lambda match: " " * len(match.group()), text[:MAX_CHARACTERS]))
    # Adding up lengths is faster than asking each token for its offset; spaCy's tokenizer loses no character.
    for word, spaced in zip([token.text for token in doc], doc.to_array(SPACY).tolist(), strict=True):
        if not word.isspace():
            words.append(word)
            starts.append(position)
        position += len(word) + spaced
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    sentence_of, sentences = _sentences_of_words(words, starts, ends)
    return TokenText(field, text, tuple(words), tuple(starts), tuple(ends), tuple(sentence_of), tuple(sentences))


def _sentences_of_words(
    words: list[str], starts: list[int], ends: list[int]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Find the sentence index of each token, and the token span of each sentence."""
    sentence_of: list[int] = []
    sentences: list[tuple[int, int]] = []
    first = 0
    for index, word in enumerate(words):
        sentence_of.append(len(sentences))
        if word in _SENTENCE_END and index + 1 < len(words) and starts[index + 1] > ends[index]:
            following = words[index + 1]
            after_abbreviation = index > first and words[index - 1].casefold() in _ABBREVIATIONS
            if not after_abbreviation and not following[0].islower() and following[0] not in ",;)":
                sentences.append((first, index + 1))
                first = index + 1
    if first < len(words):
        sentences.append((first, len(words)))
    return sentence_of, sentences
