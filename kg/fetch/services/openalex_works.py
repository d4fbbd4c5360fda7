"""OpenAlex: lists of works.

https://developers.openalex.org: "Page through Results" (``cursor=*``, then ``meta.next_cursor`` until it is null;
``per_page`` of 100 at most; ``page`` for the first 10,000 results), "Filter" (``filter=``, a bar between 100 values at
most, ``from_publication_date``), "Search" (``search=``) and "Authentication" (``api_key=``; since February 2026 little
is given without one, and no cursor). An address to write to goes into the User-Agent.

1. With a key pages follow the cursor. Without one they are numbered, up to the 10,000 results that are given so.
2. Ids are asked for by hundreds, each kind apart: OpenAlex's own, and DOIs, among which are those of arXiv.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kg.fetch.page_content import member_list, position_number, read_json_page, whole_number
from kg.fetch.page_series import KeyRule, PageContent, PageRequest, PageSeries, Service, Wanted
from kg.fetch.wanted_terms import chunks, understood_ids
from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id, doi

_BASE = "https://api.openalex.org"
_PAGE = 100
_PAGED = 10_000  # results that numbered pages reach
_OWN = re.compile(r"(?:https?://openalex\.org/(?:works/)?)?(W\d{1,12})", re.I)
_FORMS = "OpenAlex ids (W2741809807), DOIs or arXiv ids"


def _plan(wanted: Wanted, has_key: bool) -> Sequence[PageSeries]:
    if wanted.ids:
        if wanted.query or wanted.filter or wanted.since or wanted.until:
            raise InputError("OpenAlex is asked by ids or by a query", remedy="leave one of them out")
        return [
            _ids_series(field, group)
            for field, found in _kinds_of_ids(wanted.ids).items()
            for group in chunks(found, _PAGE)
        ]
    conditions = [wanted.filter] if wanted.filter else []
    conditions += [f"from_publication_date:{wanted.since}"] if wanted.since else []
    conditions += [f"to_publication_date:{wanted.until}"] if wanted.until else []
    named = {"search": wanted.query, "filter": ",".join(conditions)}
    if not any(named.values()):
        raise InputError("nothing is asked for", remedy="give a query, --filter, --ids, or days by --from and --to")
    parameters = tuple((name, value) for name, value in named.items() if value)
    request = _cursor_request if has_key else _numbered_request
    read = _read_by_cursor if has_key else _read_by_number
    return [PageSeries("query", _BASE, ".json", partial(request, parameters), read)]


def _kinds_of_ids(ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids by the field that filters for them."""
    kinds: dict[str, list[str]] = {}
    for one in understood_ids(ids, _filter_of_id, _FORMS):
        field, _, value = one.partition(":")
        kinds.setdefault(field, []).append(value)
    return kinds


def _filter_of_id(text: str) -> str | None:
    """Write an id as the condition of a filter.

    >>> _filter_of_id("https://openalex.org/W123"), _filter_of_id("2405.13729"), _filter_of_id("10.1/a|b")
    ('openalex:W123', 'doi:10.48550/arxiv.2405.13729', None)
    """
    own = _OWN.fullmatch(text)
    if own:
        return f"openalex:{own[1].upper()}"
    arxiv = arxiv_id(text)
    name = f"10.48550/arxiv.{arxiv.lower()}" if arxiv else doi(text)
    return f"doi:{name}" if name and not set(name) & set("|,") else None  # these join conditions


def _ids_series(field: str, ids: Sequence[str]) -> PageSeries:
    request = PageRequest("/works", (("filter", f"{field}:{'|'.join(ids)}"), ("per_page", str(_PAGE))))
    return PageSeries(
        f"ids {ids[0]} …", _BASE, ".json", lambda position, left: request,
        lambda path, position: PageContent(_works(read_json_page(path))), asked=len(ids),
    )  # fmt: skip


def _cursor_request(parameters: tuple[tuple[str, str], ...], position: str, left: int | None) -> PageRequest:
    size = _PAGE if left is None else min(_PAGE, left)
    return PageRequest("/works", (*parameters, ("per_page", str(size)), ("cursor", position or "*")))


def _numbered_request(parameters: tuple[tuple[str, str], ...], position: str, _: int | None) -> PageRequest:
    return PageRequest("/works", (*parameters, ("per_page", str(_PAGE)), ("page", str(position_number(position, 1)))))


def _works(data: object) -> int:
    return len(member_list(data, "results"))


def _member_of_meta(data: object, name: str) -> object:
    meta = data.get("meta") if isinstance(data, dict) else None
    return meta.get(name) if isinstance(meta, dict) else None


def _read_by_cursor(path: Path, _: str) -> PageContent:
    data = read_json_page(path)
    works, cursor = _works(data), _member_of_meta(data, "next_cursor")
    following = cursor if works and isinstance(cursor, str) and cursor else None
    return PageContent(works, whole_number(_member_of_meta(data, "count")), following)


def _read_by_number(path: Path, position: str) -> PageContent:
    data = read_json_page(path)
    works, number, total = _works(data), position_number(position, 1), whole_number(_member_of_meta(data, "count"))
    end = number * _PAGE
    goes_on = works and end < _PAGED and (works >= _PAGE if total is None else end < total)
    return PageContent(works, total, str(number + 1) if goes_on else None)


_KEY = KeyRule(
    "OPENALEX_API_KEY",
    "a free key of https://openalex.org/settings/api (OPENALEX_API_KEY or --key) allows more",
    parameter="api_key",
)
SERVICE = Service("openalex", "OpenAlex", 1.0, frozenset({"api.openalex.org"}), _plan, _KEY)
