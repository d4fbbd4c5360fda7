"""What cards say of artifacts, as nodes and edges: new ends, corrections, no circles."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.importers.described_entries import describe_catalogue
from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.assembly.described_records import described_records
from kg.graph.graph_records import ArtifactNode, DescribedNode, Edge
from kg.ground.imported_result import DescribedArtifact
from kg.ground.records import Artifact, Source
from kg.ground.schema import ArtifactType
from kg.linker.linker import Linker
from kg.linker.models.linear import load_models

QUAY = Entry(Artifact("quay", "Quay", (ArtifactType.MODEL,), hub_id="dock/quay"))


def _card(name: str, *, bases: tuple[str, ...] = (), datasets: tuple[str, ...] = ()) -> DescribedArtifact:
    return DescribedArtifact(
        name=name, type=ArtifactType.MODEL, hub_id=f"harbour/{name}", bases=bases, datasets=datasets,
        source=Source(f"{name}/README.md", "hub-card", 1),
    )  # fmt: skip


def _records(*cards: DescribedArtifact, replaced: Mapping[str, str] | None = None) -> dict[str, set[str]]:
    """The nodes, and the edges as they read; the descriptions with the artifact that each is of."""
    catalogue = Catalogue({"quay": QUAY}, {"quay": ("quay",)}, "1")
    linker = Linker(catalogue, TopicScheme({}, "1"), load_models())
    linker = linker.with_described(describe_catalogue(catalogue, cards, frozenset()))
    found: dict[str, set[str]] = {"nodes": set(), "edges": set(), "of": set()}
    for record in described_records(linker, set(), replaced or {}):
        match record:
            case ArtifactNode():
                found["nodes"].add(f"{record.artifact.slug} {'known' if record.artifact.known else 'new'}")
            case Edge():
                ends = (record.source, record.predicate, record.target)
                found["edges"].add(" ".join(end.removeprefix("artifact/") for end in ends))
            case DescribedNode():
                found["of"].add(record.artifact)
            case _:
                pytest.fail(f"{record} follows from no card")
    return found


def test_bases_and_data_that_nobody_knows_are_new_where_they_have_an_id() -> None:
    found = _records(_card("kelp-3b", bases=("pier/moss-1b",), datasets=("pier/logs", "somewords")))
    assert found["nodes"] == {"kelp-3b known", "pier-moss-1b new", "logs new"}
    assert found["edges"] == {"kelp-3b variantOf pier-moss-1b", "kelp-3b trainedOn logs"}


def test_a_base_of_the_catalogue_is_that_and_a_merge_is_a_variant_of_none() -> None:
    found = _records(_card("kelp-3b", bases=("dock/quay",)), _card("mix-3b", bases=("dock/quay", "harbour/kelp-3b")))
    assert found["edges"] == {"kelp-3b variantOf quay"}
    assert found["nodes"] == {"kelp-3b known", "mix-3b known", "quay known"}


def test_circles_of_bases_are_cut() -> None:
    one, two = _card("kelp-3b", bases=("harbour/moss-3b",)), _card("moss-3b", bases=("harbour/kelp-3b",))
    assert len(_records(one, two)["edges"]) == 1
    assert _records(_card("kelp-3b", bases=("harbour/kelp-3b",)))["edges"] == set()


@pytest.mark.parametrize(("other", "nodes"), [("quay", {"quay known"}), ("elsewhere", {"elsewhere known"})])
def test_what_people_said_to_be_another_thing_is_described_as_that(other: str, nodes: set[str]) -> None:
    found = _records(_card("kelp-3b"), replaced={"kelp-3b": other})
    assert found == {"nodes": nodes, "edges": set(), "of": {other}}
