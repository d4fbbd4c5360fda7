"""Attributes as scalars, for the formats whose values cannot be lists or dictionaries.

One rule for all of them: a value that is not known is left out, a list or a dictionary is written as JSON, and what is
a number is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import networkx as nx
import orjson

from kg.graph.networks import Network

Scalar = str | int | float | bool

# What https://www.w3.org/TR/xml/#charsets leaves out of a document, however it is escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# Decimals that the graph keeps as text, exactly as they were written.
_DECIMALS = frozenset({"value", "low"})
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
#: The weight of an edge that has no confidence (a broader topic, a developer): it is certain.
CERTAIN = 1.0


def flat_graph(graph: Network) -> Network:
    """Copy a graph with attributes that are all scalars, as the writers of NetworkX want them.

    An edge has besides its own attributes a ``weight`` (its confidence, 0 to 1; 1 where it has none) and a ``label``
    (its predicate). Its ``type``, a word of GEXF's own, is called ``artifact_type``.

    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("a", "b", "link/1", predicate="uses", confidence=0.5, type="model", evidence=[])
    >>> list(flat_graph(graph).edges(data=True))[0][2]
    {'predicate': 'uses', 'confidence': 0.5, 'artifact_type': 'model', 'label': 'uses', 'weight': 0.5}
    """
    copy: Network = nx.MultiDiGraph()
    copy.graph.update(flat(graph.graph))
    copy.add_nodes_from((node, flat(attributes)) for node, attributes in graph.nodes(data=True))
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        copy.add_edge(source, target, key)
        copy.edges[source, target, key].update(_flat_edge_attributes(attributes))
    return copy


def _flat_edge_attributes(attributes: Mapping[str, object]) -> dict[str, Scalar]:
    renamed = {("artifact_type" if name == "type" else name): value for name, value in flat(attributes).items()}
    weight = float(renamed.get("confidence", CERTAIN))
    return {**renamed, "label": renamed.get("predicate", ""), "weight": weight}


def flat(attributes: Mapping[str, object]) -> dict[str, Scalar]:
    """Turn the attributes into scalars that any XML document may hold.

    >>> flat({"label": "A\\x00B", "types": ["benchmark", "dataset"], "date": None, "aliases": []})
    {'label': 'AB', 'types': '["benchmark","dataset"]'}
    """
    return {name: _scalar_of_value(value) for name, value in known(attributes).items()}


def known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the attributes that are known; a decimal that the graph keeps as text becomes a number.

    >>> known({"value": "73.2", "unit": "%", "metric": None, "aliases": []})
    {'value': 73.2, 'unit': '%'}
    """
    return {
        name: float(value) if name in _DECIMALS and _DECIMAL.fullmatch(str(value)) else value
        for name, value in attributes.items()
        if value is not None and value != []
    }


def _scalar_of_value(value: object) -> Scalar:
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, bool | int | float):
        return value
    return _NOT_XML.sub("", json_text(value))


def json_text(value: object) -> str:
    """Write the value as JSON without spaces, keys sorted: the same value always gives the same text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
