"""In a real browser: without a mouse, with a finger, in the dark, and with a screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Explorer

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]


def test_everything_works_without_a_mouse(papers: Explorer) -> None:
    explorer, page = papers, papers.page
    whole = explorer.counts()
    page.keyboard.press("/")
    page.keyboard.type("gpt-4")
    page.wait_for_selector("#hits li")
    page.keyboard.press("Enter")
    explorer.wait_selected("artifact/gpt-4")
    page.keyboard.press("ArrowRight")
    explorer.wait("paperatlas.state().selected !== 'artifact/gpt-4'")
    reached = explorer.ask("state().selected")
    ends = [{link["source"], link["target"]} for link in explorer.ask("links()")]
    assert {"artifact/gpt-4", reached} in ends
    page.keyboard.press("Enter")
    explorer.wait("document.querySelector('#said').textContent.includes('left out')")
    page.keyboard.press("i")
    assert reached in explorer.ask("state().pins")
    page.keyboard.press("h")
    assert reached not in explorer.nodes()
    for _ in range(3):
        page.keyboard.press("u")
    assert explorer.counts() == whole
    page.keyboard.press("t")
    assert page.get_attribute("#table table", "aria-rowcount") == str(whole[0] + 1)  # the head is a row, too
    page.keyboard.press("t")
    page.keyboard.press("d")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.keyboard.press("d")
    assert page.get_attribute("html", "data-theme") == "light"
    page.keyboard.press("l")
    page.keyboard.press("Space")
    assert explorer.legend("paper") == 0
    page.keyboard.press("?")
    assert page.locator("#help-dialog").is_visible()
    page.keyboard.press("Escape")
    assert explorer.faults == []


def test_every_control_has_a_name(papers: Explorer) -> None:
    explorer = papers
    explorer.restart("#node=artifact/gpt-4")
    explorer.wait_selected("artifact/gpt-4")
    nameless = explorer.page.evaluate("""[...document.querySelectorAll('button, input, select, a, [role=application]')]
      .filter(each => !(each.getAttribute('aria-label') || each.textContent.trim()
        || each.labels?.[0]?.textContent.trim())).map(each => each.outerHTML)""")
    assert nameless == []
    tree = explorer.page.locator("body").aria_snapshot()
    for name in ("Search names, aliases", "From year", "Confidence", "Export…"):
        assert name in tree


def test_search_select_expand_path_and_export_by_keys_alone(papers: Explorer) -> None:
    explorer, page = papers, papers.page
    ends = ("artifact/gpt-4", "topic/speech-recognition")
    for node, name in zip(ends, ("gpt-4", "speech recognition"), strict=True):
        page.keyboard.press("/")
        page.keyboard.type(name)
        explorer.wait("name => document.querySelector('#hits li .hit-name')?.textContent.toLowerCase() === name", name)
        page.keyboard.press("Enter")
        explorer.wait_selected(node)
        page.keyboard.press("e")
        explorer.wait("document.querySelector('#said').textContent.includes('left out')")
        page.keyboard.press("p")
    explorer.wait("paperatlas.state().path")
    assert explorer.ask("state().path") == list(ends)
    assert explorer.said().startswith("Path of ")
    with page.expect_download() as download:
        page.keyboard.press("x")
        assert page.get_attribute("#export", "aria-expanded") == "true"
        for key in ("ArrowDown", "ArrowUp", "ArrowUp", "c", "b"):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "paperatlas.bib"
    assert page.evaluate("document.activeElement.id") == "export"
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    assert not page.locator("#export-menu").is_visible()
    assert explorer.ask("state().path") == list(ends)  # Escape closed the menu, not the path
    assert explorer.faults == []


def test_the_focus_goes_from_the_bar_to_the_legend_the_map_and_the_details(papers: Explorer) -> None:
    papers.restart("#node=artifact/gpt-4")
    papers.wait_selected("artifact/gpt-4")
    page, seen = papers.page, list[str]()
    page.evaluate("document.querySelector('#search').focus()")
    while page.evaluate("document.activeElement !== document.body"):  # the end of the page
        seen.append(page.evaluate("document.activeElement.closest('[id]')?.id ?? ''"))
        ring = page.evaluate("""() => {
          const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
          return outlineStyle !== 'none' || boxShadow !== 'none';
        }""")
        assert ring, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        page.keyboard.press("Tab")
    order = [seen.index(each) for each in ("search", "fit", "export", "help", "kinds", "confidence", "mynetwork")]
    assert order == sorted(order)
    assert seen.index("details-body") > seen.index("mynetwork")
    assert "export-menu" not in seen


def test_nothing_flies_where_motion_is_unwelcome(opened: Opened) -> None:
    explorer = opened("papers", reduced_motion="reduce")
    explorer.choose("humaneval")
    at = explorer.page.evaluate("paperatlas.onScreen('artifact/humaneval')")
    box = explorer.page.locator("#mynetwork").bounding_box()
    assert box
    assert at["x"] == pytest.approx(box["x"] + box["width"] / 2, abs=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(opened: Opened, scheme: str) -> None:
    explorer = opened("papers", "#node=artifact/gpt-4", color_scheme=scheme)
    explorer.wait_selected("artifact/gpt-4")
    faint = explorer.page.evaluate("""() => {
      const channels = colour => colour.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
      const ground = element => { for (let e = element; e; e = e.parentElement) {
        const c = channels(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0.99) return c; } };
      const faint = [];
      for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || !element.checkVisibility() || element.closest('script, noscript, [disabled]')) continue;
        const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) faint.push(`${element.outerHTML.slice(0, 80)} ${ratio}`);
      }
      return faint;
    }""")
    assert faint == []


def test_on_a_phone_nothing_scrolls_sideways_the_drawer_opens_and_a_tap_selects(opened: Opened) -> None:
    explorer = opened("papers", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = explorer.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert not page.locator("#kinds").is_visible()
    page.tap("#menu")
    explorer.wait("document.querySelector('#legend').getBoundingClientRect().left >= 0")
    assert page.locator("#kinds").is_visible()
    page.tap("#legend-close")
    explorer.wait("document.querySelector('#legend').getBoundingClientRect().right <= 0")
    node = max(explorer.ask("nodes()"), key=lambda each: (each["kind"] == "topic", each["x"]))["id"]
    place = page.evaluate("id => paperatlas.onScreen(id)", node)
    page.touchscreen.tap(place["x"], place["y"])
    explorer.wait_selected(node)
    assert page.locator("#details").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = page.evaluate("""[...document.querySelectorAll('header :is(button, select, input), .actions button')]
      .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 43.5).length""")
    assert small == 0


@pytest.mark.parametrize("size", [(1360, 860), (1920, 1080), (390, 844)])
def test_the_first_sight_holds_all_nodes_and_names_that_do_not_touch(opened: Opened, size: tuple[int, int]) -> None:
    explorer = opened("papers", viewport={"width": size[0], "height": size[1]})
    box = explorer.page.locator("#mynetwork").bounding_box()
    assert box
    inside = explorer.page.evaluate("""() => {
      const { x, y, width, height } = document.querySelector('#mynetwork').getBoundingClientRect();
      return paperatlas.nodes().map(({ id }) => paperatlas.onScreen(id))
        .every(at => at.x > x && at.y > y && at.x < x + width && at.y < y + height);
    }""")
    assert inside
    names = explorer.ask("names()")
    assert len(names["regions"]) >= 6
    assert len(names["labels"]) >= 8
    for place, (x, y, half, tall) in enumerate(names["boxes"]):
        assert half <= x <= box["width"] - half
        assert tall <= y <= box["height"] - tall
        for other in names["boxes"][:place]:
            assert abs(x - other[0]) >= half + other[2] or abs(y - other[1]) >= tall + other[3]


def test_what_an_address_selects_is_in_sight_above_the_sheet(opened: Opened) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    explorer = opened("papers", "#node=artifact/gpt-4&pins=artifact%252Fgpt-4%40100%40200", **phone)
    explorer.wait_selected("artifact/gpt-4")
    explorer.wait("""() => {
      const { y, height } = document.querySelector('#mynetwork').getBoundingClientRect();
      return height < 600 && Math.abs(paperatlas.onScreen('artifact/gpt-4').y - y - height / 2) < 3;
    }""")
    explorer.page.click("#copy")
    explorer.wait("/copied/.test(document.querySelector('#said').textContent)")
    wide = opened("papers", "#" + explorer.page.url.partition("#")[2])
    assert wide.ask("state().pins") == {"artifact/gpt-4": [100, 200]}


def test_dragging_pins_a_node_and_the_address_keeps_it(papers: Explorer, opened: Opened) -> None:
    explorer, page = papers, papers.page
    node = next(each for each in explorer.ask("nodes()") if each["id"] == "artifact/gpt-4")
    start = page.evaluate("paperatlas.onScreen('artifact/gpt-4')")
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 25, steps=4)
    page.mouse.up()
    explorer.wait("paperatlas.state().pins['artifact/gpt-4']")
    moved = explorer.nodes()["artifact/gpt-4"]
    assert (moved["x"], moved["y"]) != (node["x"], node["y"])
    other = opened("papers", "#" + page.url.partition("#")[2])
    assert other.nodes()["artifact/gpt-4"] == moved
