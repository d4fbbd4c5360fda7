"""The page without its data: what the one-file view and the served one share.

It imports nothing heavy: a server sends the page, but draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jinja2
from markupsafe import Markup

from kg.explorer.page import assets
from kg.explorer.page.payload import embed

TITLE = "PaperAtlas"
TEMPLATE = "explorer.html.jinja"


def page_environment(title: str, *, connect: bool = False, links: Sequence[tuple[str, str]] = ()) -> jinja2.Environment:
    """Make the template's environment without its data. ``connect``: the page may ask the server that sent it."""
    env = assets.template_environment(assets.FOLDER)
    env.globals |= {
        "title": title, "policy": assets.policy(connect=connect), "style": Markup(assets.style()), "links": links,
        "script": Markup(assets.script()),
    }  # fmt: skip
    return env


def render_served(
    title: str, calls: str, *, links: Sequence[tuple[str, str]] = (), review: Mapping[str, str] | None = None
) -> str:
    """Render the page of a server, as HTML: the same program, whose data comes from ``calls``, an address ending in
    "/".

    Args:
        links: other pages of the server, named and addressed.
        review: the ``address`` that takes lines of the corrections table, and the ``token`` that it asks for.
    """
    env = page_environment(title, connect=True, links=links)
    env.globals["data"] = lambda nodes, edges: embed({"server": calls, **({"review": review} if review else {})})
    return env.get_template(TEMPLATE).render(heading=title, nodes=(), edges=())
