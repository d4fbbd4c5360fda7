"""What passes between the server and a worker: frames over a pair of pipes.

A request is one frame: two lengths, the JSON of ``{"task": name, …}``, and bytes (a graph to be written). An answer is
a head, any number of pieces of the body, and an end; or a head, pieces and a break, where the task failed half-way.
A small answer leaves the worker in one write, so that the server wakes up once.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

REQUEST = struct.Struct("<II")
FRAME = struct.Struct("<cI")
READY, HEAD, BODY, END, BREAK = b"R", b"H", b"B", b"E", b"X"

PIECE = 64 * 1024  # bytes of a body that are gathered before they are sent; the size of a pipe on Linux
_WORTH_PACKING = 1400  # bytes: what fits a packet of a network is not made faster by gzip
_LEVEL = 4  # of gzip: 5 to 6 packs results of SPARQL 4 % smaller and takes 1.7 times as long


def request_frame(task: str, arguments: Mapping[str, object], body: bytes = b"") -> bytes:
    """Write a request as bytes."""
    head = orjson.dumps({"task": task, **arguments})
    return REQUEST.pack(len(head), len(body)) + head + body


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Write a frame of an answer as bytes."""
    return FRAME.pack(kind, len(payload)) + payload


class Channel:
    """The worker's end: requests are read from one file descriptor, answers are written to another."""

    def __init__(self, source: int, target: int) -> None:
        self._source, self._target = source, target

    def read(self) -> tuple[dict[str, object], bytes] | None:
        """Read the next request and the bytes with it, or None when the server has gone."""
        lengths = self._read_exactly(REQUEST.size)
        if lengths is None:
            return None
        size, extra = REQUEST.unpack(lengths)
        data = self._read_exactly(size + extra)
        return None if data is None else (orjson.loads(data[:size]), data[size:])

    def _read_exactly(self, size: int) -> bytes | None:
        pieces = []
        while size:
            piece = os.read(self._source, min(size, 1 << 20))
            if not piece:
                return None
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def write(self, data: bytes) -> None:
        """Write frames; waits while the server does not read."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._target, view) :]


class Sender:
    """An answer on its way out: a binary file that tasks and serialisers write into.

    Nothing is sent before a whole piece is there or the answer is whole, so that a task which fails early can still
    answer with a fault instead (``restart``).
    """

    def __init__(self, channel: Channel, gzip: bool) -> None:
        self._channel, self._gzip = channel, gzip
        self._waiting: list[bytes] = []
        self._size = 0
        self._packer: Any = None
        self.started = False
        self.restart()

    def restart(self) -> None:
        """Forget what was to be sent."""
        assert not self.started
        self._status, self._headers = 200, dict[str, str]()
        self._waiting, self._size = [], 0

    def begin(self, content_type: str, status: int = 200, **headers: str) -> None:
        """Say what follows; names of headers are written with ``_`` for ``-``."""
        self._status = status
        self._headers = {"content-type": content_type} if content_type else {}
        self._headers |= {name.replace("_", "-"): value for name, value in headers.items()}

    def write(self, data: bytes) -> int:
        """Take more of the body."""
        self._waiting.append(bytes(data))
        self._size += len(data)
        if self._size >= PIECE:
            self._send_waiting(last=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing: serialisers call it, and pieces are sent when they are full."""

    def finish(self) -> None:
        """Send the rest and the end."""
        self._send_waiting(last=True)

    def _send_waiting(self, *, last: bool) -> None:
        data = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        first, self.started = not self.started, True
        if first and self._gzip and (len(data) >= _WORTH_PACKING or not last):
            self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
            self._headers["content-encoding"] = "gzip"
        if self._packer is not None:
            data = self._packer.compress(data) + (self._packer.flush() if last else b"")
        frames = b""
        if first:
            if last:  # the server may then send it in one go, and keep it
                self._headers["content-length"] = str(len(data))
            frames = frame(HEAD, orjson.dumps({"status": self._status, "headers": self._headers}))
        frames += frame(BODY, data) if data else b""
        self._channel.write(frames + frame(END) if last else frames)

    def give_up(self) -> None:
        """Break the answer off, so that nobody takes it for whole."""
        self._channel.write(frame(BREAK))
