"""Who hears how far a build is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class Progress(Protocol):
    """Hears of the stages of a build."""

    def start(self, stage: str, total: int | None = None) -> None:
        """Begin a stage; ``total`` steps are expected, None where nobody knows."""

    def advance(self, steps: int = 1) -> None:
        """Take steps of the stage as done."""


class Silent:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int | None = None) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        pass


@dataclass(slots=True)
class Stages:
    """Announces stages and keeps the seconds that each took."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Progress]:
        """Run one stage; the block may report its steps."""
        self.progress.start(name, total)
        begin = time.perf_counter()
        yield self.progress
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin
