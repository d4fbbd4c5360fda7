"""The form of an answer that a request asks for: by the parameter ``format``, by a suffix, or by ``Accept``.

The parameter is for clients that cannot set a header, as the address field of a browser or a spreadsheet, so it wins.
``output`` is Fuseki's name for it; SPARQLWrapper sends both. Values are short names (``csv``, ``ttl``) or media types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.export.citations.citation_formats import CITATION_FORMATS, CitationFormat, citation_format
from kg.ground.errors import offer_of_names
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import DATASET_TYPES, GRAPH_TYPES, HTML, NAMES, TABLE_TYPES, best, forms, named

if TYPE_CHECKING:
    from starlette.requests import Request

PARAMETERS = ("format", "output")
Pairs = Sequence[tuple[str, str]]
_PAGE = {HTML: "html", **GRAPH_TYPES}
_PAGE_NAMES = ("html", "htm", HTML)


def format_of(pairs: Pairs) -> str | None:
    """Read the form that the parameter names, or None.

    Raises:
        Fault: it is there twice, and not the same.
    """
    values = sorted({value for name, value in pairs if name in PARAMETERS})
    if len({named(value) or value for value in values}) > 1:  # SPARQLWrapper says "tsv" and its media type
        raise Fault(400, f"the request asks for several forms ({', '.join(values)})", remedy="ask for one")
    return values[0] if values else None


def accepted(request: Request) -> str | None:
    """Say what a client accepts of a fault: JSON where the parameter or the suffix asks for a form of it."""
    named_forms = [value for name, value in request.query_params.multi_items() if name in PARAMETERS]
    named_forms.append(request.url.path.rpartition("/")[2].rpartition(".")[2])
    asks_for_json = any("json" in form.lower() for form in named_forms)
    return "application/json" if asks_for_json else request.headers.get("accept")


def without_format(pairs: Pairs) -> list[tuple[str, str]]:
    """Return the other parameters."""
    return [(name, value) for name, value in pairs if name not in PARAMETERS]


def result_forms(request: Request, wanted: str | None) -> tuple[str | None, str | None]:
    """Choose the form for a table and the form for a graph; None for what the client does not want.

    Args:
        wanted: what a parameter or a suffix says.

    Raises:
        Fault: the parameter is unknown (400), or nothing of what there is is accepted (406).
    """
    if wanted is not None:
        found = named(wanted)
        if found is None:
            raise unknown(wanted, (*NAMES, *CITATION_FORMATS))
        return found
    table, graph = forms(request.headers.get("accept"))
    if table is None and graph is None:
        raise Fault(406, "there is no such form of an answer", remedy="accept JSON, XML, CSV, TSV or Turtle")
    return table, graph


def citations_form(request: Request, wanted: str | None) -> CitationFormat | None:
    """Choose the format of citations, where a client asks for one: by its name, or by its media type in ``Accept``."""
    if wanted is not None:
        return citation_format(wanted)
    cited = [each.media_type for each in CITATION_FORMATS.values()]
    liked = best(request.headers.get("accept"), [*TABLE_TYPES, *GRAPH_TYPES, HTML, *cited])
    return citation_format(liked) if liked in cited else None


def graph_form(request: Request, wanted: str | None, *, otherwise: str | None = None) -> str:
    """Choose the form of RDF.

    Args:
        otherwise: for who accepts none.

    Raises:
        Fault: the parameter is no form of RDF (400), or none is accepted (406).
    """
    if wanted is not None:
        _, form = named(wanted) or (None, None)
        if form is None:
            raise unknown(wanted, (name for name, (_, graph) in NAMES.items() if graph))
        return form
    media_type = best(request.headers.get("accept"), list(GRAPH_TYPES))
    if media_type is not None:
        return GRAPH_TYPES[media_type]
    if otherwise is None:
        raise Fault(406, "there is no such form of a graph", remedy="accept text/turtle or another form of RDF")
    return otherwise


def dataset_form(request: Request, wanted: str | None) -> str:
    """Choose the form of a whole dataset.

    Raises:
        Fault: it is not one for several graphs.
    """
    if wanted is not None:
        _, form = named(wanted) or (None, None)
        if form not in DATASET_TYPES.values():
            raise unknown(wanted, ("trig", "nq"))
        return form or ""
    media_type = best(request.headers.get("accept"), list(DATASET_TYPES))
    if media_type is None:
        raise Fault(406, "all graphs come as TriG or N-Quads", remedy="accept one, or add ?default or ?graph=IRI")
    return DATASET_TYPES[media_type]


def page_form(request: Request, wanted: str | None, *, data_first: bool = False) -> str | None:
    """Choose the form of a page: ``html``, a form of RDF, or by its name one of a table; None where none is accepted.

    Args:
        data_first: who accepts everything gets RDF.

    Raises:
        Fault: the parameter is unknown.
    """
    if wanted is None:
        offers = [*GRAPH_TYPES, HTML] if data_first else list(_PAGE)
        media_type = best(request.headers.get("accept"), offers)
        return None if media_type is None else _PAGE[media_type]
    if wanted.strip().lower() in _PAGE_NAMES:
        return "html"
    table, graph = named(wanted) or (None, None)
    if not (graph or table):
        raise unknown(wanted, ("html", *NAMES))
    return graph or table


def not_accepted() -> Fault:
    """Make the fault that no form of a page is accepted."""
    return Fault(406, "there is no such form of a page", remedy="accept text/html or text/turtle")


def unknown(wanted: str, names: Iterable[str]) -> Fault:
    """Make the fault of a form that there is not."""
    remedy = offer_of_names(wanted, names, listing="docs/serve.md")
    return Fault(400, f"there is no form {wanted!r} of this", remedy=f"{remedy}; media types are taken as well")
