"""Words that stand where a value is wanted and nothing is known: what programs write for nothing, labels of fields.

A title is never taken for one: a paper may be called "None".
"""

from __future__ import annotations

# What programs and forms write for nothing, and the labels of fields that forms and templates leave in their places.
_FOR_NOTHING = frozenset((
    "n/a", "n.a.", "na", "nan", "none", "null", "nil", "undefined", "unknown", "tbd", "tba", "-", "--", "---", "–", "—",
    "?", ".", "s.n.", "[s.n.]", "s.l.", "[s.l.]",
))  # fmt: skip
_LABELS = frozenset((
    "abstract", "abstract not available", "abstract unavailable", "affiliation", "author address", "author affiliation",
    "conference name", "institution", "journal", "journal title", "keyword", "keywords", "no abstract",
    "no abstract available", "no abstract provided", "not applicable", "not available", "not specified", "organisation",
    "organization", "publisher", "publisher name", "unknown affiliation", "unknown journal",
))  # fmt: skip
# Of a name "Na" and "Nil" may be people; "Anonymous" is many.
_NO_AUTHORS = frozenset((
    "n/a", "nan", "none", "null", "undefined", "unknown", "-", "--", "?", ".", "anonymous", "anonymous author",
    "anonymous authors", "anon", "anon.", "author", "authors", "et al", "et al.", "no author", "[no author]",
    "no authors listed", "unknown author",
))  # fmt: skip


def is_placeholder(text: str) -> bool:
    """Tell whether a tidied text stands for nothing.

    >>> is_placeholder("N/A"), is_placeholder("Author Address"), is_placeholder("Journal of None")
    (True, True, False)
    """
    plain = text.casefold()
    return plain in _FOR_NOTHING or plain.rstrip(".") in _LABELS


def is_no_author(name: str) -> bool:
    """Tell whether a tidied name of an author stands for nobody.

    >>> is_no_author("Anonymous"), is_no_author("et al."), is_no_author("Na Li")
    (True, True, False)
    """
    return name.casefold() in _NO_AUTHORS
