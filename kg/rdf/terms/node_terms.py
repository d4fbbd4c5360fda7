"""The terms by which a store says what its nodes are and are called, and whether one is a paper."""

from __future__ import annotations

import pyoxigraph as ox

from kg.rdf.terms.namespaces import VOCABULARIES

TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
ALT_LABEL = ox.NamedNode(VOCABULARIES["skos"] + "altLabel")
IDENTIFIER = ox.NamedNode(VOCABULARIES["dcterms"] + "identifier")
SAME_AS = ox.NamedNode(VOCABULARIES["schema"] + "sameAs")
REPLACED = ox.NamedNode(VOCABULARIES["dcterms"] + "isReplacedBy")
PAPER = ox.NamedNode(VOCABULARIES["schema"] + "ScholarlyArticle")


def is_paper(store: ox.Store, node: object) -> bool:
    """Check whether a term is a node that the default graph of a store calls a paper."""
    if not isinstance(node, ox.NamedNode):
        return False
    return next(store.quads_for_pattern(node, TYPE, PAPER, ox.DefaultGraph()), None) is not None
