"""Requests to a store: each asked again where that may help, with credentials once the store asks for them.

1. A request is sent without credentials; where the answer is 401 or 403 and there are some, it is sent once more with
   them, and so are all that follow. Which scheme, the answer says (Digest), or what there is (token, user).
2. Faults that may pass are asked again after a pause (``kg/fetch/retry_rules.py``).
3. An answer of success whose body says that something failed is a fault: a proxy or a login page may stand between,
   and some stores answer so.

Redirects are not followed: a POST would become a GET. Of each answer so many bytes are read as are needed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

import orjson

from kg.fetch.base_address import host_of, masked_address
from kg.fetch.credentials import LOGIN_REMEDY, Credentials, require_confidential
from kg.fetch.http_exchange import (
    USER_AGENT,
    beginning_of_body,
    fault_to_raise,
    hidden_in_log,
    http_faults,
    message_of_response,
    open_http_client,
)
from kg.fetch.retry_rules import Clock
from kg.fetch.service_faults import RESUME, Repetition
from kg.ground.errors import FetchError
from kg.ground.text import one_line

if TYPE_CHECKING:
    import httpx

    # Yields a request, is sent the answer, and may yield the request once more.
    _Login: TypeAlias = Callable[[httpx.Request], Generator[httpx.Request, httpx.Response, None]]

_ANSWER = 64 << 10  # bytes of an answer that are read; those of counts have a few hundred
_PIECE = 64 << 10  # bytes
_SHOWN = 200  # characters of an answer in a message
_ASKS_WHO = (401, 403)
# Virtuoso's parser of updates: "memory exhausted", with 400.
_TOO_LARGE, _ALSO_TOO_LARGE = re.compile(r"memory exhausted|too (?:large|long|big|many)", re.I), (400, 500)
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_FAILED = re.compile(r"\b(?:error|exception|failed|failure|denied|forbidden|unauthori[sz]ed|log ?in|sign ?in)\b", re.I)


class TooLargeError(Exception):
    """A request is larger than the store takes (413).

    Attributes:
        error: what is raised where it cannot be made smaller.
    """

    def __init__(self, error: FetchError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """One request.

    Attributes:
        content_type: of the body. accept: the media types of the answer. may_lack: whether 404 is no error, as when
            something is to be deleted.
    """

    method: str
    address: str
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    accept: str = "*/*"
    may_lack: bool = False

    @property
    def headers(self) -> dict[str, str]:
        content = {"Content-Type": self.content_type} if self.content_type else {}
        return {"Accept": self.accept, "Content-Length": str(len(self.body)), **content}


@dataclass(slots=True)
class _Pieces:
    """A body in small pieces, as often as it is sent: httpcore copies what is left of a piece after each packet.

    It is let go when the answer is there: httpx's requests and responses refer to each other, and so stay until the
    garbage collector comes, many parts later.
    """

    body: bytes

    def __iter__(self) -> Iterator[bytes]:
        for begin in range(0, len(self.body), _PIECE):
            yield self.body[begin : begin + _PIECE]

    def let_go(self) -> None:
        self.body = b""


@dataclass(slots=True)
class StoreClient(AbstractContextManager["StoreClient"]):
    """Asks one store.

    Attributes:
        credentials: sent where the store asks for them. clock: tells the time, and waits. jitter: gives random numbers
            from 0 to 1. report: is told of pauses. silence: seconds without any byte after which a request is given up.
    """

    credentials: Credentials
    clock: Clock
    jitter: Callable[[], float]
    report: Callable[[str], None]
    silence: float
    _client: httpx.Client | None = field(default=None, init=False)
    _logins: dict[str, _Login] = field(default_factory=dict, init=False)  # by host: each has to ask
    _stack: ExitStack = field(default_factory=ExitStack, init=False)

    def __enter__(self) -> Self:
        """Get ready to ask.

        Raises:
            MissingExtraError: httpx is not installed.
        """
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        self._client = self._stack.enter_context(open_http_client(headers, self.silence, "publishing to a store"))
        self._stack.enter_context(hidden_in_log(self.credentials.hidden))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, stack: TracebackType | None
    ) -> None:
        self._stack.close()

    def send(self, request: StoreRequest) -> bytes:
        """Send a request, and return the beginning of the answer.

        Raises:
            FetchError: the store refuses it or cannot be asked. TooLargeError: it is too large (413, or so it says).
        """
        return Repetition(self.clock, self.jitter, self.report).repeat(lambda: self._send_once(request))

    def _send_once(self, request: StoreRequest) -> bytes:
        assert self._client is not None, "used within its context"
        pieces = _Pieces(request.body)
        with http_faults(host_of(request.address), "--endpoint"):
            sent = self._client.build_request(request.method, request.address, content=pieces, headers=request.headers)
            try:
                return self._send_known_or_not(request, sent)
            finally:
                pieces.let_go()

    def _send_known_or_not(self, request: StoreRequest, sent: httpx.Request) -> bytes:
        """Send a request, first without credentials where the store has not asked for them yet."""
        import httpx

        assert self._client is not None, "used within its context"
        host = host_of(request.address)
        if host not in self._logins:
            with closing(self._client.send(sent, stream=True, auth=None)) as response:
                if response.status_code not in _ASKS_WHO or not self.credentials.are_for(request.address):
                    return self._read_answer(request, response)
                challenge = response.headers.get("WWW-Authenticate", "")
            user, password = self.credentials.user, self.credentials.password
            is_digest = user and challenge.lower().lstrip().startswith("digest")
            digest = httpx.DigestAuth(user, password).auth_flow
            self._logins[host] = digest if is_digest else _login_by_header(self.credentials.header)
        return self._send_with_login(request, sent, self._logins[host])

    def _send_with_login(self, request: StoreRequest, sent: httpx.Request, login: _Login) -> bytes:
        """Send a request as its scheme of login wants it, which may be twice (Digest); no body of an answer is read
        but the last one.
        """
        assert self._client is not None, "used within its context"
        require_confidential(request.address)
        steps = login(sent)
        current = next(steps)
        while True:
            with closing(self._client.send(current, stream=True, auth=None)) as response:
                try:
                    current = steps.send(response)
                except StopIteration:
                    return self._read_answer(request, response)

    def _read_answer(self, request: StoreRequest, response: httpx.Response) -> bytes:
        host, status = host_of(request.address), response.status_code
        if status == 404 and request.may_lack:
            return b""
        if response.has_redirect_location:
            target = masked_address(self.credentials.hidden(response.headers["Location"]))
            raise FetchError(f"{host} has moved", remedy=f"give its new address: {target}")
        if not 200 <= status < 300:
            message = message_of_response(response, self.credentials.hidden)
            if status == 413 or (status in _ALSO_TOO_LARGE and _TOO_LARGE.search(message)):
                raise TooLargeError(_fault_of_status(host, status, message, _REMEDIES[413]))
            raise fault_to_raise(
                _fault_of_status(host, status, message, self._remedy(request, status)), response, self.clock
            )
        body = beginning_of_body(response, _ANSWER)
        told = self.credentials.hidden(_failure_told(body))
        if told:
            remedy = "check --endpoint and --store; a login page may stand between, and the store's log may say more"
            raise FetchError(f"{host} answers {status}, but with an error: {told}", remedy=remedy)
        return body

    def _remedy(self, request: StoreRequest, status: int) -> str:
        if status in _ASKS_WHO and self.credentials.are_for(request.address):
            return "the credentials are not those that it wants; check them and what they may do"
        return _REMEDIES.get(status, "the store is in disorder, see its log; run the same command later to resume")


def _fault_of_status(host: str, status: int, message: str, remedy: str) -> FetchError:
    return FetchError(f"{host} answers {status}{f': {message}' if message else ''}", remedy=remedy)


def _login_by_header(value: str) -> _Login:
    def flow(request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = value
        yield request

    return flow


_REMEDIES = {
    400: "the store does not read what it was sent: check --store and --by, and see its log",
    401: LOGIN_REMEDY,
    403: f"the store may be read only, or want a login: {LOGIN_REMEDY}",
    404: "check --endpoint and --store; the data set or repository has to be there",
    405: "nothing can be written at this address: check --store, or take the other way: --by update or --by graphs",
    408: RESUME,
    413: "a single triple is too large for it; raise the store's limit",
    415: "it takes no N-Triples there: check --store, or take the other way: --by update",
    429: "it is asked too often; wait some minutes, then run the same command again to resume",
    501: "it does not know this protocol: take the other way, --by update or --by graphs",
    507: "free space where the store is",
}  # fmt: skip


def _failure_told(body: bytes) -> str:
    """Return what the body of a success says of a failure, on one line; "" where it says none.

    >>> _failure_told(b'{"status": "ERROR", "exception": "no memory"}'), _failure_told(b"<h1>Success</h1>")
    ('no memory', '')
    """
    text = body.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            data = orjson.loads(text)
        except orjson.JSONDecodeError:
            return ""
        failed = str(data.get("status", "")).upper() == "ERROR"
        names = ("exception", "error", *(["message"] if failed else []))
        return next((one_line(str(data[name]), _SHOWN) for name in names if data.get(name)), "")
    if not text.startswith("<"):
        return ""
    shown = html.unescape(_TAG.sub(" ", text))
    return one_line(shown, _SHOWN) if _FAILED.search(shown) else ""
