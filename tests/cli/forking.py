"""The program in processes that start in no time: each is forked from one that has imported every command.

Importing takes a command of this program a second or more; what it then does in a test takes less. A forked process has
everything else of a real one: standard streams that are pipes, an environment, limits, an exit code, a death by a
signal.

1. ``Forker`` starts ``python -c "…serve()"``, which imports the commands, loads the linker and waits.
2. A request (arguments, environment, limits, working folder) comes over a socket together with the three streams.
3. The process forks; the child takes the streams and runs the program; the parent sends the exit code back.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_MOST_BYTES = 1 << 20  # of a request: the environment is the largest part


class Forker:
    """A process that forks others; close it when it is no longer needed. It serves one caller at a time."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        start = [sys.executable, "-c", f"from tests.cli.forking import serve; serve({theirs.fileno()})"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        with theirs:
            self._process = subprocess.Popen(
                start, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def run(
        self,
        arguments: Sequence[str],
        *,
        program: str | None,
        environment: dict[str, str],
        limits: Mapping[int, int],
        input: str,
        timeout: float,
    ) -> subprocess.CompletedProcess[str]:
        """Run ``cli.py``, or a program text, with these arguments; like ``subprocess.run``.

        Args:
            limits: of ``resource.setrlimit``, by resource.

        Raises:
            subprocess.TimeoutExpired: it took longer than ``timeout`` seconds; it and this forker are killed.
        """
        request = {
            "arguments": list(arguments), "program": program, "environment": environment, "folder": str(Path.cwd()),
            "limits": list(limits.items()),
        }  # fmt: skip
        (stdin, feed), (read_out, stdout), (read_err, stderr) = os.pipe(), os.pipe(), os.pipe()
        socket.send_fds(self._socket, [json.dumps(request).encode() + b"\n"], [stdin, stdout, stderr])
        for each in (stdin, stdout, stderr):
            os.close(each)
        texts: dict[int, bytes] = {}
        threads = [threading.Thread(target=_feed, args=(feed, input.encode()), daemon=True)]
        threads += [threading.Thread(target=_drain, args=(end, texts), daemon=True) for end in (read_out, read_err)]
        for thread in threads:
            thread.start()
        self._socket.settimeout(timeout)
        try:
            answer = self._socket.recv(100)
        except TimeoutError:
            self.close(kill=True)
            raise subprocess.TimeoutExpired(list(arguments), timeout) from None
        for thread in threads:
            thread.join(timeout)
        assert answer, "the forking process has died"
        said, errors = (texts[end].decode().replace("\r\n", "\n") for end in (read_out, read_err))
        return subprocess.CompletedProcess(list(arguments), int(answer), said, errors)

    def close(self, *, kill: bool = False) -> None:
        """End the process."""
        if kill:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._socket.close()
        self._process.wait()


def _feed(end: int, data: bytes) -> None:
    with suppress(BrokenPipeError), open(end, "wb") as pipe:
        pipe.write(data)


def _drain(end: int, texts: dict[int, bytes]) -> None:
    with open(end, "rb") as pipe:
        texts[end] = pipe.read()


def serve(number: int) -> None:
    """Fork a process for each request of a socket, until the other end closes it."""
    _warm()
    connection = socket.socket(fileno=number)
    while True:
        text, streams, _, _ = socket.recv_fds(connection, _MOST_BYTES, 3)
        if not text:
            return
        while not text.endswith(b"\n"):
            text += connection.recv(_MOST_BYTES)
        child = os.fork()
        if child == 0:
            connection.close()
            _become(json.loads(text), streams)
        for each in streams:
            os.close(each)
        _, status = os.waitpid(child, 0)
        connection.send(str(os.waitstatus_to_exitcode(status)).encode())


def _warm() -> None:
    """Import what the commands import, some of it only when it is needed, and load the linker."""
    from kg.cli.main import COMMANDS
    from kg.explorer.page.offline_page import write_page
    from kg.explorer.report.report_page import write_report
    from kg.graph.assembly.graph_of_readings import graph_records
    from kg.graph.networks import to_networkx
    from kg.linker.linker import load_linker
    from tests import samples

    for module, _ in COMMANDS.values():
        import_module(module)
    linker = load_linker()
    graph = to_networkx(graph_records(samples.readings(), linker.catalogue, linker.scheme))
    with tempfile.TemporaryDirectory() as folder:
        write_page(graph, Path(folder) / "page.html")
        write_report(graph, Path(folder) / "report.html")
    gc.freeze()  # children share what no collection touches


def _become(request: dict[str, Any], streams: list[int]) -> None:
    """Run a request's program in this process, and end it as the interpreter would."""
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for kind, limit in request["limits"]:
        resource.setrlimit(kind, (limit, limit))
    script = ROOT / "cli.py"
    sys.argv = ["-c" if request["program"] else str(script), *request["arguments"]]
    code: object = 0
    try:
        text = request["program"] or script.read_text(encoding="utf-8")
        exec(compile(text, sys.argv[0], "exec"), {"__name__": "__main__"})
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except OSError as error:
        print(f"Exception ignored in: {sys.stdout!r}\n{error!r}", file=sys.stderr)
        code = 120
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(code or 0)
