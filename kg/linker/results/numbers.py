"""The numbers of a sentence, with unit, bound and range: every number that could be a result.

1. Digits ("73.2%", "3.4X", "10 ms", "$0.01"), words ("half", "doubles", "one in three", "threefold") and counts with a
   total ("13 of 17").
2. "8 to 24 times", "2.0%~3.2%", "3-28%" and "between 39 and 50" are one number, a range; "from 30% to 92%" are two.
3. Numbers that only commas, "and" or "or" part make an enumeration, whose bare members take its unit.
4. A run goes on where no verb and no other quantity stands between: "by 17.9 points on A, 11.0 on B and 3.9 on C". What
   only one of its numbers says, holds for all; a bare number takes the unit of the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.ground.machine.remembered import Remembered
from kg.ground.schema import ResultBound
from kg.linker.results.clauses import Sentence
from kg.linker.results.verbs import find_verbs
from kg.linker.text.number_words import find_worded_numbers, number_of_word

_PRINTED_UNIT = (
    r"ms|seconds?|secs?|s|minutes?|mins?|hours?|days?|weeks?|months?|years?|gb|mb|tb|kb|gib|mib|db|hz|khz|mhz|ghz|"
    r"pixels?|mm|cm|km|m|nm|kg|w|kw|kwh|mw|j|mj|ev|mev|mae|ppl|bpc|tops|gflops|tflops|flops|fold"
)
# At most 7 and 8 digits: what is longer is no result, and a float holds what is shorter. What it begins with is looked
# at first, since looking back at each letter takes five times as long.
_NUMBER = re.compile(
    rf"""(?=[-−+0-9])
    (?:(?<![\w.,@^_\-]) | (?<=\d-) | (?<=%-) | (?<=[\d%]--) | (?<=times-) | (?<=x-) | (?<=\bsim) | (?<=\bsub-)
        | (?<=\b[lg]eq) )
    (?P<sign>(?<![%\dsx])[-−+](?=\d))? (?P<value>[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,2}} | [0-9]{{1,7}}(?:\.[0-9]{{1,8}})?)
    (?P<unit> [\s~]?\\?\s?% | [-\s~]?percent(?:age\spoints?)?\b | [\s~]?pp\b
            | [-\s~](?:(?:absolute|percentage|average|%|accuracy|f1|bleu|map|miou|auc|elo|rouge(?:-l)?|score)\s){{0,2}}
              (?:points?|pts)\b
            | [\s~$]{{0,2}}(?:\\times\b|×|x(?!\w)|times\b) | [-\s]?fold\b | [\s~]?fps\b | [-\s]?(?:{_PRINTED_UNIT})\b )?
    (?!(?!_\{{)\w|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
# What holds more numbers is no sentence but a table.
MOST_NUMBERS = 50
_DIGIT = re.compile("[0-9]")
_LIKELY = re.compile(
    r"[0-9]\.[0-9]|[0-9][\s~]?\\?\s?%|[0-9][\s~$-]{0,2}\\?(?:percent|pp\b|p(?:oin)?ts?\b|times|x|×|fps|fold)"
    rf"|[0-9][\s-](?:[a-z1 ]{{1,20}}points?|{_PRINTED_UNIT})\b|[0-9]\s(?:out\s)?of\s"
    r"|\b(?:of|from|to|is|reaches|scores?|scoring|=|at|drops|by|than|\$)\s?[~$<>(]{0,2}[0-9]|[:(~=$]\s?[0-9]",
    re.IGNORECASE,
)
# Of text in lower case: without regard to case the search takes three times as long.
_WORDED = re.compile(
    r"\b(?=[defhnoqst])(?:hal(?:f|v)|twice|thrice|doubl|tripl|quadrupl|third|quarter|two-third|order|tenfold|twofold"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[\s-](?:times|fold|percent|points?|in|of|out|orders)\b)"
)
# A word in which such a number may begin: looked up, since few sentences have one.
_NUMBER_WORD = re.compile(
    r"\b(?:hal[fv]|doubl|tripl|quadrupl|third|quarter|order|twice|thrice"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
    re.IGNORECASE,
)
_NUMBER_WORDS: Remembered[str, bool] = Remembered(lambda word: _NUMBER_WORD.search(word) is not None, most=1 << 15)
_RANGE = re.compile(r"\s?(?:-{1,2}|–|~|\\sim)\s?|\sto\s(?:(?:over|up\sto|nearly|almost|about|around)\s)?")
_BETWEEN = re.compile(r"\bbetween\s[~$]*$")
LIST_GAP = re.compile(
    r"(?:\s?\([^()]{1,30}\))?\s?(?:,\s?(?:and\s|or\s)?|\sand\s|\sor\s|/|\s&\s)\s?(?:\(?(?:up\sto|over|about|only)\s)?[~$]*"
)
# Between two numbers of a run, names as ``n`` and metrics as ``m``: what the first was reached on, then a comma or so.
_RUN_GAP = re.compile(
    r"[)$\\]{0,3}(?:\s\(?[a-z][\w.+'’^/-]*\)?){0,9}?(?P<mark>,\s?(?:and\s|or\s)?|\s(?:and|or)\s|\sto\s|/)"
    r"(?:(?:by|an?|up\sto|over|about|only|another|even|further|of)\s){0,3}[(~$+]{0,3}"
)
# "(A +17.9%, B +11.0%)": each after its name, in the same manner.
_NAMED_GAP = re.compile(r"\)?[,;]?\s(?:and\s|or\s)?n{2,}(?P<glue>\s?[(:]?\s?[~$]?)")
_LONGEST_RUN_GAP = 70
_SHARED_UNITS = ("%", "points")
_LARGEST_BARE = 1000  # of whole numbers that take the unit of their neighbour
_TOTAL = re.compile(
    r"\s(?:(?:out\s)?of|in)\s(?:(?:the|all|our|its|these|those)\s)?(?P<total>\d{1,6}|[a-z]{3,9}\b)(?![\w.,]?\d|\s?%)",
    re.IGNORECASE,
)
_REACHING = re.compile(
    r"\b(?:achiev|reach|obtain|scor|attain|yield|averag|record|rank|from|to|than|by)\w*\s(?:\w+\s){0,3}[~$(]*$"
)
_BOUNDS = (
    (ResultBound.UP_TO, r"up\sto|as\s(?:much|high|many|low|little|few)\sas|(?:a\s)?maximum\s(?:\w+\s)?of|at\sbest|max\.?"),  # noqa: E501
    (ResultBound.AT_LEAST, r"at\sleast|over|(?:more|greater|higher|better|larger)\sthan|exceed\w*|above|surpass\w*|"
                           r"beyond|minimum\sof|≥|\\geq?\w*|geq|>"),
    (ResultBound.AT_MOST, r"at\smost|under|(?:less|fewer|lower|smaller|no\smore|worse)\sthan|below|within|sub-|"
                          r"only\sup\sto|≤|\\leq?\w*|leq|<"),
    (ResultBound.ABOUT, r"about|around|approximately|nearly|almost|roughly|close\sto|~|\\sim|sim|≈|circa|some"),
)  # fmt: skip
_BOUND = tuple(
    (bound, re.compile(rf"(?:^|[^a-z])(?:{words})\s?(?:a|an|the|only|just)?\s?[~$\\]*\s?$")) for bound, words in _BOUNDS
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit.

    Attributes:
        start, end: offsets in the sentence, of the whole range where it is one.
        sign: ``+``, a minus, or nothing. value: of a range the upper end; low: its lower end.
        unit: ``%``, ``points``, ``x``, ``FPS``, ``$``, ``of 17``, as printed ("ms"), or None.
        bound: "about", "up to" and the like before it. worded: whether it is written in words.
        group, run: the numbers of its enumeration and of its run in the sentence.
        baseline: whether it is the A of "from A to B".
    """

    start: int
    end: int
    sign: str
    value: Decimal
    unit: str | None
    group: int = 0
    run: int = 0
    baseline: bool = False
    low: Decimal | None = None
    bound: ResultBound | None = None
    worded: bool = False


def may_report(sentence: str, words: Iterable[str]) -> bool:
    """Tell whether a sentence holds a number that could be a figure; quick, and right for most sentences that hold
    none.

    Args:
        words: the tokens of the sentence.

    >>> [may_report(text, text.split()) for text in ("It has layers.", "It reaches 73.2%.", "It is twice as fast.")]
    [False, True, True]
    """
    digits = _DIGIT.search(sentence) is not None and _LIKELY.search(sentence) is not None
    return digits or (any(map(_NUMBER_WORDS.__getitem__, words)) and _WORDED.search(sentence.lower()) is not None)


def may_be_result(sentence: Sentence, number: Number) -> bool:
    """Tell whether a number needs a closer look: not a bare whole number far from any metric, and no year."""
    if number.unit is not None or number.value % 1 or "." in sentence.text[number.start : number.end]:
        return True
    if number.worded or number.low is not None:
        return number.worded
    near = sentence.lower[max(0, number.start - 60) : number.start]
    metric = any(abs(each.start - number.start) <= 90 for each in sentence.metrics)
    return metric or _REACHING.search(near) is not None


def find_numbers(sentence: Sentence) -> list[Number]:
    """Return the numbers of a sentence outside names and metrics, in reading order."""
    found = _printed_numbers(sentence)
    if _WORDED.search(sentence.lower):
        found += _worded_numbers(sentence)
    found.sort(key=lambda number: number.start)
    numbers = _with_totals(sentence, _joined_ranges(sentence, found[:MOST_NUMBERS]))
    runs = _numbers_in_runs(sentence, _grouped_numbers(sentence, numbers))
    return [_with_bound(sentence, number) for number in runs]


def _printed_numbers(sentence: Sentence) -> list[Number]:
    found = []
    for match in _NUMBER.finditer(sentence.text):
        start = match.start()
        if _is_inside_name(sentence, start):
            continue
        value = Decimal(match["value"].replace(",", ""))
        unit = _canonical_unit(match["unit"])
        before, after = sentence.text[start - 1 : start], sentence.text[match.end() : match.end() + 12]
        if unit is None and before == "$" and "$" not in after:
            unit = "$"
        found.append(Number(start, match.end(), match["sign"] or "", value, unit))
        if len(found) == MOST_NUMBERS:
            break
    return found


def _worded_numbers(sentence: Sentence) -> list[Number]:
    return [
        Number(start, end, "", value, unit, worded=True)
        for start, end, value, unit in find_worded_numbers(sentence.lower)
        if not _is_inside_name(sentence, start)
    ]


def _is_inside_name(sentence: Sentence, start: int) -> bool:
    return any(place.start <= start < place.end for place in sentence.places) or any(
        metric.start <= start < metric.end for metric in sentence.metrics
    )


def _canonical_unit(text: str | None) -> str | None:
    if text is None:
        return None
    bare = text.strip(" \t\n~$\\-").lower()
    if bare.startswith("percentage") or bare == "pp" or "point" in bare or bare == "pts":
        return "points"
    if bare == "fps":
        return "FPS"
    if bare.endswith(("%", "percent")):
        return "%"
    return "x" if bare in ("x", "×", "times", "fold") else text.strip(" -")


def _joined_ranges(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    joined: list[Number] = []
    for number in numbers:
        previous = joined[-1] if joined else None
        gap = sentence.lower[previous.end : number.start] if previous else ""
        between = previous is not None and gap == " and " and _BETWEEN.search(sentence.lower[: previous.start])
        known = previous is not None and previous.unit in (None, number.unit) and previous.low is None
        if previous is None or not known or not (between or _RANGE.fullmatch(gap)):
            joined.append(number)
        elif "to" in gap and re.search(r"\bfrom\s[~$]*$", sentence.lower[: previous.start][-8:]):
            joined[-1] = replace(previous, unit=previous.unit or number.unit, baseline=True)
            joined.append(number)
        elif previous.value != number.value:
            ends = sorted((previous.value, number.value))
            joined[-1] = replace(number, start=previous.start, low=ends[0], value=ends[1], sign=previous.sign)
        else:
            joined.append(number)
    return joined


def _with_totals(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    """Read "13 of 17" as one number; the total is none of its own."""
    kept: list[Number] = []
    for number in numbers:
        if kept and number.start < kept[-1].end:
            continue
        total = _TOTAL.match(sentence.text, number.end) if number.unit is None and number.value % 1 == 0 else None
        size = number_of_word(total["total"]) if total else None
        if total is not None and size is not None and number.value <= size and number.low is None:
            number = replace(number, end=total.end(), unit=f"of {size}")
        kept.append(number)
    return [number for number in kept if not (number.worded and number.unit is None and number.value >= 1)]


def _grouped_numbers(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    """Return numbers with the number of their enumeration; a bare member gets the unit of the last one."""
    grouped: list[Number] = []
    for number in numbers:
        previous = grouped[-1] if grouped else None
        alike = previous is not None and number.worded is previous.worded
        joins = previous and alike and LIST_GAP.fullmatch(sentence.lower[previous.end : number.start].rstrip("+"))
        group = previous.group if previous and joins else (previous.group + 1 if previous else 0)
        grouped.append(replace(number, group=group))
    units = {number.group: number.unit for number in grouped}
    aligned = "respectively" in sentence.lower
    return [
        replace(number, unit=units[number.group])
        if number.unit is None
        and (aligned or number.value % 1 or (units[number.group] in _SHARED_UNITS and number.value < _LARGEST_BARE))
        and units[number.group] != "x"
        else number
        for number in grouped
    ]


def _numbers_in_runs(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    """Return numbers with the number of their run; a bare one takes the unit of the one before it."""
    masked = _masked_names(sentence) if len(numbers) > 1 else ""
    joined: list[Number] = []
    for number in numbers:
        previous = joined[-1] if joined else None
        if previous is None or not _continues_run(sentence, masked, previous, number):
            joined.append(replace(number, run=previous.run + 1 if previous else 0))
        elif number.unit is None and previous.unit in _SHARED_UNITS and number.value < _LARGEST_BARE:
            joined.append(replace(number, run=previous.run, unit=previous.unit))
        else:
            joined.append(replace(number, run=previous.run))
    return joined


def _continues_run(sentence: Sentence, masked: str, previous: Number, number: Number) -> bool:
    """Tell whether a number goes on what the number before it says."""
    if number.worded is not previous.worded or _has_decimals(number) is not _has_decimals(previous):
        return number.group == previous.group and number.unit == previous.unit
    if number.group == previous.group:
        return number.unit == previous.unit
    gap = masked[previous.end : number.start]
    if len(gap) > _LONGEST_RUN_GAP or (number.unit != previous.unit and number.unit is not None):
        return False
    named = _NAMED_GAP.fullmatch(gap)
    if named is not None and masked[: previous.start].endswith("nn" + named["glue"]):
        return True
    match = _RUN_GAP.fullmatch(gap)
    if match is None or (match["mark"] == " to ") is not previous.baseline or find_verbs(gap, len(gap)):
        return False
    return sentence.clause(previous.start) == sentence.clause(number.start)


def _has_decimals(number: Number) -> bool:
    return number.value.as_tuple().exponent != 0


def _masked_names(sentence: Sentence) -> str:
    """Return the sentence in lower case, each name as so many ``n``, each metric as so many ``m``."""
    masked = sentence.lower
    for spans, letter in ((sentence.places, "n"), (sentence.metrics, "m")):
        for span in spans:
            masked = masked[: span.start] + letter * (span.end - span.start) + masked[span.end :]
    return masked


def _with_bound(sentence: Sentence, number: Number) -> Number:
    before = sentence.lower[max(0, number.start - 24) : number.start]
    for bound, pattern in _BOUND:
        if pattern.search(before):
            return replace(number, bound=bound)
    return replace(number, bound=ResultBound.AT_LEAST) if sentence.text.startswith("+", number.end) else number
