"""Variants by rule: what is a chain of terms behind a name, and one slug for every spelling of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.identifiers import SLUG
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.linker.mentions.variants import (
    attached_term,
    counts_in_letters,
    derive_variant,
    is_bracketed_term,
    is_size,
    is_spaced_term,
    is_spaced_version,
    is_spaced_word,
    is_variant_tail,
    takes_variants,
)


def model(slug: str, name: str, **more: str) -> Artifact:
    return Artifact(slug, name, (ArtifactType.MODEL,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "tail",
    [
        "-7B", " 7B", "_7b", ":7b", "-0.5B", "-8x7B", "-7B-Instruct", "-7B-chat-hf", "-A3B", "-large", "-base-uncased",
        "-2024-08-06", "-20240806", "-0613", "-v2", "-v0.1", "-3.5", "-int4", "-fp8", "-w4a16", "-4bit", "-4-bit",
        "-Q4_K_M", "-AWQ", "-GPTQ-Int4", "-GGUF", ".gguf", "-32k", "-in21k", "-patch16", "@336px", "-non-thinking",
        "‑7B",  # another dash
    ],
)  # fmt: skip
def test_terms_that_publishers_append(tail: str) -> None:
    assert is_variant_tail(tail)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "-",
        "7B",
        "-based",
        "-7Bench",
        "-7B-",
        "--7B-x",
        "-tuned",
        " and",
        "-Bench",
        "-7B and 13B",
        "-7B-based",
        "-n",
    ],
)
def test_what_follows_is_no_chain_of_terms(tail: str) -> None:
    assert not is_variant_tail(tail)


@pytest.mark.parametrize(
    ("tail", "stem", "is_tail"),
    [
        ("-pro", "Gemini", False), ("-pro", "Gemini-1.5", True), ("-7B-vision", "Llama", True),
        ("-vision", "Llama", False), ("-zero", "R1", True), ("-zero", "", False),
        ("n", "YOLOv8", True), ("x-seg", "YOLO11", True), ("-g", "DINOv2", True), ("-L/14", "EVA-02", True),
        ("/14", "ViT-B", True), ("n", "GPT-4", False), ("/8", "YOLOv7", False), ("-Q", "YOLOv8", False),
    ],
)  # fmt: skip
def test_terms_that_count_only_behind_some_names(tail: str, stem: str, is_tail: bool) -> None:
    assert is_variant_tail(tail, stem) is is_tail


@pytest.mark.parametrize(
    ("name", "counts"), [("YOLOv8", True), ("DINOv2", True), ("ViT-B", True), ("SAM2", True), ("SAMsum", False),
                         ("GPT-4", False), ("", False), ("MAE", True), ("MAESTRO", False)],
)  # fmt: skip
def test_families_that_count_in_letters(name: str, counts: bool) -> None:
    assert counts_in_letters(name) is counts


@pytest.mark.parametrize(
    ("word", "place"),
    [("YOLOv8n", 6), ("YOLOv8n-seg", 6), ("ResNet50x2", 8), ("v8", None), ("n", None), ("", None), ("GPT-4o", None),
     ("3d", None), ("8m2", 1), ("2nd", None)],
)  # fmt: skip
def test_where_an_attached_letter_begins(word: str, place: int | None) -> None:
    assert attached_term(word) == place


@pytest.mark.parametrize(
    ("word", "is_term"),
    [("405B", True), ("8x22B", True), ("A3B", True), ("Instruct", True), ("instruct", False), ("large-v3", True),
     ("30B-A3B", True), ("large-scale", False), ("7", False), ("", False), ("Q4_K", True), ("two-B", False)],
)  # fmt: skip
def test_tokens_that_go_on_with_a_name(word: str, is_term: bool) -> None:
    assert is_spaced_term(word) is is_term


def test_words_and_versions_that_may_go_on_with_a_name() -> None:
    assert all(map(is_spaced_word, ("mini", "base", "xl", "small.en", "0613")))
    assert not any(map(is_spaced_word, ("Mini", "minimal", "0653", "2024", "")))
    assert all(map(is_spaced_version, ("2.0", "v2", "V3.1", "10.12")))
    assert not any(map(is_spaced_version, ("2", "2.0.1", "v", "2.", "x2.0", "")))


@pytest.mark.parametrize(
    ("words", "is_term"),
    [("high", True), ("HIGH", True), ("xhigh", True), ("no thinking", True), ("non-reasoning", True), ("int8", True),
     ("4-bit", True), ("2024-08-06", True), ("0613", True), ("2506", True), ("2513", False), ("7B", False),
     ("ours", False), ("high performance", False), ("", False)],
)  # fmt: skip
def test_words_in_brackets_that_say_which_variant_it_is(words: str, is_term: bool) -> None:
    assert is_bracketed_term(words) is is_term


@pytest.mark.parametrize(
    ("word", "size"),
    [("7B", True), ("7b", True), ("0.5B", True), ("350M", True), ("8x7B", True), ("7B-chat", True), ("7BB", False),
     ("B", False), ("7 B", False), ("x7B", False), ("", False)],
)  # fmt: skip
def test_sizes(word: str, size: bool) -> None:
    assert is_size(word) is size


LLAMA = model("llama-2", "Llama 2", family="llama", organisation="Meta", arxiv="2307.09288", hub_id="m/l", date="2023")


@pytest.mark.parametrize(
    ("spellings", "slug"),
    [
        (("-7B", " 7b", "_7B", ":7b", "‑7B"), "llama-2-7b"),
        (("-13b-Chat", " 13B-chat", " 13B chat"), "llama-2-13b-chat"),
        (("-4bit", "-4-bit", " 4-bits"), "llama-2-4bit"),
        (("-20240806", "-2024-08-06", " (2024-08-06)"), "llama-2-2024-08-06"),
        ((" (high)", "-high"), "llama-2-high"),
        ((".gguf", "-GGUF"), "llama-2-gguf"),
    ],
)
def test_each_spelling_of_a_variant_has_one_slug(spellings: tuple[str, ...], slug: str) -> None:
    assert {derive_variant(LLAMA, tail).slug for tail in spellings} == {slug}


def test_a_variant_keeps_what_holds_for_it_and_drops_what_is_said_of_its_base() -> None:
    derived = derive_variant(LLAMA, "-7B")
    assert (derived.variant_of, derived.family, derived.organisation) == ("llama-2", "llama", "Meta")
    assert (derived.aliases, derived.date, derived.hub_id, derived.arxiv) == ((), None, None, None)
    assert (derived.source, derived.known) == ("derived", LLAMA.known)


def test_anthropic_writes_dates_without_hyphens() -> None:
    claude = model("claude-3", "Claude 3", organisation="Anthropic")
    assert derive_variant(claude, "-2024-02-29").slug == derive_variant(claude, "-20240229").slug == "claude-3-20240229"


@pytest.mark.parametrize(
    ("tail", "name"),
    [("-7B", "Llama 2-7B"), (" 7B-chat", "Llama 2 7B-chat"), ("_7B_chat", "Llama 2-7B-chat"),
     (" (high)", "Llama 2 (high)"), ("@336px", "Llama 2@336px")],
)  # fmt: skip
def test_the_name_shows_the_terms_as_they_are_joined(tail: str, name: str) -> None:
    assert derive_variant(LLAMA, tail).name == name


def test_a_letter_is_spelled_out_in_families_that_count_in_letters_only() -> None:
    yolo = model("yolov8", "YOLOv8")
    assert {derive_variant(yolo, tail).slug for tail in ("n", "-n", "N", "-nano")} == {"yolov8-nano"}
    assert derive_variant(yolo, "m-seg").slug == "yolov8-medium-seg"
    assert derive_variant(LLAMA, "-n").slug == "llama-2-n"


TERMS = ["7B", "chat", "Instruct", "4-bit", "AWQ", "v2", "fp8", "0613"]


@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=4), st.sampled_from("-_ :"))
def test_slugs_are_slugs_whatever_joins_the_terms(terms: list[str], joint: str) -> None:
    derived = derive_variant(LLAMA, joint + joint.join(terms))
    assert SLUG.fullmatch(derived.slug)
    assert derived.slug == derive_variant(LLAMA, "-" + "-".join(terms).lower()).slug
    assert derived.slug.startswith("llama-2-")
    assert is_variant_tail(joint + joint.join(terms))


def test_models_take_variants_and_nothing_else_does() -> None:
    assert takes_variants(LLAMA)
    assert takes_variants(Artifact("x", "XY", (ArtifactType.METHOD, ArtifactType.MODEL)))
    assert not takes_variants(Artifact("x", "XY", (ArtifactType.DATASET,)))
    assert not takes_variants(model("x", "X"))


@pytest.mark.parametrize("unit", ["-7B", "-x", "x", "-Q4_K", "-4-bit-", "(", "-non-"])
def test_a_long_tail_is_read_in_linear_time(unit: str) -> None:
    tail = unit * 3_000
    assert isinstance(is_variant_tail(tail, "Llama-2"), bool)
    assert isinstance(is_spaced_term(tail[1:]), bool)
