"""Numbers that are written in words: "half", "doubles", "one in three", "threefold", "four out of eleven"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_VALUES = {word: number for number, word in enumerate(_WORDS)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "hundred": 100,
}
_PLAIN = "|".join(sorted(_VALUES, key=len, reverse=True))
_SHARES = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_FACTORS = {"twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "quadrupl": 4}
_PATTERN = re.compile(
    rf"""\b(?:
      (?P<factor>twice | thrice | (?:doubl|tripl|quadrupl)(?:e|es|ed|ing)
        (?=\s(?:the|its|their|our|that|this|from|in|every|approximately|about)\b|[,.;)]|$) )
    | (?P<half>half | halves | halved | halving )\b(?![\s-](?:a\s)?(?:precision|life|plane|space|century))
    | (?P<shares>one|two|three|a)[\s-](?P<share>third|quarter|fifth|tenth)s?\b
    | (?P<times>{_PLAIN})[\s-]?(?:times|fold)\b
    | (?P<unit_value>{_PLAIN})\s(?P<unit>percent|per\scent|percentage\spoints|points?)\b
    | (?P<count>{_PLAIN})(?=\s(?:out\sof|of|in)\s(?:(?:the|all|our|its|these|those)\s)?(?:\d|(?:{_PLAIN})\b))
    | (?P<magnitude>an?|{_PLAIN})\sorders?\sof\smagnitude\b
    )""",
    re.VERBOSE,
)


def number_of_word(word: str) -> int | None:
    """Read the whole number that a word or digits stand for, above 0; None for another word.

    >>> number_of_word("eleven"), number_of_word("17"), number_of_word("seventh")
    (11, 17, None)
    """
    return (int(word) or None) if word.isdigit() else _VALUES.get(word.lower()) or None


def find_worded_numbers(lower: str) -> Iterator[tuple[int, int, Decimal, str | None]]:
    """Find the numbers in words of a text in lower case: start, end, value, unit; a count with a total has no unit yet.

    >>> [(str(value), unit) for *_, value, unit in find_worded_numbers("half are twice as fast, a tenfold gain")]
    [('0.5', None), ('2', 'x'), ('10', 'x')]
    """
    for match in _PATTERN.finditer(lower):
        start, end = match.span()
        if match["factor"]:
            yield start, end, Decimal(next(n for stem, n in _FACTORS.items() if match["factor"].startswith(stem))), "x"
        elif match["half"]:
            yield start, end, Decimal("0.5"), None
        elif match["share"]:
            yield start, end, Decimal(_VALUES.get(match["shares"], 1)), f"of {_SHARES[match['share']]}"
        elif match["times"]:
            yield start, end, Decimal(_VALUES[match["times"]]), "x"
        elif match["unit"]:
            unit = "%" if match["unit"] in ("percent", "per cent") else "points"
            yield start, end, Decimal(_VALUES[match["unit_value"]]), unit
        elif match["count"]:
            yield start, end, Decimal(_VALUES[match["count"]]), None
        else:
            yield start, end, Decimal(10) ** _VALUES.get(match["magnitude"], 1), "x"
