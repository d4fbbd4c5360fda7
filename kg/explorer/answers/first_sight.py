"""What a map is of: how many of what, read where, from when, and how many papers are undated."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg.explorer.answers.corpus import Corpus
from kg.explorer.map.kinds import KINDS

_MOST_PAGES = 30


def first_sight(corpus: Corpus) -> dict[str, Any]:
    """Count what the graph holds.

    Returns:
        ``kinds``: nodes by kind, in the order of the legend. ``links``, ``figures``: how many. ``pages``: how many,
        ``largest_pages``: their names with the papers read from each. ``dates``: the first and the last, or None.
        ``undated``: papers without a date.
    """
    counts = Counter(corpus.kinds)
    dates = sorted(corpus.dated().values())
    pages = sorted(corpus.facts.pages.items(), key=lambda item: (-item[1], item[0]))
    return {
        "kinds": {kind.name: counts[kind.name] for kind in KINDS if counts[kind.name]},
        "links": len(corpus.predicates),
        "figures": len(corpus.results),
        "pages": len(pages),
        "largest_pages": [list(each) for each in pages[:_MOST_PAGES]],
        "dates": [dates[0], dates[-1]] if dates else None,
        "undated": counts["paper"] - len(dates),
    }
