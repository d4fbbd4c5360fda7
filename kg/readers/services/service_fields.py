"""One record of a service, field by field: what is read is taken, what is passed over is named, the rest is reported.

A reader of a service takes each field that it knows, gives what it found to ``paper_from_record`` under the usual
names, and hands over a list of the service's bookkeeping. What is neither goes to the note of fields that are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from kg.ground.records import Paper, Source
from kg.ground.text import tidy
from kg.readers.base.field_names import plain_key
from kg.readers.base.input_stream import Fault
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.paper_fields import paper_from_record

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record was read, and who hears of what is wrong with it.

    Attributes:
        source: where the paper was read from. where: file and line for messages.
        fault: called for each field that is left out. unread: gathers the fields that are not read.
    """

    source: Source
    where: str
    fault: Fault
    unread: UnreadFields | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """The records of one service.

    Attributes:
        name: as ``--format`` takes it and as it stands in ``Source.format``. description: what the file is.
        is_record: whether an object is a record of the service, or the beginning of one.
        paper: the paper of a record; None where it is rightly none (a note, a review, a file).
        wrapped: whether the title stands inside another object, so that a record with one outside is no such record.
    """

    name: str
    description: str
    is_record: Callable[[Record], bool]
    paper: Callable[[Record, RecordPlace], Paper | None]
    wrapped: bool = False


@dataclass(slots=True)
class ServiceFields:
    """The fields of a record, and which of them were taken.

    >>> fields = ServiceFields({"title": "A", "tldr": {"text": "It says that A holds"}})
    >>> fields.text("title"), fields.take("year")
    ('A', None)
    """

    record: Record
    prefix: str = ""
    taken: set[str] = field(default_factory=set)

    def take(self, name: str) -> object:
        """Return the value of a field, or None."""
        self.taken.add(name)
        return self.record.get(name)

    def text(self, *names: str) -> str:
        """Return the first of some fields that holds text; all are taken."""
        return next(filter(None, [text_of(self.take(name)) for name in names]), "")

    def items(self, name: str) -> list[object]:
        """Return the list that a field holds, or a list of the one thing that it holds."""
        return as_list(self.take(name))

    def objects(self, name: str) -> Iterator[Record]:
        """Yield the objects in a list that a field holds."""
        return (each for each in self.items(name) if isinstance(each, Mapping))

    def inner(self, name: str) -> Record:
        """Return the object that a field holds, or an empty one."""
        value = self.take(name)
        return value if isinstance(value, Mapping) else {}

    def take_plain(self, names: Collection[str]) -> dict[str, object]:
        """Take fields that the service does not have itself, and whoever kept its records added under usual names."""
        added = [name for name in self.record if plain_key(name) in names and name not in self.taken]
        return {plain_key(name): self.take(name) for name in added}

    def note_unread(self, place: RecordPlace, bookkeeping: Collection[str] = ()) -> None:
        """Pass on what was not taken and is no bookkeeping."""
        if place.unread is not None:
            for name, value in self.record.items():
                if name not in self.taken and name not in bookkeeping and not str(name).startswith("_"):
                    place.unread.see(self.prefix + str(name), value)


def paper_of_fields(fields: Mapping[str, object], place: RecordPlace) -> Paper:
    """Make a paper of fields under their usual names.

    Raises:
        InputError: there is no title.
    """
    return paper_from_record(fields, place.source, place.where, place.fault, None)


def as_list(value: object) -> list[object]:
    """Return a list as it is, nothing as an empty list, anything else as a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: object) -> str:
    """Return the text in a value: itself, the first text of a list, the ``value`` or ``text`` of an object; else
    empty.
    """
    if isinstance(value, Mapping):
        value = next((value[name] for name in ("value", "text", "#text", "name") if name in value), None)
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str) and each.strip()), None)
    return tidy(value) if isinstance(value, str) else ""


def texts_of(values: object, *names: str) -> list[str]:
    """Return the texts in a list: themselves, or what objects hold under the first of some names."""
    found = []
    for each in as_list(values):
        if isinstance(each, Mapping):
            each = next((each[name] for name in names if isinstance(each.get(name), str)), None)
        if isinstance(each, str) and (text := tidy(each)):
            found.append(text)
    return found


def date_of_parts(value: object) -> str | None:
    """Return the date that Crossref and CSL write as ``{"date-parts": [[2024, 1, 5]]}``, or in words, as text.

    >>> date_of_parts({"date-parts": [["2024", 1]]}), date_of_parts({"raw": "2024-05-06"})
    ('2024-1', '2024-05-06')
    """
    if not isinstance(value, Mapping):
        return value if isinstance(value, str) else str(value) if type(value) is int else None
    parts = value.get("date-parts")
    while isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    numbers = [str(part) for part in parts or [] if isinstance(part, int | str)] if isinstance(parts, list) else []
    if numbers and numbers[0].isdigit():
        return "-".join(number for number in numbers[:3] if number.isdigit())
    return next((text for name in ("raw", "literal", "date-time") if (text := text_of(value.get(name)))), None)
