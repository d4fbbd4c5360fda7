"""The questions of a build's folder, for programs that stay open while builds and other people change it."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.ground.codec import decode_reading
from kg.ground.errors import CorrectionError, OutputError
from kg.ground.files.integrity import MANIFEST, check_listed, damaged, place, unsealed
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Reading
from kg.ground.schema import ASSERT_ABOVE
from kg.review.review_items import Decision, ItemKind, ReviewItem
from kg.review.review_queue import queue_of_readings
from kg.review.review_session import ReviewSession

_READINGS = "readings.jsonl"
_Stamp = tuple[int, int]  # a file's number and the time of its last change: another build has others


@dataclass(slots=True)
class FolderQueue:
    """Asks and answers the questions of a folder; one call at a time, from any thread.

    Attributes:
        folder: of the build. base: the base IRI.
    """

    folder: Path
    base: str = DEFAULT_BASE
    _session: ReviewSession | None = None
    _stamp: _Stamp | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pending(self, kinds: frozenset[ItemKind], most: int) -> tuple[list[ReviewItem], int]:
        """Return the first questions of some kinds that nobody has answered, and how many there are.

        Raises:
            OutputError: the folder holds no build, or a damaged one.
        """
        with self._lock:
            session = self._newest_session()
            waiting = [item for item in session.pending() if item.kind in kinds]
            return waiting[:most], len(waiting)

    def decide(self, key: str, decision: Decision, value: str, who: str) -> bool:
        """Answer the question of a key; see ``ReviewSession.decide``.

        Raises:
            CorrectionError: there is no such question, or as ``ReviewSession.decide``.
        """
        with self._lock:
            session = self._session_of(who)
            item = next((item for item in session.items if item.key == key), None)
            if item is None:
                raise CorrectionError("there is no such question any more", remedy="load the page again")
            return session.decide(item, decision, value)

    def undo(self, who: str) -> str | None:
        """Take back what was decided last; return its key, or None."""
        with self._lock:
            return self._session_of(who).undo()

    def _session_of(self, who: str) -> ReviewSession:
        session = self._newest_session()
        session.who, session.when = who, datetime.date.today().isoformat()
        return session

    def _newest_session(self) -> ReviewSession:
        """Return the session of the folder's last build; a new one where a build has taken its place."""
        path = place(self.folder, _READINGS)
        try:
            stat = path.stat()
        except OSError as error:
            problem = "the folder has no readings to ask about"
            raise OutputError(problem, where=_READINGS, remedy="build it again") from error
        stamp = stat.st_ino, stat.st_mtime_ns
        if self._session is None or stamp != self._stamp:
            check_listed(path)
            queue = queue_of_readings(_readings(path), base=self.base, assert_above=self._assert_above())
            self._session = ReviewSession(self.folder, queue)
            self._stamp = stamp
        return self._session

    def _assert_above(self) -> float:
        try:
            return float(unsealed(place(self.folder, MANIFEST).read_bytes()).get("assert_above", ASSERT_ABOVE))
        except FileNotFoundError:  # a store that is served alone
            return ASSERT_ABOVE
        except (OSError, ValueError, TypeError) as error:
            raise damaged(self.folder, MANIFEST, "the manifest is not what the build wrote") from error


def _readings(path: Path) -> Iterator[Reading]:
    with path.open("rb") as file:
        yield from map(decode_reading, file)
