"""Names as machines write them: each is one mention of the catalogue's nearest entry or of a variant of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ground.records import Artifact, Paper
from kg.ground.schema import Role
from kg.linker.linker import load_linker
from kg.linker.mentions.candidates import find_candidates
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize
from tests.linker.identity.surfaces import catalogue, matcher

LEAST_LINKED = 0.95
CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "machine_names.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def artifacts_called(name: str) -> list[Artifact]:
    """The known artifacts whose mention is exactly the name."""
    text = read_paper(Paper("On noise", f"We evaluate {name} under input noise."))
    return [
        candidate.artifact
        for candidate in find_candidates(text, matcher())
        if candidate.artifact is not None and any(mention.surface == name for mention in candidate.mentions)
    ]


def slugs_in(text: str) -> list[str]:
    tokens = tokenize(text)
    return [match.artifact(match.entries[0]).slug for match in matcher().find(tokens)]


def test_there_are_enough_names_and_none_twice() -> None:
    assert len({name for name, _, _ in CASES}) == len(CASES) >= 120


@pytest.mark.parametrize(("name", "variant_of", "slug"), CASES)
def test_a_name_is_the_nearest_entry_or_its_variant(name: str, variant_of: str, slug: str) -> None:
    found = artifacts_called(name)
    assert slug in {artifact.slug for artifact in found}
    if variant_of:
        (artifact,) = (one for one in found if one.slug == slug)
        base = catalogue().get(variant_of)
        assert base is not None
        assert (artifact.variant_of, artifact.family) == (variant_of, base.artifact.family)


def test_nearly_all_are_linked_and_none_is_introduced_by_its_form() -> None:
    linker = load_linker()
    missed = []
    for name, _, slug in CASES:
        text = f"We evaluate {name} under input noise and find that its accuracy drops by a third."
        links = linker.link(Paper("A comparison of systems under noise", text)).links
        assert [link.artifact.slug for link in links if link.role is Role.INTRODUCES] == []
        if slug not in {link.artifact.slug for link in links}:
            missed.append(name)
    assert len(missed) <= (1 - LEAST_LINKED) * len(CASES), missed


@pytest.mark.parametrize(
    "names",
    [
        ("YOLOv8n", "YOLOv8-n", "YOLOv8-N", "YOLOv8-nano", "YOLOv8 Nano", "ultralytics/yolov8n"),
        ("DINOv2-g", "DINOv2-giant", "DINOv2 giant", "facebook/dinov2-giant"),
        ("o4-mini (high)", "o4-mini-high", "o4-mini (High)"),
        ("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet (2024-10-22)", "anthropic/claude-3.5-sonnet-20241022"),
        ("gpt-4o-2024-08-06", "GPT-4o-20240806", "GPT-4o (2024-08-06)", "openai/gpt-4o-2024-08-06"),
        ("Llama-3-8B-4bit", "Llama 3 8B-4bit", "Llama-3-8B-4-bit", "LLaMA3-8B-4bits"),
        ("Llama-2-13b-chat", "LLaMA2-13B-Chat", "meta-llama/Llama-2-13b-chat", "Llama 2 13B-chat"),
        ("Llama-3-8B-Instruct.Q4_K_M.gguf", "Llama-3-8B-Instruct-Q4_K_M-GGUF"),
        ("whisper-small.en", "Whisper small.en", "openai/whisper-small.en"),
        ("Llama 3.1-8B", "Llama 3.1 8B", "Llama-3.1-8B", "Meta-Llama-3.1-8B", "llama3.1:8b"),
        ("Grok 3 mini", "grok-3-mini", "Grok-3-Mini", "x-ai/grok-3-mini"),
    ],
)
def test_spellings_of_one_variant_give_one_slug(names: tuple[str, ...]) -> None:
    assert {artifact.slug for name in names for artifact in artifacts_called(name)} == {
        artifact.slug for artifact in artifacts_called(names[0])
    }
    assert all(artifacts_called(name) for name in names)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("FLAN-T5-11B", "flan-t5-11b"),
        ("Llama-2-chat-70B", "llama-2-chat-70b"),
        ("DeepSeekV3.2-Speciale-671B-A37B", "deepseek-v3.2-speciale-671b-a37b"),
        ("Mixtral-8x7B-Instruct", "mixtral-8x7b-instruct"),
        ("QwQ-32B-Preview", "qwq-32b-preview"),
        ("Swin-v2-Large", "swin-v2-large"),
        ("RecurrentGemma-IT-9B", "recurrentgemma-it-9b"),
        ("BLIP3-o-4B", "blip3-o-4b"),
    ],
)
def test_ids_that_variants_have_stay(name: str, slug: str) -> None:
    assert [artifact.slug for artifact in artifacts_called(name)] == [slug]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("GPT-4 8 times better", ["gpt-4"]),
        ("We give Llama 2 70 tasks", ["llama-2"]),
        ("Mistral large improvements are seen", ["mistral"]),
        ("Gemma 2 medium-sized models", ["gemma-2"]),
        ("LLaVA 1.5 times faster", ["llava"]),
        ("BERT 2.0 points higher", ["bert"]),
        ("T5 base rates", ["t5"]),
        ("GPT-2 small talk", ["gpt-2"]),
        ("Whisper small voices", ["whisper"]),
        ("SAM 2 base stations", ["sam-2"]),
        ("GPT-4 high scores", ["gpt-4"]),
        ("GPT-4 (high confidence)", ["gpt-4"]),
        ("GPT-4 (52%) wins", ["gpt-4"]),
        ("GPT-4 1024 tokens", ["gpt-4"]),
        ("GPT-4 2023 report", ["gpt-4"]),
        ("Qwen2.5 7B tokens", ["qwen2.5"]),
        ("Llama 3-shot prompting", ["llama"]),
        ("Llama 2-bit weights", ["llama"]),
        ("PaLM-E 3.5% better", ["palm-e"]),
        ("Mamba mini batches", ["mamba"]),
        ("LLaMA-7B-based agents", ["llama-7b"]),
        ("GPT-4/Llama-2-7B", ["gpt-4", "llama-2-7b"]),
        ("PointNet/PointNet++", ["pointnet", "pointnet++"]),
        ("YOLOv7/8", ["yolov7", "yolov8"]),
        ("models/methods and datasets/benchmarks", []),
        ("drop-base and flow-large", []),
        ("a bit Llama3-70B", ["llama-3-70b"]),
        ("github.com/openai/gym", []),
        ("ImageNet 256 × 256", ["imagenet-256x256"]),
    ],
)
def test_what_follows_a_name_is_not_swallowed(text: str, slugs: list[str]) -> None:
    assert slugs_in(text) == slugs


def test_variant_terms_tell_a_model_from_what_else_its_name_means() -> None:
    assert {entry.slug for entry in catalogue().candidates("BART")} > {"bart"}
    assert [artifact.slug for artifact in artifacts_called("BART-large")] == ["bart-large"]


def test_a_provider_is_part_of_the_mention() -> None:
    text = read_paper(Paper("On noise", "We run openai/gsm8k and meta-llama/Llama-3.1-8B-Instruct on it."))
    surfaces = {mention.surface for candidate in find_candidates(text, matcher()) for mention in candidate.mentions}
    assert {"openai/gsm8k", "meta-llama/Llama-3.1-8B-Instruct"} <= surfaces
