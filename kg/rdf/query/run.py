"""Queries run on a store, with faults that say where they are and what to do.

1. The text is looked at first: ``SERVICE`` is refused (it would call other servers), and a ``kg:`` name that the
   ontology does not have is reported with the nearest one, since such a query would silently find nothing.
2. Well-known prefixes need not be declared.
3. Where nothing is found, the answer has hints why (``kg.rdf.sparql.hints``).
4. A query with a time limit runs in a process of its own, which is ended when the time is over: the engine itself
   cannot be interrupted. Starting that process takes a few tenths of a second, so it is done only when asked for.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.ground.errors import PaperAtlasError, QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.machine.child_process import python_command
from kg.rdf.query.answers import Answer
from kg.rdf.query.python_values import Value
from kg.rdf.query.store import open_store
from kg.rdf.query.store_seal import store_errors
from kg.rdf.sparql.hints import hints
from kg.rdf.sparql.query_check import check_query, syntax_fault
from kg.rdf.sparql.query_text import without_mark
from kg.rdf.terms.namespaces import VOCABULARIES, prefixes

_URI_SPACE = f"SELECT ?base {{ ?graph <{VOCABULARIES['void']}uriSpace> ?base }} LIMIT 1"


def run_query(
    source: ox.Store | Path,
    text: str,
    *,
    limit: int | None = None,
    timeout: float | None = None,
    base: str | None = None,
    graph: str | None = None,
) -> Answer:
    """Run a SPARQL query.

    Args:
        source: a store, or the folder of one.
        limit: give out at most so many rows. timeout: end the query after so many seconds; needs a folder.
        base: what ``paper:``, ``artifact:`` and the like stand for; by default what the store itself says.
        graph: what the store of a folder must hold, see ``open_store``.

    Raises:
        QueryError: the query is not SPARQL, names an unknown term, calls another server or takes too long.
        OutputError: the folder holds no store.

    >>> run_query(ox.Store(), "ASK { }").truth
    True
    """
    if timeout is not None:
        if not isinstance(source, Path):
            raise QueryError("a time limit needs a store on disk", remedy="give the folder of the store")
        return _run_in_process(source, text, limit, timeout, base, graph)
    store = open_store(source, graph=graph) if isinstance(source, Path) else source
    text = without_mark(text)
    check_query(text)
    base = base or store_base(store)
    try:
        with store_errors(source if isinstance(source, Path) else None):
            answer = answer_of(store.query(text, prefixes=prefixes(base)), limit, base)
    except SyntaxError as error:
        raise syntax_fault(text, str(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query stopped: {error}", remedy="simplify the query") from error
    return with_hints(answer, store, text)


def with_hints(answer: Answer, store: ox.Store | None, text: str) -> Answer:
    """Add the hints why nothing was found to an answer, where nothing was; a store elsewhere is None."""
    return replace(answer, hints=hints(store, text, answer.base)) if answer.says_nothing else answer


def store_base(store: ox.Store) -> str:
    """Read the base IRI that the store's own description gives, or the default one."""
    rows = store.query(_URI_SPACE)
    assert isinstance(rows, ox.QuerySolutions)
    row = next(rows, None)
    value = row["base"] if row is not None else None
    return value.value if isinstance(value, ox.Literal) else DEFAULT_BASE


def answer_of(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | Iterator[ox.Triple],
    limit: int | None,
    base: str = DEFAULT_BASE,
) -> Answer:
    """Read what pyoxigraph found, to its end or to a limit; an iterator of triples is that of a CONSTRUCT query."""
    if isinstance(found, ox.QueryBoolean):
        return Answer("ask", ("answer",), ((ox.Literal(bool(found)),),), base=base)
    rows: list[tuple[Value | None, ...]] = []
    columns: tuple[str, ...]
    source: Iterator[tuple[Value | None, ...]]
    if isinstance(found, ox.QuerySolutions):
        kind, columns = "select", tuple(variable.value for variable in found.variables)
        source = (tuple(row[name] for name in columns) for row in found)
    else:
        kind, columns = "construct", ("subject", "predicate", "object")
        source = ((triple.subject, triple.predicate, triple.object) for triple in found)
    for row in source:
        if limit is not None and len(rows) >= limit:
            return Answer(kind, columns, tuple(rows), complete=False, base=base)
        rows.append(row)
    return Answer(kind, columns, tuple(rows), base=base)


def _run_in_process(
    folder: Path, text: str, limit: int | None, timeout: float, base: str | None, graph: str | None
) -> Answer:
    request = pickle.dumps((str(folder), text, limit, base, graph))
    # A fresh interpreter rather than multiprocessing: that one would import the caller's script again.
    try:
        done = subprocess.run(
            python_command("from kg.rdf.query.run import work; work()"),
            input=request, capture_output=True, timeout=timeout, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise QueryError(f"the query took more than {timeout:g} seconds", remedy="narrow it, or allow more") from error
    if done.returncode != 0:
        raise QueryError("the query's process ended early, most likely for want of memory", remedy="narrow the query")
    result = pickle.loads(done.stdout)
    if isinstance(result, PaperAtlasError):
        raise result
    assert isinstance(result, Answer)
    return result


def work() -> None:
    """Run a query with a time limit in its process: a pickled request on standard input, the answer on standard
    output.
    """
    folder, text, limit, base, graph = pickle.loads(sys.stdin.buffer.read())
    result: Answer | PaperAtlasError
    try:
        result = run_query(Path(folder), text, limit=limit, base=base, graph=graph)
    except PaperAtlasError as error:
        result = error
    sys.stdout.buffer.write(pickle.dumps(result))
