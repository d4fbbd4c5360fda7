"""What a build tells of the one before it: the last step before a new build takes the place of the last.

1. Where it is wished, the last version is kept (``kg.changes.versions``).
2. A folder that has a feed of changes, or is to have one, gets the patch to it (``kg.changes.feed.change_feed``).
3. A folder with either gets the names that are gone for good (``kg.changes.feed.gone_names``).

All of it is written into the folder of the new build, and so takes its place together with it, or not at all. A last
build that cannot be read is no reason not to have the new one: it is reported, and nothing of it is kept.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from kg.changes.built_graph import built_graph, open_differing_lines, version_of_build
from kg.changes.feed.change_feed import CHANGES, INDEX, ChangeFeed, PatchOfBuild, read_feed, stage_feed
from kg.changes.feed.gone_names import GONE, noted_moves, read_moves, renewed_names
from kg.changes.graph_version import TRIPLES, GraphVersion
from kg.changes.line_differences import line_differences
from kg.changes.versions import VERSIONS, stage_versions
from kg.ground.errors import PaperAtlasError
from kg.ground.files.integrity import MANIFEST, place


@dataclass(frozen=True, slots=True)
class HistoryWish:
    """What is to be kept of the build that is replaced.

    Attributes:
        keep: how many earlier versions are kept; 0 leaves those that are there as they are.
        on_fault: hears why the last build cannot be kept; the new one is whole nevertheless.
        changes: whether a feed of changes begins, where there is none yet.
    """

    keep: int = 0
    on_fault: Callable[[PaperAtlasError], object] | None = None
    changes: bool = False


#: The wish of who has none.
NOTHING_KEPT = HistoryWish()


def stage_history(output: Path, staging: Path, wish: HistoryWish) -> None:
    """Write what a new build keeps and tells of the last one into its folder.

    Args:
        output: the folder with the last build, if there is one. staging: the folder with the new one.

    Raises:
        OSError: the disk is full or fails.
    """
    if not (staging / TRIPLES).is_file():
        return
    has_feed = wish.changes or (place(output, CHANGES) / INDEX).is_file()
    if not has_feed and not wish.keep:
        return
    with _reported(wish, staging, (CHANGES, GONE)):
        new = version_of_build(staging)
        old = version_of_build(output) if (output / MANIFEST).is_file() else None
        if wish.keep:
            with _reported(wish, staging, (VERSIONS,)):
                stage_versions(output, staging, wish.keep, old if old != new else None)
        feed = read_feed(output)
        if feed is None and has_feed:
            feed = ChangeFeed(new.dataset, new.name if old is None else old.name)
        _stage_changes(output, staging, feed, (old, new))


@contextmanager
def _reported(wish: HistoryWish, staging: Path, names: Sequence[str]) -> Iterator[None]:
    """Report what cannot be kept, and take away what was begun of it."""
    try:
        yield
    except PaperAtlasError as error:
        for name in names:
            path = staging / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        if wish.on_fault is not None:
            wish.on_fault(error)


def _stage_changes(
    output: Path, staging: Path, feed: ChangeFeed | None, versions: tuple[GraphVersion | None, GraphVersion]
) -> None:
    """Write the feed, where there is one, and the names that are gone."""
    old, new = versions
    patches, target = place(output, CHANGES), staging / CHANGES
    if old is None or old == new:
        if feed is not None:
            stage_feed(feed, patches, target, None)
        return
    with ExitStack() as stack:
        last, lines = stack.enter_context(open_differing_lines(built_graph(output), built_graph(staging)))
        moves = stack.enter_context(TemporaryFile())
        differences = noted_moves(line_differences(last, lines), moves)
        if feed is not None:
            stage_feed(feed, patches, target, PatchOfBuild(old, new, differences))
        else:
            deque(differences, maxlen=0)
        _stage_gone_names(output, staging, moves, new)


def _stage_gone_names(output: Path, staging: Path, moves: IO[bytes], version: GraphVersion) -> None:
    known = place(output, GONE)
    with ExitStack() as stack:
        lines = stack.enter_context(known.open("rb")) if known.is_file() else ()
        file = stack.enter_context((staging / GONE).open("wb"))
        file.writelines(renewed_names(lines, read_moves(moves), version.name))
