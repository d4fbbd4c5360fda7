"""Keys of citations: ``vaswani2017attention-2fdc63``.

The name of the first author, the year, the first word of the title that says something, and six letters made from what
the paper is known by (arXiv id, else DOI, else title). A key follows from the paper alone: it is the same in a graph of
ten papers, in one of a million, and in the answer of a query, and no other paper can take it. Thirty bits tell papers
apart that share author, year and word; a thousand of these have one pair alike with a probability of 5 in 10,000.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

from kg.export.citations.person_names import PersonName
from kg.ground.text import title_key

_SIGN_LENGTH = 6  # letters of base32, five bits each
_NAME_LENGTH = 20  # letters of a name that are kept: "Massachusetts Institute of Technology" is none to type
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
# Words that a title begins with and that tell nothing.
_EMPTY_WORDS = frozenset(
    """
    a an the on in of for to towards toward and or with from by at is are do does can how what when where why which who
    we our you your not all via into as its it this that these be
    """.split()  # noqa: SIM905
)


def citation_key(title: str, author: PersonName | None, year: int | None, arxiv: str = "", doi: str = "") -> str:
    """Make the key of a paper: small letters, figures and one dash, never beginning with a figure.

    >>> citation_key("Attention Is All You Need", PersonName("Vaswani", "Ashish"), 2017, "1706.03762")
    'vaswani2017attention-2fdc63'
    """
    words = [word for each in re.split(r"[\s\W_]+", title) if (word := _ascii_letters(each))]
    telling = [word for word in words if word not in _EMPTY_WORDS] or words or ["paper"]
    name = _ascii_letters(author.sorted_family)[:_NAME_LENGTH] if author else ""
    second = next((word for word in telling[1:] if word[0].isalpha()), "")  # behind a year no figure is read
    head = f"{name}{year or ''}{telling[0]}" if name else f"{telling[0]}{year or ''}{second}"
    return f"{'' if head[0].isalpha() else 'p'}{head}-{_sign(arxiv or doi or title_key(title))}"


def _ascii_letters(text: str) -> str:
    spelled = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", spelled)


def _sign(text: str) -> str:
    hashed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(hashed).decode("ascii").lower()[:_SIGN_LENGTH]
