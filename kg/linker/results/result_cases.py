"""The numbers of a text as cases to decide: each with its candidates and all features.

Training and reading both go through here, so that they see the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.ground.records import Link
from kg.ground.schema import ArtifactType, Role, TextField
from kg.linker.results.clauses import Place, Sentence, read_sentence
from kg.linker.results.comparisons import compared_model
from kg.linker.results.metric_candidates import metric_candidates, metric_features, no_metric_features
from kg.linker.results.name_candidates import (
    NameInfo,
    PaperNames,
    candidate_slugs,
    is_own_subject,
    name_features,
    no_name_features,
)
from kg.linker.results.number_features import NumberCase, number_features, sentence_cues
from kg.linker.results.numbers import Number, find_numbers, may_be_result, may_report
from kg.linker.results.reported_values import Figure, describe_figures, rule_features
from kg.linker.results.sentence_words import read_words
from kg.linker.text.tokens import TokenText

# Characters of a sentence that are read. The longest with results in 450 abstracts has some 900; a table set as one
# sentence of thousands of numbers would take seconds, as each figure looks at the words before it.
LONGEST_SENTENCE = 3_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A slot's candidates: what each stands for (None for "none"), and its features."""

    values: tuple[str | None, ...]
    features: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number of a text: where its sentence starts in the field, its case, and the features of being a result."""

    offset: int
    case: NumberCase
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberSlots:
    """What can be said of a number that is a result: the rules' reading, what it is compared with, the choices."""

    figure: Figure
    compared_with: str | None
    model: Choice
    on: Choice
    metric: Choice


def names_of_paper(links: Sequence[Link]) -> PaperNames:
    """Return the linked names of a paper, and what it introduces; what its title names comes first."""
    info = {link.artifact.slug: _info_of_link(link) for link in links}
    introduced = sorted(
        (link for link in links if link.role is Role.INTRODUCES),
        key=lambda link: (not info[link.artifact.slug].in_title, link.type is not ArtifactType.MODEL),
    )
    models = [link.artifact.slug for link in introduced if not link.type.is_data]
    benchmarks = [link.artifact.slug for link in introduced if link.type is ArtifactType.BENCHMARK]
    return PaperNames(info, models[0] if models else None, benchmarks[0] if len(benchmarks) == 1 else None)


def _info_of_link(link: Link) -> NameInfo:
    in_title = any(evidence.field is TextField.TITLE for evidence in link.evidence)
    return NameInfo(link.type, link.role, in_title, len(link.evidence))


def sentences_with_numbers(
    text: TokenText, links: Sequence[Link], names: PaperNames
) -> Iterator[tuple[PaperNames, list[FoundNumber]]]:
    """Yield the sentences of a field that hold numbers, each with the names that its predecessor adds."""
    for index, (first, last) in enumerate(text.sentences):
        start = text.starts[first]
        end = min(text.ends[last - 1], start + LONGEST_SENTENCE)
        if not may_report(text.text[start:end], text.words[first:last]):
            continue
        places = _places_in_sentence(text.field, start, end, links)
        sentence = read_sentence(text.text[start:end], places)
        numbers = find_numbers(sentence)
        if any(may_be_result(sentence, number) for number in numbers):
            before = text.starts[text.sentences[index - 1][0]] if index else start
            previous = {place.slug for place in _places_in_sentence(text.field, before, start, links)}
            context = PaperNames(names.info, names.own_model, names.own_test, frozenset(previous))
            third = 3 * index // len(text.sentences)
            yield context, list(_found_numbers(sentence, numbers, start, text.field, third))


def _found_numbers(
    sentence: Sentence, numbers: Sequence[Number], offset: int, field: TextField, third: int
) -> Iterator[FoundNumber]:
    words, cues = read_words(sentence, numbers), sentence_cues(sentence.lower)
    for place, number in enumerate(numbers):
        if not may_be_result(sentence, number):
            continue
        members = tuple(other for other in numbers if other.group == number.group)
        position = ("first", "middle", "last")[third]
        case = NumberCase(
            sentence, words, number, members, tuple(numbers[:place]), tuple(numbers), str(field), position, cues
        )
        features = number_features(case)
        features += rule_features(sentence, number)
        yield FoundNumber(offset, case, tuple(features))


def slots_of_results(found: Sequence[FoundNumber], names: PaperNames) -> list[NumberSlots]:
    """Return the choices of those numbers of one sentence that are taken for results."""
    if not found:
        return []
    sentence = found[0].case.sentence
    figures = describe_figures(sentence, [each.case.number for each in found])
    return [
        NumberSlots(
            figure,
            compared_model(figure, figures, sentence),
            _name_choice(each.case, names, False),
            _name_choice(each.case, names, True),
            _metric_choice(each.case, figure.metric),
        )
        for each, figure in zip(found, figures, strict=True)
    ]


def _name_choice(case: NumberCase, names: PaperNames, tests: bool) -> Choice:
    slugs = candidate_slugs(case, names, tests)
    features = [tuple(name_features(case, names, slug, tests)) for slug in slugs]
    if not tests and is_own_subject(case, names):
        return Choice(tuple(slugs), tuple(features))  # "our model reaches" leaves no doubt
    nobody = tuple(no_name_features(case, names, tests, len(slugs)))
    return Choice((*slugs, None), (*features, nobody))


def _metric_choice(case: NumberCase, hint: str | None) -> Choice:
    candidates = metric_candidates(case)
    features = [tuple(metric_features(case, candidate, hint, len(candidates) - 1)) for candidate in candidates]
    nothing = tuple(no_metric_features(case, len(candidates), hint))
    return Choice((*(candidate.name for candidate in candidates), None), (*features, nothing))


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
