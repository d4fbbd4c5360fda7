"""The parts of the server that need no server: negotiation, datasets of updates, the index of names, extras."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from kg.ground.errors import OutputError, QueryError
from kg.rdf.store import open_store
from kg.serve.faults import Fault
from kg.serve.media import RESULTS, best, forms, takes_gzip
from kg.serve.searching import Index
from kg.serve.service import Service
from kg.serve.settings import Settings
from kg.serve.updating import with_dataset

ROOT = Path(__file__).resolve().parents[2]
NAME = "USING <http://e.org/g>"


@given(st.text(max_size=60))
def test_any_accept_header_is_read(accept: str) -> None:
    assert best(accept, list(RESULTS)) in (None, *RESULTS)
    takes_gzip(accept)


def test_the_more_specific_range_counts() -> None:
    assert best("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", list(RESULTS)) == "text/xml"
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
    found = index.find("GPT-4")
    ranks = {iri.rpartition("/")[2]: rank for iri, (rank, _) in found.items()}
    assert ranks["gpt-4"] == 0
    assert ranks["gpt-4o"] == 1
    assert index.find("\n") == index.find("") == {}


@given(st.text(max_size=20))
def test_any_text_can_be_searched(text: str) -> None:
    index = Index.of(ox.Store(), "https://w3id.org/paperatlas/")
    assert index.find(text) == {}


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


def test_the_extra_is_named_where_it_is_missing() -> None:
    program = """
import sys
sys.modules["starlette"] = sys.modules["uvicorn"] = None
from pathlib import Path
from kg.ground.errors import MissingExtraError
from kg.serve.app import create_app
from kg.serve.running import run
from kg.serve.service import Service
from kg.serve.settings import Settings
for start in (lambda: create_app(Service(Settings(Path("x")))), lambda: run(Settings(Path("x")), "127.0.0.1", 0)):
    try:
        start()
    except MissingExtraError as error:
        assert "paperatlas[serve]" in str(error)
    else:
        raise SystemExit("it did not fail")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    program = f"""
from pathlib import Path
from kg.ground.errors import PaperAtlasError
from kg.serve.running import run
from kg.serve.settings import Settings
try:
    run(Settings(Path({str(folder)!r}), token="t"), "127.0.0.1", 0)
except PaperAtlasError as error:
    print(error)
"""
    start = [sys.executable, "-c", program]
    return subprocess.run(start, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_store_that_cannot_be_opened_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a store")
    done = _run(tmp_path / "file")
    assert "the store cannot be opened for writing" in done.stdout
    assert not done.stderr


def test_a_store_that_another_process_writes_is_left_alone(tmp_path: Path) -> None:
    held = ox.Store(tmp_path / "store")
    done = _run(tmp_path / "store")
    assert "stop the process that has it open" in done.stdout
    assert len(held) == 0
