"""RDF terms as Python values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pyoxigraph as ox

from kg.rdf.terms.ntriples import XSD

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def python_value(value: Value | None) -> Any:
    """Turn a term into a Python value: ``int``, ``float``, ``bool``, ``None``, or ``str`` for all other literals and
    IRIs.
    """
    if value is None or isinstance(value, ox.Triple):
        return None if value is None else str(value)
    if isinstance(value, ox.Literal):
        convert = _PYTHON.get(value.datatype.value.removeprefix(XSD))
        return convert(value.value) if convert else value.value
    return value.value


_PYTHON: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": float,
    "double": float,
    "float": float,
    "boolean": lambda text: text in ("true", "1"),
}
