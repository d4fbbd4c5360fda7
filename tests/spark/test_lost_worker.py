"""A cluster of a master and two workers on this machine: one of them is killed in the middle, and nothing is lost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.atlas.make.pipeline import build
from kg.spark.cluster.session import spark_session
from kg.spark.spark_build import build_on_spark
from tests.spark.conftest import QUICK
from tests.spark.corpus import write_corpus
from tests.spark.equal_folders import assert_same_bytes

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_HOME = "127.0.0.1"
_PATIENCE = 300.0  # seconds that a loaded machine may take to start five Javas
_STAGE = "shared nodes"  # where the worker is killed: it has shuffles of several jobs


@contextmanager
def _java(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A daemon of Spark; it and what it has started are killed at the end."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_LOCAL_IP": _HOME, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"}
    with log.open("wb") as file:
        started = subprocess.Popen(
            [str(home / "bin" / "spark-class"), *arguments], env=environment, stdout=file, stderr=file
        )
        try:
            yield started
        finally:
            _kill(started.pid)
            started.wait()


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(state[1]) == parent:
                    found.append(int(entry.name))
    return found


def _kill(process: int) -> None:
    """Kill a process and those that it started, without a word of warning."""
    children = _children(process)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    for child in children:
        _kill(child)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOME, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_workers(log: Path, count: int) -> None:
    end = time.monotonic() + _PATIENCE
    while log.read_text(errors="replace").count("Registering worker") < count:
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
        time.sleep(0.2)


class _Killer:
    """Progress that kills a worker once tasks of a stage are done and others are not."""

    def __init__(self, session: SparkSession, worker: int) -> None:
        self._tracker = session.sparkContext.statusTracker()
        self._worker = worker
        self.killed = threading.Event()

    def start(self, stage: str, total: int | None = None) -> None:
        if stage == _STAGE:
            threading.Thread(target=self._kill_in_the_middle, daemon=True).start()

    def advance(self, steps: int = 1) -> None:
        pass

    def _kill_in_the_middle(self) -> None:
        while not self.killed.is_set():
            stages = [self._tracker.getStageInfo(stage) for stage in self._tracker.getActiveStageIds()]
            if any(stage is not None and stage.numActiveTasks and stage.numCompletedTasks for stage in stages):
                _kill(self._worker)
                self.killed.set()
            time.sleep(0.01)


@pytest.mark.usefixtures("can_run")
def test_a_worker_that_is_killed_costs_nothing_but_time(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path)
    port, log = _free_port(), tmp_path / "master.log"
    master = f"spark://{_HOME}:{port}"
    ui = ("--webui-port", "0", "--host", _HOME)
    settings = {
        **QUICK, "spark.driver.host": _HOME, "spark.driver.bindAddress": _HOME, "spark.ui.enabled": "false",
        "spark.executor.cores": "1", "spark.cores.max": "2", "spark.local.dir": str(tmp_path / "scratch"),
    }  # fmt: skip
    build(corpus.files[:3], tmp_path / "one machine", on_fault=lambda fault: None)
    with ExitStack() as daemons:
        daemons.enter_context(_java("org.apache.spark.deploy.master.Master", "--port", str(port), *ui, log=log))
        worker = ("org.apache.spark.deploy.worker.Worker", "--cores", "1", "--memory", "600m", *ui)
        workers = [
            daemons.enter_context(
                _java(*worker, "--work-dir", str(tmp_path / name), master, log=tmp_path / f"{name}.log")
            )
            for name in ("one", "other")
        ]
        _wait_for_workers(log, len(workers))
        with spark_session(master, settings) as session:
            killer = _Killer(session, workers[0].pid)
            build_on_spark(corpus.files[:3], tmp_path / "cluster", progress=killer, on_fault=lambda fault: None)
            assert killer.killed.is_set()
        assert workers[0].poll() == -signal.SIGKILL
        assert workers[1].poll() is None
    assert_same_bytes(tmp_path / "cluster", tmp_path / "one machine")
