"""Calibration of whole links: how often a link of some confidence is right in name, type and role together.

The papers are linked by models that have not seen them, through all that the linker does; each link is then right or
wrong by the annotation. So whatever goes wrong on the way, in the choice between overlapping names or in the second
pass of the roles, is in the calibrated figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.ground.records import Link
from kg.ground.text import fold
from kg.linker.artifact_links import link_artifacts
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.models.linear import LinkModels, log_odds
from kg.linker.training.examples import AnnotatedPaper, entity_of_surfaces
from kg.linker.training.model_fit import fit_calibration


@dataclass(frozen=True, slots=True)
class JudgedLink:
    """The confidence that a link was given, whether it is wholly right, and how much its paper counts."""

    confidence: float
    right: bool
    weight: float


def judged_links(papers: Iterable[AnnotatedPaper], matcher: AliasMatcher, models: LinkModels) -> Iterator[JudgedLink]:
    """Yield the links of annotated papers; those that meet only what the annotators were unsure of are left out."""
    for paper in papers:
        links = link_artifacts(paper.text, matcher, models)
        for link, entity in _matched_entities(links, paper.entities):
            if entity is None or not entity.get("unsure"):
                yield JudgedLink(link.confidence, entity is not None and _agrees(link, entity), paper.weight)


def fit_statements(judged: Sequence[JudgedLink]) -> dict[str, float]:
    """Fit the calibration of links that were given uncalibrated confidences, in the form of ``weights.json``; that of
    no change where all are right or all are wrong.
    """
    if len({each.right for each in judged}) < 2:
        return {"scale": 1.0, "shift": 0.0}
    odds, right, weights = zip(*((log_odds(j.confidence), j.right, j.weight) for j in judged), strict=True)
    scale, shift = fit_calibration(odds, right, weights)
    return {"scale": scale, "shift": shift}


def _matched_entities(
    links: Iterable[Link], entities: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Link, Mapping[str, Any] | None]]:
    """Yield each link, the surest first, with the entity that it is, if no surer link is that."""
    left = list(entities)
    for link in sorted(links, key=lambda link: -link.confidence):
        surfaces = {fold(link.artifact.name), *(fold(piece.text) for piece in link.evidence)}
        entity = entity_of_surfaces(surfaces, left)
        if entity is not None:
            left.remove(entity)
        yield link, entity


def _agrees(link: Link, entity: Mapping[str, Any]) -> bool:
    """Check whether type and role are those of the annotation or its alternatives."""
    return link.type in (entity["type"], entity.get("alt_type")) and link.role in (
        entity["role"],
        entity.get("alt_role"),
    )
