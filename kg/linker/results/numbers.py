"""The numbers of a sentence, with the unit after them.

1. "8 to 24 times", "2.0%~3.2%" and "3-28%" are one number, the larger bound; "from 30% to 92%" are two.
2. Numbers that only commas, "and" or "or" part make an enumeration, whose bare members take its unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.linker.results.clauses import Sentence

# At most 7 and 8 digits: what is longer is no result, and a float holds what is shorter.
_NUMBER = re.compile(
    r"""(?:(?<![\w.,@^_\-]) | (?<=\d-) | (?<=%-) | (?<=[\d%]--) | (?<=times-) | (?<=x-) | (?<=\bsim))
    (?P<sign>(?<![%\dsx])[-−+](?=\d))? (?P<value>[0-9]{1,3}(?:,[0-9]{3}){1,2} | [0-9]{1,7}(?:\.[0-9]{1,8})?)
    (?P<unit> [\s~]?\\?\s?% | [\s~]?percent(?:age\spoints?)?\b | [\s~]?pp\b
            | [-\s~](?:(?:absolute|percentage|average|%|accuracy|f1|bleu|map|miou|auc|elo|rouge(?:-l)?|score)\s){0,2}
              (?:points?|pts)\b
            | [\s~$]{0,2}(?:\\times\b|×|x(?!\w)|times\b) | [\s~]?fps\b )?
    (?!\w|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
# What holds more numbers is no sentence but a table.
MOST_NUMBERS = 50
_LIKELY = re.compile(
    r"[0-9]\.[0-9]|[0-9][\s~]?\\?\s?%|[0-9][\s~$-]{0,2}\\?(?:percent|pp\b|p(?:oin)?ts?\b|times|x|×|fps)"
    r"|[0-9][\s-][a-z1 ]{1,20}points?\b|\b(?:of|from|to|is|reaches|scores?|scoring|=|at|drops|by)\s[~$]?[0-9]",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-{1,2}|–|~|\\sim)\s?|\sto\s(?:(?:over|up\sto|nearly|almost|about|around)\s)?")
LIST_GAP = re.compile(
    r"(?:\s?\([^()]{1,30}\))?\s?(?:,\s?(?:and\s|or\s)?|\sand\s|\sor\s|/|\s&\s)\s?(?:\(?(?:up\sto|over|about|only)\s)?[~$]*"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit.

    Attributes:
        start, end: offsets in the sentence, of the whole range where it is one.
        sign: ``+``, a minus, or nothing. unit: ``%``, ``points``, ``x``, ``FPS`` or None.
        group: the number of its enumeration in the sentence. baseline: whether it is the A of "from A to B".
        is_range: whether it is the larger bound of a range.
    """

    start: int
    end: int
    sign: str
    value: Decimal
    unit: str | None
    group: int = 0
    baseline: bool = False
    is_range: bool = False


def may_report(sentence: str) -> bool:
    """Whether a sentence holds a number that could be a figure; quick, and right for most sentences that hold none.

    >>> may_report("It has 7 layers."), may_report("It reaches 73.2%."), may_report("A score of 45")
    (False, True, True)
    """
    return _LIKELY.search(sentence) is not None


def _numbers_of_sentence(sentence: Sentence) -> list[Number]:
    found = []
    for match in _NUMBER.finditer(sentence.text):
        start = match.start()
        inside = any(place.start <= start < place.end for place in sentence.places)
        if inside or any(metric.start <= start < metric.end for metric in sentence.metrics):
            continue
        value = Decimal(match["value"].replace(",", ""))
        found.append(Number(start, match.end(), match["sign"] or "", value, _canonical_unit(match["unit"])))
        if len(found) == MOST_NUMBERS:
            break
    return found


def _canonical_unit(text: str | None) -> str | None:
    if text is None:
        return None
    bare = text.strip(" \t\n~$\\-").lower()
    if bare.startswith("percentage") or bare == "pp" or "point" in bare or bare == "pts":
        return "points"
    if bare == "fps":
        return "FPS"
    return "%" if bare.endswith(("%", "percent")) else "x"


def _joined_ranges(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    joined: list[Number] = []
    for number in numbers:
        previous = joined[-1] if joined else None
        gap = sentence.lower[previous.end : number.start] if previous else ""
        if previous is None or not _RANGE.fullmatch(gap) or previous.unit not in (None, number.unit):
            joined.append(number)
        elif "to" in gap and re.search(r"\bfrom\s[~$]*$", sentence.lower[: previous.start][-8:]):
            joined[-1] = replace(previous, unit=previous.unit or number.unit, baseline=True)
            joined.append(number)
        else:
            value = max(previous.value, number.value)
            joined[-1] = replace(number, start=previous.start, value=value, sign=previous.sign, is_range=True)
    return joined


def find_numbers(sentence: Sentence) -> list[Number]:
    """The numbers of a sentence outside names and metrics, in reading order."""
    return _grouped_numbers(sentence, _joined_ranges(sentence, _numbers_of_sentence(sentence)))


def _grouped_numbers(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    """Numbers with the number of their enumeration; a bare member gets the unit of the last one."""
    grouped: list[Number] = []
    for number in numbers:
        previous = grouped[-1] if grouped else None
        joins = previous is not None and LIST_GAP.fullmatch(sentence.lower[previous.end : number.start].rstrip("+"))
        group = previous.group if previous and joins else (previous.group + 1 if previous else 0)
        grouped.append(replace(number, group=group))
    units = {number.group: number.unit for number in grouped}
    aligned = "respectively" in sentence.lower
    return [
        replace(number, unit=units[number.group])
        if number.unit is None and (aligned or number.value % 1) and units[number.group] != "x"
        else number
        for number in grouped
    ]
