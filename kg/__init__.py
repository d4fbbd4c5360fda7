"""PaperAtlas: a knowledge graph builder for machine-learning papers.

    import kg

    atlas = kg.open("output")          # a built folder
    atlas.graph                        # networkx.MultiDiGraph
    atlas.query("most-used-benchmarks").records()
    for reading in kg.link(papers):    # what the linker reads in each paper, a dictionary or a Paper
        ...
    networkx.write_gexf(kg.flat(atlas.graph), "graph.gexf")
    kg.view(atlas.graph).write_html("graph.html")  # the interactive page, as pyvis's Network

Importing ``kg`` costs nothing: each function imports what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.atlas.atlas import Atlas
    from kg.atlas.verification import Verification
    from kg.explorer.page.notebook_view import PageNetwork
    from kg.graph.networks import Network
    from kg.ground.records import Reading
    from kg.readers.paper_objects import GivenPaper

__version__ = "0.1.0"
__all__ = ["__version__", "flat", "link", "open", "verify", "view"]


def open(folder: str | Path = "output") -> Atlas:
    """A built folder, opened for reading: its graph, papers, readings, queries and exports.

    Raises:
        OutputError: the folder holds no build.
    """
    from kg.atlas.atlas import Atlas

    return Atlas(folder)


def verify(folder: str | Path = "output") -> Verification:
    """What of a built folder is not what the build wrote; ``verify(folder).whole`` where all is.

    Raises:
        OutputError: the folder holds no build.
    """
    from kg.atlas.verification import verify as verify_folder

    return verify_folder(Path(folder))


def link(papers: GivenPaper | Iterable[GivenPaper], *, processes: int = 1) -> Iterator[Reading]:
    """What the linker reads in each paper, in the order of the papers, which are taken as readings are asked for.

    Args:
        papers: one or several, each a dictionary with the fields of a JSON line (title, abstract, id, date, …) or a
            ``kg.ground.records.Paper``. Fields of a dictionary that cannot be understood are logged as warnings.
        processes: how many link at the same time, with the same answer; 0 is one for each core. Fewer than 200 papers
            are linked in this process.

    Raises:
        InputError: what is given is no paper. PaperAtlasError: ``processes`` is negative, or one of them dies.

    >>> (reading,) = link({"title": "Notes on GSM8K", "abstract": "We evaluate GPT-4 on GSM8K."})
    >>> [one.artifact.name for one in reading.links]
    ['GSM8K', 'GPT-4']
    """
    from kg.linker.parallel import link_papers
    from kg.readers.paper_objects import given_papers
    from kg.readers.read_files import log_fault

    return link_papers(given_papers(papers, log_fault), processes)


def flat(graph: Network) -> Network:
    """A copy of a graph for the writers of NetworkX (``write_graphml``, ``write_gexf``, …), which take only scalars.

    Lists and dictionaries become JSON texts, unknown values are left out, an edge has a ``weight`` (its confidence).

    Args:
        graph: of a build (``kg.open(folder).graph``), or a part of one.
    """
    from kg.export.flat_graph import flat_graph

    return flat_graph(graph)


def view(
    graph: Network, *, title: str = "PaperAtlas", heading: str = "", height: int | str = "600px",
    width: int | str = "100%", **pyvis: Any,
) -> PageNetwork:  # fmt: skip
    """Draw a graph as an interactive page: a ``pyvis.network.Network`` that shows itself in a notebook.

    ``kg.view(graph).write_html("graph.html")`` writes the page, one file that works offline. Nodes and edges may be
    changed and added before; see docs/view.md.

    Args:
        graph: of a build (``kg.open(folder).graph``), or a part of one (``graph.subgraph(nodes)``).
        title: names the page. heading: stands at its top, the title by default.
        height, width: of the frame in a notebook, in pixels or as CSS has it.
        pyvis: other options of pyvis's ``Network``, where they say what the page does anyway: ``notebook``,
            ``select_menu``, ``filter_menu``, ``cdn_resources="in_line"``, …

    Raises:
        TypeError: an option that neither has. InputError: a value of an option that the page cannot follow.

    >>> import networkx
    >>> graph = networkx.MultiDiGraph()
    >>> _ = graph.add_edge("paper/2110.14168", "artifact/gsm8k", key="link/1", predicate="introduces")
    >>> page = view(graph, title="GSM8K", height=400)
    >>> page.add_node("artifact/mmlu", "MMLU", kind="benchmark")
    >>> [node["label"] for node in page.nodes]
    ['artifact/gsm8k', 'paper/2110.14168', 'MMLU']
    """
    from kg.explorer.page.pyvis_network import view as view_network

    return view_network(graph, title=title, heading=heading, height=height, width=width, **pyvis)
