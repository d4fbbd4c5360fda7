"""The shipped linker on any text: it never fails, and every offset leads to the words it names."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.ground.records import Evidence, Paper, Reading
from kg.ground.schema import Role
from kg.ground.text import tidy
from kg.linker.linker import load_linker
from kg.linker.reading_json import reading_to_link_json
from kg.linker.text.tokens import MAX_CHARACTERS

ABSTRACT = (
    "We introduce TideQA, a benchmark for question answering over ocean reports. GPT-4o reaches 61.5% accuracy on it, "
    "LLaMA-7B/13B far less. Low-Rank Adaptation (LoRA) on C4 does not help on GSM8K."
)
HOSTILE = {
    "empty": "",
    "spaces": " \t\n\r ",
    "one line of 1 MB": "GPT-4 beats BERT on GLUE, " * 40_000,
    "one word of 1 MB": "Qwen" * 250_000,
    "brackets of 1 MB": "(" * 1_000_000,
    "LaTeX": r"We prove $\mathcal{O}(n^2)$ for \textbf{BERT}\footnote{see \cite{devlin2019}} on \emph{GLUE}; 5\%.",
    "HTML": "<b>GPT-4</b> &amp; BERT&lt;/i&gt; on <script>alert('MMLU')</script> &#71;LUE&nbsp;",
    "Chinese": "我们提出了TideQA，一个基准。GPT-4在GSM8K上达到61.5%，优于LLaMA-2-7B（见表1）。",
    "Arabic and Hebrew": "نقدم BERT على GLUE \u202eGPT-4\u202c שלום MMLU",
    "control characters": "GPT\x00-4 \x1b[31mbeats\x07 B\x08ERT\x7f on\u200b G\u200dLUE\ufeff \x85MMLU\u2028GSM8K",
    "letter-spaced": "We train B E R T and G P T - 4 on I m a g e N e t ; G L U E : 9 0 . 1 %.",
    "combining marks": "BE\u0301RT and Z\u0361\u0489\u0334algo\u0300\u0301\u0302 on GLU\u0327E",
    "emoji": "🦙 Llama 2 🚀 beats GPT-4 👩‍💻 on MMLU 🎉",
    "lone surrogates": "BERT \ud83d on GLUE \udc00",
    "full width": "ＧＰＴ－４ on ＭＭＬＵ ﬁne-tuned with ＬｏＲＡ",
    "only signs": "%$§/()=?`´*'_:;>|#+~-.,",
    "only numbers": "1 2.5 3e10 -4 5% " * 200,
    "deep nesting": "GLUE (" * 500 + "BERT" + ")" * 500,
    "endless abbreviations": "Large Model Suite (LMS) " * 500,
    "endless list": "BERT, GPT-4, " * 2_000,
    "endless list of new names": "We use the benchmarks " + " and ".join(f"Q{n}xB" for n in range(3_000)),
    "one topic said over and over": "model language " * 1_400,
}


def evidence_of(reading: Reading) -> list[Evidence]:
    return [
        *(evidence for link in reading.links for evidence in link.evidence),
        *(evidence for topic in reading.topics for evidence in topic.evidence),
        *(result.evidence for result in reading.results),
    ]


def check(paper: Paper) -> Reading:
    """Links a paper and checks all that must hold of any reading."""
    reading = load_linker().link(paper)
    for evidence in evidence_of(reading):
        text = paper.text(evidence.field)
        assert text[evidence.start : evidence.end] == evidence.text
        assert evidence.text.strip() == evidence.text != ""
        assert 0 <= evidence.sentence_start <= evidence.start < evidence.end <= evidence.sentence_end <= len(text)
    slugs = [link.artifact.slug for link in reading.links]
    assert len(slugs) == len(set(slugs)), "an artifact is linked once"
    places = [(e.field, at) for link in reading.links for e in link.evidence for at in range(e.start, e.end)]
    assert len(places) == len(set(places)), "words belong to one link"
    assert reading.paper is paper
    reading_to_link_json(reading)
    return reading


def keys(abstract: str) -> set[str]:
    """The keys of all candidates."""
    return {item.candidate.key for item in load_linker().candidates(Paper("A title", abstract))}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_linked_or_left_alone(text: str) -> None:
    begin = time.process_time()
    check(Paper("A title", text))
    check(Paper(text if text.strip() else "-", ABSTRACT))
    # Typically below 0.3 s; what the limit catches is time that grows with the square of the text (7 s and more).
    assert time.process_time() - begin < 4


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_neighbours_do_not_hide_plain_names(text: str) -> None:
    """The sentences before a hostile one are read as ever."""
    reading = check(Paper("TideQA", f"{ABSTRACT} {text}"))
    assert {"TideQA", "GPT-4o", "GSM8K"} <= {link.artifact.name for link in reading.links}


def test_what_lies_behind_the_limit_is_left_alone() -> None:
    reading = check(Paper("A title", "x " * (MAX_CHARACTERS // 2) + ABSTRACT))
    assert reading.links == ()
    cues = "language model, instruction"  # without them "Orca" is an everyday word
    assert "=orca" in keys("We fine-tune Orca. " + cues)
    assert "=orca" not in keys("We fine-tune Orca. " + "x " * MAX_CHARACTERS + cues)


SPACED = st.sampled_from(["", " ", "  ", "\n", "\t", " ", "-", ", ", ". ", " (", ") ", "/", "{", "}", "\u200b"])
NAMES = st.sampled_from(
    ["GPT-4", "GPT-3.5", "-4", "LLaMA", "7B", "13B", "BERT", "(Super)GLUE", "C4", "MMLU-Pro", "τ-bench", "We propose",
     "called", "benchmark", "dataset", "Large Model Suite", "LMS", "1.5", "%", "accuracy", "and", "ﬁ", "É", "\ud800"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(NAMES, SPACED), max_size=25).map(lambda parts: "".join(map("".join, parts))),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=TEXTS, abstract=TEXTS)
def test_offsets_are_exact_on_any_text(title: str, abstract: str) -> None:
    check(Paper(title if tidy(title) else "-", abstract))
    check(Paper(tidy(title) or "-", tidy(abstract)))


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_a_paper_is_read_the_same_every_time(abstract: str) -> None:
    linker, paper = load_linker(), Paper("A title", abstract)
    first = linker.link(paper)
    linker.link(Paper("Another", ABSTRACT))
    assert linker.link(paper) == first


def test_a_plain_paper_is_read_as_expected() -> None:
    reading = check(Paper("TideQA: Questions about the Sea", ABSTRACT))
    links = {link.artifact.name: link for link in reading.links}
    assert {"TideQA", "GPT-4o", "LoRA", "C4", "GSM8K"} <= links.keys()
    assert (links["TideQA"].type, links["TideQA"].role) == ("benchmark", "introduces")
    assert not links["TideQA"].artifact.known
    assert links["GPT-4o"].artifact.known
    assert [e.text for e in links["LoRA"].evidence] == ["Low-Rank Adaptation", "LoRA"]


@pytest.mark.parametrize(
    ("abstract", "linked"),
    [
        ("We compare large language models such as GPT-3 and Bloom.", True),
        ("Gardens bloom, whatever large language models say.", False),
        ("Bloom comes late. Large language models know.", False),  # the first word of a sentence has its capital anyway
    ],
)
def test_a_name_in_another_case_needs_a_capital_inside_a_sentence(abstract: str, linked: bool) -> None:
    names = {link.artifact.name for link in load_linker().link(Paper("On gardens", abstract)).links}
    assert ("BLOOM" in names) == linked


def test_the_paper_of_an_entry_introduces_it_whatever_the_words() -> None:
    """The catalogue knows it by its arXiv id; the same words of another paper do not say so."""
    abstract = "The Transformer is faster to train than recurrent networks."
    own, other = (
        load_linker().link(Paper("Sequences without recurrence", abstract, arxiv=arxiv))
        for arxiv in ("1706.03762", "2401.00001")
    )
    (link,) = (link for link in own.links if link.artifact.slug == "transformer")
    assert (link.role, link.confidence >= 0.9) == (Role.INTRODUCES, True)
    assert all(link.role is not Role.INTRODUCES for link in other.links if link.artifact.slug == "transformer")


def test_a_linker_with_other_models_is_another_and_changes_nothing_of_the_first() -> None:
    linker, paper = load_linker(), Paper("On TideQA", ABSTRACT)
    before = linker.link(paper)
    strict = linker.with_models(replace(linker.models, threshold=2.0, topic_threshold=2.0, version="strict"))
    assert strict.version != linker.version
    assert strict.link(paper).links == ()
    assert not [topic for topic in strict.link(paper).topics if topic.confidence]
    assert before.links
    assert any(topic.confidence for topic in before.topics)
    assert linker.link(paper) == before
