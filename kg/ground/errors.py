"""The one exception tree of PaperAtlas.

From the root to what can go wrong::

    PaperAtlasError            anything a user can mend; the command line prints it in one line and exits with 1
    ├── InputError             a file or a record that cannot be read as papers
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
    ├── ResourceError          a process that may not have the memory that it needs
    └── MissingExtraError      an optional dependency that is not installed
"""

from __future__ import annotations

from pathlib import Path


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


class ResourceError(PaperAtlasError):
    """The process may not have the memory that it needs."""


class MissingExtraError(PaperAtlasError):
    """An optional dependency is not installed; the remedy names the extra."""
