"""Positions: a map whose regions are its communities, the same for the same graph.

1. Regions are discs whose area is the number of their nodes; discs that share many links are drawn together by springs
   and pushed apart until none overlaps.
2. In its disc each community settles by itself: springs along its links, repulsion between all its nodes
   (Fruchterman and Reingold 1991, doi:10.1002/spe.4380211102), a mild pull towards the regions that a node is also
   linked to. The radii are then spread by rank, so that the disc is filled evenly and the middle does not clot.
3. What is linked to no region is laid out part by part (``kg.explorer.map.small_parts``), in a disc beside them.
4. Marks that touch are parted.

Laying out each community alone makes repulsion cost the square of a community and not of the graph, and it is what
keeps regions visibly apart: a force layout of the whole graph draws every pair of communities into one ball.
Starting points come from hashes of the node ids; with ``previous`` positions old nodes start, and all but stay, where
they were, and new ones start among their neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.explorer.map.communities import ISLAND
from kg.explorer.map.small_parts import arrange_parts, ends_within

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNIT = 34.0  # pixels between neighbouring nodes at scale 1: marks of 5 to 9 pixels radius with room for a label
_EXACT = 420  # nodes of a community up to which repulsion is computed for all pairs; above, for _SAMPLE random ones
_SAMPLE = 96
_ROUNDS = 110  # settling no longer changes the picture after about 90 rounds at 200 nodes a community
_ROOM = 1.6  # marks are drawn up to so much larger when the whole map is in the window
_DENSITY = 0.62  # radius of a disc of one node; hexagonal packing at one unit needs 0.53, the rest is for labels
_ROOM_FOR_LATE = 0.6  # of a node's room, for nodes that come late: they are small, and squeeze in
_ROUNDS_LATE = 20  # the late are few: after that hardly any two touch
_STREET = 1.5  # units between two regions, where their names stand
_AIR = 0.42  # units between two marks
_SLACK = 0.6  # units by which marks may come nearer before the pairs that may touch are looked for anew
_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))


@dataclass(frozen=True, slots=True)
class GroupedLinks:
    """What draws nodes together and holds them apart.

    Attributes:
        ends: shape (links, 2), indices of nodes. weights: per link, above 0.
        regions: the community of each node, or ``ISLAND``.
    """

    ends: Ints
    weights: Floats
    regions: Ints


def hashed_start(ids: Sequence[str]) -> Floats:
    """Choose a point in the unit disc for each id, that depends on the id alone; shape (n, 2)."""
    digests = b"".join(hashlib.blake2b(each.encode("utf-8", "replace"), digest_size=8).digest() for each in ids)
    raw = np.frombuffer(digests, ">u4").reshape(-1, 2) / 2.0**32
    radius, angle = np.sqrt(raw[:, 0]), 2 * np.pi * raw[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def arrange(
    ids: Sequence[str],
    grouped: GroupedLinks,
    sizes: Floats,
    *,
    seed: int = 1,
    previous: Mapping[str, tuple[float, float]] | None = None,
    late: NDArray[np.bool_] | None = None,
) -> Floats:
    """Place each node, in pixels at scale 1, centred on 0; shape (n, 2).

    Args:
        ids: the nodes' ids. sizes: radius of each node's mark in pixels.
        previous: positions of an earlier layout, in the same unit; nodes in it stay about where they were.
        late: nodes that are laid out when all others have their places, in the room that is left.
    """
    if not ids:
        return np.zeros((0, 2))
    start = hashed_start(ids)
    marks = sizes * _ROOM / UNIT
    old = np.array([each in previous for each in ids]) if previous else np.zeros(len(ids), bool)
    if previous and old.any():
        places = _continue_layout(ids, grouped.ends, start, old, previous)
    elif late is not None and late.any():
        return _lay_in_two_steps(ids, grouped, marks, seed, late)
    else:
        places = _fresh_positions(start, grouped, seed)
    # A node of an earlier layout gives way only a tenth as much as a new one.
    yielding = np.where(old, 0.1, 1.0)
    settled = part(places, marks, yielding) if not old.all() else places
    return np.round(settled * UNIT, 1) + 0.0


def _lay_in_two_steps(
    ids: Sequence[str], grouped: GroupedLinks, marks: Floats, seed: int, late: NDArray[np.bool_]
) -> Floats:
    """Place those who are not late as if they were alone, but with room for the others, who then go near their
    neighbours.
    """
    ends, regions = grouped.ends, grouped.regions
    early = np.flatnonzero(~late)
    compact = np.full(len(ids), -1)
    compact[early] = np.arange(len(early))
    inner = (compact[ends] >= 0).all(axis=1)
    names = [ids[place] for place in early.tolist()]
    held = regions[late & (regions != ISLAND)]
    extra: Floats = np.bincount(held, minlength=int(regions.max(initial=-1)) + 1) * np.float64(_ROOM_FOR_LATE)
    alone = GroupedLinks(compact[ends[inner]], grouped.weights[inner], regions[early])
    first = _fresh_positions(hashed_start(names), alone, seed, extra)
    first = part(first, marks[early], np.ones(len(early)))
    placed = {name: (float(x), float(y)) for name, (x, y) in zip(names, first * UNIT, strict=True)}
    places = _continue_layout(ids, ends, hashed_start(ids), ~late, placed)
    settled = part(places, marks, np.where(late, 1.0, 1e-6), _ROUNDS_LATE)
    settled[early] = first
    return np.round(settled * UNIT, 1) + 0.0


def _fresh_positions(start: Floats, grouped: GroupedLinks, seed: int, extra: Floats | float = 0.0) -> Floats:
    """Place all nodes, in units. ``extra``: for so many nodes more is room in each region."""
    generator, regions = np.random.default_rng(seed), grouped.regions
    count = max(int(regions.max(initial=-1)) + 1, np.size(extra) if np.ndim(extra) else 0)
    places = np.zeros_like(start)
    islands = np.flatnonzero(regions == ISLAND)
    population = np.bincount(regions[regions != ISLAND], minlength=count) + extra
    radii = _DENSITY * np.sqrt(population) + 0.6
    if len(islands):  # what is linked to no region gets a disc of its own, which no link draws inwards
        places[islands] = arrange_parts(start[islands], ends_within(islands, grouped.ends), wide=not count)
        radii = np.append(radii, np.hypot(*places[islands].T).max() + 0.6)
    centres = _place_regions(grouped, radii)
    for region in range(count):
        members = np.flatnonzero(regions == region)
        local = _settle_members(members, start, grouped, centres, generator)
        places[members] = centres[region] + local * radii[region]
    if len(islands):
        places[islands] += centres[count]
    return places


def _place_regions(grouped: GroupedLinks, radii: Floats) -> Floats:
    """Place the centres of the regions' discs: linked ones near each other, none overlapping, the whole round."""
    count = len(radii)
    between = np.zeros((count, count))
    sides = grouped.regions[grouped.ends]
    outer = (sides[:, 0] != sides[:, 1]) & (sides != ISLAND).all(axis=1)
    np.add.at(between, (sides[outer, 0], sides[outer, 1]), grouped.weights[outer])
    between += between.T
    between /= np.sqrt(np.outer(between.sum(1), between.sum(1))) + 1e-9
    turn = np.arange(count)
    centres = np.stack([np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN)], 1) * (np.sqrt(turn) * radii.mean())[:, None]
    wanted = (radii[:, None] + radii[None, :]) * 1.06 + _STREET
    for step in range(400):
        cooling = 1.0 - step / 400
        gap = centres[None] - centres[:, None]
        distance = np.hypot(gap[..., 0], gap[..., 1]) + 1e-9
        unit = gap / distance[..., None]
        pull = between * np.maximum(distance - wanted, 0.0) * 0.5 * cooling
        push = np.maximum(wanted - distance, 0.0) * 0.5
        np.fill_diagonal(push, 0.0)
        # The screen is wider than high: gravity is stronger in y, and the map comes out about 4:3.
        centres += ((pull - push)[..., None] * unit).sum(1) - centres * np.array([0.012, 0.022]) * cooling
    return _lay_centres_wide(centres, radii**2) if count else centres


def _lay_centres_wide(centres: Floats, mass: Floats) -> Floats:
    """Turn the centres, around 0, so that they spread farthest from left to right."""
    centres = centres - np.average(centres, axis=0, weights=mass)
    if len(centres) < 3:
        return centres
    spread = (centres * mass[:, None]).T @ centres
    angle = 0.5 * np.arctan2(2 * spread[0, 1], spread[0, 0] - spread[1, 1])
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(centres @ np.array([[cos, -sin], [sin, cos]]))


def _settle_members(
    members: Ints, start: Floats, grouped: GroupedLinks, centres: Floats, generator: np.random.Generator
) -> Floats:
    """Place the members in a disc of radius 1 around their region's centre."""
    size = len(members)
    if size < 2:
        return np.zeros((size, 2))
    index = np.full(len(start), -1)
    index[members] = np.arange(size)
    inner = (index[grouped.ends] >= 0).all(axis=1)
    links, strength = index[grouped.ends[inner]], grouped.weights[inner]
    pull = _outward_pull(members, index, grouped, centres)
    degree = np.bincount(links.ravel(), np.repeat(strength, 2), size) + 1e-6
    points = start[members] * 1.0
    for _ in range(25):  # smoothing the start along the links untangles it, as a cheap spectral layout
        points = 0.4 * points + 0.6 * _gather_neighbours(links, strength, points) / degree[:, None]
        points -= points.mean(0)
        points /= points.std(0) + 1e-9
    points *= 0.5 * np.sqrt(size)
    reach = np.sqrt(size)
    mass: Floats = 1.0 + np.bincount(links.ravel(), minlength=size).astype(float) ** 0.62
    for step in range(_ROUNDS):
        force = _repulsion_forces(points, mass, generator) * 0.55
        force += 2.2 * (_gather_neighbours(links, strength, points) - degree[:, None] * points)
        force += 0.35 * reach * pull - 0.05 * mass[:, None] * points
        length = np.hypot(force[:, 0], force[:, 1]) + 1e-9
        limit = 0.22 * reach * (1.0 - step / _ROUNDS) ** 1.5 + 0.01
        points += force * (np.minimum(length * 0.12, limit) / length)[:, None]
    return _fill_unit_disc(points)


def _outward_pull(members: Ints, index: Ints, grouped: GroupedLinks, centres: Floats) -> Floats:
    """Compute for each member a vector of length 0 to 1 towards the regions it is also linked to."""
    ends, weights, regions = grouped.ends, grouped.weights, grouped.regions
    total, toward = np.full(len(members), 1e-6), np.zeros((len(members), 2))
    here = centres[regions[members[0]]]
    for near, far in ((0, 1), (1, 0)):
        rows = index[ends[:, near]] >= 0
        nodes, others, weight = index[ends[rows, near]], ends[rows, far], weights[rows]
        total += np.bincount(nodes, weight, len(members))
        outside = (regions[others] != ISLAND) & (index[others] < 0)
        gap = centres[regions[others[outside]]] - here
        gap /= np.hypot(gap[:, 0], gap[:, 1])[:, None] + 1e-9
        np.add.at(toward, nodes[outside], gap * weight[outside, None])
    return np.asarray(toward / total[:, None])


def _gather_neighbours(links: Ints, strength: Floats, points: Floats) -> Floats:
    """Sum for each node its neighbours' points, weighted."""
    size = len(points)
    one, other = links[:, 0], links[:, 1]
    return np.stack([
        np.bincount(one, strength * points[other, axis], size) + np.bincount(other, strength * points[one, axis], size)
        for axis in (0, 1)
    ], axis=1)  # fmt: skip


def _repulsion_forces(points: Floats, mass: Floats, generator: np.random.Generator) -> Floats:
    size = len(points)
    if size <= _EXACT:
        dx, dy = points[:, 0, None] - points[:, 0], points[:, 1, None] - points[:, 1]
        scale = mass / (dx * dx + dy * dy + 0.05)
        return np.stack([np.einsum("ij,ij->i", dx, scale), np.einsum("ij,ij->i", dy, scale)], 1) * mass[:, None]
    sample = generator.integers(0, size, _SAMPLE)
    dx, dy = points[:, 0, None] - points[sample, 0], points[:, 1, None] - points[sample, 1]
    scale = mass[sample] * (size / _SAMPLE) / (dx * dx + dy * dy + 0.5)
    return np.stack([np.einsum("ij,ij->i", dx, scale), np.einsum("ij,ij->i", dy, scale)], 1) * mass[:, None]


def _fill_unit_disc(points: Floats) -> Floats:
    """Spread the points' radii towards an evenly filled disc of radius 1, their angles kept."""
    points = points - np.median(points, axis=0)
    radius = np.hypot(points[:, 0], points[:, 1])
    rank = np.empty(len(points))
    rank[np.argsort(radius, kind="stable")] = np.arange(len(points)) + 0.5
    even = np.sqrt(rank / len(points))
    own = radius / (np.quantile(radius, 0.98) + 1e-9)
    return np.asarray(points * ((0.72 * even + 0.28 * np.minimum(own, 1.0)) / (radius + 1e-9))[:, None])


def _continue_layout(
    ids: Sequence[str], ends: Ints, start: Floats, old: NDArray[np.bool_],
    previous: Mapping[str, tuple[float, float]],
) -> Floats:  # fmt: skip
    """Keep old nodes where they were; put new ones at the mean of their placed neighbours, a hashed step aside."""
    places = np.array([previous.get(each, (0.0, 0.0)) for each in ids]) / UNIT
    placed = old.copy()
    edge = 1.1 * np.hypot(places[:, 0], places[:, 1]).max() + 2.0
    for _ in range(4):  # a new artifact of a new paper is two steps from an old node
        both = np.concatenate([ends, ends[:, ::-1]])
        useful = placed[both[:, 1]] & ~placed[both[:, 0]]
        heads, tails = both[useful, 0], both[useful, 1]
        if not len(heads):
            break
        count = np.bincount(heads, minlength=len(ids))
        for axis in (0, 1):
            mean = np.bincount(heads, places[tails, axis], len(ids)) / np.maximum(count, 1)
            places[:, axis] = np.where(count > 0, mean + start[:, axis], places[:, axis])
        placed |= count > 0
    places[~placed] = start[~placed] * edge * 0.2 + np.array([0.0, edge])
    return places


def part(places: Floats, marks: Floats, yielding: Floats, rounds: int = 60) -> Floats:
    """Push marks apart until neighbours have air between them.

    Args:
        places: shape (n, 2), in units. marks: radii in units. yielding: how far a node gives way, 0 to 1.
    """
    places = places.copy()
    size, shove = len(places), np.minimum(yielding, 1.0)
    widest = 2 * float(marks.max(initial=0.0)) + _AIR
    travelled = np.inf  # since the pairs were looked for
    for turn in range(rounds):
        if travelled > _SLACK / 2:
            one, other = _pairs_within_reach(places, widest + _SLACK)
            need = marks[one] + marks[other] + _AIR
            share = shove[other] / (shove[one] + shove[other]) * 2
            travelled = 0.0
        gap = places[other] - places[one]
        distance = np.hypot(gap[:, 0], gap[:, 1])
        close = np.flatnonzero(distance < need)
        if not len(close):
            break
        near, far, gap, apart = one[close], other[close], gap[close], distance[close]
        flat = apart < 1e-6
        gap[flat] = np.stack([np.cos(near[flat] * _GOLDEN), np.sin(near[flat] * _GOLDEN)], 1) * 1e-3
        push = gap / np.maximum(apart, 1e-3)[:, None] * ((need[close] - apart) * 0.5)[:, None]
        moved = np.empty_like(places)
        for axis in (0, 1):
            moved[:, axis] = np.bincount(far, push[:, axis] * share[close], size)
            moved[:, axis] -= np.bincount(near, push[:, axis] * (2 - share[close]), size)
        moved *= 0.6 if turn < rounds // 2 else 0.4
        places += moved
        travelled += float(np.abs(moved).max())
    return places


def _pairs_within_reach(places: Floats, reach: float) -> tuple[Ints, Ints]:
    """Find pairs of points that lie within a reach of each other in x and in y."""
    # Pairs near in x are found by sorting; no tree is needed for two thousand nodes.
    order = np.argsort(places[:, 0], kind="stable")
    found = [(order[:0], order[:0])]
    for step in range(1, len(places)):
        gap = np.abs(places[order[step:]] - places[order[:-step]])
        near = gap[:, 0] < reach
        if not near.any():
            break
        near &= gap[:, 1] < reach
        found.append((order[:-step][near], order[step:][near]))
    one, other = (np.concatenate(side) for side in zip(*found, strict=True))
    return one, other
