"""The task of an update. Only a server that may write has a worker which can do it.

The protocol can give an update the dataset of its ``WHERE`` parts (``using-graph-uri``; section 2.2.3). The engine
takes no such argument, so the update is written out with the ``USING`` clauses that the parameters stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.ground.errors import QueryError
from kg.rdf.sparql.lexer import Token, tokens
from kg.rdf.sparql.query_check import syntax_fault
from kg.rdf.sparql.query_text import without_mark
from kg.rdf.terms.namespaces import prefixes
from kg.serve.http.faults import Fault
from kg.serve.process.wire import Sender
from kg.serve.tasks.query import graph_name, refuse_remote
from kg.serve.tasks.task import Arguments, Context

_SILENT = ("space", "comment")


def apply_update(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Apply an update, whole or not at all.

    Arguments:
        update: its text. base: what relative IRIs are relative to.
        using, using_named: IRIs of the default graphs and the named graphs of its ``WHERE`` parts, if any.
    """
    text = without_mark(arguments["update"])
    refuse_remote(text, "SERVICE", "LOAD")
    clauses = [f"USING {graph_name(iri)}" for iri in arguments["using"]]
    clauses += [f"USING NAMED {graph_name(iri)}" for iri in arguments["using_named"]]
    whole = with_dataset(text, clauses) if clauses else text
    context.kept.clear()
    try:
        context.store.update(whole, base_iri=arguments["base"], prefixes=prefixes(context.base))
    except SyntaxError as error:
        fault = syntax_fault(text, str(error))
        if fault.problem.partition(" ")[2].startswith("is an update"):  # true, and no fault here
            fault = QueryError(f"the update is not SPARQL: {error}".partition(": expected")[0], remedy="mend it")
        raise fault from error
    except RuntimeError as error:  # it is SPARQL, but cannot be done, as with a graph that is not there
        raise Fault(422, f"the update cannot be done: {error}") from error
    sender.begin("", 204)


def with_dataset(text: str, clauses: Sequence[str]) -> str:
    """Put clauses before each ``WHERE`` of an update; ``DELETE WHERE {…}`` becomes ``DELETE {…} … WHERE {…}``.

    Raises:
        QueryError: it names a dataset itself, which the protocol forbids.

    >>> with_dataset("DELETE WHERE { ?s ?p ?o }", ["USING <http://e.org/g>"])
    'DELETE { ?s ?p ?o } USING <http://e.org/g> WHERE { ?s ?p ?o }'
    """
    pieces = list(tokens(text))
    written: list[str] = []
    depth, last = 0, ""
    for index, token in enumerate(pieces):
        word = token.text.upper() if token.kind == "word" else ""
        if word in ("USING", "WITH") and depth == 0:
            raise QueryError(f"the request names a dataset and so does the update ({word})", remedy="leave one out")
        if word == "WHERE" and depth == 0:
            written += [*(_text_of_group(pieces[index + 1 :]) if last == "DELETE" else ()), " ".join(clauses), " "]
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "other" else 0
        written.append(token.text)
        if token.kind not in _SILENT:
            last = word or token.text
    return "".join(written)


def _text_of_group(pieces: Sequence[Token]) -> Iterator[str]:
    """Yield the text of the first group in braces, and a space."""
    depth = 0
    for token in pieces:
        brace = token.text if token.kind == "other" else ""
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth or brace == "}":
            yield token.text
        if brace == "}" and depth == 0:
            break
    yield " "
