"""The forms of an answer, and media types: what a client accepts (RFC 9110, section 12.5.1) matched with what there is.

A form is a row of ``TABLES`` or ``GRAPHS``; names, suffixes, media types and writers are looked up there. RDF that is
also written to files has its suffixes from ``kg.rdf.write.rdf_formats``, and results of queries are those of
``kg.rdf.query.result_formats``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import pyoxigraph as ox

from kg.rdf.query.result_formats import RESULT_FORMATS
from kg.rdf.write.rdf_formats import FORMATS

_Oxigraph = TypeVar("_Oxigraph", ox.RdfFormat, ox.QueryResultsFormat)


@dataclass(frozen=True, slots=True)
class Form(Generic[_Oxigraph]):
    """A form of a table or of a graph.

    Attributes:
        oxigraph: what writes it, and reads it. names: as suffixes and the parameter ``format`` have them, the suffix
            first. others: further media types that mean it.
    """

    oxigraph: _Oxigraph
    names: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What names it in an address, e.g. ``.ttl``."""
        return "." + self.names[0]

    @property
    def media_type(self) -> str:
        """As registered with IANA."""
        return self.oxigraph.media_type.partition(";")[0]

    @property
    def content_type(self) -> str:
        """The header of an answer in it."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


def _results(name: str, *names: str, others: tuple[str, ...] = ()) -> Form[ox.QueryResultsFormat]:
    return Form(RESULT_FORMATS[name], (name, *names), others)


def _written(name: str, *names: str, others: tuple[str, ...] = ()) -> Form[ox.RdfFormat]:
    """Describe a form that files have, too: by their suffixes, by its name, and by further names."""
    suffixes = (suffix.removeprefix(".") for suffix in FORMATS[name].suffixes)
    return Form(FORMATS[name].oxigraph, tuple(dict.fromkeys((*suffixes, name, *names))), others)


#: The forms of a table of results, in the server's order of preference.
TABLES: dict[str, Form[ox.QueryResultsFormat]] = {
    "json": _results("json", "srj", others=("application/json",)),
    "xml": _results("xml", "srx", others=("application/xml", "text/xml")),
    "csv": _results("csv"),
    "tsv": _results("tsv"),
}
#: The forms of a graph, likewise.
GRAPHS: dict[str, Form[ox.RdfFormat]] = {
    "turtle": _written("turtle", others=("application/x-turtle",)),
    "n-triples": _written("n-triples", "ntriples"),
    "json-ld": _written("json-ld", "json", others=("application/json",)),
    "rdf-xml": _written("rdf-xml", "rdf+xml", "rdfxml", others=("application/xml",)),
    "trig": _written("trig"),
    "n-quads": _written("n-quads", "nquads"),
    "n3": Form(ox.RdfFormat.N3, ("n3",)),
}


def _by_type(forms: Mapping[str, Form[ox.RdfFormat]] | Mapping[str, Form[ox.QueryResultsFormat]]) -> dict[str, str]:
    return {media_type: name for name, form in forms.items() for media_type in (form.media_type, *form.others)}


#: Media type to the form of a table, and to that of a graph.
TABLE_TYPES, GRAPH_TYPES = _by_type(TABLES), _by_type(GRAPHS)
#: The same of what is sent here, where a media type that says too little is not taken for RDF.
SENT_GRAPH_TYPES = {
    name: form for name, form in GRAPH_TYPES.items() if name not in ("application/json", "application/xml")
}
#: Media type to the forms of RDF that hold several graphs.
DATASET_TYPES = {name: form for name, form in GRAPH_TYPES.items() if form in ("trig", "n-quads")}
_TABLE_NAMES = {short: name for name, form in TABLES.items() for short in form.names}
_GRAPH_NAMES = {short: name for name, form in GRAPHS.items() for short in form.names}
#: Short names to the forms of a table and of a graph; the usual ones of tables first, as faults list them.
NAMES: dict[str, tuple[str | None, str | None]] = {
    short: (_TABLE_NAMES.get(short), _GRAPH_NAMES.get(short)) for short in (*TABLES, *_TABLE_NAMES, *_GRAPH_NAMES)
}
#: Form to the header of an answer in it.
CONTENT_TYPES: dict[str, str] = {name: table.content_type for name, table in TABLES.items()} | {
    name: graph.content_type for name, graph in GRAPHS.items()
}
HTML = "text/html"


@lru_cache(maxsize=256)
def _weighted_ranges(accept: str) -> tuple[tuple[str, float], ...]:
    """Read media ranges with their weights; parameters other than ``q`` are ignored."""
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
    """Choose the offer that a client likes best, the first of these where it does not care, None where it accepts none.

    Args:
        accept: the ``Accept`` header; None or a list of nothing accepts everything.
        offers: media types in the server's order of preference.

    >>> best("text/html;q=0.5, application/json", ["text/html", "application/json"])
    'application/json'
    >>> best("image/png", ["text/html"]), best(None, ["text/html"]), best("text/*", ["text/html"])
    (None, 'text/html', 'text/html')
    """
    ranges = _weighted_ranges(accept or "")
    if not ranges:
        return offers[0]
    chosen, weight = None, 0.0
    for offer in offers:
        found = _weight_of_offer(offer, ranges)
        if found > weight:
            chosen, weight = offer, found
    return chosen


def _weight_of_offer(offer: str, ranges: tuple[tuple[str, float], ...]) -> float:
    """Find the weight of the most specific range that an offer is in."""
    levels = (offer, offer.partition("/")[0] + "/*", "*/*", "*")  # the last is no range, but Java sends it
    for level in levels:
        found = [weight for name, weight in ranges if name == level]
        if found:
            return max(found)
    return 0.0


@lru_cache(maxsize=256)
def forms(accept: str | None) -> tuple[str | None, str | None]:
    """Choose the form for a table and the form for a graph that a client likes best; None for what it does not accept.

    >>> forms("text/csv"), forms(None)
    (('csv', None), ('json', 'turtle'))
    """
    table, graph = best(accept, list(TABLE_TYPES)), best(accept, list(GRAPH_TYPES))
    return (None if table is None else TABLE_TYPES[table]), (None if graph is None else GRAPH_TYPES[graph])


def named(name: str) -> tuple[str | None, str | None] | None:
    """Find the forms for a table and for a graph that a short name or a media type stands for, None where it is
    unknown.

    Of several media types, which SPARQLWrapper sends, the first that is known is taken.

    >>> named("CSV"), named("application/ld json"), named("pdf"), named("application/x-json+ld,application/ld+json")
    (('csv', None), (None, 'json-ld'), None, (None, 'json-ld'))
    """
    for one in name.lower().split(","):
        one = one.strip().replace(" ", "+")  # "+" in an address is a space, which not every client heeds
        found = NAMES.get(one, (TABLE_TYPES.get(one), GRAPH_TYPES.get(one)))
        if any(found):
            return found
    return None


@lru_cache(maxsize=64)
def takes_gzip(accept_encoding: str) -> bool:
    """Check whether a client says that it can read gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    weights = dict(_weighted_ranges(accept_encoding))
    return weights.get("gzip", weights.get("*", 0.0)) > 0
