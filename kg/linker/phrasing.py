"""Topics that a text says in other words: the words of a label near each other, in any order and any word form.

"Robustness against adversarial attacks" says "adversarial robustness", "generating videos under control" says
"controllable video generation", "evaluation of summaries" says "summarization evaluation".

1. Each label of two or more content words is cut into stems: plural, British spelling and the ending of the word class
   taken away (``generating``, ``generation``, ``generative`` are one; a rule table, after J. B. Lovins, "Development of
   a stemming algorithm", 1968: the longest ending first, a rest of at least four letters).
2. A sentence says a label if all its stems stand within a window of the label's length and ``_SLACK`` tokens more.
3. That is weaker than naming it: such matches are marked, and the trained model weighs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.catalogue.topics import TopicScheme
from kg.ground.text import fold
from kg.linker.concepts import ConceptMatch, singular
from kg.linker.tokens import TokenText, tokenize

_SLACK = 4  # tokens between the words of a label; 2 finds a fifth fewer, 8 finds mostly chance meetings
_SHORTEST_STEM = 4
_ENDING_LIST = """
    ization izations izing ized izes izer ize ication ations ation ating ated ates ator ative ate ying ied ify ing ings
    ions ion ive ity ness able ible ability ibility ment er or ed es e al ally ly y ic ical ency ence ent ance ant
"""
_ENDINGS = tuple(sorted(set(_ENDING_LIST.split()), key=lambda ending: (-len(ending), ending)))
#: Words whose endings are no endings: "general" is not what generates, "learning" is not what is learned.
_WHOLE = frozenset(
    ("general", "language", "learning", "training", "time", "image", "value", "state", "data", "human", "native")
)
_SMALL = frozenset(("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_AMERICAN = (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("our", "or"), ("lling", "ling"))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without the endings that make its number and its class.

    >>> {stem(word) for word in ("generate", "generating", "generation", "Generative")}
    {'gener'}
    >>> [stem(word) for word in ("robustness", "summarisation", "summaries", "general", "editing")]
    ['robust', 'summar', 'summar', 'general', 'edit']
    """
    key = singular(word)
    for british, american in _AMERICAN:
        if key.endswith(british) and len(key) > len(british) + 3:
            key = key.removesuffix(british) + american
    if key in _WHOLE:
        return key
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= _SHORTEST_STEM:
            key = key.removesuffix(ending)
            break
    return key[:-1] if len(key) > _SHORTEST_STEM and key[-1] == key[-2] and key[-1] not in "sf" else key


@dataclass(frozen=True, slots=True)
class _Saying:
    """The stems of a label; ``window``: tokens that they may take up."""

    slug: str
    stems: frozenset[str]
    window: int


class PhrasingMatcher:
    """The labels of a topic scheme as sets of stems. Build once, use for every text."""

    def __init__(self, scheme: TopicScheme) -> None:
        sayings: dict[tuple[str, frozenset[str]], _Saying] = {}
        for concept in scheme.concepts.values():
            for label in (concept.label, *concept.alt_labels):
                words = [word for word in tokenize(label).words if fold(word) and word.lower() not in _SMALL]
                stems = frozenset(map(stem, words))
                if len(stems) >= 2:
                    sayings.setdefault((concept.slug, stems), _Saying(concept.slug, stems, 2 * len(stems) - 1 + _SLACK))
        frequency = Counter(part for saying in sayings.values() for part in saying.stems)
        self._by_rarest: dict[str, list[_Saying]] = {}
        for saying in sayings.values():
            rarest = min(saying.stems, key=lambda part: (frequency[part], part))
            self._by_rarest.setdefault(rarest, []).append(saying)

    def find(self, text: TokenText) -> Iterator[tuple[ConceptMatch, int]]:
        """What the sentences say, once a concept and sentence, with the number of other tokens between its words."""
        for first, last in text.sentences:
            places: dict[str, list[int]] = {}
            for index in range(first, last):
                places.setdefault(stem(text.words[index]), []).append(index)
            seen: set[str] = set()
            for part in places:
                for saying in self._by_rarest.get(part, ()):
                    if saying.slug in seen or not saying.stems <= places.keys():
                        continue
                    span = _closest(places, part, saying)
                    if span is not None:
                        seen.add(saying.slug)
                        match = ConceptMatch(span[0], span[1], saying.slug, False, False, True)
                        yield match, span[1] - span[0] - len(saying.stems)


def _closest(places: dict[str, list[int]], rarest: str, saying: _Saying) -> tuple[int, int] | None:
    """The shortest span of the saying's stems around its rarest one, end exclusive, or None if none fits the window."""
    best: tuple[int, int] | None = None
    for anchor in places[rarest]:
        spots = [min(places[part], key=lambda spot: abs(spot - anchor)) for part in saying.stems]
        span = min(spots), max(spots) + 1
        if span[1] - span[0] <= saying.window and (best is None or span[1] - span[0] < best[1] - best[0]):
            best = span
    return best
