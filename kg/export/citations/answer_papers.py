"""The papers that the answer of a query names, whatever it asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.rdf.query.answers import Answer
from kg.rdf.query.python_values import Value
from kg.rdf.terms.node_terms import is_paper


def papers_of_answer(answer: Answer, store: ox.Store, base: str) -> list[str]:
    """List the papers whose IRIs stand in an answer, each once, in the order of the rows.

    Args:
        store: of the graph that the answer is from. base: what the IRIs of papers begin with.

    Raises:
        QueryError: the answer names no paper of the graph.
    """
    named = dict.fromkeys(
        iri.removeprefix(base) for row in answer.rows for value in row for iri in _iris(value) if iri.startswith(base)
    )
    papers = [node for node in named if is_paper(store, ox.NamedNode(base + node))]
    if not papers:
        if not answer.rows:
            raise QueryError("nothing was found, so there is nothing to cite", remedy="widen the query")
        what = "true or false" if answer.kind == "ask" else f"of {', '.join(answer.columns)}"
        remedy = "select a variable that stands for papers, as in SELECT ?paper { ?paper kg:introduces ?thing }"
        raise QueryError(f"the answer ({what}) names no paper, so there is nothing to cite", remedy=remedy)
    return papers


def _iris(value: Value | None) -> Iterator[str]:
    if isinstance(value, ox.NamedNode):
        yield value.value
    elif isinstance(value, ox.Triple):
        for part in (value.subject, value.predicate, value.object):
            yield from _iris(part)
