"""Where the words of a link stand in their sentence."""

from __future__ import annotations

from collections.abc import Iterator


def place_in_sentence(sentence: str, words: str, before: str) -> int | None:
    """Find where the words of evidence begin in its sentence, which may have them more than once.

    Args:
        sentence: ``kg:sentence``. words: ``oa:exact``. before: ``oa:prefix``, some characters in front of the words,
            which may begin before the sentence does.

    Returns:
        the place, or None where the sentence has no such words behind such a prefix.

    >>> place_in_sentence("GSM8K is hard: on GSM8K it fails.", "GSM8K", "is hard: on ")
    18
    >>> place_in_sentence("On MMLU.", "MMLU", "It ends. On "), place_in_sentence("On MMLU.", "GPT", "On ")
    (3, None)
    """
    best: tuple[int, int] | None = None  # of what agrees, the characters that do, and the place; an earlier one first
    for place in _places_of_part(sentence, words):
        agreeing = min(place, len(before))
        if sentence[place - agreeing : place] == before[len(before) - agreeing :] and (
            best is None or agreeing > best[0]
        ):
            best = agreeing, place
    return None if best is None else best[1]


def _places_of_part(text: str, part: str) -> Iterator[int]:
    position = text.find(part) if part else -1
    while position >= 0:
        yield position
        position = text.find(part, position + 1)
