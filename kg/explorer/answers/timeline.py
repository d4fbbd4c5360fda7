"""When papers came out: by year, quarter or month, for each region of the map and each family of artifacts.

1. The unit is the finest that leaves the whole span at a glance, and only a year where many dates say no more.
2. Papers count in the period of their date; those without one, or with one too inexact, are counted apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.explorer.answers.corpus import ARTIFACTS, ROLES, Corpus, NodeTable, names_of_each, newest_first
from kg.explorer.map.communities import ISLAND

_MOST_PERIODS = 36  # columns that still stand side by side on a page
_EXACT_SHARE = 0.9  # of the dated papers that have a month, for the unit to be finer than a year
_MOST_ROWS = 18  # of regions, and of families: as many as the map has regions
_UNITS = {"month": 1, "quarter": 3, "year": 12}  # in months


def timeline(corpus: Corpus) -> dict[str, Any]:
    """Count the dated papers by period.

    Returns:
        ``unit``, ``first`` and ``periods``: the names of the periods, none left out. ``all``: papers in each.
        ``undated``: papers without a date; ``inexact``: with a year only, where the unit is finer.
        ``regions``, ``families``: rows with ``region`` (a number) or ``node``, ``papers`` (all of them, dated or not),
        ``undated`` and ``cells``: ``[period, papers, [the newest of them]]``. ``outside``: papers in no region.
    """
    dates = corpus.dated()
    unit, first, count = _unit_and_span(list(dates.values()))
    step = _UNITS[unit]
    places = {paper: (_month(date) - first) // step for paper, date in dates.items() if step == 12 or len(date) > 4}
    counts = Counter(places.values())
    table = NodeTable(corpus.ids)
    regions = _papers_of_regions(corpus)
    outside = len(regions.pop(ISLAND, ()))
    families = _papers_of_families(corpus)
    return {
        "unit": unit,
        "periods": [_name_of_period(first + number * step, unit) for number in range(count)],
        "all": [counts[number] for number in range(count)],
        "undated": len(corpus.papers()) - len(dates),
        "inexact": len(dates) - len(places),
        "outside": outside,
        "regions": [
            {"region": region, **_row(corpus, regions[region], places, table)}
            for region in sorted(regions, key=lambda each: (-len(regions[each]), each))[:_MOST_ROWS]
        ],
        "families": [
            {"node": table.number(head), **_row(corpus, families[head], places, table)}
            for head in sorted(families, key=lambda each: (-len(families[each]), each))[:_MOST_ROWS]
        ],
        "nodes": table.ids(),
    }


def _unit_and_span(dates: Sequence[str]) -> tuple[str, int, int]:
    """Choose the unit; return it with the first period's first month, counted from the year 0, and how many there are.

    >>> _unit_and_span(["2023-11", "2024-02"]), _unit_and_span(["2013", "2025-01"])
    (('month', 24286, 4), ('year', 24156, 13))
    """
    exact = [date for date in dates if len(date) > 4]
    for unit, step in _UNITS.items():
        chosen = dates if unit == "year" else exact
        if not chosen or len(chosen) < _EXACT_SHARE * len(dates):
            continue
        first, last = (_month(date) // step for date in (min(chosen), max(chosen)))
        if last - first < _MOST_PERIODS or unit == "year":
            return unit, first * step, last - first + 1
    return "year", 0, 0


def _month(date: str) -> int:
    return int(date[:4]) * 12 + (int(date[5:7]) - 1 if len(date) > 4 else 0)


def _name_of_period(month: int, unit: str) -> str:
    year, rest = divmod(month, 12)
    return {"year": f"{year}", "quarter": f"{year} Q{rest // 3 + 1}", "month": f"{year}-{rest + 1:02d}"}[unit]


def _papers_of_regions(corpus: Corpus) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for paper in corpus.papers():
        found[int(corpus.regions[paper])].append(paper)
    return dict(found)


def _papers_of_families(corpus: Corpus) -> dict[int, set[int]]:
    """Return the papers that speak of an artifact or of any of its variants and members, by the head of the family."""
    heads = {}
    found: defaultdict[int, set[int]] = defaultdict(set)
    place_of = {identifier: place for place, identifier in enumerate(corpus.ids)}
    for paper, artifact in corpus.pairs(ROLES, corpus.are(*ARTIFACTS)).tolist():
        if artifact not in heads:
            heads[artifact] = place_of.get(corpus.head_of_family(corpus.ids[artifact]), artifact)
        found[heads[artifact]].add(paper)
    return dict(found)


def _row(
    corpus: Corpus, papers: Sequence[int] | set[int], periods: Mapping[int, int], table: NodeTable
) -> dict[str, Any]:
    cells: defaultdict[int, list[int]] = defaultdict(list)
    for paper in newest_first(corpus, papers):
        if paper in periods:
            cells[periods[paper]].append(paper)
    dated, named = sum(map(len, cells.values())), names_of_each(2 * _MOST_ROWS * len(cells))
    return {
        "papers": len(papers),
        "undated": len(papers) - dated,
        "cells": [[number, len(cells[number]), table.numbers(cells[number][:named])] for number in sorted(cells)],
    }
