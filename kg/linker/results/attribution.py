"""Whose figure it is: the model that reached it, and the one it is compared with.

Model, the first that applies:

1. The name beside the figure: "X (63.2)", "X: 63.2", "63.2 (X)", "63.2% by X".
2. The name of the same rank, where as many models as figures are enumerated before the verb.
3. The subject of the verb before the figure. "We", "our method", "it" stand for what the paper introduces; "the best
   model", "top systems" for nobody. A participle ("achieving") shares the subject of the verb before it, unless it
   is "with X scoring". The object of "outperforms" is no subject of what follows.
4. The object of a verb of change: "reduces X from 78% to 0%".
5. The only model of the clause; what the paper introduces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ground.schema import ResultKind
from kg.linker.results.benchmarks import find_test, is_achiever, ranked_test
from kg.linker.results.clauses import OWN, Place, Sentence, enumerations
from kg.linker.results.reported_values import Figure
from kg.linker.results.verbs import dependence, find_verbs

_BEATS = re.compile(r"\b(?:outperform|surpass|exceed|beat|outclass|trail|lag)\w*\s(?:behind\s)?")
_CHANGES = ("improv", "reduc", "boost", "increas", "rais", "lower", "degrad", "enhanc", "accelerat", "drop", "decreas")
_OVER = re.compile(
    r"\b(?:over|than|compared (?:to|with)|versus|vs\.?|relative to|against)\s(?!(?:up to|at least|\W?\d))"
)
_GENERIC = re.compile(
    r"\b(?:best|top|leading|frontier|strongest|current|existing|all|even|most|none|proprietary|open-source|"
    r"open-weight|closed-source|smaller|larger|state-of-the-art|advanced|strong|humans?|experts?|mainstream|recent|no|"
    r"baselines?|other|today's|many|several|general-purpose)\b[^.;:]{0,60}?"
    r"\b(?:models?|m?llms?|vlms?|systems?|agents?|methods?|approaches|performers?|humans?|annotators|experts|writers|"
    r"participants|baselines?)\b|\bthe\s(?:best|strongest|highest|top|average|overall|mean)\s(?:[\w-]+\s){0,2}(?:accuracy|scores?|performance|results?)\b"
)
_WITH = re.compile(r"\bwith\s(?:[\w-]+\s){0,2}$")
_REACH_OF_WHICH = 120
_WHICH = re.compile(r",\s(?:which|who)\s(?:\w+\s)?$")
_FEW_WORDS = re.compile(r"\s(?:\w+\s)?")
# "the accuracy of X", "63% by X": prepositions that can say whose a figure is.
_OWNING = frozenset(("by", "of", "in", "from", "for"))
_BESIDE_BEFORE = re.compile(r"(?:\s\(|:\s|\sat\s|\s=\s|'s\s|’s\s|,\s)(?:[~$+]|only\s)*")
_BESIDE_AFTER = re.compile(r"\$?(?:\s?\(|\s(?:by|for|from|of)\s(?:the\s)?)")
_OTHERS_FIGURE = re.compile(
    r"(?<!more\s)(?<!less\s)(?<!greater\s)(?<!higher\s)(?<!lower\s)(?<!fewer\s)(?<!better\s)"
    r"\b(?:compared\s(?:to|with)|versus|vs\.?|against|than|relative\sto)\s(?:only\s|just\s)?[~$(]*$"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Slugs of the model, the model compared with, and the benchmark; None where the text does not say."""

    model: str | None
    compared_with: str | None
    on: str | None


def attribute_all(figures: Sequence[Figure], sentence: Sentence) -> list[Attribution]:
    """Whose each of a sentence's figures is.

    The A of "from A to B" is no figure of what the paper introduces, but of what it improves. An enumeration of figures
    that names no benchmarks is on those of as many figures before it: "5% on A and 3% on B, while Y has 4% and 2%".
    """
    told: list[Attribution] = []
    for number, figure in enumerate(figures):
        compared = _compared_with(figure, figures, sentence)
        model, is_own = _model_of_figure(figure, sentence, compared)
        if figure.baseline and (is_own or model is None):
            told.append(Attribution(None, None, None))
            continue
        first = number - figure.rank
        earlier = [who.on for who in told[max(0, first - figure.size) : first]] if figure.size > 1 else []
        known = [slug for slug in earlier if slug is not None]
        if len(set(known)) == figure.size and ranked_test(figure, sentence, sentence.tests) is None:
            on: str | None = known[figure.rank]
        else:
            on = find_test(figure, figures, sentence, is_own)
        told.append(Attribution(model, compared if compared != model else None, on))
    return told


def _model_of_figure(figure: Figure, sentence: Sentence, compared: str | None) -> tuple[str | None, bool]:
    """The model that reached a figure, and whether it is what the paper introduces."""
    beside = _model_beside_figure(figure, sentence)
    if beside is not None:
        return beside.slug, beside.introduced
    if _OTHERS_FIGURE.search(sentence.lower[max(0, figure.start - 25) : figure.start]):
        return None, False
    ranked = _model_of_same_rank(figure, sentence)
    if ranked is not None:
        return (ranked.slug, ranked.introduced) if ranked.slug != compared else (None, False)
    subject = _subject_of_verb(figure, sentence, compared)
    if isinstance(subject, Place):
        return subject.slug, subject.introduced
    if subject == "own":
        return sentence.own.model, sentence.own.model is not None
    if subject == "generic":
        return None, False
    return _fallback_model(figure, sentence, compared)


def _model_beside_figure(figure: Figure, sentence: Sentence) -> Place | None:
    """A model written with its figure: ``X (63.2)``, ``X: 63.2``, ``63.2 (X)``, ``63.2% by X``."""
    for place in sentence.models:
        if place.end <= figure.start and _BESIDE_BEFORE.fullmatch(sentence.text, place.end, figure.start):
            gap = sentence.text[place.end : figure.start]
            if gap.startswith((" at", ",")) and dependence(place, sentence) is not None:
                continue
            if not gap.startswith(","):
                return place
        if place.start >= figure.end and _BESIDE_AFTER.fullmatch(sentence.text, figure.end, place.start):
            gap = sentence.text[figure.end : place.start]
            if "(" in gap or figure.kind is ResultKind.SCORE:
                return place
    return None


def _model_of_same_rank(figure: Figure, sentence: Sentence) -> Place | None:
    """The model of the figure's rank in an enumeration as long as the figure's, before the figures and no object."""
    if figure.size < 2:
        return None
    best: tuple[int, Place | None] | None = None
    for run in enumerations(sentence.text, sentence.models, sentence.tests):
        known = [place for place in run if place is not None]
        if len(run) != figure.size or known[0].start > figure.end:
            continue
        if dependence(known[0], sentence) is not None:
            continue
        distance = figure.start - known[-1].end
        if (distance <= 40 or "respectively" in sentence.lower) and (best is None or distance < best[0]):
            best = distance, run[figure.rank]
    return best[1] if best else None


def _subject_of_verb(figure: Figure, sentence: Sentence, compared: str | None) -> Place | str | None:
    """The subject of the verb before a figure: a place, ``own``, ``generic``, or None where none is found."""
    verbs = find_verbs(sentence.lower, figure.start)
    weak: Place | None = None
    for number in range(len(verbs) - 1, -1, -1):
        verb = verbs[number]
        clause_start, _ = sentence.clause(verb.start())
        start = max(verbs[number - 1].end() if number else 0, clause_start)
        antecedent = _antecedent_of_which(sentence, start, verb.start())
        if antecedent is not None:
            return antecedent
        found = _nearest_subject(sentence, start, verb.start(), compared, (verb["ending"] or "").endswith("ing"))
        if isinstance(found, Place) and not found.introduced and dependence(found, sentence) is not None:
            weak = weak or found
        elif found is not None:
            return _subject_or_object(found, verbs[-1], figure, sentence)
    return (_object_of_change(verbs[-1], figure, sentence) if verbs else None) or weak


def _antecedent_of_which(sentence: Sentence, start: int, end: int) -> Place | None:
    """What "which" stands for, right before a verb: "surpassing X, which achieves"."""
    if not _WHICH.search(sentence.lower[max(start, end - 20) : end]):
        return None
    near = [place for place in _possible_actors(sentence) if end - _REACH_OF_WHICH <= place.start and place.end <= end]
    generic = _generic_before(sentence, max(0, end - _REACH_OF_WHICH), end)
    return near[-1] if near and (generic is None or generic.end() < near[-1].start) else None


def _subject_or_object(found: Place | str, verb: re.Match[str], figure: Figure, sentence: Sentence) -> Place | str:
    """The object of a verb of change, unless the subject is a name that the paper introduces."""
    if isinstance(found, Place) and found.introduced:
        return found
    return _object_of_change(verb, figure, sentence) or found


def _object_of_change(verb: re.Match[str], figure: Figure, sentence: Sentence) -> Place | None:
    """The X of "reduces X from A to B", "improves the accuracy of X by A"."""
    if verb["stem"] not in _CHANGES:
        return None
    for place in sentence.models:
        distance = place.start - verb.end()
        direct = 0 <= distance <= 12 or (12 < distance <= 40 and sentence.lower.endswith(" of ", 0, place.start))
        if direct and place.end <= figure.start <= place.end + 30:
            return place
    return None


def _possible_actors(sentence: Sentence) -> list[Place]:
    """The models and methods that can be what a figure speaks of: not those that the paper only mentions."""
    return [place for place in sentence.models if not place.aside]


def _nearest_subject(
    sentence: Sentence, start: int, end: int, compared: str | None, participle: bool
) -> Place | str | None:
    """What stands nearest before a verb and can be its subject."""
    if participle:
        return _subject_of_participle(sentence, start, end)
    candidates: list[tuple[int, Place | str]] = []
    weak: list[tuple[int, Place]] = []
    for place in _possible_actors(sentence):
        if start <= place.start and place.end <= end and place.slug != compared:
            if dependence(place, sentence) is None:
                candidates.append((place.end, place))
            elif dependence(place, sentence) in _OWNING:
                weak.append((place.end, place))
    candidates.extend((match.end(), "own") for match in OWN.finditer(sentence.lower, start, end))
    generic = _generic_before(sentence, start, end)
    if generic is not None:
        candidates.append((generic.end(), "generic"))
    if any(start <= test.start and test.end <= end and is_achiever(test, sentence) for test in sentence.tests):
        candidates.append((end, "own"))
    if candidates:
        best = max(candidates, key=lambda candidate: candidate[0])
        if best[1] == "generic":
            # "Even top models like GPT-5", "the best model, Gemini, achieves": a name after it says which.
            named = [place for position, place in weak if position > best[0]]
            return named[0] if named else "generic"
        return best[1]
    return weak[-1][1] if weak else None


def _subject_of_participle(sentence: Sentence, start: int, end: int) -> Place | str | None:
    """The subject that a participle has of its own: "with X scoring", "with open models trailing"."""
    for place in reversed(_possible_actors(sentence)):
        near = start <= place.start and place.end <= end and _FEW_WORDS.fullmatch(sentence.text, place.end, end)
        if near and _WITH.search(sentence.lower[max(0, place.start - 30) : place.start]):
            return place
    generic = _generic_before(sentence, start, end)
    return "generic" if generic and _WITH.search(sentence.lower[start : generic.start()]) else None


def _generic_before(sentence: Sentence, start: int, end: int) -> re.Match[str] | None:
    """The last words that stand for nobody, near before a verb: "the best model"."""
    matches = list(_GENERIC.finditer(sentence.lower, start, end))
    return matches[-1] if matches and end - matches[-1].end() <= 45 else None


def _fallback_model(figure: Figure, sentence: Sentence, compared: str | None) -> tuple[str | None, bool]:
    """The first model that is neither compared with nor an object; else what the paper introduces."""
    free = [
        place for place in _possible_actors(sentence) if place.slug != compared and dependence(place, sentence) is None
    ]
    for place in free:
        if place.introduced or place.end <= figure.start:
            return place.slug, place.introduced
    owner = [
        place
        for place in _possible_actors(sentence)
        if place.slug != compared and place.end <= figure.start and dependence(place, sentence) in _OWNING
    ]
    if not OWN.search(sentence.lower) and owner:
        return owner[0].slug, owner[0].introduced
    reported = figure.metric is not None or figure.kind is not ResultKind.SCORE
    verbs = find_verbs(sentence.lower, figure.start)
    head = verbs[0].start() if verbs else figure.start
    if OWN.search(sentence.lower) or (reported and not _GENERIC.search(sentence.lower, 0, head)):
        return sentence.own.model, sentence.own.model is not None
    return None, False


def _compared_with(figure: Figure, figures: Sequence[Figure], sentence: Sentence) -> str | None:
    """The model that a comparison word leads to: after the figure ("over X"), else before it ("outperforms X by")."""
    clause_start, clause_end = sentence.clause(figure.start)
    next_start = min((other.start for other in figures if other.group > figure.group), default=len(sentence.text))
    for match in _OVER.finditer(sentence.lower, figure.end, min(clause_end, max(next_start, figure.end))):
        following = _first_model_after(match.end(), clause_end, sentence)
        if following is not None:
            return following.slug
    previous_end = max((other.end for other in figures if other.group < figure.group), default=0)
    head = [
        *_BEATS.finditer(sentence.lower, clause_start, figure.start),
        *_OVER.finditer(sentence.lower, clause_start, figure.start),
    ]
    head.sort(key=lambda match: match.start())
    if head and figure.kind is not ResultKind.SCORE and figure.size > 1 and "respectively" in sentence.lower:
        run = next(
            (
                run
                for run in enumerations(sentence.text, sentence.models, sentence.tests)
                if len(run) == figure.size and any(p and head[-1].end() <= p.start <= figure.start for p in run)
            ),
            None,
        )
        if run is not None:
            place = run[figure.rank]
            return place.slug if place else None
    for match in reversed(head):
        following = _first_model_after(match.end(), figure.start, sentence)
        if following is None:
            continue
        latest = [
            place
            for place in sentence.models
            if previous_end <= place.start and sentence.lower[place.end : figure.start] in (" by ", " by +")
        ]
        return (latest[0] if latest else following).slug
    return None


def _first_model_after(start: int, end: int, sentence: Sentence) -> Place | None:
    """The first model within reach of a comparison word, with no figure and no clause's end between."""
    for place in sentence.models:
        if 0 <= place.start - start <= 60 and place.end <= end:
            return place if not re.search(r"[0-9]%|;", sentence.text[start : place.start]) else None
    return None
