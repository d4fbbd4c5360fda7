"""Lists of names: "CHGNet, M3GNet and MACE". What governs a list governs each of its members."""

from __future__ import annotations

from kg.linker.mentions.mention import Mention
from kg.linker.text.word_shape import STRONG, Shape, is_common, shape

LIST_SIGNS = frozenset((",", "and", "or", "&", "/", "(", ")", "vs", "versus"))
_REACH = 100  # tokens of a list read to each side of a mention; the longest list of 2,434 abstracts has 19


def list_around(mention: Mention) -> tuple[int, int]:
    """Find the tokens of the list of names that a mention is a member of, within its sentence, end exclusive."""
    words = mention.text.words
    begin, end = mention.text.sentence_at(mention.first)
    begin, end = max(begin, mention.first - _REACH), min(end, mention.last + _REACH)
    first, last = mention.first, mention.last
    while first > begin and (words[first - 1] in LIST_SIGNS or _is_list_member(words[first - 1])):
        first -= 1
    while last < end and (words[last] in LIST_SIGNS or _is_list_member(words[last])):
        last += 1
    while first < mention.first and words[first] in LIST_SIGNS:
        first += 1
    while last > mention.last and words[last - 1] in LIST_SIGNS:
        last -= 1
    return first, last


def _is_list_member(word: str) -> bool:
    kind = shape(word)
    return kind in STRONG or kind is Shape.NUMBER or (kind is Shape.CAPITALISED and not is_common(word))
