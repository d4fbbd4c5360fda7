"""Where nodes are on this server, and what the headers of an answer say about that."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from kg.digest.base.feed_address import ATOM_TYPE, feed_path, has_feed
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS
from kg.serve.tasks.task import Context

_LICENSE = ox.NamedNode(VOCABULARIES["dcterms"] + "license")
#: Names of the forms that a page names, and their suffixes.
ALTERNATES = (("Turtle", "turtle"), ("JSON-LD", "json-ld"), ("N-Triples", "n-triples"), ("RDF/XML", "rdf-xml"))
_HTML, _RDF = "html", tuple(form for _, form in ALTERNATES)
#: How programs find the description of all calls (RFC 8631).
SERVICE = '</openapi.json>; rel="service-desc"; type="application/vnd.oai.openapi+json;version=3.1"'


def address(iri: str, base: str, here: str, suffix: str = "") -> str:
    """Write where a node's page is on this server, or with a suffix such as ``.ttl`` its data in that form.

    >>> address("https://w3id.org/paperatlas/paper/2401.00010", "https://w3id.org/paperatlas/", "/", ".ttl")
    '/paper/2401.00010.ttl'
    """
    rest = iri.removeprefix(base)
    if rest != iri and "#" not in rest and not rest.startswith("/"):  # "//x" would be another server
        return here + quote(rest, safe="/+~:@!$&'()*,;=%") + suffix
    return f"{here}resource?iri={quote(iri, safe='')}{'&as=' + suffix[1:] if suffix else ''}"


def media_type(form: str) -> str:
    """Return the media type of a form of RDF, or of a page.

    >>> media_type("turtle"), media_type("html")
    ('text/turtle', 'text/html')
    """
    return "text/html" if form == _HTML else CONTENT_TYPES[form].partition(";")[0]


def suffix_of(form: str) -> str:
    """Return what names a form in an address."""
    return GRAPHS[form].suffix if form in GRAPHS else f".{form}"


def suffix_of_type(content_type: str) -> str:
    """Return the suffix for the form that a header names.

    >>> suffix_of_type("text/csv; charset=utf-8"), suffix_of_type("text/turtle; charset=utf-8")
    ('.csv', '.ttl')
    """
    return suffix_of(next(form for form, known in CONTENT_TYPES.items() if known == content_type))


def node_headers(context: Context, node: ox.NamedNode, form: str, here: str) -> dict[str, str]:
    """Write ``Content-Location`` and ``Link`` of an answer about a node, named as ``Sender.begin`` takes them."""
    at = {one: address(node.value, context.base, here, suffix_of(one)) for one in (form, _HTML, *_RDF)}
    links = [f'<{at[one]}>; rel="alternate"; type="{media_type(one)}"' for one in (_HTML, *_RDF) if one != form]
    if form == _HTML:
        links.append(f'<{at["turtle"]}>; rel="describedby"; type="{media_type("turtle")}"')
    if feed := feed_of_node(node.value, context.base, here):
        links.append(f'<{feed}>; rel="alternate"; type="{ATOM_TYPE}"')
    links += [f'<{one}>; rel="license"' for one in licenses(context)]
    return {"content_location": at[form], "link": ", ".join([*links, SERVICE])}


def feed_of_node(iri: str, base: str, here: str) -> str | None:
    """Write where the feed of a node is on this server; None where it has none.

    >>> feed_of_node("https://w3id.org/paperatlas/topic/tool-use", "https://w3id.org/paperatlas/", "/")
    '/feeds/topic/tool-use.atom'
    """
    local = iri.removeprefix(base)
    return here + feed_path(local) if local and local != iri and has_feed(local) else None


def licenses(context: Context) -> list[str]:
    """Return the IRIs of the licences that the graph's description of itself names."""
    if "licenses" not in context.kept:
        graph = ox.NamedNode(context.base + "graph")
        found = (quad.object for quad in context.store.quads_for_pattern(graph, _LICENSE, None, ox.DefaultGraph()))
        context.kept["licenses"] = sorted(one.value for one in found if isinstance(one, ox.NamedNode))
    return list(context.kept["licenses"])


def document_headers(path: str, form: str, *, described_by: str = "") -> tuple[tuple[str, str], ...]:
    """Write ``Content-Location`` and ``Link`` of an answer that is about no node of the graph.

    Args:
        path: of the document, without a suffix. described_by: path of what describes it.
    """
    links = [
        f'<{path}{suffix_of(one)}>; rel="alternate"; type="{media_type(one)}"' for one in (_HTML, *_RDF) if one != form
    ]
    links += [f'<{described_by}>; rel="describedby"; type="text/turtle"'] if described_by else []
    return ("content-location", path + suffix_of(form)), ("link", ", ".join([*links, SERVICE]))
