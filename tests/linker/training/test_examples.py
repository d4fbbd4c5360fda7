"""Labelled examples: what an annotation makes of the candidates of a paper, and of a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.topic_scheme import load_scheme
from kg.ground.errors import InputError
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.scoring.candidate_features import EXCERPT
from kg.linker.topics.topic_candidates import ConceptFinder
from kg.linker.training.examples import (
    NOT_DATA,
    Example,
    paper_examples,
    read_annotations,
    read_sentences,
    sentence_examples,
    topic_examples,
)


def matcher() -> AliasMatcher:
    return AliasMatcher(load_catalogue())


def named(examples: list[Example], key: str) -> Example:
    found = [example for example in examples if f"name={key}" in example.features]
    assert len(found) == 1, f"{key}: {[example.features[:3] for example in examples]}"
    return found[0]


def test_a_candidate_of_a_paper_is_what_the_annotation_says() -> None:
    paper = {
        "id": "p",
        "title": "TideNet",
        "abstract": "We train TideNet with GPT-4 on SandQA, as BERT was.",
        "entities": [
            {"name": "TideNet", "type": "model", "role": "introduces", "mentions": [["title", "TideNet"]]},
            {"name": "SandQA", "type": "dataset", "role": "trainsOn", "mentions": [["abstract", "SandQA"]]},
            {"name": "BERT", "type": "model", "role": "mentions", "mentions": [["abstract", "BERT"]], "unsure": True},
        ],
    }
    examples = paper_examples(paper, matcher(), weight=2.0)
    tide, gpt = named(examples, "tidenet"), named(examples, "gpt4")
    assert (tide.positive, tide.type, tide.role, tide.weight) == (True, "model", "introduces", 2.0)
    assert tide.case is not None
    assert tide.case.kind == "model"
    assert (gpt.positive, gpt.type, gpt.case) == (False, None, None)
    assert not any("name=bert" in example.features for example in examples), "nobody is sure of it"


def test_of_a_partial_annotation_only_what_was_decided_teaches() -> None:
    paper = {
        "id": "p",
        "title": "TideNet",
        "abstract": "We train TideNet with GPT-4 on SandQA, as BERT was on MMLU.",
        "partial": True,
        "entities": [
            {"name": "SandQA", "type": "dataset", "role": "trainsOn", "mentions": [["abstract", "SandQA"]]},
            {"name": "BERT", "type": "model", "role": "mentions", "mentions": [], "undecided": True},
        ],
        "rejected": [{"name": "TideNet", "mentions": [["abstract", "TideNet"]]}],
    }
    examples = paper_examples(paper, matcher())
    sand, tide, bert = (named(examples, key) for key in ("sandqa", "tidenet", "bert"))
    assert (sand.positive, sand.type, sand.role) == (True, "dataset", "trainsOn")
    assert (tide.positive, tide.type, tide.case) == (False, None, None)
    assert (bert.positive, bert.type, bert.role) == (None, None, None), "nobody has decided"
    assert bert.case is not None, "it is a neighbour of the others"
    assert not any("name=gpt4" in example.features for example in examples), "nobody says whether it is one"
    whole = paper_examples(paper | {"partial": False}, matcher())
    assert named(whole, "gpt4").positive is False, "of a whole annotation what is not there is none"


def test_a_sentence_teaches_datasets_and_what_is_none() -> None:
    text = "We use SandQA dataset and the tides dataset with QuuxNet for parsing, beside ImageNet."
    spans = [("SandQA dataset", "dataset", True), ("the tides dataset", "dataset", False), ("parsing", "task", False)]
    sentence = {
        "id": "s",
        "text": text,
        "spans": [[text.index(words), text.index(words) + len(words), kind, words] for words, kind, _ in spans],
        "named": [is_name for *_, is_name in spans],
    }
    examples = sentence_examples(sentence, matcher(), weight=0.5)
    sand, net, missed = (named(examples, key) for key in ("sandqa", "quuxnet", "imagenet"))
    assert (sand.positive, sand.type, sand.weight) == (True, "dataset", 0.5)
    assert (net.positive, net.type) == (None, NOT_DATA)
    assert (missed.positive, missed.type) == (False, None), "a known dataset that nobody marked is no name there"
    assert all(example.case is None for example in examples)
    assert all(name.startswith(EXCERPT) for name in sand.type_features)
    assert f"{EXCERPT}name=sandqa" in sand.features


def test_names_and_spans_are_annotated_as_the_paper_shows_them() -> None:
    paper = {
        "id": "p",
        "title": "Tides",
        "abstract": r"We train $\textbf{Tide}^2$Net here.",
        "entities": [
            {"name": r"$\textbf{Tide}^2$Net", "type": "model", "role": "introduces", "mentions": []},
        ],
    }
    assert named(paper_examples(paper, matcher()), "tide2net").positive
    text = r"We \emph{really} \emph{do} \emph{like} SandQA and parsing."
    start = text.index("SandQA")
    sentence = {"id": "s", "text": text, "spans": [[start, start + 6, "dataset", "SandQA"]], "named": [True]}
    assert named(sentence_examples(sentence, matcher()), "sandqa").positive


def test_faults_of_a_file_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1", "title": "A", "entities": []}\n\n[]\n', "utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:3: no JSON object"):
        read_annotations(path)
    path.write_text('{"id": "1", "title": null, "entities": []}', "utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:1: no title"):
        read_annotations(path)
    with pytest.raises(InputError, match=r"y\.jsonl: No such file"):
        read_annotations(tmp_path / "y.jsonl")


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        ('"spans": []', "no named"),
        ('"spans": [], "named": [true]', "not as many spans as named"),
        ('"spans": [[0, 1]], "named": [true]', "a span is no"),
        ('"spans": [["0", "1", "dataset", "A"]], "named": [true]', "a span is no"),
    ],
)
def test_faults_of_a_sentence_are_named_with_their_line(rest: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f'{{"id": "1", "text": "A", {rest}}}\n', "utf-8")
    with pytest.raises(InputError, match=rf"x\.jsonl:1: {problem}"):
        read_sentences(path)


def test_a_line_ends_at_a_line_feed_only(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1", "title": "A\u2028B\x85C", "entities": []}\r\n', "utf-8", newline="")
    assert [paper["title"] for paper in read_annotations(path)] == ["A\u2028B\x85C"]


def test_predictions_can_be_learnt_from_and_mentions_may_be_left_out() -> None:
    predicted = {"name": "Tide Net", "type": "model", "role": "introduces", "mentions": [{"text": "TideNet"}]}
    bare = {"name": "GPT-4", "type": "model", "role": "uses"}
    paper = {"id": 7, "title": "TideNet", "abstract": None, "entities": [bare, predicted]}
    tide = named(paper_examples(paper, matcher()), "tidenet")
    assert (tide.positive, tide.paper) == (True, "7")


def test_topics_that_a_paper_names_are_right_or_wrong() -> None:
    finder = ConceptFinder(load_scheme())
    topics = [{"label": "Machine Translation", "primary": True}, {"label": "no such topic"}]
    paper = {"id": "p", "title": "Machine translation by reinforcement learning", "topics": topics, "entities": []}
    examples = topic_examples(paper, finder, weight=3.0)
    judged = {name: e for e in examples for name in e.features if name.startswith("topic:slug=")}
    right, wrong = judged["topic:slug=machine-translation"], judged["topic:slug=reinforcement-learning"]
    assert (right.positive, right.primary, right.weight) == (True, True, 3.0)
    assert (wrong.positive, wrong.primary) == (False, False)
    assert topic_examples(paper | {"topics": []}, finder) == []
