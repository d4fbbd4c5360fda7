"""What a user names when they name inputs: files, folders, and patterns that the shell has left as they are.

A folder stands for all files in it and below, sorted by their paths, without those that are hidden or that a build of
PaperAtlas wrote. Links to other folders are not followed: they may lead round in a circle.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import STANDARD

_PATTERN_SIGNS = frozenset("*?[")
# Two files that a build writes, and other programs do not.
_WRITTEN = ("manifest.json", "records.jsonl.gz")
MAX_FILES = 100_000


def named_paths(paths: str | Path | Iterable[str | Path]) -> Iterator[Path]:
    """Give the paths in their order, a pattern that no file is called as the files that it stands for, sorted.

    Raises:
        InputError: no file is called like a pattern.
    """
    for path in [paths] if isinstance(paths, str | Path) else paths:
        text = os.fsdecode(path)
        if _PATTERN_SIGNS.isdisjoint(text) or os.path.lexists(text):
            yield Path(path)
            continue
        found = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not found:
            raise InputError("no file has such a name", where=text, remedy="check the pattern")
        yield from map(Path, found)


def is_folder(path: Path) -> bool:
    """Tell a folder from a file, and from what cannot be opened, about which the opening says more."""
    try:
        return path != STANDARD and path.is_dir()
    except (OSError, ValueError):
        return False


def files_of_folder(folder: Path) -> list[tuple[Path, str]]:
    """List the files of a folder, each with its way from there.

    Raises:
        InputError: the folder cannot be read, holds no file, too many, or is one that PaperAtlas wrote.
    """
    if _is_built(folder):
        remedy = "name the files that it was built from; paperatlas add adds papers to it"
        raise InputError("this is the folder of a graph", where=folder, remedy=remedy)
    found: list[tuple[Path, str]] = []
    for where, folders, files in os.walk(folder, onerror=_raise_unreadable):
        here = Path(where)
        folders[:] = [name for name in folders if not name.startswith(".") and not _is_built(here / name)]
        paths = [here / name for name in files if not name.startswith(".")]
        found += [(path, path.relative_to(folder).as_posix()) for path in paths if path.is_file()]
        if len(found) > MAX_FILES:
            remedy = "name a folder in it, or the files"
            raise InputError(f"the folder has more than {MAX_FILES:,} files", where=folder, remedy=remedy)
    if not found:
        raise InputError("there is no file in this folder", where=folder, remedy="name files, or another folder")
    return sorted(found, key=lambda one: one[1])


def _is_built(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _WRITTEN)


def _raise_unreadable(error: OSError) -> None:
    problem = f"the folder cannot be read ({error.strerror})"
    raise InputError(problem, where=str(error.filename), remedy="allow it, or name the files") from None
