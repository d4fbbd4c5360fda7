"""Kept versions and the feed of changes, held against what the builds wrote.

A kept version has the manifest of its build, whose hashes its files must have. A feed has the hashes of its patches in
its index, and must lead to the version that the folder holds. Neither can be made again from anything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.changes.built_graph import version_of_build
from kg.changes.feed.change_feed import CHANGES, INDEX, open_feed_file, read_feed
from kg.changes.versions import KEPT_FILES, VERSIONS, kept_versions
from kg.ground.errors import PaperAtlasError
from kg.ground.files.integrity import MANIFEST, check_listed


class HistoryFault(NamedTuple):
    """A file of the history that is not what a build wrote: its path below the folder, what is wrong, what to do."""

    file: str
    problem: str
    remedy: str


def history_faults(output: Path) -> Iterator[HistoryFault]:
    """Yield what is damaged of the kept versions and the feed of a folder; nothing where it has neither."""
    for each in kept_versions(output):
        name = f"{VERSIONS}/{each.folder.name}"
        for file in KEPT_FILES:
            try:
                if file != MANIFEST:
                    check_listed(each.folder / file)
            except PaperAtlasError as error:
                yield HistoryFault(f"{name}/{file}", error.problem, f"delete {name}; nothing else needs it")
    yield from _faults_of_feed(output)


def _faults_of_feed(output: Path) -> Iterator[HistoryFault]:
    remedy = f"move {CHANGES} away; the next build with --changes begins a new feed"
    try:
        feed = read_feed(output)
    except PaperAtlasError as error:
        yield HistoryFault(f"{CHANGES}/{INDEX}", error.problem, remedy)
        return
    if feed is None:
        return
    for each in feed.changes:
        try:
            with open_feed_file(output, each.file) as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == each.sha256
        except OSError:
            same = False
        if not same:
            yield HistoryFault(f"{CHANGES}/{each.file}", "the patch is not the one that the index names", remedy)
    try:
        version = version_of_build(output)
    except PaperAtlasError:
        return  # the graph itself is damaged, which is another fault
    if version.name != feed.last:
        yield HistoryFault(f"{CHANGES}/{INDEX}", f"the feed leads to {feed.last}, and not to the graph", remedy)
