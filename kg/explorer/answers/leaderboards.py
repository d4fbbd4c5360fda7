"""The leaderboard of each benchmark: what may be ranked, by metric and unit, and what may not, with the reason.

The rules are those of the saved queries ``leaderboard`` and ``incomparable-results``; a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.explorer.answers.corpus import Corpus, NodeTable
from kg.ground.schema import ASSERT_ABOVE, ResultKind

_MOST_ROWS = 200  # of one leaderboard, ranked or not
_MOST_BOARDS = 200

Figure = Mapping[str, Any]


def reason_left_out(result: Figure) -> str:
    """Say why a figure cannot be ranked with others; empty where it can.

    >>> reason_left_out({"model": "artifact/owl", "metric": "accuracy", "comparable": True, "confidence": 0.4})
    'too unsure'
    >>> reason_left_out({"kind_of_result": "gain_relative"})
    'no plain score: gain relative'
    """
    kind = str(result.get("kind_of_result") or ResultKind.SCORE)
    if result.get("comparable") and _is_sure(result):
        return ""
    if kind != ResultKind.SCORE:
        return f"no plain score: {kind.replace('_', ' ')}"
    for missing, reason in (("model", "of no named model"), ("metric", "of no named metric")):
        if not result.get(missing):
            return reason
    if result.get("condition"):
        return "under a condition"
    return "no exact value" if result.get("bound") or result.get("low") else "too unsure"


def _is_sure(result: Figure) -> bool:
    confidence = result.get("confidence")
    return confidence is None or confidence >= ASSERT_ABOVE


def leaderboards(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Make the leaderboards, by the id of the benchmark or dataset; those with most that may be ranked.

    Returns:
        of each ``node``, ``groups`` and ``left_out``. A group has ``metric``, ``unit``, ``lower`` (whether less is
        better), ``papers`` (one is no ranking) and ``rows``: numbers of results, the best first. ``left_out``:
        ``[number of a result, reason]``. ``results``: the places of the results among all, by their number.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, result in enumerate(corpus.results):
        if result.get("on") and result.get("paper") and result.get("value") is not None:
            found[str(result["on"])].append(number)
    places = {identifier: place for place, identifier in enumerate(corpus.ids)}
    made = {on: _board(corpus.results, found[on]) for on in sorted(found) if on in places}
    for on, board in made.items():
        table = NodeTable(corpus.ids)
        board["node"] = table.number(places[on])
        board["nodes"] = table.ids()
    chosen = sorted(made, key=lambda on: (-_ranked(made[on]), -len(made[on]["results"]), on))[:_MOST_BOARDS]
    return {on: made[on] for on in chosen}


def list_of_boards(corpus: Corpus, boards: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """List the leaderboards.

    Returns:
        ``rows`` of ``[node, figures that may be ranked, papers of the largest ranking, figures that may not]``.
    """
    places = {identifier: place for place, identifier in enumerate(corpus.ids)}
    table = NodeTable(corpus.ids)
    rows = [
        [table.number(places[on]), _ranked(board), max((each["papers"] for each in board["groups"]), default=0),
         len(board["left_out"])]
        for on, board in boards.items()
    ]  # fmt: skip
    return {"rows": rows, "nodes": table.ids()}


def _ranked(board: Mapping[str, Any]) -> int:
    return sum(len(group["rows"]) for group in board["groups"])


def _board(results: Sequence[Figure], numbers: Sequence[int]) -> dict[str, Any]:
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    left_out: list[tuple[str, str, int]] = []
    seen = set()
    for number in numbers:
        result = results[number]
        reason = reason_left_out(result)
        key = (str(result.get("metric") or ""), str(result.get("unit") or ""))
        if reason:
            left_out.append((reason, key[0], number))
            continue
        once = (*key, str(result["value"]), *(str(result.get(name)) for name in ("model", "model_role", "paper")))
        if once not in seen:  # each score of a paper once
            seen.add(once)
            groups[key].append(number)
    held: list[int] = []
    made: list[dict[str, Any]] = []
    for (metric, unit), members in groups.items():
        lower = any(results[number].get("higher_is_better") is False for number in members)
        members.sort(key=lambda number: _place_of_value(results[number], lower=lower))
        papers = len({str(results[number]["paper"]) for number in members})
        made.append({"metric": metric, "unit": unit, "lower": lower, "papers": papers, "rows": members[:_MOST_ROWS]})
    made.sort(key=lambda group: (-group["papers"], group["metric"], group["unit"]))
    for group in made:
        held += group["rows"]
        group["rows"] = list(range(len(held) - len(group["rows"]), len(held)))
    unranked = [(number, reason) for reason, _, number in sorted(left_out)[:_MOST_ROWS]]
    start = len(held)
    held += [number for number, _ in unranked]
    return {
        "groups": made,
        "left_out": [[start + row, reason] for row, (_, reason) in enumerate(unranked)],
        "results": held,
    }


def _place_of_value(result: Figure, *, lower: bool) -> tuple[Decimal, str, str]:
    try:
        value = Decimal(str(result["value"]))
    except InvalidOperation:
        value = Decimal("-Infinity")
    return (value if lower else -value), str(result.get("model")), str(result["paper"])
