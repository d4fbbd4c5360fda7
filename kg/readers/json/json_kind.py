"""Whether the first bytes of a file are JSON lines or a JSON document."""

from __future__ import annotations

import re

import orjson

# Keys whose array holds the records: ours; arXiv mirrors; OpenAlex; Semantic Scholar; feeds.
CONTAINERS = ("papers", "data", "results", "items", "works", "records", "entries", "articles")

_ARRAY = re.compile(rb"\s*\[\s*(?:[{\]]|$)")
_OBJECT = re.compile(rb'\s*\{\s*(?:["}]|$)')
_ROW = re.compile(rb'\s*\{\s*"')
_CONTAINER = re.compile(rb'"(?:' + "|".join(CONTAINERS).encode() + rb')"\s*:\s*\[')


def is_lines(head: bytes) -> bool:
    """Whether it is one JSON object a line.

    >>> is_lines(b'{"title": "A"}\\n{"title": "B"}\\n'), is_lines(b'{"papers": [{"title": "A"}]}')
    (True, False)
    """
    if _OBJECT.match(head):
        return not _is_spread_object(head)
    rows = head.split(b"\n")
    return not _ARRAY.match(head) and any(_ROW.match(row) and isinstance(_parsed_json_row(row), dict) for row in rows)


def is_document(head: bytes) -> bool:
    """Whether it is an array of objects, an object that holds one, or objects over several lines.

    >>> is_document(b'[{"title": "A"},'), is_document(b'{\\n  "title": "A"\\n}'), is_document(b'{"title": "A"}')
    (True, True, False)
    """
    return bool(_ARRAY.match(head)) or (bool(_OBJECT.match(head)) and _is_spread_object(head))


def _is_spread_object(head: bytes) -> bool:
    """Whether the object that the file begins with is a container, or takes more than one line."""
    rows = [row for row in head.split(b"\n") if row.strip()]
    first_row = rows[0]
    first = _parsed_json_row(first_row)
    if isinstance(first, dict):
        return "title" not in first and any(isinstance(first.get(name), list) for name in CONTAINERS)
    if len(rows) == 1 and _ROW.match(first_row):  # longer than the head, or cut off
        container, title = _CONTAINER.search(head), head.find(b'"title"')
        return container is not None and not 0 <= title < container.start()
    return len(rows) == 1 or not _ROW.match(rows[1])


def _parsed_json_row(row: bytes) -> object:
    try:
        return orjson.loads(row)
    except orjson.JSONDecodeError:
        return None
