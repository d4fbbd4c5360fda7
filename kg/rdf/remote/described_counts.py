"""The counts of a graph in a store, under the names that a build gives them.

Those of nodes and triples are read from the graph's own description (VoID), which costs the store nothing; links are
counted by predicate. What no triple says is left out: which type of an artifact is its first one, which papers lack
what.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.ground.schema import PREDICATES, Relation, Role
from kg.rdf.terms.namespaces import KG, VOCABULARIES

if TYPE_CHECKING:
    from kg.rdf.remote.endpoint import Endpoint

_CLASSES = {
    "listings": KG + "Listing", "papers": VOCABULARIES["schema"] + "ScholarlyArticle", "artifacts": KG + "Artifact",
    "new entities": KG + "NewEntity", "topics": VOCABULARIES["skos"] + "Concept",
    "candidate topics": KG + "CandidateConcept", "authors": VOCABULARIES["schema"] + "Person",
    "organisations": VOCABULARIES["schema"] + "Organization", "venues": KG + "Venue",
}  # fmt: skip
_DIGITS = 18  # of a count; a store may say anything
_TOPICS = (Relation.HAS_TOPIC, Relation.PRIMARY_TOPIC)
_DESCRIBED = """SELECT ?of ?number WHERE {
  { ?graph void:uriSpace ?base ; void:triples ?number BIND("triples" AS ?of) }
  UNION { ?graph void:uriSpace ?base ; void:propertyPartition ?part . ?part void:property ?of ; void:triples ?number }
  UNION { ?graph void:uriSpace ?base ; void:classPartition ?part . ?part void:class ?of ; void:entities ?number }
}"""
_LINKS = "SELECT ?of (COUNT(?link) AS ?number) WHERE { ?link a kg:Link ; rdf:predicate ?of } GROUP BY ?of"


def counts_at_endpoint(endpoint: Endpoint) -> list[tuple[str, int]]:
    """Ask a store for the counts of the graph in it, as rows of a table, e.g. ``("links: uses", 17)``.

    Raises:
        QueryError: it cannot be asked, or has no graph that describes itself.
    """
    described = _numbers_by_name(endpoint, _DESCRIBED)
    if "triples" not in described:
        remedy = "check --endpoint; where the graph is in a named graph, add --graph IRI"
        raise QueryError(f"{endpoint.url} has no graph of PaperAtlas", remedy=remedy)
    linked = _numbers_by_name(endpoint, _LINKS)
    by_predicate = {name: linked[KG + name] for name in PREDICATES}
    roles = {f"links: {role}": by_predicate[role] for role in Role}
    rows = {name: described[class_] for name, class_ in _CLASSES.items()}
    rows |= {"citations": described[VOCABULARIES["cito"] + "cites"]}
    rows |= {"links": sum(roles.values()), "topic links": sum(by_predicate[each] for each in _TOPICS)}
    rows |= {"results": described[KG + "Result"], "evidence": described[KG + "Evidence"]}
    return list({**rows, "triples": described["triples"], **roles}.items())


def _numbers_by_name(endpoint: Endpoint, text: str) -> Counter[str]:
    """Read rows of a name and a number; what has no row counts as none."""
    found: Counter[str] = Counter()
    answer = endpoint.query(text)
    for row in answer.rows:
        values = dict(zip(answer.columns, row, strict=False))
        name, number = values.get("of"), values.get("number")
        if isinstance(name, ox.NamedNode | ox.Literal) and isinstance(number, ox.Literal):
            digits = number.value
            found[name.value] += int(digits) if digits.isdecimal() and len(digits) <= _DIGITS else 0
    return found
