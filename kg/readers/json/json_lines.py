"""JSON lines: one JSON value a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import orjson

from kg.ground.errors import InputError
from kg.readers.base.input_stream import Fault, Page

_BETWEEN = "\ufeff \t\r\n,"  # what stands between values of files that were joined: marks of byte order, white space


def rows(page: Page, fault: Fault) -> Iterator[tuple[str, str]]:
    """Yield the lines that are not empty: where each stands (``file:line``), and its text."""
    for number, text in page.lines(fault):
        if text.strip(_BETWEEN):
            yield f"{page.path}:{number}", text


def values_of_line(text: str, where: str) -> Iterator[object]:
    """Give the JSON value in a line, or the values: files that are joined may lack a line end between them.

    Raises:
        InputError: it is not JSON.

    >>> list(values_of_line('{"a": 1}\\ufeff{"b": 2}', "x:1"))
    [{'a': 1}, {'b': 2}]
    """
    text = text.strip(_BETWEEN)
    try:
        yield orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    else:
        return
    place = 0
    while place < len(text):
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            yield parse(text[place:], where)
            return
        yield value
        while place < len(text) and text[place] in _BETWEEN:
            place += 1


def parse(text: str, where: str) -> object:
    """Return the JSON value in a text.

    orjson is the fast path. What it refuses but programs write (``NaN``, unpaired surrogates) json still reads.

    Raises:
        InputError: it is not JSON.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        problem = f"the text is not JSON: {error.msg} at column {error.colno}"
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; thousands of brackets
        problem = f"the JSON cannot be read: {error}"
    raise InputError(problem, where=where, remedy="mend or remove it")


_DECODER = json.JSONDecoder()
