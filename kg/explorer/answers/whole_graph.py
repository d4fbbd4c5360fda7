"""All answers of a whole graph, by name, as plain JSON that a page holds or a server keeps.

An answer names nodes by their number among its ``nodes`` (ids), and figures by their number among its ``results``
(places among all results of the graph, sorted by id).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kg.explorer.answers.co_use import compared_together, used_together
from kg.explorer.answers.corpus import Corpus, NodeFacts
from kg.explorer.answers.first_sight import first_sight
from kg.explorer.answers.leaderboards import leaderboards, list_of_boards
from kg.explorer.answers.timeline import timeline
from kg.explorer.answers.trends import rising_names
from kg.explorer.answers.what_is_new import what_is_new
from kg.explorer.map.kinds import UNDRAWN

Answer = dict[str, Any]
BOARD = "board/"  # before the id of a benchmark: the name of its leaderboard
_ANSWERS: dict[str, Callable[[Corpus], Answer]] = {
    "sight": first_sight,
    "timeline": timeline,
    "together": used_together,
    "compared": compared_together,
    "rising": rising_names,
    "new": what_is_new,
}


def answers_of_corpus(corpus: Corpus) -> dict[str, Answer]:
    """Compute all answers; the same graph gives the same."""
    boards = leaderboards(corpus)
    found = {
        **{name: make(corpus) for name, make in _ANSWERS.items()},
        "boards": list_of_boards(corpus, boards),
    }
    found["sight"] |= _headlines(found)
    return found | {BOARD + on: board for on, board in boards.items()}


def _headlines(found: Mapping[str, Answer]) -> Answer:
    """Take the first line of each answer, which a first screen shows beside its question; nodes stand first in it."""
    ids: dict[str, int] = {}

    def line(name: str, row: Sequence[Any] | None, nodes: int) -> list[Any] | None:
        if row is None:
            return None
        named = [found[name]["nodes"][number] for number in row[:nodes]]
        return [*(ids.setdefault(each, len(ids)) for each in named), *row[nodes:]]

    def first(name: str, rows: str, nodes: int, length: int) -> list[Any] | None:
        return line(name, found[name][rows][0][:length] if found[name][rows] else None, nodes)

    def pair(name: str) -> list[Any] | None:
        best = max(found[name]["pairs"], key=lambda each: each[2], default=None)
        names = found[name]["names"]
        return line(name, best and [names[best[0]], names[best[1]], best[2]], 2)

    boards = found["boards"]["rows"]
    lines = {
        "rising": line("rising", min(found["rising"]["rows"], key=lambda row: row[3], default=[])[:3] or None, 1),
        "halves": [each[2] for each in found["rising"]["halves"]],
        "together": pair("together"),
        "compared": pair("compared"),
        "new": first("new", "newest", 1, 2),
        "boards": [sum(row[1] for row in boards), sum(row[1] > 0 for row in boards), sum(row[3] for row in boards)],
    }
    return {"headlines": lines, "nodes": list(ids)}


def corpus_of_page(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    regions: Sequence[str],
) -> Corpus:
    """Read the corpus from what pyvis holds, so that what a user changed there is what is counted."""
    kept = sorted((node for node in nodes if node.get("kind") not in UNDRAWN), key=lambda node: str(node["id"]))
    facts = NodeFacts()
    for node in kept:
        given = node.get("facts")
        facts.add(str(node["id"]), str(node.get("kind")), node.get("year"), given if isinstance(given, Mapping) else {})
    places = {str(node["id"]): place for place, node in enumerate(kept)}
    links = [edge for edge in edges if str(edge["from"]) in places and str(edge["to"]) in places]
    ends = [(places[str(edge["from"])], places[str(edge["to"])]) for edge in links]
    return Corpus(
        tuple(places),
        [str(node.get("kind")) for node in kept],
        np.array(ends, np.int64).reshape(-1, 2),
        [str(edge.get("predicate", "mentions")) for edge in links],
        np.array([edge.get("asserted", True) is not False for edge in links], bool),
        facts,
        np.array([int(node.get("region", -1)) for node in kept], np.int64),
        regions,
        results,
    )


def packed_answers(corpus: Corpus, rows: Mapping[str, int]) -> dict[str, Answer]:
    """Compute all answers for a page that holds its nodes in rows: ``nodes`` are row numbers, which take less room."""
    return {
        name: {**answer, "nodes": [rows[node] for node in answer["nodes"]]} if "nodes" in answer else answer
        for name, answer in answers_of_corpus(corpus).items()
    }
