"""What merging decided is written down and counted: sources that disagree, works joined by less than an id."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.make.build_report import merging_lines
from kg.ground.records import Author, Paper, Source
from kg.readers.papers.merge import merge_works
from kg.readers.papers.merge_record import MERGING, disagreements, write_merge_record

_ADA, _BEN = Author("Ada Lovelace"), Author("Ben Abel")
_AT = (Source("in.jsonl", "jsonl", 1),)


@pytest.mark.parametrize(
    ("one", "other", "fields"),
    [
        (Paper("T", date="2024"), Paper("T.", date="2024-05"), []),
        (Paper("T", date="2024-04"), Paper("T", date="2024-05"), ["date"]),
        (Paper("Old T", arxiv="2401.00001"), Paper("T", arxiv="2401.00001"), ["title"]),
        (Paper("T", authors=(_ADA, _BEN)), Paper("T", authors=(Author("Lovelace, A."),)), []),
        (Paper("T", authors=(_ADA, _BEN)), Paper("T", authors=(_ADA, Author("Cy Hart"))), ["authors"]),
        (Paper("T", doi="10.1000/a"), Paper("T", doi="10.2000/b"), ["DOI"]),
        (Paper("T", doi="10.1000/a"), Paper("T", doi="10.1101/b"), []),
        (Paper("T", arxiv="2401.00001"), Paper("T", arxiv="2401.00002"), ["arXiv id"]),
        (Paper("T", date="2024"), Paper("T", date="2023", sources=(Source("c", "correction", 1),)), []),
    ],
)
def test_where_sources_disagree(one: Paper, other: Paper, fields: list[str]) -> None:
    for records in ([one, other], [other, one]):
        assert [name for name, _ in disagreements(records)] == fields


def test_the_file_has_a_line_for_each_and_the_build_says_how_many(tmp_path: Path) -> None:
    records = [
        Paper("By Title", sources=_AT), Paper("by title!"),
        Paper("By Author", authors=(_ADA,), date="2023"), Paper("By Author", authors=(_ADA,), date="2024"),
        Paper("By Id", arxiv="2401.00001", date="2024-01"), Paper("By an Id", arxiv="2401.00001", date="2024-02"),
        Paper("Told", sources=_AT), Paper("Told", arxiv="2401.00009", sources=(Source("ids", "identify", 1),)),
    ]  # fmt: skip
    tally = write_merge_record(merge_works(records), tmp_path / MERGING)
    rows = [line.split("\t") for line in (tmp_path / MERGING).read_text(encoding="utf-8").splitlines()[1:]]
    assert sorted((row[0], row[2], row[3]) for row in rows) == [
        ("disagree", "By Author", "date"), ("disagree", "By Id", "date"), ("disagree", "By Id", "title"),
        ("joined", "By Author", "authors"), ("joined", "By Title", "title"),
    ]  # fmt: skip
    assert list(merging_lines(tally, tmp_path)) == [
        f"The sources of 2 works disagree (date 2, title 1): {tmp_path / MERGING}, "
        f"paperatlas query conflicting-values -o {tmp_path}",
        f"2 works were joined by less than an id (authors 1, title 1): {tmp_path / MERGING}",
    ]
    assert write_merge_record(merge_works(records[::-1]), tmp_path / "other.tsv") == tally
    assert (tmp_path / "other.tsv").read_bytes() == (tmp_path / MERGING).read_bytes()
