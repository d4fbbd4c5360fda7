"""Processes that the program starts: none runs what lies in the working folder."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ground.errors import PaperAtlasError
from kg.ground.machine.child_process import child_path, python_command
from tests.architecture.test_layers import FILES, ROOT
from tests.cli.conftest import PAPERS

_HOSTILE = ("orjson", "json", "pickle", "kg", "spacy", "pyoxigraph", "sitecustomize", "usercustomize", "encodings")
# The three kinds of process, one after the other. Where they are started from, the working folder is first on the
# path, as it is for whoever types `python`.
_PROGRAM = """
import asyncio, os, sys
import json, orjson, pickle
from pathlib import Path
from kg.linker.parallel import link_papers
from kg.rdf.query.run import run_query
from kg.readers.read_files import read_papers
from kg.serve.process.pool import Pool
from kg.serve.http.settings import Settings
from kg.serve.process.spool import Spools
assert sys.path[0] == ""
papers, built, working = map(Path, sys.argv[1:])
os.chdir(working)
print(run_query(built / "store", "ASK { ?s ?p ?o }", timeout=60).truth)
print(sum(1 for _ in link_papers(list(read_papers(papers)), 2, few=1)))
async def serve():
    pool = Pool(Settings(store=built / "store"), 1, spools=Spools(1 << 20, 1 << 20))
    await pool.start()
    answer = await pool.ask("vocabulary", {})
    print(answer.status)
    await answer.pieces.aclose()
    await pool.close()
asyncio.run(serve())
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder whose modules have the names of what the program imports, and leave their own names behind."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in _HOSTILE:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / name)!r}, 'w').close()\nraise SystemExit(9)\n")
    return folder


def test_no_child_runs_what_lies_in_the_working_folder(hostile: Path, built: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") or name == "PYTHONPYCACHEPREFIX"
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(PAPERS), str(built), str(hostile)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["True", "6", "200"], done.stderr
    assert [path.name for path in hostile.parent.iterdir()] == ["hostile"]


@pytest.mark.parametrize("command", [["query", "ASK { ?s ?p ?o }", "--timeout", "60"], ["stats"]])
def test_no_command_does(command: list[str], hostile: Path, built: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *command, "-o", str(built)],
        cwd=hostile, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [path.name for path in hostile.parent.iterdir()] == ["hostile"]


def test_a_child_knows_its_arguments_and_finds_the_same_package() -> None:
    program = "import sys, kg.ground.machine.child_process as c; print(sys.argv[1:], c.__file__, sys.flags.safe_path)"
    done = subprocess.run(python_command(program, "a b", "{}"), cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout == f"['a b', '{{}}'] {ROOT / 'kg' / 'ground' / 'machine' / 'child_process.py'} True\n"


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        (["", "/lib"], "/site", ["/lib", "/site"]),
        (["/job", "/lib", "/site"], "/site", ["/lib", "/site"]),
        (["/job", "/lib"], "/job", ["/job", "/lib"]),
        (["/bin", "/job", "/lib", "/site"], "/site", ["/bin", "/job", "/lib", "/site"]),
        (["src", "/lib"], "/job/src", ["/job/src", "/lib"]),
        (["/app.pyz", "/lib"], "/app.pyz", ["/app.pyz", "/lib"]),
        (["/lib"], "/hooked", ["/lib", "/hooked"]),
    ],
    ids=["typed", "module or notebook", "checkout", "named", "relative", "archive", "import hook"],
)
def test_the_working_folder_stays_only_where_it_was_named(path: list[str], root: str, expected: list[str]) -> None:
    assert child_path(path, root, "/job") == expected


def test_without_an_interpreter_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(PaperAtlasError, match="does not know its own program"):
        python_command("pass")


def test_there_is_one_way_to_start_python() -> None:
    """One module starts processes, another names the program in a hint, a third tells Spark, which starts its own in
    safe mode; nothing imports the caller's script again."""
    texts = {path: path.read_text(encoding="utf-8") for path in FILES}
    trees = {path: ast.parse(text) for path, text in texts.items() if "executable" in text or "multiprocessing" in text}
    found = {
        (path.name, ast.unparse(node))
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable")
        or (isinstance(node, ast.Import | ast.ImportFrom) and "multiprocessing" in ast.unparse(node))
    }
    assert found == {(name, "sys.executable") for name in ("child_process.py", "extras.py", "session.py")}
