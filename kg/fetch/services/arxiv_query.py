"""arXiv: pages of Atom from its query interface.

The arXiv API User's Manual, https://info.arxiv.org/help/api/user-manual.html: sections 3.1.1 (``search_query``,
``id_list``, ``start``, ``max_results``, the order of results), 3.4 (errors are a feed with one entry) and 5.1 (fields,
``submittedDate``). Terms of Use, https://info.arxiv.org/help/api/tou.html: one request every three seconds, one
connection at a time.

1. Words without a field are looked for everywhere, all of them; a query with fields goes out as it is.
2. The newest come first: what is submitted while pages are fetched moves others to later pages, where they are seen
   twice; none is missed. Who asks for ids gets them by hundreds.
3. The service now and then gives an empty page where there are more; that page is asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kg.fetch.page_content import count_xml, position_number, whole_number
from kg.fetch.page_series import (
    START,
    PageContent,
    PageRequest,
    PageSeries,
    Service,
    UnreadablePageError,
    Wanted,
)
from kg.fetch.wanted_terms import chunks, understood_ids
from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id
from kg.ground.text import one_line

_BASE = "https://export.arxiv.org"
_PAGE = 200  # papers; a page may have 2,000, which the manual asks to do without
_IDS = 100  # a request: an address of two kilobytes at most
_LAST = 30_000  # results of a query that the service gives out (manual, 3.1.1.2)
_FIELD = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):")
_WORDS = re.compile(r'"[^"]*"|\S+')
_KEPT = frozenset({"totalResults", "summary"})
_SHOWN = 200  # characters of the service's message


def _plan(wanted: Wanted, _: bool) -> Sequence[PageSeries]:
    if wanted.ids:
        if wanted.query or wanted.since or wanted.until:
            raise InputError("arXiv is asked by ids or by a query", remedy="leave one of them out")
        ids = understood_ids(wanted.ids, arxiv_id, "arXiv ids, as 2405.13729")
        return [_ids_series(group) for group in chunks(ids, _IDS)]
    query = _search_query(wanted)
    if not query:
        raise InputError("nothing is asked for", remedy="give a query, --ids, or days by --from and --to")
    return [PageSeries("query", _BASE, ".xml", partial(_query_request, query), _read_feed)]


def _search_query(wanted: Wanted) -> str:
    """Return the query in the manual's language.

    >>> _search_query(Wanted('scaling "language models"'))
    'all:scaling AND all:"language models"'
    """
    parts = []
    if _FIELD.search(wanted.query):
        parts.append(f"({wanted.query})" if wanted.since or wanted.until else wanted.query)
    else:
        parts += [f"all:{word}" for word in _WORDS.findall(wanted.query)]
    if wanted.since or wanted.until:
        first = wanted.since.strftime("%Y%m%d") if wanted.since else "19910101"  # arXiv began in 1991
        last = wanted.until.strftime("%Y%m%d") if wanted.until else "99991231"
        parts.append(f"submittedDate:[{first}0000 TO {last}2359]")
    return " AND ".join(parts)


def _query_request(query: str, position: str, left: int | None) -> PageRequest:
    size = _PAGE if left is None else min(_PAGE, left)
    parameters = {
        "search_query": query, "start": str(position_number(position, 0)), "max_results": str(size),
        "sortBy": "submittedDate", "sortOrder": "descending",
    }  # fmt: skip
    return PageRequest("/api/query", tuple(parameters.items()))


def _ids_series(ids: Sequence[str]) -> PageSeries:
    request = PageRequest("/api/query", (("id_list", ",".join(ids)), ("max_results", str(len(ids)))))
    return PageSeries(
        f"ids {ids[0]} …", _BASE, ".xml", lambda position, left: request,
        lambda path, position: PageContent(_read_feed(path, START).papers), asked=len(ids),
    )  # fmt: skip


def _read_feed(path: Path, position: str) -> PageContent:
    found = count_xml(path, frozenset({"feed"}), _KEPT)
    papers = found.counts.get("entry", 0)
    text = found.texts.get("totalResults", "")
    total = whole_number(int(text)) if text.isdecimal() and len(text) < 10 else None
    if papers == 1 and found.counts.get("title", 0) == 2 and _is_error(path):
        message = one_line(found.texts.get("summary", ""), _SHOWN)
        raise UnreadablePageError(f"arXiv refuses this: {message}", "check the query and the ids with --dry-run")
    begin = position_number(position, 0)
    if not papers and total and begin < min(total, _LAST):
        problem = f"arXiv gives an empty page, though {total - begin:,} papers are left"
        raise UnreadablePageError(problem, "run the same command later to resume", passing=True)
    end = begin + papers
    goes_on = papers and end < _LAST and (total is None or end < total)
    return PageContent(papers, total, str(end) if goes_on else None)


def _is_error(path: Path) -> bool:
    """Tell whether the one entry of a feed is an error: its id says so."""
    return b"arxiv.org/api/errors" in path.read_bytes()


SERVICE = Service("arxiv", "arXiv", 3.0, frozenset({"arxiv.org", "export.arxiv.org"}), _plan)
