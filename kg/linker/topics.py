"""Topics of a paper: the concepts that its text names, scored by salience, the best few kept.

1. Concepts whose labels stand in title or abstract (``concepts``), those that a sentence says in
   other words (``phrasing``), those that are the meeting of two such, and those directly above them.
2. Named features of each (where, how often, how specific), summed by two trained models: is it a topic of the paper
   at all, and is it one of the one to three that the paper is about.
3. At most ``MAX_TOPICS`` by the mean of the two, primary ones by the second. Concepts further above are not guessed:
   the graph derives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.catalogue.topics import TopicScheme
from kg.ground.records import Evidence, TopicLink
from kg.ground.schema import TextField
from kg.ground.text import fold
from kg.linker.candidates import PaperText
from kg.linker.concepts import ConceptMatch, ConceptMatcher, singular
from kg.linker.linear import LinkModels
from kg.linker.phrasing import Phrasing, PhrasingMatcher
from kg.linker.tokens import TokenText

MAX_TOPICS = 8  # the annotation guidelines allow 3 to 8
_MAX_PRIMARY = 3
_PRIMARY_THRESHOLD = 0.35
#: What is only said in other words must be this much more probable: of a hand-judged sample 0.59 of such topics were
#: right, of named ones 0.90. It costs one primary topic in a hundred.
_SAID_BAR = 2.0
_LARGEST_GAP = 5  # tokens between the words of a label, from which on the number tells nothing more
#: What authors call their own work in the sentence that says what they did.
_CLAIMS = frozenset(
    (
        *("propose", "proposes", "proposed", "introduce", "introduces", "present", "presents", "study", "studies"),
        *("investigate", "investigates", "explore", "explores", "develop", "address", "addresses", "examine"),
        *("paper", "work"),
    )
)
_AFTER_TOPIC = frozenset(("for", "with", "via", "in", "by", "of", "using", "from", "through", "on", "and", "under"))
_BEFORE_TOPIC = frozenset(("for", "with", "via", "in", "by", "of", "using", "from", "through", "on", "and", "towards"))


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept in a paper, with where its labels stand and its features."""

    slug: str
    places: tuple[tuple[TokenText, ConceptMatch], ...]
    features: tuple[str, ...]


_Where = Sequence[tuple[TokenText, ConceptMatch]]
_Places = dict[str, list[tuple[TokenText, ConceptMatch]]]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What else a paper names.

    Attributes:
        narrower: concepts below which the paper names another; narrower_titled: names it in the title.
        titled: number of concepts that the title names. claims: per field, the sentences that say what was done.
    """

    narrower: set[str]
    narrower_titled: set[str]
    titled: int
    claims: Mapping[int, frozenset[int]]


class ConceptFinder:
    """Finds the concepts that papers name, with their features. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._scheme = scheme
        self._matcher = ConceptMatcher(scheme)
        self._phrasings = PhrasingMatcher(scheme)
        self._joint: dict[str, list[str]] = {}
        for slug, concept in scheme.concepts.items():
            if len(concept.broader) > 1:
                for parent in concept.broader:
                    self._joint.setdefault(parent, []).append(slug)
        self._above = {slug: scheme.ancestors(slug) for slug in scheme.concepts}
        self._with_narrower = {parent for concept in scheme.concepts.values() for parent in concept.broader}

    def labels(self, slug: str) -> frozenset[str]:
        """The folded labels of a concept."""
        concept = self._scheme.concepts[slug]
        return frozenset(map(fold, (concept.label, *concept.alt_labels)))

    def concepts(self, text: PaperText) -> list[FoundConcept]:
        """Every concept that the paper names, says in other words or implies, with features, in order of slug."""
        named: _Places = {}
        for tokens in text.fields:
            for match in self._matcher.find(tokens):
                named.setdefault(match.slug, []).append((tokens, match))
        said, said_features = self._said(named, text)
        firm = named | said
        joint, joint_features = self._meetings(firm)
        firm |= joint
        broader, broader_features = self._broader(firm)
        more = said_features | joint_features | broader_features
        around = _Surroundings(
            narrower={above for slug in firm for above in self._above[slug]},
            titled=sum(_titled(where) for where in named.values()),
            narrower_titled={above for slug, where in firm.items() if _titled(where) for above in self._above[slug]},
            claims={id(tokens): _claiming_sentences(tokens) for tokens in text.fields},
        )
        return [
            FoundConcept(slug, tuple(where), (*self._features(slug, where, around), *more.get(slug, ())))
            for slug, where in sorted((firm | broader).items())
        ]

    def _said(self, named: _Places, text: PaperText) -> tuple[_Places, dict[str, tuple[str, ...]]]:
        """Concepts that sentences say in other words, where the paper does not name them."""
        said: _Places = {}
        best: dict[str, Phrasing] = {}
        for tokens in text.fields:
            for phrasing in self._phrasings.find(tokens):
                slug = phrasing.match.slug
                if slug not in named:
                    said.setdefault(slug, []).append((tokens, phrasing.match))
                    best[slug] = min(best.get(slug, phrasing), phrasing, key=lambda one: (one.broken, one.gap))
        features: dict[str, tuple[str, ...]] = {}
        for slug, where in said.items():
            phrasing, field = best[slug], where[0][0].field
            gap = min(phrasing.gap, _LARGEST_GAP)
            form = f"{'ordered' if phrasing.ordered else 'turned'}-{'exact' if phrasing.exact else 'bent'}"
            features[slug] = (
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
        return said, features

    def _meetings(self, named: _Places) -> tuple[_Places, dict[str, tuple[str, ...]]]:
        """Concepts that are the meeting of two others, where the paper names both.

        "Large language model evaluation" is broader-linked to "large language model" and to "evaluation"; a paper
        that names both may well be about it without ever writing the three words in a row. The evidence is the
        first place of each.
        """
        meetings: _Places = {}
        features: dict[str, tuple[str, ...]] = {}
        for slug in named:
            for child in self._joint.get(slug, ()):
                parents = self._scheme.concepts[child].broader
                if child not in named and all(parent in named for parent in parents):
                    firsts = [named[parent][0] for parent in parents]
                    meetings[child] = [(tokens, replace(match, slug=child, cue=True)) for tokens, match in firsts]
                    titled = sum(tokens.field is TextField.TITLE for tokens, _ in firsts)
                    features[child] = ("topic:joint", f"topic:joint-title={titled}", f"topic:joint={child}")
        return meetings, features

    def _broader(self, named: _Places) -> tuple[_Places, dict[str, tuple[str, ...]]]:
        """The concepts directly above those that the paper names, where it does not name them; evidence is theirs."""
        below: dict[str, list[str]] = {}
        for slug in named:
            for parent in self._scheme.concepts[slug].broader:
                if parent not in named:
                    below.setdefault(parent, []).append(slug)
        broader: _Places = {}
        features: dict[str, tuple[str, ...]] = {}
        for parent, children in below.items():
            broader[parent] = [
                (tokens, replace(match, slug=parent, preferred=False, cue=True))
                for child in children
                for tokens, match in named[child]
            ]
            titled = sum(_titled(named[child]) for child in children)
            features[parent] = (
                "topic:above",
                f"topic:above={parent}",
                f"topic:above-title={min(titled, 2)}",
                f"topic:above-children={min(len(children), 3)}",
            )
        return broader, features

    def _features(self, slug: str, places: _Where, around: _Surroundings) -> Iterator[str]:
        yield "bias"
        yield f"topic:slug={slug}"
        yield f"topic:depth={min(len(self._above[slug]), 4)}"
        yield f"topic:count={min(len(places), 4)}"
        yield f"topic:leaf={slug not in self._with_narrower}"
        yield from (f"topic:under={above}" for above in self._above[slug])
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
        yield from self._place_features(slug, places, longest, around)
        yield from sorted({f"topic:as={slug}|{_spelling(tokens, match)}" for tokens, match in places})

    def _place_features(self, slug: str, places: _Where, longest: int, around: _Surroundings) -> Iterator[str]:
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
                sentences.add(
                    "first" if sentence == 0 else "last" if sentence == len(tokens.sentences) - 1 else "inner"
                )
                claimed = claimed or sentence in around.claims[id(tokens)]
        yield from (f"topic:part={part}" for part in sorted(parts))
        yield from (f"topic:sentence={place}" for place in sorted(sentences))
        yield f"topic:spread={len(parts)}"
        if claimed:
            yield "topic:claimed"


def _titled(places: _Where) -> bool:
    return any(tokens.field is TextField.TITLE and not match.inside for tokens, match in places)


def _spelling(tokens: TokenText, match: ConceptMatch) -> str:
    """The words of a match as one key, so that the model learns what each label is worth."""
    return fold(" ".join(map(singular, tokens.words[match.first : match.last])))


def _title_place(tokens: TokenText, match: ConceptMatch) -> str:
    """Where in the title a label stands: at its start or end, before or after its colon, or elsewhere."""
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


def _claiming_sentences(tokens: TokenText) -> frozenset[int]:
    """The sentences in which authors say what they did."""
    return frozenset(
        index
        for index, (first, last) in enumerate(tokens.sentences)
        if not _CLAIMS.isdisjoint(map(str.lower, tokens.words[first:last]))
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A concept with the probabilities that it is a topic and a primary one; ``rank``, their mean, says who is kept.

    By the mean one more primary topic in a hundred is kept than by the first alone, at as many topics a paper.
    """

    found: FoundConcept
    topic: float
    primary: float
    rank: float


class TopicFinder:
    """Ranks the concepts that papers name and keeps the best. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme, models: LinkModels) -> None:
        self._scheme = scheme
        self._models = models
        self._finder = ConceptFinder(scheme)

    def topics(self, text: PaperText) -> tuple[TopicLink, ...]:
        """The topics of a paper, the most probable first."""
        weighed = sorted(map(self._weigh, self._finder.concepts(text)), key=lambda one: (-one.rank, one.found.slug))
        kept = [one for one in weighed if one.rank >= self._bar(one.found)][:MAX_TOPICS]
        primary = self._primary(kept)
        links = [self._topic(one.topic, one.found, one.found.slug in primary) for one in kept]
        return tuple(sorted(links, key=lambda link: (-link.confidence, link.slug)))

    def _bar(self, found: FoundConcept) -> float:
        return self._models.topic_threshold * (_SAID_BAR if "topic:said" in found.features else 1.0)

    def _weigh(self, found: FoundConcept) -> _Weighed:
        topic = self._models.topic.probability(found.features)
        primary = self._models.primary.probability(found.features)
        return _Weighed(found, topic, primary, (topic + primary) / 2)

    def _primary(self, kept: Sequence[_Weighed]) -> frozenset[str]:
        ranked = sorted(kept, key=lambda one: (-one.primary, one.found.slug))
        best = [one.found.slug for one in ranked[:_MAX_PRIMARY] if one.primary >= _PRIMARY_THRESHOLD]
        return frozenset(best or [one.found.slug for one in ranked[:1]])

    def _topic(self, score: float, found: FoundConcept, primary: bool) -> TopicLink:
        concept = self._scheme.concepts[found.slug]
        evidence = tuple(dict.fromkeys(_evidence(tokens, match) for tokens, match in found.places))
        return TopicLink(found.slug, concept.label, primary, round(score, 3), concept.alt_labels, evidence)


def _evidence(tokens: TokenText, match: ConceptMatch) -> Evidence:
    start, end = tokens.starts[match.first], tokens.ends[match.last - 1]
    sentence_start, sentence_end = tokens.sentence_span(match.first)
    return Evidence(tokens.field, start, end, tokens.text[start:end], sentence_start, max(end, sentence_end))
