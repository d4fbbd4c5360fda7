"""Whether a text looks like the title of a paper."""

from __future__ import annotations

import re

from kg.readers.listing.words.line_kinds import fact_of_line

_LETTERS = 2  # at least; "V2" has one and is no title of its own
_SHARE_OF_LETTERS = 0.4  # of what is no space; "May 30 [ 6][35]" has less
_ADDRESS = re.compile(r"(?:https?://|www\.|file:)\S*|[!-~]*/[!-~]*", re.I)  # or the rest of one
_WORDS_OF_LINK = re.compile(r"[\[(<].{0,200}[\])>]")


def looks_like_title(text: str) -> bool:
    """Tell whether a text may be a title: letters enough, and neither a date, a count, an address nor a word of the
    menu.

    >>> looks_like_title("Densing Law of LLMs"), looks_like_title("密度定律")
    (True, True)
    >>> [looks_like_title(text) for text in ("Datasets", "-", "[", "May 30 [ 6][35]", "https://a.org", "12 authors")]
    [False, False, False, False, False, False]
    """
    shown = [char for char in text if not char.isspace()]
    letters = sum(char.isalpha() for char in shown)
    if letters < _LETTERS or letters < _SHARE_OF_LETTERS * len(shown):
        return False
    if text.count("[") != text.count("]"):  # a link that was cut
        return False
    if _ADDRESS.fullmatch(text) or _WORDS_OF_LINK.fullmatch(text):
        return False
    return fact_of_line(text) is None
