"""Whether two names, as sources write them, may be of one person.

1. A name is parted into family and given names: at its comma, before initials at the end ("Smith JQ"), else before its
   last word. Titles and suffixes (Dr., Jr., III) go; letters lose their marks, and "ü" is also "ue".
2. Two names are one where the family names end alike and the given names agree as far as both go: equal, one the
   initial or the beginning of the other. The same words in another order are the same name.
3. The name of a team ("OpenAI", "Llama Team") is no person's: it says nothing against the persons of another list.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.ground.records import Author

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DROPPED = frozenset(("jr", "sr", "ii", "iii", "iv", "dr", "prof", "phd", "md", "et", "al"))
_TEAM_LIST = """
    team group collaboration consortium lab labs laboratory research university institute inc ltd corporation community
    project initiative committee foundation alliance network contributors authors organizers organisers
"""
_TEAM_WORDS = frozenset(_TEAM_LIST.split())
_OTHER_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"})
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_LONGEST_INITIALS = 3  # letters of "JQP"
_SHORTEST_BEGINNING = 3  # letters: "Dan" of "Daniel"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts.

    Attributes:
        family, given: the words of each, every word in the forms under which it is compared.
    """

    family: tuple[frozenset[str], ...]
    given: tuple[frozenset[str], ...]

    @property
    def words(self) -> frozenset[frozenset[str]]:
        """All its words, without their order."""
        return frozenset((*self.family, *self.given))

    @property
    def keys(self) -> frozenset[str]:
        """What one of the words of the same name is, whoever writes it: no initials."""
        return frozenset(form for word in self.words for form in word if len(form) > 1)


@lru_cache(maxsize=1 << 16)
def person_name(name: str) -> PersonName | None:
    """Part a name; None where it is that of a team, or a single word.

    >>> person_name("Smith, John Q.") == person_name("John Q. Smith") == person_name("John Q Smith, Jr.")
    True
    >>> person_name("OpenAI"), person_name("The Llama Team")
    (None, None)
    """
    parts = [part for part in (_words_of_part(part) for part in name.split(",")) if part]
    words = [word for part in parts for word in part]
    if len(words) < 2 or words[-1] == "AI" or any(word.casefold() in _TEAM_WORDS for word in words):
        return None
    if len(parts) > 1:
        return PersonName(_forms_of_words(parts[0]), _forms_of_words(_without_joined_initials(parts[1:])))
    if _are_initials(words[-1]) and not any(map(_are_initials, words[:-1])):
        return PersonName(_forms_of_words(words[:-1]), _forms_of_words(list(words[-1])))
    return PersonName(_forms_of_words(words[-1:]), _forms_of_words(_without_joined_initials([words[:-1]])))


def is_same_person(one: Author, other: Author) -> bool:
    """Check whether two authors of works of one title may be one person; two ORCID iDs decide.

    >>> smith = Author("J. Smith")
    >>> is_same_person(smith, Author("Smith, John")), is_same_person(smith, Author("P. Smith"))
    (True, False)
    >>> is_same_person(Author("Jürgen Müller"), Author("Mueller, J."))
    True
    """
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    first, second = person_name(one.name), person_name(other.name)
    if first is None or second is None:
        return _team_key(one.name) == _team_key(other.name)
    if first.words == second.words:
        return True
    return not first.family[-1].isdisjoint(second.family[-1]) and _given_names_agree(first.given, second.given)


def share_author(authors: Sequence[Author], others: Iterable[Author]) -> bool:
    """Check whether two lists of authors have one in common."""
    known: defaultdict[str, list[Author]] = defaultdict(list)
    for author in authors:
        for key in author_keys(author):
            known[key].append(author)
    return any(is_same_person(one, other) for other in others for key in author_keys(other) for one in known[key])


def author_keys(author: Author) -> frozenset[str]:
    """Return words of which two forms of one author's name share at least one."""
    parted = person_name(author.name)
    keys = parted.keys if parted is not None else frozenset((_team_key(author.name),))
    return keys | {author.orcid} if author.orcid else keys


def family_name(author: Author) -> str:
    """Return the family name of a person in plain letters, or the whole name of a team.

    >>> family_name(Author("Smith, John Q.")), family_name(Author("OpenAI"))
    ('smith', 'OpenAI')
    """
    parted = person_name(author.name)
    return " ".join(map(min, parted.family)) if parted is not None else author.name


def _words_of_part(part: str) -> list[str]:
    return [word for word in _WORDS.findall(unicodedata.normalize("NFC", part)) if word.casefold() not in _DROPPED]


def _are_initials(word: str) -> bool:
    return len(word) <= _LONGEST_INITIALS and word.isupper()


def _without_joined_initials(parts: Sequence[Sequence[str]]) -> list[str]:
    """Write "JQ" of "JQ Smith" as its letters; a name all in capitals has none."""
    words = [word for part in parts for word in part]
    return [piece for word in words for piece in (word if len(word) > 1 and _are_initials(word) else (word,))]


def _forms_of_words(words: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(map(_forms_of_word, words))


def _forms_of_word(word: str) -> frozenset[str]:
    """Return a word without case and marks, and with those marks spelled out that German and Nordic names spell out."""
    plain = unicodedata.normalize("NFC", word).casefold()
    return frozenset(_without_marks(form.translate(_OTHER_LETTERS)) for form in (plain, plain.translate(_DIGRAPHS)))


def _without_marks(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _team_key(name: str) -> str:
    words = [_without_marks(word.casefold()) for word in _WORDS.findall(name)]
    return "".join(word for word in words if word not in ("the", "team")) or name.casefold()


def _given_names_agree(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    if {"".join(map(min, one))} == {"".join(map(min, other))}:
        return True  # "Xiao-Ming" and "Xiaoming"
    return all(
        any(_word_agrees(a, b) for a in first for b in second) for first, second in zip(one, other, strict=False)
    )


def _word_agrees(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (long.startswith(short) and (len(short) == 1 or len(short) >= _SHORTEST_BEGINNING))
