"""Answers in the forms that people work on with: pandas and Polars frames, rdflib and NetworkX graphs, HTML."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.ground.extras import missing_extra
from kg.rdf.query.python_values import Value, python_value
from kg.rdf.terms.namespaces import VOCABULARIES, prefixes, shorten
from kg.rdf.terms.ntriples import XSD, term_text

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib

_SHOWN = 100  # rows of the HTML of an answer
_LABELS = (VOCABULARIES["rdfs"] + "label", VOCABULARIES["skos"] + "prefLabel", VOCABULARIES["dcterms"] + "title")


class Table(Protocol):
    """What these forms need of an answer; see ``kg.rdf.query.answers.Answer``."""

    @property
    def kind(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> tuple[tuple[Value | None, ...], ...]: ...
    @property
    def complete(self) -> bool: ...
    @property
    def hints(self) -> tuple[str, ...]: ...
    def records(self) -> list[dict[str, Any]]: ...


def pandas_frame(answer: Table) -> pandas.DataFrame:
    """Make a pandas frame with nullable types: integers stay integers where cells are empty.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise missing_extra("this needs pandas", "frames") from error
    columns = {
        name: pandas.array(values, dtype=_PANDAS[_kind_of_column(values)]) for name, values in _columns_of_table(answer)
    }
    return pandas.DataFrame(columns, columns=list(answer.columns))


def polars_frame(answer: Table) -> polars.DataFrame:
    """Make a Polars frame; a column of numbers and texts is one of texts.

    Raises:
        MissingExtraError: Polars is not installed.
    """
    try:
        import polars
    except ImportError as error:
        raise missing_extra("this needs Polars", "frames") from error
    return polars.DataFrame(dict(_columns_of_table(answer)), strict=False)


def _columns_of_table(answer: Table) -> Iterator[tuple[str, list[Any]]]:
    """Yield each column with its values, as text where they are of kinds that no column of a frame holds together."""
    rows = answer.records()
    for name in answer.columns:
        values = [row[name] for row in rows]
        if _kind_of_column(values) is str:
            values = [None if value is None else str(value) for value in values]
        yield name, values


def _kind_of_column(values: list[Any]) -> type | None:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) <= 1:
        return next(iter(kinds), None)
    return float if kinds == {int, float} else str


# The nullable types of pandas for what ``python_value`` gives.
_PANDAS: dict[type | None, str] = {int: "Int64", float: "Float64", bool: "boolean", str: "string", None: "object"}


def rdflib_graph(answer: Table, base: str) -> rdflib.Graph:
    """Make an ``rdflib.Graph`` of the triples of a CONSTRUCT or DESCRIBE query, with the usual prefixes bound.

    Raises:
        QueryError: the answer is a table.
    """
    import rdflib

    graph = rdflib.Graph()
    for prefix, namespace in prefixes(base).items():
        graph.bind(prefix, namespace, replace=True)
    lines = (f"{term_text(s)} {term_text(p)} {term_text(o)} .\n" for s, p, o in _triples_of_answer(answer))
    return graph.parse(data="".join(lines), format="nt")


def networkx_graph(answer: Table, base: str) -> networkx.MultiDiGraph[str]:
    """Make a NetworkX graph of the triples of a CONSTRUCT or DESCRIBE query.

    IRIs are nodes, named by prefix where one fits (``paper:2110.14168``); a triple between two of them is an edge with
    ``predicate`` as its key and attribute. A literal is an attribute of its subject under the predicate's name, a list
    where there are several, and the ``label`` where it is one.

    Raises:
        QueryError: the answer is a table.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for subject, predicate, value in _triples_of_answer(answer):
        source, name = _name_of_node(subject, base), shorten(predicate.value, base)
        if isinstance(value, ox.Literal):
            graph.add_node(source)
            about = graph.nodes[source]
            plain = python_value(value)
            if name in about:
                known = about[name] if isinstance(about[name], list) else [about[name]]
                about[name] = [*known, plain]
            else:
                about[name] = plain
            if predicate.value in _LABELS:
                about.setdefault("label", plain)
        else:
            graph.add_edge(source, _name_of_node(value, base), key=name, predicate=name)
    return graph


def _name_of_node(term: ox.NamedNode | ox.BlankNode | ox.Triple, base: str) -> str:
    return shorten(term.value, base) if isinstance(term, ox.NamedNode) else str(term)


def _triples_of_answer(answer: Table) -> Iterator[tuple[Any, ox.NamedNode, Any]]:
    if answer.kind != "construct":
        raise QueryError("the answer is a table, not a graph", remedy="ask with CONSTRUCT, or take a frame")
    for subject, predicate, value in answer.rows:
        assert isinstance(predicate, ox.NamedNode)
        yield subject, predicate, value


def html_table(answer: Table, base: str) -> str:
    """Write an HTML table, as notebooks show it: IRIs are links, numbers stand to the right."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in answer.columns)
    body = "".join(
        f"<tr>{''.join(_html_table_cell(value, base) for value in row)}</tr>" for row in answer.rows[:_SHOWN]
    )
    more = len(answer.rows) - _SHOWN
    note = f"<p>and {more} more rows</p>" if more > 0 else "" if answer.complete else "<p>There are more rows.</p>"
    note += "".join(f"<p>{html.escape(hint)}</p>" for hint in answer.hints)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _html_table_cell(value: Any, base: str) -> str:
    if isinstance(value, ox.NamedNode):
        text = html.escape(shorten(value.value, base))
        if value.value.startswith(("http://", "https://")):
            text = f'<a href="{html.escape(value.value)}">{text}</a>'
        return f"<td>{text}</td>"
    if isinstance(value, ox.Literal):
        kind = value.datatype.value.removeprefix(XSD)
        align = ' style="text-align: right"' if kind in ("integer", "decimal", "double", "float") else ""
        return f"<td{align}>{html.escape(value.value)}</td>"
    return f"<td>{'' if value is None else html.escape(str(value))}</td>"
