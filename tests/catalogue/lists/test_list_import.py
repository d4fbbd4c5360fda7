"""Lists as people have them are read, and every row of them gets a word: taken, known, or held back with a reason."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.layer.layered_catalogue import lay_over
from kg.catalogue.layer.own_layer import read_layer
from kg.catalogue.lists.list_formats import LIST_FORMATS
from kg.catalogue.lists.list_import import ListImport, import_list
from kg.catalogue.lists.list_review import ListReview
from kg.catalogue.lists.listed_artifact import FORMATS, ListOptions
from kg.catalogue.lists.suspicion import RowNote, Suspicion
from kg.ground.errors import CatalogueError, InputError
from kg.ground.schema import ArtifactType
from kg.linker.text.word_shape import common_words

Import = Callable[..., ListReview]


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    return tmp_path / "layer"


@pytest.fixture
def imported(tmp_path: Path, layer: Path) -> Import:
    """Writes a list, packed or not, and imports it into the layer."""

    def run(format: str, content: object, *, file: str = "list.json", **settings: object) -> ListReview:
        text = content if isinstance(content, str) else json.dumps(content)
        path = tmp_path / file
        path.write_bytes(gzip.compress(text.encode()) if file.endswith(".gz") else text.encode())
        options = ListOptions(settings.pop("types", ()), settings.pop("columns", {}))  # type: ignore[arg-type]
        job = ListImport((path,), format, options, **settings)  # type: ignore[arg-type]
        return import_list(job, layer, common_words())

    return run


def _rows(review: ListReview) -> dict[str, tuple[str, ...]]:
    return {row.name: (row.types, row.date, row.hub_id, row.arxiv_id, row.url) for row in review.rows.values()}


def _reasons(notes: Sequence[RowNote]) -> list[tuple[str, Suspicion]]:
    return [(note.name, note.suspicion) for note in notes]


def test_methods_of_papers_with_code(imported: Import, layer: Path) -> None:
    page = "https://arxiv.org/abs/2401.00009v3"
    review = imported(
        "pwc-methods",
        [
            {"name": "QuayLoRA", "full_name": "Quay-Side Transformer", "introduced_year": 2024, "source_url": page},
            {"name": "LoRA", "full_name": "Low-Rank Adaptation", "source_url": "https://arxiv.org/abs/2106.09685"},
            {"name": "NEuRal ArchITecture SEArch", "introduced_year": 2016},
        ],
        file="methods.json.gz",
    )
    assert _rows(review) == {"QuayLoRA": ("method", "2024", "", "2401.00009", "")}
    assert review.rows["quaylora"].aliases == "?Quay-Side Transformer"  # one of its words alone is uncommon
    assert review.rows["quaylora"].source == "pwc-methods: methods.json.gz"
    assert _reasons(review.notes) == [
        ("LoRA", Suspicion.KNOWN), ("NEuRal ArchITecture SEArch", Suspicion.COMMON_WORD),
    ]  # fmt: skip
    assert review.notes[0].place.endswith("methods.json.gz: object 2")
    assert (layer / "imported-pwc-methods.tsv").read_text().count("\n") == 2


def test_datasets_of_papers_with_code(imported: Import) -> None:
    review = imported(
        "pwc-datasets",
        [
            {"name": "QuayQA (Harbour Questions)", "full_name": "", "homepage": "https://quay.example/qa?x",
             "introduced_date": "2020-05-01", "paper": {"title": "T", "url": "https://paperswithcode.com/paper/t"},
             "variants": ["QuayQA-hard"]},
            {"name": "Adam", "homepage": None, "paper": None},
            {"name": "QuayQA", "introduced_date": "2021-01-01"},
            {"name": "Mooring9", "introduced_date": "someday"},
            {"name": "<b>Quay</b>"},
        ],
    )  # fmt: skip
    assert _rows(review) == {"QuayQA": ("dataset", "2020-05-01", "", "", "https://quay.example/qa")}
    assert _reasons(review.notes) == [
        ("QuayQA (Harbour Questions)", Suspicion.RENAMED), ("Adam", Suspicion.OTHER_TYPE),
        ("QuayQA", Suspicion.DUPLICATE), ("Mooring9", Suspicion.BROKEN_ID), ("<b>Quay</b>", Suspicion.NO_NAME),
    ]  # fmt: skip
    assert review.notes[1].detail.endswith("method")
    assert review.counts()[Suspicion.BROKEN_ID] == 1


def test_evaluation_tables_of_papers_with_code(imported: Import) -> None:
    row = {"model_name": "QuayNet9", "paper_url": "https://arxiv.org/abs/2402.00007", "paper_date": "2024-02-01"}
    table = {"dataset": "WharfBench", "sota": {"metrics": ["F1"], "rows": [row, {"model_name": "a + b (ours)"}]}}
    inner = {"task": "Parking", "datasets": [{"dataset": "PierBench", "sota": {"rows": []}, "subdatasets": [table]}]}
    review = imported("pwc-evaluations", [{"task": "Mooring", "subtasks": [inner], "datasets": []}])
    assert _rows(review) == {
        "PierBench": ("benchmark|dataset", "", "", "", ""), "WharfBench": ("benchmark|dataset", "", "", "", ""),
        "QuayNet9": ("model", "2024-02-01", "", "2402.00007", ""),
    }  # fmt: skip
    assert _reasons(review.notes) == [("a + b (ours)", Suspicion.NO_NAME)]


def test_epochs_table_of_models(imported: Import) -> None:
    head = "Model,Domain,Organization,Publication date,Link,Parameters\n"
    review = imported(
        "epoch",
        head + "QuayLM 2 70B,Language,\"Moorings,Piers\",2025-03-02,https://arxiv.org/abs/2503.00002v1,7e10\n"
        "WharfGPT,Language,Wharves,2025-04-01,https://wharf.example/gpt,\n"
        "GPT-4,Language,OpenAI,2023-03-14,https://arxiv.org/abs/2303.08774,\n",
        file="models.csv",
    )  # fmt: skip
    assert _rows(review) == {
        "QuayLM 2": ("model", "2025-03-02", "", "2503.00002", ""),
        "WharfGPT": ("model", "2025-04-01", "", "", "https://wharf.example/gpt"),
    }
    assert review.rows["quaylm-2"].organisation == "Moorings"
    assert _reasons(review.notes) == [("QuayLM 2 70B", Suspicion.RENAMED), ("GPT-4", Suspicion.KNOWN)]


def test_a_listing_of_the_hub(imported: Import) -> None:
    review = imported(
        "hub",
        [
            {"id": "moorings/QuayLM", "modelId": "moorings/QuayLM", "tags": ["arxiv:2401.00001"], "createdAt": "x"},
            {"id": "moorings/WharfLM-7B", "pipeline_tag": "text-generation"},
            {"id": "moorings/pier-words9", "tags": ["task_categories:other", "region:us"]},
            {"id": "OpenAI/GSM8K", "tags": ["size_categories:1K<n<10K"]},
            {"id": "moorings/unknown", "tags": []},
        ],
    )
    assert _rows(review) == {
        "QuayLM": ("model", "", "moorings/QuayLM", "", ""),  # what a card points to need not be its own paper
        "WharfLM": ("model", "", "", "", ""),
        "pier-words9": ("dataset", "", "moorings/pier-words9", "", ""),
    }
    assert _reasons(review.notes) == [
        ("WharfLM-7B", Suspicion.RENAMED), ("WharfLM-7B", Suspicion.SIZE_ID), ("GSM8K", Suspicion.KNOWN),
        ("", Suspicion.UNREADABLE),
    ]  # fmt: skip
    assert review.listed == 5


def test_any_table_with_a_mapping(imported: Import) -> None:
    review = imported(
        "table",
        "Nr;Title;kind;Other names;hub_id\n1;WharfBench;benchmark, dataset;WB9|Wharf Suite;a b\n2;Quay9Set;gadget;;\n"
        "3;QuayNet9;model;WharfBench;acme/QuayNet9\n4;PierNet9;;;\n",
        file="ours.csv",
        columns={"name": "Title", "type": "kind", "aliases": "Other names"},
        source="our wiki",
        table="ours.tsv",
        take=(Suspicion.BROKEN_ID,),
    )
    assert _rows(review) == {
        "WharfBench": ("benchmark|dataset", "", "", "", ""), "QuayNet9": ("model", "", "acme/QuayNet9", "", ""),
    }  # fmt: skip
    assert review.rows["wharfbench"].source == "our wiki"
    assert _reasons(review.notes) == [
        ("WharfBench", Suspicion.BROKEN_ID), ("WharfBench", Suspicion.ALIAS),
        ("QuayNet9", Suspicion.ALIAS), ("", Suspicion.UNREADABLE), ("", Suspicion.UNREADABLE),
    ]  # fmt: skip
    with pytest.raises(InputError, match="no column 'Nam'"):
        imported("table", "Name\tx\nA\tb\n", file="other.tsv", columns={"name": "Nam"})


def test_homonyms_and_shared_papers(imported: Import) -> None:
    known = load_catalogue().entries["gsm8k"].artifact
    page = "https://arxiv.org/abs/"
    rows = [
        {"name": "GSM8K", "type": "dataset", "arxiv": "2401.00001"},
        {"name": "QuayBench", "arxiv": str(known.arxiv)},
        {"name": "WharfBench", "arxiv": f"{page}2401.00002"},
        {"name": "PierBench", "arxiv": "2401.00002"},
        {"name": "MooringBench", "arxiv": "2401.00003"},
    ]
    table = "name,type,arxiv\n" + "".join(f"{row['name']},dataset,{row['arxiv']}\n" for row in rows)
    review = imported("table", table, file="x.csv", take=(Suspicion.HOMONYM,))
    papers = {row.name: row.arxiv_id for row in review.rows.values()}
    assert papers == {
        "GSM8K": "2401.00001", "QuayBench": "", "WharfBench": "", "PierBench": "", "MooringBench": "2401.00003",
    }  # fmt: skip
    assert review.counts() == {Suspicion.HOMONYM: 1, Suspicion.SHARED_PAPER: 3}
    other = next(row for row in review.rows.values() if row.name == "GSM8K")
    assert other.id.startswith("gsm8k~")
    assert other.context == "*"


def test_what_is_written_is_a_sound_layer_and_the_same_each_time(imported: Import, layer: Path) -> None:
    content = [{"name": name} for name in ("QuayBench", "Adam", "WharfQA", "School of Fish", "QuayBench", "Réseau9")]
    imported("pwc-datasets", content, take=tuple(reason for reason in Suspicion if reason.may_be_taken))
    before = (layer / "imported-pwc-datasets.tsv").read_bytes()
    loaded = read_layer(layer)
    both = lay_over(load_catalogue(), loaded)
    assert both.candidates("Adam")[0].artifact.types[0] == ArtifactType.METHOD  # stays what it was
    assert {entry.artifact.types[0] for entry in both.candidates("Adam")} == {"method", "dataset"}
    imported("pwc-datasets", content, take=tuple(reason for reason in Suspicion if reason.may_be_taken))
    assert (layer / "imported-pwc-datasets.tsv").read_bytes() == before
    again = imported("hub", [{"id": "acme/WharfQA", "tags": ["modality:text"]}])
    assert _reasons(again.notes) == [("WharfQA", Suspicion.KNOWN)]  # by another table of the layer


@pytest.mark.parametrize(
    ("format", "content", "reason"),
    [
        ("hub", '[{"id": "a/B9", "modelId": "x"}, {"id": ', Suspicion.UNREADABLE),
        ("pwc-datasets", '[{"name": "A9 \\ud800"}]', Suspicion.UNREADABLE),
        ("pwc-datasets", json.dumps([{"name": "Q" * 500}]), Suspicion.NO_NAME),
        ("pwc-datasets", json.dumps([{"name": "a\tb\n|c9"}]), Suspicion.NO_NAME),
        ("pwc-datasets", json.dumps([{"name": ""}]), Suspicion.NO_NAME),
        ("pwc-datasets", json.dumps([{"name": ["x"]}]), Suspicion.NO_NAME),
        ("epoch", 'Model,Link\n"Quay9' + "x" * 200_000, Suspicion.UNREADABLE),
    ],
)
def test_hostile_input_is_told_and_not_written(
    imported: Import, layer: Path, format: str, content: str, reason: Suspicion
) -> None:
    review = imported(format, content)
    assert reason in review.counts()
    assert all("\n" not in row.name and len(row.name) <= 200 for row in review.rows.values())
    read_layer(layer)


def test_tasks_within_tasks_have_an_end(imported: Import) -> None:
    deep = '{"subtasks": [' * 600 + '{"datasets": [{"dataset": "QuayBench"}]}' + "]}" * 600
    assert imported("pwc-evaluations", f"[{deep}]").rows == {}


def test_names_of_formats_and_tables_are_checked(tmp_path: Path) -> None:
    assert tuple(LIST_FORMATS) == FORMATS
    with pytest.raises(CatalogueError, match="no list format 'pwc'"):
        import_list(ListImport((), "pwc"), tmp_path, ())
    with pytest.raises(CatalogueError, match="no name of a table"):
        import_list(ListImport((), "hub", table="../x.tsv"), tmp_path, ())
