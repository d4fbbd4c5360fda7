"""Organisations, venues and affiliations as triples."""

import pyoxigraph as ox
import pytest

from kg.graph.graph_records import OrganisationNode, PaperNode, Record, VenueNode
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Author, Paper, Source
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import saved_queries
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


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Ada Byron; Ben Ode", "Ada Byron; Cy Ito", True),
        ("Ada Byron; Ben Ode", "ADA BYRON", False),  # the first of them, in capitals
        ("Ada Byron; Ben Ode", "A. Byron; B. Ode", True),  # as written
    ],
)
def test_sources_that_name_other_authors_disagree(one: str, other: str, differ: bool) -> None:
    sources = (Source("a.json", "json", 1, (("authors", one),)), Source("b.bib", "bibtex", 1, (("authors", other),)))
    triples = graph_triples([PaperNode(Paper("On Tides", sources=sources))])
    store = ox.Store()
    store.load("\n".join(" ".join(triple) + " ." for triple in triples).encode(), format=ox.RdfFormat.N_TRIPLES)
    found = run_query(store, saved_queries()["conflicting-values"].text)
    rows = [[getattr(term, "value", None) for term in row[1:4]] for row in found.rows]
    assert rows == ([["authors", *sorted((one, other))]] if differ else [])
