"""The feed of changes of a graph's folder: ``changes/``, one RDF Patch for each build that changed the graph.

1. ``index.json`` names the version that the feed begins with, then each patch in order: its file, the versions it leads
   from and to, its counts, size and hash.
2. A build that changes the graph writes ``NNNN-HASH.rdfp`` (its number, and the hash of the version that it leads to)
   and the new index into its own folder, beside links to the patches before. The whole feed takes its place together
   with the graph: killed at any moment, the last patch leads to the version that is there.
3. Where a build could not read the one before, the feed has a gap; who stands before it takes the graph as a whole.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BufferedReader
from itertools import pairwise
from pathlib import Path

import msgspec
import orjson

from kg.changes.graph_version import GraphVersion
from kg.changes.line_differences import LineDifference
from kg.changes.patches.rdf_patch import SUFFIX, write_patch
from kg.ground.errors import InputError, OutputError
from kg.ground.files.durable_files import link_file
from kg.ground.files.integrity import place, sha256

#: The folder of the feed, and the file in it that names its patches.
CHANGES, INDEX = "changes", "index.json"
#: Bytes of an index, at most; one of a hundred thousand patches has thirty million.
LARGEST_INDEX = 64 << 20
_FORM = 1
_FILE = re.compile(r"\d{4,12}-[0-9a-f]{1,64}\.rdfp")
_TRIES = 5  # the folder is moved while it is looked for; more than one build would have to end in that millisecond


class FeedEntry(msgspec.Struct, frozen=True, rename={"begins": "from", "leads": "to"}):
    """A patch of a feed.

    Attributes:
        sequence: its number, from 1. file: its name. begins, leads: the versions that it leads from and to.
        deleted, added: triples. bytes, sha256: of the file.
    """

    sequence: int
    file: str
    begins: str
    leads: str
    deleted: int
    added: int
    bytes: int
    sha256: str


class ChangeFeed(msgspec.Struct, frozen=True):
    """A feed.

    Attributes:
        dataset: the graph's name of itself. first: the version that the feed begins with. changes: its patches.
    """

    dataset: str
    first: str
    changes: tuple[FeedEntry, ...] = ()
    form: int = _FORM

    @property
    def last(self) -> str:
        """The version that it leads to."""
        return self.changes[-1].leads if self.changes else self.first

    def entries_after(self, version: str) -> Sequence[FeedEntry] | None:
        """Return the patches that lead from a version to the last; None where the feed does not know the version.

        A version that was there more than once is taken for the last time.
        """
        if version == self.last:
            return ()
        for start in range(len(self.changes) - 1, -1, -1):
            if self.changes[start].begins == version:
                left = self.changes[start:]
                joined = all(one.leads == other.begins for one, other in pairwise(left))
                return left if joined else None
        return None


def is_patch_name(name: str) -> bool:
    """Check whether a name is one that a patch of a feed has.

    >>> is_patch_name("0001-00c0ffee.rdfp"), is_patch_name("../0001-00c0ffee.rdfp")
    (True, False)
    """
    return _FILE.fullmatch(name) is not None


def parse_feed(data: bytes, where: str) -> ChangeFeed:
    """Read an index, whoever wrote it.

    Raises:
        InputError: it is none.
    """
    remedy = "name a folder or an address that ends in changes/, of a graph that is built with --changes"
    try:
        feed = msgspec.json.decode(data, type=ChangeFeed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"this is no index of changes: {error}", where=where, remedy=remedy) from error
    if feed.form != _FORM or any(not is_patch_name(each.file) or each.bytes < 0 for each in feed.changes):
        raise InputError("this is no index of changes that this version can read", where=where, remedy=remedy)
    return feed


def read_feed(folder: Path) -> ChangeFeed | None:
    """Read the feed of a graph's folder; None where it has none.

    Raises:
        OutputError: the index is damaged.
    """
    path = folder / CHANGES / INDEX
    try:
        with open_feed_file(folder, INDEX) as file:
            return parse_feed(file.read(), str(path))
    except FileNotFoundError:
        return None
    except (OSError, InputError) as error:
        problem = error.problem if isinstance(error, InputError) else f"it cannot be read: {error.strerror}"
        remedy = f"move {path.parent} away; the next build with --changes begins a new feed"
        raise OutputError(problem, where=path, remedy=remedy) from error


def open_feed_file(folder: Path, name: str) -> BufferedReader:
    """Open a file of the feed of a graph's folder for reading.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    for _ in range(_TRIES):
        with contextlib.suppress(FileNotFoundError):
            return (place(folder, CHANGES) / name).open("rb")
    return (folder / CHANGES / name).open("rb")


@dataclass(frozen=True, slots=True)
class PatchOfBuild:
    """The patch to a new version, which is about to be written: the versions, and what differs between them."""

    old: GraphVersion
    new: GraphVersion
    differences: Iterable[LineDifference]

    def write(self, folder: Path, sequence: int) -> FeedEntry:
        """Write the patch into a folder."""
        path = folder / f"{sequence:04d}-{self.new.hash}{SUFFIX}"
        with path.open("wb") as file:
            counts = write_patch(self.differences, self.old, self.new, file)
        return FeedEntry(
            sequence, path.name, self.old.name, self.new.name, counts.deleted, counts.added, path.stat().st_size,
            sha256(path),
        )  # fmt: skip


def stage_feed(before: ChangeFeed, patches: Path, target: Path, patch: PatchOfBuild | None) -> None:
    """Write a feed, with one more patch where there is one, into a folder that is made.

    Args:
        before: the feed so far. patches: the folder of its patches.

    Raises:
        OSError: the disk is full or fails. OutputError: a patch is missing.
    """
    target.mkdir()
    for each in before.changes:
        if not (patches / each.file).is_file():
            remedy = f"move {patches} away; the next build with --changes begins a new feed"
            raise OutputError("a patch of the feed is missing", where=patches / each.file, remedy=remedy)
        link_file(patches / each.file, target / each.file)
    feed = before
    if patch is not None:
        entry = patch.write(target, before.changes[-1].sequence + 1 if before.changes else 1)
        feed = msgspec.structs.replace(before, changes=(*before.changes, entry))
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    (target / INDEX).write_bytes(orjson.dumps(msgspec.to_builtins(feed), option=options))
