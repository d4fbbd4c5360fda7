"""Papers anywhere inside a JSON file: the way to them is found, or named, and what lies beside them is told."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base import input_stream
from kg.readers.base.input_stream import Page
from kg.readers.json.json_head import completed_json, values_of_head
from kg.readers.read_files import read_papers

_MARK = b"\xef\xbb\xbf"
A, B = {"title": "A", "abstract": "On kites."}, {"title": "B", "abstract": "On wind."}
_CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "json"
_SAMPLES = _CASES.parents[1] / "samples"


def _read(
    folder: Path, value: Any, record_path: str | None = None
) -> tuple[list[Paper], list[InputError], dict[str, int]]:
    path = folder / "in"
    path.write_bytes(value if isinstance(value, bytes) else orjson.dumps(value))
    faults: list[InputError] = []
    pages: list[Page] = []
    papers = list(read_papers([path], record_path=record_path, on_fault=faults.append, on_read=pages.append))
    return papers, faults, pages[0].found_at


_COLUMNS = {"title": {"0": "A", "1": "B"}, "abstract": {"0": "On kites.", "1": "On wind."}}
_SPLIT = {"columns": ["title", "abstract"], "data": [["A", "On kites."], ["B", "On wind."]]}
INSIDE = {
    "deep": ({"response": {"docs": [A, B]}}, {"response.docs": 2}),
    "in a map by name": ({"papers": {"first": A, "second": B}}, {"papers.first": 1, "papers.second": 1}),
    "in lists by venue": ({"ICLR": [A], "NeurIPS": [B]}, {"ICLR": 1, "NeurIPS": 1}),
    "in lists of lists": ([[A], [B]], {".": 2}),
    "in wrappers": ({"hits": [{"score": 1, "entry": A}, {"score": 2, "entry": B}]}, {"hits.entry": 2}),
    "a feed with a title": ({"title": "My feed", "items": [A, B]}, {"items": 2}),
    "a data frame by columns": (_COLUMNS, {".": 2}),
    "a data frame, split": (_SPLIT, {".": 2}),
    "lists side by side": ({"title": ["A", "B"], "abstract": ["On kites.", "On wind."]}, {".": 2}),
    "answers of a search engine": ({"hits": {"hits": [{"_source": A}, {"_source": B}]}}, {"hits.hits._source": 2}),
    "lines of answers": (orjson.dumps({"results": [A]}) + b"\n" + orjson.dumps({"results": [B]}), {"results": 2}),
    "answers in a row": (orjson.dumps([A], option=orjson.OPT_INDENT_2) + b"\n" + orjson.dumps([B]), {".": 2}),
    "marks between joined files": (_MARK + orjson.dumps([A]) + b"\n" + _MARK + orjson.dumps([B]), {".": 2}),
    "lines without an end": (orjson.dumps(A) + _MARK + orjson.dumps(B) + b"\n", {".": 2}),
}  # fmt: skip


@pytest.mark.parametrize("name", INSIDE)
def test_where_papers_lie_is_found(name: str, tmp_path: Path) -> None:
    value, places = INSIDE[name]
    papers, faults, found_at = _read(tmp_path, value)
    assert [(paper.title, paper.abstract) for paper in papers] == [("A", "On kites."), ("B", "On wind.")]
    assert (faults, found_at) == ([], places)


@pytest.mark.parametrize("spread", [False, True])
def test_keys_that_are_days_and_ids_go_into_the_record(spread: bool, tmp_path: Path) -> None:
    option = orjson.OPT_INDENT_2 if spread else 0
    by_day, faults, _ = _read(
        tmp_path, orjson.dumps({"2024-01-05": [A], "2024-01-06": [B | {"year": 2023}]}, option=option)
    )
    assert [(paper.date, paper.listed) for paper in by_day] == [("2024-01-05", "2024-01-05"), ("2023", "2024-01-06")]
    by_id, _, _ = _read(tmp_path, orjson.dumps({"2401.00001": A, "2401.00002": B | {"id": "own"}}, option=option))
    assert [(paper.arxiv, paper.identifiers) for paper in by_id] == [("2401.00001", ("2401.00001",)), (None, ("own",))]
    around, _, _ = _read(tmp_path, orjson.dumps({"days": [{"date": "2024-01-05", "papers": [A]}]}, option=option))
    assert [(paper.date, paper.listed) for paper in around] == [(None, "2024-01-05")]
    assert faults == []


def test_texts_around_the_papers_are_told(tmp_path: Path) -> None:
    _, faults, _ = _read(
        tmp_path, {"about": "These are the papers that I like", "status": "all is well now", "papers": [A]}
    )
    assert [str(fault).partition(": ")[2].partition(";")[0] for fault in faults] == [
        "1 field is not read: 'about' (text, 1 record)"
    ]


def test_objects_beside_the_papers_are_no_papers(tmp_path: Path) -> None:
    value = {"papers": [A, B], "people": [{"name": "Ada Kite"}], "meta": {"count": 2}}
    for raw in (orjson.dumps(value), orjson.dumps(value, option=orjson.OPT_INDENT_2)):
        papers, faults, _ = _read(tmp_path, raw)
        assert ([paper.title for paper in papers], faults) == (["A", "B"], [])


def test_the_way_may_be_named(tmp_path: Path) -> None:
    value = {"read": [A], "unread": {"later": [B]}}
    for path, place in (
        ("unread.later", "unread.later"),
        ("$.unread.later[*]", "unread.later"),
        ("*.later", "unread.later"),
    ):
        papers, _, found_at = _read(tmp_path, value, path)
        assert ([paper.title for paper in papers], found_at) == (["B"], {place: 1})
    lines = orjson.dumps(value) + b"\n" + orjson.dumps(value)
    assert [paper.title for paper in _read(tmp_path, lines, "unread.later")[0]] == ["B", "B"]
    citing = {"title": "C", "paperId": "0a", "citations": [A | {"paperId": "0b"}]}
    assert [paper.title for paper in _read(tmp_path, citing, "citations")[0]] == ["A"]


def test_a_way_that_leads_nowhere_names_the_keys_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"at 'data' stands no object with a title; the keys are 'read', 'read.title', "
    ):
        _read(tmp_path, {"read": [A]}, "data")
    with pytest.raises(
        InputError, match=r"none of its objects has a title; the keys are 'rows', 'rows.name'; say where"
    ):
        _read(tmp_path, {"rows": [{"name": "x"}]})


def test_a_way_into_a_file_without_an_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes((Path(__file__).parent / "fixtures" / "listing_dense.txt").read_bytes())
    with pytest.raises(InputError, match="a path to the records is given, and the file is a saved listing"):
        list(read_papers([path], record_path="a"))


def test_a_file_without_any_paper_is_given_up_early(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"name": "x"}\n' * 6000)
    faults: list[InputError] = []
    with pytest.raises(InputError, match="holds no papers"):
        list(read_papers(path, on_fault=faults.append))
    assert len(faults) == 5000


def test_a_large_object_beside_the_papers_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    with path.open("wb") as file:
        file.write(b'{"papers": [' + orjson.dumps(A) + b'], "blob": {"x": [""')
        for _ in range(18):
            file.write(b', "' + b"y" * (1 << 20) + b'"')
        file.write(b']}, "more": [' + orjson.dumps(B) + b"]}")
    tracemalloc.start()
    papers = list(read_papers(path, on_fault=lambda fault: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [paper.title for paper in papers] == ["A", "B"]
    assert peak < 4 * input_stream.MAX_RECORD


@pytest.mark.parametrize(
    ("head", "completed"),
    [
        (b'{"a": 1, "b": [2, {"c": "x\\u00', b'{"a":1,"b":[2,{"c":"x"}]}'),
        (b'{"a": 1, "b', b'{"a":1}'),
        (b'{"a": 1, "b":', b'{"a":1}'),
        (b'{"a": nul', b'{"a":null}'),
        (b"[1, 2, ", b"[1,2]"),
        (b'[{"a": 1}] [', b'[{"a":1}]'),
        (b'{"a": "\xc3', b'{"a":""}'),
        (b'{"a": ]', b""),
    ],
)
def test_json_that_is_cut_off_is_completed(head: bytes, completed: bytes) -> None:
    assert completed_json(head) == completed


def test_no_cut_of_a_file_is_too_much_for_the_head() -> None:
    raw = orjson.dumps({"a": [{"title": 'x"\\y', "n": [1, -2.5e3, None, True]}], "é": {"": "\u2028"}})
    for end in range(len(raw)):
        for value in values_of_head(raw[:end]):
            assert isinstance(value, dict | list)


def test_deep_nesting_is_our_own_error(tmp_path: Path) -> None:
    for raw in (b"[" * 300_000, b'{"a":' * 300_000, b'[{"title": "A", "x": ' + b"[" * 300_000):
        with pytest.raises(InputError):
            _read(tmp_path, raw)


@pytest.mark.skipif(not _CASES.is_dir(), reason="the shared cases are not here")
def test_shared_cases() -> None:
    for path in sorted(_CASES.iterdir()):
        faults: list[InputError] = []
        papers = list(read_papers(path, on_fault=faults.append))
        assert all(paper.abstract.startswith("We evaluate GPT-4") for paper in papers), path.name
        assert faults == [], path.name
        assert len(papers) == (2 if path.name in ("bom_middle.jsonl", "by_date.json") else 1), path.name
        if path.name not in ("bom_middle.jsonl", "by_date.json", "nested_papers.json", "s2_cit.json"):
            assert papers[0].authors[0].name.startswith("Ann"), path.name
        if path.name not in ("bom_middle.jsonl", "nested_papers.json", "s2_cit.json"):
            assert papers[0].date, path.name


#: File, reader, papers, and those of them with abstract, date, an id, authors.
_REAL = {
    "hf_api_paper_object_1.json": ("hub", 1, 1, 1, 1, 1),
    "hf_daily_papers_archive_2026-02-25.json": ("json", 32, 32, 32, 32, 32),
    "hf_daily_papers_scraped_2026-05-07.json": ("hub", 10, 10, 0, 10, 10),
    "openalex_works.jsonl": ("openalex", 27, 19, 27, 27, 27),
    "openalex_zotero_import_tests.jsonl": ("openalex", 12, 8, 12, 12, 11),
    "semanticscholar_api_responses.jsonl": ("semantic-scholar", 107, 6, 6, 107, 6),
    "semanticscholar_paper_full.json": ("semantic-scholar", 1, 1, 1, 1, 1),
    "arxiv_kaggle_snapshot_49.jsonl": ("arxiv-kaggle", 49, 49, 49, 49, 49),
}


@pytest.mark.parametrize("name", _REAL)
def test_real_files(name: str) -> None:
    path = _SAMPLES / name
    if not path.exists():
        pytest.skip("the shared samples are not here")
    papers = list(read_papers(path, on_fault=lambda fault: None))
    known = [
        sum(bool(each) for each in values)
        for values in zip(*((one.abstract, one.date, one.arxiv or one.doi or one.identifiers, one.authors)
                            for one in papers), strict=True)
    ]  # fmt: skip
    assert (papers[0].sources[0].format, len(papers), *known) == _REAL[name]
