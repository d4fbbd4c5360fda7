"""The query page in a real browser: what it says is asked is what it asks, for every saved question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import orjson
import pytest

from kg.explorer.served.explorer_index import rows_of_records, write_index
from kg.explorer.served.index_format import INDEX
from kg.graph.assembly.graph_of_readings import graph_records
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.saved_queries import SavedQuery, saved_queries
from kg.rdf.query.store import build_store
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.void import describe
from tests import samples
from tests.serve.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
# What there is of each kind in the graph below, as a person types it.
VALUES = {
    "artifact": "AtlasBench", "benchmark": "AtlasBench", "dataset": "AtlasBench", "model": "GPT-4o",
    "method": "GPT-4o", "paper": "2405.00001", "topic": "benchmarking", "organisation": "Cartography Lab",
    "author": "A. Mapper", "venue": "MapConf", "category": "cs.CL", "integer": "1", "decimal": "0.5", "string": "map",
}  # fmt: skip
# Each question is chosen, its fields are filled in, Run is clicked; what the page then says is brought back.
ASK_ALL = """async asked => {
  const pause = () => new Promise((done) => setTimeout(done, 10));
  const until = async (holds) => { for (let i = 0; i < 600 && !holds(); i++) await pause(); };
  const $ = (id) => document.getElementById(id);
  const idle = () => !$('results').hasAttribute('aria-busy') && $('said').textContent !== 'Asking …';
  const told = [];
  for (const { title, values } of asked) {
    [...document.querySelectorAll('#saved button')].find((button) => button.textContent === title).click();
    const chosen = { title: $('title').textContent, old: document.querySelectorAll('#results th').length };
    const field = (name) => document.querySelector(`#parameters [name=${name}]`);
    for (const [name, value] of Object.entries(values)) field(name).value = value;
    $('run').click();
    await until(() => idle() && document.querySelector('#results th, .bad'));
    told.push({ ...chosen, after: $('title').textContent, text: $('text').value, said: $('said').textContent,
      current: [...document.querySelectorAll('#saved [aria-current]')].map((button) => button.textContent),
      columns: [...document.querySelectorAll('#results th button')].map((button) => button.textContent) });
  }
  return told;
}"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of the sample papers, one of them of a venue and a category."""
    first, second = samples.readings()
    paper = replace(second.paper, venue="MapConf", categories=("cs.CL",))
    records = list(graph_records([first, replace(second, paper=paper)], samples.catalogue(), samples.scheme()))
    folder: Path = tmp_path_factory.mktemp("query") / "store"
    write_index(rows_of_records(records), folder.parent / INDEX, base=DEFAULT_BASE, title="Query")
    with SortedTriples(graph_triples(records)) as graph:
        describe(graph)
        build_store(graph, folder)
    with serving(folder) as found:
        yield found


@pytest.fixture(scope="module")
def page(client: httpx.Client, browser: Browser) -> Iterator[Page]:
    faults: list[str] = []
    found = browser.new_page()
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.goto(f"{client.base_url}/query")
    found.wait_for_selector("#saved button[aria-current]")
    yield found
    found.close()
    assert faults == []


def values_of(query: SavedQuery) -> dict[str, str]:
    return {one.name: VALUES[one.type] for one in query.parameters if one.default is None}


def test_every_saved_question_is_what_runs(page: Page, client: httpx.Client) -> None:
    queries = list(saved_queries().values())
    assert page.inner_text("#title") == saved_queries()["most-used-benchmarks"].title  # what a first visit begins with
    told: list[dict[str, Any]] = page.evaluate(
        ASK_ALL, [{"title": one.title, "values": values_of(one)} for one in queries]
    )
    assert len({query.title for query in queries}) == len(told) == len(queries)
    for query, shown in zip(queries, told, strict=True):
        values = {one.name: one.default for one in query.parameters if one.default is not None} | values_of(query)
        assert shown["title"] == shown["after"] == query.title
        assert shown["old"] == 0, "the answer to another question"
        assert shown["current"] == [query.title]
        answer = client.get(f"/queries/{query.name}.json", params=values)
        assert answer.status_code == 200, (query.name, answer.text)
        assert shown["text"] == client.get(f"/queries/{query.name}.rq", params=values).text
        found = answer.json()
        assert shown["columns"] == found["head"]["vars"], query.name
        assert shown["said"].startswith(f"{len(found['results']['bindings'])} rows in"), query.name


def test_a_text_changed_by_hand_is_the_readers_own(page: Page) -> None:
    choose(page, "evaluations-on")
    page.fill("#parameters input", "AtlasBench")
    page.press("#parameters input", "Enter")
    page.wait_for_selector("#results td")
    page.click("#text")
    page.keyboard.press("Control+End")
    page.keyboard.type(" # mine")
    assert page.inner_text("#title") == "Your query"
    assert page.locator("#saved [aria-current]").count() == 0
    assert page.is_hidden("#parameters")
    assert "stale" in str(page.get_attribute("#results", "class"))
    text = page.input_value("#text")
    page.click("#run")
    page.wait_for_selector("#results:not([aria-busy]):not(.stale) td")
    assert page.input_value("#text") == text


def test_a_value_that_the_graph_lacks_runs_nothing(page: Page) -> None:
    choose(page, "evaluations-on")  # its example is not in this graph
    assert page.inner_text("#said") == "Fill in the fields, then Run."
    page.fill("#parameters input", "no such thing")
    page.click("#run")
    page.wait_for_selector("#said.bad")
    assert "no such thing" in page.inner_text("#said")
    assert page.locator("#results th").count() == 0


def test_the_link_of_a_question_brings_it_back_with_its_values(
    page: Page, client: httpx.Client, browser: Browser
) -> None:
    choose(page, "evaluations-on")
    page.fill("#parameters input", "AtlasBench")
    page.click("#run")
    page.wait_for_selector("#results:not([aria-busy]) td")
    page.click("#link")
    address = page.evaluate("location.hash")
    assert address == "#question=evaluations-on&on=AtlasBench"
    other = browser.new_page()
    for start in (f"/query{address}", "/queries/evaluations-on?on=AtlasBench"):
        other.goto("about:blank")
        other.goto(f"{client.base_url}{start}")
        other.wait_for_selector("#results td")
        assert other.inner_text("#title") == saved_queries()["evaluations-on"].title
        assert other.input_value("#parameters input") == "AtlasBench"
        assert other.input_value("#text") == page.input_value("#text")
    other.close()


CHARTS = {
    "one number": ("SELECT * { VALUES (?name ?papers) { ('a' 3) ('b' 2) } }", 2, ["papers by name"]),
    "an IRI and its label": ("SELECT * { VALUES (?node ?name ?n) { (kg:a 'A' 3) (kg:b 'B' 2) } }", 2, ["A", "B"]),
    "a third column": ("SELECT * { VALUES (?x ?y ?n) { ('a' 'u' 3) ('a' 'v' 1) ('b' 'u' 2) } }", 3, ["u", "v"]),
    "several numbers": ("SELECT * { VALUES (?x ?n ?m) { ('a' 3 1) ('b' 2 0) } }", 4, ["n", "m"]),
    "times": ("SELECT * { VALUES (?year ?of ?n) { (2020 'u' 3) (2021 'u' 1) (2020 'v' 2) } }", 0, ["2020", "2021"]),
}  # fmt: skip
NO_CHARTS = {
    "three columns of words": "SELECT * { VALUES (?x ?y ?z ?n) { ('a' 'b' 'c' 3) ('a' 'b' 'd' 2) ('e' 'b' 'c' 1) } }",
    "twice the same": "SELECT * { VALUES (?x ?y ?n) { ('a' 'u' 3) ('a' 'u' 2) ('b' 'v' 1) } }",
    "words alone": "SELECT * { VALUES (?x ?y) { ('a' 'u') } }",
    "too many series": "SELECT * { VALUES (?x ?y ?n) { ('a' 'p' 1) ('a' 'q' 1) ('a' 'r' 1) ('a' 's' 1) ('a' 't' 1) "
    "('a' 'u' 1) ('b' 'v' 1) } }",
}


def test_a_chart_has_every_column_or_there_is_none(page: Page) -> None:
    page.select_option("#view", "chart")
    for name, (text, bars, words) in CHARTS.items():
        run(page, text)
        figure = page.locator("#results figure")
        assert figure.count() == 1, name
        assert page.locator("svg.chart rect").count() == bars, name
        shown = figure.text_content() or ""
        assert all(word in shown for word in words), (name, shown)
    assert page.locator("svg.chart polyline").count() == 2  # the last: a line for each series
    for name, text in NO_CHARTS.items():
        run(page, text)
        assert page.locator("#results figure").count() == 0, name
        assert page.locator("#results td").count() > 0, name
        assert "table" in page.inner_text("#results p") or "A chart needs" in page.inner_text("#results p"), name
    page.select_option("#view", "table")


def test_the_papers_of_an_answer_are_cited(page: Page, client: httpx.Client) -> None:
    run(page, "SELECT ?paper { ?paper kg:evaluatesOn ?on }")
    with page.expect_download() as download:
        page.select_option("#cite", "bibtex")
    assert download.value.suggested_filename == "papers.bib"
    assert download.value.path().read_text(encoding="utf-8").startswith("@article{mapper2025reading-tted4k,")
    run(page, "SELECT ?label { artifact:gpt-4o rdfs:label ?label }")
    page.select_option("#cite", "ris")
    page.wait_for_selector("#said.bad")
    assert "names no paper" in page.inner_text("#said")


def choose(page: Page, name: str) -> None:
    page.click(f"#saved button >> text='{saved_queries()[name].title}'")
    page.wait_for_selector("#said:text('rows in'), #said:text('Fill in')")


def run(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("#run")
    page.wait_for_selector("#results:not([aria-busy]) td, #results:not([aria-busy]) figure, #said.bad")
    assert page.locator("#said.bad").count() == 0, page.inner_text("#said")


def test_the_queries_are_told_with_the_values_of_their_examples(client: httpx.Client) -> None:
    told = {
        one["name"]: one for one in orjson.loads(client.get("/queries", headers={"accept": "application/json"}).content)
    }
    assert told["leaderboard"]["parameters"][0]["example"] == "MMLU"
    assert "artifact/mmlu>" in told["leaderboard"]["text"]
