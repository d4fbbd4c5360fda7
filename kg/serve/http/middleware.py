"""What every request must pass and every answer carries: the Host check, CORS, security headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.serve.http.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox")
_ALLOWED = b"access-control-allow-origin"
_EXPOSED = (
    b"access-control-expose-headers",
    b"ETag, Link, Location, Content-Location, Content-Encoding, Content-Length, Retry-After, PaperAtlas-Hint, "
    b"PaperAtlas-Build",
)
# Reading only: a page elsewhere cannot send the token, so it cannot write even where the graph is writable.
_PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-max-age", b"86400"),
)
_NEVER = b"authorization"
_FIELD = re.compile(rb"[a-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2


class Shield:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._any_host = "*" in settings.hosts
        self._hosts = {*LOOPBACK, *settings.hosts}
        self._any_origin = "*" in settings.origins
        self._origins = {origin.encode() for origin in settings.origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if not self._any_host and not (len(hosts) == 1 and self._is_known_host(hosts[0].decode("latin-1"))):
            # The page of an attacker may point its own name at this machine (DNS rebinding): no name, no answer.
            await _send_plain_answer(send, 421, (*_ALWAYS, _CLOSED), b"this server does not answer to that name\n")
            return
        origin = headers.get(b"origin")
        cors = self._cors_headers(origin)
        if scope["method"] == "OPTIONS" and origin is not None and b"access-control-request-method" in headers:
            allowed = _preflight_headers(headers) if any(name == _ALLOWED for name, _ in cors) else ()
            await _send_plain_answer(send, 204, (*_ALWAYS, _CLOSED, *cors, *allowed, (b"content-length", b"0")), b"")
            return

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"] = list(message["headers"])
                # A browser puts the headers of a 304 in place of those that it has: what it has is right.
                if message["status"] != 304 and not any(name == b"content-security-policy" for name, _ in given):
                    given.append(_CLOSED)
                given += (*_ALWAYS, *cors)
            await send(message)

        await self._app(scope, receive, shielded)

    def _is_known_host(self, host: str) -> bool:
        name, bracket, _ = host.lower().partition("]")
        name = name + bracket if bracket else name.partition(":")[0]
        return name.rstrip(".") in self._hosts

    def _cors_headers(self, origin: bytes | None) -> tuple[tuple[bytes, bytes], ...]:
        if self._any_origin:
            return ((_ALLOWED, b"*"), _EXPOSED)
        if origin is not None and origin in self._origins:
            return ((_ALLOWED, origin), (b"vary", b"origin"), _EXPOSED)
        return ((b"vary", b"origin"),) if self._origins else ()


def _preflight_headers(headers: dict[bytes, bytes]) -> tuple[tuple[bytes, bytes], ...]:
    """Say what a page that may read may send: any header fields but the one that could carry the token."""
    asked = (name.strip().lower() for name in headers.get(b"access-control-request-headers", b"").split(b","))
    fields = [name for name in asked if _FIELD.fullmatch(name) and name != _NEVER]
    private = headers.get(b"access-control-request-private-network") == b"true"
    return (
        *_PREFLIGHT,
        (b"access-control-allow-headers", b", ".join(fields or [b"accept"])),
        *(((b"access-control-allow-private-network", b"true"),) if private else ()),
        (b"vary", b"access-control-request-headers"),
    )


async def _send_plain_answer(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    kind = ((b"content-type", b"text/plain; charset=utf-8"),) if body else ()
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
    await send({"type": "http.response.body", "body": body})
