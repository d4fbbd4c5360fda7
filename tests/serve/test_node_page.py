"""Pages of nodes, made in this process: what a graph of hand-made papers has beyond the samples."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg.graph.assembly.graph_of_readings import graph_records
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Author, Paper, Reading
from kg.ground.schema import Role
from kg.rdf.write.triples import graph_triples
from kg.serve.tasks import node_page
from kg.serve.tasks.node_page import page_of_node
from kg.serve.tasks.task import Context
from tests import samples


def page_of(node: str, *readings: Reading) -> str:
    records = graph_records(readings, samples.catalogue(), samples.scheme())
    store = ox.Store()
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in graph_triples(records))
    store.load(text.encode(), ox.RdfFormat.N_TRIPLES)
    return page_of_node(Context(store, DEFAULT_BASE, "Test"), ox.NamedNode(DEFAULT_BASE + node), "/")


def test_authors_stand_in_the_order_of_the_paper() -> None:
    paper = Paper("On Tides", authors=tuple(map(Author, ("Zoe Last", "Adam First", "Mia Middle"))), arxiv="2405.00009")
    (names,) = re.findall(r"<dt>Authors</dt>\s*<dd>(.*?)</dd>", page_of(paper.id, Reading(paper)), re.S)
    assert re.sub(r"<[^>]*>", "", names) == "Zoe Last, Adam First, Mia Middle"


def test_a_link_that_is_not_stated_is_shown_as_unsure_and_does_not_count() -> None:
    papers = [Paper(f"Paper {name}", abstract=f"We use GPT-4o in {name}.", arxiv=f"2405.0000{name}") for name in "12"]
    links = [
        samples.link(paper, samples.GPT_4O, Role.USES, "GPT-4o", sure)
        for paper, sure in zip(papers, (0.9, 0.3), strict=True)
    ]
    page = page_of("artifact/gpt-4o", *(Reading(paper, (link,)) for paper, link in zip(papers, links, strict=True)))
    assert ">model · 1 paper</p>" in page
    assert re.findall(r">(0\.\d+\??)</a>", page) == ["0.9", "0.3?"]
    assert "Papers by year" not in page


def test_titles_of_any_script_keep_to_themselves() -> None:
    title = "<b>bold</b> \u05e9\u05dc\u05d5\u05dd GPT-4o"
    paper = Paper(title, abstract="We use GPT-4o.", arxiv="2405.00009")
    page = page_of("artifact/gpt-4o", Reading(paper, (samples.link(paper, samples.GPT_4O, Role.USES, "GPT-4o"),)))
    assert '<span dir="auto"><a href="/paper/2405.00009">&lt;b&gt;bold&lt;/b&gt;' in page


def test_a_node_of_very_many_papers_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_page, "_COUNTED", 2)
    papers = [
        Paper(f"Paper {name}", abstract="We use GPT-4o.", arxiv=f"2405.0000{name}", date="2024") for name in "123"
    ]
    readings = [Reading(paper, (samples.link(paper, samples.GPT_4O, Role.USES, "GPT-4o"),)) for paper in papers]
    page = page_of("artifact/gpt-4o", *readings)
    assert ">model · more than 2 papers</p>" in page
    assert ">model · 2 papers</p>" in page_of("artifact/gpt-4o", *readings[:2])
