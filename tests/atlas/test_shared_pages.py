"""The five saved pages, where they are present: the main job on real input.

All of them are read and merged; one, the shortest, is linked and built. The other papers would take the same steps once
more, fourteen seconds long.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kg
from kg.atlas.atlas import Atlas
from kg.atlas.make.pipeline import build
from kg.rdf.query.saved_queries import saved_queries
from kg.readers.papers.merge import merge_papers
from kg.readers.read_files import read_papers

SHARED = Path(os.environ.get("PAPERATLAS_SHARED") or Path(__file__).resolve().parents[3] / "shared")
PAGES = sorted((SHARED / "papers" / "hf-daily-papers").glob("*.txt"))

pytestmark = pytest.mark.skipif(len(PAGES) != 5, reason="the five pages are not here")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    folder = tmp_path_factory.mktemp("shortest")
    build(PAGES[:1], folder)
    return kg.open(folder)


def test_listings_and_papers() -> None:
    papers = merge_papers(read_papers(PAGES))
    assert len(papers) == 378
    pages = [source.page for paper in papers for source in paper.sources]
    assert [pages.count(page.name) for page in PAGES] == [46, 93, 119, 74, 119]
    assert all(paper.abstract for paper in papers)


def test_all_listings_of_a_page_are_built(atlas: Atlas) -> None:
    assert (atlas.manifest.counts["listings"], atlas.manifest.counts["papers"]) == (46, 46)
    assert {source.page for paper in atlas.papers() for source in paper.sources if not source.identifies} == {
        PAGES[0].name
    }


def test_every_evidence_stands_where_it_says(atlas: Atlas) -> None:
    seen = 0
    for reading in atlas.readings():
        pieces = [piece for link in reading.links for piece in link.evidence]
        pieces += [piece for topic in reading.topics for piece in topic.evidence]
        for piece in (*pieces, *(result.evidence for result in reading.results)):
            assert reading.paper.text(piece.field)[piece.start : piece.end] == piece.text
            seen += 1
    assert seen == atlas.manifest.counts["evidence"]


def test_the_graph_is_rich(atlas: Atlas) -> None:
    counts = atlas.manifest.counts
    assert counts["papers_without_abstract"] == 0
    assert counts["links"] > counts["papers"]
    assert counts["topic_links"] > 2 * counts["papers"]
    assert counts["triples"] > 6_000


def test_every_saved_query_without_parameters_runs(atlas: Atlas) -> None:
    for name, query in saved_queries().items():
        if all(parameter.default is not None for parameter in query.parameters):
            atlas.query(name, limit=5)
