"""``/feeds``: the newest papers as Atom, of the graph, of a topic, of an artifact.

Feed readers ask again and again whether anything is new, so an answer says of which state of the graph it is, in both
ways that HTTP has: ``ETag`` and ``Last-Modified`` (RFC 9110, section 8.8).
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from kg.digest.base.feed_address import node_of_feed
from kg.serve.http.faults import Fault
from kg.serve.routes.replies import Reply, with_headers
from kg.serve.routes.service import Service
from kg.serve.tasks.addresses import SERVICE

if TYPE_CHECKING:
    from starlette.requests import Request

_CURRENT = "CURRENT"  # of RocksDB: as old as the store is (kg.serve.process.pool.store_version)
_FRESH = ("cache-control", "no-cache")  # kept, and asked for again before it is used


class Feeds:
    """``/feeds`` and all below it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def feed(self, request: Request) -> Reply:
        """Answer with the newest papers of the graph, of a topic or of an artifact, as Atom."""
        node = node_of_feed(request.path_params["path"])
        if node is None:
            remedy = "take /feeds/atlas.atom, /feeds/topic/NAME.atom or /feeds/artifact/NAME.atom"
            raise Fault(404, "there is no such feed", remedy=remedy)
        modified = self.modified()  # before the graph is asked: what comes between is sent again, and never missed
        reply = await self._service.ask(request, "feed", {"node": node, "here": str(request.base_url)})
        if modified is None or reply.status not in (200, 304):
            return reply
        headers = [("last-modified", format_datetime(modified, usegmt=True)), ("link", SERVICE), _FRESH]
        if reply.status == 200 and _is_known(request, modified):
            kept = [field for field in reply.headers if field[0] in ("etag", "vary")]
            return Reply(304, (*kept, *headers))
        return with_headers(reply, headers)

    def modified(self) -> datetime | None:
        """Return when the served graph was built, to the second; None where it is written by clients meanwhile."""
        if self._service.settings.writable:
            return None
        with contextlib.suppress(OSError):
            written = (self._service.settings.store / _CURRENT).stat().st_mtime
            return datetime.fromtimestamp(int(written), UTC)
        return None


def _is_known(request: Request, modified: datetime) -> bool:
    """Check whether a client has this state of the graph, by its date; a tag, where it gives one, is surer."""
    since = request.headers.get("if-modified-since")
    if since is None or "if-none-match" in request.headers:
        return False
    try:
        known = parsedate_to_datetime(since)
    except (TypeError, ValueError):  # no date: it is as if it were not there (RFC 9110, section 13.1.3)
        return False
    return modified <= (known if known.tzinfo else known.replace(tzinfo=UTC))
