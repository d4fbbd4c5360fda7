"""The SPARQL constraints of ``ontology/shapes.ttl``: what a node says held against what another does.

Each is one of the queries there, said as keys that must be, or must not be, among the keys of facts. The queries are
the definition, and what pySHACL runs; tests hold both against each other. Nodes say here what they want; no store is
asked, and nothing is looked up node by node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

from kg.ground.errors import OntologyError
from kg.rdf.terms.ntriples import boolean
from kg.rdf.validate.block_checks import SUBJECT, BlockChecks, Demand, Fact, Layout, QuotePlaces, Wanted
from kg.rdf.validate.shapes import SHAPES, NodeShape, Rule
from kg.rdf.write.shared_triples import vocabulary_term

TRIPLES, STATED, TEXTS = "triples", "stated", "texts"  # names of facts; those of nodes are named by their classes
ASSERTED = vocabulary_term("kg:asserted")
_SUBJECT, _PREDICATE, _OBJECT = map(vocabulary_term, ("rdf:subject", "rdf:predicate", "rdf:object"))
_LINK, _ARTIFACT, _RESULT, _SOURCE = map(vocabulary_term, ("kg:Link", "kg:Artifact", "kg:Result", "kg:Source"))
_MENTIONS, _FIELD = vocabulary_term("kg:mentions"), vocabulary_term("kg:inField")
_QUOTED_FROM, _DERIVED_FROM = vocabulary_term("prov:wasQuotedFrom"), vocabulary_term("prov:wasDerivedFrom")
_EVIDENCE, _AS_TYPE = vocabulary_term("kg:hasEvidence"), vocabulary_term("kg:asType")
_START, _END, _EXACT = map(vocabulary_term, ("oa:start", "oa:end", "oa:exact"))
#: Objects that decide what is asked of a node, beside its types.
DECISIVE = (ASSERTED,)
#: Classes whose nodes the joins look for.
CLASSES = frozenset({_ARTIFACT, _SOURCE})
# Facts that are kept of some predicates only: of those that these properties may have.
_LISTED = {TRIPLES: _PREDICATE, TEXTS: _FIELD}


def listed_predicates(shapes: Iterable[NodeShape]) -> dict[str, frozenset[str]]:
    """Return the predicates whose triples, and whose texts, are looked for in a graph that keeps its shapes."""
    found: dict[str, frozenset[str]] = {}
    for facts, path in _LISTED.items():
        inner = (each for shape in shapes for each in shape.properties if each.path == path)
        lists = [one.terms for each in inner for one in each.constraints if one.name == "in"]
        found[facts] = frozenset(term for terms in lists for term in terms)
    return found


def add_join(checks: BlockChecks, rule: Rule) -> None:
    """Add what a SPARQL constraint asks.

    Raises:
        OntologyError: there is no such join.
    """
    name, layout = rule.shape.removeprefix(SHAPES), checks.layout
    if name == "ResultOrigin":
        _add_result_origin(checks, rule)
    elif name == "EvidenceOffsets":
        paths = (_QUOTED_FROM, _FIELD, _START, _END, _EXACT)
        checks.quotes += [QuotePlaces(rule, *columns) for columns in product(*map(layout.at, paths))]
    elif name in _JOINS:
        checks.demands += _JOINS[name](rule, layout)
    else:
        raise OntologyError("no such SPARQL constraint is covered", where=rule.shape, remedy="add it to the joins")


def add_facts(checks: BlockChecks, listed: Mapping[str, Iterable[str]]) -> None:
    """Add what the nodes say that others may look for; ``listed``: as ``listed_predicates``."""
    layout = checks.layout
    for predicate in listed[TRIPLES]:
        checks.facts += [Fact(TRIPLES, (SUBJECT, predicate, column)) for column in layout.at(predicate)]
    for predicate in listed[TEXTS]:
        columns = layout.at(predicate)
        if columns:
            checks.facts.append(Fact(TEXTS, (SUBJECT, predicate)))
        checks.texts += [(predicate, column) for column in columns]
    checks.facts += [Fact(STATED, ends) for ends in product(layout.at(_SUBJECT), layout.at(_OBJECT))]


def _link_triple(rule: Rule, layout: Layout) -> Iterator[Demand]:
    return _plain_triple(rule, layout, asserted=True)


def _link_unasserted(rule: Rule, layout: Layout) -> Iterator[Demand]:
    return _plain_triple(rule, layout, asserted=False)


def _plain_triple(rule: Rule, layout: Layout, *, asserted: bool) -> Iterator[Demand]:
    """Want the plain triple of an asserted link; of another, that there is none."""
    if _LINK in layout.types and (ASSERTED, boolean(asserted)) in layout.decisive:
        for columns in product(layout.at(_SUBJECT), layout.at(_PREDICATE), layout.at(_OBJECT)):
            wanted = Wanted(frozenset({TRIPLES}), absent=not asserted)
            yield Demand(wanted, columns, rule, 1, listed=(TRIPLES, columns[1]))


def _link_has_evidence(rule: Rule, layout: Layout) -> Iterator[Demand]:
    if _LINK in layout.types and not (layout.at(_EVIDENCE) and layout.at(_AS_TYPE)):
        for column in layout.at(_OBJECT):
            yield Demand(Wanted(frozenset({_ARTIFACT}), absent=True), (column,), rule)


def _mention_has_link(rule: Rule, layout: Layout) -> Iterator[Demand]:
    for column in layout.at(_MENTIONS):
        yield Demand(Wanted(frozenset({STATED})), (SUBJECT, column), rule, 1)


def _evidence_text(rule: Rule, layout: Layout) -> Iterator[Demand]:
    for columns in product(layout.at(_QUOTED_FROM), layout.at(_FIELD)):
        yield Demand(Wanted(frozenset({TEXTS})), columns, rule, 1, listed=(TEXTS, columns[1]))


def _add_result_origin(checks: BlockChecks, rule: Rule) -> None:
    layout = checks.layout
    if _RESULT in layout.types and not layout.at(vocabulary_term("kg:reportedIn")):
        for column in layout.at(_DERIVED_FROM):
            checks.demands.append(Demand(Wanted(frozenset({_SOURCE})), (column,), rule, some=True))
        if not layout.at(_DERIVED_FROM):
            checks.broken.append(rule)


_JOINS: dict[str, Callable[[Rule, Layout], Iterator[Demand]]] = {
    "LinkTriple": _link_triple,
    "LinkUnasserted": _link_unasserted,
    "LinkHasEvidence": _link_has_evidence,
    "MentionHasLink": _mention_has_link,
    "EvidenceText": _evidence_text,
}
