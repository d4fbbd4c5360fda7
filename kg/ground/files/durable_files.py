"""Files that take their place whole, and are still there after a power cut.

A name may reach the disk before the bytes that it stands for: without the order kept here, a file that was renamed into
its place can be found empty. ``fsync`` costs some milliseconds a file (4 ms on a virtual disk with ext4).
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

# What opening a folder and fsync(2) answer where nobody may ask or nothing can be done; nothing is lost by it.
_UNASKED = frozenset({errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def put_in_place(part: Path, target: Path) -> None:
    """Move a finished file or folder to its name; the disk holds its bytes before it has the name.

    Call this wherever something is written under another name first.

    Args:
        part: on the same file system. target: a file is replaced; a folder must be empty or not there.

    Raises:
        OSError: the disk is full or fails, or the target cannot be replaced; then it is what it was.
    """
    sync(part)
    part.replace(target)
    sync_folder(target.parent)


def replace_folder(part: Path, target: Path) -> None:
    """Move a finished folder to its name, in place of one that may be there, which is kept until then.

    Args:
        part: on the same file system.

    Raises:
        OSError: as ``put_in_place``; then the target is what it was.
    """
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    if target.exists():
        target.replace(old)
    try:
        put_in_place(part, target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def sync(path: Path) -> None:
    """Wait until the disk holds a file, or a folder and all that is in it.

    Raises:
        OSError: the disk is full or fails.
    """
    if not path.is_dir():
        may_read = os.name == "posix" and os.access(path, os.R_OK)
        _open_and_sync(path, os.O_RDONLY if may_read else os.O_WRONLY)
        return
    for inner in path.iterdir():
        sync(inner)
    sync_folder(path)


def sync_folder(folder: Path) -> None:
    """Wait until the disk holds the names in a folder, where the system can be asked for that.

    POSIX systems can, but not of a folder that may be written and not be read, nor on every network's file system.

    Raises:
        OSError: the disk is full or fails.
    """
    if os.name != "posix":
        return
    try:
        _open_and_sync(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno not in _UNASKED:
            raise


def _open_and_sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link_file(source: Path, target: Path) -> None:
    """Give a file one more name, or copy it where the disk has no hard links.

    Raises:
        OSError: it can be neither linked nor copied.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
