"""Connections kept within bounds, so that nobody shuts others out by opening many, or by sending or reading slowly.

1. The head of a request must come within some seconds and be no larger than allowed, its body must not come too slowly.
   Who breaks that is answered so (408, 414, 431) and cut off.
2. There is a bound on open connections, and one of half that for one address. Where it is reached, the connection that
   has waited longest for its own client gives way: between two requests, in the middle of a request, or not reading its
   answer. Only where all are at work is the new one turned away (503).
3. A connection whose client does not read is ended after some seconds, also one that is only waiting for its last bytes
   to be taken.

This is below ASGI, where a request is one only when its head is whole. ``guarded_protocol`` puts it around uvicorn's
own protocol; once a second ``Connections.sweep`` looks at all deadlines, which costs less than timers for each request.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from kg.serve.http.settings import Limits

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_PATIENCE = 1.0  # seconds that a client may leave its answer unread before its connection may have to give way
_LARGEST_PIECE = 256 * 1024  # bytes that an event loop hands on at a time; some may be of what came before
_NOTHING, _HEAD, _BODY = 0, 1, 2  # what is being read of a request


class Line(Protocol):
    """What a guard asks of the connection that it watches."""

    def busy(self) -> bool:
        """Check whether an answer is being made or sent."""

    def refuse(self, status: int, problem: str) -> None:
        """Tell the client that it has gone too far, where it can still hear it, and close."""

    def closing(self) -> bool:
        """Check whether the connection is closed but for bytes that the client has not taken yet."""

    def abort(self) -> None:
        """Close at once."""


class TooLarge(Exception):
    """A head has more bytes or fields than allowed."""


class Guard:
    """The limits of one connection.

    Args:
        address: of the client.
    """

    def __init__(self, line: Line, limits: Limits, address: str, now: Callable[[], float] = time.monotonic) -> None:
        self._line, self._limits, self._now, self.address = line, limits, now, address
        self._reading = _NOTHING
        self._since = now()
        self._deadline = self._since + limits.head_seconds
        self._size = 0
        self._unread_since = 0.0
        self._closing_since = 0.0
        self._idle_since = 0.0
        self.refusal = (400, "this is no request of HTTP")

    # What happens on the connection

    def began(self) -> None:
        """Note that the first byte of a request has come."""
        self._enter_reading(_HEAD, self._limits.head_seconds)
        self._size = 0

    def received(self, size: int, address: int) -> None:
        """Note that bytes have come and were parsed.

        Args:
            address: bytes of the address that are known so far.
        """
        if self._reading == _HEAD:  # it has no end yet; some of the first bytes may be of what came before
            self._size += size
            if self._size > self._limits.head + _LARGEST_PIECE:
                self._line.refuse(*self._too_large_refusal(address, 0))

    def head_ended(self, address: int, fields: Sequence[tuple[bytes, bytes]]) -> None:
        """Note that the head is whole.

        Args:
            address: its bytes. fields: names and values.

        Raises:
            TooLarge: that is too much; ``refusal`` says so.
        """
        size = address + sum(len(name) + len(value) for name, value in fields)
        if size > self._limits.head or len(fields) > self._limits.fields:
            self.refusal = self._too_large_refusal(address, len(fields))
            raise TooLarge
        self._enter_reading(_BODY, self._limits.head_seconds)

    def body_grew(self, size: int) -> None:
        """Note that a piece of the body was read."""
        self._deadline += size / self._limits.body_rate

    def ended(self) -> None:
        """Note that the request is whole."""
        self._reading, self._since = _NOTHING, self._now()
        self._deadline = float("inf")
        self._idle_since = 0.0  # also where no sweep has met it at work

    def unread(self, is_unread: bool) -> None:
        """Note that the client has, or has no longer, more of its answer before it than it takes."""
        self._unread_since = self._now() if is_unread else 0.0

    # What follows

    def check(self) -> None:
        """End the connection where a time is over."""
        now, busy = self._now(), self._line.busy()
        self._closing_since = self._closing_since or now if self._line.closing() else 0.0
        # Line feeds between two requests are allowed and begin none, so uvicorn's own clock takes them for a request.
        self._idle_since = 0.0 if busy or self._reading != _NOTHING else self._idle_since or now
        for since, seconds in (
            (self._closing_since, self._limits.seconds),
            (self._unread_since, self._limits.seconds),
            (self._idle_since, self._limits.idle),
        ):
            if since and now - since > seconds:
                self._line.abort()
                return
        if not self._closing_since and now > self._deadline and (self._reading == _BODY or not busy):
            if self._reading == _NOTHING:  # nothing was sent, so nothing is answered
                self._line.abort()
            else:
                self._line.refuse(408, "the request comes too slowly")

    def idle_since(self) -> float | None:
        """Say since when it waits for its own client, or None where it is at work."""
        if self._unread_since:
            return self._unread_since if self._now() - self._unread_since > _PATIENCE else None
        if self._reading == _BODY:
            return self._since
        return None if self._line.busy() else self._since

    def give_way(self) -> None:
        """Close for the sake of another connection."""
        self._line.abort()

    def _enter_reading(self, reading: int, seconds: float) -> None:
        self._reading, self._since = reading, self._now()
        self._deadline = self._since + seconds

    def _too_large_refusal(self, address: int, fields: int) -> tuple[int, str]:
        if address > self._limits.head:
            return 414, f"the address has more than {self._limits.head:,} bytes; send the query by POST"
        if fields > self._limits.fields:
            return 431, f"the request has more than {self._limits.fields} header fields"
        return 431, f"the head of the request has more than {self._limits.head:,} bytes"


class Connections:
    """All open connections of a server."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.connections
        self._most_of_one = max(1, limits.connections // 2)
        self._open: dict[Guard, None] = {}  # in the order that they came in
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def join(self, guard: Guard) -> bool:
        """Take a new connection in; False where there is no room for it, as all are at work."""
        if self._of[guard.address] >= self._most_of_one and not self._close_longest_idle(guard.address):
            return False
        if len(self._open) >= self._most and not self._close_longest_idle(None):
            return False
        self._open[guard] = None
        self._of[guard.address] += 1
        return True

    def leave(self, guard: Guard) -> None:
        """Note that a connection is closed."""
        if guard in self._open:
            del self._open[guard]
            self._of[guard.address] -= 1
            if not self._of[guard.address]:
                del self._of[guard.address]

    def sweep(self) -> None:
        """End those whose time is over; to be called about once a second."""
        for guard in list(self._open):
            guard.check()

    def _close_longest_idle(self, address: str | None) -> bool:
        waiting = [
            (since, number, guard)
            for number, guard in enumerate(self._open)
            if address in (None, guard.address) and (since := guard.idle_since()) is not None
        ]
        if not waiting:
            return False
        _, _, guard = min(waiting)
        self.leave(guard)
        guard.give_way()
        return True


def refusal(status: int, problem: str) -> bytes:
    """Answer what is no whole request."""
    body = f"{problem}\n".encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


@dataclass(frozen=True, slots=True)
class _HttpLine:
    """A connection of uvicorn's, as its guard asks it; see ``Line``."""

    protocol: HttpToolsProtocol

    def busy(self) -> bool:
        return self.protocol.cycle is not None and not self.protocol.cycle.response_complete

    def closing(self) -> bool:
        return self.protocol.transport.is_closing()

    def abort(self) -> None:
        self.protocol.transport.abort()

    def refuse(self, status: int, problem: str) -> None:
        if self.protocol.pipeline or (self.busy() and self.protocol.cycle.response_started):
            self.abort()  # in the middle of an answer nothing else can be said
            return
        self.protocol.transport.write(refusal(status, problem))
        self.protocol.transport.close()


def guarded_protocol(connections: Connections, limits: Limits) -> type[asyncio.Protocol]:
    """Make uvicorn's protocol of HTTP/1.1 a guarded one."""
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    class Guarded(HttpToolsProtocol):
        url = b""  # until a request begins

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.line: Line = _HttpLine(self)
            self.guard = Guard(self.line, limits, self.client[0] if self.client else "")
            if not connections.join(self.guard):
                self.line.refuse(503, "the server is busy; try again soon")

        def connection_lost(self, exc: Exception | None) -> None:
            connections.leave(self.guard)
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if not self.transport.is_closing():
                super().data_received(data)
                self.guard.received(len(data), len(self.url))

        def on_message_begin(self) -> None:
            self.guard.began()
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self.guard.head_ended(len(self.url), self.headers)
            super().on_headers_complete()

        def on_body(self, body: bytes) -> None:
            self.guard.body_grew(len(body))
            super().on_body(body)

        def on_message_complete(self) -> None:
            self.guard.ended()
            super().on_message_complete()

        def pause_writing(self) -> None:
            self.guard.unread(True)
            super().pause_writing()

        def resume_writing(self) -> None:
            self.guard.unread(False)
            super().resume_writing()

        def send_400_response(self, msg: str) -> None:
            self.line.refuse(*self.guard.refusal)

    return Guarded
