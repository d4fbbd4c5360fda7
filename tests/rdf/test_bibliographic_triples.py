"""Organisations, venues and affiliations as triples."""

from kg.graph.graph_records import OrganisationNode, PaperNode, Record, VenueNode
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Author, Paper
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.triples import graph_triples


def lines(*records: Record) -> set[str]:
    triples: list[Triple] = list(graph_triples(records))
    return {" ".join(triple).replace(DEFAULT_BASE, "") for triple in triples}


def test_an_organisation_leads_to_its_pages_and_to_what_it_is_part_of() -> None:
    node = OrganisationNode("org/fair", "FAIR", ("Meta AI",), ("org/meta-ai",), "01zbnvs85", "Q380", "org/meta")
    said = lines(node)
    for line in (
        "<org/fair> <https://schema.org/sameAs> <https://ror.org/01zbnvs85>",
        "<org/fair> <https://schema.org/sameAs> <http://www.wikidata.org/entity/Q380>",
        "<org/fair> <https://schema.org/parentOrganization> <org/meta>",
        "<org/meta-ai> <http://purl.org/dc/terms/isReplacedBy> <org/fair>",
        '<org/fair> <http://www.w3.org/2004/02/skos/core#altLabel> "Meta AI"',
    ):
        assert line in said


def test_a_track_is_part_of_its_conference() -> None:
    said = lines(VenueNode("venue/findings-of-acl", "Findings of ACL", None, "findings", "venue/acl"))
    assert "<venue/findings-of-acl> <http://purl.org/dc/terms/isPartOf> <venue/acl>" in said
    assert '<venue/findings-of-acl> <ontology#track> "findings"' in said


def test_an_affiliation_leads_to_what_it_means_and_keeps_its_words() -> None:
    words = "School of Computing, National University of Singapore"
    said = lines(PaperNode(Paper("On Tides", authors=(Author("Ada Lovelace", organisations=(words,)),))))
    ends = {line.split(" ", 2)[2] for line in said if " <https://schema.org/affiliation> " in line}
    assert ends == {"<org/national-university-of-singapore>"}
    assert any(line.endswith(f'<ontology#organisationName> "{words}"') for line in said)
