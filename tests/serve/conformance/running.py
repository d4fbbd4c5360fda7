"""Cases run against a target: None where one passes, else what went wrong."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from tests.serve.conformance.comparing import (
    expected_answer,
    includes,
    parse_answer,
    read_quads,
    read_triples,
    same,
    same_csv,
)
from tests.serve.conformance.suite import Case, iri_of
from tests.serve.conformance.targets import ACCEPT, Refused, Target, Unable


def outcome(case: Case, target: Target) -> str | None:
    """What is wrong with a target's answer to a case."""
    try:
        if "Syntax" in case.kind:
            return _syntax(case, target)
        _load(case, target)
        if "Update" in case.kind:
            return _update(case, target)
        return _query(case, target)
    except Refused as refusal:
        return f"refused: {refusal}"
    except Unable as fault:
        return f"not done: {fault}"
    except (AssertionError, OSError, ValueError, SyntaxError) as error:
        return f"{type(error).__name__}: {error}"


def _load(case: Case, target: Target) -> None:
    target.clear()
    for path in case.data:
        if path.suffix in (".trig", ".nq"):
            target.update(_insertion(path))
        else:
            target.load(path, None)
    for name, path in case.graphs:
        target.load(path, name)


def _text(path: Path | None) -> str:
    """The text of a query, with its own address as its base."""
    assert path is not None
    return f"BASE <{iri_of(path)}>\n" + path.read_bytes().decode("utf-8")


def _syntax(case: Case, target: Target) -> str | None:
    negative = case.kind.startswith("Negative")
    try:
        (target.update if "Update" in case.kind else target.query)(_text(case.text))
    except Refused as refusal:
        return None if negative else f"refused: {refusal}"
    except Unable:  # so it was read
        pass
    return "it was not refused" if negative else None


def _query(case: Case, target: Target) -> str | None:
    text = _text(case.text)
    assert case.result is not None
    for name in _from(text, case):
        target.load(*name)
    if case.result.suffix == ".csv":
        body, _ = target.query(text, "text/csv")
        return None if same_csv(case.result.read_bytes(), body) else f"another table:\n{body.decode()}"
    accept = {".tsv": "text/tab-separated-values", ".srj": "application/sparql-results+json"}.get(case.result.suffix)
    body, content_type = target.query(text, accept or ACCEPT)
    expected, found = expected_answer(case.result), parse_answer(body, content_type)
    agree = includes if case.lax else same
    return None if agree(expected, found) else f"expected {expected}, got {found}"


def _from(text: str, case: Case) -> list[tuple[Path, str]]:
    """Files that a query names with FROM: this endpoint fetches nothing, so they are loaded under their names."""
    assert case.text is not None
    if case.data or case.graphs or "FROM" not in text:
        return []
    files = [path for path in sorted(case.text.parent.iterdir()) if f"<{path.name}>" in text]
    return [(path, iri_of(path)) for path in files]


def _insertion(path: Path) -> str:
    """A file with named graphs as an update: its graphs share blank nodes, so they must come in one go."""
    parts = [
        f"GRAPH {quad.graph_name} {{ {quad.triple} }}"
        if isinstance(quad.graph_name, ox.NamedNode)
        else f"{quad.triple} ."
        for quad in read_quads(path)
    ]
    return f"INSERT DATA {{ {' '.join(parts)} }}"


def _names_in(path: Path) -> list[str]:
    """The named graphs that a file has itself."""
    if path.suffix not in (".trig", ".nq"):
        return []
    return sorted({quad.graph_name.value for quad in read_quads(path) if isinstance(quad.graph_name, ox.NamedNode)})


def _update(case: Case, target: Target) -> str | None:
    target.update(_text(case.text))
    expected: dict[str | None, list[tuple[Path, str | None]]] = {None: [(path, None) for path in case.after]}
    for path in case.after:
        expected |= {name: [(path, name)] for name in _names_in(path)}
    expected |= {name: [(path, None)] for name, path in case.after_graphs}
    extra = [name for name in target.graphs() if name not in expected and target.triples(name)]
    if extra:
        return f"there are also {extra}"
    for name, parts in expected.items():
        wanted = frozenset(triple for path, graph in parts for triple in read_triples(path, graph))
        if name is not None and name not in target.graphs() and not wanted:
            continue
        if not same(wanted, target.triples(name)):
            return f"the graph {name or 'by default'} is {target.triples(name)}"
    return None
