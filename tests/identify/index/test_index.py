"""An index is made, added to, and never believed where it is damaged."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.ground.errors import DamagedError, InputError, OutputError, PaperAtlasError
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.records import Paper
from kg.identify.index import index_file, index_writer
from kg.identify.index.index_build import make_index
from kg.identify.index.index_folder import INDEX
from kg.identify.resolver import TitleResolver
from kg.identify.titles.id_records import IdRecord, Status, decode_id_record, encode_id_record
from kg.identify.titles.title_keys import match_key
from tests.identify.snapshots import CROWD, LONG, OTHER, opened_index, paper

_TITLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@given(st.lists(_TITLE, min_size=1, max_size=40, unique_by=match_key))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_title_of_its_own_is_found_as_it_is(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    papers = [Paper(title, arxiv=f"2001.{number:05d}") for number, title in enumerate(titles) if match_key(title)]
    if not papers:
        return
    with opened_index(tmp_path_factory.mktemp("ids"), *papers) as resolver:
        for one in papers:
            found = resolver.identify(one.title).found
            assert found is not None, one.title
            assert found.record.arxiv == one.arxiv


def test_the_same_papers_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    papers = list(CROWD)
    make_index(papers, tmp_path / "one")
    random.Random(1).shuffle(papers)
    make_index(papers, tmp_path / "two")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == 2


def test_lines_are_sorted_on_disk_as_in_memory(tmp_path: Path) -> None:
    chance = random.Random(3)
    given_lines = [bytes(chance.choices(b"ab\0\x01", k=chance.randrange(6))) for _ in range(900)]
    for most_held in (500, 1 << 20):
        lines = SortedLines(tmp_path, most_held=most_held)
        for line in given_lines:
            lines.add(line)
        assert list(lines.sorted()) == sorted(given_lines)
    assert list(tmp_path.iterdir()) == []


def test_more_works_than_a_file_holds_go_to_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.identify.index.index_build.MOST_ROWS", 50)
    audits = make_index(CROWD, tmp_path)
    assert [audit.works for audit in audits] == [50, 50, 50, 50, 16]
    with TitleResolver(tmp_path) as resolver:
        assert resolver.works == len(CROWD)
        assert all(resolver.identify(one.title).found for one in CROWD)


def _answers(resolver: TitleResolver) -> list[object]:
    asked = [one.title for one in CROWD[::7]]
    asked += [title.replace("e", "", 1) for title in asked] + [title[:24] + "…" for title in asked]
    return [resolver.identify(title) for title in asked]


def test_what_is_added_answers_as_the_whole(tmp_path: Path) -> None:
    make_index(CROWD, tmp_path / "whole")
    make_index(CROWD[:150], tmp_path / "parts")
    before = {path.name: path.read_bytes() for path in (tmp_path / "parts").glob("*.titles")}
    make_index(CROWD[150:], tmp_path / "parts", add=True)
    assert {name: (tmp_path / "parts" / name).read_bytes() for name in before} == before
    with TitleResolver(tmp_path / "whole") as whole, TitleResolver(tmp_path / "parts") as parts:
        for title in (one.title for one in CROWD):
            for asked in (title, title.upper().replace(" ", ""), title[:20] + "…"):
                one, other = whole.identify(asked), parts.identify(asked)
                assert one.status is other.status, asked
                assert {each.record for each in one.candidates} == {each.record for each in other.candidates}, asked


def test_the_same_work_in_two_files_counts_once(tmp_path: Path) -> None:
    make_index([paper("A Note on Tides", "2001.00001", date="2020")], tmp_path)
    make_index([paper("A Note on Tides", "2001.00001", date="2020-01-05")], tmp_path, add=True)
    with TitleResolver(tmp_path) as resolver:
        assert resolver.identify("A Note on Tides").status is Status.FOUND


def test_a_new_index_takes_the_place_of_the_old_and_leaves_other_files_alone(tmp_path: Path) -> None:
    make_index(CROWD, tmp_path)
    (tmp_path / "mine.titles").write_text("mine")
    make_index(CROWD[:5], tmp_path)
    assert len(list(tmp_path.glob("*.titles"))) == 2
    assert (tmp_path / "mine.titles").read_text() == "mine"
    with TitleResolver(tmp_path) as resolver:
        assert resolver.works == 5


def test_a_making_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    make_index(CROWD, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken() -> object:
        yield from CROWD[:9]
        raise InputError("the file ends early")

    with pytest.raises(InputError, match="ends early"):
        make_index(broken(), tmp_path)  # type: ignore[arg-type]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("papers", [[], [Paper("…!?")]], ids=["none", "no letters"])
def test_an_index_of_nothing_is_refused(tmp_path: Path, papers: list[Paper]) -> None:
    with pytest.raises(InputError, match="no titles to make an index of"):
        make_index(papers, tmp_path)


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="this is a file"):
        make_index(CROWD, tmp_path / "file")
    with pytest.raises(InputError, match="holds no index"):
        make_index(CROWD, tmp_path / "missing", add=True)
    with pytest.raises(InputError, match="holds no index"):
        TitleResolver(tmp_path)


def test_every_bit_that_changes_is_noticed_or_does_no_harm(tmp_path: Path) -> None:
    """Bytes of every section, of the header and of the table; a cut file; and bytes behind the end."""
    make_index([paper(one.title, one.arxiv, abstract=LONG) for one in CROWD], tmp_path)
    (path,) = tmp_path.glob("*.titles")
    data = path.read_bytes()
    with TitleResolver(tmp_path) as resolver:
        right = _answers(resolver)
        resolver.check_all()
    chance = random.Random(5)
    named: list[bool] = []
    for place in [*range(40), *chance.sample(range(len(data)), 120), len(data) - 1]:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        try:
            with TitleResolver(tmp_path) as resolver:
                assert _answers(resolver) == right, place
                with pytest.raises(DamagedError):
                    resolver.check_all()
        except PaperAtlasError as error:
            named.append(path.name in str(error))
    assert all(named)
    assert len(named) > 100
    for size in (0, 5, 15, 200, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:size])
        with pytest.raises(PaperAtlasError), TitleResolver(tmp_path) as resolver:
            resolver.check_all()


def test_a_list_of_files_that_was_changed_is_noticed(tmp_path: Path) -> None:
    make_index(CROWD, tmp_path)
    text = (tmp_path / INDEX).read_text()
    (tmp_path / INDEX).write_text(text.replace("titles", "titlez", 1))
    with pytest.raises(DamagedError, match="the list of files"):
        TitleResolver(tmp_path)
    (tmp_path / INDEX).write_text(text)
    (next(tmp_path.glob("*.titles"))).unlink()
    with pytest.raises(InputError, match="cannot be opened"):
        TitleResolver(tmp_path)


def test_another_file_or_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(CROWD, tmp_path)
    (path,) = tmp_path.glob("*.titles")
    data = path.read_bytes()
    path.write_bytes(b"SQLite format 3\0" + data)
    with pytest.raises(InputError, match="this is no index of titles"):
        TitleResolver(tmp_path)
    path.write_bytes(data)
    monkeypatch.setattr(index_file, "VERSION", 2)
    with pytest.raises(InputError, match="of version 1, this program reads 2"):
        TitleResolver(tmp_path)


def test_a_system_without_pread_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_index(tmp_path, *CROWD) as resolver:
        right = _answers(resolver)
    monkeypatch.delattr("os.pread", raising=False)
    with TitleResolver(tmp_path) as resolver:
        assert _answers(resolver) == right


def test_the_audit_counts_what_no_title_can_settle(tmp_path: Path) -> None:
    papers = [
        paper("A Note on Tides", "2001.00001", authors=("Ada Lovelace",)),
        paper("A Note on Tides", "2001.00002", authors=("Carl Gauss",), abstract=LONG),
        paper("A Note on Tides: A Survey of Everything", "2001.00003", date="2020"),
        paper("TideNet: Forecasts of Currents in Northern Harbours", doi="10.1000/a"),
        paper("TideNet: Forecasts of Currents in Southern Harbours"),
    ]
    (audit,) = make_index(papers, tmp_path)
    assert audit.works == 5
    assert (audit.with_arxiv, audit.with_doi, audit.dated, audit.with_authors, audit.with_abstract) == (3, 1, 1, 2, 1)
    assert audit.shared_titles == 2
    assert (audit.shared_heads, audit.with_head) == (3, 3)
    assert audit.whole_beginnings == 1
    assert audit.longer == (3, 3, 2, 0)
    assert audit.shared_beginnings == (2, 0, 0, 0)
    with TitleResolver(tmp_path) as resolver:
        assert resolver.indexes[0].audit == audit


@given(st.lists(st.sampled_from(["tide", "tides", "tidesat", "storm", "storms", "st"]), min_size=1, max_size=12))
@settings(deadline=None)
def test_the_audit_is_the_same_however_titles_are_gathered(titles: list[str]) -> None:
    from kg.identify.index.index_audit import TitleAuditor

    keys = [(title * 5).encode() for title in sorted(titles, key=lambda title: title * 5)]
    audits = []
    for together in (1, 2, 3, 100):
        auditor = TitleAuditor()
        for first in range(0, len(keys), together):
            part = keys[first : first + together]
            auditor.count(part, [key.decode() for key in part])
        audits.append(auditor.audit(dated=0, with_arxiv=0, with_doi=0, with_authors=0, with_abstract=0))
    assert audits[1:] == audits[:-1]
    assert audits[0].shared_titles == sum(keys.count(key) > 1 for key in keys)


def test_the_same_title_of_one_work_is_one_record(tmp_path: Path) -> None:
    """A preprint and its publication are one; papers of other people, other ids or other times are not."""
    same = [
        paper("A Note on Tides", "2001.00001", date="2020-01-05", authors=("Ada Lovelace", "Carl Gauss")),
        paper("A note on tides.", doi="10.1000/a", date="2021", authors=("Gauss, C.",), venue="Letters"),
    ]
    others = [
        paper("A Note on Tides", "2001.00009", authors=("Ada Lovelace",)),
        paper("A Note on Tides", doi="10.1000/b", date="1999", authors=("Emmy Noether",)),
    ]
    with opened_index(tmp_path, *same, *others) as resolver:
        answer = resolver.identify("A Note on Tides")
        assert resolver.works == 3
    joined = next(one.record for one in answer.candidates if one.record.arxiv == "2001.00001")
    assert (joined.doi, joined.date, joined.venue) == ("10.1000/a", "2020-01-05", "Letters")
    assert joined.authors == ("Ada Lovelace", "Carl Gauss")


@given(
    st.builds(
        IdRecord,
        title=st.text("ab ×", min_size=1),
        arxiv=st.none() | st.just("2001.00001"),
        date=st.none() | st.just("2020"),
        authors=st.lists(st.text("abc .", min_size=1), max_size=3).map(tuple),
        author_count=st.just(7),
        venue=st.none() | st.text("abc", min_size=1),
    )
)
def test_records_come_back_as_they_were(record: IdRecord) -> None:
    assert decode_id_record(encode_id_record(record)) == record


def test_control_characters_leave_the_index_whole(tmp_path: Path) -> None:
    hostile = paper(
        "Tides\x1f and\0 \x1eStorms\n", "2001.00001", doi="10.1000/\0a", venue="A\x1fB", authors=("A\x1eB",)
    )
    with opened_index(tmp_path, hostile, *CROWD) as resolver:
        found = resolver.identify("Tides and Storms").found
        assert found is not None
        assert found.record == IdRecord("Tides and Storms", "2001.00001", "10.1000/a", None, ("AB",), 1, (), "AB")


def test_a_huge_title_and_many_authors_are_bounded(tmp_path: Path) -> None:
    names = tuple(f"Person Number{number}" for number in range(3000))
    with opened_index(tmp_path, paper("tide " * 100_000, "2001.00001", authors=names), *CROWD) as resolver:
        answer = resolver.identify("tide " * 50_000)
        assert answer.found is not None
        assert len(answer.found.record.authors) == 40
        assert answer.found.record.author_count == 3000


def test_titles_that_share_their_first_letters_beyond_what_is_held_are_told_apart(tmp_path: Path) -> None:
    beginning = "The Very Same Beginning of a Title That Many Notes on Tides in Harbours Share "
    papers = [paper(f"{beginning}{number:03d}", f"2002.{number:05d}", abstract=OTHER) for number in range(200)]
    assert len(match_key(beginning)) > index_writer.SEPARATOR
    with opened_index(tmp_path, *papers) as resolver:
        for one in papers[::13]:
            found = resolver.identify(one.title).found
            assert found is not None
            assert found.record.arxiv == one.arxiv
        answer = resolver.identify(beginning + "…")
        assert (answer.status, len(answer.candidates) + answer.more) == (Status.SEVERAL, 200)
