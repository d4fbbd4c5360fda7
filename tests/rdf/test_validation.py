"""Tampered graphs are caught, each by its shape, by both validators alike."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.ground.errors import InputError, OntologyError, ValidationError
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.query.store import memory_store
from kg.rdf.terms.namespaces import expand
from kg.rdf.terms.ntriples import Triple, boolean, decimal, integer, iri, literal
from kg.rdf.validate.shapes import SHAPES, NodeShape, Rule, own_shapes, read_shapes
from kg.rdf.validate.validation import ENGINES, validate
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import FORMATS, write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.void import describe

BUILD = Build("0.1.0", "cat1", "top1", "lin1")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl")

Graph = set[Triple]
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
BASE = "<https://w3id.org/paperatlas/"
QUIZ = BASE + "artifact/quizbench>"
ALPHA = BASE + "paper/2005.00001>"
GRAPH = BASE + "graph>"


def term(name: str) -> str:
    found = expand(name)
    assert found is not None
    return iri(found)


def first(graph: Graph, predicate: str, value: str | None = None, subject: str | None = None) -> Triple:
    """The first triple of a predicate, with a value or a subject where given."""
    return min(
        triple
        for triple in graph
        if triple[1] == term(predicate) and value in (None, triple[2]) and subject in (None, triple[0])
    )


def replaced(predicate: str, value: str, subject: str | None = None) -> Callable[[Graph], None]:
    def tamper(graph: Graph) -> None:
        old = first(graph, predicate, subject=subject)
        graph.remove(old)
        graph.add((old[0], old[1], value))

    return tamper


def removed(predicate: str, value: str | None = None, subject: str | None = None) -> Callable[[Graph], None]:
    return lambda graph: graph.remove(first(graph, predicate, value, subject))


def added(subject: str, predicate: str, value: str) -> Callable[[Graph], None]:
    return lambda graph: graph.add((subject, term(predicate), value))


def without_node(name: str) -> Callable[[Graph], None]:
    def tamper(graph: Graph) -> None:
        graph.difference_update({triple for triple in graph if triple[0] == name})

    return tamper


def blank_topic(graph: Graph) -> None:
    graph |= {
        ("_:b", TYPE, term("skos:Concept")),
        ("_:b", term("skos:prefLabel"), literal("b")),
        ("_:b", term("rdfs:label"), literal("b")),
    }


def confident_result(graph: Graph) -> None:
    old = min(triple for triple in graph if "/result/" in triple[0] and triple[1] == term("kg:confidence"))
    graph.remove(old)
    graph.add((old[0], old[1], decimal("1.5")))


OLD = BASE + "artifact/generative-pre-trained-transformer-3>"


def _add_part_above_one(graph: Graph) -> None:
    graph.add((first(graph, "kg:asserted")[0], term("kg:nameConfidence"), decimal("1.2")))


NOWHERE = BASE + "artifact/nowhere>"
ADA = BASE + "author/orcid-0000-0002-1825-0097>"
TAMPERED: dict[str, tuple[Callable[[Graph], None], set[str]]] = {
    "a link to an artifact that is missing": (
        without_node(BASE + "artifact/webtext>"), {"LinkObject", "RoleMentions", "RoleTrainsOn", "ArtifactTrainedOn"}),
    "a link to nothing": (replaced("rdf:object", NOWHERE), {"LinkObject", "LinkTriple", "MentionHasLink"}),
    "a link from nothing": (replaced("rdf:subject", NOWHERE), {"LinkSubject", "LinkTriple", "MentionHasLink"}),
    "a link with an unknown role": (replaced("rdf:predicate", term("kg:known")), {"LinkPredicate", "LinkTriple"}),
    "a link without evidence": (removed("kg:hasEvidence"), {"LinkHasEvidence"}),
    "a link without what the artifact is": (removed("kg:asType"), {"LinkHasEvidence"}),
    "a link to a paper as type": (replaced("kg:asType", term("kg:Link")), {"LinkType"}),
    "a confidence above 1": (replaced("kg:confidence", decimal("1.2")), {"LinkConfidence"}),
    "a confidence below 0": (replaced("kg:confidence", decimal("-0.1")), {"LinkConfidence"}),
    "a confidence as text": (replaced("kg:confidence", literal("0.9")), {"LinkConfidence"}),
    "no confidence": (removed("kg:confidence"), {"LinkConfidence"}),
    "a link without its plain triple": (removed("kg:trainsOn"), {"LinkTriple"}),
    "a link without its paper": (removed("prov:wasDerivedFrom"), {"LinkPaper"}),
    "a link without build": (without_node(BASE + "build/software-0.1.0>"), {"BuildSoftware"}),
    "a link that is no statement": (removed("rdf:type", term("rdf:Statement")), {"Link"}),
    "a mention without link": (added(ALPHA, "kg:mentions", BASE + "artifact/gpt>"), {"MentionHasLink"}),
    "a mention of a topic": (
        added(ALPHA, "kg:uses", BASE + "topic/evaluation>"),
        {"RoleUses"},
    ),
    "a topic that is missing": (
        without_node(BASE + "topic/tree-tuning>"),
        {"HasTopic", "PrimaryTopic", "LinkObject"},
    ),
    "a wrong type": (removed("rdf:type", term("kg:Method")), {"Artifact"}),
    "an artifact without the type": (removed("rdf:type", term("kg:Artifact"), QUIZ),
        {"Artifact", "TypedArtifact", "RoleMentions", "RoleIntroduces", "RoleEvaluatesOn", "LinkObject", "ResultData"}),
    "two names": (added(QUIZ, "rdfs:label", literal("Quiz")), {"ArtifactLabel"}),
    "a new entity that is known": (added(QUIZ, "rdf:type", term("kg:NewEntity")), {"NewEntityKnown"}),
    "a variant of nothing": (added(QUIZ, "kg:variantOf", NOWHERE), {"ArtifactVariantOf"}),
    "data that covers nothing": (added(QUIZ, "kg:covers", NOWHERE), {"ArtifactCovers"}),
    "a stated link that is not asserted": (replaced("kg:asserted", boolean(False)), {"LinkUnasserted"}),
    "a link that does not say whether it is stated": (removed("kg:asserted"), {"LinkAsserted"}),
    "a part of a confidence above 1": (_add_part_above_one, {"LinkNameConfidence"}),
    "a family that is missing": (without_node(BASE + "artifact/gpt>"), {"ArtifactFamily"}),
    "a developer that is missing": (without_node(BASE + "org/openai>"), {"ArtifactDeveloper"}),
    "an affiliation that is missing": (without_node(BASE + "org/quiz-lab>"), {"PaperOrganisation"}),
    "a source that is missing": (without_node(BASE + "source/page-one.txt>"), {"PaperSource", "ListingSource"}),
    "a listing that is missing": (without_node(BASE + "listing/two.jsonl-7>"), {"PaperListing"}),
    "a listing without its page": (removed("dcterms:isPartOf"), {"ListingSource"}),
    "a listing before the first": (
        replaced("schema:position", integer(0), BASE + "listing/two.jsonl-7>"), {"ListingPosition"}),
    "a nameless listing": (removed("rdfs:label", literal("two.jsonl, 7")), {"ListingLabel"}),
    "an old IRI that leads nowhere": (replaced("dcterms:isReplacedBy", NOWHERE), {"ReplacedBy"}),
    "an old IRI that is in use": (added(OLD, "rdf:type", term("owl:Thing")), {"ReplacedIsNoNode"}),
    "an author that is missing": (without_node(ADA), {"PaperCreator", "AuthorshipAuthor"}),
    "a nameless author": (removed("rdfs:label", subject=ADA), {"AuthorLabel"}),
    "a text that says whether a name is all": (replaced("kg:namedOnly", literal("no")), {"AuthorNamedOnly"}),
    "an authorship that is none": (removed("rdf:type", term("kg:Authorship")), {"PaperAuthorship"}),
    "an author before the first": (replaced("schema:position", integer(0)), {"AuthorshipPosition"}),
    "a nameless authorship": (removed("kg:nameAsGiven"), {"AuthorshipName"}),
    "a venue that is missing": (without_node(BASE + "venue/quizconf>"), {"PaperVenue"}),
    "a nameless venue": (removed("rdfs:label", subject=BASE + "venue/quizconf>"), {"VenueLabel"}),
    "a category that is missing": (without_node(BASE + "category/cs.CL>"), {"PaperCategory"}),
    "a cited paper that is missing": (added(ALPHA, "cito:cites", NOWHERE), {"PaperCites"}),
    "a day of listing that is none": (replaced("kg:listedOn", literal("soon"), ALPHA), {"PaperListed"}),
    "an end beyond the text": (replaced("oa:end", integer(9999)), {"EvidenceOffsets"}),
    "an end before the start": (replaced("oa:end", integer(0)), {"EvidenceStart", "EvidenceOffsets"}),
    "a negative start": (replaced("oa:start", integer(-4)), {"EvidenceStart", "EvidenceOffsets"}),
    "other words than quoted": (replaced("oa:exact", literal("nothing of the kind")), {"EvidenceOffsets"}),
    "evidence in an odd field": (replaced("kg:inField", term("rdfs:label")), {"EvidenceField", "EvidenceOffsets"}),
    "evidence in a missing field": (removed("dcterms:abstract"), {"EvidenceText"}),
    "evidence without paper": (removed("prov:wasQuotedFrom"), {"EvidencePaper", "EvidenceSource"}),
    "evidence without source": (removed("oa:hasSource"), {"EvidenceSource"}),
    "evidence of another source": (replaced("oa:hasSource", NOWHERE), {"EvidenceSource"}),
    "evidence without selector": (removed("oa:hasSelector"), {"EvidenceSelector"}),
    "evidence that is no selector": (removed("rdf:type", term("oa:TextQuoteSelector")), {"Evidence"}),
    "a graph without licence": (removed("dcterms:license", subject=GRAPH), {"GraphLicense"}),
    "a licence in words": (added(GRAPH, "dcterms:license", literal("CC0")), {"GraphLicense"}),
    "a graph without rights": (removed("dcterms:rights"), {"GraphRights"}),
    "a publisher that is missing": (without_node(BASE + "graph/publisher>"), {"GraphPublisher"}),
    "a version as a number": (replaced("dcat:version", decimal("0.1")), {"GraphVersion"}),
    "a month that is none": (replaced("dcterms:modified", literal("soon")), {"GraphModified"}),
    "evidence without sentence": (removed("kg:sentence"), {"EvidenceSentence"}),
    "a paper without title": (removed("dcterms:title", subject=ALPHA), {"PaperTitle"}),
    "a date that is none": (added(BASE + "paper/epsilon-6ebf3c8d>", "dcterms:issued", literal("soon")), {"PaperDate"}),
    "a year that is none": (replaced("fabio:hasPublicationYear", literal("2020")), {"PaperYear"}),
    "a negative count": (replaced("kg:upvoteCount", integer(-1), ALPHA), {"PaperUpvoteCount"}),
    "an arXiv id that is none": (replaced("fabio:hasArXivId", literal("arXiv:1")), {"PaperArXivId"}),
    "a topic without label": (removed("skos:prefLabel", subject=BASE + "topic/evaluation>"), {"TopicLabel"}),
    "two labels in a language": (
        added(BASE + "topic/evaluation>", "skos:prefLabel", literal("test") + "@en"), {"TopicLabel"}),
    "a broader topic that is missing": (
        added(BASE + "topic/evaluation>", "skos:broader", BASE + "topic/none>"), {"TopicBroader"}),
    "a candidate in the scheme": (
        added(BASE + "topic/tree-tuning>", "skos:inScheme", BASE + "topics>"), {"CandidateScheme"}),
    "a blank node": (blank_topic, {"Topic"}),
    "a value as text": (replaced("mls:hasValue", literal("about 60")), {"ResultValue"}),
    "an odd kind of result": (replaced("kg:resultKind", literal("huge")), {"ResultKind"}),
    "an odd bound": (replaced("kg:bound", literal("roughly")), {"ResultBound"}),
    "a range upside down": (replaced("kg:lowerValue", decimal("99")), {"ResultLowerValue"}),
    "an odd role of a model": (replaced("kg:modelRole", literal("hero")), {"ResultModelRole"}),
    "a condition as a number": (replaced("kg:condition", integer(5)), {"ResultCondition"}),
    "a result of which nobody says whether it compares": (removed("kg:comparable"), {"ResultComparable"}),
    "a result that is more than sure": (confident_result, {"ResultConfidence"}),
    "a result without evidence": (
        lambda graph: graph.remove(min(t for t in graph if "/result/" in t[0] and t[1] == term("kg:hasEvidence"))),
        {"ResultEvidence"},
    ),
    "a result without metric": (without_node(BASE + "metric/accuracy>"), {"ResultMetric"}),
    "a result of nothing": (replaced("fair4ml:evaluatedMLModel", NOWHERE), {"ResultModel"}),
    "a result from nowhere": (removed("kg:reportedIn"), {"ResultOrigin"}),
}  # fmt: skip


#: In so many groups the faults violate together all the shapes that they violate one by one; in others they may not.
GROUPS = 4


def names(graph: Graph, engine: str) -> set[tuple[str, str]]:
    """Nodes and shapes of the violations."""
    return {(v.node, v.shape.removeprefix("shape:")) for v in validate(memory_store(graph), engine=engine).violations}


@pytest.fixture(scope="module")
def described(triples: tuple[Triple, ...]) -> frozenset[Triple]:
    """The small world with its description of itself."""
    with SortedTriples(triples) as graph:
        describe(graph, build=BUILD, files=["graph.ttl"])
        blocks = list(graph.blocks())
    return frozenset((s, p, o) for s, ps, os in blocks for p, o in zip(ps, os, strict=True))


def test_the_small_world_conforms(described: frozenset[Triple]) -> None:
    for engine in ENGINES:
        report = validate(memory_store(described), engine=engine)
        assert report.conforms, report.violations
        report.require()


@pytest.mark.parametrize("fault", TAMPERED)
def test_each_fault_is_caught_by_its_shape(described: frozenset[Triple], fault: str) -> None:
    graph = set(described)
    tamper, expected = TAMPERED[fault]
    tamper(graph)
    assert {shape for _, shape in names(graph, "compiled")} == expected


@pytest.mark.parametrize(
    "faults",
    [list(TAMPERED)[start::GROUPS] for start in range(GROUPS)],
    ids=lambda faults: f"{len(faults)} faults",
)
def test_both_validators_agree(described: frozenset[Triple], faults: list[str]) -> None:
    """pySHACL takes as long for one fault as for many: so many at once as hide none of each other's shapes."""
    graph = set(described)
    for fault in faults:
        with contextlib.suppress(KeyError):  # another fault has already taken the triple away
            TAMPERED[fault][0](graph)
    ours, reference = names(graph, "compiled"), names(graph, "pyshacl")
    # pySHACL names a blank node as rdflib does.
    assert {name for name in ours if name[1] != "Topic"} == {name for name in reference if name[1] != "Topic"}
    assert len([name for name in ours if name[1] == "Topic"]) == len([n for n in reference if n[1] == "Topic"])
    assert ours


def test_the_groups_of_faults_hide_no_shape(described: frozenset[Triple]) -> None:
    seen = set()
    for start in range(GROUPS):
        graph = set(described)
        for fault in list(TAMPERED)[start::GROUPS]:
            with contextlib.suppress(KeyError):
                TAMPERED[fault][0](graph)
        seen |= {shape for _, shape in names(graph, "compiled")}
    assert seen == set().union(*(expected for _, expected in TAMPERED.values()))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "turtle-1.2"])
def test_every_format_can_be_validated(tmp_path: Path, triples: tuple[Triple, ...], name: str) -> None:
    graph = set(triples)
    replaced("kg:confidence", decimal("1.2"))(graph)
    path = tmp_path / ("graph" + FORMATS[name].suffixes[0])
    write_graph(graph, path)
    (violation,) = validate(path).violations
    assert violation.shape == "shape:LinkConfidence"
    assert violation.path == "kg:confidence"
    assert violation.value == decimal("1.2")
    assert "/link/" in violation.node
    assert "mend kg:confidence [shape:LinkConfidence]" in str(violation)


def rules_of_shapes(shapes: Iterable[NodeShape]) -> list[Rule]:
    rules: list[Rule] = []
    for shape in shapes:
        own = [shape.rule] if shape.constraints else []
        rules += [*own, *(each.rule for each in shape.properties), *shape.joins]
    return rules


CORE = ontology_path("shapes-core.ttl")
SPARQL = {
    "LinkTriple",
    "LinkUnasserted",
    "LinkHasEvidence",
    "MentionHasLink",
    "EvidenceOffsets",
    "EvidenceText",
    "ResultOrigin",
}


def test_the_core_shapes_are_the_shapes_without_their_sparql() -> None:
    full, core = rdflib.Graph().parse(ontology_path("shapes.ttl")), rdflib.Graph().parse(CORE)
    for constraint in list(full.subjects(rdflib.RDF.type, rdflib.SH.SPARQLConstraint)):
        full.remove((constraint, None, None))
    full.remove((None, rdflib.SH.sparql, None))
    for graph in (full, core):  # what the files say of themselves differs
        for file in list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology)):
            for declared in list(graph.objects(file, rdflib.SH.declare)):
                graph.remove((declared, None, None))
            graph.remove((file, None, None))
    assert len(core) > 600
    assert isomorphic(core, full)
    assert not {rdflib.SH.sparql, rdflib.SH.select, rdflib.SH.prefixes} & set(core.predicates())


def test_a_core_validator_finds_what_needs_no_sparql(described: frozenset[Triple]) -> None:
    faults = ("a confidence above 1", "evidence of another source", "a wrong type", "a link without evidence")
    graph = set(described)
    for fault in faults:
        TAMPERED[fault][0](graph)
    core = {rule.shape for rule in rules_of_shapes(read_shapes(CORE))}
    assert core == {rule.shape for rule in rules_of_shapes(own_shapes())} - {SHAPES + name for name in SPARQL}
    expected = {name for name in names(graph, "compiled") if name[1] not in SPARQL}
    assert {name for _, name in expected} == {"LinkConfidence", "EvidenceSource", "Artifact"}
    data = rdflib.Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in graph), format="nt")
    conforms, results, _ = pyshacl.validate(data, shacl_graph=str(CORE), advanced=False)
    assert not conforms
    assert isinstance(results, rdflib.Graph)
    found = {
        (str(results.value(one, rdflib.SH.focusNode)), str(results.value(one, rdflib.SH.sourceShape)))
        for one in results.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)
    }
    assert found == {(node, SHAPES + name) for node, name in expected}


def test_rdflib_graphs_can_be_validated(triples: tuple[Triple, ...]) -> None:
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    assert validate(graph).conforms
    graph.remove((None, rdflib.DCTERMS.title, None))
    assert not validate(graph).conforms


def test_lean_graphs_are_valid_as_such(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    write_graph(triples, tmp_path / "lean.ttl", profile="lean")
    assert validate(tmp_path / "lean.ttl", profile="lean").conforms
    assert not validate(tmp_path / "lean.ttl").conforms


def test_a_report_lists_what_a_build_must_mend(triples: tuple[Triple, ...]) -> None:
    graph = {triple for triple in triples if triple[1] != term("kg:confidence")}
    report = validate(memory_store(graph))
    assert len(report.violations) == 20
    with pytest.raises(ValidationError, match=r"graph\.ttl: 20 violations(.|\n)*add|mend kg:confidence"):
        report.require("graph.ttl")


def test_every_shape_tells_a_remedy() -> None:
    rules = rules_of_shapes(own_shapes())
    assert len(rules) > 100
    assert all(rule.message and rule.remedy for rule in rules)


def test_unknown_constraints_are_never_skipped(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://x/> .\n"
    path.write_text(
        head + "x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property x:P . x:P sh:path x:p ; sh:disjoint x:q ."
    )
    with pytest.raises(OntologyError, match="sh:disjoint is not covered"):
        read_shapes(path)
    path.write_text(head + "x:S a sh:NodeShape ; sh:property x:P . x:P sh:path x:p .")
    with pytest.raises(OntologyError, match="no target"):
        read_shapes(path)


def test_faults_of_input_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        validate(tmp_path / "absent.ttl")
    with pytest.raises(ValidationError, match="compiled and pyshacl"):
        validate(ox.Store(), engine="other")
