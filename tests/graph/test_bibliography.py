"""Authors, venues, categories and citations of papers become shared nodes and edges."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from kg.graph.bibliography import Bibliography, Citations, bibliographic_edges
from kg.graph.graph_records import AuthorNode, CategoryNode, Edge, VenueNode
from kg.ground.records import Author, Paper
from kg.ground.schema import Relation

_ORCID = "0000-0002-1825-0097"


def _gathered(*papers: Paper) -> tuple[list[Edge], list[AuthorNode | VenueNode | CategoryNode], list[Edge]]:
    gathered = Bibliography()
    with TemporaryDirectory() as folder:
        citations = Citations(Path(folder) / "citations", most_held=1)
        for paper in papers:
            gathered.see_nodes(paper)
            citations.see(paper)
        cited = list(citations.edges())
    edges = [edge for paper in papers for edge in bibliographic_edges(paper)]
    return edges, list(gathered.nodes()), [*gathered.edges(), *cited]


def test_an_id_is_one_person_and_a_name_is_not_joined_to_it() -> None:
    papers = [
        Paper("A", authors=(Author("Ada Lovelace", _ORCID), Author("Wei Li"))),
        Paper("B", authors=(Author("A. Lovelace", _ORCID, ("s2:7",)), Author("Wei Li"))),
        Paper("C", authors=(Author("Ada Lovelace"),)),
    ]
    for order in (papers, papers[::-1]):
        nodes = _gathered(*order)[1]
        assert [(node.id, node.label, node.named_only) for node in nodes if isinstance(node, AuthorNode)] == [
            ("author/ada-lovelace", "Ada Lovelace", True),
            (f"author/orcid-{_ORCID}", "Ada Lovelace", False),
            ("author/wei-li", "Wei Li", True),
        ]


def test_a_name_twice_on_one_paper_is_one_edge() -> None:
    edges, _, _ = _gathered(Paper("A", authors=(Author("Wei Li"), Author("Wei Li"))))
    assert [edge.predicate for edge in edges] == [Relation.HAS_AUTHOR]


def test_categories_stand_below_their_archives() -> None:
    _, nodes, edges = _gathered(Paper("A", categories=("cs.CL", "quant-ph")))
    assert [(node.id, node.label) for node in nodes] == [
        ("category/cs", "Computer Science"),
        ("category/cs.CL", "Computation and Language"),
        ("category/quant-ph", "Quantum Physics"),
    ]
    assert [(edge.source, edge.predicate, edge.target) for edge in edges] == [
        ("category/cs.CL", Relation.BROADER, "category/cs")
    ]


def test_a_citation_is_an_edge_where_both_papers_are_there_by_whatever_id() -> None:
    cited = Paper("A", arxiv="2401.00001", doi="10.1/a", identifiers=("https://openalex.org/W1", "12"))
    citing = [
        Paper(f"B{number}", references=(name, "doi:10.9/outside"))
        for number, name in enumerate(("arXiv:2401.00001", "doi:10.1/a", "openalex:W1", "12"))
    ]
    own = Paper("C", arxiv="2401.00009", references=("arXiv:2401.00009",))
    _, _, edges = _gathered(*citing, cited, own)
    found = {edge.source for edge in edges if edge.predicate is Relation.CITES and edge.target == cited.id}
    assert found == {paper.id for paper in citing[:3]}
    assert len([edge for edge in edges if edge.predicate is Relation.CITES]) == 3


def test_a_track_is_a_venue_of_its_own_below_its_conference() -> None:
    papers = (Paper("On Tides", venue="Findings of ACL: EMNLP 2024"), Paper("On Ebb", venue="EMNLP 2023"))
    edges, gathered, _ = _gathered(*papers)
    assert [edge.target for edge in edges] == ["venue/findings-of-emnlp", "venue/emnlp"]
    nodes = {node.id: node for node in gathered if isinstance(node, VenueNode)}
    assert nodes["venue/findings-of-emnlp"].series == "venue/emnlp"
    assert nodes["venue/findings-of-emnlp"].track == "findings"
    assert nodes["venue/emnlp"].track is None


def test_the_year_of_a_venue_is_no_date_of_a_paper() -> None:
    paper = Paper("On Tides", venue="NeurIPS 2024")
    _gathered(paper)
    assert paper.date is None
