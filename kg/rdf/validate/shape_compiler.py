"""SHACL shapes compiled to SPARQL, so that a graph of a million triples is checked in seconds.

1. ``ontology/shapes.ttl`` is read; the shapes there are the only definition of what is valid.
2. Each constraint of each shape becomes one query for the nodes that violate it, over all targets of the shape at once.
   (pySHACL, the reference, asks node by node.)
3. A constraint that this module does not know is an error, never skipped. Tests hold its findings against pySHACL's.

Covered: targets by class, subjects and objects; paths of one property; minCount, maxCount, class, datatype, nodeKind,
in, hasValue, minInclusive, maxInclusive, minLength, pattern, lessThan, equals, uniqueLang, or (of class and datatype),
sparql.
Classes are taken as they are written: graphs of PaperAtlas carry every type of a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.ground.errors import OntologyError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import XSD, integer, term_text

SHAPES = "https://w3id.org/paperatlas/shapes#"
_SH = "http://www.w3.org/ns/shacl#"
_RDF = VOCABULARIES["rdf"]
_IGNORED = {_RDF + "type", *(_SH + name for name in ("message", "path", "property", "targetClass"))} | {
    _SH + name for name in ("targetSubjectsOf", "targetObjectsOf", "prefixes", "select")
}
# Lexical forms that Oxigraph cannot cast, and so cannot check by casting.
_LEXICAL = {XSD + "gYear": "^-?[0-9]{4,}(Z|[+-][0-9:]+)?$", XSD + "gYearMonth": "^-?[0-9]{4,}-(0[1-9]|1[0-2])(Z)?$"}
_CASTS = {XSD + name for name in ("decimal", "integer", "boolean", "date", "dateTime", "double")}

_ONE = integer(1)
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Facts = dict[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint.

    Attributes:
        shape: IRI of the property shape, SPARQL constraint or node shape. path: IRI of the property, or None.
        message, remedy: what is wrong and what to do about it.
        query: gives ``?this``, and perhaps ``?value``, for each violation.
    """

    shape: str
    path: str | None
    message: str
    remedy: str
    query: str


@cache
def checks() -> tuple[Check, ...]:
    """Load the checks of the shapes that come with PaperAtlas."""
    return compile_shapes(ontology_path("shapes.ttl"))


def compile_shapes(path: Path) -> tuple[Check, ...]:
    """Compile a file of shapes to checks.

    Raises:
        OntologyError: it is not Turtle, or has something that is not covered.
    """
    facts: defaultdict[Term, Facts] = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            assert not isinstance(triple.subject, ox.Triple)
            if not isinstance(triple.object, ox.Triple):
                facts[triple.subject][triple.predicate.value].append(triple.object)
    except (SyntaxError, OSError) as error:
        raise OntologyError(f"the shapes cannot be read: {error}", where=path, remedy="mend them") from error
    return _ShapeCompiler(facts, path).run()


class _ShapeCompiler:
    def __init__(self, facts: defaultdict[Term, Facts], path: Path) -> None:
        self._facts = facts
        self._path = path

    def run(self) -> tuple[Check, ...]:
        kind = ox.NamedNode(_SH + "NodeShape")
        shapes = [node for node, about in self._facts.items() if kind in about[_RDF + "type"]]
        found: list[Check] = []
        for shape in sorted(shapes, key=str):
            target = self._target_of_shape(shape)
            found += self._node_checks(shape, target)
            for inner in sorted(self._facts[shape][_SH + "property"], key=str):
                found += self._property_checks(inner, target)
            for inner in sorted(self._facts[shape][_SH + "sparql"], key=str):
                found.append(self._sparql_check(inner, target))
        return tuple(found)

    def _target_of_shape(self, shape: Term) -> str:
        about = self._facts[shape]
        classes = [f"{{ ?this a {each} }}" for each in about[_SH + "targetClass"]]
        others = [f"?this {each} ?any" for each in about[_SH + "targetSubjectsOf"]]
        others += [f"?any {each} ?this" for each in about[_SH + "targetObjectsOf"]]
        if not classes:
            if not others:
                raise self._fault_of_shape(shape, "it has no target")
            return f"{{ SELECT DISTINCT ?this {{ {{ {' } UNION { '.join(others)} }} }} }}"
        # Nearly all targets have the class: the others must not make a second pass over them.
        unlike = " ".join(f"FILTER NOT EXISTS {each}" for each in classes)
        return f"{{ {' UNION '.join([*classes, *(f'{{ {each} {unlike} }}' for each in others)])} }}"

    def _node_checks(self, shape: Term, target: str) -> Iterator[Check]:
        bad = [self._value_violation(shape, *each, "?this") for each in self._constraints(shape) if each[0] != "sparql"]
        if bad:
            yield self._check_of_shape(shape, None, f"SELECT ?this {{ {target} FILTER({' || '.join(bad)}) }}")

    def _property_checks(self, shape: Term, target: str) -> Iterator[Check]:
        (path,) = self._facts[shape][_SH + "path"]
        if not isinstance(path, ox.NamedNode):
            raise self._fault_of_shape(shape, "its path is not one property")
        bad = []
        for name, value in self._constraints(shape):
            whole = _WHOLE.get(name)
            if whole is None:
                bad.append(self._value_violation(shape, name, value, "?value"))
            else:
                yield self._check_of_shape(shape, path.value, whole(target, str(path), term_text(value)))
        if bad:  # one pass for all: they share their shape, message and remedy
            query = f"SELECT ?this ?value {{ {target} ?this {path} ?value FILTER({' || '.join(bad)}) }}"
            yield self._check_of_shape(shape, path.value, query)

    def _sparql_check(self, shape: Term, target: str) -> Check:
        (select,) = self._facts[shape][_SH + "select"]
        inner = select.value.replace("$this", "?this")
        variables = "?this ?value" if "?value" in inner else "?this"
        return self._check_of_shape(shape, None, f"SELECT {variables} {{ {target} {{ {inner} }} }}")

    def _constraints(self, shape: Term) -> Iterator[tuple[str, Term]]:
        for predicate, values in sorted(self._facts[shape].items()):
            if predicate not in _IGNORED:
                for value in values:
                    yield predicate.removeprefix(_SH), value

    def _value_violation(self, shape: Term, name: str, value: Term, variable: str) -> str:
        """Write an expression that is true for a value that violates a constraint."""
        if name == "or":
            parts = [
                self._value_violation(shape, kind, each, variable)
                for alternative in self._members_of_list(value)
                for kind, each in self._constraints(alternative)
            ]
            return f"({' && '.join(parts)})"
        text = term_text(value)
        match name:
            case "class":
                return f"NOT EXISTS {{ {variable} a {text} }}"
            case "datatype":
                return _datatype_violation(value.value, variable)
            case "nodeKind" if value.value == _SH + "IRI":
                return f"!isIRI({variable})"
            case "in":
                same = (f"sameTerm({variable}, {term_text(each)})" for each in self._members_of_list(value))
                return f"!({' || '.join(same)})"
            case "minInclusive":
                return f"!COALESCE({variable} >= {text}, false)"
            case "maxInclusive":
                return f"!COALESCE({variable} <= {text}, false)"
            case "minLength":
                return f"STRLEN(STR({variable})) < {text}"
            case "pattern":
                return f"!COALESCE(REGEX(STR({variable}), {text}), false)"
        raise self._fault_of_shape(shape, f"sh:{name} is not covered")

    def _members_of_list(self, head: Term) -> Iterator[Term]:
        while head.value != _RDF + "nil":
            about = self._facts[head]
            yield about[_RDF + "first"][0]
            head = about[_RDF + "rest"][0]

    def _check_of_shape(self, shape: Term, path: str | None, query: str) -> Check:
        message = next((each.value for each in self._facts[shape][_SH + "message"]), "")
        problem, _, remedy = message.partition("; ")
        return Check(shape.value, path, problem or f"it violates {shape.value}", remedy, query)

    def _fault_of_shape(self, shape: Term, problem: str) -> OntologyError:
        return OntologyError(f"{shape}: {problem}", where=self._path, remedy="write the shape in another way")


def _datatype_violation(datatype: str, variable: str) -> str:
    wrong = f"!COALESCE(datatype({variable}) = <{datatype}>, false)"
    if datatype in _LEXICAL:
        return f'({wrong} || !COALESCE(REGEX(STR({variable}), "{_LEXICAL[datatype]}"), false))'
    if datatype in _CASTS:
        return f"({wrong} || !COALESCE(STRLEN(STR(<{datatype}>(STR({variable})))) > 0, false))"
    return f"({wrong})"


def _min_count_query(target: str, path: str, number: str) -> str:
    if number == _ONE:  # far faster than counting
        return f"SELECT ?this {{ {target} FILTER NOT EXISTS {{ ?this {path} ?value }} }}"
    counted = f"SELECT ?this (COUNT(DISTINCT ?value) AS ?found) {{ {target} OPTIONAL {{ ?this {path} ?value }} }}"
    return f"SELECT ?this {{ {{ {counted} GROUP BY ?this }} FILTER(?found < {number}) }}"


def _max_count_query(target: str, path: str, number: str) -> str:
    if number == _ONE:
        two = f"?this {path} ?value, ?other FILTER(!sameTerm(?value, ?other))"
        return f"SELECT ?this {{ {target} {two} }}"
    counted = f"SELECT ?this (COUNT(DISTINCT ?value) AS ?found) {{ {target} ?this {path} ?value }}"
    return f"SELECT ?this {{ {{ {counted} GROUP BY ?this }} FILTER(?found > {number}) }}"


def _has_value_query(target: str, path: str, value: str) -> str:
    return f"SELECT ?this {{ {target} FILTER NOT EXISTS {{ ?this {path} {value} }} }}"


def _less_than_query(target: str, path: str, other: str) -> str:
    compared = f"?this {path} ?value ; {other} ?other"
    return f"SELECT ?this ?value {{ {target} {compared} FILTER(!COALESCE(?value < ?other, false)) }}"


def _equals_query(target: str, path: str, other: str) -> str:
    missing = f"{{ ?this {path} ?value FILTER NOT EXISTS {{ ?this {other} ?value }} }}"
    lacking = f"{{ ?this {other} ?value FILTER NOT EXISTS {{ ?this {path} ?value }} }}"
    return f"SELECT ?this ?value {{ {target} {missing} UNION {lacking} }}"


def _unique_language(target: str, path: str, _: str) -> str:
    same = "?value != ?other && LANG(?value) != '' && LANG(?value) = LANG(?other)"
    return f"SELECT ?this {{ {target} ?this {path} ?value, ?other FILTER({same}) }}"


# Constraints on all values of a property together, by the local name of their SHACL parameter.
_WHOLE: dict[str, Callable[[str, str, str], str]] = {
    "minCount": _min_count_query,
    "maxCount": _max_count_query,
    "hasValue": _has_value_query,
    "lessThan": _less_than_query,
    "equals": _equals_query,
    "uniqueLang": _unique_language,
}
