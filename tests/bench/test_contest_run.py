"""Contests: sides in processes of their own, turns, what is refused, left out or given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.harness.comparison import checked_out, comparison_lines, run_comparison
from bench.harness.contest import TINY, Contest, Setting, Side, Tasks, sizes_with
from bench.harness.contest_run import Venue, contestants, run_contest
from bench.harness.figures import Figures
from bench.harness.report import read_figures, report_page, write_report
from bench.harness.resource_usage import family, family_cpu, own_peak, run_command
from bench.harness.side_process import measured
from bench.measurement import Work
from tests.bench import counted_sides as sides

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what processes take is read from /proc")
ROOT = Path(__file__).resolve().parents[2]
SIZES = sizes_with({"limit": 0.2}, TINY)


def contest(ours: Callable[[Setting], Tasks], *peers: Callable[[Setting], Tasks], **more: bool | str) -> Contest:
    named = tuple(Side(one.__name__, one) for one in peers)
    return Contest("trial", "A trial.", Side("ours", ours), named, "papers", 2, **more)  # type: ignore[arg-type]


def run(given: Contest, folder: Path) -> Figures:
    found = Figures()
    venue = Venue(folder, SIZES, lambda line: None)
    run_contest(given, contestants(given, ROOT, venue, found), venue, found)
    return found


def test_sides_take_turns_in_processes_of_their_own_and_the_warm_round_does_not_count(tmp_path: Path) -> None:
    found = run(contest(sides.ours, sides.peer, sides.reads_less), tmp_path)
    turns = (tmp_path / "inputs" / "turns").read_text(encoding="utf-8").split()
    assert turns == [f"{name}{number}" for number in range(3) for name in ("ours", "peer", "less", "OURS", "PEER")]
    assert [(row.peer.name, row.task) for row in found.rows] == [("peer", "small"), ("peer", "large")]
    assert {row.ratio.count for row in found.rows} == {2}
    assert found.rows[0].read == {"papers": 10}
    assert found.rows[0].ours.found == {"links": 20}
    (refused,) = found.left_out
    assert (refused.what, refused.fault) == ("reads_less, small", True)
    assert "10 papers were read here, but 9 by the peer" in refused.why


def test_what_fails_is_told_and_the_other_rows_stand(tmp_path: Path) -> None:
    found = run(contest(sides.ours, sides.fails, sides.cannot_start, sides.dies, sides.peer, warm=False), tmp_path)
    assert {row.peer.name for row in found.rows} == {"peer"}
    assert {one.what: one.why for one in found.left_out} == {
        "cannot_start": "ImportError: no module of that name",
        "fails, small": "ValueError: no such file",
        "dies, small": "its process has ended (3)",
    }
    assert all(one.fault for one in found.left_out)


def test_a_peer_that_takes_too_long_is_given_up_and_that_is_no_fault(tmp_path: Path) -> None:
    found = run(contest(sides.ours, sides.never_ends), tmp_path)
    assert found.rows == []
    (told,) = found.left_out
    assert (told.what, told.why, told.fault) == ("never_ends, small", "more than 0.2 s", False)


def test_a_peer_may_decline_and_that_is_no_fault(tmp_path: Path) -> None:
    (told,) = run(contest(sides.ours, sides.declines), tmp_path).left_out
    assert (told.what, told.why, told.fault) == ("declines", "it would not fit", False)


def test_a_peer_that_is_not_installed_is_left_out(tmp_path: Path) -> None:
    given = Contest("trial", "A trial.", Side("ours", sides.ours), (Side("gone", sides.peer, ("no-such-package",)),))
    found = run(given, tmp_path)
    assert [one.why for one in found.left_out] == ["no-such-package is not installed"]
    assert found.rows == []


def test_growth_is_told_stage_by_stage(tmp_path: Path) -> None:
    found = run(contest(sides.growing, growth=True), tmp_path)
    exponents = {one.stage: round(one.exponent.median, 2) for one in found.growth}
    assert exponents == {"whole": 1.74, "link": 1.0, "merge": 2.0}
    assert {one.sizes for one in found.growth} == {(10, 100)}
    assert found.growth[0].peak_exponent.median == pytest.approx(1)


def test_cpu_is_not_the_clock_and_a_check_is_not_measured() -> None:
    waited = measured(lambda number: sides.waits(Setting(Path(), Path(), TINY))["small"](number), 0)
    assert waited.cpu < waited.wall / 2
    checked = measured(lambda number: lambda: Work({"papers": sum(range(3_000_000))}), 0)
    assert checked.cpu < 0.05
    assert checked.work.read == {"papers": sum(range(3_000_000))}


def test_peak_memory_is_that_of_the_run() -> None:
    held = measured(lambda number: Work({"bytes": len(b"x" * (80 << 20))}), 0).peak
    after = measured(lambda number: Work({"bytes": 0}), 0).peak
    assert held > after + 40
    assert own_peak() > 0


def test_a_command_is_charged_for_itself_alone(tmp_path: Path) -> None:
    used = run_command([sys.executable, "-c", "print(sum(range(2_000_000)))"], tmp_path)
    assert used.output.strip() == b"1999999000000"
    assert 0 < used.cpu < 5
    with pytest.raises(RuntimeError, match=r"(?s)ended with 3.*so it goes"):
        run_command([sys.executable, "-c", "import sys; sys.stderr.write('so it goes'); sys.exit(3)"], tmp_path)
    with pytest.raises(TimeoutError, match=r"within 0\.1 s"):
        run_command(["sleep", "30"], tmp_path, limit=0.1)


def test_the_time_of_a_running_process_counts_its_children() -> None:
    spin = "import os; os.fork() or [None for _ in iter(int, 1)]; os.wait()"
    with subprocess.Popen([sys.executable, "-c", spin]) as process:
        try:
            while family_cpu(process.pid) < 0.1:
                assert process.poll() is None
        finally:
            for pid in reversed(family(process.pid)):
                os.kill(pid, signal.SIGKILL)


def test_the_page_is_made_of_the_json(tmp_path: Path) -> None:
    given = contest(sides.ours, sides.peer)
    found = run(given, tmp_path)
    page = tmp_path / "page.md"
    write_report(found, {"trial": given}, page)
    text = page.read_text(encoding="utf-8")
    assert "| small | peer (paperatlas" in text
    assert "**1.00 (1.00–1.00)**" in text
    assert "20 / 20 links" in text
    assert report_page(read_figures(page.with_suffix(".json")), {"trial": given}) == text


@pytest.fixture
def other_checkout(tmp_path: Path) -> Path:
    """A package of the same name whose version says that it is another."""
    base = tmp_path / "other"
    (base / "kg").mkdir(parents=True)
    (base / "kg" / "__init__.py").write_text('__version__ = "9.0"\n', encoding="utf-8")
    return base


def compare(given: Contest, other: Path, folder: Path) -> Figures:
    found = Figures()
    run_comparison(given, (ROOT, other), "v9", Venue(folder, SIZES, lambda line: None), found)
    return found


def test_another_revision_runs_the_same_rows_on_its_own_package(tmp_path: Path, other_checkout: Path) -> None:
    found = compare(contest(sides.whose_package), other_checkout, tmp_path)
    (row,) = found.rows
    assert row.read == {"checkouts": 1}
    assert (row.ours.found, row.peer.found) == ({"version": 0}, {"version": 9})
    lines = list(comparison_lines(found, "v9"))
    assert lines[1] == "| trial | 0.100 (0.100–0.100) | 1.00 s | 10.0 s | 1 / 1 MiB | **less** |"
    assert lines[-1] == "\n1 of 1 rows moved beyond their spread."


def test_where_another_revision_reads_more_the_row_stands_with_a_word(tmp_path: Path, other_checkout: Path) -> None:
    found = compare(contest(sides.as_many_as_the_version), other_checkout, tmp_path)
    assert len(found.rows) == 1
    (told,) = found.left_out
    assert "0 names were read here, but 9 by the peer" in told.why
    assert not told.fault


def test_another_revision_is_taken_from_git_without_its_bench(tmp_path: Path) -> None:
    checkout = checked_out(ROOT, "HEAD", tmp_path)
    assert (checkout / "kg" / "__init__.py").exists()
    assert not (checkout / "bench").exists()
    with pytest.raises(SystemExit, match="no checkout of no-such-revision"):
        checked_out(ROOT, "no-such-revision", tmp_path)
