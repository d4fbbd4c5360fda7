"""Which readings differ between two files of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from kg.atlas.linked_papers import READINGS, AtlasBuildJob
from kg.atlas.manifest import Manifest
from kg.ground.codec import decode_reading
from kg.ground.files.integrity import open_checked
from kg.ground.records import Reading

_HASH = 16  # bytes: two different lines that count as one would be lost


@dataclass(slots=True)
class ReadingChanges:
    """The readings that differ, by the local id of the paper: as they were, and as they are."""

    old: dict[str, Reading] = field(default_factory=dict)
    new: dict[str, Reading] = field(default_factory=dict)


def reading_changes(job: AtlasBuildJob, before: Manifest, *, most: int) -> ReadingChanges | None:
    """Compare the readings of the last build with those that a build has written; arguments as ``changes_of_lines``.

    Raises:
        DamagedError: those of the last build, of which the manifest is given, are not what it wrote.
    """

    def lines() -> Iterator[bytes]:
        with (job.folder / READINGS).open("rb") as file:
            yield from file

    with open_checked(job.output, READINGS, before.files.get(READINGS)) as old:
        return changes_of_lines(old, lines, most=most)


def changes_of_lines(old: Iterable[bytes], new: Callable[[], Iterable[bytes]], *, most: int) -> ReadingChanges | None:
    """Compare the lines of two files of readings, each a paper's, in any order; some 100 bytes of memory a line.

    Args:
        new: gives the lines as they are; asked twice. most: None is returned where more readings come, or go.

    >>> changes = changes_of_lines([b'{"paper":{"title":"On Tides"}}'], lambda: [], most=1)
    >>> [reading.paper.title for reading in changes.old.values()], changes.new
    (['On Tides'], {})
    """
    come = set(map(_hash_of_line, new()))
    gone = []
    for line in old:
        hashed = _hash_of_line(line)
        if hashed in come:
            come.discard(hashed)
        else:
            gone.append(line)
        if len(gone) > most:
            return None
    if len(come) > most:
        return None
    return ReadingChanges(_by_paper(gone), _by_paper(line for line in new() if _hash_of_line(line) in come))


def _hash_of_line(line: bytes) -> bytes:
    return blake2b(line, digest_size=_HASH).digest()


def _by_paper(lines: Iterable[bytes]) -> dict[str, Reading]:
    readings = map(decode_reading, lines)
    return {reading.paper.id: reading for reading in readings}
