"""What the writer and the readers of an index agree on: its name, its format, and the form of names in it.

It imports nothing heavy: a server that answers from an index needs neither NumPy nor NetworkX, which writing one does.
"""

from __future__ import annotations

import re
import unicodedata

INDEX = "explorer.sqlite"
FORMAT = 3
KEY_LENGTH = 48  # characters of a name that are compared when it begins like the query
_SEPARATORS = re.compile(r"[\s\-_\u2010-\u2015]+")


def fold(text: str) -> str:
    """Fold a text as searches compare names, as ``js/base/text.js`` does: compatibility forms, no accents, lower case.

    >>> fold("Déjà Vu")
    'deja vu'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if unicodedata.category(char)[0] != "M").lower()


def squash(folded: str) -> str:
    """Drop spaces and dashes from the folded form.

    >>> squash("gpt-4 turbo")
    'gpt4turbo'
    """
    return _SEPARATORS.sub("", folded)


def storable(text: str) -> str:
    """Replace what SQLite's text cannot hold: single surrogates."""
    return text.encode("utf-8", "replace").decode()
