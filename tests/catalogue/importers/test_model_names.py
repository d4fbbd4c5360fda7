"""Names of models and methods out of what registries list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.importers.method_names import method_context, method_name
from kg.catalogue.importers.model_names import architecture_name, model_name


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("Heron-2-7B-Instruct", "Heron-2"), ("heron-2-20240806", "heron-2"), ("BirdLab: Heron 2 70B", "Heron 2"),
        ("birdlab/Heron-2", "Heron-2"), ("Heron 2 (preview)", "Heron 2"), ("Heron2_5-32k", "Heron2.5"),
        ("Heron-2.5", "Heron-2.5"), ("heron-haiku-4-5", "heron-haiku-4.5"), ("Heron-7B-chat-v0.2", "Heron"),
        ("Heron v1.5", "Heron v1.5"), ("Heron（新）", "Heron"),
        ("a/b/Heron", None), ("Heron-GGUF", None), ("Heron-4bit", None), ("heron:free", None), ("Heron+Tern", None),
        ("grey heron", None), ("HeronForCausalLM", None), ("HeronTokenizer", None), ("He", None), ("", None),
        ("Heron-7B-Tuned", None), ("One Two Three Four Five", None), ("H" * 41, None), ("heron.model", None),
        ("7B", None),
    ],
)  # fmt: skip
def test_the_name_of_a_model(listed: str, name: str | None) -> None:
    assert model_name(listed) == name


PARTS = ["Heron", "2", "7B", "Instruct", "32k", "-", " ", "_", "preview", "20240806", "v1.5", "/", "("]


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_a_name_is_a_name_of_itself(listed: str) -> None:
    name = model_name(listed)
    assert name is None or model_name(name) in (name, None)


@pytest.mark.parametrize("unit", ["-7B", "(", "a: ", "-v1", "_1"])
def test_hostile_names_are_read(unit: str) -> None:
    assert model_name("Heron" + unit * 2_000) is None


@pytest.mark.parametrize(
    ("listed", "name"),
    [("tf_efficientnetv2_s", "efficientnetv2"), ("vit_base_patch16", None), ("convnext_tiny", "convnext"),
     ("resnet50", None), ("poolformer", "poolformer"), ("", None), ("net_a", None)],
)  # fmt: skip
def test_the_architecture_of_a_configuration(listed: str, name: str | None) -> None:
    assert architecture_name(listed) == name


@pytest.mark.parametrize(
    ("listed", "name"),
    [("AdaTide", "AdaTide"), ("Tide Flow", "Tide Flow"), ("tide.audio", "tide.audio"), ("tide flow", None),
     ("a_b", None), ("Tide (new)", None), ("A B C", "A B C"), ("A B C D", None), ("AB", None), ("T" * 33, None),
     ("", None)],
)  # fmt: skip
def test_the_name_of_a_method(listed: str, name: str | None) -> None:
    assert method_name(listed) == name


def test_names_that_are_words_need_a_cue_of_their_kind() -> None:
    assert "adamw" in method_context("optimizer")
    assert method_context("tides") == "*"
