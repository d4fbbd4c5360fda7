"""Constraints on one value, as functions of its term that are true where it keeps them.

Literals are compared as XML Schema 1.1 part 2 defines their datatypes; one that is no legal form of its datatype
violates every constraint on its value. Values of small kinds (numbers, dates) recur, and what was found is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from kg.ground.errors import OntologyError
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import XSD, split_literal
from kg.rdf.validate.shapes import Constraint

Test: TypeAlias = Callable[[str], object]

_ZONE = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = "-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_DAY = f"({_YEAR})-(0[1-9]|1[0-2])-([0-3][0-9])"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DOUBLE = rf"(?:{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN)"
# What may stand between the quotes of a literal of each datatype that has legal forms of its own.
_FORMS = {
    "integer": "[+-]?[0-9]+",
    "decimal": _DECIMAL,
    "double": _DOUBLE,
    "float": _DOUBLE,
    "boolean": "true|false|1|0",
    "gYear": _YEAR + _ZONE,
    "gYearMonth": f"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
    "date": _DAY + _ZONE,
    "dateTime": rf"{_DAY}T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?){_ZONE}",
}
_WITH_DAY = ("date", "dateTime")
_NUMBERS = tuple(XSD + name for name in ("integer", "decimal", "double", "float"))
_LEAP_CYCLE = 400  # years after which the calendar repeats
_KEPT = 1 << 15  # findings of one test, about 5 MB


def value_test(constraints: Sequence[Constraint]) -> Test:
    """Make the test of all of some constraints, each of which ``of_value``.

    Raises:
        OntologyError: a constraint is given what it cannot take.
    """
    tests = [_test_of_constraint(each) for each in constraints]
    if len(tests) == 1:
        return tests[0]
    return lru_cache(_KEPT)(lambda term: all(test(term) for test in tests))


def _test_of_constraint(constraint: Constraint) -> Test:
    if constraint.alternatives:
        tests = [value_test(each) for each in constraint.alternatives]
        return lru_cache(_KEPT)(lambda term: any(test(term) for test in tests))
    term = constraint.terms[0] if constraint.terms else ""
    match constraint.name:
        case "datatype":
            return _datatype_test(term[1:-1])
        case "nodeKind":
            return _is_iri
        case "in":
            return frozenset(constraint.terms).__contains__
        case "minInclusive" | "maxInclusive":
            return _bound_test(constraint.name, term)
        case "minLength":
            return _length_test(constraint.number())
    assert constraint.name == "pattern", constraint.name
    # The end of a text is its end: Python's "$" also stands before a last line break.
    search = re.compile(re.sub(r"(?<!\\)\$", r"\\Z", split_literal(term)[0])).search
    return lambda value: value[0] != "_" and search(text_of_term(value))


def text_of_term(term: str) -> str:
    """Return the text of an IRI or literal, as SPARQL's ``STR`` does."""
    return split_literal(term)[0] if term[0] == '"' else term[1:-1]


@lru_cache(_KEPT)
def number_of_term(term: str) -> Decimal | None:
    """Return the number that a literal is, or None where it is none."""
    if term[0] != '"' or term[-1] != ">":
        return None
    text, _, datatype = split_literal(term)
    if datatype not in _NUMBERS or not _datatype_test(datatype)(term):
        return None
    return Decimal(text.replace("INF", "Infinity"))


def is_less(term: str, other: str) -> bool:
    """Check whether a value is less than another; of values that do not compare it is not."""
    one, two = _comparable(term), _comparable(other)
    return one[0] == two[0] and one[0] != "" and bool(one[1] < two[1])  # type: ignore[operator]  # of one kind


def _comparable(term: str) -> tuple[str, object]:
    """Return what kind of values a value compares with, and the value to compare; no kind where with none."""
    number = number_of_term(term)
    if number is not None:
        return ("", None) if number.is_nan() else ("number", number)
    if term[-1] == '"':
        return "text", split_literal(term)[0]
    if term[0] == '"' and term[-1] == ">":
        text, _, datatype = split_literal(term)
        name = datatype.removeprefix(XSD)
        if name in ("boolean", "date", "gYear", "gYearMonth") and _datatype_test(datatype)(term) and text[0] != "-":
            return name, text in ("true", "1") if name == "boolean" else text
    return "", None


def _is_iri(term: str) -> bool:
    return term[0] == "<" and term[1] != "<"


def _bound_test(name: str, term: str) -> Test:
    bound = number_of_term(term)
    if bound is None:
        raise OntologyError(f"sh:{name} is covered for numbers", where=term, remedy="write the shape in another way")

    def test(value: str) -> bool:
        number = number_of_term(value)
        if number is None or number.is_nan():
            return False
        return number >= bound if name == "minInclusive" else number <= bound

    return lru_cache(_KEPT)(test)


def _length_test(least: int) -> Test:
    if least == 1:
        return lambda value: value != '""' and value[0] != "_" and text_of_term(value)
    return lambda value: value[0] != "_" and len(text_of_term(value)) >= least


@lru_cache
def _datatype_test(datatype: str) -> Test:
    """Make the test for a legal literal of a datatype."""
    name = datatype.removeprefix(XSD)
    if name == "string":
        return lambda term: term[-1] == '"'
    if datatype == VOCABULARIES["rdf"] + "langString":
        return lambda term: term[0] == '"' and term[-1] not in '">'
    tail = re.escape(f'"^^<{datatype}>')
    if name not in _FORMS:
        return re.compile(f'".*{tail}', re.S).fullmatch
    legal = re.compile(f'"(?:{_FORMS[name]}){tail}').fullmatch
    if name not in _WITH_DAY:
        return legal

    def test(term: str) -> bool:
        match = legal(term)
        return match is not None and _is_day(*map(int, match.groups()))

    return lru_cache(_KEPT)(test)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(abs(year) % _LEAP_CYCLE + _LEAP_CYCLE, month, day)
    except ValueError:
        return False
    return True
