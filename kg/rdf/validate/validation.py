"""Graphs held against their shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg.ground.errors import ValidationError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.query.rdf_files import from_oxigraph, read_triples
from kg.rdf.query.store_seal import store_errors
from kg.rdf.terms.namespaces import shorten
from kg.rdf.terms.ntriples import Triple
from kg.rdf.validate.shape_check import Finding, find_violations
from kg.rdf.validate.shapes import SHAPES, own_shapes
from kg.rdf.write.sorted_triples import Block, SortedTriples

if TYPE_CHECKING:  # half a second of imports that few need
    import rdflib

ENGINES = ("compiled", "pyshacl")
_SH = "http://www.w3.org/ns/shacl#"
# What a graph of the lean profile lacks by design.
_EVIDENCE_SHAPES = frozenset({SHAPES + "LinkHasEvidence", SHAPES + "ResultEvidence"})
_Graph: TypeAlias = "SortedTriples | Iterable[Triple] | ox.Store | rdflib.Graph"
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
    source: Path | SortedTriples | ox.Store | rdflib.Graph,
    *,
    engine: str = "compiled",
    profile: str = "full",
    format: str | None = None,
    folder: Path | None = None,
) -> Report:
    """Check a graph against ``ontology/shapes.ttl``.

    Args:
        source: a file of any RDF format, sorted triples, a store (its default graph), or an rdflib graph.
        engine: ``compiled`` (``kg.rdf.validate.shape_check``: two seconds for a million sorted triples, and memory
            that does not grow with the graph) or ``pyshacl`` (the reference validator: about a minute for 20,000
            triples, as it parses a SPARQL constraint once a node).
        profile: ``lean`` for graphs that were written without evidence.
        format: of the file; by default as its name ends. folder: where to put what does not fit into memory.

    Raises:
        InputError: the file cannot be read; OutputError: its format is unknown.
        ValidationError: there is no such engine. DamagedError: the store is damaged.
    """
    if engine not in ENGINES:
        raise ValidationError("no such engine", where=engine, remedy="there are " + " and ".join(ENGINES))
    graph = read_triples(source, format) if isinstance(source, Path) else source
    with store_errors(None):
        found = tuple(
            _compiled_violations(graph, folder)
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


def _compiled_violations(source: _Graph, folder: Path | None) -> Iterator[Violation]:
    with ExitStack() as stack:
        if not isinstance(source, SortedTriples):
            source = stack.enter_context(SortedTriples(_triples_of_graph(source), folder=folder))
        yield from map(_violation_of_finding, find_violations(source.blocks, own_shapes(), folder=folder))


def validate_blocks(
    blocks: Sequence[Block], counts: Callable[[str, str], bool], *, folder: Path | None = None
) -> Report:
    """Check a few nodes of a graph; arguments as of ``validate``.

    Args:
        blocks: of these nodes and all that they point to, sorted.
        counts: tells whether a violation counts, from the terms of the node and of the value at fault.
    """
    found = find_violations(lambda: blocks, own_shapes(), folder=folder)
    return Report(tuple(sorted({_violation_of_finding(one) for one in found if counts(one[0], one[2])})))


def _violation_of_finding(finding: Finding) -> Violation:
    node, rule, value = finding
    return Violation(
        node=_name_of_node(node),
        shape=shorten_shape(rule.shape),
        path=shorten(rule.path) if rule.path else "",
        message=rule.message,
        remedy=rule.remedy,
        value=value,
    )


def _name_of_node(term: str) -> str:
    if term[0] == "<":
        return term[1:-1]
    return term.removeprefix("_:")


def _triples_of_graph(source: _Graph) -> Iterable[Triple]:
    if isinstance(source, ox.Store):
        return from_oxigraph(source.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    if isinstance(source, Iterator):
        return source
    import rdflib

    if isinstance(source, rdflib.Graph):
        return from_oxigraph(ox.parse(source.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES))
    return source  # type: ignore[return-value]  # sorted triples are taken as they are


def _as_rdflib_graph(source: _Graph) -> rdflib.Graph:
    import rdflib

    if isinstance(source, rdflib.Graph):
        return source
    lines = (
        source if isinstance(source, SortedTriples) else (f"{s} {p} {o} .\n" for s, p, o in _triples_of_graph(source))
    )
    graph = rdflib.Graph()
    graph.parse(data="".join(lines), format="nt")
    return graph


def _reference_violations(graph: rdflib.Graph) -> Iterator[Violation]:
    import pyshacl  # a second of imports that only this engine needs
    import rdflib

    shacl = rdflib.Namespace(_SH)
    _, results, _ = pyshacl.validate(
        graph, shacl_graph=str(ontology_path("shapes.ttl")), inference="none", advanced=False, allow_warnings=False
    )
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(rdflib.RDF.type, shacl.ValidationResult):
        constraint = results.value(result, shacl.sourceConstraint)
        shape = constraint if isinstance(constraint, rdflib.URIRef) else results.value(result, shacl.sourceShape)
        problem, _, remedy = str(results.value(result, shacl.resultMessage)).partition("; ")
        path, value = results.value(result, shacl.resultPath), results.value(result, shacl.value)
        yield Violation(
            node=str(results.value(result, shacl.focusNode)),
            shape=shorten_shape(str(shape)),
            path=shorten(str(path)) if path is not None else "",
            message=problem,
            remedy=remedy,
            value="" if value is None else value.n3(),
        )
