"""The tasks of the SPARQL 1.1 Graph Store HTTP Protocol: whole graphs, read and written.

Where the default graph is meant, the graph's IRI is None.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import HTTP

import pyoxigraph as ox

from kg.serve.http.faults import Fault
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS, SENT_GRAPH_TYPES
from kg.serve.process.wire import Sender
from kg.serve.tasks.query import graph_name, write_triples
from kg.serve.tasks.task import Arguments, Context


def read_graph(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Write out a graph.

    Arguments:
        graph: its IRI. form: of RDF. only_head: whether the client only asks if there is such a graph.
    """
    name = _name_of_graph(arguments["graph"])
    _check_graph_exists(context.store, name)
    sender.begin(CONTENT_TYPES[arguments["form"]])
    if not arguments["only_head"]:
        quads = context.store.quads_for_pattern(None, None, None, name)
        write_triples((quad.triple for quad in quads), arguments["form"], context.base, sender)


def write_graph(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Replace, extend or remove a graph, whole or not at all.

    Arguments:
        method: PUT, POST or DELETE. graph: its IRI. base: for relative IRIs in the body.
        content_type: of the body. location: what to tell of a graph that got its IRI from the server.
    """
    store, name = context.store, _name_of_graph(arguments["graph"])
    context.kept.clear()
    if arguments["method"] == "DELETE":
        _check_graph_exists(store, name)
        store.update(f"DROP {_update_name(name)}")
        sender.begin("", 204)
        return
    triples = _triples_of_body(body, arguments["content_type"], arguments["base"])
    existed = isinstance(name, ox.DefaultGraph) or store.contains_named_graph(name)
    data = "".join(f"{triple} .\n" for triple in triples)
    if isinstance(name, ox.NamedNode):
        data = f"GRAPH {name} {{\n{data}}}"
        steps = [f"CREATE SILENT GRAPH {name}", f"INSERT DATA {{ {data} }}"]
    else:
        steps = [f"INSERT DATA {{ {data} }}"]
    if arguments["method"] == "PUT":
        steps.insert(0, f"CLEAR SILENT {_update_name(name)}")
    store.update(" ; ".join(steps))  # one update is one transaction
    location = {"location": arguments["location"]} if arguments.get("location") else {}
    sender.begin("", 204 if existed else 201, **location)


def _name_of_graph(iri: str | None) -> ox.NamedNode | ox.DefaultGraph:
    return ox.DefaultGraph() if iri is None else graph_name(iri)


def _update_name(name: ox.NamedNode | ox.DefaultGraph) -> str:
    return "DEFAULT" if isinstance(name, ox.DefaultGraph) else f"GRAPH {name}"


def _check_graph_exists(store: ox.Store, name: ox.NamedNode | ox.DefaultGraph) -> None:
    if isinstance(name, ox.NamedNode) and not store.contains_named_graph(name):
        raise Fault(404, f"there is no graph {name}")


def _triples_of_body(body: bytes, content_type: str, base: str) -> list[ox.Triple]:
    """Read all triples of a body, of which several files may be the parts.

    Blank nodes get names that nothing else has.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        return list(_triples_of_file(body, media_type, base))
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    if not message.is_multipart():  # taken for no files, it would empty a graph
        raise Fault(400, "the body is not in parts", remedy="give the boundary in Content-Type")
    found: list[ox.Triple] = []
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        found += _triples_of_file(content if isinstance(content, bytes) else b"", part.get_content_type(), base)
    return found


def _triples_of_file(body: bytes, media_type: str, base: str) -> Iterable[ox.Triple]:
    form = SENT_GRAPH_TYPES.get(media_type)
    if form is None or form in ("trig", "n-quads"):
        raise Fault(415, f"{media_type or 'a body without Content-Type'} is no form of a graph", remedy="send Turtle")
    try:
        for quad in ox.parse(io.BytesIO(body), GRAPHS[form].oxigraph, base_iri=base, rename_blank_nodes=True):
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise Fault(400, f"the graph cannot be read: {error}", remedy="mend it and send it again") from error
