"""The one exception tree of PaperAtlas, and what a message offers instead of a name that there is not.

From the root to what can go wrong::

    PaperAtlasError            anything a user can mend; the command line prints it in one line and exits with 1
    ├── InputError             a file or a record that cannot be read as papers
    │   ├── LeftOutFileError   a file of a folder or an archive that cannot be read; the others are
    │   └── UnreadFieldsError  fields of a file's records that hold something and are not read
    ├── CatalogueError         faults in catalogue tables, all reported together
    ├── OntologyError          faults in the topic scheme, the ontology or the shapes
    ├── CorrectionError        faults in a corrections file, all reported together
    ├── IdentifierError        a string that is not the identifier it claims to be
    ├── QueryError             a query that cannot be parsed, bound or finished
    ├── ValidationError        a graph that violates its shapes
    ├── OutputError            a folder or file that cannot be written or does not hold a build
    │   └── DamagedError       a file of a build that is not what the build wrote
    ├── FetchError             a service elsewhere that cannot be asked, or answers something else
    ├── ClusterError           a Spark session that cannot be had, or a job of it that failed
    ├── ResourceError          a process that may not have the memory that it needs
    └── MissingExtraError      an optional dependency that is not installed

A remedy lists all names where they are few, else the nearest and what lists them all.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

#: Names that a message lists; more are a wall of text, of which only the nearest are offered.
MOST_LISTED = 6
_NEAREST = 3
_SIMILARITY = 0.5  # of difflib, from which a name is offered; a wrong offer costs less than none


class PaperAtlasError(Exception):
    """A fault that the user can mend.

    Args:
        problem: what is wrong, one clause, no full stop.
        where: the file, line or field at fault, e.g. ``papers.jsonl:12`` (optional).
        remedy: what to do about it, one clause (optional).

    >>> str(PaperAtlasError("the file is empty", where="a.txt", remedy="save the page again"))
    'a.txt: the file is empty; save the page again'
    """

    def __init__(self, problem: str, *, where: str | Path | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = None if where is None else str(where)
        self.remedy = remedy
        super().__init__(problem)

    def __str__(self) -> str:
        head = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{head}; {self.remedy}" if self.remedy else head


class InputError(PaperAtlasError):
    """A file or a record cannot be read as papers."""


class LeftOutFileError(InputError):
    """A file of a folder or an archive cannot be read as papers; the others are."""


class UnreadFieldsError(InputError):
    """Fields of a file's records hold something that is not read. It is no fault of the file and stops nothing."""


class CatalogueError(PaperAtlasError):
    """A catalogue table has faults."""


class OntologyError(PaperAtlasError):
    """The topic scheme, the ontology or the shapes have faults."""


class CorrectionError(PaperAtlasError):
    """A corrections file has faults."""


class IdentifierError(PaperAtlasError):
    """A string is not the identifier it claims to be."""


class QueryError(PaperAtlasError):
    """A query cannot be parsed, bound or finished."""


class ValidationError(PaperAtlasError):
    """A graph violates its shapes."""


class OutputError(PaperAtlasError):
    """An output folder or file cannot be written, or does not hold a build."""


class DamagedError(OutputError):
    """A file of a build is missing, cut, or changed: not what the build wrote."""


class FetchError(PaperAtlasError):
    """A service elsewhere cannot be asked, or answers something else than what was asked for."""


class ClusterError(PaperAtlasError):
    """A Spark session cannot be had, or a job of it failed."""


class ResourceError(PaperAtlasError):
    """The process may not have the memory that it needs."""


class MissingExtraError(PaperAtlasError):
    """An optional dependency is not installed; the remedy names the extra."""


def nearest_names(wanted: str, known: Iterable[str], most: int = _NEAREST) -> list[str]:
    """Find the known names that are spelt most like another, in any case, the nearest first.

    >>> nearest_names("BibTex", ["ris", "bibtex", "csl-json"])
    ['bibtex']
    """
    names = {name.casefold(): name for name in known}
    return [names[near] for near in difflib.get_close_matches(wanted.casefold(), names, n=most, cutoff=_SIMILARITY)]


def offer_of_names(wanted: str, known: Iterable[str], *, listing: str) -> str:
    """Write the remedy for a name that there is not.

    Args:
        wanted: the name. known: those that there are, the usual ones first. listing: what lists them all, e.g. a
            command.

    >>> offer_of_names("leen", ["full", "lean"], listing="paperatlas export --help")
    'take one of full, lean'
    >>> offer_of_names("wek", ["year", "month", "week", "day", "hour", "minute", "second"], listing="the help")
    'did you mean week? the help lists all'
    """
    names = list(dict.fromkeys(known))
    if len(names) <= MOST_LISTED:
        return f"take one of {', '.join(names)}"
    near = nearest_names(wanted, names)
    offered = f"did you mean {' or '.join(near)}?" if near else f"take one of {', '.join(names[:_NEAREST])}, …;"
    return f"{offered} {listing} lists all"


def shown_names(names: Iterable[str]) -> str:
    """Quote the names that something has, the first of them where they are many.

    >>> shown_names(["a", "b"]), shown_names("abcdefgh")
    ("'a', 'b'", "'a', 'b', 'c', 'd', 'e', 'f' and 2 more")
    """
    every = list(names)
    more = f" and {len(every) - MOST_LISTED:,} more" if len(every) > MOST_LISTED else ""
    return ", ".join(map(repr, every[:MOST_LISTED])) + more
