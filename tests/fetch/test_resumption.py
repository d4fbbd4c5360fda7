"""What is there is not fetched twice, and what is stopped goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.fetch.fetch_pages import LASTING
from kg.fetch.fetched_folder import STATES, FetchedFolder
from kg.fetch.page_series import Wanted
from kg.fetch.services.service_registry import SERVICES
from kg.ground.errors import FetchError, OutputError
from kg.ground.files.integrity import sealed, unsealed
from tests.fetch.conftest import Fetch, files_of
from tests.fetch.service_pages import arxiv_ids, arxiv_of, day, hub_of, openalex_of
from tests.local_service import Answer, FalseClock, LocalService

ARXIV, HUB, OPENALEX = SERVICES["arxiv"], SERVICES["hf"], SERVICES["openalex"]


def starts(server: LocalService) -> list[str]:
    return [one.parameters["start"] for one in server.asked]


def state_file(folder: Path) -> Path:
    (path,) = (folder / STATES).glob("*.json")
    return path


class Stopped:
    """Ctrl-C after some pages."""

    def __init__(self, pages: int) -> None:
        self._left = pages

    def page(self, name: str, papers: int, done: int, total: int | None) -> None:
        self._left -= 1
        if not self._left:
            raise KeyboardInterrupt

    def pause(self, reason: str) -> None: ...


def test_ctrl_c_leaves_a_folder_that_goes_on(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(700))
    with pytest.raises(KeyboardInterrupt):
        fetch(ARXIV, Wanted("x"), progress=Stopped(2))
    assert not list((tmp_path / "papers").glob(".*.part"))
    report = fetch(ARXIV, Wanted("x"))
    assert starts(server) == ["0", "200", "400", "600"], "nothing is fetched twice"
    assert (report.papers, len(report.pages), report.fetched) == (700, 4, 2)
    assert len(files_of(tmp_path / "papers")) == 4


def test_a_fault_keeps_what_was_fetched(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    whole = arxiv_of(arxiv_ids(500))
    server.answer = lambda asked: whole(asked) if asked.parameters["start"] != "400" else Answer(b"", 500)
    with pytest.raises(FetchError):
        fetch(ARXIV, Wanted("x"))
    assert len(files_of(tmp_path / "papers")) == 2
    server.asked.clear()
    server.answer = whole
    assert fetch(ARXIV, Wanted("x")).papers == 500
    assert starts(server) == ["400"]


@pytest.mark.parametrize("damage", ["changed", "removed", "a folder now"])
def test_a_damaged_page_is_fetched_anew(server: LocalService, fetch: Fetch, damage: str) -> None:
    server.answer = arxiv_of(arxiv_ids(500))
    report = fetch(ARXIV, Wanted("x"))
    texts = [page.read_bytes() for page in report.pages]
    if damage == "changed":
        report.pages[1].write_bytes(texts[1].replace(b"Ada", b"Eve"))
    else:
        report.pages[1].unlink()
    if damage == "a folder now":
        report.pages[1].mkdir()
        with pytest.raises(OutputError, match="cannot be written"):
            fetch(ARXIV, Wanted("x"))
        return
    server.asked.clear()
    again = fetch(ARXIV, Wanted("x"))
    assert starts(server) == ["200", "400"]
    assert [page.read_bytes() for page in again.pages] == texts


def test_the_same_request_is_not_sent_again_within_a_day(
    server: LocalService, fetch: Fetch, clock: FalseClock, tmp_path: Path
) -> None:
    server.answer = arxiv_of(arxiv_ids(450))
    first = fetch(ARXIV, Wanted("x"))
    server.asked.clear()
    clock.time += LASTING - 10
    again = fetch(ARXIV, Wanted("x"))
    assert (again.pages, again.papers, again.fetched, server.asked) == (first.pages, 450, 0, [])
    server.answer = arxiv_of(arxiv_ids(100))
    clock.time += 20
    later = fetch(ARXIV, Wanted("x"))
    assert (later.papers, later.fetched) == (100, 1)
    assert len(files_of(tmp_path / "papers")) == 1, "pages of the earlier run that nothing replaces are gone"


def test_refresh_asks_again(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(450))
    fetch(ARXIV, Wanted("x"))
    server.asked.clear()
    with pytest.raises(KeyboardInterrupt):
        fetch(ARXIV, Wanted("x"), refresh=True, progress=Stopped(1))
    server.answer = arxiv_of(arxiv_ids(150))
    assert fetch(ARXIV, Wanted("x"), refresh=True).papers == 150
    assert len(files_of(tmp_path / "papers")) == 1


def test_more_of_the_same_goes_on_where_less_ended(server: LocalService, fetch: Fetch) -> None:
    server.answer = openalex_of(1_000)
    assert fetch(OPENALEX, Wanted("x", most=150), key="key-1234").papers == 150
    assert [one.parameters["per_page"] for one in server.asked] == ["100", "50"]
    assert fetch(OPENALEX, Wanted("x", most=150), key="key-1234").fetched == 0
    assert fetch(OPENALEX, Wanted("x", most=300), key="key-1234").papers == 300
    assert [one.parameters["cursor"] for one in server.asked] == ["*", "at100", "at150", "at250"]


def test_days_that_ranges_share_are_fetched_once(server: LocalService, fetch: Fetch) -> None:
    server.answer = hub_of({f"2025-03-0{number}": 2 for number in range(1, 6)})
    fetch(HUB, Wanted(since=day("2025-03-01"), until=day("2025-03-03")))
    fetch(HUB, Wanted(since=day("2025-03-02"), until=day("2025-03-05")))
    assert [one.parameters["date"][-1] for one in server.asked] == list("12345")


def test_different_requests_share_a_folder(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(3))
    pages = {fetch(ARXIV, Wanted(query)).pages for query in ("x", "y")}
    server.answer = hub_of({})
    pages.add(fetch(HUB, Wanted("x")).pages)
    assert len(files_of(tmp_path / "papers")) == len(pages) == 3


def test_a_service_that_forgot_the_cursor_is_explained(server: LocalService, fetch: Fetch) -> None:
    server.answer = openalex_of(300)
    with pytest.raises(KeyboardInterrupt):
        fetch(OPENALEX, Wanted("x"), key="key-1234", progress=Stopped(2))
    server.answer = lambda asked: Answer(b'{"message": "unknown cursor"}', 400)
    with pytest.raises(FetchError, match=r"unknown cursor; .*--refresh"):
        fetch(OPENALEX, Wanted("x"), key="key-1234")


def changed_state(path: Path, change: Any) -> None:
    data = unsealed(path.read_bytes())
    change(data)
    path.write_bytes(sealed(data))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(form=99),
        lambda data: data["state"]["pages"][0].update(name="../../outside.xml"),
        lambda data: data["state"]["pages"][0].update(name=".hidden"),
        lambda data: data["state"].update(pages="many"),
        lambda data: data["state"]["pages"][0].update(following=7),
        lambda data: data.pop("state"),
    ],
    ids=["another form", "a name outside", "a hidden name", "another type", "a number", "nothing"],
)
def test_a_state_that_nobody_wrote_so_is_refused(
    server: LocalService, fetch: Fetch, tmp_path: Path, change: Any
) -> None:
    server.answer = arxiv_of(arxiv_ids(3))
    fetch(ARXIV, Wanted("x"))
    path = state_file(tmp_path / "papers")
    changed_state(path, change)
    with pytest.raises(OutputError, match="the state is not what a fetch wrote; delete it"):
        fetch(ARXIV, Wanted("x"))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(OutputError, match="the state is not what a fetch wrote"):
        fetch(ARXIV, Wanted("x"))
    path.unlink()
    assert fetch(ARXIV, Wanted("x")).papers == 3


def test_a_place_that_is_none_is_refused(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(3))
    fetch(ARXIV, Wanted("x"))
    changed_state(
        state_file(tmp_path / "papers"), lambda data: data["state"]["pages"][0].update(following="¹ AND more")
    )
    with pytest.raises(OutputError, match=r"'¹ AND more' is no place among the pages; .*--refresh"):
        fetch(ARXIV, Wanted("x"))
    assert fetch(ARXIV, Wanted("x"), refresh=True).papers == 3


def test_stale_names_outside_the_folder_are_not_removed(tmp_path: Path) -> None:
    outside = tmp_path / "keep.xml"
    outside.write_text("mine")
    folder = FetchedFolder(tmp_path / "papers")
    folder.make()
    folder.remove(["../keep.xml", str(outside), ".hidden", "gone.xml"])
    assert outside.exists()


def test_the_state_says_what_was_asked_without_the_key(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = openalex_of(3)
    fetch(OPENALEX, Wanted("x y"), key="key-1234", contact="ada@example.org")
    state = orjson.loads(state_file(tmp_path / "papers").read_bytes())["state"]
    assert state["request"] == f"GET {server.base}/works?search=x+y&per_page=100&cursor=%2A"
    assert [page["papers"] for page in state["pages"]] == [3, 0]


def test_a_file_in_the_place_of_the_folder_is_named(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("x")
    with pytest.raises(OutputError, match="this is a file; name a folder"):
        fetch(ARXIV, Wanted("x"))


def test_when_a_service_was_asked_is_no_matter_of_life(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(3))
    fetch(ARXIV, Wanted("x"))
    (tmp_path / "papers" / STATES / "arxiv.last").write_text("yesterday")
    assert fetch(ARXIV, Wanted("y")).papers == 3


def test_a_clock_set_back_waits_no_longer_than_the_interval(
    server: LocalService, fetch: Fetch, clock: FalseClock
) -> None:
    server.answer = arxiv_of(arxiv_ids(3))
    fetch(ARXIV, Wanted("x"))
    clock.time -= 1_000_000
    fetch(ARXIV, Wanted("y"))
    assert clock.waits == [3.0]
