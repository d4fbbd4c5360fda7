"""A paper as the linker reads it, and the way back to the paper as it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, Result, TopicLink
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField
from kg.linker.text.cleaned_text import CleanedText, clean_steps
from kg.linker.text.paper_text import clean_field, read_paper
from kg.linker.text.tokens import MAX_CHARACTERS
from kg.linker.text.word_edges import settle_word_edges

MARKED = Paper(r"\textbf{Heron}: a model", "We use **Tern** on Hella- Swag. It wins.", date="2024")


def test_plain_fields_are_read_as_they_are() -> None:
    paper = Paper("Heron", "We use Tern.")
    text = read_paper(paper)
    assert text.paper is paper
    assert text.shown is paper
    assert text.cleaned == {}
    assert text.fields == (text.title, text.abstract)
    assert (text.title.field, text.abstract.field) == (TextField.TITLE, TextField.ABSTRACT)


def test_marked_fields_are_cleaned_and_all_else_is_kept() -> None:
    text = read_paper(MARKED)
    assert (text.paper.title, text.paper.abstract) == ("Heron: a model", "We use Tern on HellaSwag. It wins.")
    assert text.paper.date == "2024"
    assert text.shown is MARKED
    assert set(text.cleaned) == {TextField.TITLE, TextField.ABSTRACT}
    assert set(read_paper(Paper("Heron", "**Tern**")).cleaned) == {TextField.ABSTRACT}


def test_a_title_of_markup_alone_is_still_a_title() -> None:
    text = read_paper(Paper("<b></b>", "We use Tern."))
    assert text.paper.title == " "
    assert text.title.words == ()
    assert text.is_excerpt


def test_lower_case_has_both_fields_with_spaces_around() -> None:
    assert read_paper(Paper("Heron", "We use TERN")).lower == " heron we use tern "


def test_only_so_many_characters_are_read() -> None:
    paper = Paper("Heron", "a " * MAX_CHARACTERS)
    text = read_paper(paper)
    assert len(text.lower) <= 2 * MAX_CHARACTERS + 3
    assert text.abstract.ends[-1] <= MAX_CHARACTERS
    assert clean_field("**b** " * MAX_CHARACTERS).shown == "**b** " * MAX_CHARACTERS


@pytest.mark.parametrize(
    ("title", "abstract", "is_excerpt"),
    [
        ("-", "We use Tern.", True),
        ("-", "We use Tern. It wins.", True),
        ("-", "We use Tern. It wins. We stop.", False),
        ("3.5", "We use Tern.", True),  # no letter
        ("Tern", "We use Tern.", False),
        ("-", "", True),
    ],
)
def test_an_excerpt_is_a_sentence_or_two_without_a_title(title: str, abstract: str, is_excerpt: bool) -> None:
    assert read_paper(Paper(title, abstract)).is_excerpt is is_excerpt


def evidence(field: TextField, text: str, words: str) -> Evidence:
    start = text.index(words)
    return Evidence(field, start, start + len(words), words, 0, len(text))


def test_evidence_is_led_back_to_what_is_shown() -> None:
    text = read_paper(MARKED)
    read = evidence(TextField.ABSTRACT, text.paper.abstract, "HellaSwag")
    shown = text.shown_evidence(read)
    assert shown.text == "Hella- Swag" == MARKED.abstract[shown.start : shown.end]
    assert shown.sentence_start <= shown.start < shown.end <= shown.sentence_end
    title = evidence(TextField.TITLE, text.paper.title, "Heron")
    assert (
        text.shown_evidence(title).text == MARKED.title[text.shown_evidence(title).start :][: len("Heron")] == "Heron"
    )
    plain = read_paper(Paper("Heron", "We use Tern."))
    assert plain.shown_evidence(read) is read


def reading_of(paper: Paper, *pieces: Evidence) -> Reading:
    artifact = Artifact("tern", "Tern", (ArtifactType.MODEL,))
    result = Result(model="tern", value="1", kind=ResultKind.SCORE, evidence=pieces[0])
    return Reading(
        paper,
        (Link(artifact, ArtifactType.MODEL, Role.USES, 0.9, pieces),),
        (TopicLink("birds", "birds", True, 0.5, (), pieces),),
        (result,),
        ("https://a.org",),
    )


def test_all_evidence_of_a_reading_is_led_back_and_equal_pieces_become_one() -> None:
    text = read_paper(MARKED)
    piece = evidence(TextField.ABSTRACT, text.paper.abstract, "Tern")
    shown = text.shown_reading(reading_of(text.paper, piece, piece))
    assert shown.paper is MARKED
    (link,), (topic,), (result,) = shown.links, shown.topics, shown.results
    assert len(link.evidence) == len(topic.evidence) == 1
    for each in (*link.evidence, *topic.evidence, result.evidence):
        assert MARKED.abstract[each.start : each.end] == each.text == "Tern"
    assert shown.urls == ("https://a.org",)


def test_a_reading_of_a_plain_paper_is_shown_as_it_is() -> None:
    text = read_paper(Paper("Heron", "We use Tern."))
    reading = reading_of(text.paper, evidence(TextField.ABSTRACT, "We use Tern.", "Tern"))
    assert text.shown_reading(reading) is reading


def test_steps_that_have_nothing_to_do_leave_no_trace() -> None:
    assert clean_steps("plain", settle_word_edges, lambda _: None) == CleanedText("plain", "plain")
    twice = clean_steps("我C4 a- b", settle_word_edges, settle_word_edges)
    assert twice.text == "我 C4 a-b"
    assert len(twice.steps) == 1, "what is settled is settled"


@given(st.text("Tern$*{}\\_^ 我4-.", max_size=40))
def test_evidence_of_every_stretch_is_exact_and_has_its_brackets(abstract: str) -> None:
    cleaned = clean_field(abstract)
    for start in range(0, len(cleaned.text), 3):
        end = min(len(cleaned.text), start + 4)
        read = Evidence(TextField.ABSTRACT, start, end, cleaned.text[start:end], 0, len(cleaned.text))
        shown = cleaned.shown_evidence(read)
        assert abstract[shown.start : shown.end] == shown.text
        assert shown.sentence_start <= shown.start <= shown.end <= shown.sentence_end
