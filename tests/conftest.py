"""Settings for all tests, and the one browser of those that need one."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine must not fail a test, and the whole suite should stay within a minute: no deadline for one example,
# half the usual number of examples. A longer search: pytest --hypothesis-profile=default.
settings.register_profile("paperatlas", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("paperatlas")

# Software drawing, as on a remote desktop; --ignore-gpu-blocklist would measure software GL instead.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas", "--disable-gpu-rasterization",
    "--disable-webgl", "--disable-webgl2",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped, but never where ``CI`` is set."""
    program = os.environ.get("PAPERATLAS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        message = "no Chromium: the tests in a browser did not run; install the package chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()
