"""What went wrong between here and a service, as a line with a remedy; never with a key in it.

Messages of libraries are not passed on: they may hold the address with its key, or a proxy's password.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import orjson

from kg.fetch.page_series import KeyRule
from kg.ground.errors import FetchError
from kg.ground.text import one_line

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


def without_key(text: str, key: str) -> str:
    """Return the text with a key hidden, however it is written in an address.

    >>> without_key("…?api_key=a%2Fb45678 is wrong: a/b45678", "a/b45678")
    '…?api_key=… is wrong: …'
    """
    for form in {key, quote(key, safe=""), quote_plus(key)} if len(key) >= _SHORTEST_KEY else ():
        text = text.replace(form, _HIDDEN)
    return text


def message_of_service(body: bytes, key: str) -> str:
    """Return what a service says of an error, on one line; "" where it says nothing that is fit to be read."""
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
    return one_line(without_key(text, key), _SHOWN)


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


def fault_of_connection(host: str, error: Exception) -> FetchError:
    """Return the error of a connection that was not made, told apart by its cause."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return FetchError(f"{host} cannot be found: there is no network, or no name server", remedy=OFFLINE)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        remedy = "a proxy may stand between: name its certificates in SSL_CERT_FILE, and check the machine's clock"
        return FetchError(f"the certificate of {host} is not trusted", remedy=remedy)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return FetchError(f"{host} does not speak TLS as expected", remedy=f"check --base and the proxy; {OFFLINE}")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return FetchError(f"{host} refuses the connection", remedy=f"check --base and the proxy; {OFFLINE}")
    return FetchError(f"{host} cannot be reached", remedy=f"check the network; {OFFLINE}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
