"""``-``, pipes and what a shell makes of them: every command that reads or writes a file that the user names."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from kg.cli.main import COMMANDS, cli, main
from kg.cli.options import FOLDER, PATH, PLACE, TARGET
from kg.export.export_formats import EXPORTS
from kg.fetch.services.service_registry import SERVICES
from kg.readers.read_files import read_papers
from tests.cli.conftest import PAPERS
from tests.cli.forking import ROOT

GOLD = ROOT / "tests" / "evaluate" / "data" / "gold.small.jsonl"
LINE = b'{"title": "A Map", "abstract": "We use GPT-4."}\n'


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did."""

    returncode: int
    stdout: bytes
    stderr: str


Call = Callable[..., Done]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Run a command in this process, whose linker is loaded once, with bytes on its standard input."""

    def run(*arguments: str | Path, input: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(input), encoding="utf-8"))
        code = main(list(map(str, arguments)))
        said = capsysbinary.readouterr()
        return Done(code, said.out, said.err.decode())

    return run


def _shell(line: str) -> tuple[int, str]:
    """The exit code of a line of the shell, and what it says; ``paperatlas`` is the program of this checkout."""
    line = f"paperatlas() {{ '{sys.executable}' '{ROOT / 'cli.py'}' \"$@\"; }}; {line}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stderr


def _commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{above}{name} ")


def test_every_path_says_what_it_does_with_standard_input_and_output() -> None:
    kinds: dict[object, str] = {PATH: "read", TARGET: "written", FOLDER: "folder", PLACE: "folder"}
    paths = {
        f"{name} {parameter.name}": kinds.get(parameter.type, "?")
        for name, command in _commands(cli)
        for parameter in command.params
        if isinstance(parameter.type, click.Path | click.File)
    }
    assert {name: kind for name, kind in paths.items() if not name.endswith(" output")} == {
        "remove identify": "folder", "update files": "read", "update corrections": "read", "update identify": "folder",
        "diff to": "written", "apply patches": "read", "apply to": "written", "fetch acl target": "written",
        "digest to": "written", "review export": "written", "catalogue align folders": "folder",
        "catalogue align out": "written", "catalogue coverage registry": "folder", "catalogue import files": "read",
        "catalogue import report": "written", "catalogue mappings out": "written",
        "build files": "read", "build corrections": "read", "add files": "read", "add corrections": "read",
        "link files": "read", "link corrections": "read", "view like": "read", "view to": "written",
        "export to": "written", "publish to": "folder", "validate file": "read", "explain text": "read",
        "evaluate gold": "read",
        "evaluate predictions": "read", "evaluate weights": "read", "evaluate extra": "read",
        "evaluate sentences": "read", "evaluate old": "read", "evaluate to": "written", "train files": "read",
        "train more": "read", "train sentences": "read", "train out": "written", "catalogue check folder": "folder",
        "catalogue import folder": "folder", "catalogue import out": "written",
        "identify make files": "read", "identify title folder": "folder", "identify graph index": "folder",
        "build identify": "folder", "add identify": "folder", "release into": "folder",
        **{f"fetch {service} target": "written" for service in SERVICES},
    }  # fmt: skip
    assert {kind for name, kind in paths.items() if name.endswith(" output")} == {"folder"}
    assert {name.split()[0] for name in paths} <= set(COMMANDS)


def test_the_same_papers_from_a_file_from_standard_input_and_from_a_pipe(call: Call) -> None:
    data = PAPERS.read_bytes()
    expected = call("link", PAPERS, "-q").stdout
    assert expected.count(b"\n") == 6
    for given in (data, gzip.compress(data)):
        assert call("link", "-", "-q", input=given) == Done(0, expected, "")
    read, write = os.pipe()
    with os.fdopen(write, "wb") as file:
        file.write(data)
    assert call("link", f"/dev/fd/{read}", "-q").stdout == expected
    os.close(read)


def test_a_slow_pipe_is_read_to_its_end() -> None:
    """The first piece is white space; then half a line comes, and then the rest."""
    pieces: list[bytes] = [b"\n", LINE[:20], LINE[20:], LINE * 3000]
    read, write = os.pipe()

    def feed() -> None:
        with os.fdopen(write, "wb", buffering=0) as file:
            for piece in pieces:
                file.write(piece)
                time.sleep(0.01)

    feeder = threading.Thread(target=feed)
    feeder.start()
    papers = list(read_papers(f"/dev/fd/{read}"))
    feeder.join()
    os.close(read)
    assert len(papers) == 3001


def test_a_pipe_of_much_packed_text_is_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.readers.base.packed_bytes._UNPACKING_FLOOR", 1000)
    packed = io.TextIOWrapper(io.BytesIO(gzip.compress(os.urandom(3000).hex().encode() + b"\n" + LINE)))
    monkeypatch.setattr(sys, "stdin", packed)
    assert len(list(read_papers("-", format="jsonl", on_fault=lambda fault: None))) == 1


def test_build_and_add_from_standard_input(call: Call, tmp_path: Path) -> None:
    out, lines = tmp_path / "out", PAPERS.read_bytes().splitlines(keepends=True)
    corrections = b"action\tsubject\tobject\tvalue\twho\twhen\tnote\nrename\t*\tGSM8K\tGSM-8K\tme\t2024-01-01\t\n"
    done = call("build", "-", "-q", "-o", out, input=lines[0])
    assert done.returncode == 0, done.stderr
    done = call("add", "-", "-q", "-o", out, input=lines[1])
    assert done.returncode == 0, done.stderr
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["counts"]["papers"] == 2
    assert [one["name"] for one in manifest["inputs"]] == ["standard input"] * 2
    assert sum(one["bytes"] for one in manifest["inputs"]) == len(lines[0] + lines[1])
    (tmp_path / "two.jsonl").write_bytes(lines[1])
    done = call("add", tmp_path / "two.jsonl", "-q", "-o", out, "--corrections", "-", input=corrections)
    assert done.returncode == 0, done.stderr
    assert (out / "corrections.tsv").read_bytes() == corrections
    done = call("link", PAPERS, "-q", "--corrections", "-", input=corrections + b"x\n")
    assert "paperatlas: standard input: the corrections have" in done.stderr


@pytest.mark.parametrize("form", sorted(EXPORTS))
def test_export_to_standard_output(
    form: str, call: Call, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # of forms that say when they were written
    done = call("export", form, "--to", "-", "-o", built)
    assert list(tmp_path.iterdir()) == []
    if form == "csv":
        assert (done.returncode, done.stdout) == (1, b"")
        assert "standard output: csv is a folder with two tables; name a folder" in done.stderr
        return
    assert (done.returncode, done.stderr) == (0, "Written: standard output\n")
    assert call("export", form, "--to", tmp_path / "file", "-o", built).stdout == b""
    assert done.stdout == (tmp_path / "file").read_bytes()


def test_what_the_shell_makes_of_files(built: Path, tmp_path: Path) -> None:
    code, said = _shell(f"cd '{tmp_path}'; paperatlas export n-triples -o '{built}' --to >(head -c 9 > head); wait $!")
    assert (code, said) == (0, "")
    assert (tmp_path / "head").read_bytes() == b"<https://"
    code, said = _shell(f"paperatlas stats --json -o '{built}' | true; exit ${{PIPESTATUS[0]}}")
    assert (code, said) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", ["stats", "export turtle --to -"])
def test_a_full_disk_is_no_unexpected_error(command: str, built: Path) -> None:
    code, said = _shell(f"paperatlas {command} -o '{built}' >/dev/full")
    assert code == 1
    assert said.startswith("paperatlas: standard output")
    assert "No space left on device; " in said


def test_closed_standard_streams(built: Path) -> None:
    assert _shell(f"paperatlas export turtle --to - -o '{built}' >&-") == (
        1, "paperatlas: standard output: cannot be written: it is closed; name a file that can be written\n"
    )  # fmt: skip
    assert _shell(f"paperatlas stats -o '{built}' >&-") == (0, "")
    assert _shell("paperatlas link -q - <&-") == (
        1, "paperatlas: standard input: the file cannot be opened (it is closed); check the path\n"
    )  # fmt: skip


def test_validate_query_and_explain_read_standard_input(call: Call, built: Path) -> None:
    for form in ("n-triples", "json-ld"):
        data = call("export", form, "--to", "-", "-o", built).stdout
        done = call("validate", "-", *(["--format", form] if form == "json-ld" else []), input=data)
        assert done.returncode == 0, done.stderr
    assert "paperatlas: standard input: it is not turtle:" in call("validate", "-", input=b"<a> <b>").stderr
    for name in ("-", "@-"):
        assert call("query", name, "-o", built, input=b"ASK { ?s ?p ?o }").stdout == b"answer\nTrue\n"
    done = call("explain", "GSM8K", "--text", "-", input=b"A Title\nWe evaluate GPT-4 on GSM8K.")
    assert done.stdout.startswith(b"A Title")


def test_view_reads_and_writes_pages_in_pipes(call: Call, built: Path) -> None:
    page = (built / "graph.html").read_bytes()
    done = call("view", "-o", built, "--like", "-", "--to", "-", input=page)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"<!DOCTYPE html>")
    assert done.stdout.endswith(b"</html>"), "the path of the page is not printed"
    assert "nodes lie about where standard input had them" in done.stderr
    done = call("view", "-o", built, "--like", built / "graph.html", "--to", "-", "--open")
    assert (done.returncode, done.stdout) == (2, b"")


def test_evaluate_reads_its_papers_once_and_keeps_tables_out_of_the_data(call: Call) -> None:
    gold = GOLD.read_bytes()
    done = call("evaluate", "-", "--to", "-", "-q", input=gold)
    assert done.returncode == 0, done.stderr
    predicted = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert predicted == [json.loads(line)["id"] for line in gold.splitlines()]
    again = call("evaluate", GOLD, "--predictions", "-", input=done.stdout)
    assert again.stdout.decode() == done.stderr
    assert "detection\t" in done.stderr
    both = call("evaluate", "-", "--to", "-", "--json", input=gold)
    assert (both.returncode, "--to - and --json both want standard output" in both.stderr) == (2, True)


def test_catalogue_import_to_standard_output(call: Call, tmp_path: Path) -> None:
    facts = (
        "name\taliases\ttype\torg\tdate\thub_id\turl\tsource\textra\nMapQuizzer-9\t\tbenchmark\t\t\t\t\tmteb_2.1\t\n"
    )
    (tmp_path / "mteb.tsv").write_text(facts, encoding="utf-8")
    done = call("catalogue", "import", "--from", tmp_path, "--to", "-")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"id\t")
    assert len(done.stdout.splitlines()) == 2
    assert "passed over because\tfacts" in done.stderr


def test_where_standard_input_makes_no_sense_it_is_said(
    call: Call, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = call("link", "-", "--corrections", "-")
    assert (twice.returncode, "standard input can be read only once" in twice.stderr) == (2, True)
    for arguments in (["stats", "-o", "-"], ["catalogue", "check", "-"]):
        done = call(*arguments)
        assert (done.returncode, "a folder cannot be standard input or output" in done.stderr) == (2, True)
    monkeypatch.chdir(tmp_path)
    done = call("export", "json", "--to", "./-", "-o", built)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "-").read_bytes() == (built / "graph.json").read_bytes()


@pytest.mark.parametrize("arguments", [["build", ""], ["add", ""], ["stats", "-o", ""]])
def test_an_empty_text_names_no_file(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A variable of a shell that is not set would otherwise be the working folder and all that lies in it."""
    assert main(arguments) == 2
    assert "an empty text names no file; the folder here is '.'" in " ".join(capsys.readouterr().err.split())
