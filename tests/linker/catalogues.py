"""A small catalogue and topic scheme for tests of the linker."""

from __future__ import annotations

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.ground.text import fold

MODEL, DATASET, BENCHMARK, METHOD = (
    ArtifactType.MODEL,
    ArtifactType.DATASET,
    ArtifactType.BENCHMARK,
    ArtifactType.METHOD,
)


def entry(slug: str, name: str, *types: ArtifactType, aliases: tuple[str, ...] = (), **more: str) -> Entry:
    context = tuple(cue.strip() for cue in more.pop("context", "").split(",") if cue)
    ambiguous = frozenset({fold(name)}) if context else frozenset[str]()
    artifact = Artifact(slug, name, types, aliases, **more)  # type: ignore[arg-type]
    return Entry(artifact, ambiguous, context)


ENTRIES = (
    entry("llama", "LLaMA", MODEL, aliases=("Llama 1",)),
    entry("llama-2", "Llama 2", MODEL, family="llama"),
    entry("gpt", "GPT", MODEL),
    entry("gpt-4", "GPT-4", MODEL, family="gpt"),
    entry("gpt-4o", "GPT-4o", MODEL, variant_of="gpt-4"),
    entry("mmlu", "MMLU", BENCHMARK, DATASET, aliases=("Massive Multitask Language Understanding",)),
    entry("mmlu-pro", "MMLU-Pro", BENCHMARK, DATASET, variant_of="mmlu"),
    entry("gsm8k", "GSM8K", BENCHMARK, DATASET),
    entry("math", "MATH", BENCHMARK, DATASET, context="mathematical,math word problem,gsm8k"),
    entry("imagenet", "ImageNet", DATASET, BENCHMARK),
    entry("wikipedia", "Wikipedia", DATASET, context="*"),
    entry("lora", "LoRA", METHOD, aliases=("Low-Rank Adaptation",)),
    entry("rag", "RAG", METHOD, aliases=("Retrieval-Augmented Generation",)),
    entry("sgd", "SGD", METHOD, aliases=("stochastic gradient descent",), context="optimizer,gradient"),
    entry("sgd-dialogue", "SGD", DATASET, aliases=("Schema-Guided Dialogue",), context="dialogue"),
    entry("orca", "Orca", MODEL, context="language model,instruction"),
    entry("space", "SPACE", DATASET, context="*"),
    entry("yolov7", "YOLOv7", MODEL),
    entry("yolov7+", "YOLOv7+", MODEL),
)


def small_catalogue(*more: Entry) -> Catalogue:
    """The entries above and some more, indexed as the loader does."""
    index: dict[str, tuple[str, ...]] = {}
    entries = (*ENTRIES, *more)
    for item in entries:
        for name in item.names():
            index[name] = (*index.get(name, ()), item.slug)
    return Catalogue({item.slug: item for item in entries}, index, "test")


def small_scheme() -> TopicScheme:
    """Six concepts in three levels."""
    concepts = (
        Concept("machine-learning", "machine learning"),
        Concept("language-model", "language model", ("LM",), ("machine-learning",)),
        Concept("scaling-law", "scaling law", ("neural scaling law",), ("language-model",)),
        Concept("reward-modeling", "reward modeling", ("reward model",), ("machine-learning",)),
        Concept("rlhf", "reinforcement learning from human feedback", ("RLHF",), ("machine-learning",)),
        Concept("pre-training", "pre-training", (), ("machine-learning",)),
    )
    return TopicScheme({concept.slug: concept for concept in concepts}, "test")
