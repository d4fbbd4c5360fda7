"""The records of a fetch: what is wanted, the services that have it, the requests that ask for it, what pages say.

A *series* is a chain of pages of which each says where the next begins. A wanted answer is one series or several: one
for each day, for each hundred ids. Positions in a series are texts that only its service understands; the first is "".
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import orjson

#: The position at which a series begins.
START = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user wants of a service.

    Attributes:
        query: words or the query language of the service. ids: as the user wrote them, each once.
        since, until: the days that bound publication (or listing), both included; None is no bound.
        most: papers to stop after; None is no bound. filter: conditions in the language of the service.
        whole: everything that the service has, in one file.
    """

    query: str = ""
    ids: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    most: int | None = None
    filter: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request, without any key.

    Attributes:
        path: below the base address, beginning with ``/``. parameters: of the query string, in order.
        posted: what is sent as JSON; None asks by GET.
    """

    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    posted: Mapping[str, object] | None = None

    def address(self, base: str) -> str:
        """Return the whole address.

        >>> PageRequest("/works", (("search", "a b"),)).address("https://example.org/")
        'https://example.org/works?search=a+b'
        """
        query = urlencode(self.parameters)
        return base.rstrip("/") + self.path + (f"?{query}" if query else "")

    def described(self, base: str) -> str:
        """Return the request as one line, as ``--dry-run`` prints it."""
        if self.posted is None:
            return f"GET {self.address(base)}"
        return f"POST {self.address(base)} {orjson.dumps(self.posted).decode()}"


@dataclass(frozen=True, slots=True)
class PageContent:
    """What paging needs to know of a page.

    Attributes:
        papers: their number on this page. total: their number on all pages of the series, where the page says it.
        following: the position of the next page, None where this is the last.
    """

    papers: int
    total: int | None = None
    following: str | None = None


class UnreadablePageError(Exception):
    """A page is not what was asked for.

    Attributes:
        problem: what it is instead, one clause. remedy: what to do, one clause.
        passing: whether asking again may help, as with a page that is cut off.
    """

    def __init__(self, problem: str, remedy: str, *, passing: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.passing = problem, remedy, passing


@dataclass(frozen=True, slots=True)
class PageSeries:
    """A chain of pages.

    Attributes:
        label: what tells it from others of the same wanted answer, e.g. a day; for messages.
        base: the address that paths are below. suffix: of the files, e.g. ``.xml``.
        request: the request for the page at a position, of so many papers at most where the service can be told that.
        read: what a page (in a file, asked for at a position) says; raises ``UnreadablePageError``.
        may_lack: whether the service may not have it (404), which is then noted and no error.
        asked: the number of ids that it asks for, 0 where it asks for none.
    """

    label: str
    base: str
    suffix: str
    request: Callable[[str, int | None], PageRequest]
    read: Callable[[Path, str], PageContent]
    may_lack: bool = False
    asked: int = 0


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Where a service takes a key.

    Attributes:
        variable: of the environment. header: the header that carries it; "" where a parameter does.
        parameter: of the query string. prefix: before the key in the header. remedy: how one comes by a key.
    """

    variable: str
    remedy: str
    header: str = ""
    parameter: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A public service.

    Attributes:
        name: as the command line calls it. title: as people call it.
        interval: least seconds from one request to the next, and where the service says so.
        hosts: to which a redirect may lead by https, beside the one that was asked.
        plan: the series that a wanted answer needs, given whether there is a key; raises ``InputError``.
        key: where it takes a key; None where it takes none.
        largest: bytes of its largest page that is accepted: pages have up to some 10 MiB, and what is read as JSON
            takes twenty times its size in memory where it is made for that. lasting: seconds that a page may take.
    """

    name: str
    title: str
    interval: float
    hosts: frozenset[str]
    plan: Callable[[Wanted, bool], Sequence[PageSeries]]
    key: KeyRule | None = None
    largest: int = 32 << 20
    lasting: float = 300.0
