"""Descriptions of a release from what is known of its files: complete, valid, and safe whatever files are called."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox
import pytest

from kg.atlas.manifest import InputFile, Manifest
from kg.rdf.terms.ntriples import Triple
from kg.release.catalogue_records import croissant, distribution_triples, ro_crate
from kg.release.parquet_tables import TABLES
from kg.release.release_files import MEDIA_TYPES, Release, ReleaseFile, release_file
from kg.release.release_readme import release_readme

FILES = (
    ReleaseFile("graph.ttl", "the graph as Turtle", 1234567, "a" * 64),
    ReleaseFile("graph.nq.gz", "the graph as N-Quads", 10, "b" * 64),
    ReleaseFile("nodes.parquet", "the nodes", 20, "c" * 64),
)
HOSTILE = 'a`b\n<script>"c".txt'
MANIFEST = Manifest(
    {"software": "1.0", "catalogue": "k"}, "https://e.org/", (InputFile(HOSTILE, "d" * 64, 5),),
    {"papers": 1234, "links_by_role": {"uses": 7}}, {},
)  # fmt: skip
RELEASE = Release(
    manifest=MANIFEST, version="v1", date="2024-05-02", with_texts=False, files=FILES,
    rows={table.name: 1000 + number for number, table in enumerate(TABLES)},
)  # fmt: skip


def crate(release: Release = RELEASE) -> dict[str, dict[str, Any]]:
    return {each["@id"]: each for each in orjson.loads(ro_crate(release, release.files))["@graph"]}


def test_a_file_is_measured_as_it_lies_there(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq.gz"
    path.write_bytes(b"words")
    assert release_file(path, "words") == ReleaseFile("graph.nq.gz", "words", 5, hashlib.sha256(b"words").hexdigest())


@pytest.mark.parametrize(
    ("name", "media"),
    [("graph.nq.gz", "application/n-quads"), ("graph.ttl", "text/turtle"), ("README.md", "text/markdown"),
     ("croissant.json", "application/ld+json")],
)  # fmt: skip
def test_media_types_are_those_of_what_is_packed(name: str, media: str) -> None:
    assert ReleaseFile(name, "", 0, "").media_type == media
    assert not any(one != other and one.endswith(other) for one in MEDIA_TYPES for other in MEDIA_TYPES)


def test_with_and_without_texts_the_rights_say_so() -> None:
    assert "no abstracts" in RELEASE.rights
    assert "--without-abstracts" in replace(RELEASE, with_texts=True).rights
    assert RELEASE.home == "https://e.org/graph"


def test_the_readme_names_each_file_table_and_count() -> None:
    text = release_readme(RELEASE)
    assert text.endswith("\n")
    assert all(f"| `{each.name}` | {each.meaning} | {each.size:,} |" in text for each in FILES)
    for table in TABLES:
        assert f"### {table.name}.parquet\n\nEach of its {RELEASE.rows[table.name]:,} rows is {table.meaning}." in text
        assert all(f"| `{column.name}` | {column.kind} |" in text for column in table.columns)
    assert "papers up to 2024-05-02." in text
    assert "papers up to" not in release_readme(replace(RELEASE, date=""))
    assert "1,234" in text
    assert "| links: uses | 7 |" in text


def test_no_name_of_a_file_breaks_out_of_the_readme() -> None:
    line = next(line for line in release_readme(RELEASE).splitlines() if line.startswith("- `"))
    assert line.count("`") == 4
    assert "a'b <script>" in line


def triples(release: Release = RELEASE) -> list[Triple]:
    return list(distribution_triples(release))


def test_each_file_is_a_distribution_with_its_size_and_checksum() -> None:
    lines = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples())
    store = ox.Store()
    store.load(lines.encode(), format=ox.RdfFormat.TURTLE, base_iri="https://e.org/dcat.ttl")
    query = """
        PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?url ?size ?sum { <https://e.org/graph> dcat:distribution ?file . ?file dcat:downloadURL ?url ;
          dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum }"""
    rows: Any = store.query(query)
    found = {(row["url"].value, int(row["size"].value), row["sum"].value) for row in rows}
    assert found == {(f"https://e.org/{each.name}", each.size, each.sha256) for each in FILES}
    assert lines.count("compressFormat") == 1, "only one is packed"
    assert triples(replace(RELEASE, files=())) == []


def test_croissant_describes_each_column_of_each_table_by_its_file() -> None:
    described = orjson.loads(croissant(RELEASE))
    assert [each["name"] for each in described["distribution"]] == [each.name for each in FILES]
    kinds = {each["name"]: each["encodingFormat"] for each in described["distribution"]}
    assert kinds == {
        "graph.ttl": "text/turtle", "graph.nq.gz": "application/gzip", "nodes.parquet": "application/x-parquet"
    }  # fmt: skip
    fields = {field["@id"]: field for record_set in described["recordSet"] for field in record_set["field"]}
    assert set(fields) == {f"{table.name}/{column.name}" for table in TABLES for column in table.columns}
    for table in TABLES:
        for column in table.columns:
            field = fields[f"{table.name}/{column.name}"]
            assert field.get("repeated", False) is (column.kind == "texts")
            assert field["source"]["fileObject"]["@id"] == f"{table.name}.parquet"
    assert "datePublished" not in orjson.loads(croissant(replace(RELEASE, date="")))


def test_the_crate_is_closed_and_says_what_it_was_made_of() -> None:
    entities = crate()
    root = entities["./"]
    assert [part["@id"] for part in root["hasPart"]] == [each.name for each in FILES]
    assert {each["@id"] for each in root["hasPart"]} <= entities.keys()
    assert all(entities[each.name]["sha256"] == each.sha256 for each in FILES)
    assert entities["#input-1"]["name"] == HOSTILE
    assert entities["#build"]["object"] == {"@id": "#input-1"}, "a list of one is none"


@pytest.mark.parametrize(("count", "form"), [(0, list), (1, dict), (2, list)])
def test_any_number_of_inputs(count: int, form: type) -> None:
    inputs = tuple(InputFile(f"{number}.txt", "d" * 64, 5) for number in range(count))
    entities = crate(replace(RELEASE, manifest=replace(MANIFEST, inputs=inputs)))
    assert isinstance(entities["#build"]["object"], form)
    assert sum(name.startswith("#input-") for name in entities) == count


def test_the_same_release_gives_the_same_bytes() -> None:
    again = replace(RELEASE)
    assert (croissant(again), ro_crate(again, FILES), release_readme(again)) == (
        croissant(RELEASE), ro_crate(RELEASE, iter(FILES)), release_readme(RELEASE),
    )  # fmt: skip
