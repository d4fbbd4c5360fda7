"""Random papers, written in each form of a listing page, are read back as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kg.ground.records import Paper
from kg.readers.base.input_stream import open_page
from kg.readers.listing.listing_page import is_listing, read_listing
from tests.readers.listing_writers import WRITERS, WrittenPaper, written_papers

_EXAMPLES = 6


def _as_shown(paper: WrittenPaper, shown: frozenset[str]) -> Paper:
    """What can be read of a paper where a form shows only some of it."""
    named = paper.organisation is not None and bool(shown & {"origin", "organisation"})
    counted = "authors" in shown or ("origin" in shown and not named)
    return Paper(
        title=paper.title,
        abstract=paper.abstract if "abstract" in shown else "",
        date=paper.day.isoformat() if "date" in shown else None,
        organisation=paper.organisation if named else None,
        author_count=paper.authors if counted else None,
        upvotes=paper.upvotes if "upvotes" in shown else None,
        comments=paper.comments if "comments" in shown else None,
        submitter=paper.submitter if "submitter" in shown else None,
        arxiv=paper.arxiv if "arxiv" in shown else None,
    )


def _as_read(paper: Paper) -> Paper:
    """A paper without what only the page knows."""
    return Paper(
        title=paper.title,
        abstract=paper.abstract,
        date=paper.date,
        organisation=paper.organisation,
        author_count=paper.author_count,
        upvotes=paper.upvotes,
        comments=paper.comments,
        submitter=paper.submitter,
        arxiv=paper.arxiv,
    )


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@settings(max_examples=_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(papers=written_papers())
def test_what_is_written_is_read(
    write: Callable[[list[WrittenPaper]], str], papers: list[WrittenPaper], tmp_path: Path
) -> None:
    path = tmp_path / "page"
    path.write_text(write(papers), encoding="utf-8")
    faults: list[str] = []
    with open_page(path) as page:
        assert is_listing(page.head)
        read = list(read_listing(page, lambda fault: faults.append(str(fault))))
    assert list(map(_as_read, read)) == [_as_shown(paper, WRITERS[write]) for paper in papers]
    assert faults == []
