"""The key under which a title is looked up, the same for every way of writing it.

1. Entities of HTML, tags, LaTeX and its accents become the letters that they stand for.
2. Accents, ligatures and compatibility forms become plain letters, Greek letters their names, "&" becomes "and".
3. Case goes, and what is no letter or digit parts words.
4. The words without spaces between are the key: words that were glued on the way have the same.

``kg.ground.text.title_key`` decides which two papers of a graph are one and so changes nothing but case and signs;
``kg.linker.text`` keeps the way back to the text. Neither reads LaTeX as its letters.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from kg.ground.text import greek_as_names, plain_dashes, tidy

LONGEST_TITLE = 1500  # characters that are looked at; the longest title of arXiv has some 400
LONGEST_KEY = 480  # bytes

_PLAIN = {code: " " for code in range(128) if not chr(code).isalnum()} | {
    code: chr(code).lower() for code in range(65, 91)
}
_NOT_PLAIN = re.compile(r"[\\&<{}]|[^\x00-\x7f]")
_ENTITY = re.compile(r"&(#?\w{2,31});")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MACRO = re.compile(r"\\(?:([A-Za-z]+)\*?[ ]?|(.)|$)", re.DOTALL)
_MARKS = re.compile("[\u0300-\u036f]")
_GAP = re.compile(r"[\W_]+")
_ELLIPSIS = re.compile(r"(?:…|\.\s?\.\s?\.)[\s.…\"'”’)\]]*$")
_HEAD = re.compile(r":\s|\s[-–—]+\s|[?!]\s|—|\.\s(?=[A-Z])")

# Letters that no compatibility form takes apart, and signs that are read as words.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ȷ": "j", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
     "∞": " infinity ", "&": " and "}
)  # fmt: skip
_GREEK_NAMES = frozenset(greek_as_names("α β γ δ ε ζ η θ ι κ λ μ ν ξ π ρ σ τ υ φ χ ψ ω").split())
# Macros that print letters; any other is of style, an accent or a sign, and prints none.
_PRINTED = {
    **{name: name for name in _GREEK_NAMES}, **{"var" + name: name for name in _GREEK_NAMES},
    **{name: name for name in ("log", "ln", "exp", "min", "max", "sup", "inf", "lim", "det", "dim", "ker", "sin", "cos",
                               "tan", "arg", "gcd", "deg", "latex", "tex")},
    "ell": "l", "hbar": "h", "infty": " infinity ", "o": "o", "l": "l", "i": "i", "j": "j", "aa": "a", "ae": "ae",
    "oe": "oe", "ss": "ss", "dh": "d", "dj": "d", "th": "th",
}  # fmt: skip
_ACCENTS = frozenset("\"'`^~=.-/")


def title_words(title: str) -> list[str]:
    """Return the words of a title in lower case, as plain letters and digits.

    >>> title_words("A Na&iuml;ve $\\\\alpha$-Divergence for {GAN}s &amp; Schr\\\\\\"odinger Bridges")
    ['a', 'naive', 'alpha', 'divergence', 'for', 'gans', 'and', 'schrodinger', 'bridges']
    """
    title = title[:LONGEST_TITLE]
    if not _NOT_PLAIN.search(title):
        return title.translate(_PLAIN).split()
    return _GAP.sub(" ", _plain_letters(title)).split()


def match_key(title: str) -> bytes:
    """Return the key of a title: its words without spaces, in UTF-8; empty where it has no letters and digits.

    >>> match_key("Attention is All you Need!") == match_key("ATTENTION IS ALLYOU NEED")
    True
    """
    return key_of_words(title_words(title))


def key_of_words(words: list[str]) -> bytes:
    """Return the key of a title whose words are known."""
    key = "".join(words).encode("utf-8", "replace")
    return key if len(key) <= LONGEST_KEY else key[:LONGEST_KEY].decode("utf-8", "ignore").encode()


def is_cut(title: str) -> bool:
    """Tell whether a title ends in an ellipsis, which says that more stood there.

    >>> is_cut("Attention Is All …"), is_cut("Attention Is All You Need.")
    (True, False)
    """
    return _ELLIPSIS.search(title.rstrip()[-40:]) is not None


def heads_of_title(title: str) -> Iterator[str]:
    """Say what stands before each colon, dash or question mark of a title.

    >>> list(heads_of_title("Who? Where: A Survey of X"))
    ['Who', 'Who? Where']
    """
    for found in _HEAD.finditer(title):
        if found.start() and title[found.end() :].strip():
            yield title[: found.start()]


def head_of_title(title: str) -> str | None:
    """Say what stands before the colon, dash or question mark of a title with a subtitle; None where it has none.

    >>> head_of_title("YOLOv7: Trainable Bag-of-Freebies"), head_of_title("Attention Is All You Need")
    ('YOLOv7', None)
    """
    return next(heads_of_title(title), None)


def _plain_letters(title: str) -> str:
    if "&" in title:
        title = html.unescape(html.unescape(title))  # "&amp;lt;" on pages that were escaped twice
        title = _ENTITY.sub(_entity_in_capitals, title)
    title = plain_dashes(tidy(title))
    if "<" in title:
        title = _TAG.sub("", title)
    if "\\" in title:
        title = _MACRO.sub(_letters_of_macro, title)
    title = title.replace("{", "").replace("}", "")
    if title.isascii():
        return title.lower().replace("&", " and ")
    # Greek letters go before marks do: what is left of a letter with an accent is a letter.
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", title).casefold())
    return greek_as_names(_MARKS.sub("", parted)).translate(_LETTERS)


def _entity_in_capitals(found: re.Match[str]) -> str:
    """Return the letter of an entity whose name was written in capitals with the title ("&NDASH;")."""
    known = html.unescape(f"&{found[1].lower()};")
    return known if len(known) <= 2 else found[0]


def _letters_of_macro(found: re.Match[str]) -> str:
    name, sign = found[1], found[2]
    if name is not None:
        return _PRINTED.get(name.lower(), "")
    if sign is None or sign in _ACCENTS:
        return ""
    return " and " if sign == "&" else " "
