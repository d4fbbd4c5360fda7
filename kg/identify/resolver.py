"""An index of titles, open to be asked who a paper is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.identify.index.index_folder import index_files
from kg.identify.index.title_index import TitleIndex
from kg.identify.title_decision import decide, known_facts
from kg.identify.title_hits import find_hits
from kg.identify.titles.id_records import Answer


class TitleResolver:
    """Says which paper a title is of, by an index in a folder.

    Args:
        folder: written by ``make_index``.

    Attributes:
        indexes: its files, those that were added later behind.

    Raises:
        InputError: the folder holds no index, or one of another version. DamagedError: it is not what was written.
    """

    def __init__(self, folder: Path) -> None:
        self.indexes: list[TitleIndex] = []
        try:
            for name in index_files(folder):
                self.indexes.append(TitleIndex(folder / name))
        except BaseException:
            self.close()
            raise

    @property
    def works(self) -> int:
        """How many works the index has; one that several of its files have counts in each."""
        return sum(index.works for index in self.indexes)

    def identify(self, title: str, abstract: str = "", authors: Sequence[str] = (), year: int | None = None) -> Answer:
        """Say which paper a title is of.

        Args:
            title: as it stands on a page: in any case, with marks, LaTeX or entities, with words of menus, cut, with
                slips. abstract: or its first 100 letters. authors: names, in any form. year: of any version.

        Returns:
            the one that it is, those that it may be, or none.

        Raises:
            DamagedError: the index is not what was written.
        """
        return decide(find_hits(self.indexes, title), known_facts(abstract, authors, year))

    def check_all(self) -> None:
        """Read the whole index once; raises ``DamagedError`` where it is not what was written."""
        for index in self.indexes:
            index.check_all()

    def close(self) -> None:
        """Close the files."""
        for index in self.indexes:
            index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
