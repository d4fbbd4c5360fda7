"""Builds: the same bytes for the same input in any order and any number of steps; every form says the same."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyvis.network import Network

import kg
from kg.atlas import linked_papers
from kg.atlas.make import graph_files
from kg.atlas.make.build_files import BuildReport
from kg.atlas.make.graph_drawer import refresh
from kg.atlas.make.pipeline import add, build
from kg.atlas.manifest import read_manifest
from kg.atlas.update.drawn_files import DRAWN_FILES
from kg.ground.errors import CorrectionError, InputError, OutputError
from kg.ground.records import Paper
from kg.linker import parallel
from kg.rdf.query.store import store_beside
from kg.rdf.write.sorted_triples import SortedTriples
from tests.atlas.conftest import write_papers

PAPERS = Path(__file__).parents[1] / "cli" / "papers.jsonl"
HEADER = "action\tsubject\tobject\tvalue\twho\twhen\tnote\n"
# What may differ between two builds of the same input: SQLite and RocksDB files have their own order.
_OWN_ORDER = ("cache", "store", ".lock")

Part = Callable[[str, slice], Path]


@pytest.fixture
def part(tmp_path: Path) -> Part:
    """Writes some of the papers to a file of that name."""
    return lambda name, lines: write_papers(tmp_path / name, lines)


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A built folder of the test's own."""
    return Path(shutil.copytree(built, tmp_path / "out"))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name not in _OWN_ORDER}


def _triples(folder: Path) -> set[str]:
    return {str(quad) for quad in ox.Store.read_only(str(folder / "store"))}


@pytest.fixture(scope="module")
def whole(grown: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three files of papers, the first of which is that of ``grown``, and its graph in ``out``."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copy(grown.parent / "three.jsonl", folder)
    write_papers(folder / "two.jsonl", slice(3, 4))
    write_papers(folder / "rest.jsonl", slice(3, None))
    build([folder / name for name in ("three.jsonl", "two.jsonl", "rest.jsonl")], folder / "out")
    return folder


def test_the_order_of_files_and_papers_does_not_matter(whole: Path, tmp_path: Path) -> None:
    build([whole / name for name in ("rest.jsonl", "three.jsonl", "two.jsonl")], tmp_path)
    assert _bytes(tmp_path) == _bytes(whole / "out")
    assert _triples(tmp_path) == _triples(whole / "out")


def test_adding_papers_equals_one_full_build_to_the_byte(whole: Path, grown: Path, tmp_path: Path) -> None:
    steps = Path(shutil.copytree(grown, tmp_path / "steps"))
    report = add([whole / "two.jsonl"], steps)
    assert report.linked == 1
    report = add([whole / "rest.jsonl"], steps)
    assert report.linked == 2, "the paper of two.jsonl is known"
    assert report.manifest.behind == DRAWN_FILES
    refresh(steps)
    assert _bytes(steps) == _bytes(whole / "out")
    assert _triples(steps) == _triples(whole / "out")


class InThisProcess:
    """A process that links, which takes no seconds to start; ``tests/linker/test_parallel.py`` has real ones."""

    def __init__(self, wanted: parallel.WantedLinker) -> None:
        self.wanted, self.process = wanted, self

    def link(self, papers: list[Paper]) -> parallel.Answer:
        return parallel._link_one_chunk(papers, self.wanted)

    def kill(self) -> None: ...

    bury = kill


@pytest.mark.usefixtures("only_linking")
def test_two_processes_build_the_same_bytes(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They give the same readings, and all else is made of these."""
    monkeypatch.setattr(linked_papers, "FEW_MISSING", 1)
    started: list[str | None] = []

    def start(wanted: parallel.WantedLinker) -> InThisProcess:
        started.append(wanted.version)
        return InThisProcess(wanted)

    monkeypatch.setattr(parallel, "_start_process", start)
    monkeypatch.setattr(parallel, "_CHUNK", 2)
    build([PAPERS], tmp_path / "alone")
    assert not started
    report = build([PAPERS], tmp_path / "together", processes=2)
    assert (report.linked, len(started)) == (6, 2)
    assert started[0] == report.manifest.versions["linker"]
    for name in (linked_papers.RECORDS, linked_papers.PAPERS, linked_papers.READINGS):
        assert (tmp_path / "together" / name).read_bytes() == (built / name).read_bytes()


def test_many_triples_give_the_same_on_disk_and_by_a_store_filled_beside(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Triples in runs, and a process of its own for the store: what a large graph has."""
    before, triples = _bytes(own), _triples(own)
    started: list[Path] = []

    @contextmanager
    def watched(source: Path, folder: Path) -> Iterator[None]:
        started.append(folder)
        with store_beside(source, folder):
            yield

    monkeypatch.setattr(graph_files, "TRIPLES_BESIDE", 0)
    monkeypatch.setattr(graph_files, "store_beside", watched)
    monkeypatch.setattr(graph_files, "SortedTriples", partial(SortedTriples, run_size=500))
    monkeypatch.setattr("kg.graph.assembly.stored_sightings.MOST_HELD", 3)
    build([PAPERS], own)
    assert len(started) == 1
    assert _bytes(own) == before
    assert _triples(own) == triples


def test_building_again_links_nothing_and_gives_the_same_bytes(own: Path) -> None:
    before = _bytes(own)
    report: BuildReport = build([PAPERS], own)
    assert report.linked == 0
    assert _bytes(own) == before
    assert list(report.seconds) == [
        "read", "merge", "load", "link", "triples", "validate", "rdf", "network", "page", "manifest",
    ]  # fmt: skip


def test_one_more_paper_changes_only_its_own_lines_and_the_counts(part: Part, built: Path, tmp_path: Path) -> None:
    build([part("papers.jsonl", slice(0, 5))], tmp_path / "out")
    before = set((tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8").splitlines())
    after = set((built / "graph.ttl").read_text(encoding="utf-8").splitlines())
    lost = before - after
    of_the_whole = ("void:", "dcat:version", "dcterms:modified")
    assert all(line.strip().startswith(of_the_whole) for line in lost), lost
    assert len(after) > len(before)


def test_the_same_paper_from_two_files_is_one_with_two_sources(part: Part, tmp_path: Path) -> None:
    build([part("one.jsonl", slice(0, 2)), part("two.jsonl", slice(0, 1))], tmp_path / "out")
    atlas = kg.open(tmp_path / "out")
    assert atlas.manifest.counts["listings"] == 3
    papers = {paper.title: [source.page for source in paper.sources] for paper in atlas.papers()}
    assert len(papers) == 2
    assert papers["MapMath: A Benchmark for Arithmetic on Maps"] == ["one.jsonl", "two.jsonl"]


def test_counts_agree_with_what_was_written(built: Path) -> None:
    atlas = kg.open(built)
    counts = atlas.manifest.counts
    nodes = [data for _, data in atlas.graph.nodes(data=True)]
    assert counts["papers"] == sum(data["kind"] == "paper" for data in nodes) == len(list(atlas.papers()))
    assert counts["artifacts"] == sum("known" in data for data in nodes) == sum(counts["artifacts_by_type"].values())
    assert counts["links"] == sum(counts["links_by_role"].values()) == sum(len(one.links) for one in atlas.readings())
    lines = gzip.decompress((built / "graph.nt.gz").read_bytes()).count(b"\n")
    assert counts["triples"] == lines == len(atlas.rdf())
    (row,) = atlas.query("SELECT (COUNT(*) AS ?n) { ?link a kg:Link }").records()
    assert row["n"] == counts["links"] + counts["topic_links"]
    files = {path.name for path in built.iterdir() if path.is_file()}
    assert set(atlas.manifest.files) == files - {"manifest.json", ".manifest.json", ".lock"}


def test_rdf_and_networkx_say_the_same(built: Path) -> None:
    atlas = kg.open(built)
    rows = atlas.query(
        "SELECT ?s ?p ?o ?c { ?l a kg:Link ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:confidence ?c }"
    ).records()
    base, ontology = atlas.manifest.base, atlas.manifest.base + "ontology#"
    from_rdf = {(row["s"], row["p"], row["o"], row["c"]) for row in rows}
    from_network = {
        (base + source, ontology + data["predicate"], base + target, data["confidence"])
        for source, target, key, data in atlas.graph.edges(keys=True, data=True)
        if key.startswith("link/")
    }
    assert from_rdf == from_network


def test_offsets_of_every_evidence(example_build: Path) -> None:
    _check_evidence(example_build)


def _check_evidence(folder: Path) -> None:
    seen = 0
    for reading in kg.open(folder).readings():
        pieces = [piece for link in reading.links for piece in link.evidence]
        pieces += [piece for topic in reading.topics for piece in topic.evidence]
        for piece in (*pieces, *(result.evidence for result in reading.results)):
            assert reading.paper.text(piece.field)[piece.start : piece.end] == piece.text
            seen += 1
    assert seen > 100


def test_corrections_win_stay_and_show(part: Part, tmp_path: Path) -> None:
    corrections = tmp_path / "mine.tsv"
    corrections.write_text(HEADER + "role\t2403.90001\tGSM8K\tuses\tAda\t2026-01-02\tread it\n", encoding="utf-8")
    out = tmp_path / "out"
    build([part("one.jsonl", slice(0, 2))], out, corrections=corrections)
    report = add([part("two.jsonl", slice(2, 3))], out)
    assert report.unused_corrections == []
    graph = kg.open(out).graph
    (data,) = graph.get_edge_data("paper/2403.90001", "artifact/gsm8k").values()
    assert (data["predicate"], data["confidence"]) == ("uses", 1.0)
    assert data["corrections"] == ["role GSM8K → uses (Ada, 2026-01-02): read it"]
    (row,) = kg.open(out).query("SELECT ?said { ?link kg:correction ?said ; rdf:object artifact:gsm8k }").records()
    assert row["said"] == data["corrections"][0]
    assert (out / "readings.jsonl").read_bytes().count(b"read it") == 1


@pytest.mark.usefixtures("only_linking")
def test_an_edited_copy_of_the_corrections_is_not_overwritten(tmp_path: Path) -> None:
    corrections = tmp_path / "mine.tsv"
    corrections.write_text(HEADER, encoding="utf-8")
    out = tmp_path / "out"
    build([PAPERS], out, corrections=corrections)
    corrections.write_text(HEADER + "# more\n", encoding="utf-8")
    build([PAPERS], out, corrections=corrections)
    assert (out / "corrections.tsv").read_bytes() == corrections.read_bytes()
    (out / "corrections.tsv").write_text(HEADER + "# edited here\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="has changed since the last build"):
        build([PAPERS], out, corrections=corrections)
    build([PAPERS], out)
    assert "edited here" in (out / "corrections.tsv").read_text(encoding="utf-8")


def test_a_base_iri_of_one_s_own(part: Part, tmp_path: Path) -> None:
    build([part("one.jsonl", slice(1, 2))], tmp_path, base="https://example.org/atlas/")
    text = (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    assert "<https://example.org/atlas/paper/" in text
    assert "https://w3id.org/paperatlas/paper/" not in text
    (row,) = kg.open(tmp_path).query("evaluations-on", {"on": "MMLU"}).records()
    assert row["paper"].startswith("https://example.org/atlas/paper/")


def test_a_folder_without_a_build(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no graph here"):
        kg.open(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(OutputError, match="manifest"):
        read_manifest(tmp_path)


def test_a_file_that_cannot_be_read_builds_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        build([tmp_path / "missing.txt"], tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_python_link_and_view(built: Path, tmp_path: Path) -> None:
    (reading,) = kg.link(Paper("Notes on GSM8K", "We evaluate GPT-4 on GSM8K."))
    assert {link.artifact.slug for link in reading.links} == {"gsm8k", "gpt-4"}
    atlas = kg.open(built)
    assert str(built) in atlas._repr_html_()
    assert atlas.entity("GSM8K").id == "artifact/gsm8k"
    page = tmp_path / "mine.html"
    network = kg.view(atlas.graph, title="Mine")
    assert isinstance(network, Network)
    network.write_html(str(page))
    assert "<title>Mine</title>" in page.read_text(encoding="utf-8")


def test_the_manifest_holds_nothing_of_the_day_or_the_machine(built: Path) -> None:
    data = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert set(data) == {
        "form", "versions", "base", "inputs", "counts", "files", "assert_above", "network_papers", "replaced", "sha256",
    }  # fmt: skip
    assert data["inputs"][0]["name"] == "papers.jsonl"
    assert str(built) not in json.dumps(data)
