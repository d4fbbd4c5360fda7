"""What files say of artifacts, laid over a catalogue: which entry it is of, what that gains, which names lead to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.importers.described_entries import describe_catalogue
from kg.ground.imported_result import DescribedArtifact
from kg.ground.records import Artifact, Source
from kg.ground.schema import ArtifactType

COMMON = frozenset({"the", "reviews", "sailor", "tide"})
HERE = Source("croissant.json", "croissant", 1)
TIDE = DescribedArtifact(name="TideLogQA", type=ArtifactType.DATASET, hub_id="harbour/tidelogqa", source=HERE)
MODEL = DescribedArtifact(name="Kelp-3B", type=ArtifactType.MODEL, hub_id="harbour/Kelp-3B", source=HERE)


@pytest.fixture
def catalogue(write_table: Callable[..., Path], make_line: Callable[..., str]) -> Catalogue:
    return load_catalogue(
        write_table(
            "core-all.tsv",
            make_line("quay", "Quay", hub_id="dock/Quay", arxiv_id="2401.00001"),
            make_line("gaugeqa", "GaugeQA", "dataset", arxiv_id="2401.00002", aliases="Gauge Questions"),
            make_line("gaugeqa-2", "GaugeQA 2", "dataset", arxiv_id="2401.00002", url="https://gauge.example"),
            make_line("kelp", "Kelp"),
        )
    )


def _laid_over(catalogue: Catalogue, *described: DescribedArtifact) -> tuple[Catalogue, list[str]]:
    """The catalogue, and the slug of each description; in whatever order they are given it is the same."""
    found = [describe_catalogue(catalogue, order, COMMON) for order in permutations(described)]
    assert all(one == found[0] for one in found)
    return found[0].catalogue, [found[0].slugs[each] for each in described]


def _entry(catalogue: Catalogue, slug: str) -> Artifact:
    return catalogue.entries[slug].artifact


def test_nothing_described_is_the_catalogue_itself(catalogue: Catalogue) -> None:
    assert describe_catalogue(catalogue, (), COMMON).catalogue is catalogue


def test_the_id_on_the_hub_says_which_entry_it_is(catalogue: Catalogue) -> None:
    quay = replace(MODEL, name="Quay of somebody", hub_id="Dock/quay", url="https://quay.example", page="2401.00009")
    over, slugs = _laid_over(catalogue, quay)
    assert slugs == ["quay"]
    assert over.entries["quay"] == replace(
        catalogue.entries["quay"], artifact=replace(_entry(catalogue, "quay"), url="https://quay.example")
    )
    assert _laid_over(catalogue, replace(TIDE, hub_id="dock/Quay"))[1] == ["tidelogqa"], "data is no model"


@pytest.mark.parametrize(
    ("name", "arxiv", "slug"),
    [("gauge questions", ("2401.00007", "2401.00002"), "gaugeqa"), ("GaugeQA 2", ("2401.00002",), "gaugeqa-2"),
     ("Gauge Answers", ("2401.00002",), "gauge-answers")],
)  # fmt: skip
def test_the_page_and_a_name_together_say_which_entry_it_is(
    name: str, arxiv: tuple[str, ...], slug: str, catalogue: Catalogue
) -> None:
    assert _laid_over(catalogue, replace(TIDE, name=name, hub_id="", arxiv=arxiv))[1] == [slug]


def test_a_name_alone_is_not_enough_and_stays_with_the_entry_that_has_it(catalogue: Catalogue) -> None:
    over, (slug,) = _laid_over(catalogue, replace(TIDE, name="GaugeQA", hub_id="somebody/gaugeqa"))
    assert slug.startswith("gaugeqa~")
    assert over.index["gaugeqa"] == ("gaugeqa",)
    assert [entry.slug for entry in over.candidates("somebody/gaugeqa")] == [slug]


def test_a_new_entry_is_called_by_its_names_and_its_id(catalogue: Catalogue) -> None:
    over, (slug,) = _laid_over(catalogue, replace(TIDE, aliases=("Tide Log Questions 24",), page="2405.00001"))
    assert [entry.slug for entry in over.candidates("tidelogqa")] == [slug]
    assert [entry.slug for entry in over.candidates("harbour/tidelogqa")] == [slug]
    assert [entry.slug for entry in over.candidates("Tide Log Questions 24")] == [slug]
    artifact = _entry(over, slug)
    assert (artifact.known, artifact.source, artifact.arxiv) == (True, "described", "2405.00001")
    assert artifact.hub_id == "harbour/tidelogqa"


@pytest.mark.parametrize(("name", "leads", "shy"), [("reviews", False, True), ("Sailor", False, True),
                                                    ("MASK", True, True), ("!!!", False, True)])  # fmt: skip
def test_a_name_that_says_nothing_on_its_own_does_not_lead_to_it(
    name: str, leads: bool, shy: bool, catalogue: Catalogue
) -> None:
    over, (slug,) = _laid_over(catalogue, replace(TIDE, name=name, hub_id="harbour/one"))
    assert bool(over.candidates(name)) is leads
    assert bool(over.entries[slug].context) is shy
    assert [entry.slug for entry in over.candidates("harbour/one")] == [slug]
    assert not over.entries[slug].needs_context("harbour/one")


def test_two_things_of_one_name_are_two_and_a_file_without_an_id_is_of_the_one_with_its_paper(
    catalogue: Catalogue,
) -> None:
    mine = replace(TIDE, arxiv=("2405.00001",))
    other = replace(TIDE, hub_id="pier/tidelogqa", arxiv=("2405.00002",))
    nameless = replace(TIDE, hub_id="", arxiv=("2405.00002", "2405.00003"), licences=("mit",))
    over, slugs = _laid_over(catalogue, mine, other, nameless)
    assert slugs[1] == slugs[2] != slugs[0]
    assert set(over.index["tidelogqa"]) == {slugs[0], slugs[1]}


def test_a_page_that_is_another_entrys_is_no_new_ones(catalogue: Catalogue) -> None:
    over, slugs = _laid_over(catalogue, replace(MODEL, page="2401.00001"), replace(TIDE, page="2405.00001"))
    assert [_entry(over, slug).arxiv for slug in slugs] == [None, "2405.00001"]


def test_what_a_model_is_made_from_is_what_it_is_a_variant_of(catalogue: Catalogue) -> None:
    tuned = replace(MODEL, name="Kelp-3B-Chat", hub_id="pier/kelp-chat", bases=("harbour/kelp-3b",))
    merged = replace(MODEL, name="Kelp Mix", hub_id="pier/mix", bases=("harbour/Kelp-3B", "dock/Quay"))
    over, slugs = _laid_over(catalogue, replace(MODEL, bases=("dock/Quay",)), tuned, merged)
    assert [_entry(over, slug).variant_of for slug in slugs] == ["quay", "kelp-3b", None]


def test_circles_of_bases_are_cut(catalogue: Catalogue) -> None:
    ring = [
        replace(MODEL, name=f"Kelp-{at}B", hub_id=f"pier/k{at}", bases=(f"pier/k{(at + 1) % 3}",)) for at in range(3)
    ]
    over, slugs = _laid_over(catalogue, *ring, replace(MODEL, bases=(MODEL.hub_id,)))
    for slug in slugs:
        assert slug not in over.lineage(slug)


def test_every_change_of_what_is_described_is_another_version(catalogue: Catalogue) -> None:
    said = [(), (TIDE,), (MODEL,), (TIDE, MODEL), (replace(TIDE, licences=("mit",)),)]
    assert len({describe_catalogue(catalogue, each, COMMON).catalogue.version for each in said}) == len(said)
