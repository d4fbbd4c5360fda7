"""Topics that a text paraphrases: the words of a label near each other, in any order and any word form.

"Robustness against adversarial attacks" says "adversarial robustness", "generating videos under control" says
"controllable video generation", "evaluation of summaries" says "summarization evaluation".

1. Each label of two or more content words is cut into stems: plural, British spelling and the ending of the word class
   taken away (``generating``, ``generation``, ``generative`` are one; a rule table, after J. B. Lovins, "Development of
   a stemming algorithm", 1968: the longest ending first, a rest of at least four letters).
2. A sentence says a label if all its stems stand within a window of the label's length and ``_SLACK`` tokens more.
3. That is weaker than naming it: such matches are marked, and the trained model weighs them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from kg.catalogue.topic_scheme import TopicScheme
from kg.linker.text.morphology import STEMS, singular, stem
from kg.linker.text.tokens import TokenText
from kg.linker.topics.topic_labels import ConceptMatch, label_words

_SLACK = 4  # tokens between the words of a label; 2 finds a fifth fewer, 8 finds mostly chance meetings
_SMALL = frozenset(("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_USE = "use"  # whoever uses a tool or a computer does not study "tool use" or "computer use"
_PUNCTUATION = frozenset(",;:()[]—–")


class Phrasing(NamedTuple):
    """How a sentence says a label.

    Attributes:
        match: the span from the first of the label's words to the last.
        gap: number of other tokens between them. ordered: whether they stand in the label's order.
        exact: whether they have the label's forms. broken: whether punctuation stands between them.
        common: logarithm to base 2 of the number of labels that have the label's rarest stem too, rounded up.
    """

    match: ConceptMatch
    gap: int
    ordered: bool
    exact: bool
    broken: bool
    common: int


class _SayingOfLabel(NamedTuple):
    """The stems and the singular words of a label, in its order; ``window``: tokens that they may take up."""

    slug: str
    stems: tuple[str, ...]
    words: frozenset[str]
    window: int
    common: int = 0


#: The stems of a saying without the rarest, and the saying.
_OthersAndSaying = tuple[frozenset[str], _SayingOfLabel]


class PhrasingMatcher:
    """The labels of a topic scheme as sets of stems. Build once, use for every text."""

    def __init__(self, scheme: TopicScheme) -> None:
        sayings: dict[tuple[str, frozenset[str]], _SayingOfLabel] = {}
        for concept in scheme.concepts.values():
            for label in (concept.label, *concept.alt_labels):
                words = [word for word in label_words(label) if singular(word) and word.lower() not in _SMALL]
                stems = tuple(dict.fromkeys(map(stem, words)))
                if len(stems) >= 2 and _USE not in stems:
                    saying = _SayingOfLabel(
                        concept.slug, stems, frozenset(map(singular, words)), 2 * len(stems) - 1 + _SLACK
                    )
                    sayings.setdefault((concept.slug, frozenset(stems)), saying)
        frequency = Counter(part for saying in sayings.values() for part in saying.stems)
        self._by_rarest: dict[str, list[_OthersAndSaying]] = {}
        for saying in sayings.values():
            rarest = min(saying.stems, key=lambda part: (frequency[part], part))
            common = frequency[rarest].bit_length()
            self._by_rarest.setdefault(rarest, []).append(
                (frozenset(saying.stems) - {rarest}, saying._replace(common=common))
            )

    def find(self, text: TokenText, named: Container[str] = ()) -> Iterator[Phrasing]:
        """Yield what the sentences say, once a concept and sentence.

        Args:
            named: concepts that are not looked for.
        """
        stems = list(map(STEMS.__getitem__, text.words))
        possible = self._sayings_within(set(stems), named)
        wanted = {part for sayings in possible.values() for _, saying in sayings for part in saying.stems}
        sentences: dict[int, dict[str, list[int]]] = {}
        for index, part in enumerate(stems):
            if part in wanted:
                sentences.setdefault(text.sentence_of[index], {}).setdefault(part, []).append(index)
        for places in sentences.values():
            seen: set[str] = set()
            for part in places:
                for others, saying in possible.get(part, ()):
                    if saying.slug in seen or not places.keys() >= others:
                        continue
                    spots = _closest_places(places, part, saying)
                    if spots:
                        seen.add(saying.slug)
                        yield _phrasing_at_spots(text, saying, spots)

    def _sayings_within(self, stems: set[str], named: Container[str]) -> dict[str, list[_OthersAndSaying]]:
        """Find the sayings all of whose stems a text has, by their rarest one: few of those that share a stem with a
        sentence, so that the sentences need to be asked for these only."""
        found: dict[str, list[_OthersAndSaying]] = {}
        for rarest in self._by_rarest.keys() & stems:
            sayings = [pair for pair in self._by_rarest[rarest] if pair[0] <= stems]
            if sayings := [pair for pair in sayings if pair[1].slug not in named]:
                found[rarest] = sayings
        return found


def _phrasing_at_spots(text: TokenText, saying: _SayingOfLabel, spots: tuple[int, ...]) -> Phrasing:
    first, last = min(spots), max(spots) + 1
    return Phrasing(
        ConceptMatch(first, last, saying.slug, False, False, True),
        gap=last - first - len(spots),
        ordered=list(spots) == sorted(spots),
        exact=all(singular(text.words[spot]) in saying.words for spot in spots),
        common=saying.common,
        broken=not _PUNCTUATION.isdisjoint(text.words[first:last]),
    )


def _closest_places(places: dict[str, list[int]], rarest: str, saying: _SayingOfLabel) -> tuple[int, ...]:
    """Find the places of the saying's stems, in its order, nearest to its rarest one; empty if none fits the window."""
    best: tuple[int, ...] = ()
    for anchor in places[rarest]:
        # Most words stand in a sentence once.
        spots = tuple([at[0] if len(at := places[part]) == 1 else _nearest(at, anchor) for part in saying.stems])
        width = max(spots) + 1 - min(spots)
        if width <= saying.window and (not best or width < max(best) + 1 - min(best)):
            best = spots
    return best


def _nearest(spots: Sequence[int], anchor: int) -> int:
    """Find the nearest of ascending places; of two equally near ones the earlier.

    >>> _nearest([2, 8], 5), _nearest([2, 8], 6), _nearest([2, 8], 9)
    (2, 8, 8)
    """
    after = bisect_left(spots, anchor)
    return min(spots[max(after - 1, 0) : after + 1], key=lambda spot: abs(spot - anchor))
