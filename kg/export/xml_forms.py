"""GraphML (http://graphml.graphdrawing.org/) and GEXF 1.2 (https://gexf.net/), for Gephi, Cytoscape, yEd and igraph.

Both are NetworkX's own writers over flat attributes. Edge ids are the ids of the links, so an edge of the file is the
link of the same name in the RDF. The same graph gives the same bytes: NetworkX's GEXF writer puts the day of writing
into the file, which is taken out again.
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.export.flat import flat
from kg.graph.networks import Network
from kg.ground.targets import open_target


def write_graphml(graph: Network, path: Path) -> None:
    """Write GraphML. Lists and dictionaries are JSON texts; unknown values are left out."""
    copy: Network = nx.MultiDiGraph(name=graph.name)
    for node, attributes in graph.nodes(data=True):
        copy.add_node(node, **flat(attributes))
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        copy.add_edge(source, target, key=key, **flat(attributes))
    # The lxml writer gives other bytes; which one runs must not depend on what else is installed.
    with open_target(path) as file:
        nx.write_graphml_xml(copy, file)


def write_gexf(graph: Network, path: Path) -> None:
    """Write GEXF. As GraphML, but ``type`` of an edge, a word of GEXF's own, is called ``artifact_type``."""
    copy: Network = nx.MultiDiGraph(name=graph.name)
    for node, attributes in graph.nodes(data=True):
        copy.add_node(node, **flat(attributes))
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        renamed = {("artifact_type" if name == "type" else name): value for name, value in flat(attributes).items()}
        copy.add_edge(source, target, key=key, id=key, label=renamed.get("predicate", ""), **renamed)
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(copy)
    for meta in writer.xml.findall("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    with open_target(path) as file:
        writer.write(file)
