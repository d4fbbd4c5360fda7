"""What files say of artifacts, to triples: each file's values at their place in it, as those of papers with several
sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph.graph_records import DescribedNode
from kg.rdf.terms import ntriples
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.shared_triples import LABEL, TYPE, source_node, source_node_triples, vocabulary_term


def described_triples(node: DescribedNode, base: str) -> Iterator[Triple]:
    """Yield the place in the file that an artifact is described at, what stands there, and the file."""
    described, me = node.described, ntriples.node(base, node.id)
    source = described.source
    yield ntriples.node(base, "artifact/" + node.artifact), vocabulary_term("prov:wasDerivedFrom"), me
    yield me, TYPE, vocabulary_term("kg:Listing")
    yield me, LABEL, ntriples.literal(f"{source.page}, {source.position}")
    yield me, vocabulary_term("dcterms:isPartOf"), source_node(source, base)
    yield me, vocabulary_term("schema:position"), ntriples.integer(source.position)
    yield from source_node_triples(source, base)
    for term, values in (
        ("dcterms:title", (described.name, *described.aliases)),
        ("dcterms:description", (described.description,)),
        ("dcterms:license", described.licences),
        ("dcterms:identifier", ("hf:" + described.hub_id if described.hub_id else "",)),
        ("kg:givenArXivId", described.arxiv),
    ):
        for value in filter(None, values):
            yield me, vocabulary_term(term), ntriples.literal(value)
    address = ntriples.web_address(described.url) if described.url else None
    if address:
        yield me, vocabulary_term("schema:url"), address
