"""The linker: a paper in, a reading out.

1. Tokens of title and abstract (``tokens``).
2. Mentions from the catalogue (``known_names``) and from the text (``new_names``, ``abbreviations``), gathered into
   candidates (``candidates``).
3. Scores in log-odds from named features (``candidate_features``, ``linear``).
4. Choice without overlap; what no catalogue entry explains becomes a new entity (``choice``, ``canonical_name``).
5. Type and role of each link, results, topics, URLs.
"""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.topic_scheme import TopicScheme, load_scheme
from kg.ground.identifiers import digest
from kg.ground.joined_links import join_links_by_artifact
from kg.ground.machine.garbage import collection_paused
from kg.ground.records import Evidence, Link, Paper, Reading
from kg.ground.schema import ArtifactType, Role
from kg.linker.mentions.candidates import find_candidates
from kg.linker.mentions.canonical_name import new_artifact
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Mention
from kg.linker.models.linear import LinkModels, load_models
from kg.linker.results.result_extraction import find_results
from kg.linker.roles.decision import RoleCase, decide_roles, role_case
from kg.linker.roles.role_features import paper_features
from kg.linker.scoring.choice import ScoredCandidate, choose, score_candidates
from kg.linker.text.paper_text import PaperText, read_paper
from kg.linker.topics.topic_choice import TopicFinder

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'{}|\\^`\[\]]+|\b(?:github\.com|huggingface\.co)/[^\s<>\"'{}|\\^`\[\]]+")
_CONFIDENCE_DIGITS = 3


class Linker:
    """Links papers to the artifacts and topics that their titles and abstracts name. Build once, use for every paper.

    Attributes:
        version: hash of the code's version, the models, the catalogue and the topic scheme.
    """

    def __init__(self, catalogue: Catalogue, scheme: TopicScheme, models: LinkModels) -> None:
        self.catalogue = catalogue
        self.scheme = scheme
        self.models = models
        self.version = digest(_code_version(), models.version, catalogue.version, scheme.version)
        self._matcher = AliasMatcher(catalogue)
        self._topics = TopicFinder(scheme, models)

    def link(self, paper: Paper) -> Reading:
        """What the title and the abstract of a paper say."""
        text = read_paper(paper)
        chosen = choose(self._scored_candidates(text), self.models.threshold)
        cases = self.role_cases([item for item, _ in chosen], text)
        roles = decide_roles(cases, self.models.first_role, self.models.role)
        links = join_links_by_artifact(
            [
                _link_of_candidate(item, mentions, ArtifactType(case.kind), role)
                for (item, mentions), case, role in zip(chosen, cases, roles, strict=True)
            ]
        )
        results = tuple(find_results(text.abstract, links))
        return Reading(paper, links, self._topics.topics(text, links), results, find_urls(paper))

    def candidates(self, paper: Paper) -> list[ScoredCandidate]:
        """Every candidate with its features and probability, also those not chosen; for explanations."""
        return self._scored_candidates(read_paper(paper))

    def _scored_candidates(self, text: PaperText) -> list[ScoredCandidate]:
        return score_candidates(find_candidates(text, self._matcher), text, self.models.named)

    def role_cases(self, items: Sequence[ScoredCandidate], text: PaperText) -> list[RoleCase]:
        """The type of each candidate, with what its role is decided from."""
        paper = paper_features(text) if items else ()
        return [
            role_case(item.candidate, item.features, self._most_probable_type(item, paper), text, paper)
            for item in items
        ]

    def _most_probable_type(self, item: ScoredCandidate, paper: Sequence[str]) -> ArtifactType:
        """The most probable type; for a known artifact among its own types."""
        probabilities = self.models.type.probabilities((*item.features, *paper))
        artifact = item.candidate.artifact
        if artifact is not None:
            probabilities = {name: probabilities.get(name, 0.0) for name in artifact.types}
        return ArtifactType(max(probabilities, key=lambda name: probabilities[name]))


def _link_of_candidate(item: ScoredCandidate, mentions: Sequence[Mention], kind: ArtifactType, role: Role) -> Link:
    return Link(
        artifact=item.candidate.artifact or new_artifact(mentions, kind),
        type=kind,
        role=role,
        confidence=round(item.probability, _CONFIDENCE_DIGITS),
        evidence=tuple(map(evidence_of, mentions)),
    )


def evidence_of(mention: Mention) -> Evidence:
    """The evidence record of a mention."""
    return mention.text.evidence(mention.first, mention.last)


def find_urls(paper: Paper) -> tuple[str, ...]:
    """The URLs in title and abstract, in reading order, each once, without the punctuation that follows them.

    >>> find_urls(Paper("A", "Code: https://github.com/a/b. (See www.x.org/y)."))
    ('https://github.com/a/b', 'www.x.org/y')
    """
    found = (
        match.group().rstrip(".,;:!?)*") for text in (paper.title, paper.abstract) for match in _URL.finditer(text)
    )
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _code_version() -> str:
    """A hash of the linker's modules and word lists: whatever is changed there can change a reading."""
    folder = resources.files("kg.linker")
    names = sorted(name for name in _files_of_folder(folder) if name.endswith((".py", ".txt", ".tsv")))
    return digest(*(hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() for name in names))


def _files_of_folder(folder: Traversable) -> Iterator[str]:
    """The files of a folder and of those in it, as paths from it."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from (f"{entry.name}/{name}" for name in _files_of_folder(entry))
        else:
            yield entry.name


@lru_cache(maxsize=1)
def load_linker() -> Linker:
    """The linker with everything that ships with the package."""
    with collection_paused():
        linker = Linker(load_catalogue(), load_scheme(), load_models())
    # The catalogue's many small objects live as long as the process; without this the garbage collector walks them
    # all again and again.
    gc.collect()
    gc.freeze()
    return linker
