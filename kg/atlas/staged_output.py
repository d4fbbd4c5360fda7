"""Writing the outputs of a build so that at every moment one whole build is there.

1. A build takes the lock of its folder; a second one is refused.
2. It writes into ``.staging``. Killed there, it leaves the last good output as it was, and the next build throws
   ``.staging`` away (the readings it made are in the cache).
3. What is kept and told of the last build is written beside it (``kg.changes.feed.build_history``).
4. When everything is written and on the disk, ``.staging`` is renamed to ``.ready``: from then on the new build is the
   good one, and readers take its files from there (``kg.ground.files.integrity.place``).
5. The files are moved over the old ones, ``manifest.json`` last, and ``.ready`` is removed. Killed there, the next
   command that opens the folder moves the rest, where it may write; one that comes while they are moved waits.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.changes.feed.build_history import NOTHING_KEPT, HistoryWish, stage_history
from kg.ground.errors import OutputError
from kg.ground.files.durable_files import put_in_place, sync_folder
from kg.ground.files.folder_lock import locked
from kg.ground.files.integrity import MANIFEST, READY

_STAGING, _OLD = ".staging", ".old"
_MOVING = 5.0  # seconds that a reader waits for another process to move its files, which takes some milliseconds


@contextmanager
def staged(output: Path, history: HistoryWish = NOTHING_KEPT) -> Iterator[Path]:
    """Make a folder to write a build into; it replaces the last one when the block ends without an error.

    Args:
        history: what is kept of the last one.

    Raises:
        OutputError: the folder cannot be written, or another build is writing into it.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", where=output, remedy="name another folder") from error
    with locked(output):
        staging = output / _STAGING
        try:
            _move_ready_files(output)
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir()
            yield staging
            stage_history(output, staging, history)
            put_in_place(staging, output / READY)
            _move_ready_files(output)
        except OSError as error:
            raise write_error(error, output) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def complete(output: Path) -> None:
    """Finish the moves of a build that was killed while it moved its files, where that can be done.

    Another process that moves them is waited for. Where that has stopped, or on a disk that is only read, they stay
    where readers find them.
    """
    if (output / READY).exists():
        with contextlib.suppress(OutputError, OSError), locked(output, wait=_MOVING):
            _move_ready_files(output)


def write_error(error: OSError, output: Path) -> OutputError:
    """Turn the error of a write into one that a user can mend."""
    name = Path(str(error.filename)).name if error.filename else "a file"
    reason = error.strerror or str(error)
    remedy = "free space or mend the folder's rights, then build again; the last build is untouched"
    return OutputError(f"{name} cannot be written: {reason}", where=output, remedy=remedy)


def _move_ready_files(output: Path) -> None:
    """Move the new files; a folder is put aside by one rename, so that readers find the old one or the new one.

    Under the name may also stand a link to a folder, or a file where a folder belongs: no folder can be renamed to it.
    """
    ready, old = output / READY, output / _OLD
    if ready.exists():
        for new in sorted(ready.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
            target = output / new.name
            if target.is_dir() or (new.is_dir() and (target.is_symlink() or target.exists())):
                _remove_put_aside(old)
                target.replace(old)
            new.replace(target)
        sync_folder(output)
        ready.rmdir()
    _remove_put_aside(old)


def _remove_put_aside(path: Path) -> None:
    """Remove what was put aside, as far as that can be done: a folder, or a link to one, or a file."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
