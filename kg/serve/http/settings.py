"""What is served, to whom, and how much of the machine it may take."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from kg.ground.errors import InputError
from kg.ground.identifiers import DEFAULT_BASE

MEBIBYTE = 1 << 20
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[^\s/?#@:\[\]]+)(?::\d+)?")
_HOST = re.compile(r"\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^\s/?#@:\[\]]+")
_TOKEN = re.compile(r"[!-~]+")  # what passes a header as it is
#: Names by which a server is called on its own machine.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one server.

    Attributes:
        seconds: that one query may keep a worker busy; the worker is ended after that.
        memory: bytes of data that one worker may hold, its store's cache included. Enforced on Linux.
        workers: processes that answer queries; by default two a core, so that a long query holds up few short ones, and
            eight at most.
        waiting: requests that may wait for a worker; one more is asked to come back (503).
        patience: seconds that a request waits for a worker before it is asked to come back.
        body: bytes of a request; a longer one is refused (413).
        upload: the same for a graph that is written.
        cache: bytes of answers kept for the next who asks the same; 0 for none. One of them may take a sixteenth.
        reading: times a query's ``seconds`` that a slow reader may take to receive a long answer; for each piece of it
            (64 KB) the reader has ``seconds``.
        unread: bytes of one answer that may wait for its reader, in memory and then in a temporary file.
        all_unread: the same for all answers together.
        connections: open at a time; half of them from one address.
        head: bytes of the address and the header fields of a request. fields: how many header fields.
        head_seconds: that the head of a request may take to come.
        body_rate: bytes a second, after a start of ``head_seconds``, that the body must not fall below.
        idle: seconds that a connection is kept open between two requests.
    """

    seconds: float = 30.0
    memory: int = 1024 * MEBIBYTE
    workers: int = field(default_factory=lambda: min(8, 2 * (os.cpu_count() or 1)))
    waiting: int = 256
    patience: float = 30.0
    body: int = MEBIBYTE
    upload: int = 64 * MEBIBYTE
    cache: int = 32 * MEBIBYTE
    reading: int = 120
    unread: int = 1024 * MEBIBYTE
    all_unread: int = 4096 * MEBIBYTE
    connections: int = 400
    head: int = 64 * 1024
    fields: int = 100
    head_seconds: float = 10.0
    body_rate: int = 16 * 1024
    idle: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """A server.

    Attributes:
        store: folder of the store. base: base IRI of the graph's own nodes.
        title: name of the graph, on its pages.
        review: the corrections table that readers of the map may add lines to; None for none. Only where all pages are
            this server's own and nobody but this machine is answered.
        token: who shows it may write; without one the store is opened for reading only.
        hosts: names that the ``Host`` header may have besides the loopback ones; ``*`` for any.
        origins: of pages elsewhere that may read the answers, as ``https://example.org``; ``*`` for any.

    Raises:
        InputError: a name, an origin or the token can never be sent as it is.
    """

    store: Path
    base: str = DEFAULT_BASE
    title: str = "PaperAtlas"
    token: str | None = None
    review: Path | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def writable(self) -> bool:
        return self.token is not None

    def __post_init__(self) -> None:
        object.__setattr__(self, "hosts", tuple(map(host_name, self.hosts)))
        object.__setattr__(self, "origins", tuple(map(origin, self.origins)))
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise InputError("the token has spaces or characters beyond ASCII", remedy="take letters and digits")
        if self.review is not None and self.origins:
            remedy = "leave one of the two out"
            raise InputError("pages of other sites could read the token for corrections", remedy=remedy)
        if self.review is not None and (others := sorted(set(self.hosts) - set(LOOPBACK))):
            problem = f"corrections are taken of this machine only, not at {', '.join(others)}"
            raise InputError(problem, remedy="leave out --host and --allow-host, or --review")


def origin(text: str) -> str:
    """Write an origin as a browser sends it (RFC 6454, section 6.2).

    Raises:
        InputError: it is none.

    >>> origin("HTTPS://Example.org/"), origin("http://localhost:80"), origin("*")
    ('https://example.org', 'http://localhost', '*')
    """
    found = text.lower().removesuffix("/")
    if found in ("*", "null"):
        return found
    if not _ORIGIN.fullmatch(found):
        raise InputError(f"{text!r} is no origin of pages", remedy="write it as https://example.org, without a path")
    return found.removesuffix(_PORTS.get(found.partition(":")[0], "/"))


def host_name(text: str) -> str:
    """Write a name as the ``Host`` header has it, without a port.

    Raises:
        InputError: it is none.

    >>> host_name("Atlas.example.org."), host_name("::1")
    ('atlas.example.org', '[::1]')
    """
    found = text.lower().rstrip(".")
    found = f"[{found}]" if found.count(":") > 1 and not found.startswith("[") else found
    if not _HOST.fullmatch(found):
        remedy = "write it as atlas.example.org, without a scheme or a port"
        raise InputError(f"{text!r} is no name of a server", remedy=remedy)
    return found
