"""The objects of a JSON list, one after the other, and the texts in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson

from kg.ground.errors import InputError
from kg.readers.base.input_stream import Fault, Page
from kg.readers.json.json_documents import cut_records

_REMEDY = "write an array of objects, or one object a line"
_MOST_TEXTS = 50  # of one field


def values_of(page: Page, fault: Fault) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the objects of a list with their places; one that is broken is a fault.

    A file may have all its objects in one line, so a place is the object's number.
    """
    for number, cut in enumerate(cut_records(page, fault, remedy=_REMEDY), start=1):
        try:
            record = orjson.loads(cut.text)
        except orjson.JSONDecodeError as error:
            fault(InputError(f"the object is no JSON ({error})", where=cut.where, remedy="mend it, or leave it out"))
            continue
        if isinstance(record, dict):
            yield f"{page.path}: object {number}", record


def text_of(record: Mapping[str, object], key: str) -> str:
    """Return a text or a whole number of a record as text; empty where there is none."""
    value = record.get(key)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def texts_of(record: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return the texts of a field that holds one or many."""
    value = record.get(key)
    texts = value if isinstance(value, list) else [value]
    return tuple(text for text in texts[:_MOST_TEXTS] if isinstance(text, str) and text)
