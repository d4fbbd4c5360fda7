"""Results of new papers that beat all earlier ones that may be compared with them.

What may be compared is what the leaderboards compare (the saved queries ``leaderboard`` and ``state-of-the-art``):
plain scores of a named model on named data, by one metric in one unit, that are surer than not. A score is told of
where it is better than every other such score that is not of a new paper, also of those in papers without a date, and
where at least one of these is surely earlier: one paper alone beats nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg.digest.base.asked_graph import AskedGraph, Row
from kg.digest.base.digest_records import BeatenResult, NamedNode, Score
from kg.digest.read_links import quoted_sentences
from kg.digest.told_papers import told_papers
from kg.ground.schema import ASSERT_ABOVE

_OPTIONAL = """OPTIONAL { ?result schema:unitText ?unit } OPTIONAL { ?result kg:higherIsBetter ?higher }
  OPTIONAL { ?result kg:modelRole ?part } OPTIONAL { ?result kg:confidence ?sure }"""
_PLAIN = """?result kg:reportedIn ?paper ; kg:comparable true ; fair4ml:evaluationDataset ?on ;
  mls:specifiedBy ?measure ; mls:hasValue ?value ; fair4ml:evaluatedMLModel ?model ."""
_ON = f"SELECT ?on {{ VALUES ?paper {{ NODES }} {_PLAIN} }}"
_SCORES = f"""SELECT ?result ?paper ?date ?on ?onName ?measure ?metric ?unit ?value ?model ?modelName ?part ?higher
  ?sure {{ VALUES ?on {{ NODES }} {_PLAIN}
  ?on rdfs:label ?onName . ?measure rdfs:label ?metric . ?model rdfs:label ?modelName
  {_OPTIONAL} OPTIONAL {{ ?paper dcterms:issued ?date }} }}"""
_Place = tuple[Decimal, str, str]


@dataclass(slots=True)
class _Ranking:
    """The best scores on something by one metric and unit: of new papers, of all others, and of earlier ones."""

    new: Row | None = None
    other: Row | None = None
    earlier: Row | None = None


def beaten_results(
    graph: AskedGraph,
    new: Collection[str],
    all_new: Collection[str],
    is_earlier: Callable[[str, str | None], bool | None],
) -> list[BeatenResult]:
    """Find the new best scores, those that most is known of first: by benchmark, metric and unit.

    Args:
        new: papers that are told of. all_new: these, and new ones that are not told of.
        is_earlier: whether a paper of some date is surely earlier; None where it is later and does not count.
    """
    on = sorted({row["on"] for row in graph.rows_of_nodes(_ON, new)})
    rankings: defaultdict[tuple[str, str, str], _Ranking] = defaultdict(_Ranking)
    for row in _sure_scores(graph, on):
        ranking = rankings[row["on"], row["measure"], row.get("unit", "")]
        if row["paper"] in all_new:
            if row["paper"] in new:
                ranking.new = _better(ranking.new, row)
            continue
        earlier = is_earlier(row["paper"], row.get("date"))
        if earlier is not None:
            ranking.other = _better(ranking.other, row)
        if earlier:
            ranking.earlier = _better(ranking.earlier, row)
    return _told(graph, rankings.values())


def _sure_scores(graph: AskedGraph, on: Iterable[str]) -> Iterator[Row]:
    for row in graph.rows_of_nodes(_SCORES, on):
        sure = _number(row.get("sure", "1"))
        if sure is not None and sure >= Decimal(str(ASSERT_ABOVE)) and _number(row["value"]) is not None:
            yield row


def _told(graph: AskedGraph, rankings: Iterable[_Ranking]) -> list[BeatenResult]:
    pairs = [
        (one.new, one.earlier)
        for one in rankings
        if one.new and one.earlier and one.other and _value_place(one.new) < _value_place(one.other)
    ]
    rows = [row for pair in pairs for row in pair]
    papers = told_papers(graph, (row["paper"] for row in rows))
    quotes = quoted_sentences(graph, {row["result"]: "" for row in rows})

    def score(row: Row) -> Score:
        model = NamedNode(row["model"], row["modelName"])
        return Score(row["value"], model, row.get("part", ""), papers[row["paper"]], quotes.get(row["result"]))

    found = [
        BeatenResult(
            NamedNode(best["on"], best["onName"]), best["metric"], best.get("unit", ""), _is_lower_better(best),
            score(best), score(earlier),
        )
        for best, earlier in pairs
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.on.name.casefold(), one.on.iri, one.metric, one.unit))


def _better(held: Row | None, row: Row) -> Row:
    return row if held is None or _place(row) < _place(held) else held


def _place(row: Row) -> _Place:
    return _value_place(row), row["paper"], row["result"]


def _value_place(row: Row) -> Decimal:
    value = _number(row["value"])
    assert value is not None
    return value if _is_lower_better(row) else -value


def _is_lower_better(row: Row) -> bool:
    return row.get("higher") == "false"


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
