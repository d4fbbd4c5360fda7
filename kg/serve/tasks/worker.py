"""A worker: a process that has the store open and answers one request after another.

The engine cannot be interrupted, so whoever takes too long is ended with the process that it runs in. Workers are
started before they are needed and stay; a request costs two pipes, not the start of a process.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import orjson
import pyoxigraph as ox

from kg.explorer.served.index_format import INDEX
from kg.ground.errors import OutputError, PaperAtlasError
from kg.rdf.query.store import open_store
from kg.rdf.query.store_seal import check_store, unseal_store
from kg.serve.http.faults import Fault
from kg.serve.process.sandbox import confine
from kg.serve.process.wire import READY, Channel, Sender, frame
from kg.serve.tasks.task import Arguments, Context, Task

#: Task to the module and function that does it; a module is imported when it is first needed.
TASKS: dict[str, tuple[str, str]] = {
    "query": ("kg.serve.tasks.query", "answer_query"),
    "update": ("kg.serve.tasks.update", "apply_update"),
    "read-graph": ("kg.serve.tasks.graph_store", "read_graph"),
    "write-graph": ("kg.serve.tasks.graph_store", "write_graph"),
    "read-dataset": ("kg.serve.tasks.dataset", "read_dataset"),
    "write-dataset": ("kg.serve.tasks.dataset", "write_dataset"),
    "saved": ("kg.serve.tasks.vocabulary", "answer_saved"),
    "feed": ("kg.serve.tasks.resource", "write_feed"),
    "resource": ("kg.serve.tasks.resource", "describe_resource"),
    "search": ("kg.serve.tasks.search", "search"),
    "vocabulary": ("kg.serve.tasks.vocabulary", "vocabulary"),
    "cited-papers": ("kg.serve.tasks.cited_papers", "list_cited_papers"),
    "bind": ("kg.serve.tasks.vocabulary", "bind_saved"),
}


def main() -> int:
    """Serve requests from standard input until it is closed; the options are JSON, the process's one argument."""
    options = orjson.loads(sys.argv[1])
    confine(options["memory"])
    # Nothing that a library prints may get between the frames.
    channel = Channel(0, os.dup(1))
    os.dup2(2, 1)
    try:
        store = _open_for_worker(Path(options["store"]), writable=options["writable"])
    except PaperAtlasError as error:
        channel.write(frame(READY, orjson.dumps({"fault": str(error)})))
        return 1
    index = None if options["writable"] else Path(options["store"]).parent / INDEX
    context = Context(store, options["base"], options["title"], index=index)
    channel.write(frame(READY, b"{}"))
    while (request := channel.read()) is not None:
        arguments, body = request
        _serve_request(context, arguments, body, Sender(channel, bool(arguments.get("gzip"))))
    return 0


def _open_for_worker(folder: Path, *, writable: bool) -> ox.Store:
    if not writable:
        return open_store(folder)
    try:
        check_store(folder)
        unseal_store(folder)  # from now on its files are other ones than the build wrote
        return ox.Store(folder)
    except (OSError, RuntimeError) as error:
        raise OutputError(
            "the store cannot be opened for writing", where=folder, remedy="stop the process that has it open"
        ) from error


def _serve_request(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    module, name = TASKS[arguments["task"]]
    task: Task = getattr(import_module(module), name)
    try:
        task(context, arguments, body, sender)
    except Exception as error:
        # Whatever went wrong, it is an answer: the worker goes on with the next request.
        if sender.started:
            sender.give_up()
            return
        fault = error if isinstance(error, Fault) else Fault.of(error)
        sender.restart()
        sender.begin(fault.content_type(arguments.get("accept")), fault.status)
        sender.write(fault.body(arguments.get("accept")))
    sender.finish()
