"""Each constraint of each shape, broken by itself, is found by the validator of sorted blocks as pySHACL finds it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib

from kg.ground.errors import OntologyError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.terms.ntriples import Triple, boolean, decimal, integer, literal, typed
from kg.rdf.validate.hashed_keys import SpillFolder
from kg.rdf.validate.shape_check import find_violations
from kg.rdf.validate.shapes import Constraint, NodeShape, PropertyShape, own_shapes, read_shapes
from kg.rdf.validate.validation import validate
from kg.rdf.write.provenance import Build
from kg.rdf.write.shared_triples import TYPE, vocabulary_term
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.void import describe

CORE = ontology_path("shapes-core.ttl")
NOWHERE = "<https://x.org/nowhere>"
Found = set[tuple[str, str, str]]
Values = list[str]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl")


@pytest.fixture(scope="module")
def sound(triples: tuple[Triple, ...]) -> frozenset[Triple]:
    """The small world with its description of itself."""
    with SortedTriples(triples) as graph:
        describe(graph, build=Build("0.1.0", "cat1", "top1", "lin1"), files=["graph.ttl"])
        blocks = list(graph.blocks())
    return frozenset((s, p, o) for s, ps, os in blocks for p, o in zip(ps, os, strict=True))


def violations(graph: set[Triple], shapes: tuple[NodeShape, ...]) -> Found:
    with SortedTriples(graph) as lines:
        found = find_violations(lines.blocks, shapes)
    return {(node.strip("<>"), rule.shape.rpartition("#")[2], rule.path or "") for node, rule, _ in found}


def violations_by_reference(graph: set[Triple], shapes: Path) -> Found:
    data = rdflib.Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in graph), format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=str(shapes), advanced=False)
    assert isinstance(results, rdflib.Graph)

    def told(result: rdflib.term.Node, name: str) -> str:
        value = results.value(result, rdflib.SH[name])
        return "" if value is None else str(value)

    return {
        (told(one, "focusNode"), told(one, "sourceShape").rpartition("#")[2], told(one, "resultPath"))
        for one in results.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)
    }


def more_values(values: Values, constraint: Constraint) -> Iterator[Values]:
    yield [*values, NOWHERE, literal("one more")]


def no_value(values: Values, constraint: Constraint) -> Iterator[Values]:
    yield []


def wrong_value(values: Values, constraint: Constraint) -> Iterator[Values]:
    # One value wrong alone, and one beside those that are right.
    for value in (NOWHERE, literal("wrong"), literal("en") + "@en", integer(3), typed("2024-02-30", "date")):
        yield [value]
        yield [*values, value]


def wrong_number(values: Values, constraint: Constraint) -> Iterator[Values]:
    for value in (decimal("-0.1"), decimal("1.1"), integer(-1), integer(0), literal("0.5"), typed("x", "decimal")):
        yield [value]


def short_value(values: Values, constraint: Constraint) -> Iterator[Values]:
    yield [literal("")]
    yield [literal("") + "@en"]


def other_pattern(values: Values, constraint: Constraint) -> Iterator[Values]:
    for text in ("2405.1", "2405.13729v1", "x2405.13729", "\n2405.13729", "cs/0101001", "math.AG/0101001"):
        yield [literal(text)]
    yield ["<https://ror.org/05w520734>"]
    yield ["<https://ror.org/05w520734/>"]


def same_language(values: Values, constraint: Constraint) -> Iterator[Values]:
    yield [literal("one") + "@en", literal("other") + "@en"]
    yield [literal("one") + "@en", literal("eins") + "@de"]


#: How the values of a property are changed to break a constraint; some of the changes break none.
CHANGES: dict[str, Callable[[Values, Constraint], Iterator[Values]]] = {
    "minCount": no_value,
    "maxCount": more_values,
    "class": wrong_value,
    "datatype": wrong_value,
    "nodeKind": wrong_value,
    "in": wrong_value,
    "or": wrong_value,
    "hasValue": lambda values, _: iter([[boolean(True)], [], [boolean(True), boolean(False)]]),
    "minInclusive": wrong_number,
    "maxInclusive": wrong_number,
    "minLength": short_value,
    "pattern": other_pattern,
    "lessThan": lambda values, _: iter([[integer(10**6)], [decimal("10000")], [literal("a")]]),
    "equals": lambda values, _: iter([[], [NOWHERE], [*values, NOWHERE]]),
    "uniqueLang": same_language,
}


class Mutations:
    """A graph, and nodes of it once more under other names, each of them changed in one way."""

    def __init__(self, sound: frozenset[Triple]) -> None:
        self.graph = set(sound)
        self._about: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for subject, predicate, value in sorted(sound):
            self._about[subject].append((predicate, value))
        self.broken: set[str] = set()

    def add(self, shape: NodeShape, inner: PropertyShape, constraint: Constraint) -> None:
        node = self._target(shape, inner.path)
        values = [value for predicate, value in self._about[node] if predicate == inner.path]
        for changed in CHANGES[constraint.name](values, constraint):
            rows = [row for row in self._about[node] if row[0] != inner.path]
            self.add_node([*rows, *((inner.path, value) for value in changed)])

    def add_node(self, rows: list[tuple[str, str]]) -> None:
        name = f"<https://x.org/mutated-{len(self.broken)}>"
        self.broken.add(name)
        self.graph |= {(name, predicate, value) for predicate, value in rows}

    def _target(self, shape: NodeShape, path: str) -> str:
        """The first target of a shape, one with the property where there is any."""
        targets = [
            node
            for node, rows in self._about.items()
            if any((p == TYPE and o in shape.classes) or p in shape.subjects_of for p, o in rows)
        ]
        with_path = [node for node in targets if any(p == path for p, _ in self._about[node])]
        return (with_path or targets)[0]

    def types(self) -> Iterator[list[tuple[str, str]]]:
        """The rows of each node that has types, without one of these."""
        for rows in self._about.values():
            for left_out in rows:
                if left_out[0] == TYPE:
                    yield [row for row in rows if row != left_out]


def test_every_constraint_is_found_as_by_the_reference(sound: frozenset[Triple]) -> None:
    """Of the shapes without SPARQL, which pySHACL is quick with; ``test_validation`` has the others."""
    shapes, mutations = read_shapes(CORE), Mutations(sound)
    names = set()
    for shape in shapes:
        for inner in shape.properties:
            for constraint in inner.constraints:
                names.add(constraint.name)
                mutations.add(shape, inner, constraint)
    assert names == set(CHANGES)
    kinds = {tuple(sorted(p for p, _ in rows)): rows for rows in mutations.types()}
    for rows in kinds.values():
        mutations.add_node(rows)
    mutations.graph |= {("_:nobody", TYPE, value) for _, predicate, value in sound if predicate == TYPE}
    ours, reference = violations(mutations.graph, shapes), violations_by_reference(mutations.graph, CORE)
    blank = [
        {(shape, path) for node, shape, path in found if not node.startswith("http")} for found in (ours, reference)
    ]
    assert blank[0] == blank[1]
    assert len(blank[0]) > 40
    named = [{each for each in found if each[0].startswith("http")} for found in (ours, reference)]
    assert named[0] == named[1]
    assert len({shape for _, shape, _ in named[0]}) > 100


def test_random_changes_are_found_as_by_the_reference(sound: frozenset[Triple]) -> None:
    """Objects exchanged, triples added and taken away, at random: SPARQL constraints too."""
    chance, graph = random.Random(1), set(sound)
    given = sorted(sound)
    predicates = sorted({p for _, p, _ in given if "ontology#" in p or "/oa#" in p or p == TYPE})
    for _ in range(25):
        subject, predicate, value = chance.choice([each for each in given if each[1] == chance.choice(predicates)])
        other = chance.choice([o for _, p, o in given if p == predicate] + [NOWHERE, literal("odd"), integer(1)])
        graph.discard((subject, predicate, value))
        if chance.random() < 0.8:
            graph.add((subject, predicate, other))
    with SortedTriples(graph) as lines:
        found = {
            engine: {(v.node, v.shape, v.path) for v in validate(lines, engine=engine).violations}
            for engine in ("compiled", "pyshacl")
        }
    assert found["compiled"] == found["pyshacl"]
    assert len({shape for _, shape, _ in found["compiled"]}) > 10


def test_targets_of_which_the_graph_says_nothing(sound: frozenset[Triple]) -> None:
    graph = {*sound, (NOWHERE, vocabulary_term("kg:hasEvidence"), "<https://x.org/absent>")}
    shapes = {shape for node, shape, _ in violations(graph, own_shapes()) if node == "https://x.org/absent"}
    assert {"Evidence", "EvidencePaper", "EvidenceExact", "EvidenceStart"} <= shapes


def test_predicates_that_nobody_foresaw_are_looked_for(sound: frozenset[Triple]) -> None:
    """A link may have any predicate; whether its triple stands is told of that one."""
    link = min(s for s, p, _ in sound if p == vocabulary_term("rdf:predicate"))
    source, target = (
        next(o for s, p, o in sound if (s, p) == (link, vocabulary_term(name)))
        for name in ("rdf:subject", "rdf:object")
    )
    odd = "<https://x.org/odd>"
    graph = {t for t in sound if t[:2] != (link, vocabulary_term("rdf:predicate"))}
    graph.add((link, vocabulary_term("rdf:predicate"), odd))
    assert {shape for _, shape, _ in violations(graph, own_shapes())} == {"LinkPredicate", "LinkTriple"}
    graph.add((source, odd, target))
    assert {shape for _, shape, _ in violations(graph, own_shapes())} == {"LinkPredicate"}


def test_sets_on_disk_find_the_same(sound: frozenset[Triple], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    graph = {triple for triple in sound if triple[1] != vocabulary_term("oa:exact")}
    graph -= {triple for triple in sound if triple[2] == vocabulary_term("kg:Artifact")}
    graph |= {(s, p, literal("nothing of the kind")) for s, p, _ in sound if p == vocabulary_term("oa:exact")}
    expected = violations(graph, own_shapes())
    assert {"EvidenceOffsets", "LinkObject", "RoleMentions"} <= {shape for _, shape, _ in expected}
    monkeypatch.setattr("kg.rdf.validate.hashed_keys.RUN_SIZE", 2)
    monkeypatch.setattr("kg.rdf.validate.hashed_keys.TOGETHER", 3)
    monkeypatch.setattr("kg.rdf.validate.quoted_texts.TEXTS_HELD", 10)
    monkeypatch.setattr("kg.rdf.validate.quoted_texts.QUOTES_HELD", 2)
    monkeypatch.setattr("kg.rdf.validate.shape_check.ROWS_TOGETHER", 2)
    written: list[Path] = []
    kept = SpillFolder.new_file

    def new_file(folder: SpillFolder) -> Path:
        written.append(kept(folder))
        return written[-1]

    monkeypatch.setattr(SpillFolder, "new_file", new_file)
    with SortedTriples(graph) as lines:
        found = find_violations(lines.blocks, own_shapes(), folder=tmp_path)
    assert {(node.strip("<>"), rule.shape.rpartition("#")[2], rule.path or "") for node, rule, _ in found} == expected
    assert len(written) > 20
    assert not list(tmp_path.iterdir())


def test_a_sparql_constraint_without_a_join_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://x/> .\n"
        "x:S a sh:NodeShape ; sh:targetClass x:C ; sh:sparql x:Q . x:Q sh:select 'SELECT $this {}' .",
        encoding="utf-8",
    )
    block = ("<https://x/a>", (TYPE,), ("<https://x/C>",))
    with pytest.raises(OntologyError, match="no such SPARQL constraint"):
        find_violations(lambda: [block], read_shapes(path))
