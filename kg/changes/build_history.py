"""What a build tells of the one before it: the last hook before a new build takes the place of the last.

All of it is written into the folder of the new build, and so takes its place together with it, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.changes.graph_version import TRIPLES
from kg.changes.versions import stage_versions
from kg.ground.errors import PaperAtlasError


@dataclass(frozen=True, slots=True)
class HistoryWish:
    """What is to be kept of the build that is replaced.

    Attributes:
        keep: how many earlier versions are kept; 0 leaves those that are there as they are.
        on_fault: hears why the last build cannot be kept; the new one is whole nevertheless.
    """

    keep: int = 0
    on_fault: Callable[[PaperAtlasError], object] | None = None


#: The wish of who has none.
NOTHING_KEPT = HistoryWish()


def stage_history(output: Path, staging: Path, wish: HistoryWish) -> None:
    """Write what a new build keeps and tells of the last one into its folder.

    Raises:
        OSError: the disk is full or fails.
    """
    if not (staging / TRIPLES).is_file():
        return
    if wish.keep:
        try:
            stage_versions(output, staging, wish.keep)
        except PaperAtlasError as error:
            if wish.on_fault is not None:
                wish.on_fault(error)
