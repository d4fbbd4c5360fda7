"""``/review``: lines that readers of the map add to the corrections table of the served build.

Only with ``serve --review``, and then only to this machine. A page of another site cannot send one: the request must
come from a page of this server (``Origin``), as JSON, with the token that only the map's own page holds.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from typing import TYPE_CHECKING

import orjson

from kg.graph.correction.corrections import add_correction
from kg.ground.errors import CorrectionError, OutputError
from kg.serve.http.faults import Fault
from kg.serve.routes.replies import Reply, read_body, whole
from kg.serve.routes.service import Service

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "review/corrections"
_BODY = 16 * 1024  # bytes: a line of seven cells, with room for a long note
_JSON = "application/json"
_SHAPE = 'send {"line": {"action": "reject", "subject": "…", …}}'


class Review:
    """``/review/corrections``."""

    def __init__(self, service: Service) -> None:
        self._file = service.settings.review
        self._token = secrets.token_urlsafe(24)

    @property
    def page_data(self) -> dict[str, str] | None:
        """Say what the map's page needs to send a line: the address, relative to the page, and the token."""
        return None if self._file is None else {"address": PATH, "token": self._token}

    async def add(self, request: Request) -> Reply:
        """Add a line to the corrections table, which the next build applies."""
        file = self._file
        if file is None:
            raise Fault(403, "corrections are not taken here", remedy="start the server with --review")
        self._check_sender(request)
        cells = _cells_of_body(await read_body(request, _BODY))
        try:
            line = await asyncio.to_thread(add_correction, file, cells)
        except CorrectionError as error:
            said = "; ".join(part.strip() for part in error.problem.splitlines())
            raise Fault(422, said, remedy=error.remedy) from error
        except OutputError as error:  # a client need not know where the folder is
            raise Fault(503, error.problem, remedy="try again soon") from error
        return whole(request, orjson.dumps({"line": line, "file": file.name}), _JSON, status=201)

    def _check_sender(self, request: Request) -> None:
        """Let pass what the map's own page sends.

        Raises:
            Fault: it is something else (403, 415), or the token is missing or wrong (401).
        """
        origin, host = request.headers.get("origin"), request.headers.get("host")
        same_site = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        if origin != f"{request.url.scheme}://{host}" or not same_site:
            raise Fault(403, "a correction must come from a page of this server", remedy="send it from the map")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
            raise Fault(415, "a correction is sent as JSON", remedy=_SHAPE)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token.encode()):
            fields = (("www-authenticate", 'Bearer realm="paperatlas"'),)
            raise Fault(401, "a correction needs the token of the map's page", remedy="reload the map", headers=fields)


def _cells_of_body(body: bytes) -> dict[str, str]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Fault(400, "the body is not JSON", remedy=_SHAPE) from error
    line = given.get("line") if isinstance(given, dict) else None
    if not isinstance(line, dict) or not all(isinstance(value, str) for value in line.values()):
        raise Fault(400, "the body is no line of the corrections table", remedy=_SHAPE)
    return line
