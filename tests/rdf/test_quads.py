"""TriG and N-Quads: a named graph for each source, and stores that ask them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.graph.assembly.graph_of_readings import graph_records
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Reading
from kg.rdf.query.rdf_files import read_triples
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.terms.ntriples import term_text
from kg.rdf.write.rdf_formats import FORMATS, write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.void import describe
from tests import samples

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
SHARED = DEFAULT_BASE + "graph/shared"
MAY, MORE = DEFAULT_BASE + "source/may.txt", DEFAULT_BASE + "source/more.jsonl"
FORMS = ["trig", "n-quads"]
Quad = tuple[str, str, str, str]


def written(folder: Path, readings: list[Reading], name: str, profile: str = "full") -> Path:
    path = folder / f"{len(list(folder.iterdir()))}{FORMATS[name].suffixes[0]}"
    records = graph_records(readings, samples.catalogue(), samples.scheme())
    with SortedTriples(graph_triples(records)) as graph:
        describe(graph)
        write_graph(graph, path, profile=profile)
        assert set(read_triples(path)) == {t for t in read_triples_of(graph) if profile == "full" or not evidence(t)}
    return path


def read_triples_of(graph: SortedTriples) -> Iterator[tuple[str, str, str]]:
    for subject, predicates, objects in graph.blocks():
        for predicate, value in zip(predicates, objects, strict=True):
            yield subject, predicate, value


def evidence(triple: tuple[str, str, str]) -> bool:
    return "/evidence/" in triple[0] or "/evidence/" in triple[2]


def quads(path: Path) -> list[Quad]:
    parsed = ox.parse(path=path, format=ox.RdfFormat.from_extension(path.suffix[1:]))
    return [tuple(map(term_text, (q.subject, q.predicate, q.object, q.graph_name))) for q in parsed]  # type: ignore[misc]


def loaded(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.from_extension(path.suffix[1:]))
    return store


def without(readings: list[Reading], page: str) -> list[Reading]:
    """The readings as they are where a page was never read."""
    kept = []
    for reading in readings:
        sources = tuple(source for source in reading.paper.sources if source.page != page)
        if sources or not reading.paper.sources:
            kept.append(replace(reading, paper=replace(reading.paper, sources=sources)))
    return kept


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("profile", ["full", "lean"])
def test_each_source_has_a_graph_and_no_statement_is_lost(tmp_path: Path, name: str, profile: str) -> None:
    found = quads(written(tmp_path, samples.readings(), name, profile))
    assert {graph for *_, graph in found} == {f"<{SHARED}>", f"<{MAY}>", f"<{MORE}>"}
    assert len(found) == len(set(found))
    kinds = {graph: {subject.split("/")[4] for subject, *_, of in found if of == graph} for *_, graph in found}
    of_papers = {"paper", "link", "listing", "result", "source"} | ({"evidence"} if profile == "full" else set())
    assert kinds[f"<{MAY}>"] == of_papers
    assert not kinds[f"<{SHARED}>"] & of_papers


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    trig, n_quads = (quads(written(tmp_path, samples.readings(), name)) for name in FORMS)
    assert sorted(trig) == sorted(n_quads)


def test_every_graph_is_written_once(tmp_path: Path) -> None:
    lines = written(tmp_path, samples.readings(), "trig").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("GRAPH")] == [
        "GRAPH graph:shared {", "GRAPH source:may.txt {", "GRAPH source:more.jsonl {"
    ]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("page", ["may.txt", "more.jsonl"])
def test_a_source_dropped_is_a_source_never_read(tmp_path: Path, name: str, page: str) -> None:
    store = loaded(written(tmp_path, samples.readings(), name))
    store.update(f"DROP GRAPH <{DEFAULT_BASE}source/{page}>")
    left = {(*map(term_text, (q.subject, q.predicate, q.object)), term_text(q.graph_name)) for q in store}
    never = quads(written(tmp_path, without(samples.readings(), page), name))
    assert {quad for quad in left if quad[3] != f"<{SHARED}>"} == {q for q in never if q[3] != f"<{SHARED}>"}
    assert not [quad for quad in left if page in quad[0] or (quad[3] != f"<{SHARED}>" and page in quad[2])]


def test_papers_without_a_source_are_with_what_is_shared(tmp_path: Path) -> None:
    (first, second) = samples.readings()
    lone = replace(second, paper=replace(second.paper, sources=()))
    found = quads(written(tmp_path, [first, lone], "n-quads"))
    assert {graph for subject, *_, graph in found if subject == f"<{DEFAULT_BASE}{lone.paper.id}>"} == {f"<{SHARED}>"}


JOINED = """
    SELECT ?title ?name WHERE {
      GRAPH ?source { ?paper kg:comparesWith ?model ; dcterms:title ?title }
      GRAPH graph:shared { ?model rdfs:label ?name }
    }"""
FROM = f"""
    SELECT ?title ?name FROM <{MAY}> FROM <{SHARED}>
    WHERE {{ ?paper kg:comparesWith ?model ; dcterms:title ?title . ?model rdfs:label ?name }}"""
PLAIN = FROM.replace(f"FROM <{MAY}> FROM <{SHARED}>", "")
ROW = ["=Reading Maps with Words", "GPT-4o"]


@pytest.mark.parametrize(("query", "union", "rows"), [
    (JOINED, False, [ROW]), (FROM, False, [ROW]), (PLAIN, False, []), (PLAIN, True, [ROW]), (FROM, True, [ROW]),
])  # fmt: skip
@pytest.mark.parametrize("name", FORMS)
def test_stores_with_and_without_a_union_ask_it(
    tmp_path: Path, name: str, query: str, union: bool, rows: list[list[str]]
) -> None:
    path = written(tmp_path, samples.readings(), name)
    found = loaded(path).query(query, prefixes=prefixes(), use_default_graph_as_union=union and query == PLAIN)
    assert isinstance(found, ox.QuerySolutions)
    assert [[term.value for term in row] for row in found] == rows
    dataset = rdflib.Dataset(default_union=union)
    dataset.parse(path, format={"trig": "trig", "n-quads": "nquads"}[name])
    if query != FROM:  # rdflib would fetch the graphs that FROM names
        assert [list(map(str, row)) for row in dataset.query(query, initNs=prefixes())] == rows  # type: ignore[arg-type]
