"""A generated corpus of the shape of a real graph, of any size: the same seed gives the same records.

The shares are those of a build of 378 papers (per paper: two links to artifacts, six to topics, 2.5 pieces of evidence
a link, a third of a result); names and texts are made of numbered words. Artifacts and topics recur as names do: a few
very often, most once or twice (Zipf).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from kg.graph.graph_records import (
    ArtifactNode,
    Edge,
    OrganisationNode,
    PaperNode,
    Record,
    ResultNode,
    TopicNode,
    relation_edge,
)  # fmt: skip
from kg.ground.identifiers import link_id
from kg.ground.records import Artifact, Author, Evidence, Paper, Result, Source
from kg.ground.schema import ArtifactType, Relation, ResultKind, Role, TextField

TRIPLES_A_PAPER = 395  # of what is generated here; the build that the shares are taken from has 345
_WORDS = 120  # words of an abstract
_TOPICS = 500
_ROLES = (
    Role.INTRODUCES, Role.EVALUATES_ON, Role.EVALUATES_ON, Role.TRAINS_ON, Role.EVALUATES, Role.USES, Role.USES,
    Role.COMPARES_WITH, Role.MENTIONS,
)  # fmt: skip
_METRICS = ("accuracy", "F1", "BLEU", "perplexity")


def records(papers: int, seed: int = 1) -> Iterator[Record]:
    """The records of a corpus, each paper followed by what is said of it, then what papers share."""
    chance = random.Random(seed)
    artifacts = [_artifact(number) for number in range(max(20, papers * 3 // 2 // 4 * 4))]
    for number in range(papers):
        yield from _paper(number, artifacts, chance)
    for artifact in artifacts:
        yield ArtifactNode(artifact, artifact.types)
        if artifact.variant_of:
            yield relation_edge(artifact.id, Relation.VARIANT_OF, "artifact/" + artifact.variant_of)
        if artifact.family:
            yield relation_edge(artifact.id, Relation.MEMBER_OF_FAMILY, "artifact/" + artifact.family)
        if artifact.organisation:
            yield relation_edge(artifact.id, Relation.DEVELOPED_BY, "org/" + artifact.organisation)
    for number in range(_TOPICS):
        yield TopicNode(f"topic-{number}", f"topic {number}", (f"subject {number}",), f"What topic {number} is about.")
        if number:
            yield relation_edge(f"topic/topic-{number}", Relation.BROADER, f"topic/topic-{number // 4}")
    for number in range(40):
        yield OrganisationNode(f"org/lab-{number}", f"lab-{number}")


def _artifact(number: int) -> Artifact:
    kind = list(ArtifactType)[number % 4]
    types = (kind, ArtifactType.DATASET) if kind is ArtifactType.BENCHMARK else (kind,)
    return Artifact(
        f"{kind}-{number}", f"{kind.title()} {number}", types, (f"{kind[0].upper()}{number}x",),
        variant_of=f"{kind}-{number // 8}" if number >= 32 and number // 8 % 4 == number % 4 else None,
        family=f"{kind}-{number % 16}" if number >= 16 and number % 3 == 0 else None,
        organisation=f"lab-{number % 40}" if number % 2 else None, date=f"20{10 + number % 15}-0{1 + number % 9}",
        known=number % 3 != 0, source="curated" if number % 3 else "text",
    )  # fmt: skip


def _paper(number: int, artifacts: list[Artifact], chance: random.Random) -> Iterator[Record]:
    words = [f"word{chance.randrange(5000)}" for _ in range(_WORDS)]
    chosen = list(dict.fromkeys(_zipf(len(artifacts), chance) for _ in range(chance.randrange(5))))
    for position, index in enumerate(chosen):
        words[5 + 20 * position] = artifacts[index].name
    abstract = " ".join(words) + "."
    paper = Paper(
        f"Paper {number} of {words[0]}", abstract, date=f"20{10 + number % 15}-0{1 + number % 9}-1{number % 9}",
        authors=(Author(f"Author {number % 997}"), Author(f"Author {number % 499}")), author_count=2,
        arxiv=f"2001.{number:05d}",
        organisation=f"lab-{number % 40}", comments=number % 7, upvotes=number % 90,
        sources=(Source(f"page-{number // 50}.txt", "listing", number % 50 + 1),), identifiers=(f"paper-{number}",),
    )  # fmt: skip
    yield PaperNode(paper)
    for index in chosen:
        artifact = artifacts[index]
        role, start = chance.choice(_ROLES), abstract.index(artifact.name)
        end = start + len(artifact.name)
        pieces = tuple(_evidence(abstract, first, last) for first, last in ((start, end), (start + 1, end)))
        link = link_id(paper.id, role, artifact.id)
        confidence = round(0.4 + 0.6 * chance.random(), 3)
        yield Edge(link, paper.id, artifact.id, role, confidence, artifact.types[0], pieces)
    for topic in dict.fromkeys(_zipf(_TOPICS, chance) for _ in range(8)):
        predicate = Relation.PRIMARY_TOPIC if topic % 5 == 0 else Relation.HAS_TOPIC
        target = f"topic/topic-{topic}"
        places = [chance.randrange(len(abstract) - 20) for _ in range(3)]
        yield Edge(
            link_id(paper.id, predicate, target), paper.id, target, predicate, round(chance.random(), 3), None,
            tuple(_evidence(abstract, place, place + 12) for place in sorted(set(places))),
        )  # fmt: skip
    if chosen and number % 3 == 0:
        yield ResultNode(paper.id, _result(number, artifacts, abstract, chance))


def _result(number: int, artifacts: list[Artifact], abstract: str, chance: random.Random) -> Result:
    model = artifacts[_zipf(len(artifacts), chance) // 4 * 4]
    on = artifacts[_zipf(len(artifacts), chance) // 4 * 4 + 2]  # every fourth is a benchmark
    return Result(
        model=model.slug, on=on.slug, metric=_METRICS[number % 4], value=str(round(100 * chance.random(), 1)), unit="%",
        kind=ResultKind.SCORE if number % 2 else ResultKind.GAIN_ABSOLUTE, evidence=_evidence(abstract, 3, 9),
        higher_is_better=number % 4 != 3,
    )  # fmt: skip


def _evidence(text: str, start: int, end: int) -> Evidence:
    first, last = max(0, start - 80), min(len(text), end + 80)
    return Evidence(TextField.ABSTRACT, start, end, text[start:end], first, last)


def _zipf(size: int, chance: random.Random) -> int:
    """A number below ``size``, small ones far more often than large ones."""
    return min(size - 1, int(size ** chance.random()) - 1)
