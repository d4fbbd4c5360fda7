"""The report's tables as figures: inline SVG by Matplotlib, the same bytes for the same table.

Each kind of table has one form: bars for a count by a sequence, lying bars for a ranking, stacked ones for its parts, a
heat map for a matrix. Text stays text in the SVG, so that it can be found and copied.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from kg.explorer.kinds import KINDS
from kg.explorer.tallies import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KINDS = {kind.plural: kind.light for kind in KINDS}
_ONE = "#1a6fcb"
_PAIR = ("#1a6fcb", "#b8c4d6")
_UPRIGHT = {"years", "confidence"}
_MAPS = {"benchmark-years", "together"}
_STYLE: Any = {
    "svg.hashsalt": "paperatlas", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#9aa3ae", "text.parse_math": False,
    "axes.labelcolor": "#505863", "xtick.color": "#505863", "ytick.color": "#16191d",
}  # fmt: skip
_NAME_LENGTH = 34  # characters of a name beside a bar


def figure(table: Table) -> str:
    """The figure of a table as an SVG element."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's browser has the letter
        drawing = Figure(figsize=(7.2, _height(table)), layout="constrained")
        FigureCanvasSVG(drawing)
        axes = drawing.add_subplot()
        if table.name in _MAPS:
            _heat_map(axes, table)
        elif table.name in _UPRIGHT:
            _bars(axes, table)
        else:
            _lying_bars(axes, table)
        target = io.StringIO()
        drawing.savefig(target, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _inline(target.getvalue(), table)


def _height(table: Table) -> float:
    """Inches: a fixed height for upright bars, else a line for each row, and room for slanted names."""
    if table.name in _UPRIGHT:
        return 2.6
    return 0.7 + 0.24 * len(table.rows) + (1.1 if table.name == "together" else 0.0)


def _inline(text: str, table: Table) -> str:
    """The SVG element alone, sized by its frame, with a name for screen readers and ids of its own."""
    element = text[text.index("<svg") :].strip()
    element = re.sub(r' (?:width|height)="[\d.]+pt"', "", element, count=2)
    element = re.sub(r'(\bid="|url\(#|xlink:href="#)', lambda match: f"{match.group(1)}{table.name}-", element)
    return element.replace("<svg", f'<svg role="img" aria-label="{table.title}"', 1)


def _short(name: object) -> str:
    text = re.sub(r"[^\x20-\x7e\xa0-\ufffd]", "", str(name))
    return text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1].rstrip() + "…"


def _numbers(table: Table) -> list[list[float]]:
    return [[float(value) for value in row[1:]] for row in table.rows]


def _bars(axes: Axes, table: Table) -> None:
    heights = [row[0] for row in _numbers(table)]
    bars = axes.bar(range(len(heights)), heights, color=_ONE, width=0.8)
    axes.set_xticks(range(len(heights)), [_short(row[0]).split(" to ")[0] for row in table.rows])
    axes.bar_label(bars, fmt="%d", fontsize=8, color="#505863", padding=2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(table.heads[0].lower() + (", from" if table.name == "confidence" else ""))


def _lying_bars(axes: Axes, table: Table) -> None:
    numbers, places = _numbers(table), range(len(table.rows))
    left = [0.0] * len(numbers)
    several = len(table.heads) > 2
    for column, head in enumerate(table.heads[1:]):
        widths = [row[column] for row in numbers]
        colour = _KINDS.get(head, _PAIR[column % 2]) if several else _ONE
        axes.barh(places, widths, left=left, color=colour, height=0.72, label=head)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.annotate(f"{total:g}", (total, place), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(places, [_short(row[0]) for row in table.rows])
    axes.set_xlim(0, 1.08 * max([1.0, *left]))
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    if several:
        axes.legend(frameon=False, fontsize=8, loc="lower right")


def _heat_map(axes: Axes, table: Table) -> None:
    numbers: Any = _numbers(table)
    square = table.name == "together"
    shown = [[0.0 if square and i == j else value for j, value in enumerate(row)] for i, row in enumerate(numbers)]
    most = max([1.0, *(value for row in shown for value in row)])
    # A mesh stays vectors in SVG, where an image would become pixels.
    axes.pcolormesh(shown, cmap="Blues", vmin=0, vmax=most * 1.2, edgecolors="#ffffff", linewidth=1.5)
    for i, row in enumerate(numbers):
        for j, value in enumerate(row):
            if value and not (square and i == j):
                colour = "#ffffff" if shown[i][j] > 0.62 * most else "#16191d"
                axes.text(j + 0.5, i + 0.5, f"{value:g}", ha="center", va="center", fontsize=8, color=colour)
    axes.set_yticks([i + 0.5 for i in range(len(numbers))], [_short(row[0]) for row in table.rows])
    axes.set_xticks([j + 0.5 for j in range(len(table.heads) - 1)], [_short(head) for head in table.heads[1:]])
    axes.invert_yaxis()
    if square:
        axes.tick_params(axis="x", labelrotation=50)
        for label in axes.get_xticklabels():
            label.set_horizontalalignment("right")
            label.set_rotation_mode("anchor")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
