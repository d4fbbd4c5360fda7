"""Names in Turtle: whatever an IRI ends in, a parser reads it back; each line of a block as people want to read it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.query.rdf_files import from_oxigraph
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import KINDS, VOCABULARIES, prefixes
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write import turtle as writer
from kg.rdf.write.rdf_formats import FORMATS
from kg.rdf.write.sorted_triples import Block, SortedTriples
from kg.rdf.write.turtle import TermWriter, header, split_triple, turtle, turtle_12

BASE = "https://example.org/maps/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
# Signs that mean something in Turtle, in its names or in Python's formats, and some that do not.
LOCALS = st.text(st.sampled_from("ab1_-.:%#/~+*()',;=@&!$?é模"), max_size=6)
NAMESPACES = st.sampled_from(sorted(prefixes(BASE).values()))


def iri(namespace: str, local: str) -> str:
    return ntriples.node(namespace, local)


def parsed(text: str) -> set[Triple]:
    return set(from_oxigraph(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)))


def by_rdflib(text: str) -> set[tuple[str, str, str]]:
    return {(str(s), str(p), str(o)) for s, p, o in rdflib.Graph().parse(data=text, format="turtle")}


def written(*triples: Triple) -> str:
    with SortedTriples(triples) as graph:
        return "".join(turtle(graph.blocks(), BASE))


@pytest.mark.parametrize(
    "local", ["gpt-4.", "a.", ".a", "a.b", "a..", ".", "-a", "a-", "1", "a:b", "a%20b", "", "a/b", "a#b"]
)
@pytest.mark.parametrize("prefix", ["artifact", "kg"])
def test_every_local_name_is_read_back_by_two_parsers(local: str, prefix: str) -> None:
    namespace = prefixes(BASE)[prefix]
    triple = (iri(namespace, local), iri(namespace, f"p{local}"), iri(namespace, local))
    text = written(triple)
    assert parsed(text) == {triple}
    assert by_rdflib(text) == {tuple(term[1:-1] for term in triple)}


@given(st.lists(st.tuples(NAMESPACES, LOCALS, NAMESPACES, LOCALS, NAMESPACES, LOCALS), max_size=5))
def test_names_of_any_signs_are_read_back_by_two_parsers(parts: list[tuple[str, str, str, str, str, str]]) -> None:
    triples = {(iri(a, b), iri(c, f"p{d}"), iri(e, f)) for a, b, c, d, e, f in parts}
    text = written(*triples)
    assert parsed(text) == triples
    assert by_rdflib(text) == {(s[1:-1], p[1:-1], o[1:-1]) for s, p, o in triples}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "rdf-xml"])  # it writes no prefixed names
@given(st.lists(st.tuples(NAMESPACES, LOCALS, NAMESPACES, LOCALS), max_size=5))
def test_names_of_any_signs_are_read_back_in_every_format(name: str, parts: list[tuple[str, str, str, str]]) -> None:
    triples = {(iri(a, b), LABEL, iri(c, d)) for a, b, c, d in parts}
    with SortedTriples(triples) as graph:
        pieces = FORMATS[name].write(list(graph.blocks()), BASE)
        data = b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
    quads = ox.parse(data, format=FORMATS[name].oxigraph)
    assert set(from_oxigraph([quad.triple for quad in quads])) == triples


@pytest.mark.parametrize(
    ("iri", "form"),
    [
        ("https://example.org/maps/artifact/gpt4", "artifact:gpt4"),
        ("https://example.org/maps/artifact/gpt-4.5", "artifact:gpt-4.5"),
        ("https://example.org/maps/artifact/gpt-4.", None),
        ("https://example.org/maps/artifact/c++", None),
        ("https://example.org/maps/artifact/", None),
        ("https://example.org/maps/artifact/a/b", None),
        ("https://example.org/maps/artifact/a#b", None),
        ("https://example.org/maps/artifact", "atlas:artifact"),
        ("https://schema.org/name", "schema:name"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", "skos:prefLabel"),
        ("http://www.w3.org/2004/02/skos/core#a/b", None),
        ("https://elsewhere.org/artifact/gpt4", None),
    ],
)
def test_plain_names_are_short_and_all_others_whole(iri: str, form: str | None) -> None:
    assert TermWriter(BASE).forms[f"<{iri}>"] == (form or f"<{iri}>")
    assert TermWriter(BASE).forms.made(f"<{iri}>") == (form or f"<{iri}>")


def test_every_prefix_is_used_and_declared() -> None:
    forms, declared = TermWriter(BASE).forms, header(BASE)
    for prefix, namespace in {**VOCABULARIES, **{kind: BASE + path for kind, path in KINDS.items()}}.items():
        for local in ("name", "a-name"):
            assert forms[f"<{namespace}{local}>"] == f"{prefix}:{local}"
        assert f"@prefix {prefix}: <{namespace}> .\n" in declared


@pytest.mark.parametrize(
    ("term", "form"),
    [
        (ntriples.integer(-3), "-3"), (ntriples.decimal("1.5"), "1.5"), (ntriples.boolean(True), "true"),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"1"^^xsd:decimal'),
        ('"x"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"^^xsd:integer'),
        ('"x"', '"x"'), ('"x"@en', '"x"@en'), ("_:b1", "_:b1"),
        ('"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"2024"^^xsd:gYear'),
        ('"a"^^<https://elsewhere.org/t>', '"a"^^<https://elsewhere.org/t>'),
        (
            '<<( <https://example.org/maps/paper/1> <https://schema.org/name> "a <b> c" )>>',
            '<<( paper:1 schema:name "a <b> c" )>>',
        ),
    ],
)  # fmt: skip
def test_literals_and_triple_terms(term: str, form: str) -> None:
    assert TermWriter(BASE).forms[term] == form
    assert TermWriter(BASE).forms.made(term) == form


def test_a_literal_without_text_has_the_short_form_of_its_datatype() -> None:
    assert '""^^xsd:token' in written(("<a:s>", "<a:p>", f'""^^<{ntriples.XSD}token>'))


@pytest.mark.parametrize("value", ['"a b  c d"', "<b:c>", '"\\" )>> "@en', '<<( <a:s> <a:p> "x y" )>>'])
def test_a_triple_term_is_split_at_its_own_spaces(value: str) -> None:
    assert split_triple(f"<<( <a:s> <a:p> {value} )>>") == ("<a:s>", "<a:p>", value)


def test_types_and_names_come_first_then_the_other_predicates_by_name() -> None:
    subject, rdf = iri(BASE, "artifact/a"), VOCABULARIES["rdf"]
    predicates = ("dcterms:title", "kg:known", "rdfs:label", "oa:end", "schema:name", "skos:altLabel")
    namespaces = prefixes(BASE)
    full = [f"<{namespaces[name.split(':')[0]]}{name.split(':')[1]}>" for name in predicates]
    rows = sorted([*((each, '"x"') for each in full), (f"<{rdf}type>", iri(BASE, "b")), (LABEL, '"a"')])
    block: Block = (subject, tuple(each for each, _ in rows), tuple(value for _, value in rows))
    assert "".join(turtle([block], BASE)).removeprefix(header(BASE)) == (
        "\nartifact:a\n    a atlas:b ;\n"
        '    rdfs:label "a" ;\n    rdfs:label "x" ;\n    skos:altLabel "x" ;\n    dcterms:title "x" ;\n'
        '    oa:end "x" ;\n    kg:known "x" ;\n    schema:name "x" ;\n    .\n'
    )
    names = [TermWriter(BASE).predicate(each)[1] for each, _ in TermWriter(BASE).ordered(block)]
    assert names == [
        "a",
        "rdfs:label",
        "rdfs:label",
        "skos:altLabel",
        "dcterms:title",
        "oa:end",
        "kg:known",
        "schema:name",
    ]


def test_what_is_cached_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    triples = [
        (iri(BASE, f"artifact/s-{number}"), iri(BASE, f"p-{number}"), f'"{number}"^^<a:t-{number}>')
        for number in range(20)
    ]
    expected = written(*triples)
    monkeypatch.setattr(writer, "_CACHED_TERMS", 3)
    monkeypatch.setattr(writer, "_CACHED_LAYOUTS", 2)
    assert written(*triples) == expected
    forms, layouts = TermWriter(BASE).forms, writer._BlockLayouts(TermWriter(BASE), "")
    for subject, predicate, _ in triples:
        assert forms[subject] == forms.made(subject)
        assert len(forms) <= 3
        assert layouts[(predicate,)][0]
        assert len(layouts) <= 2


def test_a_statement_becomes_a_reifier_that_keeps_all_else() -> None:
    rdf = VOCABULARIES["rdf"]
    parts = {"subject": "<a:s>", "predicate": "<a:p>", "object": '"o p"'}
    rows = sorted([
        *((f"<{rdf}{part}>", value) for part, value in parts.items()),
        (f"<{rdf}type>", f"<{rdf}Statement>"), (f"<{rdf}type>", iri(BASE, "Kind")), (LABEL, f"<{rdf}subject>"),
    ])  # fmt: skip
    block: Block = ("<a:link>", tuple(each for each, _ in rows), tuple(value for _, value in rows))
    text = "".join(turtle_12([block], BASE))
    assert text.removeprefix('VERSION "1.2"\n').removeprefix(header(BASE)) == (
        "\n<a:link>\n    a atlas:Kind ;\n    rdfs:label rdf:subject ;\n"
        '    rdf:reifies <<( <a:s> <a:p> "o p" )>> ;\n    .\n'
    )
