"""Records to triples."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.graph_records import ArtifactNode, PaperNode, Record, TopicNode
from kg.ground.errors import IdentifierError, OutputError
from kg.ground.records import Artifact, Paper
from kg.ground.schema import ArtifactType
from kg.rdf.query.store import memory_store
from kg.rdf.terms.namespaces import KG, prefixes
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples, record_triples
from kg.rdf.write.turtle import turtle

BUILD = Build("0.1.0", "cat1", "top1", "lin1")


def lines(records: tuple[Record, ...], **options: object) -> set[str]:
    """The triples in short form, as Turtle writes them."""
    with SortedTriples(graph_triples(records, **options)) as graph:  # type: ignore[arg-type]
        found, subject = set(), ""
        for line in "".join(turtle(graph.blocks())).splitlines():
            if line and line[0] not in " @":
                subject = line
            elif line.startswith("    ") and line.strip() != ".":
                found.add(f"{subject} {line.strip().removesuffix(' ;')}")
        return found


def test_a_link_is_a_plain_triple_and_a_node_with_evidence(records: tuple[Record, ...]) -> None:
    found = lines(records, build=BUILD)
    assert "paper:2106.00002 kg:trainsOn artifact:webtext" in found
    assert "paper:2106.00002 kg:mentions artifact:webtext" in found
    link = next(
        line.split()[0] for line in found if line.startswith("link:") and line.endswith("rdf:object artifact:webtext")
    )
    assert {line.removeprefix(link + " ") for line in found if line.startswith(link)} >= {
        "a kg:Link", "a rdf:Statement", "rdf:subject paper:2106.00002", "rdf:predicate kg:trainsOn",
        "rdf:object artifact:webtext", "kg:confidence 0.7", "kg:asType kg:Dataset",
        "prov:wasDerivedFrom paper:2106.00002", f"prov:wasGeneratedBy {BUILD.id.replace('/', ':')}",
    }  # fmt: skip
    evidence = next(line.split()[-1] for line in found if line.startswith(f"{link} kg:hasEvidence"))
    assert {line.removeprefix(evidence + " ") for line in found if line.startswith(evidence)} == {
        "a kg:Evidence", "a oa:SpecificResource", "a oa:TextQuoteSelector", "a oa:TextPositionSelector",
        "prov:wasQuotedFrom paper:2106.00002", "oa:hasSource paper:2106.00002", f"oa:hasSelector {evidence}",
        "kg:inField dcterms:abstract", "oa:start 19", "oa:end 26", 'oa:exact "WebText"',
        'oa:prefix "Owl-7B, trained on "', 'oa:suffix ", beats GPT-3 on QuizBench and M"',
        'kg:sentence "Owl-7B, trained on WebText, beats GPT-3 on QuizBench and MathSet: 60% against 41.5%."',
    }  # fmt: skip


def test_web_annotation_tools_read_the_evidence(store: ox.Store) -> None:
    """As the model has it: a specific resource of a source, with a selector that quotes and one that counts."""
    rows = store.query(
        """SELECT ?target ?source ?exact ?start ?end {
          ?target a oa:SpecificResource ; oa:hasSource ?source ; oa:hasSelector ?quote, ?place .
          ?quote a oa:TextQuoteSelector ; oa:exact ?exact .
          ?place a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
        }""",
        prefixes=prefixes(),
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = {tuple(term.value.rpartition("/")[2] for term in row) for row in rows}
    assert ("2106.00002", "WebText", "19", "26") in {row[1:] for row in found}
    everything = store.quads_for_pattern(None, None, ox.NamedNode(KG + "Evidence"), ox.DefaultGraph())
    assert len(found) == sum(1 for _ in everything) > 0


def test_papers_keep_what_was_known_of_them(records: tuple[Record, ...]) -> None:
    found = lines(records)
    assert found >= {
        "paper:2005.00001 a schema:ScholarlyArticle", "paper:2005.00001 a fabio:ResearchPaper",
        'paper:2005.00001 dcterms:title "Alpha: \\"Quiz\\" <b>Bench</b>"',
        'paper:2005.00001 dcterms:issued "2020-05-01"^^xsd:date',
        'paper:2106.00002 dcterms:issued "2021-06"^^xsd:gYearMonth',
        'paper:2106.00002 fabio:hasPublicationYear "2021"^^xsd:gYear',
        'paper:2005.00001 dc:creator "Ceé D."', "paper:2005.00001 kg:authorCount 3",
        "paper:2005.00001 schema:commentCount 4", "paper:2005.00001 kg:upvoteCount 9",
        "paper:2005.00001 schema:sameAs <https://arxiv.org/abs/2005.00001>",
        "paper:2005.00001 kg:affiliatedWith organisation:quiz-lab",
        "paper:2005.00001 prov:wasDerivedFrom source:page-one.txt", 'source:two.jsonl dc:format "jsonl"',
        'paper:2106.00002 dcterms:identifier "beta-1"',
        "paper:2106.00002 schema:url <https://example.org/beta?a=1&b=%3C2%3E>",
        "paper:doi-10.1000-gamma-1-96a62eb5 owl:sameAs <https://doi.org/10.1000/gamma(1)>",
        "paper:x-delta-pi-20aca5dc-882f6083 rdfs:seeAlso <https://github.com/delta/trees>",
    }  # fmt: skip


def test_shared_nodes(records: tuple[Record, ...]) -> None:
    found = lines(records)
    assert found >= {
        "artifact:owl-7b a kg:NewEntity", "artifact:owl-7b kg:known false", "artifact:owl-7b kg:variantOf artifact:owl",
        "artifact:gpt-3 kg:memberOfFamily artifact:gpt", "artifact:gpt-3 kg:developedBy organisation:openai",
        "artifact:gpt-3 schema:subjectOf <https://arxiv.org/abs/2005.14165>",
        "artifact:quizbench schema:sameAs <https://huggingface.co/datasets/quiz/bench>",
        'topic:evaluation skos:altLabel "assessment"@en', "topic:question-answering skos:broader topic:evaluation",
        "topic:tree-tuning a kg:CandidateConcept", "topic:evaluation skos:inScheme atlas:topics",
        "metric:accuracy a mls:EvaluationMeasure",
    }  # fmt: skip
    assert "topic:tree-tuning skos:inScheme atlas:topics" not in found


def test_there_are_no_blank_nodes(triples: tuple[Triple, ...]) -> None:
    assert not any(part.startswith("_") for triple in triples for part in triple)


def test_the_store_keeps_every_literal_as_written(triples: tuple[Triple, ...]) -> None:
    store = memory_store(triples)
    kept = {(str(q.subject), str(q.predicate), str(q.object)) for q in store.quads_for_pattern(None, None, None, None)}
    assert set(triples) <= kept


def test_the_order_of_records_does_not_matter(records: tuple[Record, ...]) -> None:
    shuffled = list(records)
    random.Random(3).shuffle(shuffled)
    assert set(graph_triples(shuffled, build=BUILD)) == set(graph_triples(records, build=BUILD))


def test_paper_by_paper_holds_one_paper(records: tuple[Record, ...]) -> None:
    papers = [record for record in records if isinstance(record, PaperNode)]
    ordered: list[Record] = []
    for paper in papers:
        owned = (r for r in records if paper.id in (getattr(r, "source", None), getattr(r, "paper", None)))
        ordered += [paper, *owned]
    ordered += [record for record in records if record not in ordered]
    assert set(graph_triples(ordered, paperwise=True)) == set(graph_triples(records))
    with pytest.raises(OutputError, match="does not follow its paper"):
        list(graph_triples(reversed(ordered), paperwise=True))


def test_the_base_moves_the_nodes_and_not_the_vocabulary(records: tuple[Record, ...]) -> None:
    base = "https://example.org/atlas/"
    text = "".join(" ".join(triple) for triple in graph_triples(records, base, build=BUILD))
    assert "<https://example.org/atlas/paper/2005.00001>" in text
    assert text.count("https://w3id.org/paperatlas/") == text.count("https://w3id.org/paperatlas/ontology#")
    assert prefixes(base)["paper"] == "https://example.org/atlas/paper/"
    for bad in ("atlas", "https://example.org", "https://e.org/a b/", "ftp:/x/", 'https://e.org/">/'):
        with pytest.raises(IdentifierError, match="base IRI"):
            next(graph_triples(records, bad))


def test_a_link_without_its_paper_is_a_fault(records: tuple[Record, ...]) -> None:
    without = [record for record in records if not isinstance(record, PaperNode)]
    with pytest.raises(OutputError, match="add its PaperNode"):
        list(graph_triples(without))


def test_evidence_must_stand_in_the_text(records: tuple[Record, ...]) -> None:
    edge = next(record for record in records if getattr(record, "evidence", ()))
    other = Paper(title="Another", abstract="Short.")
    with pytest.raises(OutputError, match="does not stand at"):
        list(record_triples(edge, paper=other))


def test_the_build_depends_on_what_reads_and_not_on_papers_or_corrections() -> None:
    assert BUILD.id == Build("0.1.0", "cat1", "top1", "lin1").id
    assert BUILD.id != Build("0.1.0", "cat2", "top1", "lin1").id
    assert BUILD.id == Build("0.1.0", "cat1", "top1", "lin1", "c").id, "a link says itself what people corrected"


TEXT = st.text(st.characters(codec=None), min_size=1, max_size=40)


@given(TEXT.filter(str.strip), TEXT, st.lists(TEXT, max_size=3), TEXT)
def test_hostile_text_makes_legal_triples(title: str, abstract: str, others: list[str], name: str) -> None:
    paper = Paper(title=title, abstract=abstract, links=tuple(others), identifiers=tuple(others), doi="10.1/" + name)
    types = (ArtifactType.MODEL,)
    artifact = Artifact("x", name, types, aliases=tuple(others), hub_id=name, url="https://e.org/" + name, arxiv=name)
    records = (PaperNode(paper, ("http://e.org/" + name,)), ArtifactNode(artifact, types), TopicNode("y", name))
    found = set(graph_triples(records))
    assert len(list(memory_store(found).quads_for_pattern(None, None, None, None))) >= len(found)
