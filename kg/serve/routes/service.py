"""What all routes share: the settings, the workers, and answers that are kept for who asks the same again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.ground.errors import PaperAtlasError
from kg.serve.http.faults import Fault, out_of_memory
from kg.serve.http.media_types import takes_gzip
from kg.serve.http.negotiation import accepted
from kg.serve.http.settings import Limits, Settings
from kg.serve.process.pool import Answer, Pool
from kg.serve.process.spool import Broken, Spools
from kg.serve.routes.cache import Keeper
from kg.serve.routes.replies import Reply, tag_of, unchanged, while_there

if TYPE_CHECKING:
    from starlette.requests import Request

# A query with one of these may have another answer the next time.
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


class Service:
    """A server's state.

    Attributes:
        queries: workers for whatever a client may ask. lookups: one worker that keeps indexes of names, started when
            it is first needed; where the store is written, there is one worker for all. kept: answers, by what was
            asked. failure: why it did not start.
    """

    failure: PaperAtlasError | None = None

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        spools = Spools(settings.limits.unread, settings.limits.all_unread)
        size = 1 if settings.writable else settings.limits.workers
        self.queries = Pool(settings, size, writable=settings.writable, spools=spools)
        self.lookups = self.queries if settings.writable else Pool(settings, 1, spools=spools)
        self.kept = Keeper(settings.limits.cache)
        self._lookups_started = settings.writable

    async def start(self) -> None:
        """Start the workers.

        Raises:
            OutputError: the store cannot be opened; ``failure`` is that error then.
        """
        try:
            await self.queries.start()
        except PaperAtlasError as error:
            self.failure = error
            raise

    async def close(self) -> None:
        """End the workers."""
        await self.queries.close()
        await self.lookups.close()

    async def look_up(self, request: Request, task: str, arguments: Mapping[str, object]) -> Reply:
        """Have the worker that keeps indexes do a task.

        Raises:
            Fault: the worker cannot be started.
        """
        if not self._lookups_started:
            self._lookups_started = True
            try:
                await self.lookups.start()
            except PaperAtlasError as error:
                self._lookups_started = False
                raise Fault(503, error.problem, remedy="try again soon") from error
        return await self.ask(request, task, arguments, pool=self.lookups)

    async def ask(
        self,
        request: Request,
        task: str,
        arguments: Mapping[str, object],
        body: bytes = b"",
        *,
        pool: Pool | None = None,
    ) -> Reply:
        """Have a worker do a task; equal requests get the answer that is kept."""
        pool = pool or self.queries
        packed = takes_gzip(request.headers.get("accept-encoding", ""))
        version = pool.version()
        # A HEAD has the tag of what a GET gives (RFC 9110, section 9.3.2).
        asked = [item for item in arguments.items() if item[0] != "only_head"]
        tag = tag_of(version, task, *asked) if version and not _has_changing_answer(arguments) else ""
        if tag and (same := unchanged(request, tag)):
            return same
        only_head = bool(arguments.get("only_head"))
        key = f"{tag}{packed:d}{only_head:d}"
        if tag and (kept := self.kept.get(key)):
            return kept
        given = {**arguments, "gzip": packed, "accept": accepted(request)}
        answer = await while_there(request, pool.ask(task, given, body))
        reply = await _reply_of_answer(answer, tag, self.settings.limits)
        if only_head:  # its length is not that of the answer
            reply = replace(reply, headers=tuple(field for field in reply.headers if field[0] != "content-length"))
        return self.kept.keep(key, reply) if tag and reply.status == 200 else reply

    def must_write(self, request: Request) -> None:
        """Let pass who may write.

        Raises:
            Fault: the graph is only read here (405), or the token is missing or wrong (401).
        """
        import hmac

        token = self.settings.token
        if token is None:
            raise Fault(405, "the graph is only read here", headers=(("allow", "GET, HEAD, OPTIONS"),))
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
            raise Fault(401, "writing needs the token", headers=(("www-authenticate", 'Bearer realm="paperatlas"'),))


def _has_changing_answer(arguments: Mapping[str, Any]) -> bool:
    return _CHANGING.search(arguments.get("query") or "") is not None


async def _reply_of_answer(answer: Answer, tag: str, limits: Limits) -> Reply:
    """Turn an answer of a worker into a reply; where it came in one piece, as one."""
    headers = [*answer.headers.items(), ("vary", "accept, accept-encoding")]
    headers.append(("etag", tag) if tag and answer.status == 200 else ("cache-control", "no-store"))
    if "content-length" not in answer.headers:
        pace = (limits.seconds, limits.seconds * limits.reading)
        return Reply(answer.status, tuple(headers), answer.pieces, pace)
    try:
        return Reply(answer.status, tuple(headers), b"".join([piece async for piece in answer.pieces]))
    except Broken as error:
        raise out_of_memory() from error
