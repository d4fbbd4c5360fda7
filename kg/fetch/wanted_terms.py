"""What a user writes on the command line, as what is wanted: ids given or in a file, and days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import input_name, read_content
from kg.ground.text import one_line

_MOST_IDS = 100_000  # of one run: at the slowest service this is an hour and a half
_LONGEST_LIST = 16 << 20  # bytes of a file of ids
_SHOWN = 80  # characters of a wrong id in a message
_SEPARATORS = re.compile(r"[\s,;]+")


def wanted_ids(values: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that ``--ids`` names, each once, in order.

    Args:
        values: ids with commas or spaces between, or a file that has them (``#`` begins a remark), or ``-``.

    Raises:
        InputError: a file cannot be read, or there are none or too many.

    >>> wanted_ids(["2405.13729, 1706.03762", "2405.13729"])
    ('2405.13729', '1706.03762')
    """
    found: dict[str, None] = {}
    for value in values:
        path = Path(value)
        text = _text_of_list(path) if value == "-" or _is_file(path) else value
        for line in text.splitlines():
            found.update(dict.fromkeys(filter(None, _SEPARATORS.split(re.sub(r"(?:^|\s)#.*", "", line)))))
    if values and not found:
        raise InputError("there is no id", where=values[0] or None, remedy="give ids, or a file of ids")
    if len(found) > _MOST_IDS:
        raise InputError(f"these are {len(found):,} ids", remedy=f"give at most {_MOST_IDS:,} at a time")
    return tuple(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # ids, too long for a name
        return False


def _text_of_list(path: Path) -> str:
    data = read_content(path, remedy="name a file of ids, or the ids").data
    if len(data) > _LONGEST_LIST:
        raise InputError(f"the list is larger than {_LONGEST_LIST >> 20} MiB", where=input_name(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("the list is not UTF-8", where=input_name(path), remedy="save it as plain text") from error


def understood_ids(ids: Sequence[str], understand: Callable[[str], str | None], forms: str) -> tuple[str, ...]:
    """Ids in the form of a service, each once.

    Args:
        understand: the form of one, None where it is none. forms: what the service takes, for messages.

    Raises:
        InputError: one is none.
    """
    found: dict[str, None] = {}
    for one in ids:
        form = understand(one)
        if form is None:
            raise InputError(f"{one_line(one, _SHOWN)!r} is no id that the service takes", remedy=f"give {forms}")
        found[form] = None
    return tuple(found)


def chunks(ids: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield the ids in groups.

    >>> list(chunks("abcde", 2))
    [('a', 'b'), ('c', 'd'), ('e',)]
    """
    for begin in range(0, len(ids), size):
        yield tuple(ids[begin : begin + size])


def first_day(text: str) -> datetime.date:
    """Return the day, or the first day of a month or year.

    Raises:
        InputError: it is no date.

    >>> first_day("2024-02"), first_day("2024-02-29")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    return _day(text, last=False)


def last_day(text: str) -> datetime.date:
    """Return the day, or the last day of a month or year.

    >>> last_day("2024-02"), last_day("2024")
    (datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    """
    return _day(text, last=True)


def _day(text: str, *, last: bool) -> datetime.date:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if day or not last:
            return datetime.date(year, month or 1, day or 1)
        year, month = (year, month + 1) if 0 < month < 12 else (year + 1, 1)
        return datetime.date(year, month, 1) - datetime.timedelta(days=1)
    except ValueError as error:
        problem = f"{one_line(text, _SHOWN)!r} is no date"
        raise InputError(problem, remedy="write YYYY-MM-DD, YYYY-MM or YYYY") from error
