"""What went wrong between here and a service, as a line with a remedy, and asking again where it may pass; never with
a key in it.

Messages of libraries are not passed on: they may hold the address with its key, or a proxy's password.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, quote_plus

import orjson

from kg.fetch.page_series import KeyRule
from kg.fetch.retry_rules import ATTEMPTS, LONGEST_PAUSE, Clock, pause_before_retry
from kg.ground.errors import FetchError
from kg.ground.text import one_line

_T = TypeVar("_T")
_SHOWN = 200  # characters of a service's message
_HIDDEN = "…"
_SHORTEST_KEY = 8  # characters; what is shorter is no key, and would be found in any text
OFFLINE = "everything else works without a network, on files that are here; run the same command again to resume"
RESUME = "run the same command again to resume"


class PassingFault(Exception):
    """A fault after which the service may be asked again.

    Attributes:
        error: what is raised where it does not pass. pause: seconds that the service asks for, None where it does not.
    """

    def __init__(self, error: FetchError, pause: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.pause = error, pause


@dataclass(frozen=True, slots=True)
class Repetition:
    """Asks again after passing faults, as ``kg/fetch/retry_rules.py`` says.

    Attributes:
        clock: tells the time, and waits. jitter: gives random numbers from 0 to 1. report: is told of pauses.
    """

    clock: Clock
    jitter: Callable[[], float]
    report: Callable[[str], None]

    def repeat(self, ask: Callable[[], _T]) -> _T:
        """Call ``ask`` until it raises no ``PassingFault``, and return what it returns.

        Raises:
            FetchError: the fault does not pass, or the pause that the service asks for is too long.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return ask()
            except PassingFault as fault:
                if attempt == ATTEMPTS:
                    raise fault.error from fault
                self._pause(fault, attempt)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, fault: PassingFault, attempt: int) -> None:
        """Wait before the next attempt; raise where the service asks for too long."""
        pause = pause_before_retry(attempt, self.jitter) if fault.pause is None else fault.pause
        if pause > LONGEST_PAUSE:
            raise FetchError(
                f"{fault.error.problem}, and asks for a pause of {pause:,.0f} s, more than {LONGEST_PAUSE:.0f} s",
                remedy="run the same command again after that; what is here stays, and the rest follows",
            ) from fault
        self.report(f"{fault.error.problem}; asking again in {pause:.0f} s ({attempt + 1} of {ATTEMPTS})")
        self.clock.sleep(pause)


def without_key(text: str, key: str) -> str:
    """Return the text with a key hidden, however it is written in an address.

    >>> without_key("…?api_key=a%2Fb45678 is wrong: a/b45678", "a/b45678")
    '…?api_key=… is wrong: …'
    """
    for form in {key, quote(key, safe=""), quote_plus(key)} if len(key) >= _SHORTEST_KEY else ():
        text = text.replace(form, _HIDDEN)
    return text


def plain_message(body: bytes, hidden: Callable[[str], str]) -> str:
    """Return what a service says of an error, on one line; "" where it says nothing that is fit to be read.

    Args:
        hidden: takes keys out of a text.
    """
    text = body.decode("utf-8", "replace").strip()
    if text.startswith("<"):
        return ""
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        data = None
    if isinstance(data, dict):
        names = ("message", "error", "detail")
        text = next((value for value in map(data.get, names) if isinstance(value, str) and value.strip()), "")
    return one_line(hidden(text), _SHOWN)


def fault_of_status(host: str, status: int, message: str, rule: KeyRule | None) -> FetchError:
    """Return the error of an answer that is no page."""
    told = f": {message}" if message else ""
    remedy = _REMEDIES.get(status)
    if status in (401, 403):
        remedy = rule.remedy if rule else "the service does not answer everybody; ask the people who run it"
    if remedy is None:
        remedy = "the service is in disorder; run the same command later to resume" if status >= 500 else _ODD
    if status == 429 and rule:
        remedy += f"; {rule.remedy}"
    return FetchError(f"{host} answers {status}{told}", remedy=remedy)


_ODD = "check what is asked for with --dry-run; where it is right, the service has changed"
_REMEDIES = {
    400: "check the query, the dates and the ids; where a run was resumed, its place may have expired: add --refresh",
    404: "check the ids, and --base where it is given",
    408: RESUME,
    410: "the service has moved this for good; look for a newer paperatlas",
    413: "ask for less at a time",
    414: "shorten the query, or give fewer ids",
    422: "check the query, the dates and the ids",
    429: "it is asked too often; wait some minutes, then run the same command again to resume",
    451: "the service may not give this out where you are",
}


def fault_of_connection(host: str, error: Exception, option: str = "--base") -> FetchError:
    """Return the error of a connection that was not made, told apart by its cause.

    Args:
        option: that names the address on the command line.
    """
    check = f"check {option} and the proxy; {OFFLINE}"
    causes = tuple(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return FetchError(f"{host} cannot be found: there is no network, or no name server", remedy=OFFLINE)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        remedy = "a proxy may stand between: name its certificates in SSL_CERT_FILE, and check the machine's clock"
        return FetchError(f"the certificate of {host} is not trusted", remedy=remedy)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return FetchError(f"{host} does not speak TLS as expected", remedy=check)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return FetchError(f"{host} refuses the connection", remedy=check)
    return FetchError(f"{host} cannot be reached", remedy=f"check the network; {OFFLINE}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
