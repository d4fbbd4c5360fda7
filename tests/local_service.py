"""A service on this machine, a clock that does not wait, and no way to any other machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from kg.fetch.credentials import PASSWORD, TOKEN, USER

LOOPBACK = ("127.0.0.1", "::1", "localhost")
VARIABLES = (
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "S2_API_KEY", "HF_TOKEN",
    "OPENALEX_API_KEY", "OPENALEX_MAILTO", TOKEN, USER, PASSWORD, "NETRC",
    *(f"PAPERATLAS_{name}_BASE" for name in ("ARXIV", "HF", "OPENALEX", "S2", "ACL")),
)  # fmt: skip


_MOST_REQUESTS = 50  # of one test; a client that goes in a circle is told so instead of hanging


@dataclass
class FalseClock:
    """A clock whose time passes only where somebody waits.

    Attributes:
        step: seconds that pass when it is looked at.
    """

    time: float = 1_750_000_000.0
    step: float = 0.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def ticks(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


@dataclass(frozen=True)
class Asked:
    """A request as it came; ``posted`` is its body where that is JSON."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    posted: Any
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What the service answers: ``cut`` bytes of the body are not sent, ``chunks`` of it are, again and again; it waits
    for ``delay`` seconds before.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    chunks: int = 0
    delay: float = 0


Answers = Callable[[Asked], Answer]


@dataclass
class LocalService:
    """The service: what it answers, and what it was asked."""

    answer: Answers = field(default=lambda asked: Answer(status=404))
    base: str = ""
    asked: list[Asked] = field(default_factory=list)
    first: list[Answer] = field(default_factory=list)  # answers before all others

    def next_answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if len(self.asked) > _MOST_REQUESTS:
            return Answer(b"this never ends", 403)
        return self.first.pop(0) if self.first else self.answer(asked)


def handler_of(service: LocalService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length)
            as_json = self.headers.get("Content-Type") == "application/json"
            answer = service.next_answer(
                Asked(
                    self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)),
                    {name.lower(): value for name, value in self.headers.items()},
                    orjson.loads(body) if as_json else None, body,
                )
            )  # fmt: skip
            time.sleep(answer.delay)
            self.send_response(answer.status)
            headers = {} if answer.chunks else {"Content-Length": str(len(answer.body))}
            for name, value in {**headers, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for _ in range(answer.chunks or 1):
                    self.wfile.write(answer.body[: len(answer.body) - answer.cut])
            except OSError:
                return  # the client has heard enough

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, *_: object) -> None: ...

    return Handler


@pytest.fixture
def server() -> Iterator[LocalService]:
    service = LocalService()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_of(service)) as http:
        service.base = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield service
        http.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def sought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keeps all on this machine: the names of other hosts are not found, and noted here."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    names: list[str] = []
    find, connect = socket.getaddrinfo, socket.socket.connect

    def found(host: Any, *given: Any, **named: Any) -> Any:
        if host in LOOPBACK:
            return find(host, *given, **named)
        names.append(str(host))
        raise socket.gaierror(socket.EAI_NONAME, "no names here")

    def connected(self: socket.socket, address: Any) -> None:
        assert address[0] in LOOPBACK, f"a test would connect to {address}"
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(socket.socket, "connect", connected)
    return names


@pytest.fixture
def clock() -> FalseClock:
    return FalseClock()
