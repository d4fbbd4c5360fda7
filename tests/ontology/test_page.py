"""The page of the ontology: complete, whole, and of one piece."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.ontology_page import ontology_page
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.terms.namespaces import KG
from kg.rdf.terms.ontology import ontology_terms

ROOT = Path(__file__).resolve().parents[2]


class Page(HTMLParser):
    """Ids, targets of links, names of elements and all text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.elements: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        about = dict(attrs)
        self.ids += [value for value in (about.get("id"),) if value]
        self.targets += [value for value in (about.get("href"), about.get("src")) if value]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(ontology_page())


def test_the_page_in_docs_is_the_one_that_is_generated() -> None:
    assert (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8") == ontology_page(), "run: make docs"


def test_every_term_has_an_anchor_its_meaning_and_its_example(page: Page) -> None:
    for term in ontology_terms().values():
        assert (term.iri.removeprefix(KG) if term.own else term.name.replace(":", "-")) in page.ids, term.name
        assert term.iri in page.text
        assert term.comment in page.text
    assert "artifact:gsm8k a kg:Artifact, kg:Benchmark, kg:Dataset ." in page.text


def test_links_within_the_page_and_to_files_lead_somewhere(page: Page) -> None:
    for target in page.targets:
        if target.startswith("#"):
            assert target[1:] in page.ids, target
        elif not target.startswith(("https://", "http://")):
            path, _, query = target.partition("#")
            assert (ROOT / "docs" / path).resolve().exists(), target
            assert not query or query in saved_queries(), target


def test_the_page_is_of_one_piece(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert not page.elements & {"script", "link", "img", "iframe"}
    assert not re.search(r"@import|url\(", page.text)


def test_faults_and_queries_stand_with_their_terms() -> None:
    article = re.search(r'<article id="confidence">.*?</article>', ontology_page(), re.S)
    assert article is not None
    assert "from 0 to 1" in article.group()
    assert "queries.md#doubtful-links" in article.group()
    assert "xsd:decimal" in article.group()
