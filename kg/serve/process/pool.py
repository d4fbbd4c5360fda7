"""The workers: started ahead, lent to one request at a time, ended and replaced when a query takes too long.

1. A request takes a free worker, or waits in line; the line has an end (503). Who took long before lets others go
   first: a place in line is the time of arrival plus 20 times what the same request took before. So short questions
   are answered while long ones wait, and no long one waits for ever.
2. The clock of a query runs while the server waits for its worker. The client takes its time on another clock (see
   ``kg.serve.routes.replies``): the answer is taken from the worker as it comes and waits for its reader elsewhere
   (``kg.serve.process.spool``).
3. A worker is given back only after the end of its answer. Whatever happens before that (time, memory, a client that
   has gone) ends the process, and another is started in its place.
4. When the store on disk is replaced by another build, the workers that have the old one open are ended as they become
   free.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import heapq
import sys
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import orjson

from kg.ground.errors import OutputError
from kg.ground.machine.child_process import python_command
from kg.serve.http.faults import Fault, busy, out_of_memory, too_slow
from kg.serve.http.settings import Settings
from kg.serve.process.spool import Broken, Spools
from kg.serve.process.wire import BODY, BREAK, END, FRAME, HEAD, PIECE, READY, request_frame

_PROGRAM = "from kg.serve.tasks.worker import main; sys.exit(main())"
_START_SECONDS = 60.0  # to open a store: 0.05 s at 10 million triples; more than this is a fault
_LOOK_SECONDS = 1.0  # how often at most the store is looked at for being another one
_RETRY_SECONDS = 2.0  # between attempts to start a worker, where that fails
# Seconds in line for each second of work. With 64 clients (nothing kept, two cores that were otherwise busy; two runs
# each): against no courtesy at all the median fell from 1.6 and 2.7 s to 0.20 and 0.24 s, and the 99th percentile,
# which are the long queries, rose from 3.0 and 3.7 s to 6.3 and 14.7 s.
_COURTESY = 20.0
T = TypeVar("T")
_REMEMBERED = 10_000  # requests whose times are remembered


@dataclass(slots=True, eq=False)
class Worker:
    """A process and the version of the store that it has open."""

    process: asyncio.subprocess.Process
    version: str

    def end(self) -> None:
        """End the process, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


@dataclass(slots=True)
class Answer:
    """The head of an answer, and its body as it comes; ``pieces`` must be used up or closed."""

    status: int
    headers: dict[str, str]
    pieces: AsyncIterator[bytes]


class Pool:
    """Processes with one store open.

    Args:
        size: how many. writable: whether the one process (size 1) may write.
        spools: where answers wait for their readers; several pools may share one.
    """

    def __init__(self, settings: Settings, size: int, *, writable: bool = False, spools: Spools) -> None:
        self._settings, self._size, self._writable = settings, size, writable
        self._free: list[Worker] = []
        self._line: list[tuple[float, int, asyncio.Future[Worker]]] = []  # a heap
        self._number = 0
        self._took: OrderedDict[bytes, float] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._alive: set[Worker] = set()
        self._looked = 0.0
        self._version = ""
        self._closed = False
        self._spools = spools

    # Starting and ending

    async def start(self) -> None:
        """Start all workers.

        Raises:
            OutputError: the store cannot be opened.
        """
        for worker in await asyncio.gather(*(self._spawn_worker() for _ in range(self._size))):
            self._hand_worker_on(worker)

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for _, _, waiting in self._line:
            waiting.cancel()
        for worker in list(self._alive):
            await self._bury_worker(worker)

    def version(self) -> str:
        """Say what tells this state of the store from others, as a build may replace it; empty where it is written."""
        if self._writable:
            return ""
        now = time.monotonic()
        if now - self._looked > _LOOK_SECONDS:
            self._looked = now
            # Between the old store and the new there is none for a moment.
            self._version = store_version(self._settings) or self._version
        return self._version

    async def _spawn_worker(self) -> Worker:
        settings = self._settings
        options = {
            "store": str(settings.store), "base": settings.base, "title": settings.title,
            "memory": settings.limits.memory, "writable": self._writable,
        }  # fmt: skip
        version = self.version()
        try:
            process = await asyncio.create_subprocess_exec(
                *python_command(_PROGRAM, orjson.dumps(options).decode()),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2 * PIECE,
            )  # fmt: skip
        except OSError as error:  # the system has no more processes, files or memory for now
            raise OutputError("a worker cannot be started", remedy=error.strerror or "free memory") from error
        worker = Worker(process, version)
        self._alive.add(worker)
        try:
            kind, payload = await asyncio.wait_for(_read_one_frame(process), _START_SECONDS)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            await self._bury_worker(worker)
            raise OutputError("a worker did not start", where=settings.store, remedy="allow more memory") from error
        if kind != READY or (fault := orjson.loads(payload).get("fault")):
            await self._bury_worker(worker)
            raise OutputError(fault or "a worker did not start", where=None if fault else settings.store)
        return worker

    async def _bury_worker(self, worker: Worker) -> None:
        """End a worker, and wait until it is gone: a store that is written is locked until then."""
        worker.end()
        await worker.process.wait()
        self._alive.discard(worker)

    def _replace_worker(self, worker: Worker) -> None:
        """End a worker and start another in its place, in the background."""
        worker.end()
        if not self._closed:
            task = asyncio.create_task(self._restore_worker(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _restore_worker(self, ended: Worker) -> None:
        await self._bury_worker(ended)
        while True:
            try:
                worker = await self._spawn_worker()
            except OutputError as error:
                sys.stderr.write(f"paperatlas serve: {error}\n")
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                self._hand_worker_on(worker)
                return

    # Lending

    def _hand_worker_on(self, worker: Worker) -> None:
        if self._closed or worker.version != self.version():
            self._replace_worker(worker)
            return
        while self._line:
            _, _, waiting = heapq.heappop(self._line)
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._free.append(worker)

    async def _take_worker(self, key: bytes) -> Worker:
        while self._free:
            worker = self._free.pop()
            if worker.version == self.version() and worker.process.returncode is None:
                return worker
            self._replace_worker(worker)
        limits = self._settings.limits
        if sum(not waiting.done() for _, _, waiting in self._line) >= limits.waiting:
            raise busy()
        waiting: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        place = time.monotonic() + _COURTESY * self._took.get(key, 0.0)
        self._number += 1
        heapq.heappush(self._line, (place, self._number, waiting))
        timer = asyncio.get_running_loop().call_later(limits.patience, _lose_patience, waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
                self._hand_worker_on(waiting.result())  # it came at the very moment that the client went
            raise
        finally:
            timer.cancel()

    # Asking

    async def ask(self, task: str, arguments: Mapping[str, object], body: bytes = b"") -> Answer:
        """Have a worker do a task.

        Raises:
            Fault: all are busy (503), the time is over (504), or memory is (507).
        """
        request = request_frame(task, arguments, body)
        key = hashlib.blake2b(request, digest_size=16).digest()
        worker = await self._take_worker(key)
        whole = False
        clock = _ClockOfQuery(self._settings)
        try:
            assert worker.process.stdin is not None
            worker.process.stdin.write(request)
            kind, payload = await clock.read(worker.process)
            if kind != HEAD:
                raise Broken
            whole = True
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise out_of_memory() from error
        finally:
            if not whole:
                self._remember_duration(key, clock.used)
                self._replace_worker(worker)
        head = orjson.loads(payload)
        pieces = self._pieces_of_answer(worker, clock, key)
        if "content-length" not in head["headers"]:  # it may be long
            pieces = self._spools.through(pieces, clock.wait)
        return Answer(head["status"], head["headers"], pieces)

    def _remember_duration(self, key: bytes, seconds: float) -> None:
        self._took[key] = seconds
        self._took.move_to_end(key)
        if len(self._took) > _REMEMBERED:
            self._took.popitem(last=False)

    async def _pieces_of_answer(self, worker: Worker, clock: _ClockOfQuery, key: bytes) -> AsyncIterator[bytes]:
        whole = False
        try:
            while True:
                try:
                    kind, payload = await clock.read(worker.process)
                except (Fault, asyncio.IncompleteReadError) as error:
                    raise Broken from error
                if kind == BODY:
                    yield payload
                elif kind == END:
                    whole = True
                    return
                elif kind == BREAK:
                    whole = True
                    raise Broken
        finally:
            self._remember_duration(key, clock.used)
            if whole:
                self._hand_worker_on(worker)
            else:
                self._replace_worker(worker)


class _ClockOfQuery:
    """The time that a query has used, and that is left to it."""

    def __init__(self, settings: Settings) -> None:
        self._allowed = self._left = settings.limits.seconds

    @property
    def used(self) -> float:
        return self._allowed - self._left

    async def wait(self, work: Awaitable[T]) -> T:
        """Wait for what something gives, on this clock.

        Raises:
            Fault: the time is over (504).
        """
        start = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                return await work
        except TimeoutError as error:
            raise too_slow(self._allowed) from error
        finally:
            self._left -= time.monotonic() - start

    async def read(self, process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
        return await self.wait(_read_one_frame(process))


async def _read_one_frame(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    assert process.stdout is not None
    kind, size = FRAME.unpack(await process.stdout.readexactly(FRAME.size))
    return kind, await process.stdout.readexactly(size) if size else b""


def _lose_patience(waiting: asyncio.Future[Worker]) -> None:
    if not waiting.done():
        waiting.set_exception(busy())


def store_version(settings: Settings) -> str:
    """Read a store's identity: RocksDB gives every database one of its own."""
    with contextlib.suppress(OSError):
        state = (settings.store / "CURRENT").stat()
        identity = (settings.store / "IDENTITY").read_text(encoding="utf-8").strip()
        return f"{identity}-{state.st_ino:x}-{state.st_mtime_ns:x}"
    return ""
