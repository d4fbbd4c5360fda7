"""The W3C formats of a query's results, written by Oxigraph's serialiser, for the shell as for the server.

Its serialiser takes what the engine has found and nothing else. An ``Answer`` that has been read, and perhaps cut off
at a limit, is therefore given back to it as SPARQL JSON, the one format that every RDF 1.2 term passes through
unchanged; the other formats are then its own, byte for byte what ``/sparql`` sends.
"""

from __future__ import annotations

from typing import Any

import orjson
import pyoxigraph as ox

from kg.rdf.query.answers import Answer
from kg.rdf.query.python_values import Value
from kg.rdf.terms.ntriples import XSD

#: Name of a format to the serialiser's name of it.
RESULT_FORMATS: dict[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


def results(answer: Answer, form: str) -> bytes:
    """Write an answer in a W3C format of results, as UTF-8. Triples (CONSTRUCT, DESCRIBE) are a table of three columns.

    Args:
        form: one of ``RESULT_FORMATS``. CSV is exact: nothing is added to values that a spreadsheet takes for formulas.

    >>> results(Answer("select", ("n", "x"), ((ox.Literal(3), None),)), "csv")
    b'n,x\\r\\n3,\\r\\n'
    """
    found = ox.parse_query_results(_json_of_answer(answer), ox.QueryResultsFormat.JSON)
    return found.serialize(format=RESULT_FORMATS[form]) or b""


def _json_of_answer(answer: Answer) -> bytes:
    if answer.kind == "ask":
        return orjson.dumps({"head": {}, "boolean": answer.truth})
    bindings = [
        {name: _json_of_value(value) for name, value in zip(answer.columns, row, strict=True) if value is not None}
        for row in answer.rows
    ]
    return orjson.dumps({"head": {"vars": answer.columns}, "results": {"bindings": bindings}})


def _json_of_value(value: Value) -> dict[str, Any]:
    if isinstance(value, ox.NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, ox.BlankNode):
        return {"type": "bnode", "value": value.value}
    if isinstance(value, ox.Triple):
        parts = {name: _json_of_value(getattr(value, name)) for name in ("subject", "predicate", "object")}
        return {"type": "triple", "value": parts}
    found = {"type": "literal", "value": value.value}
    if value.language:
        direction = {"its:dir": str(value.direction)} if value.direction else {}
        return {**found, "xml:lang": value.language, **direction}
    return found if value.datatype.value == XSD + "string" else {**found, "datatype": value.datatype.value}
