"""Every contest: its sides can be found by another process, do the same work, and those that are quick do it here."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import orjson
import pytest

from bench.__main__ import main
from bench.harness.contest import TINY, Contest, Setting, Side, sizes_with
from bench.harness.inputs import papers_by_round
from bench.harness.side_process import measured
from bench.harness.versions import missing_need
from bench.measurement import Sample, require_same_work
from bench.paper_titles import snapshot_line
from bench.rows.row_registry import CONTESTS, NOT_ROWS
from bench.rows.start_up import ARGUMENTS, tasks_by_command
from kg.cli.main import COMMANDS
from kg.ground.records import Author
from kg.readers.example_papers import example_path
from kg.readers.read_files import read_papers

SIZES = sizes_with({"texts": 3, "lines": 20, "triples": 300, "requests": 6, "graph": 6}, TINY)
#: Contests whose sides take less than a second here, where no linker, server or browser has to start.
QUICK = ("snapshot", "rdf-writers", "rdf-conversion", "store-load", "layout")


@pytest.fixture
def setting(tmp_path: Path, built: Path) -> Iterator[Setting]:
    """A place whose inputs are there: the first papers of the example, and the graph of six papers."""
    inputs = tmp_path / "inputs" / "here"
    inputs.mkdir(parents=True)
    (tmp_path / "scratch").mkdir()
    for papers in (SIZES.lines, SIZES.texts * 2):
        _write_snapshot(inputs.parent / f"corpus-{papers}.jsonl", papers)
    shutil.copytree(built, inputs / f"built-{SIZES.graph}")
    with ExitStack() as stack:
        yield Setting(tmp_path / "scratch", inputs, SIZES, 2, stack)


def _write_snapshot(path: Path, papers: int) -> None:
    from dataclasses import replace

    given = islice(read_papers(example_path()), papers)
    named = (replace(paper, date="2024-01-01", authors=(Author("Ada Mapper"),)) for paper in given)
    path.write_bytes(b"".join(map(snapshot_line, named)))


def sides() -> list[Side]:
    return [side for contest in CONTESTS.values() for side in (contest.ours, *contest.peers)]


@pytest.mark.parametrize("side", sides(), ids=lambda side: side.address)
def test_another_process_finds_a_side_by_its_address(side: Side) -> None:
    module, name = side.address.split(":")
    assert getattr(importlib.import_module(module), name) is side.prepare


@pytest.mark.parametrize("contest", CONTESTS.values(), ids=lambda contest: contest.name)
def test_a_contest_has_peers_with_names_of_their_own_or_tells_growth(contest: Contest) -> None:
    names = [contest.ours.name, *(side.name for side in contest.peers)]
    assert len(set(names)) == len(names)
    assert contest.peers or contest.growth
    assert contest.about.endswith(".")


@pytest.mark.parametrize("name", QUICK)
def test_both_sides_of_a_row_read_the_same(name: str, setting: Setting) -> None:
    contest = CONTESTS[name]
    there = [side for side in (contest.ours, *contest.peers) if missing_need(side.needs) is None]
    ours, *peers = ({task: measured(run, 0) for task, run in side.prepare(setting).items()} for side in there)
    assert ours
    for peer in peers:
        for task in ours.keys() & peer.keys():
            require_same_work([ours[task]], [peer[task]])
    for sample in ours.values():
        assert all(count > 0 for count in sample.work.read.values())
        assert not contest.unit or contest.unit in sample.work.read


def test_each_round_reads_other_texts(setting: Setting) -> None:
    first, second = papers_by_round(setting)
    assert len(first) == len(second) == SIZES.texts
    assert not {paper.abstract for paper in first} & {paper.abstract for paper in second}


def test_queries_find_the_same_here_and_in_rdflib(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.rows.saved_queries._LONG_ENOUGH", 0.0)
    contest = CONTESTS["queries"]
    ours, theirs = (side.prepare(setting) for side in (contest.ours, contest.peers[1]))
    assert list(ours) == list(theirs)
    assert len(ours) > 5
    for name in islice(ours, 2):
        require_same_work([measured(ours[name], 0)], [measured(theirs[name], 0)])


def test_every_command_has_a_row_of_its_start() -> None:
    assert set(COMMANDS) <= set(ARGUMENTS)
    assert len(tasks_by_command()) == len(ARGUMENTS)


def test_a_command_starts(setting: Setting) -> None:
    shutil.copytree(setting.inputs / "built-6", setting.inputs / "built-20")
    tasks = CONTESTS["start-up"].ours.prepare(setting)
    used = measured(tasks["formats"], 0)
    assert used.work.read == {"commands": 1}
    assert used.cpu > 0


def test_what_has_no_row_belongs_to_a_contest() -> None:
    assert {one.contest for one in NOT_ROWS} <= set(CONTESTS)
    assert all(one.why and not one.fault for one in NOT_ROWS)


def test_the_program_lists_contests_and_keeps_rows_of_an_earlier_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--list", "--only", "rdf-*"]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["rdf-writers", "rdf-conversion"]
    with pytest.raises(SystemExit, match="no contest is called nmaes"):
        main(["--only", "nmaes"])
    page = tmp_path / "page.md"
    monkeypatch.setattr("bench.__main__.run_contest", _one_row)
    monkeypatch.setattr("os.getloadavg", lambda: (1.0, 1.0, 1.0))
    assert main(["--only", "names", "--tiny", "--page", str(page)]) == 0
    assert main(["--only", "layout", "--tiny", "--page", str(page), "--note", "busy"]) == 1
    kept = orjson.loads(page.with_suffix(".json").read_bytes())
    assert {row["contest"] for row in kept["rows"]} == {"names", "layout"}
    assert [(run["contests"], run["machine"].get("note")) for run in kept["runs"]] == [
        (["names"], None),
        (["layout"], "busy"),
    ]
    assert kept["runs"][0]["sizes"]["nodes"] == TINY.nodes
    assert main(["--only", "names", "--tiny", "--page", str(page), "--note", "busy"]) == 0
    (run,) = orjson.loads(page.with_suffix(".json").read_bytes())["runs"]  # of one machine and one size
    assert run["contests"] == ["layout", "names"]
    assert "## names" in page.read_text(encoding="utf-8")


def _one_row(contest: Contest, taking_part: object, venue: object, found: object) -> None:
    from bench.harness.figures import Figures, LeftOut, Row, side_figures
    from bench.measurement import Work, spread

    assert isinstance(found, Figures)
    side = side_figures("one", "1", [Sample(1.0, 1.0, 1.0, Work({"papers": 1}))])
    found.rows.append(Row(contest.name, "", "", {"papers": 1}, side, side, spread([1.0]), spread([1.0])))
    if contest.name == "layout":
        found.left_out.append(LeftOut("layout", "one", "refused", fault=True))
