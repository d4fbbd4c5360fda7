"""Why a name in a paper became a link, or did not: the features of the score, like a receipt.

1. The candidates of the paper that are called so are scored as the linker scores them.
2. Of each, the terms of the log-odds are listed; their sum is the log-odds of the probability that is compared with
   the threshold.
3. Mentions that overlap those of a more probable candidate are lost to it; candidates that overlap are its rivals.
4. Types and roles are listed with their probabilities and the terms that say most for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.catalogue.name_resolution import NamedThing, NameMatch, asked_name
from kg.ground.errors import InputError
from kg.ground.records import Artifact, Evidence, Link, Paper
from kg.ground.schema import TextField
from kg.linker.artifact_links import evidence_of, role_cases
from kg.linker.linker import Linker
from kg.linker.mentions.mention import Mention
from kg.linker.models.linear import ClassModel
from kg.linker.roles.decision import first_roles, second_features
from kg.linker.roles.role_features import paper_features
from kg.linker.scoring.choice import ScoredCandidate, choose
from kg.linker.text.paper_text import PaperText, read_paper

#: A feature and its weight in log-odds.
Term = tuple[str, float]
_CLASS_TERMS = 5  # terms listed for each type and role; the rest says little
_OFFERED = 6  # names offered where the paper has no such candidate


@dataclass(frozen=True, slots=True)
class ClassScore:
    """A type or role: its probability and the terms that weigh most for and against it."""

    name: str
    probability: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """Another candidate that claims the same words. ``spans``: its mentions that overlap."""

    name: str
    probability: float
    chosen: bool
    spans: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one candidate.

    Attributes:
        name: the artifact's name, or the surface of a new one. artifact: the known artifact, or None (NIL).
        probability: calibrated, that it is a named artifact. threshold: from which it is linked.
        terms: of the log-odds, heaviest first; they sum to the log-odds of ``probability``.
        features: how many features hold, also those without weight.
        identity: the terms that say whether the paper means another thing than the known artifact of the name; above
            zero in sum they do. Empty where that is not asked. denied: the known artifact that they speak against.
        link: the link that the paper gets, or None.
        kept: mentions of the link. lost: mentions that a more probable candidate took, with its name.
        types, roles: as the models see them, most probable first; a link only gets a type that its known artifact has,
            and a role that goes with the type.
    """

    name: str
    artifact: Artifact | None
    probability: float
    threshold: float
    terms: tuple[Term, ...]
    features: int
    link: Link | None
    kept: tuple[Evidence, ...]
    lost: tuple[tuple[Evidence, str], ...]
    rivals: tuple[Rival, ...]
    types: tuple[ClassScore, ...]
    roles: tuple[ClassScore, ...]
    identity: tuple[Term, ...] = ()
    denied: Artifact | None = None


def explain(linker: Linker, paper: Paper, entity: str) -> tuple[Explanation, ...]:
    """Explain every candidate of a paper that is called ``entity``, the most probable first.

    Args:
        entity: a name, an alias, a slug, or the words of the text, in any case and hyphenation.

    Raises:
        InputError: the paper has no such candidate; the remedy names some that it has.
    """
    scored = linker.candidates(paper)
    asked = asked_name(entity)
    matches = [(asked.match(_thing_of_candidate(item)), item) for item in scored]
    called = [item for match, item in matches if match is not None and match <= NameMatch.PLURAL]
    if not called:
        offered = sorted(scored, key=lambda item: -item.probability)[:_OFFERED]
        remedy = f"it has {', '.join(map(_name_of_candidate, offered))}" if offered else "it has none at all"
        raise InputError(f"no candidate of the paper is called {entity!r}", where=paper.id, remedy=remedy)
    called.sort(key=lambda item: (-item.probability, item.candidate.key))
    links = linker.link(paper).links
    return tuple(_explain_candidate(linker, paper, item, scored, links) for item in called)


def _explain_candidate(
    linker: Linker, paper: Paper, item: ScoredCandidate, scored: Sequence[ScoredCandidate], links: Sequence[Link]
) -> Explanation:
    models = linker.models
    chosen = choose(scored, models.threshold)
    owners = {(m.text.field, at): owner for owner, mentions in chosen for m in mentions for at in _span_of_mention(m)}
    owned = [(mention, _owner_of_mention(mention, owners)) for mention in item.candidate.mentions]
    text = read_paper(paper)
    kept = tuple(text.shown_evidence(evidence_of(mention)) for mention, owner in owned if owner is item)
    lost = [
        (text.shown_evidence(evidence_of(m)), _name_of_candidate(owner))
        for m, owner in owned
        if owner is not None and owner is not item
    ]
    link = next((one for one in links if kept and kept[0] in one.evidence), None)
    others = [owner for owner, _ in chosen if owner is not item]
    _, cases = role_cases([item, *others], text, models)
    seen = second_features(cases, first_roles(cases, models.first_role))[0]
    return Explanation(
        name=_name_of_candidate(item),
        artifact=item.candidate.artifact or (link.artifact if link is not None and link.artifact.known else None),
        probability=item.probability,
        threshold=models.threshold,
        terms=models.named.receipt(item.features),
        features=len(item.features),
        link=link,
        kept=kept,
        lost=tuple(lost),
        rivals=tuple(_rivals_of_candidate(item, scored, [owner for owner, _ in chosen], text)),
        types=class_scores(models.type, (*item.features, *paper_features(text))),
        roles=class_scores(models.role, seen),
        identity=item.candidate.conflict,
        denied=item.candidate.denied,
    )


def _thing_of_candidate(item: ScoredCandidate) -> NamedThing:
    """Give a candidate the names by which it can be asked for: those of its artifacts, and its words in the text."""
    artifacts = [one for one in (item.candidate.artifact, item.candidate.denied) if one is not None]
    surfaces = [mention.surface for mention in item.candidate.mentions]
    aliases = (*surfaces, *(name for one in artifacts for name in (one.name, *one.aliases)))
    ids = [one.id for one in artifacts]
    return NamedThing(ids[0] if ids else "", _name_of_candidate(item), ("artifact",), aliases, tuple(ids[1:]))


def _name_of_candidate(item: ScoredCandidate) -> str:
    artifact = item.candidate.artifact
    return artifact.name if artifact is not None else item.candidate.mentions[0].surface


def _span_of_mention(mention: Mention) -> range:
    return range(mention.first, mention.last)


def _owner_of_mention(
    mention: Mention, owners: Mapping[tuple[TextField, int], ScoredCandidate]
) -> ScoredCandidate | None:
    """Find the chosen candidate that has words of the mention."""
    return next(
        (owners[mention.text.field, at] for at in _span_of_mention(mention) if (mention.text.field, at) in owners), None
    )


def _rivals_of_candidate(
    item: ScoredCandidate, scored: Sequence[ScoredCandidate], chosen: Sequence[ScoredCandidate], text: PaperText
) -> Iterator[Rival]:
    words = {(mention.text.field, at) for mention in item.candidate.mentions for at in _span_of_mention(mention)}
    for other in sorted(scored, key=lambda one: (-one.probability, one.candidate.key)):
        if other is item:
            continue
        spans = [m for m in other.candidate.mentions if any((m.text.field, at) in words for at in _span_of_mention(m))]
        if spans:
            is_chosen = any(other is one for one in chosen)
            evidence = tuple(text.shown_evidence(evidence_of(span)) for span in spans)
            yield Rival(_name_of_candidate(other), other.probability, is_chosen, evidence)


def class_scores(model: ClassModel, features: Sequence[str]) -> tuple[ClassScore, ...]:
    """Return the classes, the most probable first, each with its heaviest terms."""
    held = [name for name in features if name in model.weights]
    scores = []
    for index, (name, probability) in enumerate(model.probabilities(features).items()):
        terms = sorted(((feature, model.weights[feature][index]) for feature in held), key=lambda t: (-abs(t[1]), t[0]))
        scores.append(ClassScore(name, probability, tuple(terms[:_CLASS_TERMS])))
    return tuple(sorted(scores, key=lambda score: (-score.probability, score.name)))
