"""Several processes give what one gives, in its order; they take what they need, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest

import kg
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.imported_result import DescribedArtifact
from kg.ground.records import Paper, Reading, Source
from kg.ground.schema import ArtifactType
from kg.linker import parallel
from kg.linker.linker import load_linker_of_build
from kg.linker.parallel import link_papers, process_count
from kg.readers.example_papers import example_path
from kg.readers.read_files import read_papers

ROOT = Path(__file__).resolve().parents[2]
PROC = Path("/proc")
# A process with a linker that is there at once, reads nothing in a paper, fails on a "bad" one and prints what
# nobody asked for.
QUICK = """
import sys, types
from kg.ground.records import Reading
from kg.linker.parallel import work

class Linker:
    version = "1"

    def link(self, paper):
        print("chatter", flush=True)
        return Reading(paper) if paper.title != "bad" else {{}}["bad"]

sys.modules["kg.linker.linker"] = types.SimpleNamespace(load_linker_of_build=lambda described: Linker())
work({version!r})
"""
DESCRIBED = DescribedArtifact(name="TideLogQA", type=ArtifactType.DATASET, source=Source("a", "croissant", 1))
# One that never answers.
SILENT = "import sys; sys.stdin.buffer.read()"


@dataclass(slots=True)
class Run:
    """Papers of the example through two processes: what came out, and how many papers were in when the first did."""

    papers: list[Paper]
    readings: list[Reading] = field(default_factory=list)
    taken: int = 0
    taken_at_first: int = 0
    fault: InputError | None = None

    def source(self) -> Iterator[Paper]:
        for paper in self.papers:
            self.taken += 1
            yield paper
        raise InputError("the rest cannot be read")


@pytest.fixture(scope="module")
def run() -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "_CHUNK", 3)
        known = Paper("On tides", "We evaluate on TideLogQA.")
        run = Run([*islice(read_papers([example_path()]), 23), known])  # four rounds of two chunks
        try:
            for reading in link_papers(run.source(), 2, few=5, described=(DESCRIBED,)):
                run.taken_at_first = run.taken_at_first or run.taken
                run.readings.append(reading)
        except InputError as error:
            run.fault = error
    return run


def test_readings_are_those_of_one_process_in_its_order(run: Run) -> None:
    linker = load_linker_of_build((DESCRIBED,))
    assert len(run.papers) == 24
    assert [link.artifact.slug for link in run.readings[-1].links if link.artifact.known] == ["tidelogqa"]
    assert run.readings == [linker.link(paper) for paper in run.papers]


def test_papers_are_taken_as_readings_are_asked_for(run: Run) -> None:
    assert run.taken_at_first == 12, "two chunks of three for each of two processes"


def test_a_fault_of_the_input_comes_after_the_readings_before_it(run: Run) -> None:
    assert str(run.fault) == "the rest cannot be read"


def test_few_papers_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_start_process", lambda wanted: pytest.fail("a process was started"))
    papers = [Paper(f"Notes {number} on GSM8K") for number in range(4)]
    assert [reading.paper for reading in link_papers(papers, 2, few=5)] == papers
    assert [reading.paper for reading in link_papers(papers * 2, 1, few=5)] == papers * 2

    def broken() -> Iterator[Paper]:
        yield papers[0]
        raise InputError("no more")

    readings = link_papers(broken(), 2, few=5)
    assert next(readings).paper == papers[0]
    with pytest.raises(InputError, match="no more"):
        next(readings)


@pytest.mark.parametrize("count", [1, 2])
def test_where_no_paper_can_be_read_no_linker_is_loaded(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> Iterator[Paper]:
        raise InputError("no such file")
        yield Paper("A")

    monkeypatch.setattr("kg.linker.linker.load_linker_of_build", lambda described: pytest.fail("a linker was loaded"))
    with pytest.raises(InputError, match="no such file"):
        list(link_papers(unreadable(), count))


def test_a_process_that_dies_is_a_fault_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    for program, end in (("import os; os.kill(os.getpid(), 9)", "signal SIGKILL"), ("raise SystemExit(3)", "code 3")):
        monkeypatch.setattr(parallel, "_PROGRAM", program)
        with pytest.raises(PaperAtlasError, match=rf"ended early \(.*{end}\); use --processes 1"):
            list(link_papers([Paper("A")] * 100, 2, few=1))


def test_a_process_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(ROOT / "no such program"))
    with pytest.raises(PaperAtlasError, match="cannot be started: No such file"):
        list(link_papers([Paper("A")], 2, few=1))


def test_a_fault_of_the_linker_is_passed_on_after_the_readings_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_PROGRAM", QUICK)
    papers = [Paper("good"), Paper("better"), Paper("bad"), Paper("best")]
    readings = link_papers(papers, 2, few=1, version="1")
    assert [next(readings).paper for _ in range(2)] == papers[:2]
    with pytest.raises(KeyError, match="bad") as caught:
        next(readings)
    assert "in link" in caught.value.__notes__[0], "where it happened in the process"
    with pytest.raises(PaperAtlasError, match="the linker was changed"):
        next(link_papers(papers, 2, few=1, version="2"))


def test_the_number_of_processes() -> None:
    assert process_count(3) == 3
    assert 1 <= process_count(0) <= (os.cpu_count() or 1)
    with pytest.raises(PaperAtlasError, match="the number of processes is -1; give 1 or more"):
        kg.link([], processes=-1)


def test_a_reader_that_has_enough_ends_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[parallel._LinkerProcess] = []
    start = parallel._start_process

    def noted(wanted: parallel.WantedLinker) -> parallel._LinkerProcess:
        started.append(start(wanted))
        return started[-1]

    monkeypatch.setattr(parallel, "_PROGRAM", QUICK)
    monkeypatch.setattr(parallel, "_start_process", noted)
    with closing(link_papers([Paper("good")] * 500, 2, few=1)) as readings:
        next(readings)
    assert [worker.process.returncode for worker in started] == [-signal.SIGKILL] * 2


@pytest.mark.skipif(not PROC.exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopping_leaves_no_process_and_no_stack(number: signal.Signals, tmp_path: Path) -> None:
    """Processes that never answer are waited for; the program is stopped, by Ctrl-C or by force."""
    program = (
        # A shell starts its background jobs with Ctrl-C ignored, and children inherit that: it is what a person has.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"import sys; from kg.linker import parallel; parallel._PROGRAM = {SILENT!r}\n"
        "from kg.cli.main import main; sys.exit(main())"
    )
    papers = tmp_path / "papers.jsonl"
    papers.write_text("".join(f'{{"id": "{one}", "title": "Paper {one}"}}\n' for one in range(300)), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", program, "link", papers, "--processes", "2"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as done:
        children = _wait_for(lambda: _silent(_children(done.pid)), count=2)
        done.send_signal(number)
        _, errors = done.communicate(timeout=30)
    assert done.returncode == (130 if number is signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in errors
    _wait_for(lambda: _silent(children), count=0)


def _wait_for(look: Callable[[], list[str]], *, count: int) -> list[str]:
    """What is seen once it is so many; fails after 30 seconds."""
    end = time.monotonic() + 30
    while len(seen := look()) != count:
        assert time.monotonic() < end, seen
        time.sleep(0.02)
    return seen


def _children(pid: int) -> list[str]:
    return [child for task in (PROC / str(pid) / "task").iterdir() for child in (task / "children").read_text().split()]


def _silent(pids: list[str]) -> list[str]:
    """Those of the processes that live and run ``SILENT``."""
    living = []
    for pid in pids:
        with suppress(OSError):
            if SILENT.encode() in (PROC / pid / "cmdline").read_bytes():
                living.append(pid)
    return living
