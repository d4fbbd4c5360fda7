"""The tasks behind the query page: what its editor completes, and saved queries with their parameters filled in."""

from __future__ import annotations

import orjson
import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.rdf.query.saved_queries import SavedQuery, saved_queries, saved_query
from kg.rdf.terms.namespaces import VOCABULARIES, prefixes, shorten
from kg.rdf.terms.ontology import ontology_terms
from kg.serve.http.faults import Fault
from kg.serve.process.wire import Sender
from kg.serve.tasks.query import answer_query
from kg.serve.tasks.task import Arguments, Context

_VOID = VOCABULARIES["void"]
_COUNTS = f"""SELECT ?term ?count {{
  {{ ?part <{_VOID}class> ?term ; <{_VOID}entities> ?count }} UNION
  {{ ?part <{_VOID}property> ?term ; <{_VOID}triples> ?count }}
}}"""


def vocabulary(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Answer with prefixes, classes and properties with how often they are used, and the saved queries, as JSON."""
    counts = _counts_of_terms(context.store)
    terms = [
        {"name": term.name, "kind": "class" if term.kind == "class" else "property", "label": term.label,
         "comment": term.comment, "count": counts.pop(term.iri, 0)}
        for term in ontology_terms().values()
        if not term.inverse  # no graph has it
    ]  # fmt: skip
    # What the graph uses and the ontology does not describe has at least a name and a number.
    for iri, count in counts.items():
        name = shorten(iri, context.base)
        kind = "class" if name.partition(":")[2][:1].isupper() else "property"
        terms.append({"name": name, "kind": kind, "label": "", "comment": "", "count": count})
    terms.sort(key=lambda term: (-int(str(term["count"])), str(term["name"])))
    document = {
        "title": context.title, "base": context.base, "prefixes": prefixes(context.base), "terms": terms,
        "queries": [_saved_query_entry(query, context.base) for query in saved_queries().values()],
    }  # fmt: skip
    sender.begin("application/json")
    sender.write(orjson.dumps(document))


def bind_saved(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Write the text of a saved query with its parameters filled in.

    Arguments:
        name: of the query. values: of its parameters, as a person types them.
    """
    sender.begin("application/sparql-query; charset=utf-8")
    sender.write(bound_query(context, arguments).encode())


def answer_saved(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Answer a saved query.

    Arguments:
        name, values: as of ``bind_saved``. base, table, graph: as of a query of the Protocol.
    """
    asked = {**arguments, "query": bound_query(context, arguments), "default_graphs": [], "named_graphs": []}
    answer_query(context, asked, body, sender)


def bound_query(context: Context, arguments: Arguments) -> str:
    """Fill in the parameters of a saved query: ``name`` and ``values`` as of ``bind_saved``.

    Raises:
        Fault: there is no such query. QueryError: a value is unknown, missing or of the wrong type.
    """
    try:
        query = saved_query(arguments["name"])
    except QueryError as error:
        raise Fault(404, error.problem, remedy=error.remedy) from error
    return query.bound(context.store, arguments["values"], context.base)


def _saved_query_entry(query: SavedQuery, base: str) -> dict[str, object]:
    return {
        "name": query.name, "title": query.title, "description": query.description,
        "text": query.example_text(base),
        "parameters": [
            {"name": one.name, "type": one.type, "default": one.default, "description": one.description,
             "example": query.example.get(one.name, one.default)}
            for one in query.parameters
        ],
    }  # fmt: skip


def _counts_of_terms(store: ox.Store) -> dict[str, int]:
    rows = store.query(_COUNTS)
    assert isinstance(rows, ox.QuerySolutions)
    found: dict[str, int] = {}
    for row in rows:
        term, count = row["term"], row["count"]
        if isinstance(term, ox.NamedNode) and isinstance(count, ox.Literal):
            found[term.value] = int(count.value)
    return found
