"""PaperAtlas: a knowledge graph builder for machine-learning papers.

    import kg

    atlas = kg.open("output")          # a built folder
    atlas.graph                        # networkx.MultiDiGraph
    atlas.query("most-used-benchmarks").records()
    for reading in kg.link(papers):    # what the linker reads in each paper
        ...
    kg.view(atlas.graph)               # the interactive page, in a notebook or a file

Importing ``kg`` costs nothing: each function imports what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.build.opening import Atlas
    from kg.graph.networks import Network
    from kg.ground.records import Paper, Reading

__version__ = "0.1.0"
__all__ = ["__version__", "link", "open", "view"]


def open(folder: str | Path = "output") -> Atlas:
    """A built folder, opened for reading: its graph, papers, readings, queries and exports.

    Raises:
        OutputError: the folder holds no build.
    """
    from kg.build.opening import Atlas

    return Atlas(folder)


def link(papers: Paper | Iterable[Paper]) -> Iterator[Reading]:
    """What the linker reads in each paper, one after the other.

    >>> from kg.ground.records import Paper
    >>> (reading,) = link(Paper("Notes on GSM8K", "We evaluate GPT-4 on GSM8K."))
    >>> [one.artifact.name for one in reading.links]
    ['GSM8K', 'GPT-4']
    """
    from kg.ground.records import Paper
    from kg.linker.linker import load_linker

    linker = load_linker()
    return map(linker.link, [papers] if isinstance(papers, Paper) else papers)


def view(graph: Network, path: str | Path = "graph.html", *, title: str = "PaperAtlas") -> Path:
    """Write the interactive page of a graph and return its path.

    Args:
        graph: of a build (``kg.open(folder).graph``), or a part of one (``graph.subgraph(nodes)``).
    """
    from kg.explorer.page import write_page

    write_page(graph, path, title=title)
    return Path(path)
