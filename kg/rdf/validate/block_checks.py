"""What the shapes ask of blocks that have the same predicates and types, found once for all of them.

Nodes of a kind say the same of themselves: a graph of millions has some hundred layouts. What follows from the layout
alone (which properties there are, what the node is) is settled here; the rest is asked of the columns that the objects
of many blocks of a layout make, mostly by functions in C.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product, repeat
from typing import TypeAlias

from kg.rdf.terms.ntriples import split_literal
from kg.rdf.validate.shapes import Constraint, NodeShape, PropertyShape, Rule
from kg.rdf.validate.value_tests import Test, is_less, value_test

SUBJECT = -1  # the column of the subject, behind those of the objects
Cell: TypeAlias = "str | tuple[str, ...]"
"""The object of a predicate, or all of them where there are several."""
Row: TypeAlias = "tuple[Cell, ...]"
"""The objects of a block by predicate, and its subject."""
Columns: TypeAlias = "Sequence[tuple[Cell, ...]]"
Place: TypeAlias = "int | str"
"""A column, or a term that is the same in every row."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A set of keys, of which each must be in one of some sets of facts, or in none where it is ``absent``."""

    facts: frozenset[str]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """What a row asks of the rest of the graph.

    Attributes:
        wanted: where the keys belong. key: the places that make a key; where a place has several values, each of them.
        rule: what is told where a key is not right, or None. value: which place of the key is then at fault, or None.
        target: the number of the shape whose target the value is where its key is not right.
        own: whether a value that is the subject itself is right. some: whether one right key is enough.
        listed: facts that are kept of certain predicates only, and the column of the predicate.
    """

    wanted: Wanted
    key: tuple[Place, ...]
    rule: Rule | None = None
    value: int | None = None
    target: int | None = None
    own: bool = False
    some: bool = False
    listed: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What a row adds to a set of facts: the places that make its key."""

    facts: str
    key: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class QuotePlaces:
    """The columns of a quote: the node and the property of the text, the offsets, and the words."""

    rule: Rule
    node: int
    property: int
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Check:
    """What a row must keep by itself.

    Attributes:
        rule: what is told. holds: whether all rows of some columns keep it. faults: the values of one row that do not.
    """

    rule: Rule
    holds: Callable[[Columns], bool]
    faults: Callable[[Row], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """What blocks have alike.

    Attributes:
        columns: of each predicate. several: the columns in which each row has more than one value.
        types: of the nodes. decisive: other objects that decide what is asked, with their predicates.
    """

    columns: dict[str, int]
    several: frozenset[int]
    types: frozenset[str]
    decisive: frozenset[tuple[str, str]]

    def at(self, predicate: str) -> tuple[int, ...]:
        """Return the column of a predicate, or nothing."""
        return (self.columns[predicate],) if predicate in self.columns else ()

    def single(self, *columns: int) -> bool:
        """Check whether columns have one value in each row."""
        return self.several.isdisjoint(columns)


@dataclass(slots=True)
class BlockChecks:
    """All that is asked of the blocks of a layout; ``broken``: rules that every one of them violates."""

    layout: Layout
    broken: list[Rule] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    quotes: list[QuotePlaces] = field(default_factory=list)
    texts: list[tuple[str, int]] = field(default_factory=list)

    def add_shape(self, shape: NodeShape, *, has_iri: bool) -> None:
        """Add what a shape asks of its targets, its joins aside."""
        types = self.layout.types
        for each in shape.constraints:
            if each.name == "nodeKind":
                self._break_unless(has_iri, shape.rule)
            elif each.of_value:
                self.checks.append(_value_check(shape.rule, value_test([each]), SUBJECT))
            else:
                self._break_unless(not types.isdisjoint(classes_of_constraint(each)), shape.rule)
        for inner in shape.properties:
            self._add_property(inner)

    def add_kinds(self, names: Iterable[str]) -> None:
        """Add that the nodes are of some kinds that others may look for."""
        self.facts += [Fact(name, (SUBJECT,)) for name in sorted(names)]

    def _break_unless(self, kept: bool, rule: Rule) -> None:
        if not kept:
            self.broken.append(rule)

    def _add_property(self, shape: PropertyShape) -> None:
        rule, layout = shape.rule, self.layout
        own = [each for each in shape.constraints if each.of_value]
        if own:
            self.checks += [_value_check(rule, value_test(own), column) for column in layout.at(shape.path)]
        for each in shape.constraints:
            if each.name in ("minCount", "maxCount"):
                self._add_count(shape, each)
            elif each.name in _OF_SEVERAL:
                self.checks += _OF_SEVERAL[each.name](rule, each.terms[0], layout.at(shape.path), layout)
            elif not each.of_value:
                classes = classes_of_constraint(each)
                is_own = not layout.types.isdisjoint(classes)
                self.demands += [
                    Demand(Wanted(classes), (column,), rule, 0, own=is_own) for column in layout.at(shape.path)
                ]

    def _add_count(self, shape: PropertyShape, constraint: Constraint) -> None:
        columns, limit = self.layout.at(shape.path), constraint.number()
        compare = operator.ge if constraint.name == "minCount" else operator.le
        if columns and not self.layout.single(*columns) and limit > 1:
            (column,) = columns
            self.checks.append(_row_check(shape.rule, lambda row: () if compare(len(row[column]), limit) else ("",)))
        else:  # several values are two, where the limit is none or one
            self._break_unless(compare(len(columns) and 2 - self.layout.single(*columns), limit), shape.rule)


def classes_of_constraint(constraint: Constraint) -> frozenset[str]:
    """Return the classes of which a value must have one."""
    inner = (each for alternative in constraint.alternatives for each in alternative)
    return frozenset(term for each in ((constraint,) if constraint.terms else inner) for term in each.terms)


def values_of_column(columns: Columns, column: int, layout: Layout) -> Iterable[str]:
    """Return all values of a column."""
    return columns[column] if layout.single(column) else chain.from_iterable(columns[column])  # type: ignore[return-value]


def keys_of_rows(columns: Columns, key: tuple[Place, ...], layout: Layout) -> Iterable[int]:
    """Return the keys of all rows."""
    if len(key) == 1 and isinstance(key[0], int):
        return map(hash, values_of_column(columns, key[0], layout))
    rows = len(columns[SUBJECT])
    cells = [columns[each] if isinstance(each, int) else repeat(each, rows) for each in key]
    if layout.single(*(each for each in key if isinstance(each, int))):
        return map(hash, zip(*cells, strict=True))
    return (hash(found) for row in zip(*cells, strict=True) for found in product(*map(_values_of_cell, row)))


def values_of_row(row: Row, key: Iterable[Place]) -> Iterator[tuple[str, ...]]:
    """Yield what makes each key of one row."""
    return product(*((each,) if isinstance(each, str) else _values_of_cell(row[each]) for each in key))


def key_of_values(values: tuple[str, ...]) -> int:
    """Return the key that some values make, as ``keys_of_rows`` does."""
    return hash(values[0]) if len(values) == 1 else hash(values)


def _values_of_cell(cell: Cell) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else cell


def _value_check(rule: Rule, test: Test, column: int) -> Check:
    def holds(columns: Columns) -> bool:
        cells = columns[column]
        return all(map(test, chain.from_iterable(cells) if isinstance(cells[0], tuple) else cells))  # type: ignore[arg-type]

    def faults(row: Row) -> Iterator[str]:
        # Of a node's own constraints no value is told: it is the node.
        found = (each for each in _values_of_cell(row[column]) if not test(each))
        return ("" for _ in found) if column == SUBJECT else found

    return Check(rule, holds, faults)


_Columns: TypeAlias = "tuple[int, ...]"  # of the property: one, or none


def _has_value_checks(rule: Rule, term: str, columns: _Columns, layout: Layout) -> Iterator[Check]:
    yield _row_check(rule, lambda row: () if any(term in _values_of_cell(row[each]) for each in columns) else ("",))


def _less_than_checks(rule: Rule, path: str, columns: _Columns, layout: Layout) -> Iterator[Check]:
    for one, other in product(columns, layout.at(path)):
        places = (one, other)

        def faults(row: Row, places: tuple[int, int] = places) -> Iterable[str]:
            return {values[0] for values in values_of_row(row, places) if not is_less(*values)}

        def holds(found: Columns, places: tuple[int, int] = places) -> bool:
            return all(map(is_less, found[places[0]], found[places[1]]))  # type: ignore[arg-type]  # one value each

        yield Check(rule, holds, faults) if layout.single(*places) else _row_check(rule, faults)


def _equals_checks(rule: Rule, path: str, columns: _Columns, layout: Layout) -> Iterator[Check]:
    others = layout.at(path)

    def faults(row: Row) -> Iterable[str]:
        one, other = ({value for each in both for value in _values_of_cell(row[each])} for both in (columns, others))
        return one ^ other

    if columns and others and layout.single(*columns, *others):
        yield Check(rule, lambda found: all(map(operator.eq, found[columns[0]], found[others[0]])), faults)
    elif columns or others:
        yield _row_check(rule, faults)


def _unique_language_checks(rule: Rule, term: str, columns: _Columns, layout: Layout) -> Iterator[Check]:
    def faults(row: Row) -> Iterable[str]:
        values = (value for each in columns for value in row[each] if value[0] == '"')
        seen = Counter(language.lower() for value in values if (language := split_literal(value)[1]))
        return ("",) if any(count > 1 for count in seen.values()) else ()

    if not layout.single(*columns) and split_literal(term)[0] in ("true", "1"):
        yield _row_check(rule, faults)


def _row_check(rule: Rule, faults: Callable[[Row], Iterable[str]]) -> Check:
    """Make a check that has to look at row after row."""
    return Check(
        rule, lambda found: not any(any(True for _ in faults(row)) for row in zip(*found, strict=True)), faults
    )


# Constraints on several values of a property together, by the local name of their SHACL parameter.
_OF_SEVERAL: dict[str, Callable[[Rule, str, _Columns, Layout], Iterator[Check]]] = {
    "hasValue": _has_value_checks,
    "lessThan": _less_than_checks,
    "equals": _equals_checks,
    "uniqueLang": _unique_language_checks,
}
