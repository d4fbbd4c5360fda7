"""What a worker may not do, enforced by the kernel.

1. Memory: more data than allowed cannot be had (``RLIMIT_DATA``: heap and anonymous mappings; address space that is
   merely reserved, as RocksDB and threads do, does not count). The allocation fails and the process ends.
2. Network: on Linux a seccomp filter refuses ``socket`` and ``io_uring_setup``, so no query can reach another server,
   whatever the engine is made to try. Queries with ``SERVICE`` are refused before; this holds if that fails.
3. It ends with its server, also where that one is killed, and leaves no core file behind.

Elsewhere than on Linux only the first check of the text stands, and time limits, which need none of this.
"""

from __future__ import annotations

import contextlib
import ctypes
import platform
import signal
import struct
import sys

# <linux/prctl.h>, <linux/seccomp.h>, <linux/filter.h>, <linux/audit.h>
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER, _ALLOW, _ERRNO, _EPERM = 2, 0x7FFF0000, 0x00050000, 1
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_AT_NUMBER, _AT_ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_X32 = 0x40000000  # bit of the numbers of the x32 calls
# Machine to its AUDIT_ARCH number and its numbers of socket and io_uring_setup.
_MACHINES = {"x86_64": (0xC000003E, (41, 425, 41 | _X32, 425 | _X32)), "aarch64": (0xC00000B7, (198, 425))}


def confine(memory: int) -> bool:
    """Confine this process. Call it before other threads start.

    Args:
        memory: bytes of data that it may have.

    Returns:
        Whether the kernel keeps it from the network.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's business
    if sys.platform == "win32":
        return False
    _limit_memory(memory)
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return _refuse_sockets(libc)


def _limit_memory(memory: int) -> None:
    import resource  # POSIX only

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # a stricter limit stands already, or the system has none
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _refuse_sockets(libc: ctypes.CDLL) -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    architecture, calls = machine
    refuse = len(calls) + 1  # steps from the first comparison of numbers to the refusal
    steps = [
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, refuse + 1, architecture),
        (_LOAD, 0, 0, _AT_NUMBER),
        *((_JUMP_IF_EQUAL, len(calls) - index, 0, number) for index, number in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in steps))
    program = _FilterProgram(len(steps), ctypes.cast(code, ctypes.c_void_p))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
