"""Namespaces and prefixes.

The vocabulary (``kg:``) has one place for everybody, so that queries and shapes work on every build; the base IRI of a
build decides only where its own nodes live: ``<base>paper/…``, ``<base>artifact/…`` and so on.
"""

from __future__ import annotations

from functools import lru_cache

from kg.ground.identifiers import DEFAULT_BASE, NODE_PATHS

ONTOLOGY = DEFAULT_BASE + "ontology"
KG = ONTOLOGY + "#"
HUB = "https://huggingface.co/"  # below it the ids of models, and below datasets/ those of datasets

VOCABULARIES: dict[str, str] = {
    "kg": KG,
    "cito": "http://purl.org/spar/cito/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "fair4ml": "https://w3id.org/fair4ml#",
    "mls": "http://www.w3.org/ns/mls#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Prefix of the nodes of each kind, and the path below the base that it stands for.
KINDS: dict[str, str] = {
    **NODE_PATHS,
    "authorship": "authorship/",
    "build": "build/",
    "evidence": "evidence/",
    "graph": "graph/",
    "link": "link/",
    "listing": "listing/",
    "metric": "metric/",
    "result": "result/",
    "source": "source/",
}


@lru_cache(maxsize=16)
def _sorted_prefixes(base: str) -> tuple[tuple[str, str], ...]:
    table = {**VOCABULARIES, "atlas": base, **{prefix: base + path for prefix, path in KINDS.items()}}
    return tuple(sorted(table.items()))


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Return every prefix that files and queries know, sorted: the vocabularies, and the node kinds below ``base``.

    >>> prefixes("https://example.org/")["paper"], prefixes("https://example.org/")["kg"]
    ('https://example.org/paper/', 'https://w3id.org/paperatlas/ontology#')
    """
    return dict(_sorted_prefixes(base))


def expand(name: str, base: str = DEFAULT_BASE) -> str | None:
    """Expand a prefixed name to its IRI, or None where the prefix is unknown.

    >>> expand("kg:introduces")
    'https://w3id.org/paperatlas/ontology#introduces'
    """
    prefix, colon, local = name.partition(":")
    namespace = prefixes(base).get(prefix) if colon else None
    return None if namespace is None else namespace + local


def shorten(iri: str, base: str = DEFAULT_BASE) -> str:
    """Shorten an IRI to its prefixed name, for people to read; the IRI itself where no prefix fits.

    >>> shorten("http://purl.org/dc/terms/title"), shorten("https://example.org/x")
    ('dcterms:title', 'https://example.org/x')
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    for prefix, namespace in _sorted_prefixes(base):
        if namespace == iri[:cut] and cut < len(iri):
            return f"{prefix}:{iri[cut:]}"
    return iri
