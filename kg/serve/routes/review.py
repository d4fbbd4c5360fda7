"""``/review``: what the served build is least sure of, asked on a page, and lines that readers of the map add to its
corrections table.

Only with ``serve --review``, and then only to this machine. A page of another site can send nothing: the request must
come from a page of this server (``Origin``), as JSON, with the token that only the server's own pages hold.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import orjson

from kg.graph.correction.corrections import add_correction
from kg.ground.errors import CorrectionError, InputError, OutputError
from kg.ground.schema import ArtifactType, Role
from kg.ground.text import tidy
from kg.review.review_items import ALLOWED, Decision, ItemKind
from kg.serve.http.faults import Fault
from kg.serve.http.pages import render, script
from kg.serve.routes.replies import Reply, read_body, whole, with_headers
from kg.serve.routes.resource import page_reply
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import once_each, pairs_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.review.folder_queue import FolderQueue

PATH = "review/corrections"
_BODY = 16 * 1024  # bytes: a line of seven cells, with room for a long note
_JSON = "application/json"
_ASKED, _MOST = 25, 1000  # questions that are answered with by default, and at most
_ALLOWED = {kind.value: [decision.value for decision in decisions] for kind, decisions in ALLOWED.items()}
_ROLES = {role.value: [kind.value for kind in ArtifactType if role.allows(kind)] for role in Role}
_Found = TypeVar("_Found")
_DECIDED_SHAPE = 'send {"key": "…", "decision": "accept", "value": "", "who": "…"}'
_SHAPE = 'send {"line": {"action": "reject", "subject": "…", …}}'


def _desk_of_folder(folder: Path, base: str) -> FolderQueue:
    from kg.review.folder_queue import FolderQueue  # it needs NumPy, which other servers do without

    return FolderQueue(folder, base)


class Review:
    """``/review`` and what is below it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._file = service.settings.review
        self._desk = None if self._file is None else _desk_of_folder(self._file.parent, service.settings.base)
        self._token = secrets.token_urlsafe(24)

    @property
    def page_data(self) -> dict[str, str] | None:
        """Say what the map's page needs to send a line: the address, relative to the page, and the token."""
        return None if self._file is None else {"address": PATH, "token": self._token}

    async def page(self, request: Request) -> Reply:
        """Answer with the page that asks what the graph is least sure of."""
        self._open_desk()
        program = script("review")
        title = self._service.settings.title
        text = render("review.html.jinja", title="Review", site=title, here="/", script=program, token=self._token)
        reply = page_reply(request, text, program=program)
        return with_headers(reply, (("cache-control", "no-store"),))  # the next server's token is another

    async def queue(self, request: Request) -> Reply:
        """Answer with the first questions that nobody has answered yet, for the page."""
        desk = self._open_desk()
        self._check_token(request)
        given = once_each(pairs_of(request))
        kinds = _kinds_of_text(given.get("ask", ""))
        most = given.get("most", str(_ASKED))
        if not most.isascii() or not most.isdigit() or len(most) > 4:
            raise Fault(400, "'most' is not a whole number", remedy=f"give 0 to {_MOST}")
        items, left = await _in_thread(desk.pending, kinds, min(int(most), _MOST))
        body = {"items": items, "left": left, "allowed": _ALLOWED, "types": list(ArtifactType), "roles": _ROLES}
        return whole(request, orjson.dumps(body), _JSON, ("cache-control", "no-store"))

    async def decide(self, request: Request) -> Reply:
        """Answer a question: the decision is kept, and its lines go into the corrections table."""
        desk = self._open_desk()
        given = await self._sent(request)
        if given.get("decision") not in frozenset(Decision):
            raise Fault(400, "there is no such decision", remedy=f"take one of {', '.join(Decision)}")
        decision = Decision(given["decision"])
        taken = await _in_thread(desk.decide, given.get("key", ""), decision, given.get("value", ""), _who(given))
        return whole(request, orjson.dumps({"taken": taken}), _JSON, status=201)

    async def undo(self, request: Request) -> Reply:
        """Take back what was decided last."""
        desk = self._open_desk()
        undone = await _in_thread(desk.undo, _who(await self._sent(request)))
        return whole(request, orjson.dumps({"undone": undone}), _JSON, status=201)

    async def add(self, request: Request) -> Reply:
        """Add a line to the corrections table, which the next build applies."""
        self._open_desk()
        assert self._file is not None
        self._check_sender(request)
        cells = _cells_of_body(await read_body(request, _BODY))
        line = await _in_thread(add_correction, self._file, cells)
        return whole(request, orjson.dumps({"line": line, "file": self._file.name}), _JSON, status=201)

    def _open_desk(self) -> FolderQueue:
        """Return the questions of the served folder.

        Raises:
            Fault: this server takes no corrections (403).
        """
        if self._desk is None:
            raise Fault(403, "corrections are not taken here", remedy="start the server with --review")
        return self._desk

    async def _sent(self, request: Request) -> dict[str, str]:
        """Read what one of the server's own pages has sent: an object of texts."""
        self._check_sender(request)
        return _texts_of_json(await read_body(request, _BODY), "an object of texts", _DECIDED_SHAPE)

    def _check_sender(self, request: Request) -> None:
        """Let pass what the server's own pages send.

        Raises:
            Fault: it is something else (403, 415), or the token is missing or wrong (401).
        """
        origin, host = request.headers.get("origin"), request.headers.get("host")
        same_site = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        if origin != f"{request.url.scheme}://{host}" or not same_site:
            raise Fault(403, "a correction must come from a page of this server", remedy="send it from the map")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
            raise Fault(415, "a correction is sent as JSON", remedy=_SHAPE)
        self._check_token(request)

    def _check_token(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token.encode()):
            fields = (("www-authenticate", 'Bearer realm="paperatlas"'),)
            raise Fault(401, "a correction needs the token of the map's page", remedy="reload the map", headers=fields)


async def _in_thread(work: Callable[..., _Found], *arguments: object) -> _Found:
    """Do some work on the folder in a thread.

    Raises:
        Fault: a line would be wrong (422), or the folder cannot be read or written now (503).
    """
    try:
        return await asyncio.to_thread(work, *arguments)
    except CorrectionError as error:
        said = "; ".join(part.strip() for part in error.problem.splitlines())
        raise Fault(422, said, remedy=error.remedy) from error
    except (OutputError, InputError) as error:  # a client need not know where the folder is
        raise Fault(503, error.problem, remedy="try again soon") from error


def _who(given: Mapping[str, str]) -> str:
    if not tidy(given.get("who", "")):
        raise Fault(422, "who decides is not said", remedy="fill in your name")
    return tidy(given["who"])


def _kinds_of_text(text: str) -> frozenset[ItemKind]:
    """Read kinds of questions between commas; of nothing all."""
    names = frozenset(filter(None, text.split(",")))
    if unknown := sorted(names - frozenset(ItemKind)):
        raise Fault(400, f"there is no kind {unknown[0][:80]!r}", remedy=f"take one of {', '.join(ItemKind)}")
    return frozenset(map(ItemKind, names)) or frozenset(ItemKind)


def _cells_of_body(body: bytes) -> dict[str, str]:
    return _texts_of_json(body, "a line of the corrections table", _SHAPE, member="line")


def _texts_of_json(body: bytes, what: str, shape: str, *, member: str = "") -> dict[str, str]:
    """Read an object of texts, or that in a member of an object."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Fault(400, "the body is not JSON", remedy=shape) from error
    if member:
        given = given.get(member) if isinstance(given, dict) else None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise Fault(400, f"the body is not {what}", remedy=shape)
    return given
