"""What a store is asked about a graph: how many triples match, and one value."""

from __future__ import annotations

from urllib.parse import urlencode

import pyoxigraph as ox

from kg.ground.errors import FetchError
from kg.publish.store_addresses import StoreAddresses
from kg.publish.store_client import StoreClient, StoreRequest

_RESULTS = "application/sparql-results+json"
_FORM = "application/x-www-form-urlencoded"


def count_matches(client: StoreClient, store: StoreAddresses, pattern: str = "?s ?p ?o") -> int:
    """Count what matches a pattern in the graph. ASK would do for one triple, but Virtuoso answers it with a table.

    Raises:
        FetchError: the store cannot be asked, or does not answer queries.
    """
    values = asked_values(
        client, store, f"SELECT (COUNT(*) AS ?value) WHERE {{ {store.within_graph(pattern)} }}"
    )  # fmt: skip
    if len(values) == 1 and values[0].isdecimal():
        return int(values[0])
    raise _no_answer(store)


def values_of(client: StoreClient, store: StoreAddresses, subject: str, predicate: str) -> list[str]:
    """Ask for the objects that the graph has for a subject and a predicate, ten at most.

    Args:
        subject, predicate: terms of N-Triples that are IRIs.

    Returns:
        Texts of literals, and IRIs; sorted, each once.

    Raises:
        FetchError: as ``count_matches``.
    """
    pattern = store.within_graph(f"{subject} {predicate} ?value")
    return sorted(set(asked_values(client, store, f"SELECT ?value WHERE {{ {pattern} }} LIMIT 10")))


def asked_values(client: StoreClient, store: StoreAddresses, query: str) -> list[str]:
    """Ask a query whose variable is ``?value``; an answer of more than 64 KiB is none."""
    body = urlencode({"query": query}).encode()
    answer = client.send(StoreRequest("POST", store.query, body, _FORM, _RESULTS))
    try:
        found = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QuerySolutions):
            values = [row["value"] for row in found]
            return [each.value for each in values if isinstance(each, ox.Literal | ox.NamedNode)]
    except (SyntaxError, ValueError, KeyError) as error:
        raise _no_answer(store) from error
    raise _no_answer(store)


def _no_answer(store: StoreAddresses) -> FetchError:
    return FetchError(
        f"{store.query} does not answer queries", remedy="check --store, or name its address: --query-url URL"
    )
