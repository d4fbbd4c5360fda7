"""SSSOM: every kind of link to outside, in rows and a header as the specification has them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import yaml

from kg.catalogue.outside_ids import LEXICAL, SAME, OutsideId
from kg.export.sssom_mappings import COLUMNS, CURATED, GIVEN, write_mappings
from kg.graph.networks import Network
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.write.void import LICENCE

BASE = "https://example.org/kg/"
# https://mapping-commons.github.io/sssom/Mapping/ and …/MappingSet/, version 1.0: what must be there.
REQUIRED = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
REQUIRED_OF_SET = {"mapping_set_id", "license"}
SLOTS = REQUIRED | {"subject_label", "subject_category", "confidence", "mapping_source"}
SLOTS_OF_SET = REQUIRED_OF_SET | {
    "curie_map", "mapping_set_version", "mapping_set_title", "mapping_set_description", "subject_source",
}  # fmt: skip


@pytest.fixture
def graph() -> Network:
    graph: Network = nx.MultiDiGraph()
    nodes: dict[str, dict[str, Any]] = {
        "paper/1706.03762": {
            "kind": "paper", "label": 'All "You"\tNeed', "arxiv": "1706.03762", "doi": "10.1000/x_1",
            "identifiers": ["openalex:W1", "s2:204e", "corpus:13756489", "dblp:conf/nips/V", "acl:P19-1001", "key1",
                            "openreview:Yic", "arXiv:1706.03762", "s2:a b\tc"],
        },
        "author/orcid-0000-0002-1825-0097": {
            "kind": "author", "label": "Ada", "orcid": "0000-0002-1825-0097", "identifiers": ["openalex:A5", "s2:17"],
        },
        "author/bob": {"kind": "author", "label": "Bob", "orcid": None, "identifiers": []},
        "artifact/bert": {
            "kind": "model", "types": ["model"], "label": "BERT", "known": True, "hub_id": "google-bert/bert-base",
            "arxiv": "1810.04805",
        },
        "artifact/gsm8k": {"kind": "benchmark", "types": ["benchmark"], "label": "G", "known": True,
                           "hub_id": "o/gsm8k"},
        "artifact/new": {"kind": "model", "types": ["model"], "label": "New", "known": False, "hub_id": "me/new"},
        "org/ai2": {
            "kind": "organisation", "label": "Ai2", "ror": "https://ror.org/05w520734", "wikidata": "Q4736442",
        },
        "topic/machine-learning": {"kind": "topic", "label": "machine learning"},
        "result/1": {"kind": "result", "label": "accuracy"},
    }  # fmt: skip
    for name, data in nodes.items():
        graph.add_node(name, **data)
    return graph


def _read(path: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    return header, list(csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t"))


def test_every_link_to_outside_is_a_row(graph: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.export.sssom_mappings.load_alignments", dict)
    write_mappings(graph, tmp_path / "out.tsv", base=BASE)
    _, rows = _read(tmp_path / "out.tsv")
    found = [tuple(row[name] for name in ("subject_id", "predicate_id", "object_id")) for row in rows]
    paper, ada = "paper:1706.03762", "author:orcid-0000-0002-1825-0097"
    assert found == sorted([
        (paper, "schema:sameAs", "arxiv:1706.03762"),
        (paper, "owl:sameAs", "doi:10.1000/x_1"),
        *((paper, "schema:sameAs", target) for target in (
            "openalex:W1", "s2.paper:204e", "s2.corpus:13756489", "dblp:conf/nips/V", "acl:P19-1001",
            "openreview:Yic",
        )),
        (ada, "schema:sameAs", "orcid:0000-0002-1825-0097"),
        *((ada, "schema:sameAs", target) for target in ("openalex:A5", "s2.author:17")),
        ("artifact:bert", "schema:sameAs", "hf.model:google-bert/bert-base"),
        ("artifact:bert", "schema:subjectOf", "arxiv:1810.04805"),
        ("artifact:gsm8k", "schema:sameAs", "hf.dataset:o/gsm8k"),
        ("artifact:new", "schema:sameAs", "hf.model:me/new"),
        *(("organisation:ai2", "schema:sameAs", target) for target in ("ror:05w520734", "wikidata:Q4736442")),
        ("topic:machine-learning", "skos:closeMatch", "cso:machine_learning"),
        ("topic:machine-learning", "skos:closeMatch", "wikidata:Q2539"),
    ])  # fmt: skip
    why = {row["subject_id"].partition(":")[0] + row["subject_id"][-3:]: row["mapping_justification"] for row in rows}
    assert why == {
        "paper762": GIVEN, "author097": GIVEN, "artifactert": CURATED, "artifactm8k": CURATED, "artifactnew": GIVEN,
        "organisationai2": CURATED, "topicing": CURATED,
    }  # fmt: skip
    assert next(row for row in rows if row["subject_id"] == paper)["subject_label"] == 'All "You" Need'


def test_what_registries_state_of_known_artifacts_names_them(
    graph: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def aligned(slug: str, *targets: str) -> tuple[OutsideId, ...]:
        return tuple(OutsideId(slug, SAME, target, slug, "", LEXICAL, "pkg:pypi/timm@1.0") for target in targets)

    own = "hf.model:google-bert/bert-base"
    known = {"bert": aligned("bert", "timm:bert", own), "new": aligned("new", "timm:new"), "gone": ()}
    monkeypatch.setattr("kg.export.sssom_mappings.load_alignments", lambda: known)
    write_mappings(graph, tmp_path / "out.tsv", base=BASE)
    header, rows = _read(tmp_path / "out.tsv")
    (row,) = [row for row in rows if row["mapping_source"]]  # the other is in the row; what is new is no entry
    assert (row["subject_id"], row["object_id"]) == ("artifact:bert", "timm:bert")
    assert (row["mapping_justification"], row["mapping_source"]) == (LEXICAL, "pkg:pypi/timm@1.0")
    assert header["curie_map"]["timm"] == "pkg:pypi/timm#"
    assert "mteb" not in header["curie_map"]


_INDEX = {"page": "ids", "format": "identify", "position": 1, "values": {"match": "exact", "probability": "0.999"}}
_RULE = {"page": "catalogue", "format": "catalogue", "position": 1, "values": {"probability": "0.84"}}
_READ = {"page": "in.jsonl", "format": "jsonl", "position": 1, "values": {"title": "T"}}
_GAVE = {"page": "in.bib", "format": "bibtex", "position": 1, "values": {"arxiv": "2401.00001"}}
_LINE = {"page": "corrections.tsv", "format": "correction", "position": 1,
         "values": {"by": "paper-is 2401.00001 (Ada, 2026-01-02)", "probability": "1"}}  # fmt: skip
_DENIED = {**_LINE, "values": {"by": "paper-is-not 2401.00009 (Ada, 2026-01-02)", "probability": "1"}}


@pytest.mark.parametrize(
    ("sources", "why", "sure"),
    [
        ([_READ], GIVEN, ""),
        ([_READ, _INDEX], "semapv:LexicalMatching", "0.999"),
        ([_READ, _RULE, _DENIED], "semapv:MappingChaining", "0.84"),
        ([_READ, _GAVE, _INDEX], GIVEN, ""),
        ([_READ, _GAVE, _LINE], CURATED, "1"),
        ([_GAVE, _DENIED], GIVEN, ""),
    ],
)
def test_who_told_an_id_and_how_surely(sources: list[dict[str, Any]], why: str, sure: str, tmp_path: Path) -> None:
    graph: Network = nx.MultiDiGraph()
    graph.add_node("paper/2401.00001", kind="paper", label="T", arxiv="2401.00001", identifiers=["arXiv:2401.00001"],
                   sources=sources)  # fmt: skip
    write_mappings(graph, tmp_path / "out.tsv", base=BASE)
    (row,) = _read(tmp_path / "out.tsv")[1]
    assert (row["mapping_justification"], row["confidence"]) == (why, sure)


def test_header_and_columns_are_those_of_the_specification(graph: Network, tmp_path: Path) -> None:
    write_mappings(graph, tmp_path / "out.tsv", base=BASE)
    header, rows = _read(tmp_path / "out.tsv")
    assert REQUIRED_OF_SET <= header.keys() <= SLOTS_OF_SET
    assert set(COLUMNS) == SLOTS
    assert header["license"] == LICENCE
    prefixes = header["curie_map"]
    assert prefixes["paper"] == BASE + "paper/"
    assert prefixes["schema"] == VOCABULARIES["schema"]
    for row in rows:
        assert row.keys() == set(COLUMNS)
        for name in REQUIRED:
            assert row[name].partition(":")[0] in prefixes, "every CURIE has its prefix"


def test_a_graph_without_links_has_a_header_and_no_row(tmp_path: Path) -> None:
    write_mappings(nx.MultiDiGraph(), tmp_path / "out.tsv")
    header, rows = _read(tmp_path / "out.tsv")
    assert (header["mapping_set_id"], rows) == ("https://w3id.org/paperatlas/graph/mappings", [])
