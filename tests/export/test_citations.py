"""Citations: kinds, names, keys and titles; each format against the library that reads it; papers of an answer."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import networkx as nx
import orjson
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export.citations.answer_papers import papers_of_answer
from kg.export.citations.bibtex_citations import bibtex_entry
from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.export.citations.citation_records import CitationKind, citation_of_paper, citations_of_graph, kind_of_venue
from kg.export.citations.latex_text import latex_text, latex_title
from kg.export.citations.person_names import PersonName, person_name
from kg.export.exporter_registry import EXPORTERS
from kg.graph.networks import Network
from kg.ground.errors import QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.answers import Answer
from kg.readers.read_files import read_papers

TIDES: dict[str, Any] = {
    "kind": "paper", "label": "TideNet: Predicting Tides & Currents with 50% less Data", "date": "2024-05-02",
    "authors": ["Ada Lovelace", "Jan van den Berg Jr.", "Gemma Team", "Barnes and Noble, Inc."], "author_count": 4,
    "venue": "Proceedings of the 12th Conference on Seas", "arxiv": "2405.00001",
    "categories": ["cs.LG", "physics.ao-ph"], "doi": "10.1000/tides_1", "keywords": ["tides", "sea level"],
    "abstract": "We predict {tides} for $5 & less.",
}  # fmt: skip
PLAIN: dict[str, Any] = {"kind": "paper", "label": "A study of waves", "abstract": ""}
LETTERS: dict[str, Any] = {
    "kind": "paper", "label": "Über Wellen 模型", "authors": ["Jürgen Groß", "李明"], "author_count": 5, "year": 2019,
    "venue": "Journal of Waves", "identifiers": ["key1", "acl:P19-1001"],
}  # fmt: skip


@pytest.fixture
def graph() -> Network:
    graph: Network = nx.MultiDiGraph()
    for name, data in (("tides", TIDES), ("plain", PLAIN), ("letters", LETTERS)):
        graph.add_node(f"paper/{name}", **data)
    graph.add_node("artifact/tidenet", kind="model", label="TideNet")
    return graph


def _written(graph: Network, name: str, folder: Path) -> bytes:
    EXPORTERS[name].write(graph, folder / "file")
    return (folder / "file").read_bytes()


def _by_title(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {re.sub(r"[\\{}]", "", str(item["title"]))[:4]: item for item in items}


def test_bibtex_is_read_by_a_library(graph: Network, tmp_path: Path) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    library = bibtexparser.parse_string(_written(graph, "bibtex", tmp_path).decode())
    assert not library.failed_blocks
    entries = [{"type": each.entry_type, "key": each.key, **each.fields_dict} for each in library.entries]
    entries = [{name: getattr(value, "value", value) for name, value in each.items()} for each in entries]
    tides, plain, letters = (_by_title(entries)[head] for head in ("Tide", "A st", "Über"))
    assert tides["type"] == "inproceedings"
    assert tides["author"] == "Lovelace, Ada and van den Berg, Jr., Jan and {Gemma Team} and {Barnes and Noble, Inc.}"
    assert tides["title"] == r"{TideNet}: Predicting Tides \& Currents with 50\% less Data"
    assert (tides["year"], tides["month"], tides["day"]) == ("2024", "may", "2")
    assert (tides["eprint"], tides["archivePrefix"], tides["primaryClass"]) == ("2405.00001", "arXiv", "cs.LG")
    assert (tides["doi"], tides["url"]) == ("10.1000/tides_1", "https://arxiv.org/abs/2405.00001")
    assert tides["abstract"] == r"We predict \textbraceleft{}tides\textbraceright{} for \$5 \& less."
    assert tides["keywords"] == "tides, sea level"
    assert {"type", "key", "title"} == plain.keys()
    assert (letters["type"], letters["journal"], letters["year"]) == ("article", "Journal of Waves", "2019")
    assert letters["author"] == "Groß, Jürgen and {李明} and others"
    assert letters["url"] == "https://aclanthology.org/P19-1001"


def test_ris_is_read_by_a_library(graph: Network, tmp_path: Path) -> None:
    rispy = pytest.importorskip("rispy")
    text = _written(graph, "ris", tmp_path).decode()
    assert text.count("\r\n") == text.count("\n")
    tides, plain, letters = (_by_title(rispy.load(io.StringIO(text)))[head] for head in ("Tide", "A st", "Über"))
    assert (tides["type_of_reference"], plain["type_of_reference"]) == ("CONF", "GEN")
    assert tides["authors"] == ["Lovelace, Ada", "van den Berg, Jan, Jr.", "Gemma Team", "Barnes and Noble, Inc.,"]
    assert (tides["year"], tides["date"], tides["doi"]) == ("2024", "2024/05/02/", "10.1000/tides_1")
    assert tides["accession_number"] == "arXiv:2405.00001"
    assert tides["keywords"] == ["tides", "sea level"]
    assert letters["date"] == "2019///"
    assert "year" not in plain


def test_csl_json_has_the_parts_of_names_and_dates(graph: Network, tmp_path: Path) -> None:
    items = _by_title(orjson.loads(_written(graph, "csl-json", tmp_path)))
    tides = items["Tide"]
    assert tides["author"] == [
        {"family": "Lovelace", "given": "Ada"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr."},
        {"literal": "Gemma Team"},
        {"literal": "Barnes and Noble, Inc."},
    ]
    assert tides["issued"] == {"date-parts": [[2024, 5, 2]]}
    assert (tides["type"], tides["container-title"]) == ("paper-conference", TIDES["venue"])
    assert (tides["DOI"], tides["number"]) == ("10.1000/tides_1", "arXiv:2405.00001")
    assert items["A st"].keys() == {"id", "type", "title", "genre"}


def test_the_three_formats_have_the_same_keys(graph: Network, tmp_path: Path) -> None:
    keys = re.findall(r"^@\w+\{(.*),$", _written(graph, "bibtex", tmp_path).decode(), re.M)
    assert keys == re.findall(r"^ID  - (.*)\r$", _written(graph, "ris", tmp_path).decode(), re.M)
    assert keys == [item["id"] for item in orjson.loads(_written(graph, "csl-json", tmp_path))]
    assert len(set(keys)) == 3
    assert [re.sub("-[a-z2-7]{6}$", "", key) for key in keys] == ["gross2019uber", "studywaves", "lovelace2024tidenet"]


def test_a_key_stays_whatever_else_is_in_the_graph(graph: Network) -> None:
    alone: Network = nx.MultiDiGraph()
    alone.add_node("paper/other-name", **TIDES)
    twins = [{**TIDES, "arxiv": None, "doi": None, "label": f"{TIDES['label']}, part {part}"} for part in (1, 2)]
    for number, twin in enumerate(twins):
        graph.add_node(f"paper/a-{number}", **twin)
    keys = [citation.key for citation in citations_of_graph(graph)]
    assert len(set(keys)) == len(keys) == 5
    assert next(citations_of_graph(alone)).key in keys
    assert len({key.partition("-")[0] for key in keys}) == 3, "part 1, part 2 and the paper differ in their sign alone"


@given(st.lists(st.tuples(st.text(min_size=1), st.text(), st.sampled_from([None, "2405.00001", "2405.00002"]))))
def test_a_key_can_be_typed_and_cited(papers: list[tuple[str, str, str | None]]) -> None:
    for title, author, arxiv in papers:
        key = citation_of_paper({"label": title, "authors": [author], "arxiv": arxiv}).key
        assert re.fullmatch(r"[a-z][a-z0-9]*-[a-z2-7]{6}", key)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", PersonName("Lovelace", "Ada")),
        ("Guido van Rossum", PersonName("Rossum", "Guido", "van")),
        ("Maria de la Cruz Lopez", PersonName("Cruz Lopez", "Maria", "de la")),
        ("Laurens Van Der Maaten", PersonName("Van Der Maaten", "Laurens")),
        ("Quoc V. Le", PersonName("Le", "Quoc V.")),
        ("Di Wang", PersonName("Wang", "Di")),
        ("Martin Luther King III", PersonName("King", "Martin Luther", "", "III")),
        ("bell hooks", PersonName("hooks", "bell")),
        ("Ludwig von", PersonName("von", "Ludwig")),
        ("DeepSeek-AI", PersonName("DeepSeek-AI", whole=True)),
        ("Llama Team, AI @ Meta", PersonName("Llama Team, AI @ Meta", whole=True)),
        ("BigScience Workshop and friends", PersonName("BigScience Workshop and friends", whole=True)),
        ("Team 42", PersonName("Team 42", whole=True)),
    ],
)
def test_names_are_taken_apart(name: str, expected: PersonName) -> None:
    assert person_name(name) == expected


@pytest.mark.parametrize(
    ("venue", "kind"),
    [
        ("arXiv.org", CitationKind.PREPRINT),
        ("CoRR abs/2405.00001", CitationKind.PREPRINT),
        ("bioRxiv", CitationKind.PREPRINT),
        ("Annual Meeting of the Association for Computational Linguistics", CitationKind.MEETING),
        ("ICLR", CitationKind.MEETING),
        ("Advances in Neural Information Processing Systems", CitationKind.MEETING),
        ("Findings of EMNLP 2023", CitationKind.MEETING),
        ("Transactions of the ACL", CitationKind.JOURNAL),
        ("Transactions of the Association for Computational Linguistics", CitationKind.JOURNAL),
        ("J. Mach. Learn. Res.", CitationKind.JOURNAL),
        ("Chichester Monthly", CitationKind.JOURNAL),
    ],
)
def test_the_kind_follows_the_venue(venue: str, kind: CitationKind) -> None:
    assert kind_of_venue(venue) is kind


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("A Multi-Task Test of Q-Learning with GPT-4", "A Multi-Task Test of {Q-Learning} with {GPT-4}"),
        ("Gemini-1.5 and SWE-bench", "{Gemini-1.5} and {SWE-bench}"),
        ("Llama 3: A Herd of Models", "{Llama} 3: A Herd of Models"),
        ("On the Dangers: A Study of Models", "On the Dangers: A Study of Models"),
        ("Learning to play the game of Go in Paris", "Learning to play the game of {Go} in {Paris}"),
        ("Scaling (mT5) and “DeBERTa”", "Scaling ({mT5}) and “{DeBERTa}”"),
        ("100% of C++_x {y} ~ ^",
         r"100\% of {C++\_x} \textbraceleft{}y\textbraceright{} \textasciitilde{} \textasciicircum{}"),
        (r"A \backslash", r"A \textbackslash{}backslash"),
    ],
)  # fmt: skip
def test_capitals_of_names_are_kept(title: str, expected: str) -> None:
    assert latex_title(title) == expected


@given(st.text())
def test_braces_of_an_entry_are_balanced_whatever_the_text(text: str) -> None:
    names = dict.fromkeys(("label", "abstract", "venue", "doi"), text)
    entry = bibtex_entry(
        citation_of_paper({**names, "authors": [text], "keywords": [text], "urls": ["http://" + text]})
    )
    depth = 0
    for place, sign in enumerate(entry):
        depth += (sign == "{") - (sign == "}")
        assert depth > 0 or sign in "@}\n" or place < entry.index("{"), "nothing ends the entry early"
    assert depth == 0
    assert not re.search(r"(?<!\\)[$&#%^~]", latex_text(text))


def test_of_a_date_that_is_none_nothing_is_said() -> None:
    assert citation_of_paper({"label": "A", "date": "soon"}).date == ()
    assert "month" not in bibtex_entry(citation_of_paper({"label": "A", "date": "2024-13"}))


def _answer(*rows: tuple[Any, ...], kind: str = "select") -> Answer:
    return Answer(kind, tuple("abc"[: len(rows[0])]) if rows else ("a",), rows)


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(DEFAULT_BASE + name)


def _store(graph: Network) -> ox.Store:
    """The papers of a graph, as a store has them."""
    store, kind = ox.Store(), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    paper = ox.NamedNode("https://schema.org/ScholarlyArticle")
    store.extend(ox.Quad(_node(node), kind, paper) for node, data in graph.nodes(data=True) if data["kind"] == "paper")
    return store


def test_papers_of_an_answer_come_once_and_in_the_order_of_the_rows(graph: Network) -> None:
    quoted = ox.Triple(_node("paper/plain"), _node("ontology#uses"), _node("artifact/tidenet"))
    answer = _answer(
        (_node("paper/tides"), ox.Literal("TideNet")),
        (None, _node("artifact/tidenet")),
        (_node("paper/letters"), _node("paper/tides")),
        (_node("paper/nowhere"), ox.NamedNode("https://example.org/paper/plain")),
        (ox.BlankNode(), quoted),
    )
    assert papers_of_answer(answer, _store(graph), DEFAULT_BASE) == ["paper/tides", "paper/letters", "paper/plain"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_answer(), "nothing was found"),
        (_answer((_node("artifact/tidenet"), ox.Literal("x"))), "of a, b"),
        (_answer((ox.Literal(True),), kind="ask"), "true or false"),
    ],
)
def test_an_answer_without_papers_is_a_named_error(answer: Answer, words: str, graph: Network) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        papers_of_answer(answer, _store(graph), DEFAULT_BASE)
    assert caught.value.remedy


@pytest.mark.parametrize("name", sorted(CITATION_FORMATS))
def test_the_readers_read_back_what_is_written(name: str, graph: Network, tmp_path: Path) -> None:
    path = tmp_path / f"papers{CITATION_FORMATS[name].suffix}"
    # Signs that the formats themselves take for their own come back where a reader knows them.
    graph.nodes["paper/tides"].update(authors=TIDES["authors"][:3], abstract="We predict tides for $5 & less: x_1.")
    EXPORTERS[name].write(graph, path)
    papers = {paper.title: paper for paper in read_papers(path)}
    assert papers.keys() == {data["label"] for data in (TIDES, PLAIN, LETTERS)}
    tides, plain, letters = (papers[data["label"]] for data in (TIDES, PLAIN, LETTERS))
    assert [author.name for author in tides.authors] == TIDES["authors"][:3]
    assert [author.name for author in letters.authors] == LETTERS["authors"]
    assert (tides.date, letters.date, plain.date) == ("2024-05-02", "2019", None)
    assert (tides.arxiv, tides.doi, tides.venue) == (TIDES["arxiv"], TIDES["doi"], TIDES["venue"])
    assert (tides.abstract, set(tides.keywords)) == ("We predict tides for $5 & less: x_1.", set(TIDES["keywords"]))
    assert letters.venue == LETTERS["venue"]
