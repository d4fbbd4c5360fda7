"""Listing pages in the forms that people save them in: each file of ``data/listing`` against what stands in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.input_stream import open_page
from kg.readers.listing.listing_page import is_listing
from kg.readers.read_files import read_papers, recognise

DATA = Path(__file__).parent / "data"
PAGES: dict[str, dict[str, Any]] = json.loads((DATA / "listing.json").read_text(encoding="utf-8"))
READ = sorted(name for name, page in PAGES.items() if page["papers"])
REFUSED = sorted(set(PAGES) - set(READ))
_COUNTS = ("date", "author_count", "organisation", "comments", "upvotes", "submitter", "listed", "arxiv")

_SHARED = Path(os.environ.get("PAPERATLAS_SHARED", Path(__file__).parents[3] / "shared"))
_CASES = _SHARED / "cases" / "listing"


def _as_data(paper: Paper) -> dict[str, object]:
    """What is known of a paper, as the expected readings have it."""
    given: dict[str, object] = {"title": paper.title, "abstract": paper.abstract}
    given |= {name: getattr(paper, name) for name in _COUNTS if getattr(paper, name) is not None}
    lists = {
        "authors": [author.name for author in paper.authors],
        "links": list(paper.links),
        "code": list(paper.code),
        "categories": list(paper.categories),
    }
    return given | {name: values for name, values in lists.items() if values}


def test_every_page_has_an_expected_reading() -> None:
    assert {path.name for path in (DATA / "listing").iterdir()} == set(PAGES)
    assert len(READ) >= 20
    assert REFUSED


@pytest.mark.parametrize("name", READ)
def test_a_page_gives_its_papers(name: str) -> None:
    faults: list[InputError] = []
    with open_page(DATA / "listing" / name) as page:
        assert is_listing(page.head)
        assert recognise(page).name == "listing"
    papers = list(read_papers(DATA / "listing" / name, on_fault=faults.append))
    assert [_as_data(paper) for paper in papers] == PAGES[name]["papers"]
    assert len(faults) == PAGES[name]["faults"], [str(fault) for fault in faults]
    assert [paper.sources[0].position for paper in papers] == list(range(1, len(papers) + 1))


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_without_papers_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"layout of the page is not known|holds no papers"):
        list(read_papers(DATA / "listing" / name, format="listing", on_fault=lambda _: None))


@pytest.mark.parametrize("name", [name for name in READ if name.endswith(".txt")])
def test_line_ends_and_marks_of_an_editor_change_nothing(name: str, tmp_path: Path) -> None:
    raw = (DATA / "listing" / name).read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    for changed in (raw, b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n"), raw.replace(b"\n", b"\r")):
        copy = tmp_path / name
        copy.write_bytes(changed)
        papers = list(read_papers(copy, format="listing", on_fault=lambda _: None))
        assert [_as_data(paper) for paper in papers] == PAGES[name]["papers"]


def test_a_refusal_names_the_first_lines_and_the_nearest_formats(tmp_path: Path) -> None:
    page = tmp_path / "notes.md"
    page.write_text(
        "### [Tidewater and Others](https://huggingface.co/papers/2503.01234)\n\n- milk\n- eggs\n- call home\n", "utf-8"
    )
    with pytest.raises(InputError) as caught:
        list(read_papers(page))
    message = str(caught.value)
    assert message.startswith(f"{page}: the layout of the page is not known: 75 % of its lines are neither of a paper")
    assert "line 3: 'milk', line 4: 'eggs', line 5: 'call home'" in message
    assert "the nearest formats are" in message
    assert message.count("% of the lines)") == 3


def test_what_does_not_fit_is_told_with_its_line() -> None:
    faults: list[InputError] = []
    page = DATA / "listing" / "notes_between.md"
    list(read_papers(page, on_fault=faults.append))
    line = page.read_text(encoding="utf-8").splitlines().index("my own note") + 1
    assert [fault.where for fault in faults] == [f"{page}:{line}"]


@pytest.mark.skipif(not _CASES.is_dir(), reason="the cases are not at hand (set PAPERATLAS_SHARED)")
@pytest.mark.parametrize(
    "name", ["browser_crlf_bom.txt", "browser_search.txt", "digest.md", "firecrawl.md", "saved.html", "trending.md"]
)
def test_the_kept_shapes(name: str) -> None:
    papers = list(read_papers(_CASES / name, strict=True))
    titles = list(dict.fromkeys(paper.title for paper in papers))
    assert titles == [
        "Quietbench: Measuring Patience in Dialogue Agents",
        "Lanternformer: Sparse Attention that Knows Where to Look",
        "A Second Look at Synthetic Rewards",
    ]
    assert len(papers) == (6 if name == "trending.md" else 3)
    assert all(512 <= len(paper.abstract) <= 542 for paper in papers)
    if "huggingface.co/papers/2501" in (_CASES / name).read_text(encoding="utf-8"):
        assert [paper.arxiv for paper in papers] == ["2501.00011", "2501.00012", "2501.00013"]


@pytest.mark.skipif(not _CASES.is_dir(), reason="the cases are not at hand (set PAPERATLAS_SHARED)")
def test_the_kept_daily_page_has_counts() -> None:
    papers = list(read_papers(_CASES / "browser_daily_noabs.txt", strict=True))
    assert [(paper.author_count, paper.comments, paper.upvotes, paper.abstract) for paper in papers] == [
        (12, 6, 101, ""), (3, 1, None, ""), (101, 2, 7, "")
    ]  # fmt: skip
