"""GraphML (http://graphml.graphdrawing.org/) and GEXF 1.2 (https://gexf.net/), for Gephi, Cytoscape, yEd and igraph.

Both are NetworkX's own writers over the flat form of the graph (``kg.export.flat_graph``). Edge ids are the ids of the
links, so an edge of the file is the link of the same name in the RDF. The same graph gives the same bytes: NetworkX's
GEXF writer puts the day of writing into the file, which is taken out again.
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.export.flat_graph import flat_graph
from kg.graph.networks import Network
from kg.ground.files.targets import open_target


def write_graphml(graph: Network, path: Path) -> None:
    """Write GraphML. Lists and dictionaries are JSON texts; unknown values are left out."""
    # The lxml writer gives other bytes; which one runs must not depend on what else is installed.
    with open_target(path) as file:
        nx.write_graphml_xml(flat_graph(graph), file)


def write_gexf(graph: Network, path: Path) -> None:
    """Write GEXF, with the same values as GraphML."""
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    copy = flat_graph(graph)
    for _, _, key, attributes in copy.edges(keys=True, data=True):
        attributes["id"] = key
    writer.add_graph(copy)
    for meta in writer.xml.findall("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    with open_target(path) as file:
        writer.write(file)
