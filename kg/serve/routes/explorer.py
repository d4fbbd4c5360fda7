"""``/explore``: the explorer's page, and the calls that its program makes.

The page is the same as the one-file view's; its data comes from the index that a build leaves beside the store
(``kg.explorer.served.explorer_index``). A call reads a bounded number of rows, so it runs in a thread of the server
itself.

Every answer that was read from an index names the build of it in the header ``PaperAtlas-Build``: a page that was
opened on one build never joins it with answers of the next.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from kg.explorer.page.assets import policy
from kg.explorer.page.page_template import render_served
from kg.explorer.served.explorer_answers import MOST_HITS, MOST_NODES, Index
from kg.explorer.served.index_format import INDEX
from kg.explorer.served.index_rows import MOST_ASKED, MOST_TEXTS
from kg.explorer.served.path_costs import WEIGHTS
from kg.export.citations.citation_formats import CitationFormat
from kg.export.citations.citation_records import citation_of_paper
from kg.ground.errors import DamagedError, InputError, OutputError, offer_of_names
from kg.ground.files.integrity import check_listed
from kg.serve.http.faults import Fault
from kg.serve.routes.replies import Reply, body_of, read_body, tag_of, unconditional, whole, with_headers
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import pairs_of
from kg.serve.tasks.addresses import SERVICE

if TYPE_CHECKING:
    from starlette.requests import Request

_LISTING = "docs/serve.md"
_LONGEST = 500  # characters of a search
_MENDED = "who runs the server mends it: paperatlas verify --repair"
_BODY = 2 << 20  # bytes: two lists of 5,000 ids with room
_TRIES = 5  # a build takes its place once while a call is answered; more would have to end in these milliseconds
_NAMED = 16  # signs of a hash that name a build: 64 bits, which no two builds of a folder share by chance
_Stamp = tuple[int, int]  # a file's number and the time of its last change: another build has others


@dataclass(slots=True)
class _OpenIndex:
    """The index of one build: ``build`` names it to pages, ``stamp`` is its file's, ``overview`` its first sight."""

    index: Index
    build: str
    stamp: _Stamp
    overview: bytes = b""

    def read_overview(self) -> bytes:
        """Return the first sight as JSON, made once."""
        self.overview = self.overview or orjson.dumps(self.index.overview())
        return self.overview


class Explorer:
    """``/explore`` and the calls below it."""

    def __init__(self, service: Service, review: Mapping[str, str] | None = None) -> None:
        """Serve the map; ``review``: what its page needs to send corrections, where these are taken."""
        self._service, self._review = service, review
        self._title = service.settings.title
        self._file = service.settings.store.parent / INDEX
        self._lock = threading.Lock()
        self._opened: _OpenIndex | None = None

    async def page(self, request: Request) -> Reply:
        """Answer with the page."""
        links = (("Query", "query"), *((("Review", "review"),) if self._review else ()))
        text = await asyncio.to_thread(render_served, self._title, "explore/", links=links, review=self._review)
        headers = [("content-security-policy", policy(connect=True) + "; frame-ancestors 'none'")]
        if self._review:  # the token is no other program's business, and the next server's is another
            headers.append(("cache-control", "no-store"))
        return whole(request, text.encode(), "text/html; charset=utf-8", *headers)

    async def call(self, request: Request) -> Reply:
        """Answer a call that reads: its arguments stand in the address."""
        name = request.path_params["call"]
        if name not in CALLS:
            raise Fault(
                404, f"there is no call {name!r}", remedy=offer_of_names(name, (*CALLS, *POSTED), listing=_LISTING)
            )
        given = dict(pairs_of(request))
        return await self._answer_in_thread(request, lambda opened: _result_of_call(opened, name, given))

    async def post(self, request: Request) -> Reply:
        """Answer a call whose arguments, lists of ids, stand in the body."""
        name = request.path_params["call"]
        if name not in POSTED:
            raise Fault(404, f"nothing is sent to {name!r}", remedy=offer_of_names(name, POSTED, listing=_LISTING))
        body = await read_body(request, _BODY)
        return await self._answer_in_thread(request, lambda opened: POSTED[name](opened.index, _posted_arguments(body)))

    async def cite(self, request: Request, task: Mapping[str, object], form: CitationFormat, name: str) -> Reply:
        """Answer with the papers that a query names, as citations.

        Args:
            task: the arguments of ``kg.serve.tasks.cited_papers``. name: of the file, without its suffix.
        """
        reply = await self._service.ask(unconditional(request), "cited-papers", task)
        papers: list[str] = orjson.loads(await body_of(reply))
        body = await asyncio.to_thread(self._citations_of_papers, papers, form)
        headers = (
            ("content-disposition", f'attachment; filename="{name}{form.suffix}"'), ("link", SERVICE),
            ("cache-control", "no-cache"),
        )  # fmt: skip
        return whole(request, body, f"{form.media_type}; charset=utf-8", *headers)

    def _citations_of_papers(self, papers: Sequence[str], form: CitationFormat) -> bytes:
        index = self._open_newest_index().index
        nodes = {
            node["id"]: node
            for start in range(0, len(papers), MOST_TEXTS)
            for node in index.papers(papers[start : start + MOST_TEXTS])
        }
        found = (nodes[paper] for paper in papers if paper in nodes)  # one written since the build is not there
        cited = (citation_of_paper({**node["facts"], "label": node["label"], "year": node["year"]}) for node in found)
        return "".join(form.texts(cited)).encode("utf-8", "replace")

    async def _answer_in_thread(self, request: Request, work: Callable[[_OpenIndex], object]) -> Reply:
        found, build = await asyncio.to_thread(self._result_of_one_build, work)
        stamp = ("paperatlas-build", build)
        if isinstance(found, InputError):  # a name that means no node, or several
            raise Fault(404, found.problem, remedy=found.remedy, headers=(stamp,)) from found
        if found is None:
            raise Fault(404, "there is no such node, or no path", headers=(stamp,))
        body = found if isinstance(found, bytes) else orjson.dumps(found)
        reply = whole(request, body, "application/json", ("cache-control", "no-cache"), version=build)
        return with_headers(reply, (stamp,))

    def _result_of_one_build(self, work: Callable[[_OpenIndex], object]) -> tuple[object, str]:
        """Do some work on the newest index, all of it on the same; return what came of it, and the build."""
        for _ in range(_TRIES):
            opened = self._open_newest_index()
            try:
                found = work(opened)
            except InputError as error:
                found = error
            # A thread opens the file by its name, perhaps only now: it is the same one where it has not been replaced.
            if self._stamp_of_file() == opened.stamp:
                return found, opened.build
        raise Fault(503, "the graph is being built anew", remedy="try again soon")

    def _open_newest_index(self) -> _OpenIndex:
        """Open the index; anew when a build has replaced it.

        Raises:
            Fault: there is none.
        """
        stamp = self._stamp_of_file()
        try:
            with self._lock:
                if self._opened is None or stamp != self._opened.stamp:
                    build = check_listed(self._file) or tag_of(*stamp)
                    self._opened = _OpenIndex(Index(self._file), build.strip('W/"')[:_NAMED], stamp)
                return self._opened
        except DamagedError as error:  # a client need not know where the folder is
            raise Fault(503, f"the explorer's index is damaged: {error.problem}", remedy=_MENDED) from error
        except OutputError as error:
            raise Fault(503, error.problem, remedy=error.remedy) from error

    def _stamp_of_file(self) -> _Stamp:
        try:
            stat = self._file.stat()
        except OSError:
            raise Fault(404, "this store has no explorer", remedy="build again: paperatlas build") from None
        return stat.st_ino, stat.st_mtime_ns


def _result_of_call(opened: _OpenIndex, name: str, given: Mapping[str, str]) -> object:
    return opened.read_overview() if name == "overview" else CALLS[name](opened.index, given)


def _number_parameter(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Fault(400, f"{name!r} is not a whole number", remedy=f"give 0 to {most:,}")
    return min(int(text), most)


def _posted_arguments(body: bytes) -> dict[str, Any]:
    """Read what was posted: ``ids``, and for some calls ``id``, the node meant, ``held``, the nodes on the page, or
    ``links``, each as its source, predicate and target.
    """
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        given = None
    given = given if isinstance(given, dict) else {}
    return {
        "id": str(given.get("id", "")),
        "ids": _checked_ids(given.get("ids", [] if "links" in given else None)),
        "held": _checked_ids(given.get("held", [])),
        "links": _checked_links(given.get("links", [])),
    }


def _checked_links(given: object) -> list[tuple[str, str, str]]:
    sound = isinstance(given, list) and all(isinstance(each, list) and len(each) == 3 for each in given)
    if not isinstance(given, list) or not sound or not all(isinstance(part, str) for each in given for part in each):
        remedy = 'send {"links": [["source", "predicate", "target"], …]}'
        raise Fault(400, "the links are not triples of texts", remedy=remedy)
    if len(given) > MOST_TEXTS:
        raise Fault(400, f"more than {MOST_TEXTS:,} links", remedy="ask in parts")
    return [(source, predicate, target) for source, predicate, target in given]


def _checked_ids(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise Fault(400, "the body is not a JSON object with a list of ids", remedy='send {"ids": ["…"]}')
    if len(given) > MOST_ASKED:
        raise Fault(400, f"more than {MOST_ASKED:,} ids", remedy="ask in parts")
    return given


# Far below SQLite's largest integer, and more neighbours than any graph has.
_FAR = 999_999_999
CALLS: dict[str, Callable[[Index, Mapping[str, str]], object]] = {
    "overview": lambda index, given: index.overview(),
    "search": lambda index, given: index.search(
        given.get("q", "")[:_LONGEST], _number_parameter(given, "limit", 12, MOST_HITS)
    ),
    "answer": lambda index, given: index.answer(given.get("name", "")[:_LONGEST]),
    "facet": lambda index, given: index.facet(given.get("kind", ""), given.get("name", "")[:_LONGEST]),
    "around": lambda index, given: index.around(
        given.get("id", ""),
        _number_parameter(given, "limit", 60, MOST_NODES),
        _number_parameter(given, "offset", 0, _FAR),
    ),
    "path": lambda index, given: index.path(given.get("from", ""), given.get("to", ""), given.get("by", WEIGHTS[0])),
    "between": lambda index, given: index.between(given.get("from", ""), given.get("to", "")),
    "describe": lambda index, given: index.describe(given.get("id", "")),
    "similar": lambda index, given: index.similar(given.get("id", "")),
    "links": lambda index, given: index.links(
        given.get("id", ""),
        given.get("predicate", ""),
        forward=given.get("forward") == "true",
        offset=_number_parameter(given, "offset", 0, _FAR),
    ),
}
POSTED: dict[str, Callable[[Index, dict[str, Any]], object]] = {
    "nodes": lambda index, given: index.nodes(given["ids"]),
    "common": lambda index, given: index.common(given["ids"]),
    "evidence": lambda index, given: index.evidence(given["ids"], given["held"]),
    "linking": lambda index, given: index.linking(given["ids"], given["held"]),
    "quotes": lambda index, given: index.quotes(given["links"]),
    "papers": lambda index, given: index.papers(given["ids"]),
    "missing": lambda index, given: {"count": index.missing(given["id"], given["ids"])},
}
