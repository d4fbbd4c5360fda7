"""What is drawn of a whole graph, written with a build or made anew after updates.

Drawing loads NumPy, NetworkX and the templates of the pages, so what only updates imports this module where it draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kg.atlas.build_records import BuildRecords, records_of_build
from kg.atlas.line_files import read_reading_lines
from kg.atlas.linked_papers import READINGS
from kg.atlas.manifest import Manifest, read_manifest
from kg.atlas.progress import Progress, Silent, Stages
from kg.atlas.staged_output import staged
from kg.atlas.update.drawn_files import DRAWN_FILES, GRAPHML, NODE_LINK, PAGE, REPORT
from kg.explorer.map.landmark_papers import landmark_papers
from kg.explorer.page.offline_page import write_page
from kg.explorer.page.page_template import TITLE
from kg.explorer.report import report_page
from kg.explorer.served.explorer_index import IndexFile, index_file
from kg.explorer.served.index_format import INDEX
from kg.export.exporter_registry import EXPORTERS
from kg.graph.networks import Network, to_networkx
from kg.ground.files.integrity import open_checked, sha256
from kg.ground.records import Reading


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


def refresh(output: Path, *, progress: Progress | None = None) -> Manifest:
    """Make anew what is drawn of the whole graph, where an update has left it behind; return the manifest.

    Afterwards all files are those that one build of all would write.

    Raises:
        PaperAtlasError: the folder holds no graph, a file of it is damaged, or it cannot be written.
    """
    if not read_manifest(output).behind:
        return read_manifest(output)
    stages = Stages(progress or Silent())
    with staged(output) as folder:
        before = read_manifest(output)
        if before.behind:
            drawn = _drawn_graph(output, before, folder)
            with index_file(folder / INDEX) as index:
                with stages.stage("records"):
                    for _ in index.watch(drawn.made.of_readings(drawn.readings())):
                        pass
                drawn.write(folder, index, stages)
            files = {name: sha256(folder / name) for name in DRAWN_FILES}
            replace(before, files=dict(sorted({**before.files, **files}.items())), behind=()).write(folder)
    return read_manifest(output)


def _drawn_graph(output: Path, before: Manifest, folder: Path) -> DrawnGraph:
    """Say what is drawn of a folder's graph as its readings are."""
    open_checked(output, READINGS, before.files.get(READINGS)).close()
    return DrawnGraph(
        records_of_build(output, before, folder),
        lambda: read_reading_lines(output / READINGS),
        int(before.counts["papers"]),
        before.network_papers,
        before.base,
    )
