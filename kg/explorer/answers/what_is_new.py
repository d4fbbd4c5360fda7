"""What is new: the newest papers with what they introduce, and names of no catalogue that several papers share."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kg.explorer.answers.corpus import ARTIFACTS, ROLES, Corpus, NodeTable, names_of_each, newest_first
from kg.ground.schema import Role

_MOST_PAPERS = 24
_MOST_NAMES = 24


def what_is_new(corpus: Corpus) -> dict[str, Any]:
    """Find what is new.

    Returns:
        ``newest``: ``[paper, date, [what it introduces]]``, of dated papers that introduce something, the newest first.
        ``introducing``: how many dated papers do. ``undated``: papers without a date.
        ``names``: ``[node, papers that name it, [the newest of them]]``, of nodes that no catalogue has.
        ``unknown``: how many such nodes there are.
    """
    table = NodeTable(corpus.ids)
    dates = corpus.dated()
    artifacts = corpus.are(*ARTIFACTS)
    introduced: defaultdict[int, list[int]] = defaultdict(list)
    for paper, node in corpus.pairs((str(Role.INTRODUCES),), artifacts).tolist():
        introduced[paper].append(node)
    dated = [paper for paper in introduced if paper in dates]
    named: defaultdict[int, list[int]] = defaultdict(list)
    for paper, node in corpus.pairs(ROLES, artifacts).tolist():
        if corpus.ids[node] in corpus.facts.unknown:
            named[node].append(paper)
    shared = sorted((node for node in named if len(named[node]) > 1), key=lambda node: (-len(named[node]), node))
    return {
        "newest": [
            [table.number(paper), dates[paper], table.numbers(introduced[paper])]
            for paper in newest_first(corpus, dated)[:_MOST_PAPERS]
        ],
        "introducing": len(dated),
        "undated": len(corpus.papers()) - len(dates),
        "names": [
            [
                table.number(node),
                len(named[node]),
                table.numbers(newest_first(corpus, named[node])[: names_of_each(_MOST_NAMES)]),
            ]
            for node in shared[:_MOST_NAMES]
        ],
        "unknown": len(corpus.facts.unknown),
        "nodes": table.ids(),
    }
