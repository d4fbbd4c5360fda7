"""Node-link JSON: NetworkX's own exchange form, also read by D3, Sigma and Cosmograph.

``graph``, ``nodes`` and ``edges`` with every attribute as it is; it reads back as an equal graph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import networkx as nx
import orjson

from kg.graph.networks import Network
from kg.ground.errors import OutputError
from kg.ground.files.targets import open_target


def write_node_link(graph: Network, path: Path) -> None:
    """Write node-link JSON, keys sorted, one node or edge a line, so that files can be compared line by line."""
    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    with open_target(path) as file:
        head = {name: data[name] for name in ("directed", "graph", "multigraph")}
        file.write(_sorted_json(head)[:-1])
        for name in ("nodes", "edges"):
            file.write(f',"{name}":[\n'.encode())
            file.write(b",\n".join(map(_sorted_json, data[name])))
            file.write(b"\n]")
        file.write(b"}\n")


def read_node_link(path: Path, *, opened: BinaryIO | None = None) -> Network:
    """Read the graph of a node-link file.

    Args:
        opened: the file, where it is open already; the path then names it.

    Raises:
        OutputError: the file is missing or does not hold node-link JSON.
    """
    try:
        data = orjson.loads(path.read_bytes() if opened is None else opened.read())
        graph = nx.node_link_graph(data, edges="edges")
    except OSError as error:
        raise OutputError(f"it cannot be read: {error.strerror or error}", where=path, remedy="build again") from error
    except (ValueError, AttributeError, KeyError, TypeError, nx.NetworkXError) as error:
        raise OutputError("not a node-link graph", where=path, remedy="build again") from error
    return nx.MultiDiGraph(graph)


def _sorted_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
