"""Names of regions: typical, spoken, never general, never the same twice."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.topic_scheme import load_scheme
from kg.explorer.map.drawn_graph import Graph, draw
from kg.explorer.map.kinds import GENERAL
from kg.explorer.map.region_names import Votes, count_votes, name_regions, spoken_name, worth_of_names

from .graphs import AREAS, paper_graph


def test_regions_are_named_after_their_areas() -> None:
    regions = draw(paper_graph(378)).regions
    assert all(regions)
    assert len(set(regions)) == len(regions)
    assert {"image generation", "code generation", "speech recognition", "graph learning"} <= set(regions)
    assert set(regions) <= set(AREAS)


def test_a_region_is_named_after_what_is_typical_of_it() -> None:
    papers, votes = [0, 0, 1, 1, 2, 2, 3, 3], [4, 5, 4, 5, 4, 6, 4, 6]
    cast = Votes(np.array(papers), np.array(votes), np.ones(8))
    labels = np.array([0, 0, 1, 1, 0, 0, 1])
    kinds = ["paper"] * 4 + ["topic"] * 3
    names = ["", "", "", "", "everywhere", "here", "there"]
    assert name_regions(labels, cast, np.ones(7), kinds, names) == ["here", "there"]


def graph_of(*links: tuple[str, str, str], kinds: dict[str, str] | None = None) -> Graph:
    graph: Graph = nx.MultiDiGraph()
    for source, predicate, target in links:
        for node in (source, target):
            kind = (kinds or {}).get(node) or ("paper" if node.startswith("p") else "topic")
            graph.add_node(f"{kind}/{node}", kind=kind, label=node.replace("-", " "))
        one, other = (next(each for each in graph if each.endswith(f"/{node}")) for node in (source, target))
        graph.add_edge(one, other, key=f"{source} {predicate} {target}", predicate=predicate)
    return graph


def test_two_names_are_joined_where_one_leaves_many_papers_out() -> None:
    about = [(f"p{number}", "primaryTopic", "reward-modeling" if number < 4 else f"x{number}") for number in range(9)]
    shared = [(f"p{number}", "uses", "RLHF") for number in range(3, 9)]
    # RLHF alone speaks for six of nine papers; where it does for four of them, it leaves too many out.
    assert draw(graph_of(*about, *shared, kinds={"RLHF": "method"})).regions == ["RLHF"]
    held = [(f"p{number}", "introduces", "everything") for number in range(9)]
    kinds = {"RLHF": "method", "everything": "organisation"}
    assert draw(graph_of(*about, *shared[:4], *held, kinds=kinds)).regions == ["reward modeling & RLHF"]


def test_a_name_that_most_papers_share_goes_before_one_that_is_typical_of_few() -> None:
    papers, names = zip(*[(paper, 20) for paper in range(8)] + [(paper, 21) for paper in range(3)], strict=True)
    outside = [(9, 20), (10, 20), (11, 20)]
    votes = Votes(
        np.array([*papers, *(paper for paper, _ in outside)]), np.array([*names, *(name for _, name in outside)]),
        np.ones(14),
    )  # fmt: skip
    labels = np.array([0] * 9 + [1] * 3 + [0] * 10)
    kinds = ["paper"] * 20 + ["topic"] * 2
    labelled = [""] * 20 + ["shared by most", "typical of few"]
    assert name_regions(labels, votes, np.ones(22), kinds, labelled)[0] == "shared by most"


def test_what_says_only_the_sort_of_work_names_nothing() -> None:
    links = [(f"p{number}", "primaryTopic", "survey") for number in range(9)]
    links += [(f"p{number}", "primaryTopic", "speech-recognition") for number in range(4)]
    assert draw(graph_of(*links)).regions == ["speech recognition"]
    assert draw(graph_of(*links[:9])).regions == [""]


def test_topics_that_draw_little_together_are_those_of_the_scheme() -> None:
    concepts = {f"topic/{slug}" for slug in load_scheme().concepts}
    assert concepts >= GENERAL


def test_a_topic_is_worth_the_less_the_more_lies_below_it() -> None:
    ends = np.array([(1, 0), (2, 0), (3, 2)])
    kinds = ["topic"] * 4
    worth = worth_of_names(["topic/a", "topic/b", "topic/c", "topic/d"], kinds, list("abcd"), ends, ["broader"] * 3)
    assert worth[0] < worth[2] < worth[1] == worth[3] == 1.0


def test_a_circle_of_broader_topics_ends() -> None:
    ends = np.array([(0, 1), (1, 2), (2, 0)])
    worth = worth_of_names(["topic/a", "topic/b", "topic/c"], ["topic"] * 3, list("abc"), ends, ["broader"] * 3)
    assert len(set(worth.tolist())) == 1


def test_a_region_may_be_named_after_the_topic_above_those_of_its_papers() -> None:
    ends = np.array([(0, 4), (1, 5), (2, 6), (4, 7), (5, 7), (6, 7)])
    predicates = ["primaryTopic"] * 3 + ["broader"] * 3
    votes = count_votes(ends, predicates, np.arange(8) < 4)
    assert votes.weights[votes.names == 7].tolist() == [0.6, 0.6, 0.6]
    kinds, names = ["paper"] * 4 + ["topic"] * 4, [f"name {number}" for number in range(8)]
    assert name_regions(np.zeros(8, np.int64), votes, np.ones(8), kinds, names) == ["name 7"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 19)), min_size=1, max_size=60), st.integers(1, 4))
def test_no_two_regions_share_a_name(pairs: list[tuple[int, int]], regions: int) -> None:
    papers, names = np.array(sorted(set(pairs))).T
    votes = Votes(papers, names, np.ones(len(papers)))
    labels = np.arange(20) % regions
    kinds = ["paper"] * 10 + ["topic", "method"] * 5
    found = name_regions(labels, votes, np.ones(20), kinds, [f"subject {number}" for number in range(20)])
    parts = [part for name in found for part in name.split(" & ") if part]
    assert len(parts) == len(set(parts))


@pytest.mark.parametrize(
    ("label", "others", "spoken"),
    [
        ("GLUE", ["General Language Understanding Evaluation"], "GLUE"),
        ("financial natural language processing", ["LLM in finance", "financial NLP"], "financial NLP"),
        ("reinforcement learning from human feedback", ["RL from human feedback", "RLHF"], "RLHF"),
        ("conditional average treatment effect", ["CATE"], "conditional average treatment effects"),
        ("treatment effect estimation", ["ATE estimation"], "treatment effect estimation"),
        ("personality of language models", ["LLM personality", "personality"], "LLM personality"),
        ("large language model as a judge", ["AI judge", "LLM as a judge"], "LLM as a judge"),
        ("bias in artificial intelligence", ["AI bias", "bias in AI"], "AI bias"),
        ("diffusion model", [], "diffusion models"),
        ("", [], ""),
    ],
)  # fmt: skip
def test_names_are_as_people_say_them(label: str, others: list[str], spoken: str) -> None:
    assert spoken_name(label, others) == spoken
