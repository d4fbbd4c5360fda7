"""Start-up: each command at the smallest thing that it does, beside an interpreter that does nothing."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from bench.harness.contest import Contest, Setting, Side, Task, Tasks
from bench.harness.inputs import small_folder
from bench.harness.resource_usage import run_command
from bench.measurement import Work

#: What each command is started with. ``{built}`` is the output of a build of a few papers, ``{copy}`` one of its own,
#: ``{paper}`` a file of one paper, ``{text}`` its text, ``{new}`` a path where nothing is yet. Those that need a
#: network, an index, a browser, annotated papers or a port are asked for their help, which imports what they import at
#: the start.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "build": ("build", "{paper}", "-q", "-o", "{new}"),
    "add": ("add", "{paper}", "-q", "-o", "{copy}"),
    "remove": ("remove", "--help"),
    "update": ("update", "-q", "-o", "{copy}"),
    "refresh": ("refresh", "-q", "-o", "{built}"),
    "diff": ("diff", "{built}", "{built}"),
    "apply": ("apply", "--help"),
    "digest": ("digest", "--help"),
    "watch": ("watch", "--help"),
    "correct": ("correct", "--help"),
    "review": ("review", "--help"),
    "fetch": ("fetch", "--help"),
    "publish": ("publish", "--help"),
    "formats": ("formats",),
    "link": ("link", "{paper}"),
    "query": ("query", "most-used-benchmarks", "-o", "{built}"),
    "queries": ("queries",),
    "view": ("view", "--help"),
    "show": ("show", "machine learning", "-o", "{built}"),
    "search": ("search", "GSM8K", "-o", "{built}"),
    "stats": ("stats", "-o", "{built}"),
    "export": ("export", "csv", "--to", "{new}", "-o", "{built}"),
    "release": ("release", "--help"),
    "serve": ("serve", "--help"),
    "validate": ("validate", "{built}/graph.ttl"),
    "verify": ("verify", "-o", "{built}"),
    "explain": ("explain", "GPT-4", "--text", "{text}"),
    "identify": ("identify", "--help"),
    "evaluate": ("evaluate", "--help"),
    "train": ("train", "--help"),
    "catalogue": ("catalogue", "check"),
    "--help": ("--help",),
}


#: The commands that load the linker, and with it spaCy's tokenizer.
_LINKING = ("build", "add", "update", "link", "explain")
_TITLE, _ABSTRACT = "Notes on School Mathematics", "We evaluate GPT-4 on GSM8K and on MATH."


def tasks_by_command() -> dict[str, tuple[str, ...]]:
    """The arguments of each task, by its name in the report."""
    return {f"{name} --help" if "--help" in given[1:] else name: given for name, given in ARGUMENTS.items()}


def commands(setting: Setting) -> Tasks:
    """Every command once."""
    built, (paper, text) = small_folder(setting), (setting.scratch / name for name in ("paper.jsonl", "paper.txt"))
    paper.write_text(json.dumps({"title": _TITLE, "abstract": _ABSTRACT}) + "\n", encoding="utf-8")
    text.write_text(f"{_TITLE}\n{_ABSTRACT}\n", encoding="utf-8")
    files = {"built": built, "paper": paper, "text": text}
    return {name: partial(_run_once, setting, files, given) for name, given in tasks_by_command().items()}


def _run_once(setting: Setting, files: Mapping[str, Path], arguments: Sequence[str], number: int) -> Work:
    new, copy = (setting.scratch / f"{name}-{arguments[0]}-{number}" for name in ("new", "copy"))
    if "{copy}" in arguments:
        shutil.copytree(files["built"], copy)
    given = [one.format(**files, new=new, copy=copy) for one in arguments]
    used = run_command([*setting.program, *given], setting.scratch)
    for path in (new, copy):
        shutil.rmtree(path, ignore_errors=True)
    return Work({"commands": 1}, cpu=used.cpu, peak=used.peak)


def nothing(setting: Setting) -> Tasks:
    """An interpreter that does nothing."""
    return dict.fromkeys(tasks_by_command(), _program(setting, "pass"))


def spacy_import(setting: Setting) -> Tasks:
    """An interpreter that imports spaCy, beside the commands that link."""
    return dict.fromkeys(_LINKING, _program(setting, "import spacy"))


def _program(setting: Setting, program: str) -> Task:
    def run(number: int) -> Work:
        used = run_command([sys.executable, "-c", program], setting.scratch)
        return Work({"commands": 1}, cpu=used.cpu, peak=used.peak)

    return run


START_UP = Contest(
    "start-up",
    "Each command as a process of its own, at the smallest thing that it does: one paper to link, build or add, a "
    "graph of 20 papers to ask. What needs a network, a port or a file of its own kind is asked for its help.",
    Side("paperatlas", commands),
    (Side("`python -c pass`", nothing, ("python",)), Side('`python -c "import spacy"`', spacy_import, ("spacy",))),
    rounds=3,
)
