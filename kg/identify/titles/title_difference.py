"""In what two titles differ, and whether that is a slip of the pen or another title.

1. The fewest edits between two keys (letters changed, lost, added, or two exchanged), at most three, are found diagonal
   by diagonal (Landau and Vishkin, "Fast parallel and serial approximate string matching", 1989): between titles that
   are nearly the same that costs as much as reading them.
2. Each edit belongs to a word of the indexed title; against it stands what the query has in its place.
3. A word that was changed is a slip where what stands there now is no word, or a far rarer one. Digits never slip, nor
   does a name that few titles have gain or lose an ending: "SAM 2" is not "SAM 3", "LLaVA" not "LLaVA Pro".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

MOST_EDITS = 2  # of a title that is taken for the same without other evidence
_REAL = 3  # titles that have a word which is no slip itself
_FAR_COMMONER = 64  # times; "teh" stands in one of some thousand titles that have "the"
_SHORT_WORD = 4  # letters; slips in shorter words make other words
_LEAST_COINED = 6  # letters of a coined name in which a slip can be told from another name

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: ``length`` letters of the indexed key from ``place`` became ``letters`` at ``at`` of the query's."""

    place: int
    length: int
    at: int
    letters: str


def edits_between(query: str, indexed: str, most: int, *, cut: bool = False) -> tuple[Edit, ...] | None:
    """Return the fewest edits that make the query's key of an indexed key; None where they are more than ``most``.

    Args:
        cut: whether the indexed key may go on behind the end of the query's.

    >>> edits_between("attenton", "attention", 2)
    (Edit(place=6, length=1, at=6, letters=''),)
    >>> edits_between("attetnio", "attention", 2, cut=True)
    (Edit(place=4, length=2, at=4, letters='tn'),)
    """
    if not cut and abs(len(query) - len(indexed)) > most:
        return None
    furthest: dict[int, tuple[int, tuple[Edit, ...]]] = {0: (_run(query, indexed, 0, 0), ())}
    for used in range(most + 1):
        for diagonal in sorted(furthest, key=abs):
            at, made = furthest[diagonal]
            if at == len(query) and (cut or at + diagonal == len(indexed)):
                return made
        if used < most:
            furthest = _one_edit_further(query, indexed, furthest)
    return None


def _one_edit_further(
    query: str, indexed: str, furthest: dict[int, tuple[int, tuple[Edit, ...]]]
) -> dict[int, tuple[int, tuple[Edit, ...]]]:
    """Say how far each diagonal (place in the indexed key less place in the query's) reaches with one edit more."""
    reached: dict[int, tuple[int, tuple[Edit, ...]]] = {}
    for diagonal, (at, made) in furthest.items():
        place = at + diagonal
        steps = [(1, 1), (1, 0), (0, 1)]
        if query[at : at + 2] == indexed[place : place + 2][::-1] and at + 1 < len(query):
            steps.append((2, 2))
        for lost, put in steps:
            if place + lost > len(indexed) or at + put > len(query):
                continue
            other = diagonal + lost - put
            end = _run(query, indexed, at + put, place + lost)
            if other not in reached or end > reached[other][0]:
                reached[other] = (end, (*made, Edit(place, lost, at, query[at : at + put])))
    return reached


def _run(query: str, indexed: str, at: int, place: int) -> int:
    """Find where in the query's key the letters that are the same from two places on end."""
    size = min(len(query) - at, len(indexed) - place)
    if query[at : at + size] == indexed[place : place + size]:
        return at + size
    low, high = 0, size  # the same up to ``low``, not up to ``high``
    while high - low > 1:
        middle = (low + high) // 2
        if query[at + low : at + middle] == indexed[place + low : place + middle]:
            low = middle
        else:
            high = middle
    return at + low


def is_slip(edits: Sequence[Edit], query: str, indexed: str, words: Sequence[str], count: Count) -> bool:
    """Tell whether edits are slips of the pen, none of which makes another title.

    Args:
        query, indexed: the keys. words: of the indexed title; together they are its key. count: how many titles have a
            word.
    """
    for edit in edits:
        touched = edit.letters + indexed[edit.place : edit.place + edit.length]
        if any(letter.isdigit() for letter in touched):
            return False
    # Which of two equal letters is the one too many nobody knows: it may end one word or begin the next.
    moved = [_moved_to_front(edit, indexed) for edit in edits]
    return all(_are_slips(each, query, words, count) for each in (edits, moved))


def _moved_to_front(edit: Edit, indexed: str) -> Edit:
    """Return a letter that was added or lost, at the first of the equal letters that it stands among."""
    letter = edit.letters if not edit.length else indexed[edit.place] if not edit.letters else ""
    place = edit.place
    while letter and place and indexed[place - 1] == letter:
        place -= 1
    return replace(edit, place=place, at=edit.at - edit.place + place)


def _are_slips(edits: Sequence[Edit], query: str, words: Sequence[str], count: Count) -> bool:
    begin = 0
    for word in words:
        end = begin + len(word)
        if any(edit.place <= end and begin <= edit.place + edit.length for edit in edits):
            spellings = _spellings(edits, query, begin, end)
            if not all(_is_slip_of_word(spelling, word, count) for spelling in spellings - {word}):
                return False
        begin = end
    return not any(_is_new_word(letters, count) for letters in _added_between_words(edits, words))


def _spellings(edits: Sequence[Edit], query: str, begin: int, end: int) -> set[str]:
    """Say what the query may have in the place of a word: letters added beside it belong to it, or to its neighbour."""
    first, first_behind = _place_in_query(edits, begin)
    last, last_behind = _place_in_query(edits, end)
    return {query[first_behind:last], query[first:last], query[first_behind:last_behind]}


def _place_in_query(edits: Sequence[Edit], place: int) -> tuple[int, int]:
    """Find where a place of the indexed key is in the query's, before and behind letters that were added just there."""
    moved = added = 0
    for edit in edits:
        if not edit.length and edit.place == place:
            added += len(edit.letters)
        elif edit.place + edit.length <= place:
            moved += len(edit.letters) - edit.length
    return place + moved, place + moved + added


def _added_between_words(edits: Sequence[Edit], words: Sequence[str]) -> Iterator[str]:
    place = 0
    for word in ("", *words):
        place += len(word)
        yield "".join(edit.letters for edit in edits if not edit.length and edit.place == place)


def _is_new_word(letters: str, count: Count) -> bool:
    return letters == "a" or (len(letters) > 1 and count(letters) >= _REAL)


def _is_slip_of_word(spelling: str, word: str, count: Count) -> bool:
    if spelling == word + "s" or word == spelling + "s":  # a plural, which other titles have
        return False
    known, written = count(word), count(spelling)
    if written >= _REAL:
        return known >= _FAR_COMMONER * written
    if len(word) < _SHORT_WORD:
        return spelling != "" and known >= _FAR_COMMONER * max(1, written)
    if known >= _REAL:
        return spelling != ""
    if len(word) < _LEAST_COINED or abs(len(spelling) - len(word)) > 1:
        return False
    gained_ending = spelling.startswith(word) or word.startswith(spelling)
    gained_beginning = spelling.endswith(word) or word.endswith(spelling)
    return not (gained_ending or gained_beginning)
