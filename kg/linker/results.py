"""Results: the figures that a text reports, with who reached them, on what, by which metric.

Sentence by sentence:

1. Figures: numbers with a unit (``%``, points, x) or decimals that a metric or a score verb goes with. Sizes, counts,
   years, versions and list numbers are none.
2. Kind: a gain where the words around say "by", "improvement", "higher", "faster"; else absolute. Points and
   "absolute" make an absolute gain, ``x`` and "relative" a relative one; a bare per cent gain counts as relative.
3. Metric: the nearest one after or before the figure in its clause.
4. Model: the one right beside the figure ("X (63.2)", "63.2 by X"), else the sentence's subject, else what the paper
   introduces where the sentence speaks of "we" or "our". On: the benchmark or dataset nearest to the figure.
5. Lists with "respectively" are aligned with the models or benchmarks of the same number.
6. What is compared with: the model after "over", "than", "compared to", or between "outperforms" and "by".

A figure with neither model nor benchmark is left out: it says nothing that the graph could hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.ground.records import Evidence, Link, Result
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField
from kg.linker.metrics import find_metrics, higher_is_better
from kg.linker.tokens import TokenText

_FIGURE = re.compile(
    r"""(?<![\w.,-]) (?P<sign>[-−+](?=\d))? (?P<value>\d+(?:\.\d+)?)
    (?P<unit> \s?\\?% | \s?percent(?:age\spoints?)?\b | \s?pp\b
            | [-\s](?:absolute\s)?(?:percentage\s|accuracy\s)?(?:points?|pts)\b
            | \s?[×x](?!\w) | \s?times\b )?
    (?!\w|[.,]\d)""",
    re.VERBOSE,
)
_SCORE_VERB = re.compile(
    r"\b(?:achiev|reach|obtain|scor|attain|yield|get|deliver|record|exceed|surpass|outperform|improv|increas|reduc|"
    r"decreas|drop|gain|lead|boost|rais|rise|lower|beat|perform|accurac|result|report|demonstrat|maintain|trail|"
    r"degrad|fall|identif|solv)\w*"
)
_CHANGE = r"(?:improvements?|gains?|increases?|reductions?|decreases?|drops?|boosts?|speed-?ups?|loss(?:es)?)"
_GAIN_BEFORE = re.compile(
    rf"""(?: \bby\s(?:up\sto\s|at\sleast\s|an?\s|over\s|more\sthan\s|about\s|around\s|approximately\s|roughly\s
                     |nearly\s|as\smuch\sas\s|average\s(?:of\s)?|margin\sof\s|only\s|[~>])*
           | {_CHANGE}(?:\sof|\sup\sto|:|\sby)?(?:\sup\sto|\sover|\sabout|\saround|\sat\sleast|\smore\sthan)*\s?
         )[~<>$\\]*$""",
    re.VERBOSE,
)
_GAIN_AFTER = re.compile(
    rf"""^\s?(?:\(?(?:absolute|relative|average)?\)?\s?)(?:[\w-]+\s){{0,2}}?
    (?:{_CHANGE}|higher|lower|better|worse|faster|slower|more|fewer|less|rise)\b""",
    re.VERBOSE,
)
_COMPARED = re.compile(
    r"\b(?:over|than|compared (?:to|with)|versus|vs\.?|relative to|against|"
    r"outperform\w*|surpass\w*|exceed\w*|beat\w*)\s"
)
_OWN = re.compile(r"\b(?:we|our|ours|the proposed|this (?:method|model|approach|framework)|it)\b")
# Shares of something other than a score: "10% of the data", "95% confidence".
_SHARE = re.compile(
    r"\s?(?:confidence|of (?:the )?(?:\w+ ){0,2}"
    r"(?:data|parameters|tokens|samples|training|users|participants|respondents|papers|weights))"
)
_NO_FIGURE_BEFORE = re.compile(r"\b(?:top|confidence interval|ci|p|alpha|the)\s?[-=<>(]\s?$|\btop[- ]$")
_VALUE_FOLLOWS = re.compile(r"scor\w+ (?:of )?$|(?:scores|respectively|from|to|and|,|between) $")
_INTEGER_FOLLOWS = re.compile(r"(?:of|from|to|is|reaches|scores?|=|at) $")


@dataclass(frozen=True, slots=True)
class _Place:
    """A linked artifact in a sentence; offsets within the sentence."""

    start: int
    end: int
    slug: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class _Figure:
    start: int
    end: int
    value: str
    unit: str | None
    kind: ResultKind


def find_results(text: TokenText, links: Sequence[Link]) -> list[Result]:
    """The results that a field reports about linked artifacts, in reading order."""
    results = []
    for first, last in text.sentences:
        offset = text.starts[first]
        sentence = text.text[offset : text.ends[last - 1]]
        if not any(map(str.isdigit, sentence)):
            continue
        places = _places(text.field, offset, offset + len(sentence), links)
        for result in _sentence_results(sentence, places, links):
            evidence = result.evidence
            shifted = replace(
                evidence,
                field=text.field,
                start=evidence.start + offset,
                end=evidence.end + offset,
                sentence_start=offset,
                sentence_end=offset + len(sentence),
            )
            results.append(replace(result, evidence=shifted))
    return results


def _places(field: TextField, start: int, end: int, links: Sequence[Link]) -> list[_Place]:
    tests = (ArtifactType.BENCHMARK, ArtifactType.DATASET)
    return sorted(
        (
            _Place(evidence.start - start, evidence.end - start, link.artifact.slug, link.type in tests)
            for link in links
            for evidence in link.evidence
            if evidence.field is field and start <= evidence.start and evidence.end <= end
        ),
        key=lambda place: place.start,
    )


def _sentence_results(sentence: str, places: list[_Place], links: Sequence[Link]) -> list[Result]:
    matches = [m for m in _FIGURE.finditer(sentence) if not any(p.start <= m.start() < p.end for p in places)]
    if not matches:
        return []
    metrics = find_metrics(sentence)
    figures = [figure for match in matches if (figure := _figure(match, sentence, metrics, places)) is not None]
    if not figures or not (metrics or _SCORE_VERB.search(sentence.lower())):
        return []
    results = []
    for number, figure in enumerate(figures):
        metric = _nearest_metric(figure, metrics, sentence)
        model, compared = _model_of(figure, number, figures, places, sentence, links)
        on = _test_of(figure, number, figures, places, links, sentence)
        if model is None and on is None:
            continue
        if metric is None and figure.unit is None and model is None:
            continue
        evidence = Evidence(
            TextField.ABSTRACT, figure.start, figure.end, sentence[figure.start : figure.end], 0, len(sentence)
        )
        direction = higher_is_better(metric) if metric else None
        results.append(Result(model, on, metric, figure.value, figure.unit, figure.kind, evidence, compared, direction))
    return results


def _figure(
    match: re.Match[str], sentence: str, metrics: Sequence[tuple[int, int, str]], places: Sequence[_Place]
) -> _Figure | None:
    """The figure that a number is, or None where it is a size, a count, a year or a list number."""
    start, end = match.span()
    before, after = sentence[max(0, start - 60) : start].lower(), sentence[end : end + 40].lower()
    unit = _unit(match["unit"])
    if unit is None and not _bare_figure(match["value"], before, after, start, end, metrics, places):
        return None
    if _NO_FIGURE_BEFORE.search(before) or (unit == "%" and _SHARE.match(after)):
        return None
    gain = bool(_GAIN_BEFORE.search(before) or _GAIN_AFTER.match(after)) or unit in ("x", "points")
    if gain and unit is None:
        return None
    kind = ResultKind.ABSOLUTE
    if gain:
        nearby = before[-30:] + after
        absolute = unit == "points" or ("absolute" in nearby and "mean absolute" not in nearby)
        kind = ResultKind.ABSOLUTE_GAIN if absolute else ResultKind.RELATIVE_GAIN
    return _Figure(start, end, _canonical(match["sign"], match["value"]), unit, kind)


def _bare_figure(
    value: str,
    before: str,
    after: str,
    start: int,
    end: int,
    metrics: Sequence[tuple[int, int, str]],
    places: Sequence[_Place],
) -> bool:
    """Whether a bare number is a figure: a decimal beside a metric or a model, or an integer after "metric of"."""
    beside = any(abs(start - stop) <= 12 or abs(begin - end) <= 2 for begin, stop, _ in metrics)
    bracketed = (before.endswith("(") and after[:1] in "),") or before.endswith(": ")
    at_model = any(0 <= start - place.end <= 2 for place in places if not place.is_test)
    if "." in value:
        return beside or (bracketed and at_model) or bool(metrics and _VALUE_FOLLOWS.search(before))
    return beside and bool(_INTEGER_FOLLOWS.search(before)) and not re.match(r"\s[a-z]", after)


def _unit(text: str | None) -> str | None:
    if text is None:
        return None
    bare = text.strip().lstrip("\\-").strip()
    if bare.startswith("percentage") or bare == "pp" or "point" in bare or bare == "pts":
        return "points"
    return "%" if bare in ("%", "percent") else "x"


def _canonical(sign: str | None, value: str) -> str:
    """Decimal text without trailing zeros: ``70.0`` is ``70``, ``0.50`` is ``0.5``."""
    number = Decimal(value).normalize()
    return ("-" if sign in ("-", "−") and number else "") + format(number, "f")


def _nearest_metric(figure: _Figure, metrics: Sequence[tuple[int, int, str]], sentence: str) -> str | None:
    """The metric right after the figure, else the nearest before, else the next one."""
    after = [
        metric
        for metric in metrics
        if 0 <= metric[0] - figure.end <= 25 and not re.search(r"[;:,.(]", sentence[figure.end : metric[0]])
    ]
    if after:
        return after[0][2]
    before = [metric for metric in metrics if metric[1] <= figure.start]
    if before:
        return before[-1][2]
    return metrics[0][2] if len(metrics) == 1 else None


def _model_of(
    figure: _Figure,
    number: int,
    figures: Sequence[_Figure],
    places: Sequence[_Place],
    sentence: str,
    links: Sequence[Link],
) -> tuple[str | None, str | None]:
    """The model or method that reached a figure, and the one it is compared with."""
    models = [place for place in places if not place.is_test]
    compared = _compared_with(figure, models, sentence)
    beside = _beside(figure, models, sentence)
    if beside is not None:
        return beside.slug, None
    aligned = _aligned(number, figures, models, sentence)
    if aligned is not None:
        return aligned.slug, None
    subjects = [place for place in models if place.slug != compared and place.start < figure.start]
    introduced = [
        link.artifact.slug
        for link in links
        if link.role is Role.INTRODUCES and link.type not in (ArtifactType.BENCHMARK, ArtifactType.DATASET)
    ]
    for place in subjects:
        if place.slug in introduced:
            return place.slug, compared
    if subjects and not _COMPARED.search(sentence[: subjects[0].start].lower()):
        return subjects[0].slug, compared
    if introduced and _OWN.search(sentence.lower()):
        return introduced[0], compared
    return None, compared


def _beside(figure: _Figure, models: Sequence[_Place], sentence: str) -> _Place | None:
    """A model written with its figure: ``X (63.2)``, ``X: 63.2``, ``63.2 (X)``, ``63.2% by X``."""
    for place in models:
        if place.end <= figure.start and sentence[place.end : figure.start] in (
            " (",
            ": ",
            " at ",
            " with ",
            " = ",
            "'s ",
        ):
            return place
        if place.start >= figure.end and sentence[figure.end : place.start] in (
            " (",
            " by ",
            " for ",
            " of ",
            " from ",
            " with ",
        ):
            return place
    return None


def _aligned(number: int, figures: Sequence[_Figure], places: Sequence[_Place], sentence: str) -> _Place | None:
    """The place of the same rank, where the sentence lists as many places as figures, "respectively"."""
    distinct = list({place.slug: place for place in places}.values())
    if "respectively" in sentence and len(figures) == len(distinct) > 1:
        return distinct[number]
    return None


def _compared_with(figure: _Figure, models: Sequence[_Place], sentence: str) -> str | None:
    """The model that a comparison word leads to."""
    for match in _COMPARED.finditer(sentence.lower()):
        following = [place for place in models if 0 <= place.start - match.end() <= 60]
        if following and abs(match.start() - figure.start) <= 160:
            return following[0].slug
    return None


def _test_of(
    figure: _Figure,
    number: int,
    figures: Sequence[_Figure],
    places: Sequence[_Place],
    links: Sequence[Link],
    sentence: str,
) -> str | None:
    """The benchmark or dataset that a figure was reached on."""
    tests = [place for place in places if place.is_test]
    if not tests:
        introduced = [
            link.artifact.slug for link in links if link.role is Role.INTRODUCES and link.type is ArtifactType.BENCHMARK
        ]
        return introduced[0] if len(introduced) == 1 else None
    aligned = _aligned(number, figures, tests, sentence)
    if aligned is not None:
        return aligned.slug
    next_figure = figures[number + 1].start if number + 1 < len(figures) else len(sentence)
    following = [place for place in tests if figure.end <= place.start <= next_figure]
    if following:
        return following[0].slug
    return min(tests, key=lambda place: abs(place.start - figure.start)).slug
