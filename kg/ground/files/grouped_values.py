"""Python values on disk where they are many: gathered by a key, or in the order in which they came.

Only what this process has written itself is read back, from a folder that nobody else has: values are pickled.
"""

from __future__ import annotations

import pickle
from base64 import b64decode, b64encode
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, TypeVar

from kg.ground.files.sorted_lines import SortedLines

MOST_HELD = 64 << 20  # bytes in memory of one gathering, or of the values in order
_Value = TypeVar("_Value")


class GroupedValues(Generic[_Value]):
    """Values under keys, given one by one, then taken key by key.

    Args:
        folder: a folder of its own, which is made; it is the caller's to remove.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     seen = GroupedValues(Path(folder) / "seen", most_held=1)
    ...     for key, value in (("owl", 1), ("ant", 2), ("owl", 3)):
    ...         seen.add(key, value)
    ...     [(key, sorted(values)) for key, values in seen.groups()]
    [('ant', [2]), ('owl', [1, 3])]
    """

    def __init__(self, folder: Path, *, most_held: int | None = None) -> None:
        folder.mkdir()
        self._lines = SortedLines(folder, most_held=MOST_HELD if most_held is None else most_held)

    def add(self, key: str, value: _Value) -> None:
        """Take a value; of one key there may be several."""
        self._lines.add(line_key(key) + b"\t" + b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))

    def groups(self) -> Iterator[tuple[str, list[_Value]]]:
        """Yield each key with its values, in the order of the keys, where these are ASCII; once."""
        for key, lines in groupby(self._lines.sorted(), key=_beginning):
            yield key_of_line(key), [pickle.loads(b64decode(line[len(key) + 1 :])) for line in lines]


class StoredValues(Generic[_Value]):
    """Values in the order in which they were given, read as often as they are asked for; not while some are added.

    >>> with StoredValues() as values:
    ...     values.add("owl")
    ...     list(values), list(values)
    (['owl'], ['owl'])
    """

    def __init__(self, folder: Path | None = None) -> None:
        place = None if folder is None else str(folder)
        self._file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(MOST_HELD, dir=place)  # noqa: SIM115  # closed
        self._count = 0

    def add(self, value: _Value) -> None:
        """Take a value."""
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __iter__(self) -> Iterator[_Value]:
        place = 0
        for _ in range(self._count):
            self._file.seek(place)  # two may read in turns
            value = pickle.load(self._file)
            place = self._file.tell()
            yield value

    def __enter__(self) -> StoredValues[_Value]:
        return self

    def __exit__(self, *_: Any) -> None:
        self._file.close()


def line_key(text: str) -> bytes:
    """Write a text as the beginning of a line: without tabs and line ends, and in order where it is ASCII."""
    return text.encode("unicode_escape")


def key_of_line(key: bytes) -> str:
    """Return the text that ``line_key`` wrote."""
    return key.decode("unicode_escape")


def _beginning(line: bytes) -> bytes:
    return line[: line.index(b"\t")]
