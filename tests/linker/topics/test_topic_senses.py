"""Topics mean what the paper means: acronyms that it spells out, words that fields share, lists of examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalogue.topic_scheme import Concept, TopicScheme, load_scheme
from kg.ground.records import Paper, TopicLink
from kg.linker.linker import load_linker
from kg.linker.mentions.abbreviations import find_abbreviations
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize
from kg.linker.topics.example_list import stands_in_examples
from kg.linker.topics.field_evidence import FieldEvidence, load_field_words
from kg.linker.topics.topic_candidates import ConceptFinder
from kg.linker.topics.topic_labels import ConceptMatcher

ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "data" / "topic_senses.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
OTHER = [(title, abstract) for slug, title, abstract in ROWS if slug == "other"]
LEARNING = [row for row in ROWS if row[0] != "other"]
#: What other fields speak of, too.
SHARED = {"application-domain", "ai-for-science"}


def topics(title: str, abstract: str) -> tuple[TopicLink, ...]:
    return load_linker().link(Paper(title=title, abstract=abstract)).topics


def slugs(title: str, abstract: str) -> set[str]:
    return {topic.slug for topic in topics(title, abstract)}


def test_papers_of_other_fields_get_no_topics_of_machine_learning() -> None:
    scheme = load_scheme()
    wrong = {}
    for title, abstract in OTHER:
        given = topics(title, abstract)
        learning = {
            one.slug for one in given if one.candidate or SHARED.isdisjoint(scheme.ancestors(one.slug))
        } - SHARED
        if learning:
            wrong[title] = learning
    assert len(OTHER) >= 60
    assert len(wrong) / len(OTHER) <= 0.05, wrong


def test_papers_of_machine_learning_keep_their_topics() -> None:
    missed = {title: slug for slug, title, abstract in LEARNING if slug not in slugs(title, abstract)}
    assert len(LEARNING) >= 60
    assert {slug for slug, _, _ in LEARNING} <= load_scheme().concepts.keys()
    assert len(missed) / len(LEARNING) <= 0.05, missed


@pytest.mark.parametrize(
    ("title", "abstract", "meant", "not_meant"),
    [
        (
            "Fast MPC for private training",
            "We train classifiers with multi-party computation (MPC). MPC hides the data of each party.",
            None,
            "model-predictive-control",
        ),
        (
            "RAG ratings of language models",
            "We propose RAG (red-amber-green) ratings of language models. Each RAG rating is a label of risk.",
            "language-model",
            "retrieval-augmented-generation",
        ),
        (
            "LDA for faces",
            "We compare LDA (linear discriminant analysis) with neural networks on face recognition.",
            "linear-discriminant-analysis",
            "topic-modeling",
        ),
        (
            "Traffic with a GAN",
            "A graph attention network (GAN) predicts traffic. The GAN outperforms recurrent models.",
            "graph-attention-network",
            "generative-adversarial-network",
        ),
        (
            "RAG for law",
            "We study retrieval-augmented generation (RAG) with language models. RAG cites more rulings.",
            "retrieval-augmented-generation",
            None,
        ),
        (
            "Judging LLMs",
            "We compare Llama-2 and Mistral (LLMs) as judges. LLM judges prefer long answers.",
            "large-language-model",
            None,
        ),
    ],
)
def test_what_a_paper_spells_an_acronym_out_as_wins(
    title: str, abstract: str, meant: str | None, not_meant: str | None
) -> None:
    found = slugs(title, abstract)
    assert meant is None or meant in found
    assert not_meant not in found


CONTROL = Concept("control", "model predictive control", ("MPC",))
PRIVATE = Concept("private", "multi-party computation")
CONTROLLED = Concept("controlled", "MPC of robots")


def places(abstract: str, *concepts: Concept) -> dict[str, list[str]]:
    scheme = TopicScheme({concept.slug: concept for concept in concepts}, "test")
    text = read_paper(Paper(title="Models that learn", abstract=abstract))
    return {
        one.slug: [tokens.span(match.first, match.last) for tokens, match in one.places]
        for one in ConceptFinder(scheme).concepts(text)
    }


def test_a_spelled_out_acronym_names_what_it_is_spelled_out_as() -> None:
    abstract = "We train models with multi-party computation (MPC). MPC of robots is slow, and MPC is private."
    found = places(abstract, CONTROL, PRIVATE, CONTROLLED)
    assert found == {"private": ["multi-party computation", "MPC", "MPC", "MPC"]}
    found = places("We train models with model-predictive control (MPC). MPC of robots is slow.", CONTROL, CONTROLLED)
    assert found == {"control": ["model-predictive control", "MPC", "MPC"], "controlled": ["MPC of robots"]}


def test_a_hidden_acronym_that_no_label_spells_out_is_left_alone() -> None:
    pointing = Concept("pointing", "joint embedding", hidden_labels=("CLIP",))
    assert "pointing" in places("We train with Contrastive Language-Image Pretraining (CLIP).", pointing)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RAG (red-amber-green) it is", [("red-amber-green", "RAG")]),
        ("RAG (red-amber) it is", []),
        ("RAG (old) is", []),
    ],
)
def test_one_hyphenated_word_spells_an_acronym_out(text: str, expected: list[tuple[str, str]]) -> None:
    tokens = tokenize(text)
    pairs = [
        (tokens.span(one.long_first, one.long_last), tokens.span(one.short_first, one.short_last))
        for one in find_abbreviations(tokens)
    ]
    assert pairs == expected


def test_words_beside_a_shared_word_speak_against_it() -> None:
    abstract = (
        "We train a convolutional network on vibration signals of oil-filled power transformers. The network detects "
        "winding faults with higher accuracy than support vector machines."
    )
    found = slugs("Deep learning detects faults of power transformers", abstract)
    assert "transformer" not in found
    assert {"convolutional-neural-network", "deep-learning"} <= found


def test_a_title_that_says_little_is_not_turned_away() -> None:
    assert "attention-mechanism" in {one.slug for one in topics("Attention mechanisms revisited", "")}


def test_the_evidence_of_a_word_counts_once_and_that_of_a_place_leaves_the_word_out() -> None:
    weights = load_field_words()
    tokens = tokenize("Pruning pruned models of patients prunes models.")
    evidence = FieldEvidence((tokens,))
    known = weights["model"] + weights["pati"] + weights.get("prun", 0.0)
    assert evidence.of_paper == pytest.approx(known)
    assert evidence.without({"prun"}) == pytest.approx(weights["model"] + weights["pati"])
    assert evidence.beside(tokens, 0, 1) == pytest.approx(weights["model"] + weights["pati"])
    assert not evidence.is_plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tasks such as parsing", True),
        ("tasks (e.g., tagging, parsing)", True),
        ("tasks, including tagging and parsing", True),
        ("tasks; for example, parsing", True),
        ("tasks such as tagging, and we study parsing", False),
        ("tagging (e.g., of verbs) and parsing", False),
        ("such parsing", False),
        ("We tag. Parsing", False),
    ],
)
def test_lists_of_examples_are_known(text: str, expected: bool) -> None:
    matcher = ConceptMatcher(TopicScheme({"parsing": Concept("parsing", "parsing")}, "test"))
    tokens = tokenize(text)
    (match,) = matcher.find(tokens)
    assert stands_in_examples(tokens, match) == expected


def test_what_is_only_an_example_is_weaker() -> None:
    title, rest = "Small encoders", "We pretrain small encoders on two datasets."

    def confidence(abstract: str) -> float:
        given = {topic.slug: topic.confidence for topic in topics(title, abstract)}
        return given["named-entity-recognition"]

    example = confidence(f"{rest} They help on tasks such as named entity recognition.")
    studied = confidence(f"{rest} They help, and named entity recognition is our task.")
    assert example < studied
