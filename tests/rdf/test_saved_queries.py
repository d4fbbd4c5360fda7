"""Each saved query has its expected answer on the small world, and rdflib gives the same one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.graph.graph_records import OrganisationNode, PaperNode, Record, VenueNode
from kg.ground.errors import OntologyError, QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.answers import display
from kg.rdf.query.saved_queries import read_queries, run_saved, saved_queries, saved_query
from kg.rdf.query.store import memory_store
from kg.rdf.sparql.lexer import values_of
from kg.rdf.sparql.prologue import declared_prefixes, used_prefixes
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.triples import graph_triples
from tests.rdf.conftest import BUILD
from tests.rdf.expected_answers import ALPHA_TITLE, EXPECTED, GAMMA

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


def as_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    return graph


@pytest.fixture(scope="module")
def oracle(triples: tuple[Triple, ...]) -> rdflib.Graph:
    return as_rdflib(triples)


@pytest.mark.parametrize("name", EXPECTED)
def test_rdflib_gives_the_same_answer(store: ox.Store, oracle: rdflib.Graph, name: str) -> None:
    text = saved_query(name).bound(store, EXPECTED[name][0], DEFAULT_BASE)
    found = oracle.query(text)
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
    with pytest.raises(QueryError, match=r"did you mean QuizBench\?"):
        run_saved(store, "evaluations-on", {"on": "QuizBnech"})
    with pytest.raises(QueryError, match="no model is called 'QuizBench'; it is a benchmark and dataset here"):
        run_saved(store, "model-results", {"model": "QuizBench"})
    with pytest.raises(
        QueryError, match=r"no artifact .*; it is known to the catalogue, in no paper here: SWE-bench, a bench"
    ):
        run_saved(store, "evaluations-on", {"on": "SWE bench"})
    with pytest.raises(
        QueryError, match=r"no topic .*; it is known to the catalogue, in no paper here: machine translation,"
    ):
        run_saved(store, "topic-papers", {"topic": "machine translation"})
    with pytest.raises(QueryError, match="needs the parameter 'on'; for example --param on="):
        run_saved(store, "leaderboard")
    with pytest.raises(QueryError, match="no parameter 'of'; it has on"):
        run_saved(store, "leaderboard", {"of": "x"})
    with pytest.raises(QueryError, match="must be a number"):
        run_saved(store, "topics-by-year", {"since": "last year"})
    with pytest.raises(QueryError, match="must be a number"):
        run_saved(store, "doubtful-links", {"below": "NaN"})
    for endless in ("1e999999999", "1e-999999999", "1e30", "9" * 5000):
        with pytest.raises(QueryError, match="must be a number"):
            run_saved(store, "doubtful-links", {"below": endless})
    with pytest.raises(QueryError, match="did you mean leaderboard"):
        run_saved(store, "leader-board")


@pytest.mark.parametrize(
    "name",
    ["2005.00001", "arXiv:2005.00001v2", "https://arxiv.org/abs/2005.00001", "paper:2005.00001", ALPHA_TITLE,
     "<https://w3id.org/paperatlas/paper/2005.00001>", 'ALPHA: "quiz" <b>bench</b>'],
)  # fmt: skip
def test_papers_are_found_by_all_their_names(store: ox.Store, name: str) -> None:
    assert run_saved(store, "provenance", {"paper": name}).truth


def test_the_iri_of_what_was_replaced_means_what_it_is_now(triples: tuple[Triple, ...]) -> None:
    old = "<https://w3id.org/paperatlas/artifact/quiz>"
    new = "<https://w3id.org/paperatlas/artifact/quizbench>"
    store = memory_store([*triples, (old, "<http://purl.org/dc/terms/isReplacedBy>", new)])
    expected = run_saved(store, "evaluations-on", {"on": "QuizBench"})
    assert len(expected) > 0
    assert run_saved(store, "evaluations-on", {"on": "artifact:quiz"}) == expected


def test_headers_with_faults_are_listed_together(tmp_path: Path) -> None:
    head = "# title: {0}\n# description: {0}\n"
    (tmp_path / "a.rq").write_text("# title: A\n# param x: thing\n# hello\nASK {}\n")
    (tmp_path / "b.rq").write_text(head.format("b") + "# param y: model — m\nASK { }\n")
    (tmp_path / "c.rq").write_text(head.format("c") + "# param n: integer = 1 — n\nASK { VALUES $n { 2 } }\n")
    two = "ASK { VALUES $z { <http://e.org/> } VALUES ?z { 1 } ?s $p ?o }\n"
    (tmp_path / "d.rq").write_text(head.format("d") + "# param z: string = a — z\n" + two)
    (tmp_path / "e.rq").write_text(head.format("e") + "# param m: model = x — m\nASK { VALUES $m { <http://e.org/> } }")
    with pytest.raises(OntologyError) as caught:
        read_queries(tmp_path)
    for fault in ("a.rq: it has no description", "a.rq: '# hello'", "a.rq: the parameter 'x: thing'",
                  "b.rq: the parameter y has no line VALUES $y { … }", "b.rq: its example lacks the parameter y",
                  "c.rq: the value of n, 2, is not its default 1", "d.rq: the parameter z has several values: 1, <http",
                  "d.rq: $p is no parameter; write ?p", "e.rq: the value of m, <http://e.org/>, is"):  # fmt: skip
        assert fault in str(caught.value)


@pytest.mark.parametrize("name", EXPECTED)
def test_files_are_whole_sparql_with_the_prefixes_that_they_use(name: str) -> None:
    text = saved_query(name).text
    assert declared_prefixes(text).keys() == used_prefixes(text)
    assert declared_prefixes(text).items() <= prefixes().items()
    ox.Store().query(text)
    rdflib.Graph().query(text)


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name][0]])
def test_a_file_with_other_values_is_that_query(store: ox.Store, name: str) -> None:
    """Puts the values into the file by hand, as a person would in an editor, and runs it with plain engines."""
    query, values = saved_query(name), EXPECTED[name][0]
    base = "https://e.org/other/"
    assert base not in query.text
    assert query.example_text(DEFAULT_BASE) == query.text
    moved = query.example_text(base)
    assert moved.count(base) == query.text.count("{ <https://w3id.org/paperatlas/")
    assert declared_prefixes(moved) == declared_prefixes(query.text)
    by_hand = query.text
    for parameter in query.parameters:
        if parameter.name in values:
            (held,) = set(values_of(query.text)[parameter.name])
            term = values_of(query.bound(store, values, DEFAULT_BASE))[parameter.name][0]
            by_hand = by_hand.replace(
                f"VALUES ${parameter.name} {{ {held} }}", f"VALUES ${parameter.name} {{ {term} }}"
            )
    found = store.query(by_hand)
    assert isinstance(found, ox.QuerySolutions)
    answer = run_saved(store, name, values)
    assert [tuple(row[column] for column in answer.columns) for row in found] == list(answer.rows)


@pytest.mark.parametrize("name", ["evaluations-on", "provenance", "topic-papers", "lineage", "similar-papers"])
def test_a_graph_with_another_base_has_its_own_nodes(store: ox.Store, records: tuple[Record, ...], name: str) -> None:
    base = "https://e.org/atlas/"
    space = (f"<{base}graph>", "<http://rdfs.org/ns/void#uriSpace>", f'"{base}"')
    moved = memory_store([space, *graph_triples(records, base, build=BUILD)])
    values = EXPECTED[name][0]
    text = saved_query(name).bound(moved, values, base)
    assert base in text
    assert DEFAULT_BASE + "ontology#" in text
    ours, theirs = run_saved(store, name, values), run_saved(moved, name, values)
    assert len(theirs) > 0
    assert [[display(cell) for cell in row] for row in ours.rows] == [
        [display(cell, base) for cell in row] for row in theirs.rows
    ]


def test_numbers_are_written_plainly(store: ox.Store) -> None:
    def text(value: str) -> str:
        return values_of(saved_query("doubtful-links").bound(store, {"below": value}, DEFAULT_BASE))["below"][0]

    assert [text(value) for value in ("1", "0.50", "-.5", "1e-3")] == ["1.0", "0.5", "-0.5", "0.001"]
    years = saved_query("topics-by-year").bound(store, {"since": "-0044"}, DEFAULT_BASE)
    assert values_of(years) == {"since": ("-44",)}


def with_undated(records: Iterable[Record]) -> ox.Store:
    """The small world, in which one paper that compares with GPT-3 has no date."""
    known = [record for record in records if not (isinstance(record, PaperNode) and record.paper.title == "Gamma")]
    gamma = next(record for record in records if isinstance(record, PaperNode) and record.paper.title == "Gamma")
    return memory_store(graph_triples([*known, replace(gamma, paper=replace(gamma.paper, date=None))], build=BUILD))


@pytest.mark.parametrize(
    ("name", "values", "left_out"),
    [
        ("artifact-trend", {"artifact": "GPT"}, {"1"}),  # through its family
        ("benchmarks-by-year", {}, {"1"}),
        ("topics-by-year", {}, {"1"}),
        ("who-first", {"artifact": "GPT-3"}, {"0", "1"}),
    ],
)
def test_trends_say_how_many_papers_have_no_date(
    records: tuple[Record, ...], name: str, values: dict[str, str], left_out: set[str]
) -> None:
    answer = run_saved(with_undated(records), name, values)
    place = answer.columns.index("left_out")
    assert {display(row[place]) for row in answer.rows} == left_out


def test_undated_papers_are_listed(records: tuple[Record, ...]) -> None:
    rows = run_saved(with_undated(records), "undated-papers", {}).rows
    assert [[display(cell) for cell in row] for row in rows] == [["Gamma", "", "", "", GAMMA]]


def test_papers_of_a_part_are_papers_of_the_organisation(records: tuple[Record, ...]) -> None:
    part = OrganisationNode("org/quiz-lab", "Quiz Lab", part_of="org/openai")
    store = memory_store(graph_triples([*(each for each in records if each.id != part.id), part], build=BUILD))
    rows = run_saved(store, "papers-of-organisation", {"organisation": "OpenAI"}).rows
    assert [display(row[2]) for row in rows] == ["Quiz Lab"]


def test_papers_of_a_track_are_shown_as_such(records: tuple[Record, ...]) -> None:
    track = VenueNode("venue/quizconf", "QuizConf Workshops", track="workshop", series="venue/conf")
    others = [each for each in records if each.id != track.id]
    store = memory_store(graph_triples([*others, track, VenueNode("venue/conf", "Conf")], build=BUILD))
    (row,) = run_saved(store, "papers-in-venue", {"venue": "Conf"}).rows
    assert display(row[3]) == "workshop"
