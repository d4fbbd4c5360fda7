"""Building graphs of rising size: what each stage takes, how it grows, and what adding ten papers costs beside it."""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path

import msgspec

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import built_folder, corpus_file, small_folder
from bench.harness.resource_usage import CommandUse, run_command
from bench.measurement import StageCost, Work

_ADDED = 10  # papers
_STEP = 10  # times as many papers in the larger build
_STAGED = "from bench.harness.staged_build import main; main()"


def builds(setting: Setting) -> Tasks:
    """A build of a tenth of the papers, and one of all."""
    small_folder(setting)  # a first build compiles what the others import
    sizes = (max(1, setting.sizes.papers // _STEP), setting.sizes.papers)
    return {f"{papers:,} papers": partial(_build, setting, corpus_file(setting, papers), papers) for papers in sizes}


def _build(setting: Setting, corpus: Path, papers: int, number: int) -> Work:
    """In a process of its own, which starts with the memory of no earlier one."""
    output = setting.scratch / "output"
    shutil.rmtree(output, ignore_errors=True)
    used = run_command([sys.executable, "-P", "-c", _STAGED, corpus, output], setting.scratch)
    told = msgspec.json.decode(used.output, type=tuple[dict[str, StageCost], dict[str, int]])
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    return Work({"papers": papers}, {**told[1], "bytes": size}, used.cpu, used.peak, told[0])


def added_papers(setting: Setting) -> Tasks:
    """``add`` of ten papers to the graph."""
    before, new = built_folder(setting, setting.sizes.graph), _new_papers(setting)

    def add(number: int) -> Work:
        copy = setting.scratch / "output"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(before, copy)
        return _counted(run_command([*setting.program, "add", new, "-q", "-o", copy], setting.scratch), copy)

    return {"": add}


def build_of_all(setting: Setting) -> Tasks:
    """A build of the same papers from nothing."""
    corpus, new = corpus_file(setting, setting.sizes.graph), _new_papers(setting)

    def build(number: int) -> Work:
        output = setting.scratch / "output"
        shutil.rmtree(output, ignore_errors=True)
        command = [*setting.program, "build", corpus, new, "-q", "-o", output]
        return _counted(run_command(command, setting.scratch), output)

    return {"": build}


def _new_papers(setting: Setting) -> Path:
    """A file of the last papers of a somewhat larger corpus."""
    lines = corpus_file(setting, setting.sizes.graph + _ADDED).read_bytes().splitlines(keepends=True)
    path = setting.scratch / "new.jsonl"
    path.write_bytes(b"".join(lines[-_ADDED:]))
    return path


def _counted(used: CommandUse, output: Path) -> Work:
    counts = json.loads((output / "manifest.json").read_bytes())["counts"]
    return Work({"papers": counts["papers"], "triples": counts["triples"]}, cpu=used.cpu, peak=used.peak)


BUILD = Contest(
    "build",
    "`paperatlas build`, all outputs, nothing cached, and how each stage grows; the peer is the same at a tenth of the "
    "papers. Memory of a stage is the peak of the process while it lasts.",
    Side("paperatlas", builds),
    unit="papers",
    rounds=1,
    warm=False,
    growth=True,
)
ADD = Contest(
    "add",
    "Ten more papers for a graph that is built, beside building it anew with them.",
    Side("`add` of ten papers", added_papers),
    (Side("`build` of all", build_of_all),),
    rounds=2,
    warm=False,
)
