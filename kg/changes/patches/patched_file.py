"""A graph in a file, with patches applied: written as another file of RDF.

The triples of the graph and what the patches do to them are both sorted, so one pass over both makes the new graph.
Where the last patch says which version it leads to, the new graph must say the same of itself, or nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.changes.graph_source import GraphSource, VersionWatch
from kg.changes.graph_version import TRIPLES
from kg.changes.patches.patch_chain import PatchHead, effects_of_patches, patches_left, read_heads
from kg.ground.errors import InputError, OutputError
from kg.ground.files.integrity import MANIFEST, place
from kg.ground.files.standard_streams import STANDARD, output_name
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.rdf_formats import write_graph

_DATASET = "graph"  # what follows the base IRI in a graph's name of itself
_NEVER = "a build is never patched: its records, store and page would no longer agree with its triples"
_INSTEAD = "add, remove or update its papers (paperatlas add --help), or name a file elsewhere"


@dataclass(slots=True)
class PatchEffect:
    """What patches did.

    Attributes:
        applied: how many were applied; the others were already. deleted, added: triples.
        without_effect: deletions of what was not there, and additions of what was.
    """

    applied: int = 0
    deleted: int = 0
    added: int = 0
    without_effect: int = 0


def patched_file(paths: Sequence[Path], source: GraphSource, target: Path, format: str | None = None) -> PatchEffect:
    """Write a graph with patches applied.

    Args:
        paths: patches, in order. target: a file, of the format that its name shows, or the one that is named.

    Raises:
        InputError: a patch cannot be read, does not fit the graph or the patch before it, or does not lead where it
            says. OutputError: the file cannot be written, or is one of a build.
    """
    require_no_build(target)
    heads = read_heads(paths)
    left = patches_left(heads, source.version, source.name)
    effect = PatchEffect(applied=len(left))
    base = source.version.dataset.removesuffix(_DATASET) or DEFAULT_BASE
    with TemporaryDirectory(prefix="paperatlas-") as held, source.open_lines() as lines:
        patched = apply_effects(lines, effects_of_patches(left, Path(held)), effect)
        write_graph(_checked_triples(patched, left), target, format, base=base)
    return effect


def require_no_build(target: Path) -> None:
    """Refuse to write into the folder of a build.

    Raises:
        OutputError: the path is such a folder, or a file in it.
    """
    if target == STANDARD:
        return
    real = target.resolve()
    for folder in (real, real.parent):
        if place(folder, MANIFEST).is_file() and place(folder, TRIPLES).is_file():
            raise OutputError(_NEVER, where=output_name(target), remedy=_INSTEAD)


def apply_effects(
    lines: Iterable[bytes], effects: Iterable[tuple[bytes, bool]], effect: PatchEffect
) -> Iterator[bytes]:
    """Yield the lines of a graph after patches, from its sorted lines and what the patches do to each triple.

    Args:
        effect: counts what is done.
    """
    coming = iter(effects)
    change = next(coming, None)
    for line in lines:
        while change is not None and change[0] < line:
            yield from _applied_effect(change, False, effect)
            change = next(coming, None)
        if change is not None and change[0] == line:
            yield from _applied_effect(change, True, effect)
            change = next(coming, None)
        else:
            yield line
    while change is not None:
        yield from _applied_effect(change, False, effect)
        change = next(coming, None)


def _applied_effect(change: tuple[bytes, bool], was_there: bool, effect: PatchEffect) -> Iterator[bytes]:
    line, is_there = change
    effect.added += is_there and not was_there
    effect.deleted += was_there and not is_there
    effect.without_effect += was_there == is_there
    if is_there:
        yield line


def _checked_triples(lines: Iterable[bytes], heads: Sequence[PatchHead]) -> Iterator[Triple]:
    """Yield the triples of some lines; at the end they must be of the version that the last patch leads to."""
    watch = VersionWatch()
    for line in lines:
        watch.see(line)
        subject, predicate, value = line.decode().removesuffix(" .\n").split(" ", 2)
        yield subject, predicate, value
    last = heads[-1] if heads else None
    if last is not None and last.leads and last.id is not None and watch.version.id != last.id:
        problem = f"it leads to {watch.version.name}, and says that it leads to {last.leads}"
        raise InputError(problem, where=str(last.path), remedy="it was changed or cut; make it again (paperatlas diff)")
