"""A small world of papers, made by hand, whose answers can be worked out on paper.

2020 Alpha   introduces the benchmark QuizBench, evaluates GPT-3 on it
2021 Beta    evaluates on QuizBench and MathSet, compares with GPT-3, trains Owl-7B (its own) on WebText
2022 Gamma   evaluates on QuizBench and MathSet, compares with Owl-7B and GPT-3
2022 Delta   introduces the method TreeTuning, evaluates it on the benchmark HardExam; mentions GPT-3
2023 Epsilon nothing at all
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest

from kg.graph.graph_records import (
    ArtifactNode,
    AuthorNode,
    CategoryNode,
    Edge,
    OrganisationNode,
    PaperNode,
    Record,
    ResultNode,
    TopicNode,
    VenueNode,
)
from kg.ground.identifiers import digest, link_id
from kg.ground.records import Artifact, Author, Evidence, Paper, Result, Source
from kg.ground.schema import ArtifactType, ModelRole, Relation, ResultBound, ResultKind, Role, TextField
from kg.rdf.query.store import memory_store
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build
from kg.rdf.write.triples import graph_triples

BUILD = Build("0.1.0", "cat1", "top1", "lin1")
MODEL, DATASET, BENCHMARK, METHOD = ArtifactType

_GIVEN = (
    ("arxiv", "2005.00001"), ("author_count", "3"), ("authors", "Ada B.; Ceé D."), ("comments", "4"), ("date", "2020"),
    ("doi", "10.1000/alpha"),
    ("listed", "2020-05-03"), ("organisation", "Quiz Lab"), ("submitter", "ada"), ("title", "Alpha"),
    ("upvotes", "9"), ("venue", "QuizConf"),
)  # fmt: skip
ALPHA = Paper(
    title='Alpha: "Quiz" <b>Bench</b>',
    abstract="We introduce QuizBench. GPT-3 reaches 41.5% accuracy on QuizBench.",
    date="2020-05-01",
    arxiv="2005.00001",
    authors=(Author("Ada B.", "0000-0002-1825-0097", ("s2:7",), ("Quiz Lab",)), Author("Ceé D.")),
    author_count=3,
    organisation="Quiz Lab",
    comments=4,
    upvotes=9,
    submitter="ada",
    listed="2020-05-03",
    venue="QuizConf",
    categories=("cs.CL",),
    keywords=("quizzes",),
    code=("https://github.com/quiz/bench",),
    sources=(
        Source("page one.txt", "listing", 1, _GIVEN),
        Source(
            "two.jsonl",
            "jsonl",
            7,
            (("authors", "Ada B.; Ed F."), ("date", "2021-02"), ("doi", "10.1000/alpha"), ("title", "Alpha")),
        ),
    ),
)
BETA = Paper(
    title="Beta",
    abstract="Owl-7B, trained on WebText, beats GPT-3 on QuizBench and MathSet: 60% against 41.5%.",
    date="2021-06",
    arxiv="2106.00002",
    links=("https://example.org/beta?a=1&b=<2>",),
    identifiers=("beta-1",),
)
GAMMA = Paper(
    title="Gamma",
    abstract="On QuizBench and MathSet we compare with Owl-7B and GPT-3. We gain 3.5 points accuracy.",
    date="2022",
    doi="10.1000/gamma(1)",
)
DELTA = Paper(
    title="Delta \\ π 😀", abstract="We present TreeTuning, tested on HardExam. Unlike GPT-3, trees.", date="2022-02-03"
)
EPSILON = Paper(title="Epsilon", date="2023-01-01")


def node(slug: str, name: str, *types: ArtifactType, **facts: object) -> ArtifactNode:
    artifact = Artifact(slug=slug, name=name, types=types, **facts)  # type: ignore[arg-type]
    return ArtifactNode(artifact, types)


ARTIFACTS = (
    node("quizbench", "QuizBench", BENCHMARK, DATASET, aliases=("Quiz Benchmark",), hub_id="quiz/bench"),
    node("hardexam", "HardExam", BENCHMARK),
    node("mathset", "MathSet", DATASET, BENCHMARK, url="https://mathset.example.org/"),
    node("webtext", "WebText", DATASET),
    node("gpt", "GPT", MODEL, organisation="OpenAI"),
    replace(
        node("gpt-3", "GPT-3", MODEL, family="gpt", organisation="OpenAI", arxiv="2005.14165", date="2020-05"),
        former=("generative-pre-trained-transformer-3",),
    ),
    node("owl", "Owl", MODEL, known=False, source="text"),
    node("owl-7b", "Owl-7B", MODEL, variant_of="owl", known=False, source="text"),
    node("treetuning", "TreeTuning", METHOD, known=False, source="text"),
)
TOPICS = (
    TopicNode("evaluation", "evaluation", ("assessment",), "Measuring models."),
    TopicNode("question-answering", "question answering", ("QA",)),
    TopicNode("tree-tuning", "tree tuning", candidate=True),
)


def words(paper: Paper, text: str, occurrence: int = 0) -> Evidence:
    start = -1
    for _ in range(occurrence + 1):
        start = paper.abstract.index(text, start + 1)
    return Evidence(TextField.ABSTRACT, start, start + len(text), text, 0, len(paper.abstract))


def link(paper: Paper, role: Role, slug: str, text: str, kind: ArtifactType, confidence: float = 0.9) -> Edge:
    target = "artifact/" + slug
    return Edge(link_id(paper.id, role, target), paper.id, target, role, confidence, kind, (words(paper, text),))


def topic(paper: Paper, slug: str, *, primary: bool = False) -> Edge:
    predicate = Relation.PRIMARY_TOPIC if primary else Relation.HAS_TOPIC
    target = "topic/" + slug
    return Edge(link_id(paper.id, predicate, target), paper.id, target, predicate, 1.0)


def relation(source: str, predicate: Relation, target: str) -> Edge:
    return Edge(digest(source, predicate, target), source, target, predicate)


def _result(
    paper: Paper, model: str | None, on: str | None, value: str, kind: ResultKind, text: str, **more: Any
) -> ResultNode:
    unit = "%" if kind is ResultKind.SCORE else "points"
    result = Result(
        model=model, on=on, metric="accuracy", value=value, unit=unit, kind=kind, evidence=words(paper, text),
        higher_is_better=True, confidence=0.8,
    )  # fmt: skip
    return ResultNode(paper.id, replace(result, **more))


RECORDS: tuple[Record, ...] = (
    *(PaperNode(paper) for paper in (ALPHA, BETA, GAMMA, EPSILON)),
    PaperNode(DELTA, ("https://github.com/delta/trees",)),
    *ARTIFACTS,
    *TOPICS,
    *(AuthorNode(author.id, author) for author in ALPHA.authors),
    *(relation(ALPHA.id, Relation.HAS_AUTHOR, author.id) for author in ALPHA.authors),
    VenueNode("venue/quizconf", "QuizConf"),
    relation(ALPHA.id, Relation.PUBLISHED_IN, "venue/quizconf"),
    CategoryNode("cs.CL", "Computation and Language"),
    relation(ALPHA.id, Relation.IN_CATEGORY, "category/cs.CL"),
    relation(BETA.id, Relation.CITES, ALPHA.id),
    OrganisationNode("org/quiz-lab", "Quiz Lab"),
    OrganisationNode("org/openai", "OpenAI"),
    link(ALPHA, Role.INTRODUCES, "quizbench", "QuizBench", BENCHMARK, 0.95),
    link(ALPHA, Role.EVALUATES, "gpt-3", "GPT-3", MODEL),
    link(BETA, Role.EVALUATES_ON, "quizbench", "QuizBench", BENCHMARK, 1.0),
    link(BETA, Role.EVALUATES_ON, "mathset", "MathSet", DATASET),
    link(BETA, Role.TRAINS_ON, "webtext", "WebText", DATASET, 0.7),
    link(BETA, Role.COMPARES_WITH, "gpt-3", "GPT-3", MODEL),
    link(BETA, Role.INTRODUCES, "owl-7b", "Owl-7B", MODEL, 0.805),
    link(GAMMA, Role.EVALUATES_ON, "quizbench", "QuizBench", BENCHMARK),
    link(GAMMA, Role.EVALUATES_ON, "mathset", "MathSet", BENCHMARK),
    link(GAMMA, Role.COMPARES_WITH, "owl-7b", "Owl-7B", MODEL),
    link(GAMMA, Role.COMPARES_WITH, "gpt-3", "GPT-3", MODEL),
    link(DELTA, Role.INTRODUCES, "treetuning", "TreeTuning", METHOD),
    link(DELTA, Role.EVALUATES_ON, "hardexam", "HardExam", BENCHMARK),
    replace(link(DELTA, Role.MENTIONS, "gpt-3", "GPT-3", MODEL, 0.5), corrections=("role by Ada, 2024-01-02",)),
    topic(ALPHA, "question-answering", primary=True),
    topic(ALPHA, "evaluation"),
    topic(BETA, "question-answering"),
    topic(GAMMA, "evaluation", primary=True),
    topic(GAMMA, "question-answering"),
    topic(DELTA, "tree-tuning", primary=True),
    relation("topic/question-answering", Relation.BROADER, "topic/evaluation"),
    relation("artifact/gpt-3", Relation.MEMBER_OF_FAMILY, "artifact/gpt"),
    relation("artifact/owl-7b", Relation.VARIANT_OF, "artifact/owl"),
    relation("artifact/owl-7b", Relation.TRAINED_ON, "artifact/webtext"),
    relation("artifact/quizbench", Relation.COVERS, "topic/question-answering"),
    relation("artifact/gpt-3", Relation.DEVELOPED_BY, "org/openai"),
    relation("artifact/gpt", Relation.DEVELOPED_BY, "org/openai"),
    relation(ALPHA.id, Relation.AFFILIATED_WITH, "org/quiz-lab"),
    _result(ALPHA, "gpt-3", "quizbench", "41.5", ResultKind.SCORE, "41.5%"),
    _result(BETA, "owl-7b", "quizbench", "60", ResultKind.SCORE, "60%"),
    _result(BETA, "gpt-3", "quizbench", "43", ResultKind.SCORE, "41.5%"),
    _result(
        GAMMA,
        None,
        "mathset",
        "3.5",
        ResultKind.GAIN_ABSOLUTE,
        "3.5 points",
        low="2",
        bound=ResultBound.UP_TO,
        model_role=ModelRole.PROPOSED,
        condition="zero-shot",
    ),
)


@pytest.fixture(scope="session")
def records() -> tuple[Record, ...]:
    return RECORDS


@pytest.fixture(scope="session")
def triples() -> tuple[Triple, ...]:
    return tuple(graph_triples(RECORDS, build=BUILD))


@pytest.fixture(scope="session")
def store(triples: tuple[Triple, ...]) -> ox.Store:
    return memory_store(triples)
