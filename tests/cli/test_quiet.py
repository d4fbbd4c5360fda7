"""Commands that take long say how far they are on standard error, and are quiet with -q."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kg.cli.main import COMMANDS, cli
from tests.cli.conftest import Run

# What may take minutes: each tells its stages. The others print what they find and end.
LONG = {
    "build", "add", "fetch arxiv", "link", "export", "release", "publish", "validate", "verify", "identify make",
    "identify graph", "evaluate", "train", "catalogue import", "remove", "update", "refresh", "apply",
}  # fmt: skip
QUICK = {
    "formats", "query", "queries", "view", "show", "stats", "serve", "explain", "identify title", "catalogue check",
    "catalogue add", "catalogue align", "catalogue coverage", "catalogue diff", "catalogue mappings",
    "catalogue search", "catalogue show", "correct accept", "correct add", "correct alias", "correct different",
    "correct different-works", "correct link", "correct list", "correct paper-is", "correct paper-is-not",
    "correct reject", "correct rename", "correct role", "correct same", "correct same-work", "correct type",
    "correct undo", "diff", "digest", "review", "search", "watch add", "watch list", "watch remove",
}  # fmt: skip


def _commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                child = command.get_command(context, inner)
                assert child is not None
                yield f"{name} {inner}", child
        elif command is not None:
            yield name, command


def test_each_long_command_takes_quiet_and_no_other() -> None:
    found = dict(_commands())
    services = {name for name in found if name.startswith("fetch ")}
    quiet = {name for name, command in found.items() if any("--quiet" in each.opts for each in command.params)}
    assert quiet == LONG | services
    assert set(found) == LONG | QUICK | services, "say of a new command whether it takes long"
    for name in quiet:
        [option] = [each for each in found[name].params if "--quiet" in each.opts]
        assert sorted(option.opts) == ["--quiet", "-q"]
        assert isinstance(option, click.Option)
        assert option.help == "No progress on standard error."


@pytest.mark.parametrize(
    ("command", "stage"),
    [
        (("export", "n-triples", "--to", "graph.nt"), ""),  # one stage: its end says enough
        (("release", "--into", "release"), "tables "),
        (("validate",), ""),
    ],
)
def test_progress_is_lines_in_a_pipe_and_none_with_quiet(
    command: tuple[str, ...], stage: str, run: Run, built: Path, tmp_path: Path
) -> None:
    given = [str(tmp_path / word) if place and command[place - 1].startswith("--") else word
             for place, word in enumerate(command)]  # fmt: skip
    loud = run(*given, "-o", built)
    assert loud.returncode == 0, loud.stderr
    assert stage in loud.stderr
    assert ("…" in loud.stderr) == bool(stage)
    quiet = run(*given, "-o", built, "-q")
    assert quiet.returncode == 0, quiet.stderr
    assert "…" not in quiet.stderr
    assert quiet.stdout == loud.stdout
