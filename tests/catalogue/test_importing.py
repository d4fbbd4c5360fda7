"""Importing the extended tier: cleaning, merging, lineage, provenance, determinism."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.entry_table import data_folder, parse_table
from kg.catalogue.importers.facts import FACT_COLUMNS, LICENCES, Fact, read_facts
from kg.catalogue.importers.importer import ImportReport, import_registry
from kg.catalogue.table_check import check_catalogue
from kg.ground.errors import CatalogueError, OutputError
from kg.ground.schema import ArtifactType

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]
_COMMON = frozenset({"news", "topic", "classification", "mask", "model", "fast", "vision", "poem", "sentiment"})


def _fact(name: str, type_: str, source: str, **cells: str) -> str:
    row = dict.fromkeys(FACT_COLUMNS, "") | {"name": name, "type": type_, "source": source} | cells
    return "\t".join(row[column] for column in FACT_COLUMNS)


@pytest.fixture
def run(tmp_path: Path, make_line: MakeLine, write_table: WriteTable) -> Callable[..., tuple[Catalogue, ImportReport]]:
    """Imports facts beside a small core and loads the result; it must have no faults."""
    core = write_table(
        "core-a.tsv",
        make_line("gpt", "GPT"),
        make_line("lumen", "Lumen"),
        make_line("lumen-2", "Lumen 2", family="lumen", arxiv_id="2401.00002"),
        make_line("quizset", "QuizSet", "benchmark|dataset"),
    )

    def run(*facts: str) -> tuple[Catalogue, ImportReport]:
        folder = tmp_path / "facts"
        folder.mkdir(exist_ok=True)
        (folder / "a.tsv").write_text("\n".join(("\t".join(FACT_COLUMNS), *facts)) + "\n", encoding="utf-8")
        report = import_registry(folder, core / "extended.tsv", common_words=_COMMON, core=core)
        assert check_catalogue(core) == []
        return load_catalogue(core), report

    return run


def _new(catalogue: Catalogue) -> set[str]:
    return {entry.artifact.name for entry in catalogue.entries.values() if entry.artifact.source != "curated"}


def test_sizes_and_tunings_of_known_models_are_left_out(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    catalogue, report = run(
        _fact("Lumen-2-70B-Instruct", "model", "helm_0.5"),
        _fact("meta-lumen-2-8b", "model", "litellm_1.0"),
        _fact("Lumen-2-70B-AWQ", "model", "ms_swift_4"),
        _fact("Lumen-2-Vision-7B", "model", "ms_swift_4"),
    )
    assert _new(catalogue) == {"Lumen-2-Vision"}
    assert report.rows == 1
    assert report.passed_over == {"it is no name": 1, "its registry is not used": 0, "the core has it": 2}
    assert catalogue.lineage("lumen-2-vision") == ("lumen-2", "lumen")
    assert catalogue.entries["lumen-2-vision"].artifact.source == "ms_swift_4"


def test_names_of_common_words_are_left_out_or_need_a_type_noun(
    run: Callable[..., tuple[Catalogue, ImportReport]],
) -> None:
    catalogue, _ = run(
        _fact("NewsTopicClassification", "benchmark", "mteb_2"),
        _fact("fast_vision", "benchmark", "tfds_4"),
        _fact("MASK", "benchmark", "inspect_evals_0.2"),
        _fact("Sailor", "model", "transformers_4"),
        _fact("PoemSentiment", "dataset", "tfds_4"),
        _fact("ZebraQuizQA", "benchmark", "evalscope_1"),
    )
    assert _new(catalogue) == {"MASK", "Sailor", "ZebraQuizQA"}
    assert catalogue.entries["mask"].context == ("*",)
    assert catalogue.entries["sailor"].needs_context("sailor")
    assert catalogue.entries["zebraquizqa"].context == ()


def test_facts_of_several_registries_become_one_row(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    catalogue, _ = run(
        _fact("zorblm-3", "model", "litellm_1.0", date="2024-05-01"),
        _fact("ZorbLM 3", "model", "helm_0.5", org="Mistral AI", date="2024-03-01", hub_id="mistralai/ZorbLM-3"),
        _fact("ZorbLM-3-7B", "model", "ms_swift_4", hub_id="mistralai/ZorbLM-3-7B", org="mistralai"),
    )
    artifact = catalogue.entries["zorblm-3"].artifact
    assert (artifact.name, artifact.organisation, artifact.date) == ("ZorbLM 3", "Mistral AI", "2024-03-01")
    assert artifact.hub_id == "mistralai/ZorbLM-3"
    assert artifact.source == "helm_0.5, litellm_1.0, ms_swift_4"


def test_registries_that_disagree_leave_the_cell_or_the_row_out(
    run: Callable[..., tuple[Catalogue, ImportReport]],
) -> None:
    catalogue, report = run(
        _fact("XanaduQA", "benchmark", "lm_eval_0.4", extra="arxiv=2401.00011"),
        _fact("XanaduQA", "dataset", "evalscope_1", extra="arxiv=2401.00012"),
        _fact("YonderNet-X", "model", "transformers_4"),
        _fact("YonderNet-X", "dataset", "tfds_4"),
    )
    artifact = catalogue.entries["xanaduqa"].artifact
    assert artifact.types == (ArtifactType.BENCHMARK, ArtifactType.DATASET)
    assert artifact.arxiv is None
    assert report.passed_over["the registries disagree on its type"] == 1


def test_an_arxiv_id_of_several_artifacts_is_nobodys(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    catalogue, _ = run(
        _fact("XanaduQA", "benchmark", "lm_eval_0.4", extra="arxiv=2401.00011"),
        _fact("YonderQA", "benchmark", "lm_eval_0.4", extra="arxiv=2401.00012"),
        _fact("YonderQA-Mini-X", "benchmark", "lm_eval_0.4", extra="arxiv=2401.00012"),
        _fact("ZebraQuizQA", "benchmark", "lm_eval_0.4", extra="arxiv=2401.00002"),
    )
    ids = {entry.artifact.name: entry.artifact.arxiv for entry in catalogue.entries.values()}
    assert ids["XanaduQA"] == "2401.00011"
    assert ids["YonderQA"] is ids["YonderQA-Mini-X"] is ids["ZebraQuizQA"] is None


def test_one_price_list_alone_is_not_believed(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    catalogue, report = run(
        _fact("ZorbLM 3", "model", "litellm_1.0"),
        _fact("ZorbLM 3", "model", "tokencost_0.1"),
        _fact("ZorbLM 4", "model", "litellm_1.0"),
        _fact("ZorbLM 4", "model", "genai_prices_0.2"),
    )
    assert _new(catalogue) == {"ZorbLM 4"}
    assert report.passed_over["only one price list names it"] == 1


def test_a_task_of_a_known_collection_is_its_variant(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    catalogue, _ = run(
        _fact("QuizSetRetrieval", "benchmark", "mteb_2"),
        _fact("ZanzibarNLIClassification", "benchmark", "mteb_2"),
        _fact("YonderQAReranking", "benchmark", "mteb_2"),
        _fact("YonderQARetrieval", "benchmark", "mteb_2"),
    )
    assert catalogue.lineage("quizsetretrieval") == ("quizset",)
    assert catalogue.entries["zanzibarnliclassification"].artifact.aliases == ("ZanzibarNLI",)
    assert catalogue.entries["yonderqaretrieval"].artifact.aliases == ()  # two tasks could be meant


def test_lower_case_ids_take_the_spelling_of_the_core(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    catalogue, _ = run(_fact("lumen-zorb", "model", "ms_swift_4"), _fact("gpt-zorb", "model", "ms_swift_4"))
    assert _new(catalogue) == {"Lumen-zorb", "gpt-zorb"}
    assert catalogue.lineage("gpt-zorb") == ()  # three letters are no lineage


def test_registries_of_other_licences_are_passed_over(run: Callable[..., tuple[Catalogue, ImportReport]]) -> None:
    _, report = run(_fact("XanaduQA", "benchmark", "lm_eval_0.4"), _fact("ZorbNet-9", "model", "torchvision_0.2"))
    assert (report.rows, report.passed_over["its registry is not used"]) == (1, 1)


def test_the_order_of_the_facts_changes_nothing(
    run: Callable[..., tuple[Catalogue, ImportReport]], tmp_path: Path
) -> None:
    facts = [
        _fact("zorblm-3", "model", "ms_swift_4", date="2024-05-01"),
        _fact("ZorbLM 3", "model", "helm_0.5", org="Mistral AI"),
        _fact("ZorbLM-3", "model", "fschat_0.2"),
        _fact("ZanzibarNLIClassification", "benchmark", "mteb_2"),
    ]
    run(*facts)
    first = (tmp_path / "extended.tsv").read_bytes()
    run(*reversed(facts))
    assert (tmp_path / "extended.tsv").read_bytes() == first


def test_bad_input_names_the_file_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no tables of facts"):
        list(read_facts(tmp_path))
    path = tmp_path / "a.tsv"
    for content, problem in (
        ("id\tname\n", r"a\.tsv:1: the header"),
        ("\t".join(FACT_COLUMNS) + "\nx\ty\n", r"a\.tsv:2: 2 columns instead of 9"),
        ("\t".join(FACT_COLUMNS) + "\n" + _fact("X", "gadget", "s_1") + "\n", r"a\.tsv:2: 'gadget' is no type"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(CatalogueError, match=problem):
            list(read_facts(tmp_path))
    path.write_bytes("\t".join(FACT_COLUMNS).encode() + b"\nZ\xfcrich\n")
    with pytest.raises(CatalogueError, match=r"a\.tsv:2: the file is not UTF-8; save it as UTF-8"):
        list(read_facts(tmp_path))


def test_nothing_to_import_and_an_unwritable_table_are_errors(
    run: Callable[..., tuple[Catalogue, ImportReport]], tmp_path: Path
) -> None:
    with pytest.raises(CatalogueError, match="nothing to import"):
        import_registry(None, tmp_path / "x.tsv", common_words=())
    run(_fact("XanaduQA", "benchmark", "lm_eval_0.4"))
    with pytest.raises(OutputError, match="there is no folder"):
        import_registry(tmp_path / "facts", tmp_path / "missing" / "x.tsv", common_words=(), core=tmp_path)


def test_every_imported_row_names_a_listed_source() -> None:
    path = data_folder() / "extended.tsv"
    listed = (data_folder() / "SOURCES.md").read_text(encoding="utf-8")
    rows, faults = parse_table(path.name, path.read_bytes())
    assert not faults
    packages = {Fact("x", ArtifactType.MODEL, source).package for row in rows for source in row.source.split(", ")}
    assert packages <= LICENCES.keys()
    assert [package for package in LICENCES if f"`{package}`" not in listed] == []


def test_the_extended_tier_adds_to_the_core_and_repeats_nothing() -> None:
    core, both = load_catalogue(tiers=("core",)), load_catalogue()
    assert len(both.entries) > len(core.entries) + 3000
    assert all(both.index[name] == slugs for name, slugs in core.index.items())
