"""``verify`` over kept versions and the feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.changes.feed.change_feed import CHANGES, INDEX
from kg.changes.feed.history_check import history_faults
from tests.changes.small_builds import BASE, build, write_build


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder with a kept version and a feed of two patches."""
    for number in (1, 2, 3):
        build(tmp_path, number, 1, [f'<{BASE}paper/{number}> <{BASE}p> "1" .\n'], changes=True)
    return tmp_path


def test_what_builds_wrote_has_no_fault(output: Path, tmp_path: Path) -> None:
    assert list(history_faults(output)) == []
    assert list(history_faults(write_build(tmp_path / "plain", 1, [], []))) == []


@pytest.mark.parametrize("pattern", ["versions/*/graph.nt.gz", "versions/*/readings.jsonl", "changes/0002-*.rdfp"])
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_file_is_named_with_what_to_do(pattern: str, damage: str, output: Path) -> None:
    (path,) = output.glob(pattern)
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"other")
    elif "versions" in pattern:
        return  # without one of its files it is no kept version any more
    (fault,) = history_faults(output)
    assert fault.file == path.relative_to(output).as_posix()
    assert fault.remedy.startswith("delete versions/" if "versions" in pattern else "move changes away")


def test_a_feed_that_leads_elsewhere_is_named(output: Path) -> None:
    write_build(output, 9, [], [])
    (fault,) = history_faults(output)
    assert (fault.file, "and not to the graph" in fault.problem) == (f"{CHANGES}/{INDEX}", True)
    (output / CHANGES / INDEX).write_text("{}")
    (fault,) = history_faults(output)
    assert "no index of changes" in fault.problem
