"""The report's tables as figures: inline SVG by Matplotlib, the same bytes for the same table.

Each kind of table has one form: bars for a count by a sequence, lying bars for a ranking, stacked ones for its parts, a
heat map for a matrix. Text stays text in the SVG, so that it can be found and copied, and colours are those of the
page's style sheet, so that a figure is dark where the page is.
"""

from __future__ import annotations

import io
import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kg.explorer.map.kinds import KINDS
from kg.explorer.report.counts import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _MUTED, _AXIS, _CARD = "#16191d", "#505863", "#9aa3ae", "#fffffe"
_ONE, _TWO, _CELL = "#1a6fcb", "#b8c4d6", "#1a6fcc"
# What Matplotlib writes to what the page's style sheet defines for light and dark.
_VARIABLES = {_INK: "ink", _MUTED: "muted", _AXIS: "axis", _CARD: "card", _ONE: "one", _TWO: "two", _CELL: "cell"}
_KINDS = {kind.plural: f"#0000{number:02x}" for number, kind in enumerate(KINDS, 1)}
_VARIABLES |= {_KINDS[kind.plural]: kind.name for kind in KINDS}
_UPRIGHT = {"years", "confidence"}
_MAPS = {"benchmark-years", "together"}
_WHOLE = {"coverage": 100.0}  # the length of the axis where it is known
_STRONGEST = 0.7  # opacity of a heat map's darkest cell: its number stays at least 4.5:1 in light and dark
_STYLE: Any = {
    "svg.hashsalt": "paperatlas", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": _AXIS, "text.parse_math": False,
    "text.color": _INK, "axes.labelcolor": _MUTED, "xtick.color": _AXIS, "ytick.color": _AXIS,
    "xtick.labelcolor": _MUTED, "ytick.labelcolor": _INK,
}  # fmt: skip
_NAME_LENGTH = 34  # characters of a name beside a bar


@lru_cache(maxsize=64)  # a figure takes a tenth of a second; who builds again after a change has most of them
def figure(table: Table) -> str:
    """Draw the figure of a table as an SVG element."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # a matplotlibrc of the working folder is no part of a graph
        mpl.rcParams.update(_STYLE)
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's browser has the letter
        drawing = Figure(figsize=(7.2, _height_of_chart(table)), layout="constrained")
        FigureCanvasSVG(drawing)
        axes = drawing.add_subplot()
        if table.name in _MAPS:
            _draw_heat_map(axes, table)
        elif table.name in _UPRIGHT:
            _draw_upright_bars(axes, table)
        else:
            _draw_lying_bars(axes, table)
        target = io.StringIO()
        drawing.savefig(target, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _inline_svg_element(target.getvalue(), table)


def _height_of_chart(table: Table) -> float:
    """Compute the height in inches: fixed for upright bars, else a line for each row, and room for slanted names."""
    if table.name in _UPRIGHT:
        return 2.6
    legend = 0.25 if len(table.heads) > 2 and table.name not in _MAPS else 0.0
    return 0.5 + 0.24 * len(table.rows) + (1.3 if table.name == "together" else legend)


def _inline_svg_element(text: str, table: Table) -> str:
    """Cut out the SVG element alone, sized by its frame, with a name for screen readers and ids of its own."""
    element = text[text.index("<svg") :].strip()
    element = re.sub(r' (?:width|height)="[\d.]+pt"', "", element, count=2)
    element = re.sub(r"#[0-9a-f]{6}\b", _colour_variable, element)
    element = re.sub(r'(\bid="|url\(#|xlink:href="#)', lambda match: f"{match.group(1)}{table.name}-", element)
    return element.replace("<svg", f'<svg role="img" aria-label="{table.title}"', 1)


def _colour_variable(colour: re.Match[str]) -> str:
    name = _VARIABLES.get(colour.group())
    return f"var(--{name})" if name else colour.group()


def _shortened_name(name: object) -> str:
    text = re.sub(r"[^\x20-\x7e\xa0-\ufffd]", "", str(name))
    return text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1].rstrip() + "…"


def _numbers_of_table(table: Table) -> list[list[float]]:
    return [[float(value) for value in row[1:]] for row in table.rows]


def _colours_of_columns(table: Table) -> list[str]:
    """Choose a colour for each column of numbers: that of a kind where it is one."""
    if len(table.heads) == 2:
        return [_ONE]
    return [_KINDS.get(head, (_ONE, _TWO)[place % 2]) for place, head in enumerate(table.heads[1:])]


def _draw_upright_bars(axes: Axes, table: Table) -> None:
    numbers, places = _numbers_of_table(table), range(len(table.rows))
    base = [0.0] * len(numbers)
    for column, colour in enumerate(_colours_of_columns(table)):
        heights = [row[column] for row in numbers]
        bars = axes.bar(places, heights, bottom=base, color=colour, width=0.8, label=table.heads[column + 1])
        base = [start + height for start, height in zip(base, heights, strict=True)]
    axes.bar_label(bars, [f"{total:,.0f}" for total in base], fontsize=8, color=_MUTED, padding=2)
    axes.set_xticks(places, [_shortened_name(row[0]).replace(" to ", "–") for row in table.rows])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _draw_legend_above(axes, table)


def _draw_lying_bars(axes: Axes, table: Table) -> None:
    numbers, places = _numbers_of_table(table), range(len(table.rows))
    left = [0.0] * len(numbers)
    for column, colour in enumerate(_colours_of_columns(table)):
        widths = [row[column] for row in numbers]
        axes.barh(places, widths, left=left, color=colour, height=0.72, label=table.heads[column + 1])
        left = [start + width for start, width in zip(left, widths, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.annotate(f"{total:,g}", (total, place), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(places, [_shortened_name(row[0]) for row in table.rows])
    axes.set_xlim(0, 1.08 * _WHOLE.get(table.name, max([1.0, *left])))
    axes.set_ylim(len(numbers) - 0.4, -0.6)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    _draw_legend_above(axes, table)


def _draw_legend_above(axes: Axes, table: Table) -> None:
    """Draw the legend above the bars, where it covers none."""
    if len(table.heads) > 2:
        axes.legend(frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=4, borderpad=0)


def _draw_heat_map(axes: Axes, table: Table) -> None:
    from matplotlib.colors import to_rgba

    numbers: Any = _numbers_of_table(table)
    square = table.name == "together"
    shown = [[0.0 if square and i == j else value for j, value in enumerate(row)] for i, row in enumerate(numbers)]
    most = max([1.0, *(value for row in shown for value in row)])
    for i, row in enumerate(shown):
        for j, value in enumerate(row):
            opacity = _STRONGEST * (0.25 + 0.75 * value / most) if value else 0.05
            # Cells are drawn one by one: a mesh could not have an opacity for each, an image would become pixels.
            axes.fill([j, j + 1, j + 1, j], [i, i, i + 1, i + 1], facecolor=to_rgba(_CELL, opacity), edgecolor=_CARD)
            if value:
                axes.text(j + 0.5, i + 0.5, f"{value:,g}", ha="center", va="center", fontsize=8)
            elif square and i == j:
                axes.text(j + 0.5, i + 0.5, "–", ha="center", va="center", fontsize=8, color=_MUTED)
    axes.set_xlim(0, len(shown[0]))
    axes.set_ylim(0, len(shown))
    axes.set_yticks([i + 0.5 for i in range(len(numbers))], [_shortened_name(row[0]) for row in table.rows])
    axes.set_xticks([j + 0.5 for j in range(len(table.heads) - 1)], [_shortened_name(head) for head in table.heads[1:]])
    axes.invert_yaxis()
    if square:
        axes.tick_params(axis="x", labelrotation=50)
        for label in axes.get_xticklabels():
            label.set_horizontalalignment("right")
            label.set_rotation_mode("anchor")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
