"""Explanations add up: to the probability, to the choice, and to the link that the paper gets."""

from __future__ import annotations

import math

import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.linker.explanation import Explanation, explain
from kg.linker.linker import load_linker

PAPER = Paper(
    "SandQA: A Benchmark for Desert Questions",
    "We introduce SandQA. Tiny ImageNet and ImageNet are not used, but GPT-4 is tested on SandQA. "
    "Low-Rank Adaptation (LoRA) improves Llama 2, and SandQA stays hard.",
)


def of(entity: str, paper: Paper = PAPER) -> Explanation:
    return explain(load_linker(), paper, entity)[0]


@pytest.mark.parametrize("entity", ["SandQA", "GPT-4", "ImageNet", "LoRA", "Llama 2"])
def test_the_terms_sum_to_the_probability(entity: str) -> None:
    one = of(entity)
    odds = sum(weight for _, weight in one.terms)
    assert 1 / (1 + math.exp(-odds)) == pytest.approx(one.probability, abs=0.01)  # terms have three decimals
    assert [abs(weight) for _, weight in one.terms] == sorted((abs(w) for _, w in one.terms), reverse=True)


def test_the_link_is_the_one_that_the_paper_gets() -> None:
    links = load_linker().link(PAPER).links
    for link in links:
        one = of(link.artifact.name)
        assert one.link == link
        assert one.kept == link.evidence
        assert link.parts is not None
        assert min(round(one.probability, 3), 0.999) == link.parts.name, "only people are certain"
        assert one.roles[0].name == link.role
        assert sum(score.probability for score in one.types) == pytest.approx(1)


@pytest.mark.parametrize("entity", ["lora", "low-rank adaptation", "Low Rank Adaptation", "artifact/lora"])
def test_a_candidate_is_found_by_any_of_its_names(entity: str) -> None:
    assert of(entity).name == "LoRA"


def test_a_new_name_has_no_artifact() -> None:
    one = of("SandQA")
    assert one.artifact is None
    assert [evidence.text for evidence in one.kept] == ["SandQA"] * 4


def test_lost_words_name_who_has_them() -> None:
    """Two meanings of one surface are rivals: one is chosen, the other loses its words to it."""
    paper = Paper("A study", "We train with SGD, the optimizer of dialogue state tracking on the SGD dataset.")
    found = explain(load_linker(), paper, "SGD")
    assert len(found) == 2
    chosen, rejected = found
    assert chosen.link is not None
    assert rejected.link is None
    assert rejected.kept == ()
    assert {owner for _, owner in rejected.lost} == {chosen.name}
    assert [(rival.name, rival.chosen) for rival in rejected.rivals] == [(chosen.name, True)]
    assert [(rival.name, rival.chosen) for rival in chosen.rivals] == [(rejected.name, False)]
    assert all(paper.abstract[e.start : e.end] == e.text for rival in chosen.rivals for e in rival.spans)


def test_what_is_no_candidate_is_told_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"no candidate.*'Nothing'.*SandQA"):
        explain(load_linker(), PAPER, "Nothing")
    with pytest.raises(InputError, match="none at all"):
        explain(load_linker(), Paper("and so on", ""), "BERT")


def test_every_class_term_is_a_weight_of_the_model() -> None:
    one, models = of("GPT-4"), load_linker().models
    for score in one.types:
        index = models.type.classes.index(score.name)
        assert all(models.type.weights[name][index] == weight for name, weight in score.terms)
    for score in one.roles:
        index = models.role.classes.index(score.name)
        assert all(models.role.weights[name][index] == weight for name, weight in score.terms)


def test_the_evidence_that_a_known_name_is_given_anew_is_listed() -> None:
    paper = Paper("Turbines", "We propose T5 (Turbine Torque Tracking), a controller for turbines.")
    one = of("T5", paper)
    assert one.denied is not None
    assert one.denied.slug == "t5"
    assert one.artifact is None
    assert dict(one.identity).keys() == {"prior", "spelling: spelled out otherwise", "what: a device"}
    assert sum(weight for _, weight in one.identity) > 0


def test_the_evidence_that_a_paper_is_the_entry_s_own_is_listed_too() -> None:
    one = of("CLIP", Paper("CLIP", "We present CLIP (Contrastive Language-Image Pretraining), a vision model."))
    assert (one.denied, one.artifact and one.artifact.slug) == (None, "clip")
    assert dict(one.identity).keys() >= {"spelling: spelled out alike", "what: of its kind"}
    assert sum(weight for _, weight in one.identity) < 0


def test_a_use_without_the_context_of_the_catalogue_shows_the_artifact_of_its_link() -> None:
    one = of("RACE", Paper("Logic", "We evaluate on RACE and ReClor with few examples."))
    assert one.link is not None
    assert one.artifact == one.link.artifact
    assert one.artifact is not None
    assert one.artifact.slug == "race"
