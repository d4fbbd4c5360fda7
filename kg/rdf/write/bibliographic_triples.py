"""Triples of what is known of a paper apart from its text: authors, venue, categories, addresses, and its sources.

An author's part in a paper has a node of its own (``kg:Authorship``), which keeps the order and where they worked then;
``dcterms:creator`` leads straight from the paper to the author, and ``dc:creator`` gives the name as it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.catalogue.organisations import canonical_organisation_id
from kg.graph.graph_records import AuthorNode, CategoryNode, OrganisationNode, PaperNode, VenueNode
from kg.ground.identifiers import digest, slug
from kg.ground.records import Paper, Source
from kg.ground.service_ids import ADDRESSES
from kg.ground.web_links import LinkKind, link_kind
from kg.rdf.terms import ntriples
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.shared_triples import LABEL, TYPE, source_node, source_node_triples, vocabulary_term

ROR = "https://ror.org/"
WIKIDATA = "http://www.wikidata.org/entity/"
_LINKS = {
    LinkKind.CODE: vocabulary_term("schema:codeRepository"),
    LinkKind.DATASET: vocabulary_term("kg:datasetPage"),
    LinkKind.MODEL: vocabulary_term("kg:modelPage"),
}


def _count_term(text: str) -> str:
    return ntriples.integer(int(text))


# What a source gave of a paper that several sources describe: the property, and how the text is written.
_VALUES: dict[str, tuple[str, Callable[[str], str]]] = {
    "title": ("dcterms:title", ntriples.literal),
    "date": ("dcterms:issued", ntriples.date),
    "venue": ("kg:venueName", ntriples.literal),
    "organisation": ("kg:organisationName", ntriples.literal),
    "submitter": ("kg:submitter", ntriples.literal),
    "listed": ("kg:listedOn", ntriples.date),
    "arxiv": ("kg:givenArXivId", ntriples.literal),
    "doi": ("kg:givenDoi", ntriples.literal),
    "authors": ("kg:givenAuthors", ntriples.literal),
    "author_count": ("kg:authorCount", _count_term),
    "comments": ("schema:commentCount", _count_term),
    "upvotes": ("kg:upvoteCount", _count_term),
    "match": ("kg:matchedAs", ntriples.literal),
    "by": ("kg:matchedBy", ntriples.literal),
    "probability": ("kg:matchConfidence", ntriples.decimal),
}


def bibliographic_triples(record: PaperNode, me: str, base: str) -> Iterator[Triple]:
    """Yield what is said of a paper apart from its text and its links; ``me``: the paper's term."""
    paper = record.paper
    yield from _authorship_triples(paper, me, base)
    for name, count in (
        ("kg:authorCount", paper.author_count),
        ("schema:commentCount", paper.comments),
        ("kg:upvoteCount", paper.upvotes),
    ):
        if count is not None:
            yield me, vocabulary_term(name), ntriples.integer(count)
    for name, words in (
        ("kg:submitter", paper.submitter),
        ("kg:venueName", paper.venue),
        ("kg:organisationName", paper.organisation),
    ):
        if words:
            yield me, vocabulary_term(name), ntriples.literal(words)
    if paper.listed:
        yield me, vocabulary_term("kg:listedOn"), ntriples.date(paper.listed)
    for keyword in paper.keywords:
        yield me, vocabulary_term("schema:keywords"), ntriples.literal(keyword)
    yield from _paper_identity(paper, me)
    yield from _address_triples(record, me)
    for source in paper.sources:
        yield me, vocabulary_term("prov:wasDerivedFrom"), source_node(source, base)
        yield me, vocabulary_term("kg:listedAs"), _listing_node(source, base)
        yield from listing_triples(source, base)
    for former in paper.former:
        yield ntriples.node(base, former), vocabulary_term("dcterms:isReplacedBy"), me


def organisation_triples(record: OrganisationNode, base: str) -> Iterator[Triple]:
    """Yield what is said of an organisation."""
    me = ntriples.node(base, record.id)
    yield me, TYPE, vocabulary_term("schema:Organization")
    yield me, LABEL, ntriples.literal(record.label)
    for alias in record.aliases:
        yield me, vocabulary_term("skos:altLabel"), ntriples.literal(alias)
    if record.ror:
        yield me, vocabulary_term("schema:sameAs"), ntriples.node(ROR, record.ror)
    if record.wikidata:
        yield me, vocabulary_term("schema:sameAs"), ntriples.node(WIKIDATA, record.wikidata)
    if record.part_of:
        yield me, vocabulary_term("schema:parentOrganization"), ntriples.node(base, record.part_of)
    for old in record.former:
        yield ntriples.node(base, old), vocabulary_term("dcterms:isReplacedBy"), me


def author_triples(record: AuthorNode, base: str) -> Iterator[Triple]:
    """Yield what is said of an author."""
    me, author = ntriples.node(base, record.id), record.author
    yield me, TYPE, vocabulary_term("schema:Person")
    yield me, LABEL, ntriples.literal(author.name)
    yield me, vocabulary_term("kg:namedOnly"), ntriples.boolean(record.named_only)
    if author.orcid:
        yield me, vocabulary_term("schema:sameAs"), ntriples.node(ADDRESSES["orcid"], author.orcid)
        yield me, vocabulary_term("dcterms:identifier"), ntriples.literal("orcid:" + author.orcid)
    for identifier in author.identifiers:
        yield me, vocabulary_term("dcterms:identifier"), ntriples.literal(identifier)


def venue_triples(record: VenueNode, base: str) -> Iterator[Triple]:
    """Yield what is said of a venue."""
    me = ntriples.node(base, record.id)
    yield me, TYPE, vocabulary_term("kg:Venue")
    yield me, LABEL, ntriples.literal(record.label)
    if record.full_name:
        yield me, vocabulary_term("skos:altLabel"), ntriples.literal(record.full_name)
    if record.track:
        yield me, vocabulary_term("kg:track"), ntriples.literal(record.track)
    if record.series:
        yield me, vocabulary_term("dcterms:isPartOf"), ntriples.node(base, record.series)


def category_triples(record: CategoryNode, base: str) -> Iterator[Triple]:
    """Yield what is said of a category of arXiv, and of the scheme that it is in."""
    me, scheme = ntriples.node(base, record.id), ntriples.node(base, "categories")
    label = ntriples.in_english(record.label)
    yield me, TYPE, vocabulary_term("kg:Category")
    yield me, LABEL, label
    yield me, vocabulary_term("skos:prefLabel"), label
    yield me, vocabulary_term("skos:notation"), ntriples.literal(record.code)
    yield me, vocabulary_term("skos:inScheme"), scheme
    yield scheme, TYPE, vocabulary_term("skos:ConceptScheme")
    yield scheme, LABEL, ntriples.in_english("Categories of arXiv")


def _authorship_triples(paper: Paper, me: str, base: str) -> Iterator[Triple]:
    for position, author in enumerate(paper.authors, 1):
        part = ntriples.node(base, "authorship/" + digest(paper.id, str(position)))
        yield me, vocabulary_term("dc:creator"), ntriples.literal(author.name)
        yield me, vocabulary_term("kg:hasAuthorship"), part
        yield part, TYPE, vocabulary_term("kg:Authorship")
        yield part, vocabulary_term("kg:byAuthor"), ntriples.node(base, author.id)
        yield part, vocabulary_term("schema:position"), ntriples.integer(position)
        yield part, vocabulary_term("kg:nameAsGiven"), ntriples.literal(author.name)
        for organisation in author.organisations:
            place = ntriples.node(base, canonical_organisation_id(organisation))
            yield part, vocabulary_term("schema:affiliation"), place
            yield part, vocabulary_term("kg:organisationName"), ntriples.literal(organisation)


def _paper_identity(paper: Paper, me: str) -> Iterator[Triple]:
    identifiers = set(paper.identifiers)
    if paper.arxiv:
        identifiers.add("arXiv:" + paper.arxiv)
        yield me, vocabulary_term("fabio:hasArXivId"), ntriples.literal(paper.arxiv)
        yield me, vocabulary_term("schema:sameAs"), ntriples.node(ADDRESSES["arXiv"], paper.arxiv)
    doi = ntriples.web_address(ADDRESSES["doi"] + paper.doi) if paper.doi else None
    if paper.doi and doi:
        identifiers.add("doi:" + paper.doi)
        yield me, vocabulary_term("owl:sameAs"), doi
    for identifier in identifiers:
        yield me, vocabulary_term("dcterms:identifier"), ntriples.literal(identifier)


def _address_triples(record: PaperNode, me: str) -> Iterator[Triple]:
    """Yield the addresses that the record or the text gives, and what stands at those whose form says it."""
    paper = record.paper
    for url in dict.fromkeys((*paper.links, *paper.code, *record.urls)):
        address = ntriples.web_address(url)
        if not address:
            continue
        yield me, vocabulary_term("schema:url" if url in paper.links or url in paper.code else "rdfs:seeAlso"), address
        kind = LinkKind.CODE if url in paper.code else link_kind(url)
        if kind is not None:
            yield me, _LINKS[kind], address


def _listing_node(source: Source, base: str) -> str:
    return ntriples.node(base, f"listing/{slug(source.page)}-{source.position}")


def listing_triples(source: Source, base: str) -> Iterator[Triple]:
    """Yield what is said of the place where a paper stood and of its file, also what stood there where other sources
    may have given something else.
    """
    me, listing = source_node(source, base), _listing_node(source, base)
    yield from source_node_triples(source, base)
    yield listing, TYPE, vocabulary_term("kg:Listing")
    yield listing, LABEL, ntriples.literal(f"{source.page}, {source.position}")
    yield listing, vocabulary_term("dcterms:isPartOf"), me
    yield listing, vocabulary_term("schema:position"), ntriples.integer(source.position)
    for name, text in source.values:
        term, written = _VALUES[name]
        yield listing, vocabulary_term(term), written(text)
