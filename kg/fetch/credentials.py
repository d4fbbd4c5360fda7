"""Who asks a store: a token, or a user and a password, by environment variable or netrc, and never on a command line.

1. ``PAPERATLAS_ENDPOINT_TOKEN`` comes first, then ``PAPERATLAS_ENDPOINT_USER`` with ``PAPERATLAS_ENDPOINT_PASSWORD``,
   then the host's entry in the file that ``NETRC`` names, or ``~/.netrc``.
2. They are sent to a server that asks for them (401, 403) only: a public endpoint that is asked in the same shell never
   sees them. And by https only, or within the machine.
"""

from __future__ import annotations

import base64
import netrc
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from kg.fetch.base_address import host_of, is_confidential
from kg.ground.errors import InputError

TOKEN = "PAPERATLAS_ENDPOINT_TOKEN"
USER, PASSWORD = "PAPERATLAS_ENDPOINT_USER", "PAPERATLAS_ENDPOINT_PASSWORD"
#: What to do where a server wants to know who asks.
LOGIN_REMEDY = f"set {USER} and {PASSWORD}, or {TOKEN}, or write the host into ~/.netrc"
_HIDDEN = "…"
_SHORTEST = 4  # characters; a shorter password would be found in any text


@dataclass(frozen=True, slots=True)
class Credentials:
    """What says who asks; empty where nothing does. Its ``repr`` shows the user alone.

    Attributes:
        user, password: for HTTP's Basic and Digest. token: for its Bearer.
        host: the only one that they are for, without port; "" for any that the user names.

    Raises:
        InputError: a character cannot be sent.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    host: str = ""

    def __post_init__(self) -> None:
        if not (self.token.isascii() and f"{self.user}{self.password}{self.token}x".isprintable()) or ":" in self.user:
            raise InputError("the credentials have characters that cannot be sent", remedy=LOGIN_REMEDY)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def are_for(self, address: str) -> bool:
        """Tell whether there are any, and they may be sent to an address."""
        return bool(self) and self.host in ("", urlsplit(address).hostname)

    @property
    def header(self) -> str:
        """The value of ``Authorization``: the token, or user and password (RFC 7617)."""
        return f"Bearer {self.token}" if self.token else f"Basic {self._pair}"

    @property
    def _pair(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def hidden(self, text: str) -> str:
        """Return a server's text without what is secret in it.

        >>> Credentials("me", "secret word").hidden("Basic of me:secret word, c2Vj")
        'Basic of me:…, c2Vj'
        """
        for secret in filter(None, (self.token, self.password)):
            if len(secret) < _SHORTEST and secret in text:
                return ""
            for form in {secret, quote(secret, safe=""), self._pair}:
                text = text.replace(form, _HIDDEN)
        return text


def credentials_for(address: str, environment: Mapping[str, str] = os.environ) -> Credentials:
    """Find the credentials for an address.

    Raises:
        InputError: the environment has a user without a password, or netrc cannot be read.
    """
    token, user, password = (environment.get(name, "").strip() for name in (TOKEN, USER, PASSWORD))
    if token:
        return Credentials(token=token)
    if bool(user) != bool(password):
        raise InputError(f"{USER} and {PASSWORD} go together, and one is not set", remedy=LOGIN_REMEDY)
    if user:
        return Credentials(user, password)
    return _netrc_entry(urlsplit(address).hostname or "", environment.get("NETRC"))


def require_confidential(address: str) -> None:
    """Refuse to send credentials where others can read them.

    Raises:
        InputError: the address is neither https nor on this machine.
    """
    if not is_confidential(address):
        raise InputError(
            f"the credentials would be sent to {host_of(address)} unencrypted",
            remedy="give the address by https, or through a tunnel on this machine",
        )


def _netrc_entry(host: str, named: str | None) -> Credentials:
    """Read the entry of a host; one for all hosts (``default``) does not count."""
    try:
        paths = [Path(named)] if named else [Path.home() / name for name in (".netrc", "_netrc")]
    except RuntimeError:  # a user without a home
        return Credentials()
    for path in paths:
        if not named and not path.is_file():
            continue
        try:
            entry = netrc.netrc(path).hosts.get(host)
        except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
            # Their messages may quote a line of the file.
            raise InputError("netrc cannot be read", where=path, remedy="mend it, or unset NETRC") from error
        if entry is not None:
            return Credentials(entry[0], entry[2] or "", host=host)
    return Credentials()
