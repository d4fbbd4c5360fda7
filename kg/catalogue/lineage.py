"""Lineage: what an entry is a variant of, and which family it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from kg.catalogue.entries import Fault
from kg.catalogue.entry_table import Row


def ancestors(slug: str, parents: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Follow ``parents``: everything reached, nearest first, each once, without the start; cycles are no harm.

    >>> ancestors("c", {"c": ("b", "a"), "b": ("a",), "a": ("c",)}.__getitem__)
    ('b', 'a')
    """
    reached = {slug: None}
    front = [slug]
    while front:
        front = list(dict.fromkeys(parent for child in front for parent in parents(child) if parent not in reached))
        reached |= dict.fromkeys(front)
    return tuple(reached)[1:]


def lineage_faults(rows: Collection[Row], known: Collection[str]) -> list[Fault]:
    """Find references to ids that are not ``known``, and rows that are their own ancestors."""
    faults = []
    parents_of: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if not (row.variant_of or row.family):
            continue
        parents_of[row.id] = tuple(parent for parent in (row.variant_of, row.family) if parent)
        for field, parent in (("variant_of", row.variant_of), ("family", row.family)):
            if parent and parent not in known:
                faults.append(row.fault(field, f"there is no row {parent!r}", "add it or name an existing id"))
    cyclic = _ids_on_cycles(parents_of)
    for row in rows:
        if row.id in cyclic:
            field = "variant_of" if row.variant_of in cyclic else "family"
            faults.append(row.fault(field, f"{row.id!r} is its own ancestor", "break the cycle"))
    return faults


def _ids_on_cycles(parents_of: dict[str, tuple[str, ...]]) -> set[str]:
    """Find the ids that lie on a cycle."""
    open_ids = dict(parents_of)
    children: dict[str, list[str]] = {}
    for slug, parents in parents_of.items():
        for parent in parents:
            children.setdefault(parent, []).append(slug)
    left = {slug: sum(parent in parents_of for parent in parents) for slug, parents in parents_of.items()}
    ended = [slug for slug, count in left.items() if not count]
    while ended:
        slug = ended.pop()
        del open_ids[slug]
        for child in children.get(slug, ()):
            left[child] -= 1
            if not left[child]:
                ended.append(child)
    # What is left lies on a cycle or leads to one.
    return {slug for slug in open_ids if any(_reaches_ancestor(parent, slug, open_ids) for parent in open_ids[slug])}


def _reaches_ancestor(start: str, goal: str, parents_of: dict[str, tuple[str, ...]]) -> bool:
    return start == goal or goal in ancestors(start, lambda slug: parents_of.get(slug, ()))
