"""What a name in a plain sentence resolves to: the identity of names, without trained scores.

1. The name is put into a sentence of its kind, with the words around it that such papers have.
2. The candidates whose mention is exactly the name are what it may be: known artifacts, or a new name.
3. New names get the ids that they would have in a graph: the first paper introduces the name, the second uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.graph.identity import NewNames
from kg.ground.records import Artifact, Link, Paper, Reading
from kg.ground.schema import ArtifactType, Role
from kg.linker.artifact_links import evidence_of
from kg.linker.mentions.candidates import Candidate, find_candidates
from kg.linker.mentions.canonical_name import new_artifact
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Mention
from kg.linker.text.paper_text import PaperText, read_paper

PAIRS = Path(__file__).parent / "pairs"
SENTENCES = {
    "models": "We run the language model {} on all tasks. Such large language models of OpenAI, Google and Moonshot, "
    "state space models, and models of segmentation, speech, proteins, self-supervised learning and diffusion are new.",
    "benchmarks": "We report the accuracy on {} in all cases. We test mathematical reasoning, "
    "natural language understanding, "
    "text-to-SQL and images.",
    "datasets": "We train on {} and test on the rest. Language model pre-training, object detection in PASCAL VOC "
    "images, video segmentation, low-light images, drug molecules and sentiment are all covered.",
    "methods": "We train with {} in all runs. Reinforcement learning, the optimizer and its gradient, editing of "
    "factual associations, speculative decoding, majority voting of agents, causal treatment effects, position "
    "embeddings and low-rank fine-tuning are compared.",
    "new": "We study {} in depth.",
}
_TYPES = {
    "models": ArtifactType.MODEL,
    "benchmarks": ArtifactType.BENCHMARK,
    "datasets": ArtifactType.DATASET,
    "methods": ArtifactType.METHOD,
    "new": ArtifactType.METHOD,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and how they are related: ``same``, ``different``, or the first a ``variant`` or in the ``family`` of
    the second.
    """

    group: str
    a: str
    b: str
    kind: str
    note: str

    def __str__(self) -> str:
        return f"{self.group}: {self.a} / {self.b} ({self.kind}, {self.note})"


def load_pairs() -> list[Pair]:
    """All pairs; the files say what kind of artifact their names are."""
    pairs = []
    for path in sorted(PAIRS.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            a, b, kind, note = line.split("\t")
            pairs.append(Pair(path.stem, a, b, kind, note))
    return pairs


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return load_catalogue()


@lru_cache(maxsize=1)
def matcher() -> AliasMatcher:
    """Its names."""
    return AliasMatcher(catalogue())


def sentence(name: str, group: str) -> tuple[str, int, int]:
    """A text with the name in it, and where it stands; a name may bring its own sentence and be marked «so»."""
    text = name if "«" in name else SENTENCES[group].format(f"«{name}»")
    before, marked, after = text.replace("«", "»").split("»")
    return before + marked + after, len(before), len(before) + len(marked)


def resolve(name: str, group: str) -> list[Artifact]:
    """What the name may be: the known artifacts of its kind, else of any kind, else one new artifact; or nothing."""
    text, start, end = sentence(name, group)
    paper = read_paper(Paper(f"On {group}", text))
    found = [
        (candidate, mentions)
        for candidate in find_candidates(paper, matcher())
        if (mentions := [mention for mention in candidate.mentions if _stands_at(mention, paper, start, end)])
    ]
    known = [candidate.artifact for candidate, _ in found if candidate.artifact is not None]
    if known:
        return [artifact for artifact in known if _TYPES[group] in artifact.types] or known
    return [_new(candidate, mentions, group) for candidate, mentions in found][:1]


def _new(candidate: Candidate, mentions: list[Mention], group: str) -> Artifact:
    assert candidate.artifact is None
    return new_artifact(mentions, _TYPES[group])


def _stands_at(mention: Mention, paper: PaperText, start: int, end: int) -> bool:
    """Whether a mention is exactly the name; a possessive ending belongs to neither."""
    if mention.text is not paper.abstract:
        return False
    span = mention.text.starts[mention.first], mention.text.ends[mention.last - 1]
    rest = mention.text.text[span[1] : end]
    return span[0] == start and (span[1] == end or rest in ("'s", "’s"))


def slugs(pair: Pair) -> tuple[set[str], set[str]]:
    """The ids of both names in the graph of two papers, of which the first introduces what is new."""
    first = _reading(pair.a, pair.group, Role.INTRODUCES, "2401.00001")
    second = _reading(pair.b, pair.group, Role.USES, "2402.00002")
    names = NewNames(catalogue())
    names.see(second)
    names.see(first)
    a, b = ({link.artifact.slug for link in names.settle(one).links} for one in (first, second))
    return a, b


def _reading(name: str, group: str, role: Role, arxiv: str) -> Reading:
    text, start, _ = sentence(name, group)
    paper = Paper(f"On {group}", text, arxiv=arxiv, date=f"20{arxiv[:2]}-{arxiv[2:4]}")
    tokens = read_paper(paper).abstract
    first = next(index for index, place in enumerate(tokens.starts) if place >= start)
    evidence = evidence_of(Mention(tokens, first, first + 1, frozenset()))
    links = [Link(artifact, artifact.types[0], role, 0.9, (evidence,)) for artifact in resolve(name, group)]
    return Reading(paper, tuple(links))


def parents(artifact: Artifact, *, family: bool) -> set[str]:
    """Everything above an artifact by *variant of*, and by *member of family* where asked for."""
    above: set[str] = set()
    waiting = [artifact]
    while waiting:
        one = waiting.pop()
        for slug in (one.variant_of, one.family if family else None):
            entry = catalogue().get(slug) if slug and slug not in above else None
            if entry is not None:
                above.add(entry.slug)
                waiting.append(entry.artifact)
    return above


def holds(pair: Pair) -> bool:
    """Whether the two names are related as the pair says."""
    if pair.kind in ("same", "different"):
        a, b = slugs(pair)
        return bool(a) and a == b if pair.kind == "same" else bool(a and b) and not a & b
    a, b = slugs(pair)
    above = [parents(artifact, family=pair.kind == "family") for artifact in resolve(pair.a, pair.group)]
    goal = {artifact.slug for artifact in resolve(pair.b, pair.group)}
    return not a & b and bool(goal) and any(goal & found for found in above)
