"""The figures of the README: ``make bench``.

Each command runs in a process of its own, as a user runs it; seconds are wall-clock, peak memory is that of the process
(``ru_maxrss``), or the sum of the peaks of all where it starts others (``VmHWM``; Linux only). The five saved pages are
used where they are present (``PAPERATLAS_SHARED`` or ``../shared``), else the example that comes with the program.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ground.records import Paper

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PAPERATLAS_SHARED") or ROOT.parent / "shared")
QUERY = "most-used-benchmarks"
_KIB = 1024  # ru_maxrss counts KiB on Linux
_COPIES = 10  # of the papers, so that linking them takes long beside the start of a process
_LOOK_SECONDS = 0.1  # between looks at the memory of processes
_LINK_SECONDS = 5.0  # papers are linked again and again for so long


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process: wall-clock seconds and peak memory in MiB."""

    seconds: float
    memory: float


def run(*arguments: str | Path) -> Run:
    """Run the program once.

    Raises:
        SystemExit: it failed.
    """
    begin = time.perf_counter()
    command = [sys.executable, ROOT / "cli.py", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        with peaks_of_all(process.pid) as peaks:
            errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"paperatlas {' '.join(map(str, arguments))} failed:\n{errors.decode()}")
    seconds = time.perf_counter() - begin
    return Run(seconds, (sum(peaks.values()) if len(peaks) > 1 else usage.ru_maxrss) / _KIB)


@contextmanager
def peaks_of_all(pid: int) -> Iterator[dict[str, int]]:
    """Peak memory in KiB, by id, of a process and of those that it starts while the block runs."""
    peaks: dict[str, int] = {}
    done = threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_SECONDS):
            with suppress(OSError):  # one has ended
                tasks = Path(f"/proc/{pid}/task").iterdir()
                children = [child for task in tasks for child in (task / "children").read_text().split()]
                for one in (str(pid), *children):
                    if peak := re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one}/status").read_text()):
                        peaks[one] = int(peak[1])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def median(repeat: int, measure: Callable[[int], Run]) -> Run:
    """The run with the median time of an odd number of runs."""
    return sorted((measure(number) for number in range(repeat)), key=lambda one: one.seconds)[repeat // 2]


def query_seconds(output: Path) -> float:
    """Seconds of one query on the open store, the best of five."""
    import kg

    atlas = kg.open(output)
    atlas.query(QUERY)
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        atlas.query(QUERY)
        taken.append(time.perf_counter() - begin)
    return min(taken)


def papers_a_second(output: Path) -> tuple[float, float]:
    """Papers of a build that one core reads in a second: names by catalogue and patterns alone, and all of linking."""
    import kg
    from kg.linker.linker import load_linker
    from kg.linker.mentions.candidates import find_candidates
    from kg.linker.mentions.known_names import AliasMatcher
    from kg.linker.text.paper_text import read_paper

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    linker = load_linker()
    matcher = AliasMatcher(linker.catalogue)
    papers = list(kg.open(output).papers())
    return rate(papers, lambda paper: find_candidates(read_paper(paper), matcher)), rate(papers, linker.link)


def linking_rows(output: Path, folder: Path) -> list[tuple[str, str, str]]:
    """``paperatlas link`` of copies of a build's papers, the whole command, with one process and with two."""
    papers = (output / "papers.jsonl").read_bytes()
    file = folder / "copies.jsonl"
    file.write_bytes(papers * _COPIES)
    count = papers.count(b"\n") * _COPIES
    one, two = (run("link", file, "-q", "--processes", str(number)) for number in (1, 2))
    return [
        (f"`link` of {count:,} papers", f"{count / one.seconds:.0f} papers/s", f"{one.memory:.0f} MiB"),
        (
            "the same with `--processes 2`",
            f"{count / two.seconds:.0f} papers/s, {one.seconds / two.seconds:.2f} times as many",
            f"{two.memory:.0f} MiB",
        ),
    ]


def rate(papers: list[Paper], read: Callable[[Paper], object]) -> float:
    """Papers a second of a step, over papers again and again."""
    read(papers[0])
    done, begin = 0, time.perf_counter()
    while (taken := time.perf_counter() - begin) < _LINK_SECONDS:
        read(papers[done % len(papers)])
        done += 1
    return done / taken


def main() -> None:
    """Measure and print a Markdown table."""
    pages = sorted((SHARED / "papers" / "hf-daily-papers").glob("*.txt"))
    what = f"{len(pages)} pages" if pages else "the example"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with tempfile.TemporaryDirectory(prefix="paperatlas bench ") as scratch:
        folder = Path(scratch)
        cold = median(3, lambda number: run("build", *pages, "-q", "-o", folder / f"graph {number}"))
        output = folder / "graph 0"
        warm = run("build", *pages, "-q", "-o", output)
        asked = median(5, lambda _: run("query", QUERY, "-o", output))
        helped = median(9, lambda _: run("--help"))
        linking = linking_rows(output, folder)
        names, linked = papers_a_second(output)
        rows = [
            (f"`build` of {what}, nothing cached", f"{cold.seconds:.1f} s", f"{cold.memory:.0f} MiB"),
            (f"`build` of {what} again, readings cached", f"{warm.seconds:.1f} s", f"{warm.memory:.0f} MiB"),
            (f"`query {QUERY}`, the whole process", f"{asked.seconds:.2f} s", f"{asked.memory:.0f} MiB"),
            ("the same query on the open store", f"{query_seconds(output) * 1000:.1f} ms", ""),
            ("`--help`", f"{helped.seconds:.2f} s", f"{helped.memory:.0f} MiB"),
            ("names by catalogue and patterns, one core", f"{names:.0f} papers/s", ""),
            ("`link`, one core", f"{linked:.0f} papers/s", ""),
            *linking,
        ]
    print(f"Measured on {cores} cores, Python {sys.version.split()[0]} (`make bench`):\n")
    print("| what | time | peak memory |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
