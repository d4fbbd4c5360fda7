"""One request at a time, slowly enough, asked again where that may help, into a file of bounded size.

1. Wait for the service's interval (``kg/fetch/retry_rules.py``), then ask, with a User-Agent that names the program.
2. Follow redirects on the same host and to named hosts only (``kg/fetch/base_address.py``); a key stays with the host
   that it is for, and is sent by https only, or within the machine.
3. Write the body to the file as it comes, unpacked here, so that no packed answer fills memory or disk.
4. Read what paging needs. A page that is cut off is asked for again, as are faults of the server and connections.

A redirect costs no wait: it is the same request to the service.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import orjson

from kg.fetch.base_address import host_of, is_confidential, redirect_target
from kg.fetch.http_exchange import (
    USER_AGENT,
    fault_to_raise,
    hidden_in_log,
    http_faults,
    message_of_response,
    open_http_client,
)
from kg.fetch.page_series import PageContent, PageRequest, Service, UnreadablePageError
from kg.fetch.retry_rules import Clock, pause_between
from kg.fetch.service_faults import RESUME, PassingFault, Repetition, fault_of_status, without_key
from kg.ground.errors import FetchError

if TYPE_CHECKING:
    import httpx

_BUFFER = 64 << 10  # bytes
_REDIRECTS = 5  # one after the other
_SILENCE = 60.0  # seconds; services answer large pages after up to half a minute


class LackingError(Exception):
    """The service does not have what was asked for (404).

    Attributes:
        error: what is raised where it has to have it.
    """

    def __init__(self, error: FetchError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(slots=True)
class PoliteClient(AbstractContextManager["PoliteClient"]):
    """Asks one service.

    Attributes:
        service: that is asked. key: for it, "" for none. clock: tells the time, and waits. jitter: gives random
            numbers from 0 to 1. report: is told of pauses.
        last: when the service was asked last, in seconds since 1970. contact: an address for the service to write to.
        silence: seconds without any byte after which a connection is given up.
    """

    service: Service
    key: str
    clock: Clock
    jitter: Callable[[], float]
    report: Callable[[str], None]
    last: float | None = None
    contact: str = ""
    silence: float = _SILENCE
    _client: httpx.Client | None = field(default=None, init=False)
    _stack: ExitStack = field(default_factory=ExitStack, init=False)

    def __enter__(self) -> Self:
        """Get ready to ask.

        Raises:
            MissingExtraError: httpx is not installed.
        """
        agent = USER_AGENT.replace(")", f"; mailto:{self.contact})") if self.contact else USER_AGENT
        headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
        self._client = self._stack.enter_context(open_http_client(headers, self.silence, "fetching"))
        self._stack.enter_context(hidden_in_log(partial(without_key, key=self.key)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, stack: TracebackType | None
    ) -> None:
        self._stack.close()

    def download(
        self, base: str, request: PageRequest, target: Path, read: Callable[[Path], PageContent]
    ) -> PageContent:
        """Fetch one page into a file, and say what it leads to.

        Args:
            base: the address that the request is below. target: is written, over what was there.
            read: reads the page; raises ``UnreadablePageError``.

        Raises:
            FetchError: it cannot be had. LackingError: the service does not have it.
        """
        self._refuse_open_key(base)

        def ask() -> PageContent:
            self._wait_for_turn()
            self._receive(base, request, target)
            return self._read_page(base, target, read)

        return Repetition(self.clock, self.jitter, self.report).repeat(ask)

    def _refuse_open_key(self, base: str) -> None:
        if self.key and not is_confidential(base):
            raise FetchError(
                f"the key would be sent to {host_of(base)} unencrypted", remedy="give --base by https, or no key"
            )

    def _wait_for_turn(self) -> None:
        pause = pause_between(self.service.interval, self.last, self.clock.now())
        if pause:
            self.clock.sleep(pause)
        self.last = self.clock.now()

    def _read_page(self, base: str, target: Path, read: Callable[[Path], PageContent]) -> PageContent:
        try:
            return read(target)
        except UnreadablePageError as fault:
            error = FetchError(without_key(f"{host_of(base)}: {fault.problem}", self.key), remedy=fault.remedy)
            if fault.passing:
                raise PassingFault(error) from fault
            raise error from fault

    def _receive(self, base: str, request: PageRequest, target: Path) -> None:
        address = request.address(base)
        host = host_of(address)
        with http_faults(host, "--base"):
            for _ in range(_REDIRECTS + 1):
                location = self._receive_or_redirect(address, host, request, target)
                if location is None:
                    return
                address = redirect_target(address, location, self.service.hosts)
        raise FetchError(f"{host} sends on and on", remedy="check --base; else the service is in disorder, ask later")

    def _receive_or_redirect(self, address: str, host: str, request: PageRequest, target: Path) -> str | None:
        """Write the body of the answer; or say where the answer is."""
        assert self._client is not None, "used within its context"
        own = host_of(address) == host
        with self._client.stream(
            "GET" if request.posted is None else "POST",
            self._with_key(address) if own else address,
            headers=self._headers(own, request),
            content=None if request.posted is None else orjson.dumps(request.posted),
        ) as response:
            if response.has_redirect_location:
                if request.posted is not None and response.status_code not in (307, 308):
                    raise FetchError(f"{host} has moved", remedy="look for a newer paperatlas, or give --base")
                location = response.headers["Location"]
                if self.key and without_key(location, self.key) != location and host_of(location) not in ("", host):
                    raise FetchError(f"{host} would send the key to another host", remedy="fetch without a key")
                return str(location)
            if response.status_code != 200:
                raise self._fault_of_answer(host, response)
            self._write_body(host, response, target)
        return None

    def _with_key(self, address: str) -> str:
        rule = self.service.key
        if not self.key or rule is None or not rule.parameter:
            return address
        from urllib.parse import urlencode

        if without_key(address, self.key) != address:  # a redirect that repeats it
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode({rule.parameter: self.key})}"

    def _headers(self, own: bool, request: PageRequest) -> dict[str, str]:
        headers = {} if request.posted is None else {"Content-Type": "application/json"}
        rule = self.service.key
        if own and self.key and rule is not None and rule.header:
            headers[rule.header] = rule.prefix + self.key
        return headers

    def _fault_of_answer(self, host: str, response: httpx.Response) -> Exception:
        message = message_of_response(response, partial(without_key, key=self.key))
        error = fault_of_status(host, response.status_code, message, self.service.key)
        return LackingError(error) if response.status_code == 404 else fault_to_raise(error, response, self.clock)

    def _write_body(self, host: str, response: httpx.Response, target: Path) -> None:
        largest, begin, size = self.service.largest, self.clock.ticks(), 0
        too_large = FetchError(
            f"the answer of {host} is larger than {largest >> 20} MiB", remedy="ask for less, or check --base"
        )
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced[:20]) > largest:
            raise too_large
        with target.open("wb") as file:
            for piece in _unpacked(response):
                size += len(piece)
                if size > largest:
                    raise too_large
                if self.clock.ticks() - begin > self.service.lasting:
                    slow = FetchError(f"{host} takes more than {self.service.lasting:.0f} s for a page", remedy=RESUME)
                    raise PassingFault(slow)
                file.write(piece)
        if self.key:
            _hide_key(target, self.key)


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """Unpack the body in pieces of bounded size.

    Raises:
        FetchError: it is packed otherwise than was allowed. PassingFault: it is cut off. zlib.error: it is damaged.
    """
    headers: Mapping[str, str] = response.headers
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from response.iter_raw(_BUFFER)
        return
    if encoding not in ("gzip", "x-gzip"):
        raise FetchError("the answer is packed in a way that was not asked for", remedy="check --base and the proxy")
    unpacker = zlib.decompressobj(wbits=31)  # gzip
    for chunk in response.iter_raw(_BUFFER):
        waiting = chunk
        while waiting and not unpacker.eof:
            yield unpacker.decompress(waiting, _BUFFER)
            waiting = unpacker.unconsumed_tail
    while not unpacker.eof:
        rest = unpacker.decompress(b"", _BUFFER)
        if not rest:
            raise PassingFault(FetchError("the answer is cut off", remedy=RESUME))
        yield rest


def _hide_key(path: Path, key: str) -> None:
    """Take a key out of a page that repeats it: what is fetched may be given away."""
    data = path.read_bytes()
    text = data.decode("utf-8", "surrogateescape")
    hidden = without_key(text, key)
    if hidden != text:
        path.write_bytes(hidden.encode("utf-8", "surrogateescape"))
