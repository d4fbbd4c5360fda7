"""Answers of queries, and what people read of them: Markdown and Turtle.

The W3C formats are in ``kg.rdf.query.result_formats``.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.python_values import Value, python_value
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import shorten
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.turtle import turtle

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave.

    Attributes:
        kind: ``select``, ``ask`` or ``construct`` (DESCRIBE too).
        columns: names of the variables; ``answer`` for ASK; ``subject``, ``predicate``, ``object`` for CONSTRUCT.
        rows: one value a column, None where the variable is unbound.
        complete: whether these are all rows; False where a limit cut them off.
        base: what ``paper:``, ``artifact:`` and the like stand for.
        hints: where nothing was found, what makes the query find nothing, as far as that can be said.

    Iterating gives the rows as dictionaries, as ``records`` does.
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    complete: bool = True
    base: str = DEFAULT_BASE
    hints: tuple[str, ...] = field(default=(), compare=False)

    @property
    def truth(self) -> bool:
        """The answer of an ASK query; whether there is any row, for the others."""
        return self.rows[0][0] == ox.Literal(True) if self.kind == "ask" else bool(self.rows)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was found: no row, false, or counts of nothing."""
        if self.kind == "ask":
            return not self.truth
        return not any(value is not None and not _is_zero_literal(value) for row in self.rows for value in row)

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries of Python values: numbers and booleans as such, everything else as text.

        >>> Answer("select", ("n",), ((ox.Literal(3),),)).records()
        [{'n': 3}]
        """
        return [dict(zip(self.columns, map(python_value, row), strict=True)) for row in self.rows]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.records())

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """Make a pandas frame; see ``kg.rdf.query.data_frames``, as for all of these."""
        from kg.rdf.query.data_frames import pandas_frame

        return pandas_frame(self)

    def to_polars(self) -> polars.DataFrame:
        """Make a Polars frame."""
        from kg.rdf.query.data_frames import polars_frame

        return polars_frame(self)

    def to_rdflib(self) -> rdflib.Graph:
        """Make an ``rdflib.Graph`` of the triples of a CONSTRUCT or DESCRIBE query."""
        from kg.rdf.query.data_frames import rdflib_graph

        return rdflib_graph(self, self.base)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Make a NetworkX graph of the triples of a CONSTRUCT or DESCRIBE query."""
        from kg.rdf.query.data_frames import networkx_graph

        return networkx_graph(self, self.base)

    def __repr__(self) -> str:
        if self.kind == "ask":
            return f"<Answer: {self.truth}>"
        more = "" if self.complete else " of more"
        rows = "1 row" if len(self.rows) == 1 else f"{len(self.rows):,} rows"
        return f"<Answer: {rows}{more} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """Write what a notebook shows."""
        from kg.rdf.query.data_frames import html_table

        return html_table(self, self.base)


def _is_zero_literal(value: Value) -> bool:
    return isinstance(value, ox.Literal) and value.value == "0"


def display(value: Value | None, base: str = DEFAULT_BASE) -> str:
    """Write a term as people read it in a table: IRIs as prefixed names, literals without quotes, datatype and
    language.
    """
    if value is None:
        return ""
    if isinstance(value, ox.NamedNode):
        return shorten(value.value, base)
    return value.value if isinstance(value, ox.Literal) else str(value)


def to_markdown(answer: Answer, base: str = DEFAULT_BASE) -> str:
    """Write a Markdown table."""
    rows = [answer.columns, ["---"] * len(answer.columns)]
    rows += [[_markdown_cell(display(value, base)) for value in row] for row in answer.rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _markdown_cell(text: str) -> str:
    return html.escape(text, quote=False).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def to_turtle(answer: Answer, base: str = DEFAULT_BASE) -> str:
    """Write the triples of a CONSTRUCT or DESCRIBE query as Turtle.

    Raises:
        QueryError: the answer is a table and not a graph.
    """
    with SortedTriples(triples_of(answer)) as graph:
        return "".join(turtle(graph.blocks(), base))


def triples_of(answer: Answer) -> Iterable[ntriples.Triple]:
    """Yield the triples of a CONSTRUCT or DESCRIBE query, for the writers.

    Raises:
        QueryError: the answer is a table and not a graph.
    """
    if answer.kind != "construct":
        raise QueryError("the answer is a table, not a graph", remedy="ask with CONSTRUCT, or take CSV, TSV or JSON")
    for subject, predicate, value in answer.rows:
        if subject is not None and predicate is not None and value is not None:
            yield ntriples.term_text(subject), ntriples.term_text(predicate), ntriples.term_text(value)
