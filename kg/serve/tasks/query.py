"""The task of a query: text in, results in the wanted form out, written as they are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, cast

import pyoxigraph as ox

from kg.ground.errors import OutputError
from kg.rdf.sparql.hints import foreseen
from kg.rdf.sparql.lexer import tokens
from kg.rdf.sparql.query_check import syntax_fault
from kg.rdf.sparql.query_text import without_mark
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.write.rdf_formats import stream_triples
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS, TABLES
from kg.serve.process.wire import Sender
from kg.serve.tasks.task import Arguments, Context


def answer_query(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Answer a query of the SPARQL Protocol.

    Arguments:
        query: its text. base: what relative IRIs are relative to. table, graph: forms of the answer, or None.
        default_graphs, named_graphs: IRIs, in place of those that the query names, if there are any.
    """
    text = without_mark(arguments["query"])
    with query_errors(text):
        _send_query_answer(context, text, arguments, sender)


@contextmanager
def query_errors(text: str) -> Iterator[None]:
    """Turn what the engine says of a query into faults of the client.

    Raises:
        QueryError: it is not SPARQL. Fault: it would call another server, or the engine cannot do it.
    """
    refuse_remote(text, "SERVICE")
    try:
        yield
    except SyntaxError as error:
        raise syntax_fault(text, str(error)) from error
    except RuntimeError as error:  # it is SPARQL, but the engine cannot do it, as a function that it does not have
        raise Fault(422, f"the query cannot be answered: {error}") from error


def run_on_dataset(
    context: Context, text: str, arguments: Arguments
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Run a query on the dataset that the arguments name, see ``answer_query``."""
    default, named = arguments["default_graphs"], arguments["named_graphs"]
    given = bool(default or named)
    return context.store.query(
        text,
        base_iri=arguments["base"],
        prefixes=prefixes(context.base),
        default_graph=list(map(graph_name, default)) if given else None,
        named_graphs=list(map(graph_name, named)) if given else None,
    )


def _send_query_answer(context: Context, text: str, arguments: Arguments, sender: Sender) -> None:
    found = run_on_dataset(context, text, arguments)
    hint = " | ".join(foreseen(text, context.base)).encode("ascii", "replace").decode()
    if isinstance(found, ox.QueryTriples):
        form = _acceptable_form(arguments["graph"], "a graph; accept text/turtle or another form of RDF")
        _begin_answer(sender, form, hint)
        write_triples(found, form, context.base, sender)
    else:
        form = _acceptable_form(
            arguments["table"], "a table or a truth; accept application/sparql-results+json, XML, CSV or TSV"
        )
        _begin_answer(sender, form, hint)
        found.serialize(cast(IO[bytes], sender), TABLES[form].oxigraph)


def _begin_answer(sender: Sender, form: str, hint: str) -> None:
    """Say what follows; a hint why it may be empty is a header, since the answer's form has no place for it."""
    if hint:
        sender.begin(CONTENT_TYPES[form], paperatlas_hint=hint)
    else:
        sender.begin(CONTENT_TYPES[form])


def write_triples(found: Iterable[ox.Triple], form: str, base: str, sender: Sender) -> None:
    """Write triples in a form of RDF, as they come.

    Raises:
        Fault: the form cannot write one of them.
    """
    try:
        stream_triples(found, cast(IO[bytes], sender), GRAPHS[form].oxigraph, base)
    except OutputError as error:
        raise Fault(422, error.problem, remedy=error.remedy) from error


def graph_name(iri: str) -> ox.NamedNode:
    """Return a graph's name.

    Raises:
        Fault: it is no IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Fault(400, f"{iri!r} is no IRI", remedy="name a graph by an absolute IRI") from error


def refuse_remote(text: str, *keywords: str) -> None:
    """Refuse text that would have this server call another one.

    Raises:
        Fault: it has one of the keywords, outside strings, IRIs and comments.
    """
    upper = text.upper()
    if not any(keyword in upper for keyword in keywords):
        return
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() in keywords:
            raise Fault(403, f"{token.text} calls another server, which is not allowed here", remedy="leave it out")


def _acceptable_form(form: str | None, what: str) -> str:
    if form is None:
        raise Fault(406, f"the answer is {what}")
    return form
