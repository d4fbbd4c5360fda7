"""The topic scheme: concepts, hierarchy, faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.catalogue.topic_scheme import Concept, load_scheme
from kg.ground.errors import OntologyError

_PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix topic: <https://w3id.org/paperatlas/topic/> .
@prefix other: <https://example.org/> .
"""


def _scheme(folder: Path, body: str) -> Path:
    path = folder / "topics.ttl"
    path.write_text(_PREFIXES + body, encoding="utf-8")
    return path


def test_concepts_are_read_in_order_of_their_slugs(tmp_path: Path) -> None:
    path = _scheme(
        tmp_path,
        """
        topic: a skos:ConceptScheme ; skos:prefLabel "Topics"@en .
        topic:tool-use a skos:Concept ; skos:prefLabel "tool use"@en , "Werkzeuggebrauch"@de ;
            skos:altLabel "function calling"@en , "API use"@en , "tool use"@en ; skos:broader topic:agents ;
            skos:hiddenLabel "web API"@en , "calculator"@en , "Taschenrechner"@de ;
            skos:definition "Calling tools."@en ; skos:exactMatch other:tools .
        topic:agents a skos:Concept ; skos:prefLabel "agents" ; skos:topConceptOf topic: .
        """,
    )
    scheme = load_scheme(path)
    assert list(scheme.concepts) == ["agents", "tool-use"]
    assert scheme.get("tool-use") == Concept(
        "tool-use",
        "tool use",
        ("API use", "function calling"),
        ("agents",),
        "Calling tools.",
        ("calculator", "web API"),
    )
    assert scheme.ancestors("tool-use") == ("agents",)
    assert scheme.get("missing") is None


def test_labels_lead_to_slugs_preferred_first(tmp_path: Path) -> None:
    path = _scheme(
        tmp_path,
        """
        topic:a-first a skos:Concept ; skos:prefLabel "first" ; skos:altLabel "Second" , "1st" .
        topic:b-second a skos:Concept ; skos:prefLabel "second" ; skos:hiddenLabel "2nd" .
        """,
    )
    assert load_scheme(path).labels() == {"first": ("a-first",), "second": ("b-second", "a-first"), "1st": ("a-first",)}


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    first = load_scheme(_scheme(tmp_path, 'topic:a a skos:Concept ; skos:prefLabel "a" .')).version
    assert load_scheme(_scheme(tmp_path, 'topic:a a skos:Concept ; skos:prefLabel "b" .')).version != first


def test_faults_are_listed_together(tmp_path: Path) -> None:
    path = _scheme(
        tmp_path,
        """
        topic:a a skos:Concept ; skos:prefLabel "same" ; skos:broader topic:missing .
        topic:b a skos:Concept ; skos:prefLabel "Same" ; skos:broader topic:c .
        topic:c a skos:Concept ; skos:prefLabel "one" , "two" ; skos:broader topic:b .
        topic:d a skos:Concept ; skos:altLabel " " .
        topic:f a skos:Concept ; skos:prefLabel "f" ; skos:hiddenLabel "" .
        topic:g a skos:Concept ; skos:prefLabel "g" ; skos:altLabel "gee" ; skos:hiddenLabel "gee" .
        other:e a skos:Concept ; skos:prefLabel "e" .
        """,
    )
    with pytest.raises(OntologyError) as caught:
        load_scheme(path)
    message = str(caught.value)
    for part in (
        "a: skos:broader leads to 'missing'", "b: the concept is broader than itself", "c: 2 English skos:prefLabel",
        "c: the concept is broader than itself", "d: 0 English skos:prefLabel", "d: a label is empty",
        "<https://example.org/e> is no topic IRI", "b: 'Same' is also the label of a", "f: a label is empty",
        "g: 'gee' is a skos:hiddenLabel and a name of the same concept", "the topic scheme has 10 faults",
    ):  # fmt: skip
        assert part in message


def test_what_is_no_scheme_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="not Turtle"):
        load_scheme(_scheme(tmp_path, "topic:a a"))
    with pytest.raises(OntologyError, match=r"no skos:Concept"):
        load_scheme(_scheme(tmp_path, ""))
    with pytest.raises(OntologyError, match="cannot be read"):
        load_scheme(tmp_path / "missing.ttl")
