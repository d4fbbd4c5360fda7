"""The shapes of ``ontology/shapes.ttl``, read: what each asks of a node and of the values of its properties.

A constraint that nothing here knows is an error, never skipped.

Covered: targets by class, subjects and objects; paths of one property; minCount, maxCount, class, datatype, nodeKind,
in, hasValue, minInclusive, maxInclusive, minLength, pattern, lessThan, equals, uniqueLang, or (of classes, or of
constraints on one value), and the SPARQL constraints of ``kg.rdf.validate.joins``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.ground.errors import OntologyError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import split_literal, term_text

SHAPES = "https://w3id.org/paperatlas/shapes#"
_SH = "http://www.w3.org/ns/shacl#"
_RDF = VOCABULARIES["rdf"]
_IGNORED = {_RDF + "type", *(_SH + name for name in ("message", "path", "property", "targetClass", "sparql"))} | {
    _SH + name for name in ("targetSubjectsOf", "targetObjectsOf", "prefixes", "select")
}
_OF_VALUES = frozenset({"datatype", "nodeKind", "in", "minInclusive", "maxInclusive", "minLength", "pattern"})
_OF_PROPERTIES = frozenset({"minCount", "maxCount", "hasValue", "lessThan", "equals", "uniqueLang"})

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
_Facts: TypeAlias = "defaultdict[_Term, defaultdict[str, list[_Term]]]"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is told of a violation.

    Attributes:
        shape: the IRI of the property shape, SPARQL constraint or node shape. path: the IRI of the property, or None.
        message, remedy: what is wrong and what to do about it.
    """

    shape: str
    path: str | None
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: the local name of its SHACL parameter, and the terms that it is given, as N-Triples text.

    ``alternatives``: of an ``or``, each all of its constraints.
    """

    name: str
    terms: tuple[str, ...] = ()
    alternatives: tuple[tuple[Constraint, ...], ...] = ()

    @property
    def of_value(self) -> bool:
        """Whether a value alone decides, without the rest of the graph."""
        inner = (each for alternative in self.alternatives for each in alternative)
        return all(each.of_value for each in inner) if self.alternatives else self.name in _OF_VALUES

    def number(self) -> int:
        """Return the whole number that the constraint is given."""
        return int(split_literal(self.terms[0])[0])


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What is asked of the values of one property; ``path``: its term."""

    rule: Rule
    path: str
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What is asked of some nodes.

    Attributes:
        classes, subjects_of, objects_of: terms of the classes and properties that make a node a target.
        constraints: on the node itself. joins: of SPARQL, by name, with what they tell.
    """

    rule: Rule
    classes: frozenset[str]
    subjects_of: frozenset[str]
    objects_of: frozenset[str]
    constraints: tuple[Constraint, ...]
    properties: tuple[PropertyShape, ...]
    joins: tuple[Rule, ...]


@cache
def own_shapes() -> tuple[NodeShape, ...]:
    """Load the shapes that come with PaperAtlas."""
    return read_shapes(ontology_path("shapes.ttl"))


def read_shapes(path: Path) -> tuple[NodeShape, ...]:
    """Read a file of shapes, sorted by name.

    Raises:
        OntologyError: it is not Turtle, or has something that is not covered.
    """
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            assert not isinstance(triple.subject, ox.Triple)
            if not isinstance(triple.object, ox.Triple):
                facts[triple.subject][triple.predicate.value].append(triple.object)
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"the shapes cannot be read: {error}", where=path, remedy="mend them") from error
    return _ShapeReader(facts, path).run()


class _ShapeReader:
    def __init__(self, facts: _Facts, path: Path) -> None:
        self._facts = facts
        self._path = path

    def run(self) -> tuple[NodeShape, ...]:
        kind = ox.NamedNode(_SH + "NodeShape")
        shapes = [node for node, about in self._facts.items() if kind in about[_RDF + "type"]]
        return tuple(self._node_shape(shape) for shape in sorted(shapes, key=str))

    def _node_shape(self, shape: _Term) -> NodeShape:
        about = self._facts[shape]
        classes, subjects_of, objects_of = (
            frozenset(map(term_text, about[_SH + name]))
            for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")
        )
        if not classes | subjects_of | objects_of:
            raise self._fault_of_shape(shape, "it has no target")
        constraints = tuple(self._constraints(shape))
        for each in constraints:
            if each.name in _OF_PROPERTIES:
                raise self._fault_of_shape(shape, f"sh:{each.name} is of a property, not of a node")
        properties = tuple(self._property_shape(each) for each in sorted(about[_SH + "property"], key=str))
        joins = tuple(self._rule(each, None) for each in sorted(about[_SH + "sparql"], key=str))
        return NodeShape(self._rule(shape, None), classes, subjects_of, objects_of, constraints, properties, joins)

    def _property_shape(self, shape: _Term) -> PropertyShape:
        (path,) = self._facts[shape][_SH + "path"]
        if not isinstance(path, ox.NamedNode):
            raise self._fault_of_shape(shape, "its path is not one property")
        return PropertyShape(self._rule(shape, path.value), term_text(path), tuple(self._constraints(shape)))

    def _constraints(self, shape: _Term) -> Iterator[Constraint]:
        for predicate, values in sorted(self._facts[shape].items()):
            if predicate not in _IGNORED:
                for value in values:
                    yield self._constraint(shape, predicate.removeprefix(_SH), value)

    def _constraint(self, shape: _Term, name: str, value: _Term) -> Constraint:
        if name == "or":
            alternatives = tuple(tuple(self._constraints(each)) for each in self._members_of_list(value))
            found = Constraint(name, alternatives=alternatives)
            if found.of_value or all(len(each) == 1 and each[0].name == "class" for each in alternatives):
                return found
            raise self._fault_of_shape(shape, "sh:or is covered of classes, or of constraints on one value")
        if name == "in":
            return Constraint(name, tuple(map(term_text, self._members_of_list(value))))
        if name not in _OF_VALUES | _OF_PROPERTIES | {"class"}:
            raise self._fault_of_shape(shape, f"sh:{name} is not covered")
        if name == "nodeKind" and value.value != _SH + "IRI":
            raise self._fault_of_shape(shape, f"sh:nodeKind {value} is not covered")
        return Constraint(name, (term_text(value),))

    def _members_of_list(self, head: _Term) -> Iterator[_Term]:
        while head.value != _RDF + "nil":
            about = self._facts[head]
            yield about[_RDF + "first"][0]
            head = about[_RDF + "rest"][0]

    def _rule(self, shape: _Term, path: str | None) -> Rule:
        message = next((each.value for each in self._facts[shape][_SH + "message"]), "")
        problem, _, remedy = message.partition("; ")
        return Rule(shape.value, path, problem or f"it violates {shape.value}", remedy)

    def _fault_of_shape(self, shape: _Term, problem: str) -> OntologyError:
        return OntologyError(f"{shape}: {problem}", where=self._path, remedy="write the shape in another way")
