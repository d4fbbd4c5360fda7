"""Linked data pages, search, saved queries, VoID, the ontology and the query page."""

from __future__ import annotations

import base64
import hashlib
import re

import httpx
import pyoxigraph as ox
import pytest

BASE = "https://w3id.org/paperatlas/"
PAPER = "paper/2405.00001"  # its title holds markup
HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FORMS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}


def triples(answer: httpx.Response) -> set[str]:
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"])
    return {str(quad.triple) for quad in ox.parse(answer.content, form)}


def nodes(client: httpx.Client) -> list[str]:
    query = f"SELECT DISTINCT ?s {{ ?s ?p ?o FILTER STRSTARTS(STR(?s), '{BASE}') }}"
    return client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text.split()[1:]


def replaced(client: httpx.Client) -> dict[str, str]:
    query = "SELECT ?old ?new { ?old dcterms:isReplacedBy ?new }"
    rows = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text.split()[1:]
    return dict(row.split(",") for row in rows)


def test_every_node_of_the_graph_has_a_page_and_data(client: httpx.Client) -> None:
    old = set(replaced(client))
    found = [iri for iri in nodes(client) if iri not in old]
    assert len(found) > 50
    for iri in found:
        path = "/" + iri.removeprefix(BASE)
        page = client.get(path, headers=HTML)
        assert page.status_code == 200, iri
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f'<p class="iri">{iri}</p>' in page.text
        data = client.get(path, headers={"accept": "application/n-triples"})
        assert any(line.startswith(f"<{iri}> ") for line in data.text.splitlines()), iri


def test_the_links_of_a_page_lead_somewhere(client: httpx.Client) -> None:
    page = client.get("/" + PAPER, headers=HTML).text
    links = {link for link in re.findall(r'href="(/[^"#]*)', page) if not link.startswith("/graphs")}
    assert len(links) > 8
    for link in sorted(links):
        assert client.get(link, headers={"accept": "*/*"}).status_code == 200, link


def test_a_page_shows_links_with_the_words_they_were_read_from(client: httpx.Client) -> None:
    page = client.get("/" + PAPER, headers=HTML).text
    assert '<a href="/artifact/gpt-4o">GPT-4o</a>' in page
    assert '<a href="/ontology#introduces">kg:introduces</a>' in page
    assert "<mark>GPT-4o</mark> answers 73.2%" in page
    other = client.get("/artifact/gpt-4o", headers=HTML).text
    assert f'<a href="/{PAPER}">' in other
    assert "<mark>GPT-4o</mark> answers 73.2%" in other


def test_markup_in_the_data_is_text(client: httpx.Client) -> None:
    page = client.get("/" + PAPER, headers=HTML).text
    assert "Maps &lt;b&gt;&amp;&lt;/b&gt; &#34;Territories&#34; 🗺" in page
    assert "<b>" not in page
    found = client.get("/search", params={"q": '<script>alert("1")</script>'}, headers=HTML).text
    assert "<script" not in found


@pytest.mark.parametrize("suffix", FORMS)
def test_data_comes_by_suffix_and_by_accept(client: httpx.Client, suffix: str) -> None:
    by_suffix = client.get(f"/{PAPER}{suffix}", headers=HTML)
    by_accept = client.get(f"/{PAPER}", headers={"accept": FORMS[suffix]})
    assert by_suffix.headers["content-type"].partition(";")[0] == FORMS[suffix]
    assert triples(by_suffix) == triples(by_accept)
    assert any("hasEvidence" in line for line in triples(by_suffix))
    assert any("oa#exact" in line for line in triples(by_suffix))


def test_turtle_of_a_node_is_the_same_bytes_each_time(client: httpx.Client) -> None:
    answers = {client.get(f"/{PAPER}.ttl", headers={"x-number": str(n)}).content for n in range(3)}
    assert len(answers) == 1


def test_an_iri_that_was_replaced_leads_to_the_other_in_the_same_form(client: httpx.Client) -> None:
    found = replaced(client)
    assert f"{BASE}artifact/gpt4" in found
    for old, new in found.items():
        path, target = old.removeprefix(BASE), new.removeprefix(BASE)
        for suffix in ("", ".html", *FORMS):
            answer = client.get(f"/{path}{suffix}", headers=HTML)
            assert (answer.status_code, answer.headers["location"]) == (308, f"/{target}{suffix}")
        assert client.head(f"/{path}").headers["location"] == f"/{target}"
        by_iri = client.get("/resource", params={"iri": old, "as": "ttl"})
        assert (by_iri.status_code, by_iri.headers["location"]) == (308, f"/{target}.ttl")
        data = client.get(f"/{path}", headers={"accept": "text/turtle"}, follow_redirects=True)
        assert data.status_code == 200
        assert f"<{old}> <http://purl.org/dc/terms/isReplacedBy> <{new}>" in triples(data)
    assert "no-store" in client.get("/artifact/gpt4").headers["cache-control"]


def test_nodes_of_others_and_terms_can_be_looked_up(client: httpx.Client) -> None:
    class_ = "https://schema.org/ScholarlyArticle"
    page = client.get("/resource", params={"iri": class_}, headers=HTML)
    assert f'<a href="/{PAPER}">' in page.text
    assert (
        client.get("/resource", params={"iri": class_, "as": "nt"}).headers["content-type"] == "application/n-triples"
    )
    assert client.get("/resource", params={"iri": class_, "as": "pdf"}).status_code == 400
    assert client.get("/resource", params={"iri": "http://example.org/none"}).status_code == 404
    assert client.get("/resource").status_code == 400


def test_the_ontology_and_void_are_served(client: httpx.Client) -> None:
    page = client.get("/ontology", headers=HTML).text
    assert '<dt id="Model">kg:Model</dt>' in page
    assert "text/turtle" in client.get("/ontology.ttl").headers["content-type"]
    void = client.get("/.well-known/void", headers={"accept": "application/n-triples"}).text
    assert f"<{BASE}graph> <http://rdfs.org/ns/void#sparqlEndpoint> <{client.base_url}/sparql> ." in void
    assert "void#classPartition" in void
    assert client.get("/.well-known/void", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("gpt-4", "GPT-4"), ("GPT4", "GPT-4"), ("massive multitask", "MMLU"), ("gpt", "GPT"),
        ("2405.00001", "AtlasBench: A Test"), ("territories maps", "AtlasBench: A Test"),
    ],
)  # fmt: skip
def test_search_finds_names_aliases_and_numbers(client: httpx.Client, text: str, first: str) -> None:
    results = client.get("/search", params={"q": text}).json()["results"]
    assert results[0]["label"].startswith(first)


def test_search_is_bounded(client: httpx.Client) -> None:
    assert client.get("/search?q=").json()["results"] == []
    assert len(client.get("/search?q=m&limit=2").json()["results"]) == 2
    kinds = {one["kind"] for one in client.get("/search?q=e&kind=topic").json()["results"]}
    assert kinds == {"topic"}
    for bad in (
        "limit=0",
        "limit=1000",
        "limit=x",
        "limit=%C2%B2",
        "limit=%D9%A3",
        "limit=" + "9" * 5000,
        "kind=thing",
    ):
        assert client.get(f"/search?q=e&{bad}").status_code == 400
    assert client.get("/search", params={"q": "x" * 3000}).json()["found"] == 0


def test_saved_queries_are_listed_bound_and_refused(client: httpx.Client) -> None:
    vocabulary = client.get("/vocabulary").json()
    assert {"evaluations-on", "most-used-benchmarks"} <= {query["name"] for query in vocabulary["queries"]}
    assert {term["name"]: term["kind"] for term in vocabulary["terms"]}["kg:Model"] == "class"
    bound = client.get("/queries/evaluations-on.rq", params={"on": "MMLU-Pro"})
    assert bound.headers["content-type"].startswith("application/sparql-query")
    assert f"<{BASE}artifact/mmlu-pro>" in bound.text
    assert client.post("/sparql", data={"query": bound.text}).status_code == 200
    assert client.get("/queries/evaluations-on", params={"on": "MMLU } DROP"}).status_code == 400
    assert client.get("/queries/none").status_code == 404


def test_the_policy_of_the_query_page_names_its_script_and_its_style(client: httpx.Client) -> None:
    page = client.get("/query")
    policy = page.headers["content-security-policy"]
    for tag in ("script", "style"):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
        assert len(texts) == 1
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r'\son\w+="|javascript:|https?://(?!www\.w3\.org/2000/svg)', page.text)


def test_the_first_page_counts(client: httpx.Client) -> None:
    page = client.get("/", headers=HTML).text
    assert "2 papers" in page
    assert f"{client.base_url}/sparql" in page


def test_a_page_reads_as_a_page_for_people(client: httpx.Client) -> None:
    """What it is, its papers and their years, the words with their marks; statements and data a click away."""
    page = client.get("/artifact/atlasbench", headers=HTML).text
    seen, statements = page.split('<details class="statements">')
    assert ">benchmark and dataset · 2 papers</p>" in seen
    assert re.findall(r'<text class="year"[^>]*>(\d+)</text>', seen) == ["2024", "2025"]
    assert 'aria-label="2024: 1, 2025: 1"' in seen
    headings = re.findall(r"<h2>([^<]+?) <span", seen)
    assert headings == ["Results read", "Introduced by", "Evaluated on by"]
    assert "Our model is tested on <mark>Atlasbench</mark> and beats GPT-4o." in seen
    assert "kg:" not in re.sub(r"<[^>]*>", "", seen)
    assert f'<p class="iri">{BASE}artifact/atlasbench</p>' in statements
    assert "kg:NewEntity" in statements
    assert '<a href="/artifact/atlasbench.ttl">Turtle</a>' in seen


def test_the_results_of_a_page_are_a_table_with_their_sentences(client: httpx.Client) -> None:
    page = client.get("/artifact/gpt-4o", headers=HTML).text
    (table,) = re.findall(r"<table>.*?</table>", page, re.S)
    assert re.findall(r'<th scope="col">(\w+)</th>', table) == ["Result", "On", "Paper"]
    assert "GPT-4o answers <mark>73.2%</mark> of AtlasBench" in table
    assert '<a href="/artifact/atlasbench">' in table
    assert "zero-shot" in table


def test_a_paper_s_abstract_marks_what_it_names(client: httpx.Client) -> None:
    page = client.get("/paper/2501.00002", headers=HTML).text
    (abstract,) = re.findall(r'<p class="abstract"[^>]*>(.*?)</p>', page)
    assert re.sub(r"<[^>]*>", "", abstract) == "Our model is tested on Atlasbench and beats GPT-4o."
    assert '<a href="/artifact/atlasbench"><mark>Atlasbench</mark></a>' in abstract
    assert '<a href="/artifact/gpt-4o"><mark>GPT-4o</mark></a>' in abstract
    assert re.search(r"<dt>Authors</dt>\s*<dd><a [^>]*>A\. Mapper</a>, <a [^>]*>B\. Reader</a></dd>", page)


def test_pages_lead_to_the_map(client: httpx.Client) -> None:
    for node in ("artifact/gpt-4o", PAPER, "topic/benchmarking", "org/cartography-lab"):
        page = client.get(f"/{node}", headers=HTML).text
        assert f'href="/explore#node={node.replace("/", "%2F")}">On the map</a>' in page, node
    author = re.search(r'href="(/author/[^"]+)"', client.get("/paper/2501.00002", headers=HTML).text)
    assert author
    page = client.get(author[1], headers=HTML).text
    assert 'href="/explore?show=paper%2F2501.00002">Papers on the map</a>' in page
    assert ">author · 1 paper</p>" in page
    assert re.findall(r"<h2>([^<]+?) <span", page) == ["Wrote"]
    assert "explore#node" not in client.get("/ontology", headers=HTML).text


def test_the_papers_of_a_page_are_those_of_the_graph(client: httpx.Client) -> None:
    for iri in nodes(client):
        page = client.get("/" + iri.removeprefix(BASE), headers=HTML, follow_redirects=True).text
        said = re.search(r"· ([\d,]+) papers?</p>", page)
        if said:
            query = f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ ?p a schema:ScholarlyArticle ; ?any <{iri}> }}"
            rows = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text.split()
            assert rows[1] == said[1], iri
