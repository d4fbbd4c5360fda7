"""``publish`` as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.cli.options import STORES
from kg.ground.errors import PaperAtlasError
from kg.publish.store_addresses import STORE_KINDS
from tests.local_service import LocalService
from tests.publish.conftest import GRAPH, KeptStore, folder_of, lines_of, triples_of, written

LINES = lines_of(10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "graph", LINES)


def publish(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["publish", "-o", str(folder), *words])


def at(server: LocalService, path: str = "/graphs") -> list[str]:
    return ["--endpoint", server.base + path, "--query-url", server.base + "/query", "--graph", GRAPH]


def test_a_graph_is_sent_and_reported(server: LocalService, kept: KeptStore, folder: Path) -> None:
    done = publish(folder, *at(server), "--part-size", "0.0005")
    assert done.exit_code == 0, done.output
    assert kept.lines(GRAPH) == triples_of(LINES)
    assert done.stderr == f"publish 20 …\n20 triples sent in 4 parts; the graph <{GRAPH}> has 20 triples.\n"
    again = publish(folder, *at(server), "-q")
    assert again.stderr == f"Nothing was left to send; the graph <{GRAPH}> has 20 triples.\n"


def test_more_than_was_sent_is_told(server: LocalService, kept: KeptStore, folder: Path) -> None:
    assert publish(folder, *at(server)).exit_code == 0
    smaller = folder_of(folder, LINES[:-2])
    done = publish(smaller, *at(server), "-q")
    assert "That is 2 more than the 18 of the built graph: other triples are there; --replace drops" in done.stderr
    assert "more" not in publish(smaller, *at(server), "-q", "--replace").stderr


def test_a_dry_run_sends_nothing(server: LocalService, folder: Path) -> None:
    done = publish(folder, *at(server), "--dry-run", "--by", "update")
    size = sum(map(len, LINES))
    assert done.stdout.splitlines()[1] == f"POST {server.base}/graphs ({len(LINES)} triples, {size:,} bytes)"
    assert done.stderr == "Nothing was sent.\n"
    assert not server.asked


def test_the_command_knows_every_store() -> None:
    assert tuple(STORE_KINDS) == STORES


def test_files_are_written(folder: Path, tmp_path: Path) -> None:
    done = publish(folder, "--to", str(tmp_path / "bulk"))
    assert done.stderr == f"Written: {tmp_path / 'bulk'} (1 files, 20 triples)\n"
    assert (tmp_path / "bulk" / "part-00001.nt.gz").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Give a store, --endpoint URL, or a folder for files"),
        (["--endpoint", "http://h", "--to", "x"], "Give a store, --endpoint URL, or a folder for files"),
        (["--endpoint", "http://h", "--replace"], "so name it: --graph IRI, or --graph default"),
        (["--to", "x", "--graph", "http://g/"], "are for a store"),
        (["--endpoint", "http://h", "--store", "other"], "other"),
    ],
)
def test_words_that_do_not_go_together(folder: Path, words: list[str], told: str) -> None:
    done = publish(folder, *words)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())


def test_a_password_in_the_address_is_not_repeated(folder: Path) -> None:
    done = publish(folder, "--endpoint", "https://me:sesame@e.org/store")
    assert isinstance(done.exception, PaperAtlasError)
    assert "https://…@e.org/store" in str(done.exception)
    assert "sesame" not in done.output + str(done.exception)


def test_ctrl_c_keeps_what_was_sent(
    server: LocalService, kept: KeptStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.publish.published_state import StateFile

    keep, kept_states = StateFile.keep, []

    def stopped(self: StateFile, state: object) -> None:
        keep(self, state)  # type: ignore[arg-type]
        kept_states.append(state)
        if len(kept_states) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(StateFile, "keep", stopped)
    done = publish(folder, *at(server), "--part-size", "0.0005")
    assert done.exit_code == 130
    assert "run the same command again to go on" in done.stderr
    before = len(written(server))
    done = publish(folder, *at(server), "--part-size", "0.0005")
    assert "2 parts (12 triples) are in; the rest follows." in done.stderr
    assert len(written(server)) == before + 2
