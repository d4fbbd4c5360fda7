"""Names that share a part: "GPT-3.5 and -4", "LLaMA-7B/13B", "Claude 3 (Opus, Sonnet)", "(Super)GLUE".

1. The *head* is a name that the matcher has found. What follows it is cut into *pieces* at commas, slashes, "and",
   "or" and "&", inside brackets or without.
2. A piece takes the place of the head's ending of its own kind (a number that of a number, a size that of a size, a
   word that of a word), the ending as short as possible; in brackets the piece is appended instead.
3. The name so completed counts only if it resolves: to a name of the catalogue, or to a size of a known model. What a
   piece says otherwise ("GPT-4 and 3 open models") is ruled out by its neighbours.

The catalogue decides, so that no name is made up; evidence is the piece alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from kg.linker.mentions.variants import is_bracketed_term, is_size, is_variant_tail
from kg.linker.text.tokens import TokenText


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a completed name is. ``key``: a folded name of the catalogue. ``stem``: the part of the name that it
    folds, ``tail``: the variant terms after it. ``alone``: whether the key says enough without context.
    """

    key: str
    stem: str
    tail: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A name of which only a piece is written; ``first`` and ``last`` (exclusive) are the tokens of the piece."""

    first: int
    last: int
    name: Resolved


#: Finds what a name is, or None.
Resolver = Callable[[str], Resolved | None]


class _KindOfPiece(Enum):
    NUMBER = auto()
    SIZE = auto()
    WORD = auto()


_BREAKS = frozenset((",", "/", "and", "or", "&", "|"))
_BRACKETS = {"(": ")", "{": "}"}
_FOLLOWERS = _BREAKS | _BRACKETS.keys()
_LONGEST_LIST = 24  # tokens in brackets; GPT-3's eight sizes, the longest list seen, make 15
_LONGEST_ENDING = 4  # segments that may be replaced: "3.5-7B-chat"
# "YOLOv5" is cut into YOLO, v and 5, so that both "v8" and "8" can take the place of its ending.
_SEGMENT = re.compile(r"\d+(?:\.\d+)*|v(?=\d)|[^\W\d_]+?(?=v\d|[\W\d_]|$)")
_NO_COUNT = re.compile(r"\d+\.\d+|(?:19|20)\d\d|\d+[A-Za-z]+")  # "3.5", a year, "4o"
# After "GPT-3.5 and 4" these show that the number counts nothing: "GPT-4 and 3 models" is not GPT-3.
_PHRASE_END = re.compile(
    r"\W|and|or|on|in|to|for|with|as|at|by|from|is|are|was|were|ha(?:ve|s|d)|shows?|achieves?|can|do|does|performs?|using"
    r"|under|over|via|than|when|while|without|respectively|both|through|across|against|between|which|that|but|we"
    r"|outperforms?|surpass(?:es)?|exhibits?|reach(?:es)?|obtains?|yields?|fails?|remains?|struggles?|still|also|only"
)
# "LLaMA-7B and 13B tokens" counts tokens, "LLaVA 1.5 times faster" and "Llama 2-bit" count no version.
_UNIT = re.compile(
    r"(?:token|word|image|example|sample|pair|document|sentence|step|frame|time|point|pt|hour|day|epoch|shot|bit|way|fold|hop"
    r"|stage|turn|layer|gram|class|run|seed|task|question|language)s?|%|×|x|percent|percentage|pp|GB|MB"
)


def find_members(text: TokenText, first: int, last: int, resolve: Resolver) -> list[Member]:
    """Find the names of which only a piece follows the head ``first`` to ``last``, in reading order."""
    if last >= len(text.words) or text.words[last] not in _FOLLOWERS:
        return []
    head, end = text.span(first, last), text.sentence_at(first)[1]
    if text.words[last] in _BRACKETS:
        return _bracketed_members(text, head, last, end, resolve)
    return list(_listed_members(text, head, last, end, resolve))


def find_prefixed(text: TokenText, opening: int, head: str, resolve: Resolver) -> Member | None:
    """Find ``Super`` of "(Super)GLUE": the beginning that the bracket ``opening`` adds to the head."""
    resolved = resolve(text.words[opening + 1] + head)
    return Member(opening + 1, opening + 2, resolved) if resolved and not resolved.tail else None


def opens_prefix(text: TokenText, opening: int) -> bool:
    """Check whether a token opens "(Super)" right before a word."""
    words, starts, ends = text.words, text.starts, text.ends
    return (
        opening + 3 < len(words)
        and words[opening] == "("
        and words[opening + 2] == ")"
        and words[opening + 1].isalpha()
        and ends[opening] == starts[opening + 1]
        and ends[opening + 1] == starts[opening + 2]
        and ends[opening + 2] == starts[opening + 3]
    )


def _kind_of_piece(piece: str) -> _KindOfPiece:
    if not piece[0].isdigit():
        return _KindOfPiece.WORD
    return _KindOfPiece.SIZE if is_size(piece) else _KindOfPiece.NUMBER


def _listed_members(text: TokenText, head: str, last: int, end: int, resolve: Resolver) -> Iterator[Member]:
    """Yield the pieces of "GPT-3.5, -4 and -4o"; the first that completes no name ends the list."""
    while last < end and text.words[last] in _BREAKS:
        start = last + 1
        if start < end and text.words[last] == "," and text.words[start] in ("and", "or"):
            start += 1
        member = (
            _member_at_token(text, head, start, end, resolve, slashed=text.words[last] == "/") if start < end else None
        )
        if member is None:
            return
        yield member
        last = member.last


def _member_at_token(
    text: TokenText, head: str, start: int, end: int, resolve: Resolver, *, slashed: bool
) -> Member | None:
    """Find the piece that starts at a token, the longest reading first."""
    hyphen = text.words[start] in "-–‑" and start + 1 < end and text.ends[start] == text.starts[start + 1]
    begin = start + hyphen
    if slashed and (appended := resolve(head + text.words[start])) is not None and not appended.tail:
        return Member(start, start + 1, appended)  # "RefCOCO/+/g"
    if not text.words[begin][0].isalnum():
        return None
    kind = _kind_of_piece(text.words[begin])
    for last in _ends_of_piece(text, begin, end, kind):
        piece = text.span(begin, last)
        joined = hyphen or slashed
        if not joined and (
            (piece.isalpha() and piece.islower()) or not _may_stand_as_piece(text, begin, last, end, kind)
        ):
            continue
        if kind is _KindOfPiece.WORD and (own := resolve(piece)) is not None and own.alone:
            return None
        resolved = _replaced_ending(head, piece, kind, resolve, with_tail=kind is _KindOfPiece.SIZE or joined)
        if resolved is not None:
            return Member(start, last, resolved)
    return None


def _ends_of_piece(text: TokenText, begin: int, end: int, kind: _KindOfPiece) -> Iterator[int]:
    """Yield where a piece may end: after "3.7 Sonnet", "L/14" or one token."""
    if kind is _KindOfPiece.NUMBER and begin + 1 < end and text.words[begin + 1][0].isupper():
        yield begin + 2
    if (
        kind is _KindOfPiece.WORD
        and begin + 2 < end
        and text.words[begin + 1] == "/"
        and text.words[begin + 2].isdigit()
    ):
        yield begin + 3
    yield begin + 1


def ends_name_phrase(after: str) -> bool:
    """Check whether a token shows that what stands before it belongs to the name before, and says nothing of what
    follows.

    >>> ends_name_phrase("and"), ends_name_phrase("."), ends_name_phrase("improvements")
    (True, True, False)
    """
    return _PHRASE_END.fullmatch(after) is not None


def counts_units(after: str) -> bool:
    """Check whether a token shows that a number before it is an amount: "13B tokens", "1.5 times".

    >>> counts_units("tokens"), counts_units("and")
    (True, False)
    """
    return _UNIT.fullmatch(after) is not None


def _may_stand_as_piece(text: TokenText, begin: int, last: int, end: int, kind: _KindOfPiece) -> bool:
    """Check whether a piece without hyphen or slash may be read as one, from the token after it."""
    after = text.words[last] if last < end else "."
    if kind is _KindOfPiece.SIZE:
        return not counts_units(after)
    if kind is _KindOfPiece.WORD or last - begin > 1:
        return not after[0].isupper()
    return bool(ends_name_phrase(after) or _NO_COUNT.fullmatch(text.words[begin]))


def _replaced_ending(
    head: str, piece: str, kind: _KindOfPiece, resolve: Resolver, *, with_tail: bool
) -> Resolved | None:
    """Replace the shortest ending of a kind of the head by a piece, where that is a name other than the head."""
    for segment in list(_SEGMENT.finditer(head))[:0:-1][:_LONGEST_ENDING]:
        if _kind_of_piece(head[segment.start() :]) is kind:
            resolved = resolve(head[: segment.start()] + piece)
            if resolved is not None and (with_tail or not resolved.tail):
                return resolved
    return None


def _bracketed_members(text: TokenText, head: str, opening: int, end: int, resolve: Resolver) -> list[Member]:
    """Find the pieces of "Qwen2.5 (7B, 72B)", "CIFAR-{10,100}", "HumanEval(+)"; nothing unless all complete a name."""
    closing = _closing_bracket(text, opening, end)
    if closing is None:
        return []
    tight = text.ends[opening - 1] == text.starts[opening]
    trail = _shared_trail(text, closing, end) if tight else ""
    members = []
    first = opening + 1
    for index in range(opening + 1, closing + 1):
        if index < closing and text.words[index] not in _BREAKS:
            continue
        if index > first:
            resolved = _appended_name(head, text.span(first, index), trail, resolve, tight=tight)
            if resolved is None:
                return []
            members.append(Member(first, index, resolved))
        first = index + 1
    # "BAGEL (14B)" says how large BAGEL is, "GPT (3)" is a citation: neither names another thing.
    lone = len(members) == 1 and not tight and _kind_of_piece(text.words[members[0].first]) is not _KindOfPiece.WORD
    return [] if lone else members


def _closing_bracket(text: TokenText, opening: int, end: int) -> int | None:
    bracket = _BRACKETS[text.words[opening]]
    for index in range(opening + 1, min(end, opening + _LONGEST_LIST)):
        if text.words[index] == bracket:
            return index
        if text.words[index] in "([{":
            return None
    return None


def _shared_trail(text: TokenText, closing: int, end: int) -> str:
    """Find the tuning after the brackets, shared by all: "Qwen2.5-{7B,14B}-Instruct"."""
    if closing + 1 < end and text.ends[closing] == text.starts[closing + 1]:
        for last in (closing + 3, closing + 2):
            tail = text.span(closing + 1, min(last, end))
            if is_variant_tail(tail):
                return tail
    return ""


def _appended_name(head: str, piece: str, trail: str, resolve: Resolver, *, tight: bool) -> Resolved | None:
    piece = piece.lstrip("-–‑")
    if not piece:
        return None
    glue = "" if not piece[0].isalnum() or head[-1] == "-" else "-"
    resolved = resolve(head + glue + piece + trail)
    if resolved is not None and resolved.tail and not (tight or is_size(piece) or is_bracketed_term(piece)):
        return None
    return resolved
