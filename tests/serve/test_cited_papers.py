"""Citations of the papers that an answer names, over HTTP: what ``query --format bibtex`` prints."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from kg.explorer.served.explorer_index import rows_of_records, write_index
from kg.explorer.served.index_format import INDEX
from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.export.citations.citation_records import citations_of_papers
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.networks import to_networkx
from kg.ground.identifiers import DEFAULT_BASE
from tests import samples
from tests.serve.conftest import make_store
from tests.serve.server import serving

FIRST, SECOND = "paper/2405.00001", "paper/2501.00002"
BOTH = "SELECT ?title ?paper { ?paper a schema:ScholarlyArticle ; dcterms:title ?title } ORDER BY DESC(STR(?paper))"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of the sample papers with the index that a build leaves beside the store."""
    folder = tmp_path_factory.mktemp("cited")
    records = graph_records(samples.readings(), samples.catalogue(), samples.scheme())
    write_index(rows_of_records(records), folder / INDEX, base=DEFAULT_BASE, title="Cited")
    with serving(make_store(folder / "store"), limits={"workers": 1}) as found:
        yield found


def expected(name: str, *papers: str) -> str:
    graph = to_networkx(graph_records(samples.readings(), samples.catalogue(), samples.scheme()))
    return "".join(CITATION_FORMATS[name].texts(citations_of_papers(graph, papers)))


@pytest.mark.parametrize("name", CITATION_FORMATS)
def test_the_papers_of_an_answer_are_cited_in_its_order(client: httpx.Client, name: str) -> None:
    form = CITATION_FORMATS[name]
    wanted = expected(name, SECOND, FIRST)
    asked = [
        client.get("/sparql", params={"query": BOTH, "format": name}),
        client.get("/sparql", params={"query": BOTH}, headers={"accept": f"{form.media_type}, */*;q=0.1"}),
        client.post("/sparql", data={"query": BOTH, "format": form.media_type}),
    ]
    for answer in asked:
        assert (answer.status_code, answer.content.decode()) == (200, wanted)
        assert answer.headers["content-type"] == f"{form.media_type}; charset=utf-8"
        assert answer.headers["content-disposition"] == f'attachment; filename="papers{form.suffix}"'


@pytest.mark.parametrize("name", CITATION_FORMATS)
def test_a_saved_query_has_a_suffix_for_each(client: httpx.Client, name: str) -> None:
    form = CITATION_FORMATS[name]
    answer = client.get(f"/queries/evaluations-on{form.suffix}", params={"on": "AtlasBench"})
    assert (answer.status_code, answer.content.decode()) == (200, expected(name, SECOND))
    assert f'filename="evaluations-on{form.suffix}"' in answer.headers["content-disposition"]


def test_who_does_not_ask_for_citations_gets_none(client: httpx.Client) -> None:
    for accept in ("*/*", "application/json", "application/*", "text/html,*/*"):
        answer = client.get("/sparql", params={"query": BOTH}, headers={"accept": accept})
        assert answer.headers["content-type"].startswith("application/sparql-results+json"), accept


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("ASK {}", 400, "names no paper"),
        ("SELECT ?label { artifact:gpt-4o rdfs:label ?label }", 400, "names no paper"),
        ("SELECT ?paper { ?paper kg:trainsOn ?nothing }", 400, "nothing to cite"),
        ("SELECT ?x {", 400, "line 1"),
        ("SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }", 403, "SERVICE"),
    ],
)
def test_what_cannot_be_cited_is_told(client: httpx.Client, query: str, status: int, said: str) -> None:
    answer = client.get("/sparql", params={"query": query, "format": "bibtex"})
    assert answer.status_code == status
    assert said in answer.text
    problem = client.get("/sparql", params={"query": query, "format": "csl-json"})
    assert problem.headers["content-type"] == "application/problem+json"


def test_faults_of_saved_queries_stay_what_they_are(client: httpx.Client) -> None:
    assert client.get("/queries/none.bib").status_code == 404
    assert client.get("/queries/evaluations-on.bib").status_code == 400
    assert client.get("/queries/evaluations-on.pdf?on=AtlasBench").status_code == 400


def test_a_constructed_graph_names_papers_too(client: httpx.Client) -> None:
    text = "CONSTRUCT WHERE { ?paper kg:evaluatesOn ?on }"
    answer = client.get("/sparql", params={"query": text, "format": "ris"})
    assert answer.content.decode() == expected("ris", SECOND)
