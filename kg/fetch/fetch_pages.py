"""A fetch from beginning to end: what is wanted, as pages in a folder.

1. The service plans the series that are needed (``kg/fetch/services``).
2. What is there already stays: a series that was fetched within a day is not asked for again, one that was stopped goes
   on at its next page, one that is older is fetched anew, page by page in the place of the old ones.
3. Each page is fetched, kept, and says where the next is, until nothing follows or enough papers are there.
4. A page that leads to where the series was already, or that is the one before once more, ends the run: following it
   would never end.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from kg.fetch.base_address import checked_base, host_of
from kg.fetch.fetched_folder import FetchedFolder, SeriesState, series_key
from kg.fetch.page_series import START, PageContent, PageSeries, Service, Wanted
from kg.fetch.polite_client import LackingError, PoliteClient
from kg.fetch.retry_rules import Clock, SystemClock
from kg.ground.errors import FetchError, InputError
from kg.ground.files.integrity import sha256

#: Seconds for which an answer is not asked for again.
LASTING = 24 * 3600.0
_GZIP = b"\x1f\x8b"
_SENDABLE = re.compile(r"[!-~]*")  # in a header of HTTP
_ADDRESS = re.compile(r"[^\s@()<>,;:\\\"]+@[A-Za-z0-9.-]+", re.ASCII)


class FetchProgress(Protocol):
    """Hears how far a fetch is."""

    def page(self, name: str, papers: int, done: int, total: int | None) -> None:
        """Hear that a page is there, with so many papers; ``done`` of ``total`` are there now, None where nobody
        knows.
        """

    def pause(self, reason: str) -> None:
        """Hear that the service is given a pause."""


class SilentFetch:
    """Progress that nobody watches."""

    def page(self, name: str, papers: int, done: int, total: int | None) -> None:
        pass

    def pause(self, reason: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How a fetch is done.

    Attributes:
        base: asked instead of the service's own address, e.g. a mirror; "" for that. key: for the service.
        contact: an address for the service to write to. refresh: whether what is there is asked for again.
        clock: tells the time, and waits. jitter: gives random numbers from 0 to 1.
        silence: seconds without any byte after which a connection is given up.

    Raises:
        InputError: the key or the contact has characters that cannot be sent.
    """

    base: str = ""
    key: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    refresh: bool = False
    clock: Clock = field(default_factory=SystemClock)
    jitter: Callable[[], float] = field(default_factory=lambda: random.Random().random)
    silence: float = 60.0

    def __post_init__(self) -> None:
        if not _SENDABLE.fullmatch(self.key):  # the key is not shown
            raise InputError("the key has characters that no key has", remedy="copy it again")
        if self.contact and not _ADDRESS.fullmatch(self.contact):
            raise InputError("the contact is no mail address", remedy="write NAME@HOST")


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch has done.

    Attributes:
        pages: the files, in order. papers: on them. fetched: how many of the pages were asked for in this run.
        total: the papers that the service has of what is wanted, where it says.
        lacking: labels of what the service does not have. asked: the number of ids that were asked for.
        goes_on: whether there is more than was wanted.
    """

    pages: tuple[Path, ...] = ()
    papers: int = 0
    fetched: int = 0
    total: int | None = None
    lacking: tuple[str, ...] = ()
    asked: int = 0
    goes_on: bool = False


def planned_requests(service: Service, wanted: Wanted, folder: Path, settings: FetchSettings) -> Iterator[str]:
    """Yield the requests that a fetch would send now, as far as they can be known: of each series the next.

    Raises:
        InputError: what is wanted cannot be asked for. OutputError: the folder's state is damaged.
    """
    kept = FetchedFolder(folder)
    papers = 0
    for series in _based(service.plan(wanted, bool(settings.key)), settings.base):
        state = _usable_state(kept, service, series, wanted, papers, settings)
        papers += state.papers
        left = None if wanted.most is None else wanted.most - papers
        if not state.is_whole and (left is None or left > 0):
            yield series.request(_next_position(state) or START, left).described(series.base)


def fetch_pages(
    service: Service,
    wanted: Wanted,
    folder: Path,
    settings: FetchSettings | None = None,
    progress: FetchProgress | None = None,
) -> FetchReport:
    """Fetch what is wanted into a folder, or what is missing of it there.

    Args:
        folder: is made where it is not there; may hold pages of other fetches.

    Raises:
        InputError: what is wanted cannot be asked for. FetchError: a service cannot be asked or answers something
            else; what was fetched stays. OutputError: the folder cannot be written. MissingExtraError: httpx is not
            installed.
    """
    settings = settings or FetchSettings()
    planned = _based(service.plan(wanted, bool(settings.key)), settings.base)
    kept = FetchedFolder(folder)
    kept.make()
    run = _Run(service, wanted, settings, progress or SilentFetch(), kept, planned)
    client = PoliteClient(
        service, settings.key, settings.clock, settings.jitter, run.progress.pause,
        last=kept.last_asked(service.name), contact=settings.contact, silence=settings.silence,
    )  # fmt: skip
    with client:
        for series in planned:
            if run.left == 0:
                run.goes_on = True
                break
            run.follow(series, client)
    return run.report()


def _based(planned: Sequence[PageSeries], base: str) -> list[PageSeries]:
    return [replace(series, base=checked_base(base)) for series in planned] if base else list(planned)


def _key_of_series(service: Service, series: PageSeries) -> str:
    return series_key(service.name, series.request(START, None).described(series.base))


def _next_position(state: SeriesState) -> str | None:
    return state.pages[-1].following if state.pages else START


def _usable_state(
    kept: FetchedFolder, service: Service, series: PageSeries, wanted: Wanted, papers: int, settings: FetchSettings
) -> SeriesState:
    """Say what is there of a series and need not be asked for again.

    Args:
        papers: that series before this one have.
    """
    now = settings.clock.now()
    empty = SeriesState(service.name, series.request(START, None).described(series.base), now)
    state = kept.state(_key_of_series(service, series))
    if state is None:
        return empty
    is_done = state.is_whole or (wanted.most is not None and papers + state.papers >= wanted.most)
    if settings.refresh or (is_done and not 0 <= now - state.updated < LASTING):
        return replace(empty, stale=(*state.stale, *(page.name for page in state.pages if page.name)))
    return state


@dataclass(slots=True)
class _Run:
    """One fetch as it goes."""

    service: Service
    wanted: Wanted
    settings: FetchSettings
    progress: FetchProgress
    kept: FetchedFolder
    planned: Sequence[PageSeries]
    pages: list[str] = field(default_factory=list)
    papers: int = 0
    fetched: int = 0
    totals: list[int | None] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    asked: int = 0
    goes_on: bool = False

    @property
    def left(self) -> int | None:
        """How many papers are still wanted, None without bound."""
        return None if self.wanted.most is None else max(0, self.wanted.most - self.papers)

    def report(self) -> FetchReport:
        known = [total for total in self.totals if total is not None]
        return FetchReport(
            tuple(self.kept.path / name for name in self.pages), self.papers, self.fetched,
            sum(known) if known and len(known) == len(self.totals) else None, tuple(self.lacking), self.asked,
            self.goes_on,
        )  # fmt: skip

    def follow(self, series: PageSeries, client: PoliteClient) -> None:
        """Fetch what is missing of a series."""
        state = _usable_state(self.kept, self.service, series, self.wanted, self.papers, self.settings)
        self.papers += state.papers
        self.asked += series.asked
        while not state.is_whole and self.left != 0:
            state = self._fetch_next(series, state, client)
        if state.is_whole and state.stale:
            self.kept.remove({*state.stale} - {page.name for page in state.pages})
            state = replace(state, stale=())
            self.kept.keep(_key_of_series(self.service, series), state)
        self.pages += [page.name for page in state.pages if page.name]
        self.totals.append(state.total)
        self.goes_on = self.goes_on or not state.is_whole
        if state.lacking:
            self.lacking.append(series.label)

    def _fetch_next(self, series: PageSeries, state: SeriesState, client: PoliteClient) -> SeriesState:
        """Fetch the next page of a series and keep it."""
        key = _key_of_series(self.service, series)
        position = _next_position(state)
        assert position is not None, "a series that is not whole has a next page"
        name = f"{self.service.name}-{key}-{len(state.pages) + 1:05d}"
        with self.kept.unfinished(name) as part:
            try:
                content = client.download(
                    series.base, series.request(position, self.left), part, lambda path: series.read(path, position)
                )
            except LackingError as lacking:
                if not series.may_lack:
                    raise lacking.error from lacking
                state = replace(state, lacking=True, updated=self.settings.clock.now())
            else:
                self._refuse_circle(series, state, content, sha256(part))
                page = self.kept.place_page(part, name + _suffix(part, series), content)
                total = state.total if content.total is None else content.total
                pages = (*state.pages, page)
                state = replace(state, pages=pages, total=total, updated=self.settings.clock.now())
                self.papers += page.papers
                self.fetched += bool(page.name)
            finally:
                if client.last is not None:
                    self.kept.keep_last_asked(self.service.name, client.last)
        self.kept.keep(key, state)
        if not state.lacking:
            page = state.pages[-1]
            self.progress.page(page.name or series.label, page.papers, self.papers, self._expected(state.total))
        return state

    def _expected(self, total: int | None) -> int | None:
        """Say how many papers the run will have, where that is known.

        Args:
            total: of the series that is followed now.
        """
        expected = sum(series.asked for series in self.planned) or (total if len(self.planned) == 1 else None)
        return expected if expected is None or self.wanted.most is None else min(expected, self.wanted.most)

    def _refuse_circle(self, series: PageSeries, state: SeriesState, content: PageContent, digest: str) -> None:
        before = {START, *(one.following for one in state.pages)}
        if content.following is not None and content.following in before:
            problem = "leads to a page again that was there before"
        elif content.papers and state.pages and state.pages[-1].sha256 == digest:
            problem = "gives the same page again"
        else:
            return
        raise FetchError(
            f"{host_of(series.base)} {problem}, after {self.papers:,} papers",
            remedy="what is here can be used; ask later with --refresh, or for less, by --from and --to",
        )


def _suffix(part: Path, series: PageSeries) -> str:
    """Return the suffix of a page; a server may unpack on the way what is stored packed."""
    with part.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
    return series.suffix if packed else series.suffix.removesuffix(".gz")
