"""Labelled examples: what an annotation makes of the candidates of a paper, and of a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalogue.loading import load_catalogue
from kg.ground.errors import InputError
from kg.linker.examples import NOT_DATA, Example, paper_examples, read_annotations, read_sentences, sentence_examples
from kg.linker.features import EXCERPT
from kg.linker.matching import AliasMatcher


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


def test_faults_of_a_file_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1", "title": "A", "entities": []}\n\n[]\n', "utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:3: no JSON object"):
        read_annotations(path)
    path.write_text('{"id": "1", "text": "A", "spans": []}\n', "utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:1: no named"):
        read_sentences(path)
