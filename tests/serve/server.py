"""A server of its own for tests: the real program, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import httpx
import orjson

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "only-for-tests"
_PROGRAM = """
import orjson, socket, sys
from pathlib import Path
from kg.serve.server import run
from kg.serve.http.settings import Limits, Settings
options = orjson.loads(sys.argv[1])
limits = Limits(**options.pop("limits"))
port = options.pop("port")
lists = {name: tuple(options[name]) for name in ("hosts", "origins")}
paths = {name: Path(options[name]) for name in ("store", "review") if options.get(name)}
settings = Settings(**{**options, **paths, "limits": limits, **lists})
run(settings, "127.0.0.1", port)
"""


@contextlib.contextmanager
def serving(
    store: Path, *, limits: dict[str, Any] | None = None, stderr: IO[bytes] | None = None, **options: Any
) -> Iterator[httpx.Client]:
    """A client of a server on a store; ``options`` are those of ``Settings``, ``stderr`` is what it complains into."""
    port = _free_port()
    options = {"hosts": [], "origins": [], **options}
    told = {"store": str(store), "port": port, "limits": {"workers": 2, **(limits or {})}, **options}
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, orjson.dumps(told, default=str).decode()],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=stderr,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            _wait(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with contextlib.suppress(httpx.TransportError):
            client.get("/query")
            return
        assert process.poll() is None, "the server has ended"
        time.sleep(0.05)
    raise AssertionError("the server does not answer")
