"""Pages of any bytes give what paging needs, or our own error."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.fetch.page_series import START, PageContent, PageSeries, UnreadablePageError, Wanted
from kg.fetch.services.service_registry import SERVICES
from tests.fetch.service_pages import arxiv_error, arxiv_ids, atom_page, collection_page, day

SAMPLES = Path(os.environ.get("PAPERATLAS_SHARED") or Path(__file__).parents[3] / "shared") / "samples"
#: All ways to ask, so that every reader of pages is among them.
WANTED = {
    "arxiv": [Wanted("x"), Wanted(ids=("2405.00001",))],
    "hf": [Wanted("x"), Wanted(ids=("2405.00001",)), Wanted(since=day("2025-03-03"))],
    "openalex": [Wanted("x"), Wanted(ids=("W1",))],
    "s2": [Wanted("x"), Wanted(ids=("2405.00001",))],
    "acl": [Wanted(ids=("P19",)), Wanted(whole=True)],
}


def all_series() -> Iterator[PageSeries]:
    for name, several in WANTED.items():
        for wanted in several:
            for has_key in (False, True):
                yield from SERVICES[name].plan(wanted, has_key)


SERIES = tuple(all_series())
_NAMES = st.sampled_from(["meta", "count", "next_cursor", "results", "data", "token", "total", "id", "paper"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=8,
).map(orjson.dumps)
_PAGES = st.sampled_from(
    [atom_page(arxiv_ids(2), 9), atom_page([], 0), arxiv_error("no"), collection_page("P19", 2), b"@book{a,}\n", b"[]"]
)
_BROKEN = st.builds(
    lambda page, at, piece: page[: at % (len(page) + 1)] + piece + page[at % (len(page) + 1) :],
    _PAGES, st.integers(0, 2_000), st.binary(max_size=4),
)  # fmt: skip


@given(data=_JSON | _BROKEN | st.binary(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_page_or_our_own_error(data: bytes, tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_bytes(data)
    for series in SERIES:
        with contextlib.suppress(UnreadablePageError):
            content = series.read(page, START)
            assert isinstance(content, PageContent)
            assert content.papers >= 0
            assert content.total is None or content.total >= 0
            if content.following is not None:
                assert content.following != START
                series.request(content.following, 1).address(series.base)  # what leads on can be asked for


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" " * 100])
def test_an_empty_page_is_no_page(data: bytes, tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_bytes(data)
    for series in SERIES:
        if not series.suffix.startswith(".bib"):
            with pytest.raises(UnreadablePageError):
                series.read(page, START)


def test_json_may_have_a_mark_before_it(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_bytes(b'\xef\xbb\xbf[{"paper": {}}]')
    (series,) = SERVICES["hf"].plan(Wanted("x"), False)
    assert series.read(page, START).papers == 1


@pytest.mark.skipif(not SAMPLES.exists(), reason="needs the shared samples")
@pytest.mark.parametrize(
    ("name", "service", "wanted", "content"),
    [
        ("arxiv_atom_query_100.xml", "arxiv", Wanted("x"), PageContent(100, 214_881, "100")),
        ("arxiv_atom_old_style_id.xml", "arxiv", Wanted("x"), PageContent(1, 1)),
        ("arxiv_atom_empty.xml", "arxiv", Wanted("x"), PageContent(0, 0)),
        ("acl_anthology_2022_60.xml", "acl", Wanted(ids=("2022.acl",)), PageContent(60)),
        ("hf_api_paper_object_1.json", "hf", Wanted(ids=("2405.00001",)), PageContent(1, 1)),
    ],
)
def test_real_pages_are_understood(name: str, service: str, wanted: Wanted, content: PageContent) -> None:
    assert SERVICES[service].plan(wanted, False)[0].read(SAMPLES / name, START) == content


@pytest.mark.skipif(not SAMPLES.exists(), reason="needs the shared samples")
def test_a_real_refusal_of_arxiv_is_told() -> None:
    (series,) = SERVICES["arxiv"].plan(Wanted("x"), False)
    with pytest.raises(UnreadablePageError, match="incorrect id format for abc"):
        series.read(SAMPLES / "arxiv_atom_error.xml", START)
