"""Topics of a paper: the concepts that it speaks of, scored by salience, the best few kept.

1. Concepts that the text names, paraphrases or implies (``topic_candidates``), with named features
   (``topic_features``).
2. Two trained models sum these: is the concept a topic of the paper at all, and is it one of the one to three that the
   paper is about.
3. What is only named as an example is less probable (``example_list``).
4. At most ``MAX_TOPICS`` by the mean of the two, primary ones by the second; where room is left, candidate concepts
   (``new_concepts``), unless the paper is of another field.
5. The models say how likely an annotator lists the concept among a paper's few topics. The confidence of a link is
   another thing: how likely the statement is right, by hand judgements of topics that were given.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import NamedTuple

from kg.catalogue.topic_scheme import TopicScheme
from kg.ground.records import Link, TopicLink
from kg.linker.models.linear import Calibration, LinkModels, PairedModels
from kg.linker.text.paper_text import PaperText
from kg.linker.topics.example_list import stands_in_examples
from kg.linker.topics.field_evidence import FieldEvidence
from kg.linker.topics.new_concepts import PhraseFinder
from kg.linker.topics.topic_candidates import ConceptFinder, FoundConcept

MAX_TOPICS = 8  # the annotation guidelines allow 3 to 8
_MAX_PRIMARY = 3
_PRIMARY_THRESHOLD = 0.35
#: What is only paraphrased must be this much more probable: of a hand-judged sample 0.59 of such topics were
#: right, of named ones 0.90. It costs one primary topic in a hundred.
_SAID_BAR = 2.0
# From the probability that annotators list a concept to that of its being right: fitted to the hand judgements of 284
# topics of 50 papers that no model had seen (0.838 right; tests/linker/data/topic_judgements.tsv), and to 40 topics
# that are paraphrased (0.60 right).
_RIGHT = Calibration(scale=0.63, shift=1.86)
_RIGHT_IF_SAID = Calibration(scale=0.63, shift=0.75)
# Of 20,420 topics that annotated papers name and 927 that they name in lists of examples only, the latter are listed by
# annotators the less often: 0.33 where others are 0.42, 0.47 where 0.59, 0.59 where 0.74.
_EXAMPLE = Calibration(shift=-0.45)


class _WeighedConcept(NamedTuple):
    """A concept with the probabilities that it is a topic and a primary one; ``rank``, their mean, says who is kept.

    By the mean one more primary topic in a hundred is kept than by the first alone, at as many topics a paper.
    """

    found: FoundConcept
    topic: float
    primary: float

    @property
    def rank(self) -> float:
        return (self.topic + self.primary) / 2


class TopicFinder:
    """Ranks the concepts that papers name and keeps the best. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme, models: LinkModels) -> None:
        self._scheme = scheme
        self._models = models
        self._both = PairedModels(models.topic, models.primary)
        self.finder = ConceptFinder(scheme)
        self._phrases = PhraseFinder(scheme)

    def with_models(self, models: LinkModels) -> TopicFinder:
        """Copy this finder with other models; the names are shared."""
        other = copy.copy(self)
        other._models, other._both = models, PairedModels(models.topic, models.primary)
        return other

    def topics(self, text: PaperText, links: Sequence[Link] = ()) -> tuple[TopicLink, ...]:
        """Choose the topics of a paper, the most probable first; candidate concepts last.

        Args:
            links: the paper's artifacts; what names one is no topic.
        """
        concepts = self.finder.concepts(text)
        weighed = (one for one in map(self._weigh_concept, concepts) if self._reaches_bar(one))
        judged = (_weaker_example(one) if _is_only_example(one.found) else one for one in weighed)
        kept = sorted(filter(self._reaches_bar, judged), key=lambda one: (-one.rank, one.found.slug))[:MAX_TOPICS]
        primary = self._primary_slugs(kept)
        topics = [self._topic_of_concept(one.topic, one.found, one.found.slug in primary) for one in kept]
        topics.sort(key=lambda topic: (-topic.confidence, topic.slug))
        new = self._phrases.candidates(text, concepts, links, MAX_TOPICS - len(topics))
        return (*topics, *(() if new and FieldEvidence(text.fields).is_foreign else new))

    def _reaches_bar(self, weighed: _WeighedConcept) -> bool:
        bar = self._models.topic_threshold
        return weighed.rank >= bar * (_SAID_BAR if weighed.found.is_paraphrased else 1.0)

    def _weigh_concept(self, found: FoundConcept) -> _WeighedConcept:
        topic, primary = self._both.probabilities(found.groups)
        return _WeighedConcept(found, topic, primary)

    def _primary_slugs(self, kept: Sequence[_WeighedConcept]) -> frozenset[str]:
        ranked = sorted(kept, key=lambda one: (-one.primary, one.found.slug))
        best = [one.found.slug for one in ranked[:_MAX_PRIMARY] if one.primary >= _PRIMARY_THRESHOLD]
        return frozenset(best or [one.found.slug for one in ranked[:1]])

    def _topic_of_concept(self, score: float, found: FoundConcept, primary: bool) -> TopicLink:
        concept = self._scheme.concepts[found.slug]
        evidence = tuple(dict.fromkeys(tokens.evidence(match.first, match.last) for tokens, match in found.places))
        calibration = _RIGHT_IF_SAID if found.is_paraphrased else _RIGHT
        confidence = round(calibration.probability(score), 3)
        return TopicLink(found.slug, concept.label, primary, confidence, concept.alt_labels, evidence)


def _is_only_example(found: FoundConcept) -> bool:
    return all(stands_in_examples(tokens, match) for tokens, match in found.places)


def _weaker_example(weighed: _WeighedConcept) -> _WeighedConcept:
    topic, primary = map(_EXAMPLE.probability, (weighed.topic, weighed.primary))
    return _WeighedConcept(weighed.found, topic, primary)
