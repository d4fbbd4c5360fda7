"""Addresses that may be asked: a base that a user gives, and where a redirect may lead."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urljoin, urlsplit

from kg.ground.errors import FetchError, InputError
from kg.ground.text import one_line

_SHOWN = 200  # characters of an address in a message
_USERINFO = re.compile(r"(?<=//)[^/?#]*@|(?<=//)[^@]*@(?=[^@]*$)")  # also where the password has a slash


def masked_address(address: str) -> str:
    """Return an address as messages may show it: on one line, and what stands before ``@`` hidden.

    >>> masked_address("https://me:secret@example.org/sparql")
    'https://…@example.org/sparql'
    """
    return one_line(_USERINFO.sub("…@", address), _SHOWN)


def checked_base(base: str) -> str:
    """Check the base address that a user gives, and return it without a slash at its end.

    Raises:
        InputError: it is no http(s) address, or has a user, a query or a fragment.

    >>> checked_base("http://localhost:8080/mirror/")
    'http://localhost:8080/mirror'
    """
    try:
        parts = urlsplit(base)
        parts.port  # noqa: B018  # raises ValueError where it is no number
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        fits = False
    plain = base.isascii() and base.isprintable() and not set(base) & set(' "<>?#\\')
    if not fits or not plain:
        problem = f"{masked_address(base)!r} is no base address"
        raise InputError(problem, remedy="give http(s)://HOST/PATH, without user, query and fragment")
    return base.rstrip("/")


def host_of(address: str) -> str:
    """Return the host of an address, with its port where it names one.

    >>> host_of("https://Example.org/a"), host_of("http://127.0.0.1:8000/")
    ('example.org', '127.0.0.1:8000')
    """
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def is_confidential(address: str) -> bool:
    """Tell whether nobody on the way can read what is sent: by https, or within this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def redirect_target(address: str, location: str, hosts: frozenset[str]) -> str:
    """Find where a redirect leads, if it may be followed: on the same host not from https to http, to named hosts by
    https.

    Args:
        address: that was asked. location: as the service gave it. hosts: that may be asked as well.

    Raises:
        FetchError: it leads elsewhere.

    >>> redirect_target("https://a.org/x", "/y", frozenset())
    'https://a.org/y'
    >>> redirect_target("https://a.org/x", "https://b.org/y", frozenset())
    Traceback (most recent call last):
    ...
    kg.ground.errors.FetchError: a.org sends on to b.org, which is not asked; where you trust it, give it as --base
    """
    try:
        target = urljoin(address, location)
        before, after = urlsplit(address), urlsplit(target)
        same = host_of(target) == host_of(address) and not (before.scheme == "https" and after.scheme == "http")
        follows = after.scheme in ("http", "https") and after.username is None and target.isascii()
    except ValueError:
        target, same, follows = location, False, False
    if follows and (same or (after.scheme == "https" and host_of(target) in hosts)):
        return target
    known = host_of(target) if follows and host_of(target) != host_of(address) else "another address"
    raise FetchError(
        f"{host_of(address)} sends on to {one_line(known, _SHOWN)}, which is not asked",
        remedy="where you trust it, give it as --base",
    )
