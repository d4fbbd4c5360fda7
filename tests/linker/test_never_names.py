"""What looks like a name and is none: formulas, keys of citations, relations of two things; and names beside them."""

from __future__ import annotations

import pytest

from kg.ground.records import Paper
from kg.linker.mentions.abbreviations import find_abbreviations
from kg.linker.mentions.candidates import find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize
from kg.linker.text.word_shape import Shape, shape
from tests.linker.catalogues import BENCHMARK, MODEL, entry, small_catalogue

MATCHER = AliasMatcher(small_catalogue(entry("o3", "o3", MODEL), entry("c4", "C4", BENCHMARK)))


def candidates(abstract: str) -> set[str]:
    found = find_candidates(read_paper(Paper("A title", abstract)), MATCHER)
    return {item.artifact.slug if item.artifact else item.key for item in found}


@pytest.mark.parametrize(
    ("abstract", "not_named"),
    [
        ("We predict NO_2 and O_3 in the air.", {"no_2", "o_3", "o3"}),
        ("We predict NO$_2$ and O$_3$ in the air.", {"no2", "o3", "no_2", "o_3"}),
        ("We predict NO2, SO2, PM10, PM2.5 and O3.", {"no2", "so2", "pm10", "pm2.5", "o3"}),
        ("TiO2 and ZrO2 are oxides, C4H8 is none.", {"tio2", "zro2", "c4h8"}),
        ("This extends GPT-4~openai2023gpt and CLIP (radford2021learning).", {"openai2023gpt", "radford2021learning"}),
        ("We study text-to-SQL, camera-to-LiDAR and image-to-3D.", {"text-to-sql", "camera-to-lidar", "image-to-3d"}),
    ],
)
def test_these_are_no_candidates(abstract: str, not_named: set[str]) -> None:
    assert candidates(abstract).isdisjoint(not_named)


@pytest.mark.parametrize(
    ("abstract", "named"),
    [
        ("We compare O3 with GPT-4.", {"o3", "gpt-4"}),  # alone, it is no ozone
        ("Training GPT-4 on C4 emits 25 tons of CO2.", {"c4", "gpt-4"}),  # one substance is not chemistry yet
        ("We extend GPT-4~openai2023gpt.", {"gpt-4"}),
        ("We test LLMs-including GPT-4, and RAG-namely MMLU.", {"gpt-4", "rag", "mmlu"}),
        ("We build COCOA2 and Bio2020net.", {"cocoa2", "bio2020net"}),
    ],
)
def test_names_beside_them_stay(abstract: str, named: set[str]) -> None:
    assert named <= candidates(abstract)


@pytest.mark.parametrize("word", ["text-to-SQL", "camera-to-LiDAR", "image-to-3D", "CPU-to-memory", "one-vs-ALL"])
def test_a_relation_with_a_common_word_has_the_shape_of_words(word: str) -> None:
    assert shape(word) is Shape.LOWER


@pytest.mark.parametrize("word", ["Wahl-O-Mat", "Pix-2-Pix", "Sim-To-Real", "GPT-4o-mini", "k-NN", "to-GPT"])
def test_other_compounds_keep_theirs(word: str) -> None:
    assert shape(word) is not Shape.LOWER


@pytest.mark.parametrize(
    ("title", "long_form"),
    [
        ("SpaCE: The Spatial Confounding Environment", "Spatial Confounding Environment"),
        ("We present TRACE: Tables Read as Continuous Evidence, a method", None),  # "Read" is none of its letters
        ("STAR: Sums of Tables And Rows for Questions", "Sums of Tables And Rows"),
        ("GLUE: A Benchmark for General Language Understanding Evaluation", None),  # it does not follow at once
        ("RAT: Retrieval Augments Transformers", "Retrieval Augments Transformers"),
        ("QA: Quick Answers", None),  # two letters stand for anything
        ("MAP: maps of anything in pixels", None),
        ("ABC: Alpha Beta", None),
        ("ABC: ", None),
        (": Alpha Beta Gamma", None),
    ],
)
def test_what_follows_a_colon_defines_a_short_form_by_its_initials_alone(title: str, long_form: str | None) -> None:
    text = tokenize(title)
    found = [text.span(each.long_first, each.long_last) for each in find_abbreviations(text)]
    assert found == ([long_form] if long_form else [])


def test_both_forms_around_a_colon_are_one_candidate() -> None:
    found = candidates("We introduce SpaCE: The Spatial Confounding Environment.")
    assert "space" in found
    assert "spatialconfoundingenvironment" not in found
