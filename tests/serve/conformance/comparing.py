"""Whether two answers are the same: solutions up to the names of blank nodes, graphs up to isomorphism.

Oxigraph keeps literals by value (``01`` of ``xsd:integer`` is read back as ``1``), so expected terms are read through a
store before they are compared. Solutions with blank nodes are compared as graphs, one node a row.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from tests.serve.conformance.suite import RDF, iri_of

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_VALUE = ox.NamedNode("urn:value")
_SUFFIXES = {".ttl": "ttl", ".rdf": "rdf", ".nt": "nt", ".trig": "trig", ".nq": "nq"}


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions: each a mapping from variables to terms, unbound ones left out."""

    variables: frozenset[str]
    rows: tuple[dict[str, Term], ...]
    ordered: bool = False


Answer = Table | bool | frozenset[ox.Triple]


def parse_answer(body: bytes, content_type: str) -> Answer:
    """An answer as the server sent it."""
    results = ox.QueryResultsFormat.from_media_type(content_type)
    if results is None:
        form = ox.RdfFormat.from_media_type(content_type)
        assert form is not None, content_type
        return frozenset(quad.triple for quad in ox.parse(io.BytesIO(body), form))
    return _results(body, results)


def expected_answer(path: Path) -> Answer:
    """The answer in a file of the suite."""
    form = ox.QueryResultsFormat.from_extension(path.suffix[1:]) if path.suffix not in _SUFFIXES else None
    if form is not None:
        return _normal(_results(path.read_bytes(), form))
    graph = read_triples(path)
    answer = _result_set(graph)
    return _normal(graph if answer is None else answer)


def read_triples(path: Path, graph: str | None = None) -> frozenset[ox.Triple]:
    """The triples of a file of RDF in its default graph or a named one."""
    name = ox.NamedNode(graph) if graph is not None else ox.DefaultGraph()
    return frozenset(quad.triple for quad in read_quads(path) if quad.graph_name == name)


def read_quads(path: Path) -> list[ox.Quad]:
    """The quads of a file of RDF."""
    form = ox.RdfFormat.from_extension(_SUFFIXES[path.suffix])
    assert form is not None
    return list(ox.parse(path=path, format=form, base_iri=iri_of(path)))


def includes(expected: Answer, found: Answer) -> bool:
    """Whether an answer has the expected solutions, each at most as often (``mf:LaxCardinality``, for REDUCED)."""
    if not isinstance(expected, Table) or not isinstance(found, Table):
        return False
    wanted, there = _split(expected.rows)[0], _split(found.rows)[0]
    return set(wanted) == set(there) and all(there[row] <= wanted[row] for row in there)


def same(expected: Answer, found: Answer) -> bool:
    """Whether two answers are the same."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, frozenset) or isinstance(found, frozenset):
        return isinstance(expected, frozenset) and isinstance(found, frozenset) and _isomorphic(expected, found)
    if expected.variables != found.variables:
        return False
    if expected.ordered and not any(map(_has_blank, [*expected.rows, *found.rows])):
        return [_key(row) for row in expected.rows] == [_key(row) for row in found.rows]
    plain, blank = _split(expected.rows), _split(found.rows)
    return plain[0] == blank[0] and len(plain[1]) == len(blank[1]) and _isomorphic(_graph(plain[1]), _graph(blank[1]))


def same_csv(expected: bytes, found: bytes) -> bool:
    """Whether two answers in CSV, which does not tell kinds of terms, are the same; blank nodes are all alike."""

    def rows(data: bytes) -> Counter[tuple[tuple[str, str], ...]]:
        head, *body = list(csv.reader(io.StringIO(data.decode())))
        # SELECT * leaves the order of the columns open.
        return Counter(tuple(sorted(zip(head, map(_cell, row), strict=True))) for row in body)

    return rows(expected) == rows(found)


def _cell(text: str) -> str:
    """A number by its value, since the engine keeps no other."""
    if text.startswith("_:"):
        return "_:"
    try:
        return repr(float(text))
    except ValueError:
        return text


def _results(body: bytes, form: ox.QueryResultsFormat) -> Table | bool:
    found = ox.parse_query_results(body, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    rows = [{name: row[name] for name in names if row[name] is not None} for row in found]
    return Table(frozenset(names), tuple(rows))


def _result_set(graph: frozenset[ox.Triple]) -> Answer | None:
    """The answer that a graph in the vocabulary of the first suite holds, or None where it is just a graph."""
    found: dict[Term, dict[str, list[Term]]] = {}
    for triple in graph:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    for facts in found.values():
        if ox.NamedNode(RS + "ResultSet") not in facts.get(RDF + "type", []):
            continue
        if truth := facts.get(RS + "boolean"):
            return truth[0] == ox.Literal(True)
        names = frozenset(str(getattr(one, "value", "")) for one in facts.get(RS + "resultVariable", []))
        rows = []
        for solution in facts.get(RS + "solution", []):
            row = {}
            for binding in found.get(solution, {}).get(RS + "binding", []):
                variable = found[binding][RS + "variable"][0]
                row[str(getattr(variable, "value", ""))] = found[binding][RS + "value"][0]
            index = found.get(solution, {}).get(RS + "index")
            rows.append((int(str(getattr(index[0], "value", "0"))) if index else 0, row))
        rows.sort(key=lambda one: one[0])
        return Table(names, tuple(row for _, row in rows), ordered=any(index for index, _ in rows))
    return None


def _normal(answer: Answer) -> Answer:
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, frozenset):
        store = ox.Store()
        store.extend(ox.Quad(*triple) for triple in answer)
        return frozenset(quad.triple for quad in store)
    rows = tuple({name: _normal_term(value) for name, value in row.items()} for row in answer.rows)
    return Table(answer.variables, rows, answer.ordered)


def _normal_term(term: Term) -> Term:
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return term
    store = ox.Store()
    store.add(ox.Quad(_VALUE, _VALUE, term))
    kept: Term = next(iter(store)).object
    return kept


def _isomorphic(one: Iterable[ox.Triple], other: Iterable[ox.Triple]) -> bool:
    graphs = []
    for triples in (one, other):
        graph = ox.Dataset(ox.Quad(*triple) for triple in triples)
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        graphs.append(graph)
    return graphs[0] == graphs[1]


def _has_blank(row: dict[str, Term]) -> bool:
    return any("_:" in str(value) for value in row.values() if not isinstance(value, ox.Literal | ox.NamedNode))


def _key(row: dict[str, Term]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in row.items()))


def _split(rows: Iterable[dict[str, Term]]) -> tuple[Counter[tuple[tuple[str, str], ...]], list[dict[str, Term]]]:
    blank = [row for row in rows if _has_blank(row)]
    return Counter(_key(row) for row in rows if not _has_blank(row)), blank


def _graph(rows: Iterable[dict[str, Term]]) -> list[ox.Triple]:
    triples = []
    for row in rows:
        node = ox.BlankNode()
        triples += [ox.Triple(node, ox.NamedNode("urn:" + name), value) for name, value in row.items()]
    return triples
