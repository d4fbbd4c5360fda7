"""``report.html``: what a build read, in figures and tables; offline, without scripts."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.map.kinds import KINDS
from kg.explorer.page import assets
from kg.explorer.report.charts import figure
from kg.explorer.report.counts import tables
from kg.ground.files.targets import open_target

TITLE = "PaperAtlas: what was read"


def write_report(graph: Graph, path: str | Path, *, title: str = TITLE) -> None:
    """Write the report of a graph; the same graph gives the same bytes.

    Raises:
        OutputError: the file cannot be written.
    """
    env = assets.template_environment(assets.FOLDER)
    shown = [(table, Markup(figure(table))) for table in tables(graph)]
    page = env.get_template("report.html.jinja").render(title=title, shown=shown, kinds=KINDS)
    with open_target(path) as file:
        file.write(page.encode("utf-8", "replace"))
