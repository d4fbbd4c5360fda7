"""The saved queries on the graph, one after the other, in the process and over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import built_folder, made_once, rdflib_graph
from bench.harness.served import Connection, Served, free_port, request, rows_of_answer, serving
from bench.harness.versions import program
from bench.measurement import Work

_LONG_ENOUGH = 0.15  # seconds for which a query is asked again and again, and the mean taken
_MOST = 100  # times


def query_texts(setting: Setting) -> dict[str, str]:
    """The saved queries with the values of their examples, complete, so that any engine reads them; those that find
    nothing in the graph are left out.
    """
    path = made_once(setting.inputs / f"queries-{setting.sizes.graph}.json", partial(_write_texts, setting))
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str])


def _write_texts(setting: Setting, path: Path) -> None:
    from kg.ground.identifiers import DEFAULT_BASE
    from kg.rdf.query.run import run_query
    from kg.rdf.query.saved_queries import saved_queries
    from kg.rdf.query.store import open_store

    store = open_store(built_folder(setting, setting.sizes.graph) / "store")
    texts = {name: query.example_text(DEFAULT_BASE) for name, query in saved_queries().items()}
    path.write_bytes(msgspec.json.encode({name: text for name, text in texts.items() if len(run_query(store, text))}))


def own_queries(setting: Setting) -> Tasks:
    """In the process, checked, on the store on disk."""
    from kg.rdf.query.run import run_query
    from kg.rdf.query.store import open_store

    store = open_store(built_folder(setting, setting.sizes.graph) / "store")
    return {
        name: partial(asked_again, lambda text=text: len(run_query(store, text)), time.process_time)  # type: ignore[misc]
        for name, text in query_texts(setting).items()
    }


def rdflib_queries(setting: Setting) -> Tasks:
    """rdflib's engine, on its graph in memory."""
    graph = rdflib_graph(setting)

    def count(text: str) -> int:
        # A query that groups nothing gives a row without values.
        return sum(any(value is not None for value in row) for row in graph.query(text))  # type: ignore[union-attr]

    return {
        name: partial(asked_again, partial(count, text), time.process_time)
        for name, text in query_texts(setting).items()
    }


def oxigraph_server(setting: Setting) -> Tasks:
    """The Oxigraph server on the same store, over one connection; what is counted is its own time."""
    command, port = program("oxigraph"), free_port()
    assert command is not None
    store = built_folder(setting, setting.sizes.graph) / "store"
    given: list[str | Path] = [command, "serve-read-only", "-l", store, "-b", f"127.0.0.1:{port}"]
    served = setting.stack.enter_context(serving(given, port, setting.scratch))
    connection = setting.stack.enter_context(Connection(port))
    return {
        name: partial(_asked_of_server, connection, served, request("/query", text))
        for name, text in query_texts(setting).items()
    }


def _asked_of_server(connection: Connection, served: Served, asked: bytes, number: int) -> Work:
    return asked_again(lambda: rows_of_answer(connection.ask(asked)), served.cpu, number, served.memory)


def asked_again(
    count: Callable[[], int], cpu: Callable[[], float], number: int, memory: Callable[[], float] | None = None
) -> Work:
    """Ask a query for a while; the work of one asking, on average.

    Args:
        count: asks, and counts the rows. cpu: CPU seconds so far of what answers. memory: its peak.
    """
    begin, used, times, rows = time.perf_counter(), cpu(), 0, 0
    while times < _MOST and (not times or time.perf_counter() - begin < _LONG_ENOUGH):
        rows = count()
        times += 1
    return Work({"rows": rows}, cpu=(cpu() - used) / times, peak=memory() if memory else None)


SAVED_QUERIES = Contest(
    "queries",
    "The saved queries that find something in the graph, each asked again and again for a moment, parsed each time.",
    Side("paperatlas", own_queries),
    (
        Side("Oxigraph server", oxigraph_server, ("program:oxigraph",), "writes JSON and sends it over HTTP"),
        Side("rdflib", rdflib_queries, ("rdflib",), "works in memory"),
    ),
    rounds=3,
    warm=False,
)
