"""A graph that grows and shrinks: whatever is added, removed and updated, the files are those of one build of all."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import orjson
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.atlas.make.graph_drawer import refresh
from kg.atlas.make.pipeline import add, build, plan_update, remove, update
from kg.atlas.manifest import read_manifest
from kg.atlas.update import changed_graph, graph_changes
from kg.atlas.update.drawn_files import DRAWN_FILES
from kg.cli.main import main
from kg.explorer.served.index_format import INDEX
from kg.graph.correction.corrections import COLUMNS, CORRECTIONS
from kg.ground.errors import InputError, OutputError, ValidationError
from kg.ground.files.integrity import check_listed, shows_earlier_graph
from kg.rdf.difference import changed_store

CORE = ("graph.nt.gz", "graph.ttl", "papers.jsonl", "readings.jsonl", "records.jsonl.gz", "merging.tsv")
_TIDES = "TideBench: A Benchmark for Tidal Reasoning"
#: Files whose papers concern each other: by names they give and use, ids, titles, citations, authors, organisations.
FILES: dict[str, list[dict[str, object]]] = {
    "first.jsonl": [
        {"title": _TIDES, "arxiv": "2402.00001", "date": "2024-02-01", "authors": ["Ada Lovelace", "Mary Lamb"],
         "abstract": "We introduce TideBench, a benchmark for tidal reasoning. GPT-4 achieves 41.5% accuracy on "
                     "TideBench and 92.0% accuracy on GSM8K."},
        {"title": "On Moons", "date": "2024-03", "references": ["arXiv:2401.00002"], "organisation": "Ai2",
         "abstract": "We evaluate Llama 2 on TideBench and on MMLU, and train on the WaveSet dataset."},
    ],
    "earlier.jsonl": [
        {"title": "Measuring Tides", "arxiv": "2401.00002", "date": "2024-01-05", "authors": ["Mary Lamb"],
         "categories": ["cs.CL"], "venue": "ACL 2024",
         "abstract": "We present TideBench, a benchmark of tide tables. Our model WaveNet-3 achieves 55% accuracy."},
    ],
    "again.jsonl": [
        {"title": _TIDES, "date": "2024", "doi": "10.1000/tides", "organisation": "Allen Institute for AI"},
        {"title": "On Moons", "date": "2024-03", "authors": ["Ada Lovelace"],
         "abstract": "We evaluate Llama 2 on TideBench and on MMLU, and train on the WaveSet dataset."},
    ],
    "citing.jsonl": [
        {"title": "Waves Again", "references": ["arXiv:2402.00001", "arXiv:2401.00002"], "date": "2024-05-02",
         "abstract": "We introduce the WaveSet dataset and compare Mistral 7B with GPT-4 on GSM8K. It reaches 61%."},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, papers in FILES.items():
        (folder / name).write_bytes(b"".join(orjson.dumps(paper) + b"\n" for paper in papers))
    return folder


_BUILT: dict[frozenset[str], Path] = {}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _BUILT.clear()
    return tmp_path_factory.mktemp("place")


def _built(names: Sequence[str], files: Path, place: Path) -> Path:
    """A folder built at once of some of the files; to be copied."""
    key = frozenset(names)
    if key not in _BUILT:
        _BUILT[key] = place / f"built-{len(_BUILT)}"
        build([files / name for name in sorted(key)], _BUILT[key])
    return _BUILT[key]


def _state(folder: Path, names: Sequence[str] = CORE) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names}


def _quads(folder: Path) -> set[str]:
    return set(map(str, ox.Store.read_only(str(folder / "store"))))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(FILES)), min_size=2, max_size=5), st.sampled_from(sorted(FILES)))
def test_any_way_of_growing_and_shrinking_gives_the_files_of_one_build(
    files: Path, place: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[str], first: str
) -> None:
    folder = tmp_path_factory.mktemp("steps") / "out"
    shutil.copytree(_built([first], files, place), folder)
    there = {first}
    for name in steps:
        if name in there and len(there) > 1:
            remove([name], folder)
            there.remove(name)
        else:
            add([files / name], folder)  # once more, where it is the only one
            there.add(name)
    whole = _built(sorted(there), files, place)
    assert _state(folder) == _state(whole)
    assert _quads(folder) == _quads(whole)
    assert read_manifest(folder).counts == read_manifest(whole).counts
    assert main(["verify", "-o", str(folder), "-q"]) == 0
    refresh(folder)
    assert _state(folder, (*CORE, *DRAWN_FILES)) == _state(whole, (*CORE, *DRAWN_FILES))
    assert read_manifest(folder).files == read_manifest(whole).files
    shutil.rmtree(folder)


def test_only_what_differs_is_written_anew(
    files: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The graph is not written whole, whatever the result would be."""
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    monkeypatch.setattr("kg.atlas.make.graph_files.write_whole_graph", None)
    report = add([files / "citing.jsonl"], folder)
    assert (report.linked, report.manifest.counts["papers"]) == (1, 3)
    assert report.manifest.behind == DRAWN_FILES
    remove(["On Moons"], folder)
    assert read_manifest(folder).counts["papers"] == 2


def test_a_paper_goes_with_all_its_records_and_no_other(files: Path, place: Path, tmp_path: Path) -> None:
    """The two records of a work stand in two files, of which one has the name of a third file."""
    other = tmp_path / "first.jsonl"
    other.write_bytes(orjson.dumps({"title": "Of Something Else", "abstract": "We evaluate GPT-4 on MMLU."}) + b"\n")
    folder = Path(shutil.copytree(_built(["again.jsonl", "first.jsonl"], files, place), tmp_path / "out"))
    add([other], folder)
    remove(["2402.00001"], folder)
    left = {orjson.loads(line)["title"] for line in (folder / "papers.jsonl").read_bytes().splitlines()}
    assert left == {"On Moons", "Of Something Else"}


def test_a_name_of_nothing_or_of_several_is_refused(files: Path, place: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    before = _state(folder)
    with pytest.raises(InputError, match=r"no paper and no file here is called 'frist\.jsonl'.*first\.jsonl"):
        remove(["frist.jsonl"], folder)
    assert _state(folder) == before


def test_many_readings_that_differ_are_written_whole(
    files: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    monkeypatch.setattr(changed_graph, "_FEWEST", 0)
    assert add([files / "citing.jsonl"], folder).manifest.behind == ()
    assert _state(folder) == _state(_built(["citing.jsonl", "first.jsonl"], files, place))


def test_corrections_change_what_they_concern_and_a_plan_says_so(
    files: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(_built(["earlier.jsonl", "first.jsonl"], files, place), tmp_path / "out"))
    monkeypatch.setattr("kg.atlas.make.graph_files.write_whole_graph", None)
    cells = ("reject", "On Moons", "MMLU", "", "Ada", "2026-01-02", "")
    (folder / CORRECTIONS).write_text("\t".join(COLUMNS) + "\n" + "\t".join(cells) + "\n", encoding="utf-8")
    before = _state(folder)
    plan = plan_update(folder)
    assert plan.reasons == ("the corrections are others",)
    assert plan.changed == (("On Moons", (), ("evaluatesOn MMLU",)),)
    assert (plan.linked, plan.come, plan.gone) == (0, (), ())
    assert main(["update", "-o", str(folder), "--dry-run", "-q"]) == 0
    assert "changes\tOn Moons\t- evaluatesOn MMLU" in capsys.readouterr().out
    assert _state(folder) == before
    update(folder)
    monkeypatch.undo()
    own = tmp_path / "whole"
    build([files / "earlier.jsonl", files / "first.jsonl"], own, corrections=folder / CORRECTIONS)
    assert _state(folder) == _state(own)
    assert plan_update(folder).changes_nothing


def test_a_newer_file_takes_the_place_of_the_one_of_its_name(files: Path, place: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(_built(["citing.jsonl", "first.jsonl"], files, place), tmp_path / "out"))
    newer = tmp_path / "citing.jsonl"
    newer.write_bytes(orjson.dumps({"title": "Waves Again", "abstract": "We evaluate GPT-4 on MMLU."}) + b"\n")
    update(folder, [newer])
    own = tmp_path / "whole"
    build([newer, files / "first.jsonl"], own)
    assert _state(folder) == _state(own)


def test_nothing_new_leaves_what_is_drawn_as_it_is(files: Path, place: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    report = add([files / "first.jsonl"], folder)
    assert report.manifest.behind == ()
    assert main(["verify", "-o", str(folder), "-q"]) == 0


@pytest.mark.parametrize("damage", ["graph.ttl", "graph.nt.gz", "readings.jsonl", "store/CURRENT"])
def test_what_is_damaged_is_written_whole(files: Path, place: Path, tmp_path: Path, damage: str) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    (folder / damage).write_bytes((folder / damage).read_bytes()[:-2] + b"xx")
    faults: list[str] = []
    report = add([files / "citing.jsonl"], folder, on_fault=lambda fault: faults.append(str(fault)))
    assert report.manifest.behind == ()
    assert "the graph is written whole, as the last one cannot be changed" in faults[0]
    assert _state(folder) == _state(_built(["citing.jsonl", "first.jsonl"], files, place))


def test_a_change_that_violates_a_shape_is_refused(
    files: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    before = _state(folder)
    make = graph_changes.find_graph_changes

    def broken(*arguments: object) -> object:
        difference, counts = make(*arguments)  # type: ignore[arg-type]
        subject = next(each for each in sorted(difference.after) if "/link/" in each)
        _, predicates, objects = difference.after[subject]
        kept = [row for row in zip(predicates, objects, strict=True) if "confidence" not in row[0]]
        kept_predicates, kept_objects = zip(*kept, strict=True)
        difference.after[subject] = subject, kept_predicates, kept_objects
        return difference, counts

    monkeypatch.setattr(changed_graph, "find_graph_changes", broken)
    with pytest.raises(ValidationError, match="confidence"):
        add([files / "citing.jsonl"], folder)
    assert _state(folder) == before


_SCORE = {
    "schema_version": "0.3.0", "evaluation_id": "quay/a/1", "retrieved_timestamp": "1750000000",
    "source_metadata": {
        "source_name": "Quay", "source_type": "documentation", "source_organization_name": "Quay Lab",
        "evaluator_relationship": "third_party",
    },
    "eval_library": {"name": "unknown", "version": "unknown"},
    "model_info": {"name": "Kelp-3B", "id": "somebody/Kelp-3B", "additional_details": {}},
    "evaluation_results": [{
        "evaluation_name": "MMLU", "source_data": {"dataset_name": "MMLU", "source_type": "other"},
        "metric_config": {"metric_name": "Accuracy", "metric_unit": "percent", "lower_is_better": False},
        "score_details": {"score": 41.5},
    }],
}  # fmt: skip
_CARD = """---
base_model: meta-llama/Llama-2-7b-hf
datasets: [somebody/buoys]
---
# Kelp-3B
"""


def test_scores_and_cards_come_and_go_by_what_differs(
    files: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board, card = tmp_path / "board.json", tmp_path / "somebody" / "Kelp-3B" / "README.md"
    board.write_bytes(orjson.dumps([_SCORE]))
    card.parent.mkdir(parents=True)
    card.write_text(_CARD, encoding="utf-8")
    first, whole = files / "first.jsonl", tmp_path / "whole"
    build([first, card, board], whole)
    folder, with_card = tmp_path / "out", tmp_path / "with-card"
    build([first, card], with_card)
    shutil.copytree(with_card, folder)
    monkeypatch.setattr("kg.atlas.make.graph_files.write_whole_graph", None)
    add([board], folder)
    assert _state(folder) == _state(whole)
    assert _quads(folder) == _quads(whole)
    assert read_manifest(folder).counts == read_manifest(whole).counts
    remove(["board.json"], folder)
    assert _state(folder) == _state(with_card)
    assert read_manifest(folder).counts == read_manifest(with_card).counts


def test_a_map_that_is_behind_can_still_be_shown(files: Path, place: Path, tmp_path: Path) -> None:
    """A server on a disk that is only read has no other, and one that runs keeps the one that it has."""
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    assert check_listed(folder / INDEX) is not None
    add([files / "citing.jsonl"], folder)
    assert check_listed(folder / INDEX) is None
    assert shows_earlier_graph(folder / INDEX)
    assert not shows_earlier_graph(folder / "graph.ttl")
    refresh(folder)
    assert check_listed(folder / INDEX) == read_manifest(folder).files[INDEX]


def test_papers_that_point_to_what_lost_a_class_need_no_links_to_others(tmp_path: Path) -> None:
    """One paper calls the thing a dataset, another a model; when one of them goes, a class does."""
    texts = {
        "one.jsonl": "We introduce ZorbSet, a benchmark for zorbs. We evaluate on ZorbSet and on MMLU.",
        "other.jsonl": "We train on the ZorbSet dataset and evaluate GPT-4 on GSM8K.",
    }
    one, other = (tmp_path / name for name in texts)
    for path, abstract in zip((one, other), texts.values(), strict=True):
        path.write_bytes(orjson.dumps({"title": f"On {path.stem}", "abstract": abstract}) + b"\n")
    build([one, other], tmp_path / "both")
    build([one], tmp_path / "own")
    lost = _quads(tmp_path / "both") - _quads(tmp_path / "own")
    assert any("artifact/zorbset> " in quad and "#Dataset>" in quad for quad in lost), "the case is what it should be"
    remove(["other.jsonl"], tmp_path / "both")
    assert _state(tmp_path / "both") == _state(tmp_path / "own")


@pytest.mark.parametrize("lost", ["store", "store/files.json"])
def test_a_store_that_is_gone_is_made_anew(files: Path, place: Path, tmp_path: Path, lost: str) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    path = folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    add([files / "citing.jsonl"], folder)
    assert _quads(folder) == _quads(_built(["citing.jsonl", "first.jsonl"], files, place))
    assert main(["verify", "-o", str(folder), "-q"]) == 0


def test_an_archive_goes_and_is_replaced_as_a_whole(files: Path, place: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    old, new = tmp_path / "old" / "more.zip", tmp_path / "new" / "more.zip"
    for path, names in ((old, ("citing.jsonl", "earlier.jsonl")), (new, ("citing.jsonl",))):
        path.parent.mkdir()
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.write(files / name, name)
    add([old], folder)
    assert read_manifest(folder).counts["papers"] == 4
    update(folder, [new])
    assert {each.name for each in read_manifest(folder).inputs} == {"first.jsonl", "more.zip/citing.jsonl"}
    assert read_manifest(folder).counts["papers"] == 3
    remove(["more.zip"], folder)
    assert _state(folder) == _state(_built(["first.jsonl"], files, place))


def test_papers_that_people_united_go_together(files: Path, place: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(_built(["citing.jsonl", "first.jsonl"], files, place), tmp_path / "out"))
    cells = ("same-work", "On Moons", "Waves Again", "", "Ada", "2026-01-02", "")
    (folder / CORRECTIONS).write_text("\t".join(COLUMNS) + "\n" + "\t".join(cells) + "\n", encoding="utf-8")
    update(folder)
    assert read_manifest(folder).counts["papers"] == 2
    remove(["Waves Again"], folder)
    assert read_manifest(folder).counts["papers"] == 1


def test_an_order_that_no_triple_tells_is_drawn_anew(tmp_path: Path) -> None:
    path, folder = tmp_path / "one.jsonl", tmp_path / "out"
    path.write_bytes(orjson.dumps({"title": "On Kelp", "categories": ["cs.LG", "cs.CL"]}) + b"\n")
    build([path], folder)
    path.write_bytes(orjson.dumps({"title": "On Kelp", "categories": ["cs.CL", "cs.LG"]}) + b"\n")
    report = update(folder, [path])
    assert report.manifest.behind == DRAWN_FILES
    with pytest.raises(OutputError, match="shows the graph before its last change"):
        kg.open(folder).export("json", folder / "graph.json")


def test_a_store_that_changes_often_is_tidied_up(
    files: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed_store, "_MOST_FILES", 10)
    folder = Path(shutil.copytree(_built(["first.jsonl"], files, place), tmp_path / "out"))
    for _ in range(3):
        add([files / "citing.jsonl"], folder)
        remove(["citing.jsonl"], folder)
        assert len(list((folder / "store").glob("*.sst"))) <= 20
        assert len(list((folder / "store").glob("LOG*"))) == 1
    assert _quads(folder) == _quads(_built(["first.jsonl"], files, place))
