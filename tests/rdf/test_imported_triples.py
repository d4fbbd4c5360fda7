"""Imported scores as triples: a result with a source in place of a paper, and the shape that asks for either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.graph.graph_records import ArtifactNode, ImportedNode, Record
from kg.ground.imported_result import ImportedResult
from kg.ground.records import Artifact, Source
from kg.ground.schema import ArtifactType
from kg.rdf.query.store import memory_store
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.rdf.terms.ntriples import Triple
from kg.rdf.validate.validation import validate
from kg.rdf.write.triples import graph_triples

SCORE = ImportedResult(
    venue='Quay "Board" <b>', organisation="Quay Lab", url="https://quay.example/?a=1&b=<2>", record="quay/1",
    position=1, date="2025-06-15", source=Source("board.json", "every-eval-ever", 1), model="Kelp-3B",
    model_id="somebody/Kelp-3B", developer=None, data="Buoy", hub_id=None, test="Buoy", metric="Accuracy",
    value="69.4", unit="%", higher_is_better=True,
)  # fmt: skip
NODE = ImportedNode(SCORE, "kelp-3b", "buoy", "accuracy")
ENDS: list[Record] = [
    ArtifactNode(Artifact(slug, slug, (kind,), known=False), (kind,))
    for slug, kind in (("kelp-3b", ArtifactType.MODEL), ("buoy", ArtifactType.BENCHMARK))
]


def _triples(node: ImportedNode) -> set[Triple]:
    return set(graph_triples([*ENDS, node]))


def _values(triples: set[Triple], name: str, subject: str | None = None) -> list[str]:
    prefix, _, local = name.partition(":")
    predicate = f"<{KG if prefix == 'kg' else VOCABULARIES[prefix]}{local}>"
    return sorted(o for s, p, o in triples if p == predicate and (subject is None or s == subject))


def _result(triples: set[Triple]) -> str:
    (subject,) = {s for s, _, o in triples if o == f"<{KG}Result>"}
    return subject


@pytest.mark.parametrize(("condition", "comparable"), [(None, "true"), ("buoy.red", "false")])
def test_a_score_under_a_condition_is_not_comparable(condition: str | None, comparable: str) -> None:
    triples = _triples(replace(NODE, condition=condition))
    me = _result(triples)
    (said,) = _values(triples, "kg:comparable", me)
    assert said.startswith(f'"{comparable}"')
    assert _values(triples, "kg:condition", me) == ([f'"{condition}"'] if condition else [])


def test_a_score_is_derived_from_its_leaderboard_and_that_from_the_file() -> None:
    triples = _triples(NODE)
    me = _result(triples)
    (venue,) = _values(triples, "prov:wasDerivedFrom", me)
    (file,) = _values(triples, "prov:wasDerivedFrom", venue)
    assert _values(triples, "rdfs:label", venue) == ['"Quay \\"Board\\" <b>"']
    assert _values(triples, "dc:creator", venue) == ['"Quay Lab"']
    assert _values(triples, "schema:url", venue) == ["<https://quay.example/?a=1&b=%3C2%3E>"]
    assert (_values(triples, "rdfs:label", file), _values(triples, "dc:format", file)) == (
        ['"board.json"'], ['"every-eval-ever"']
    )  # fmt: skip
    assert _values(triples, "dcterms:identifier", me) == ['"quay/1"']
    assert [each[:12] for each in _values(triples, "dcterms:issued", me)] == ['"2025-06-15"']
    assert _values(triples, "kg:reportedIn") == _values(triples, "kg:hasEvidence") == []
    others = _triples(replace(NODE, result=replace(SCORE, organisation=None, url=None, unit=None)))
    assert _values(others, "dc:creator") == _values(others, "schema:url") == _values(others, "schema:unitText") == []
    assert _values(others, "prov:wasDerivedFrom", _result(others)) != [venue], "another organisation, another source"


def test_a_score_conforms_and_without_its_source_does_not() -> None:
    triples = _triples(NODE)
    assert validate(memory_store(triples)).conforms
    derived = f"<{VOCABULARIES['prov']}wasDerivedFrom>"
    me = _result(triples)
    without = {triple for triple in triples if triple[:2] != (me, derived)}
    (violation,) = validate(memory_store(without)).violations
    assert (violation.shape, violation.node) == ("shape:ResultOrigin", me.strip("<>"))
