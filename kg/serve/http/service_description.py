"""The endpoint described: SPARQL 1.1 Service Description, the saved queries as examples, and the query behind
VoID.
"""

from __future__ import annotations

import io
from functools import lru_cache

import pyoxigraph as ox

from kg.rdf.query.query_examples import SH, example_triples
from kg.rdf.terms.namespaces import ONTOLOGY, VOCABULARIES
from kg.rdf.write.rdf_formats import stream_triples
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS, TABLES, Form
from kg.serve.http.settings import Settings

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_VOID = VOCABULARIES["void"]


def _format_iris(*forms: Form[ox.RdfFormat] | Form[ox.QueryResultsFormat]) -> list[ox.NamedNode]:
    """Name formats as https://www.w3.org/ns/formats/ does.

    Oxigraph has another IRI for JSON-LD, with the same last part.
    """
    return [ox.NamedNode(_FORMATS + form.oxigraph.iri.rpartition("/")[2]) for form in forms]


@lru_cache(maxsize=8)  # an address and a form each; made in the server's own process, where 30 ms hold up everybody
def service_description(endpoint: str, form: str, settings: Settings) -> tuple[bytes, str]:
    """Describe the service at an address, in a form of RDF, with its media type."""
    service, dataset = ox.NamedNode(endpoint), ox.NamedNode(endpoint + "#dataset")
    default, ontology = ox.NamedNode(endpoint + "#default"), ox.NamedNode(endpoint + "#ontology")
    graph = ox.NamedNode(settings.base + "graph")
    kind = ox.NamedNode(VOCABULARIES["rdf"] + "type")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    found: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (service, kind, sd("Service")),
        (service, sd("endpoint"), service),
        (service, sd("supportedLanguage"), sd("SPARQL10Query")),
        (service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *((service, sd("resultFormat"), iri) for iri in _format_iris(*TABLES.values(), *GRAPHS.values())),
        (service, sd("defaultDataset"), dataset),
        (dataset, kind, sd("Dataset")),
        (dataset, sd("defaultGraph"), default),
        (default, kind, sd("Graph")),
        (default, kind, ox.NamedNode(_VOID + "Dataset")),
        (default, ox.NamedNode(VOCABULARIES["owl"] + "sameAs"), graph),
        (dataset, sd("namedGraph"), ontology),
        (ontology, kind, sd("NamedGraph")),
        (ontology, sd("name"), ox.NamedNode(ONTOLOGY)),
    ]
    if settings.writable:
        found += [
            (service, sd("supportedLanguage"), sd("SPARQL11Update")),
            *((service, sd("inputFormat"), iri) for iri in _format_iris(*GRAPHS.values())),
        ]
    triples = [*(ox.Triple(*parts) for parts in found), *example_triples(endpoint, settings.base)]
    file = io.BytesIO()
    known = {"sd": _SD, "format": _FORMATS, "sh": SH}
    stream_triples(triples, file, GRAPHS[form].oxigraph, settings.base, extra=known)
    return file.getvalue(), CONTENT_TYPES[form]


def void_query(base: str, address: str) -> str:
    """Write the query for the graph's own description, to which it adds where the graph is served.

    Args:
        base: base IRI of the graph. address: where ``/`` of this server is, as the client knows it.
    """
    graph = ox.NamedNode(base + "graph")
    endpoint, lookup, dump = (ox.NamedNode(address + path) for path in ("sparql", "resource", "graphs?default"))
    return f"""CONSTRUCT {{ ?s ?p ?o .
  {graph} <{_VOID}sparqlEndpoint> {endpoint} ; <{_VOID}uriLookupEndpoint> {lookup} ; <{_VOID}dataDump> {dump} .
}} WHERE {{ {{ BIND({graph} AS ?s) ?s ?p ?o }} UNION {{
  {graph} <{_VOID}classPartition>|<{_VOID}propertyPartition>|<{VOCABULARIES["dcat"]}distribution> ?s . ?s ?p ?o }} }}"""
