"""A built graph put into a store, part by part, and counted there.

1. The store is asked how many triples the graph has there, which also shows whether it can be asked at all.
2. What an earlier run has sent stays (``kg/publish/published_state.py``), where it was of the same graph and the store
   has the last triple of it; else all is sent, after the graph in the store was dropped where that is wanted.
3. Part after part is sent (``kg/publish/graph_parts.py``), as N-Triples by the Graph Store Protocol or in an update. A
   store that finds a part too large gets it in pieces, and smaller parts from then on. After the first part the
   store is asked for a triple of it: a wrong address is not noticed at the end only.
4. The triples are counted there again. A graph is a set, so what is sent twice is there once.
"""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg.atlas.atlas import TRIPLES, Atlas
from kg.fetch.base_address import host_of
from kg.fetch.credentials import Credentials
from kg.fetch.retry_rules import Clock, SystemClock
from kg.ground.errors import FetchError
from kg.ground.files.integrity import damaged
from kg.publish.graph_parts import GraphPart, graph_parts
from kg.publish.parts_folder import PartsFolder
from kg.publish.published_state import PublishedState, StateFile, state_beside
from kg.publish.sparql_update import MEDIA_TYPE, as_sparql, drop_graph, insert_data
from kg.publish.store_addresses import StoreAddresses
from kg.publish.store_client import StoreClient, StoreRequest, TooLargeError
from kg.publish.store_questions import count_matches

if TYPE_CHECKING:
    from kg.atlas.progress import Progress

#: What can be published: a built folder, or a folder of parts.
PublishedGraph: TypeAlias = Atlas | PartsFolder

#: Bytes of a part that is sent; large enough that the request itself costs little, small enough for usual limits.
PART_SIZE = 8 << 20
#: Seconds without a byte from the store: some index a part before they answer.
SILENCE = 300.0
_N_TRIPLES = "application/n-triples"


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """How a graph is published.

    Attributes:
        by_update: by SPARQL Update; else by the Graph Store Protocol. replace: drop the graph in the store first.
        refresh: send all, also what an earlier run has sent. part_size: bytes of a part, at most.
        credentials: for the store. silence: seconds without a byte from it. notify: hears of pauses and other news.
        clock: tells the time, and waits. jitter: gives random numbers from 0 to 1.
    """

    by_update: bool = False
    replace: bool = False
    refresh: bool = False
    part_size: int = PART_SIZE
    credentials: Credentials = field(default_factory=Credentials)
    silence: float = SILENCE
    notify: Callable[[str], None] = lambda _: None
    clock: Clock = field(default_factory=SystemClock)
    jitter: Callable[[], float] = field(default_factory=lambda: random.Random().random)


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What was published.

    Attributes:
        triples: of our graph. found: that the store counts where they went. sent, parts: triples and parts of this run.
    """

    triples: int
    found: int
    sent: int
    parts: int


def published_graph(folder: Path) -> PublishedGraph:
    """Open a folder whose graph is to be published.

    Raises:
        OutputError: it holds no graph.
    """
    return PartsFolder.opened(folder) or Atlas(folder)


def publish(
    atlas: PublishedGraph, store: StoreAddresses, settings: PublishSettings, progress: Progress
) -> PublishReport:
    """Put the graph of a built folder, or of a folder of parts, into a store, or what is missing of it there.

    Raises:
        FetchError: the store cannot be asked, refuses a part, or has fewer triples at the end; what is in stays, and
            the next run goes on. OutputError: the state cannot be written. DamagedError: the graph is not what was
            built. MissingExtraError: httpx is not installed.
    """
    client = StoreClient(
        settings.credentials, settings.clock, settings.jitter, settings.notify, settings.silence
    )  # fmt: skip
    with client:
        run = _Run(atlas, store, settings, client, state_beside(atlas.folder, store))
        return run.publish(progress)


def planned_requests(atlas: PublishedGraph, store: StoreAddresses, settings: PublishSettings) -> Iterator[str]:
    """Yield, a line each, what publishing to a store that has nothing of the graph would send; nothing is sent."""
    yield f"POST {store.query} (how many triples there are)"
    if settings.replace:
        yield f"POST {store.update} (drop the graph)" if settings.by_update else f"DELETE {store.graph_address}"
    address, total = store.update if settings.by_update else store.graph_address, atlas.manifest.counts["triples"]
    with open_lines(atlas) as lines:
        for part in graph_parts(lines, settings.part_size):
            yield f"POST {address} ({part.triples:,} triples, {len(part.data):,} bytes)"
    yield f"POST {store.query} (whether there are {total:,} triples)"


@contextmanager
def open_lines(atlas: PublishedGraph) -> Iterator[Iterator[bytes]]:
    """Open the lines of a graph's N-Triples, which are what the build wrote.

    Raises:
        DamagedError: they are not.
    """
    if isinstance(atlas, PartsFolder):
        with atlas.open_lines() as parts:
            yield parts
        return
    with atlas.open_file(TRIPLES) as file, gzip.open(file, "rb") as lines:
        try:
            yield iter(lines)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise damaged(atlas.folder, TRIPLES, f"it cannot be unpacked: {error}") from error


@dataclass(slots=True)
class _Run:
    """One publication as it goes."""

    atlas: PublishedGraph
    store: StoreAddresses
    settings: PublishSettings
    client: StoreClient
    file: StateFile
    sent: int = 0
    parts: int = 0

    @property
    def _host(self) -> str:
        return host_of(self.store.query)

    def publish(self, progress: Progress) -> PublishReport:
        before = self._count_triples()
        state = self._state_to_go_on_from()
        total = int(self.atlas.manifest.counts["triples"])
        if state is None:
            state = self._begin_anew(before)
        progress.start("publish", total)
        progress.advance(state.triples)
        if not state.done:
            with open_lines(self.atlas) as lines:
                for part in self._parts_left(lines, state):
                    state = self._send_part(part, state)
                    progress.advance(part.triples)
            state = replace(state, done=True)
            self.file.keep(state)
        found = self._count_triples()
        if found < state.triples:
            self.file.forget()
            raise FetchError(
                f"{self._host} has {found:,} triples of {state.triples:,}",
                remedy="its log may say why; the same command sends all of them again",
            )
        return PublishReport(state.triples, found, self.sent, self.parts)

    def _parts_left(self, lines: Iterator[bytes], state: PublishedState) -> Iterator[GraphPart]:
        """Yield the parts that follow on what is in, no larger than the store has shown to take."""
        passed = 0
        while passed < state.bytes:
            passed += len(next(lines))
        yield from graph_parts(lines, state.part_size, begin=passed)

    def _state_to_go_on_from(self) -> PublishedState | None:
        """Return the state of an earlier run where this one goes on from there, or says why not."""
        state = self.file.read()
        if state is None or self.settings.refresh:
            return None
        if state.graph != self._hash_of_graph():
            gone = "" if self.settings.replace else "; what it no longer has stays in the store without --replace"
            self.settings.notify(f"The graph has changed since it was published, so all of it is sent{gone}.")
            return None
        if self.settings.replace and (state.done or not state.replaced):
            return None
        if state.bytes and not self._has_triple(self._triple_before(state)):
            self.settings.notify(f"{self._host} has lost what was published to it, so all of it is sent.")
            return None
        if state.bytes and not state.done:
            self.settings.notify(f"{state.parts:,} parts ({state.triples:,} triples) are in; the rest follows.")
        return state

    def _begin_anew(self, before: int) -> PublishedState:
        if self.settings.replace:
            self._drop_graph()
        elif before:
            self.settings.notify(f"There are {before:,} triples there already, which stay.")
        state = PublishedState(
            self._hash_of_graph(), self.store.graphs, self.store.graph, self.settings.part_size,
            replaced=self.settings.replace,
        )  # fmt: skip
        self.file.keep(state)
        return state

    def _hash_of_graph(self) -> str:
        return self.atlas.manifest.files[TRIPLES]

    def _triple_before(self, state: PublishedState) -> bytes:
        """Return the last triple that a state says is in."""
        passed, line = 0, b""
        with open_lines(self.atlas) as lines:
            while passed < state.bytes:
                line = next(lines)
                passed += len(line)
        return line.rstrip()

    def _send_part(self, part: GraphPart, state: PublishedState) -> PublishedState:
        """Send a part, in pieces where the store has shown to take no larger ones, and keep what is in after each."""
        if len(part.data) > state.part_size and part.triples > 1:
            for piece in graph_parts(io.BytesIO(part.data), state.part_size, begin=part.begin):
                state = self._send_part(piece, state)
            return state
        try:
            self.client.send(self._request_of_part(part))
        except TooLargeError as fault:
            if part.triples == 1:
                raise fault.error from fault
            smaller = len(part.data) // 2
            self.settings.notify(f"{self._host} takes no part of {len(part.data):,} bytes; smaller ones are sent.")
            return self._send_part(part, replace(state, part_size=smaller))
        if not self.parts and not self._has_triple(part.last_triple):
            raise FetchError(
                f"{self._host} says that it took a part, and does not have its triples",
                remedy="check --store and --graph; the address of queries may be that of other data",
            )
        self.sent += part.triples
        self.parts += 1
        state = replace(state, parts=state.parts + 1, triples=state.triples + part.triples, bytes=part.end)
        self.file.keep(state)
        return state

    def _request_of_part(self, part: GraphPart) -> StoreRequest:
        if self.settings.by_update:
            return StoreRequest("POST", self.store.update, insert_data(part.data, self.store), MEDIA_TYPE)
        return StoreRequest("POST", self.store.graph_address, part.data, _N_TRIPLES)

    def _drop_graph(self) -> None:
        if self.settings.by_update:
            self.client.send(StoreRequest("POST", self.store.update, drop_graph(self.store), MEDIA_TYPE))
        else:
            self.client.send(StoreRequest("DELETE", self.store.graph_address, may_lack=True))

    def _has_triple(self, triple: bytes) -> bool:
        """Ask whether the graph in the store has a triple, given as a line of N-Triples."""
        return bool(self._count_triples(as_sparql(triple).decode().rstrip(" .")))

    def _count_triples(self, pattern: str = "?s ?p ?o") -> int:
        return count_matches(self.client, self.store, pattern)
