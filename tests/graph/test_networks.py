"""Records to a NetworkX graph."""

from __future__ import annotations

import random

from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.networks import Network, to_networkx
from tests import samples


def _graph(seed: int | None = None) -> Network:
    records = list(graph_records(samples.readings(), samples.catalogue(), samples.scheme()))
    if seed is not None:
        random.Random(seed).shuffle(records)
    return to_networkx(records)


def test_a_paper_s_attributes() -> None:
    paper = _graph().nodes["paper/2405.00001"]
    assert paper["kind"] == "paper"
    assert paper["types"] == ["paper"]
    assert (paper["date"], paper["year"], paper["author_count"], paper["comments"]) == ("2024-05-02", 2024, 4, 2)
    assert paper["urls"] == ["https://example.org/atlas", "https://github.com/example/atlas"]
    assert paper["sources"][0] == {"page": "may.txt", "format": "listing", "position": 3}


def test_an_artifact_s_attributes() -> None:
    graph = _graph()
    assert graph.nodes["artifact/mmlu"]["kind"] == "benchmark"
    assert graph.nodes["artifact/gpt-4o"]["variant_of"] == "artifact/gpt-4"
    assert graph.nodes["artifact/gpt-4o"]["known"] is True
    assert graph.nodes["artifact/atlasbench"]["known"] is False


def test_a_topic_a_result_and_an_organisation() -> None:
    graph = _graph()
    assert graph.nodes["topic/evaluation"]["definition"] == "Measuring a model."
    (result,) = (data for _, data in graph.nodes(data=True) if data["kind"] == "result")
    assert (result["paper"], result["model"], result["on"]) == (
        "paper/2405.00001", "artifact/gpt-4o", "artifact/atlasbench",
    )  # fmt: skip
    assert (result["metric"], result["value"], result["unit"], result["kind_of_result"]) == (
        "accuracy", "73.2", "%", "score",
    )  # fmt: skip
    assert result["label"] == "accuracy about 73.2%"
    assert (result["bound"], result["model_role"], result["condition"]) == ("about", "subject", "zero-shot")
    assert (result["confidence"], result["comparable"], result["low"]) == (0.9, False, None)
    assert graph.nodes["org/openai"]["kind"] == "organisation"


def test_an_edge_carries_its_evidence() -> None:
    graph = _graph()
    (data,) = graph.get_edge_data("paper/2405.00001", "artifact/gpt-4o").values()
    assert (data["predicate"], data["confidence"], data["type"]) == ("evaluates", 0.9, "model")
    (piece,) = data["evidence"]
    abstract = graph.nodes["paper/2405.00001"]["abstract"]
    assert abstract[piece["start"] : piece["end"]] == piece["text"] == "GPT-4o"
    assert piece["field"] == "abstract"


def test_edge_keys_are_the_ids_of_the_links() -> None:
    keys = [key for _, _, key in _graph().edges(keys=True)]
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("link/") for key in keys) == 7


def test_equal_records_in_any_order_give_equal_graphs() -> None:
    one, two = _graph(1), _graph(2)
    assert list(one.nodes(data=True)) == list(two.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(two.edges(keys=True, data=True))
