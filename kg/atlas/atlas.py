"""A built graph, opened for reading from Python.

NetworkX and the exporters are imported where they are used: a query should not wait for them.

Every file is held against the manifest before it is believed. A build may put others in their place at any moment:
where that happens before anything has been read, the new build is read; afterwards it is an error, never a mixture.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg.atlas.manifest import MANIFEST_COPY, Manifest, read_manifest
from kg.changes import graph_version
from kg.ground.errors import DamagedError, OutputError, QueryError, offer_of_names
from kg.ground.files.integrity import MANIFEST, open_checked, place
from kg.ground.schema import NETWORK_PAPERS
from kg.rdf.query.answers import Answer
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import saved_name, saved_query
from kg.rdf.query.store import checked_store, open_store
from kg.rdf.query.store_seal import store_errors

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    import pyoxigraph
    import rdflib

    from kg.graph.entities import Entity
    from kg.graph.networks import Network
    from kg.ground.records import Paper, Reading
    from kg.rdf.sparql.query_plan import Explanation
    from kg.search.text_search import TextMatch

TRIPLES, STORE = graph_version.TRIPLES, "store"
_Part = TypeVar("_Part")
_TRIES = 3  # a store is put aside, and another moved into its place: two moments at which a reader finds none


class Atlas:
    """A folder that ``paperatlas build`` has made.

    Attributes:
        folder: the folder. manifest: versions, inputs and counts.

    Raises:
        OutputError: the folder holds no build.
    """

    def __init__(self, folder: str | Path = "output") -> None:
        self.folder = Path(folder)
        self.manifest: Manifest = read_manifest(self.folder)
        self._begun = False

    def _of_one_build(self, read: Callable[[], _Part]) -> _Part:
        """Read something of the folder, of the same build as all that was read before."""
        while True:
            try:
                found = read()
            except DamagedError:
                now = read_manifest(self.folder)
                if now == self.manifest:
                    raise
                if self._begun:
                    raise OutputError(
                        "has been built again since it was opened", where=self.folder, remedy="open it again"
                    ) from None
                self.manifest = now
            else:
                self._begun = True
                return found

    def open_file(self, name: str) -> BufferedReader:
        """Open a file of the build, with the bytes that the build wrote.

        Raises:
            DamagedError: it is missing or another. OutputError: the folder has been built again since it was opened.
        """
        return self._of_one_build(lambda: open_checked(self.folder, name, self.manifest.files.get(name)))

    def page(self) -> Path:
        """Return the interactive page of the graph, ``graph.html``.

        Raises:
            DamagedError: it is missing or another than the build wrote. OutputError: it shows an earlier graph.
        """
        self._require_drawn("graph.html")
        self.open_file("graph.html").close()
        return place(self.folder, "graph.html").resolve()

    def _require_drawn(self, name: str) -> None:
        if name in self.manifest.behind:
            remedy = f"make it anew: paperatlas refresh -o {self.folder}"
            raise OutputError(f"{name} shows the graph before its last change", where=self.folder, remedy=remedy)

    @cached_property
    def graph(self) -> Network:
        """The graph as a ``networkx.MultiDiGraph``; read once.

        Of a large build it holds the papers that ``manifest.network_papers`` allows; its attribute
        ``part`` says so, and ``whole_graph`` has all.
        """
        from kg.export.node_link import read_node_link

        if self.manifest.behind and self.manifest.is_network_whole:
            return self._graph_of_readings(self.readings())
        self._require_drawn("graph.json")  # which papers a part holds is settled when it is drawn
        with self.open_file("graph.json") as file:
            return read_node_link(self.folder / "graph.json", opened=file)

    @cached_property
    def whole_graph(self) -> Network:
        """The graph of all papers, some 31 KB of memory each; of a large build it is made anew from the readings."""
        return self.graph if self.manifest.has_whole_network else self._graph_of_readings(self.readings())

    def graph_of_papers(self, papers: Container[str]) -> Network:
        """Return a graph that holds some papers, by their local ids, and all that they are linked to."""
        if self.manifest.has_whole_network:
            return self.graph
        return self._graph_of_readings(reading for reading in self.readings() if reading.paper.id in papers)

    def graph_around(self, name: str) -> Network:
        """Return a graph that holds the papers which are called so, or are linked to what is, with all their links.

        Where nothing is called exactly so, or the build is not large, it is ``graph``. Of more than 10,000 papers it
        holds so many, and its attribute ``part`` says so.
        """
        if self.manifest.has_whole_network:
            return self.graph
        from kg.rdf.query.find_node import papers_around

        papers = papers_around(self.store, name, self.manifest.base, NETWORK_PAPERS + 1)
        if not papers:
            return self.graph
        graph = self.graph_of_papers(frozenset(sorted(papers)[:NETWORK_PAPERS]))
        if len(papers) > NETWORK_PAPERS:
            graph.graph["part"] = f"{NETWORK_PAPERS:,} of the papers around {name}"
        return graph

    def _graph_of_readings(self, readings: Iterable[Reading]) -> Network:
        from kg.atlas.build_records import records_of_build
        from kg.graph.networks import to_networkx

        return to_networkx(records_of_build(self.folder, self.manifest).of_readings(readings))

    def flat_graph(self) -> Network:
        """Copy the graph with scalars for attributes, as ``networkx.write_graphml`` and others want it.

        See ``kg.flat``.
        """
        from kg.export.flat_graph import flat_graph

        return flat_graph(self.graph)

    def papers(self) -> Iterator[Paper]:
        """Yield the papers, sorted by id."""
        from kg.atlas.line_files import read_paper_lines

        with self.open_file("papers.jsonl") as file:
            yield from read_paper_lines(self.folder / "papers.jsonl", opened=file)

    def readings(self) -> Iterator[Reading]:
        """Yield what was read in each paper, with evidence, sorted by the papers' ids."""
        from kg.atlas.line_files import read_reading_lines

        with self.open_file("readings.jsonl") as file:
            yield from read_reading_lines(self.folder / "readings.jsonl", opened=file)

    def entity(self, name: str) -> Entity:
        """Find a paper, artifact, topic or organisation with its links; in a notebook it shows itself.

        Args:
            name: a name, an alias, an arXiv id, or an id or IRI.

        Raises:
            InputError: nothing is called so.
        """
        from kg.graph.entities import find_entity

        return find_entity(self.graph_around(name), name, base=self.manifest.base)

    def search(self, text: str, *, kind: str | None = None, limit: int = 10) -> list[TextMatch]:
        """Find papers, artifacts, topics, organisations and authors by words, the best first.

        Titles, abstracts, names, aliases and authors are searched by an index that the first search makes.

        Args:
            text: words, a name (one letter of it may be wrong), or a whole abstract.
            kind: one of ``kg.search.text_search.KINDS``, or all. limit: how many at most, 1 or more.

        Raises:
            DamagedError: the readings are missing or others. OutputError: the index cannot be read.
        """
        from kg.search.text_index import ask_text_index
        from kg.search.text_search import search_text

        made_of = self.manifest.files.get("readings.jsonl", "")
        ask = partial(search_text, text=text, kind=kind, limit=limit)
        return ask_text_index(self.folder / "cache", self.readings, made_of, ask)

    def __repr__(self) -> str:
        return f"<Atlas {str(self.folder)!r}: {self.manifest.summary()}>"

    def _repr_html_(self) -> str:
        from kg.ground.notebook_html import panel, paragraph, table

        hint = paragraph("<code>kg.view(atlas.graph)</code>, <code>atlas.entity(name)</code>, "
                         "<code>atlas.query(text)</code>")  # fmt: skip
        return panel("PaperAtlas", str(self.folder), table(self.manifest.count_rows(), most=40), hint)

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The store on disk, open for reading."""
        return self._of_one_build(lambda: self._of_store_in_tries(open_store))

    def store_folder(self) -> Path:
        """Return the folder of the store, for other processes to open.

        Raises:
            DamagedError: a file of it is missing or another.
        """
        return self._of_one_build(lambda: self._of_store_in_tries(checked_store))

    def _of_store_in_tries(self, read: Callable[..., _Part]) -> _Part:
        """Read something of the store's folder, which may be moved meanwhile."""
        for _ in range(_TRIES - 1):
            with contextlib.suppress(OutputError):
                return self._of_store_once(read)
        return self._of_store_once(read)

    def _of_store_once(self, read: Callable[..., _Part]) -> _Part:
        return read(place(self.folder, STORE), graph=self.manifest.files.get(TRIPLES))

    def query(
        self,
        text: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Answer a SPARQL query, or a saved query.

        Args:
            text: SPARQL, or the name of a saved query. parameters: of the saved query, by name.
            limit: give out at most so many rows. timeout: seconds after which the query is ended.

        Raises:
            QueryError: the query is wrong, its parameters are, or it takes too long.
        """
        bound = self._bound_query_text(text, parameters)
        if timeout is None:
            return run_query(self.store, bound, limit=limit, base=self.manifest.base)

        def ask(folder: Path, *, graph: str | None) -> Answer:
            return run_query(folder, bound, limit=limit, timeout=timeout, base=self.manifest.base, graph=graph)

        return self._of_one_build(lambda: self._of_store_in_tries(ask))

    def citations(self, answer: Answer, format: str) -> str:
        """Cite the papers that an answer names, each once, in the order of its rows.

        Args:
            format: a name of ``kg.export.citations.citation_formats.CITATION_FORMATS``, e.g. ``bibtex``.

        Raises:
            QueryError: the answer names no paper. OutputError: there is no such format.
        """
        from kg.export.citations.answer_papers import papers_of_answer
        from kg.export.citations.citation_formats import CITATION_FORMATS
        from kg.export.citations.citation_records import citations_of_papers

        if format not in CITATION_FORMATS:
            remedy = offer_of_names(format, CITATION_FORMATS, listing="paperatlas export")
            raise OutputError(f"there is no format {format!r}", remedy=remedy)
        papers = papers_of_answer(answer, self.store, self.manifest.base)
        graph = self.graph_of_papers(frozenset(papers))
        return "".join(CITATION_FORMATS[format].texts(citations_of_papers(graph, papers)))

    def explain(self, text: str, parameters: Mapping[str, object] | None = None) -> Explanation:
        """Return what ``query`` would run, with the matches of each triple pattern; the query itself does not run.

        Raises:
            QueryError: the query is wrong, or its parameters are.
        """
        from kg.rdf.sparql.query_plan import explain_query

        text = self._bound_query_text(text, parameters)
        with store_errors(self.folder / STORE):
            return explain_query(self.store, text, self.manifest.base)

    def _bound_query_text(self, text: str, parameters: Mapping[str, object] | None) -> str:
        named = saved_name(text)
        if named:
            values = {name: str(value) for name, value in (parameters or {}).items()}
            with store_errors(self.folder / STORE):
                return saved_query(named).bound(self.store, values, self.manifest.base)
        if parameters:
            raise QueryError("only a saved query has parameters", remedy="put the values into the query itself")
        return text

    def rdf(self) -> rdflib.Graph:
        """Load the graph as an ``rdflib.Graph`` in memory."""
        import rdflib

        from kg.rdf.terms.namespaces import prefixes

        graph = rdflib.Graph()
        for prefix, namespace in prefixes(self.manifest.base).items():
            graph.bind(prefix, namespace, replace=True)
        with self.open_file("graph.ttl") as file:
            graph.parse(file, format="turtle")
        return graph

    def export(self, format: str, to: str | Path, *, profile: str = "full") -> None:
        """Write the graph in another format; a plain file appears when it is whole.

        Args:
            format: a name of ``kg.export.export_formats.EXPORTS``. profile: for RDF, ``lean`` leaves the evidence out.
            to: a file of any kind, ``-`` for standard output, or, for csv, a folder.

        Raises:
            OutputError: there is no such format, or the file cannot be written.
        """
        from kg.export.export_formats import EXPORTS
        from kg.export.exporter_registry import EXPORTERS
        from kg.rdf.query.rdf_files import read_triples
        from kg.rdf.write.rdf_formats import FORMATS, write_graph

        to = Path(to)
        own = self._name_of_build_file(to)
        if own is not None:
            if profile != "full" or own != f"graph{EXPORTS.get(format, ('', ''))[0]}":
                raise OutputError("this is a file of the build, of another form", where=to, remedy="name another")
            if format in EXPORTERS and not self.manifest.is_network_whole:
                problem = f"this file of the build holds {self.manifest.network_text()}"
                raise OutputError(problem, where=to, remedy="name another file, to have all papers in it")
            self._require_drawn(own)
            self.open_file(own).close()  # the build has written it already
            return
        if format in FORMATS:
            with self.open_file(TRIPLES) as file:
                triples = read_triples(self.folder / TRIPLES, opened=file)
                write_graph(triples, to, format, base=self.manifest.base, profile=profile)
        elif format in EXPORTERS:
            options = {"base": self.manifest.base} if EXPORTERS[format].takes_base else {}
            EXPORTERS[format].write(self.whole_graph, to, **options)
        else:
            remedy = offer_of_names(format, EXPORTS, listing="paperatlas export")
            raise OutputError(f"there is no format {format!r}", remedy=remedy)

    def _name_of_build_file(self, path: Path) -> str | None:
        """Return the name of the file of the build that a path leads to, through whatever links.

        None for any other path.
        """
        real = Path(os.path.realpath(path))
        own = {*self.manifest.files, *self.manifest.behind, MANIFEST, MANIFEST_COPY}
        return real.name if real.parent == self.folder.resolve() and real.name in own else None
