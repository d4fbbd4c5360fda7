"""The benchmark or dataset that a figure was reached on.

The first that applies: the one beside the figure ("MMLU (63.2)", "63.2 on MMLU", "MMLU from 60 to 63"); none, where
an unlinked name stands there; the one of the same rank, where as many are enumerated as figures; the one after it,
before it in its clause, in its sentence; else the only benchmark that the paper introduces, where the figure is not
of the paper's own model. What a model is trained on, or what is only mentioned, is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.linker.results.clauses import Place, Sentence, enumerations
from kg.linker.results.reported_values import Figure
from kg.linker.results.verbs import dependence

_TEST_BEFORE = re.compile(
    r"(?:\s?\(|:\s|\sby\s|\sat\s|\sto\s|\sfrom\s(?:[^\s,;]{1,9}\sto\s)?)(?:(?:nearly|over|about|up\sto)\s)?[~$+]*"
)
_TEST_AFTER = re.compile(
    r"\)?\$?(?:\s\(|\s(?:[\w-]+\s){0,4}?(?:on|in|for|across|over)\s(?:the\s)?(?:[\w-]+\s){0,2}(?:\()?)"
)
_UNLINKED_BEFORE = re.compile(r"(?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30}(?:\s(?=\S{0,12}[A-Z])[\w][\w.+'^-]{0,30})?\s\($")
_UNLINKED_AFTER = re.compile(r"\)?\$?\s(?:[\w@-]+\s){0,2}?(?:on|in)\s(?:the\s)?(?=\S{0,12}[A-Z])[\w][\w.+'^-]{1,30}")
_TRAINED = re.compile(r"\b(?:fine-?tun|(?:pre-?)?train|distill|tun)\w*\s(?:[\w-]+\s)?(?:on|with|using)\s(?:the\s)?$")
_NEW_VERB = re.compile(r",\s(?:and\s)?(?:[a-z]+(?:s|ing)\s)|,\swhere\s|,\swith\s")
_TASK_AFTER = re.compile(r"\$?\s(?:on|in|across)\s(?:[a-z0-9][\w-]*)")


def find_test(figure: Figure, figures: Sequence[Figure], sentence: Sentence, is_own: bool) -> str | None:
    """The benchmark or dataset that a figure was reached on."""
    tests = [test for test in sentence.tests if not is_achiever(test, sentence) and not _is_training(test, sentence)]
    for test in tests:
        if test.end <= figure.start and _TEST_BEFORE.fullmatch(sentence.text, test.end, figure.start):
            return test.slug
        follows = figure.size == 1 and test.start >= figure.end
        if follows and _TEST_AFTER.fullmatch(sentence.text, figure.end, test.start):
            return _test_named_alone(test, tests, sentence)
    before = sentence.text[max(0, figure.start - 70) : figure.start]
    if tests and _UNLINKED_BEFORE.search(before):
        return None
    ranked = ranked_test(figure, sentence, tests)
    if ranked is not None:
        return ranked[0].slug if ranked[0] else None
    if _UNLINKED_AFTER.match(sentence.text, figure.end) and not any(
        test.start < figure.end + 40 and test.start >= figure.end for test in tests
    ):
        return None
    tests = [test for test in tests if not test.aside]
    if not tests:
        return None if is_own or sentence.tests else sentence.own.benchmark
    return _nearest_test(figure, figures, sentence, tests)


def ranked_test(figure: Figure, sentence: Sentence, tests: Sequence[Place]) -> tuple[Place | None] | None:
    """The test of the figure's rank in the nearest enumeration as long as the figure's; None where there is none."""
    if figure.size < 2:
        return None
    found: list[tuple[int, Place | None]] = []
    for run in enumerations(sentence.text, tests, sentence.models):
        known = [place for place in run if place is not None]
        if len(run) == figure.size:
            found.append((min(abs(known[0].start - figure.end), abs(figure.start - known[-1].end)), run[figure.rank]))
    return (min(found, key=lambda item: item[0])[1],) if found else None


def _nearest_test(figure: Figure, figures: Sequence[Figure], sentence: Sentence, tests: Sequence[Place]) -> str | None:
    clause_start, clause_end = sentence.clause(figure.start)
    next_figure = min((other.start for other in figures if other.group > figure.group), default=len(sentence.text))
    following = [
        test
        for test in tests
        if figure.end <= test.start < min(next_figure, clause_end) and "," not in sentence.text[figure.end : test.start]
    ]
    if following:
        return _test_named_alone(following[0], tests, sentence) if figure.size == 1 else following[0].slug
    if _TASK_AFTER.match(sentence.lower, figure.end) and any(other.start < figure.start for other in figures):
        return None
    preceding = [test for test in tests if test.end <= figure.start]
    inside = [test for test in preceding if test.start >= clause_start]
    if inside or preceding:
        return _test_named_alone((inside or preceding)[-1], tests, sentence)
    if figure.size > 1 and "respectively" in sentence.lower:
        return None
    later = [
        test
        for test in tests
        if figure.end <= test.start < clause_end and not _NEW_VERB.search(sentence.lower, figure.end, test.start)
    ]
    return later[0].slug if later else None


def _test_named_alone(test: Place, tests: Sequence[Place], sentence: Sentence) -> str | None:
    """The test, unless it is one of an enumeration: one figure "on A, B and C" is a mean, and of none of them alone."""
    runs = enumerations(sentence.text, tests, sentence.models)
    return None if any(test in run for run in runs) else test.slug


def _is_training(test: Place, sentence: Sentence) -> bool:
    """Whether the text before a dataset says that something is trained on it."""
    return _TRAINED.search(sentence.lower[max(0, test.start - 40) : test.start]) is not None


def is_achiever(test: Place, sentence: Sentence) -> bool:
    """Whether a benchmark is the subject of "achieves" or "outperforms": then it is no benchmark in this sentence."""
    return bool(
        test.introduced
        and re.match(
            r"\s(?:\w+ly\s|also\s)?(?:achiev|outperform|surpass|enhanc)", sentence.lower[test.end : test.end + 40]
        )
        and dependence(test, sentence) is None
    )
