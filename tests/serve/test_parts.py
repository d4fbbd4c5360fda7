"""The parts of the server that need no server: negotiation, datasets of updates, the index of names, extras."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from kg.atlas.manifest import Manifest
from kg.catalogue.search_tiers import SearchTier
from kg.cli.main import main
from kg.ground.errors import OutputError, QueryError
from kg.rdf.query.store import open_store
from kg.rdf.query.store_index import StoreIndex as Index
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import TABLE_TYPES, best, forms, takes_gzip
from kg.serve.http.settings import Settings
from kg.serve.routes.service import Service
from kg.serve.tasks.update import with_dataset

ROOT = Path(__file__).resolve().parents[2]
NAME = "USING <http://e.org/g>"


@given(st.text(max_size=60))
def test_any_accept_header_is_read(accept: str) -> None:
    assert best(accept, list(TABLE_TYPES)) in (None, *TABLE_TYPES)
    takes_gzip(accept)


def test_the_more_specific_range_counts() -> None:
    assert best("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", list(TABLE_TYPES)) == "text/xml"
    assert best("*/*, text/csv;q=0", ["text/csv", "text/xml"]) == "text/xml"
    assert forms("application/xml") == ("xml", "rdf-xml")
    assert best("text/csv;q=0.1, *;q=0.2", ["text/csv", "text/xml"]) == "text/xml"
    assert best(" , ;q=1", ["text/csv"]) == "text/csv"


ALL = "{ ?s ?p ?o }"
NAMED = "{ GRAPH ?g { ?s ?p ?o } }"
NESTED = f"{{ {{ SELECT * WHERE {ALL} }} }}"


@pytest.mark.parametrize(
    ("update", "told"),
    [
        (f"INSERT {ALL} WHERE {ALL}", f"INSERT {ALL} {NAME} WHERE {ALL}"),
        ("INSERT DATA { <a:a> <a:b> 'WHERE' }", "INSERT DATA { <a:a> <a:b> 'WHERE' }"),
        (f"delete where {ALL}", f"delete {ALL} {NAME} where {ALL}"),
        (f"DELETE # WHERE\nWHERE {NAMED} ; CLEAR ALL", f"DELETE # WHERE\n{NAMED} {NAME} WHERE {NAMED} ; CLEAR ALL"),
        (f"DELETE {ALL} WHERE {NESTED}", f"DELETE {ALL} {NAME} WHERE {NESTED}"),
    ],
)
def test_the_dataset_of_an_update_is_written_out(update: str, told: str) -> None:
    assert with_dataset(update, [NAME]) == told
    ox.Store().update(told)


@pytest.mark.parametrize("update", [f"WITH <a:g> DELETE {ALL} WHERE {ALL}", f"DELETE {ALL} USING <a:g> WHERE {ALL}"])
def test_two_datasets_are_refused(update: str) -> None:
    with pytest.raises(QueryError, match="names a dataset"):
        with_dataset(update, [NAME])


def test_an_index_ranks_the_same_name_before_others(store: Path) -> None:
    index = Index.of(open_store(store), "https://w3id.org/paperatlas/")
    tiers = {node.id: match.tier for node, match in index.find("GPT-4")}
    assert tiers["artifact/gpt-4"] == SearchTier.NAME
    assert tiers["artifact/gpt-4o"] == SearchTier.BEGINNING
    assert index.find("\n") == index.find("") == []


@given(st.text(max_size=20))
def test_any_text_can_be_searched(text: str) -> None:
    index = Index.of(ox.Store(), "https://w3id.org/paperatlas/")
    assert index.find(text) == []


def test_a_fault_nobody_foresaw_shows_nothing_of_itself(capfd: pytest.CaptureFixture[str]) -> None:
    fault = Fault.of(KeyError("/secret/path"))
    assert fault.status == 500
    assert b"secret" not in fault.body(None) + fault.body("application/json")
    assert "KeyError" in capfd.readouterr().err


def test_a_worker_that_cannot_be_started_is_no_lost_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system has too little of for a moment must not leave the server without workers."""

    async def full(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", full)
    service = Service(Settings(Path("none")))
    with ThreadPoolExecutor(1) as thread:  # this one may have an event loop already, that of a browser's tests
        with pytest.raises(OutputError, match="cannot be started"):
            thread.submit(asyncio.run, service.start()).result()
        for _ in range(2):  # the second attempt is one, too
            with pytest.raises(Fault, match="cannot be started") as caught:
                thread.submit(asyncio.run, service.look_up(Request({"type": "http"}), "search", {})).result()
            assert caught.value.status == 503


def test_an_extra_that_is_missing_is_told_before_anything_else() -> None:
    """In one process: each is looked for as if it were the first that it imports."""
    program = """
import sys
from kg.cli.main import main
before = set(sys.modules)
for missing in ("starlette", "uvicorn", "httptools"):
    sys.modules[missing] = None
    print(main(["serve", "-o", "nowhere"]))
    for name in set(sys.modules) - before:
        del sys.modules[name]
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n" * 3
    line = r"paperatlas: serving needs Starlette, .*; install it: .*pip install '.*\[serve\]'\n"
    assert re.fullmatch(f"(?:{line}){{3}}", done.stderr)


def test_a_server_imports_nothing_that_only_drawing_needs() -> None:
    program = "import sys, kg.serve.server; print({'numpy', 'networkx', 'pyvis'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "set()\n", done.stderr


def test_what_is_wrong_is_told_in_place_of_an_address(
    store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = _built(tmp_path, store)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for arguments, told in (
            (("--port", str(taken.getsockname()[1])), "in use; take another --port"),
            (("--port", "0", "--host", "192.0.2.1"), "; take another --host"),  # RFC 5737: nobody's
            (("--port", "0", "--allow-origin", "example.org"), "'example.org' is no origin"),
            (("--port", "0", "--allow-host", "http://x"), "'http://x' is no name"),
            (("--port", "0", "--writable", "--token", "a b"), "the token has spaces"),
        ):
            assert main(["serve", "-o", str(folder), *arguments]) == 1
            error = capfd.readouterr().err
            assert told in error
            assert error.count("\n") == 1


def test_the_address_is_told_once_it_answers(store: Path, tmp_path: Path) -> None:
    folder = _built(tmp_path, store)
    start = [sys.executable, "cli.py", "serve", "-o", str(folder), "--port", "0", "--allow-origin", "*"]
    with subprocess.Popen(start, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "warning: --allow-origin '*' lets any page" in process.stderr.readline()
        address = re.search(r"http://localhost:[1-9]\d*/", process.stderr.readline())
        assert address is not None
        answer = httpx.get(f"{address[0]}sparql?query=ASK{{}}", trust_env=False, timeout=20)
        process.terminate()
    assert answer.status_code == 200


def _built(folder: Path, store: Path) -> Path:
    """A folder with a store and what says that it is a build."""
    shutil.copytree(store, folder / "built" / "store")
    Manifest({}, Settings(store).base, (), {}, {}).write(folder / "built")
    return folder / "built"


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    program = f"""
from pathlib import Path
from kg.ground.errors import PaperAtlasError
from kg.serve.server import run
from kg.serve.http.settings import Settings
try:
    run(Settings(Path({str(folder)!r}), token="t"), "127.0.0.1", 0, announce=lambda address: print("serving at"))
except PaperAtlasError as error:
    print(error)
"""
    start = [sys.executable, "-c", program]
    return subprocess.run(start, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_store_that_cannot_be_opened_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a store")
    done = _run(tmp_path / "file")
    assert "the store cannot be opened for writing" in done.stdout
    assert "serving at" not in done.stdout
    assert not done.stderr


def test_a_store_that_another_process_writes_is_left_alone(tmp_path: Path) -> None:
    held = ox.Store(tmp_path / "store")
    done = _run(tmp_path / "store")
    assert "stop the process that has it open" in done.stdout
    assert len(held) == 0
