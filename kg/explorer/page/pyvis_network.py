"""The graph as a pyvis ``Network`` that renders the project's own page.

pyvis holds the nodes and edges and renders the template; positions, safety and looks are the project's. Whoever knows
pyvis may change ``network.nodes`` and ``network.edges`` before ``network.write_html``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import jinja2

from kg.explorer.answers.whole_graph import corpus_of_page, packed_answers
from kg.explorer.map.drawn_graph import Drawing, Graph, draw
from kg.explorer.map.survey import Map
from kg.explorer.page.page_template import TEMPLATE, TITLE, page_environment
from kg.explorer.page.payload import embed, payload
from kg.ground.identifiers import DEFAULT_BASE

if TYPE_CHECKING:
    from kg.explorer.page.notebook_view import PageNetwork


def view(
    graph: Graph, *, title: str = TITLE, seed: int = 1, previous: Map | None = None, base: str = DEFAULT_BASE,
    heading: str = "", height: int | str = "", width: int | str = "", **options: Any,
) -> PageNetwork:  # fmt: skip
    """Draw the graph as a pyvis ``Network``; ``network.write_html("graph.html")`` writes the offline explorer.

    Args:
        graph: as ``kg.graph.networks.to_networkx`` makes it; attributes may be missing.
        title: names the page. seed: the layout's. base: what the IRIs of local ids begin with.
        previous: the map of an earlier page (``kg.explorer.page.offline_page.read_map``), to keep.
        heading, height, width, options: what pyvis's ``Network`` takes, see ``kg.view``.

    Raises:
        TypeError, InputError: the page cannot follow an option.
    """
    from kg.explorer.page.notebook_view import HEIGHT, WIDTH, check_options

    check_options(options)
    network = to_network(draw(graph, seed=seed, previous=previous), title=title, base=base)
    network.heading, network.height, network.width = heading or title, height or HEIGHT, width or WIDTH
    return network


def to_network(drawing: Drawing, *, title: str = TITLE, base: str = DEFAULT_BASE) -> PageNetwork:
    """Turn a drawing into a pyvis ``Network``."""
    from kg.explorer.page.notebook_view import PageNetwork  # imports pyvis and IPython: 0.8 s

    network = PageNetwork(directed=True, cdn_resources="in_line", heading=title, height="100%")
    # add_node and add_edge look through all the others each time: 45 s for 30,000 edges.
    network.nodes, network.edges = drawing.nodes, drawing.edges
    network.node_ids = [node["id"] for node in drawing.nodes]
    network.node_map = {node["id"]: node for node in drawing.nodes}
    network.templateEnv = environment(drawing, title=title, base=base)
    network.path = TEMPLATE
    network.template = network.templateEnv.get_template(TEMPLATE)
    return network


def environment(drawing: Drawing, *, title: str, base: str) -> jinja2.Environment:
    """Make the template's environment: everything is escaped but the scripts and the style, which are the project's
    own.
    """
    env = page_environment(title)

    def data(nodes: list[Mapping[str, object]], edges: list[Mapping[str, object]]) -> str:
        rows = payload(nodes, edges, results=drawing.results, regions=drawing.regions, title=title, base=base)
        corpus = corpus_of_page(nodes, edges, drawing.results, drawing.regions)
        return embed(
            {**rows, "answers": packed_answers(corpus, {str(node["id"]): row for row, node in enumerate(nodes)})}
        )

    env.globals["data"] = data
    return env
