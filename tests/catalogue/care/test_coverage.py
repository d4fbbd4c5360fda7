"""Ids elsewhere are counted by type and kind, and named by their sources; registries by what the catalogue has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.care.coverage import id_coverage, registry_coverage
from kg.catalogue.care.mapping_file import catalogue_ids, prefix_addresses, write_mapping_file
from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.importers.aligned_registries import REGISTRIES
from kg.catalogue.importers.facts import Fact, read_facts
from kg.catalogue.importers.registry_alignment import align_facts
from kg.catalogue.outside_ids import ALIGNMENTS, LEXICAL, SAME, IdKind, OutsideId, load_alignments, outside_ids
from kg.ground.errors import CatalogueError
from kg.ground.schema import ArtifactType

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]
DATASET, MODEL, BENCHMARK = ArtifactType.DATASET, ArtifactType.MODEL, ArtifactType.BENCHMARK


@pytest.fixture
def small(make_line: MakeLine, write_table: WriteTable, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    aligned = {"pier": (OutsideId("pier", SAME, "tfds:pier", "Pier", "pier", LEXICAL, "pkg:pypi/x@1"),)}
    monkeypatch.setattr("kg.catalogue.outside_ids.load_alignments", lambda: aligned)
    return load_catalogue(
        write_table(
            "core-a.tsv",
            make_line("dock", "DockNet", "model", aliases="DockNet-7B", organisation="Google"),
            make_line("harbour", "HarbourNet", "model|method", arxiv_id="2401.00001", hub_id="moor/harbour"),
            make_line("mole", "Mole", "dataset", context="*"),
            make_line("pier", "Pier Suite", "dataset|benchmark", aliases="PierQA"),
            make_line("quay", "QuayBench", "benchmark", url="https://github.com/moor/QuayBench/tree/main"),
            make_line("slip", "SLIP", "model"),
        )
    )


def test_entries_are_counted_by_type_and_kind_of_id(small: Catalogue) -> None:
    counted = {one.type: one for one in id_coverage(small)}
    assert (counted["model"].entries, counted["model"].any) == (3, 1)
    assert counted["model"].kinds == {kind: int(kind in (IdKind.ARXIV, IdKind.HUB)) for kind in IdKind}
    assert (counted["dataset"].entries, counted["dataset"].any, counted["dataset"].share) == (2, 1, 0.5)
    assert counted["benchmark"].kinds[IdKind.REPOSITORY] == counted["benchmark"].kinds[IdKind.REGISTRY] == 1
    assert (counted["all but methods"].entries, counted["all but methods"].any) == (6, 3)


def test_each_id_has_its_source_and_is_named_once(small: Catalogue) -> None:
    ids = {one.object: one for one in outside_ids(small.entries["harbour"])}
    assert {name: one.source for name, one in ids.items()} == {
        "arxiv:2401.00001": "curated", "hf.model:moor/harbour": "curated",
    }  # fmt: skip
    assert [one.object for one in outside_ids(small.entries["pier"])] == ["tfds:pier"]
    assert [one.object for one in outside_ids(small.entries["quay"])] == ["github:moor/QuayBench"]


def test_registries_are_covered_by_name_and_as_parts(small: Catalogue) -> None:
    facts = [
        Fact("quay_bench", BENCHMARK, "mteb_1", ()),  # cleaned
        Fact("Sums (Zulu)", BENCHMARK, "mteb_1", ("pierqa",)),  # by its other name
        Fact("pierqa_hard_zulu", BENCHMARK, "mteb_1"),  # begins with one
        Fact("Chemistry", BENCHMARK, "mteb_1"),
        Fact("DockNet", BENCHMARK, "mteb_1"),  # a model has the name
        Fact("Chemistry", BENCHMARK, "mteb_1", ("again",)),
        Fact("HarbourNet", MODEL, "mteb_1"),  # no test
        Fact("Mole", DATASET, "tfds_4.9", hub_id="a/b"),
    ]
    first, second = registry_coverage(small, facts)
    assert (first.registry, first.named, first.by_name, first.as_part) == ("mteb", 5, 2, 1)
    assert first.missing == ("Chemistry", "DockNet")
    assert (second.registry, second.share) == ("tfds", 1.0)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (Fact("pier_suite", DATASET, "tfds_4.9"), {"tfds:pier_suite"}),
        (Fact("PierQA", DATASET, "mteb_2"), {"mteb:PierQA"}),  # an alias
        (Fact("Pier Suite", BENCHMARK, "evalscope_1", ("psx",)), {"evalscope:psx"}),  # the one id of what is called so
        (Fact("Pier Suite", BENCHMARK, "lm_eval_1", ("other", "piersuite")), {"lm_eval:piersuite"}),
        (Fact("Pier Suite", BENCHMARK, "lm_eval_1", ("other",)), set()),
        (Fact("Pier Suite", MODEL, "timm_1"), set()),  # another kind of thing
        (Fact("Pier Suite", DATASET, "sklearn_1"), set()),  # a registry that is not used
        (Fact("DockNet", MODEL, "timm_1", organisation="facebook"), set()),  # another maker
        (Fact("DockNet", MODEL, "timm_1", organisation="google"), {"timm:DockNet"}),
        (Fact("DockNet-7B", MODEL, "timm_1"), set()),  # an alias of a model may be a size
        (Fact("mole", DATASET, "tfds_4.9"), set()),  # the name says nothing on its own
        (Fact("SLIP", MODEL, "timm_1"), set()),  # short
        (Fact("HarbourNet", MODEL, "evalscope_1", ("h",), arxiv="2402.00002"), set()),  # another paper
        (Fact("a|b", MODEL, "timm_1"), set()),
        (Fact("QuayBench", BENCHMARK, "mteb_2", hub_id="a/quay-bench"), {"mteb:QuayBench", "hf.dataset:a/quay-bench"}),
        (Fact("QuayBench", BENCHMARK, "mteb_2", hub_id="mteb/quay-bench"), {"mteb:QuayBench"}),  # a copy
        (Fact("DockNet", MODEL, "mteb_2", hub_id="someone/DockNet"), {"mteb:DockNet"}),  # nobody knows whose
        (Fact("DockNet", MODEL, "mteb_2", hub_id="google/DockNet"), {"mteb:DockNet", "hf.model:google/DockNet"}),
        (Fact("Pier Suite", DATASET, "pyg_1", url="https://github.com/x/pier-suite#a"),
         {"github:x/pier-suite"}),  # a key has no spaces
        (Fact("QuayBench", BENCHMARK, "mteb_2", url="https://github.com/moor/QuayBench"), {"mteb:QuayBench"}),  # known
    ],
)  # fmt: skip
def test_facts_are_of_entries_where_name_and_type_agree(small: Catalogue, fact: Fact, expected: set[str]) -> None:
    found, _ = align_facts([fact], small)
    assert {one.object for one in found} == expected
    assert all(one.source.startswith(REGISTRIES[fact.package].package) for one in found)


def test_what_two_entries_would_be_is_said_of_neither(small: Catalogue) -> None:
    facts = [
        Fact("QuayBench", BENCHMARK, "mteb_2", url="https://github.com/x/quaybench"),
        Fact("Pier Suite", BENCHMARK, "lm_eval_1", ("piersuite",), url="https://github.com/x/y"),
        Fact("Pier Suite", BENCHMARK, "evalscope_1", ("one_id",)),
        Fact("QuayBench", BENCHMARK, "evalscope_1", ("one_id",)),
    ]
    found, unused = align_facts([*facts, Fact("Unheard", BENCHMARK, "mteb_2")], small)
    assert {one.object for one in found} == {"mteb:QuayBench", "github:x/quaybench", "lm_eval:piersuite"}
    assert unused == Counter({"the catalogue has no such name": 1})


def test_the_alignments_that_ship_are_sound_and_sourced(tmp_path: Path) -> None:
    catalogue, prefixes = load_catalogue(), prefix_addresses()
    ids = [one for found in load_alignments().values() for one in found]
    assert len(ids) > 6000
    for one in ids:
        entry = catalogue.entries[one.slug]
        assert entry.artifact.name == one.label
        assert one.object.partition(":")[0] in prefixes
        assert one.source.startswith(("pkg:pypi/", "pkg:npm/", "pkg:github/"))
        assert not any(char.isspace() for char in one.object)
    write_mapping_file(ids, tmp_path / "again.tsv")
    assert (tmp_path / "again.tsv").read_bytes() == ALIGNMENTS.read_bytes()
    assert len({one.object for one in ids}) == len(ids)


def test_four_fifths_of_the_catalogue_have_an_id_elsewhere() -> None:
    counted = {one.type: one.share for one in id_coverage(load_catalogue())}
    assert min(counted[type_] for type_ in ("model", "dataset", "benchmark", "all but methods")) >= 0.8


REGISTRY_FACTS = Path(__file__).resolve().parents[4] / "shared" / "catalogue-sources" / "registry"


@pytest.mark.skipif(not REGISTRY_FACTS.is_dir(), reason="the tables of facts are not here")
def test_four_fifths_of_what_evaluation_registries_name_are_in_the_catalogue() -> None:
    counted = {one.registry: one.share for one in registry_coverage(load_catalogue(), read_facts(REGISTRY_FACTS))}
    names = ("evalscope", "inspect_evals", "lighteval", "lm_eval", "lmms_eval", "mteb")
    assert {name: counted[name] for name in names if counted[name] < 0.8} == {}


def test_the_mappings_of_a_catalogue_are_written_with_their_prefixes(small: Catalogue, tmp_path: Path) -> None:
    assert write_mapping_file(catalogue_ids(small), tmp_path / "out.tsv") == 4
    lines = (tmp_path / "out.tsv").read_text().splitlines()
    assert '#   tfds: "pkg:pypi/tensorflow-datasets#"' in lines
    assert not any("timm" in line for line in lines)
    assert lines[-4].split("\t")[:4] == ["artifact:harbour", "HarbourNet", "schema:sameAs", "hf.model:moor/harbour"]


def test_a_broken_table_of_alignments_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.tsv").write_text("artifact:a\tb\n")
    monkeypatch.setattr("kg.catalogue.outside_ids.ALIGNMENTS", tmp_path / "a.tsv")
    load_alignments.cache_clear()
    with pytest.raises(CatalogueError, match=r"a.tsv:1: the line is no mapping"):
        load_alignments()
