"""Finding nodes of a store by what people call them, as ``kg.catalogue.name_resolution`` judges.

1. What has exactly this identifier, IRI, label or other name is looked up in the store's order: no scan is needed where
   one of these decides.
2. Else all nodes of the kind are read with their names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import pyoxigraph as ox

from kg.catalogue.name_resolution import NamedThing, NameMatch, Resolution, resolve_name
from kg.ground.errors import QueryError
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.schema import ArtifactType
from kg.rdf.terms.namespaces import HUB, KG, VOCABULARIES, expand, shorten
from kg.rdf.terms.node_terms import ALT_LABEL, IDENTIFIER, LABEL, REPLACED, SAME_AS, TYPE, is_paper
from kg.rdf.terms.ntriples import web_address

# Kind of node: the class that it must have, and where its nodes live below the base.
KINDS: dict[str, tuple[str, str]] = {
    "artifact": (KG + "Artifact", "artifact/"),
    **{kind.value: (KG + kind.rdf_class, "artifact/") for kind in ArtifactType},
    "paper": (VOCABULARIES["schema"] + "ScholarlyArticle", "paper/"),
    "topic": (VOCABULARIES["skos"] + "Concept", "topic/"),
    "organisation": (VOCABULARIES["schema"] + "Organization", "org/"),
    "author": (VOCABULARIES["schema"] + "Person", "author/"),
    "venue": (KG + "Venue", "venue/"),
    "category": (KG + "Category", "category/"),
}


def find_node(store: ox.Store, kind: str, name: str, base: str) -> str:
    """Find the term of the one node of a kind that a name means.

    Raises:
        QueryError: there is none, or several; it names those, or what comes near.
    """
    from kg.catalogue.layer.known_elsewhere import known_elsewhere  # only who finds nothing waits for its imports

    def otherwise(asked: str) -> str | None:
        other = [thing for each in KINDS if each != kind for thing in find_nodes(store, each, asked, base).meant]
        kinds = sorted({word for thing in other for word in thing.kinds})
        return f"a {' and '.join(kinds)} here" if kinds else known_elsewhere(asked)

    found = find_nodes(store, kind, name, base).one(QueryError, kind=kind, known_elsewhere=otherwise)
    return f"<{_iri_of_thing(found, base)}>"


def find_nodes(store: ox.Store, kind: str, name: str, base: str) -> Resolution:
    """Find the nodes of a kind that a name means, or whose names come near it."""
    wanted = ox.NamedNode(KINDS[kind][0])
    exact = {node for node in nodes_with_exact_name(store, name, base) if _has_wanted_type(store, node, wanted)}
    found = resolve_name(name, _things_of_nodes(store, exact, base), base=base)
    if found.match is not None and found.match <= NameMatch.ALIAS:
        return found
    return resolve_name(name, _things_of_class(store, wanted, base), base=base)


def _iri_of_thing(thing: NamedThing, base: str) -> str:
    return thing.id if "://" in thing.id else base + thing.id


def labels_like(store: ox.Store, kind: str, begun: str, base: str, most: int) -> list[tuple[str, str]]:
    """Find labels of nodes of a kind that begin so, case aside, and the prefixed names of the nodes; for completion.

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
    """Yield every node of a class with each of its names."""
    rows = store.query(f"SELECT ?node ?label {{ ?node a {wanted} ; {LABEL}|{ALT_LABEL} ?label }}")
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        found, label = row["node"], row["label"]
        if isinstance(found, ox.NamedNode) and isinstance(label, ox.Literal):
            yield found.value, label.value


def nodes_with_exact_name(store: ox.Store, name: str, base: str) -> Iterator[ox.NamedNode]:
    """Yield the nodes that have a name as an identifier, IRI, label or other name, as it is written."""
    text = name.strip().removeprefix("<").removesuffix(">")
    for iri in (text, base + text, expand(text, base)):
        term = web_address(iri) if iri and "://" in iri else None
        if term is not None:
            yield from _successors_or_node(store, ox.NamedNode(term[1:-1]))
    arxiv, doi_name = arxiv_id(text), doi(text)
    identifiers = (text, arxiv and f"arXiv:{arxiv}", doi_name and f"doi:{doi_name}")
    literals: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]
    literals = [(IDENTIFIER, ox.Literal(each)) for each in identifiers if each]
    for predicate in (LABEL, ALT_LABEL):
        literals += [(predicate, ox.Literal(text)), (predicate, ox.Literal(text, language="en"))]
    literals += [(SAME_AS, ox.NamedNode(address)) for address in hub_addresses(text)]
    for predicate, value in literals:
        for quad in store.quads_for_pattern(None, predicate, value, None):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


def papers_around(store: ox.Store, name: str, base: str, most: int) -> frozenset[str]:
    """Return the local ids of papers, ``most`` at most, that have exactly this name or are linked to what has it."""
    found: set[str] = set()
    for node in nodes_with_exact_name(store, name, base):
        if is_paper(store, node):
            found.add(node.value.removeprefix(base))
        linked = (quad.subject for quad in store.quads_for_pattern(None, None, node, ox.DefaultGraph()))
        papers = (one for one in linked if isinstance(one, ox.NamedNode) and is_paper(store, one))
        found.update(one.value.removeprefix(base) for one in islice(papers, most))
    return frozenset(sorted(found)[:most])


def hub_addresses(text: str) -> Iterator[str]:
    """Yield the addresses that a model or dataset of this id has on the hub."""
    for prefix in (HUB, HUB + "datasets/"):
        term = web_address(prefix + text)
        if term is not None:
            yield term[1:-1]


def _successors_or_node(store: ox.Store, found: ox.NamedNode) -> list[ox.NamedNode]:
    """Return what has replaced a node, else the node itself."""
    quads = store.quads_for_pattern(found, REPLACED, None, None)
    return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)] or [found]


def _has_wanted_type(store: ox.Store, found: ox.NamedNode, wanted: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(found, TYPE, wanted, None), None) is not None


def _things_of_class(store: ox.Store, wanted: ox.NamedNode, base: str) -> list[NamedThing]:
    """Read every node of a class with its names and identifiers."""
    return _things_of_rows(store, f"?node a {wanted}", base)


def _things_of_nodes(store: ox.Store, nodes: Iterable[ox.NamedNode], base: str) -> list[NamedThing]:
    return _things_of_rows(store, f"VALUES ?node {{ {' '.join(map(str, nodes))} }}", base)


def _things_of_rows(store: ox.Store, pattern: str, base: str) -> list[NamedThing]:
    """Read names, classes and identifiers, now and before, of the nodes that a pattern finds."""
    predicates = " ".join(map(str, (TYPE, LABEL, ALT_LABEL, IDENTIFIER, SAME_AS)))
    rows = store.query(
        f"SELECT ?node ?predicate ?value {{ {pattern} VALUES ?predicate {{ {predicates} }} ?node ?predicate ?value }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        node, predicate, value = row["node"], row["predicate"], row["value"]
        if isinstance(node, ox.NamedNode) and isinstance(value, (ox.NamedNode, ox.Literal)):
            values[node.value][str(predicate)].add(value.value)
    former: defaultdict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, REPLACED, None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            former[quad.object.value].append(quad.subject.value.removeprefix(base))
    return [_thing_of_values(iri, held, former[iri], base) for iri, held in values.items()]


def _thing_of_values(iri: str, held: Mapping[str, set[str]], former: Sequence[str], base: str) -> NamedThing:
    labels, classes = sorted(held.get(str(LABEL), ())), held.get(str(TYPE), ())
    short = shorten(iri, base)
    return NamedThing(
        iri.removeprefix(base),
        labels[0] if labels else short,
        tuple(word for word, (class_, _) in KINDS.items() if word != "artifact" and class_ in classes) or ("node",),
        (*labels[1:], *sorted(held.get(str(ALT_LABEL), ()))),
        (*former, short, *_bare_identifiers(held)),
    )


def _bare_identifiers(held: Mapping[str, set[str]]) -> Iterable[str]:
    """Yield arXiv ids, DOIs and other ids without their prefixes, and ids of the hub from its addresses."""
    for identifier in held.get(str(IDENTIFIER), ()):
        yield identifier.removeprefix("arXiv:").removeprefix("doi:")
    for same in held.get(str(SAME_AS), ()):
        yield same.removeprefix(HUB).removeprefix("datasets/")
