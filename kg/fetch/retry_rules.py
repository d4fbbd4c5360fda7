"""When a service is asked again: after which pause, how often, and when no more.

1. From one request to the next of a service passes its interval at least; also from the last one of an earlier run.
2. What may pass (too many requests, a fault of the server, a connection that is cut) is asked for again, five times in
   all, after 2, 4, 8 and 16 seconds, each times a random part between one half and one, so that clients that failed
   together do not come back together.
3. A ``Retry-After`` (RFC 9110, section 10.2.3: seconds, or a date) comes before that, up to five minutes; who asks for
   more is taken at their word, and the run ends with what it has.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Protocol

#: How often a page is asked for, the first time included.
ATTEMPTS = 5
#: Seconds of a pause that a service may ask for; a run that is still for longer looks dead.
LONGEST_PAUSE = 300.0
_FIRST_PAUSE = 2.0  # seconds; all services name rates near one request a second
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


class Clock(Protocol):
    """The time, and waiting for it; tests have one that does not wait."""

    def now(self) -> float:
        """Seconds since 1970."""

    def ticks(self) -> float:
        """Seconds since any moment, never set back."""

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        return time.time()

    def ticks(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def pause_between(interval: float, last: float | None, now: float) -> float:
    """Seconds until a service may be asked again.

    Args:
        last: when it was asked last, None where it was not; a moment that lies ahead (a clock set back) counts as now.

    >>> pause_between(3, 100, 101), pause_between(3, 100, 200), pause_between(3, None, 5), pause_between(3, 900, 100)
    (2, 0.0, 0.0, 3)
    """
    return 0.0 if last is None else max(0.0, interval - max(0, now - last))


def pause_before_retry(attempt: int, jitter: Callable[[], float]) -> float:
    """Seconds before a page is asked for again that a service gave no time for.

    Args:
        attempt: how often it has been asked for, from 1. jitter: gives random numbers from 0 to 1.

    >>> pause_before_retry(1, lambda: 1.0), pause_before_retry(4, lambda: 0.0)
    (2.0, 8.0)
    """
    return float(_FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + jitter() / 2))


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for; None where there is none, or none that can be read.

    >>> retry_after("120", 0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 15), retry_after("soon", 0)
    (120.0, 45.0, None)
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
