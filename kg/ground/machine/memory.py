"""Whether this process may have more memory, asked before what would end it for want of some.

Libraries in C and Rust end the process where an allocation fails, without an error that could be reported.
"""

from __future__ import annotations

import mmap

from kg.ground.errors import ResourceError

_REMEDY = "allow it more (ulimit -v), or close other programs"


def memory_is_short(wanted: int) -> bool:
    """Check whether a process limit or the system refuses so many more bytes of address space.

    Nothing is used by asking.
    """
    try:
        mmap.mmap(-1, wanted).close()
    except (OSError, MemoryError):
        return True
    return False


def require_memory(wanted: int, what: str) -> None:
    """Do nothing where there is memory for something.

    Args:
        wanted: bytes of address space. what: needs them, e.g. "the store".

    Raises:
        ResourceError: there is not.
    """
    if memory_is_short(wanted):
        raise ResourceError(f"memory is short: {what} needs {wanted >> 20} MiB more", remedy=_REMEDY)


def out_of_memory() -> ResourceError:
    """Make the error of work that stopped for want of memory."""
    return ResourceError("memory is short", remedy=_REMEDY)
