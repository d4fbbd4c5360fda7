"""Taking a line of the corrections back, so that nothing that people wrote is lost.

A line that is undone stays where it stands, behind a ``#`` and with who undid it and when, which makes it a comment:

    # undone (Ada, 2026-02-01): reject	2405.13729	GSM8K		Ben	2026-01-15

The other lines keep their bytes and their numbers. The file is written anew beside the old one, and takes its place
when the disk holds it, under the lock of the folder: a program that is killed leaves the old file or the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kg.graph.correction.corrections import Correction, load_corrections, read_corrections
from kg.ground.errors import CorrectionError
from kg.ground.files.folder_lock import locked
from kg.ground.files.standard_streams import Content
from kg.ground.files.targets import open_target
from kg.ground.text import tidy

_PATIENCE = 5.0  # seconds for another line, or the last moment of a build, to be written
_LISTING = "paperatlas correct list numbers the lines"


def line_number(correction: Correction) -> int:
    """Return the 1-based number of the line that a correction stands on."""
    return int(correction.place.rpartition(":")[2])


def corrections_by_line(path: Path) -> list[Correction]:
    """List the corrections of a file in the order of its lines; none where there is no file.

    Raises:
        CorrectionError: the file cannot be read, or it has faults; all of them are listed.
    """
    return _in_order_of_lines(load_corrections(path)) if path.exists() else []


def undo_correction(path: Path, who: str, when: str, *, number: int | None = None) -> Correction:
    """Make a line of a corrections file a comment.

    Args:
        path: in the folder of a build, whose lock is held meanwhile. who, when: the person and the day, ISO 8601.
        number: of the line; by default that of the last correction.

    Returns:
        what it said.

    Raises:
        CorrectionError: there is no such line, or the file has faults.
        OutputError: the file cannot be written, or a build is writing into the folder.
    """
    found = _undo_last(path, who, when, lambda one, line: number in (None, line_number(one)))
    if found is None:
        where = path.name if number is None else f"{path.name}:{number}"
        raise CorrectionError("there is no such correction", where=where, remedy=_LISTING)
    return found


def undo_line(path: Path, who: str, when: str, text: str) -> bool:
    """Make the line of this text a comment, wherever it stands; say whether it was there.

    Args:
        text: as ``add_correction`` returns it. The rest as for ``undo_correction``.
    """
    return _undo_last(path, who, when, lambda one, line: line.rstrip(b"\r") == text.encode()) is not None


def _undo_last(path: Path, who: str, when: str, fits: Callable[[Correction, bytes], bool]) -> Correction | None:
    """Make the last correction that fits, by what it says and its line, a comment."""
    with locked(path.parent, wait=_PATIENCE):
        data = read_corrections(path).data if path.exists() else b""
        lines = data.split(b"\n")
        known = _in_order_of_lines(load_corrections(Content(path.name, data)))
        found = next((one for one in reversed(known) if fits(one, lines[line_number(one) - 1])), None)
        if found is not None:
            at = line_number(found) - 1
            lines[at] = f"# undone ({tidy(who)}, {when}): ".encode() + lines[at]
            with open_target(path) as file:
                file.write(b"\n".join(lines))
    return found


def _in_order_of_lines(corrections: Sequence[Correction]) -> list[Correction]:
    return sorted(corrections, key=line_number)
