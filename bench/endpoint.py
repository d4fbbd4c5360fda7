"""The endpoint under load, beside the ``oxigraph`` server on the same store: ``python bench/endpoint.py``.

1. The graph is that of a built folder, its papers, links, evidence and results multiplied until there are a million
   triples. Topics stay, and each copy keeps a quarter of the artifacts and has others in place of the rest: more papers
   name more things, and the well-known ones more often.
2. 64 clients, each on its own connection, ask 15 saved queries over and over, and wait for each answer before they ask
   again. The clients are one process of their own.
3. Printed for each server: answers a second, p50 and p99 in milliseconds, errors (anything but a whole answer with the
   status 200). Then the same for one client and the shortest query, which is the price of the way.

``oxigraph`` is taken where PyPI's package of that name is installed; else only the own server is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.saved_queries import saved_query
from kg.rdf.query.store import build_store, open_store
from kg.rdf.terms.namespaces import prefixes

ROOT = Path(__file__).resolve().parents[1]
QUERIES = (
    "benchmark-introductions", "disagreements", "evaluations-on", "leaderboard", "lineage", "link-evidence",
    "model-results", "models-compared-with", "new-entities", "organisations", "paper-links", "provenance",
    "topic-papers", "training-data", "used-with",
)  # fmt: skip
_OWN = re.compile(rf"<({re.escape(DEFAULT_BASE)}(paper|link|evidence|result|artifact)/[^>]*)>")
_KEPT = 4  # of so many artifacts a copy keeps one
_WAIT = 0.05  # seconds between looks whether a server answers


@dataclass(frozen=True, slots=True)
class Load:
    """What clients met: seconds of each answer, and how many were wrong."""

    seconds: list[float]
    errors: int
    lasted: float

    def part(self, share: float) -> float:
        """A percentile in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")

    def line(self, name: str) -> str:
        rate = len(self.seconds) / self.lasted
        times = f"p50 {self.part(0.5):7.2f} ms   p99 {self.part(0.99):8.2f} ms"
        return f"{name:28} {rate:9.0f} /s   {times}   errors {self.errors}"


def multiplied(graph: Path, target: Path, triples: int) -> int:
    """Write a graph with at least so many triples; returns how many times the papers are in it."""
    with gzip.open(graph, "rt", encoding="utf-8") as file:
        lines = file.readlines()
    own = [line for line in lines if _OWN.search(line)]
    times = max(1, -(-(triples - len(lines)) // len(own)) + 1)
    with target.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        for number in range(1, times):
            file.writelines(_OWN.sub(partial(_renamed, number), line) for line in own)
    return times


def _renamed(number: int, match: re.Match[str]) -> str:
    iri, kind = match.groups()
    kept = kind == "artifact" and zlib.crc32(f"{iri} {number}".encode()) % _KEPT == 0
    return match[0] if kept else f"<{iri}-{number}>"


def texts(store: Path) -> list[str]:
    """The queries with their example parameters, with prefixes, so that any server reads them."""
    opened = open_store(store)
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
    found = (saved_query(name) for name in QUERIES)
    return [head + query.bound(opened, query.example, DEFAULT_BASE) for query in found]


@contextlib.contextmanager
def server(command: Sequence[str], port: int) -> Iterator[None]:
    """A server while it is needed."""
    with subprocess.Popen(list(command), cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(_WAIT)
            yield
        finally:
            process.terminate()


async def load(port: int, path: str, queries: Sequence[str], clients: int, seconds: float) -> Load:
    """Have clients ask for so long."""
    requests = [_request(path, query) for query in queries]
    begin = time.perf_counter()
    found = await asyncio.gather(*(_client(port, requests, number, begin + seconds) for number in range(clients)))
    lasted = time.perf_counter() - begin
    return Load([one for seconds_, _ in found for one in seconds_], sum(errors for _, errors in found), lasted)


def _request(path: str, query: str) -> bytes:
    body = urlencode({"query": query}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _client(port: int, requests: Sequence[bytes], number: int, end: float) -> tuple[list[float], int]:
    seconds: list[float] = []
    errors = 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    while time.perf_counter() < end:
        start = time.perf_counter()
        try:
            writer.write(requests[number % len(requests)])
            good = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError):
            good = False
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        seconds.append(time.perf_counter() - start)
        errors += not good
        number += 1
    writer.close()
    return seconds, errors


async def _answer(reader: asyncio.StreamReader) -> bool:
    """Read an answer to its end; whether it is one."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"content-length: *(\d+)", head)
    if length:
        await reader.readexactly(int(length[1]))
    else:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return head.startswith(b"http/1.1 200")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, help="a built folder; by default the example is built")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--port", type=int, default=8231)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        output = options.output or folder / "example"
        if options.output is None:
            subprocess.run(
                [sys.executable, ROOT / "cli.py", "build", "-q", "-o", output], check=True, capture_output=True
            )
        served = folder / "served"
        served.mkdir()
        times = multiplied(output / "graph.nt.gz", folder / "graph.nt", options.triples)
        count = len(build_store(folder / "graph.nt", served / "store"))
        shutil.copy(output / "manifest.json", served)
        print(f"{count:,} triples: papers {times} times; {options.clients} clients, {options.seconds:g} s each")
        measure(served, options.clients, options.seconds, options.port)


def measure(served: Path, clients: int, seconds: float, port: int) -> None:
    """Every server on a built folder, one after the other."""
    own = [sys.executable, str(ROOT / "cli.py"), "serve", "-o", str(served), "--port", str(port)]
    servers = [("paperatlas serve", own, "/sparql"), ("paperatlas serve --cache 0", [*own, "--cache", "0"], "/sparql")]
    oxigraph = shutil.which("oxigraph") or shutil.which("oxigraph", path=Path(sys.executable).parent)
    if oxigraph:
        bind = f"127.0.0.1:{port}"
        command = [oxigraph, "serve-read-only", "-l", str(served / "store"), "-b", bind]
        servers.append(("oxigraph serve-read-only", command, "/query"))
    queries = texts(served / "store")
    for name, command, path in servers:
        with server(command, port):
            asyncio.run(load(port, path, queries, 1, seconds / 10))  # the system has read the files once then
            print(asyncio.run(load(port, path, queries, clients, seconds)).line(name), flush=True)
            alone = asyncio.run(load(port, path, ["ASK {}"], 1, seconds / 10))
            print(alone.line("  one client, ASK {}"), flush=True)
            each = [asyncio.run(load(port, path, [query], 1, seconds / 30)).part(0.5) for query in queries]
            print("  one client, each query: " + ", ".join(f"{ms:.1f}" for ms in each) + " ms", flush=True)


if __name__ == "__main__":
    main()
