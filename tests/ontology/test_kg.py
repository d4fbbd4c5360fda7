"""The ontology: every term documented, used and aligned; the published context is that of the ontology."""

from __future__ import annotations

import json
import re

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kg.ground.files.ontology_folder import ontology_path
from kg.ground.schema import ArtifactType, Relation, Role
from kg.rdf.sparql.guesses import GUESSED, meant_term
from kg.rdf.sparql.query_check import check_query
from kg.rdf.terms.namespaces import KG, ONTOLOGY, VOCABULARIES, prefixes, shorten
from kg.rdf.terms.ontology import jsonld_context, ontology_terms, ontology_version, read_terms

CODE = ontology_path("kg.ttl").parents[1] / "kg" / "rdf" / "write"
NAME = re.compile(r"(?<![\w:<])(" + "|".join(VOCABULARIES) + r"):([A-Za-z]\w*)")


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_path("kg.ttl"))


MAPPINGS = ("triples.py", "bibliographic_triples.py", "shared_triples.py", "imported_triples.py")


_BORROWED = (Relation.BROADER, Relation.CITES, Relation.HAS_AUTHOR)  # relations that another vocabulary has a term for


def used_names() -> set[str]:
    """Prefixed names in the mapping, the description, the shapes and the queries."""
    texts = [(CODE / name).read_text("utf-8") for name in (*MAPPINGS, "provenance.py", "void.py")]
    found = {f"{prefix}:{local}" for text in texts for prefix, local in re.findall(r'_term\("(\w+):(\w+)"\)', text)}
    found |= {
        f"{a.lower()}:{b}" for text in texts for a, b in re.findall(r"<\{_(VOID|DCAT|DCTERMS|PROV|RDF)\}(\w+)>", text)
    }
    found |= {f"{a}:{b}" for text in texts for a, b in re.findall(r"<\{VOCABULARIES\['(\w+)'\]\}(\w+)>", text)}
    found |= {f"{a}:{b}" for file in MAPPINGS for a, b in NAME.findall((CODE / file).read_text("utf-8"))}
    for path in (ontology_path("shapes.ttl"), *ontology_path("queries").glob("*.rq")):
        body = re.sub(r'"[^"\n]*"', '""', path.read_text("utf-8"))
        body = "\n".join(line for line in body.splitlines() if not line.lstrip().startswith(("#", "@prefix")))
        found |= {f"{prefix}:{local}" for prefix, local in NAME.findall(body)}
    found |= {f"kg:{name.value}" for name in (*Role, *Relation) if name not in _BORROWED}
    found |= {f"kg:{name.value.title()}" for name in ArtifactType}
    found |= {f"void:{kind}Partition" for kind in ("class", "property")}
    found |= {"void:class", "void:property", "void:entities", "void:triples", "rdf:reifies"}
    return {name for name in found if not name.startswith("xsd:")}


def test_every_term_that_is_used_is_defined() -> None:
    not_terms = {"owl:Ontology", "rdf:nil", "rdf:first", "rdf:rest"}
    assert used_names() - set(ontology_terms()) - not_terms == set()


def test_every_term_that_is_defined_is_used_or_explained(graph: rdflib.Graph) -> None:
    explained = {shorten(str(term)) for term in graph.subjects(SKOS.editorialNote)}
    assert set(ontology_terms()) - used_names() - explained == set()


def test_own_terms_are_documented(graph: rdflib.Graph) -> None:
    own = [rdflib.URIRef(term.iri) for term in ontology_terms().values() if term.own]
    assert len(own) >= 35
    for term in own:
        for part in (RDFS.label, RDFS.comment, SKOS.example, RDFS.isDefinedBy):
            assert (term, part, None) in graph, (term, part)
        assert str(graph.value(term, RDFS.isDefinedBy)) == ONTOLOGY
        kinds = set(graph.objects(term, RDF.type))
        assert len(kinds & {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}) == 1
    assert {term.kind for term in ontology_terms().values() if term.own} == {
        "class", "object property", "datatype property"
    }  # fmt: skip


def test_what_rdf_and_owl_reserve_is_described_and_not_declared(graph: rdflib.Graph) -> None:
    reserved = [term for term in ontology_terms().values() if term.name.startswith(("rdf:", "rdfs:", "owl:"))]
    kinds = {term.name: term.kind for term in reserved}
    assert (kinds["rdf:Statement"], kinds["rdf:subject"]) == ("class", "object property")
    assert kinds["rdfs:label"] == "annotation property"
    assert not [term for term in reserved if (rdflib.URIRef(term.iri), RDF.type, None) in graph]
    described = {shorten(str(term)) for term in graph.subjects(SKOS.scopeNote)}
    assert {name for name in described if name.startswith(("rdf:", "rdfs:", "owl:"))} == {t.name for t in reserved}


def test_borrowed_terms_say_how_they_are_used(graph: rdflib.Graph) -> None:
    for term in ontology_terms().values():
        if not term.own:
            assert (rdflib.URIRef(term.iri), SKOS.scopeNote, None) in graph, term.name


def test_examples_are_turtle_with_terms_that_exist(graph: rdflib.Graph) -> None:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())
    for term, example in graph.subject_objects(SKOS.example):
        text = str(example)
        parsed = rdflib.Graph().parse(data=head + text, format="turtle")
        check_query("ASK { " + text + " }")
        used = {str(part) for triple in parsed for part in triple}
        assert str(term) in used, (term, text)


def test_the_version_has_an_iri(graph: rdflib.Graph) -> None:
    assert str(graph.value(rdflib.URIRef(ONTOLOGY), OWL.versionIRI)) == f"{ONTOLOGY}/{ontology_version()}"


def test_other_people_s_terms_get_no_axioms(graph: rdflib.Graph) -> None:
    annotations = {RDFS.label, RDFS.isDefinedBy, SKOS.scopeNote, SKOS.editorialNote}
    for term, predicate, value in graph:
        if not str(term).startswith(ONTOLOGY):
            declared = predicate == RDF.type and str(value).startswith(str(OWL))
            assert declared or predicate in annotations, (term, predicate, value)


def test_no_concept_scheme_is_made_of_classes(graph: rdflib.Graph) -> None:
    assert not [triple for triple in graph if str(triple[1]).endswith("Match")]


def test_each_role_and_topic_property_has_a_name_for_the_other_direction(graph: rdflib.Graph) -> None:
    links = {f"kg:{name.value}" for name in (*Role, Relation.HAS_TOPIC, Relation.PRIMARY_TOPIC)}
    inverses = {term.inverse: term for term in ontology_terms().values() if term.inverse}
    assert set(inverses) == links
    for name, term in inverses.items():
        above = {inverses[parent].name for parent in ontology_terms()[name].parents if parent in links}
        assert set(term.parents) == above
        assert (rdflib.URIRef(term.iri), SKOS.editorialNote, None) in graph
        check_query(f"SELECT ?x {{ ?x {term.name} ?y }}")


def test_the_other_direction_reads_as_the_one_that_graphs_have() -> None:
    document = {
        "@context": jsonld_context(), "@id": "artifact:lora", "introducedBy": "paper:2106.09685",
    }  # fmt: skip
    (triple,) = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert [shorten(str(part)) for part in triple] == ["paper:2106.09685", "kg:introduces", "artifact:lora"]


def test_roles_lie_below_mentions_and_topics_below_has_topic(graph: rdflib.Graph) -> None:
    for role in Role:
        if role is not Role.MENTIONS:
            assert (rdflib.URIRef(KG + role.value), RDFS.subPropertyOf, rdflib.URIRef(KG + "mentions")) in graph
    assert (rdflib.URIRef(KG + "primaryTopic"), RDFS.subPropertyOf, rdflib.URIRef(KG + "hasTopic")) in graph


@pytest.mark.parametrize(
    "namespace",
    ["https://schema.org/", "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/prov#",
     "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/mls#", "https://w3id.org/fair4ml#", "http://www.w3.org/ns/dcat#",
     "https://linkedpaperswithcode.com/", "http://purl.org/dc/terms/"],
)  # fmt: skip
def test_own_terms_are_aligned_with(graph: rdflib.Graph, namespace: str) -> None:
    ways = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
    targets = {
        str(target)
        for way in ways
        for term, target in graph.subject_objects(way)
        if str(term).startswith(KG)
    }  # fmt: skip
    assert any(target.startswith(namespace) for target in targets)


def test_a_class_is_never_a_property_and_no_class_lies_below_itself(graph: rdflib.Graph) -> None:
    classes, properties = set(graph.subjects(RDF.type, OWL.Class)), set(graph.subjects(RDF.type, OWL.ObjectProperty))
    assert not classes & properties
    for relation in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in set(graph.subjects(relation)):
            above = set(graph.transitive_objects(term, relation)) - {term}
            assert all((each, relation, term) not in graph for each in above)


def test_the_published_context_is_the_ontology_s() -> None:
    published = json.loads(ontology_path("context.jsonld").read_text("utf-8"))
    assert published == {"@context": jsonld_context()}


def test_suggestions() -> None:
    assert meant_term("kg:Benchmarks") == "kg:Benchmark"
    assert meant_term("kg:qqqqqq") is None
    assert GUESSED.keys() <= ontology_terms().keys()
    for term in ontology_terms().values():
        if term.own:
            assert meant_term(term.name) == term.name
    for meant, guesses in GUESSED.items():
        for guess in guesses.split():
            assert meant_term(f"kg:{guess}") == meant, guess
            assert f"kg:{guess}" not in ontology_terms(), guess


def test_terms_are_read_with_what_is_said_of_them() -> None:
    term = read_terms(ontology_path("kg.ttl"))["kg:confidence"]
    assert term.kind == "datatype property"
    assert term.range == ("xsd:decimal",)
    assert "probability" in term.comment
    assert ontology_terms()["kg:Model"].parents == ("fair4ml:MLModel", "kg:Artifact", "mls:Model")
