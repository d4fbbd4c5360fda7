"""The hub (Hugging Face): JSON of its daily papers, its search, and single papers.

The Hub API, https://huggingface.co/docs/hub/api, whose calls https://huggingface.co/.well-known/openapi.json lists:
``/api/daily_papers`` (``date``, ``p`` from 0, ``limit`` of 100 at most), ``/api/papers/search`` (``q``, ``limit`` of
120 at most, no pages) and ``/api/papers/ID``. A token is optional (https://huggingface.co/docs/hub/rate-limits).

1. Days are asked for one by one, each in as many pages as it has.
2. A query gives the hits that the hub gives: 120 at most, whatever ``--max`` is.
3. An id gives one file; an id that the hub does not have is noted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from kg.fetch.page_content import position_number, read_json_page
from kg.fetch.page_series import KeyRule, PageContent, PageRequest, PageSeries, Service, UnreadablePageError, Wanted
from kg.fetch.wanted_terms import understood_ids
from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id

_BASE = "https://huggingface.co"
_PAGE = 100  # papers of a day
_NEARLY_FULL = 80  # a page lacks what is hidden; one with as many as these may have another behind it
_HITS = 120  # of a search
_FIRST = datetime.date(2023, 5, 4)  # the first day that the hub has
_MOST_DAYS = 3_660
_CHANGED = "run the same command again; where it stays so, the service has changed or --base is wrong"


def _plan(wanted: Wanted, _: bool) -> Sequence[PageSeries]:
    dated = wanted.since is not None or wanted.until is not None
    if (bool(wanted.query) + bool(wanted.ids) + dated) != 1:
        raise InputError(
            "the hub is asked by a query, by ids, or by days",
            remedy="give one of them: QUERY, --ids, or --from and --to",
        )
    if wanted.query:
        parameters = (("q", wanted.query), ("limit", str(min(_HITS, wanted.most or _HITS))))
        request = PageRequest("/api/papers/search", parameters)
        return [PageSeries("query", _BASE, ".json", lambda position, left: request, _read_search)]
    if wanted.ids:
        ids = understood_ids(wanted.ids, arxiv_id, "the arXiv ids of papers, as 2405.13729")
        return [_paper_series(one) for one in ids]
    return [_day_series(day) for day in _days(wanted.since, wanted.until)]


def _days(since: datetime.date | None, until: datetime.date | None) -> Iterator[datetime.date]:
    """Yield the days wanted; one bound alone is one day."""
    first, last = since or until, until or since
    assert first is not None
    assert last is not None
    if first > last:
        raise InputError(f"{first} is after {last}", remedy="give --from before --to")
    if (last - first).days >= _MOST_DAYS:
        raise InputError(f"these are more than {_MOST_DAYS:,} days", remedy=f"the hub has lists since {_FIRST}")
    return (first + datetime.timedelta(days=number) for number in range((last - first).days + 1))


def _day_series(day: datetime.date) -> PageSeries:
    return PageSeries(str(day), _BASE, ".json", partial(_day_request, day), _read_day)


def _day_request(day: datetime.date, position: str, _: int | None) -> PageRequest:
    return PageRequest(
        "/api/daily_papers", (("date", str(day)), ("limit", str(_PAGE)), ("p", str(position_number(position, 0))))
    )


def _read_day(path: Path, position: str) -> PageContent:
    papers = len(_list_of_papers(read_json_page(path)))
    return PageContent(papers, following=str(position_number(position, 0) + 1) if papers >= _NEARLY_FULL else None)


def _read_search(path: Path, _: str) -> PageContent:
    papers = len(_list_of_papers(read_json_page(path)))
    return PageContent(papers, papers)


def _list_of_papers(data: object) -> list[object]:
    if not isinstance(data, list):
        raise UnreadablePageError("the JSON is no list of papers", _CHANGED)
    return data


def _paper_series(paper: str) -> PageSeries:
    request = PageRequest(f"/api/papers/{paper}")
    return PageSeries(
        paper, _BASE, ".json", lambda position, left: request, _read_paper, may_lack=True, asked=1
    )  # fmt: skip


def _read_paper(path: Path, _: str) -> PageContent:
    data = read_json_page(path)
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise UnreadablePageError("the JSON is no paper", _CHANGED)
    return PageContent(1, 1)


_KEY = KeyRule(
    "HF_TOKEN", "a token of https://huggingface.co/settings/tokens (HF_TOKEN or --key) allows more",
    header="Authorization", prefix="Bearer ",
)  # fmt: skip
SERVICE = Service("hf", "the hub (Hugging Face)", 1.0, frozenset({"huggingface.co"}), _plan, _KEY)
