"""The damage matrix: whatever is done to a file of a built folder, a command says so or gives the right answer.

Each file is emptied, cut to half, changed in one bit, and removed; then each command that reads a folder runs. It must
give what it gives for the sound folder, or one line that names a file and a remedy, with the exit code 1.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import kg
from kg.atlas.atlas import Atlas
from kg.cli.main import main
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import INDEX
from kg.ground.errors import PaperAtlasError
from kg.ground.files.integrity import check_listed
from kg.rdf.query.store import open_store
from kg.serve import server
from kg.serve.http.settings import Settings

PAPERS = Path(__file__).parents[1] / "cli" / "papers.jsonl"
# RocksDB's log for people and its lock, and the figures of the last run: nothing is read from them.
_UNREAD = ("store/LOG", "store/LOCK", "cache/last_build.json", ".lock")
# What can be read of a damaged cache is right, and what cannot is linked anew, with a warning.
_CACHE = "cache/readings.sqlite"


def _empty(data: bytes) -> bytes | None:
    return b""


def _half(data: bytes) -> bytes | None:
    return data[: len(data) // 2]


def _flip(data: bytes) -> bytes | None:
    place = len(data) * 2 // 5
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :] if data else data


def _remove(data: bytes) -> bytes | None:
    return None


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "emptied": _empty, "cut": _half, "bit": _flip, "removed": _remove,
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a command gave: its exit code, its results, and its messages."""

    code: int
    results: str
    messages: str


def _command(*arguments: str) -> Callable[[Path], Outcome]:
    def run(folder: Path) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*arguments, "-o", str(folder)])
        return Outcome(code, out.getvalue(), err.getvalue())

    return run


def _exported(format: str) -> Callable[[Path], Outcome]:
    def run(folder: Path) -> Outcome:
        to = folder.parent / "exported"
        done = _command("export", format, "--to", str(to))(folder)
        files = [to] if to.is_file() else sorted(to.iterdir()) if to.exists() else []
        results = done.results + "".join(file.read_text(encoding="utf-8") for file in files)
        if to.is_dir():
            shutil.rmtree(to)
        else:
            to.unlink(missing_ok=True)
        return Outcome(done.code, results, done.messages)

    return run


def _python(read: Callable[[Atlas], object]) -> Callable[[Path], Outcome]:
    def run(folder: Path) -> Outcome:
        try:
            return Outcome(0, str(read(kg.open(folder))), "")
        except PaperAtlasError as error:
            return Outcome(1, "", f"paperatlas: {error}\n")

    return run


def _serves(settings: Settings, host: str, port: int, **options: object) -> None:
    """What a server reads when it starts, and when its explorer is first asked, without its processes and sockets."""
    print(len(open_store(settings.store)), settings.base)
    index = settings.store.parent / INDEX
    check_listed(index)
    found = Index(index)
    print(found.overview())
    found.close()


COMMANDS: dict[str, Callable[[Path], Outcome]] = {
    "query": _command("query", "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"),
    "saved query": _command("query", "most-used-benchmarks"),
    "query --explain": _command("query", "ASK { ?s kg:uses ?o }", "--explain"),
    "explain": _command("explain", "MapMath: A Benchmark for Arithmetic on Maps", "GPT-4"),
    "show": _command("show", "GPT-4"),
    "view": _command("view", "--no-open"),
    "stats": _command("stats"),
    "validate": _command("validate"),
    "export turtle": _exported("turtle"),
    "export graphml": _exported("graphml"),
    "export csv": _exported("csv"),
    "serve": _command("serve"),
    "verify": _command("verify", "-q"),
    ".graph": _python(lambda atlas: sorted(atlas.graph.nodes)),
    ".papers": _python(lambda atlas: list(atlas.papers())),
    ".readings": _python(lambda atlas: list(atlas.readings())),
    ".rdf": _python(lambda atlas: len(atlas.rdf())),
}  # fmt: skip


def _files(folder: Path) -> list[str]:
    """All files; of the store's tables, of which there are a dozen, the smallest and the largest."""
    tables = sorted(folder.glob("store/*.sst"), key=lambda path: (path.stat().st_size, path.name))
    left_out = {path.name for path in tables[1:-1]}
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return sorted(name for name in found if Path(name).name not in left_out)


@contextlib.contextmanager
def _damaged(path: Path, data: bytes | None) -> Iterator[None]:
    """The file with other bytes, or none; as it was afterwards, its time of change too."""
    sound, state = path.read_bytes(), path.stat()
    try:
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)
        yield
    finally:
        path.write_bytes(sound)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def _judge(outcome: Outcome, sound: Outcome) -> str:
    """Whether an outcome is allowed: "right", "named", or what is wrong with it."""
    if (outcome.code, outcome.results) == (sound.code, sound.results):
        return "right"
    lines = [line for line in outcome.messages.splitlines() if line.startswith("paperatlas:")]
    if outcome.code != 1 or len(lines) != 1 or "unexpected" in lines[0] or "Traceback" in outcome.messages:
        return f"WRONG: {outcome.code} {outcome.messages[-300:]}"
    return "named" if "; " in lines[0] and "/" in lines[0] else f"WRONG: {lines[0]}"


def test_every_damage_is_named_or_does_no_harm(corrected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "run", _serves)
    sound = {name: run(corrected) for name, run in COMMANDS.items()}
    assert {name for name, outcome in sound.items() if outcome.code} == set()
    table: dict[tuple[str, str], Counter[str]] = {}
    wrong = []
    # An empty database is sound; a store without its list is as one of an earlier version; people edit corrections.
    harmless = {(_CACHE, "emptied"), (_CACHE, "removed"), ("store/files.json", "removed")}
    harmless |= {("corrections.tsv", damage) for damage in ("cut", "bit", "removed")}
    harmless |= {(file, damage) for file in _UNREAD for damage in DAMAGES}
    for file in _files(corrected):
        whole = (corrected / file).read_bytes()
        for damage, change in DAMAGES.items():
            data = change(whole)
            if data == whole:
                continue
            with _damaged(corrected / file, data):
                for name, run in COMMANDS.items():
                    verdict = _judge(run(corrected), sound[name])
                    kind = "store/*.sst" if file.endswith(".sst") else file
                    table.setdefault((kind, name), Counter())[verdict[:5]] += 1
                    if verdict.startswith("WRONG"):
                        wrong.append(f"{file} {damage}, {name}: {verdict}")
                    if name == "verify" and verdict == "right" and (file, damage) not in harmless:
                        wrong.append(f"{file} {damage}: verify does not see it")
    _print(table)
    assert wrong == [], "\n".join(wrong)


def _print(table: dict[tuple[str, str], Counter[str]]) -> None:
    """The matrix, for ``pytest -s``: for each file and command, how many damages of the four were named."""
    files = sorted({file for file, _ in table})
    print("\n" + " ".join(f"{name[:9]:>9}" for name in ("", *COMMANDS)))
    for file in files:
        cells = [table[file, name] for name in COMMANDS]
        print(f"{file[-24:]:<24}", " ".join(f"{cell['named']}/{cell.total()}" for cell in cells))


def _opened(work: Callable[[], object], folder: Path) -> set[str]:
    """The files of a folder that work opens, below Python's own functions; RocksDB's openings are not seen."""
    seen: set[str] = set()
    listening = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if listening[0] and event in ("open", "sqlite3.connect") and isinstance(arguments[0], (str, os.PathLike)):
            path = Path(arguments[0]).absolute()
            if path.is_relative_to(folder):
                seen.add(path.relative_to(folder).as_posix())

    sys.addaudithook(hook)
    work()
    listening[0] = False
    return seen


@pytest.mark.usefixtures("only_linking")
def test_add_believes_nothing_that_is_damaged(corrected: Path, tmp_path: Path) -> None:
    """It runs with each file damaged that it opens; the store is not among them."""
    extra, folder = tmp_path / "third.jsonl", tmp_path / "out"
    extra.write_text(PAPERS.read_text(encoding="utf-8").splitlines(keepends=True)[2], encoding="utf-8")
    add = _command("add", str(extra), "-q")
    shutil.copytree(corrected, folder)
    opened = _opened(lambda: add(folder), folder)
    right = (folder / "readings.jsonl").read_bytes()
    found = {name for name in opened if (corrected / name).is_file()} - set(_UNREAD)
    assert {"manifest.json", "records.jsonl.gz", "corrections.tsv", _CACHE} <= found
    for name in sorted(found):
        for damage, change in DAMAGES.items():
            shutil.rmtree(folder)
            shutil.copytree(corrected, folder)
            data = change((corrected / name).read_bytes())
            (folder / name).unlink()
            if data is not None:
                (folder / name).write_bytes(data)
            done = add(folder)
            said = f"{name} {damage}: {done.code} {done.messages}"
            assert "unexpected" not in done.messages, said
            if done.code == 0 and name == "corrections.tsv":  # it may have been edited, which is told
                assert "corrections.tsv" in done.messages, said
            elif done.code == 0:
                assert (folder / "readings.jsonl").read_bytes() == right, said
                assert name in done.messages or damage in ("emptied", "removed"), said
            else:
                assert name in done.messages.splitlines()[-1], said
                assert (folder / "readings.jsonl").read_bytes() == (corrected / "readings.jsonl").read_bytes(), said
            if name in ("manifest.json", "records.jsonl.gz"):
                assert done.code == 1, said
