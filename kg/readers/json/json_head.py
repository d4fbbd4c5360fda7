"""The first values of a JSON file, from its first bytes alone, which may end anywhere.

What is cut off is completed: a string ends where the bytes end, a key without a value is dropped, open brackets are
closed. What the values hold is then enough to tell what the file is and where its records lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import orjson

_MARK = b"\xef\xbb\xbf"  # a byte order mark; files that were joined have some within
_ROWS = 5  # lines, or values in a row, that are looked at
# A string, a bracket, a comma or colon, or another value; a lone quotation mark begins a string that is cut off.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]|[^\s"{}\[\]:,]++|"', re.S)
_SCALAR = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_CLOSED_BY = {b"{": b"}", b"[": b"]"}
_CUT_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?$")
_MOST_BRACKETS = 200  # open at a time; no record of a paper comes near, and parsers have a limit of their own


@lru_cache(maxsize=4)
def values_of_head(head: bytes) -> tuple[object, ...]:
    """Return the first values of a file; none where its first bytes are no JSON. Nobody may change them.

    >>> values_of_head(b'{"meta": {"count": 2}, "results": [{"id": "W1", "title": "A Stu')
    ({'meta': {'count': 2}, 'results': [{'id': 'W1', 'title': 'A Stu'}]},)
    >>> values_of_head(b'{"title": "A"}\\n{"title": "B"}\\n{"ti')
    ({'title': 'A'}, {'title': 'B'})
    """
    head = head.decode("utf-8", "replace").encode()  # another encoding is told when the file is read
    rows = (row for row in head.split(b"\n") if row.lstrip(_MARK + b" \t").startswith((b"{", b"[")))
    values = [value for row in rows if isinstance(value := _parsed(row), dict | list)]
    if values:
        return tuple(values[:_ROWS])
    if not head.lstrip(_MARK + b" \t\r\n").startswith((b"{", b"[")):
        return ()
    value = _parsed(completed_json(head))
    return (value,) if isinstance(value, dict | list) else ()


def completed_json(head: bytes) -> bytes:
    """Complete the first value of JSON that is cut off; what is no JSON in it becomes null.

    >>> completed_json(b'[{"a": [1, 2')
    b'[{"a":[1,2]}]'
    """
    stack: list[bytes] = []
    pieces: list[bytes] = []
    for token in _tokens(head):
        if token in _CLOSED_BY:
            stack.append(token)
        elif token in (b"}", b"]"):
            _drop_open_end(pieces)
            if not stack or _CLOSED_BY[stack.pop()] != token:
                return b""
        pieces.append(token)
        if not stack or len(stack) > _MOST_BRACKETS:
            break
    for opening in reversed(stack):
        _drop_open_end(pieces, within_object=opening == b"{")
        pieces.append(_CLOSED_BY[opening])
    return b"".join(pieces)


def _tokens(head: bytes) -> Iterator[bytes]:
    for match in _TOKEN.finditer(head):
        token = match[0]
        if token == b'"':
            text = head[match.start() + 1 :].decode("utf-8", "ignore").encode()
            yield b'"' + _CUT_ESCAPE.sub(b"", text).translate(None, bytes(range(32))) + b'"'
            return
        if token[:1] in b'"{}[]:,' or _SCALAR.fullmatch(token):
            yield token
        elif token != _MARK:
            yield b"null"


def _drop_open_end(pieces: list[bytes], *, within_object: bool = False) -> None:
    """Drop a comma, or a key without its value, from the end."""
    if pieces[-1] == b":":
        del pieces[-2:]
    elif within_object and len(pieces) > 1 and pieces[-1][:1] == b'"' and pieces[-2] in (b",", b"{"):
        pieces.pop()
    if pieces and pieces[-1] == b",":
        pieces.pop()


def _parsed(text: bytes) -> object:
    try:
        return orjson.loads(text.removeprefix(_MARK))
    except orjson.JSONDecodeError:
        return None
