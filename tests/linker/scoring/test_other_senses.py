"""Mentions that mean something of the world: each kind of evidence for it and against it."""

from __future__ import annotations

import pytest

from kg.catalogue.entries import Entry
from kg.ground.records import Artifact, Paper
from kg.ground.schema import ArtifactType
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.scoring.other_senses import drop_other_senses, means_another
from kg.linker.text.paper_text import PaperText, read_paper

ORCA = Artifact("orca", "Orca", (ArtifactType.MODEL,))
PLAIN = " The days are long. Nobody is here."
LEARNED = " We train neural language models on prompts."


def candidate(text: PaperText, artifact: Artifact | None = ORCA, name: str = "Orca") -> Candidate:
    mentions = [
        Mention(tokens, place, place + 1, frozenset())
        for tokens in text.fields
        for place, word in enumerate(tokens.words)
        if word == name
    ]
    return Candidate(f"={name}", artifact, Entry(artifact) if artifact else None, mentions=mentions)


def means(abstract: str, name: str = "Orca", title: str = "Notes", artifact: Artifact | None = ORCA) -> bool:
    text = read_paper(Paper(title, abstract))
    found = candidate(text, artifact, name)
    return means_another(found.mentions[0], found, text)


@pytest.mark.parametrize(
    "abstract",
    [
        "We saw the Orca telescope." + LEARNED,
        "We saw the river Orca." + LEARNED,
        "We saw Orca whales." + LEARNED,  # the plural, too
        "They keep an Orca family farm." + LEARNED,
        "By the sea Orca Bellini sang." + PLAIN,
        "By the sea Orca Bellini painted it." + LEARNED,
        "The poet Orca Bellini is here." + LEARNED,
        "We met Bellini Orca there." + PLAIN,
        "Orca is here. We met an orca." + PLAIN,
        "We run Orca and vLLM, two systems for serving models." + LEARNED,
        "We compare engines such as Orca here." + LEARNED,
        "We compare schedulers like Orca here." + LEARNED,
    ],
)
def test_something_of_the_world_is_meant(abstract: str) -> None:
    assert means(abstract)


@pytest.mark.parametrize(
    "abstract",
    [
        "We run Orca here." + LEARNED,
        "We run Orca here." + PLAIN,  # nothing special is said
        "By the sea Orca Bellini sang." + LEARNED,  # a name goes on, but the text is of machine learning
        "Orca is here. We met an orca." + LEARNED,
        "We run Orca Mini here." + PLAIN,  # a variant
        "We run Orca Saba here." + PLAIN,  # no common word, and a variant all the same
        "We use the Orca model of birds and saw an orca." + LEARNED,
        "We run Orca and vLLM, two models for prompts." + LEARNED,
        "We run Orca and more systems." + LEARNED,
        "We compare systems such as Orca here." + LEARNED,  # a model is one of its systems
        "Orca Planet is here." + LEARNED,  # a capital: no noun of the world
    ],
)
def test_the_entry_is_meant(abstract: str) -> None:
    assert not means(abstract)


def test_only_single_capitalised_words_are_asked_about() -> None:
    text = read_paper(Paper("Notes", "We saw the Orca telescope."))
    found = candidate(text)
    two = Mention(text.abstract, 2, 5, frozenset())
    assert not means_another(two, found, text)
    assert not means("We saw the Orca-2 telescope." + PLAIN, "Orca-2")
    assert not means("We saw the iOrca telescope." + PLAIN, "iOrca")
    assert means("We saw the ORCA telescope." + PLAIN, "ORCA")
    assert not means("We saw the Orca telescope." + PLAIN, artifact=None)


def test_what_a_model_is_not_says_nothing_of_data_and_methods() -> None:
    both = Artifact("orca", "Orca", (ArtifactType.MODEL, ArtifactType.METHOD))
    text = "We compare engines such as Orca here." + LEARNED
    assert means(text)
    assert not means(text, artifact=both)


def test_titles_name_no_persons() -> None:
    assert not means("Nothing." + PLAIN, title="Letters of Orca Bellini")


def test_mentions_are_dropped_one_by_one() -> None:
    text = read_paper(Paper("Notes", "We saw the Orca telescope. We run Orca here." + LEARNED))
    found, derived, new = candidate(text), candidate(text), candidate(text, None)
    derived.artifact = Artifact("orca-7b", "Orca-7B", (ArtifactType.MODEL,), source="derived", variant_of="orca")
    kept = drop_other_senses([found, derived, new], text)
    assert kept == [found, derived, new]
    assert [one.first for one in found.mentions] == [text.abstract.words.index("Orca", 4)]
    assert len(derived.mentions) == len(new.mentions) == 2, "nobody asks about these"
    gone = candidate(read_paper(Paper("Notes", "The Orca telescope." + PLAIN)))
    assert drop_other_senses([gone], read_paper(Paper("Notes", "The Orca telescope." + PLAIN))) == []
    assert drop_other_senses([], text) == []
