"""Ids that artifacts of the catalogue have elsewhere, each with the source that states it.

The tables hold the paper of an artifact on arXiv, its id on the hub and its page. ``authorities/alignments.sssom.tsv``
holds what registries state beyond that, in the form of SSSOM/TSV (https://mapping-commons.github.io/sssom): it is laid
beside the catalogue and has no part in linking. ``kg.catalogue.importers.registry_alignment`` makes it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.catalogue.entries import Entry
from kg.ground.errors import CatalogueError
from kg.ground.service_ids import ADDRESSES

ALIGNMENTS = Path(__file__).resolve().parent / "authorities" / "alignments.sssom.tsv"
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification",
    "mapping_source",
)  # fmt: skip
SAME, PAPER, PAGE, UPLOAD = "schema:sameAs", "schema:subjectOf", "rdfs:seeAlso", "skos:closeMatch"
CURATED, LEXICAL = "semapv:ManualMappingCuration", "semapv:LexicalMatching"
_SUBJECT = "artifact:"
_REPOSITORY = re.compile(r"https?://(?:www\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/([\w.-]+/[\w.-]+)")
#: Prefixes of ids, and what they stand for, where a graph's export has them, too.
ADDRESSES_OF_PREFIXES = {
    "arxiv": ADDRESSES["arXiv"], "doi": ADDRESSES["doi"], "hf.dataset": "https://huggingface.co/datasets/",
    "hf.model": "https://huggingface.co/", "github": "https://github.com/", "gitlab": "https://gitlab.com/",
    "bitbucket": "https://bitbucket.org/", "codeberg": "https://codeberg.org/",
}  # fmt: skip
_PREFIX_OF_HOST = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "bitbucket.org": "bitbucket",
    "codeberg.org": "codeberg",
}


class IdKind(StrEnum):
    """Where an id is one."""

    ARXIV = "arxiv"
    HUB = "hub"
    DOI = "doi"
    REPOSITORY = "repository"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True, order=True)
class OutsideId:
    """An id of an artifact elsewhere, as a mapping.

    Attributes:
        slug, label: of the artifact. predicate: what the thing of elsewhere is to it: the same (``schema:sameAs``), the
            paper that it is from (``schema:subjectOf``), its repository (``rdfs:seeAlso``), or an upload of it
            by somebody, perhaps in another form (``skos:closeMatch``).
        object: a CURIE. object_label: how the thing is called there.
        justification: a term of the Semantic Mapping Vocabulary. source: who states it.
    """

    slug: str
    predicate: str
    object: str
    label: str
    object_label: str
    justification: str
    source: str

    @property
    def kind(self) -> IdKind:
        """Where the id is one."""
        prefix = self.object.partition(":")[0]
        if prefix in ("hf.model", "hf.dataset"):
            return IdKind.HUB
        if prefix in _PREFIX_OF_HOST.values():
            return IdKind.REPOSITORY
        return IdKind(prefix) if prefix in ("arxiv", "doi") else IdKind.REGISTRY

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the mapping's row, in the order of ``COLUMNS``."""
        return (
            _SUBJECT + self.slug, self.label, self.predicate, self.object, self.object_label, self.justification,
            self.source,
        )  # fmt: skip


def outside_ids(entry: Entry) -> tuple[OutsideId, ...]:
    """Return the ids of an entry: those of its row, then those of the alignments, each once.

    >>> from kg.catalogue.catalogue import load_catalogue
    >>> [(one.object, one.source) for one in outside_ids(load_catalogue().entries["gsm8k"])][:2]
    [('arxiv:2110.14168', 'curated'), ('hf.dataset:openai/gsm8k', 'curated')]
    """
    known = dict.fromkeys((one.predicate, one.object) for one in own_ids(entry))
    aligned = load_alignments().get(entry.slug, ())
    return (*own_ids(entry), *(one for one in aligned if (one.predicate, one.object) not in known))


def own_ids(entry: Entry) -> Iterator[OutsideId]:
    """Yield the ids that stand in the row of an entry."""
    artifact = entry.artifact
    why = CURATED if entry.is_curated else LEXICAL
    found = []
    if artifact.arxiv:
        found.append((PAPER, f"arxiv:{artifact.arxiv}"))
    if artifact.hub_id:
        found.append((SAME, f"{'hf.dataset' if artifact.types[0].is_data else 'hf.model'}:{artifact.hub_id}"))
    repository = repository_curie(artifact.url or "")
    if repository:
        found.append((PAGE, repository))
    for predicate, curie in found:
        yield OutsideId(artifact.slug, predicate, curie, artifact.name, "", why, artifact.source)


def repository_curie(url: str) -> str:
    """Return the repository that an address is of or within, or nothing.

    >>> repository_curie("https://github.com/openai/grade-school-math/tree/main"), repository_curie("https://a.b/c/d")
    ('github:openai/grade-school-math', '')
    """
    match = _REPOSITORY.match(url)
    return f"{_PREFIX_OF_HOST[match[1]]}:{match[2].removesuffix('.git')}" if match else ""


@cache
def load_alignments() -> Mapping[str, tuple[OutsideId, ...]]:
    """Read the alignments that ship, by the artifact's slug.

    Raises:
        CatalogueError: the table has another form.
    """
    found: defaultdict[str, list[OutsideId]] = defaultdict(list)
    lines = ALIGNMENTS.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith(("#", "subject_id\t")):
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not cells[0].startswith(_SUBJECT):
            raise CatalogueError(
                "the line is no mapping", where=f"{ALIGNMENTS}:{number}", remedy="make the table again"
            )
        subject, label, predicate, target, target_label, why, source = cells
        slug = subject.removeprefix(_SUBJECT)
        found[slug].append(OutsideId(slug, predicate, target, label, target_label, why, source))
    return {slug: tuple(ids) for slug, ids in found.items()}
