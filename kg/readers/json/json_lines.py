"""JSON lines: one JSON object, one paper, a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import orjson

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import Fault, Page
from kg.readers.papers.paper_fields import paper_from_record

NAME = "jsonl"


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """The papers of a file; a line that is no paper is a fault, named by file and line."""
    for position, (where, text) in enumerate(rows(page, fault), 1):
        try:
            yield paper_from_record(parse(text, where), Source(page.name, NAME, position), where, fault, page.unread)
        except InputError as error:
            fault(error)


def rows(page: Page, fault: Fault) -> Iterator[tuple[str, str]]:
    """The lines that are not empty: where each stands (``file:line``), and its text."""
    for number, text in page.lines(fault):
        if text.strip():
            yield f"{page.path}:{number}", text


def parse(text: str, where: str) -> object:
    """The JSON value in a text.

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
