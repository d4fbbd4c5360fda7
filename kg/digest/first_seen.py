"""Artifacts that are seen for the first time: named by new papers and by no earlier one.

A paper without a date, or of a date that leaves it open, may be earlier: what it names is not said to be new.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kg.digest.base.asked_graph import AskedGraph
from kg.digest.base.date_period import Period
from kg.digest.new_papers import DigestRequest

_EARLIER = """SELECT DISTINCT ?node { VALUES ?node { NODES } ?paper kg:mentions ?node
  OPTIONAL { ?paper dcterms:issued ?date } FILTER(!BOUND(?date) || STR(?date) < "FIRST") }"""
_COUNT = """SELECT ?node (COUNT(DISTINCT ?paper) AS ?count) { VALUES ?node { NODES } ?paper kg:mentions ?node
  OPTIONAL { ?paper dcterms:issued ?date } FILTER(!BOUND(?date) || STR(?date) <= "LAST") } GROUP BY ?node"""


def seen_before(
    graph: AskedGraph, request: DigestRequest, artifacts: Collection[str], now: Mapping[str, int]
) -> set[str]:
    """Find those of some artifacts that are, or may be, older than the new papers.

    Args:
        now: how many of all new papers name each, by its local id.
    """
    if request.period is not None:
        return _named_before(graph, request.period, artifacts)
    text, before = _COUNT.replace("LAST", str(request.until or "9999")), set()
    for row in graph.rows_of_nodes(text, artifacts):
        local = row["node"].removeprefix(graph.base)
        if int(row["count"]) > now.get(local, 0) or local in request.known_artifacts:
            before.add(row["node"])
    return before


def _named_before(graph: AskedGraph, period: Period, artifacts: Collection[str]) -> set[str]:
    # "2026" and "2026-03" come before all days that they may stand for.
    text = _EARLIER.replace("FIRST", str(period.first))
    return {row["node"] for row in graph.rows_of_nodes(text, artifacts)}
