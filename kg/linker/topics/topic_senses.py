"""Which of the concepts that a text seems to name or say it can mean.

1. An acronym that the paper spells out otherwise speaks for no concept (``spelled_acronyms``).
2. A word that machine learning shares with other fields ("transformer", "attention", "pruning") needs support: the
   paper's other words must speak for machine learning, the more of them there are, and those beside it may speak
   against it (``field_evidence``). Of a label of several words or an acronym, its own words count, and other concepts
   that are so named.
3. Fields of application and sciences ("power system", "ecology") are meant by whoever names them, in whatever field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kg.catalogue.topic_scheme import TopicScheme
from kg.ground.machine.remembered import Remembered
from kg.linker.text.morphology import stem
from kg.linker.text.tokens import TokenText
from kg.linker.topics.field_evidence import FieldEvidence
from kg.linker.topics.spelled_acronyms import AcronymCheck, ForeignAcronym, NamedConcepts
from kg.linker.topics.topic_labels import ConceptMatch, is_abbreviation

_Places = Sequence[tuple[TokenText, ConceptMatch]]
#: Parts of the scheme that are meant by whoever names them.
_OF_ANY_FIELD: Final = frozenset(("application-domain", "ai-for-science"))
#: Parts of the scheme that other fields have, too, unless a concept is also part of another.
_SHARED: Final = _OF_ANY_FIELD | {"statistics", "causal-inference", "research-practice"}
# Evidence that each other concept named by several words gives one that is so named: by words alone "gradient boosting"
# beside "decision trees" would say little.
_SUPPORT_OF_PHRASE = 0.8


class SenseCheck:
    """Tells the concepts that papers mean from those that they only seem to. Build once, use for every paper."""

    def __init__(self, scheme: TopicScheme) -> None:
        self._acronyms = AcronymCheck(scheme)
        self._scheme = scheme
        self._any_field = Remembered(self._is_of_any_field, most=len(scheme.concepts))

    def _is_of_any_field(self, slug: str) -> bool:
        above = {slug, *self._scheme.ancestors(slug)}
        if not above.isdisjoint(_OF_ANY_FIELD):
            return True
        concepts = self._scheme.concepts
        return all(other in _SHARED for other in above if other in concepts and not concepts[other].broader)

    def of_paper(self, fields: Sequence[TokenText]) -> PaperSenses:
        """Read what a paper says about the senses of its words."""
        return PaperSenses(fields, self._acronyms.foreign_acronyms(fields), self._any_field)


class PaperSenses:
    """Which concepts one paper can mean."""

    def __init__(
        self, fields: Sequence[TokenText], acronyms: Sequence[ForeignAcronym], any_field: Mapping[str, bool]
    ) -> None:
        self._fields = fields
        self._acronyms = acronyms
        self._any_field = any_field
        self._evidence = FieldEvidence(fields)

    def named_concepts(self, named: NamedConcepts) -> NamedConcepts:
        """Keep of the concepts that the paper seems to name those that it means, each with the places that do."""
        for acronym in self._acronyms:
            meant = acronym.meant(named, self._fields)
            named = acronym.without(named)
            for slug, places in meant.items():
                named[slug] = named.get(slug, []) + places
        if self._evidence.is_plain:
            return named
        phrases = {slug for slug, where in named.items() if not self._any_field[slug] and _is_phrase(where)}
        return {slug: where for slug, where in named.items() if self._is_meant(slug, where, len(phrases - {slug}))}

    def implied_concepts(self, implied: NamedConcepts) -> NamedConcepts:
        """Keep of the concepts that the paper paraphrases or implies those that it can mean."""
        for acronym in self._acronyms:
            implied = acronym.without(implied)
        if self._evidence.is_reached:
            return implied
        return {slug: where for slug, where in implied.items() if self._any_field[slug]}

    def _is_meant(self, slug: str, where: _Places, phrases: int) -> bool:
        """Check whether the evidence for a concept suffices.

        ``phrases``: number of other concepts named by several words.
        """
        if self._any_field[slug] and not all(match.cue for _, match in where):
            return True
        evidence = self._evidence
        beside = [evidence.beside(tokens, match.first, match.last) for tokens, match in where]
        if any(_supports_itself(tokens, match) for tokens, match in where):
            found = evidence.of_paper + max(beside) + _SUPPORT_OF_PHRASE * phrases
        else:
            own = {stem(tokens.words[match.first]) for tokens, match in where}
            found = evidence.without(own) + sum(min(one, 0.0) for one in beside) / len(beside)
        return found >= evidence.bar


def _is_phrase(where: _Places) -> bool:
    return any(match.last - match.first > 1 and not match.cue for _, match in where)


def _supports_itself(tokens: TokenText, match: ConceptMatch) -> bool:
    """Check whether the label is more than a word, or an acronym."""
    return match.last - match.first > 1 or is_abbreviation(tokens.words[match.first])
