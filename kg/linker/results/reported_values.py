"""The figures of a sentence: which numbers are results, with unit, kind and metric.

1. What a number is not: a size, a count, a share of data, a year, a rank, a bound of "between A and B".
2. Kind: a gain where the words around say "by", "improvement", "higher", "faster", or where a sign "+" stands before;
   else absolute. Points and "absolute" make an absolute gain, ``x`` and "relative" a relative one; a bare per cent
   gain counts as relative. "gains of 3.5% in A and 1.7% over B": the second is what the first is.
3. Metric: right after the figure, else the nearest before it in its clause.

A gain that makes things worse is negative: ``-25`` points for "a 25-point accuracy loss". Reductions of what should be
low (errors, latency, cost), or of something with no metric, are gains like others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ground.schema import ResultKind
from kg.linker.results.clauses import Sentence
from kg.linker.results.metrics import MetricName
from kg.linker.results.numbers import LIST_GAP, Number

_CHANGE = (
    r"(?:improvements?|gains?|increases?|reductions?|decreases?|drops?|boosts?|speed-?ups?|loss(?:es)?|savings?"
    r"|accelerations?|declines?|degradations?|rise|uplift|compression|gap)"
)
_AMOUNT = (
    r"(?:up\sto|at\sleast|an?|over|more\sthan|about|around|approximately|roughly|nearly|almost|as\smuch\sas|average"
    r"|(?:an?\s)?average\sof|(?:an?\s)?(?:(?:large|wide|significant)\s)?margins?\sof|only|additional|further|another)"
)
_GAIN_BEFORE = re.compile(
    rf"(?:\bby\s(?:{_AMOUNT}\s|[~>])*|{_CHANGE}(?:\sof|\sup\sto|:|\sby)?(?:\s{_AMOUNT})*\s?)[~<>$\\(]*$"
)
_GAIN_AFTER = re.compile(
    rf"\)?\$?\s?\(?(?:absolute|relative|average)?\)?\s?(?:[\w/-]+\s){{0,3}}?"
    rf"(?:{_CHANGE}|higher|lower|better|worse|faster|slower|more|fewer|less)\b"
)
_LOSS = re.compile(
    r"\b(?:loss(?:es)?|los(?:es?|ing)|drop\w*|degrad\w*|declin\w*|worse|trail\w*|lag\w*|behind|fall\w*|fell|below)\b"
)
_LESS = re.compile(r"\b(?:reduc\w*|decreas\w*|lower\w*|fewer|less|smaller|sav(?:e|es|ed|ing|ings)|cut(?:s|ting)?)\b")
_MORE = re.compile(
    r"\b(?:improv\w*|gain\w*|increas\w*|boost\w*|higher|outperform\w*|surpass\w*|exceed\w*|rais\w+|ris\w+|better)\b"
)
# Shares and sizes: "10% of the data", "95% confidence", "5 times larger", "17x its size", "20% of the training cost".
_NO_RESULT_AFTER = re.compile(
    r"\)?\$?\s?(?:confidence|credible|(?:larger|bigger|smaller|longer|deeper|wider|its\ssize|their\ssize|the\ssize|in\ssize)\b"
    r"|(?:larger|smaller|bigger)\s|(?:\w+\s){0,2}(?:less|fewer|more|larger)\s(?:[\w-]+\s){0,2}"
    r"(?:data|parameters|tokens|samples|examples|images|scales?|models?|params)\b"
    r"|of\s(?:them|these|those)\b|of\s(?:(?:the|all|its|our|their|total|training|original|model|available|labell?ed|full)\s){0,3}(?:\w+\s)?"
    r"(?:data|dataset|datasets|parameters|params|tokens|samples|training|users|participants|respondents|papers|weights|"
    r"cost|budget|size|compute|layers|neurons|heads|instances|examples|population|people|women|men|patients|"
    r"articles|authors|questions|annotations|models|tasks|languages|stations|sites|pages|images|documents)\b)"
)
_SCALE = re.compile(r"\s(?:likert|scale)")
# "8x the size", "256 x 256", "8x RTX 4090".
_TIMES_OF = re.compile(r"\$?\s?(?:the\s|\d|rtx|nvidia|h[12]00|a100|v100|gpu)")
# "solves 45% of the tasks" is a score, unlike other shares.
_SOLVES = re.compile(
    r"\b(?:pass|solv|complet|resolv|answer|succeed|handl)\w*\s(?:on\s)?(?:only\s|just\s|up\sto\s)?[~$]*$"
)
_TIME_SHARE = re.compile(r"\)?\s?of\s(?:the\s)?(?:time|cases)\b")
_COUNTED = re.compile(
    r"\$?\s?-?(?:million|billion|thousand|trillion|hundred|[kmbt]\b|gb\b|mb\b|tb\b|ghz\b|hz\b|hours?\b|hrs?\b|seconds?\b|"
    r"minutes?\b|days?\b|weeks?\b|months?\b|years?\b|ms\b|s\b|gpus?\b|layers?\b|bits?\b|shots?\b|pages?\b|tokens?\b|"
    r"parameters?\b|samples?\b|km\b|cm\b|mm\b|nm\b|kg\b|ev\b|degrees?\b)"
)
_NO_FIGURE_BEFORE = re.compile(
    r"\b(?:top|confidence interval|ci|p|alpha|the|version|table|figure|section)\s?[-=<>(]\s?$|\btop[- ]$"
    r"|\bbetween\s[~$]*$|\bp\s?[<>=]\s?$|\b(?:top|remaining|only\sthe|first|within|out\sof)\s$"
)
_VALUE_FOLLOWS = re.compile(r"scor\w+ (?:of )?$|(?:scores|respectively|from|to|and|,|is|=|of|or|a|at) [~$]*$")
_INTEGER_FOLLOWS = re.compile(r"(?:of|from|to|is|reaches|scores?|scoring|=|at|drops|by) [~$]*$")
_SCORED = re.compile(
    r"\b(?:reach|achiev|obtain|scor|attain|record|hit)(?:s|es|ed|ing|e)?\s(?:only\s|up\sto\s|an?\s|about\s)?[~$]*$"
    r"|\b(?:improv|ris|increas|drop|fall|declin|climb|peak)\w*\s(?:\w+ly\s)?(?:to|at)\s(?:only\s|just\s)?[~$]*$"
    r"|\b(?:state[\s-]of[\s-]the[\s-]art|sota|results?|performance|average|record)\s(?:\w+\s)?of\s(?:only\s)?[~$]*$"
)
_CHANGING = re.compile(r"\b(?:improv|increas|rais|rose|ris|boost|drop|fall|reduc|decreas|lift|push|grow|climb)\w*")
_WORDS = re.compile(r"\s(?:[a-z][\w-]*\s){0,2}")
_ON_FOLLOWS = re.compile(r"\$?\s(?:on|in|for|across|\()")
# "97% of its accuracy", "99.3% of the performance of A", "95% of A's quality"; not "reaches 97% of accuracy".
_OF_REFERENCE = re.compile(
    r"\)?\$?\sof\s(?:(?:the|its|their|our|full|original|baseline|human|oracle|teacher|\S+['’]s?)\s){1,3}(?:[\w-]+\s){0,2}?"
    r"(?:performance|accurac(?:y|ies)|quality|capabilit(?:y|ies)|scores?|efficiency|throughput)\b"
)
_PARTED = re.compile(r"[;:,.(0-9]|\b(?:and|with|while|without)\b")
# "accuracy by 3% and token usage by 20%".
_OTHER_QUANTITY = re.compile(
    r"\b(?:and|reducing|improving)\s(?!(?:drop|ris|fall|climb|declin)\w*\s)(?:[\w-]+\s){1,5}(?:by|from)\b"
)
# Everyday words that name a metric only close to their figure.
_VAGUE = frozenset(("cost", "memory", "error", "reward", "speed", "latency"))
_REACH_OF_VAGUE = 40
_CHANGED_TO = re.compile(r"\bfrom\s\S{1,9}(?:\s?\\?%)?\sto\s(?:(?:over|up\sto|nearly|almost|about|around)\s)?[~$]*$")
_INHERITS = re.compile(r"(?:\b(?:and|or|to)|,)\s(?:by\s|up\sto\s|over\s|about\s|an?\s)*[+~$]*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is a result, as the rules read it.

    Attributes:
        start, end: offsets in the sentence. unit: as in ``Number``. kind: a score or a gain. metric: canonical name.
        group: the number of its enumeration in the sentence; rank: its place in it, from 0; size: figures in it.
        baseline: whether it is the A of "from A to B".
    """

    start: int
    end: int
    unit: str | None
    kind: ResultKind
    metric: str | None
    group: int
    rank: int
    size: int
    baseline: bool = False


def describe_figures(sentence: Sentence, taken: Sequence[Number]) -> list[Figure]:
    """Describe by the rules the numbers of a sentence that are results, in reading order."""
    figures: list[Figure] = []
    for number in taken:
        members = [other for other in taken if other.group == number.group]
        metric = _metric_of_figure(sentence, number, members, figures)
        kind = _kind_of_figure(sentence, number, members, metric is not None)
        before = sentence.lower[max(0, number.start - 24) : number.start]
        if kind is ResultKind.SCORE and figures and _inherits_statement(sentence, figures[-1], number, before):
            kind = _kind_of_gain(sentence, number, [number]) if figures[-1].kind is not ResultKind.SCORE else kind
            metric = None if _both_name_quantity(sentence, figures[-1], number) else figures[-1].metric
        rank = members.index(number)
        figures.append(
            Figure(
                number.start, number.end, number.unit, kind, metric, number.group, rank, len(members), number.baseline
            )
        )
    return figures


def rule_features(sentence: Sentence, number: Number) -> list[str]:
    """Tell whether the rules take a number for a result, or refuse it outright; features among others."""
    if _is_refused_number(sentence, number):
        return ["refused", f"refused&unit:{number.unit}"]
    return ["rule"] if _is_reported_result(sentence, number) else []


def _is_refused_number(sentence: Sentence, number: Number) -> bool:
    before, after = _text_around(sentence, number)
    if _NO_FIGURE_BEFORE.search(before) or re.search(r"\bbetween\s\S{1,12}\sand\s[~$]*$", before):
        return True
    if number.unit in ("%", "x", "points") and _NO_RESULT_AFTER.match(after) and not _SOLVES.search(before):
        return True
    if number.unit == "points" and _SCALE.match(after):
        return True
    if number.unit == "x" and _TIMES_OF.match(after):
        near = (metric.start - number.end for metric in sentence.metrics)
        return not (after.startswith(" the ") and any(0 <= distance <= 30 for distance in near))
    spoken_of = sentence.models or re.search(r"\b(?:it|they|our)\b", sentence.lower)
    if number.unit == "%" and _TIME_SHARE.match(after) and not spoken_of:
        return True
    if number.unit is None and number.value % 1 == 0 and after.startswith(" out of "):
        return True
    if number.unit is None and (_COUNTED.match(after) or (before.endswith("$") and not after.startswith("$"))):
        return True
    return number.unit == "x" and before.endswith(("for ", "three ", "run "))


def _is_reported_result(sentence: Sentence, number: Number) -> bool:
    """Tell whether a number is a figure: with a unit, a decimal beside a metric or name, an integer after a metric."""
    if _is_refused_number(sentence, number):
        return False
    if number.unit is not None:
        return True
    before, after = _text_around(sentence, number)
    if number.value % 1 == 0 and "." not in sentence.text[number.start : number.end]:
        clause_start, _ = sentence.clause(number.start)
        if number.low is not None:
            return False
        changes = number.baseline or _CHANGED_TO.search(before)
        near = any(
            (0 <= number.start - metric.end <= (80 if changes else 30) and metric.start >= clause_start)
            or 0 <= metric.start - number.end <= 2
            for metric in sentence.metrics
        )
        return (
            near and bool(_INTEGER_FOLLOWS.search(before)) and not re.match(r"\s(?!on|and|to|in|for|when)[a-z]", after)
        )
    if any(-2 <= metric.start - number.end <= 2 or 0 <= number.start - metric.end <= 12 for metric in sentence.metrics):
        return True
    if any(
        0 < metric.start - number.end <= 24 and _WORDS.fullmatch(after[: metric.start - number.end])
        for metric in sentence.metrics
    ):
        return True
    bracketed = (before.endswith("(") and after[:1] in "),") or before.endswith(": ")
    if bracketed and any(0 <= number.start - place.end <= 2 for place in sentence.places):
        return True
    if re.match(r"\s\(", after) and any(place.start - number.end == 2 for place in sentence.places):
        return True
    clause_start, clause_end = sentence.clause(number.start)
    metric_near = any(clause_start <= metric.start < clause_end for metric in sentence.metrics)
    if metric_near and _VALUE_FOLLOWS.search(before):
        return True
    changes = number.baseline or _CHANGED_TO.search(before)
    if changes and sentence.places and _CHANGING.search(sentence.lower, clause_start, number.start):
        return True
    tested = any(clause_start <= test.start < clause_end for test in sentence.tests)
    return bool(_SCORED.search(before)) and (tested or bool(_ON_FOLLOWS.match(after)))


def _text_around(sentence: Sentence, number: Number) -> tuple[str, str]:
    return sentence.lower[max(0, number.start - 70) : number.start], sentence.lower[number.end : number.end + 60]


def _kind_of_figure(sentence: Sentence, number: Number, members: Sequence[Number], has_metric: bool) -> ResultKind:
    """Return the kind of a figure: what is said before the first or after the last of its enumeration holds for all."""
    first, last = members[0], members[-1]
    before = _text_around(sentence, first)[0]
    after = _text_around(sentence, last)[1]
    unit = number.unit
    if unit == "%" and _OF_REFERENCE.match(after):
        return ResultKind.RATIO
    if first.baseline or unit == "FPS":
        return ResultKind.SCORE
    if _CHANGED_TO.search(before):
        return ResultKind.SCORE
    gain = (
        unit in ("x", "points")
        or any(member.sign == "+" for member in members)
        or bool(_GAIN_BEFORE.search(before))
        or bool(_GAIN_AFTER.match(_until_number(after)))
    )
    if not gain or (unit is None and not has_metric):
        return ResultKind.SCORE
    return _kind_of_gain(sentence, number, members)


def _until_number(text: str) -> str:
    """Return the text up to the next digit, so that a word beyond the next figure is not taken for this one's."""
    match = re.search(r"[0-9;]", text)
    return text[: match.start()] if match else text


def _kind_of_gain(sentence: Sentence, number: Number, members: Sequence[Number]) -> ResultKind:
    nearby = _text_around(sentence, members[0])[0][-30:] + _text_around(sentence, members[-1])[1][:40]
    if number.unit == "x":
        return ResultKind.RATIO
    absolute = number.unit in ("points", None) or (
        "absolute" in nearby and not re.search(r"mean absolute|absolute mean", nearby)
    )
    if _nearest_change(sentence, members) in ("loss", "less"):
        return ResultKind.REDUCTION_ABSOLUTE if absolute else ResultKind.REDUCTION_RELATIVE
    return ResultKind.GAIN_ABSOLUTE if absolute else ResultKind.GAIN_RELATIVE


def _nearest_change(sentence: Sentence, members: Sequence[Number]) -> str:
    """Tell whether the nearest word of change says "loss", "less" or "more"; "more" where none does."""
    clause_start, _ = sentence.clause(members[0].start)
    before = sentence.lower[max(clause_start, members[0].start - 70) : members[0].start]
    after = _until_number(sentence.lower[members[-1].end : members[-1].end + 30])
    distances = []
    for pattern, word in ((_LOSS, "loss"), (_LESS, "less"), (_MORE, "more")):
        last = max((match.end() for match in pattern.finditer(before)), default=None)
        if last is not None:
            distances.append((len(before) - last, word))
        following = pattern.search(after)
        if following:
            distances.append((following.start(), word))
    return min(distances, default=(0, "more"))[1]


def _metric_of_figure(
    sentence: Sentence, number: Number, members: Sequence[Number], earlier: Sequence[Figure]
) -> str | None:
    """Return the metric right after the figure or its enumeration, else the nearest before it in the clause."""
    if len(members) > 1 and "respectively" in sentence.lower:
        named = [
            metric for metric in sentence.metrics if sentence.clause(metric.start) == sentence.clause(number.start)
        ]
        if len(named) == len(members) and LIST_GAP.fullmatch(sentence.lower[named[0].end : named[1].start]):
            return named[members.index(number)].name
    for end in (number.end, members[-1].end):
        for metric in sentence.metrics:
            if 0 <= metric.start - end <= 28 and not _PARTED.search(sentence.lower[end : metric.start]):
                return metric.name
    clause_start, clause_end = sentence.clause(number.start)
    before = [
        metric
        for metric in sentence.metrics
        if clause_start <= metric.start
        and metric.end <= number.start
        and _metric_reaches_figure(sentence, metric, members[0], earlier)
    ]
    if before:
        return before[-1].name
    inside = [metric for metric in sentence.metrics if clause_start <= metric.start < clause_end]
    if len(inside) == 1 and inside[0].start > number.end:
        return None if _PARTED.search(sentence.lower[number.end : inside[0].start]) else inside[0].name
    if earlier and not inside and clause_start == sentence.clause(earlier[-1].start)[0]:
        return earlier[-1].metric
    return None


def _metric_reaches_figure(sentence: Sentence, metric: MetricName, number: Number, earlier: Sequence[Figure]) -> bool:
    """Tell whether a metric before a figure is the figure's, and not used up by another number or quantity between."""
    if metric.name in _VAGUE and number.start - metric.end > _REACH_OF_VAGUE:
        return False
    between = [figure for figure in earlier if metric.end <= figure.start and figure.end <= number.start]
    if between:
        return _OTHER_QUANTITY.search(sentence.lower, between[-1].end, number.start) is None
    return re.search(r"\bof\s[~<>$]*\d", sentence.lower[metric.end : number.start]) is None


def _inherits_statement(sentence: Sentence, previous: Figure, number: Number, before: str) -> bool:
    """Tell whether a figure goes on what the figure before it says: "gains of 3.5% in A and 1.7% over B"."""
    if not _INHERITS.search(before) or number.unit != previous.unit:
        return False
    if number.group == previous.group and "respectively" in sentence.lower:
        return False  # each of them has its own
    if any(0 <= metric.start - number.end <= 2 for metric in sentence.metrics):
        return False
    between = sentence.lower[previous.end : number.start]
    return (
        len(between) <= 90 and sentence.clause(previous.start) == sentence.clause(number.start) and ";" not in between
    )


def _both_name_quantity(sentence: Sentence, previous: Figure, number: Number) -> bool:
    """Tell whether each of two figures names its own quantity: "3% in accuracy and 2% in coverage"."""
    return sentence.lower.startswith(" in ", previous.end) and sentence.lower.startswith(" in ", number.end)
