"""Files that describe artifacts: what is read of them, which paper they are from, and what a broken one costs."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.ground.errors import InputError, MissingExtraError
from kg.ground.imported_result import InputRecord
from kg.ground.schema import ArtifactType
from kg.readers.read_files import read_inputs, read_papers
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS

CROISSANT: dict[str, Any] = {
    "@context": {"@language": "en", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
    "@type": "sc:Dataset",
    "conformsTo": "http://mlcommons.org/croissant/1.0",
    "name": "tidelogqa",
    "alternateName": ["harbour/tidelogqa", "Tide Log QA"],
    "description": "Questions about  tide gauges.",
    "license": ["cc-by-4.0", {"@type": "sc:CreativeWork", "url": "https://licence.example/by"}],
    "url": "https://huggingface.co/datasets/harbour/tidelogqa",
    "citeAs": "@misc{a, title={Tide Logs}, eprint = {2405.09001}, archivePrefix={arXiv}}",
    "sameAs": ["https://arxiv.org/abs/2401.00003"],
    "distribution": [{"@type": "cr:FileObject", "name": "repo"}],
    "recordSet": [{"@type": "cr:RecordSet", "name": "rows", "field": [{"name": "title", "description": "x"}]}],
}
MODEL_CARD = b"""---
license: other
license_name: harbour-1.0
library_name: transformers
base_model: harbour/tide-7b
base_model_relation: finetune
datasets:
- harbour/tidelogqa
- squad
- /mnt/data/own things
language: no
tags:
- text-generation
- arxiv:2401.00001
model-index:
- name: Tide 7B Chat
  results:
  - task: {type: text-generation}
    dataset: {type: openai/gsm8k, name: GSM8K, config: main, split: test, args: {num_few_shot: 5}}
    metrics:
    - {type: accuracy, value: 61.40, name: Accuracy}
    - {type: accuracy, value: high}
    source: {name: Quay Board, url: "https://quay.example"}
  - task: {type: asr}
    dataset: {type: harbour/voices, name: Harbour Voices, config: night}
    metrics:
    - {type: wer, value: 1.25e1%}
---
# Model Card for **Tide 7B Chat**

Based on [a paper](https://arxiv.org/abs/2401.00001). `AutoModel.from_pretrained("harbour/tide-7b-chat")`,
not `from_pretrained("harbour/tide-7b")`.

```bibtex
@misc{tide,
  eprint={2405.09001},
}
```
See also arXiv:2401.00009.
"""
DATASET_CARD = b"""---
license: [cc-by-4.0, mit]
task_categories:
- question-answering
pretty_name: Tide Log QA
---
# Tides
From arXiv:2405.09001.
"""
HUB_MODEL: dict[str, Any] = {
    "_id": "65a", "id": "harbour/tide-7b-chat", "modelId": "harbour/tide-7b-chat", "private": False,
    "pipeline_tag": "text-generation", "library_name": "transformers", "downloads": 12, "likes": 3,
    "tags": ["transformers", "dataset:harbour/tidelogqa", "base_model:harbour/tide-7b", "region:us", "arxiv:2405.09001",
             "base_model:finetune:harbour/tide-7b", "license:mit"],
    "cardData": {"license": "other", "license_name": "harbour-1.0", "datasets": ["harbour/tidelogqa", "squad"]},
    "model-index": [{"name": "Tide", "results": [{"task": {"type": "qa"}, "dataset": {"type": "openai/gsm8k",
                     "name": "GSM8K"}, "metrics": [{"type": "accuracy", "value": 61.4}, {"type": "f1"}]}]}],
    "siblings": [{"rfilename": "README.md"}],
}  # fmt: skip
HUB_DATASET: dict[str, Any] = {
    "id": "harbour/tidelogqa", "author": "harbour", "downloads": 7, "description": "Questions about  tides.",
    "citation": "@misc{a, eprint={2405.09001}}", "tags": ["license:cc-by-4.0", "arxiv:2401.00003", "task:qa"],
    "cardData": {"pretty_name": "Tide Log QA"},
}  # fmt: skip
FILES = {
    "hub-artifact": orjson.dumps(HUB_MODEL, option=orjson.OPT_INDENT_2),
    "croissant": orjson.dumps(CROISSANT, option=orjson.OPT_INDENT_2),
    "hub-card": MODEL_CARD,
}


def _read(path: Path, content: bytes, **options: Any) -> tuple[list[Any], list[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    faults: list[InputError] = []
    found: list[InputRecord] = list(read_inputs(path, on_fault=faults.append, **options))
    return found, [str(fault) for fault in faults]


def _changed(**changes: object) -> bytes:
    return orjson.dumps({name: value for name, value in {**CROISSANT, **changes}.items() if value is not None})


@pytest.mark.parametrize("name", FILES)
def test_one_reader_knows_the_file_and_it_is_no_paper(name: str, tmp_path: Path) -> None:
    every = {**READERS, **SCORE_READERS, **CARD_READERS}
    assert len(every) == len(READERS) + len(SCORE_READERS) + len(CARD_READERS)
    assert [each for each in {**SCORE_READERS, **CARD_READERS} if every[each].sniff(FILES[name])] == [name]
    path = tmp_path / "card"
    path.write_bytes(FILES[name])
    with pytest.raises(InputError, match=r"describes an artifact and no paper; it points to arXiv:.*give it to paper"):
        list(read_papers(path))


def test_every_reader_of_cards_has_a_file() -> None:
    assert set(FILES) == set(CARD_READERS)


@pytest.mark.parametrize("name", FILES)
def test_it_reads_the_same_in_other_packings(name: str, tmp_path: Path) -> None:
    raw = FILES[name]
    whole, faults = _read(tmp_path / "a" / "card", raw)
    assert whole
    for changed in (b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n"), gzip.compress(raw), raw + b"\n\n"):
        assert _read(tmp_path / "a" / "card", changed) == (whole, faults)
    assert _read(tmp_path / "a" / "card", raw, format=name) == (whole, faults)


@pytest.mark.parametrize("name", FILES)
def test_a_part_of_a_file_gives_its_artifact_or_an_input_error(name: str, tmp_path: Path) -> None:
    raw = FILES[name]
    for end in range(1, len(raw), max(1, len(raw) // 40)):
        for part in (raw[:end], raw[end:]):
            try:
                _read(tmp_path / "card", part, format=name)
            except InputError:
                continue


def test_what_croissant_metadata_says(tmp_path: Path) -> None:
    ((read,), faults) = _read(tmp_path / "tide" / "croissant.json", FILES["croissant"])
    assert faults == []
    assert (read.name, read.type, read.hub_id) == ("tidelogqa", ArtifactType.DATASET, "harbour/tidelogqa")
    assert read.aliases == ("Tide Log QA",)
    assert (read.page, read.arxiv) == ("2405.09001", ("2405.09001", "2401.00003"))
    assert read.url == "https://huggingface.co/datasets/harbour/tidelogqa"
    assert read.description == "Questions about tide gauges."
    assert read.licences == ("cc-by-4.0", "https://licence.example/by")
    assert (read.source.page, read.source.format, read.source.position) == ("tide/croissant.json", "croissant", 1)


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({"citeAs": "https://arxiv.org/abs/2405.09001v3"}, "2405.09001"),
        ({"citeAs": "arXiv:2405.09001 and arXiv:2405.09002"}, ""),
        ({"citeAs": "arXiv:1910.09700"}, ""),
        ({"citeAs": None}, ""),
        ({"citeAs": None, "description": "From arXiv:2405.09007."}, "2405.09007"),
        ({"citeAs": "Based on arXiv:2401.00001. @misc{a, eprint={2405.09001}}"}, "2405.09001"),
        ({"citeAs": None, "citation": "https://huggingface.co/papers/2405.09001"}, "2405.09001"),
    ],
)  # fmt: skip
def test_the_paper_that_it_is_from_is_the_one_that_is_cited(
    changes: dict[str, object], page: str, tmp_path: Path
) -> None:
    ((read,), _) = _read(tmp_path / "a.json", _changed(**changes))
    assert read.page == page


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": {"@value": "Tide", "@language": "en"}}, {"name": "Tide"}),
        ({"url": ["https://tide.example"], "alternateName": None}, {"hub_id": "", "url": "https://tide.example"}),
        ({"url": "https://huggingface.co/datasets/harbour/tidelogqa/tree/main"}, {"hub_id": "harbour/tidelogqa"}),
        ({"url": "https://huggingface.co/papers/2405.09001"}, {"hub_id": ""}),
        ({"url": "http://huggingface.co.evil.example/datasets/a/b"}, {"hub_id": ""}),
        ({"description": "a " * 9000}, {"description": ("a " * 9000)[:4999].rstrip() + "…"}),
        ({"license": 7, "description": ["x"]}, {"licences": ("7",), "description": "x"}),
    ],
)  # fmt: skip
def test_values_in_other_forms(changes: dict[str, object], expected: dict[str, object], tmp_path: Path) -> None:
    ((read,), _) = _read(tmp_path / "a.json", _changed(**changes))
    assert {name: getattr(read, name) for name in expected} == expected


def test_prefixed_keys_are_read_too(tmp_path: Path) -> None:
    content = {"dct:conformsTo": "http://mlcommons.org/croissant/1.0", "sc:name": "Tide", "cr:name": "rows",
               "https://schema.org/license": "mit"}  # fmt: skip
    ((read,), _) = _read(tmp_path / "a.json", orjson.dumps(content))
    assert (read.name, read.licences) == ("Tide", ("mit",))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": None}, r"a\.json:1: name is empty; mend the metadata"),
        ({"name": {"x": []}}, "name is empty"),
        ({"name": "x" * 301}, "name has 301 characters, and a name at most 300"),
    ],
)  # fmt: skip
def test_what_has_no_name_is_left_out_and_said(changes: dict[str, object], problem: str, tmp_path: Path) -> None:
    both = b"[" + _changed(**changes) + b"," + FILES["croissant"] + b"]"
    found, faults = _read(tmp_path / "a.json", both)
    assert ([each.name for each in found], len(faults)) == (["tidelogqa"], 1)
    with pytest.raises(InputError, match=problem):
        list(read_inputs(tmp_path / "a.json", strict=True))
    with pytest.raises(InputError, match="the file holds no artifact"):
        _read(tmp_path / "a.json", _changed(**changes))


def test_what_the_card_of_a_model_says(tmp_path: Path) -> None:
    found, faults = _read(tmp_path / "tide-7b-chat" / "README.md", MODEL_CARD)
    read, *scores = found
    assert (read.name, read.type, read.hub_id) == ("tide-7b-chat", ArtifactType.MODEL, "harbour/tide-7b-chat")
    assert (read.page, read.arxiv) == ("2405.09001", ("2401.00001", "2401.00009", "2405.09001"))
    assert (read.bases, read.datasets) == (("harbour/tide-7b",), ("harbour/tidelogqa", "squad"))
    assert read.licences == ("harbour-1.0",)
    assert read.source.page == "tide-7b-chat/README.md"
    assert [(each.data, each.hub_id, each.test, each.metric, each.value, each.unit) for each in scores] == [
        ("gsm8k", "openai/gsm8k", "GSM8K, 5-shot", "accuracy", "61.4", None),
        ("voices", "harbour/voices", "Harbour Voices, night", "wer", "12.5", "%"),
    ]
    assert [(each.venue, each.url, each.model_id) for each in scores] == [
        ("Quay Board", "https://quay.example", "harbour/tide-7b-chat"),
        ("card of tide-7b-chat", None, "harbour/tide-7b-chat"),
    ]
    assert len(faults) == 1
    assert "model-index[0].results[0].metrics[1].value is 'high', which no score can be" in faults[0]


@pytest.mark.parametrize(
    ("path", "name", "hub_id"),
    [
        ("x/README.md", "Tide Log QA", ""),
        ("datasets/harbour/tides/README.md", "Tide Log QA", "harbour/tides"),
        ("datasets--harbour--tides/snapshots/1f/README.md", "Tide Log QA", "harbour/tides"),
        ("datasets--harbour--tides.md", "Tide Log QA", "harbour/tides"),
    ],
)  # fmt: skip
def test_the_card_of_a_dataset_and_what_its_folders_tell(path: str, name: str, hub_id: str, tmp_path: Path) -> None:
    ((read,), faults) = _read(tmp_path / path, DATASET_CARD)
    assert (read.name, read.type, read.hub_id, faults) == (name, ArtifactType.DATASET, hub_id, [])
    assert (read.page, read.licences) == ("2405.09001", ("cc-by-4.0", "mit"))
    assert (read.bases, read.datasets) == ((), ())


@pytest.mark.parametrize(
    ("body", "name"),
    [("# Dataset Card for [Tide *QA*](https://a.example)", "Tide QA"), ("# {{ pretty_name }}", "here"),
     ("# Dataset Card for Dataset Name", "here"), ("text", "here"), ("# " + "a" * 90, "here")],
)  # fmt: skip
def test_a_name_is_the_heading_or_that_of_the_folder(body: str, name: str, tmp_path: Path) -> None:
    card = f"---\nlicense: mit\ntask_categories: [qa]\n---\n{body}\n".encode()
    ((read,), _) = _read(tmp_path / "here" / "README.md", card)
    assert read.name == name


def test_what_the_hubs_own_json_of_a_model_says(tmp_path: Path) -> None:
    found, faults = _read(tmp_path / "model.json", FILES["hub-artifact"])
    read, score = found
    assert (read.name, read.type, read.hub_id) == ("tide-7b-chat", ArtifactType.MODEL, "harbour/tide-7b-chat")
    assert (read.page, read.arxiv) == ("2405.09001", ("2405.09001",))
    assert read.bases == ("harbour/tide-7b",)  # its two tags name one
    assert read.datasets == ("harbour/tidelogqa", "squad")  # the card says more than the tags
    assert read.licences == ("harbour-1.0",)
    assert (read.source.page, read.source.format, read.source.position) == ("model.json", "hub-artifact", 1)
    assert (score.data, score.model_id, score.metric, score.value) == (
        "gsm8k", "harbour/tide-7b-chat", "accuracy", "61.4",
    )  # fmt: skip
    assert len(faults) == 1
    assert "model-index[0].results[0].metrics[1].value is no number" in faults[0]


@pytest.mark.parametrize("lines", [False, True])
def test_a_list_of_the_hubs_records_of_models_and_datasets(lines: bool, tmp_path: Path) -> None:
    records = [HUB_DATASET, {**HUB_MODEL, "cardData": None, "model-index": None}, {"id": "a/b", "tags": []}]
    content = b"\n".join(map(orjson.dumps, records)) if lines else orjson.dumps(records)
    (data, model), faults = _read(tmp_path / "all.json", content)
    assert (data.name, data.type, data.hub_id) == ("Tide Log QA", ArtifactType.DATASET, "harbour/tidelogqa")
    assert (data.aliases, data.page) == (("tidelogqa",), "2405.09001")
    assert data.arxiv == ("2401.00003", "2405.09001")
    assert (data.licences, data.description) == (("cc-by-4.0",), "Questions about tides.")
    assert (model.datasets, model.licences) == (("harbour/tidelogqa",), ("mit",))
    assert (data.source.position, model.source.position) == (1, 2)
    assert len(faults) == 1
    assert "the record is of no model or dataset of the hub" in faults[0]


@pytest.mark.parametrize(
    "changes",
    [{"tags": [None, 7, ["arxiv:x"], "arxiv:", "base_model:", "dataset:" + "x" * 999]}, {"cardData": [1]},
     {"cardData": {"license": {"a": []}, "base_model": [[[]]], "datasets": 7}}, {"model-index": {"a": 1}},
     {"tags": ["arxiv:2405.09001"] * 5000}, {"id": "tide"}, {"id": "a/b/c"}],
)  # fmt: skip
def test_odd_records_of_the_hub_cost_what_is_odd(changes: dict[str, Any], tmp_path: Path) -> None:
    (read, *_), _ = _read(tmp_path / "a.json", orjson.dumps({**HUB_MODEL, **changes}), format="hub-artifact")
    assert read.name == (changes.get("id") or "tide-7b-chat").rpartition("/")[2]
    assert bool(read.hub_id) == ("id" not in changes)


HOSTILE = {
    "alias": ("a: &a [x]\nb: *a\n", r"README\.md:5: the front matter holds an alias"),
    "merge": ("a: &a {x: 1}\nb:\n  <<: *a\n", "holds an alias"),
    "deep": (f"a: {'[' * 30}{']' * 30}\n", "holds more than 20 levels"),
    "tag": ("a: !!python/object/apply:os.system [ls]\n", None),
    "large": ("a: " + "x" * (64 << 10) + "\n", "larger than 64 KiB"),
    "broken": ("a: [\n", r"README\.md:\d+: the front matter holds no YAML"),
    "no character": ('a: "\\U00110000"\n', "holds no YAML"),
    "half a character": ('pretty_name: "\\ud800x"\n', None),
    "key": ("? [a]\n: b\n", "holds no YAML"),
    "control": ("a: \x07\n", "holds no YAML"),
    "two documents": ("a: b\n...\n--- c\n", "holds no YAML"),
    "no date, no number": ("a: 2024-13-45\nb: 0o9\nc: ._\nd: 190:20:30.15\n", None),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_front_matter_is_refused_or_only_text(kind: str, tmp_path: Path) -> None:
    front, problem = HOSTILE[kind]
    path = tmp_path / "here" / "README.md"
    card = f"---\nlicense: mit\ntask_categories: [qa]\n{front}---\nText.\n".encode()
    if problem is None:
        ((read,), _) = _read(path, card, format="hub-card")
        assert read.name in ("here", "x")
    else:
        with pytest.raises(InputError, match=problem):
            _read(path, card, format="hub-card")


@pytest.mark.parametrize("value", ["null", "[1, 2]", "1e999999999", "nan", "inf", "true", "9" * 50, "''", "1e-400000"])
def test_what_is_no_score_is_left_out_and_said(value: str, tmp_path: Path) -> None:
    metrics = f"metrics: [{{type: wer, value: {value}}}, {{type: wer, value: -0.50}}]"
    card = f"---\nlibrary_name: x\nmodel-index:\n- results:\n  - dataset: {{name: A}}\n    {metrics}\n---\n"
    found, faults = _read(tmp_path / "here" / "README.md", card.encode(), format="hub-card")
    assert [each.value for each in found[1:]] == ["-0.5"]
    assert len(faults) == 1
    assert "model-index[0].results[0].metrics[0].value is " in faults[0]


def test_a_card_of_megabytes_is_read_in_no_time_or_refused(tmp_path: Path) -> None:
    head = b"---\nlicense: mit\ntask_categories: [qa]\n---\n"
    for bomb in (b"# " + b" " * (1 << 18), b"@a{" * 50_000, b"from_pretrained(" + b" " * (1 << 18), b"[](" * 50_000,
                 b"arxiv:" + b" " * (1 << 18), b"@misc{" + b"\n" * (1 << 18)):  # fmt: skip
        ((read,), _) = _read(tmp_path / "here" / "README.md", head + bomb)
        assert read.name == "here"
    with pytest.raises(InputError, match="larger than 2 MiB"):
        _read(tmp_path / "here" / "README.md", head + b"x" * (3 << 20))


def test_without_pyyaml_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingExtraError, match=r"need PyYAML; install it: .*formats"):
        _read(tmp_path / "README.md", DATASET_CARD)
