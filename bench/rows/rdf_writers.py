"""RDF written: the same triples in each format, from memory to a file, and from a file to a file."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from bench.harness.contest import Check, Contest, Setting, Side, Task, Tasks
from bench.harness.inputs import graph_file
from bench.harness.resource_usage import run_command
from bench.harness.versions import program
from bench.measurement import Work

#: Format to the ending of its files.
FORMATS = {"turtle": ".ttl", "n-triples": ".nt", "rdf-xml": ".rdf", "json-ld": ".jsonld"}
_RDFLIB = {"turtle": "turtle", "n-triples": "nt11", "rdf-xml": "pretty-xml", "json-ld": "json-ld"}
_SERDI = {"turtle": "turtle", "n-triples": "ntriples"}


def triples_file(setting: Setting) -> Path:
    """The first triples of the graph, as N-Triples in no order, as a program comes by them."""
    path = setting.scratch / "triples.nt"
    with graph_file(setting).open(encoding="utf-8") as file:
        lines = list(islice(file, setting.sizes.triples))
    random.Random(1).shuffle(lines)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _writing(path: Path, write: Callable[[Path], object]) -> Task:
    """A task that writes a file, whose triples are counted afterwards, by a parser that is none of the sides'."""

    def run(number: int) -> Check:
        write(path)
        return partial(_counted, path)

    return run


def _counted(path: Path) -> Work:
    import pyoxigraph as ox

    formats = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
    form = formats.get(path.suffix, ox.RdfFormat.JSON_LD)
    triples = sum(1 for _ in ox.parse(path=path, format=form))
    return Work({"triples": triples}, {"bytes": path.stat().st_size})


def _each_format(setting: Setting, write: Callable[[str, Path], object]) -> Iterator[tuple[str, Task]]:
    for name, ending in FORMATS.items():
        yield name, _writing(setting.scratch / f"written{ending}", partial(write, name))


def own_writers(setting: Setting) -> Tasks:
    """Triples sorted and written by subject."""
    from kg.rdf.query.rdf_files import read_triples
    from kg.rdf.write.rdf_formats import write_graph

    triples = list(read_triples(triples_file(setting)))
    return dict(_each_format(setting, lambda name, path: write_graph(triples, path, name)))


def rdflib_writers(setting: Setting) -> Tasks:
    """rdflib's serializers, of a graph that it has in memory already."""
    import rdflib

    from kg.rdf.terms.namespaces import prefixes

    graph = rdflib.Graph()
    for name, namespace in prefixes().items():
        graph.bind(name, namespace, replace=True)
    graph.parse(triples_file(setting), format="nt")
    return dict(_each_format(setting, lambda name, path: graph.serialize(path, format=_RDFLIB[name], encoding="utf-8")))


def pyoxigraph_writers(setting: Setting) -> Tasks:
    """pyoxigraph's serializers, of triples that it has in memory, in the order in which they come."""
    import pyoxigraph as ox

    from kg.rdf.terms.namespaces import prefixes

    triples = [quad.triple for quad in ox.parse(path=triples_file(setting), format=ox.RdfFormat.N_TRIPLES)]
    formats = {
        "turtle": ox.RdfFormat.TURTLE, "n-triples": ox.RdfFormat.N_TRIPLES, "rdf-xml": ox.RdfFormat.RDF_XML,
        "json-ld": ox.RdfFormat.JSON_LD,
    }  # fmt: skip

    def write(name: str, path: Path) -> None:
        ox.serialize(triples, str(path), formats[name], prefixes=prefixes())

    return dict(_each_format(setting, write))


def own_conversion(setting: Setting) -> Tasks:
    """Read, sorted, written by subject."""
    from kg.rdf.query.rdf_files import read_triples
    from kg.rdf.write.rdf_formats import write_graph

    source = triples_file(setting)
    return {
        name: task
        for name, task in _each_format(setting, lambda name, path: write_graph(read_triples(source), path, name))
        if name in _SERDI
    }


def serdi(setting: Setting) -> Tasks:
    """The program serdi, statement by statement."""
    source, command = triples_file(setting), program("serdi")
    assert command is not None

    def run(name: str, number: int) -> Check:
        given: list[str | Path] = [command, "-i", "ntriples", "-o", _SERDI[name], source]
        used = run_command(given, setting.scratch, setting.sizes.limit)
        path = setting.scratch / f"written{FORMATS[name]}"
        path.write_bytes(used.output)
        return lambda: replace(_counted(path), cpu=used.cpu, peak=used.peak)

    return {name: partial(run, name) for name in _SERDI}


def pyoxigraph_conversion(setting: Setting) -> Tasks:
    """pyoxigraph's parser and serializers, statement by statement."""
    import pyoxigraph as ox

    from kg.rdf.terms.namespaces import prefixes

    source = triples_file(setting)
    formats = {"turtle": ox.RdfFormat.TURTLE, "n-triples": ox.RdfFormat.N_TRIPLES}

    def write(name: str, path: Path) -> None:
        parsed = ox.parse(path=source, format=ox.RdfFormat.N_TRIPLES)
        ox.serialize((quad.triple for quad in parsed), str(path), formats[name], prefixes=prefixes())

    return {name: task for name, task in _each_format(setting, write) if name in formats}


RDF_WRITERS = Contest(
    "rdf-writers",
    "Triples in memory, in no order, to a file. Ours are sorted by subject, predicate and object first, so that the "
    "same graph gives the same bytes; that is part of the time. Every file is read back and its triples counted.",
    Side("paperatlas", own_writers),
    (
        Side("rdflib", rdflib_writers, ("rdflib",), "has the graph indexed by subject already; sorts for Turtle only"),
        Side("pyoxigraph", pyoxigraph_writers, ("pyoxigraph",), "writes triples in the order in which they come"),
    ),
    unit="triples",
    rounds=3,
    warm=False,
)
RDF_CONVERSION = Contest(
    "rdf-conversion",
    "A file of N-Triples, in no order, to another file. Ours is sorted.",
    Side("paperatlas", own_conversion),
    (
        Side("serdi", serdi, ("program:serdi",), "writes triples in the order in which they come"),
        Side("pyoxigraph", pyoxigraph_conversion, ("pyoxigraph",), "writes triples in the order in which they come"),
    ),
    unit="triples",
)
