"""PaperAtlas: a knowledge graph builder for machine-learning papers.

    import kg

    kg.build("papers.jsonl", "output")  # files of papers in, a folder with the graph out
    atlas = kg.open("output")
    atlas.graph                         # networkx.MultiDiGraph
    atlas.query("most-used-benchmarks").records()
    for reading in kg.link(papers):     # what the linker reads in each paper, a dictionary or a kg.Paper
        ...
    networkx.write_gexf(kg.flat(atlas.graph), "graph.gexf")
    kg.view(atlas.graph)                # the interactive page, as pyvis's Network; shows itself in a notebook
    kg.Endpoint("https://host/sparql").query("ASK {}")  # any other SPARQL endpoint

Importing ``kg`` costs nothing: each function imports what it needs. docs/python.md has more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ground.version import __version__

if TYPE_CHECKING:
    from kg.atlas.atlas import Atlas
    from kg.atlas.input_files import FaultHandler
    from kg.atlas.make.build_files import BuildReport
    from kg.atlas.make.verification import Verification
    from kg.atlas.progress import Progress
    from kg.explorer.page.notebook_view import PageNetwork
    from kg.graph.networks import Network
    from kg.ground.records import Paper, Reading
    from kg.rdf.remote.endpoint import Endpoint
    from kg.readers.papers.paper_objects import GivenPaper

__all__ = [
    "Endpoint", "Paper", "Reading", "__version__", "add", "build", "flat", "link", "open", "refresh", "remove",
    "update", "verify", "view",
]  # fmt: skip
_CLASSES = {"Endpoint": "kg.rdf.remote.endpoint", "Paper": "kg.ground.records", "Reading": "kg.ground.records"}


def __getattr__(name: str) -> Any:
    """Import a public class with its first use."""
    if name not in _CLASSES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_CLASSES[name]), name)


def __dir__() -> list[str]:
    """Name the public classes also before their first use."""
    return sorted({*globals(), *__all__})


def build(
    papers: str | Path | Iterable[str | Path], output: str | Path = "output", *, format: str | None = None,
    columns: Mapping[str, str] | None = None, strict: bool = False, corrections: str | Path | None = None,
    base: str | None = None, processes: int = 1, keep: int = 0, changes: bool = False, progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:  # fmt: skip
    """Build the graph of the papers in some files, as ``paperatlas build`` does; the same papers give the same bytes.

    Args:
        papers: one or several files, archives, folders or patterns, in any format of docs/formats.md.
        output: a folder, made where it does not exist. An earlier build there stays until the new one is whole.
        format: a reader's name; by default each file's format is seen from its content.
        columns: fields and the columns of tables that hold them, e.g. ``{"title": "Name"}``, where names do not tell.
        strict: raise the error of a record that cannot be read; else it is left out and given to ``on_fault``.
        corrections: a TSV file (docs/corrections.md); by default ``corrections.tsv`` of the output folder.
        base: what the IRIs of the graph begin with; ``https://w3id.org/paperatlas/`` by default.
        processes: how many link papers at the same time, with the same result; 0 is one for each core.
        keep: how many earlier versions of the graph are kept in the folder. changes: whether a feed of changes begins
            there (docs/changes.md).
        progress: hears what is done now. on_fault: called with the error of each record that is left out.

    Returns:
        What was built: ``manifest`` with the counts, ``seconds`` by stage, ``linked`` (papers not found in the cache).

    Raises:
        PaperAtlasError: a file cannot be read, corrections have faults, the graph violates its shapes, or the folder
            cannot be written. The last good output stays as it was.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     papers = Path(folder, "papers.jsonl")
    ...     _ = papers.write_text('{"title": "Notes on GSM8K", "abstract": "We evaluate GPT-4 on GSM8K."}')
    ...     report = build(papers, Path(folder, "output"))
    >>> report.manifest.counts["links"]
    2
    """
    from kg.atlas.make.pipeline import build as build_graph
    from kg.ground.identifiers import DEFAULT_BASE

    return build_graph(
        _paths(papers), Path(output), format=format, columns=columns, strict=strict, corrections=_path(corrections),
        base=DEFAULT_BASE if base is None else base, processes=processes, keep=keep, changes=changes,
        progress=progress, on_fault=on_fault,
    )  # fmt: skip


def add(
    papers: str | Path | Iterable[str | Path], output: str | Path = "output", *, format: str | None = None,
    columns: Mapping[str, str] | None = None, strict: bool = False, corrections: str | Path | None = None,
    processes: int = 1, keep: int = 0, changes: bool = False, progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:  # fmt: skip
    """Add the papers in some files to a built folder, as ``paperatlas add`` does; only texts that are new are linked.

    The result is the same, to the byte, as one build of all the files, except that page, report and network wait until
    they are asked for (``refresh``). Arguments and result are those of ``build``.

    Raises:
        OutputError: the folder holds no build. PaperAtlasError: as ``build``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     first, more = Path(folder, "first.jsonl"), Path(folder, "more.jsonl")
    ...     _ = first.write_text('{"title": "Notes on GSM8K"}'), more.write_text('{"title": "Notes on MMLU"}')
    ...     _ = build(first, Path(folder, "output"))
    ...     report = add(more, Path(folder, "output"))
    >>> report.manifest.counts["papers"], report.linked
    (2, 1)
    """
    from kg.atlas.make.pipeline import add as add_papers

    return add_papers(
        _paths(papers), Path(output), format=format, columns=columns, strict=strict, corrections=_path(corrections),
        processes=processes, keep=keep, changes=changes, progress=progress, on_fault=on_fault,
    )  # fmt: skip


def update(
    output: str | Path = "output", papers: str | Path | Iterable[str | Path] = (), *,
    corrections: str | Path | None = None, processes: int = 1, keep: int = 0, progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:  # fmt: skip
    """Bring a built folder up to date with its corrections, the catalogue, and newer files of the same names, as
    ``paperatlas update`` does; only texts that these concern are linked again.

    Args:
        output: the folder. papers: files, each of which takes the place of what was read from a file of its name.
        corrections, processes, keep, progress, on_fault: as of ``build``.

    Raises:
        OutputError: the folder holds no build. PaperAtlasError: as ``build``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     papers = Path(folder, "papers.jsonl")
    ...     _ = papers.write_text('{"title": "Notes on GSM8K"}')
    ...     _ = build(papers, Path(folder, "output"))
    ...     _ = papers.write_text('{"title": "Notes on GSM8K", "abstract": "We evaluate GPT-4 on GSM8K."}')
    ...     report = update(Path(folder, "output"), papers)
    >>> report.manifest.counts["papers"], report.manifest.counts["links"]
    (1, 2)
    """
    from kg.atlas.make.pipeline import update as update_graph

    return update_graph(
        Path(output), _paths(papers), corrections=_path(corrections), processes=processes, keep=keep,
        progress=progress, on_fault=on_fault,
    )  # fmt: skip


def remove(
    names: str | Iterable[str], output: str | Path = "output", *, processes: int = 1, keep: int = 0,
    progress: Progress | None = None, on_fault: FaultHandler | None = None,
) -> BuildReport:  # fmt: skip
    """Take papers, or all that was read from a file, out of a built folder, as ``paperatlas remove`` does.

    Args:
        names: of papers (arXiv ids, DOIs, ids in the graph, IRIs, titles) or of files, without their folders.
        output: the folder. processes, keep, progress, on_fault: as of ``build``.

    Raises:
        InputError: a name is that of nothing here, or of several papers. PaperAtlasError: as ``build``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     first, more = Path(folder, "first.jsonl"), Path(folder, "more.jsonl")
    ...     _ = first.write_text('{"title": "Notes on GSM8K"}'), more.write_text('{"title": "Notes on MMLU"}')
    ...     _ = build([first, more], Path(folder, "output"))
    ...     report = remove("more.jsonl", Path(folder, "output"))
    >>> report.manifest.counts["papers"]
    1
    """
    from kg.atlas.make.pipeline import remove as remove_papers

    given = [names] if isinstance(names, str) else list(names)
    return remove_papers(given, Path(output), processes=processes, keep=keep, progress=progress, on_fault=on_fault)


def refresh(output: str | Path = "output", *, progress: Progress | None = None) -> None:
    """Make page, report and network of a built folder anew, where ``add``, ``update`` or ``remove`` left them behind.

    Args:
        output: the folder. progress: hears what is done now.

    Raises:
        PaperAtlasError: the folder holds no graph, or cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     papers, output = Path(folder, "papers.jsonl"), Path(folder, "output")
    ...     _ = papers.write_text('{"title": "Notes on GSM8K"}\\n{"title": "Notes on MMLU"}')
    ...     _ = build(papers, output)
    ...     behind = remove("Notes on MMLU", output).manifest.behind
    ...     refresh(output)
    ...     "graph.html" in behind, open(output).manifest.behind
    (True, ())
    """
    from kg.atlas.make.graph_drawer import refresh as refresh_files

    refresh_files(Path(output), progress=progress)


def _paths(papers: str | Path | Iterable[str | Path]) -> list[Path]:
    return [Path(papers)] if isinstance(papers, str | Path) else [Path(each) for each in papers]


def _path(path: str | Path | None) -> Path | None:
    return None if path is None else Path(path)


def open(folder: str | Path = "output") -> Atlas:
    """Open a built folder for reading: its graph, papers, readings, queries and exports.

    Raises:
        OutputError: the folder holds no build.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     papers = Path(folder, "papers.jsonl")
    ...     _ = papers.write_text('{"title": "Notes on GSM8K", "abstract": "We evaluate GPT-4 on GSM8K."}')
    ...     _ = build(papers, Path(folder, "output"))
    ...     atlas = open(Path(folder, "output"))
    ...     atlas.graph.nodes["artifact/gsm8k"]["label"], atlas.query("most-used-benchmarks").records()[0]["papers"]
    ('GSM8K', 1)
    """
    from kg.atlas.atlas import Atlas

    return Atlas(folder)


def verify(folder: str | Path = "output") -> Verification:
    """Compare a built folder with what the build wrote; ``verify(folder).whole`` is true where nothing differs.

    Raises:
        OutputError: the folder holds no build.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     papers = Path(folder, "papers.jsonl")
    ...     _ = papers.write_text('{"title": "Notes on GSM8K"}')
    ...     _ = build(papers, Path(folder, "output"))
    ...     before = verify(Path(folder, "output")).whole
    ...     _ = Path(folder, "output", "graph.ttl").write_text("")
    ...     before, verify(Path(folder, "output")).whole
    (True, False)
    """
    from kg.atlas.make.verification import verify as verify_folder

    return verify_folder(Path(folder))


def link(papers: GivenPaper | Iterable[GivenPaper], *, processes: int = 1) -> Iterator[Reading]:
    """Link papers to the artifacts and topics that they name, one reading each, in the order of the papers.

    Papers are taken as readings are asked for. No build is needed, and nothing is written.

    Args:
        papers: one or several, each a dictionary with the fields of a JSON line (title, abstract, id, date, …) or a
            ``kg.Paper``. Fields of a dictionary that cannot be understood are logged as warnings.
        processes: how many link at the same time, with the same answer; 0 is one for each core. Fewer than 200 papers
            are linked in this process.

    Returns:
        Readings with links, topics, results and URLs; confidence is a probability from 0 to 1, and the offsets of
        evidence count the characters of the reading's ``paper.title`` or ``paper.abstract`` from 0.

    Raises:
        InputError: what is given is no paper. PaperAtlasError: ``processes`` is negative, or one of them dies.

    >>> (reading,) = link({"title": "Notes on GSM8K", "abstract": "We evaluate GPT-4 on GSM8K."})
    >>> [one.artifact.name for one in reading.links]
    ['GSM8K', 'GPT-4']
    """
    from kg.linker.parallel import link_papers
    from kg.readers.papers.paper_objects import given_papers
    from kg.readers.read_files import log_fault

    return link_papers(given_papers(papers, log_fault), processes)


def flat(graph: Network) -> Network:
    """Copy a graph for the writers of NetworkX (``write_graphml``, ``write_gexf``, …), which take only scalars.

    Lists and dictionaries become JSON texts, unknown values are left out, an edge has a ``weight`` (its confidence, 0
    to 1).

    Args:
        graph: of a build (``kg.open(folder).graph``), or a part of one.

    >>> import networkx
    >>> graph = networkx.MultiDiGraph()
    >>> graph.add_node("artifact/gsm8k", kind="artifact", types=["benchmark", "dataset"], url=None)
    >>> flat(graph).nodes["artifact/gsm8k"]["types"]
    '["benchmark","dataset"]'
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
