"""The one-file view: a page that holds its data and its program, and asks nothing of a network."""

from __future__ import annotations

import re
from math import isfinite
from pathlib import Path

import orjson

from kg.explorer.map.communities import ISLAND
from kg.explorer.map.drawn_graph import Drawing, Graph, draw
from kg.explorer.map.survey import Map
from kg.explorer.page.page_template import TITLE
from kg.explorer.page.pyvis_network import to_network
from kg.ground.errors import OutputError
from kg.ground.files.standard_streams import input_name, read_bytes
from kg.ground.files.targets import open_target
from kg.ground.identifiers import DEFAULT_BASE

_DATA = re.compile(r'<script id="atlas-data" type="application/json">(.*?)</script>', re.S)


def write_page(
    graph: Graph,
    path: str | Path,
    *,
    title: str = TITLE,
    seed: int = 1,
    previous: Map | None = None,
    base: str = DEFAULT_BASE,
) -> Drawing:
    """Write the offline explorer of a graph; the same graph gives the same bytes.

    Args:
        graph: as ``kg.graph.networks.to_networkx`` makes it. path: the file; replaced only when all is written.
        previous: the map to keep, see ``read_map``.

    Returns:
        What was drawn; its ``map`` may be handed to the next page.

    Raises:
        OutputError: the file cannot be written.
    """
    drawing = draw(graph, seed=seed, previous=previous)
    page = render(drawing, title=title, base=base)
    with open_target(path) as file:
        file.write(page.encode("utf-8"))
    return drawing


def render(drawing: Drawing, *, title: str = TITLE, base: str = DEFAULT_BASE) -> str:
    """Render the page of a drawing as HTML."""
    return str(to_network(drawing, title=title, base=base).generate_html())


def read_map(path: str | Path) -> Map:
    """Read where an earlier page drew its nodes, and in which regions.

    Raises:
        OutputError: there is no such page, or it holds no graph.
    """
    remedy, where = "name a graph.html of a build", input_name(Path(path))
    try:
        text = read_bytes(Path(path)).decode("utf-8", errors="replace")
    except OSError as error:
        raise OutputError(f"cannot read the earlier page: {error.strerror}", where=where, remedy=remedy) from error
    match = _DATA.search(text)
    try:
        rows = orjson.loads(match.group(1))["nodes"] if match else None
        drawn = [row for row in rows or () if row[7] is not None]
        places = {str(row[0]): (float(row[7]), float(row[8])) for row in drawn}
        regions = {str(row[0]): int(row[6]) for row in drawn}
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError):
        rows = None
    sound = rows is not None and all(isfinite(number) for place in places.values() for number in place)
    if not sound or not all(ISLAND <= region < len(regions) for region in regions.values()):
        raise OutputError("this is not a page of the explorer with its graph in it", where=where, remedy=remedy)
    return Map(places, regions)
