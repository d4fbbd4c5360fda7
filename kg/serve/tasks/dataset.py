"""The tasks of the whole dataset: the default graph and all named graphs at once, read and written."""

from __future__ import annotations

import io
from typing import IO, cast

import pyoxigraph as ox

from kg.rdf.terms.namespaces import prefixes
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS
from kg.serve.process.wire import Sender
from kg.serve.tasks.task import Arguments, Context


def read_dataset(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Write out all graphs.

    Arguments:
        form: of RDF, one that holds several graphs.
    """
    form = arguments["form"]
    sender.begin(CONTENT_TYPES[form])
    context.store.dump(cast(IO[bytes], sender), GRAPHS[form].oxigraph, prefixes=prefixes(context.base))


def write_dataset(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Replace all graphs (PUT) or add to them (POST), whole or not at all.

    Arguments:
        method: PUT or POST. form: of the body. base: for relative IRIs in it.
    """
    parts = []
    try:
        for quad in ox.parse(
            io.BytesIO(body), GRAPHS[arguments["form"]].oxigraph, base_iri=arguments["base"], rename_blank_nodes=True
        ):
            if isinstance(quad.graph_name, ox.BlankNode):
                raise Fault(422, "a graph has no name of its own", remedy="name each graph by an IRI")
            inside = f"{quad.triple} ."
            parts.append(
                inside if isinstance(quad.graph_name, ox.DefaultGraph) else _graph_clause(quad.graph_name, inside)
            )
    except (SyntaxError, ValueError) as error:
        raise Fault(400, f"the graphs cannot be read: {error}", remedy="mend them and send them again") from error
    context.kept.clear()
    steps = ["DROP ALL"] if arguments["method"] == "PUT" else []
    context.store.update(" ; ".join([*steps, f"INSERT DATA {{ {' '.join(parts)} }}"]))  # one update, one transaction
    sender.begin("", 204)


def _graph_clause(name: ox.NamedNode, inside: str) -> str:
    return f"GRAPH {name} {{ {inside} }}"
