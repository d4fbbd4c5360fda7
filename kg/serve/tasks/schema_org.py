"""A node in the words of schema.org, as search engines for papers and data sets read them out of a page (JSON-LD).

Only what the graph says is written, and only in terms that schema.org has; the whole is in the forms of RDF.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import orjson
import pyoxigraph as ox

from kg.ground.schema import ArtifactType
from kg.rdf.query.store_index import node_label
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.serve.tasks.search import node_types
from kg.serve.tasks.task import Context

_SCHEMA, _SKOS, _DCTERMS = VOCABULARIES["schema"], VOCABULARIES["skos"], VOCABULARIES["dcterms"]
_DEFAULT = ox.DefaultGraph()
# Class of the graph to that of schema.org; the first that fits counts: a benchmark is a data set as well.
_TYPES = (
    (_SCHEMA + "ScholarlyArticle", "ScholarlyArticle"), (_SCHEMA + "Organization", "Organization"),
    *((KG + kind.rdf_class, kind.schema_org) for kind in sorted(ArtifactType, key=lambda kind: not kind.is_data)),
    (_SKOS + "Concept", "DefinedTerm"),
)  # fmt: skip
# Properties of any thing, and of what is made by somebody (``CreativeWork``).
_TEXTS = (
    ("alternateName", _SKOS + "altLabel"), ("identifier", _DCTERMS + "identifier"), ("sameAs", _SCHEMA + "sameAs"),
    ("subjectOf", _SCHEMA + "subjectOf"),
)  # fmt: skip
_TEXTS_OF_WORKS = (("abstract", _DCTERMS + "abstract"), ("datePublished", _DCTERMS + "issued"))
# Predicate to its name and the class of the node at its other end, which is written with its IRI and name.
_NODES_OF_WORKS = (
    ("about", KG + "hasTopic", "DefinedTerm"), ("mentions", KG + "introduces", "Thing"),
    ("mentions", KG + "evaluatesOn", "Thing"), ("creator", KG + "developedBy", "Organization"),
    ("isBasedOn", KG + "variantOf", "CreativeWork"),
)  # fmt: skip
_WORKS = ("ScholarlyArticle", "Dataset", "SoftwareApplication")
_MOST = 50  # values of one property
_SENTENCES = {
    "Dataset": "{} as papers of machine learning name it: who introduced it, and which papers use and evaluate it.",
    "SoftwareApplication": "{}, a model of machine learning: who introduced it, and which papers use and evaluate it.",
    "DefinedTerm": "{} as papers of machine learning use the name.",
}


def structured(context: Context, node: ox.NamedNode) -> str:
    """Write the JSON-LD of a node as the text of a ``script``; empty where schema.org has no class for it."""
    types = node_types(context.store, node.value)
    kind = next((name for class_, name in _TYPES if class_ in types), None)
    name = node_label(context.store, node.value)
    if kind is None or name is None:
        return ""
    found: dict[str, object] = {
        "@context": "https://schema.org", "@type": kind, "@id": node.value, "url": node.value, "name": name
    }  # fmt: skip
    if kind in _SENTENCES:
        found["description"] = _SENTENCES[kind].format(name)
    found |= _texts_of_node(context.store, node, _TEXTS)
    if kind in _WORKS:
        found |= _texts_of_node(context.store, node, _TEXTS_OF_WORKS) | _nodes_of_work(context.store, node)
    if kind == "ScholarlyArticle":
        found["headline"] = name
    elif kind == "SoftwareApplication":
        found["applicationCategory"] = "Machine learning model"
    return _embedded_json(found)


def _texts_of_node(store: ox.Store, node: ox.NamedNode, properties: Sequence[tuple[str, str]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, predicate in properties:
        if values := sorted(_values_of_predicate(store, node, predicate))[:_MOST]:
            found[name] = values if len(values) > 1 else values[0]
    return found


def _nodes_of_work(store: ox.Store, node: ox.NamedNode) -> dict[str, object]:
    found: defaultdict[str, dict[str, object]] = defaultdict(dict)
    for name, predicate, kind in _NODES_OF_WORKS:
        for other in sorted(_values_of_predicate(store, node, predicate))[:_MOST]:
            found[name][other] = {"@type": kind, "@id": other, "name": node_label(store, other) or other}
    return {name: list(others.values()) for name, others in found.items()}


def _values_of_predicate(store: ox.Store, node: ox.NamedNode, predicate: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(node, ox.NamedNode(predicate), None, _DEFAULT):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.object.value


def _embedded_json(document: dict[str, object]) -> str:
    """Write JSON that cannot end the script that it stands in: ``<``, ``>`` and ``&`` are escaped, which JSON
    allows.
    """
    text = orjson.dumps(document).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
