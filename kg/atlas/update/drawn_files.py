"""The names of what is drawn of a whole graph: the network, the page, the report, the index of the served page.

Where things lie on the map, and which regions it has, depends on every paper. So these files are not changed by what
differs: after an update they show an earlier build, which the manifest says, and are made anew when they are asked for
(``kg.atlas.make.graph_drawer``).
"""

from __future__ import annotations

from kg.explorer.served.index_format import INDEX

GRAPHML, NODE_LINK, PAGE, REPORT = "graph.graphml", "graph.json", "graph.html", "report.html"
#: All of them, sorted.
DRAWN_FILES = tuple(sorted((GRAPHML, NODE_LINK, PAGE, REPORT, INDEX)))
