"""Artifacts that files describe, in a build: papers link to them, and each value keeps its file."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest

from kg.atlas.atlas import Atlas
from kg.atlas.imported_file import DESCRIBED, read_described
from kg.atlas.line_files import read_paper_lines
from kg.atlas.make.pipeline import add, build
from kg.atlas.make.verification import repair, verify
from kg.atlas.manifest import read_manifest
from kg.ground.errors import DamagedError
from kg.rdf.query.answers import display
from kg.rdf.validate.validation import validate

PAPERS = [
    {"title": "TideLogQA: Questions about Sea Level Records",
     "abstract": "We introduce TideLogQA, a dataset of 3,000 questions about tide gauges. TideLogQA is hard for GPT-4.",
     "date": "2024-05-10"},
    {"title": "Reading Gauges", "abstract": "We evaluate GPT-4 and Kelp-7B on TideLogQA and on GSM8K.",
     "arxiv": "2407.00001", "date": "2024-07-01"},
]  # fmt: skip
CROISSANT = {
    "@context": {"@language": "en", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
    "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "TideLogQA",
    "description": "Questions about <b>tide</b> gauges.", "license": "https://creativecommons.org/licenses/by/4.0/",
    "url": "https://huggingface.co/datasets/harbour/tidelogqa",
    "citeAs": "@misc{tide, title={TideLogQA}, eprint={2405.09001}, archivePrefix={arXiv}}",
}  # fmt: skip
GSM8K = {
    "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "gsm8k", "license": "mit",
    "url": "https://huggingface.co/datasets/openai/gsm8k", "citeAs": "arXiv:2110.14168",
}  # fmt: skip


CARD = b"""---
license: apache-2.0
library_name: transformers
base_model: mistralai/Mistral-7B-v0.1
datasets:
- harbour/tidelogqa
- harbour/buoys
- my own words
model-index:
- name: Kelp-7B
  results:
  - dataset: {type: openai/gsm8k, name: GSM8K, args: {num_few_shot: 8}}
    metrics: [{type: accuracy, value: 47.10%}]
  - dataset: {type: harbour/tidelogqa, name: TideLogQA}
    metrics: [{type: seaworthiness, value: 0.3}]
---
"""


def _write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))
    return path


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("given")
    return [
        _write(folder, "papers.json", PAPERS),
        _write(folder, "tide/croissant.json", CROISSANT),
        _write(folder, "gsm8k/croissant.json", GSM8K),
        _write(folder, "models/harbour/Kelp-7B/README.md", CARD),
    ]


@pytest.fixture(scope="module")
def built(given: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("built") / "out"
    build(given, output)
    return output


@pytest.fixture(scope="module")
def papers_alone(given: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("alone") / "out"
    build(given[:1], output)
    return output


def _rows(output: Path, *variables: str, where: str) -> list[list[str]]:
    """The values of some variables, without the base."""
    answer = Atlas(output).query(f"SELECT {' '.join(variables)} {{ {where} }} ORDER BY {' '.join(variables)}")
    return [[display(cell) for cell in row] for row in answer.rows]


def test_papers_link_to_the_entry_that_a_file_makes(built: Path, papers_alone: Path) -> None:
    known = "artifact:tidelogqa kg:known ?known ; dc:source ?source"
    assert _rows(papers_alone, "?known", "?source", where=known) == [["false", "text"]]
    assert _rows(built, "?known", "?source", where=known) == [["true", "described"]]
    (paper,) = _rows(built, "?title", where="?paper kg:evaluatesOn artifact:tidelogqa ; dcterms:title ?title")
    assert paper == ["Reading Gauges"]
    (hub,) = _rows(built, "?hub", where="artifact:tidelogqa schema:sameAs ?hub")
    assert hub == ["https://huggingface.co/datasets/harbour/tidelogqa"]


def test_the_paper_that_introduces_it_gets_the_page_that_the_file_names(built: Path, papers_alone: Path) -> None:
    title = PAPERS[0]["title"]
    assert [paper.arxiv for paper in read_paper_lines(papers_alone / "papers.jsonl") if paper.title == title] == [None]
    assert [paper.arxiv for paper in read_paper_lines(built / "papers.jsonl") if paper.title == title] == ["2405.09001"]
    (page,) = _rows(built, "?page", where="artifact:tidelogqa schema:subjectOf ?page")
    assert page == ["https://arxiv.org/abs/2405.09001"]


def test_each_value_stands_with_its_file(built: Path) -> None:
    place = "artifact:tidelogqa prov:wasDerivedFrom ?place . ?place dcterms:isPartOf/rdfs:label ?file ;"
    values = "dcterms:license ?licence ; dcterms:description ?words ; kg:givenArXivId ?page"
    (row,) = _rows(built, "?file", "?licence", "?words", "?page", where=place + values)
    assert row == ["tide/croissant.json", CROISSANT["license"], CROISSANT["description"], "2405.09001"]


def test_an_entry_of_the_catalogue_gains_values_and_changes_in_nothing_else(built: Path, papers_alone: Path) -> None:
    facts = "artifact:gsm8k ?property ?value FILTER(?property != prov:wasDerivedFrom)"
    before, after = (_rows(output, "?property", "?value", where=facts) for output in (papers_alone, built))
    assert [row for row in before if row not in after] == []
    assert {row[0] for row in after if row not in before} <= {"schema:url", "schema:sameAs"}
    place = "artifact:gsm8k prov:wasDerivedFrom ?place . ?place dcterms:license ?licence ; dcterms:identifier ?id"
    assert _rows(built, "?licence", "?id", where=place) == [["mit", "hf:openai/gsm8k"]]


def test_the_card_of_a_model_gives_its_base_its_data_and_its_scores(built: Path) -> None:
    kelp = "?kelp rdfs:label 'Kelp-7B' ; kg:known true . "
    assert _rows(built, "?base", where=kelp + "?kelp kg:variantOf/rdfs:label ?base") == [["Mistral 7B"]]
    data = _rows(
        built, "?name", "?known", where=kelp + "?kelp kg:trainedOn ?data . ?data rdfs:label ?name ; kg:known ?known"
    )
    assert data == [["TideLogQA", "true"], ["buoys", "false"]]
    score = "?score fair4ml:evaluatedMLModel ?kelp ; fair4ml:evaluationDataset/rdfs:label ?on ; mls:hasValue ?value ; "
    score += "kg:comparable ?comparable ; mls:specifiedBy/rdfs:label ?metric ; prov:wasDerivedFrom/rdfs:label ?from "
    score += "OPTIONAL { ?score kg:condition ?condition } OPTIONAL { ?score kg:higherIsBetter ?higher }"
    names = ("?on", "?value", "?metric", "?comparable", "?condition", "?higher", "?from")
    assert _rows(built, *names, where=kelp + score) == [
        ["GSM8K", "47.1", "accuracy", "false", "GSM8K, 8-shot", "true", "card of Kelp-7B"],
        ["TideLogQA", "0.3", "seaworthiness", "false", "", "", "card of Kelp-7B"],
    ]
    (scores,) = [Atlas(built).query("scores-side-by-side", {"on": "TideLogQA"}).rows]
    assert "Kelp-7B" in {display(row[0]) for row in scores}


def test_network_forms_hold_what_cards_say_of_what_papers_name(built: Path) -> None:
    graph = Atlas(built).graph
    edges = {(source, data["predicate"], target) for source, target, data in graph.edges(data=True)}
    assert ("artifact/kelp-7b", "trainedOn", "artifact/tidelogqa") in edges
    assert "artifact/buoys" not in graph


def test_the_graph_conforms_and_says_how_many_there_are(built: Path, papers_alone: Path) -> None:
    assert validate(Atlas(built).store).conforms
    assert read_manifest(built).counts["described_artifacts"] == 3
    assert "described_artifacts" not in read_manifest(papers_alone).counts
    assert not (papers_alone / DESCRIBED).exists()
    assert {each.name for each in read_described(built, read_manifest(built))} == {"TideLogQA", "gsm8k", "Kelp-7B"}


def test_in_whatever_order_files_are_added_the_bytes_are_the_same(
    given: list[Path], built: Path, papers_alone: Path, tmp_path: Path
) -> None:
    papers, tide, gsm8k, kelp = given
    later, earlier = tmp_path / "later", tmp_path / "earlier"
    shutil.copytree(papers_alone, later)
    add([kelp, gsm8k, tide, tide], later)
    build([tide], earlier)
    add([papers, gsm8k], earlier)
    add([kelp], earlier)
    for output in (later, earlier):
        assert read_manifest(output).files == read_manifest(built).files
        assert read_manifest(output).versions == read_manifest(built).versions


def test_a_card_has_only_those_papers_linked_anew_that_it_can_concern(given: list[Path], tmp_path: Path) -> None:
    others = [{"title": "On Orchards", "abstract": "We prune trees with BERT and report on WikiText-103."},
              {"title": "On Kelp", "abstract": "Forests of kelp are counted with ResNet-50 on ImageNet."}]  # fmt: skip
    papers = _write(tmp_path, "papers.json", [*PAPERS, *others])
    _, tide, gsm8k, kelp = given
    output, whole = tmp_path / "out", tmp_path / "whole"
    assert build([papers], output).linked == 4
    assert add([tide], output).linked == 3  # both that name TideLogQA, and once more the one whose page it is
    assert add([kelp], output).linked == 2  # the one that names Kelp-7B, and the one that might
    assert add([gsm8k], output).linked == 1  # the one that names GSM8K
    assert add([tide], output).linked == 0
    build([papers, tide, gsm8k, kelp], whole)
    assert read_manifest(output).files == read_manifest(whole).files
    assert read_manifest(output).versions == read_manifest(whole).versions
    (output / "cache" / "readings.sqlite").unlink()
    build([papers, tide, gsm8k, kelp], output)
    assert read_manifest(output).files == read_manifest(whole).files


def test_a_build_without_them_forgets_them(given: list[Path], built: Path, papers_alone: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(built, output)
    report = build(given[:1], output)
    assert report.linked == 2, "readings with the described entries are no readings without them"
    assert read_manifest(output).files == read_manifest(papers_alone).files


def test_a_repair_keeps_them_and_damage_to_them_cannot_be_repaired(
    given: list[Path], built: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    shutil.copytree(built, output)
    (output / "graph.nt.gz").unlink()
    assert repair(output)[0].whole
    assert read_manifest(output).files == read_manifest(built).files
    (output / DESCRIBED).write_bytes(b"nothing")
    (damage,) = verify(output).damages
    assert (damage.file, damage.repairable) == (DESCRIBED, False)
    with pytest.raises(DamagedError, match=r"described\.jsonl\.gz: .*build the folder again from your files"):
        add(given[:1], output)
