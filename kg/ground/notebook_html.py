"""Panels: how a thing shows itself in a notebook (``_repr_html_``): small, escaped, without scripts or requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_MOST_ROWS = 12
_MOST_LETTERS = 400  # of one cell
_TITLE = "font-weight:600;font-size:115%;margin:2px 0 6px"
_FAINT = "opacity:.65;font-size:90%"


def panel(kicker: str, title: str, *parts: str) -> str:
    """Write a box: a small line above, a title, and parts that are HTML already.

    >>> panel("model", "<b>").endswith("&lt;b&gt;</div></div>")
    True
    """
    head = f'<div style="{_FAINT}">{_escaped_text(kicker)}</div><div style="{_TITLE}">{_escaped_text(title)}</div>'
    return f"<div>{head}{''.join(parts)}</div>"


def table(rows: Iterable[Sequence[object]], heads: Sequence[str] = (), *, most: int = _MOST_ROWS) -> str:
    """Write rows as a table; beyond ``most`` they are only counted.

    >>> table([(1,)])
    '<table><tbody><tr><td style="text-align:right">1</td></tr></tbody></table>'
    """
    every = list(rows)
    head = "".join(f'<th style="text-align:left">{_escaped_text(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(map(_html_table_cell, row))}</tr>" for row in every[:most])
    more = f'<div style="{_FAINT}">and {len(every) - most:,} more</div>' if len(every) > most else ""
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>{more}"


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Write a text with the places marked; places that overlap an earlier one are left out.

    >>> marked("Ask GPT-4 <now>.", [(4, 9)])
    'Ask <mark>GPT-4</mark> &lt;now&gt;.'
    """
    parts, at = [], 0
    for start, end in sorted(spans):
        if at <= start < end <= len(text):
            parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return "".join([*parts, escape(text[at:])])


def paragraph(html: str) -> str:
    """Write HTML as a paragraph of readable width."""
    return f'<p style="max-width:60em;margin:4px 0">{html}</p>'


def _html_table_cell(value: object) -> str:
    if isinstance(value, (int, float)):
        return f'<td style="text-align:right">{value:,}</td>'
    return f'<td style="text-align:left">{_escaped_text(value)}</td>'


def _escaped_text(value: object) -> str:
    text = "" if value is None else str(value)
    return escape(text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…")
