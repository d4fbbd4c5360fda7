"""The tokens of a chunk, which is what stands between spaces.

1. spaCy's tokenizer with rules of this field (``PREFIX``, ``SUFFIX``, ``INFIX``): versions, sizes and variants stay
   whole (``GPT-4o``, ``Llama-3.1-8B``, ``C4``, ``D4RL``, ``k-means++``); lists and derived adjectives are split
   (``GPT-3.5/4``, ``LLM-based``).
2. It takes each chunk by itself, whatever stands around it. So the tokens of a chunk are remembered, and most of a
   text is looked up.
3. A chunk of ASCII is split by a few lines here that do what spaCy's tokenizer does where it has no exceptions to its
   rules (``tests/linker/text/test_chunk_words.py`` holds them against each other): importing spaCy takes 0.8 s, as long
   as all else that linking one paper needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from kg.ground.machine.remembered import Remembered

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
PREFIX = re.compile(rf"^(?:{_OPEN})")
SUFFIX = re.compile(rf"{_CLOSE}$")
INFIX = re.compile(
    r"--+|[/—–|=<>()\[\]{},;:\"“”~]"
    r"|(?<=\w)-(?=(?:on|and|the|which|that|is|for|with|in|including|namely|whose|where|such|especially)(?:\s|$))"
    r"|(?<=[a-z])\.(?=[A-Z])"
    rf"|-(?=(?:{_ADJECTIVE_WORDS})\b)"
    rf"|(?<=[A-Z0-9])-(?!(?:{_VARIANT_WORDS})\b)(?=[a-z]{{3,}}\b)"
)
_CACHE_SIZE = 1 << 16  # chunks, some 12 MB; those of 100,000 abstracts are six times as many, most of them once


class ChunkWords(Remembered[str, tuple[str, ...]]):
    """The tokens of chunks.

    >>> ChunkWords()["(LLM-based)"]
    ('(', 'LLM', '-', 'based', ')')
    """

    def __init__(self, *, most: int = _CACHE_SIZE) -> None:
        super().__init__(_split_chunk, most=most)

    def clear(self) -> None:
        """Forget all chunks, and spaCy's tokenizer, which keeps each word that it has ever seen."""
        super().clear()
        _spacy_splitter.cache_clear()


def _split_chunk(chunk: str) -> tuple[str, ...]:
    return split_ascii_chunk(chunk) if chunk.isascii() else _spacy_splitter()(chunk)


def split_ascii_chunk(chunk: str) -> tuple[str, ...]:
    """Split a chunk of ASCII characters as spaCy's tokenizer does: signs are taken off its ends as long as there are
    some, and what is left is cut at infixes.

    >>> split_ascii_chunk("(GPT-3.5/4),"), split_ascii_chunk("models")
    (('(', 'GPT-3.5', '/', '4', ')', ','), ('models',))
    """
    if chunk.isalpha():  # no rule is about letters alone
        return (chunk,)
    before: list[str] = []
    after: list[str] = []
    rest, size = chunk, 0
    while rest and len(rest) != size:
        size = len(rest)
        if PREFIX.match(rest):
            before.append(rest[0])
            rest = rest[1:]
        if suffix := SUFFIX.search(rest):
            after.append(suffix.group())
            rest = rest[: suffix.start()]
    return (*before, *_words_between_infixes(rest), *reversed(after))


def _words_between_infixes(rest: str) -> list[str]:
    words: list[str] = []
    start = 0
    for infix in INFIX.finditer(rest):
        if infix.start() == 0:  # of what no prefix was taken off: "-based"
            continue
        words += [part for part in (rest[start : infix.start()], infix.group()) if part]
        start = infix.end()
    if start < len(rest):
        words.append(rest[start:])
    return words


@lru_cache(maxsize=1)
def _spacy_splitter() -> Callable[[str], tuple[str, ...]]:
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

    tokenizer = Tokenizer(
        Vocab(), rules={}, prefix_search=PREFIX.search, suffix_search=SUFFIX.search, infix_finditer=INFIX.finditer
    )
    return lambda chunk: tuple([token.text for token in tokenizer(chunk)])
