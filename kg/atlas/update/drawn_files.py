"""What is drawn of a whole graph: the network as GraphML and JSON, the page, the report, the index of the served page.

Where things lie on the map, and which regions it has, depends on every paper. So these files are not changed by what
differs: after an update they show an earlier build, which the manifest says, and are made anew when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.build_records import BuildRecords
from kg.atlas.progress import Stages
from kg.explorer.map.landmark_papers import landmark_papers
from kg.explorer.page.offline_page import write_page
from kg.explorer.page.page_template import TITLE
from kg.explorer.report import report_page
from kg.explorer.served.explorer_index import IndexFile
from kg.explorer.served.index_format import INDEX
from kg.export.exporter_registry import EXPORTERS
from kg.graph.networks import Network, to_networkx
from kg.ground.records import Reading

GRAPHML, NODE_LINK, PAGE, REPORT = "graph.graphml", "graph.json", "graph.html", "report.html"
#: All of them, sorted.
DRAWN_FILES = tuple(sorted((GRAPHML, NODE_LINK, PAGE, REPORT, INDEX)))


@dataclass(frozen=True, slots=True)
class DrawnGraph:
    """What is drawn, and how.

    Attributes:
        made: makes nodes and edges. readings: gives all readings. papers: how many there are.
        network_papers: how many papers the network holds at most. base: the base IRI.
    """

    made: BuildRecords
    readings: Callable[[], Iterable[Reading]]
    papers: int
    network_papers: int
    base: str

    def write(self, folder: Path, index: IndexFile, stages: Stages) -> None:
        """Write the files; ``index`` has taken all nodes and edges."""
        with stages.stage("network"):
            graph = self._network()
            EXPORTERS["graphml"].write(graph, folder / GRAPHML)
            EXPORTERS["json"].write(graph, folder / NODE_LINK)
        with stages.stage("page"):
            part = graph.graph.get("part")
            heading = f": {part}" if part else ""
            drawing = write_page(graph, folder / PAGE, title=TITLE + heading, base=self.base)
            index.write(None if part else drawing, base=self.base, title=TITLE)
            report_page.write_report(graph, folder / REPORT, title=report_page.TITLE + heading)

    def _network(self) -> Network:
        """Make the NetworkX graph; of more papers than it may hold it is a part, and says so."""
        if self.papers <= self.network_papers:
            return to_networkx(self.made.of_readings(self.readings()))
        part = landmark_papers(self.readings, self.network_papers, assert_above=self.made.assert_above)
        graph = to_networkx(self.made.of_readings(each for each in self.readings() if each.paper.id in part))
        graph.graph["part"] = f"{len(part):,} of {self.papers:,} papers"
        return graph
