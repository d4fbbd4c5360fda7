"""Fetching from a service on this machine."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.fetch.fetch_pages import FetchReport, FetchSettings, fetch_pages
from kg.fetch.page_series import Service, Wanted
from tests.local_service import FalseClock, LocalService, clock, server, sought

__all__ = ["clock", "server", "sought"]  # fixtures

Fetch = Callable[..., FetchReport]


@pytest.fixture
def fetch(server: LocalService, clock: FalseClock, tmp_path: Path) -> Fetch:
    """Fetches from the service on this machine into ``tmp_path / "papers"``."""

    def run(service: Service, wanted: Wanted, *, progress: Any = None, **settings: Any) -> FetchReport:
        chosen = {"base": server.base, "clock": clock, "jitter": random.Random(7).random, **settings}
        return fetch_pages(service, wanted, tmp_path / "papers", FetchSettings(**chosen), progress)

    return run


def files_of(folder: Path) -> list[str]:
    """The names of a folder that a build would see."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
