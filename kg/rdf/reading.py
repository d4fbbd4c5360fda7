"""Triples out of files of any RDF format, compressed or not."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.ground.errors import InputError
from kg.rdf.terms import Triple, term_text
from kg.rdf.writers import format_of


def read_triples(path: Path, format: str | None = None) -> Iterator[Triple]:
    """The triples of a file, of all its graphs together; the format is seen from the name unless it is given.

    Raises:
        InputError: the file is missing or broken; OutputError: the format is unknown.
    """
    chosen = format_of(path, format)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open_file(path))
            for quad in ox.parse(file, chosen.oxigraph):
                yield term_text(quad.subject), term_text(quad.predicate), term_text(quad.object)
        except (SyntaxError, EOFError) as error:
            raise InputError(f"it is not {chosen.name}: {error}", where=path, remedy="write the file again") from error
        except OSError as error:
            raise InputError("it cannot be read", where=path, remedy=str(error.strerror or error)) from error


def open_file(path: Path) -> IO[bytes]:
    """A file opened for reading its bytes, unpacked where its name ends in ``.gz``."""
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def from_oxigraph(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[Triple]:
    """Triples of pyoxigraph's as N-Triples terms, e.g. those of a CONSTRUCT query, for the writers."""
    for triple in triples:
        yield term_text(triple.subject), term_text(triple.predicate), term_text(triple.object)
