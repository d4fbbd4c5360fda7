"""Attributes as scalars, for the formats whose values cannot be lists or dictionaries.

One rule for all of them: a value that is not known is left out, a list or a dictionary is written as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

Scalar = str | int | float | bool

# What https://www.w3.org/TR/xml/#charsets leaves out of a document, however it is escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def flat(attributes: Mapping[str, Any]) -> dict[str, Scalar]:
    """The attributes as scalars that any XML document may hold.

    >>> flat({"label": "A\\x00B", "types": ["benchmark", "dataset"], "date": None, "aliases": []})
    {'label': 'AB', 'types': '["benchmark","dataset"]'}
    """
    return {name: _scalar(value) for name, value in attributes.items() if value is not None and value != []}


def _scalar(value: Any) -> Scalar:
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, bool | int | float):
        return value
    return _NOT_XML.sub("", json_text(value))


def json_text(value: Any) -> str:
    """The value as JSON without spaces, keys sorted: the same value always gives the same text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
