"""Results: the figures that a text reports, with who reached them, on what, by which metric.

Sentence by sentence: which numbers are figures, with unit, kind and metric (``reported_values``), then whose they are
(``attribution``). A figure with neither model nor benchmark is kept only where a metric is named and the sentence
speaks of the paper's own findings. A figure that is said twice of the same model counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.ground.records import Evidence, Link, Result
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField
from kg.linker.results.attribution import attribute_all
from kg.linker.results.clauses import Own, Place, Sentence, read_sentence
from kg.linker.results.metrics import higher_is_better
from kg.linker.results.numbers import may_report
from kg.linker.results.reported_values import Figure, find_figures
from kg.linker.text.tokens import TokenText

# Characters of a sentence that are read. The longest with results in 450 abstracts has some 900; a table set as one
# sentence of thousands of numbers would take seconds, as each figure looks at the words before it.
LONGEST_SENTENCE = 3_000
_FINDING = re.compile(
    r"\b(?:we|our|results?|experiments?|evaluations?|best[\s-]\w*\s?(?:models?|methods?|systems?)|models?)\b"
)
_PEOPLE = re.compile(r"\b(?:humans?|people|participants?|annotators?|patients?|physicians?)\b")
# Measures of agreement between people or between metrics as often as of a model.
_OF_NO_MODEL = frozenset(
    (
        "agreement",
        "correlation",
        "cost",
        "Cohen's kappa",
        "Kendall's tau",
        "Pearson correlation",
        "Spearman correlation",
    )
)
_DIGIT = re.compile("[0-9]")


def find_results(text: TokenText, links: Sequence[Link]) -> list[Result]:
    """The results that a field reports about linked artifacts, in reading order."""
    own: Own | None = None
    results: list[Result] = []
    for first, last in text.sentences:
        start = text.starts[first]
        end = min(text.ends[last - 1], start + LONGEST_SENTENCE)
        if not _DIGIT.search(text.text, start, end):
            continue
        sentence = text.text[start:end]
        if not may_report(sentence):
            continue
        own = own or _introduced_by_paper(links)
        results.extend(
            _sentence_results(sentence, text.field, start, _places_in_sentence(text.field, start, end, links), own)
        )
    return _without_repetitions(results, text.text)


def _without_repetitions(results: Sequence[Result], text: str) -> list[Result]:
    """The results without those that a later sentence repeats of the same model, in the same words."""
    kept: dict[tuple[object, ...], Result] = {}
    for result in results:
        end = result.evidence.end
        key = (result.model, result.value, result.unit, result.kind, text[end : end + 12])
        first = kept.setdefault(key, result)
        if first.evidence.sentence_start == result.evidence.sentence_start:
            kept[(*key, result.evidence.start)] = result
    return list(dict.fromkeys(kept.values()))


def _introduced_by_paper(links: Sequence[Link]) -> Own:
    """What the paper introduces; what its title names comes first."""
    introduced = sorted(
        (link for link in links if link.role is Role.INTRODUCES),
        key=lambda link: (
            all(evidence.field is not TextField.TITLE for evidence in link.evidence),
            link.type is not ArtifactType.MODEL,
        ),
    )
    models = [link.artifact.slug for link in introduced if not link.type.is_data]
    benchmarks = [link.artifact.slug for link in introduced if link.type is ArtifactType.BENCHMARK]
    return Own(models[0] if models else None, benchmarks[0] if len(benchmarks) == 1 else None)


def _places_in_sentence(field: TextField, start: int, end: int, links: Sequence[Link]) -> list[Place]:
    return sorted(
        (
            Place(
                evidence.start - start,
                evidence.end - start,
                link.artifact.slug,
                link.type.is_data,
                link.role in (Role.TRAINS_ON, Role.MENTIONS),
                link.role is Role.INTRODUCES,
            )
            for link in links
            for evidence in link.evidence
            if evidence.field is field and start <= evidence.start and evidence.end <= end
        ),
        key=lambda place: (place.start, place.end),
    )


def _sentence_results(text: str, field: TextField, offset: int, places: list[Place], own: Own) -> Iterator[Result]:
    sentence = read_sentence(text, places, own)
    figures = find_figures(sentence)
    for figure, who in zip(figures, attribute_all(figures, sentence), strict=True):
        if who.model is None and who.on is None and not _is_finding_of_paper(figure, sentence):
            continue
        told = figure.unit is not None and (sentence.tests or figure.reached)
        if who.model is None and figure.metric is None and not told:
            continue
        kind = _kind_with_direction(figure)
        yield Result(
            model=who.model,
            on=who.on,
            metric=figure.metric,
            value=figure.value if kind is ResultKind.SCORE else figure.value.removeprefix("-"),
            unit=figure.unit,
            kind=kind,
            evidence=Evidence(
                field,
                offset + figure.start,
                offset + figure.end,
                text[figure.start : figure.end],
                offset,
                offset + len(text),
            ),
            compared_with=who.compared_with,
            higher_is_better=higher_is_better(figure.metric) if figure.metric else None,
        )


def _kind_with_direction(figure: Figure) -> ResultKind:
    """The kind of a figure: of a signed difference whether it is a gain or a reduction, of "2x" a ratio."""
    if figure.kind is ResultKind.SCORE or not figure.value.startswith("-"):
        return ResultKind.RATIO if figure.kind is ResultKind.GAIN_RELATIVE and figure.unit == "x" else figure.kind
    absolute = figure.kind is ResultKind.GAIN_ABSOLUTE
    return ResultKind.REDUCTION_ABSOLUTE if absolute else ResultKind.REDUCTION_RELATIVE


def _is_finding_of_paper(figure: Figure, sentence: Sentence) -> bool:
    """Whether a figure of no named model or benchmark is at least a finding of the paper, by a metric of models."""
    return (
        figure.metric is not None
        and figure.metric not in _OF_NO_MODEL
        and not figure.baseline
        and _FINDING.search(sentence.lower) is not None
        and _PEOPLE.search(sentence.lower) is None
    )
