"""Candidates: what a paper spells out decides what its short form means."""

from __future__ import annotations

import pytest

from kg.ground.records import Paper
from kg.linker.mentions.candidates import find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.text.paper_text import read_paper
from tests.linker.catalogues import small_catalogue

MATCHER = AliasMatcher(small_catalogue())


def meanings(abstract: str) -> dict[str, list[str]]:
    """The surfaces of each candidate, by the slug of what is known or by the folded new name."""
    found = find_candidates(read_paper(Paper("A title", abstract)), MATCHER)
    return {
        item.artifact.slug if item.artifact else item.key: [each.surface for each in item.mentions] for item in found
    }


@pytest.mark.parametrize(
    ("spelled_out", "known"),
    [
        ("Retrieval Augmented Generation", True),
        ("Retrieval-Augmented Generators", True),  # two of three words are the entry's
        ("Retrieval Aging", True),  # one of two: half is enough
        ("Retrieval Across Graphs", False),  # one of three
        ("Random Aging", False),
    ],
)
def test_a_known_short_form_is_something_else_where_less_than_half_of_its_words_agree(
    spelled_out: str, known: bool
) -> None:
    found = meanings(f"We propose {spelled_out} (RAG). RAG is fast.")
    assert ("rag" in found) == known
    (surfaces,) = (each for each in found.values() if "RAG" in each)
    assert surfaces.count("RAG") == 2


def test_a_known_thing_without_a_spelled_out_name_is_never_something_else() -> None:
    """MMLU-Pro has one name; what a paper spells it out as tells nothing against it."""
    assert "gsm8k" in meanings("We use Grade School Maths 8K (GSM8K). GSM8K is small.")


@pytest.mark.parametrize(
    "abstract",
    [
        "We test on many metrics of language use (MMLU; GSM8K).",
        "We test on many metrics of language use (MMLU, and GSM8K).",
        "We test on many metrics of language use (MMLU, Space).",
        "We track mammal futures (MMLU).",  # its letters stand in the words before it by chance
    ],
)
def test_a_known_name_that_opens_a_list_in_brackets_is_defined_by_nothing(abstract: str) -> None:
    assert meanings(abstract)["mmlu"] == ["MMLU"]


def test_a_second_remark_in_the_brackets_leaves_the_definition() -> None:
    found = meanings("We use Random Aging of Graphs (RAG, Miller et al., 2020). RAG is fast.")
    assert ["Random Aging of Graphs", "RAG", "RAG"] in found.values()


@pytest.mark.parametrize(
    ("abstract", "is_known"),
    [
        ("We use ImageNet, GitHub, Wikipedia and books.", True),
        ("It has words of GSM8K and Wikipedia.", True),
        ("We train a model on books, Wikipedia and tides.", False),
        ("GSM8K has questions. Articles of Wikipedia are long.", False),
    ],
)
def test_a_name_that_needs_context_has_it_beside_data(abstract: str, is_known: bool) -> None:
    """In a list with data that needs no context a name is of data, too."""
    found = find_candidates(read_paper(Paper("A title", abstract)), MATCHER)
    assert ("wikipedia" in {item.artifact.slug for item in found if item.artifact}) is is_known


def test_items_of_a_numbered_list_begin_with_names() -> None:
    found = meanings("It has (1) Bridge: a corpus of songs, (2) Mirror Reader: a model, and (iii) Anchor, a test.")
    assert {"bridge", "mirrorreader", "anchor"} <= set(found)
    assert meanings("There are (1) Besides UNITER, others; (2) a model: it works; (here) Planning, too.").keys() == {
        "uniter"
    }
