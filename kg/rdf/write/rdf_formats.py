"""RDF written out: one table of formats; files, and streams of Oxigraph's triples, by the same writers.

Whatever the order of the triples, the same graph gives the same bytes; files ending in ``.gz`` are compressed, without
a time stamp. A file appears under its name only when it is whole (``kg.ground.files.targets``).
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.ground.errors import OutputError, offer_of_names
from kg.ground.files.gzip_members import Piece, write_members
from kg.ground.files.targets import open_target
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.machine.garbage import collection_paused
from kg.rdf.terms.namespaces import KG, prefixes
from kg.rdf.terms.ntriples import Triple, term_text
from kg.rdf.write.jsonld import json_ld
from kg.rdf.write.quads import n_quads, trig
from kg.rdf.write.rdfxml import rdf_xml
from kg.rdf.write.sorted_triples import Block, SortedTriples, n_triples
from kg.rdf.write.turtle import turtle, turtle_12

_GATHERED = 1 << 20  # characters gathered before each write


@dataclass(frozen=True, slots=True)
class Format:
    """A format of RDF.

    Attributes:
        name: as on the command line. suffixes: of file names, the usual one first.
        media_type: as registered with IANA. oxigraph: the format that reads it.
        write: sorted blocks, which can be gone through again, and base IRI to pieces of the file.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    oxigraph: ox.RdfFormat
    write: Callable[[Iterable[Block], str], Iterator[str] | Iterator[bytes]]


def _n_triples_pieces(blocks: Iterable[Block], base: str) -> Iterator[str]:
    return n_triples(blocks)


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("turtle", (".ttl", ".turtle"), "text/turtle", ox.RdfFormat.TURTLE, turtle),
        Format("turtle-1.2", (".ttl12",), "text/turtle; version=1.2", ox.RdfFormat.TURTLE, turtle_12),
        Format("n-triples", (".nt",), "application/n-triples", ox.RdfFormat.N_TRIPLES, _n_triples_pieces),
        Format("json-ld", (".jsonld", ".json-ld"), "application/ld+json", ox.RdfFormat.JSON_LD, json_ld),
        Format("rdf-xml", (".rdf", ".xml", ".owl"), "application/rdf+xml", ox.RdfFormat.RDF_XML, rdf_xml),
        Format("trig", (".trig",), "application/trig", ox.RdfFormat.TRIG, trig),
        Format("n-quads", (".nq",), "application/n-quads", ox.RdfFormat.N_QUADS, n_quads),
    )
}
PROFILES = ("full", "lean")
_HAS_EVIDENCE = f"<{KG}hasEvidence>"


def format_of(path: Path, name: str | None = None) -> Format:
    """Find the format with a name, or the one that a file's name shows (``.gz`` aside).

    Raises:
        OutputError: there is no such format.

    >>> format_of(Path("graph.nt.gz")).name
    'n-triples'
    """
    if name is not None:
        found = FORMATS.get(name)
    else:
        suffix = (path.with_suffix("") if path.suffix == ".gz" else path).suffix.lower()
        found = next((each for each in FORMATS.values() if suffix in each.suffixes), None)
    if found is None:
        by_suffix = {suffix: each.name for each in FORMATS.values() for suffix in each.suffixes}
        remedy = offer_of_names(name or suffix, FORMATS if name else by_suffix, listing="paperatlas export")
        raise OutputError("no such RDF format", where=name or path, remedy=remedy)
    return found


def write_graph(
    triples: SortedTriples | Iterable[Triple],
    path: Path,
    format: str | None = None,
    *,
    base: str = DEFAULT_BASE,
    profile: str = "full",
) -> None:
    """Write a graph to a file.

    Args:
        triples: any order, duplicates allowed; give ``SortedTriples`` to sort once for several files.
        format: a name of ``FORMATS``; by default what the file's name shows.
        base: the base IRI, for prefixes and graph names. profile: ``lean`` leaves the evidence out.

    Raises:
        OutputError: no such format or profile, or the file cannot be written.
    """
    chosen = format_of(path, format)
    if profile not in PROFILES:
        raise OutputError("no such profile", where=profile, remedy="there are " + " and ".join(PROFILES))
    with ExitStack() as stack:
        graph = triples if isinstance(triples, SortedTriples) else stack.enter_context(SortedTriples(triples))
        blocks = _BlocksOfGraph(graph, base, lean=profile == "lean")
        with collection_paused(), open_target(path) as raw:
            if path.suffix == ".gz" and chosen.name == "n-triples":  # as it is changed by and by
                write_members(map(piece_of_block, blocks), raw)
            else:
                _write_pieces(chosen.write(blocks, base), raw, compressed=path.suffix == ".gz")


def piece_of_block(block: Block) -> Piece:
    """Write a block as N-Triples, under its subject."""
    return block[0].encode(), "".join(n_triples([block])).encode()


@dataclass(frozen=True, slots=True)
class _BlocksOfGraph:
    """The blocks of a graph, with evidence or without, to be gone through any number of times."""

    graph: SortedTriples
    base: str
    lean: bool

    def __iter__(self) -> Iterator[Block]:
        return lean(self.graph.blocks(), self.base) if self.lean else self.graph.blocks()


def stream_triples(
    triples: Iterable[ox.Triple],
    output: IO[bytes],
    form: ox.RdfFormat,
    base: str,
    *,
    extra: Mapping[str, str] | None = None,
) -> None:
    """Write triples of Oxigraph's in the order in which they come, e.g. those of a CONSTRUCT query.

    Args:
        base: the base IRI, for prefixes. extra: further prefixes, for Oxigraph's writers.

    Oxigraph's writers are the fastest for its own triples, and write all forms but two: its RDF/XML may be none that a
    parser reads (``kg.rdf.write.rdfxml`` says why), and its JSON-LD has neither ``@type`` nor names. These two are
    written as files are, by subject.

    Raises:
        OutputError: the form has no way to write one of the triples.
    """
    write = _STREAMED.get(form)
    if write is None:
        ox.serialize(triples, output, form, prefixes={**prefixes(base), **(extra or {})})
        return
    for piece in write(_blocks_as_they_come(triples), base):
        output.write(piece if isinstance(piece, bytes) else piece.encode())


_STREAMED: dict[ox.RdfFormat, Callable[[Iterable[Block], str], Iterator[str] | Iterator[bytes]]] = {
    ox.RdfFormat.RDF_XML: rdf_xml,
    ox.RdfFormat.JSON_LD: json_ld,
}


def _blocks_as_they_come(triples: Iterable[ox.Triple]) -> Iterator[Block]:
    """Yield a block for each run of triples with one subject."""
    for subject, group in groupby(triples, key=attrgetter("subject")):
        rows = sorted({(term_text(triple.predicate), term_text(triple.object)) for triple in group})
        predicates, objects = zip(*rows, strict=True)
        yield term_text(subject), predicates, objects


def lean(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[Block]:
    """Yield the blocks without evidence: no evidence nodes and no references to them; links keep their confidence."""
    evidence = f"<{base}evidence/"
    for subject, predicates, objects in blocks:
        if subject.startswith(evidence):
            continue
        if _HAS_EVIDENCE in predicates:
            kept = [row for row in zip(predicates, objects, strict=True) if row[0] != _HAS_EVIDENCE]
            if not kept:
                continue
            predicates, objects = zip(*kept, strict=True)
        yield subject, predicates, objects


def _write_pieces(pieces: Iterable[str] | Iterable[bytes], raw: IO[bytes], *, compressed: bool) -> None:
    with ExitStack() as stack:
        file = raw
        if compressed:
            # No name, no time: the bytes depend on the content alone. Level 6 is gzip's own default.
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0)
            file = cast(IO[bytes], stack.enter_context(packed))
        for text in _gathered_pieces(pieces):
            file.write(text)


def _gathered_pieces(pieces: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces, many at once: text is encoded together."""
    waiting: list[object] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _GATHERED:
            yield _joined_pieces(waiting)
            waiting.clear()
            size = 0
    if waiting:
        yield _joined_pieces(waiting)


def _joined_pieces(pieces: list[Any]) -> bytes:
    return b"".join(pieces) if isinstance(pieces[0], bytes) else "".join(pieces).encode()
