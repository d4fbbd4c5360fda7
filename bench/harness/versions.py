"""Whether peers are installed, in which version, and on what machine they are measured."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

from kg.ground.version import __version__
from tests.chromium import chromium_program

BROWSER = "browser"
_PROGRAM = "program:"
_ASKED = {"serdi": "-v"}  # who does not know --version
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


def missing_need(needs: Sequence[str]) -> str | None:
    """The first of some needs that is not there, or None."""
    return next((_plain(need) for need in needs if version_of(need) is None), None)


def version_of_side(needs: Sequence[str]) -> str:
    """What a side is: its first need and the version; our own where it needs nothing."""
    if not needs:
        return f"paperatlas {__version__}"
    return f"{_plain(needs[0])} {version_of(needs[0])}"


@cache
def version_of(need: str) -> str | None:
    """The version of a distribution, of ``program:NAME`` or of the ``browser``; None where it is not installed."""
    if need == BROWSER:
        return _version_of_program(chromium_program())
    if need.startswith(_PROGRAM):
        return _version_of_program(program(need.removeprefix(_PROGRAM)))
    if need == "python":
        return platform.python_version()
    try:
        return metadata.version(need)
    except metadata.PackageNotFoundError:
        return None


def program(name: str) -> str | None:
    """Where a program is: beside this interpreter, or on the path."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def _version_of_program(path: str | None) -> str | None:
    if path is None:
        return None
    asked = _ASKED.get(Path(path).name, "--version")
    done = subprocess.run([path, asked], capture_output=True, text=True, check=False, timeout=60)
    found = _NUMBER.search(done.stdout + done.stderr)
    return found[0] if found else "of no version"


def _plain(need: str) -> str:
    return "Chromium" if need == BROWSER else need.removeprefix(_PROGRAM)


def machine(rounds_note: str = "") -> Mapping[str, str]:
    """What the figures were taken on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    load = " ".join(f"{one:.1f}" for one in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return {
        "cores": str(cores),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "paperatlas": __version__,
        "load before": load,
    } | ({"note": rounds_note} if rounds_note else {})


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or "unknown"
    found = re.search(r"model name\s*:\s*(.+)", text)
    return found[1].strip() if found else platform.processor() or "unknown"
