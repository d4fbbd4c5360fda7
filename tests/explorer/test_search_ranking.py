"""The one ranking of searches: what is forgiven, what is marked, and what the index finds among many nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.search_tiers import SearchedNode, SearchTier, is_typo, search_query, search_words
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import rows_of_records, write_index
from kg.explorer.served.rows_aside import EdgeRow, NodeRow
from kg.graph.find_nodes import search_nodes
from kg.graph.networks import Network, to_networkx
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import memory_store
from kg.rdf.query.store_index import StoreIndex
from kg.rdf.write.triples import graph_triples
from kg.serve.tasks.search import find_hits
from kg.serve.tasks.task import Context
from tests.rdf.conftest import BUILD

from .searched import CASES, MATCHED, searched_records


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    path = tmp_path_factory.mktemp("ranking") / "explorer.sqlite"
    write_index(rows_of_records(searched_records()), path, base=DEFAULT_BASE, title="Cases")
    return Index(path)


@pytest.fixture(scope="module")
def store() -> StoreIndex:
    return StoreIndex.of(memory_store(list(graph_triples(searched_records(), build=BUILD))), DEFAULT_BASE)


@pytest.fixture(scope="module")
def network() -> Network:
    return to_networkx(searched_records())


@pytest.mark.parametrize("query", CASES)
def test_every_door_finds_what_the_table_of_cases_says(
    index: Index, store: StoreIndex, network: Network, query: str
) -> None:
    served = [node["id"] for node in index.search(query, 20)["hits"]]
    assert served[: max(1, len(CASES[query]))] == CASES[query]
    in_store = [node.id for node, _ in store.find(query)]
    in_shell = [node.id for node, _ in search_nodes(network, query, base=DEFAULT_BASE)]
    for found in (in_store, in_shell):  # which also know authors, venues and categories as nodes
        assert [node for node in found if not node.startswith(("author/", "venue/", "category/"))] == served


def test_a_server_answers_from_the_index_of_its_build_what_its_store_says(index: Index) -> None:
    triples = memory_store(list(graph_triples(searched_records(), build=BUILD)))
    served = Context(triples, DEFAULT_BASE, "Cases", index=index.file)
    written = Context(triples, DEFAULT_BASE, "Cases")
    facts = ("author/", "venue/", "category/")
    for query in CASES:
        hits, count = find_hits(served, query, None, 50)
        others, _ = find_hits(written, query, None, 50)
        nodes = [(hit.id, hit.links, hit.match) for hit in hits if not hit.id.startswith(facts)]
        assert nodes == [(hit.id, hit.links, hit.match) for hit in others if not hit.id.startswith(facts)], query
        assert count == len(hits)
    assert next(hit.id for hit in find_hits(served, "quillfeather", None, 2)[0]).startswith("author/")
    papers = [hit.id for hit in find_hits(served, "llama", "paper", 9)[0]]  # by an author, then by their abstracts
    assert papers == ["paper/2405.00003", "paper/2405.00001", "paper/2405.00002"]
    missing = Context(triples, DEFAULT_BASE, "Cases", index=index.file.with_name("none"))
    assert find_hits(missing, "gpt-4", None, 9) == find_hits(written, "gpt-4", None, 9)
    elsewhere = Context(triples, "https://e.org/", "Cases", index=index.file)
    assert find_hits(elsewhere, "gpt-4", None, 9) == ([], 0)


@pytest.mark.parametrize("query", MATCHED)
def test_a_hit_says_what_matched(index: Index, query: str) -> None:
    field, words = MATCHED[query]
    found = index.search(query, 12)["matched"][0]
    assert found is not None
    marked = [text for text, is_marked in found["pieces"] if is_marked]
    assert (found["field"], "|".join(marked or [text for text, _ in found["pieces"]])) == (field, words)


@pytest.mark.parametrize(
    ("typed", "word", "forgiven"),
    [
        ("gpt", "gqt", False), ("bert", "brt", True), ("bert", "bret", True), ("bert", "brte", False),
        ("bert", "crt", False), ("roberta", "robreat", False), ("roberta", "robetra", True),
        ("transformer", "trnsformr", True), ("transformer", "trnsfomr", False), ("xransformey", "transformer", True),
        ("gpt4", "gpt5", False), ("llama2", "llma2", True), ("hellaswag", "hellaswag", False),
    ],
)  # fmt: skip
def test_so_many_letters_are_forgiven(typed: str, word: str, forgiven: bool) -> None:
    assert is_typo(typed, word) is forgiven


def misspellings(word: str) -> Iterator[str]:
    """Every word that one wrong, missing, added or swapped letter makes of a word."""
    for at in range(len(word) + 1):
        yield f"{word[:at]}q{word[at:]}"
        if at < len(word):
            yield word[:at] + word[at + 1 :]
            yield f"{word[:at]}q{word[at + 1 :]}"
        if at < len(word) - 1:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def test_every_single_typo_is_found_among_many_words(tmp_path: Path) -> None:
    names = ["Zebu", "Quokka", "Wildebeest", *(f"Other{number:04d}" for number in range(300))]
    rows = [NodeRow(f"artifact/{name.lower()}", {"kind": "model", "label": name}) for name in names]
    write_index(rows, tmp_path / "i.sqlite", base=DEFAULT_BASE, title="Words")
    index = Index(tmp_path / "i.sqlite")
    for name in names[:3]:
        word = name.lower()
        for typed in misspellings(word):
            found = [node["label"] for node in index.search(typed, 3)["hits"]]
            if len(typed) >= 4:
                assert found == [name], typed
    for twice in ("wldebeset", "iwldebeets", "ildebeestt", "wyldebeast", "xildebeesx", "wildebeestqq", "ldebeest"):
        assert [node["label"] for node in index.search(twice, 3)["hits"]] == ["Wildebeest"], twice


def test_later_tiers_do_not_push_out_earlier_ones_where_many_match(tmp_path: Path) -> None:
    """Many papers speak of a thing in their abstracts: what is called so comes first, rare as it is."""
    rows: list[NodeRow | EdgeRow] = [
        NodeRow("topic/hub", {"kind": "topic", "label": "hub"}),
        NodeRow("artifact/rare", {"kind": "model", "label": "Marmoset"}),
        NodeRow("artifact/rarer", {"kind": "model", "label": "Tiny Marmoset"}),
    ]
    for number in range(500):
        paper = f"paper/{number}"
        text = "We weigh the marmoset." if number else "Nothing."
        authors = ["Mara Marmoset"] if number == 7 else []
        rows.append(NodeRow(paper, {"kind": "paper", "label": f"On {number}", "abstract": text, "authors": authors}))
        rows.append(EdgeRow(f"e{number}", paper, "topic/hub", {"predicate": "primaryTopic"}))
    write_index(rows, tmp_path / "i.sqlite", base=DEFAULT_BASE, title="Many")
    found = Index(tmp_path / "i.sqlite").search("marmoset", 5)
    assert [node["id"] for node in found["hits"]][:3] == ["artifact/rare", "artifact/rarer", "paper/7"]
    assert found["count"] == 501
    assert found["facets"] == [{"kind": "author", "name": "Mara Marmoset", "papers": 1}]
    assert not found["more"]


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text_can_be_asked_and_searched(typed: str, text: str) -> None:
    node = SearchedNode("paper/1", (text or "x", typed), (text,), (("author", typed),), text)
    match = search_query(typed, DEFAULT_BASE).match(node, typos=True)
    assert (match is not None) == bool(search_words(typed))
    if match is not None:
        assert match.tier <= SearchTier.WORD


WORDS = ("tide", "moon", "tidal", "harbour", "été", "🙂", "a")


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["ti", "ete", "moon"]))
def test_marked_pieces_are_the_text(words: list[str], typed: str) -> None:
    text = " ".join(words)
    match = search_query(typed).match(SearchedNode("paper/1", ("Zzz",), text=text))
    if match is None:
        assert not any(word.startswith(typed) for word in search_words(text))
    else:
        assert match.text.strip("…") in text
        assert all(search_words(piece)[0].startswith(typed) for piece, marked in match.pieces if marked)
        assert any(marked for _, marked in match.pieces)
