"""The words of a sentence that may say what a number measures.

1. The names of metrics (``metrics``).
2. Other quantities, by where they stand: "a *capacity density* of 3", "*training time* by 3%", "3% fewer *parameters*",
   "a 3% reduction in *token usage*". Such a name is kept as the text writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from kg.linker.results.metrics import metric_norm
from kg.linker.results.number_features import NumberCase, unit_class
from kg.linker.results.numbers import Number
from kg.linker.results.sentence_words import METRIC, MODEL, NUMBER, TEST

_MOST_WORDS = 4
_STOP = frozenset(
    """
    a an the of in on at by for from to with over under and or but while whereas than as is are was were be been
    has have had that which who this these those its their our we it they i not no only just about around
    approximately nearly almost up more most less fewer lower higher better worse average mean overall relative
    absolute respectively compared achieving achieves achieve achieved reaching reaches reach reached obtaining
    obtains obtain yielding yields yield improving improves improve improved reducing reduces reduce reduced
    increasing increases increase increased decreasing decreases decrease boosting boosts boost outperforming
    outperforms outperform surpassing surpasses using can could may would will also even when where if both each
    all any some such same other another further significant significantly substantial substantially during
    across between within without through via per given including attains attain attaining exceeding exceeds
    retaining retains maintaining maintains improvement improvements gain gains reduction reductions drop drops
    decline speedup savings shows show showed demonstrates demonstrate delivers lead leads lag lags remains
    requires occurred coincides due exhibits exhibit trailing among top times vs vs. versus out
    """.split()  # noqa: SIM905
)
_LINK = r"(?:of|by|to|from|at|is|was|are|reaches|reached|as|=|:|\(|with)"
_BEFORE = re.compile(
    rf"(?P<np>(?:[a-z][\w'’/-]*\s){{1,{_MOST_WORDS}}}){_LINK}?\s?(?:(?:up|to|at|least|most|about|around|approximately|"
    r"nearly|almost|over|only|just|an?|the|average|more|less|than|as|much|roughly|by|of|from|additional|under)\s){0,5}"
    r"[~$(<>=\\]*$"
)
_AFTER = re.compile(
    rf"\)?\$?\s?(?P<change>(?:(?:absolute|relative|average|overall|mean|more|fewer|less|lower|higher|better|shorter|longer|smaller|larger|cheaper|reduced|improved|"
    r"increased|additional|percentage|point|points)\s){0,2})"
    rf"(?P<np>(?:[a-z][\w'’/-]*(?:\s|(?=[,.;)]|$))){{1,{_MOST_WORDS}}})"
)
_CHANGE_IN = re.compile(
    r"\)?\$?\s?(?:[\w/-]+\s){0,2}?(?:improvements?|gains?|increases?|reductions?|decreases?|drops?|boosts?|loss(?:es)?|"
    r"savings?|declines?|degradations?|rise|higher|lower|better|worse|changes?|difference)\s(?:in|of|on|for|to)\s"
    rf"(?:(?:the|its|their|our|average|overall|total|both|terms\sof)\s){{0,2}}"
    rf"(?P<np>(?:[a-z][\w'’/-]*(?:\s|(?=[,.;)]|$))){{1,{_MOST_WORDS}}})"
)
_OBJECT = re.compile(
    r"\b(?:improv|reduc|increas|decreas|boost|rais|lower|enhanc|cut|lift|rais|degrad|accelerat|sav|shorten)\w*\s"
    rf"(?:(?:the|its|their|our|average|overall|total|both)\s){{0,2}}(?P<np>(?:[a-z][\w'’/-]*(?:\s|(?=[,.;)]|$))){{1,{_MOST_WORDS}}})"
)
# What a unit says of itself.
_QUANTITIES = (
    {"fps": "frame rate", "$": "cost"}
    | dict.fromkeys(
        ("ms", "s", "seconds", "second", "sec", "minutes", "minute", "min", "hours", "hour", "days"), "time"
    )
    | dict.fromkeys(("gb", "mb", "gib", "mib", "kb"), "memory")
)
_IN_AFTER = re.compile(
    rf"\)?\$?\s(?:in|on|of|for)\s(?:(?:the|its|their|our|average|overall|terms\sof)\s){{0,2}}"
    rf"(?P<np>(?:[a-z][\w'’/-]*(?:\s|(?=[,.;)]|$))){{1,{_MOST_WORDS}}})"
)
# Between a quantity and its number, or a number and its quantity.
_GLUE_BEFORE = re.compile(
    r"(?:\s|[(:=~≈<>$\\]|\b(?:of|to|at|is|was|by|as|low|high|up|about|around|over|above|below|under|nearly|approximately|"
    r"least|most|only|just|an?|the|average|mean|scores?|rates?|values?)\b)*"
)
_GLUE_AFTER = re.compile(r"[)$]{0,2}(?:\s(?:absolute|relative|average|mean|overall|points?|in|on|of|the))*\s")
_LONGEST_GLUE = 30
_REACH = 80
_BY = re.compile(r"\bby\s(?:[a-z]+\s){0,3}[~$\\]*$")
_VAGUE = frozenset(("score", "performance"))  # words that name no quantity where another stands beside


@dataclass(frozen=True, slots=True)
class MetricCandidate:
    """A name of a quantity: offsets in the sentence, how it is called, and where it was found (``lexicon``,
    ``before``, ``after``, ``change``, ``in``)."""

    start: int
    end: int
    name: str
    source: str


def metric_candidates(case: NumberCase) -> list[MetricCandidate]:
    """Say what a number may measure, the names of metrics first; each stretch of words once."""
    found = [MetricCandidate(each.start, each.end, each.name, "lexicon") for each in case.sentence.metrics]
    if (quantity := _QUANTITIES.get((case.number.unit or "").lower())) is not None:
        found.append(MetricCandidate(case.number.start, case.number.end, quantity, "unit"))
    taken = [(each.start, each.end) for each in found]
    earlier = [each for each in case.numbers if each.group != case.number.group and each.end <= case.number.start]
    for candidate in chain(_phrases(case, case.number, case.members), _earlier_phrases(case, earlier)):
        if not any(candidate.start < end and start < candidate.end for start, end in taken):
            taken.append((candidate.start, candidate.end))
            found.append(candidate)
    return found


def _earlier_phrases(case: NumberCase, earlier: Sequence[Number]) -> Iterator[MetricCandidate]:
    """Say what stands beside the number before: "gains of 3% in token yield on A and 2% on B"."""
    if earlier:
        members = [each for each in case.numbers if each.group == earlier[-1].group]
        yield from _phrases(case, earlier[-1], members)


def _phrases(case: NumberCase, number: Number, members: Sequence[Number]) -> Iterator[MetricCandidate]:
    sentence, first, last = case.sentence, members[0], members[-1]
    clause_start, clause_end = sentence.clause(number.start)
    lower = sentence.lower
    before_start = max(clause_start, first.start - _REACH)
    for source, pattern, last_words in (
        ("change", _CHANGE_IN, False),
        ("after", _AFTER, False),
        ("in", _IN_AFTER, False),
    ):
        for end in dict.fromkeys((number.end, last.end)):
            match = pattern.match(lower, end, clause_end)
            if match:
                yield from _phrase(case, match.start("np"), match.end("np"), source, last_words)
    match = _BEFORE.search(lower[before_start : first.start])
    if match:
        yield from _phrase(case, before_start + match.start("np"), before_start + match.end("np"), "before", True)
    objects = list(_OBJECT.finditer(lower, max(clause_start, first.start - _REACH), first.start))
    if objects:
        yield from _phrase(case, objects[-1].start("np"), objects[-1].end("np"), "object", False)


def _phrase(case: NumberCase, start: int, end: int, source: str, last_words: bool) -> Iterator[MetricCandidate]:
    """Yield the longest run of words that can name a quantity: at the end of a stretch, or at its beginning."""
    lower = case.sentence.lower
    spans = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\s]+", lower[start:end])]
    if last_words:
        while spans and lower[slice(*spans[-1])] in _STOP:
            spans.pop()
        kept: list[tuple[int, int]] = []
        for span in reversed(spans):
            if _stops(case, span):
                break
            kept.insert(0, span)
    else:
        kept = []
        for span in spans:
            if _stops(case, span):
                break
            kept.append(span)
    if kept and not any(character.isdigit() for character in lower[kept[0][0] : kept[-1][1]]):
        first, last = kept[0][0], kept[-1][1]
        yield MetricCandidate(first, last, case.sentence.text[first:last].rstrip(".,;:)"), source)


def _stops(case: NumberCase, span: tuple[int, int]) -> bool:
    start, end = span
    word = case.sentence.lower[start:end]
    named = any(place.start < end and start < place.end for place in case.sentence.places)
    return word in _STOP or named or word[0].isdigit()


def adjacent_numbers(case: NumberCase, start: int, end: int) -> list[Number]:
    """Return the numbers of the sentence that stand right beside a stretch of words, with only glue between."""
    return [number for number in case.numbers if glue_between(case, number, start, end) is not None]


def glue_between(case: NumberCase, number: Number, start: int, end: int) -> str | None:
    """Say what joins a number to the words before or after it ("SSIM (up to 0.9", "F1 = 0.9", "0.9 mean F1"); None
    where more than glue stands between.
    """
    lower = case.sentence.lower
    if end <= number.start:
        match = _GLUE_BEFORE.fullmatch(lower, end, number.start) if number.start - end <= _LONGEST_GLUE else None
        mark = next((mark for mark in "(=:" if mark in lower[end : number.start]), "words")
    else:
        match = _GLUE_AFTER.fullmatch(lower, number.end, start) if 0 <= start - number.end <= _LONGEST_GLUE else None
        mark = "after"
    return mark if match else None


def metric_features(case: NumberCase, candidate: MetricCandidate, hint: str | None, rivals: int) -> list[str]:
    """Say how a candidate stands to the number; ``hint`` is the metric that the rules would take, ``rivals`` how many
    other candidates there are.
    """
    number, sentence = case.number, case.sentence
    first, last = case.members[0], case.members[-1]
    before = candidate.end <= number.start
    distance = first.start - candidate.end if before else candidate.start - last.end
    near = distance_class(distance)
    side = "before" if before else "after"
    unit = unit_class(number)
    between = (
        case.words.between(candidate.end, first.start) if before else case.words.between(last.end, candidate.start)
    )
    head = candidate.name.lower().split()[-1] if candidate.source != "lexicon" else candidate.name
    features = [
        "given", f"source:{candidate.source}", f"{side}:{near}", f"source:{candidate.source}&{side}", f"head:{head}",
        f"{side}:numbers={min(2, between.count(NUMBER))}", f"{side}:metrics={min(2, between.count(METRIC))}",
        f"unit:{unit}&source:{candidate.source}",
    ]  # fmt: skip
    if candidate.name in _VAGUE:
        features.append(f"vague&rivals={min(2, rivals)}")
    if len(between) <= 4:
        features.append(f"path:{side}:{' '.join(between)}")
    features += [f"between:{side}:{word}" for word in set(between) if word not in (MODEL, TEST)]
    if sentence.clause(candidate.start) == sentence.clause(number.start):
        features.append("clause")
    features += _glue_features(case, candidate)
    if candidate.source != "lexicon":
        features.append(f"norm:{metric_norm(candidate.name)}&source:{candidate.source}")
        by = sentence.lower[max(0, first.start - 12) : first.start]
        features.append(f"source:{candidate.source}&by={_BY.search(by) is not None}")
    if hint is not None and candidate.name == hint:
        features += ["rule", f"rule&source:{candidate.source}"]
    features += _rank_features(case, candidate)
    return features


def _glue_features(case: NumberCase, candidate: MetricCandidate) -> list[str]:
    """Tell whether the candidate stands right beside the number, or beside another while this one has something
    else.
    """
    own = glue_between(case, case.number, candidate.start, candidate.end)
    if own is not None:
        return ["glued", f"glued:{own}&source:{candidate.source}"]
    features = []
    if any(each.group != case.number.group for each in adjacent_numbers(case, candidate.start, candidate.end)):
        features.append("glued-to-other")
    if any(glue_between(case, case.number, metric.start, metric.end) for metric in case.sentence.metrics):
        features.append("other-is-glued")
    return features


def _rank_features(case: NumberCase, candidate: MetricCandidate) -> list[str]:
    """Tell whether it is the nearest of its side, the only one, or of the number's rank among as many."""
    number = case.number
    metrics = case.sentence.metrics
    features = []
    if candidate.source == "lexicon":
        if len({metric.name for metric in metrics}) == 1:
            features.append("only")
        before = [metric for metric in metrics if metric.end <= number.start]
        after = [metric for metric in metrics if metric.start >= number.end]
        if before and before[-1].start == candidate.start:
            features.append("nearest-before")
        if after and after[0].start == candidate.start:
            features.append("nearest-after")
        if len(case.members) > 1 and len(metrics) == len(case.members):
            own = metrics[case.rank].start == candidate.start
            features.append("ranked" if own else "ranked-other")
    return features


def no_metric_features(case: NumberCase, candidates: int, hint: str | None) -> list[str]:
    """Return the features that say that the text names no metric for the number."""
    words = case.words
    first, after = words.first_after(case.members[0].start), words.first_after(case.members[-1].end)
    features = ["none", f"none:candidates={min(3, candidates)}", f"none:unit={unit_class(case.number)}"]
    features += [f"none:metrics={min(2, len(case.sentence.metrics))}"]
    features += [f"none:b1:{words.stems[first - 1]}"] if first else []
    features += [f"none:a1:{words.stems[after]}"] if after < len(words.stems) else []
    features += ["none:rule"] if hint is None else []
    return features


def distance_class(characters: int) -> str:
    """Say how far two things stand apart, in steps that double."""
    for bound in (3, 12, 30, 60, 120):
        if characters <= bound:
            return f"<={bound}"
    return "far"
