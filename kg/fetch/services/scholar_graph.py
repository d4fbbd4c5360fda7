"""Semantic Scholar: its bulk search, and papers by their ids.

The Academic Graph API, https://api.semanticscholar.org/api-docs/graph: ``GET /graph/v1/paper/search/bulk`` (``query``,
``publicationDateOrYear`` as ``FIRST:LAST``, ``token`` until there is none; a thousand papers a page, which cannot be
changed) and ``POST /graph/v1/paper/batch`` (500 ids at most; null for one that it does not have). One request a second
with a key (https://www.semanticscholar.org/product/api#api-key-form); without one all users share what there is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kg.fetch.page_content import member_list, read_json_page, whole_number
from kg.fetch.page_series import KeyRule, PageContent, PageRequest, PageSeries, Service, UnreadablePageError, Wanted
from kg.fetch.wanted_terms import chunks, understood_ids
from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id, doi

_BASE = "https://api.semanticscholar.org"
_IDS = 500
_FIELDS = (
    "paperId,corpusId,externalIds,url,title,abstract,venue,publicationVenue,journal,year,publicationDate,"
    "publicationTypes,referenceCount,citationCount,fieldsOfStudy,s2FieldsOfStudy,openAccessPdf,authors"
)
_OWN = re.compile(r"[0-9a-f]{40}", re.I)
_NAMED = re.compile(r"(corpusid|doi|arxiv|mag|acl|pmid|pmcid|url):(\S+)", re.I)
_NAMES = {"corpusid": "CorpusId"}  # the others are written in capitals
_FORMS = "arXiv ids, DOIs, Semantic Scholar ids (40 digits), or KIND:ID, as CorpusId:1234 or ACL:W12-3903"


def _plan(wanted: Wanted, _: bool) -> Sequence[PageSeries]:
    if wanted.ids:
        if wanted.query or wanted.since or wanted.until:
            raise InputError("Semantic Scholar is asked by ids or by a query", remedy="leave one of them out")
        return [_ids_series(group) for group in chunks(understood_ids(wanted.ids, _id_form, _FORMS), _IDS)]
    if not wanted.query and not wanted.since and not wanted.until:
        raise InputError("nothing is asked for", remedy="give a query, --ids, or days by --from and --to")
    parameters = [("query", wanted.query)] if wanted.query else []
    parameters.append(("fields", _FIELDS))
    if wanted.since or wanted.until:
        parameters.append(("publicationDateOrYear", f"{wanted.since or ''}:{wanted.until or ''}"))
    return [PageSeries("query", _BASE, ".json", partial(_bulk_request, tuple(parameters)), _read_bulk)]


def _id_form(text: str) -> str | None:
    """Return an id as the service writes it.

    >>> _id_form("2405.13729v2"), _id_form("https://doi.org/10.1000/A"), _id_form("corpusid:12"), _id_form("GPT-4")
    ('ARXIV:2405.13729', 'DOI:10.1000/a', 'CorpusId:12', None)
    """
    if _OWN.fullmatch(text):
        return text.lower()
    arxiv, name, named = arxiv_id(text), doi(text), _NAMED.fullmatch(text)
    if arxiv:
        return f"ARXIV:{arxiv}"
    if name:
        return f"DOI:{name}"
    return f"{_NAMES.get(named[1].lower(), named[1].upper())}:{named[2]}" if named else None


def _bulk_request(parameters: tuple[tuple[str, str], ...], position: str, _: int | None) -> PageRequest:
    token = (("token", position),) if position else ()
    return PageRequest("/graph/v1/paper/search/bulk", (*parameters, *token))


def _read_bulk(path: Path, _: str) -> PageContent:
    data = read_json_page(path)
    if isinstance(data, dict) and "data" not in data and data.get("total") == 0:
        return PageContent(0, 0)
    papers = len(member_list(data, "data"))
    assert isinstance(data, dict)
    token = data.get("token")
    following = token if papers and isinstance(token, str) and token else None
    return PageContent(papers, whole_number(data.get("total")), following)


def _ids_series(ids: Sequence[str]) -> PageSeries:
    request = PageRequest("/graph/v1/paper/batch", (("fields", _FIELDS),), {"ids": list(ids)})
    return PageSeries(
        f"ids {ids[0]} …", _BASE, ".json", lambda position, left: request, _read_batch, asked=len(ids)
    )  # fmt: skip


def _read_batch(path: Path, _: str) -> PageContent:
    data = read_json_page(path)
    if not isinstance(data, list):
        raise UnreadablePageError("the JSON is no list of papers", "check the ids; else the service has changed")
    return PageContent(sum(paper is not None for paper in data))


_KEY = KeyRule(
    "S2_API_KEY",
    "a key of https://www.semanticscholar.org/product/api (S2_API_KEY or --key) gives a rate of one's own",
    header="x-api-key",
)
SERVICE = Service("s2", "Semantic Scholar", 1.1, frozenset({"api.semanticscholar.org"}), _plan, _KEY)
