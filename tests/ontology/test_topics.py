"""The topic scheme keeps the rules that its head promises, read with rdflib as an independent parser."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef

BASE = "https://w3id.org/paperatlas/topic/"
SCHEME = URIRef(BASE)
TOPICS = Path(__file__).resolve().parents[2] / "ontology" / "topics.ttl"
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
REQUIRED = (
    "scaling law",
    "reward modeling",
    "instruction tuning",
    "mixture of experts",
    "model merging",
    "machine unlearning",
    "tool use",
    "long context",
    "test-time compute",
    "personality of language models",
    "treatment effect estimation",
)


@pytest.fixture(scope="module")
def scheme() -> Graph:
    return Graph().parse(TOPICS, format="turtle")


@pytest.fixture(scope="module")
def concepts(scheme: Graph) -> list[URIRef]:
    return sorted(node for node in scheme.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef))


def slug_of(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")


def singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def folded(label: str) -> str:
    """Case, spaces, hyphens and plurals away: the differences that do not make another label."""
    return "".join(singular(word) for word in re.split(r"[\s\-_–—‐/]+", label.casefold()))


def broader_of(scheme: Graph, concept: URIRef) -> set[URIRef]:
    """Every concept above, the concept itself only if it is in a cycle."""
    above: set[URIRef] = set()
    waiting = list(scheme.objects(concept, SKOS.broader))
    while waiting:
        parent = waiting.pop()
        assert isinstance(parent, URIRef), (concept, parent)
        if parent not in above:
            above.add(parent)
            waiting += scheme.objects(parent, SKOS.broader)
    return above


def test_the_scheme_describes_itself(scheme: Graph) -> None:
    assert (SCHEME, RDF.type, SKOS.ConceptScheme) in scheme
    assert scheme.value(SCHEME, DCTERMS.license) == URIRef("https://spdx.org/licenses/Apache-2.0")
    for term in (DCTERMS.title, DCTERMS.description, OWL.versionInfo):
        assert scheme.value(SCHEME, term), term


def test_there_are_enough_concepts_and_the_terms_of_the_field(concepts: list[URIRef]) -> None:
    assert len(concepts) >= 350
    assert {BASE + slug_of(term) for term in REQUIRED} <= {str(concept) for concept in concepts}


def test_every_concept_is_complete(scheme: Graph, concepts: list[URIRef]) -> None:
    for concept in concepts:
        [label] = scheme.objects(concept, SKOS.prefLabel)
        [definition] = scheme.objects(concept, SKOS.definition)
        assert str(concept) == BASE + slug_of(str(label)), label
        assert str(definition).endswith("."), concept
        assert (concept, SKOS.inScheme, SCHEME) in scheme, concept
        assert len(list(scheme.objects(concept, SKOS.broader))) <= 2, concept


def test_labels_are_tidy_english(scheme: Graph) -> None:
    for predicate in (*LABELS, SKOS.definition):
        for concept, text in scheme.subject_objects(predicate):
            assert isinstance(text, Literal), (concept, text)
            assert text.language == "en", (concept, text)
            assert str(text) == " ".join(text.split()) != "", (concept, text)


def test_no_label_belongs_to_two_concepts(scheme: Graph) -> None:
    owners = defaultdict(set)
    for predicate in LABELS:
        for concept, label in scheme.subject_objects(predicate):
            owners[folded(str(label))].add(concept)
    assert {key: sorted(map(str, found)) for key, found in owners.items() if len(found) > 1} == {}


def test_no_label_is_given_twice(scheme: Graph, concepts: list[URIRef]) -> None:
    for concept in concepts:
        given = [str(label) for predicate in LABELS for label in scheme.objects(concept, predicate)]
        assert len(given) == len(set(given)), concept


def test_no_hidden_label_is_also_a_name(scheme: Graph, concepts: list[URIRef]) -> None:
    for concept in concepts:
        names = {
            folded(str(name)) for term in (SKOS.prefLabel, SKOS.altLabel) for name in scheme.objects(concept, term)
        }
        hidden = {folded(str(label)) for label in scheme.objects(concept, SKOS.hiddenLabel)}
        assert names & hidden == set(), concept


@pytest.mark.parametrize(
    ("concept", "cue"),
    [
        ("legal-artificial-intelligence", "recidivism"),
        ("political-bias", "ideology"),
        ("treatment-effect-estimation", "potential outcome"),
    ],
)
def test_cues_are_no_names(scheme: Graph, concept: str, cue: str) -> None:
    label = Literal(cue, lang="en")
    assert (URIRef(BASE + concept), SKOS.hiddenLabel, label) in scheme
    assert (None, SKOS.altLabel, label) not in scheme


@pytest.mark.parametrize(
    ("concept", "name"),
    [
        ("test-time-compute", "test-time scaling"),
        ("large-language-model-evaluation", "language model evaluation"),
        ("conditional-average-treatment-effect", "CATE"),
        ("agentic-search", "search agent"),
        ("video-inpainting", "video completion"),
    ],
)
def test_other_names_are_names(scheme: Graph, concept: str, name: str) -> None:
    assert (URIRef(BASE + concept), SKOS.altLabel, Literal(name, lang="en")) in scheme


def test_every_concept_reaches_a_top_concept_and_none_is_above_itself(scheme: Graph, concepts: list[URIRef]) -> None:
    tops = set(scheme.subjects(SKOS.topConceptOf, SCHEME))
    assert 15 <= len(tops) <= 20
    assert tops == set(scheme.objects(SCHEME, SKOS.hasTopConcept))
    for concept in concepts:
        above = broader_of(scheme, concept)
        assert concept not in above
        assert bool(above & tops) != (concept in tops), concept


def test_links_stay_inside_the_scheme_and_related_is_symmetric(scheme: Graph, concepts: list[URIRef]) -> None:
    known = set(concepts)
    assert set(scheme.objects(None, SKOS.broader)) <= known
    for one, other in scheme.subject_objects(SKOS.related):
        assert isinstance(one, URIRef)
        assert other in known
        assert (other, SKOS.related, one) in scheme
        assert other not in broader_of(scheme, one), (one, other)  # SKOS integrity condition S27


def test_the_file_is_in_the_order_that_its_head_promises() -> None:
    text = TOPICS.read_text(encoding="utf-8")
    slugs = re.findall(r"^topic:([a-z0-9-]+)$", text, re.MULTILINE)
    assert all(one < other for one, other in pairwise(slugs))
    for block in re.findall(r"skos:(?:altLabel|hiddenLabel) ([^;]+) ;", text):
        labels = re.findall(r'"([^"]+)"@en', block)
        assert labels == sorted(labels, key=lambda label: (label.casefold(), label))
    assert max(map(len, text.splitlines())) <= 200
    assert text.endswith(" .\n")
