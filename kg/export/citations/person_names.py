"""Names of authors taken apart into the four parts of BibTeX and CSL, or known to be of a group of people.

1. What holds a comma, "and", a figure or a word of organisations (Team, Lab, AI), and what is one word, is kept whole:
   a style must not turn "Gemma Team" into "Team, G.".
2. "Jr." and the like at the end are the suffix.
3. Words in small letters inside the name (van den, de la) are the particle, and all that follows is the family name.
   Without one the last word is, with a "Van" or "De" before it.

https://docs.citationstyles.org/en/stable/specification.html#names
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.ground.text import tidy

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_GROUP = re.compile(
    r"\b(?:team|teams|group|consortium|collaboration|collective|community|project|initiative|organi[sz]ation|"
    r"foundation|association|committee|consortia|institute|university|laborator(?:y|ies)|labs?|research|"
    r"corporation|company|inc|ltd|llc|gmbh|contributors|et al|AI)\b",
    re.IGNORECASE,
)
_CAPITAL_PARTICLES = frozenset({"Van", "Von", "De", "Der", "Den", "Del", "Della", "Dos"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; of what is no person's only ``family`` is there, and ``whole`` is true.

    Attributes:
        family: without particle. given: first and middle names. particle: "van den", in small letters.
        suffix: "Jr.", "III". whole: whether the name is to be kept as it is.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    whole: bool = False

    @property
    def sorted_family(self) -> str:
        """The particle and the family name, as they are sorted under in BibTeX and RIS."""
        return f"{self.particle} {self.family}".strip()


def person_name(text: str) -> PersonName:
    """Take a name in its natural order apart.

    >>> name = person_name("Jan van den Berg Jr.")
    >>> name.given, name.particle, name.family, name.suffix
    ('Jan', 'van den', 'Berg', 'Jr.')
    >>> person_name("Laurens Van Der Maaten").family, person_name("Gemma Team").whole, person_name("Plato").whole
    ('Van Der Maaten', True, True)
    """
    text = tidy(text)
    if _is_kept_whole(text):
        return PersonName(text, whole=True)
    words = text.split(" ")
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    first, after = _place_of_particle(words)
    given, particle, family = " ".join(words[:first]), " ".join(words[first:after]), " ".join(words[after:])
    return PersonName(family, given, particle, suffix)


def _is_kept_whole(text: str) -> bool:
    together = "," in text or "&" in text or " and " in text.casefold()
    return together or " " not in text or any(char.isdigit() for char in text) or bool(_GROUP.search(text))


def _place_of_particle(words: list[str]) -> tuple[int, int]:
    """Find where the particle begins and where it ends; both are where the family name begins, if there is none."""
    last = len(words) - 1
    first = next((place for place in range(1, last) if words[place].islower()), None)
    if first is not None:
        after = first
        while after < last and words[after].islower():
            after += 1
        return first, after
    while last > 1 and words[last - 1] in _CAPITAL_PARTICLES:
        last -= 1
    return last, last
