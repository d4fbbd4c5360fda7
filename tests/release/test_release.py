"""A release: whole, described, the same each time, and without the texts that are others' where that is wanted."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg.atlas.atlas import Atlas
from kg.cli.main import main
from kg.ground.errors import MissingExtraError, OutputError
from kg.ground.files.checksum_list import CHECKSUMS
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.release.parquet_tables import TABLES
from kg.release.release_folder import make_release

parquet = pytest.importorskip("pyarrow.parquet")
DCAT, SPDX = rdflib.Namespace(VOCABULARIES["dcat"]), rdflib.Namespace("http://spdx.org/rdf/terms#")
DATA = {
    "graph.ttl", "graph.nq.gz", "mappings.sssom.tsv", *(f"{name}.parquet" for name in (
        "nodes", "edges", "links", "results", "evidence",
    )),
}  # fmt: skip
DESCRIPTIONS = {"README.md", "dcat.ttl", "croissant.json", "ro-crate-metadata.json"}


@pytest.fixture(scope="module")
def atlas(built: Path) -> Atlas:
    return Atlas(built)


@pytest.fixture(scope="module")
def made(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / "whole"
    make_release(atlas, folder)
    return folder


@pytest.fixture(scope="module")
def bare(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / "bare"
    make_release(atlas, folder, with_texts=False)
    return folder


@pytest.mark.parametrize("tool", ["duckdb", "polars"])
def test_tools_for_tables_count_as_the_saved_query_does(tool: str, atlas: Atlas, made: Path) -> None:
    pytest.importorskip(tool)
    page = (Path(__file__).parents[2] / "docs" / "large-graphs.md").read_text(encoding="utf-8")
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if f"import {tool}" in block]
    names: dict[str, Any] = {}
    exec(code.replace("atlas-1.0/", f"{made}/"), names)
    rows = names["rows"]
    found = rows.fetchall() if tool == "duckdb" else rows.rows()
    asked = atlas.query("most-used-benchmarks", limit=8).records()
    assert found == [(row["name"], row["papers"]) for row in asked]
    assert len(found) > 1


def _rows(folder: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_graph_gives_the_same_release(atlas: Atlas, made: Path, tmp_path: Path) -> None:
    names = make_release(Atlas(atlas.folder), tmp_path / "again")
    assert set(names) == DATA | DESCRIPTIONS | {CHECKSUMS}
    assert _bytes(tmp_path / "again") == _bytes(made)
    assert [path.name for path in tmp_path.iterdir()] == ["again"], "nothing is left beside it"


def test_the_checksums_are_those_of_all_files(made: Path) -> None:
    lines = (line.split("  ") for line in (made / CHECKSUMS).read_text().splitlines())
    assert {name: value for value, name in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in _bytes(made).items() if name != CHECKSUMS
    }


def _triples(folder: Path) -> set[tuple[Any, ...]]:
    with (folder / "graph.ttl").open("rb") as file:
        return {(one.subject, one.predicate, one.object) for one in ox.parse(file, ox.RdfFormat.TURTLE)}


def test_turtle_and_n_quads_are_the_graph(atlas: Atlas, made: Path) -> None:
    quads = list(ox.parse(gzip.decompress((made / "graph.nq.gz").read_bytes()), ox.RdfFormat.N_QUADS))
    assert {(one.subject, one.predicate, one.object) for one in quads} == _triples(made)
    assert all(isinstance(one.graph_name, ox.NamedNode) for one in quads)

    def facts(triples: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
        own = atlas.manifest.base + "graph"
        return {triple for triple in triples if not str(triple[0]).removeprefix("<").startswith(own)}

    with (atlas.folder / "graph.ttl").open("rb") as file:
        whole = {(one.subject, one.predicate, one.object) for one in ox.parse(file, ox.RdfFormat.TURTLE)}
    assert facts(_triples(made)) == facts(whole)


def test_the_tables_hold_every_node_edge_link_result_and_piece_of_evidence(atlas: Atlas, made: Path) -> None:
    graph = atlas.graph
    assert [row["id"] for row in _rows(made, "nodes")] == sorted(graph)
    edges = {key: data for _, _, key, data in graph.edges(keys=True, data=True)}
    assert [row["id"] for row in _rows(made, "edges")] == sorted(edges)
    links = {row["id"]: row for row in _rows(made, "links")}
    assert links.keys() == {key for key, data in edges.items() if data["confidence"] is not None}
    for key, row in links.items():
        assert row["confidence"] == edges[key]["confidence"]
        assert row["name_confidence"] == (edges[key]["parts"] or {}).get("name")
    results = {row["id"]: row for row in _rows(made, "results")}
    assert results.keys() == {node for node in graph if graph.nodes[node]["kind"] == "result"}
    evidence = _rows(made, "evidence")
    assert {row["of"] for row in evidence} >= results.keys()
    pieces = sum(len(data["evidence"]) for data in edges.values())
    assert len(evidence) == pieces + len(results) > 20
    # Sources are in the RDF: a list of records is no cell of a table.
    elsewhere = {"types", "sources", "year", "evidence", "code"}
    for kind, table in ((False, "nodes"), (True, "results")):
        attributes = {name for _, data in graph.nodes(data=True) if (data["kind"] == "result") == kind for name in data}
        assert attributes - elsewhere <= set(parquet.read_schema(made / f"{table}.parquet").names) | {"kind", "label"}
    for row in evidence:
        text = graph.nodes[row["paper"]]["label" if row["field"] == "title" else "abstract"]
        assert text[row["start"] : row["end"]] == row["words"]
        assert text[row["sentence_start"] : row["sentence_end"]] == row["sentence"]
        assert row["words"] in row["sentence"]


def test_without_abstracts_no_sentence_of_one_is_in_any_file(atlas: Atlas, made: Path, bare: Path) -> None:
    abstracts = [data["abstract"] for _, data in atlas.graph.nodes(data=True) if data.get("abstract")]
    sentences = {part for abstract in abstracts for part in abstract.split(". ") if len(part) > 40}
    text = {name: content.decode("utf-8", "replace") for name, content in _bytes(bare).items()}
    text["graph.nq.gz"] = gzip.decompress((bare / "graph.nq.gz").read_bytes()).decode()
    text |= {f"{table.name}.parquet": str(_rows(bare, table.name)) for table in TABLES}
    assert len(sentences) > 5
    assert not {(name, part) for name, content in text.items() for part in sentences if part in content}
    assert all(row["abstract"] is None for row in _rows(bare, "nodes"))
    assert {(row["words"], row["sentence"]) for row in _rows(bare, "evidence")} == {(None, None)}
    places = [(row["of"], row["field"], row["start"], row["end"]) for row in _rows(made, "evidence")]
    assert [(row["of"], row["field"], row["start"], row["end"]) for row in _rows(bare, "evidence")] == places
    gone = {str(triple[1]).strip("<>") for triple in _triples(made)} - {
        str(triple[1]).strip("<>") for triple in _triples(bare)
    }
    oa = VOCABULARIES["oa"]
    assert gone == {
        VOCABULARIES["dcterms"] + "abstract", KG + "sentence", *(oa + each for each in ("exact", "prefix", "suffix")),
    }  # fmt: skip
    assert "no abstracts" in text["README.md"]
    assert "no abstracts" not in (made / "README.md").read_text(encoding="utf-8")


def test_the_description_counts_what_is_there_and_names_every_file(bare: Path) -> None:
    described = rdflib.Graph().parse(bare / "dcat.ttl", publicID="https://example.org/release/dcat.ttl")
    dataset = next(described.subjects(rdflib.RDF.type, DCAT.Dataset))
    assert int(str(described.value(dataset, rdflib.VOID.triples))) == len(_triples(bare))
    found = {}
    for each in described.objects(dataset, DCAT.distribution):
        name = str(described.value(each, DCAT.downloadURL)).removeprefix("https://example.org/release/")
        checksum = described.value(each, SPDX.checksum)
        assert described.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        value = described.value(checksum, SPDX.checksumValue)
        assert isinstance(value, rdflib.Literal)
        assert value.datatype == rdflib.XSD.hexBinary
        found[name] = (str(value), int(str(described.value(each, DCAT.byteSize))))
    assert found == {
        name: (hashlib.sha256(content).hexdigest(), len(content))
        for name, content in _bytes(bare).items() if name in DATA
    }  # fmt: skip


def test_croissant_says_what_is_in_the_tables(made: Path) -> None:
    """What mlcroissant checks: ids, and that each field comes from a column of a file that is there."""
    data = json.loads((made / "croissant.json").read_bytes())
    assert data["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert {"name", "description", "license", "url", "version", "datePublished", "creator"} <= data.keys()
    files = {each["@id"]: each for each in data["distribution"]}
    for name, each in files.items():
        assert each["@type"] == "cr:FileObject"
        assert each["sha256"] == hashlib.sha256((made / each["contentUrl"]).read_bytes()).hexdigest()
        assert name in DATA
    kinds = {"string": "sc:Text", "int64": "sc:Integer", "double": "sc:Float", "bool": "sc:Boolean"}
    assert [each["@id"] for each in data["recordSet"]] == [table.name for table in TABLES]
    for record_set in data["recordSet"]:
        schema = parquet.read_schema(made / f"{record_set['@id']}.parquet")
        assert [field["source"]["extract"]["column"] for field in record_set["field"]] == schema.names
        for field, column in zip(record_set["field"], schema, strict=True):
            assert field["@id"] == f"{record_set['@id']}/{field['name']}"
            assert field["source"]["fileObject"]["@id"] in files
            repeated = str(column.type).startswith("list")
            assert field.get("repeated", False) == repeated
            assert field["dataType"] == ("sc:Text" if repeated else kinds[str(column.type)])


def test_mlcroissant_reads_every_row(made: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=made / "croissant.json")
    assert not dataset.metadata.issues.errors
    for table in TABLES:
        assert len(list(dataset.records(table.name))) == len(_rows(made, table.name))


def test_the_crate_names_all_files_and_what_it_was_made_of(atlas: Atlas, made: Path) -> None:
    """What RO-Crate 1.1 requires of a crate, and nothing that is referred to and not there."""
    graph = {each["@id"]: each for each in json.loads((made / "ro-crate-metadata.json").read_bytes())["@graph"]}
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert (descriptor["@type"], descriptor["about"]) == ("CreativeWork", {"@id": "./"})
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert {part["@id"] for part in root["hasPart"]} == DATA | DESCRIPTIONS - {"ro-crate-metadata.json"}
    for name in DATA | DESCRIPTIONS - {"ro-crate-metadata.json"}:
        assert graph[name]["@type"] == "File"
        assert graph[name]["contentSize"] == str((made / name).stat().st_size)

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from [value["@id"]] if value.keys() == {"@id"} else ()
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                yield from references(each)

    outside = {"https://w3id.org/ro/crate/1.1"}
    assert {name for each in graph.values() for name in references(each)} - outside <= graph.keys()
    inputs = {each["sha256"] for name, each in graph.items() if name.startswith("#input")}
    assert inputs == {each.sha256 for each in atlas.manifest.inputs}


def test_the_date_comes_from_the_papers_and_not_from_the_clock(
    atlas: Atlas, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = max(data["date"] for _, data in atlas.graph.nodes(data=True) if data["kind"] == "paper" and data["date"])
    assert json.loads((made / "croissant.json").read_bytes())["datePublished"] == newest
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    make_release(atlas, tmp_path / "dated")
    assert json.loads((tmp_path / "dated" / "croissant.json").read_bytes())["datePublished"] == "2023-11-14"


def test_a_release_is_replaced_and_nothing_else_is(atlas: Atlas, tmp_path: Path) -> None:
    target = tmp_path / "release"
    target.mkdir()
    (target / CHECKSUMS).write_text("old")
    (target / "old.txt").write_text("old")
    make_release(atlas, target)
    assert not (target / "old.txt").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("mine")
    for folder in (other, other / "thesis.tex", atlas.folder):
        with pytest.raises(OutputError, match="here is"):
            make_release(atlas, folder)
    assert (other / "thesis.tex").read_text() == "mine"


def test_a_fault_leaves_the_old_release(atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "release"
    make_release(atlas, target)
    before = _bytes(target)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.release.release_folder.write_mappings", fail)
    with pytest.raises(OutputError, match="No space left"):
        make_release(atlas, target, with_texts=False)
    assert _bytes(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_without_pyarrow_the_extra_is_named(atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="pyarrow") as caught:
        make_release(atlas, tmp_path / "release")
    assert "formats" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_the_command_says_where(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run: Callable[..., int] = main
    assert run(["release", "-o", str(built), "--into", str(tmp_path / "r"), "--without-abstracts"]) == 0
    assert "13 files" in capsys.readouterr().err
