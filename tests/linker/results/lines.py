"""Sentences of results for tests: names, numbers and their cases, without any trained model."""

from __future__ import annotations

from collections.abc import Sequence

from kg.ground.schema import ArtifactType, Role
from kg.linker.results.clauses import Place, Sentence, read_sentence
from kg.linker.results.name_candidates import NameInfo, PaperNames
from kg.linker.results.number_features import NumberCase, sentence_cues
from kg.linker.results.numbers import find_numbers
from kg.linker.results.sentence_words import read_words

#: Names in capitals are data, those that begin so are models.
INTRODUCED = "Owl"


def places_of(text: str, names: Sequence[str]) -> list[Place]:
    """Where each name stands first, in reading order."""
    return sorted(
        (
            Place(text.index(name), text.index(name) + len(name), name, name.isupper(), introduced=name == INTRODUCED)
            for name in names
        ),
        key=lambda place: place.start,
    )


def sentence_of(text: str, *names: str) -> Sentence:
    """A sentence with its linked names."""
    return read_sentence(text, places_of(text, names))


def cases_of(text: str, *names: str) -> list[NumberCase]:
    """The case of each number of a sentence."""
    sentence = sentence_of(text, *names)
    numbers = find_numbers(sentence)
    words, cues = read_words(sentence, numbers), sentence_cues(sentence.lower)
    return [
        NumberCase(
            sentence, words, number, tuple(other for other in numbers if other.group == number.group),
            tuple(numbers[:at]), tuple(numbers), "abstract", "first", cues,
        )
        for at, number in enumerate(numbers)
    ]  # fmt: skip


def names_of(*names: str, previous: Sequence[str] = ()) -> PaperNames:
    """A paper that introduces Owl, evaluates on what is in capitals, and compares with the rest."""
    info = {
        name: NameInfo(
            ArtifactType.BENCHMARK if name.isupper() else ArtifactType.MODEL,
            Role.INTRODUCES if name == INTRODUCED else Role.EVALUATES_ON if name.isupper() else Role.COMPARES_WITH,
            name == INTRODUCED,
            1,
        )
        for name in names
    }
    return PaperNames(info, INTRODUCED if INTRODUCED in names else None, None, frozenset(previous))
