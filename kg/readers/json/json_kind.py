"""Whether the first bytes of a file are JSON lines or a JSON document."""

from __future__ import annotations

import re

import orjson

from kg.readers.json.json_head import values_of_head
from kg.readers.json.record_search import CONTAINERS, IsRecord, has_title, record_paths

_ARRAY = re.compile(rb"\s*\[\s*(?:[{\]\[]|null|$)")
_OBJECT = re.compile(rb'\s*\{\s*(?:["}]|$)')
_ROW = re.compile(rb'\s*\{\s*"')
_MARK = b"\xef\xbb\xbf"


def is_lines(head: bytes, is_record: IsRecord = has_title) -> bool:
    """Tell whether it is one JSON object a line.

    >>> is_lines(b'{"title": "A"}\\n{"title": "B"}\\n'), is_lines(b'{"papers": [{"title": "A"}]}')
    (True, False)
    """
    if _OBJECT.match(head):
        return not _is_spread_object(head, is_record)
    rows = head.split(b"\n")
    return not _ARRAY.match(head) and any(_ROW.match(row) and isinstance(_parsed_json_row(row), dict) for row in rows)


def is_document(head: bytes, is_record: IsRecord = has_title) -> bool:
    """Tell whether it is an array of objects, an object that holds some, or objects over several lines.

    >>> is_document(b'[{"title": "A"},'), is_document(b'{\\n  "title": "A"\\n}'), is_document(b'{"title": "A"}')
    (True, True, False)
    """
    return bool(_ARRAY.match(head)) or (bool(_OBJECT.match(head)) and _is_spread_object(head, is_record))


def _is_spread_object(head: bytes, is_record: IsRecord) -> bool:
    """Tell whether the object that the file begins with holds records or takes more than one line."""
    rows = [row for row in head.split(b"\n") if row.strip()]
    first = _parsed_json_row(rows[0])
    if len(rows) == 1 and (isinstance(first, dict) or _ROW.match(rows[0])):  # one line, which may be longer than that
        values = values_of_head(head)
        paths = record_paths(values, is_record)
        return paths != [()] and (bool(paths) or any(map(_is_container, values)))
    return not isinstance(first, dict) and (len(rows) == 1 or not _ROW.match(rows[1]))


def _is_container(value: object) -> bool:
    return isinstance(value, dict) and any(isinstance(value.get(name), list | dict) for name in CONTAINERS)


def _parsed_json_row(row: bytes) -> object:
    try:
        return orjson.loads(row.removeprefix(_MARK))
    except orjson.JSONDecodeError:
        return None
