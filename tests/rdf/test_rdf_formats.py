"""Every format: the same graph back, the same bytes whatever the order, nothing half-written."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.graph.graph_records import Record
from kg.ground.errors import InputError, OutputError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.rdf_files import from_oxigraph, read_triples
from kg.rdf.query.store import memory_store
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import ONTOLOGY
from kg.rdf.terms.ntriples import Triple
from kg.rdf.terms.ontology import ontology_version
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import FORMATS, format_of, stream_triples, write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.turtle import TermWriter, turtle, with_reifiers
from kg.rdf.write.void import describe

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

RDFLIB = {
    "turtle": "turtle",
    "n-triples": "nt",
    "json-ld": "json-ld",
    "rdf-xml": "xml",
    "trig": "trig",
    "n-quads": "nquads",
}
PLAIN = [name for name in FORMATS if name != "turtle-1.2"]


def as_rdflib(path: Path, name: str) -> rdflib.Graph:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format=RDFLIB[name])
    graph = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        graph.add(triple)
    return graph


def from_triples(triples: tuple[Triple, ...]) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    return graph


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_each_format_gives_the_same_graph_back(
    tmp_path: Path, triples: tuple[Triple, ...], name: str, packed: str
) -> None:
    path = tmp_path / f"graph{FORMATS[name].suffixes[0]}{packed}"
    write_graph(triples, path)
    assert set(read_triples(path)) == set(triples)
    if packed:
        plain = path.with_suffix("")
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        path = plain
    assert isomorphic(as_rdflib(path, name), from_triples(triples))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_bytes_do_not_depend_on_order_or_repetition(
    tmp_path: Path, triples: tuple[Triple, ...], name: str, packed: str
) -> None:
    shuffled = [*triples, *triples[:50]]
    random.Random(7).shuffle(shuffled)
    write_graph(triples, tmp_path / f"a{packed}", name)
    write_graph(shuffled, tmp_path / f"b{packed}", name)
    assert (tmp_path / f"a{packed}").read_bytes() == (tmp_path / f"b{packed}").read_bytes()


def test_sorting_on_disk_equals_sorting_in_memory(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    with (
        SortedTriples(triples) as memory,
        SortedTriples([*triples, *triples], run_size=7, folder=tmp_path) as disk,
    ):
        assert list(disk) == list(memory) == sorted(memory)
        assert len(disk) == len(memory) == len(set(triples))
        for graph in (memory, disk):
            describe(graph, files=["graph.ttl"])
        assert list(disk) == list(memory)
        assert f'"{len(disk)}"^^<{ntriples.XSD}integer>' in "".join(line for line in disk if "ns/void#triples>" in line)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 14, 15])
def test_runs_of_every_length(count: int) -> None:
    triples = [("<a:s>", "<a:p>", f'"{number:03}"') for number in range(count)]
    with SortedTriples(reversed(triples), run_size=7) as graph:
        assert [line[13:16] for line in graph] == [f"{number:03}" for number in range(count)]


def test_many_runs_are_merged_in_groups() -> None:
    triples = [("<a:s>", "<a:p>", f'"{number:03}"') for number in range(300)]
    with SortedTriples(triples, run_size=1) as graph:
        assert len(list(graph)) == len(graph) == 300


def test_one_more_paper_changes_no_line_of_the_turtle(triples: tuple[Triple, ...]) -> None:
    without = [triple for triple in triples if "2106.00002" not in triple[0]]
    with SortedTriples(triples) as after, SortedTriples(without) as before:
        old, new = "".join(turtle(before.blocks())).splitlines(), "".join(turtle(after.blocks())).splitlines()
    remaining = iter(new)
    assert all(line in remaining for line in old)


def test_reifiers_replace_statements(triples: tuple[Triple, ...], tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl12"
    write_graph(triples, path)
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    reified = [quad for quad in quads if quad.predicate.value.endswith("#reifies")]
    links = sum(1 for _, predicate, value in set(triples) if value.endswith("ontology#Link>") and "type>" in predicate)
    assert len(reified) == links > 0
    assert all(isinstance(quad.object, ox.Triple) for quad in reified)
    plain = {(s, p, o) for s, p, o in triples}
    for quad in reified:
        assert next(iter(from_oxigraph([quad.object]))) in plain
    assert not any("22-rdf-syntax-ns#Statement" in str(quad) for quad in quads)


def test_statements_without_an_object_are_left_alone() -> None:
    blocks = [("<a:l>", ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#subject>",), ("<a:s>",))]
    assert list(with_reifiers(blocks)) == blocks


def test_lean_leaves_out_the_evidence_and_nothing_else(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    write_graph(triples, tmp_path / "lean.nt", profile="lean")
    kept = set(read_triples(tmp_path / "lean.nt"))
    gone = set(triples) - kept
    assert kept < set(triples)
    assert all("/evidence/" in subject or "/evidence/" in value for subject, _, value in gone)
    assert not any("/evidence/" in "".join(triple) for triple in kept)


def test_turtle_is_readable(triples: tuple[Triple, ...]) -> None:
    with SortedTriples(triples) as graph:
        text = "".join(turtle(graph.blocks()))
    assert (
        "\nartifact:quizbench\n"
        "    a kg:Artifact ;\n"
        "    a kg:Benchmark ;\n"
        "    a kg:Dataset ;\n"
        '    rdfs:label "QuizBench" ;\n'
        '    skos:altLabel "Quiz Benchmark" ;\n'
        '    dc:source "curated" ;\n'
        "    kg:covers topic:question-answering ;\n"
        "    kg:known true ;\n"
        "    schema:sameAs <https://huggingface.co/datasets/quiz/bench> ;\n"
        "    .\n"
    ) in text
    assert "kg:confidence 0.805 ;" in text
    assert 'kg:confidence "1"^^xsd:decimal ;' in text


def test_json_ld_is_in_the_order_of_streaming_json_ld(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    write_graph([*triples, ("<a:s>", "<a:p>", '"no type"')], tmp_path / "graph.jsonld")
    document = json.loads((tmp_path / "graph.jsonld").read_text("utf-8"))
    assert list(document) == ["@context", "@graph"]
    heads = {tuple(node)[: 2 if "@type" in node else 1] for node in document["@graph"]}
    assert heads == {("@type", "@id"), ("@id",)}


def streamed(triples: Iterable[Triple], name: str) -> bytes:
    """What ``stream_triples`` writes of triples in a given order."""
    found = ox.parse("".join(f"{' '.join(triple)} .\n" for triple in triples), ox.RdfFormat.N_TRIPLES)
    output = io.BytesIO()
    stream_triples((quad.triple for quad in found), output, FORMATS[name].oxigraph, DEFAULT_BASE)
    return output.getvalue()


@pytest.mark.parametrize("name", PLAIN)
def test_streams_hold_the_same_graph_as_files(triples: tuple[Triple, ...], name: str) -> None:
    shuffled = list(triples)
    random.Random(7).shuffle(shuffled)
    back = ox.parse(streamed(shuffled, name), FORMATS[name].oxigraph)
    assert set(from_oxigraph(quad.triple for quad in back)) == set(triples)


@pytest.mark.parametrize("name", ["rdf-xml", "json-ld"])
def test_a_sorted_stream_is_a_file_byte_for_byte(tmp_path: Path, triples: tuple[Triple, ...], name: str) -> None:
    write_graph(triples, tmp_path / "graph", name)
    assert streamed(sorted(set(triples)), name) == (tmp_path / "graph").read_bytes()


@pytest.mark.parametrize("name", ["rdf-xml", "json-ld"])
def test_what_a_form_has_no_way_to_write_is_told(name: str) -> None:
    with pytest.raises(OutputError, match="triples as values"):
        streamed([("<a:s>", "<a:p>", '<<( <a:s> <a:p> "o" )>>')], name)


def test_rdf_xml_is_xml_whatever_it_says() -> None:
    text = streamed([("<https://e.org/?a=1&b=%20>", "<https://e.org/100%25#p>", '"a\\u0001 & <b> %s ]]>"')], "rdf-xml")
    (quad,) = ox.parse(text, ox.RdfFormat.RDF_XML)
    assert (quad.subject.value, quad.object.value) == ("https://e.org/?a=1&b=%20", "a\ufffd & <b> %s ]]>")
    with pytest.raises(OutputError, match="no name for the predicate"):
        streamed([("<a:s>", "<https://e.org/1>", '"x"')], "rdf-xml")


def test_the_direction_of_a_text_is_kept() -> None:
    triples = [("<a:s>", "<a:p>", '"x"@ar--rtl')]
    assert b'xml:lang="ar" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="rtl">x<' in streamed(
        triples, "rdf-xml"
    )
    (node,) = json.loads(streamed(triples, "json-ld"))["@graph"]
    assert node["a:p"] == {"@value": "x", "@language": "ar", "@direction": "rtl"}


def described(triples: Iterable[Triple], base: str = DEFAULT_BASE) -> dict[str, list[str]]:
    """What a graph says of itself: prefixed name of the predicate to Turtle forms of the objects."""
    with SortedTriples(triples) as graph:
        describe(graph, base, build=Build("0.1.0", "cat1", "top1", "lin1"), files=["graph.ttl"])
        words = TermWriter(base)
        return {
            block[0]: [
                f"{words.predicate(predicate)[1]} {words.forms[value]}" for predicate, value in words.ordered(block)
            ]
            for block in graph.blocks()
        }


def test_a_graph_says_whose_it_is_of_when_and_which(triples: tuple[Triple, ...], records: tuple[Record, ...]) -> None:
    me = described(triples)[f"<{DEFAULT_BASE}graph>"]
    assert {
        "dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/>",
        'dcterms:modified "2023-01-01"^^xsd:date',  # the newest paper's
        "dcterms:publisher graph:publisher",
        f"dcterms:conformsTo <{ONTOLOGY}/{ontology_version()}>",
    } <= set(me)
    assert any("abstracts" in line and "authors'" in line for line in me if line.startswith("dcterms:rights"))
    base = "https://example.org/atlas/"
    own = described(graph_triples(records, base), base)
    assert own[f"<{base}graph/publisher>"] == ["a prov:Agent", 'rdfs:label "example.org"']


def test_the_version_of_a_graph_changes_with_what_it_says(triples: tuple[Triple, ...]) -> None:
    def version(found: Iterable[Triple]) -> str:
        (line,) = (line for line in described(found)[f"<{DEFAULT_BASE}graph>"] if line.startswith("dcat:version"))
        return line

    title = next(triple for triple in triples if triple[1].endswith("/title>"))
    renamed = [(*title[:2], '"Another"') if triple == title else triple for triple in triples]
    assert version(triples).startswith('dcat:version "0.1.0+')
    assert version(triples) == version(reversed(triples)) != version(renamed)


def test_a_newer_artifact_is_no_newer_paper(triples: tuple[Triple, ...]) -> None:
    newer = (f"<{DEFAULT_BASE}artifact/gpt>", "<http://purl.org/dc/terms/issued>", ntriples.date("2030"))
    assert 'dcterms:modified "2023-01-01"^^xsd:date' in described([*triples, newer])[f"<{DEFAULT_BASE}graph>"]


LITERALS = st.builds(
    lambda text, kind: kind(text),
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from([ntriples.literal, ntriples.in_english, lambda text: ntriples.typed(text, "anyURI")]),
)
IRIS = st.text(max_size=12).map(lambda text: ntriples.node("https://e.org/", text))
VALUES = st.one_of(
    LITERALS,
    IRIS,
    st.integers(-(10**20), 10**20).map(ntriples.integer),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str).map(ntriples.decimal),
    st.booleans().map(ntriples.boolean),
)
TRIPLES = st.tuples(
    IRIS,
    st.sampled_from(["<https://e.org/p>", "<http://purl.org/dc/terms/title>", ntriples.iri(ntriples.XSD + "q")]),
    VALUES,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TRIPLES, max_size=12), st.sampled_from(PLAIN))
def test_hostile_terms_come_back(tmp_path_factory: pytest.TempPathFactory, found: list[Triple], name: str) -> None:
    path = tmp_path_factory.mktemp("hostile") / "graph"
    if name == "rdf-xml":  # XML 1.0 has no way to write these characters
        found = [triple for triple in found if "\\u00" not in triple[2] and "\\uFFF" not in triple[2]]
        found = [triple for triple in found if "\\f" not in triple[2] and "\\b" not in triple[2]]
    write_graph(found, path, name)
    assert set(read_triples(path, name)) == {normal(triple) for triple in found}


@settings(max_examples=60, deadline=None)
@given(st.lists(TRIPLES, max_size=12))
def test_hostile_terms_survive_sorting_on_disk(found: list[Triple]) -> None:
    with SortedTriples(found, run_size=3) as disk:
        assert list(disk) == sorted(f"{' '.join(triple)} .\n" for triple in set(found))


def normal(triple: Triple) -> Triple:
    (quad,) = ox.parse(f"{' '.join(triple)} .", ox.RdfFormat.N_TRIPLES)
    return next(iter(from_oxigraph([quad])))


@pytest.mark.parametrize("value", ['"x"@en--rtl', '<<( <a:s> <a:p> "a \\" \\t b"@en )>>', '"1"^^<a:t>', "_:b"])
def test_terms_of_rdf_12_come_back(tmp_path: Path, value: str) -> None:
    triples = [("<a:s>", "<a:p>", value)]
    write_graph(triples, tmp_path / "graph.nt")
    (found,) = read_triples(tmp_path / "graph.nt")
    assert found[2] == value or (value[0] == "_" and found[2][0] == "_")


def test_a_failed_write_leaves_the_last_file(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    path = tmp_path / "graph.ttl"
    write_graph(triples, path)
    before = path.read_bytes()

    def broken() -> object:
        yield triples[0]
        raise OutputError("stop")

    with pytest.raises(OutputError):
        write_graph(broken(), path)  # type: ignore[arg-type]
    bad = [("<a:s>", "<a:1>", '"x"')]
    with pytest.raises(OutputError, match="no name for the predicate"):
        write_graph(bad, path, "rdf-xml")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["graph.ttl"]


def test_unknown_formats_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no such RDF format; .*paperatlas export lists all"):
        format_of(Path("graph.doc"))
    with pytest.raises(OutputError, match="full and lean"):
        write_graph([], tmp_path / "a.nt", profile="tiny")
    with pytest.raises(OutputError, match="there is no folder"):
        write_graph([], tmp_path / "no" / "a.nt")
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix x: <http://x/> .\nx:a x:b")
    with pytest.raises(InputError, match=r"broken\.ttl: it is not turtle"):
        list(read_triples(broken))
    with pytest.raises(InputError, match="cannot be read"):
        list(read_triples(tmp_path / "absent.nt"))


def test_a_packed_file_that_is_cut_or_changed_is_named(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    path = tmp_path / "graph.nt.gz"
    write_graph(triples, path)
    sound = path.read_bytes()
    assert len(sound) > 2000
    for place in range(100, len(sound), len(sound) // 20):
        for spoilt in (sound[:place], sound[:place] + bytes([sound[place] ^ 16]) + sound[place + 1 :]):
            path.write_bytes(spoilt)
            with pytest.raises(InputError, match=r"graph\.nt\.gz"):
                list(read_triples(path))
            with pytest.raises(InputError, match=r"graph\.nt\.gz"):
                memory_store(path)
