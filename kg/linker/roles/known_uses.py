"""New names that are known after all: a paper that only uses "ReAct" does not make another ReAct.

The catalogue asks for context before some of its names are linked ("MATH", "Wikipedia", "o1"). Where the text lacks it,
the name may still be chosen as a new one, by its letters and its sentence. In the paper of the entry, by its arXiv id,
it is the entry; in another that introduces it, it is new. If the paper only uses it, written as the catalogue has it
and of a type that the entry has, it is the entry: of 43 such links in 2,627 annotated papers, 41 are the entry's (a LiT
and a BLUE are others).
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.catalogue.catalogue import Catalogue
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType, Role
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.scoring.other_senses import means_another
from kg.linker.text.paper_text import PaperText


def used_artifact(
    candidate: Candidate,
    mentions: Sequence[Mention],
    kind: ArtifactType,
    role: Role,
    catalogue: Catalogue,
    text: PaperText,
) -> Artifact | None:
    """Find the catalogue's artifact that a new name means, or None.

    Args:
        mentions: those that the candidate keeps. kind, role: the link's.
    """
    if candidate.artifact is not None or candidate.denied is not None:
        return None
    surface = mentions[0].surface
    entries = [
        entry for entry in catalogue.candidates(surface) if surface in (entry.artifact.name, *entry.artifact.aliases)
    ]
    own = [entry.artifact for entry in entries if entry.artifact.is_of_paper(text.paper)]
    if own:
        return own[0]
    if role is Role.INTRODUCES or candidate.long_forms:
        return None
    entries = [entry for entry in entries if kind in entry.artifact.types]
    if len(entries) != 1:
        return None
    known = Candidate(candidate.key, entries[0].artifact, entries[0])
    return None if any(means_another(mention, known, text) for mention in mentions) else entries[0].artifact
