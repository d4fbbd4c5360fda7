"""Sides of contests that do next to nothing, and write down when they had their turn."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import kg
from bench.harness.contest import Setting, SideDeclined, Tasks
from bench.measurement import StageCost, Work


def _turn(setting: Setting, name: str, papers: int, number: int) -> Work:
    with (setting.inputs.parent / "turns").open("a", encoding="utf-8") as file:
        file.write(f"{name}{number}\n")
    print("what a task prints is no answer")
    return Work({"papers": papers}, {"links": 2 * papers}, cpu=float(papers), peak=1.0)


def ours(setting: Setting) -> Tasks:
    return {"small": partial(_turn, setting, "ours", 10), "large": partial(_turn, setting, "OURS", 20)}


def peer(setting: Setting) -> Tasks:
    return {"small": partial(_turn, setting, "peer", 10), "large": partial(_turn, setting, "PEER", 20)}


def reads_less(setting: Setting) -> Tasks:
    return {"small": partial(_turn, setting, "less", 9)}


def fails(setting: Setting) -> Tasks:
    def fail(number: int) -> Work:
        raise ValueError("no such\nfile")

    return {"small": fail}


def cannot_start(setting: Setting) -> Tasks:
    raise ImportError("no module of that name")


def declines(setting: Setting) -> Tasks:
    raise SideDeclined("it would not fit")


def never_ends(setting: Setting) -> Tasks:
    def spin(number: int) -> Work:
        while True:
            pass

    return {"small": spin}


def dies(setting: Setting) -> Tasks:
    return {"small": lambda number: exit(3)}


def waits(setting: Setting) -> Tasks:
    def wait(number: int) -> Work:
        time.sleep(0.2)
        return Work({"papers": 10})

    return {"small": wait}


def growing(setting: Setting) -> Tasks:
    """Ten times the papers, a hundred times the cost of one stage."""

    def build(papers: int, number: int) -> Work:
        stages = {"link": StageCost(papers / 10, 5.0), "merge": StageCost(papers**2 / 100, 5.0)}
        return Work({"papers": papers}, cpu=papers / 10 + papers**2 / 100, peak=float(papers), stages=stages)

    return {"10 papers": partial(build, 10), "100 papers": partial(build, 100)}


def whose_package(setting: Setting) -> Tasks:
    """Whether the package is that of the checkout under test."""
    own = Path(kg.__file__).resolve().parents[1] == setting.checkout
    version = int(kg.__version__.split(".")[0])
    return {"": lambda number: Work({"checkouts": int(own)}, {"version": version}, cpu=1.0 + version, peak=1.0)}


def as_many_as_the_version(setting: Setting) -> Tasks:
    names = int(kg.__version__.split(".")[0])
    return {"": lambda number: Work({"names": names})}
