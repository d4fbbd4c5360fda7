"""Topics of a paper: the concepts that its text names, scored by salience, the best few kept.

1. Concepts whose labels stand in title or abstract (``concepts``), and concepts that are the meeting of two such.
2. Named features of each (where, how often, how specific), summed by two trained models: is it a topic of the paper
   at all, and is it one of the one to three that the paper is about.
3. At most ``MAX_TOPICS``, primary ones by the second model. Broader concepts are not guessed: the graph derives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.catalogue.topics import TopicScheme
from kg.ground.records import Evidence, TopicLink
from kg.ground.schema import TextField
from kg.ground.text import fold
from kg.linker.candidates import PaperText
from kg.linker.concepts import ConceptMatch, ConceptMatcher
from kg.linker.linear import LinkModels
from kg.linker.tokens import TokenText

MAX_TOPICS = 8  # the annotation guidelines allow 3 to 8
_MAX_PRIMARY = 3
_PRIMARY_THRESHOLD = 0.35


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept in a paper, with where its labels stand and its features."""

    slug: str
    places: tuple[tuple[TokenText, ConceptMatch], ...]
    features: tuple[str, ...]


class ConceptFinder:
    """Finds the concepts that papers name, with their features. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._scheme = scheme
        self._matcher = ConceptMatcher(scheme)
        self._joint: dict[str, list[str]] = {}
        for slug, concept in scheme.concepts.items():
            if len(concept.broader) > 1:
                for parent in concept.broader:
                    self._joint.setdefault(parent, []).append(slug)
        self._depths = {slug: len(scheme.ancestors(slug)) for slug in scheme.concepts}

    def labels(self, slug: str) -> frozenset[str]:
        """The folded labels of a concept."""
        concept = self._scheme.concepts[slug]
        return frozenset(map(fold, (concept.label, *concept.alt_labels)))

    def concepts(self, text: PaperText) -> list[FoundConcept]:
        """Every concept that the paper names, with features, in order of slug."""
        places: dict[str, list[tuple[TokenText, ConceptMatch]]] = {}
        for tokens in text.fields:
            for match in self._matcher.find(tokens):
                places.setdefault(match.slug, []).append((tokens, match))
        joint = self._add_joint(places)
        found = frozenset(places)
        narrower = {above for slug in found for above in self._scheme.ancestors(slug)} & found
        return [
            FoundConcept(slug, tuple(where), (*self._features(slug, where, slug in narrower), *joint.get(slug, ())))
            for slug, where in sorted(places.items())
        ]

    def _add_joint(self, places: dict[str, list[tuple[TokenText, ConceptMatch]]]) -> dict[str, tuple[str, ...]]:
        """Add concepts that are the meeting of two others, where the paper names both.

        "Large language model evaluation" is broader-linked to "large language model" and to "evaluation"; a paper
        that names both may well be about it without ever writing the three words in a row. The evidence is the
        first place of each. Returns the features that say so.
        """
        named = dict(places)
        features: dict[str, tuple[str, ...]] = {}
        for slug in named:
            for child in self._joint.get(slug, ()):
                parents = self._scheme.concepts[child].broader
                if child not in places and all(parent in named for parent in parents):
                    firsts = [named[parent][0] for parent in parents]
                    places[child] = [(tokens, replace(match, slug=child, cue=True)) for tokens, match in firsts]
                    titled = sum(tokens.field is TextField.TITLE for tokens, _ in firsts)
                    features[child] = ("topic:joint", f"topic:joint-title={titled}", f"topic:joint={child}")
        return features

    def _features(
        self, slug: str, places: Sequence[tuple[TokenText, ConceptMatch]], has_narrower: bool
    ) -> Iterator[str]:
        yield "bias"
        yield f"topic:slug={slug}"
        yield f"topic:depth={min(self._depths[slug], 4)}"
        yield f"topic:count={min(len(places), 4)}"
        if has_narrower:
            yield "topic:has-narrower"
        free = [(tokens, match) for tokens, match in places if not match.inside]
        if not free:
            yield "topic:only-inside"
        if any(match.preferred for _, match in places):
            yield "topic:preferred"
        if all(match.cue for _, match in places):
            yield "topic:cue-only"
        longest = max(match.last - match.first for _, match in places)
        yield f"topic:words={min(longest, 4)}"
        title = [match for tokens, match in free if tokens.field is TextField.TITLE]
        if title:
            yield "topic:title"
            yield f"topic:title-words={min(longest, 4)}"
        elif free:
            yield "topic:abstract-only"
        parts = set()
        for tokens, match in free:
            if tokens.field is TextField.ABSTRACT:
                parts.add(tokens.sentence_of[match.first] * 4 // len(tokens.sentences))
        yield from (f"topic:part={part}" for part in parts)
        yield f"topic:spread={len(parts)}"


class TopicFinder:
    """Ranks the concepts that papers name and keeps the best. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme, models: LinkModels) -> None:
        self._scheme = scheme
        self._models = models
        self._finder = ConceptFinder(scheme)

    def topics(self, text: PaperText) -> tuple[TopicLink, ...]:
        """The topics of a paper, the most probable first."""
        scored = sorted(
            ((self._models.topic.probability(found.features), found) for found in self._finder.concepts(text)),
            key=lambda pair: (-pair[0], pair[1].slug),
        )
        kept = [(score, found) for score, found in scored if score >= self._models.topic_threshold][:MAX_TOPICS]
        primary = self._primary([found for _, found in kept])
        return tuple(self._topic(score, found, found.slug in primary) for score, found in kept)

    def _primary(self, kept: Sequence[FoundConcept]) -> frozenset[str]:
        scores: Mapping[str, float] = {found.slug: self._models.primary.probability(found.features) for found in kept}
        ranked = sorted(scores, key=lambda slug: (-scores[slug], slug))
        best = [slug for slug in ranked[:_MAX_PRIMARY] if scores[slug] >= _PRIMARY_THRESHOLD]
        return frozenset(best or ranked[:1])

    def _topic(self, score: float, found: FoundConcept, primary: bool) -> TopicLink:
        concept = self._scheme.concepts[found.slug]
        evidence = tuple(dict.fromkeys(_evidence(tokens, match) for tokens, match in found.places))
        return TopicLink(found.slug, concept.label, primary, round(score, 3), concept.alt_labels, evidence)


def _evidence(tokens: TokenText, match: ConceptMatch) -> Evidence:
    start, end = tokens.starts[match.first], tokens.ends[match.last - 1]
    sentence_start, sentence_end = tokens.sentence_span(match.first)
    return Evidence(tokens.field, start, end, tokens.text[start:end], sentence_start, max(end, sentence_end))
