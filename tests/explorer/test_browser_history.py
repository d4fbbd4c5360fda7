"""In a real browser: Back, Forward, Undo and Redo walk the way that was gone, and a link or text brings a view back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from .conftest import Explorer

pytestmark = pytest.mark.browser
NODES = ("artifact/gpt-4", "artifact/humaneval", "topic/mathematical-reasoning")


@pytest.fixture(scope="module")
def explorer(once: Callable[..., Explorer]) -> Explorer:
    return once("papers", reduced_motion="reduce")


def _selected(explorer: Explorer, node: str | None) -> None:
    explorer.wait("id => paperatlas.state().selected === id", node)


def _camera(explorer: Explorer) -> list[float]:
    """The camera, once the address has it; with motion reduced it flies nowhere."""
    explorer.wait("location.hash.includes('camera=') || !paperatlas.state().selected")
    camera = explorer.ask("camera()")
    return [camera["x"], camera["y"], camera["scale"]]


def test_back_and_forward_walk_the_selections_and_their_cameras(explorer: Explorer) -> None:
    explorer.restart()
    cameras = [_camera(explorer)]
    for label, node in zip(("gpt-4", "humaneval", "mathematical reasoning"), NODES, strict=True):
        explorer.choose(label)
        _selected(explorer, node)
        cameras.append(_camera(explorer))
    assert len({tuple(camera) for camera in cameras}) == 4
    way = [None, *NODES]
    for place in (2, 1, 0):
        explorer.page.go_back()
        _selected(explorer, way[place])
        assert _camera(explorer) == pytest.approx(cameras[place], abs=0.5)
    for place in (1, 2, 3):
        explorer.page.go_forward()
        _selected(explorer, way[place])
        assert _camera(explorer) == pytest.approx(cameras[place], abs=0.5)
    explorer.page.evaluate("history.go(-3)")  # three at once: the last word counts
    _selected(explorer, None)


def test_filters_the_table_and_the_camera_rewrite_the_entry(explorer: Explorer) -> None:
    explorer.restart()
    explorer.choose("humaneval")  # what lay ahead is gone
    length = explorer.page.evaluate("history.length")
    explorer.page.click('[data-name="dataset"]')
    explorer.page.click("#table-button")
    explorer.page.click("#table-button")
    explorer.page.keyboard.press("+")
    explorer.wait("location.hash.includes('camera=')")
    assert explorer.page.evaluate("history.length") == length
    assert "without=" in explorer.page.url
    explorer.page.keyboard.press("f")
    explorer.wait("!location.hash.includes('camera=')")
    explorer.choose("gpt-4")
    assert explorer.page.evaluate("history.length") == length + 1
    explorer.page.go_back()
    _selected(explorer, "artifact/humaneval")
    assert "dataset" in explorer.ask("state().offKinds")


def test_one_drag_of_a_slider_is_one_step_of_undo_and_of_redo(explorer: Explorer) -> None:
    explorer.restart()
    page, whole = explorer.page, explorer.counts()
    page.click('[data-name="dataset"]')
    without = explorer.counts()
    box = page.locator("#confidence").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(box["x"] + step * box["width"] / 11, box["y"] + box["height"] / 2)
    page.mouse.up()
    assert explorer.ask("state().confidence") > 0.7
    narrow = explorer.counts()
    page.locator("#fewest").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert explorer.ask("state().fewest") == 3
    fewest = explorer.counts()
    assert len({whole, without, narrow, fewest}) == 4
    page.locator("#mynetwork").focus()
    for counts in (narrow, without, whole):
        page.keyboard.press("u")
        assert explorer.counts() == counts
    for key, counts in (("y", without), ("Control+y", narrow), ("Control+Shift+z", fewest), ("Control+z", narrow)):
        page.keyboard.press(key)
        assert explorer.counts() == counts
    page.click("#redo")
    assert explorer.counts() == fewest
    page.click("#undo")
    page.click('[data-name="dataset"]')  # what is done now ends what could be done again
    assert page.is_disabled("#redo")


def test_keys_on_a_slider_that_was_undone_begin_a_step_of_their_own(explorer: Explorer) -> None:
    explorer.restart()
    explorer.page.locator("#fewest").focus()
    explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("Control+z")
    assert explorer.ask("state().fewest") == 0
    explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("Control+z")
    assert explorer.ask("state().fewest") == 0


@pytest.mark.parametrize("size", [(1360, 860), (900, 700)])
def test_the_text_of_a_file_opens_the_same_view_in_another_window(
    explorer: Explorer, once: Callable[..., Explorer], size: tuple[int, int]
) -> None:
    filters = "&without=organisation%2Cdataset&confidence=0.6"
    explorer.restart(f"#panel=compare%7Cartifact%2Fgpt-4%7Cartifact%2Fllama-2{filters}")
    page = explorer.page
    explorer.choose("gpt-4")
    page.keyboard.press("+")
    page.click("#table-button")
    page.click("#copy")
    assert page.is_visible("#link-dialog")
    assert "file" in page.inner_text("#link-why")
    text = page.input_value("#link-text")
    assert text.startswith("#node=")
    page.click("#link-close")
    other = once("papers", viewport={"width": size[0], "height": size[1]})
    _paste(other, text)
    _selected(other, "artifact/gpt-4")
    assert other.ask("state()") == explorer.ask("state()")
    assert other.ask("state().panel") == "compare|artifact/gpt-4|artifact/llama-2"
    assert other.page.is_visible("#table")
    assert other.counts() == explorer.counts()
    assert other.page.input_value("#search") == ""
    here, there = _sight(explorer), _sight(other)
    assert there == pytest.approx(here, rel=0.01, abs=1)


def _sight(explorer: Explorer) -> list[float]:
    """Where the chosen lies from the middle of the window in pixels, and how much of the map its shorter side shows."""
    seen: list[float] = explorer.page.evaluate("""() => {
      const { x, y, width, height } = document.querySelector('#mynetwork').getBoundingClientRect();
      const place = paperatlas.onScreen(paperatlas.state().selected);
      return [place.x - x - width / 2, place.y - y - height / 2, Math.min(width, height) / paperatlas.camera().scale];
    }""")
    return seen


def _paste(explorer: Explorer, text: str) -> None:
    explorer.page.evaluate(
        """text => {
      const data = new DataTransfer();
      data.setData('text', text);
      const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector('#search').dispatchEvent(paste);
    }""",
        text,
    )


def test_a_text_is_taken_in_the_dialog_and_typed_into_the_search_and_no_other_words_are(explorer: Explorer) -> None:
    explorer.restart()
    page = explorer.page
    page.click("#copy")
    assert page.input_value("#link-text").startswith("#camera=")  # the first sight is a view, too
    page.fill("#link-given", "gpt-4")
    page.click("#link-taken button")
    assert page.is_visible("#link-dialog")
    assert "begins with #" in page.evaluate("document.querySelector('#link-given').validationMessage")
    page.fill("#link-given", "file:///somewhere/graph.html#node=artifact%2Fgpt-4")
    page.click("#link-taken button")
    _selected(explorer, "artifact/gpt-4")
    assert page.is_hidden("#link-dialog")
    page.fill("#search", "#node=artifact%2Fhumaneval&colour=year")
    page.press("#search", "Enter")
    _selected(explorer, "artifact/humaneval")
    assert page.input_value("#colour") == "year"
    for words in ("C#", "a = b", "https://example.org/#top", "#x=1&node=y", "know=node=y"):
        before: Any = explorer.ask("state()")
        _paste(explorer, words)
        assert explorer.ask("state()") == before


def test_a_link_and_an_answer_are_places_as_nodes_are(explorer: Explorer) -> None:
    explorer.restart()
    link = explorer.ask("links()")[0]["id"]
    explorer.choose("gpt-4")
    explorer.page.evaluate("id => { location.hash = `link=${encodeURIComponent(id)}`; }", link)
    explorer.wait("id => paperatlas.state().link === id", link)
    explorer.page.keyboard.press("q")
    explorer.wait("paperatlas.state().panel")
    explorer.page.go_back()
    explorer.wait("!paperatlas.state().panel")
    assert explorer.ask("state().link") == link
    explorer.page.go_back()
    _selected(explorer, "artifact/gpt-4")
    assert explorer.ask("state().link") is None


UNREADABLE = (  # addresses that somebody made up, and what they must not do to the state
    ("panel=constructor", "true"),
    ("pins=" + "artifact%252Fgpt-4%25409999999999%25401", "!Object.keys(state.pins).length"),
    ("pins=artifact%252Fgpt-4%2540" + "9" * 400 + "%25401", "!Object.keys(state.pins).length"),
    ("near=1.5&node=artifact%2Fgpt-4", "state.near === 1"),
    ("fewest=1e9", "state.fewest === 12"),
    ("years=2024-2021", "String(state.years) === '2021,2024'"),
    ("colour=constructor", "state.colour === 'kind'"),
    (
        "chosen=" + ",".join(["artifact%252Fgpt-4"] * 2 + [f"x{number}" for number in range(40)]),
        "state.chosen.length === 12 && new Set(state.chosen).size === 12",
    ),
)


def test_an_address_that_was_made_up_leads_to_a_sound_state_and_says_what_is_not_there(explorer: Explorer) -> None:
    for address, sound in UNREADABLE:
        explorer.restart(f"#{address}")
        explorer.wait(f"(state => {sound})(paperatlas.state())")
        assert all(isinstance(value, int | float) for value in explorer.ask("camera()").values()), address
    explorer.restart("#panel=toString")
    explorer.wait("document.querySelector('#answers-title')?.textContent === 'There is no such answer'")
    for address, words in (
        ("node=artifact%2Fnone&near=1", "asks for “artifact/none”, which is not in this graph"),
        (
            "node=" + "x" * 58 + quote("🙂") * 3,
            f"asks for “{'x' * 58}…”",
        ),  # no half of a letter is left where it is cut
        ("path=paper%252Fa,paper%252Fb", "a path from “paper/a” to “paper/b”, which is not in this graph"),
    ):
        explorer.restart(f"#{address}")
        explorer.wait("words => document.querySelector('#said').textContent.includes(words)", words)
    assert not explorer.faults


def test_a_tray_that_was_sent_as_text_is_taken(explorer: Explorer) -> None:
    explorer.restart()
    _paste(explorer, "#chosen=artifact%252Fgpt-4")
    explorer.wait("paperatlas.state().chosen[0] === 'artifact/gpt-4'")


def test_filters_that_leave_nothing_say_so_and_can_be_reset(explorer: Explorer) -> None:
    explorer.restart()
    before = explorer.counts()
    assert explorer.page.is_hidden("#nothing")
    for row in explorer.page.query_selector_all("#kinds button[aria-pressed=true]"):
        if row.is_visible():
            row.click()
    assert explorer.counts()[0] == 0
    assert "filters leave nothing" in explorer.page.inner_text("#nothing")
    explorer.page.click("#reset")
    assert explorer.counts() == before
    assert explorer.page.is_hidden("#nothing")
    explorer.page.keyboard.press("u")
    assert explorer.counts()[0] == 0


def test_an_address_that_names_the_ends_of_a_path_alone_finds_it(explorer: Explorer) -> None:
    explorer.restart()
    links = explorer.ask("links()")
    one, other = links[0]["source"], links[-1]["source"]
    for given, by in (("", "rare"), ("&by=shortest", "shortest")):
        explorer.restart(
            f"#node=artifact%2Fgpt-4&near=1&path={quote(quote(one, safe=''))},{quote(quote(other, safe=''))}{given}"
        )
        explorer.wait("ends => JSON.stringify(paperatlas.state().path) === JSON.stringify(ends)", [one, other])
        assert explorer.ask("state().pathBy") == by
        assert {one, other} <= set(explorer.ask("focus()"))
