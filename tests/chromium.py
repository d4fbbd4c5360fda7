"""The browser that tests and benches look at pages with: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil

# Software drawing, as on a remote desktop; --ignore-gpu-blocklist would measure software GL instead.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas", "--disable-gpu-rasterization",
    "--disable-webgl", "--disable-webgl2",
    # Chromium takes the last list of features alone: Playwright's own (1.65) is repeated, and with it go the two pages
    # that Chromium keeps ready in each window for its address bar, which cost as much as the page that is looked at.
    "--disable-features=AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,"
    "NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,"
    "ThirdPartyStoragePartitioning,WebUIOmniboxAimPopup,WebUIOmniboxPopup",
]  # fmt: skip

#: What Chromium is called, here as in .ci/browser.
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_program() -> str | None:
    """The program that ``PAPERATLAS_CHROMIUM`` names, or the first one on the path; None where there is none."""
    return os.environ.get("PAPERATLAS_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
