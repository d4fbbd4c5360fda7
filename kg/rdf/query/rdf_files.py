"""Triples out of files of any RDF format, compressed or not."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph as ox

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import STANDARD, input_name, standard_input
from kg.rdf.terms.ntriples import Triple, term_text
from kg.rdf.write.rdf_formats import format_of


def read_triples(path: Path, format: str | None = None, *, opened: BinaryIO | None = None) -> Iterator[Triple]:
    """Yield the triples of a file, of all its graphs together; the format is seen from the name unless it is given.

    Args:
        opened: the file, where it is open already; the path then names it.

    Raises:
        InputError: the file is missing or broken; OutputError: the format is unknown.
    """
    chosen, where = format_of(path, format), input_name(path)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open_file(path, opened))
            for quad in ox.parse(file, chosen.oxigraph):
                yield term_text(quad.subject), term_text(quad.predicate), term_text(quad.object)
        except (SyntaxError, EOFError, zlib.error) as error:
            raise InputError(f"it is not {chosen.name}: {error}", where=where, remedy="write the file again") from error
        except OSError as error:
            raise InputError("it cannot be read", where=where, remedy=str(error.strerror or error)) from error


def open_file(path: Path, opened: BinaryIO | None = None) -> IO[bytes]:
    """Open a file, or standard input, for reading its bytes; unpacked where its name ends in ``.gz``."""
    if path == STANDARD:
        return standard_input()
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(opened or path, "rb"))
    return opened or path.open("rb")


def from_oxigraph(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[Triple]:
    """Yield triples of pyoxigraph's as N-Triples terms, e.g. those of a CONSTRUCT query, for the writers."""
    for triple in triples:
        yield term_text(triple.subject), term_text(triple.predicate), term_text(triple.object)
