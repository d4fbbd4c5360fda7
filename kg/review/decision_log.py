"""What was decided in reviews: a file of a build's folder that builds leave alone.

One JSON object a line, added at the end and never written again, so a program that is killed loses the line that it was
writing and no other: what is after the last line feed is no line, and is cut off before the next is added. A line is
on the disk (``fsync``) before the next question is asked.

    {"key":"statement paper/2405.13729 gsm8k","decision":"role","value":"trainsOn","who":"Ada","when":"2026-01-15",
     "lines":["role\\t2405.13729\\t…"]}
    {"undone":"statement paper/2405.13729 gsm8k","who":"Ada","when":"2026-01-15"}

``lines`` are those of the corrections file that the decision has added.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import orjson

from kg.ground.errors import OutputError
from kg.ground.files.folder_lock import locked
from kg.review.review_items import Decision

#: The file of a build's folder that keeps what was decided.
DECISIONS = "review.jsonl"
_PATIENCE = 5.0  # seconds for another decision, or the last moment of a build, to be written
_REMEDY = "free space or mend the folder's rights"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision.

    Attributes:
        key: of the question. value: a type, a role, or a name. lines: of the corrections file, that it has added.
    """

    key: str
    decision: Decision
    who: str
    when: str
    value: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Undone:
    undone: str
    who: str
    when: str


@dataclass(slots=True)
class DecisionLog:
    """The decisions of a folder; ``refresh`` takes in what other programs have added.

    Attributes:
        path: the file, which need not be there yet. decided: what stands, by key, in the order in which it was decided.
    """

    path: Path
    decided: dict[str, Decided] = field(default_factory=dict)
    _read: int = 0

    def refresh(self) -> None:
        """Read the lines that are new since the last time.

        Raises:
            OutputError: the file cannot be read, or holds another thing than decisions.
        """
        try:
            with self.path.open("rb") as file:
                if file.seek(0, os.SEEK_END) < self._read:  # another file stands there now
                    self._read = 0
                    self.decided.clear()
                file.seek(self._read)
                data = file.read()
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"cannot be read: {error.strerror}", where=self.path, remedy=_REMEDY) from error
        whole = data[: data.rfind(b"\n") + 1]
        for line in whole.splitlines():
            self._take(self._entry_of_line(line))
        self._read += len(whole)

    def _entry_of_line(self, line: bytes) -> Decided | _Undone:
        try:
            given = orjson.loads(line)
            undone = isinstance(given, dict) and "undone" in given
            return msgspec.convert(given, _Undone) if undone else msgspec.convert(given, Decided)
        except (orjson.JSONDecodeError, msgspec.ValidationError) as error:
            remedy = "mend or remove the line; corrections.tsv holds the corrections themselves"
            raise OutputError(f"a line is no decision: {error}", where=self.path, remedy=remedy) from error

    def _take(self, entry: Decided | _Undone) -> None:
        if isinstance(entry, _Undone):
            self.decided.pop(entry.undone, None)
        else:
            self.decided.pop(entry.key, None)
            self.decided[entry.key] = entry

    def add(self, entry: Decided) -> bool:
        """Add a decision, unless another program has decided the question meanwhile; say whether it was added.

        Raises:
            OutputError: the file cannot be written, or a build is writing into the folder.
        """
        return self._append(entry, lambda known: known is None or known.decision is Decision.SKIP)

    def undo(self, key: str, who: str, when: str) -> bool:
        """Take a decision back; say whether it still stood. Errors as for ``add``."""
        return self._append(_Undone(key, who, when), lambda known: known is not None)

    def _append(self, entry: Decided | _Undone, fits: Callable[[Decided | None], bool]) -> bool:
        key = entry.undone if isinstance(entry, _Undone) else entry.key
        with locked(self.path.parent, wait=_PATIENCE):
            self.refresh()
            if not fits(self.decided.get(key)):
                return False
            line = orjson.dumps(_fields_of_entry(entry)) + b"\n"
            try:
                with self.path.open("r+b" if self.path.exists() else "xb") as file:
                    file.truncate(self._read)  # what a killed program left of a line
                    file.seek(self._read)
                    file.write(line)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                raise OutputError(f"cannot be written: {error.strerror}", where=self.path, remedy=_REMEDY) from error
            self.refresh()
        return True


def _fields_of_entry(entry: Decided | _Undone) -> dict[str, object]:
    return {name: value for name in entry.__slots__ if (value := getattr(entry, name))}


def kept_keys(decided: Iterable[Decided]) -> frozenset[str]:
    """Return the keys of questions that are answered, and not only skipped."""
    return frozenset(one.key for one in decided if one.decision is not Decision.SKIP)
