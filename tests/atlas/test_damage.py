"""The damage matrix: whatever is done to a file of a built folder, a command says so or gives the right answer.

Each file is emptied, cut to half, changed in one bit, and removed; then each command that reads a folder runs. It must
give what it gives for the sound folder, or one line that names a file and a remedy, with the exit code 1. What a
command does not open in the sound folder it cannot see: it runs once in a folder without all such files.
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
from functools import cache
from pathlib import Path

import pytest

import kg
from kg.atlas.atlas import Atlas
from kg.cli.main import main
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.index_format import INDEX
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


# An empty database is sound; a store without its list is as one of an earlier version; people edit corrections.
HARMLESS = {(_CACHE, "emptied"), (_CACHE, "removed"), ("store/files.json", "removed")}
HARMLESS |= {("corrections.tsv", damage) for damage in ("cut", "bit", "removed")}
HARMLESS |= {(file, damage) for file in _UNREAD for damage in DAMAGES}


def test_every_damage_is_named_or_does_no_harm(
    corrected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "run", _serves)
    sound: dict[str, Outcome] = {}
    opened: dict[str, set[str]] = {}
    for name, run in COMMANDS.items():
        sound[name], opened[name] = _opened(run, corrected)
    assert {name for name, outcome in sound.items() if outcome.code} == set()
    opened["verify"] = set(_files(corrected))  # it reads everything, the cache by SQLite's own way
    table: dict[tuple[str, str], Counter[str]] = {}
    wrong = []
    for name, run in COMMANDS.items():
        copy = _only(opened[name], corrected, tmp_path / name)
        done = run(copy)
        if (done.code, done.results.replace(str(copy), str(corrected))) != (0, sound[name].results):
            wrong.append(f"without the files that it does not read, {name}: {done}")
    for file in _files(corrected):
        whole = (corrected / file).read_bytes()
        for damage, change in DAMAGES.items():
            data = change(whole)
            if data == whole:
                continue
            with _damaged(corrected / file, data):
                for name in (name for name in COMMANDS if _reads(opened[name], file)):
                    verdict = _judge(COMMANDS[name](corrected), sound[name])
                    kind = "store/*.sst" if file.endswith(".sst") else file
                    table.setdefault((kind, name), Counter())[verdict[:5]] += 1
                    if verdict.startswith("WRONG"):
                        wrong.append(f"{file} {damage}, {name}: {verdict}")
                    if name == "verify" and verdict == "right" and (file, damage) not in HARMLESS:
                        wrong.append(f"{file} {damage}: verify does not see it")
    _print(table)
    assert wrong == [], "\n".join(wrong)


def _reads(opened: set[str], file: str) -> bool:
    """Whether a command that opens these files reads this one; RocksDB opens what it likes of its folder."""
    return file in opened or (file.startswith("store/") and any(other.startswith("store/") for other in opened))


def _only(opened: set[str], folder: Path, copy: Path) -> Path:
    """A copy of a folder without the files that a command does not read."""
    shutil.copytree(folder, copy)
    for path in [path for path in copy.rglob("*") if path.is_file()]:
        if not _reads(opened, path.relative_to(copy).as_posix()):
            path.unlink()
    return copy


def _print(table: dict[tuple[str, str], Counter[str]]) -> None:
    """The matrix, for ``pytest -s``: how many damages of each file a command names; 0/0 where it does not read it."""
    files = sorted({file for file, _ in table})
    print("\n" + " ".join(f"{name[:9]:>9}" for name in ("", *COMMANDS)))
    for file in files:
        cells = [table.get((file, name), Counter()) for name in COMMANDS]
        print(f"{file[-24:]:<24}", " ".join(f"{cell['named']}/{cell.total()}" for cell in cells))


_watched: list[tuple[Path, set[str]]] = []  # the folder of whoever looks now, and what was opened in it


@cache
def _listen() -> None:
    """Have Python tell of opened files, once: it never stops telling."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if _watched and event in ("open", "sqlite3.connect") and isinstance(arguments[0], (str, os.PathLike)):
            (folder, seen), path = _watched[0], Path(arguments[0]).absolute()
            if path.is_relative_to(folder):
                seen.add(path.relative_to(folder).as_posix())

    sys.addaudithook(hook)


def _opened(run: Callable[[Path], Outcome], folder: Path) -> tuple[Outcome, set[str]]:
    """What a command gives, and the files of the folder that it opens below Python's own functions.

    Openings by RocksDB and by a URI of SQLite are not seen.
    """
    _listen()
    seen: set[str] = set()
    _watched.append((folder, seen))
    outcome = run(folder)
    _watched.clear()
    return outcome, seen


@pytest.mark.usefixtures("only_linking")
def test_add_believes_nothing_that_is_damaged(corrected: Path, tmp_path: Path) -> None:
    """It runs with each file damaged that it opens; the store is not among them."""
    extra, folder = tmp_path / "third.jsonl", tmp_path / "out"
    extra.write_text(PAPERS.read_text(encoding="utf-8").splitlines(keepends=True)[2], encoding="utf-8")
    add = _command("add", str(extra), "-q")
    shutil.copytree(corrected, folder)
    _, opened = _opened(add, folder)
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
