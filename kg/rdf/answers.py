"""Answers of queries, and the four W3C result formats, Markdown and RDF that they are given out in."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf import terms
from kg.rdf.namespaces import shorten
from kg.rdf.rdfxml import xml_attribute, xml_text
from kg.rdf.sorting import SortedTriples
from kg.rdf.terms import XSD
from kg.rdf.turtle import turtle
from kg.rdf.values import Value, python_value

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib

_RESULTS = "http://www.w3.org/2005/sparql-results#"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave.

    Attributes:
        kind: ``select``, ``ask`` or ``construct`` (DESCRIBE too).
        columns: names of the variables; ``answer`` for ASK; ``subject``, ``predicate``, ``object`` for CONSTRUCT.
        rows: one value a column, None where the variable is unbound.
        complete: whether these are all rows; False where a limit cut them off.
        base: what ``paper:``, ``artifact:`` and the like stand for.

    Iterating gives the rows as dictionaries, as ``records`` does.
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    complete: bool = True
    base: str = DEFAULT_BASE

    @property
    def truth(self) -> bool:
        """The answer of an ASK query; whether there is any row, for the others."""
        return self.rows[0][0] == ox.Literal(True) if self.kind == "ask" else bool(self.rows)

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries of Python values: numbers and booleans as such, everything else as text.

        >>> Answer("select", ("n",), ((ox.Literal(3),),)).records()
        [{'n': 3}]
        """
        return [dict(zip(self.columns, map(python_value, row), strict=True)) for row in self.rows]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.records())

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas frame; see ``kg.rdf.frames``, as for all of these."""
        from kg.rdf.frames import pandas_frame

        return pandas_frame(self)

    def to_polars(self) -> polars.DataFrame:
        """A Polars frame."""
        from kg.rdf.frames import polars_frame

        return polars_frame(self)

    def to_rdflib(self) -> rdflib.Graph:
        """The triples of a CONSTRUCT or DESCRIBE query as an ``rdflib.Graph``."""
        from kg.rdf.frames import rdflib_graph

        return rdflib_graph(self, self.base)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The triples of a CONSTRUCT or DESCRIBE query as a NetworkX graph."""
        from kg.rdf.frames import networkx_graph

        return networkx_graph(self, self.base)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from kg.rdf.frames import html_table

        return html_table(self, self.base)


def display(value: Value | None, base: str = DEFAULT_BASE) -> str:
    """A term as people read it in a table: IRIs as prefixed names, literals without quotes, datatype and language."""
    if value is None:
        return ""
    if isinstance(value, ox.NamedNode):
        return shorten(value.value, base)
    return value.value if isinstance(value, ox.Literal) else str(value)


def to_csv(answer: Answer) -> str:
    """SPARQL 1.1 Query Results CSV: exact values, nothing added or guarded."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows(
        ["" if value is None else str(value) if isinstance(value, (ox.Triple, ox.BlankNode)) else value.value
         for value in row] for row in answer.rows
    )  # fmt: skip
    return file.getvalue()


def to_tsv(answer: Answer) -> str:
    """SPARQL 1.1 Query Results TSV: each term in N-Triples form."""
    lines = ["\t".join("?" + name for name in answer.columns)]
    lines += ["\t".join("" if value is None else terms.term_text(value) for value in row) for row in answer.rows]
    return "\n".join(lines) + "\n"


def to_json(answer: Answer) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if answer.kind == "ask":
        return orjson.dumps({"head": {}, "boolean": answer.truth}).decode() + "\n"
    bindings = [
        {name: _json_value(value) for name, value in zip(answer.columns, row, strict=True) if value is not None}
        for row in answer.rows
    ]
    document = {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _json_value(value: Value) -> dict[str, Any]:
    if isinstance(value, ox.NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, ox.BlankNode):
        return {"type": "bnode", "value": value.value}
    if isinstance(value, ox.Triple):
        parts = {name: _json_value(getattr(value, name)) for name in ("subject", "predicate", "object")}
        return {"type": "triple", "value": parts}
    if value.language:
        return {"type": "literal", "value": value.value, "xml:lang": value.language}
    datatype = value.datatype.value
    typed = {} if datatype == XSD + "string" else {"datatype": datatype}
    return {"type": "literal", "value": value.value, **typed}


def to_xml(answer: Answer) -> str:
    """SPARQL Query Results XML."""
    names = [] if answer.kind == "ask" else [f"<variable name={xml_attribute(name)}/>" for name in answer.columns]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<sparql xmlns="{_RESULTS}">', f"<head>{''.join(names)}</head>"]
    if answer.kind == "ask":
        lines.append(f"<boolean>{'true' if answer.truth else 'false'}</boolean>")
    else:
        lines.append("<results>")
        for row in answer.rows:
            cells = (
                f"<binding name={xml_attribute(name)}>{_xml_value(value)}</binding>"
                for name, value in zip(answer.columns, row, strict=True)
                if value is not None
            )
            lines.append(f"<result>{''.join(cells)}</result>")
        lines.append("</results>")
    return "\n".join([*lines, "</sparql>"]) + "\n"


def _xml_value(value: Value) -> str:
    if isinstance(value, ox.NamedNode):
        return f"<uri>{xml_text(value.value)}</uri>"
    if isinstance(value, ox.BlankNode):
        return f"<bnode>{xml_text(value.value)}</bnode>"
    if isinstance(value, ox.Triple):
        parts = (f"<{name}>{_xml_value(getattr(value, name))}</{name}>" for name in ("subject", "predicate", "object"))
        return f"<triple>{''.join(parts)}</triple>"
    if value.language:
        opening = f"literal xml:lang={xml_attribute(value.language)}"
    elif value.datatype.value == XSD + "string":
        opening = "literal"
    else:
        opening = f"literal datatype={xml_attribute(value.datatype.value)}"
    return f"<{opening}>{xml_text(value.value)}</literal>"


def to_markdown(answer: Answer, base: str = DEFAULT_BASE) -> str:
    """A Markdown table."""
    rows = [answer.columns, ["---"] * len(answer.columns)]
    rows += [[_markdown_cell(display(value, base)) for value in row] for row in answer.rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _markdown_cell(text: str) -> str:
    return html.escape(text, quote=False).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def to_turtle(answer: Answer, base: str = DEFAULT_BASE) -> str:
    """Turtle of the triples of a CONSTRUCT or DESCRIBE query.

    Raises:
        QueryError: the answer is a table and not a graph.
    """
    with SortedTriples(triples_of(answer)) as graph:
        return "".join(turtle(graph.blocks(), base))


def triples_of(answer: Answer) -> Iterable[terms.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE query, for the writers.

    Raises:
        QueryError: the answer is a table and not a graph.
    """
    if answer.kind != "construct":
        raise QueryError("the answer is a table, not a graph", remedy="ask with CONSTRUCT, or take CSV, TSV or JSON")
    for subject, predicate, value in answer.rows:
        if subject is not None and predicate is not None and value is not None:
            yield terms.term_text(subject), terms.term_text(predicate), terms.term_text(value)


RESULT_FORMATS: dict[str, Callable[[Answer], str]] = {
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
    "markdown": to_markdown,
    "turtle": to_turtle,
}
