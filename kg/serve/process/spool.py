"""Answers on their way from a worker to a client that may be slower than it.

1. A task of its own takes the pieces of an answer from the worker as fast as they come, so that the worker is free as
   soon as its work is done, however slowly the client reads.
2. What the client has not read yet waits in memory, and beyond a small part of it in a temporary file.
3. Where more waits than allowed, for this answer or for all together, or the disk is full, the worker waits for the
   reader, as it would without all this. It does so on the clock of its query, so no answer has a worker for longer than
   a query may take; after that the answer is broken off.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import IO

from kg.serve.http.faults import Fault
from kg.serve.process.wire import PIECE

Wait = Callable[[Awaitable[object]], Awaitable[object]]
_IN_MEMORY = 4 * PIECE  # bytes of one answer that wait in memory


class Broken(Exception):
    """An answer ended before it was whole."""


class Spools:
    """What waits for its readers, of all answers.

    Attributes:
        waiting: bytes that wait.

    Args:
        most: bytes of one answer. most_of_all: bytes of all.
    """

    def __init__(self, most: int, most_of_all: int) -> None:
        self._most, self._most_of_all = most, most_of_all
        self.waiting = 0

    async def through(self, pieces: AsyncIterator[bytes], wait: Wait) -> AsyncIterator[bytes]:
        """Yield the pieces of an answer, taken from a worker at its pace and given out at that of the reader.

        Args:
            wait: waits for something on the clock of the query, and raises when its time is over.

        Raises:
            Broken: as the pieces do, after what came before.
        """
        spool = _SpooledAnswer(self)
        filling = asyncio.ensure_future(spool.fill(pieces, wait))
        try:
            while (piece := await spool.next(filling)) is not None:
                yield piece
            await filling
        finally:
            filling.cancel()
            await asyncio.wait({filling})
            if not filling.cancelled():
                filling.exception()  # who reads knows it already, or has gone
            spool.close()

    def fits(self, size: int, held: int) -> bool:
        """Check whether so many bytes more may wait for a reader for whom ``held`` bytes wait."""
        return held + size <= self._most and self.waiting + size <= self._most_of_all


class _SpooledAnswer:
    """One answer: first what is in memory, then what is in the file."""

    def __init__(self, all_: Spools) -> None:
        self._all = all_
        self._memory: deque[bytes] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._read = self._written = 0  # positions in the file
        self._grown, self._shrunk = asyncio.Event(), asyncio.Event()

    @property
    def _bytes_in_spool(self) -> int:
        return self._in_memory + self._written - self._read

    async def fill(self, pieces: AsyncIterator[bytes], wait: Wait) -> None:
        """Take all pieces."""
        try:
            async with aclosing(pieces):  # type: ignore[type-var]  # every body is a generator
                async for piece in pieces:
                    while not self._put_if_room(piece):
                        self._shrunk.clear()
                        try:
                            await wait(self._shrunk.wait())
                        except Fault as fault:
                            raise Broken from fault
                    self._grown.set()
        finally:
            self._grown.set()

    async def next(self, filling: asyncio.Future[None]) -> bytes | None:
        """Return the next piece, or None after the last."""
        while not self._bytes_in_spool:
            if filling.done():
                return None
            self._grown.clear()
            await self._grown.wait()
        if self._memory:
            piece = self._memory.popleft()
            self._in_memory -= len(piece)
        else:
            piece = self._read_from_file()
        self._all.waiting -= len(piece)
        self._shrunk.set()
        return piece

    def close(self) -> None:
        """Forget what is left."""
        self._all.waiting -= self._bytes_in_spool
        if self._file is not None:
            self._file.close()

    def _put_if_room(self, piece: bytes) -> bool:
        """Take a piece, if there is room for it; for one there is always, or nothing would ever pass."""
        size = len(piece)
        if self._bytes_in_spool and not self._all.fits(size, self._bytes_in_spool):
            return False
        if self._read == self._written and self._in_memory + size <= max(_IN_MEMORY, size):
            self._memory.append(piece)
            self._in_memory += size
        else:
            try:
                self._write_into_file(piece)
            except OSError:  # the disk is full: as if the bound were reached
                return False
        self._all.waiting += size
        return True

    def _write_into_file(self, piece: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed with the spool
        if self._read == self._written:
            self._file.truncate(0)
            self._read = self._written = 0
        self._file.seek(self._written)
        view = memoryview(piece)
        while view:
            view = view[self._file.write(view) :]
        self._written += len(piece)

    def _read_from_file(self) -> bytes:
        assert self._file is not None
        self._file.seek(self._read)
        piece = self._file.read(min(PIECE, self._written - self._read))
        self._read += len(piece)
        return piece
