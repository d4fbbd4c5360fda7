"""Candidates for the topics of a paper: the concepts that it names, paraphrases or implies.

1. Concepts whose labels stand in title or abstract (``topic_labels``) and mean them there (``topic_senses``).
2. Concepts that a sentence paraphrases (``paraphrases``) and the paper does not name.
3. Concepts that are the meeting of two such: the paper names all that is directly above them.
4. Concepts directly above any of these. Those further above are not guessed: the graph derives them.

Each comes with the places that speak for it and with its features (``topic_features``).
"""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from kg.catalogue.topic_scheme import TopicScheme
from kg.ground.machine.remembered import Remembered
from kg.ground.text import fold
from kg.linker.text.paper_text import PaperText
from kg.linker.text.tokens import TokenText
from kg.linker.topics.paraphrases import Phrasing, PhrasingMatcher
from kg.linker.topics.spelled_acronyms import NamedConcepts
from kg.linker.topics.topic_features import (
    Surroundings,
    broader_features,
    claiming_sentences,
    in_title,
    kind_features,
    meeting_features,
    naming_features,
    naming_of_concept,
    own_features,
    said_features,
)
from kg.linker.topics.topic_labels import ConceptMatch, ConceptMatcher
from kg.linker.topics.topic_senses import SenseCheck

_Features = dict[str, tuple[str, ...]]


class FoundConcept(NamedTuple):
    """A concept in a paper, with where its labels stand.

    Attributes:
        groups: its features, each in one group: those of what it is, of how the paper names it, with its name in them,
            of how it is implied. Other concepts, and other papers, share the groups.
    """

    slug: str
    places: tuple[tuple[TokenText, ConceptMatch], ...]
    groups: tuple[tuple[str, ...], ...]

    @property
    def features(self) -> tuple[str, ...]:
        """All features, each once."""
        return tuple(chain.from_iterable(self.groups))

    @property
    def is_paraphrased(self) -> bool:
        """Whether the paper only says it in other words."""
        return "topic:said" in self.groups[-1]


class ConceptFinder:
    """Finds the concepts that papers name, with their features. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._scheme = scheme
        self._matcher = ConceptMatcher(scheme)
        self._phrasings = PhrasingMatcher(scheme)
        self._senses = SenseCheck(scheme)
        self._joint: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for slug, concept in scheme.concepts.items():
            if len(concept.broader) > 1:
                for parent in concept.broader:
                    self._joint.setdefault(parent, []).append((slug, frozenset(concept.broader)))
        self._above = Remembered(scheme.ancestors, most=len(scheme.concepts))
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._with_narrower = {parent for concept in scheme.concepts.values() for parent in concept.broader}

    def labels(self, slug: str) -> frozenset[str]:
        """Return the folded labels of a concept."""
        concept = self._scheme.concepts[slug]
        return frozenset(map(fold, (concept.label, *concept.alt_labels)))

    def concepts(self, text: PaperText) -> list[FoundConcept]:
        """Find every concept that the paper names, paraphrases or implies, with features, in order of slug."""
        named: NamedConcepts = {}
        for tokens in text.fields:
            for match in self._matcher.find(tokens):
                named.setdefault(match.slug, []).append((tokens, match))
        senses = self._senses.of_paper(text.fields)
        named = senses.named_concepts(named)
        said, of_said = self._paraphrased_concepts(named, text)
        said = senses.implied_concepts(said)
        firm = named | said
        met, of_met = self._meetings_of_concepts(firm)
        met = senses.implied_concepts(met)
        firm |= met
        broader, of_broader = self._broader_concepts(firm)
        broader = senses.implied_concepts(broader)
        more = of_said | of_met | of_broader
        around = Surroundings(
            narrower=set(chain.from_iterable(map(self._above.__getitem__, firm))),
            titled=sum(in_title(where) for where in named.values()),
            narrower_titled={above for slug, where in firm.items() if in_title(where) for above in self._above[slug]},
            claims={tokens.field: claiming_sentences(tokens) for tokens in text.fields},
        )
        found = []
        for slug, where in sorted((firm | broader).items()):
            naming = naming_of_concept(slug, where, around)
            named_so = naming_features(naming), own_features(slug, where, naming)
            found.append(FoundConcept(slug, tuple(where), (self._kind_of_concept(slug), *named_so, more.get(slug, ()))))
        return found

    def _kind_of_concept(self, slug: str) -> tuple[str, ...]:
        kind = self._kinds.get(slug)
        if kind is None:
            leaf = slug not in self._with_narrower
            kind = self._kinds[slug] = kind_features(slug, self._above[slug], leaf=leaf)
        return kind

    def _paraphrased_concepts(self, named: NamedConcepts, text: PaperText) -> tuple[NamedConcepts, _Features]:
        """Find concepts that sentences paraphrase, where the paper does not name them."""
        said: NamedConcepts = {}
        best: dict[str, Phrasing] = {}
        for tokens in text.fields:
            for phrasing in self._phrasings.find(tokens, named):
                slug = phrasing.match.slug
                said.setdefault(slug, []).append((tokens, phrasing.match))
                best[slug] = min(best.get(slug, phrasing), phrasing, key=lambda one: (one.broken, one.gap))
        features = {slug: said_features(slug, best[slug], where[0][0].field) for slug, where in said.items()}
        return said, features

    def _meetings_of_concepts(self, named: NamedConcepts) -> tuple[NamedConcepts, _Features]:
        """Find concepts that are the meeting of others, where the paper names all of these but not the concept.

        "Large language model evaluation" is broader-linked to "large language model" and to "evaluation"; a paper
        that names both may well be about it without ever writing the three words in a row. The evidence is the
        first place of each.
        """
        meetings: NamedConcepts = {}
        features: _Features = {}
        slugs = named.keys()
        for slug in named:
            for child, parents in self._joint.get(slug, ()):
                if slugs >= parents and child not in named and child not in meetings:
                    firsts = [named[parent][0] for parent in self._scheme.concepts[child].broader]
                    meetings[child] = [(tokens, match.implying(child)) for tokens, match in firsts]
                    features[child] = meeting_features(child, firsts)
        return meetings, features

    def _broader_concepts(self, named: NamedConcepts) -> tuple[NamedConcepts, _Features]:
        """Find the concepts directly above those that the paper names, where it does not name them.

        The evidence is theirs.
        """
        below: dict[str, list[str]] = {}
        for slug in named:
            for parent in self._scheme.concepts[slug].broader:
                if parent not in named:
                    below.setdefault(parent, []).append(slug)
        broader: NamedConcepts = {}
        features: _Features = {}
        for parent, children in below.items():
            broader[parent] = [
                (tokens, match.implying(parent, preferred=False))
                for child in children
                for tokens, match in named[child]
            ]
            features[parent] = broader_features(parent, [named[child] for child in children])
        return broader, features
