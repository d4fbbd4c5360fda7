"""A server on this machine while it is needed, and what it costs; clients that ask it all at once."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import msgspec

from bench.harness.resource_usage import family_cpu, family_memory

HOST = "127.0.0.1"
_WAIT = 0.05  # seconds between looks whether a server answers
_PATIENCE = 60.0  # seconds until it must
_ANSWER_SECONDS = 120.0  # until an answer must be there
_LONGEST_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its port, and the id of its process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """CPU seconds so far, with its workers."""
        return family_cpu(self.pid)

    def memory(self) -> float:
        """Peak memory in MiB, with its workers."""
        return family_memory(self.pid)


@dataclass(frozen=True, slots=True)
class Load:
    """What clients met: seconds of each answer, in order, how many were wrong, and how long all took."""

    seconds: tuple[float, ...]
    errors: int
    lasted: float

    def milliseconds(self, share: float) -> float:
        """A percentile: 0.5 is the median."""
        return 1000 * self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def serving(command: Sequence[str | Path], port: int, folder: Path) -> Iterator[Served]:
    """A server from when it answers until the block ends.

    Raises:
        RuntimeError: it does not answer.
    """
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            begin = time.perf_counter()
            while time.perf_counter() - begin < _PATIENCE and process.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                    yield Served(port, process.pid)
                    return
                time.sleep(_WAIT)
            raise RuntimeError(f"{command[0]} does not answer")
        finally:
            process.terminate()


def request(path: str, query: str) -> bytes:
    """A query of the SPARQL protocol, posted, as it goes over the wire."""
    body = urlencode({"query": query}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def ask_all(port: int, requests: Sequence[bytes], clients: int, count: int) -> Load:
    """Have so many clients ask so many requests altogether, in turns, each waiting for its answer."""
    shares = [count // clients + (number < count % clients) for number in range(clients)]
    begin = time.perf_counter()
    parts = await asyncio.gather(
        *(_client(port, requests, number, share) for number, share in enumerate(shares) if share)
    )
    lasted = time.perf_counter() - begin
    seconds = sorted(one for times, _ in parts for one in times)
    return Load(tuple(seconds), sum(errors for _, errors in parts), lasted)


async def _client(port: int, requests: Sequence[bytes], first: int, share: int) -> tuple[list[float], int]:
    seconds: list[float] = []
    errors = 0
    reader, writer = await asyncio.open_connection(HOST, port, limit=_LONGEST_HEAD)
    for number in range(first, first + share):
        begin = time.perf_counter()
        try:
            writer.write(requests[number % len(requests)])
            await asyncio.wait_for(answer(reader), _ANSWER_SECONDS)
        except (OSError, EOFError, ValueError, TimeoutError):
            errors += 1
            reader, writer = await asyncio.open_connection(HOST, port, limit=_LONGEST_HEAD)
        seconds.append(time.perf_counter() - begin)
    writer.close()
    return seconds, errors


async def answer(reader: asyncio.StreamReader) -> bytes:
    """Read an answer to its end.

    Raises:
        ValueError: its status is not 200. EOFError: it is cut.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    parts: list[bytes] = []
    if length := re.search(rb"content-length: *(\d+)", head):
        parts.append(await reader.readexactly(int(length[1])))
    else:
        while size := int(await reader.readline(), 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readline()
    if not head.startswith(b"http/1.1 200"):
        raise ValueError(head.split(b"\r\n")[0].decode())
    return b"".join(parts)


class Connection:
    """One connection to a server, for one client; use it in a ``with`` statement."""

    def __init__(self, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        opened = asyncio.open_connection(HOST, port, limit=_LONGEST_HEAD)
        self._reader, self._writer = self._loop.run_until_complete(opened)

    def ask(self, asked: bytes) -> bytes:
        """Send a request, and return what is answered; errors are those of ``answer``."""
        self._writer.write(asked)
        return self._loop.run_until_complete(asyncio.wait_for(answer(self._reader), _ANSWER_SECONDS))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.close()
        self._loop.close()


def rows_of_answer(body: bytes) -> int:
    """Count the rows of a SPARQL answer in JSON, or 1 for yes and 0 for no."""
    found = msgspec.json.decode(body)
    return int(found["boolean"]) if "boolean" in found else len(found["results"]["bindings"])
