"""Facts of registries: their table form, cells that are cleaned, and how well a name stands out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.importers.cells import first_date, hub_id, organisation, page, without_maker
from kg.catalogue.importers.collection_names import collection_name, without_task
from kg.catalogue.importers.distinctness import Distinctness, distinctness, is_phrase, parts
from kg.catalogue.importers.facts import FACT_COLUMNS, Fact, read_facts
from kg.ground.errors import CatalogueError
from kg.ground.schema import ArtifactType

HEAD = "\t".join(FACT_COLUMNS)
LINE = "Heron\tReiher||Grey\tmodel\tLab\t2024\tlab/heron\thttps://arxiv.org/abs/2405.13729\ttimm_1.0\ttopic=birds;x"


def facts(folder: Path, *lines: str) -> list[Fact]:
    (folder / "a.tsv").write_text("\n".join(lines), "utf-8")
    return list(read_facts(folder))


def test_a_line_is_a_fact(tmp_path: Path) -> None:
    (fact,) = facts(tmp_path, HEAD, "", LINE, "")
    assert fact == Fact(
        "Heron", ArtifactType.MODEL, "timm_1.0", ("Reiher", "Grey"), "Lab", "2024", "lab/heron",
        "https://arxiv.org/abs/2405.13729", "2405.13729", "birds",
    )  # fmt: skip
    assert fact.package == "timm"


def test_tables_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.tsv").write_text(f"{HEAD}\n{LINE.replace('Heron', name)}", "utf-8")
    assert [fact.name for fact in read_facts(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("a\tb",), r"a\.tsv:1: the header is not that of a table of facts"),
        ((HEAD, "a\tb"), r"a\.tsv:2: 2 columns instead of 9"),
        ((HEAD, LINE, LINE.replace("model", "bird")), r"a\.tsv:3: 'bird' is no type; use model, dataset"),
    ],
)
def test_faults_name_their_line(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        facts(tmp_path, *lines)


def test_folders_and_bytes_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no tables of facts"):
        list(read_facts(tmp_path))
    (tmp_path / "a.tsv").write_bytes(HEAD.encode() + b"\n\xff")
    with pytest.raises(CatalogueError, match=r"a\.tsv:2: the file is not UTF-8"):
        list(read_facts(tmp_path))


@pytest.mark.parametrize(
    ("source", "package"),
    [("timm_1.0", "timm"), ("lm_eval_v0.4.1", "lm_eval"), ("timm", "timm"), ("a_2026-07", "a"), ("", "")],
)
def test_a_source_without_its_version(source: str, package: str) -> None:
    assert Fact("a", ArtifactType.MODEL, source).package == package


@pytest.mark.parametrize(
    ("dates", "first"),
    [([], ""), (["2024-05-01", "2023"], "2023"), (["2024-13", "2024-02-30x", "1999", "2024-02"], "2024-02")],
)
def test_the_first_date(dates: list[str], first: str) -> None:
    assert first_date(dates) == first


def test_makers_and_hosts() -> None:
    assert (organisation("Meta-Llama"), organisation("nobody"), organisation("")) == ("Meta", "", "")
    assert without_maker("Groq Heron 2") == "Heron 2"
    assert without_maker("nobody-heron") is None
    assert without_maker("meta") is None


def test_pages_and_hub_ids() -> None:
    assert page("https://heron.org/a b") == "https://heron.org/a"
    for url in ("", "heron.org", "https://huggingface.co/a/b", "https://doi.org/10.1/a", "ftp://heron.org"):
        assert page(url) == ""
    fact = Fact("Heron 2", ArtifactType.MODEL, "timm_1.0", hub_id="lab/heron-2")
    assert hub_id(fact, "Heron 2") == "lab/heron-2"
    assert hub_id(fact, "Heron") == ""
    assert hub_id(Fact("a", ArtifactType.MODEL, "evalscope_1.0", hub_id="lab/a"), "a") == "", "ids of another hub"
    assert hub_id(Fact("a", ArtifactType.MODEL, "timm_1.0", hub_id="lab/a/b"), "b") == ""


COMMON = {"voting", "news", "mask", "model", "forest", "fires"}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("NewsModel", Distinctness.USELESS), ("news", Distinctness.USELESS), ("News", Distinctness.USELESS),
        ("sailor", Distinctness.USELESS), ("Ab", Distinctness.USELESS), ("GermanNews", Distinctness.USELESS),
        ("MASK", Distinctness.WITH_TYPE_NOUN), ("Sailor", Distinctness.WITH_TYPE_NOUN),
        ("NewsSailor", Distinctness.WITH_TYPE_NOUN), ("NewsQuizQuux", Distinctness.ALONE),
        ("poolformer", Distinctness.ALONE), ("NewsBench", Distinctness.ALONE), ("Sailor-2", Distinctness.ALONE),
        ("Sailorformer", Distinctness.ALONE), ("News XYZ", Distinctness.WITH_TYPE_NOUN),
    ],
)  # fmt: skip
def test_how_a_name_may_be_linked(name: str, how: Distinctness) -> None:
    assert distinctness(name, COMMON) is how


@given(st.text("AaBb1 -", max_size=10))
def test_parts_are_letters_of_the_name_in_their_order(name: str) -> None:
    assert "".join(parts(name)) == "".join(char for char in name if char.isalpha())
    assert distinctness(name, COMMON) in Distinctness


def test_phrases_are_plain_words() -> None:
    assert all(map(is_phrase, ("MoralStories", "Moral-Stories", "MORAL Stories")))
    assert not any(map(is_phrase, ("OCRBench", "Moral2", "iOCRx", "TinyBERT")))


@pytest.mark.parametrize(
    ("listed", "name"),
    [("Tides (Tamil)", "Tides"), ("Tides Benchmark", "Tides"), ("TidesConfig", None), ("tides_of", None),
     ("Tides/a", None), ("GitHub", None), ("ab", None), ("T" * 49, None), ("A B C D E F", None),
     ("Tide_Set", "Tide-Set"), ("", None)],
)  # fmt: skip
def test_the_name_of_a_collection(listed: str, name: str | None) -> None:
    assert collection_name(listed) == name


@pytest.mark.parametrize(
    ("task", "name"),
    [("TidesRetrieval", "Tides"), ("Tides_Set.P2P", "Tides-Set"), ("Tides", None), ("Retrieval", None), ("", None)],
)
def test_the_collection_inside_a_task(task: str, name: str | None) -> None:
    assert without_task(task) == name
