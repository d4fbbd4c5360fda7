"""The terms by which a store says what its nodes are and are called."""

from __future__ import annotations

import pyoxigraph as ox

from kg.rdf.terms.namespaces import VOCABULARIES

TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
ALT_LABEL = ox.NamedNode(VOCABULARIES["skos"] + "altLabel")
IDENTIFIER = ox.NamedNode(VOCABULARIES["dcterms"] + "identifier")
SAME_AS = ox.NamedNode(VOCABULARIES["schema"] + "sameAs")
REPLACED = ox.NamedNode(VOCABULARIES["dcterms"] + "isReplacedBy")
