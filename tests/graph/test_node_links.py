"""What a graph says of one node: its papers, its links in their order, each with its sentences, and its results."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.find_nodes import find_nodes, find_one_node, links_on_map, search_nodes
from kg.graph.networks import Network, to_networkx
from kg.graph.node_links import links_of, papers_by_node, papers_of, results_of
from kg.ground.errors import InputError
from kg.ground.schema import PREDICATES
from tests import samples


@pytest.fixture(scope="module")
def graph() -> Network:
    return to_networkx(list(graph_records(samples.readings(), samples.catalogue(), samples.scheme())))


LINKS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.booleans()), max_size=12)


@given(LINKS)
def test_a_paper_counts_once_for_each_node_that_it_surely_links_to(links: list[tuple[str, str, bool]]) -> None:
    found = papers_by_node(links, {"a", "b"})
    assert found == papers_by_node(links[::-1], {"a", "b"})
    for node, papers in found.items():
        assert papers <= {"a", "b"} - {node}
        assert all((paper, node, True) in links for paper in papers)
    assert all(target in found for source, target, sure in links if sure and source in "ab" and source != target)
    assert papers_by_node(links, ()) == {}


def test_the_papers_of_a_node_are_those_of_all_nodes_at_once(graph: Network) -> None:
    links = [(source, target, data.get("asserted", True)) for source, target, data in graph.edges(data=True)]
    papers = {node for node, data in graph.nodes(data=True) if data["kind"] == "paper"}
    of_all = papers_by_node(links, papers)
    assert of_all
    for node in graph:
        assert papers_of(graph, node) == of_all.get(node, set())


def test_links_are_seen_from_either_end_in_one_order(graph: Network) -> None:
    order = list(PREDICATES)
    for node in graph:
        links = links_of(graph, node)
        assert len(links) == graph.degree(node)
        keys = [(not each.outgoing, order.index(each.predicate), -(each.confidence or 0), each.label) for each in links]
        assert keys == sorted(keys)
        for each in links:
            assert each.label == graph.nodes[each.other]["label"]
            back = [one for one in links_of(graph, each.other) if one.id == each.id and one.outgoing != each.outgoing]
            assert [one.other for one in back] == [node]


def test_quotes_are_words_in_their_sentence(graph: Network) -> None:
    quotes = [quote for node in graph for link in links_of(graph, node) for quote in link.quotes]
    assert quotes
    for quote in quotes:
        assert 0 <= quote.start < quote.end <= len(quote.sentence)
    assert "MMLU-Pro" in {quote.sentence[quote.start : quote.end] for quote in quotes}


def test_results_have_labels_instead_of_ids(graph: Network) -> None:
    papers = [node for node, data in graph.nodes(data=True) if data["kind"] == "paper"]
    rows = [row for paper in papers for row in results_of(graph, paper)]
    assert rows
    labels = {data["label"] for _, data in graph.nodes(data=True)}
    for row in rows:
        assert {row[end] for end in ("paper", "model", "on", "compared_with")} <= labels | {None}
    assert results_of(graph, "artifact/none") == []


def test_a_node_is_found_by_its_name_and_kind(graph: Network) -> None:
    assert find_one_node(graph, "gpt 4o") == find_one_node(graph, "artifact/gpt-4o") == "artifact/gpt-4o"
    assert find_one_node(graph, "<https://e.org/artifact/gpt-4o>", base="https://e.org/") == "artifact/gpt-4o"
    assert find_nodes(graph, "artifact/gpt-4o", kind="model").meant
    assert find_nodes(graph, "artifact/gpt-4o", kind="topic").meant == ()
    with pytest.raises(InputError, match="no topic is called"):
        find_one_node(graph, "GPT-4o", kind="topic")


def test_searches_rank_names_before_texts_and_the_linked_first(graph: Network) -> None:
    found = search_nodes(graph, "mmlu")
    assert [match.tier for _, match in found] == sorted(match.tier for _, match in found)
    assert found[0][0].label.startswith("MMLU")
    assert all(graph.nodes[thing.id]["kind"] != "result" for thing, _ in found)
    (typo, *_) = search_nodes(graph, "mmul-pro")
    assert typo[0].label == "MMLU-Pro"
    assert search_nodes(graph, "") == []


def test_authors_venues_and_categories_are_no_links_of_the_map(graph: Network) -> None:
    for node in graph:
        facts = [link for link in links_of(graph, node) if link.predicate in ("hasAuthor", "publishedIn", "inCategory")]
        assert links_on_map(graph, node) == graph.degree(node) - len(facts)
