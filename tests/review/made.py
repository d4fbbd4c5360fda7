"""Small readings whose links say how sure they are, for tests of what is asked of them."""

from __future__ import annotations

from kg.ground.records import Artifact, ConfidenceParts, Evidence, Link, Paper, Reading
from kg.ground.schema import ArtifactType, Role, TextField
from tests import samples

SURE = (0.99, 0.99, 0.99)


def new(name: str, *aliases: str, slug: str = "") -> Artifact:
    """An artifact whose name was read in a text."""
    made = slug or name.lower().replace(" ", "-")
    return Artifact(made, name, (ArtifactType.MODEL,), aliases, known=False, source="text")


def paper(number: int, abstract: str, title: str = "") -> Paper:
    """The paper of an arXiv id."""
    return Paper(title or f"Paper {number}", abstract, date="2026-01-01", arxiv=f"2601.{number:05}")


def link(
    of: Paper, artifact: Artifact, parts: tuple[float, float, float] = SURE, *, confidence: float = 0.0,
    type: ArtifactType = ArtifactType.MODEL, role: Role = Role.USES,
) -> Link:  # fmt: skip
    """A link by the artifact's name in the abstract, whose parts have these probabilities."""
    start = of.abstract.index(artifact.name)
    evidence = Evidence(TextField.ABSTRACT, start, start + len(artifact.name), artifact.name, 0, len(of.abstract))
    whole = confidence or round(parts[0] * parts[1] * parts[2], 3)
    return Link(artifact, type, role, whole, (evidence,), parts=ConfidenceParts(*parts))


def reading(number: int, *named: tuple[Artifact, tuple[float, float, float]]) -> Reading:
    """A paper that uses some artifacts."""
    of = paper(number, "We use " + " and ".join(artifact.name for artifact, _ in named) + " 🗺 here.")
    return Reading(of, tuple(link(of, artifact, parts) for artifact, parts in named))


GPT_4 = samples.GPT_4
