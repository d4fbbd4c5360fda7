"""Descriptions of nodes of an explorer's index: links with their sentences, mentions, results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from kg.explorer.map.evidence import mentions_of, piece_of_evidence, quotes_of, sentences_of
from kg.explorer.served.index_rows import LINK, IndexRows, Row, Shape, list_as_json

_GROUP = 60  # links of one kind that a description begins with
_RESULTS = 200


class NodeDescriptions:
    """What a page shows of a node beside the map. Args: ``rows``, of the index."""

    def __init__(self, rows: IndexRows) -> None:
        self._rows = rows

    def describe(self, rank: int) -> Shape:
        """Describe a node and its links, with the sentences: the first links of each kind, and how many there are."""
        ((years,),) = self._rows.select("SELECT years FROM nodes WHERE rank = ?", rank)
        links, totals = [], []
        for forward, side in ((True, "source"), (False, "target")):
            counts = f"SELECT predicate, count(*) FROM links WHERE {side} = ? GROUP BY predicate"
            for predicate, count in self._rows.select(counts, rank):
                name = self._rows.predicates[predicate]
                totals.append({"predicate": name, "forward": forward, "count": count})
                links += self.links(rank, predicate, 0, forward=forward)
        ((number,),) = self._rows.select("SELECT count(*) FROM result_ends WHERE node = ?", rank)
        return {
            "node": self._rows.node_with_abstract(rank),
            "links": links,
            "totals": totals,
            "mentions": self._mentions_in_paper(rank),
            "results": self._results_of_node(rank),
            "result_count": number,
            "years": orjson.loads(years) if years else {},
        }

    def links(self, rank: int, predicate: int, offset: int, *, forward: bool) -> list[Shape]:
        """Read the next links of one kind, with their sentences."""
        side, far = ("source", "target") if forward else ("target", "source")
        query = f"""SELECT {LINK}, evidence FROM links WHERE {side} = ? AND predicate = ? ORDER BY {far}
            LIMIT {_GROUP} OFFSET ?"""
        return self.with_sentences(self._rows.select(query, rank, predicate, offset), forward=forward)

    def with_sentences(self, rows: Sequence[Row], *, forward: bool) -> list[Shape]:
        """Make links of their rows, each with the node at its other end and its sentences."""
        others = [row[3 if forward else 2] for row in rows]
        nodes = self._rows.nodes_by_rank({end for row in rows for end in row[2:4]})
        ids = {number: node["id"] for number, node in nodes.items()}
        texts = self._rows.abstracts({row[2] for row in rows})
        return [
            {
                "link": self._rows.link_of_row(row[:-1], ids), "other": nodes[other], "forward": forward,
                "sentences": sentences_of(orjson.loads(row[-1]), nodes[row[2]]["label"], texts.get(row[2], "")),
            }
            for row, other in zip(rows, others, strict=True)
        ]  # fmt: skip

    def quotes(self, links: Iterable[tuple[str, str, str]]) -> dict[str, list[Shape]]:
        """Read the evidence of links, by their ids. ``links``: the ids of both ends and the predicate of each."""
        asked = sorted(set(links))
        ranks = self._rows.ranks_by_id({end for source, _, target in asked for end in (source, target)})
        numbers = {name: number for number, name in enumerate(self._rows.predicates)}
        query = "SELECT id, source, evidence FROM links WHERE source = ? AND predicate = ? AND target = ?"
        found: list[Row] = []
        for source, predicate, target in asked:
            if source in ranks and target in ranks and predicate in numbers:
                found += self._rows.select(query, ranks[source], numbers[predicate], ranks[target])
        papers = {row[1] for row in found}
        nodes, texts = self._rows.nodes_by_rank(papers), self._rows.abstracts(papers)
        return {
            link: quotes_of(orjson.loads(evidence), nodes[source]["label"], texts.get(source, ""))
            for link, source, evidence in found
        }

    def _mentions_in_paper(self, rank: int) -> list[Shape]:
        """Find where a paper's own text names other nodes."""
        rows = self._rows.select("SELECT target, evidence FROM links WHERE source = ? LIMIT 500", rank)
        pieces = [(target, orjson.loads(evidence)) for target, evidence in rows]
        named = self._rows.nodes_by_rank({rank, *(target for target, _ in pieces)})
        abstract = self._rows.abstracts([rank]).get(rank, "")
        return mentions_of(pieces, named, named[rank]["label"], abstract)

    def _results_of_node(self, rank: int) -> list[Shape]:
        query = f"SELECT row FROM result_ends WHERE node = ? ORDER BY row LIMIT {_RESULTS}"
        return self.results_of_rows([row for (row,) in self._rows.select(query, rank)])

    def results_of_rows(self, rows: Sequence[int]) -> list[Shape]:
        """Read figures by their rows, in the order given, with the nodes that they name and their sentences."""
        query = "SELECT row, data FROM results WHERE row IN (SELECT value FROM json_each(?))"
        data: dict[int, str] = dict(self._rows.select(query, list_as_json(rows)))
        found = [orjson.loads(data[row]) for row in rows]
        asked = {str(each[end]) for each in found for end in ("paper", "model", "on") if each.get(end)}
        ranks = self._rows.ranks_of_nodes(sorted(asked))
        nodes = {node["id"]: {"rank": rank, **node} for rank, node in self._rows.nodes_by_rank(ranks).items()}
        texts = self._rows.abstracts(ranks)
        return [_result_of_data(each, nodes, texts) for each in found]


def _result_of_data(each: Mapping[str, Any], nodes: Mapping[str, Any], texts: Mapping[int, str]) -> Shape:
    ends = {end: nodes.get(str(each.get(end))) for end in ("paper", "model", "on")}
    paper = ends["paper"]
    pieces = [piece_of_evidence(piece) for piece in each["evidence"]]
    label, abstract = (paper["label"], texts.get(paper["rank"], "")) if paper else ("", "")
    return {
        **{end: {k: v for k, v in node.items() if k != "rank"} if node else None for end, node in ends.items()},
        "metric": each.get("metric") or "", "kind": each.get("kind_of_result") or "",
        **{name: each.get(name) or "" for name in ("value", "low", "unit", "bound", "condition")},
        "comparable": bool(each.get("comparable")), "confidence": each.get("confidence"),
        "versus": each.get("compared_with") or "",
        "sentences": sentences_of(pieces, label, abstract),
    }  # fmt: skip
