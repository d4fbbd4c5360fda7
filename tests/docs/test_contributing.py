"""The steps of ``docs/contributing.md``, taken from the page and done in a copy of the package."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.readers.read_files import read_papers

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contributing.md"
SMALL_GOLD = ROOT / "tests" / "evaluate" / "data" / "gold.small.jsonl"
COPIED = ("bench", "kg", "ontology", "docs", "tests", "README.md", "pyproject.toml")
_ANY = "…"  # stands for any text in what a command prints

# Runs commands one after the other in one process, which loads the linker once, and tells what each printed.
RUNNER = """
import contextlib, json, sys, tempfile
import pytest
from bench.__main__ import main as bench_main
from docs import generate
from kg.cli.main import main

def make_docs():
    generate.build = lambda *given: None  # the README's example takes a build, and shows nothing new
    generate.readme = lambda folder: generate.README.read_text(encoding="utf-8")
    generate.main()

done = []
for words in json.loads(sys.argv[1]):
    with tempfile.TemporaryFile("w+") as printed, contextlib.redirect_stdout(printed):
        match words:
            case ["paperatlas", *arguments]:
                code = main(arguments)
            case ["python", "-m", "pytest", *arguments]:
                code = int(pytest.main(["-p", "no:cacheprovider", *arguments]))
            case ["python", "-m", "bench", *arguments]:
                code = bench_main(arguments)
            case ["make", "docs"]:
                code = make_docs() or 0
            case _:
                raise SystemExit(f"what is {words}?")
        printed.flush()
        printed.seek(0)
        done.append((code, printed.read()))
print(json.dumps(done))
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A code block of the page: its language, what stands behind that (a path), and its text."""

    language: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command and the lines that it must print, in their order, among others."""

    words: tuple[str, ...]
    printed: tuple[str, ...]


def blocks_of(heading: str) -> list[Block]:
    """The blocks of a section that are files, changes or commands."""
    page = PAGE.read_text(encoding="utf-8")
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^ *```(\w+)(?: (\S+))?\n(.*?)^ *```$", section, re.DOTALL | re.MULTILINE)
    return [Block(language, path, textwrap.dedent(text)) for language, path, text in found]


def commands_of(blocks: Sequence[Block]) -> Iterator[Command]:
    for block in blocks:
        if block.language == "console":
            for text in block.text.split("$ ")[1:]:
                command, *printed = text.splitlines()
                yield Command(tuple(shlex.split(command)), tuple(printed))


def apply_block(block: Block, root: Path) -> None:
    """Write the file of a block, or make its change, whose context must stand exactly once in the file."""
    path = root / block.path
    if block.language != "diff":
        assert not path.exists(), f"{block.path} is there already"
        path.write_text(block.text, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    for hunk in block.text.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{block.path} has not, or not only once:\n{before}"
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def carry_out(blocks: Sequence[Block], root: Path) -> None:
    """Make all changes of some blocks in a copy, then run their commands there and look at what they print."""
    for block in blocks:
        if block.path:
            apply_block(block, root)
    commands = list(commands_of(blocks))
    environment = {**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "COV_CORE_SOURCE"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, json.dumps([command.words for command in commands])],
        cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for command, (code, printed) in zip(commands, json.loads(done.stdout.splitlines()[-1]), strict=True):
        assert code == 0, f"{shlex.join(command.words)}: {printed}{done.stderr}"
        missing = next(missing_lines(command.printed, printed.splitlines()), None)
        assert missing is None, f"{shlex.join(command.words)} does not print {missing!r} there:\n{printed}"


def missing_lines(wanted: Sequence[str], printed: Sequence[str]) -> Iterator[str]:
    """The lines that are not printed, or not behind those before them."""
    rest = iter(printed)
    for line in wanted:
        pattern = re.sub(r"([\[*?])", r"[\1]", line).replace(_ANY, "*")
        if not any(fnmatch.fnmatchcase(each.rstrip(), pattern) for each in rest):
            yield line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the steps change and the commands need."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, root / name)
    return root


def write_refer(path: Path) -> None:
    """Write the six papers of all readers' fixtures as Refer."""
    papers = read_papers(ROOT / "tests" / "readers" / "fixtures" / "papers.jsonl")
    records = [f"%0 Journal Article\n%T {paper.title}\n%X {paper.abstract}\n" for paper in papers]
    path.write_text("\n".join(records), encoding="utf-8")


def write_annotations(path: Path) -> None:
    """Write ten annotated papers, among them those that have a name alone in brackets."""
    lines = SMALL_GOLD.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.sort(key=lambda line: re.search(r"\(\w+\)", json.loads(line)["abstract"]) is None)
    path.write_text("".join(lines[:10]), encoding="utf-8")


def test_a_reader_a_query_an_exporter_and_a_role_are_added(copy: Path, example_build: Path) -> None:
    write_refer(copy / "tests" / "readers" / "fixtures" / "papers.enw")
    shutil.copytree(example_build, copy / "output")
    blocks = [
        block
        for heading in ("Add a reader", "Add a saved query", "Add an exporter", "Add a role")
        for block in blocks_of(heading)
    ]
    carry_out(blocks, copy)
    formats = (copy / "docs" / "formats.md").read_text(encoding="utf-8")
    assert "| `refer` | Refer, as" in formats
    assert "| `tgf` | .tgf | Trivial Graph" in formats
    assert "## developed-by" in (copy / "docs" / "queries.md").read_text(encoding="utf-8")
    assert "| `kg:extends` | `kg:mentions` |" in (copy / "docs" / "terms.md").read_text(encoding="utf-8")


def test_a_feature_of_the_scorer_is_added(copy: Path) -> None:
    pytest.importorskip("sklearn")
    write_annotations(copy / "gold.jsonl")
    carry_out(blocks_of("Add a feature of the scorer"), copy)


def test_a_row_is_added_to_the_bench(copy: Path) -> None:
    carry_out(blocks_of("Add a row to the bench"), copy)
    assert "gives fields as they are written" in (copy / "bibtex.md").read_text(encoding="utf-8")
    figures = json.loads((copy / "bibtex.json").read_bytes())
    assert [row["ratio"]["count"] for row in figures["rows"]] == [3]


def test_a_line_that_is_not_printed_is_found() -> None:
    assert list(missing_lines(["a…", "c"], ["abc", "b", "c"])) == []
    assert list(missing_lines(["c", "a…"], ["abc", "b", "c"])) == ["a…"]
    assert list(missing_lines(["[x]"], ["x"])) == ["[x]"]
