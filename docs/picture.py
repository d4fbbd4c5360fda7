"""Takes ``docs/graph.png``, the picture of the README: the example's page with GSM8K selected (``make picture``)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg.atlas.make.pipeline import build
from kg.readers.example_papers import example_path

PICTURE = Path(__file__).resolve().parent / "graph.png"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Build the example and photograph its page."""
    browser_path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        build([example_path()], Path(scratch))
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 860})
        page.goto((Path(scratch) / "graph.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type("gsm8k")
        for key in ("ArrowDown", "Enter"):
            page.wait_for_timeout(500)
            page.keyboard.press(key)
        page.get_by_role("button", name="Fit").click()
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
