"""The fields of a file's records that hold something worth reading and are not read, reported once for the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.ground.errors import UnreadFieldsError
from kg.readers.base.iso_dates import parse_date

_SHOWN = 6  # fields that the message names
_MOST = 200  # different names that are counted; a file whose keys are data has more
_LONG_TEXT = 4  # words from which a value is a text
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


@dataclass(slots=True)
class UnreadFields:
    """Gathers what is not read of one file.

    >>> unread = UnreadFields()
    >>> unread.see("tldr", "What the paper says in a few words")
    >>> unread.report("papers.jsonl").problem
    "1 field is not read: 'tldr' (text, 1 record)"
    """

    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def see(self, name: str, value: object) -> None:
        """Note a field that is not read; what holds no text, name or date (a number, a code, an address) is passed
        over."""
        kind = _kind_of_value(value)
        if kind is not None and (len(self.counts) < _MOST or (name, kind) in self.counts):
            self.counts[name, kind] = self.counts.get((name, kind), 0) + 1

    def take(self, other: UnreadFields) -> None:
        """Take in what was not read of another part of the file."""
        for key, count in other.counts.items():
            if len(self.counts) < _MOST or key in self.counts:
                self.counts[key] = self.counts.get(key, 0) + count

    def report(self, where: str) -> UnreadFieldsError | None:
        """Return what was seen as one message, the most frequent first; None where nothing was."""
        if not self.counts:
            return None
        ordered = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        shown = [
            f"{name!r} ({kind}, {count:,} record{'s' if count > 1 else ''})" for (name, kind), count in ordered[:_SHOWN]
        ]
        more = f" and {len(ordered) - _SHOWN:,} more" if len(ordered) > _SHOWN else ""
        fields = "1 field is" if len(ordered) == 1 else f"{len(ordered):,} fields are"
        remedy = "rename what you want to have, as docs/formats.md lists the names"
        return UnreadFieldsError(f"{fields} not read: {', '.join(shown)}{more}", where=where, remedy=remedy)


def _kind_of_value(value: object) -> str | None:
    """Tell whether a value holds a text, names or a date; None for anything else."""
    if isinstance(value, Mapping):
        kinds = {kind for each in value.values() if (kind := _kind_of_value(each))} if len(value) < _MOST else set()
        return min(kinds, default=None)
    if isinstance(value, list):
        return next((kind for each in value[:_SHOWN] if (kind := _kind_of_value(each))), None)
    if not isinstance(value, str):
        return None
    if parse_date(value) and not value.isdigit():
        return "date"
    if len(value.split(None, _LONG_TEXT)) >= _LONG_TEXT:
        return "text"
    return "names" if _NAME.fullmatch(value) and value != value.lower() else None
