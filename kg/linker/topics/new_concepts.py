"""Candidate concepts: salient phrases of a paper that no concept of the scheme covers.

1. A phrase is two to four words: a head that closes many labels of the scheme ("generation", "attack"), and before it
   words that stand so in labels too, or that are no everyday words ("argument summarization", "keyphrase extraction").
2. It must stand free at least once, between the bounds of a phrase, and neither cut a concept in two nor be one; a
   concept may be its tail ("long-form *story generation*").
3. Salient is what stands in title and abstract, or three times in the abstract.

They are marked as candidates: what a paper speaks of, said in its own words, for people to take into the scheme or not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.catalogue.topic_scheme import TopicScheme
from kg.ground.identifiers import slug
from kg.ground.machine.remembered import Remembered
from kg.ground.records import Link, TopicLink
from kg.ground.schema import TextField
from kg.ground.text import singular_acronym
from kg.linker.text.morphology import SINGULARS, singular
from kg.linker.text.paper_text import PaperText
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import is_common
from kg.linker.topics.topic_candidates import FoundConcept
from kg.linker.topics.topic_labels import label_words

# Of 107 phrases found in 1,200 annotated papers 32 were topics of the annotators, word for word. By hand, of the 45 of
# 700 papers 34 were topics that one would file a paper under.
_CONFIDENCE = 0.3
_MOST = 2  # candidates of a paper; more would crowd out concepts
_LONGEST = 4  # words
_COMMON_HEAD = 8  # labels that a head closes; rarer ones are often no topics ("texts", "memory")
_OFTEN = 3  # times in the abstract that make a phrase salient without the title
_BOUND_LIST = """
    a the an of for in on at to with by from and or as is are be via using we our this that these those it its
    their can which than more most such between into through while both not no new novel existing different
    various other first many several two three better best any effective efficient large large-scale limited
    simple small high low
"""
#: Verbs that titles put before their topic ("Improving long-form story generation").
_TITLE_VERB_LIST = """
    propose proposes improve improving towards toward understanding evaluating exploring enhancing learning need
    can do does how why what when where whether has have had been being may
"""
#: Heads that say what kind of work it is, and not on what.
_GENERIC_LIST = """
    model method approach performance task result problem work paper framework system set study setting analysis
    process type technique number level case way application example information strategy metric language data
    space agent bias quality label
"""
_BOUNDS = frozenset(_BOUND_LIST.split())
_TITLE_VERBS = frozenset(_TITLE_VERB_LIST.split())
_GENERIC = frozenset(_GENERIC_LIST.split())
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _is_plain(word: str) -> bool:
    """Check whether a word may be part of a phrase."""
    return len(word) > 2 and _WORD.fullmatch(word) is not None and word.lower() not in _BOUNDS


_PLAIN = Remembered(_is_plain, most=1 << 15)


@dataclass(frozen=True, slots=True)
class _PlacedPhrase:
    """A phrase at one place: its singular words, where it stands, whether its bounds are those of a phrase."""

    key: tuple[str, ...]
    text: TokenText
    first: int
    last: int
    free: bool


class PhraseFinder:
    """Finds candidate concepts. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._scheme = scheme
        self._labels = scheme.labels()
        heads: Counter[str] = Counter()
        self._modifiers: set[str] = set()
        for concept in scheme.concepts.values():
            for label in {concept.label, *concept.alt_labels}:
                words = label_words(label)
                if len(words) > 1 and all(map(_WORD.fullmatch, words)):
                    heads[singular(words[-1])] += 1
                    self._modifiers.update(map(singular, words[:-1]))
        self._may_modify = Remembered(self._is_modifier, most=1 << 15)
        self._heads = {head for head, count in heads.items() if count >= _COMMON_HEAD and head not in _GENERIC}

    def candidates(
        self, text: PaperText, concepts: Iterable[FoundConcept], links: Sequence[Link], room: int
    ) -> tuple[TopicLink, ...]:
        """Find the candidate concepts of a paper, the longest first.

        Args:
            concepts: all of the paper, with their places; those that it names are not named again.
            links: of the paper; what names an artifact is no topic. room: the most that may be given.
        """
        if room <= 0:
            return ()
        covered: dict[TextField, list[tuple[int, int]]] = {field: [] for field in TextField}
        for tokens, match in (place for found in concepts for place in found.places):
            if not match.cue:
                covered[tokens.field].append((match.first, match.last))
        places: dict[tuple[str, ...], list[_PlacedPhrase]] = {}
        spoiled: set[tuple[str, ...]] = set()
        for tokens in text.fields:
            named = [(one.start, one.end) for link in links for one in link.evidence if one.field == tokens.field]
            for phrase in self._phrases_of_field(tokens):
                places.setdefault(phrase.key, []).append(phrase)
                if _cuts_concept(phrase, covered[tokens.field]) or _overlaps_evidence(phrase, named):
                    spoiled.add(phrase.key)
        salient = {key: where for key, where in places.items() if key not in spoiled and _is_salient_phrase(where)}
        kept = [key for key in salient if not any(_is_part_of_other(key, other) for other in salient)]
        kept.sort(key=lambda key: (-len(key), -len(salient[key]), key))
        topics = (self._topic_of_phrase(salient[key]) for key in kept)
        return tuple([topic for topic in topics if topic is not None][: min(room, _MOST)])

    def _phrases_of_field(self, tokens: TokenText) -> Iterator[_PlacedPhrase]:
        words = tokens.words
        # Few words are heads, and few of these have a modifier before them.
        for head in [at for at, word in enumerate(map(SINGULARS.__getitem__, words)) if word in self._heads]:
            begin, end = tokens.sentence_at(head)
            first, last = head, head + 1
            while first > max(begin, last - _LONGEST) and _PLAIN[words[head]] and self._may_modify[words[first - 1]]:
                first -= 1
                free = all(_is_phrase_bound(tokens, beside, begin, end) for beside in (first - 1, last))
                yield _PlacedPhrase(tuple(map(singular, words[first:last])), tokens, first, last, free)

    def _is_modifier(self, word: str) -> bool:
        """Check whether a word may stand before a head: one that does so in labels, or no everyday word."""
        return _PLAIN[word] and (singular(word) in self._modifiers or not is_common(word.lower()))

    def _topic_of_phrase(self, places: Sequence[_PlacedPhrase]) -> TopicLink | None:
        label = _label_of_phrase(next(place for place in places if place.text.field is TextField.ABSTRACT))
        if "".join(places[0].key) in self._labels or slug(label) in self._scheme.concepts:
            return None
        evidence = tuple(place.text.evidence(place.first, place.last) for place in places)
        return TopicLink(slug(label), label, False, _CONFIDENCE, (), evidence, candidate=True)


def _is_phrase_bound(tokens: TokenText, index: int, begin: int, end: int) -> bool:
    """Check whether a token is no part of a phrase beside it."""
    if not begin <= index < end:
        return True
    word = tokens.words[index].lower()
    return word in _BOUNDS or word in _TITLE_VERBS or not _WORD.fullmatch(word)


def _cuts_concept(phrase: _PlacedPhrase, taken: Collection[tuple[int, int]]) -> bool:
    """Check whether a concept begins or ends inside a phrase without being a part of it, or is the phrase, or
    holds it.
    """
    for first, last in taken:
        if first < phrase.last and phrase.first < last:
            inside = phrase.first <= first and last <= phrase.last
            tail = inside and last == phrase.last and first > phrase.first
            if not tail and not (inside and last - first == 1):
                return True
    return False


def _overlaps_evidence(phrase: _PlacedPhrase, spans: Collection[tuple[int, int]]) -> bool:
    start, end = phrase.text.starts[phrase.first], phrase.text.ends[phrase.last - 1]
    return any(start < last and first < end for first, last in spans)


def _is_salient_phrase(places: Sequence[_PlacedPhrase]) -> bool:
    titled = sum(place.text.field is TextField.TITLE for place in places)
    in_text = len(places) - titled
    return any(place.free for place in places) and ((titled > 0 and in_text > 0) or in_text >= _OFTEN)


def _is_part_of_other(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(key) < len(other) and any(other[at : at + len(key)] == key for at in range(len(other)))


def _label_of_phrase(place: _PlacedPhrase) -> str:
    """Write the words as running text has them, the last in the singular, without the capitals of headings and
    sentences.
    """
    text = place.text
    words = text.words[place.first : place.last]
    opens = place.first == text.sentence_at(place.first)[0]
    if opens or all(word[0].isupper() for word in words):
        words = tuple(word if _is_acronym_word(word) else word.lower() for word in words)
    *modifiers, head = words
    return " ".join((*modifiers, singular_acronym(head) if _is_acronym_word(head) else singular(head)))


def _is_acronym_word(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1 and "-" not in word
