"""The OpenAPI description of the server, made of its table of routes and of the saved queries."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.digest.base.feed_address import ATOM_TYPE
from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.graph.correction.corrections import COLUMNS
from kg.ground.version import __version__
from kg.rdf.query.saved_queries import Parameter, SavedQuery
from kg.review.review_items import Decision
from kg.serve.http.media_types import DATASET_TYPES, GRAPH_TYPES, NAMES, SENT_GRAPH_TYPES, TABLE_TYPES
from kg.serve.routes.explorer import CALLS, POSTED
from kg.serve.routes.replies import Handler, Route

_TEXT: dict[str, object] = {"type": "string"}
_BYTES: dict[str, object] = {"type": "string", "format": "binary"}
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
#: Parameters of addresses: schema and meaning.
PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "query": (_TEXT, "SPARQL 1.1; the usual prefixes need not be declared"),
    "default-graph-uri": (_IRIS, "graphs that make up the default graph of the query"),
    "named-graph-uri": (_IRIS, "graphs that the query may name"),
    "format": (
        _TEXT,
        f"form of the answer, in place of Accept: {', '.join((*NAMES, *CITATION_FORMATS))}, or a media type",
    ),
    "output": (_TEXT, "the same as format"),
    "graph": ({"type": "string", "format": "iri"}, "a named graph"),
    "default": (_TEXT, "the default graph; has no value"),
    "q": (_TEXT, "a name, an alias, an arXiv id or a DOI"),
    "kind": ({"type": "string", "enum": ["paper", "artifact", "topic", "organisation"]}, "kind of the nodes"),
    "limit": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "results at most"),
    "ask": (_TEXT, "kinds of questions between commas: statement, name, pair, homonym; by default all"),
    "most": ({"type": "integer", "minimum": 0, "maximum": 1000, "default": 25}, "questions at most"),
    "iri": ({"type": "string", "format": "iri"}, "of the node"),
    "as": (_TEXT, "the same as format"),
}
_REQUIRED = ("iri",)
_PARTS = {
    "path": "what follows; may have further slashes", "name": "of a saved query, and perhaps a suffix such as .csv",
    "file": "index.json, or a patch that it names",
    "call": "name of the call", "version": "of the ontology, and perhaps a suffix such as .ttl",
}  # fmt: skip
_SAVED = "saved queries"
_HTML, _JSON, _SPARQL = "text/html", "application/json", "application/sparql-query"
_TABLES, _RDF = tuple(TABLE_TYPES), tuple(GRAPH_TYPES)
_CITED = tuple(each.media_type for each in CITATION_FORMATS.values())
#: What comes back, by the name that the table of routes has for it: media types.
ANSWERS: dict[str, tuple[str, ...]] = {
    "results": (*_TABLES, *_RDF, *_CITED), "graph": _RDF, "graphs": _RDF, "page": (_HTML,), "json": (_JSON,),
    "found": (_JSON, _HTML), "saved": (*_TABLES, *_RDF, *_CITED, _SPARQL),
    "node": (_HTML, *_RDF), "feed": (ATOM_TYPE,), "text": ("text/plain",),
    "image": ("image/svg+xml",), "changes": (_JSON, "application/rdf-patch"),
}  # fmt: skip
_FORM = "application/x-www-form-urlencoded"
_UPDATE = "application/sparql-update"
_FIELDS = {
    "type": "object",
    "properties": {name: PARAMETERS[name][0] for name in ("query", "default-graph-uri", "named-graph-uri", "format")}
    | {"update": _TEXT, "using-graph-uri": _IRIS, "using-named-graph-uri": _IRIS},
}
_LIST: dict[str, object] = {"type": "array", "items": _TEXT}
_TRIPLE: dict[str, object] = {**_LIST, "minItems": 3, "maxItems": 3}
_IDS: dict[str, object] = {
    "type": "object",
    "properties": {"ids": _LIST, "id": _TEXT, "held": _LIST, "links": {"type": "array", "items": _TRIPLE}},
    "anyOf": [{"required": ["ids"]}, {"required": ["links"]}],
}
_LINE: dict[str, object] = {
    "type": "object", "required": ["line"],
    "properties": {"line": {"type": "object", "properties": dict.fromkeys(COLUMNS, _TEXT)}},
}  # fmt: skip
_REVIEWED: dict[str, dict[str, object]] = {
    "/review/corrections": _LINE,
    "/review/decisions": {
        "type": "object", "required": ["key", "decision", "who"],
        "properties": {"key": _TEXT, "decision": {"enum": list(Decision)}, "value": _TEXT, "who": _TEXT},
    },
    "/review/undo": {"type": "object", "required": ["who"], "properties": {"who": _TEXT}},
}  # fmt: skip


def openapi(table: Iterable[Route], queries: Iterable[SavedQuery], title: str) -> dict[str, object]:
    """Write the description, as of OpenAPI 3.1.

    Args:
        title: of the graph.
    """
    paths: dict[str, object] = {}
    for route in table:
        paths[_path_of_route(route.path)] = _operations_of_route(route)
    for query in queries:
        paths[f"/queries/{query.name}"] = {"get": _operation_of_saved(query)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title, "version": __version__, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "A knowledge graph of machine-learning papers: SPARQL, saved questions, linked data.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Fault": _FAULT},
            "schemas": {"Problem": _PROBLEM},
        },
        "tags": [{"name": _SAVED, "description": "one call for each question"}],
    }  # fmt: skip


_PROBLEM: dict[str, object] = {
    "type": "object", "required": ["title", "status", "detail"],
    "properties": {
        "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "remedy": _TEXT, "line": {"type": "integer"},
        "column": {"type": "integer"},
    },
}  # fmt: skip
_FAULT: dict[str, object] = {
    "description": "what is wrong, in one line, or as a problem (RFC 9457) for who accepts JSON",
    "content": {
        "text/plain": {"schema": _TEXT},
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    },
}


def _path_of_route(path: str) -> str:
    return re.sub(r":path\}", "}", path)


def _operations_of_route(route: Route) -> dict[str, Any]:
    found = {}
    for methods, handler in route.handlers.items():
        for method in methods:
            found[method.lower()] = _operation_of_method(route, method, handler)
    return found


def _operation_of_method(route: Route, method: str, handler: Handler) -> dict[str, object]:
    path = _path_of_route(route.path)
    writes = method in ("PUT", "DELETE") or (method == "POST" and path.startswith("/graphs"))
    reviewed = path.startswith("/review")
    reviews = reviewed and method == "POST"
    parts = re.findall(r"\{(\w+)\}", path)
    operation: dict[str, object] = {
        "operationId": f"{method.lower()}{re.sub(r'[^A-Za-z0-9]+', '-', path).rstrip('-') or '-root'}"
        + ("-" if path.endswith("/") and len(path) > 1 else ""),
        "summary": (inspect.getdoc(handler) or "").partition("\n")[0],
        "parameters": [
            *(_path_parameter(name, path, method) for name in parts),
            *map(_query_parameter, route.parameters),
        ],
        "responses": {
            **({"201": {"description": "it is new"}, "204": {"description": "done"}} if writes else {}),
            **({"201": {"description": "what was written"}} if reviews else {}),
            **(
                {} if writes or reviews else {"200": _response_of_answer(ANSWERS[route.answers], body=method != "HEAD")}
            ),
            "default": {"$ref": "#/components/responses/Fault"},
        },
    }
    if writes:
        operation["security"] = [{"token": []}]
        operation["description"] = "Only where the server is started with --writable."
    if reviewed:
        operation["security"] = [{"token": []}] if path != "/review" else []
        operation["description"] = "Only where the server is started with --review, and only for its own pages."
    if method in ("PUT", "POST"):
        operation["requestBody"] = {"required": True, "content": _content_by_type(_schemas_of_body(path))}
    return operation


def _schemas_of_body(path: str) -> dict[str, object]:
    """Pair the media types of a body with their schemas."""
    if path.startswith("/sparql"):
        return {_FORM: _FIELDS, _SPARQL: _TEXT, _UPDATE: _TEXT}
    if path.startswith("/explore"):
        return {_JSON: _IDS}
    if path in _REVIEWED:
        return {_JSON: _REVIEWED[path]}
    several = DATASET_TYPES if path == "/graphs" else ()
    one = (name for name, form in SENT_GRAPH_TYPES.items() if form not in DATASET_TYPES.values())
    return _schemas_of_types((*one, *several, "multipart/form-data"))


def _content_by_type(schemas: Mapping[str, object]) -> dict[str, object]:
    return {media_type: {"schema": schema} for media_type, schema in schemas.items()}


def _response_of_answer(media_types: tuple[str, ...], *, body: bool = True) -> dict[str, object]:
    return {
        "description": "the answer",
        **({"content": _content_by_type(_schemas_of_types(media_types))} if body else {}),
    }


def _schemas_of_types(media_types: Iterable[str]) -> dict[str, object]:
    """Describe forms of JSON as any JSON, which programs made of the description read as such, and all others as
    bytes.
    """
    return {name: {} if name.endswith("json") else _BYTES for name in media_types}


def _path_parameter(name: str, path: str, method: str) -> dict[str, object]:
    schema = _TEXT
    if path.startswith("/explore"):
        schema = {"type": "string", "enum": sorted(POSTED if method == "POST" else CALLS)}
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": _PARTS[name]}


def _query_parameter(name: str) -> dict[str, object]:
    schema, meaning = PARAMETERS[name]
    return {"name": name, "in": "query", "required": name in _REQUIRED, "schema": schema, "description": meaning} | (
        {"allowEmptyValue": True} if name == "default" else {}
    )


def _operation_of_saved(query: SavedQuery) -> dict[str, object]:
    return {
        "operationId": f"ask-{query.name}",
        "summary": query.title,
        "description": query.description,
        "tags": [_SAVED],
        "parameters": [
            *(_saved_parameter(one, query.example.get(one.name)) for one in query.parameters),
            _query_parameter("format"),
        ],
        "responses": {
            "200": _response_of_answer(ANSWERS["saved"]),
            "default": {"$ref": "#/components/responses/Fault"},
        },
    }


def _saved_parameter(parameter: Parameter, example: str | None) -> dict[str, object]:
    schema: dict[str, object] = dict(_NUMBERS.get(parameter.type, _TEXT))
    if parameter.default is not None:
        schema["default"] = _NUMBERS_READ.get(parameter.type, str)(parameter.default)
    found = {
        "name": parameter.name, "in": "query", "required": parameter.default is None, "schema": schema,
        "description": f"{parameter.description} ({parameter.type})",
    }  # fmt: skip
    return found | ({"example": _NUMBERS_READ.get(parameter.type, str)(example)} if example is not None else {})


_NUMBERS = {"integer": {"type": "integer"}, "decimal": {"type": "number"}}
_NUMBERS_READ: dict[str, Any] = {"integer": int, "decimal": float}
