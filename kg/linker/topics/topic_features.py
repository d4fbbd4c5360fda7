"""Named features of the concepts of a paper: what the topic models learn from.

A concept is described by what it is (its depth, what is above it), by where its labels stand, and by what else the
paper names; one that is only paraphrased or implied also by how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.ground.schema import TextField
from kg.ground.text import fold
from kg.linker.text.lexicon import CLAIMING_WORDS
from kg.linker.text.morphology import singular
from kg.linker.text.tokens import TokenText
from kg.linker.topics.paraphrases import Phrasing
from kg.linker.topics.topic_labels import ConceptMatch

#: Where the labels of a concept stand.
Places = Sequence[tuple[TokenText, ConceptMatch]]

_LARGEST_GAP = 5  # tokens between the words of a label, from which on the number tells nothing more
_AFTER_TOPIC = frozenset(("for", "with", "via", "in", "by", "of", "using", "from", "through", "on", "and", "under"))
_BEFORE_TOPIC = frozenset(("for", "with", "via", "in", "by", "of", "using", "from", "through", "on", "and", "towards"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else a paper names.

    Attributes:
        narrower: concepts below which the paper names another; narrower_titled: names it in the title.
        titled: number of concepts that the title names. claims: per field, the sentences that say what was done.
    """

    narrower: set[str]
    narrower_titled: set[str]
    titled: int
    claims: Mapping[TextField, frozenset[int]]


def concept_features(
    slug: str, places: Places, above: Sequence[str], leaf: bool, around: Surroundings
) -> Iterator[str]:
    """Yield the features that every concept has: what it is, where it is named, what else is named.

    Args:
        above: the concepts above it, at any distance. leaf: whether the scheme has none below it.
    """
    yield "bias"
    yield f"topic:slug={slug}"
    yield f"topic:depth={min(len(above), 4)}"
    yield f"topic:count={min(len(places), 4)}"
    yield f"topic:leaf={leaf}"
    yield from (f"topic:under={other}" for other in above)
    if slug in around.narrower:
        yield "topic:has-narrower"
        yield f"topic:has-narrower-titled={slug in around.narrower_titled}"
    if all(match.inside for _, match in places):
        yield "topic:only-inside"
    if any(match.preferred for _, match in places):
        yield "topic:preferred"
    if all(match.cue for _, match in places):
        yield "topic:cue-only"
    longest = max(match.last - match.first for _, match in places)
    yield f"topic:words={min(longest, 4)}"
    yield from _place_features(slug, places, longest, around)
    yield from sorted({f"topic:as={slug}|{_spelling_of_match(tokens, match)}" for tokens, match in places})


def _place_features(slug: str, places: Places, longest: int, around: Surroundings) -> Iterator[str]:
    free = [(tokens, match) for tokens, match in places if not match.inside]
    titled = [(tokens, match) for tokens, match in free if tokens.field is TextField.TITLE]
    if titled:
        yield "topic:title"
        yield f"topic:title={slug}"
        yield f"topic:title-words={min(longest, 4)}"
        yield f"topic:titled={min(around.titled, 6)}"
        yield from sorted({f"topic:title-{_title_place(tokens, match)}" for tokens, match in titled})
    elif free:
        yield "topic:abstract-only"
    parts, sentences, claimed = set(), set(), False
    for tokens, match in free:
        if tokens.field is TextField.ABSTRACT:
            sentence = tokens.sentence_of[match.first]
            parts.add(sentence * 4 // len(tokens.sentences))
            last = len(tokens.sentences) - 1
            sentences.add("first" if sentence == 0 else "last" if sentence == last else "inner")
            claimed = claimed or sentence in around.claims[tokens.field]
    yield from (f"topic:part={part}" for part in sorted(parts))
    yield from (f"topic:sentence={place}" for place in sorted(sentences))
    yield f"topic:spread={len(parts)}"
    if claimed:
        yield "topic:claimed"


def said_features(slug: str, phrasing: Phrasing, field: TextField) -> tuple[str, ...]:
    """Return the features of a concept that a sentence paraphrases: how it does.

    Args:
        phrasing: the closest. field: the first that says it.
    """
    gap = min(phrasing.gap, _LARGEST_GAP)
    form = f"{'ordered' if phrasing.ordered else 'turned'}-{'exact' if phrasing.exact else 'bent'}"
    return (
        "topic:said",
        f"topic:said={slug}",
        f"topic:said-gap={gap}",
        f"topic:said-{field}={gap}",
        f"topic:said-{form}",
        f"topic:said-{form}={gap}",
        f"topic:said-common={phrasing.common}",
        f"topic:said-{form}-common={phrasing.common}",
        *(("topic:said-broken",) if phrasing.broken else ()),
    )


def meeting_features(slug: str, firsts: Places) -> tuple[str, ...]:
    """Return the features of a concept that is the meeting of others.

    ``firsts`` is where each of these is named first.
    """
    titled = sum(tokens.field is TextField.TITLE for tokens, _ in firsts)
    return ("topic:joint", f"topic:joint-title={titled}", f"topic:joint={slug}")


def broader_features(slug: str, children: Sequence[Places]) -> tuple[str, ...]:
    """Return the features of a concept directly above others; ``children`` is where each of these is named."""
    titled = sum(map(in_title, children))
    return (
        "topic:above",
        f"topic:above={slug}",
        f"topic:above-title={min(titled, 2)}",
        f"topic:above-children={min(len(children), 3)}",
    )


def in_title(places: Places) -> bool:
    """Check whether the title names a concept, and not only as part of a longer label."""
    return any(tokens.field is TextField.TITLE and not match.inside for tokens, match in places)


def _spelling_of_match(tokens: TokenText, match: ConceptMatch) -> str:
    """Join the words of a match to one key, so that the model learns what each label is worth."""
    return fold(" ".join(map(singular, tokens.words[match.first : match.last])))


def _title_place(tokens: TokenText, match: ConceptMatch) -> str:
    """Say where in the title a label stands: at its start or end, before or after its colon, or elsewhere."""
    if match.last >= len(tokens.words):
        return "end"
    if tokens.words[match.last] == ":":
        return "before-colon"
    if match.first == 0:
        return "start"
    if tokens.words[match.first - 1] == ":":
        return "after-colon"
    if tokens.words[match.last].lower() in _AFTER_TOPIC:
        return "before-preposition"
    if tokens.words[match.first - 1].lower() in _BEFORE_TOPIC:
        return "after-preposition"
    return "inner"


def claiming_sentences(tokens: TokenText) -> frozenset[int]:
    """Find the sentences in which authors say what they did."""
    return frozenset(
        index
        for index, (first, last) in enumerate(tokens.sentences)
        if not CLAIMING_WORDS.isdisjoint(map(str.lower, tokens.words[first:last]))
    )
