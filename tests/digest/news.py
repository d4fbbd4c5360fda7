"""A small graph of two months: what rises in it, what is new, what beats what, and what must not be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pyoxigraph as ox

from kg.digest.base.asked_graph import AskedGraph, graph_of_store
from kg.digest.base.date_period import Period
from kg.digest.base.digest_records import Digest, DigestScope, NamedNode
from kg.digest.base.known_version import KnownVersion
from kg.digest.digest_composition import compose_digest
from kg.digest.new_papers import DigestRequest
from kg.graph.assembly.graph_of_readings import graph_records
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Artifact, Author, Evidence, Link, Paper, Reading, Result, TopicLink
from kg.ground.schema import ModelRole, ResultKind, Role, TextField
from kg.rdf.write.triples import graph_triples
from tests import samples

MARCH = Period(date(2026, 3, 1), date(2026, 3, 28))
LANTERN = Artifact("lanternbench", "LanternBench", (samples.BENCHMARK,), known=False, source="text")
OWL = Artifact("owlset", "OwlSet", (samples.DATASET,), known=False, source="text")
HERON = Artifact("heron-7b", "Heron-7B", (samples.MODEL,), known=False, source="text")
HOSTILE = '<script>alert("1")</script> & [x](javascript:alert(1)) **b** `c` ]]> @ada'


def sentence(paper: Paper, words: str, part: str) -> Evidence:
    """Evidence for words in the first sentence of the abstract that begins with ``part``."""
    text = paper.abstract
    begin = text.index(part)
    end = text.index(". ", begin) + 1 if ". " in text[begin:] else len(text)
    start = text.index(words, begin)
    return Evidence(TextField.ABSTRACT, start, start + len(words), words, begin, end)


def link(paper: Paper, artifact: Artifact, role: Role, part: str, sure: float = 0.9) -> Link:
    """A link by the name of an artifact in a sentence."""
    return Link(artifact, artifact.types[0], role, sure, (sentence(paper, artifact.name, part),))


def score(paper: Paper, value: str, on: Artifact, *, unit: str = "%", metric: str = "accuracy", lower: bool = False,
          sure: float | None = 0.9) -> Result:  # fmt: skip
    """A plain score of GPT-4 in the abstract."""
    return Result(
        model="gpt-4", on=on.slug, metric=metric, value=value, unit=unit, kind=ResultKind.SCORE,
        evidence=sentence(paper, value, "GPT-4 "), higher_is_better=not lower, model_role=ModelRole.BASELINE,
        confidence=sure,
    )  # fmt: skip


def paper(number: int, dated: str | None, abstract: str, title: str = "") -> Paper:
    """A paper with an arXiv id."""
    return Paper(title or f"Notes on Birds, Part {number}", abstract, dated, (Author("Ada Mapper"), Author("B. Reader"),
                 Author("C. Writer"), Author("D. Singer")), arxiv=f"2603.{number:05d}")  # fmt: skip


def scored(number: int, dated: str | None, value: str, on: Artifact, **options: object) -> Reading:
    """A paper whose one sentence gives GPT-4 a score on something."""
    unit = str(options.get("unit", "%"))
    made = paper(number, dated, f"GPT-4 reaches {value} {unit} on {on.name}.")
    links = (link(made, samples.GPT_4, Role.EVALUATES, "GPT-4 "), link(made, on, Role.EVALUATES_ON, "GPT-4 "))
    return Reading(made, links, results=(score(made, value, on, **options),))  # type: ignore[arg-type]


def readings() -> list[Reading]:
    """All papers, in no order that matters."""
    found = [
        scored(1, "2026-02-10", "60", samples.MMLU_PRO), scored(2, "2026-03-09", "66", samples.MMLU_PRO),
        scored(3, "2026-03-10", "64", samples.MMLU_PRO), scored(4, "2026-02-11", "70.1", samples.MMLU),
        scored(5, None, "81", samples.MMLU), scored(6, "2026-03-11", "80", samples.MMLU),
        scored(7, "2026-02-12", "12.1", samples.MMLU, unit="points", metric="perplexity", lower=True),
        scored(8, "2026-03-12", "11.5", samples.MMLU, unit="points", metric="perplexity", lower=True),
        scored(9, "2026-03-13", "99", samples.MMLU_PRO, sure=0.3),
    ]  # fmt: skip
    for number in range(10, 20):  # nearly all of March's papers are measured on it, and one of February's
        made = paper(number, f"2026-03-{number}", "We evaluate it on LanternBench. It is dark.")
        found.append(Reading(made, (link(made, LANTERN, Role.EVALUATES_ON, "We evaluate"),)))
    made = paper(20, "2026-02-20", "LanternBench is described. We use it.")
    found.append(Reading(made, (link(made, LANTERN, Role.INTRODUCES, "LanternBench"),)))
    for number in range(21, 33):
        found.append(Reading(paper(number, f"2026-02-{number - 20:02d}", "Birds sing. They fly.")))
    return [*found, *_odd_readings()]


def _odd_readings() -> list[Reading]:
    """Papers without a date, of an inexact one, of the future, with a hostile title, a doubt, a correction."""
    undated = paper(40, None, "OwlSet has owls.")
    owls = paper(41, "2026-03-20", "We train on OwlSet.")
    inexact = paper(42, "2026", "Nobody knows the day.")
    later = paper(43, "2026-04-02", "We present Heron-7B.")
    hostile = paper(44, "2026-03-21", "We present Heron-7B, a model. It beats GPT-4 on nothing.", HOSTILE)
    doubt = paper(45, "2026-03-22", "GPT-4o is maybe new.")
    corrected = replace(
        link(hostile, samples.GPT_4, Role.COMPARES_WITH, "It beats"), corrections=("role by Ada, 2026-03-23",)
    )
    topic = TopicLink("benchmarking", "benchmarking", True, 0.8, (), (sentence(hostile, "model", "We present"),))
    return [
        Reading(undated, (link(undated, OWL, Role.MENTIONS, "OwlSet"),)),
        Reading(owls, (link(owls, OWL, Role.TRAINS_ON, "We train"),)),
        Reading(inexact),
        Reading(later, (link(later, HERON, Role.INTRODUCES, "We present"),)),
        Reading(hostile, (link(hostile, HERON, Role.INTRODUCES, "We present"), corrected), (topic,)),
        Reading(doubt, (link(doubt, samples.GPT_4O, Role.INTRODUCES, "GPT-4o", 0.3),)),
    ]


def store_of(found: Iterable[Reading]) -> ox.Store:
    """A graph of readings, in memory."""
    ordered = sorted(found, key=lambda reading: reading.paper.id)
    store = ox.Store()
    records = graph_records(ordered, samples.catalogue(), samples.scheme())
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in graph_triples(records))
    store.load(text.encode(), ox.RdfFormat.N_TRIPLES)
    return store


def graph_of(found: Iterable[Reading]) -> AskedGraph:
    """The same, to be asked."""
    return graph_of_store(store_of(found), DEFAULT_BASE)


def node(artifact: Artifact) -> NamedNode:
    """An artifact as a digest names it."""
    return NamedNode(DEFAULT_BASE + artifact.id, artifact.name)


def digest_of(
    found: Iterable[Reading], period: Period | None = MARCH, *, known: KnownVersion | None = None,
    scope: DigestScope | None = None, watched: tuple[NamedNode, ...] = (), until: date | None = None, most: int = 50,
) -> Digest:  # fmt: skip
    """A digest of a graph of readings."""
    request = DigestRequest("Atlas", period, known, until, scope or DigestScope(), watched, most)
    return compose_digest(graph_of(found), request)
