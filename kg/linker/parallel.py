"""Linking with several processes: the readings of one process, in the order of the papers, in less time.

1. The first papers are looked at. Where they are all there are, this process links them: a start would cost more.
2. Papers are dealt out by the chunk to whichever process is free. Each process is a fresh interpreter with a linker of
   its own; chunks and readings go through its pipes. Only a few chunks are on their way at any time, and no more papers
   than these are taken from the input before somebody asks for their readings.
3. Readings come out in order, and so does a fault: after the readings of all papers before it.
4. Whatever the end is (the last paper, a fault, Ctrl-C, a reader that has enough), the processes end with it. If this
   process is killed, they see their standard input close.

Fresh interpreters rather than ``multiprocessing``: that would import the caller's script again (or need a guard in it),
or fork a process with threads. They are in a process group of their own, so that Ctrl-C at a terminal is heard by this
process alone. Chunks are pickled, as faults travel with the readings: a reading costs 0.1 ms to send, no more than
through ``kg.ground.codec``, and 3 to 6 ms to link.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from queue import SimpleQueue
from typing import IO

from kg.ground.errors import PaperAtlasError
from kg.ground.imported_result import DescribedArtifact
from kg.ground.machine.child_process import python_command
from kg.ground.records import Paper, Reading

#: Fewer papers than these are linked by this process. On two free cores two processes load their linkers in the time
#: (2.2 s) that this one takes for its own, so a start costs little; but with fewer papers there is little to gain.
FEW = 200
_CHUNK = 32  # papers: 0.1 s of linking, 50 KB there and 115 KB back
_AHEAD = 2  # chunks on their way for each process: one being linked, one waiting
_GRACE = 1.0  # seconds that a process which has closed its pipe may take to end
_PROGRAM = "from kg.linker.parallel import work; work({version!r})"

#: The readings of a chunk, up to a fault if there was one.
Answer = tuple[list[Reading], Exception | None]


def link_papers(
    papers: Iterable[Paper],
    processes: int = 1,
    *,
    few: int = FEW,
    version: str | None = None,
    described: tuple[DescribedArtifact, ...] = (),
) -> Generator[Reading, None, None]:
    """Link each paper, in the order of the papers; papers are taken as readings are asked for.

    Close the generator to end the processes before the last reading.

    Args:
        processes: how many link at the same time; 0 is one for each core that this process may use. Each needs about
            200 MiB of memory.
        few: fewer papers than these are linked by this process alone.
        version: what the linker of each process must be (``Linker.version``).
        described: artifacts that files describe, which the linker is to know beside those of the catalogue.

    Raises:
        PaperAtlasError: ``processes`` is negative, or a process cannot be started, has another version or dies. Faults
            of ``papers`` and of the linker are passed on.
    """
    return _ordered_readings(papers, process_count(processes), max(few, 1), WantedLinker(version, described))


def process_count(processes: int) -> int:
    """Find the number of processes that is meant: 0 is the number of cores that this process may use.

    Raises:
        PaperAtlasError: it is negative.

    >>> process_count(3), process_count(0) >= 1
    (3, True)
    """
    if processes < 0:
        raise PaperAtlasError(
            f"the number of processes is {processes}", remedy="give 1 or more, or 0 for one on each core"
        )
    if processes > 0:
        return processes
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class WantedLinker:
    """What a process that links is told first: the version of its linker, or None, and what that is to know."""

    version: str | None
    described: tuple[DescribedArtifact, ...]


def _ordered_readings(
    papers: Iterable[Paper], count: int, few: int, wanted: WantedLinker
) -> Generator[Reading, None, None]:
    source = _PapersUntilFault(papers)
    stream = iter(source)
    first = list(islice(stream, few if count > 1 else 1))
    if count > 1 and len(first) == few:
        yield from _dealt_out_readings(chain(first, stream), count, wanted)
    elif first:
        # Not above: a process that deals out papers needs no linker itself, which takes a second and 150 MiB; nor does
        # one that gets no paper.
        from kg.linker.linker import load_linker_of_build

        yield from map(load_linker_of_build(wanted.described).link, chain(first, stream))
    if source.fault is not None:
        raise source.fault


@dataclass(slots=True)
class _PapersUntilFault:
    """Papers up to a fault of their iterator, which is kept for when the readings of these papers have been given."""

    papers: Iterable[Paper]
    fault: Exception | None = None

    def __iter__(self) -> Iterator[Paper]:
        try:
            yield from self.papers
        except Exception as error:
            self.fault = error


def _dealt_out_readings(papers: Iterator[Paper], count: int, wanted: WantedLinker) -> Iterator[Reading]:
    pending: deque[Future[Answer]] = deque()
    with _worker_processes(count, wanted) as submit:
        while chunk := list(islice(papers, _CHUNK)):
            pending.append(submit(chunk))
            if len(pending) == count * _AHEAD:
                yield from _given_readings(pending.popleft().result())
        while pending:
            yield from _given_readings(pending.popleft().result())


def _given_readings(answer: Answer) -> Iterator[Reading]:
    readings, fault = answer
    yield from readings
    if fault is not None:
        raise fault


@contextmanager
def _worker_processes(count: int, wanted: WantedLinker) -> Iterator[Callable[[list[Paper]], Future[Answer]]]:
    """Lend a function that has a chunk linked by one of so many processes, which end with the block.

    One thread a process waits for its answers. Processes are started with the first chunks, one for each.
    """
    started: list[_LinkerProcess] = []
    free: SimpleQueue[_LinkerProcess] = SimpleQueue()
    threads = ThreadPoolExecutor(count, thread_name_prefix="linking")

    def link(papers: list[Paper]) -> Answer:
        worker = free.get()
        try:
            return worker.link(papers)
        finally:
            free.put(worker)

    def submit(papers: list[Paper]) -> Future[Answer]:
        if len(started) < count:
            started.append(_start_process(wanted))
            free.put(started[-1])
        return threads.submit(link, papers)

    try:
        yield submit
    finally:
        for worker in started:
            worker.process.kill()
        threads.shutdown(cancel_futures=True)
        for worker in started:
            worker.bury()


@dataclass(frozen=True, slots=True)
class _LinkerProcess:
    """A process that links, and the ends of its pipes."""

    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]

    def link(self, papers: list[Paper]) -> Answer:
        try:
            pickle.dump(papers, self.requests, pickle.HIGHEST_PROTOCOL)
            self.requests.flush()
            answer: Answer = pickle.load(self.answers)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise PaperAtlasError(
                f"a process that links papers ended early ({self._end_of_process()})", remedy="use --processes 1"
            ) from error
        return answer

    def _end_of_process(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)
        code = self.process.returncode
        if code is None:
            return "its answer could not be read"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def bury(self) -> None:
        """Close the pipes of a killed process and take note of its end."""
        with suppress(OSError):  # half a chunk still waits to be sent
            self.requests.close()
        self.answers.close()
        self.process.wait()


def _start_process(wanted: WantedLinker) -> _LinkerProcess:
    command = python_command(_PROGRAM.format(version=wanted.version))
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
    except OSError as error:  # the system has no more processes, files or memory
        raise PaperAtlasError(
            f"a process that links papers cannot be started: {error.strerror}", remedy="use --processes 1"
        ) from error
    assert process.stdin is not None
    assert process.stdout is not None
    if wanted.described:
        with suppress(OSError):  # it has died, which its first chunk will tell
            pickle.dump(wanted.described, process.stdin, pickle.HIGHEST_PROTOCOL)
    return _LinkerProcess(process, process.stdin, process.stdout)


def work(version: str | None) -> None:
    """Do what such a process is for: chunks from standard input, answers to standard output, until the input is
    closed. What files describe may come before the first chunk, and is not answered.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may get between the answers
    wanted = WantedLinker(version, ())
    with suppress(BrokenPipeError):  # the other process has gone
        while (request := _read_request(sys.stdin.buffer)) is not None:
            if isinstance(request, tuple):
                wanted = WantedLinker(version, request)
                continue
            pickle.dump(_link_one_chunk(request, wanted), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    os._exit(0)  # at once: nothing waits to be written, and taking down a linker takes time


def _read_request(requests: IO[bytes]) -> list[Paper] | tuple[DescribedArtifact, ...] | None:
    try:
        request: list[Paper] | tuple[DescribedArtifact, ...] = pickle.load(requests)
    except (EOFError, pickle.UnpicklingError):  # closed, maybe in the middle of a chunk
        return None
    return request


def _link_one_chunk(papers: list[Paper], wanted: WantedLinker) -> Answer:
    from kg.linker.linker import load_linker_of_build

    readings: list[Reading] = []
    try:
        linker = load_linker_of_build(wanted.described)
        if wanted.version not in (None, linker.version):
            raise PaperAtlasError("the linker was changed while it was running", remedy="start again")
        for paper in papers:
            readings.append(linker.link(paper))
    except Exception as error:
        error.add_note("In a process that links papers:\n" + "".join(traceback.format_exception(error)))
        return readings, error
    return readings, None
