"""Replies to requests, and the way they take to the client.

Handlers are coroutines from a request to a ``Reply``; they know nothing of the server that runs them. ``Endpoint``
makes one an ASGI application.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from kg.export.citations.citation_formats import citation_format
from kg.serve.http.faults import Fault, out_of_memory
from kg.serve.http.media_types import takes_gzip
from kg.serve.http.negotiation import accepted
from kg.serve.process.spool import Broken
from kg.serve.tasks.addresses import suffix_of_type

if TYPE_CHECKING:
    from starlette.requests import Request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

T = TypeVar("T")
_GRACE = 0.05  # seconds before the server looks whether a client is still there; most answers are out by then
_WORTH_PACKING = 1400  # bytes; see kg.serve.process.wire


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, headers, and the body, whole or in pieces.

    Attributes:
        pace: seconds that the client may take for each piece, and for all of them.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | AsyncIterator[bytes] = b""
    pace: tuple[float, float] = (inf, inf)


Handler = Callable[["Request"], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """A path and what is done there: what the server's routing and its OpenAPI description are both made of.

    Attributes:
        path: with parts in braces, as Starlette has them. handlers: by methods; what one does is its docstring.
        parameters: of the address, by their names in ``kg.serve.routes.openapi``.
        answers: what comes back, by its name in ``kg.serve.routes.openapi``.
    """

    path: str
    handlers: Mapping[tuple[str, ...], Handler]
    answers: str
    parameters: tuple[str, ...] = ()


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Endpoint:
    """A handler as an ASGI application: faults become answers, a half answer breaks the connection."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.requests import ClientDisconnect, Request

        request = Request(scope, receive)
        try:
            reply = await self._handler(request)
        except (ClientGone, ClientDisconnect):
            return
        except Exception as error:
            # Whatever went wrong, it is an answer; what nobody foresaw is a line in the server's log.
            reply = fault_reply(error if isinstance(error, Fault) else Fault.of(error), request)
        if isinstance(reply.body, bytes):
            await _send_reply_head(reply, send)
            await send({"type": "http.response.body", "body": reply.body})
        else:
            await _stream_pieces(reply, reply.body, receive, send)


async def _send_reply_head(reply: Reply, send: Send) -> None:
    # An IRI of the graph may have signs that no header has; a fault here would leave the body's worker taken for ever.
    headers = [(name.encode("latin-1"), value.encode("latin-1", errors="replace")) for name, value in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def _stream_pieces(reply: Reply, body: AsyncIterator[bytes], receive: Receive, send: Send) -> None:
    """Send pieces as they come, and stop the work when the client has gone or reads too slowly."""
    for_each, for_all = reply.pace
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        await _send_reply_head(reply, send)
        async with asyncio.timeout(for_all):
            async for piece in body:
                if gone.done():
                    return
                async with asyncio.timeout(for_each):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except (Broken, TimeoutError):
        # Without its last piece the client sees that the answer is not whole; the status went out long ago.
        raise ConnectionError("an answer was broken off") from None
    finally:
        gone.cancel()
        await body.aclose()  # type: ignore[attr-defined]  # every body is a generator


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def while_there(request: Request, work: Awaitable[T]) -> T:
    """Wait for work that is given up when the client goes. The request's body must have been read.

    Raises:
        ClientGone: it went.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=_GRACE)
        if not task.done():
            gone = asyncio.ensure_future(_disconnected(request.receive))
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
            gone.cancel()
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def fault_reply(fault: Fault, request: Request) -> Reply:
    """Write a fault as the client likes to read it."""
    accept = accepted(request)
    body = fault.body(accept)
    headers = (("content-type", fault.content_type(accept)), ("content-length", str(len(body))), *fault.headers)
    return Reply(fault.status, (*headers, ("cache-control", "no-store")), body)


async def read_body(request: Request, most: int) -> bytes:
    """Read the body of a request.

    Raises:
        Fault: it is longer than allowed (413); what comes after that many bytes is not read.
    """
    refusal = Fault(413, f"the request has more than {most:,} bytes", headers=(("connection", "close"),))
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise refusal
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise refusal
        pieces.append(piece)
    return b"".join(pieces)


def tag_of(*parts: object) -> str:
    """Compute a weak ETag of whatever an answer depends on. Weak, since gzip and plain are the same answer."""
    return (
        'W/"' + hashlib.blake2b("\x00".join(map(str, parts)).encode(errors="replace"), digest_size=12).hexdigest() + '"'
    )


def unchanged(request: Request, tag: str) -> Reply | None:
    """Answer 304, where the client has this version already."""
    known = request.headers.get("if-none-match")
    if known is None or (known.strip() != "*" and tag not in (one.strip() for one in known.split(","))):
        return None
    return Reply(304, (("etag", tag), ("vary", "accept, accept-encoding")))


def whole(
    request: Request, body: bytes, content_type: str, *headers: tuple[str, str], status: int = 200, version: str = ""
) -> Reply:
    """Make a small answer of the server's own, packed where the client can unpack it, and tagged.

    Args:
        version: of what the answer was read from; the same words of another version are another answer.
    """
    tag = tag_of(body, version) if version else tag_of(body)
    if status == 200 and (same := unchanged(request, tag)):
        return same
    packed = len(body) >= _WORTH_PACKING and takes_gzip(request.headers.get("accept-encoding", ""))
    data = gzip.compress(body, 6, mtime=0) if packed else body
    described = [
        ("content-type", content_type),
        ("content-length", str(len(data))),
        ("vary", "accept, accept-encoding"),
    ]
    described += [("content-encoding", "gzip")] if packed else []
    return Reply(status, (*described, ("etag", tag), *headers), data)


def with_headers(reply: Reply, headers: Iterable[tuple[str, str]]) -> Reply:
    """Add headers to a reply."""
    return replace(reply, headers=(*reply.headers, *headers))


def unconditional(request: Request) -> Request:
    """Drop what a request says about the answer as a whole, for a part that the answer is made of."""
    from starlette.requests import Request as Made

    headers = [field for field in request.scope["headers"] if field[0] not in (b"if-none-match", b"accept")]
    return Made({**request.scope, "headers": headers}, request.receive)


async def body_of(reply: Reply) -> bytes:
    """Read the body of a reply of a worker, for what is made of it.

    Raises:
        Fault: it is no success.
    """
    try:
        body = reply.body if isinstance(reply.body, bytes) else b"".join([piece async for piece in reply.body])
    except Broken as error:
        raise out_of_memory() from error
    if ("content-encoding", "gzip") in reply.headers:
        body = gzip.decompress(body)
    if reply.status != 200:
        raise Fault(reply.status, body.decode(errors="replace").strip() or "the server failed at this request")
    return body


_LONG = 2000  # characters of an address that is not said twice


def located(request: Request, reply: Reply) -> Reply:
    """Negotiate an answer to what an address asks, with the address of the same answer in that form."""
    query = request.scope["query_string"]
    headers = dict(reply.headers)
    if reply.status != 200 or request.method == "POST" or len(query) > _LONG or "content-type" not in headers:
        return reply
    cited = citation_format(headers["content-type"].partition(";")[0])
    form = cited.name if cited else suffix_of_type(headers["content-type"]).removeprefix(".")
    asked = query.decode("ascii", errors="replace")
    if not any(part.startswith(("format=", "output=")) for part in asked.split("&")):
        asked = f"{asked}&format={form}" if asked else f"format={form}"
    where = f"{quote(request.scope['path'], safe='/')}?{asked}"
    return with_headers(reply, (("content-location", where),))
