"""The model that a figure is compared with: what a comparison word leads to, after the figure ("over X"), else before
it ("outperforms X by"); and what the figures of a run have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.ground.schema import ResultKind
from kg.linker.results.clauses import Place, Sentence, enumerations
from kg.linker.results.number_features import NumberCase
from kg.linker.results.reported_values import Figure
from kg.linker.results.verbs import dependence

_BEATS = re.compile(r"\b(?:outperform|surpass|exceed|beat|outclass|trail|lag)\w*\s(?:behind\s)?")
_OVER = re.compile(
    r"\b(?:over|than|compared (?:to|with)|versus|vs\.?|relative to|against)\s(?!(?:up to|at least|\W?\d))"
)


def compared_model(figure: Figure, figures: Sequence[Figure], sentence: Sentence) -> str | None:
    """Return the slug of the model that a figure is compared with; None where the text names none."""
    clause_start, clause_end = sentence.clause(figure.start)
    next_start = min((other.start for other in figures if other.group > figure.group), default=len(sentence.text))
    for match in _OVER.finditer(sentence.lower, figure.end, min(clause_end, max(next_start, figure.end))):
        following = _first_model_after(match.end(), clause_end, sentence)
        if following is not None:
            return following.slug
    head = [
        *_BEATS.finditer(sentence.lower, clause_start, figure.start),
        *_OVER.finditer(sentence.lower, clause_start, figure.start),
    ]
    head.sort(key=lambda match: match.start())
    if not head:
        return None
    if figure.kind is not ResultKind.SCORE and figure.size > 1:
        ranked = _model_of_same_rank(figure, sentence, head[-1].end())
        if ranked is not None:
            return ranked[0].slug if ranked[0] else None
    return _model_before(figure, figures, sentence, head)


def _model_before(
    figure: Figure, figures: Sequence[Figure], sentence: Sentence, head: Sequence[re.Match[str]]
) -> str | None:
    """Find the X of "outperforms X by 3%"; of several figures the one right before."""
    previous_end = max((other.end for other in figures if other.group < figure.group), default=0)
    for match in reversed(head):
        following = _first_model_after(match.end(), figure.start, sentence)
        if following is not None:
            latest = [
                place
                for place in sentence.models
                if previous_end <= place.start and sentence.lower[place.end : figure.start] in (" by ", " by +")
            ]
            return (latest[0] if latest else following).slug
    return None


def _model_of_same_rank(figure: Figure, sentence: Sentence, start: int) -> tuple[Place | None] | None:
    """Return the model of a figure's rank among as many that follow a comparison word; None where there are not as
    many.
    """
    for run in enumerations(sentence.text, sentence.models, sentence.tests):
        if len(run) == figure.size and any(place and start <= place.start <= figure.start for place in run):
            return (run[figure.rank],)
    return None


def _first_model_after(start: int, end: int, sentence: Sentence) -> Place | None:
    """Return the first model within reach of a comparison word, with no figure and no clause's end between."""
    for place in sentence.models:
        if 0 <= place.start - start <= 60 and place.end <= end:
            return place if not re.search(r"[0-9]%|;", sentence.text[start : place.start]) else None
    return None


_COMPARING = frozenset(("over", "than", "against", "versus", "vs", "vs.", "behind"))
_REACH_AFTER = 40  # characters after the last figure of a run that are still said of it


def share_metric(run: Sequence[NumberCase]) -> bool:
    """Tell whether the figures of a run measure the same: not each names a quantity of its own ("3% in recall and 2% in
    precision"), and no enumeration gives each its own ("precision and recall of 80% and 70%").
    """
    sentence = run[0].sentence
    if len(run[0].members) > 1 and len({metric.name for metric in sentence.metrics}) > 1:
        return False
    own = 0
    for start, end in _stretches_of_run(run):
        names = any(start <= metric.start < end for metric in sentence.metrics)
        after_in = sentence.lower.startswith(" in ", start) and all(
            place.start > start + 8 or place.end <= start for place in sentence.places
        )
        own += names or after_in
    return own < 2


def share_model(run: Sequence[NumberCase]) -> bool:
    """Tell whether the figures of a run are of the same model: none has one of its own after it, other than one that it
    is compared with, and no enumeration of models lines up with them.
    """
    sentence = run[0].sentence
    for start, end in _stretches_of_run(run):
        for place in sentence.models:
            if start <= place.start < end and dependence(place, sentence) not in _COMPARING:
                return False
    size = len(run[0].members)
    return size == 1 or all(len(line) != size for line in enumerations(sentence.text, sentence.models, sentence.tests))


def _stretches_of_run(run: Sequence[NumberCase]) -> list[tuple[int, int]]:
    """Return the stretches from each figure of a run to the next, and from the last to the end of its clause."""
    ends = [case.number.end for case in run]
    last = min(run[0].sentence.clause(ends[-1] - 1)[1], ends[-1] + _REACH_AFTER)
    return list(zip(ends, [*(case.number.start for case in run[1:]), last], strict=True))
