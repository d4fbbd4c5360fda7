"""BibTeX and RIS as programs and people really write them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base import input_stream
from kg.readers.bibliography import bibtex_entries, ris_records
from kg.readers.read_files import read_papers
from tests.readers.test_forms import read


def one(text: str) -> Paper:
    """The only paper of a file, which has no fault."""
    papers, faults = read(text)
    assert not faults
    assert len(papers) == 1
    return papers[0]


def entry(*fields: str, kind: str = "article") -> str:
    """An entry with a title and some fields."""
    return f"@{kind}{{key1,\n  title = {{A Title}},\n" + "".join(f"  {field},\n" for field in fields) + "}\n"


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        (("year = 2024",), "2024"),
        (("year = {2024}", "month = jun"), "2024-06"),
        (('year = "2024"', "month = {September}"), "2024-09"),
        (("year = 2024", "month = 7", "day = 3"), "2024-07-03"),
        (("year = 2024", 'month = "3~" # jun'), "2024-06"),
        (("year = 2024", "month = {jul-aug}"), "2024-07"),
        (("year = {2024b}",), "2024"),
        (("date = {2023-11-05}", "year = 2024"), "2023-11-05"),
        (("date = {2023-11/2024-02}",), "2023-11"),
        (("date = {2023~}",), "2023"),
    ],
)
def test_dates_of_bibtex(fields: tuple[str, ...], date: str) -> None:
    assert one(entry(*fields)).date == date


@pytest.mark.parametrize(
    "fields",
    [
        ("eprint = {1706.03762}", "archivePrefix = {arXiv}"),
        ("eprint = {1706.03762v5}", "eprinttype = {arxiv}"),
        ("eprint = {arXiv:1706.03762}",),
        ("journal = {arXiv preprint arXiv:1706.03762}",),
        ("journal = {CoRR}", "volume = {abs/1706.03762}"),
        ("arxivId = {1706.03762}",),
        ("note = {arXiv:1706.03762 [cs.CL]}",),
        ("url = {https://arxiv.org/abs/1706.03762}",),
        ("doi = {10.48550/arXiv.1706.03762}",),
    ],
)
def test_the_arxiv_id_is_found_where_programs_put_it(fields: tuple[str, ...]) -> None:
    assert one(entry(*fields)).arxiv == "1706.03762"


def test_an_eprint_of_another_archive_is_no_arxiv_id() -> None:
    assert one(entry("eprint = {1706.03762}", "archivePrefix = {hal}")).arxiv is None


def test_names_of_bibtex() -> None:
    names = (
        'author = {van der Berg, Ada and {Barnes and Noble, Inc.} and {\\"O}z{\\c{c}}elik, G{\\"u}l'
        " and King, Jr., Martin Luther and {Ludwig van Beethoven} and  Ludwig von Mises and others}"
    )
    assert [author.name for author in one(entry(names)).authors] == [
        "Ada van der Berg", "Barnes and Noble, Inc.", "Gül Özçelik", "Martin Luther King Jr.", "Ludwig van Beethoven",
        "Ludwig von Mises",
    ]  # fmt: skip


def test_strings_are_put_together() -> None:
    text = (
        '@string(acl = "Proceedings of {ACL}")\n@String{and = { and }}\n'
        '@inproceedings(k, title = "Two" # { Words}, booktitle = acl # " 2024", author = "Ada Lovelace" # and # {C. '
        "Babbage})"
    )
    paper = one(text)
    assert (paper.title, paper.venue) == ("Two Words", "Proceedings of ACL 2024")
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "C. Babbage"]


def test_strings_of_strings_do_not_grow_without_end() -> None:
    doubled = "".join(f"@string{{a{number} = a{number - 1} # a{number - 1}}}\n" for number in range(1, 45))
    papers, faults = read(
        "@string{a0 = {" + "x" * 50 + "}}\n" + doubled + entry("note = a44 # a9") + entry("year = 2001")
    )
    assert [paper.date for paper in papers] == [None, "2001"]
    assert "16: a value that is put together has more than 1,048,576 characters" in faults[0]
    papers, faults = read(
        "@string{a = {" + "x" * 50_000 + "}}\n" + entry("note = a" + " # a" * 50) + entry("year = 2001")
    )
    assert [paper.date for paper in papers] == ["2001"]


def test_strings_in_many_fields_do_not_grow_without_end() -> None:
    string = "@string{a = {" + "x" * 50_000 + "}}\n"
    many = [f"f{number} = " + " # ".join(["a"] * 20) for number in range(40)]
    papers, faults = read(string + entry(*many) + entry("year = 2001"))
    assert [paper.date for paper in papers] == ["2001"]
    assert "2: what strings stand for is longer than 16 MiB altogether" in faults[0]
    more = "".join(f"@string{{b{number} = " + " # ".join(["a"] * 20) + "}\n" for number in range(40))
    papers, faults = read(string + more + entry("year = 2001"))
    assert [paper.date for paper in papers] == ["2001"]
    assert "18: what strings stand for is longer than 16 MiB altogether" in faults[0]


def test_what_an_entry_takes_over_may_come_before_or_after_it() -> None:
    volume = "@proceedings{V1, title = {Proceedings of X}, year = 2020, month = may}\n"
    child = entry("crossref = {v1}", kind="inproceedings")
    for text in (volume + child, child + volume):
        papers, faults = read(text)
        assert [(paper.venue, paper.date) for paper in papers] == [("Proceedings of X", "2020-05")]
        assert ["whole volumes (@proceedings) are no papers; 1 left out" in fault for fault in faults] == [True]
    papers, faults = read(child)
    assert len(papers) == 1
    assert "refers to 'v1', which the file does not have" in faults[0]


def test_other_fields_of_bibtex() -> None:
    paper = one(
        entry(
            r"doi = {10.1000/foo\_bar}", r"howpublished = {\url{https://example.org/a\_b}}", "subtitle = {With a Rest}",
            "keywords = {one; two, three}", "primaryClass = {cs.CL}", "eprint = {2401.00001}",
            "archivePrefix = {arXiv}",
            "journaltitle = {J. of {T}ests}", "file = {:/home/me/secret.pdf:pdf}",
        )
    )  # fmt: skip
    assert paper.title == "A Title: With a Rest"
    assert (paper.doi, paper.links) == ("10.1000/foo_bar", ("https://example.org/a_b",))
    assert (paper.keywords, paper.categories) == (("one", "three", "two"), ("cs.CL",))
    assert (paper.venue, paper.identifiers) == ("J. of Tests", ("key1",))
    assert "secret" not in repr(paper)


def test_a_broken_entry_costs_itself() -> None:
    text = (
        entry("year = 2001") + "@article{broken, title = {Never Closed, year = 1999\n\n" + entry("year = 2002")
        + "@misc{glued,\n title = {Glued}\n year = {2003}\n}\n" + "@article{no comma}\n" + entry("year = 2004")
    )  # fmt: skip
    papers, faults = read(text)
    assert [(paper.title, paper.date) for paper in papers] == [
        ("A Title", "2001"), ("A Title", "2002"), ("Glued", "2003"), ("A Title", "2004"),
    ]  # fmt: skip
    assert [fault.split(":")[1] for fault in faults] == ["5", "15"]
    assert "is broken" in faults[0]
    assert "no title" in faults[1]


def test_keys_and_fields_that_come_twice_lose_nothing() -> None:
    papers, faults = read(entry("year = 2001", "year = 2009") + entry("year = 2002"))
    assert [paper.date for paper in papers] == ["2001", "2002"]
    assert not faults


def test_fields_of_bibtex_that_are_not_read_are_told() -> None:
    _, faults = read(entry("editor = {Ada Lovelace}", "note = {It says a lot of things}", "publisher = {Some House}"))
    assert ["'editor' (names, 1 record)" in fault and "'note' (text, 1 record)" in fault for fault in faults] == [True]


def test_comments_and_what_stands_between_entries_are_no_papers() -> None:
    text = "% Encoding: UTF-8\nSome notes @ home.\n@comment{jabref-meta: x}\n" + entry("year = 2001") + "\nmore notes\n"
    assert one(text).date == "2001"


def test_large_files_are_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibtex_entries, "_PART", 100)
    papers, faults = read("".join(entry(f"year = {1900 + number}") for number in range(50)))
    assert [paper.date for paper in papers] == [str(1900 + number) for number in range(50)]
    assert not faults
    monkeypatch.setattr(bibtex_entries, "MAX_RECORD", 2000)
    papers, faults = read(entry("year = 2001") + "@article{x,\n" + "y\n" * 2000 + entry("year = 2002"))
    assert [paper.date for paper in papers][-1] == "2002"
    assert "an entry is longer than" in faults[0]


def test_records_of_ris() -> None:
    text = (
        "TY  - JOUR\nA1  - Baldwin,S.A.\nAU  - King, Martin, Jr.\nAU  - The LIGO Team\nT1  - A Title\nthat goes on\n"
        "JO  - J. Tests\nY1  - 1996/2/7\nPY  - 1996\nKW  - one; two\nKW  - three\nDO  - 10.1000/X\n"
        "UR  - https://example.org/a\nN2  - Some text.\nSP  - 4\nER  -\n"
        "TY - CONF\nTI - No End\nDA - 2001/03//Spring\nAN - arXiv:2401.00001\nT2 - Conference\nAB - Text.\n"
    )
    papers, faults = read(text)
    assert not faults
    first, second = papers
    assert [author.name for author in first.authors] == ["S.A. Baldwin", "Martin King Jr.", "The LIGO Team"]
    assert (first.title, first.abstract, first.date) == ("A Title that goes on", "Some text.", "1996-02-07")
    assert (first.venue, first.doi, first.links) == ("J. Tests", "10.1000/x", ("https://example.org/a",))
    assert first.keywords == ("one", "three", "two")
    assert (second.title, second.date, second.arxiv, second.venue) == ("No End", "2001-03", "2401.00001", "Conference")


def test_faults_of_ris(monkeypatch: pytest.MonkeyPatch) -> None:
    _, faults = read(
        "TY  - JOUR\nTI  - A\nA2  - Ada Editor\nN1  - a note of some words\nER  -\nTY  - JOUR\nAB  - x\nER  -\n"
    )
    assert "no title" in faults[0]
    assert "'A2' (names, 1 record)" in faults[1]
    monkeypatch.setattr(ris_records, "MAX_RECORD", 100)
    papers, faults = read("TY  - A\nTI  - A\nAB  - x\n" + "word\n" * 100 + "ER  -\nTY  - B\nTI  - B\nAB  - y\nER  -\n")
    assert [paper.title for paper in papers] == ["A", "B"]
    assert "a record is longer than" in faults[0]


@pytest.mark.parametrize("text", ["", "TY", "TY  - ", "@", "@article{", "@article{a,", "@string{a=", "@comment{"])
def test_the_shortest_files_are_refused(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in"
        path.write_text(text)
        for form in ("bibtex", "ris", None):
            with pytest.raises(InputError):
                list(read_papers(path, format=form, on_fault=lambda _: None))


def test_a_line_without_end_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_stream, "MAX_RECORD", 1000)
    papers, faults = read(entry("year = 2001") + entry("abstract = {" + "x " * 5000 + "}") + entry("year = 2002"))
    assert [paper.date for paper in papers if paper.date] == ["2001", "2002"]
    assert "the line is longer than" in faults[0]
