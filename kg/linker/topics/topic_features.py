"""Named features of the concepts of a paper: what the topic models learn from.

A concept is described by what it is (its depth, what is above it), by where its labels stand, and by what else the
paper names; one that is only paraphrased or implied also by how.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.ground.machine.remembered import Remembered
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


class Naming(NamedTuple):
    """How a paper names a concept, whichever it is; papers name most concepts in one of a few thousand ways.

    Attributes:
        places: number of them, at most 4. narrower: whether the paper names a concept below it; None where it does not,
            else whether in the title. words: of its longest label there, at most 4.
        only_inside, cue_only: what all places are. preferred: what one of them is.
        titled: what its places in the title are (``_title_place``), sorted. crowd: concepts that the title names, at
            most 6, where it is among them.
        free: whether a place stands by itself. parts: quarters of the abstract, sorted; sentences: sorts of sentence,
            sorted; claimed: whether one says what the authors did.
    """

    places: int
    narrower: bool | None
    words: int
    only_inside: bool
    preferred: bool
    cue_only: bool
    titled: tuple[str, ...]
    crowd: int
    free: bool
    parts: tuple[int, ...]
    sentences: tuple[str, ...]
    claimed: bool


def kind_features(slug: str, above: Sequence[str], *, leaf: bool) -> tuple[str, ...]:
    """Return the features of what a concept is, in whatever paper.

    Args:
        above: the concepts above it, at any distance. leaf: whether the scheme has none below it.
    """
    under = (f"topic:under={other}" for other in above)
    return ("bias", f"topic:slug={slug}", f"topic:depth={min(len(above), 4)}", f"topic:leaf={leaf}", *under)


def naming_of_concept(slug: str, places: Places, around: Surroundings) -> Naming:
    """Find how a paper names a concept."""
    longest = count = 0
    preferred, cue_only, free = False, True, False
    titled: set[str] = set()
    sentences: set[int] = set()
    for tokens, match in places:  # one loop: this is asked of forty concepts a paper
        first, last, _, is_preferred, inside, cue = match
        if last - first > longest:
            longest = last - first
        preferred = preferred or is_preferred
        cue_only = cue_only and cue
        if inside:
            continue
        free = True
        if tokens.field is TextField.TITLE:
            titled.add(_title_place(tokens, match))
        else:
            sentences.add(tokens.sentence_of[first])
            count = len(tokens.sentences)
    parts, sorts = _SPREADS[tuple(sorted(sentences)), count]
    return Naming(
        min(len(places), 4),
        slug in around.narrower_titled if slug in around.narrower else None,
        min(longest, 4),
        not free,
        preferred,
        cue_only,
        tuple(sorted(titled)),
        min(around.titled, 6) if titled else 0,
        free,
        parts,
        sorts,
        not around.claims[TextField.ABSTRACT].isdisjoint(sentences),
    )


def _spread_of_sentences(place: tuple[tuple[int, ...], int]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the quarters of an abstract of so many sentences in which some stand, and their sorts, each sorted."""
    sentences, count = place
    sorts = {"first" if each == 0 else "last" if each == count - 1 else "inner" for each in sentences}
    return tuple(sorted({each * 4 // count for each in sentences})), tuple(sorted(sorts))


_SPREADS = Remembered(_spread_of_sentences, most=1 << 15)


def naming_features(naming: Naming) -> tuple[str, ...]:
    """Return the features of how a concept is named, but for those with its name in them (``own_features``)."""
    return _NAMINGS[naming]


def _naming_features(naming: Naming) -> tuple[str, ...]:
    found = [f"topic:count={naming.places}", f"topic:words={naming.words}", f"topic:spread={len(naming.parts)}"]
    if naming.narrower is not None:
        found += ["topic:has-narrower", f"topic:has-narrower-titled={naming.narrower}"]
    holds = {
        "topic:only-inside": naming.only_inside,
        "topic:preferred": naming.preferred,
        "topic:cue-only": naming.cue_only,
        "topic:title": naming.titled,
        "topic:abstract-only": naming.free and not naming.titled,
        "topic:claimed": naming.claimed,
    }
    found += [name for name, held in holds.items() if held]
    if naming.titled:
        found += [f"topic:title-words={naming.words}", f"topic:titled={naming.crowd}"]
    found += [f"topic:title-{place}" for place in naming.titled]
    found += [f"topic:part={part}" for part in naming.parts]
    found += [f"topic:sentence={sort}" for sort in naming.sentences]
    return tuple(found)


_NAMINGS = Remembered(_naming_features, most=1 << 15)


def own_features(slug: str, places: Places, naming: Naming) -> tuple[str, ...]:
    """Return the features with the name of a concept: that it is in the title, and by which of its labels it is named,
    so that the model learns what each label is worth."""
    spelled = {_SPELLINGS[slug, tokens.words[match.first : match.last]] for tokens, match in places}
    own = tuple(sorted(spelled))
    return (f"topic:title={slug}", *own) if naming.titled else own


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


def _spelling_feature(naming: tuple[str, tuple[str, ...]]) -> str:
    slug, words = naming
    return f"topic:as={slug}|{fold(' '.join(map(singular, words)))}"


_SPELLINGS = Remembered(_spelling_feature, most=1 << 15)


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
    claiming = map(_CLAIMING.__getitem__, tokens.words)
    return frozenset([tokens.sentence_of[index] for index, claims in enumerate(claiming) if claims])


_CLAIMING: Remembered[str, bool] = Remembered(lambda word: word.lower() in CLAIMING_WORDS, most=1 << 15)
