"""Two links of one paper to one artifact become one: wherever that happens, by the rule of this module.

1. The strongest role wins, since a paper that introduces a thing also uses it; of the same role, the higher confidence.
2. Role, type and confidence are those of the winner: the confidence is that of the whole statement, not of the name.
3. What a person has made certain (a correction that names the paper) stays certain.
4. The artifact is one of the catalogue where either is; evidence and corrections of both are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.ground.records import Evidence, Link
from kg.ground.schema import TextField


def join_links_by_artifact(links: Iterable[Link]) -> tuple[Link, ...]:
    """Join links to one for each artifact, in the place of its first."""
    joined: dict[str, Link] = {}
    for link in links:
        known = joined.get(link.artifact.slug)
        joined[link.artifact.slug] = link if known is None else join_two_links(known, link)
    return tuple(joined.values())


def join_two_links(one: Link, other: Link) -> Link:
    """Join two links of the same artifact in the same paper, in whichever order they come.

    >>> from kg.ground.records import Artifact
    >>> from kg.ground.schema import ArtifactType, Role
    >>> mmlu, words = Artifact("mmlu", "MMLU", (ArtifactType.BENCHMARK,)), Evidence(TextField.TITLE, 0, 4, "MMLU", 0, 4)
    >>> used = Link(mmlu, ArtifactType.BENCHMARK, Role.USES, 0.9, (words,))
    >>> introduced = Link(mmlu, ArtifactType.BENCHMARK, Role.INTRODUCES, 0.6, (words,))
    >>> joined = join_two_links(used, introduced)
    >>> joined.role.value, joined.confidence
    ('introduces', 0.6)
    """
    best, rest = sorted((one, other), key=_precedence_of_link, reverse=True)
    artifact = rest.artifact if rest.artifact.known and not best.artifact.known else best.artifact
    certain = any(link.corrections and link.confidence == 1 for link in (one, other))
    return replace(
        best,
        artifact=artifact,
        confidence=1.0 if certain else best.confidence,
        evidence=tuple(sorted({*one.evidence, *other.evidence}, key=reading_order)),
        corrections=tuple(dict.fromkeys((*one.corrections, *other.corrections))),
    )


def reading_order(evidence: Evidence) -> tuple[bool, int]:
    """Return the place of evidence in a paper: the title comes first."""
    return evidence.field is not TextField.TITLE, evidence.start


def _precedence_of_link(link: Link) -> tuple[int, float]:
    return link.role.strength, link.confidence
