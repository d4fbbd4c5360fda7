"""What is served, to whom, and how much of the machine it may take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from kg.ground.identifiers import DEFAULT_BASE

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one server.

    Attributes:
        seconds: that one query may keep a worker busy; the worker is ended after that.
        memory: bytes of data that one worker may hold, its store's cache included. Enforced on Linux.
        workers: processes that answer queries; by default two a core, so that a long query holds up few short ones, and
            eight at most.
        waiting: requests that may wait for a worker; one more is told to come back (503).
        patience: seconds that a request waits for a worker before it is told to come back.
        body: bytes of a request; a longer one is refused (413).
        upload: the same for a graph that is written.
        cache: bytes of answers kept for the next who asks the same; 0 for none. One of them may take a sixteenth.
        requests: times a query's ``seconds`` that a slow reader may take to receive a long answer; for each piece of it
            (64 KB) the reader has ``seconds``.
    """

    seconds: float = 30.0
    memory: int = 1024 * MEBIBYTE
    workers: int = field(default_factory=lambda: min(8, 2 * (os.cpu_count() or 1)))
    waiting: int = 256
    patience: float = 30.0
    body: int = MEBIBYTE
    upload: int = 64 * MEBIBYTE
    cache: int = 32 * MEBIBYTE
    requests: int = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """A server.

    Attributes:
        store: folder of the store. base: base IRI of the graph's own nodes.
        title: name of the graph, on its pages.
        token: who shows it may write; without one the store is opened for reading only.
        hosts: names that the ``Host`` header may have besides the loopback ones; ``*`` for any.
        origins: of pages elsewhere that may read the answers; ``*`` for any.
    """

    store: Path
    base: str = DEFAULT_BASE
    title: str = "PaperAtlas"
    token: str | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ("*",)
    limits: Limits = field(default_factory=Limits)

    @property
    def writable(self) -> bool:
        return self.token is not None
