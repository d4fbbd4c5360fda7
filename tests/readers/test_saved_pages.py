"""The counts of the five saved pages that the project was started for; skipped where the pages are not at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.readers.papers.merge import merge_papers
from kg.readers.read_files import read_papers

_SHARED = Path(os.environ.get("PAPERATLAS_SHARED", Path(__file__).parents[3] / "shared"))
_PAGES = sorted((_SHARED / "papers" / "hf-daily-papers").glob("*.txt"))

pytestmark = pytest.mark.skipif(not _PAGES, reason="the saved pages are not at hand (set PAPERATLAS_SHARED)")


def test_every_listing_is_read() -> None:
    counts = [sum(1 for _ in read_papers([page], strict=True)) for page in _PAGES]
    assert counts == [46, 93, 119, 74, 119]


def test_the_pages_hold_378_different_papers() -> None:
    papers = list(read_papers(_PAGES, strict=True))
    merged = merge_papers(papers)
    assert (len(papers), len(merged)) == (451, 378)
    assert sum(len(paper.sources) for paper in merged) == 451
    assert all(paper.abstract for paper in merged)


def test_only_the_first_page_has_details() -> None:
    papers = list(read_papers(_PAGES))
    assert sum(1 for paper in papers if paper.date) == 46
    assert sum(1 for paper in papers if paper.author_count) == 43
    assert sum(1 for paper in papers if paper.organisation) == 3
    assert {paper.sources[0].page for paper in papers if paper.date} == {_PAGES[0].name}
