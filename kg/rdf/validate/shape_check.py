"""A graph held against its shapes while its sorted blocks pass by; memory and time do not depend on a store.

1. *Gather*: each block is checked by itself. What it wants of other nodes (that they are there, and of a class; that a
   link's triple stands) and what it offers to others goes into sets of hashes, on disk where they are large.
2. *Compare*: wants are held against offers. A sound graph wants nothing that is missing, and is done: one pass.
3. Otherwise nodes may have to be looked at again, as they are the targets of a shape by what others say of them, or as
   links have predicates that nobody foresaw: then all is gathered again, knowing that.
4. *Tell*: a last pass finds which nodes wanted what is missing.

Why not queries of a store: over a million triples they took thirty times as long, and a large graph would have to be
loaded before anybody knows that it is sound. The shapes are those of SHACL (W3C 2017); classes are taken as they are
written, as graphs of PaperAtlas carry every type of a node.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from kg.ground.machine.garbage import collection_paused
from kg.rdf.terms.ntriples import XSD, split_literal
from kg.rdf.validate.block_checks import (
    SUBJECT,
    BlockChecks,
    Cell,
    Columns,
    Demand,
    Layout,
    QuotePlaces,
    Row,
    Wanted,
    classes_of_constraint,
    key_of_values,
    keys_of_rows,
    values_of_column,
    values_of_row,
)
from kg.rdf.validate.hashed_keys import HashedKeys, SpillFolder, keys_held, keys_not_held
from kg.rdf.validate.joins import CLASSES, DECISIVE, add_facts, add_join, listed_predicates
from kg.rdf.validate.quoted_texts import Quote, QuotedTexts
from kg.rdf.validate.shapes import NodeShape, Rule
from kg.rdf.write.shared_triples import TYPE
from kg.rdf.write.sorted_triples import Block

Finding: TypeAlias = tuple[str, Rule, str]
"""The term of a node, the rule that it violates, and the term of the value at fault or nothing."""
ROWS_TOGETHER = 512  # of a layout that are checked together
ROWS_OF_ALL = 1 << 15  # of all layouts that wait: some 50 MB
_LAYOUTS = 4_000  # kept; those of papers are many, some 20 kB each
_INTEGER_TAIL = f'"^^<{XSD}integer>'
_FARTHEST = 1 << 40


def find_violations(
    blocks: Callable[[], Iterable[Block]], shapes: Sequence[NodeShape], *, folder: Path | None = None
) -> set[Finding]:
    """Find what in a graph violates some shapes.

    Args:
        blocks: gives the sorted blocks of the graph, as often as it is asked. folder: where sets of hashes go that are
            large, by default the system's own.
    """
    known = _Known(listed=listed_predicates(shapes))
    while True:
        with SpillFolder(folder) as spill, collection_paused():
            gathered = _Gatherer(shapes, known, spill)
            gathered.walk(blocks())
            bad = gathered.compare()
            more = gathered.learned(bad)
            if more is None:
                if bad.any:
                    _Teller(gathered, bad).walk(blocks())
                return gathered.found
        known = more


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a graph before it is gathered.

    Attributes:
        listed: the predicates of which facts are kept, by the name of these.
        targets: keys of nodes that others make targets, by the number of the shape; None before they are known.
    """

    listed: dict[str, frozenset[str]]
    targets: dict[int, frozenset[int]] | None = None


@dataclass(slots=True)
class _Bad:
    """Keys of what is wanted and missing, or there and not to be, and quotes that are wrong."""

    keys: dict[Wanted, set[int]] = field(default_factory=dict)
    quotes: set[Quote] = field(default_factory=set)

    @property
    def any(self) -> bool:
        return bool(self.quotes) or any(self.keys.values())


@dataclass(frozen=True, slots=True)
class _Form:
    """How blocks with some predicates become rows: the columns, those with several values, and what takes the cells."""

    columns: dict[str, int]
    several: frozenset[int]
    cells: Callable[[tuple[str, ...]], tuple[Cell, ...]]


@dataclass(slots=True)
class _Waiting:
    """Rows of one layout, with what is asked of them."""

    checks: BlockChecks
    rows: list[Row] = field(default_factory=list)


class _BlockWalker(ABC):
    """Walks over blocks, and hands those of each layout on, many at a time."""

    def __init__(self, shapes: Sequence[NodeShape], known: _Known) -> None:
        self._shapes = shapes
        self._known = known
        self._needed = _needed_kinds(shapes)
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._waiting: dict[tuple[object, ...], _Waiting] = {}

    def walk(self, blocks: Iterable[Block]) -> None:
        """Take in all blocks."""
        for number, block in enumerate(blocks, 1):
            self._take(block)
            if number % ROWS_OF_ALL == 0:
                self._hand_on_all()
        self._hand_on_all()

    def _take(self, block: Block, targets: tuple[int, ...] = ()) -> None:
        subject, predicates, objects = block
        form = self._forms.get(predicates)
        if form is None:
            form = self._forms[predicates] = _form_of_predicates(predicates)
        cells = form.cells(objects)
        columns = form.columns
        decisive = tuple(cells[columns[name]] for name in _DECIDE if name in columns)
        if self._known.targets:
            targets = targets or self._targets_of(subject)
        key = (form.several, *columns, decisive, subject[0] == "<", targets)
        group = self._waiting.get(key)
        if group is None:
            group = self._waiting[key] = _Waiting(self._checks_of(form, cells, subject[0] == "<", targets))
        group.rows.append((*cells, subject))
        if len(group.rows) >= ROWS_TOGETHER:
            self._hand_on(group)

    def _targets_of(self, subject: str) -> tuple[int, ...]:
        key = hash(subject)
        return tuple(number for number, keys in (self._known.targets or {}).items() if key in keys)

    def _checks_of(self, form: _Form, cells: tuple[Cell, ...], has_iri: bool, targets: tuple[int, ...]) -> BlockChecks:
        columns = form.columns
        types = (
            frozenset(value for (value,) in values_of_row(cells, (columns[TYPE],))) if TYPE in columns else frozenset()
        )
        found = (
            (name, value) for name in DECISIVE if name in columns for (value,) in values_of_row(cells, (columns[name],))
        )
        layout = Layout(columns, form.several, types, frozenset(found))
        made = BlockChecks(layout)
        for number, shape in enumerate(self._shapes):
            is_target = not types.isdisjoint(shape.classes) or any(map(layout.at, shape.subjects_of))
            if is_target or number in targets:
                made.add_shape(shape, has_iri=has_iri)
                for rule in shape.joins:
                    add_join(made, rule)
            made.demands += [
                Demand(Wanted(_facts_of_targets(shape)), (column,), target=number)
                for path in shape.objects_of
                for column in layout.at(path)
            ]
        made.add_kinds(self._needed & (types | set(map(_name_of_subjects, columns))))
        add_facts(made, self._known.listed)
        return made

    def _hand_on_all(self) -> None:
        for group in self._waiting.values():
            self._hand_on(group)
        if len(self._forms) > _LAYOUTS:
            self._forms.clear()
        if len(self._waiting) > _LAYOUTS:
            self._waiting.clear()

    def _hand_on(self, group: _Waiting) -> None:
        if group.rows:
            rows, group.rows = group.rows, []
            self._see(group.checks, rows, list(zip(*rows, strict=True)))

    @abstractmethod
    def _see(self, checks: BlockChecks, rows: list[Row], columns: Columns) -> None:
        """Take in blocks of one layout, by rows and by columns."""


class _Gatherer(_BlockWalker):
    """Checks blocks by themselves, and gathers what they want of others and offer to them.

    Attributes:
        found: violations.
    """

    def __init__(self, shapes: Sequence[NodeShape], known: _Known, spill: SpillFolder) -> None:
        super().__init__(shapes, known)
        self.shapes, self.known = shapes, known
        self.found: set[Finding] = set()
        self._facts: defaultdict[str, HashedKeys] = defaultdict(lambda: HashedKeys(spill))
        self._wanted: defaultdict[Wanted, HashedKeys] = defaultdict(lambda: HashedKeys(spill))
        self._quoted = QuotedTexts(spill)
        self._unlisted: defaultdict[str, set[str]] = defaultdict(set)
        self._unmet: dict[tuple[int, int], str] = {}
        self._met: set[int] = set()

    def walk(self, blocks: Iterable[Block]) -> None:
        super().walk(blocks)
        for (number, key), term in self._unmet.items():  # targets of which the graph says nothing
            if key not in self._met:
                self._take((term, (), ()), (number,))
        self._hand_on_all()

    def _see(self, checks: BlockChecks, rows: list[Row], columns: Columns) -> None:
        subjects, layout = columns[SUBJECT], checks.layout
        self.found.update((str(subject), rule, "") for rule in checks.broken for subject in subjects)
        for check in checks.checks:
            if not check.holds(columns):
                self.found.update((str(row[SUBJECT]), check.rule, value) for row in rows for value in check.faults(row))
        for fact in checks.facts:
            self._facts[fact.facts].extend(keys_of_rows(columns, fact.key, layout))
        for predicate, column in checks.texts:
            for row in rows:
                for (text,) in values_of_row(row, (column,)):
                    if text[0] == '"':
                        self._quoted.add_text(hash((row[SUBJECT], predicate)), text)
        asked: set[object] = set()
        for demand in checks.demands:
            if (demand.wanted, demand.key) not in asked:  # two rules may ask the same
                asked.add((demand.wanted, demand.key))
                self._wanted[demand.wanted].extend(_keys_of_demand(demand, columns, layout))
            self._learn_from(demand, columns, layout)
        for each in checks.quotes:
            self._quoted.add_quotes(quote for row in rows for quote, _ in _quotes_of_row(each, row))
        if self.known.targets:
            self._met.update(map(hash, subjects))

    def _learn_from(self, demand: Demand, columns: Columns, layout: Layout) -> None:
        if demand.listed is not None:
            facts, column = demand.listed
            self._unlisted[facts].update(values_of_column(columns, column, layout))
        if demand.target is not None and self.known.targets:
            (place,) = demand.key
            assert isinstance(place, int)
            keys = self.known.targets.get(demand.target, frozenset())
            values = values_of_column(columns, place, layout)
            self._unmet.update({(demand.target, key): each for each in values if (key := hash(each)) in keys})

    def compare(self) -> _Bad:
        """Hold what is wanted against what there is."""
        bad = _Bad(quotes=set(self._quoted.wrong_quotes()))
        for wanted, keys in self._wanted.items():
            held = [self._facts[name] for name in wanted.facts if name in self._facts]
            bad.keys[wanted] = set((keys_held if wanted.absent else keys_not_held)(keys, held))
        return bad

    def learned(self, bad: _Bad) -> _Known | None:
        """Return what is to be known to gather all of this graph, or None where all is gathered."""
        unlisted = {
            facts: frozenset(more)
            for facts, names in self._unlisted.items()
            if (more := names - self.known.listed[facts])
        }
        targets = {
            number: frozenset(keys)
            for number, shape in enumerate(self.shapes)
            if shape.objects_of and (keys := bad.keys.get(Wanted(_facts_of_targets(shape))))
        }
        if not unlisted and (self.known.targets is not None or not targets):
            return None
        listed = {facts: names | unlisted.get(facts, frozenset()) for facts, names in self.known.listed.items()}
        return _Known(listed, targets)


class _Teller(_BlockWalker):
    """Finds the nodes that wanted what is missing."""

    def __init__(self, gathered: _Gatherer, bad: _Bad) -> None:
        super().__init__(gathered.shapes, gathered.known)
        self._found = gathered.found
        self._bad = bad

    def _see(self, checks: BlockChecks, rows: list[Row], columns: Columns) -> None:
        for demand in checks.demands:
            bad = self._bad.keys[demand.wanted]
            if demand.rule is None or not bad:
                continue
            for row in rows:
                found = [(values, key_of_values(values) in bad) for values in values_of_row(row, demand.key)]
                if not demand.some or all(wrong for _, wrong in found):
                    self._found.update(
                        (str(row[SUBJECT]), demand.rule, "" if demand.value is None else values[demand.value])
                        for values, wrong in found
                        if wrong
                    )
        for each in checks.quotes if self._bad.quotes else ():
            for row in rows:
                wrong = (words for quote, words in _quotes_of_row(each, row) if quote in self._bad.quotes)
                self._found.update((str(row[SUBJECT]), each.rule, words) for words in wrong)


_DECIDE = (TYPE, *DECISIVE)


def _form_of_predicates(predicates: tuple[str, ...]) -> _Form:
    if not predicates:
        return _Form({}, frozenset(), lambda _: ())
    names = list(dict.fromkeys(predicates))
    starts = [predicates.index(name) for name in names]
    ends = [*starts[1:], len(predicates)]
    several = frozenset(column for column, (start, end) in enumerate(zip(starts, ends, strict=True)) if end - start > 1)
    takes = [slice(start, end) if end - start > 1 else start for start, end in zip(starts, ends, strict=True)]
    getter = itemgetter(*takes)
    cells = getter if len(takes) > 1 else lambda objects: (getter(objects),)
    return _Form({name: column for column, name in enumerate(names)}, several, cells)


def _keys_of_demand(demand: Demand, columns: Columns, layout: Layout) -> Iterable[int]:
    if not demand.own:
        return keys_of_rows(columns, demand.key, layout)
    (column,) = demand.key
    assert isinstance(column, int)
    pairs = zip(columns[column], columns[SUBJECT], strict=True)
    return (
        hash(value)
        for cell, subject in pairs
        for value in ((cell,) if isinstance(cell, str) else cell)
        if value != subject
    )


def _name_of_subjects(predicate: str) -> str:
    """Name the facts which nodes have a predicate; those of their classes are named as these."""
    return "subjects of " + predicate


def _facts_of_targets(shape: NodeShape) -> frozenset[str]:
    """Name the facts which nodes are targets of a shape by what they say of themselves."""
    return shape.classes | set(map(_name_of_subjects, shape.subjects_of))


def _needed_kinds(shapes: Iterable[NodeShape]) -> frozenset[str]:
    """Name the facts about nodes that shapes ask for."""
    found = set(CLASSES)
    for shape in shapes:
        if shape.objects_of:
            found |= _facts_of_targets(shape)
        for each in (one for inner in shape.properties for one in inner.constraints if not one.of_value):
            if each.name in ("class", "or"):
                found |= classes_of_constraint(each)
    return frozenset(found)


def _quotes_of_row(places: QuotePlaces, row: Row) -> Iterator[tuple[Quote, str]]:
    """Yield the quotes of a row, with the term of the words; what is no text or no whole number says nothing."""
    columns = (places.node, places.property, places.start, places.end, places.words)
    for node, name, start, end, words in values_of_row(row, columns):
        first, last = _offset(start), _offset(end)
        if first is not None and last is not None:
            text, language, datatype = split_literal(words)
            if words[0] == '"' and not datatype:  # other values do not compare with a text
                yield Quote(hash((node, name)), first, last, hash((text, language))), words


def _offset(term: str) -> int | None:
    """Return the offset that a literal gives, within what no text is longer than; None where it is no whole number."""
    try:
        return max(-1, min(int(term[1:].removesuffix(_INTEGER_TAIL)), _FARTHEST))
    except ValueError:
        return None
