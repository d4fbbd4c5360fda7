"""What every exchange over HTTP needs: a client as the environment says, faults as lines with a remedy, error messages
of bounded size, and a key that no log has.

``kg/fetch/polite_client.py`` downloads with it, ``kg/publish/store_client.py`` uploads.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.fetch.retry_rules import Clock, retry_after
from kg.fetch.service_faults import RESUME, PassingFault, fault_of_connection, plain_message
from kg.ground.errors import FetchError
from kg.ground.extras import missing_extra
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.version import __version__

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"PaperAtlas/{__version__} (+{DEFAULT_BASE})"
_CONNECTING = 15.0  # seconds
_MESSAGE = 4096  # bytes of an error's text that are looked at
_LOGGER = "httpx"  # logs each request with its address
_PASSING_CLIENT_ERRORS = (408, 425, 429)


def open_http_client(headers: Mapping[str, str], silence: float, purpose: str) -> httpx.Client:
    """Open a client that verifies certificates, takes proxies from the environment and follows no redirect.

    Args:
        silence: seconds without any byte after which a connection is given up. purpose: what needs httpx, for the
            error, e.g. ``fetching``.

    Raises:
        MissingExtraError: httpx is not installed. FetchError: the environment names a proxy or a file of certificates
            that cannot be used.
    """
    try:
        import httpx
    except ImportError as error:
        raise missing_extra(f"{purpose} needs httpx", "fetch") from error
    timeout = httpx.Timeout(silence, connect=min(_CONNECTING, silence))
    try:
        return httpx.Client(headers=headers, timeout=timeout, follow_redirects=False)
    except (ValueError, OSError, ImportError, TypeError) as error:  # of the environment: a proxy, SSL_CERT_FILE
        raise FetchError(
            "the connection cannot be set up as the environment says",
            remedy="check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE",
        ) from error


@contextmanager
def http_faults(host: str, option: str) -> Iterator[None]:
    """Turn what httpx raises within into our errors.

    Args:
        option: that names the address on the command line, e.g. ``--base``.

    Raises:
        FetchError: the host cannot be asked. PassingFault: asking again may help.
    """
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise PassingFault(FetchError(f"{host} does not answer in time", remedy=RESUME)) from error
    except httpx.ProxyError as error:
        raise FetchError(
            f"the proxy does not lead to {host}", remedy="check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
        ) from error
    except httpx.ConnectError as error:
        raise fault_of_connection(host, error, option) from error
    except (httpx.TransportError, zlib.error) as error:
        raise PassingFault(FetchError(f"the answer of {host} is cut off", remedy=RESUME)) from error
    except (httpx.InvalidURL, httpx.HTTPError, ValueError) as error:
        raise FetchError(f"{host} sends what is no HTTP", remedy=f"check {option} and the proxy") from error


def message_of_response(response: httpx.Response, hidden: Callable[[str], str]) -> str:
    """Read what an answer that is an error says of itself, on one line; "" where it says nothing fit to be read.

    Args:
        hidden: takes keys out of a text.
    """
    if "Content-Encoding" in response.headers:
        return ""
    return plain_message(beginning_of_body(response), hidden)


def beginning_of_body(response: httpx.Response, most: int = _MESSAGE) -> bytes:
    """Read the first bytes of a body, and no more."""
    body = b""
    for chunk in response.iter_raw(_MESSAGE):
        body = (body + chunk)[:most]
        if len(body) == most:
            break
    return body


def fault_to_raise(error: FetchError, response: httpx.Response, clock: Clock) -> FetchError | PassingFault:
    """Return what is raised for an answer that is an error: a passing fault where asking again may help."""
    if response.status_code in _PASSING_CLIENT_ERRORS or response.status_code >= 500:
        return PassingFault(error, retry_after(response.headers.get("Retry-After"), clock.now()))
    return error


@contextmanager
def hidden_in_log(hidden: Callable[[str], str]) -> Iterator[None]:
    """Hide keys in what httpx logs of its requests within."""
    rule = _KeyFilter(hidden)
    logging.getLogger(_LOGGER).addFilter(rule)
    try:
        yield
    finally:
        logging.getLogger(_LOGGER).removeFilter(rule)


class _KeyFilter(logging.Filter):
    def __init__(self, hidden: Callable[[str], str]) -> None:
        super().__init__()
        self._hidden = hidden

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._hidden(record.getMessage()), None
        return True
