"""pyvis's ``Network`` with the project's page, which shows itself in a notebook.

What pyvis offers and this page has otherwise, or not at all, is refused with the reason rather than taken and ignored:
nothing moves by itself, and marks and colours belong to the kinds of node. See docs/view.md.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterable, Mapping
from html import escape
from math import cos, pi, sin, sqrt
from pathlib import Path
from typing import Any

from pyvis.network import IFrame, Network

from kg.explorer.map.kinds import KIND_BY_NAME, kind_of
from kg.ground.errors import InputError, offer_of_names, shown_names
from kg.ground.files.targets import open_target
from kg.ground.identifiers import link_id

HEIGHT, WIDTH = "600px", "100%"  # of the frame in a notebook, as pyvis has them
#: What the frame may do: run the page's program, save what Export makes, open the pages that are linked. It has an
#: origin of its own, so it reads nothing of the notebook.
SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
_LISTING = "help(PageNetwork)"
_NODE_OPTIONS = {"label", "kind", "size", "x", "y", "hidden", "year", "title", "facts"}
_EDGE_OPTIONS = {"predicate", "confidence", "type", "evidence", "hidden"}
_PREFIXED = ("paper/", "topic/", "org/")
_DISTANCE = 40.0  # of an added node from those that it is linked to; a node's mark is 5 to 30 wide
#: Options of pyvis's Network: the values that say what the page does anyway, and what to do instead of others.
_OPTIONS: dict[str, tuple[tuple[object, ...], str]] = {
    "notebook": ((True, False), ""),
    "select_menu": ((True, False), ""),
    "filter_menu": ((True, False), ""),
    "neighborhood_highlight": ((True, False), ""),
    "directed": ((True,), "links have a direction; leave it out"),
    "cdn_resources": (("in_line",), "the page holds all that it needs and asks no network; leave it out"),
    "bgcolor": ((None,), "the page is light or dark as the reader's system is; leave it out"),
    "font_color": ((None, False), "the page is light or dark as the reader's system is; leave it out"),
    "layout": ((None, False), "nodes lie where the map of the graph has them; set x and y of network.nodes"),
}
_NOT_HERE = {
    "from_nx": "give kg.view the graph",
    "from_DOT": "read the file with NetworkX and give kg.view the graph",
    "set_template": "the page has one template; write_html with pyvis's own Network for another",
    "set_template_dir": "the page has one template; write_html with pyvis's own Network for another",
    "show_buttons": "the page's own filters are on its left",
    "set_edge_smooth": "leave it out: links are straight",
    "inherit_edge_colors": "leave it out: the page colours links by what is selected",
    **dict.fromkeys(
        ("barnes_hut", "repulsion", "hrepulsion", "force_atlas_2based", "toggle_physics", "toggle_stabilization"),
        "leave it out: nothing moves by itself, and x and y of network.nodes may be set",
    ),
    **dict.fromkeys(
        ("toggle_hide_edges_on_drag", "toggle_hide_nodes_on_drag", "toggle_drag_nodes", "set_options"),
        "leave it out: the page draws by itself, and options of vis-network say nothing to it",
    ),
}


def check_options(options: Mapping[str, object]) -> None:
    """Refuse what pyvis's ``Network`` takes and the page cannot do.

    Raises:
        TypeError: an option that pyvis does not have either. InputError: a value that the page cannot follow.
    """
    for name, value in options.items():
        if name not in _OPTIONS:
            known = ("title", "heading", "height", "width", *_OPTIONS)
            raise TypeError(f"kg.view has no option {name!r}; {offer_of_names(name, known, listing='help(kg.view)')}")
        fitting, remedy = _OPTIONS[name]
        if value not in fitting:
            raise InputError(f"the page cannot be drawn with {name}={value!r}", where="kg.view", remedy=remedy)


class PageNetwork(Network):  # type: ignore[misc]  # pyvis has no types
    """The nodes and edges of a page: they show themselves in a notebook, and may be changed until they are written."""

    def _repr_html_(self) -> str:
        """Show the page in a frame of its own, which reads nothing of the notebook."""
        size = f'width="{escape(str(self.width))}" height="{escape(str(self.height))}"'
        style = f"width:{_css_length(self.width)};height:{_css_length(self.height)};border:0"
        page = escape(self.generate_html())
        name = escape(str(self.heading))
        return f'<iframe title="{name}" {size} style="{escape(style)}" sandbox="{SANDBOX}" srcdoc="{page}"></iframe>'

    def add_node(self, n_id: str, label: str | None = None, **options: Any) -> None:
        """Add a node; it is drawn beside those that it is linked to, unless ``x`` and ``y`` say where.

        Args:
            n_id: its id; one that is there already stays as it is, as in pyvis. label: its name, else the id.
            options: ``kind`` (paper, model, dataset, benchmark, method, topic or organisation; needed unless the id
                begins with ``paper/``, ``topic/`` or ``org/``), ``size``, ``x``, ``y``, ``hidden``, ``year``, ``title``
                (plain text, shown in the details panel) and ``facts`` (a dictionary of attributes as the graph's nodes
                have them: ``abstract``, ``authors``, ``date``, ``aliases``, ``arxiv``, …).

        Raises:
            InputError: the id is no text, the kind is missing or unknown, or an option is none of these.
        """
        if not isinstance(n_id, str) or not n_id:
            raise InputError(f"the node {n_id!r} has no text as its id", remedy="give the id as text")
        where = f"node {n_id!r}"
        if {"shape", "color", "group"} & set(options):
            raise InputError("shape, color and group follow from the kind", where=where, remedy='give kind="model"')
        _check_names(options, _NODE_OPTIONS, where)
        kind = options.pop("kind", None) or (kind_of(n_id, {}) if n_id.startswith(_PREFIXED) else None)
        if kind not in KIND_BY_NAME:
            problem = "it has no kind" if kind is None else f"there is no kind {kind!r}"
            raise InputError(
                problem,
                where=where,
                remedy=f"say kind=; {offer_of_names(str(kind or ''), KIND_BY_NAME, listing=_LISTING)}",
            )
        if n_id in self.node_map:
            return
        title, facts = options.pop("title", None), dict(options.pop("facts", {}))
        self.nodes.append({
            "id": n_id, "label": label or n_id, "kind": kind, "size": 8.0, "degree": 0, "year": None, "region": -1,
            "hidden": False, "facts": facts | ({"definition": title} if title else {}),
        } | options)  # fmt: skip
        self.node_ids.append(n_id)
        self.node_map[n_id] = self.nodes[-1]

    def add_edge(self, source: str, to: str, **options: Any) -> None:
        """Add a link between two nodes.

        Args:
            options: ``predicate`` (``mentions`` by default; one of the graph's, or a name of your own), ``confidence``
                (0 to 1), ``type``, ``evidence``, ``hidden``.

        Raises:
            InputError: there is no such node, or an option is none of these.
        """
        where = f"edge {source!r} to {to!r}"
        for end in (source, to):
            if end not in self.node_map:
                raise InputError(f"there is no node {end!r}", where=where, remedy="add it first, with add_node")
        _check_names(options, _EDGE_OPTIONS, where)
        predicate = str(options.pop("predicate", "mentions"))
        key = link_id(str(source), f"{predicate} {len(self.edges)}", str(to))
        self.edges.append({"id": key, "from": source, "to": to, "predicate": predicate, "hidden": False} | options)
        for end in {source, to}:
            self.node_map[end]["degree"] = self.node_map[end].get("degree", 0) + 1

    def add_edges(self, edges: Iterable[tuple[str, str]]) -> None:
        """Add links between nodes, each a pair of ids; a width, as pyvis takes it, is refused."""
        for edge in edges:
            if len(edge) != 2:
                raise InputError(f"the edge {edge!r} is no pair", remedy="links have no width; give pairs of ids")
            self.add_edge(*edge)

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """Write the page as a text; the arguments are those of pyvis and change nothing.

        Raises:
            InputError: a node has no id or no known kind.
        """
        for node in self.nodes:
            if node.get("id") is None or node.get("kind") not in KIND_BY_NAME:
                kinds = ", ".join(KIND_BY_NAME)
                raise InputError(
                    "a node has no id or kind", where=f"node {node!r}", remedy=f"its kind is one of {kinds}"
                )
        _place_added(self.nodes, self.edges)
        return str(super().generate_html(notebook=notebook))

    def write_html(
        self, name: str | Path, local: bool = True, notebook: bool = False, open_browser: bool = False
    ) -> None:
        """Write the page to a file, which works offline; ``local`` and ``notebook`` change nothing.

        Raises:
            OutputError: the file cannot be written. InputError: as ``generate_html``.
        """
        page = self.generate_html()
        with open_target(name) as file:
            file.write(page.encode("utf-8"))
        if open_browser:
            webbrowser.open(Path(name).resolve().as_uri())

    def save_graph(self, name: str | Path) -> None:
        """Write the page to a file, as ``write_html``."""
        self.write_html(name)

    def show(self, name: str | Path, local: bool = True, notebook: bool = True) -> IFrame | None:
        """Write the page to a file and show it in the notebook, or with ``notebook=False`` in the browser."""
        self.write_html(name, open_browser=not notebook)
        return IFrame(str(name), width=self.width, height=self.height) if notebook else None


def _refusal(name: str, remedy: str) -> Callable[..., None]:
    def refuse(self: PageNetwork, *args: object, **options: object) -> None:
        raise InputError(f"the page cannot do what {name} is for", where="kg.view", remedy=remedy)

    refuse.__name__ = name
    refuse.__doc__ = f"Refuse, since the page cannot do it: {remedy}."
    return refuse


for _name, _remedy in _NOT_HERE.items():
    setattr(PageNetwork, _name, _refusal(_name, _remedy))


def _check_names(options: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(options) - known):
        remedy = f"leave it out, or {offer_of_names(unknown[0], sorted(known), listing=_LISTING)}"
        raise InputError(f"the page has no {shown_names(unknown)}", where=where, remedy=remedy)


def _css_length(value: float | str) -> str:
    return f"{value}px" if isinstance(value, (int, float)) or value.isdecimal() else value


def _place_added(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> None:
    """Give nodes without a place one: around the middle of those that they are linked to, else of all."""
    lost = [node for node in nodes if not node.get("hidden") and (node.get("x") is None or node.get("y") is None)]
    if not lost:
        return
    places = {node["id"]: (node["x"], node["y"]) for node in nodes
              if not node.get("hidden") and node.get("x") is not None and node.get("y") is not None}  # fmt: skip
    beside: dict[str, list[tuple[float, float]]] = {}
    for edge in edges:
        for end, other in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
            if other in places:
                beside.setdefault(end, []).append(places[other])
    for number, node in enumerate(lost, 1):
        near = beside.get(node["id"]) or list(places.values()) or [(0.0, 0.0)]
        angle, distance = number * pi * (3 - sqrt(5)), _DISTANCE * sqrt(number)  # a sunflower: none on another
        node["x"] = sum(x for x, _ in near) / len(near) + distance * cos(angle)
        node["y"] = sum(y for _, y in near) / len(near) + distance * sin(angle)
