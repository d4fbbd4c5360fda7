"""What somebody watches: found at once, kept over builds, never lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.digest.watch_list import (
    WATCH,
    Watched,
    add_watched,
    find_watched,
    read_watched,
    remove_watched,
)
from kg.ground.errors import InputError
from kg.ground.identifiers import DEFAULT_BASE
from tests.digest.news import readings, store_of

GSM8K, TOOLS = Watched("artifact/gsm8k", "GSM8K"), Watched("topic/tool-use", "tool use")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return store_of(readings())


def ids(watched: Iterable[Watched]) -> list[str]:
    return [each.id for each in watched]


def test_what_is_added_is_watched_until_it_is_removed(tmp_path: Path) -> None:
    assert read_watched(tmp_path) == []
    assert add_watched(tmp_path, [TOOLS, GSM8K, GSM8K]) == [TOOLS, GSM8K]
    assert add_watched(tmp_path, [GSM8K]) == []
    assert (tmp_path / WATCH).read_text() == "node\tname\nartifact/gsm8k\tGSM8K\ntopic/tool-use\ttool use\n"
    assert remove_watched(tmp_path, ["gsm 8k"], DEFAULT_BASE) == [GSM8K]
    assert read_watched(tmp_path) == [TOOLS]
    assert remove_watched(tmp_path, [DEFAULT_BASE + TOOLS.id], DEFAULT_BASE) == [TOOLS]
    assert read_watched(tmp_path) == []


def test_what_is_not_watched_cannot_be_removed_and_nothing_else_is(tmp_path: Path) -> None:
    add_watched(tmp_path, [GSM8K, TOOLS])
    for name, words in (("MMLU", "nothing that is watched"), ("GSM8", "did you mean GSM8K")):
        with pytest.raises(InputError, match=words):
            remove_watched(tmp_path, ["tool use", name], DEFAULT_BASE)
    assert read_watched(tmp_path) == [GSM8K, TOOLS]


def test_of_two_that_add_at_once_nothing_is_lost(tmp_path: Path) -> None:
    added = [Watched(f"artifact/a-{number}", f"A-{number}") for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda each: add_watched(tmp_path, [each]), added))
    assert sorted(read_watched(tmp_path)) == sorted(added)


def test_lines_that_somebody_wrote_are_read_and_faults_name_their_line(tmp_path: Path) -> None:
    file = tmp_path / WATCH
    file.write_bytes(b"\xef\xbb\xbfnode\tname\r\nartifact/gsm8k\t GSM8K \r\n\r\n")
    assert read_watched(tmp_path) == [GSM8K]
    for line in (b"gsm8k", b"artifact/gsm8k\t", b"paper/2405.1\tX", b"artifact/a b\x00\tX"):
        file.write_bytes(b"node\tname\n" + line + b"\n")
        with pytest.raises(InputError, match=f"{WATCH}:2: is no line"):
            read_watched(tmp_path)
    for data in (b"\xff\xfe", b"x" * (1 << 20) + b"y"):
        file.write_bytes(data)
        with pytest.raises(InputError, match=r"cannot be read|more than 1 MB"):
            read_watched(tmp_path)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("mmlu pro", "artifact/mmlu-pro"), ("GPT4", "artifact/gpt-4"), ("assessment", "topic/evaluation"),
     ("artifact/lanternbench", "artifact/lanternbench"), (DEFAULT_BASE + "topic/evaluation", "topic/evaluation"),
     ("SWE-bench", "artifact/swe-bench"), ("machine translation", "topic/machine-translation")],
)  # fmt: skip
def test_a_name_is_looked_for_in_the_graph_and_then_in_the_catalogue(
    store: ox.Store, name: str, identifier: str
) -> None:
    assert find_watched(store, name, DEFAULT_BASE).id == identifier


def test_what_nothing_is_called_is_answered_with_what_comes_near(store: ox.Store) -> None:
    for name, near in (("LanternBenhc", "LanternBench"), ("SWE-bemch", "SWE-bench")):
        with pytest.raises(InputError, match=f"did you mean {near}"):
            find_watched(store, name, DEFAULT_BASE)
    with pytest.raises(InputError, match="no artifact or topic is called 'zzqx'"):
        find_watched(store, "zzqx", DEFAULT_BASE)


def test_a_build_leaves_what_is_watched(tmp_path: Path, built: Path) -> None:
    from kg.atlas.make.pipeline import build
    from tests.conftest import SIX_PAPERS

    folder = tmp_path / "atlas"
    shutil.copytree(built, folder)
    add_watched(folder, [GSM8K])
    build([SIX_PAPERS], folder)
    assert read_watched(folder) == [GSM8K]
