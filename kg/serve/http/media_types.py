"""Media types: what a client accepts (RFC 9110, section 12.5.1) matched with what there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

#: Media type to the forms of a table of results, in the server's order of preference.
RESULTS: dict[str, str] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
#: Media type to the forms of a graph.
GRAPHS: dict[str, str] = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "n-triples",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/rdf+xml": "rdf-xml",
    "application/xml": "rdf-xml",
    "application/trig": "trig",
    "application/n-quads": "n-quads",
    "text/n3": "n3",
}
#: The same of what is sent here, where a media type that says too little is not taken for RDF.
SENT_GRAPHS = {name: form for name, form in GRAPHS.items() if name not in ("application/json", "application/xml")}
#: Short names, as suffixes and the parameter ``format`` have them, to the forms of a table and of a graph.
NAMES: dict[str, tuple[str | None, str | None]] = {
    "json": ("json", "json-ld"), "xml": ("xml", "rdf-xml"), "csv": ("csv", None), "tsv": ("tsv", None),
    "srj": ("json", None), "srx": ("xml", None), "ttl": (None, "turtle"), "turtle": (None, "turtle"),
    "nt": (None, "n-triples"), "ntriples": (None, "n-triples"), "n-triples": (None, "n-triples"),
    "jsonld": (None, "json-ld"), "json-ld": (None, "json-ld"), "rdf": (None, "rdf-xml"), "rdf+xml": (None, "rdf-xml"),
    "rdfxml": (None, "rdf-xml"), "rdf-xml": (None, "rdf-xml"), "owl": (None, "rdf-xml"), "trig": (None, "trig"),
    "nq": (None, "n-quads"), "nquads": (None, "n-quads"), "n-quads": (None, "n-quads"), "n3": (None, "n3"),
}  # fmt: skip
#: Form of a graph to its suffix.
SUFFIX_OF: dict[str, str] = {
    "turtle": ".ttl", "json-ld": ".jsonld", "n-triples": ".nt", "rdf-xml": ".rdf", "trig": ".trig", "n-quads": ".nq",
    "n3": ".n3",
}  # fmt: skip
#: Form to the header of an answer in it.
CONTENT_TYPES: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "rdf-xml": "application/rdf+xml",
    "trig": "application/trig",
    "n-quads": "application/n-quads",
    "n3": "text/n3; charset=utf-8",
}
HTML = "text/html"


@lru_cache(maxsize=256)
def _ranges(accept: str) -> tuple[tuple[str, float], ...]:
    """Media ranges with their weights; parameters other than ``q`` are ignored."""
    found = []
    for part in accept.split(",")[:64]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if name:
            found.append((name.lower(), weight))
    return tuple(found)


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that a client likes best, the first of these where it does not care, None where it accepts none.

    Args:
        accept: the ``Accept`` header; None or a list of nothing accepts everything.
        offers: media types in the server's order of preference.

    >>> best("text/html;q=0.5, application/json", ["text/html", "application/json"])
    'application/json'
    >>> best("image/png", ["text/html"]), best(None, ["text/html"]), best("text/*", ["text/html"])
    (None, 'text/html', 'text/html')
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return offers[0]
    chosen, weight = None, 0.0
    for offer in offers:
        found = _weight(offer, ranges)
        if found > weight:
            chosen, weight = offer, found
    return chosen


def _weight(offer: str, ranges: tuple[tuple[str, float], ...]) -> float:
    """The weight of the most specific range that an offer is in."""
    levels = (offer, offer.partition("/")[0] + "/*", "*/*", "*")  # the last is no range, but Java sends it
    for level in levels:
        found = [weight for name, weight in ranges if name == level]
        if found:
            return max(found)
    return 0.0


@lru_cache(maxsize=256)
def forms(accept: str | None) -> tuple[str | None, str | None]:
    """The form for a table and the form for a graph that a client likes best; None for what it does not accept.

    >>> forms("text/csv"), forms(None)
    (('csv', None), ('json', 'turtle'))
    """
    table, graph = best(accept, list(RESULTS)), best(accept, list(GRAPHS))
    return (None if table is None else RESULTS[table]), (None if graph is None else GRAPHS[graph])


def named(name: str) -> tuple[str | None, str | None] | None:
    """The forms for a table and for a graph that a short name or a media type stands for, None where it is unknown.

    Of several media types, which SPARQLWrapper sends, the first that is known is taken.

    >>> named("CSV"), named("application/ld json"), named("pdf"), named("application/x-json+ld,application/ld+json")
    (('csv', None), (None, 'json-ld'), None, (None, 'json-ld'))
    """
    for one in name.lower().split(","):
        one = one.strip().replace(" ", "+")  # "+" in an address is a space, which not every client heeds
        found = NAMES.get(one, (RESULTS.get(one), GRAPHS.get(one)))
        if any(found):
            return found
    return None


@lru_cache(maxsize=64)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client says that it can read gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    weights = dict(_ranges(accept_encoding))
    return weights.get("gzip", weights.get("*", 0.0)) > 0
