"""Python started beside this one: for a query that may be ended, for a worker of the server, for a linker.

A fresh interpreter that is given a program (``python -c``) looks for modules in the working folder first: an
``orjson.py`` that lies there would run. So here is the one way in which such a process is started:

1. ``-P`` keeps the working folder (and the folder of a script) off the path; the flags by which this process shuts
   itself off from its surroundings (``-I``, ``-E``, ``-s``) are passed on.
2. The child then takes this process's own path, on which ``kg`` was found, be it from a checkout, an archive or an
   installation that can be edited. The working folder is left out unless ``kg`` itself lies in it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from kg.ground.errors import PaperAtlasError

#: The folder (or archive) that holds the package.
_ROOT = str(Path(__file__).absolute().parents[3])


def python_command(program: str, *arguments: str) -> list[str]:
    """Return the command that runs a program text in a fresh interpreter with the modules of this one.

    Args:
        program: Python; its ``sys.argv[1:]`` are the arguments.

    Raises:
        PaperAtlasError: this process does not know its interpreter.
    """
    if not sys.executable:
        raise PaperAtlasError("Python does not know its own program", remedy="start it by its whole path")
    flags = ["-P"]
    if sys.flags.isolated:
        flags.append("-I")
    if sys.flags.ignore_environment:
        flags.append("-E")
    if sys.flags.no_user_site:
        flags.append("-s")
    path = child_path(sys.path, _ROOT, str(Path.cwd()))
    return [sys.executable, *flags, "-c", f"import sys; sys.path[:] = {path!r}; {program}", *arguments]


def child_path(path: Iterable[str], root: str, working: str) -> list[str]:
    """Return the module path of a child.

    The working folder goes where Python put it: as the empty entry, or as the first one (``python -m``, notebooks,
    a script that lies in it). Anywhere else somebody named it, and it stays.

    Args:
        path: this process's. root: what holds ``kg``. working: the working folder.

    >>> child_path(["", "/lib", "/site"], "/site", "/tmp")
    ['/lib', '/site']
    >>> child_path(["", "/lib"], "/checkout", "/checkout")
    ['/checkout', '/lib']
    """
    kept = []
    for position, entry in enumerate(path):
        whole = os.path.normpath(Path(working) / entry)
        unasked = not entry or (position == 0 and _same_real_path(whole, working))
        if not unasked or _same_real_path(whole, root):
            kept.append(whole)
    # Where a finder of an import hook, and no folder of the path, leads to the package.
    return kept if any(_same_real_path(entry, root) for entry in kept) else [*kept, root]


def _same_real_path(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
