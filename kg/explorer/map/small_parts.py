"""Small parts: what is linked to no region, each connected part laid out by itself, and the parts packed.

1. A node's part is the connected nodes it reaches (union by the least index, vectorised).
2. Within a part, places make distances on the map like distances along links: stress majorisation (Gansner, Koren and
   North 2005, doi:10.1007/978-3-540-31843-9_25), all parts of one size at once. Parts have a few nodes, for which it
   gives links of one length, where springs and repulsion leave them of many.
3. Each part is a disc. From the largest, each goes to the innermost point of a spiral where it touches no other.

Strewn over one disc without regard to their links, 60 parts of 6 nodes had links nine times as long as the distance of
nearest marks; here they are about as long.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LINK = 1.1  # units (``kg.explorer.map.layout.UNIT``) of a link: two marks of middling size and the air between them
_RIM = 0.5  # units from the outermost mark of a part to where another part may begin
_BENT = 0.75  # exponent of a distance along links: chains bend, so that the part needs a smaller disc
_ROUNDS = 40  # of majorisation: at 24 nodes, the most of a small part at 2,000, the stress no longer falls by 1 %
_FINENESS = 0.35  # of the smallest disc's radius, between two points of the spiral
_FILLED = 0.45  # of the spiral's area that discs fill at the least; discs of one size in this way fill 0.6
_WIDER = 1.18  # how much wider, and how much lower, than round parts are packed where there is nothing else
_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))


def ends_within(members: Ints, ends: Ints) -> Ints:
    """Keep the links among some nodes, as places in ``members``; shape (kept, 2)."""
    index = np.full(max(int(ends.max(initial=-1)), int(members.max(initial=-1))) + 1, -1)
    index[members] = np.arange(len(members))
    own = index[ends]
    return np.asarray(own[(own >= 0).all(axis=1)])


def arrange_parts(start: Floats, ends: Ints, *, wide: bool = False) -> Floats:
    """Place nodes part by part round 0, in units; shape (n, 2).

    Args:
        start: a point of each node, which decides between places that are equally good. ends: shape (links, 2).
        wide: whether the whole is to be wider than high, as windows are.

    >>> places = arrange_parts(np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]), np.array([[0, 1]]))
    >>> bool(np.hypot(*(places[0] - places[1])) < np.hypot(*(places[0] - places[2])))
    True
    """
    parts = _find_parts(len(start), ends)
    local, radii = np.zeros_like(start), np.full(len(parts), _RIM)
    sizes = np.array([len(part) for part in parts])
    slot = np.zeros(len(start), np.int64)
    for size in np.unique(sizes[sizes > 1]).tolist():
        rows = np.flatnonzero(sizes == size)
        members = np.stack([parts[row] for row in rows.tolist()])
        slot[members] = np.arange(size)
        owner = np.full(len(start), -1)
        owner[members] = np.arange(len(rows))[:, None]
        inner = ends[owner[ends[:, 0]] >= 0] if len(ends) else ends
        near = np.zeros((len(rows), size, size), bool)
        near[owner[inner[:, 0]], slot[inner[:, 0]], slot[inner[:, 1]]] = True
        found = _majorise_stress(start[members], near | near.transpose(0, 2, 1))
        local[members] = found
        radii[rows] = np.hypot(found[..., 0], found[..., 1]).max(axis=1) + _RIM
    centres = _pack_discs(radii, wide=wide)
    for part, centre in zip(parts, centres, strict=True):
        local[part] += centre
    return local


def _find_parts(count: int, ends: Ints) -> list[Ints]:
    """Find the connected parts, each as sorted indices, the largest first."""
    label = np.arange(count)
    for _ in range(count):  # the least index of each part reaches all its nodes
        before = label.copy()
        np.minimum.at(label, ends[:, 0], label[ends[:, 1]])
        np.minimum.at(label, ends[:, 1], label[ends[:, 0]])
        label = label[label]
        if (before == label).all():
            break
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if count else []
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _majorise_stress(start: Floats, near: NDArray[np.bool_]) -> Floats:
    """Place the nodes of connected parts of one size round the middle of each.

    Args:
        start: shape (parts, size, 2). near: shape (parts, size, size), which nodes are linked.
    """
    size = near.shape[1]
    steps = np.where(near, 1.0, np.inf)
    steps[:, np.arange(size), np.arange(size)] = 0.0
    for via in range(size):  # Floyd and Warshall, all parts at once
        np.minimum(steps, steps[:, :, via, None] + steps[:, None, via, :], out=steps)
    wanted = steps**_BENT * _LINK
    weight = 1.0 / np.where(wanted > 0, wanted, np.inf) ** 2
    points = start * _LINK * np.sqrt(size)
    for _ in range(_ROUNDS):
        gap = points[:, :, None] - points[:, None]
        apart = np.hypot(gap[..., 0], gap[..., 1])
        pull = gap * (wanted / np.maximum(apart, 1e-6))[..., None]
        moved = points[:, None] + pull
        points = np.einsum("pij,pijk->pik", weight, moved) / weight.sum(2)[..., None]
    return np.asarray(points - (points.max(axis=1, keepdims=True) + points.min(axis=1, keepdims=True)) / 2)


def _pack_discs(radii: Floats, *, wide: bool) -> Floats:
    """Place discs round 0 so that none overlap, given from the largest; shape (n, 2)."""
    order = np.argsort(-radii, kind="stable")
    step = _FINENESS * radii.min()
    turn = np.arange(int((radii**2).sum() / _FILLED / step**2) + 2)
    spiral = np.stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)], 1) * (step * np.sqrt(turn))[:, None]
    if wide:
        spiral *= (_WIDER, 1 / _WIDER)
    room = np.full(len(spiral), np.inf)  # from each point to the nearest disc
    centres = np.zeros((len(radii), 2))
    for disc in order.tolist():
        free = room >= radii[disc]
        at = int(free.argmax())
        beyond = spiral[at] * (1 + 2 * radii[disc] / (np.hypot(*spiral[-1]) + 1e-9))
        centres[disc] = spiral[at] if free[at] else beyond
        np.minimum(room, np.hypot(*(spiral - centres[disc]).T) - radii[disc], out=room)
    return centres
