"""What a paper itself spells an acronym out as wins over the topic scheme.

1. "Multi-party computation (MPC)" is no model predictive control, and wherever such a paper writes MPC it means what it
   said: places that hold the acronym speak for no concept of the scheme that it contradicts.
2. A long form fits a concept if the shorter of it and one of the concept's labels has no word that the longer lacks,
   but for endings.
3. If the long form names a concept, the acronym does so, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.catalogue.topic_scheme import TopicScheme
from kg.ground.text import singular_acronym
from kg.linker.mentions.abbreviations import Abbreviation, find_abbreviations, share_of_initials
from kg.linker.text.morphology import stem
from kg.linker.text.tokens import TokenText
from kg.linker.topics.topic_labels import ConceptMatch, is_abbreviation, label_words

#: Where each concept is named.
NamedConcepts = dict[str, list[tuple[TokenText, ConceptMatch]]]
_SAME_BEGINNING = 3  # letters: "vision" and "visual" are as good as one, "video" is another
_EXTRA_WORDS = 2  # of a long form, such as "of" and "the"
_SMALL = frozenset(("the", "and", "for", "with", "from"))


@dataclass(frozen=True, slots=True)
class ForeignAcronym:
    """An acronym that a paper uses for something else than the scheme does.

    Attributes:
        short: the acronym. foreign: the concepts that the scheme has it for and the paper does not mean.
        whole: whether these are all. places: of its long forms; tokens, end exclusive.
    """

    short: str
    foreign: frozenset[str]
    whole: bool
    places: tuple[tuple[TokenText, int, int], ...]

    def without(self, named: NamedConcepts) -> NamedConcepts:
        """Drop the places of the concepts that hold the acronym, as far as it contradicts them."""
        kept: NamedConcepts = {}
        for slug, where in named.items():
            for tokens, match in where:
                in_question = self.whole or slug in self.foreign
                if not in_question or self.short not in map(singular_acronym, tokens.words[match.first : match.last]):
                    kept.setdefault(slug, []).append((tokens, match))
        return kept

    def meant(self, named: NamedConcepts, fields: Sequence[TokenText]) -> NamedConcepts:
        """Find the places of the acronym, by the concepts that its long form names."""
        spans = {(tokens.field, first, last) for tokens, first, last in self.places}
        slugs = [
            slug
            for slug, where in named.items()
            if any((tokens.field, match.first, match.last) in spans and not match.cue for tokens, match in where)
        ]
        return {slug: list(self._places_of_acronym(slug, fields)) for slug in slugs}

    def _places_of_acronym(self, slug: str, fields: Sequence[TokenText]) -> Iterator[tuple[TokenText, ConceptMatch]]:
        for tokens in fields:
            for index, word in enumerate(tokens.words):
                if singular_acronym(word) == self.short:
                    yield tokens, ConceptMatch(index, index + 1, slug, preferred=False, inside=False)


class AcronymCheck:
    """Finds the acronyms that papers use otherwise than the scheme. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._long_labels: dict[str, dict[str, tuple[frozenset[str], ...]]] = {}
        for concept in scheme.concepts.values():
            names = (concept.label, *concept.alt_labels)
            acronyms = [label for label in (*names, *concept.hidden_labels) if is_abbreviation(label)]
            if not acronyms:
                continue
            labels = [label for label in (*names, *concept.hidden_labels) if not is_abbreviation(label)]
            long = tuple(_stems_of_words(label_words(label)) for label in labels)
            for label in acronyms:
                # A hidden label need not stand for the concept itself: "CLIP" points to vision-language models.
                if label in names or any(share_of_initials(label, one) == 1.0 for one in labels):
                    self._long_labels.setdefault(singular_acronym(label), {})[concept.slug] = long

    def foreign_acronyms(self, fields: Sequence[TokenText]) -> list[ForeignAcronym]:
        """Find the acronyms of the scheme that a paper spells out as something else, in order of their first long
        forms.
        """
        spelled: dict[str, list[tuple[TokenText, int, int]]] = {}
        for tokens in fields:
            for found in find_abbreviations(tokens) if "(" in tokens.words else ():
                short = singular_acronym(tokens.span(found.short_first, found.short_last))
                if short in self._long_labels and _is_spelled_out(tokens, found, short):
                    spelled.setdefault(short, []).append((tokens, found.long_first, found.long_last))
        acronyms = []
        for short, places in spelled.items():
            owners = self._long_labels[short]
            long = [_stems_of_words(tokens.words[first:last]) for tokens, first, last in places]
            foreign = frozenset(slug for slug, labels in owners.items() if not _fits_any(long, labels))
            if foreign:
                acronyms.append(ForeignAcronym(short, foreign, len(foreign) == len(owners), tuple(places)))
        return acronyms


def _is_spelled_out(tokens: TokenText, found: Abbreviation, short: str) -> bool:
    """Check whether each letter begins a word of the long form, which has hardly more words: "Llama-2 and Mistral"
    spells no LLM out, "pre-trained LM" only half of a PLM.
    """
    long_form = tokens.span(found.long_first, found.long_last)
    words = long_form.replace("-", " ").split()
    return share_of_initials(short, long_form) == 1.0 and len(words) <= len(short) + _EXTRA_WORDS


def _fits_any(long_forms: Iterable[frozenset[str]], labels: Sequence[frozenset[str]]) -> bool:
    return any(_is_part(form, label) or _is_part(label, form) for form in long_forms for label in labels)


def _is_part(small: frozenset[str], large: frozenset[str]) -> bool:
    beginnings = {other[:_SAME_BEGINNING] for other in large}
    return all(one in large or one[:_SAME_BEGINNING] in beginnings for one in small)


def _stems_of_words(words: Iterable[str]) -> frozenset[str]:
    parts = (part for word in words for part in word.replace("-", " ").split())
    return frozenset(stem(part) for part in parts if len(part) > 2 and part.lower() not in _SMALL)
