"""What processes take: CPU seconds and peak memory of this one, of a command, of a server with its workers."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_KIB = 1024  # ru_maxrss and /proc count KiB
_LOOK_SECONDS = 0.01, 0.1  # between looks at the memory of processes: of the first hundred, and later
_CPU_CLOCK = 2  # CPUCLOCK_SCHED of the kernel: user and system time together
_SAID = 2000  # characters of what a failed command said


@dataclass(frozen=True, slots=True)
class CommandUse:
    """What a command took: CPU seconds and peak memory (MiB) of all its processes, and what it printed."""

    cpu: float
    peak: float
    output: bytes


def own_cpu() -> float:
    """CPU seconds so far of this process, of all its threads, and of the children that it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def forget_peak() -> None:
    """Have the peak memory of this process measured from now on, where the system can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def own_peak() -> float:
    """Peak memory of this process since ``forget_peak``, in MiB."""
    peak = _peak_of("self")
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if peak is None else peak) / _KIB


def run_command(command: Sequence[str | Path], folder: Path, limit: float | None = None) -> CommandUse:
    """Run a command to its end.

    Args:
        folder: where it runs. limit: wall-clock seconds after which it is ended.

    Raises:
        RuntimeError: it failed; with what it said. TimeoutError: it was ended.
    """
    late = threading.Event()

    def end(process: subprocess.Popen[bytes]) -> None:
        late.set()
        process.kill()

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors) as process:
            timer = threading.Timer(limit or threading.TIMEOUT_MAX, end, [process])
            timer.daemon = True
            timer.start()
            with peaks_of_all(process.pid) as peaks:
                _, status, usage = os.wait4(process.pid, 0)
            timer.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if late.is_set():
            raise TimeoutError(f"it did not end within {limit:g} s")
        if process.returncode:
            said = errors.read().decode(errors="replace")[-_SAID:]
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said}")
        # What the system says of an ended child is at least what its parent had when it started it.
        peak = sum(peaks.values()) or usage.ru_maxrss
        return CommandUse(usage.ru_utime + usage.ru_stime, peak / _KIB, output.read())


@contextmanager
def peaks_of_all(pid: int) -> Iterator[dict[int, int]]:
    """Peak memory in KiB, by id, of a process and of those that it starts while the block runs (Linux)."""
    peaks: dict[int, int] = {}
    done = threading.Event()

    def look() -> None:
        looks = 0
        while not done.wait(_LOOK_SECONDS[looks > 100]):
            looks += 1
            for one in family(pid):
                if (peak := _peak_of(str(one))) is not None:
                    peaks[one] = max(peaks.get(one, 0), peak)  # the process may have let it be forgotten

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def family(pid: int) -> list[int]:
    """A process, its children and theirs, as far as they still run (Linux; elsewhere the process alone)."""
    found = [pid]
    for one in found:
        with suppress(OSError):  # it has ended
            for task in Path(f"/proc/{one}/task").iterdir():
                found.extend(map(int, (task / "children").read_text(encoding="ascii").split()))
    return found


def family_cpu(pid: int) -> float:
    """CPU seconds of a running process and of those that it has started, the ended ones included (Linux)."""
    seconds = 0.0
    for one in family(pid):
        with suppress(OSError):
            # The clock of a process (clock_getcpuclockid) counts in nanoseconds, and what its threads took that ended.
            seconds += time.clock_gettime(~one << 3 | _CPU_CLOCK)
            # The fields behind the name, which may hold spaces; its children that ended are the 16th and 17th of all.
            fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            seconds += sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")
    return seconds


def family_memory(pid: int) -> float:
    """Peak memory in MiB of a running process and of those that it has started, summed (Linux)."""
    return sum(_peak_of(str(one)) or 0 for one in family(pid)) / _KIB


def _peak_of(process: str) -> int | None:
    with suppress(OSError):
        if found := re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="utf-8")):
            return int(found[1])
    return None
