"""What lines of a listing page are, where links lead, and when a reading explains its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.readers.base.open_files import open_page
from kg.readers.listing.forms.page_line import HubLink, LinkKind, hub_link
from kg.readers.listing.forms.saved_html import html_lines
from kg.readers.listing.listing_page import is_listing
from kg.readers.listing.page_check import PageReading, checked_entries
from kg.readers.listing.paper_entries import LeftOver, ListingEntry
from kg.readers.listing.title_look import looks_like_title
from kg.readers.listing.words.line_kinds import LineKind, fact_of_line, number_of
from kg.readers.listing.words.page_dates import date_of_line
from kg.readers.read_files import read_papers

_ABSTRACT = "We measure how long a made-up abstract has to be before a reader believes in it. " * 4


@pytest.mark.parametrize(
    "address",
    [
        "/papers/2501.00011",
        "https://huggingface.co/papers/2501.00011v2",
        "https://hf.co/papers/2501.00011",
        "https://hf-mirror.com/papers/2501.00011",
        "https://huggingface.co/papers/2501.00011.md",
        "https://huggingface-co.translate.goog/papers/2501.00011?_x_tr_sl=en",
        "https://web.archive.org/web/2025/https://huggingface.co/papers/2501.00011",
    ],
)
def test_addresses_of_a_papers_page(address: str) -> None:
    assert hub_link(address) == HubLink(LinkKind.PAPER, "2501.00011")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://huggingface.co/papers/2501.00011#community", LinkKind.COMMENTS),
        ("/login?next=%2Fpapers%2F2501.00011", LinkKind.VOTE),
        ("https://arxiv.org/pdf/2501.00011v1.pdf", LinkKind.ARXIV),
        ("https://huggingface.co/some-lab", LinkKind.PROFILE),
        ("https://huggingface.co/papers/date/2025-03-11", LinkKind.OTHER),
        ("https://huggingface.co/papers/2513.00011", LinkKind.OTHER),
        ("https://example.org/" + "papers/" * 1000, LinkKind.OTHER),
    ],
)
def test_other_addresses(address: str, kind: LinkKind) -> None:
    assert hub_link(address).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "Mar 3, 2024", "3 de marzo de 2024", "3 mars 2024", "3. März 2024", "3 de mar. de 2024", "3 marzo 2024",
        "2024年3月3日", "2024년 3월 3일", "3 марта 2024 г.", "3 Mart 2024", "ngày 3 tháng 3 năm 2024", "2024-03-03",
        "Published on Mar 3, 2024", "Publicado el 3 de marzo de 2024", "发布于2024年3月3日", "2024年3月3日に公開",
    ],
)  # fmt: skip
def test_one_day_in_many_languages(text: str) -> None:
    found = date_of_line(text)
    assert found is not None
    assert found.iso == "2024-03-03"


@pytest.mark.parametrize("text", ["May 2024 in Review", "Maya 12", "Section 3, 2024", "3 agents 2024", "Mar", "2024"])
def test_texts_that_are_no_dates(text: str) -> None:
    assert date_of_line(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12 authors", LineKind.AUTHORS), ("저자 12명", LineKind.AUTHORS), ("12名の著者", LineKind.AUTHORS),
        ("12 авторов", LineKind.AUTHORS), ("-", LineKind.COUNT), ("1.32k", LineKind.COUNT), ("▲ 85", LineKind.UPVOTES),
        ("[-] 1", LineKind.UPVOTES), ("💬 4", LineKind.COMMENTS), ("GitHub 86.1k", LineKind.STARS),
        ("⭐ 83,068", LineKind.STARS), ("Project page", LineKind.LINKS), ("arXiv Page", LineKind.LINKS),
        ("Enviado por", LineKind.SUBMITTED), ("Submitted by mlark", LineKind.SUBMITTER), ("3d ago", LineKind.DATE),
        ("数据集", LineKind.MENU), ("Datensätze", LineKind.MENU), ("von AK und der Gemeinschaft", LineKind.HEAD),
        ("`cs.CL` `cs.AI`", LineKind.CATEGORIES), ("🏢 Some Lab", LineKind.ORGANISATION), ("---", LineKind.RULE),
    ],
)  # fmt: skip
def test_kinds_of_lines(text: str, kind: LineKind) -> None:
    fact = fact_of_line(text)
    assert fact is not None
    assert fact.kind is kind


@pytest.mark.parametrize(
    "title",
    [
        "Densing Law of LLMs", "DINOv3", "New Methods", "密度定律", "AK: A Kernel for All", "12 Authors Disagree",
        "The Community of AK Readers Is Larger than We Thought, and Older, and Slower", "[Re] A Study Done Again",
    ],
)  # fmt: skip
def test_titles(title: str) -> None:
    assert looks_like_title(title)


@pytest.mark.parametrize(
    "text",
    [
        "Datasets",
        "-",
        "[",
        "May 30 [ 6][35]",
        "May 30",
        "101",
        "GitHub 1.32k",
        "Project page",
        "https://a.org/x",
        "[A Ti",
    ],
)
def test_no_titles(text: str) -> None:
    assert not looks_like_title(text)


def _entry(number: int, title: str, abstract: str = _ABSTRACT) -> ListingEntry:
    return ListingEntry(number, title, abstract=[abstract])


@pytest.mark.parametrize(
    ("entries", "left", "problem"),
    [
        ([_entry(1, "One Title")], 7, "70 % of its lines"),
        ([_entry(1, "One Title"), _entry(3, "Datasets"), _entry(5, "May 30 [ 6][35]")], 0, "2 of 3 titles do not look"),
        ([_entry(number, "The Same") for number in range(1, 4)], 0, "3 of 3 titles are 'The Same'"),
        ([_entry(number, f"Title {number} Words", "Short.") for number in range(3)], 0, "3 of 3 titles have neither"),
    ],
)
def test_a_reading_that_does_not_explain_its_page(
    entries: list[ListingEntry], left: int, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "page"
    path.write_text("words\n", encoding="utf-8")
    reading = PageReading("text", 10, entries, [LeftOver(number, "words") for number in range(left)])
    with open_page(path) as page:
        with pytest.raises(InputError, match=problem):
            list(checked_entries(reading, page, [], lambda _, form: reading, lambda _: None))


def test_a_title_that_does_not_look_like_one_is_told_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text("words\n", encoding="utf-8")
    faults: list[InputError] = []
    reading = PageReading(
        "text", 10, [_entry(1, "One"), _entry(3, "Two"), _entry(5, "Three"), _entry(7, "Datasets")], []
    )
    with open_page(path) as page:
        kept = list(checked_entries(reading, page, [], lambda _, form: reading, faults.append))
    assert [entry.title for entry in kept] == ["One", "Two", "Three"]
    assert [fault.where for fault in faults] == [f"{path}:7"]


def test_html_gives_no_more_lines_than_it_has_blocks() -> None:
    """A tree would hold the open tags anew in each paragraph: 3,000 of them here, 300 times over."""
    page = "<div>" + "".join(f"<b a{number}=1>" for number in range(300)) + "</div>" + "<p>word" * 3_000
    assert [line.text for line in html_lines(page)] == ["word"] * 3_000
    assert [line.text for line in html_lines("<div>" * 100_000 + "word")] == ["word"]


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("Daily\n\nTransformers are\n", False),
        ("@article{x, url={https://huggingface.co/papers/2501.00011}}\n", False),
        ("TY  - JOUR\nUR  - https://huggingface.co/papers/2501.00011\n", False),
        ('<?xml version="1.0"?><a href="/papers/2501.00011"/>', False),
        ("<!doctype html><p>nothing of papers</p>", False),
        ('<!doctype html><a href="/papers/2501.00011">x</a>', True),
        ("# Notes\n\n[A Title](https://huggingface.co/papers/2501.00011)\n", True),
        ("由 AK 和研究社区\n", True),
        ("A Title\nPaper • 2501.00011 • Published Jan 3, 2025\n", True),
    ],
)
def test_what_a_listing_is_recognised_by(head: str, known: bool) -> None:
    assert is_listing(head.encode()) is known


def test_the_texts_of_a_paper_are_tidy_where_marks_stood_at_their_end(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        f"arxiv:2503.04567\n\n# Tides\n\nPublished on Nov 2, 2024\n\n## Abstract\n\n{_ABSTRACT}\n\n## Abstract\n"
    )
    [paper] = read_papers(page, strict=True)
    assert (paper.title, paper.abstract) == ("Tides", _ABSTRACT.strip())


def test_a_count_of_hundreds_of_digits_is_no_count(tmp_path: Path) -> None:
    assert number_of("9" * 400) is None
    page = tmp_path / "page.md"
    fields = f"**Upvotes:** {'9' * 400}\n\n**Abstract:** {_ABSTRACT}"
    page.write_text(f"# Daily Papers\n\n## 1. [On Tides](https://huggingface.co/papers/2501.00011)\n\n{fields}\n")
    [paper] = read_papers(page, strict=True)
    assert (paper.arxiv, paper.upvotes) == ("2501.00011", None)
