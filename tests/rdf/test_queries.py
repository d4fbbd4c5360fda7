"""Each saved query has its expected answer on the small world, and rdflib gives the same one."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.ground.errors import OntologyError, QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.answers import display
from kg.rdf.namespaces import prefixes
from kg.rdf.queries import read_queries, run_saved, saved_queries, saved_query
from kg.rdf.terms import Triple

GAMMA = "paper:doi-10.1000-gamma-1-96a62eb5"
DELTA = "paper:x-delta-pi-20aca5dc-882f6083"
ALPHA_TITLE = 'Alpha: "Quiz" <b>Bench</b>'
DELTA_TITLE = "Delta \\ π 😀"
BETA_TEXT = "Owl-7B, trained on WebText, beats GPT-3 on QuizBench and MathSet: 60% against 41.5%."

# Query: values of its parameters, and the rows, cells joined by " | ".
EXPECTED: dict[str, tuple[dict[str, str], list[str]]] = {
    "artifact-trend": (
        {"artifact": "GPT-3"},
        [
            "2020 | kg:evaluates | 1",
            "2021 | kg:comparesWith | 1",
            "2022 | kg:comparesWith | 1",
            "2022 | kg:mentions | 1",
        ],
    ),
    "benchmark-introductions": (
        {},
        [f"paper:2005.00001 | {ALPHA_TITLE} | 2020-05-01 | artifact:quizbench | QuizBench | 0.95"],
    ),
    "benchmarks-by-year": (
        {"since": "2022"},
        [
            "2022 | artifact:hardexam | HardExam | 1",
            "2022 | artifact:mathset | MathSet | 1",
            "2022 | artifact:quizbench | QuizBench | 1",
        ],
    ),
    "benchmarks-together": ({}, ["artifact:mathset | MathSet | artifact:quizbench | QuizBench | 2"]),
    "disagreements": ({}, ["GPT-3 | QuizBench | accuracy | 41.5 | 43 | 2"]),
    "doubtful-links": (
        {},
        [
            f"0.5 | {DELTA} | kg:mentions | artifact:gpt-3 | GPT-3 | "
            "We present TreeTuning, tested on HardExam. Unlike GPT-3, trees."
        ],
    ),
    "evaluations-on": (
        {"on": "quiz bench"},
        [f"{GAMMA} | Gamma | 2022 | 2", "paper:2106.00002 | Beta | 2021-06 | 2"],
    ),
    "families": ({}, ["artifact:gpt | GPT | artifact:gpt-3 | GPT-3 | 4"]),
    "gaps": ({"family": "Owl"}, ["artifact:hardexam | HardExam | 1"]),
    "graph-counts": ({}, []),
    "largest-gains": (
        {},
        [
            f"absolute gain | 3.5 | points | accuracy |  |  | MathSet | {GAMMA} | Gamma | "
            "On QuizBench and MathSet we compare with Owl-7B and GPT-3. We gain 3.5 points accuracy."
        ],
    ),
    "leaderboard": (
        {"on": "QuizBench"},
        [
            f"accuracy | 60 | % | artifact:owl-7b | Owl-7B | paper:2106.00002 | Beta | {BETA_TEXT}",
            f"accuracy | 43 | % | artifact:gpt-3 | GPT-3 | paper:2106.00002 | Beta | {BETA_TEXT}",
            f"accuracy | 41.5 | % | artifact:gpt-3 | GPT-3 | paper:2005.00001 | {ALPHA_TITLE} | "
            "We introduce QuizBench. GPT-3 reaches 41.5% accuracy on QuizBench.",
        ],
    ),
    "lineage": (
        {"artifact": "GPT"},
        ["descendant | artifact:gpt-3 | GPT-3 | kg:memberOfFamily | artifact:gpt"],
    ),
    "link-evidence": (
        {"paper": "arXiv:2106.00002", "artifact": "gpt-3"},
        [f"kg:comparesWith | 0.9 | GPT-3 | dcterms:abstract | 34 | 39 | {BETA_TEXT}"],
    ),
    "model-results": (
        {"model": "Owl"},
        [
            "artifact:owl-7b | Owl-7B | artifact:quizbench | QuizBench | accuracy | 60 | % | absolute | "
            "paper:2106.00002 | Beta"
        ],
    ),
    "models-compared-with": ({"with": "GPT 3"}, ["artifact:owl-7b | Owl-7B | 2"]),
    "most-used-benchmarks": (
        {},
        [
            "artifact:mathset | MathSet | 2",
            "artifact:quizbench | QuizBench | 2",
            "artifact:hardexam | HardExam | 1",
        ],
    ),
    "new-entities": ({}, ["artifact:owl-7b | Owl-7B | 2", "artifact:treetuning | TreeTuning | 1"]),
    "organisations": ({}, ["organisation:quiz-lab | Quiz Lab | 1 | 0", "organisation:openai | OpenAI | 0 | 4"]),
    "paper-links": (
        {"paper": "Delta \\ π 😀"},
        [
            "kg:evaluatesOn | artifact:hardexam | HardExam | 0.9 | HardExam",
            "kg:introduces | artifact:treetuning | TreeTuning | 0.9 | TreeTuning",
            "kg:mentions | artifact:gpt-3 | GPT-3 | 0.5 | GPT-3",
            "kg:primaryTopic | topic:tree-tuning | tree tuning | 1 | ",
        ],
    ),
    "papers-without-links": ({}, ["paper:epsilon-6ebf3c8d | Epsilon | 2023-01-01 | false"]),
    "provenance": (
        {"paper": "2005.00001"},
        [
            "software | build:software-0.1.0 | PaperAtlas 0.1.0",
            "source | source:page-one.txt | page one.txt",
            "source | source:two.jsonl | two.jsonl",
            "used | build:catalogue-cat1 | catalogue cat1",
            "used | build:linker-lin1 | linker lin1",
            "used | build:topics-top1 | topics top1",
        ],
    ),
    "related-topics": ({"to": "assessment"}, ["topic:question-answering | question answering | 2"]),
    "similar-papers": (
        {"like": "beta-1"},
        [
            f"{GAMMA} | Gamma | 1.92 | 4 | 1",
            f"paper:2005.00001 | {ALPHA_TITLE} | 0.92 | 2 | 1",
            f"{DELTA} | {DELTA_TITLE} | 0.25 | 1 | 0",
        ],
    ),
    "strongest-baselines": ({}, ["artifact:gpt-3 | GPT-3 | 2", "artifact:owl-7b | Owl-7B | 1"]),
    "topic-benchmarks": (
        {"topic": "evaluation"},
        ["artifact:mathset | MathSet | 2", "artifact:quizbench | QuizBench | 2"],
    ),
    "topic-papers": (
        {"topic": "topic:evaluation"},
        [
            f"{GAMMA} | Gamma | 2022 | 1",
            f"paper:2005.00001 | {ALPHA_TITLE} | 2020-05-01 | 1",
            "paper:2106.00002 | Beta | 2021-06 | 0",
        ],
    ),
    "topics-by-year": (
        {"since": "2022"},
        [
            "2022 | topic:evaluation | evaluation | 1",
            "2022 | topic:question-answering | question answering | 1",
            "2022 | topic:tree-tuning | tree tuning | 1",
        ],
    ),
    "training-data": ({"model": "Owl"}, ["artifact:webtext | WebText | paper:2106.00002 | Beta"]),
    "type-conflicts": ({}, ["artifact:mathset | MathSet | 0 | 1 | 1 | 0"]),
    "used-with": (
        {"with": "Quiz Benchmark"},
        [
            "artifact:gpt-3 | GPT-3 | 3",
            "artifact:mathset | MathSet | 2",
            "artifact:owl-7b | Owl-7B | 2",
            "artifact:webtext | WebText | 1",
        ],
    ),
    "who-first": (
        {"artifact": "GPT-3"},
        [
            f"kg:evaluates | paper:2005.00001 | {ALPHA_TITLE} | 2020-05-01",
            "kg:comparesWith | paper:2106.00002 | Beta | 2021-06",
        ],
    ),
}
EXPECTED["graph-counts"] = (
    {},
    [
        "kg:Link | 20", "rdf:Statement | 20", "kg:Evidence | 18", "kg:Artifact | 9", "fabio:ResearchPaper | 5",
        "schema:ScholarlyArticle | 5", "kg:Model | 4", "kg:Result | 4", "prov:Entity | 3", "skos:Concept | 3",
        "kg:Benchmark | 3", "kg:Dataset | 3", "kg:NewEntity | 3", "schema:Organization | 2", "kg:Source | 2",
        "skos:ConceptScheme | 1", "mls:EvaluationMeasure | 1", "prov:SoftwareAgent | 1", "kg:Build | 1",
        "kg:CandidateConcept | 1", "kg:Method | 1",
    ],
)  # fmt: skip
UNORDERED = {"graph-counts"}  # equal counts are ordered by IRI, which the table shows shortened


def test_every_query_has_an_expected_answer() -> None:
    assert set(EXPECTED) == set(saved_queries())
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize("name", EXPECTED)
def test_answers(store: ox.Store, name: str) -> None:
    values, expected = EXPECTED[name]
    answer = run_saved(store, name, values)
    rows = [" | ".join(map(display, row)) for row in answer.rows]
    assert (sorted(rows) == sorted(expected)) if name in UNORDERED else (rows == expected)


@pytest.fixture(scope="module")
def oracle(triples: tuple[Triple, ...]) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    return graph


@pytest.mark.parametrize("name", EXPECTED)
def test_rdflib_gives_the_same_answer(store: ox.Store, oracle: rdflib.Graph, name: str) -> None:
    text = saved_query(name).bound(store, EXPECTED[name][0], DEFAULT_BASE)
    found = oracle.query(text, initNs=prefixes())
    theirs = sorted(tuple("" if cell is None else plain(cell) for cell in row) for row in found)  # type: ignore[union-attr]
    ours = sorted(
        tuple("" if cell is None else getattr(cell, "value", "") for cell in row)
        for row in run_saved(store, name, EXPECTED[name][0]).rows
    )
    assert [tuple(map(comparable, row)) for row in theirs] == [tuple(map(comparable, row)) for row in ours]


def plain(cell: object) -> str:
    return str(cell)


def comparable(cell: str) -> object:
    try:
        return round(float(cell), 6)
    except ValueError:
        return cell


def test_parameters_are_terms_and_never_syntax(store: ox.Store) -> None:
    for hostile in ('x" } ?a ?b ?c {', "> } #", "\\", "'''", "artifact:x> } . <y", "1 } 2"):
        with pytest.raises(QueryError, match="called"):
            run_saved(store, "evaluations-on", {"on": hostile})


def test_faults_of_parameters_tell_the_remedy(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="did you mean QuizBench, Quiz Benchmark"):
        run_saved(store, "evaluations-on", {"on": "QuizBnech"})
    with pytest.raises(QueryError, match="no model called"):
        run_saved(store, "model-results", {"model": "QuizBench"})
    with pytest.raises(QueryError, match="needs the parameter 'on'; for example --param on="):
        run_saved(store, "leaderboard")
    with pytest.raises(QueryError, match="no parameter 'of'; it has on"):
        run_saved(store, "leaderboard", {"of": "x"})
    with pytest.raises(QueryError, match="must be a number"):
        run_saved(store, "topics-by-year", {"since": "last year"})
    with pytest.raises(QueryError, match="must be a number"):
        run_saved(store, "doubtful-links", {"below": "NaN"})
    with pytest.raises(QueryError, match="did you mean leaderboard"):
        run_saved(store, "leader-board")


@pytest.mark.parametrize(
    "name",
    ["2005.00001", "arXiv:2005.00001v2", "https://arxiv.org/abs/2005.00001", "paper:2005.00001", ALPHA_TITLE,
     "<https://w3id.org/paperatlas/paper/2005.00001>", 'ALPHA: "quiz" <b>bench</b>'],
)  # fmt: skip
def test_papers_are_found_by_all_their_names(store: ox.Store, name: str) -> None:
    assert run_saved(store, "provenance", {"paper": name}).truth


def test_headers_with_faults_are_listed_together(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("# title: A\n# param x: thing\n# hello\nASK {}\n")
    (tmp_path / "b.rq").write_text("# title: B\n# description: b\n# param y: model — m\nASK { }\n")
    with pytest.raises(OntologyError) as caught:
        read_queries(tmp_path)
    for fault in ("a.rq: it has no description", "a.rq: '# hello'", "a.rq: the parameter 'x: thing'",
                  "b.rq: the parameter y is not used", "b.rq: its example lacks the parameter y"):  # fmt: skip
        assert fault in str(caught.value)
