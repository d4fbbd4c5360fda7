"""What somebody watches: ``watch.tsv`` in the folder of a graph.

It is no file of a build, so that no build replaces it; who adds to it holds the folder's lock. A line has the id of a
node and the name by which it was found. What is watched need not be in the graph yet: the catalogue knows what its IRI
will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.catalogue.name_resolution import NamedThing, Resolution, resolve_name
from kg.digest.base.digest_records import NamedNode
from kg.ground.errors import InputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.targets import open_target
from kg.ground.identifiers import NODE_PATHS
from kg.ground.text import tidy
from kg.rdf.query.find_node import find_nodes

if TYPE_CHECKING:
    import pyoxigraph as ox

WATCH = "watch.tsv"
#: Kinds of node that can be watched, in the order in which a name is looked for.
WATCHED_KINDS = ("artifact", "topic")
_HEAD = "node\tname"
_PATIENCE = 5.0  # seconds to wait for another process that adds something
_MOST_BYTES = 1 << 20  # of the file: some 20,000 lines


@dataclass(frozen=True, slots=True, order=True)
class Watched:
    """A node that somebody watches: its local id, and its name."""

    id: str
    name: str

    def node(self, base: str) -> NamedNode:
        """Return it as a node of a graph with a base IRI."""
        return NamedNode(base + self.id, self.name)


def read_watched(folder: Path) -> list[Watched]:
    """Read what is watched in a folder, sorted by name; nothing where there is no such file.

    Raises:
        InputError: the file cannot be read, or a line is none of it.
    """
    path = folder / WATCH
    try:
        data = path.read_bytes() if path.exists() else b""
        if len(data) > _MOST_BYTES:
            raise InputError(f"has more than {_MOST_BYTES >> 20} MB", where=path, remedy="delete what is not watched")
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot be read", where=path, remedy="delete it, and add what you watch again") from error
    found = set()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and line != _HEAD:
            found.add(_watched_of_line(line, f"{path}:{number}"))
    return sorted(found, key=_by_name)


def _watched_of_line(line: str, where: str) -> Watched:
    identifier, tab, name = line.partition("\t")
    begins = tuple(NODE_PATHS[kind] for kind in WATCHED_KINDS)
    if not tab or not name.strip() or not identifier.startswith(begins) or tidy(identifier) != identifier:
        remedy = "write it as artifact/gsm8k, a tab, and a name; or use paperatlas watch add"
        raise InputError("is no line of what is watched", where=where, remedy=remedy)
    return Watched(identifier, tidy(name))


def add_watched(folder: Path, added: Iterable[Watched]) -> list[Watched]:
    """Watch something more; return what was not watched before.

    Raises:
        OutputError: a build is writing into the folder, or the file cannot be written.
    """
    with locked(folder, wait=_PATIENCE):
        held = read_watched(folder)
        ids = {each.id for each in held}
        new = [each for each in dict.fromkeys(added) if each.id not in ids]
        if new:
            _write_watched(folder, [*held, *new])
        return new


def remove_watched(folder: Path, names: Iterable[str], base: str) -> list[Watched]:
    """Watch something no longer; return what it was.

    Raises:
        InputError: nothing that is watched is called so. OutputError: as for ``add_watched``.
    """
    with locked(folder, wait=_PATIENCE):
        held = read_watched(folder)
        removed = [_watched_by_name(name, held, base) for name in names]
        _write_watched(folder, [each for each in held if each not in removed])
        return removed


def _watched_by_name(name: str, held: Sequence[Watched], base: str) -> Watched:
    kinds = {path: kind for kind, path in NODE_PATHS.items()}
    things = {
        NamedThing(each.id, each.name, (kinds[each.id.partition("/")[0] + "/"],)): each for each in held
    }  # fmt: skip
    listing = "paperatlas watch list says what is watched"
    found = resolve_name(name, things, base=base)
    if not found.meant and not found.near:
        raise InputError(f"nothing that is watched is called {name!r}", remedy=listing)
    return things[found.one(InputError, kind="watched thing")]


def _write_watched(folder: Path, watched: Iterable[Watched]) -> None:
    lines = [_HEAD, *(f"{each.id}\t{each.name}" for each in sorted(watched, key=_by_name))]
    with open_target(folder / WATCH) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())


def _by_name(watched: Watched) -> tuple[str, str]:
    return watched.name.casefold(), watched.id


def find_watched(store: ox.Store, name: str, base: str) -> Watched:
    """Find what a name means: a node of the graph, else what the catalogue or the topic scheme knows.

    Raises:
        InputError: nothing is called so, or several things are; what comes near is offered.
    """
    offered: list[NamedThing] = []
    for kind in WATCHED_KINDS:
        found = find_nodes(store, kind, name, base)
        if found.meant:
            thing = found.one(InputError, kind=kind)
            return Watched(thing.id, tidy(thing.label))
        offered += found.near
    from kg.catalogue.layer.known_elsewhere import (
        known_things,
        things_like,
    )  # read the catalogue, in a third of a second

    known = known_things(name)
    near = tuple(offered) if known or offered else things_like(name)
    thing = Resolution(name, known, near=near).one(InputError, kind=" or ".join(WATCHED_KINDS))
    return Watched(thing.id, tidy(thing.label))
