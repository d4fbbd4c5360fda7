"""The endpoint under load: clients that ask the saved queries all at once, beside the Oxigraph server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import built_folder
from bench.harness.served import Connection, Served, ask_all, free_port, request, rows_of_answer, serving
from bench.harness.versions import program
from bench.measurement import RowRefused, Work
from bench.rows.saved_queries import query_texts


def cached_endpoint(setting: Setting) -> Tasks:
    """``paperatlas serve`` as it is."""
    return _own(setting, ())


def uncached_endpoint(setting: Setting) -> Tasks:
    """``paperatlas serve`` that keeps no answers."""
    return _own(setting, ("--cache", "0"))


def _own(setting: Setting, more: Sequence[str]) -> Tasks:
    port, folder = free_port(), built_folder(setting, setting.sizes.graph)
    command = [*setting.program, "serve", "-o", folder, "--port", str(port), "--no-log", *more]
    return _asking(setting, command, port, "/sparql")


def oxigraph_server(setting: Setting) -> Tasks:
    """The Oxigraph server on the same store."""
    command, port = program("oxigraph"), free_port()
    assert command is not None
    store = built_folder(setting, setting.sizes.graph) / "store"
    given: list[str | Path] = [command, "serve-read-only", "-l", store, "-b", f"127.0.0.1:{port}"]
    return _asking(setting, given, port, "/query")


def _asking(setting: Setting, command: Sequence[str | Path], port: int, path: str) -> Tasks:
    """Start a server, ask each query once and count what it answers, then have so many clients ask in each task."""
    served = setting.stack.enter_context(serving(command, port, setting.scratch))
    requests = [request(path, text) for text in query_texts(setting).values()]
    with Connection(port) as connection:
        rows = sum(rows_of_answer(connection.ask(one)) for one in requests)
    counts = setting.sizes.clients
    return {
        f"{clients} client{'s' * (clients > 1)}": partial(_load, setting, served, requests, rows, clients)
        for clients in counts
    }


def _load(setting: Setting, served: Served, requests: Sequence[bytes], rows: int, clients: int, number: int) -> Work:
    before = served.cpu()
    load = asyncio.run(ask_all(served.port, requests, clients, setting.sizes.requests))
    if load.errors:
        raise RowRefused(f"{load.errors} of {setting.sizes.requests} answers are errors")
    clocks = {
        "answers/s by the clock": len(load.seconds) / load.lasted,
        "ms median": load.milliseconds(0.5),
        "ms of the slowest hundredth": load.milliseconds(0.99),
    }
    read = {"answers": len(load.seconds), "rows": rows}
    return Work(read, cpu=served.cpu() - before, peak=served.memory(), clocks=clocks)


_ABOUT = (
    "Clients on connections of their own ask the saved queries in turns, each waiting for its answer; all sides on the "
    "same cores. What is counted is the server's own time with its workers; rows are those of one answer to each query."
)
ENDPOINT = Contest(
    "endpoint",
    f"{_ABOUT} `paperatlas serve` keeps answers that are asked for again.",
    Side("paperatlas serve", cached_endpoint, ("uvicorn",)),
    (Side("Oxigraph server", oxigraph_server, ("program:oxigraph",), "keeps no answers, ends no query"),),
    unit="answers",
    rounds=3,
    clock=True,
)
ENDPOINT_UNCACHED = Contest(
    "endpoint-uncached",
    f"{_ABOUT} With `--cache 0`, each answer is made anew.",
    Side("paperatlas serve --cache 0", uncached_endpoint, ("uvicorn",)),
    (Side("Oxigraph server", oxigraph_server, ("program:oxigraph",), "ends no query"),),
    unit="answers",
    rounds=3,
    clock=True,
)
