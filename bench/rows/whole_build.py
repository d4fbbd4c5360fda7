"""Building graphs of rising size: what each stage takes, how it grows, and what a small change costs beside it."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

import msgspec

from bench.harness.contest import Contest, Setting, Side, Task, Tasks
from bench.harness.inputs import built_folder, corpus_file, small_folder
from bench.harness.resource_usage import CommandUse, run_command
from bench.measurement import StageCost, Work

_ADDED = 10  # papers
_STEP = 10  # times as many papers in the larger build
_CORRECTION = "action\tsubject\tobject\tvalue\twho\twhen\tnote\nrename\t*\tGPT-4\tGPT Four\tAda\t2026-01-02\t\n"
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


def changes(setting: Setting) -> Tasks:
    """Ten papers put into a graph, taken out of it, and one correction, at two sizes."""
    tasks: dict[str, Task] = {}
    for papers in _sizes_of_changes(setting):
        new = _new_papers(setting, papers)
        given: dict[str, list[str | Path]] = {
            "add": ["add", new], "remove": ["remove", new.name], "update": ["update"],
        }  # fmt: skip
        for name, arguments in given.items():
            tasks[_task_of_change(name, papers)] = partial(_change, setting, papers, name, arguments)
    return tasks


def _change(setting: Setting, papers: int, name: str, arguments: list[str | Path], number: int) -> Work:
    before, copy = built_folder(setting, papers), setting.scratch / "output"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(before, copy)
    if name == "remove":
        run_command([*setting.program, "add", _new_papers(setting, papers), "-q", "-o", copy], setting.scratch)
    elif name == "update":
        (copy / "corrections.tsv").write_text(_CORRECTION, encoding="utf-8")
    return _counted(run_command([*setting.program, *arguments, "-q", "-o", copy], setting.scratch), papers)


def whole_builds(setting: Setting) -> Tasks:
    """A build of the same papers from nothing; measured once for the changes of a size."""
    built: dict[tuple[int, int], Work] = {}

    def build(papers: int, name: str, number: int) -> Work:
        if (papers, number) not in built:
            output = setting.scratch / "output"
            shutil.rmtree(output, ignore_errors=True)
            command = [*setting.program, "build", corpus_file(setting, papers), "-q", "-o", output]
            built[papers, number] = _counted(run_command(command, setting.scratch), papers)
        return built[papers, number]

    return {
        _task_of_change(name, papers): partial(build, papers, name)
        for papers in _sizes_of_changes(setting)
        for name in ("add", "remove", "update")
    }


def _sizes_of_changes(setting: Setting) -> tuple[int, int]:
    return max(1, setting.sizes.papers // _STEP), setting.sizes.papers


def _task_of_change(name: str, papers: int) -> str:
    return f"{name}, {papers:,} papers"


def _new_papers(setting: Setting, papers: int) -> Path:
    """A file of the last papers of a somewhat larger corpus."""
    lines = corpus_file(setting, papers + _ADDED).read_bytes().splitlines(keepends=True)
    path = setting.scratch / f"new-{papers}.jsonl"
    path.write_bytes(b"".join(lines[-_ADDED:]))
    return path


def _counted(used: CommandUse, papers: int) -> Work:
    return Work({"papers": papers}, cpu=used.cpu, peak=used.peak)


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
CHANGE = Contest(
    "change",
    "Ten papers put into a graph that is built, or taken out of it again, or one line of corrections; what is drawn of "
    "the whole graph waits for `refresh`. The peer is a build of all from nothing, measured once for the three.",
    Side("paperatlas", changes),
    (Side("`build` of all", whole_builds),),
    rounds=1,
    warm=False,
)
