"""A side of a contest in a process of its own: started, asked to take a turn, ended.

The process finds ``kg`` in the checkout under test and ``bench`` in this one, so that the same rows can be run on
another revision of the package. It is asked by lines of JSON on its standard input and answers on its standard output;
what a task prints goes to standard error.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from bench.harness.contest import Setting, Side, SideDeclined, Sizes, Task
from bench.harness.resource_usage import forget_peak, own_cpu, own_peak
from bench.measurement import Sample

ROOT = Path(__file__).resolve().parents[2]
_START = "from bench.harness.side_process import main; main()"


class SideFailed(Exception):
    """A side could not be made, or a task of it failed; says why, in a line."""


class TookTooLong(Exception):
    """A task was given up after its limit."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a side's process is told when it starts.

    Attributes:
        address: module and function of the side. scratch, inputs, sizes, rounds: as in ``Setting``.
    """

    address: str
    scratch: str
    inputs: str
    sizes: Sizes
    rounds: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A task to run once; ``limit`` is in CPU seconds, None for no limit."""

    task: str
    round: int
    limit: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: a sample, that it took too long, or what went wrong; of the start, the names of the tasks, or
    why the side declines.
    """

    sample: Sample | None = None
    late: bool = False
    declined: str = ""
    fault: str = ""
    tasks: tuple[str, ...] = ()


class SideProcess:
    """A running side; use it in a ``with`` statement.

    Args:
        checkout: the folder that holds the package ``kg``. scratch: a folder for this side alone.
        inputs: a folder that all sides of this checkout share.

    Raises:
        SideFailed: its tasks cannot be made. SideDeclined: it does not take part.
    """

    def __init__(self, side: Side, sizes: Sizes, rounds: int, *, checkout: Path, scratch: Path, inputs: Path) -> None:
        self.side = side
        for folder in (scratch, inputs):
            folder.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
            "PYTHONPATH": f"{checkout}{os.pathsep}{ROOT}",
            # One seed for the order of sets, so that two processes differ in nothing that is not asked about.
            "PYTHONHASHSEED": "0",
            # What is compiled is kept, as of an installed package: compiling spaCy takes longer than importing it.
            "PYTHONPYCACHEPREFIX": str(inputs.parent / "bytecode"),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START], cwd=scratch, env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            self._tell(Place(side.address, str(scratch), str(inputs), sizes, rounds))
            self.tasks = self._hear().tasks
        except BaseException:
            self.close()
            raise

    def run(self, task: str, number: int, limit: float | None = None) -> Sample:
        """Run a task once.

        Raises:
            SideFailed: it failed. TookTooLong: it was given up.
        """
        self._tell(Turn(task, number, limit))
        answer = self._hear()
        if answer.late or answer.sample is None:
            raise TookTooLong(f"more than {limit or 0:g} s")
        return answer.sample

    def _tell(self, message: object) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise SideFailed("its process has ended") from error

    def _hear(self) -> Answer:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SideFailed(f"its process has ended ({self._process.wait()})")
        answer = msgspec.json.decode(line, type=Answer)
        if answer.declined:
            raise SideDeclined(answer.declined)
        if answer.fault:
            raise SideFailed(answer.fault)
        return answer

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def measured(task: Task, number: int, limit: float | None = None) -> Sample:
    """Run a task once in this process, and say what it cost.

    Args:
        limit: CPU seconds; what is written in C notices it only at its end.

    Raises:
        TookTooLong: it ran into the limit.
    """
    gc.collect()
    forget_peak()
    begin, cpu = time.perf_counter(), own_cpu()
    try:
        with _cpu_limit(limit):
            done = task(number)
    except TimeoutError as error:
        raise TookTooLong(str(error)) from error
    cpu, wall = own_cpu() - cpu, time.perf_counter() - begin
    memory = own_peak()
    work = done() if callable(done) else done
    return Sample(cpu if work.cpu is None else work.cpu, wall, memory if work.peak is None else work.peak, work)


@contextmanager
def _cpu_limit(seconds: float | None) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TimeoutError(f"more than {seconds:g} s of CPU")

    if seconds is None:
        yield
        return
    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def main() -> None:
    """Serve one side to the process that started this one."""
    with ExitStack() as stack:
        answers = stack.enter_context(os.fdopen(os.dup(1), "wb"))
        os.dup2(2, 1)
        _serve(sys.stdin.buffer, answers, stack)


def _serve(asked: IO[bytes], answers: IO[bytes], stack: ExitStack) -> None:
    def say(answer: Answer) -> None:
        answers.write(msgspec.json.encode(answer) + b"\n")
        answers.flush()

    try:
        place = msgspec.json.decode(asked.readline(), type=Place)
        module, name = place.address.split(":")
        setting = Setting(Path(place.scratch), Path(place.inputs), place.sizes, place.rounds, stack)
        tasks = getattr(importlib.import_module(module), name)(setting)
        say(Answer(tasks=tuple(tasks)))
    except SideDeclined as error:
        say(Answer(declined=str(error)))
        return
    except Exception as error:
        say(Answer(fault=_reported(error)))
        return
    for line in asked:
        turn = msgspec.json.decode(line, type=Turn)
        try:
            say(Answer(sample=measured(tasks[turn.task], turn.round, turn.limit)))
        except TookTooLong:
            say(Answer(late=True))
        except Exception as error:  # whatever a row meets is told beside it; the other rows go on
            say(Answer(fault=_reported(error)))


def _reported(error: Exception) -> str:
    """Print where an error arose, and return it in a line."""
    traceback.print_exception(error)
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
