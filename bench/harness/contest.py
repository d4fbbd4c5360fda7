"""What a contest is: sides that do the same work, the tasks that they take turns at, and where they find their input.

A side is one function of a module of ``bench.rows``. It is called in a process of its own, makes all that is not to be
measured (imports, indexes, files), and returns its tasks by name; the name is empty where there is one only. A task is
called with the number of the round and returns what it did (``Work``). Tasks of one name are compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path

from bench.measurement import Work


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much each row works on; each is an option of the command line.

    Attributes:
        papers: of the larger build; the smaller one has a tenth.
        graph: papers of the graph that is written, stored, asked, served, shown and added to.
        texts: abstracts that are read in a round. lines: of a snapshot. nodes: of a map.
        triples: that are written in each format of RDF.
        requests: to a server in a round. clients: that ask it at once.
        limit: CPU seconds after which a task in Python, or wall-clock seconds after which a command, is given up.
    """

    papers: int = 10_000
    graph: int = 1_000
    texts: int = 400
    lines: int = 5_000
    nodes: int = 1_000
    triples: int = 30_000
    requests: int = 320
    clients: tuple[int, ...] = (1, 16, 64)
    limit: float = 30.0


#: With these every row ends in a second or a few: for the tests, and to try a new row.
TINY = Sizes(papers=30, graph=20, texts=10, lines=50, nodes=60, triples=500, requests=20, clients=(1, 4), limit=30.0)


@dataclass(slots=True)
class Setting:
    """Where the process of a side works.

    Attributes:
        scratch: a folder of its own. inputs: a folder of files that all sides of one checkout share; who needs one
            that is not there makes it (``bench.harness.inputs``). rounds: how many there are.
        stack: what is to be closed when the side ends.
    """

    scratch: Path
    inputs: Path
    sizes: Sizes
    rounds: int = 1
    stack: ExitStack = field(default_factory=ExitStack)

    @property
    def program(self) -> list[str | Path]:
        """The command that runs ``paperatlas`` of the checkout under test."""
        return [sys.executable, self.checkout / "cli.py"]

    @property
    def checkout(self) -> Path:
        """The folder that holds the package under test; nothing is imported to find it."""
        found = find_spec("kg")
        assert found is not None
        assert found.origin is not None
        return Path(found.origin).resolve().parents[1]


Check = Callable[[], Work]
"""What counts, after the clock has stopped, what a task has done."""
Task = Callable[[int], Work | Check]
Tasks = Mapping[str, Task]


class SideDeclined(Exception):
    """A side does not take part at these sizes; its message says why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contest.

    Attributes:
        name: as the report shows it. prepare: the function that makes its tasks.
        needs: what must be installed: distributions of Python, ``program:NAME``, or ``browser``. The version of the
            first is shown.
        does: what it does less or more than we do, where the work is not quite the same; empty where it is.
    """

    name: str
    prepare: Callable[[Setting], Tasks]
    needs: tuple[str, ...] = ()
    does: str = ""

    @property
    def address(self) -> str:
        """Where another process finds the function: module and name."""
        return f"{self.prepare.__module__}:{self.prepare.__qualname__}"


@dataclass(frozen=True, slots=True)
class Contest:
    """Our side and its peers at some tasks.

    Attributes:
        name: as on the command line. about: what is measured, a sentence.
        unit: what a rate is of, one of the units that the tasks read; empty where a rate says nothing.
        rounds: how often each side has its turn. warm: whether a turn of each is thrown away first.
        clock: whether the clock is what the row is about (a server under load, processes side by side).
        growth: whether the tasks are one work in rising sizes, so that exponents of growth are told of ``unit``.
    """

    name: str
    about: str
    ours: Side
    peers: tuple[Side, ...] = ()
    unit: str = ""
    rounds: int = 5
    warm: bool = True
    clock: bool = False
    growth: bool = False


def sizes_with(given: Mapping[str, object], start: Sizes) -> Sizes:
    """Sizes of which some are given by name.

    >>> sizes_with({"texts": 5, "papers": None}, TINY).texts
    5
    """
    known = {one.name: getattr(start, one.name) for one in fields(Sizes)}
    return Sizes(**{**known, **{name: value for name, value in given.items() if value is not None and name in known}})
