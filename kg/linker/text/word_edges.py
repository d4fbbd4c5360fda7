"""Edges of words: names are set apart from what they touch, and joined where a line's end has cut them.

1. Letters of other scripts beside Latin ones get a space between ("在GSM8K上"), their punctuation becomes the Latin
   one, with the space that Latin texts have; full-width and styled letters become plain ones.
2. Emoji and the marks of trade and of footnotes become spaces.
3. A word cut at the end of a line is joined ("Hella- Swag"), with its hyphen where both parts are words ("GPT- 4");
   "short- and long-term" is left alone.
4. A sentence that begins right after a full stop gets its space ("on C4.Results improve").
"""

from __future__ import annotations

import re
import unicodedata

from kg.ground.markup.text_pieces import Pieces, PieceWriter
from kg.linker.text.word_shape import common_words, is_common

_FOREIGN = "\u0400-\u052f\u0590-\u1fff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_FOREIGN += "\U00020000-\U0003ffff"
_MARKS = {
    "。": ". ", "．": ". ", "｡": ". ", "，": ", ", "、": ", ", "､": ", ", "；": "; ", "：": ": ", "！": "! ",
    "？": "? ", "（": " (", "）": ") ", "［": " [", "］": "] ", "「": " “", "」": "” ", "『": " “", "』": "” ",
    "《": " “", "》": "” ", "〈": " “", "〉": "” ", "【": " “", "】": "” ", "«": "“", "»": "”", "‹": "“",
    "›": "”", "„": "“", "‟": "“", "‚": "“", "\u3000": " ", "\u060c": ", ", "\u061b": "; ", "\u061f": "? ",
    "\u06d4": ". ", "\u0964": ". ",
}  # fmt: skip
_BARE = "™®©†‡¶§\u200d\u20e3\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\ufe0e\ufe0f"
_BARE += "\U0001f000-\U0001faff\U000e0020-\U000e007f"
_CUTS = r"""
      (?P<cut>[-‐](?<=[A-Za-z0-9].)\s(?=[A-Za-z0-9]))
    | (?P<stop>[.?!](?<=[A-Za-z0-9)\]%].)(?=[A-Z][a-z]))
"""
_STOPPED = re.compile(r"[.?!][A-Z][a-z]")
_LATIN_EDGES = re.compile(_CUTS, re.VERBOSE)
_SIGNS = re.compile(
    rf"[{_FOREIGN}{''.join(_MARKS)}{_BARE}\u00ad⁰¹²³⁴-⁹\uff01-\uff5e\ufb00-\ufb06\U0001d400-\U0001d7ff]"
)
_EDGES = re.compile(
    rf"""
      (?P<edge>(?<=[A-Za-z0-9%+])(?=[{_FOREIGN}])(?![{"".join(_MARKS)}])
        | (?<=[{_FOREIGN}])(?<![{"".join(_MARKS)}])(?=[A-Za-z0-9]))
    | (?P<mark>[{"".join(_MARKS)}])
    | (?P<styled>[\uff01-\uff5e\ufb00-\ufb06\U0001d400-\U0001d7ff])
    | (?P<bare>[{_BARE}])
    | (?P<note>[⁰¹²³⁴-⁹]+(?![\w-]))
    | (?P<soft>\u00ad\s?)
    | {_CUTS}
    """,
    re.VERBOSE,
)
_WORD_AFTER = re.compile(r"[A-Za-z]*")
_PART_BEFORE = re.compile(r"(-?)([A-Za-z0-9]+)$")
_NAME_BEFORE = re.compile(r"[\w-]*$")
_CHUNK_BEFORE = re.compile(r"\S*$")
_REACH = 60  # characters before a sign that tell what it is
# What stands after the hyphen of "short- and long-term" and of a dash without its space.
_NO_PART = frozenset(
    ("and", "or", "to", "nor", "vs", "versus", "but", "a", "an", "the", "we", "our", "it", "this", "that", "these",
     "which", "is", "are", "in", "on", "for", "with", "by", "from", "of", "as", "at", "into", "than", "und", "et", "y")
)  # fmt: skip


def settle_word_edges(text: str) -> Pieces | None:
    """Set the edges of the words of a text right, in pieces, or give None where they are.

    >>> settle_word_edges("我们在GSM8K上评估GPT-4。").text, settle_word_edges("🔥GPT-4🔥 on Hella- Swag").text
    ('我们在 GSM8K 上评估 GPT-4. ', ' GPT-4  on HellaSwag')
    >>> settle_word_edges("short- and long-term"), settle_word_edges("We train on C4.Results improve.").text
    (None, 'We train on C4. Results improve.')
    """
    if not text.isascii() and _SIGNS.search(text):
        edges = _EDGES
    elif "- " in text or "‐ " in text or _STOPPED.search(text):  # three quick looks at what most texts do not have
        edges = _LATIN_EDGES
    else:
        return None
    writer = PieceWriter(text)
    at = 0
    for match in edges.finditer(text):
        new = _text_for_edge(text, match)
        if new is not None:
            writer.copy(at, match.start())
            writer.write(new, match.start(), match.end())
            at = match.end()
    if not at:
        return None
    writer.copy(at, len(text))
    return writer.pieces()


def _text_for_edge(text: str, match: re.Match[str]) -> str | None:
    """Choose what is written for a sign, or None where it stays."""
    sign = match.group()
    match match.lastgroup:
        case "edge" | "bare":
            return " "
        case "mark":
            return _MARKS[sign]
        case "styled":
            return unicodedata.normalize("NFKC", sign)
        case "soft":
            return ""
        case "note":
            return _text_for_note(text, match.start())
        case "cut":
            return _joint_of_parts(text, match.start(), match.end())
        case _:
            return sign + " " if _begins_sentence(text, match.start(), match.end()) else None


def _text_for_note(text: str, start: int) -> str | None:
    """Drop a raised digit that ends a name with a digit ("GPT-4¹"), or give None: "EMPO²" is a name."""
    name = _NAME_BEFORE.findall(text[max(0, start - _REACH) : start])[0]
    return "" if any(map(str.isalpha, name)) and any(map(str.isdigit, name)) else None


def _joint_of_parts(text: str, start: int, end: int) -> str | None:
    """Choose what joins the parts of a word cut at a line's end: nothing, its hyphen, or None where it is no such
    word.
    """
    before = _PART_BEFORE.search(text, max(0, start - _REACH), start)
    after = _WORD_AFTER.match(text, end)
    left, right = before[2] if before else "", after.group() if after else ""
    if right.lower() in _NO_PART:
        return None
    if not right or not left[-1:].islower() or (before and before[1] and is_common(right)):
        return text[start]  # "GPT- 4", "state-of-the- art"
    if (left + right).lower() in common_words():
        return ""
    return text[start] if is_common(left) and is_common(right) else ""


def _begins_sentence(text: str, start: int, end: int) -> bool:
    """Check whether a full stop ends a sentence although no space follows; it does not in an address or "Node.Js"."""
    chunk = _CHUNK_BEFORE.findall(text[max(0, start - _REACH) : start])[0]
    after = _WORD_AFTER.match(text, end)
    word = after.group() if after else ""
    return not ("/" in chunk or "@" in chunk or chunk.startswith("www")) and word.lower() in common_words()
