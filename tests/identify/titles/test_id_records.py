"""Records of an index: one line each, the same when merged in either order, and who is the same work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.ground.records import Author, Paper
from kg.identify.titles.id_records import (
    MOST_AUTHORS,
    Answer,
    Identified,
    IdRecord,
    Match,
    Status,
    decode_id_record,
    encode_id_record,
    facts_of_line,
    is_same_work,
    last_names,
    merge_id_records,
    record_of_paper,
)

LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
TEXT = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip())
RECORDS = st.builds(
    IdRecord,
    title=TEXT,
    arxiv=st.none() | st.sampled_from(["2001.00001", "2001.00002"]),
    doi=st.none() | st.sampled_from(["10.1/a", "10.1/b"]),
    date=st.none() | st.sampled_from(["2020", "2020-05", "2020-05-01", "2021-01"]),
    authors=st.lists(TEXT, max_size=3).map(tuple),
    author_count=st.integers(3, 9),
    categories=st.lists(st.sampled_from(["cs.CL", "cs.LG"]), max_size=2).map(tuple),
    venue=st.none() | TEXT,
)


@given(RECORDS)
def test_a_record_is_read_as_it_was_written(record: IdRecord) -> None:
    line = encode_id_record(record)
    assert "\n" not in line
    assert decode_id_record(line) == record
    title, facts = facts_of_line(line.encode())
    assert title == record.title
    assert facts == (bool(record.date), bool(record.arxiv), bool(record.doi), bool(record.authors))


@pytest.mark.parametrize("line", ["", "a title", "a\x1fb", "\x1f" * 6, "\x1f" * 8])
def test_other_lines_are_no_records(line: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        decode_id_record(line)


@given(RECORDS, RECORDS)
def test_merging_is_the_same_in_either_order_and_loses_no_id(one: IdRecord, other: IdRecord) -> None:
    merged = merge_id_records(one, other)
    assert merged == merge_id_records(other, one)
    assert merge_id_records(one, one) == one
    assert bool(merged.arxiv) == bool(one.arxiv or other.arxiv)
    assert bool(merged.doi) == bool(one.doi or other.doi)
    assert merged.author_count == max(one.author_count, other.author_count)
    assert len(merged.authors) == max(len(one.authors), len(other.authors))


def test_merging_keeps_the_more_precise_and_the_fuller() -> None:
    one = IdRecord("A", "2001.00001", date="2020", authors=("Ada",), author_count=1, venue="SEA")
    other = IdRecord("B", None, "10.1/a", "2020-05-02", ("Ada", "Bo"), 2, ("cs.CL",), "Sea Conference")
    assert merge_id_records(other, one) == IdRecord(
        "A", "2001.00001", "10.1/a", "2020-05-02", ("Ada", "Bo"), 2, ("cs.CL",), "Sea Conference"
    )
    assert merge_id_records(IdRecord("A", date="2020-05-02"), IdRecord("A", date="2020-05-01")).date == "2020-05-01"


ADA, BO, ADA_BO = ("Ada Lee",), ("Bo Day",), ("Day, Bo", "Ada Lee")


@pytest.mark.parametrize(
    ("one", "other", "same_title", "same"),
    [
        (IdRecord("A", "2001.00001"), IdRecord("B", "2001.00001"), False, True),
        (IdRecord("A", "2001.00001"), IdRecord("A", "2001.00002"), True, False),
        (IdRecord("A", "2001.00001", "10.1/a"), IdRecord("A", "2001.00002", "10.1/a"), True, False),  # arXiv first
        (IdRecord("A", doi="10.1/a"), IdRecord("B", doi="10.1/a"), False, True),
        (IdRecord("A", doi="10.1/a"), IdRecord("A", doi="10.1/b"), True, False),
        (IdRecord("A", "2001.00001"), IdRecord("A", None, "10.1/a"), True, True),
        (IdRecord("A"), IdRecord("A"), False, False),
        (IdRecord("A", date="2020", authors=ADA), IdRecord("A", date="2022", authors=ADA_BO), True, True),
        (IdRecord("A", date="2020", authors=ADA), IdRecord("A", date="2023", authors=ADA), True, False),
        (IdRecord("A", authors=ADA), IdRecord("A", authors=BO), True, False),
        (IdRecord("A", authors=ADA), IdRecord("A"), True, True),
        (IdRecord("A", authors=BO), IdRecord("A", authors=("Day, B.",)), True, True),
    ],
)  # fmt: skip
def test_who_is_the_same_work(one: IdRecord, other: IdRecord, same_title: bool, same: bool) -> None:
    assert is_same_work(one, other, same_title=same_title) is is_same_work(other, one, same_title=same_title) is same


@pytest.mark.parametrize(
    ("authors", "names"),
    [((), set()), (("",), set()), ((" , ",), set()), (("Ada",), {"ada"}), (("Ada B. Lee",), {"lee"}),
     (("Lee, Ada", "Müller, Bo"), {"lee", "muller"}), (("Ada LEE", "Bo Lee"), {"lee"})],
)  # fmt: skip
def test_last_names(authors: tuple[str, ...], names: set[str]) -> None:
    assert last_names(authors) == names


def test_what_an_index_keeps_of_a_paper() -> None:
    authors = tuple(Author(f"Name {number}") for number in range(MOST_AUTHORS + 5))
    record = record_of_paper(Paper("A", authors=authors, author_count=99, date="2020-05", categories=("cs.CL", "a b")))
    assert (len(record.authors), record.author_count, record.year, record.categories) == (40, 99, 2020, ("cs.CL",))
    bare = record_of_paper(Paper("A"))
    assert (bare.author_count, bare.year, bare.doi, bare.venue) == (0, None, None, None)


def test_signs_that_part_fields_are_taken_out_of_a_paper() -> None:
    paper = Paper("A\x1fB", authors=(Author("Ada\x1e Lee"), Author("\x1f")), venue="\x1e", doi="10.1/a\n")
    record = record_of_paper(paper)
    assert decode_id_record(encode_id_record(record)) == record
    assert (record.title, record.authors, record.venue, record.doi) == ("AB", ("Ada Lee",), None, "10.1/a")


def test_records_and_answers_check_themselves() -> None:
    with pytest.raises(InputError, match="no title"):
        IdRecord("")
    for probability in (-0.1, 1.1):
        with pytest.raises(InputError, match="probability"):
            Identified(IdRecord("A"), Match.EXACT, probability)
    one = Identified(IdRecord("A"), Match.EXACT, 1.0)
    assert Answer(Status.FOUND, (one,)).found is one
    assert Answer(Status.SEVERAL, (one,)).found is None
    assert Answer(Status.NONE).found is None
