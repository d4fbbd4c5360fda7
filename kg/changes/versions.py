"""Versions of a graph that are kept beside it: ``versions/HASH/``, and how they are found by name.

1. A build that is to keep the last one links its files into ``versions`` of the folder that it is written to
   (``kg.atlas.staged_output``), together with those that were kept before, and takes the oldest away. A disk without
   hard links gets copies.
2. ``versions`` takes its place with all other files of the build: killed at any moment, what is there is whole.
3. Each kept version has a number, one more than the last one's: the greatest is the newest.

The files of a build are never written in place, so a link costs nothing and stays what it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.changes.built_graph import version_of_build
from kg.changes.graph_version import TRIPLES, GraphVersion
from kg.ground.errors import OutputError, PaperAtlasError
from kg.ground.files.durable_files import link_file
from kg.ground.files.integrity import MANIFEST, damaged, place, sealed, unsealed

#: The folder of the kept versions, and what is kept of a build.
VERSIONS, KEPT_FILES = "versions", (MANIFEST, TRIPLES, "papers.jsonl", "readings.jsonl")
#: What names the newest kept version that is another than the graph is now.
PREVIOUS = "previous"
_NOTE = "kept.json"
_FORM = 1
_HASH = re.compile(r"(?:[^/\\+]*\+)?([0-9a-f]{4,64})")
_TRIES = 5  # a folder is moved while it is looked for; more than one build would have to end in that millisecond


@dataclass(frozen=True, slots=True, order=True)
class KeptVersion:
    """A version that is kept.

    Attributes:
        sequence: which of the kept it is, from 1; the newest has the greatest. folder: where. version: of its graph.
    """

    sequence: int
    folder: Path
    version: GraphVersion


def kept_versions(output: Path) -> list[KeptVersion]:
    """List the versions that a folder keeps, the oldest first; what is no kept version is passed over."""
    for _ in range(_TRIES):
        try:
            folders = sorted(place(output, VERSIONS).iterdir())
            return sorted(kept for folder in folders if (kept := _kept_version(folder)) is not None)
        except NotADirectoryError:
            break
        except FileNotFoundError:
            continue
    return []


def _kept_version(folder: Path) -> KeptVersion | None:
    try:
        data = unsealed((folder / _NOTE).read_bytes())
        if data["form"] != _FORM or not _has_all_files(folder):
            return None
        return KeptVersion(int(data["sequence"]), folder, GraphVersion(str(data["dataset"]), str(data["version"])))
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None


def _has_all_files(folder: Path) -> bool:
    return all((folder / name).is_file() for name in KEPT_FILES)


def version_folder(output: Path, name: str) -> Path:
    """Find the folder of a version, which ``kg.open`` opens for its papers and readings.

    Args:
        output: the folder of the graph.
        name: a hash or its beginning (four digits at least), with the software's version before it or without;
            ``previous``; or the path of any other folder of a build.

    Raises:
        OutputError: there is none, or the beginning fits several; the message lists those that there are.
    """
    kept = kept_versions(output)
    if name == PREVIOUS:
        return _previous_folder(output, kept)
    match = _HASH.fullmatch(name)
    if match is not None:
        found = [each.folder for each in kept if each.version.hash.startswith(match[1])]
        if not found and _is_version_of_build(output, match[1]):
            return output
        if len(found) > 1:
            raise OutputError(f"{name!r} fits several kept versions", where=output, remedy=_offer(kept))
        if found:
            return found[0]
    path = Path(name)
    if (path / TRIPLES).is_file() or place(path, MANIFEST).is_file():
        return path
    raise OutputError(f"there is no version {name!r}, and no build in a folder of this name", where=output,
                      remedy=_offer(kept))  # fmt: skip


def _previous_folder(output: Path, kept: list[KeptVersion]) -> Path:
    now = version_of_build(output)
    for each in reversed(kept):
        if each.version != now:
            return each.folder
    raise OutputError("no earlier version is kept", where=output, remedy=_offer([]))


def _is_version_of_build(output: Path, beginning: str) -> bool:
    try:
        return version_of_build(output).hash.startswith(beginning)
    except PaperAtlasError:
        return False


def _offer(kept: list[KeptVersion]) -> str:
    if not kept:
        return "build with --keep N, which keeps the last N versions, or name the folder of another build"
    return f"kept are {', '.join(each.version.hash for each in reversed(kept))}"


def stage_versions(output: Path, staging: Path, most: int, last: GraphVersion | None) -> None:
    """Write the folder of kept versions of a build that is about to take the place of the last one.

    Args:
        output: the folder with the last build. staging: the folder with the new one.
        most: how many versions are kept; older ones go.
        last: the version of the last build; None where there is none, or where the new one is the same.

    Raises:
        OSError: the disk is full or fails. DamagedError: files of the last build are missing, and nothing was written.
    """
    kept = kept_versions(output)
    if last is not None:
        if not _has_all_files(output):
            raise damaged(output, TRIPLES, "the last build is not kept, since files of it are missing")
        kept = [each for each in kept if each.version != last]
        kept.append(KeptVersion(kept[-1].sequence + 1 if kept else 1, output, last))
    target = staging / VERSIONS
    for each in kept[-most:]:
        folder = target / each.version.hash
        folder.mkdir(parents=True)
        for name in KEPT_FILES:
            link_file(each.folder / name, folder / name)
        note = {
            "form": _FORM, "sequence": each.sequence, "dataset": each.version.dataset, "version": each.version.name,
        }  # fmt: skip
        (folder / _NOTE).write_bytes(sealed(note))
