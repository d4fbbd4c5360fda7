"""Graphs held against their shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.ground.errors import ValidationError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.query.rdf_files import from_oxigraph, read_triples
from kg.rdf.query.store import memory_store
from kg.rdf.query.store_seal import store_errors
from kg.rdf.terms.namespaces import prefixes, shorten
from kg.rdf.terms.ntriples import Triple, term_text
from kg.rdf.validate.shape_compiler import SHAPES, checks

ENGINES = ("compiled", "pyshacl")
_SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
# What a graph of the lean profile lacks by design.
_EVIDENCE_SHAPES = frozenset({SHAPES + "LinkHasEvidence", SHAPES + "ResultEvidence"})
_Graph = Iterable[Triple] | ox.Store | rdflib.Graph
_SHOWN = 20  # violations listed in the fault of a build


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a rule.

    Attributes:
        node: its IRI. shape: the rule, e.g. ``shape:LinkConfidence``. path: the property, as prefixed name, or empty.
        message: what is wrong. remedy: what to do. value: the value at fault, as N-Triples, or empty.
    """

    node: str
    shape: str
    path: str
    message: str
    remedy: str
    value: str = ""

    def __str__(self) -> str:
        at = f" {self.path}" if self.path else ""
        value = f" (it is {self.value})" if self.value else ""
        return f"{shorten(self.node)}{at}: {self.message}{value}; {self.remedy} [{self.shape}]"


@dataclass(frozen=True, slots=True)
class Report:
    """All violations of a graph, sorted."""

    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        return not self.violations

    def require(self, where: Path | str | None = None) -> None:
        """Do nothing where the graph conforms.

        Raises:
            ValidationError: it does not; the first violations are listed.
        """
        if not self.violations:
            return
        listed = "\n".join(f"  {violation}" for violation in self.violations[:_SHOWN])
        more = len(self.violations) - _SHOWN
        rest = f"\n  and {more} more" if more > 0 else ""
        raise ValidationError(f"{len(self.violations)} violations of the shapes:\n{listed}{rest}", where=where)


def validate(
    source: Path | ox.Store | rdflib.Graph,
    *,
    engine: str = "compiled",
    profile: str = "full",
    format: str | None = None,
) -> Report:
    """Check a graph against ``ontology/shapes.ttl``.

    Args:
        source: a file of any RDF format, a store (its default graph), or an rdflib graph.
        engine: ``compiled`` (shapes as queries of Oxigraph: 20 s for a million triples on disk) or ``pyshacl`` (the
            reference validator: about a minute for 20,000 triples, as it parses a SPARQL constraint once a node).
        profile: ``lean`` for graphs that were written without evidence.
        format: of the file; by default as its name ends.

    Raises:
        InputError: the file cannot be read; OutputError: its format is unknown.
        ValidationError: there is no such engine. DamagedError: the store is damaged.
    """
    if engine not in ENGINES:
        raise ValidationError("no such engine", where=engine, remedy="there are " + " and ".join(ENGINES))
    graph = read_triples(source, format) if isinstance(source, Path) else source
    with store_errors(None):
        found = tuple(
            _compiled_violations(_as_oxigraph_store(graph))
            if engine == "compiled"
            else _reference_violations(_as_rdflib_graph(graph))
        )
    left_out = {shorten_shape(shape) for shape in _EVIDENCE_SHAPES} if profile == "lean" else set()
    return Report(tuple(sorted({violation for violation in found if violation.shape not in left_out})))


def shorten_shape(iri: str) -> str:
    """Shorten the name of a shape to a prefixed name.

    >>> shorten_shape("https://w3id.org/paperatlas/shapes#Link")
    'shape:Link'
    """
    return "shape:" + iri.removeprefix(SHAPES) if iri.startswith(SHAPES) else iri


def _as_oxigraph_store(source: _Graph) -> ox.Store:
    if isinstance(source, ox.Store):
        return source
    if not isinstance(source, rdflib.Graph):
        return memory_store(source)
    store = ox.Store()
    store.load(source.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
    return store


def _as_rdflib_graph(source: _Graph) -> rdflib.Graph:
    if isinstance(source, rdflib.Graph):
        return source
    graph = rdflib.Graph()
    if isinstance(source, ox.Store):
        source = from_oxigraph(source.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    lines = (f"{subject} {predicate} {value} ." for subject, predicate, value in source)
    graph.parse(data="\n".join(lines), format="nt")
    return graph


def _compiled_violations(store: ox.Store) -> Iterator[Violation]:
    for check in checks():
        rows = store.query(check.query, prefixes=prefixes())
        assert isinstance(rows, ox.QuerySolutions)
        with_value = any(variable.value == "value" for variable in rows.variables)
        for row in rows:
            node, value = row["this"], row["value"] if with_value else None
            yield Violation(
                node=node.value if isinstance(node, (ox.NamedNode, ox.BlankNode)) else str(node),
                shape=shorten_shape(check.shape),
                path=shorten(check.path) if check.path else "",
                message=check.message,
                remedy=check.remedy,
                value="" if value is None else term_text(value),
            )


def _reference_violations(graph: rdflib.Graph) -> Iterator[Violation]:
    import pyshacl  # a second of imports that only this engine needs

    _, results, _ = pyshacl.validate(
        graph, shacl_graph=str(ontology_path("shapes.ttl")), inference="none", advanced=False, allow_warnings=False
    )
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(rdflib.RDF.type, _SH.ValidationResult):
        constraint = results.value(result, _SH.sourceConstraint)
        shape = constraint if isinstance(constraint, rdflib.URIRef) else results.value(result, _SH.sourceShape)
        problem, _, remedy = str(results.value(result, _SH.resultMessage)).partition("; ")
        path, value = results.value(result, _SH.resultPath), results.value(result, _SH.value)
        yield Violation(
            node=str(results.value(result, _SH.focusNode)),
            shape=shorten_shape(str(shape)),
            path=shorten(str(path)) if path is not None else "",
            message=problem,
            remedy=remedy,
            value="" if value is None else value.n3(),
        )
