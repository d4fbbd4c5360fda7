"""Readers and writers that meet: one whole build is read, nothing that was added is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.atlas import atlas as opened
from kg.atlas import staged_output
from kg.atlas.make import pipeline
from kg.atlas.make.pipeline import add, build
from kg.atlas.make.revision import read_records
from kg.atlas.manifest import read_manifest
from kg.atlas.progress import Silent
from kg.changes.feed.build_history import HistoryWish
from kg.ground.errors import CorrectionError, DamagedError, OutputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.integrity import READY
from kg.ground.files.sorted_lines import SortedLines
from kg.rdf.query.run import run_query
from kg.rdf.query.store import open_store
from tests.atlas.conftest import write_papers


def _state(folder: Path) -> tuple[int, ...]:
    """How many papers each form of the graph has."""
    (row,) = kg.open(folder).query("SELECT (COUNT(*) AS ?n) { ?p a schema:ScholarlyArticle }").records()
    graph = kg.open(folder).graph
    nodes = sum(data["kind"] == "paper" for _, data in graph.nodes(data=True))
    return (
        kg.open(folder).manifest.counts["papers"], row["n"], nodes, len(list(kg.open(folder).papers())),
        len(list(kg.open(folder).readings())), kg.open(folder).page().read_text().count("MapMath: A Bench") > 0,
    )  # fmt: skip


@pytest.fixture
def waiting(corrected: Path, grown: Path, tmp_path: Path) -> Path:
    """A folder of two papers in which the build of three has been written, and none of its files has been moved."""
    out = Path(shutil.copytree(corrected, tmp_path / "out"))
    shutil.copytree(grown, out / READY, ignore=shutil.ignore_patterns("cache", ".lock"))
    return out


def test_a_reader_between_any_two_moves_finds_the_new_build(
    waiting: Path, grown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = _state(grown)
    replace, seen = Path.replace, []

    def watched(path: Path, target: Path) -> Path:
        moved = replace(path, target)
        seen.append(_state(waiting))
        return moved

    monkeypatch.setattr(staged_output, "_MOVING", 0.0)  # a reader would wait
    with locked(waiting):  # as the process that moves holds it
        assert _state(waiting) == new
        monkeypatch.setattr(Path, "replace", watched)
        staged_output._move_ready_files(waiting)
    assert len(seen) > 10
    assert set(seen) == {new}
    assert not (waiting / READY).exists()


def test_a_store_that_is_moved_while_it_is_looked_for_is_found(
    waiting: Path, grown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged_output, "_MOVING", 0.0)
    moments: list[Callable[[], object]] = [lambda: None, lambda: staged_output._move_ready_files(waiting)]

    def met(folder: Path, *, graph: str | None) -> ox.Store:
        moments.pop()()
        return open_store(folder, graph=graph)

    monkeypatch.setattr(opened, "open_store", met)
    with locked(waiting):
        atlas = kg.open(waiting)
        assert len(atlas.store) == len(open_store(grown / "store"))
    assert moments == []


def test_a_query_with_a_time_limit_is_answered_from_the_graph_that_was_opened(grown: Path) -> None:
    graph = read_manifest(grown).files["graph.nt.gz"]
    assert run_query(grown / "store", "ASK { }", timeout=60, graph=graph).truth
    with pytest.raises(DamagedError, match="another build"):  # a build has put it there after the query was bound
        run_query(grown / "store", "ASK { }", timeout=60, graph="0" * 64)


def test_a_reader_finishes_the_moves_where_it_may(waiting: Path, grown: Path) -> None:
    assert _state(waiting) == _state(grown)
    assert not (waiting / READY).exists()


def test_on_a_disk_that_is_only_read_the_build_that_waits_is_read(waiting: Path, grown: Path) -> None:
    (waiting / ".lock").unlink(missing_ok=True)
    (waiting / ".lock").mkdir()  # no lock can be had
    before = sorted(path.name for path in (waiting / READY).iterdir())
    assert _state(waiting) == _state(grown)
    assert sorted(path.name for path in (waiting / READY).iterdir()) == before


def test_what_is_read_first_after_a_build_is_of_that_build(waiting: Path, corrected: Path, grown: Path) -> None:
    (waiting / READY).rename(waiting.parent / "later")
    opened, begun = kg.open(waiting), kg.open(waiting)
    list(begun.papers())
    (waiting.parent / "later").rename(waiting / READY)
    assert len(list(opened.papers())) == 3
    assert opened.manifest == read_manifest(grown)
    with pytest.raises(OutputError, match="built again since it was opened; open it again"):
        list(begun.readings())
    with pytest.raises(OutputError, match="built again since it was opened"):
        begun.query("ASK { ?s ?p ?o }")


@pytest.fixture
def small(corrected: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corrected, tmp_path / "out"))


def _records(folder: Path) -> int:
    records = SortedLines(folder)
    read_records(folder, read_manifest(folder), records)
    return len(list(records.sorted()))


@pytest.mark.usefixtures("only_linking")
def test_what_another_add_has_just_added_is_kept(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one ends at the last moment before the first has the lock."""
    mine, other = (
        write_papers(tmp_path / "mine.jsonl", slice(2, 3)),
        write_papers(tmp_path / "other.jsonl", slice(3, 4)),
    )
    staged, first = staged_output.staged, [True]

    @contextmanager
    def late(output: Path, *history: HistoryWish) -> Iterator[Path]:
        if first.pop() if first else False:
            add([other], output)
        with staged(output, *history) as folder:
            yield folder

    monkeypatch.setattr(pipeline, "staged", late)
    add([mine], small)
    assert _records(small) == 4
    assert [one.name for one in read_manifest(small).inputs] == ["mine.jsonl", "other.jsonl", "two.jsonl"]


class _At(Silent):
    """Does something when a stage begins."""

    def __init__(self, stage: str, work: Callable[[], object]) -> None:
        self._stage, self._work = stage, work

    def start(self, stage: str, total: int | None = None) -> None:
        if stage == self._stage:
            self._work()


@pytest.mark.usefixtures("only_linking")
def test_an_add_during_another_is_refused(small: Path, tmp_path: Path) -> None:
    mine, other = (
        write_papers(tmp_path / "mine.jsonl", slice(2, 3)),
        write_papers(tmp_path / "other.jsonl", slice(3, 4)),
    )
    refused: list[OutputError] = []

    def meanwhile() -> None:
        with pytest.raises(OutputError, match="another build is writing") as caught:
            add([other], small)
        refused.append(caught.value)

    add([mine], small, progress=_At("link", meanwhile))
    assert len(refused) == 1
    assert _records(small) == 3
    add([other], small)
    assert _records(small) == 4


@pytest.mark.usefixtures("only_linking")
def test_corrections_that_are_edited_during_a_build_stay_as_they_were_edited(small: Path, tmp_path: Path) -> None:
    path = small / "corrections.tsv"
    edited = path.read_text(encoding="utf-8") + "reject\t*\tGPT-4\t\tAda\t2026-01-03\t\n"
    papers = write_papers(tmp_path / "three.jsonl", slice(0, 3))
    build([papers], small, progress=_At("manifest", lambda: path.write_text(edited, encoding="utf-8")))
    assert path.read_text(encoding="utf-8") == edited
    told: list[Exception] = []
    report = build([papers], small, on_fault=told.append)
    assert report.edited
    assert told == []


@pytest.mark.usefixtures("only_linking")
@pytest.mark.parametrize("named", [None, "corrections.tsv", "../shared.tsv"])
def test_corrections_that_are_a_link_stay_one(named: str | None, small: Path, tmp_path: Path) -> None:
    path, shared = small / "corrections.tsv", tmp_path / "shared.tsv"
    path.rename(shared)
    path.symlink_to(shared)
    before = read_manifest(small)
    given = None if named is None else small / named
    add([write_papers(tmp_path / "three.jsonl", slice(2, 3))], small, corrections=given)
    assert path.is_symlink()
    assert read_manifest(small).files["corrections.tsv"] == before.files["corrections.tsv"]


@pytest.mark.usefixtures("only_linking")
def test_figures_that_cannot_be_kept_do_not_undo_a_build(small: Path, tmp_path: Path) -> None:
    last = small / "cache" / "last_build.json"
    last.unlink(missing_ok=True)
    last.mkdir()
    told: list[Exception] = []
    add([write_papers(tmp_path / "three.jsonl", slice(2, 3))], small, on_fault=told.append)
    assert [str(one).partition(";")[0] for one in told] == [f"{last}: cannot be written: Is a directory"]
    assert _records(small) == 3


@pytest.mark.usefixtures("only_linking")
def test_corrections_that_are_gone_are_told_and_emptied_ones_stop_the_build(small: Path, tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "three.jsonl", slice(0, 3))
    (small / "corrections.tsv").write_bytes(b"")
    with pytest.raises(CorrectionError, match="the file is empty, and was not at the last build"):
        build([papers], small)
    (small / "corrections.tsv").unlink()
    told: list[Exception] = []
    build([papers], small, on_fault=told.append)
    assert [str(one).partition(";")[0] for one in told] == [
        f"{small / 'corrections.tsv'}: the corrections of the last build are gone"
    ]
