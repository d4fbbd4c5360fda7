"""Triples as the NetworkX graph that ``kg.graph.networks`` makes of records: what ``kg.rdf.write.triples`` wrote, read.

What no triple says is left out: the order of keywords, categories and evidence (they are sorted), and which of an
artifact's types is its first. What a paper was read from is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import pyoxigraph as ox

from kg.graph.graph_records import relation_id
from kg.graph.networks import Network
from kg.ground.schema import PREDICATES, ArtifactType, Relation
from kg.ground.service_ids import ADDRESSES
from kg.rdf.terms.namespaces import HUB, KG, VOCABULARIES, expand
from kg.rdf.terms.node_terms import REPLACED, TYPE
from kg.rdf.write.bibliographic_triples import ROR, WIKIDATA
from kg.rdf.write.triples import PREDICATE_TERMS

_CLASSES = {
    VOCABULARIES["schema"] + "ScholarlyArticle": "paper", KG + "Artifact": "artifact",
    VOCABULARIES["skos"] + "Concept": "topic", VOCABULARIES["schema"] + "Organization": "organisation",
    VOCABULARIES["schema"] + "Person": "author", KG + "Venue": "venue", KG + "Category": "category",
    KG + "Result": "result",
}  # fmt: skip
_DIGITS = 18  # of a number; a store may say anything
_NAMES = {term[1:-1]: PREDICATES[predicate] for predicate, term in PREDICATE_TERMS.items()}


def network_of_triples(store: ox.Store, base: str) -> Network:
    """Make the graph of the nodes that a store has a class and a label of, and of the links between them.

    Args:
        store: triples in its default graph. base: of the IRIs of nodes.
    """
    graph: Network = nx.MultiDiGraph(name="PaperAtlas")
    nodes = {quad.subject: _CLASSES[quad.object.value]
             for quad in store.quads_for_pattern(None, TYPE, None)
             if isinstance(quad.object, ox.NamedNode) and quad.object.value in _CLASSES}  # fmt: skip
    for subject, kind in sorted(nodes.items(), key=str):
        facts = _Facts(store, subject, base)
        if isinstance(subject, ox.NamedNode) and facts.text("rdfs:label") is not None:
            graph.add_node(facts.id, label=facts.text("rdfs:label"), **_ATTRIBUTES[kind](facts))
    for source, target, key, data in (*_links(store, base, graph), *_plain_facts(store, base)):
        if source in graph and target in graph:
            graph.add_edge(source, target, key=key, **data)
    return graph


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a store says of a subject; predicates are given by their prefixed names."""

    store: ox.Store
    subject: Any
    base: str

    @property
    def id(self) -> str:
        return str(self.subject.value).removeprefix(self.base)

    def values(self, predicate: str) -> list[str]:
        """Return the texts and IRIs of a predicate, sorted."""
        quads = self.store.quads_for_pattern(self.subject, ox.NamedNode(expand(predicate) or predicate), None)
        return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.Literal | ox.NamedNode))

    def text(self, predicate: str) -> str | None:
        return next(iter(self.values(predicate)), None)

    def ids(self, predicate: str) -> list[str]:
        return [value.removeprefix(self.base) for value in self.values(predicate)]

    def id_of(self, predicate: str) -> str | None:
        return next(iter(self.ids(predicate)), None)

    def count(self, predicate: str) -> int | None:
        text = self.text(predicate) or ""
        return int(text) if text.isdecimal() and len(text) <= _DIGITS else None

    def number(self, predicate: str) -> float | None:
        try:
            return float(self.text(predicate) or "")
        except ValueError:
            return None

    def below(self, predicate: str, address: str) -> str | None:
        """Return what follows an address in a value of a predicate that begins with it."""
        found = (value.removeprefix(address) for value in self.values(predicate) if value.startswith(address))
        return next(found, None)

    def former(self) -> list[str]:
        """Return the ids that it had before."""
        quads = self.store.quads_for_pattern(None, REPLACED, self.subject)
        return sorted(
            quad.subject.value.removeprefix(self.base) for quad in quads if isinstance(quad.subject, ox.NamedNode)
        )

    def about(self, subject: str) -> _Facts:
        return _Facts(self.store, ox.NamedNode(subject), self.base)

    def role_of(self, predicate: str) -> str | None:
        """Return the name of the role or relation whose term a predicate leads to."""
        term = self.text(predicate)
        return str(_NAMES[term]) if term in _NAMES else None


def _paper_attributes(facts: _Facts) -> dict[str, object]:
    parts = sorted(
        map(facts.about, facts.values("kg:hasAuthorship")), key=lambda part: part.count("schema:position") or 0
    )
    identifiers = facts.values("dcterms:identifier")
    date = facts.text("dcterms:issued") or ""
    return {
        "kind": "paper", "types": ["paper"], "abstract": facts.text("dcterms:abstract") or "", "date": date,
        "year": int(date[:4]) if date[:4].isdecimal() else None,
        "authors": [part.text("kg:nameAsGiven") or "" for part in parts], "author_count": facts.count("kg:authorCount"),
        "organisation": facts.text("kg:organisationName"), "comments": facts.count("schema:commentCount"),
        "upvotes": facts.count("kg:upvoteCount"), "submitter": facts.text("kg:submitter"),
        "listed": facts.text("kg:listedOn"), "venue": facts.text("kg:venueName"),
        "categories": [each.removeprefix("category/") for each in facts.ids("kg:inCategory")],
        "keywords": facts.values("schema:keywords"), "arxiv": facts.text("fabio:hasArXivId"),
        "doi": next((each[4:] for each in identifiers if each.startswith("doi:")), None),
        "identifiers": [each for each in identifiers if not each.startswith(("arXiv:", "doi:"))],
        "code": facts.values("schema:codeRepository"),
        "urls": sorted({*facts.values("schema:url"), *facts.values("rdfs:seeAlso")}), "former": facts.former(),
    }  # fmt: skip


def _artifact_attributes(facts: _Facts) -> dict[str, object]:
    classes = facts.values("rdf:type")
    types = [str(kind) for kind in sorted(ArtifactType) if KG + kind.rdf_class in classes]
    hub = facts.below("schema:sameAs", HUB)
    makers = (facts.about(each).text("rdfs:label") for each in facts.values("kg:developedBy"))
    return {
        "kind": next(iter(types), "artifact"), "types": types, "aliases": facts.values("skos:altLabel"),
        "variant_of": facts.id_of("kg:variantOf"), "family": facts.id_of("kg:memberOfFamily"),
        "organisation": ", ".join(filter(None, makers)) or None, "date": facts.text("dcterms:issued"),
        "hub_id": hub and hub.removeprefix("datasets/"), "arxiv": facts.below("schema:subjectOf", ADDRESSES["arXiv"]),
        "url": facts.text("schema:url"), "known": facts.text("kg:known") == "true",
        "former": facts.former(),
    }  # fmt: skip


def _topic_attributes(facts: _Facts) -> dict[str, object]:
    return {
        "kind": "topic", "types": ["topic"], "alt_labels": facts.values("skos:altLabel"),
        "definition": facts.text("skos:definition"),
        "candidate": KG + "CandidateConcept" in facts.values("rdf:type"),
    }  # fmt: skip


def _organisation_attributes(facts: _Facts) -> dict[str, object]:
    return {
        "kind": "organisation", "types": ["organisation"], "aliases": facts.values("skos:altLabel"),
        "ror": facts.below("schema:sameAs", ROR), "wikidata": facts.below("schema:sameAs", WIKIDATA),
        "part_of": facts.id_of("schema:parentOrganization"), "former": facts.former(),
    }  # fmt: skip


def _author_attributes(facts: _Facts) -> dict[str, object]:
    return {
        "kind": "author", "types": ["author"], "orcid": facts.below("schema:sameAs", ADDRESSES["orcid"]),
        "identifiers": [each for each in facts.values("dcterms:identifier") if not each.startswith("orcid:")],
        "named_only": facts.text("kg:namedOnly") == "true",
    }  # fmt: skip


def _venue_attributes(facts: _Facts) -> dict[str, object]:
    return {
        "kind": "venue", "types": ["venue"], "full_name": facts.text("skos:altLabel"), "track": facts.text("kg:track"),
        "series": facts.id_of("dcterms:isPartOf"),
    }  # fmt: skip


def _category_attributes(facts: _Facts) -> dict[str, object]:
    return {"kind": "category", "types": ["category"], "code": facts.text("skos:notation")}


def _result_attributes(facts: _Facts) -> dict[str, object]:
    return {
        "kind": "result", "types": ["result"], "paper": facts.id_of("kg:reportedIn"),
        "model": facts.id_of("fair4ml:evaluatedMLModel"), "on": facts.id_of("fair4ml:evaluationDataset"),
        "value": facts.text("mls:hasValue"), "unit": facts.text("schema:unitText"),
        "kind_of_result": facts.text("kg:resultKind"), "compared_with": facts.id_of("kg:comparedWith"),
        "higher_is_better": _truth(facts.text("kg:higherIsBetter")), "low": facts.text("kg:lowerValue"),
        "bound": facts.text("kg:bound"), "model_role": facts.text("kg:modelRole"),
        "condition": facts.text("kg:condition"), "comparable": _truth(facts.text("kg:comparable")),
        "confidence": facts.number("kg:confidence"),
    }  # fmt: skip


def _truth(text: str | None) -> bool | None:
    return None if text is None else text == "true"


_ATTRIBUTES: dict[str, Callable[[_Facts], dict[str, object]]] = {
    "paper": _paper_attributes, "artifact": _artifact_attributes, "topic": _topic_attributes,
    "organisation": _organisation_attributes, "author": _author_attributes, "venue": _venue_attributes,
    "category": _category_attributes, "result": _result_attributes,
}  # fmt: skip
_Edge: TypeAlias = "tuple[str, str, str, dict[str, object]]"


def _links(store: ox.Store, base: str, graph: Network) -> Iterator[_Edge]:
    """Yield the links with their evidence: source, target, id and attributes."""
    for quad in store.quads_for_pattern(None, TYPE, ox.NamedNode(KG + "Link")):
        link = _Facts(store, quad.subject, base)
        source, target, predicate = link.id_of("rdf:subject"), link.id_of("rdf:object"), link.role_of("rdf:predicate")
        if source is None or target is None or predicate is None or source not in graph:
            continue
        pieces = [link.about(each) for each in link.values("kg:hasEvidence")]
        evidence = [found for piece in pieces if (found := _evidence_attributes(piece, graph.nodes[source]))]
        evidence.sort(key=lambda found: (found["field"] != "title", found["start"]))
        yield source, target, link.id, {
            "predicate": predicate, "confidence": link.number("kg:confidence"), "evidence": evidence,
            "corrections": link.values("kg:correction"), "asserted": link.text("kg:asserted") != "false",
        }  # fmt: skip


def _evidence_attributes(piece: _Facts, paper: dict[str, Any]) -> dict[str, Any] | None:
    """Return where words stand in a paper's text; None where they do not stand there."""
    start, end, sentence = piece.count("oa:start"), piece.count("oa:end"), piece.text("kg:sentence")
    field = "title" if piece.text("kg:inField") == expand("dcterms:title") else "abstract"
    text = paper["label"] if field == "title" else paper.get("abstract") or ""
    if start is None or end is None or not sentence:
        return None
    begin = text.rfind(sentence, max(0, end - len(sentence)), start + len(sentence))
    if begin < 0:
        return None
    offsets = {"start": start, "end": end, "sentence_start": begin, "sentence_end": begin + len(sentence)}
    return {"field": field, "text": text[start:end], **offsets}


def _plain_facts(store: ox.Store, base: str) -> Iterator[_Edge]:
    """Yield the facts that are no links: a variant and its base, a paper and its venue."""
    for relation in Relation:
        if relation in (Relation.HAS_TOPIC, Relation.PRIMARY_TOPIC):
            continue
        for quad in store.quads_for_pattern(None, ox.NamedNode(PREDICATE_TERMS[relation][1:-1]), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                source, target = (end.value.removeprefix(base) for end in (quad.subject, quad.object))
                data: dict[str, object]
                data = {"predicate": str(relation), "confidence": None, "evidence": [], "corrections": []}
                yield source, target, relation_id(source, relation, target), data
