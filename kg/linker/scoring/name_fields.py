"""The field that a name is short for: FinGPT is of finance, Med-PaLM of medicine.

A known artifact with such a name is of that field. A paper that gives the name to something of its own and has no word
of the field means another thing, the more so where it has another word that the name may be short for: FinGPT, models
for Finnish.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_FIELD_LIST = (
    # Beginnings of names | beginnings of the words of the field
    "fin | financ stock invest bank market econom trad earning fund credit equit risk audit tax wealth",
    "med clin | medic clinic health patient disease diagnos biomed hospital physician doctor surg radiolog drug",
    "bio | biolog biomed bioinf biochem biotech protein gene genom cell molec medic clinic drug disease species",
    "chem mol mat | chem molec compound reaction drug material crystal atom",
    "prot | protein amino peptide",
    "law legal lex | law legal court judic statut contract legislat attorney",
    "astro | astro galax star stell cosm telescop planet",
    "climate | climat weather atmospher emission sustainab",
    "ocean | ocean marine sea underwater",
    "geo | geo map spatial satellite earth remote terrain",
    "edu | educat student teach tutor school classroom learner",
    "music | music song audio melod",
    "math | math arithmetic algebra geometr theorem proof olympiad",
    "sci | scien scholar research academ",
    "psycho psych | psych mental emotion personalit therap counsel",
    "agri agro | agri agro crop farm plant",
)
_NAMES_LIST = [line.split("|") for line in _FIELD_LIST]
_WORDS_OF_FIELD = {stem: tuple(words.split()) for stems, words in _NAMES_LIST for stem in stems.split()}
_LONGER = 3  # letters that a word has more than the beginning of a name that is short for it
_TIMES = 2  # that it stands in the text


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What a text says of the field of a name. ``absent``: it has no word of it. ``other``: another word that the name
    may be short for, or None."""

    absent: bool
    other: str | None = None


def field_evidence(name: str, text: str) -> FieldEvidence | None:
    """Find what a text says of the field that a name is short for; None where the name is short for none.

    >>> field_evidence("FinGPT", "We train models dubbed FinGPT for Finnish. Finnish is a small language.")
    FieldEvidence(absent=True, other='finnish')
    >>> field_evidence("FinGPT", "FinGPT predicts stock prices."), field_evidence("FineWeb", "Text.")
    (FieldEvidence(absent=False, other=None), None)
    """
    stem = _stem_of_name(name)
    if stem is None:
        return None
    words = Counter(re.findall(r"[^\W\d_]+", re.sub(re.escape(name), " ", text, flags=re.I).lower()))
    if any(word.startswith(_WORDS_OF_FIELD[stem]) for word in words):
        return FieldEvidence(absent=False)
    others = (
        word for word, count in words.items()
        if word.startswith(stem) and len(word) >= len(stem) + _LONGER and count >= _TIMES
    )  # fmt: skip
    return FieldEvidence(absent=True, other=next(others, None))


def _stem_of_name(name: str) -> str | None:
    """Return the beginning of a name that is short for a field: "Fin" of "FinGPT", where another part follows."""
    for stem in _WORDS_OF_FIELD:
        rest = name[len(stem) :]
        if name.lower().startswith(stem) and name[0].isupper() and rest[:1] and (rest[0].isupper() or rest[0] in "- "):
            return stem
    return None
