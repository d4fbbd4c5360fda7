"""What a query will do, said before it runs.

Oxigraph gives out no plan of its own in Python. What can be said truthfully is this: the text that is run, once its
parameters are bound and its prefixes added, and how many matches each of its triple patterns has by itself. A pattern
with few matches binds its variables cheaply; a query in which every pattern has many is slow whatever its plan.

1. The text is parsed by rdflib, whose algebra names the patterns and the graphs that they are matched in.
2. Each pattern is counted on its own in the store, up to a bound.
3. A variable that ``VALUES`` gives one value, as those of saved queries, is counted with that value.
4. Paths of any length (``*``, ``+``) are not counted: that is a search, and not a look into an index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.rdf.sparql.lexer import tokens
from kg.rdf.sparql.prologue import missing_prefixes
from kg.rdf.sparql.query_check import check_query, syntax_fault
from kg.rdf.sparql.query_text import without_mark
from kg.rdf.terms.namespaces import prefixes, shorten

COUNTED = 1_000_000  # matches of a pattern that are counted: half a second


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern of a query.

    Attributes:
        text: as in Turtle. graph: the named graph or variable that it is matched in, or empty.
        matches: how many triples fit it alone, at most ``COUNTED``; None where they are not counted.
    """

    text: str
    graph: str
    matches: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A query as it will run.

    Attributes:
        text: with its parameters bound. prefixes: those added to it, prefix to namespace.
        patterns: in the order of the text, each once; None where they cannot be read (SPARQL 1.2).
    """

    text: str
    prefixes: dict[str, str]
    patterns: tuple[Pattern, ...] | None


def explain_query(store: ox.Store | None, text: str, base: str) -> Explanation:
    """Explain what a query will do.

    Args:
        store: where patterns are counted; None for an endpoint elsewhere.
        text: SPARQL, parameters bound. base: what ``paper:``, ``artifact:`` and the like stand for.

    Raises:
        QueryError: it is not SPARQL, or names an unknown term.
    """
    text = without_mark(text)
    check_query(text, foreign=store is None)
    known = prefixes(base)
    try:
        ox.Store().query(text, prefixes=known)
    except SyntaxError as error:
        raise syntax_fault(text, str(error)) from error
    found = _patterns_of_query(text, known, base)
    patterns = (
        None
        if found is None
        else tuple(
            Pattern(
                each.shown,
                each.shown_graph,
                _count_matches(store, each) if store is not None and each.countable else None,
            )
            for each in found
        )
    )
    return Explanation(text, missing_prefixes(text, base), patterns)


@dataclass(frozen=True, slots=True)
class _FoundPattern:
    """A pattern and its graph, in full and as they are shown."""

    text: str
    graph: str
    shown: str
    shown_graph: str
    countable: bool


def _patterns_of_query(text: str, known: dict[str, str], base: str) -> list[_FoundPattern] | None:
    """List the patterns of a query, each once; None where rdflib does not read the query."""
    from rdflib.plugins.sparql import prepareQuery  # half a second of imports that only this needs

    try:  # rdflib raises many kinds for what it does not know or cannot write; Oxigraph has read the query
        algebra = prepareQuery(text, initNs=known).algebra
        values = _single_values(algebra)
        return list(
            dict.fromkeys(
                _pattern_of_triple(triple, graph, base, values) for triple, graph in _walk_algebra(algebra, None)
            )
        )
    except Exception:
        return None


def _walk_algebra(part: object, graph: object) -> Iterator[tuple[tuple[object, ...], object]]:
    """Yield the triples of rdflib's algebra and the graph that each is matched in."""
    if isinstance(part, dict):
        items = dict(part.items())  # not part.get: rdflib's evaluates
        inner = items.get("term") if getattr(part, "name", "") == "Graph" else graph
        for terms in items.get("triples") or ():  # triples, or inside EXISTS runs of three terms each
            for start in range(0, len(terms), 3):
                yield tuple(terms[start : start + 3]), inner
        for name, value in items.items():
            if name not in ("triples", "template"):
                yield from _walk_algebra(value, inner)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _walk_algebra(value, graph)


def _single_values(algebra: object) -> dict[object, object]:
    """Find the variables that have one value wherever ``VALUES`` gives them any."""
    held: defaultdict[Any, set[Any]] = defaultdict(set)
    for part in _parts_of_algebra(algebra):
        for row in part.get("res") or () if getattr(part, "name", "") == "values" else ():
            for variable, value in row.items():
                held[variable].add(value)
    return {variable: min(values) for variable, values in held.items() if len(values) == 1 and values != {"UNDEF"}}


def _parts_of_algebra(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every node of rdflib's algebra, as plain dictionaries would be."""
    if isinstance(part, dict):
        yield part
        part = list(dict.values(part))
    for value in part if isinstance(part, list | tuple) else ():
        yield from _parts_of_algebra(value)


def _pattern_of_triple(triple: tuple[Any, ...], graph: Any, base: str, values: Mapping[Any, Any]) -> _FoundPattern:
    text = " ".join(values.get(part, part).n3() for part in triple)
    place = "" if graph is None else str(values.get(graph, graph).n3())
    endless = any(getattr(part, "more", False) for part in _nested_paths(triple[1]))
    return _FoundPattern(text, place, _shortened_pattern(text, base), _shortened_pattern(place, base), not endless)


def _nested_paths(path: object) -> Iterator[object]:
    """Yield a path and the paths in it, as rdflib nests them."""
    yield path
    for each in getattr(path, "args", None) or filter(None, (getattr(path, "path", None), getattr(path, "arg", None))):
        yield from _nested_paths(each)


def _shortened_pattern(text: str, base: str) -> str:
    """Write a pattern with prefixed names in place of IRIs."""
    return "".join(shorten(each.text[1:-1], base) if each.kind == "iri" else each.text for each in tokens(text))


def _count_matches(store: ox.Store, found: _FoundPattern) -> int:
    pattern = f"GRAPH {found.graph} {{ {found.text} }}" if found.graph else found.text
    rows = store.query(f"SELECT (COUNT(*) AS ?matches) {{ {{ SELECT * {{ {pattern} }} LIMIT {COUNTED} }} }}")
    assert isinstance(rows, ox.QuerySolutions)
    (row,) = rows
    value = row["matches"]
    assert isinstance(value, ox.Literal)
    return int(value.value)
