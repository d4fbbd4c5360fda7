"""Concepts of the topic scheme in a text: their labels, alternative labels and hidden labels as phrases.

1. Every label is cut into words; each word is folded and made singular; the joint form is the key. So "Pre-training of
   language models" meets "pretraining of language model".
2. Labels that are abbreviations (``RLHF``) must stand in their own case.
3. From each token the joint forms are lengthened as long as some label starts so; the longest label wins, and shorter
   ones inside it are kept apart as "inside", since "reward model" inside "reward model overoptimization" says less.
4. Hidden labels are cues: they point to the concept ("recidivism" to legal AI) without being names of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.linker.text.morphology import SINGULARS, singular
from kg.linker.text.tokens import TokenText, tokenize

_LONGEST_LABEL = 9  # tokens


class ConceptMatch(NamedTuple):
    """A concept's label in a text; tokens, end exclusive.

    Attributes:
        preferred: whether it is the preferred label. inside: whether a longer label covers it.
        cue: whether it is a hidden label, which points to the concept without naming it.
    """

    first: int
    last: int
    slug: str
    preferred: bool
    inside: bool
    cue: bool = False

    def implying(self, slug: str, *, preferred: bool | None = None) -> ConceptMatch:
        """Take the place for a cue to another concept; whether its label is a preferred one stays, unless given."""
        kept = self.preferred if preferred is None else preferred
        return ConceptMatch(self.first, self.last, slug, kept, self.inside, cue=True)


class _ConceptLabel(NamedTuple):
    """A label of a concept; ``spelled``: the only spelling that counts, or empty."""

    slug: str
    spelled: str
    preferred: bool
    cue: bool


@lru_cache(maxsize=1 << 15)
def label_words(label: str) -> tuple[str, ...]:
    """Split a label into tokens; each of the matchers that are built from a scheme asks for them.

    >>> label_words("text-to-image (diffusion) model")
    ('text-to-image', '(', 'diffusion', ')', 'model')
    """
    if label.replace(" ", "").isalpha():  # most are, and no rule of the tokenizer splits letters
        return tuple(label.split())
    return tokenize(label).words


class ConceptMatcher:
    """The labels of a topic scheme, ready to be found. Build once, use for every text."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._labels: dict[str, list[_ConceptLabel]] = {}
        self._prefixes: set[str] = set()
        for concept in scheme.concepts.values():
            for label in (concept.label, *concept.alt_labels):
                self._add_concept_label(concept, label)
            for label in concept.hidden_labels:
                self._add_concept_label(concept, label, cue=True)

    def _add_concept_label(self, concept: Concept, label: str, *, cue: bool = False) -> None:
        joint = ""
        for word in label_words(label):
            joint += singular(word)
            self._prefixes.add(joint)
        spelled = label if is_abbreviation(label) else ""
        self._labels.setdefault(joint, []).append(_ConceptLabel(concept.slug, spelled, label == concept.label, cue))

    def find(self, text: TokenText) -> Iterator[ConceptMatch]:
        """Yield all matches in reading order, longer before shorter from the same token."""
        covered = 0
        labels, prefixes = self._labels, self._prefixes
        words = list(map(SINGULARS.__getitem__, text.words))
        # Many words begin some label; with the next word hardly any does, and few are labels by themselves.
        pairs = enumerate(zip_longest(words, words[1:], fillvalue=""))
        firsts = [
            first for first, (word, following) in pairs
            if word in prefixes and (word in labels or word + following in prefixes)
        ]  # fmt: skip
        for first in firsts:
            matches = list(self._labels_from_token(text, words, first))
            for last, label in reversed(matches):
                yield ConceptMatch(first, last, label.slug, label.preferred, last <= covered, label.cue)
                covered = max(covered, last)

    def _labels_from_token(
        self, text: TokenText, words: Sequence[str], first: int
    ) -> Iterator[tuple[int, _ConceptLabel]]:
        """Yield the labels that begin with a token, the shorter first; ``words``: the tokens in the singular."""
        joint = ""
        end = text.sentence_at(first)[1]
        for index in range(first, min(end, first + _LONGEST_LABEL)):
            joint += words[index]
            if joint not in self._prefixes:
                return
            if joint in self._labels and joint and text.words[index] != "-":
                surface = text.span(first, index + 1)
                for label in self._labels[joint]:
                    if not label.spelled or surface.removesuffix("s") == label.spelled.removesuffix("s"):
                        yield index + 1, label


def is_abbreviation(label: str) -> bool:
    return len(label) <= 8 and sum(map(str.isupper, label)) >= 2
