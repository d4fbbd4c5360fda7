"""Names to nodes: what a person types, looked up among the labels of a store.

In this order, and the first step that finds something decides: an identifier (arXiv id, DOI); an IRI or prefixed name,
also of a node that another has replaced; the exact label; the slug; an exact alternative label; any label, folded
(case, spaces and dashes aside).
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from kg.ground.errors import QueryError
from kg.ground.identifiers import arxiv_id, slug
from kg.ground.schema import ArtifactType
from kg.ground.text import fold
from kg.rdf.terms.namespaces import KG, VOCABULARIES, expand, shorten
from kg.rdf.terms.ntriples import literal, node, web_address

# Kind of node: the class that it must have, and where its nodes live below the base.
KINDS: dict[str, tuple[str, str]] = {
    "artifact": (KG + "Artifact", "artifact/"),
    **{kind.value: (KG + kind.rdf_class, "artifact/") for kind in ArtifactType},
    "paper": (VOCABULARIES["schema"] + "ScholarlyArticle", "paper/"),
    "topic": (VOCABULARIES["skos"] + "Concept", "topic/"),
    "organisation": (VOCABULARIES["schema"] + "Organization", "org/"),
    "author": (VOCABULARIES["schema"] + "Person", "author/"),
    "venue": (KG + "Venue", "venue/"),
    "category": (VOCABULARIES["skos"] + "Concept", "category/"),
}
_RDF_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
_ALT_LABEL = ox.NamedNode(VOCABULARIES["skos"] + "altLabel")
_IDENTIFIER = ox.NamedNode(VOCABULARIES["dcterms"] + "identifier")
_REPLACED = ox.NamedNode(VOCABULARIES["dcterms"] + "isReplacedBy")
_SHOWN = 5  # near matches named in a fault


def find_node(store: ox.Store, kind: str, name: str, base: str) -> str:
    """The term of the node of a kind that a name means.

    Raises:
        QueryError: there is none, or several; the remedy names the near matches, or all of those.
    """
    wanted = ox.NamedNode(KINDS[kind][0])
    found = _by_identifier(store, kind, name) or _successor_or_node(store, _node_by_iri(name, base))
    if found is None:
        found = _node_by_label(store, wanted, name, KINDS[kind][1], base)
    if found is not None and _has_wanted_type(store, found, wanted):
        return f"<{found.value}>"
    return _by_folded_label(store, wanted, kind, name, base)


def labels_like(store: ox.Store, kind: str, begun: str, base: str, most: int) -> list[tuple[str, str]]:
    """Labels of nodes of a kind that begin so, case aside, and the prefixed names of the nodes; for completion.

    A prefixed name that has been begun (``paper:2005``) is completed too.
    """
    start = begun.casefold()
    found = set()
    for node_iri, label in _labels_of_class(store, ox.NamedNode(KINDS[kind][0])):
        short = shorten(node_iri, base)
        if label.casefold().startswith(start) or short.casefold().startswith(start):
            found.add((label, short))
    return sorted(found, key=lambda each: (each[0].casefold(), each))[:most]


def _labels_of_class(store: ox.Store, wanted: ox.NamedNode) -> Iterator[tuple[str, str]]:
    """Every node of a class with each of its names."""
    rows = store.query(f"SELECT ?node ?label {{ ?node a {wanted} ; {_LABEL}|{_ALT_LABEL} ?label }}")
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        found, label = row["node"], row["label"]
        if isinstance(found, ox.NamedNode) and isinstance(label, ox.Literal):
            yield found.value, label.value


def _successor_or_node(store: ox.Store, found: ox.NamedNode | None) -> ox.NamedNode | None:
    """What has replaced a node, else the node itself."""
    for quad in store.quads_for_pattern(found, _REPLACED, None, None) if found is not None else ():
        if isinstance(quad.object, ox.NamedNode):
            return quad.object
    return found


def _has_wanted_type(store: ox.Store, found: ox.NamedNode, wanted: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(found, _RDF_TYPE, wanted, None), None) is not None


def _node_by_iri(name: str, base: str) -> ox.NamedNode | None:
    text = name.strip().removeprefix("<").removesuffix(">")
    term = web_address(text) if "://" in text else None
    if term is None and ":" in text:
        iri = expand(text, base)
        term = web_address(iri) if iri else None
    return ox.NamedNode(term[1:-1]) if term else None


def _by_identifier(store: ox.Store, kind: str, name: str) -> ox.NamedNode | None:
    if kind != "paper":
        return None
    arxiv = arxiv_id(name)
    for identifier in (f"arXiv:{arxiv}" if arxiv else name, name):
        for quad in store.quads_for_pattern(None, _IDENTIFIER, ox.Literal(identifier), None):
            if isinstance(quad.subject, ox.NamedNode):
                return quad.subject
    return None


def _node_by_label(store: ox.Store, wanted: ox.NamedNode, name: str, path: str, base: str) -> ox.NamedNode | None:
    """The one node with exactly this label; else with this slug; else with exactly this other name."""
    own = ox.NamedNode(node(base, path + slug(name))[1:-1])
    for predicate in (_LABEL, _ALT_LABEL):
        found = {
            quad.subject
            for value in (ox.Literal(name), ox.Literal(name, language="en"))
            for quad in store.quads_for_pattern(None, predicate, value, None)
            if isinstance(quad.subject, ox.NamedNode) and _has_wanted_type(store, quad.subject, wanted)
        }
        if len(found) == 1:
            return found.pop()
        if _has_wanted_type(store, own, wanted):
            return own
    return None


def _by_folded_label(store: ox.Store, wanted: ox.NamedNode, kind: str, name: str, base: str) -> str:
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for found, label in _labels_of_class(store, wanted):
        labels[fold(label)].setdefault(found, label)
    matches = labels.get(fold(name), {})
    if len(matches) == 1:
        return f"<{next(iter(matches))}>"
    if matches:
        listed = ", ".join(sorted(shorten(iri, base) for iri in matches))
        raise QueryError(f"{name!r} is the name of several: {listed}", remedy="give one of these")
    from kg.catalogue.known_elsewhere import known_elsewhere  # only who finds nothing waits for its imports

    near = _suggested_labels(labels, fold(name))
    if kind not in ("paper", "artifact") and (other := _type_found_instead(store, name, base)):
        near = f"it is {other} here; {near}"
    elif kind != "paper" and (known := known_elsewhere(name)):
        near = f"{known}; {near}"
    raise QueryError(f"the graph has no {kind} called {literal(name)}", remedy=near)


def _type_found_instead(store: ox.Store, name: str, base: str) -> str | None:
    """What the graph has of this name, where it is of another type than was asked for: ``a benchmark``."""
    found = _node_by_label(store, ox.NamedNode(KINDS["artifact"][0]), name, "artifact/", base)
    types = [type_ for type_ in ArtifactType if found and _has_wanted_type(store, found, ox.NamedNode(KINDS[type_][0]))]
    return f"a {' and '.join(types)}" if types else None


def _suggested_labels(labels: defaultdict[str, dict[str, str]], key: str) -> str:
    near = difflib.get_close_matches(key, labels, n=_SHOWN, cutoff=0.6)
    near += [label for label in sorted(labels, key=lambda label: (len(label), label)) if key in label][:_SHOWN]
    shown = list(dict.fromkeys(min(labels[label].values()) for label in near))[:_SHOWN]
    return f"did you mean {', '.join(shown)}?" if shown else "look for it with paperatlas show, or /search of a server"
