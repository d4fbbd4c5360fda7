"""Settings for all tests, and the one browser of those that need one."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.chromium import FLAGS, chromium_program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The tests start hundreds of processes. Where PYTHONDONTWRITEBYTECODE is set, as in .ci/run, each would compile anew
# what it imports: 1.5 s for a server, 2 s for pytest's own plugins in each of its processes, whose assertions it writes
# anew. What is compiled is kept in the virtual environment, so the checkout stays clean. Hypothesis is such a plugin:
# it is imported below this line.
if sys.dont_write_bytecode and sys.prefix != sys.base_prefix:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # may have been -B
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(Path(sys.prefix) / "bytecode")
    sys.dont_write_bytecode = False

# As many processes run as the machine has cores; threads of a library beside them would only wait for each other.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")


# Of the catalogue what ships alone, whatever layer of it the user has.
os.environ["PAPERATLAS_CATALOGUE"] = "none"


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Let no deadline of one example fail a test on a busy machine, and try half the usual number of examples.

    A longer search: ``pytest --hypothesis-profile=default``.
    """
    from hypothesis import HealthCheck, settings

    patient = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("paperatlas", patient)
    settings.load_profile("paperatlas")


#: Six small papers.
SIX_PAPERS = Path(__file__).parent / "cli" / "papers.jsonl"

BuildOnce = Callable[[str, Sequence[Path]], Path]


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuildOnce]:
    """Builds a named folder once for all tests and all processes that run them; nobody may write into it."""
    from kg.atlas.make.pipeline import build

    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent  # each process has a folder of its own below that of the run
    seen: dict[Path, object] = {}

    def get(name: str, papers: Sequence[Path]) -> Path:
        folder = common / name
        with FileLock(f"{folder}.lock"):
            if not (folder / "manifest.json").exists():
                build(papers, folder)
        seen[folder] = seen.get(folder) or _state(folder)
        return folder

    yield get
    for folder, state in seen.items():
        assert _state(folder) == state, f"a test has written into {folder.name}, which others read; it needs a copy"


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """The names, sizes and times of a build's files; SQLite and RocksDB have their own ways of being read."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != ".lock"]
    return [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]


@pytest.fixture(scope="session")
def built(build_once: BuildOnce) -> Path:
    """The folder built of six small papers, for reading only."""
    return build_once("a graph", [SIX_PAPERS])


@pytest.fixture(scope="session")
def example_build(build_once: BuildOnce) -> Path:
    """The folder built of the example, for reading only."""
    from kg.readers.example_papers import example_path

    return build_once("the example", [example_path()])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped, but never where ``CI`` is set."""
    program = chromium_program()
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
