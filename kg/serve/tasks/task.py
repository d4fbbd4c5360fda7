"""What a task is: a function of a worker, from arguments and bytes to an answer that it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.serve.process.wire import Sender

Arguments = Mapping[str, Any]


@dataclass(slots=True)
class Context:
    """What tasks share in one worker.

    Attributes:
        store: open. base: base IRI of the graph's nodes. title: name of the graph.
        kept: what a task keeps for the next time, by its own name; emptied by every write.
        index: the explorer's index of the same build, where there is one and nothing is written.
    """

    store: ox.Store
    base: str
    title: str
    kept: dict[str, Any] = field(default_factory=dict)
    index: Path | None = None


Task = Callable[[Context, Arguments, bytes, Sender], None]
