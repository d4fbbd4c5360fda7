"""Records to triples.

1. A node gives its types, labels and facts. An artifact has every type that was seen and ``kg:Artifact``, so that no
   query needs inference.
2. A plain edge gives one triple. A link (an edge from a paper to an artifact or topic) gives a ``kg:Link``: a typed
   ``rdf:Statement`` with its confidence, provenance and evidence. Where it is asserted, it also gives the plain triple
   and the one of its super-property (``kg:mentions``, ``kg:hasTopic``); a link that is too unsure stays a statement
   that is talked about and not made, in RDF 1.2 a reifier of a triple that the graph does not hold.
3. Evidence carries the exact words, their offsets, what stands before and after, and the sentence, cut from the paper's
   text; ``record_triples`` is therefore given the text, and ``graph_triples`` finds it in the stream. For tools of the
   Web Annotation model (W3C 2017, section 4) it is a specific resource of the paper and its own selector: a selector
   node of its own would double the evidence, which is most of a graph.

Every node has an IRI of its own in a flat namespace; there are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from kg.graph.graph_records import (
    ArtifactNode,
    AuthorNode,
    CategoryNode,
    DescribedNode,
    Edge,
    ImportedNode,
    OrganisationNode,
    PaperNode,
    Record,
    RecordOfElsewhere,
    ResultNode,
    TopicNode,
    VenueNode,
)
from kg.ground.errors import OutputError
from kg.ground.identifiers import DEFAULT_BASE, evidence_id
from kg.ground.records import Evidence, Paper, Result
from kg.ground.schema import ArtifactType, Relation, Role, TextField
from kg.ground.service_ids import ADDRESSES
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import HUB, KG
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.bibliographic_triples import (
    author_triples,
    bibliographic_triples,
    category_triples,
    listing_triples,
    organisation_triples,
    venue_triples,
)
from kg.rdf.write.described_triples import described_triples
from kg.rdf.write.imported_triples import imported_triples
from kg.rdf.write.provenance import Build
from kg.rdf.write.shared_triples import (
    LABEL,
    TYPE,
    metric_node_triples,
    metric_triples,
    vocabulary_term,
)

CONTEXT_LENGTH = 32  # characters of oa:prefix and oa:suffix, as annotation tools on the web commonly keep


_TYPES = {kind: f"<{KG}{kind.rdf_class}>" for kind in ArtifactType}
#: The terms of links and of plain facts.
PREDICATE_TERMS = {name: f"<{KG}{name.value}>" for name in (*Role, *Relation)} | {
    Relation.BROADER: vocabulary_term("skos:broader"),
    Relation.CITES: vocabulary_term("cito:cites"),
    Relation.HAS_AUTHOR: vocabulary_term("dcterms:creator"),
}
_FIELDS = {TextField.TITLE: vocabulary_term("dcterms:title"), TextField.ABSTRACT: vocabulary_term("dcterms:abstract")}
_SUPER = {role: vocabulary_term("kg:mentions") for role in Role} | {
    Relation.HAS_TOPIC: vocabulary_term("kg:hasTopic"),
    Relation.PRIMARY_TOPIC: vocabulary_term("kg:hasTopic"),
}
_EVIDENCE_TYPES = tuple(
    map(vocabulary_term, ("kg:Evidence", "oa:SpecificResource", "oa:TextQuoteSelector", "oa:TextPositionSelector"))
)


def record_triples(
    record: Record | RecordOfElsewhere,
    base: str = DEFAULT_BASE,
    *,
    paper: Paper | None = None,
    build: Build | None = None,
) -> Iterator[Triple]:
    """Write the triples of one record, in no particular order; records that share a node may repeat a triple.

    Args:
        paper: for links and results, the paper that they were read from; its text gives the evidence its context.
        build: the build that links and results are attributed to.

    Raises:
        OutputError: a link or a result comes without its paper, or with offsets outside its text.
    """
    match record:
        case PaperNode():
            return _paper_triples(record, base)
        case ArtifactNode():
            return _artifact_triples(record, base)
        case TopicNode():
            return _topic_triples(record, base)
        case OrganisationNode():
            return organisation_triples(record, base)
        case AuthorNode():
            return author_triples(record, base)
        case VenueNode():
            return venue_triples(record, base)
        case CategoryNode():
            return category_triples(record, base)
        case ResultNode():
            return _result_triples(record, base, _required_paper(paper, record.id), build)
        case ImportedNode():
            return imported_triples(record, base, build)
        case DescribedNode():
            return described_triples(record, base)
        case Edge() if is_link(record):
            return _link_triples(record, base, _required_paper(paper, record.id), build)
        case Edge():
            return iter([_plain_link_triple(record, base)])
        case _:
            assert_never(record)


def graph_triples(
    records: Iterable[Record | RecordOfElsewhere],
    base: str = DEFAULT_BASE,
    *,
    build: Build | None = None,
    paperwise: bool = False,
) -> Iterator[Triple]:
    """Yield the triples of a stream of records.

    Args:
        paperwise: each paper is followed by its links and results before the next paper, as ``graph_records`` yields
            them; then one paper is held at a time. Otherwise any order will do, and all papers are held.

    Raises:
        OutputError: the paper of a link or result is missing; IdentifierError: ``base`` is no base IRI.
    """
    base = ntriples.checked_base(base)
    if build is not None:
        yield from build.triples(base)
    papers: dict[str, Paper] = {}
    waiting: list[Edge | ResultNode] = []
    for record in records:
        if isinstance(record, PaperNode):
            if paperwise:
                papers.clear()
            papers[record.id] = record.paper
        paper = _paper_of_record(record, papers)
        if paper is None and _needs_paper(record):
            if paperwise:
                raise OutputError(f"{record.id} does not follow its paper", remedy="give the records paper by paper")
            waiting.append(record)  # type: ignore[arg-type]  # only edges and results need a paper
        else:
            yield from record_triples(record, base, paper=paper, build=build)
    for record in waiting:
        yield from record_triples(record, base, paper=_paper_of_record(record, papers), build=build)


def triples_beside_paper(paper: Paper, results: Iterable[Result], base: str) -> Iterator[Triple]:
    """Yield what the records of a paper say of nodes that are not its own, nor nodes of the graph's records: of files,
    places in them, metrics.
    """
    for source in paper.sources:
        yield from listing_triples(source, base)
    for metric in {result.metric for result in results if result.metric}:
        yield from metric_node_triples(metric, base)


def is_link(edge: Edge) -> bool:
    """Check whether an edge is a link, which has evidence and a ``kg:Link`` node, and not a plain fact."""
    return edge.predicate in _SUPER


def _needs_paper(record: Record | RecordOfElsewhere) -> bool:
    return isinstance(record, ResultNode) or (isinstance(record, Edge) and is_link(record))


def _paper_of_record(record: Record | RecordOfElsewhere, papers: dict[str, Paper]) -> Paper | None:
    if isinstance(record, Edge):
        return papers.get(record.source)
    return papers.get(record.paper) if isinstance(record, ResultNode) else None


def _required_paper(paper: Paper | None, record: str) -> Paper:
    if paper is None:
        raise OutputError(f"the paper of {record} is not among the records", remedy="add its PaperNode")
    return paper


def _paper_triples(record: PaperNode, base: str) -> Iterator[Triple]:
    paper, me = record.paper, ntriples.node(base, record.id)
    title = ntriples.literal(paper.title)
    yield me, TYPE, vocabulary_term("schema:ScholarlyArticle")
    yield me, TYPE, vocabulary_term("fabio:ResearchPaper")
    yield me, LABEL, title
    yield me, vocabulary_term("dcterms:title"), title
    if paper.abstract:
        yield me, vocabulary_term("dcterms:abstract"), ntriples.literal(paper.abstract)
    if paper.date:
        yield me, vocabulary_term("dcterms:issued"), ntriples.date(paper.date)
        yield me, vocabulary_term("fabio:hasPublicationYear"), ntriples.typed(paper.date[:4], "gYear")
    yield from bibliographic_triples(record, me, base)


def _artifact_triples(record: ArtifactNode, base: str) -> Iterator[Triple]:
    artifact, me = record.artifact, ntriples.node(base, record.id)
    yield me, TYPE, vocabulary_term("kg:Artifact")
    for kind in record.types:
        yield me, TYPE, _TYPES[kind]
    if not artifact.known:
        yield me, TYPE, vocabulary_term("kg:NewEntity")
    yield me, LABEL, ntriples.literal(artifact.name)
    for alias in artifact.aliases:
        if alias != artifact.name:
            yield me, vocabulary_term("skos:altLabel"), ntriples.literal(alias)
    yield me, vocabulary_term("kg:known"), ntriples.boolean(artifact.known)
    yield me, vocabulary_term("dc:source"), ntriples.literal(artifact.source)
    if artifact.date:
        yield me, vocabulary_term("dcterms:issued"), ntriples.date(artifact.date)
    if artifact.arxiv:
        yield me, vocabulary_term("schema:subjectOf"), ntriples.node(ADDRESSES["arXiv"], artifact.arxiv)
    if artifact.hub_id:
        hub = HUB + "datasets/" if record.types[0].is_data else HUB
        yield me, vocabulary_term("schema:sameAs"), ntriples.node(hub, artifact.hub_id)
    address = ntriples.web_address(artifact.url) if artifact.url else None
    if address:
        yield me, vocabulary_term("schema:url"), address
    for old in record.former:
        yield ntriples.node(base, "artifact/" + old), vocabulary_term("dcterms:isReplacedBy"), me


def _topic_triples(record: TopicNode, base: str) -> Iterator[Triple]:
    me, label = ntriples.node(base, record.id), ntriples.in_english(record.label)
    yield me, TYPE, vocabulary_term("skos:Concept")
    yield me, LABEL, label
    yield me, vocabulary_term("skos:prefLabel"), label
    for alias in record.alt_labels:
        if alias != record.label:
            yield me, vocabulary_term("skos:altLabel"), ntriples.in_english(alias)
    if record.definition:
        yield me, vocabulary_term("skos:definition"), ntriples.in_english(record.definition)
    if record.candidate:
        yield me, TYPE, vocabulary_term("kg:CandidateConcept")
    else:
        scheme = ntriples.node(base, "topics")
        yield me, vocabulary_term("skos:inScheme"), scheme
        yield scheme, TYPE, vocabulary_term("skos:ConceptScheme")
        yield scheme, LABEL, ntriples.in_english("Topics of machine learning")


def _plain_link_triple(edge: Edge, base: str) -> Triple:
    return ntriples.node(base, edge.source), PREDICATE_TERMS[edge.predicate], ntriples.node(base, edge.target)


def _link_triples(edge: Edge, base: str, paper: Paper, build: Build | None) -> Iterator[Triple]:
    me, (source, predicate, target) = ntriples.node(base, edge.id), _plain_link_triple(edge, base)
    if edge.asserted:
        yield source, predicate, target
        yield source, _SUPER[edge.predicate], target
    yield me, TYPE, vocabulary_term("kg:Link")
    yield me, TYPE, vocabulary_term("rdf:Statement")
    yield me, vocabulary_term("rdf:subject"), source
    yield me, vocabulary_term("rdf:predicate"), predicate
    yield me, vocabulary_term("rdf:object"), target
    yield me, vocabulary_term("prov:wasDerivedFrom"), source
    if edge.type is not None:
        yield me, vocabulary_term("kg:asType"), _TYPES[edge.type]
    if edge.confidence is not None:
        yield me, vocabulary_term("kg:confidence"), ntriples.decimal(round(edge.confidence, 3))
    yield me, vocabulary_term("kg:asserted"), ntriples.boolean(edge.asserted)
    if edge.parts is not None:
        for name, part in (
            ("kg:nameConfidence", edge.parts.name),
            ("kg:typeConfidence", edge.parts.type),
            ("kg:roleConfidence", edge.parts.role),
        ):
            yield me, vocabulary_term(name), ntriples.decimal(part)
    for correction in edge.corrections:
        yield me, vocabulary_term("kg:correction"), ntriples.literal(correction)
    if build is not None:
        yield me, vocabulary_term("prov:wasGeneratedBy"), build.node(base)
    for evidence in edge.evidence:
        yield from _evidence_triples(evidence, me, edge.id, source, paper, base)


def _evidence_triples(
    item: Evidence, owner: str, owner_id: str, source: str, paper: Paper, base: str
) -> Iterator[Triple]:
    text = paper.text(item.field)
    if text[item.start : item.end] != item.text or item.sentence_end > len(text):
        raise OutputError(
            f"evidence {item.text!r} does not stand at {item.start}:{item.end} of the {item.field.value}",
            where=paper.id, remedy="build again from the papers",
        )  # fmt: skip
    me = ntriples.node(base, evidence_id(owner_id, item.field, item.start, item.end))
    yield owner, vocabulary_term("kg:hasEvidence"), me
    for kind in _EVIDENCE_TYPES:
        yield me, TYPE, kind
    yield me, vocabulary_term("prov:wasQuotedFrom"), source
    yield me, vocabulary_term("oa:hasSource"), source
    yield me, vocabulary_term("oa:hasSelector"), me
    yield me, vocabulary_term("kg:inField"), _FIELDS[item.field]
    yield me, vocabulary_term("oa:start"), ntriples.integer(item.start)
    yield me, vocabulary_term("oa:end"), ntriples.integer(item.end)
    yield me, vocabulary_term("oa:exact"), ntriples.literal(item.text)
    before = text[max(0, item.start - CONTEXT_LENGTH) : item.start]
    after = text[item.end : item.end + CONTEXT_LENGTH]
    if before:
        yield me, vocabulary_term("oa:prefix"), ntriples.literal(before)
    if after:
        yield me, vocabulary_term("oa:suffix"), ntriples.literal(after)
    yield me, vocabulary_term("kg:sentence"), ntriples.literal(text[item.sentence_start : item.sentence_end])


def _result_triples(record: ResultNode, base: str, paper: Paper, build: Build | None) -> Iterator[Triple]:
    result, me, source = record.result, ntriples.node(base, record.id), ntriples.node(base, record.paper)
    yield me, TYPE, vocabulary_term("kg:Result")
    yield me, LABEL, ntriples.literal(record.label)
    yield me, vocabulary_term("kg:reportedIn"), source
    yield me, vocabulary_term("mls:hasValue"), ntriples.decimal(result.value)
    yield me, vocabulary_term("kg:resultKind"), ntriples.literal(result.kind.value)
    for name, end in (
        ("fair4ml:evaluatedMLModel", result.model),
        ("fair4ml:evaluationDataset", result.on),
        ("kg:comparedWith", result.compared_with),
    ):
        if end:
            yield me, vocabulary_term(name), ntriples.node(base, "artifact/" + end)
    if result.low is not None:
        yield me, vocabulary_term("kg:lowerValue"), ntriples.decimal(result.low)
    for name, words in (
        ("schema:unitText", result.unit),
        ("kg:bound", result.bound),
        ("kg:modelRole", result.model_role),
        ("kg:condition", result.condition),
    ):
        if words:
            yield me, vocabulary_term(name), ntriples.literal(str(words))
    yield me, vocabulary_term("kg:comparable"), ntriples.boolean(result.comparable)
    if result.confidence is not None:
        yield me, vocabulary_term("kg:confidence"), ntriples.decimal(result.confidence)
    if result.higher_is_better is not None:
        yield me, vocabulary_term("kg:higherIsBetter"), ntriples.boolean(result.higher_is_better)
    if result.metric:
        yield from metric_triples(me, result.metric, base)
    if build is not None:
        yield me, vocabulary_term("prov:wasGeneratedBy"), build.node(base)
    yield from _evidence_triples(result.evidence, me, record.id, source, paper, base)
