"""What is written in a form is read back from it, and a damaged file gives papers or our own errors."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.ground.records import Author, Paper
from kg.readers.read_files import read_papers
from tests.readers.form_writers import WRITERS

FIXTURES = Path(__file__).parent / "fixtures"
FORMS = sorted(WRITERS)
_SIGNS = "aBc Zé中🤗 01 &%$#_~^\\<>|;:.,'\"()[]=+-@/?!"
_SIGN_BYTES = (b"{", b"}", b"<", b"&", b'"', b"\n", b"\0", b"@", b"\xff")
_MUTATIONS = 40  # of each fixture

_words = st.text(_SIGNS, min_size=1, max_size=30).map(lambda text: f"T{' '.join(text.split())}x")
_names = st.from_regex(r"[A-Z][a-zé]{1,8} [A-Z][a-z]{1,8}", fullmatch=True).map(lambda name: Author(name.strip()))
_dates = st.dates(date(1901, 1, 1), date(2099, 12, 31)).map(str)
_arxiv = st.from_regex(r"2[0-4](0[1-9]|1[0-2])\.[0-9]{5}", fullmatch=True)
_papers = st.builds(
    Paper,
    title=_words,
    abstract=_words,
    authors=st.lists(_names, min_size=1, max_size=3, unique_by=str).map(tuple),
    date=_dates,
    arxiv=st.none() | _arxiv,
    doi=st.none() | st.from_regex(r"10\.[1-9][0-9]{3}/[a-z0-9_]{1,8}", fullmatch=True),
)


def read(text: str | bytes, form: str | None = None) -> tuple[list[Paper], list[str]]:
    """The papers and the faults of a file."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        papers = list(read_papers(path, format=form, on_fault=lambda fault: faults.append(str(fault))))
    return papers, faults


def _plain(text: str) -> str:
    """A text without what a form has other signs for: two hyphens or quotation marks are one in LaTeX."""
    for signs in ("--", "''", "``"):
        while signs in text:
            text = text.replace(signs, signs[0])
    return text


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30, deadline=None)
@given(papers=st.lists(_papers, min_size=1, max_size=4))
def test_what_is_written_is_read(form: str, papers: list[Paper]) -> None:
    papers = [replace(paper, title=_plain(paper.title), abstract=_plain(paper.abstract)) for paper in papers]
    if form == "arxiv-page":  # where each has an id, and the day is that of the list
        papers = [replace(paper, arxiv=f"2401.{number:05d}", date=None) for number, paper in enumerate(papers, 1)]
    found, faults = read(WRITERS[form](papers))
    assert not faults
    assert [paper.title for paper in found] == [paper.title for paper in papers]
    assert [[author.name for author in paper.authors] for paper in found] == [
        [author.name for author in paper.authors] for paper in papers
    ]
    assert [paper.doi for paper in found] == [paper.doi for paper in papers]
    if form != "acl-anthology":  # whose papers have the date of their volume, and no arXiv id
        assert [paper.arxiv for paper in found] == [paper.arxiv for paper in papers]
        assert [paper.date for paper in found] == [
            (paper.date or "")[:4] if form == "dblp" else paper.date for paper in papers
        ]
    if form != "dblp":
        assert [paper.abstract for paper in found] == [paper.abstract for paper in papers]


def _mutations(raw: bytes, chance: random.Random) -> Iterator[bytes]:
    """The bytes of a file with parts cut out, doubled, exchanged or replaced."""
    for _ in range(_MUTATIONS):
        changed = bytearray(raw)
        for _ in range(chance.choice((1, 3, 20))):
            if not changed:
                break
            place = chance.randrange(len(changed))
            length = chance.choice((1, 1, 2, 40, 400))
            match chance.randrange(4):
                case 0:
                    del changed[place : place + length]
                case 1:
                    changed[place:place] = changed[place : place + length]
                case 2:
                    changed[place : place + 1] = chance.choice(
                        (b"{", b"}", b"<", b"&", b'"', b"\n", b"\0", b"@", b"\xff")
                    )
                case _:
                    other = chance.randrange(len(changed))
                    changed[place : place + length] = changed[other : other + length]
        yield bytes(changed)


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir()))
def test_a_damaged_file_gives_papers_or_our_own_errors(name: str) -> None:
    for changed in _mutations((FIXTURES / name).read_bytes(), random.Random(name)):
        try:
            read(changed)
        except InputError:
            continue
