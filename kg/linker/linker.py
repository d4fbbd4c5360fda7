"""The linker: a paper in, a reading out.

1. Title and abstract without markup, as tokens (``paper_text``); what is found is given in the paper as it is shown.
2. Candidates from the catalogue and from the text (``mentions``), scored, chosen, typed, with a role and a confidence
   (``artifact_links``).
3. Results, topics, URLs.
"""

from __future__ import annotations

import copy
import gc
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.importers.described_entries import DescribedCatalogue, describe_catalogue
from kg.catalogue.layer.layered_catalogue import lay_over
from kg.catalogue.layer.own_layer import CatalogueLayer, current_layer
from kg.catalogue.topic_scheme import TopicScheme, load_scheme
from kg.ground.identifiers import digest
from kg.ground.imported_result import DescribedArtifact
from kg.ground.machine.garbage import collection_paused
from kg.ground.records import Paper, Reading
from kg.linker.artifact_links import link_artifacts, scored_candidates
from kg.linker.described_names import DescribedNames
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.models.linear import LinkModels, load_models
from kg.linker.models.result_models import ResultModels, load_result_models
from kg.linker.results.result_extraction import find_results
from kg.linker.scoring.choice import ScoredCandidate
from kg.linker.text.paper_text import read_paper
from kg.linker.text.word_shape import common_words
from kg.linker.topics.topic_choice import TopicFinder

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'{}|\\^`\[\]]+|\b(?:github\.com|huggingface\.co)/[^\s<>\"'{}|\\^`\[\]]+")

#: One of these is in each; to look for them is faster, and most texts have none.
_PARTS_OF_URLS = ("://", "www.", ".co")


class Linker:
    """Links papers to the artifacts and topics that their titles and abstracts name. Build once, use for every paper.

    Attributes:
        version: hash of the code's version, the models, the catalogue and the topic scheme.
        matcher: the names of the catalogue. topics: finds topics by those of the scheme.
        described: what files of the build say of artifacts, and the slug of the entry that each is of.
        plain_version: the version without a user's layer and what files say; see ``described_facts``.
    """

    def __init__(
        self, catalogue: Catalogue, scheme: TopicScheme, models: LinkModels, of_results: ResultModels | None = None
    ) -> None:
        self.catalogue = catalogue
        self.scheme = scheme
        self.models = models
        self.of_results = of_results or load_result_models()
        self.version = self._version()
        self.matcher = AliasMatcher(catalogue)
        self.topics = TopicFinder(scheme, models)
        self.described: Mapping[DescribedArtifact, str] = {}
        self.plain_version = self.version
        self._described_names: DescribedNames | None = None

    def with_models(self, models: LinkModels) -> Linker:
        """Copy this linker with other models of links; the names are shared, which saves half a second."""
        other = copy.copy(self)
        other.models, other.topics = models, self.topics.with_models(models)
        other.version = other.plain_version = other._version()
        return other

    def with_described(self, laid_over: DescribedCatalogue) -> Linker:
        """Copy this linker with a catalogue that a user's layer or files have added to; all else is shared."""
        other = copy.copy(self)
        other.catalogue, other.described = laid_over.catalogue, laid_over.slugs
        other.matcher = AliasMatcher(laid_over.catalogue)
        other._described_names = DescribedNames(self.catalogue, laid_over.catalogue)
        other.version = other._version()
        return other

    def _version(self) -> str:
        versions = (self.models.version, self.of_results.version, self.catalogue.version, self.scheme.version)
        return digest(_code_version(), *versions)

    def described_facts(self, paper: Paper) -> str:
        """Name what a user's layer and files say that may concern a paper; empty for nothing.

        Linkers of one ``plain_version`` that say the same of a paper read it alike.
        """
        return self._described_names.concerning(paper) if self._described_names else ""

    def link(self, paper: Paper) -> Reading:
        """Read what the title and the abstract of a paper say."""
        text = read_paper(paper)
        links = link_artifacts(text, self.matcher, self.models)
        results = tuple(find_results((text.title, text.abstract), links, self.of_results))
        reading = Reading(text.paper, links, self.topics.topics(text, links), results, find_urls(paper))
        return text.shown_reading(reading)

    def candidates(self, paper: Paper) -> list[ScoredCandidate]:
        """Return every candidate with its features and probability, also those not chosen; for explanations."""
        return scored_candidates(read_paper(paper), self.matcher, self.models)


def find_urls(paper: Paper) -> tuple[str, ...]:
    """Find the URLs in title and abstract, in reading order, each once, without the punctuation that follows them.

    >>> find_urls(Paper("A", "Code: https://github.com/a/b. (See www.x.org/y)."))
    ('https://github.com/a/b', 'www.x.org/y')
    """
    texts = (text for text in (paper.title, paper.abstract) if any(part in text for part in _PARTS_OF_URLS))
    found = (match.group().rstrip(".,;:!?)*") for text in texts for match in _URL.finditer(text))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _code_version() -> str:
    """Compute a hash of the linker's modules and word lists: whatever is changed there can change a reading."""
    hashes = []
    for folder in map(resources.files, ("kg.linker", "kg.ground.markup")):
        names = sorted(name for name in _files_of_folder(folder) if name.endswith((".py", ".txt", ".tsv")))
        hashes += [hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() for name in names]
    return digest(*hashes)


def _files_of_folder(folder: Traversable) -> Iterator[str]:
    """Yield the files of a folder and of those in it, as paths from it."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from (f"{entry.name}/{name}" for name in _files_of_folder(entry))
        else:
            yield entry.name


@lru_cache(maxsize=1)
def load_linker() -> Linker:
    """Load the linker with everything that ships with the package."""
    with collection_paused():
        linker = Linker(load_catalogue(), load_scheme(), load_models())
    # The catalogue's many small objects live as long as the process; without this the garbage collector walks them
    # all again and again.
    gc.collect()
    gc.freeze()
    return linker


def load_linker_of_build(described: tuple[DescribedArtifact, ...] = ()) -> Linker:
    """Load the linker that also knows the user's layer of the catalogue and the artifacts which files of a build
    describe.

    Raises:
        CatalogueError: the layer has faults.
    """
    return load_layered_linker(described, current_layer())


@lru_cache(maxsize=1)
def load_layered_linker(described: tuple[DescribedArtifact, ...], layer: CatalogueLayer | None) -> Linker:
    """Load the linker that also knows a layer of the catalogue and what files describe."""
    linker = load_linker()
    if not described and layer is None:
        return linker
    return linker.with_described(describe_catalogue(lay_over(linker.catalogue, layer), described, common_words()))
