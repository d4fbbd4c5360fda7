"""In a real browser without a GPU: 2,000 nodes and 6,000 links are painted, panned and filtered in time.

Times are those of the page's own thread, in which it draws, too: what else runs on the machine does not change them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import EVERYTHING, Explorer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

pytestmark = pytest.mark.browser

_INK = """() => {
  const canvas = document.querySelector('#mynetwork canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] + data[i + 1] + data[i + 2] < 560) ink++;
  return ink;
}"""
_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def clock(explorer: Explorer) -> CDPSession:
    """What measures the page's thread; asked before a page is opened, it measures the opening."""
    session = explorer.page.context.new_cdp_session(explorer.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def seconds(session: CDPSession) -> float:
    """The seconds that the page's thread has worked since the page was opened."""
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


@pytest.fixture(scope="module")
def opening(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[tuple[Explorer, float]]:
    """The page of 2,000 nodes and 6,000 links, all of them shown, and the seconds until it was painted."""
    context = browser.new_context(viewport={"width": 1360, "height": 860}, offline=True)
    explorer = Explorer(context.new_page(), page_of("large").as_uri())
    session = clock(explorer)
    explorer.open(EVERYTHING)
    explorer.page.evaluate(_FRAME)
    yield explorer, seconds(session)
    assert explorer.faults == []
    context.close()


@pytest.fixture
def large(opening: tuple[Explorer, float]) -> Explorer:
    """The same page, as it was at first."""
    opening[0].restart(EVERYTHING)
    return opening[0]


def test_two_thousand_nodes_are_painted_in_time_and_then_stand_still(opening: tuple[Explorer, float]) -> None:
    large, taken = opening
    assert 0.05 < taken < 3  # a clock that stands still measures nothing
    assert large.counts() == (2000, 6000)
    assert large.page.evaluate(_INK) > 5000  # pixels of marks and names
    before = large.ask("nodes()")
    large.page.wait_for_timeout(300)
    assert large.ask("nodes()") == before


def test_95_of_100_frames_of_panning_take_at_most_34_milliseconds(large: Explorer) -> None:
    page, session = large.page, clock(large)
    page.mouse.move(640, 60)  # beside the map's marks
    page.mouse.down()
    taken = []
    for step in range(100):
        begun = seconds(session)
        page.mouse.move(640 + 3 * step, 60 + 2 * step)
        page.evaluate(_FRAME)
        taken.append(seconds(session) - begun)
    page.mouse.up()
    assert sorted(taken)[int(0.95 * len(taken))] <= 0.034


def test_a_click_in_the_legend_takes_less_than_a_second(large: Explorer) -> None:
    page, session = large.page, clock(large)
    whole, models = large.counts(), large.legend("model")
    gone = page.evaluate("""() => {
      const models = new Set(paperatlas.nodes().filter(node => node.kind === 'model').map(node => node.id));
      return paperatlas.links().filter(link => models.has(link.source) || models.has(link.target)).length;
    }""")
    for expected in ((whole[0] - models, whole[1] - gone), whole) * 2:
        begun = seconds(session)
        page.evaluate("document.querySelector('[data-name=model]').click()")
        page.evaluate(_FRAME)
        assert seconds(session) - begun < 1
        assert large.counts() == expected
    assert models > 100
