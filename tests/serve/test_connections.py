"""Connections that are opened in numbers, and requests and answers that are sent, or read, slowly: over raw sockets."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import httpx
import pytest

from kg.serve.http.connections import Connections, Guard, TooLarge
from kg.serve.http.settings import MEBIBYTE, Limits
from tests.serve.server import serving

ASK = b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 20000"  # some 10 MB
HURRY = 5.0  # seconds within which a good client has its answer, on a busy machine


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IO[bytes]]:
    with (tmp_path_factory.mktemp("serve") / "stderr").open("w+b") as file:
        yield file


@pytest.fixture(scope="module")
def strict(store: Path, complaints: IO[bytes]) -> Iterator[httpx.Client]:
    limits = {"head_seconds": 1.0, "idle": 1, "connections": 60, "fields": 20, "body_rate": 1 << 20}
    with serving(store, limits=limits, stderr=complaints) as client:
        yield client


def connect(client: httpx.Client, *sent: bytes, buffer: int = 0) -> socket.socket:
    found = socket.socket()
    found.settimeout(20)
    if buffer:  # bytes that the system takes before the client reads; else they grow to some megabytes
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    found.connect((client.base_url.host, client.base_url.port or 80))
    for each in sent:
        found.sendall(each)
    return found


def told(client: httpx.Client, *sent: bytes) -> bytes:
    """All that the server says to some bytes, until it closes the connection."""
    with connect(client) as found:
        with contextlib.suppress(ConnectionError):  # it may have closed already
            for each in sent:
                found.sendall(each)
        return rest(found)


def rest(found: socket.socket) -> bytes:
    pieces = []
    with contextlib.suppress(ConnectionError):
        while piece := found.recv(1 << 16):
            pieces.append(piece)
    return b"".join(pieces)


def hurries(client: httpx.Client) -> None:
    """A good client on a connection of its own is answered at once."""
    start = time.monotonic()
    answer = httpx.get(f"{client.base_url}/sparql", params={"query": "ASK {}"}, timeout=20, trust_env=False)
    assert answer.status_code == 200
    assert time.monotonic() - start < HURRY


def test_hundreds_of_half_sent_requests_shut_nobody_out(client: httpx.Client) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(300):
            half = (b"", ASK, ASK + b"X-Own: 1", POST + b"Content-Length: 100\r\n\r\nASK")[number % 4]
            stack.enter_context(connect(client, half))
        hurries(client)


def test_who_waits_gives_way_where_there_is_no_room(strict: httpx.Client) -> None:
    """More connections than there may be, from one address: the newest are answered, the oldest are gone."""
    with contextlib.ExitStack() as stack:
        half = [stack.enter_context(connect(strict, ASK)) for _ in range(100)]
        hurries(strict)
        half[-1].sendall(b"\r\n")
        assert half[-1].recv(15).startswith(b"HTTP/1.1 200")
        assert rest(half[0]) == b""


def test_a_request_that_comes_too_slowly_is_ended(strict: httpx.Client) -> None:
    whole = (b"G", ASK, ASK + b"X: y", POST + b"Content-Length: 9\r\n\r\nASK {", b"", b"\r\n")
    start = time.monotonic()
    with contextlib.ExitStack() as stack:
        opened = [(sent, stack.enter_context(connect(strict, sent))) for sent in whole]
        for sent, found in opened:
            answer = rest(found)
            assert answer.startswith(b"HTTP/1.1 408 ") if sent.strip() else answer == b"", sent
            assert 0.9 < time.monotonic() - start < 1 + 2 * HURRY


def test_a_request_in_drops_is_ended(strict: httpx.Client) -> None:
    """Bytes that come one by one do not win time, nor do the line feeds that are allowed between two requests."""
    drops = ((b"GET /?", b"x"), (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n#\r\n"), (ASK + b"\r\n", b"\r\n"))
    with contextlib.ExitStack() as stack:
        opened = {stack.enter_context(connect(strict, start)): drop for start, drop in drops}
        begin = time.monotonic()
        while opened and time.monotonic() - begin < 2 + 2 * HURRY:
            time.sleep(0.1)
            for found, drop in list(opened.items()):
                try:
                    found.sendall(drop)
                except ConnectionError:
                    del opened[found]
    assert not opened


def test_a_connection_is_kept_for_the_next_request_for_some_time(strict: httpx.Client) -> None:
    with connect(strict) as found:
        for _ in range(2):
            found.sendall(ASK + b"\r\n")
            answer = b""
            while b"true}" not in answer:
                answer += found.recv(1 << 16)
            assert b"200 OK" in answer
        assert rest(found) == b""


def test_heads_are_bounded(strict: httpx.Client) -> None:
    end = b"Connection: close\r\n\r\n"
    rest_ = b" HTTP/1.1\r\nHost: localhost\r\n" + end
    for sent, status in (
        (ASK + b"X: 1\r\n" * 18 + end, 200),
        (ASK + b"X: 1\r\n" * 20 + end, 431),
        (ASK + b"X: " + b"y" * 60_000 + b"\r\n" + end, 200),
        (ASK + b"X: " + b"y" * 70_000 + b"\r\n" + end, 431),
        (ASK + b"X: " + b"y" * 600_000, 431),
        (ASK + b"y" * 600_000, 431),
        (b"GET /query?" + b"y" * 60_000 + rest_, 200),
        (b"GET /query?" + b"y" * 70_000 + rest_, 414),
        (b"GET /query?" + b"y" * 600_000, 414),
    ):
        answer = told(strict, sent)
        # Where more was sent than is read, the system may throw the answer away with what was not read.
        assert answer.startswith(b"HTTP/1.1 %d " % status) or (status != 200 and answer == b""), sent[:20]
    hurries(strict)


def test_two_hosts_are_none(strict: httpx.Client) -> None:
    for hosts in (b"Host: evil.example\r\nHost: localhost", b"Host: localhost\r\nHost: evil.example"):
        answer = told(strict, b"GET /sparql?query=ASK{} HTTP/1.1\r\n" + hosts + b"\r\nConnection: close\r\n\r\n")
        assert answer.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))


def test_slow_readers_hold_no_worker_and_get_their_answers_whole(client: httpx.Client) -> None:
    """Twice as many readers as workers, of answers that fit no buffer of the system, and they do not read."""
    head = f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with contextlib.ExitStack() as stack:
        readers = []
        for number in range(4):
            asked = head.replace("LIMIT", f"%23{number}%0ALIMIT")  # another text, so that none is kept
            found = stack.enter_context(connect(client, f"{asked}\r\n".encode(), buffer=1 << 16))
            found.settimeout(60)
            readers.append(found)
        start = time.monotonic()
        while len(select.select(readers, [], [], 20)[0]) < 2:  # until both workers have begun
            time.sleep(0.01)
        answer = client.get("/sparql", params={"query": "ASK { ?s ?p ?o } # behind slow readers"})
        assert answer.status_code == 200
        assert (
            time.monotonic() - start < 20
        )  # the four queries themselves; their readers would take 30 s and be cut off
        for found in readers:
            answers = rest(found)
            assert answers.startswith(b"HTTP/1.1 200 OK")
            assert answers.endswith(b"\r\n0\r\n\r\n")
            assert len(answers) > 8 * MEBIBYTE


WEBSOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
FILES = b"Content-Type: multipart/form-data; boundary=\xff\r\nContent-Length: 2\r\n\r\nxx"
LOCAL = b"Host: localhost\r\n"
GARBAGE = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),  # the first bytes of TLS
    b"\x00" * 100,
    b"\xff" * 100,
    b"\r\n" * 100 + b"nonsense\r\n\r\n",
    b"SSH-2.0-OpenSSH\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\n" + LOCAL + b"\r\n",
    b"GET * HTTP/1.1\r\n" + LOCAL + b"\r\n",
    b"OPTIONS * HTTP/1.1\r\n" + LOCAL + b"\r\n",
    b"CONNECT localhost:80 HTTP/1.1\r\n" + LOCAL + b"\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\n" + LOCAL + b"\r\n",
    b"GET /%ff%fe HTTP/1.1\r\n" + LOCAL + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
    b"GET / HTTP/1.1\r\nH\xffst: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    ASK + b"Accept: \xff\xfe, \x80/*\r\n\r\n",
    ASK + b"If-None-Match: \xff\r\n\r\n",
    ASK + b"X: a\x00b\r\n\r\n",
    ASK + WEBSOCKET + b"\x81\x05hello",
    ASK + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n",
    POST + b"Content-Length: -1\r\n\r\n",
    POST + b"Content-Length: x\r\n\r\n",
    POST + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n",
    POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}",
    POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    POST + b"Transfer-Encoding: gzip\r\n\r\nx",
    POST + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\n",
    POST + b"Content-Length: 2\r\n\r\n\xff\xfe",
    POST + b"Content-Length: 9999999\r\n\r\n" + b"x" * 300_000,
    POST.replace(b"sparql-query", b"x-\xff") + b"Content-Length: 2\r\n\r\nxx",
    ASK + b"\r\n" + b"nonsense " * 1000,
    (ASK + b"\r\n") * 50,
    b"PUT /graphs?default HTTP/1.1\r\n" + LOCAL + FILES,
    b"POST /explore/nodes HTTP/1.1\r\n" + LOCAL + b"Content-Length: 2\r\n\r\n\xff\xfe",
)


def test_nothing_that_a_client_does_leaves_a_trace(strict: httpx.Client, complaints: IO[bytes]) -> None:
    """What is no HTTP, requests that stop anywhere, clients that go before or while they are answered."""
    for sent in GARBAGE:
        with connect(strict) as found:  # it goes at once
            with contextlib.suppress(ConnectionError):
                found.sendall(sent)
        with connect(strict) as found:  # it goes with a reset
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            with contextlib.suppress(ConnectionError):
                found.sendall(sent)
        with connect(strict) as found, contextlib.suppress(ConnectionError):  # it stops sending, and listens
            found.sendall(sent)
            found.shutdown(socket.SHUT_WR)
            first = found.recv(1 << 16)
            assert first == b"" or first.startswith(b"HTTP/1.1 ")
            assert b"500 " not in first.partition(b"\r\n")[0], sent
    for seconds in (0, 0.02, 0.2):
        with connect(strict, f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()):
            time.sleep(seconds)
    hurries(strict)
    complaints.flush()
    assert Path(complaints.name).read_bytes() == b""


class _Line:
    """A connection that does as it is told."""

    def __init__(self) -> None:
        self.works = self.is_closing = self.aborted = False
        self.refused: list[int] = []

    def busy(self) -> bool:
        return self.works

    def closing(self) -> bool:
        return self.is_closing

    def abort(self) -> None:
        self.aborted = True

    def refuse(self, status: int, problem: str) -> None:
        self.refused.append(status)


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _guard(clock: _Clock, address: str = "a", **state: bool) -> tuple[_Line, Guard]:
    line = _Line()
    for name, value in state.items():
        setattr(line, name, value)
    return line, Guard(line, Limits(connections=4, seconds=30), address, clock)


def test_one_address_has_half_of_all_connections() -> None:
    clock, connections = _Clock(), Connections(Limits(connections=4))
    lines = [_guard(clock, works=True) for _ in range(2)]
    assert all(connections.join(guard) for _, guard in lines)
    assert not connections.join(_guard(clock)[1])  # both are at work
    assert connections.join(_guard(clock, "b")[1])
    lines[1][0].works = False
    assert connections.join(_guard(clock)[1])
    assert (lines[0][0].aborted, lines[1][0].aborted) == (False, True)
    assert len(connections) == 3
    connections.leave(lines[0][1])
    connections.leave(lines[0][1])
    assert len(connections) == 2


def test_who_does_not_read_gives_way_to_who_comes() -> None:
    clock, connections = _Clock(), Connections(Limits(connections=2))
    line, guard = _guard(clock, works=True)
    connections.join(guard)
    guard.unread(True)
    assert not connections.join(_guard(clock)[1])  # it may only be a little late
    clock.now += 2
    assert connections.join(_guard(clock)[1])
    assert line.aborted


def test_who_does_not_read_is_ended() -> None:
    clock = _Clock()
    for is_closing in (False, True):
        line, guard = _guard(clock, works=True, is_closing=is_closing)
        guard.ended()
        guard.unread(not is_closing)
        guard.check()
        clock.now += 29
        guard.check()
        assert not line.aborted
        clock.now += 2
        guard.check()
        assert line.aborted
        assert line.refused == []


def test_who_reads_on_in_time_is_not_ended() -> None:
    clock = _Clock()
    line, guard = _guard(clock, works=True)
    guard.began()
    guard.head_ended(9, [])
    guard.ended()
    for _ in range(5):
        guard.unread(True)
        clock.now += 20
        guard.check()
        guard.unread(False)
        clock.now += 20
        guard.check()
    assert (line.aborted, line.refused) == (False, [])


def test_a_body_has_the_time_that_its_size_gives_it() -> None:
    clock = _Clock()
    line, guard = _guard(clock, works=True)
    guard.began()
    guard.head_ended(9, [])
    for _ in range(100):
        clock.now += 1
        guard.body_grew(16 * 1024)
        guard.check()
    assert line.refused == []
    for _ in range(30):
        clock.now += 1
        guard.body_grew(8 * 1024)
        guard.check()
    assert line.refused[0] == 408


def test_the_next_request_that_is_sent_while_one_is_answered_has_to_wait() -> None:
    """Half a head behind a request that is being answered must not break that answer off."""
    clock = _Clock()
    line, guard = _guard(clock, works=True)
    guard.began()
    guard.received(10, 1)
    clock.now += 100
    guard.check()
    assert line.refused == []
    line.works = False
    guard.check()
    assert line.refused == [408]


def test_a_head_is_measured_for_each_request_anew() -> None:
    line, guard = _guard(_Clock())
    for _ in range(100):
        guard.began()
        guard.received(10_000, 9)
        guard.head_ended(9, [(b"x", b"1" * 300)] * 100)
        guard.ended()
    assert line.refused == []
    for address, fields, status in (
        (9, [(b"x", b"1")] * 101, 431),
        (9, [(b"x", b"1" * 70_000)], 431),
        (70_000, [], 414),
    ):
        guard.began()
        with pytest.raises(TooLarge):
            guard.head_ended(address, fields)
        assert guard.refusal[0] == status


def test_who_asks_again_and_again_between_two_looks_is_not_idle() -> None:
    clock = _Clock()
    line, guard = _guard(clock)
    for _ in range(100):
        clock.now += 0.5
        guard.began()
        guard.head_ended(9, [])
        guard.ended()
        clock.now += 0.5
        guard.check()
    assert not line.aborted
    for _ in range(32):
        clock.now += 1
        guard.check()
    assert line.aborted
