"""Small papers, readings, a catalogue and a topic scheme that several layers' tests share."""

from __future__ import annotations

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.ground.records import Artifact, Author, Evidence, Link, Paper, Reading, Result, Source, TopicLink
from kg.ground.schema import ArtifactType, ModelRole, ResultBound, ResultKind, Role, TextField
from kg.ground.text import fold

MODEL, DATASET = ArtifactType.MODEL, ArtifactType.DATASET
BENCHMARK, METHOD = ArtifactType.BENCHMARK, ArtifactType.METHOD

GPT = Artifact("gpt", "GPT", (MODEL,), organisation="OpenAI", date="2018")
GPT_4 = Artifact("gpt-4", "GPT-4", (MODEL,), ("GPT4",), family="gpt", organisation="OpenAI", date="2023-03-14")
GPT_4O = Artifact("gpt-4o", "GPT-4o", (MODEL,), variant_of="gpt-4", family="gpt", organisation="OpenAI")
MMLU = Artifact("mmlu", "MMLU", (BENCHMARK, DATASET), ("Massive Multitask Language Understanding",), date="2020-09")
MMLU_PRO = Artifact("mmlu-pro", "MMLU-Pro", (BENCHMARK,), variant_of="mmlu")


def catalogue() -> Catalogue:
    """A catalogue of five entries with a lineage of three generations."""
    entries = {artifact.slug: Entry(artifact) for artifact in (GPT, GPT_4, GPT_4O, MMLU, MMLU_PRO)}
    index = {fold(name): (slug,) for slug, entry in entries.items() for name in entry.names()}
    return Catalogue(entries, index, "test")


def scheme() -> TopicScheme:
    """Three concepts, one below the other."""
    concepts = (
        Concept("artificial-intelligence", "artificial intelligence"),
        Concept("evaluation", "evaluation", ("assessment",), ("artificial-intelligence",), "Measuring a model."),
        Concept("benchmarking", "benchmarking", (), ("evaluation",)),
    )
    return TopicScheme({concept.slug: concept for concept in concepts}, "test")


def evidence(paper: Paper, words: str, field: TextField = TextField.ABSTRACT) -> Evidence:
    """Evidence for the first place where the words stand, the whole field being their sentence."""
    text = paper.text(field)
    start = text.index(words)
    return Evidence(field, start, start + len(words), words, 0, len(text))


def link(paper: Paper, artifact: Artifact, role: Role, words: str, confidence: float = 0.9) -> Link:
    """A link by words of the abstract, of the artifact's first type."""
    return Link(artifact, artifact.types[0], role, confidence, (evidence(paper, words),))


def readings() -> list[Reading]:
    """Two papers: one introduces a benchmark that the other evaluates on."""
    first = Paper(
        title="AtlasBench: A Test of Maps <b>&</b> \"Territories\" 🗺",
        abstract="We present AtlasBench. GPT-4o answers 73.2% of AtlasBench, less than of MMLU-Pro.",
        date="2024-05-02", author_count=4, organisation="Cartography Lab", comments=2, arxiv="2405.00001",
        identifiers=("a1",), links=("https://example.org/atlas",),
        sources=(Source("may.txt", "listing", 3), Source("more.jsonl", "jsonl", 1)),
    )  # fmt: skip
    second = Paper(
        title="=Reading Maps with Words",
        abstract="Our model is tested on Atlasbench and beats GPT-4o.",
        date="2025", authors=(Author("A. Mapper"), Author("B. Reader")), author_count=2, arxiv="2501.00002",
        sources=(Source("may.txt", "listing", 4),),
    )  # fmt: skip
    bench = Artifact("atlasbench", "AtlasBench", (BENCHMARK,), known=False, source="text")
    as_data = Artifact("atlasbench", "Atlasbench", (DATASET,), known=False, source="text")
    result = Result(
        model="gpt-4o", on="atlasbench", metric="accuracy", value="73.2", unit="%", kind=ResultKind.SCORE,
        evidence=evidence(first, "73.2%"),
        higher_is_better=True, bound=ResultBound.ABOUT,
        model_role=ModelRole.SUBJECT, condition="zero-shot", confidence=0.9,
    )  # fmt: skip
    topic = TopicLink("benchmarking", "benchmarking", True, 0.8, (), (evidence(first, "Test", TextField.TITLE),))
    new_topic = TopicLink("map-reading", "map reading", False, 0.4, (), (evidence(second, "tested"),), candidate=True)
    return [
        Reading(
            first,
            (
                link(first, bench, Role.INTRODUCES, "AtlasBench", 0.97),
                link(first, GPT_4O, Role.EVALUATES, "GPT-4o"),
                link(first, MMLU_PRO, Role.MENTIONS, "MMLU-Pro", 0.6),
            ),
            (topic,),
            (result,),
            ("https://github.com/example/atlas",),
        ),
        Reading(
            second,
            (
                link(second, as_data, Role.EVALUATES_ON, "Atlasbench"),
                link(second, GPT_4O, Role.COMPARES_WITH, "GPT-4o", 0.85),
            ),
            (new_topic,),
        ),
    ]
