"""What rises: which names stand in a larger share of the later dated papers than of the earlier ones.

1. The dated papers are split at the date that comes nearest to halves; papers of one date stay together.
2. Of each artifact and topic the papers of either half are counted; one that few papers name says nothing.
3. Names rise the more, the less likely chance alone puts so many of their papers into the later half (the upper tail of
   the hypergeometric distribution, which is Fisher's exact test, one-sided).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.explorer.answers.corpus import ARTIFACTS, ROLES, Corpus, NodeTable, names_of_each, newest_first
from kg.explorer.answers.rise_chance import chance_of_rise
from kg.explorer.map.kinds import GENERAL
from kg.ground.schema import Relation

FEWEST_PAPERS = 3  # dated papers that name it: two in the later half may be chance whatever the halves are
FEWEST_DATED = 8  # dated papers in all, below which halves say nothing
_MOST_RISING = 12  # of a kind
_TOPICAL = (str(Relation.PRIMARY_TOPIC), str(Relation.HAS_TOPIC))


def rising_names(corpus: Corpus) -> dict[str, Any]:
    """Find what rises.

    Returns:
        ``halves``: of the earlier and of the later half the first and the last date, and the papers; empty where too
        few papers are dated. ``undated``: papers without a date, which are left out. ``fewest``: papers a name needs.
        ``rows``: ``[node, later papers, earlier papers, chance, [the newest later papers]]``, the least likely chance
        first; ``chance`` is that of so large a rise without any cause.
    """
    dates = corpus.dated()
    table = NodeTable(corpus.ids)
    undated = len(corpus.papers()) - len(dates)
    earlier, later = _halves(dates)
    rows: list[list[Any]] = []
    if earlier:
        counted = _dated_papers_of_names(corpus, dates)
        for places in _rising_of_each_kind(corpus, counted, later, len(dates)):
            for place, chance in places:
                new = [paper for paper in counted[place] if paper in later]
                named = table.numbers(newest_first(corpus, new)[: names_of_each(_MOST_RISING * (1 + len(ARTIFACTS)))])
                rows.append([table.number(place), len(new), len(counted[place]) - len(new), chance, named])
    return {
        "halves": [[min(half.values()), max(half.values()), len(half)] for half in (earlier, later) if earlier],
        "undated": undated,
        "fewest": FEWEST_PAPERS,
        "rows": rows,
        "nodes": table.ids(),
    }


def _halves(dates: Mapping[int, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Split papers at the date that comes nearest to halves; both empty where there is no such date, or too few papers.

    >>> _halves({number: date for number, date in enumerate(["2020"] * 3 + ["2021"] * 2 + ["2022"] * 4)})[0]
    {0: '2020', 1: '2020', 2: '2020', 3: '2021', 4: '2021'}
    """
    inexact = any(len(date) == 4 for date in dates.values())
    used = {paper: date[:4] if inexact else date for paper, date in dates.items()}
    sizes = {
        start: sum(date < start for date in used.values()) for start in sorted(set(used.values()))[1:]
    }  # fmt: skip
    if not sizes or len(dates) < FEWEST_DATED:
        return {}, {}
    start = min(sizes, key=lambda each: (abs(2 * sizes[each] - len(dates)), each))
    return (
        {paper: date for paper, date in dates.items() if used[paper] < start},
        {paper: date for paper, date in dates.items() if used[paper] >= start},
    )


def _dated_papers_of_names(corpus: Corpus, dates: Mapping[int, str]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    artifacts, topics = corpus.are(*ARTIFACTS), corpus.are("topic")
    for roles, which in ((ROLES, artifacts), (_TOPICAL, topics)):
        for paper, node in corpus.pairs(roles, which).tolist():
            if paper in dates and corpus.ids[node] not in GENERAL:
                found[node].append(paper)
    return {node: papers for node, papers in found.items() if len(papers) >= FEWEST_PAPERS}


def _rising_of_each_kind(
    corpus: Corpus, counted: Mapping[int, Sequence[int]], later: Mapping[int, str], dated: int
) -> list[list[tuple[int, float]]]:
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, papers in counted.items():
        new = sum(paper in later for paper in papers)
        if new * dated > len(papers) * len(later):  # a larger share of the later papers than of all
            found[corpus.kinds[place]].append((place, round(chance_of_rise(new, len(papers), len(later), dated), 4)))
    order = ("topic", *ARTIFACTS)
    return [sorted(found[kind], key=lambda each: (each[1], each[0]))[:_MOST_RISING] for kind in order]
