"""Entities and readings as a notebook shows them."""

from __future__ import annotations

from html.parser import HTMLParser

import networkx as nx
import pytest

from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.entities import find_entity
from kg.graph.find_nodes import find_one_node
from kg.graph.networks import Network, to_networkx
from kg.ground.errors import InputError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Paper, Reading
from tests import samples


@pytest.fixture(scope="module")
def graph() -> Network:
    return to_networkx(graph_records(samples.readings(), samples.catalogue(), samples.scheme()))


@pytest.mark.parametrize(
    "name", ["gpt4", "artifact/gpt4", f"{DEFAULT_BASE}artifact/gpt4", f"<{DEFAULT_BASE}artifact/gpt4>"]
)
def test_a_node_is_found_by_an_id_that_it_had_before(name: str, graph: Network) -> None:
    assert graph.nodes["artifact/gpt-4"]["former"] == ["artifact/gpt4"]
    assert find_one_node(graph, name, base=DEFAULT_BASE) == "artifact/gpt-4"


class Shown(HTMLParser):
    """The elements and the text of some HTML; what is opened must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open[-1:] == ["mark"]:
            self.marked.append(data)


def harmless(shown: Shown) -> bool:
    elements = {"div", "table", "thead", "tbody", "tr", "th", "td", "p", "b", "br", "mark", "details", "summary"}
    return set(shown.elements) <= elements and shown.attributes <= {"style"}


def test_an_entity_shows_what_it_is_and_why(graph: Network) -> None:
    node = max((node for node in graph if node.startswith("artifact/")), key=lambda each: (graph.degree(each), each))
    entity = find_entity(graph, graph.nodes[node]["label"], base=DEFAULT_BASE)
    assert (entity.id, entity.iri) == (node, DEFAULT_BASE + node)
    shown = Shown(entity._repr_html_())
    assert harmless(shown)
    assert entity.label in shown.text
    quotes = [quote for link in entity.links for quote in link.quotes]
    assert quotes
    assert set(shown.marked) <= {quote.sentence[quote.start : quote.end] for quote in quotes}
    assert shown.marked


def test_what_is_not_there_is_an_error_that_offers_what_is(graph: Network) -> None:
    with pytest.raises(InputError, match="nothing is called 'qqqq'"):
        find_entity(graph, "qqqq", base=DEFAULT_BASE)
    label = next(data["label"] for node, data in graph.nodes(data=True) if node.startswith("paper/"))
    with pytest.raises(InputError, match="did you mean"):
        find_entity(graph, label.split()[0] + " " + label.split()[1], base=DEFAULT_BASE)


def test_hostile_text_stays_text() -> None:
    graph: Network = nx.MultiDiGraph()
    evil = "<img src=x onerror=alert(1)>" + "long " * 3_000
    piece = {"field": "title", "start": 0, "end": 4, "sentence_start": 0, "sentence_end": 40, "text": evil[:4]}
    graph.add_node("paper/1", kind="paper", label=evil, abstract="")
    graph.add_node("artifact/x", kind="model", label="X", aliases=["</script><script>"], definition=evil)
    graph.add_edge("paper/1", "artifact/x", key="e", predicate="<b>", confidence=0.5, evidence=[piece])
    entity = find_entity(graph, "X", base=DEFAULT_BASE)
    shown = Shown(entity._repr_html_())
    assert harmless(shown)
    assert shown.marked == [evil[:4]]
    assert len(entity._repr_html_()) < 40_000


def test_a_reading_marks_what_was_read() -> None:
    reading = max(samples.readings(), key=lambda each: len(each.links))
    shown = Shown(reading._repr_html_())
    assert harmless(shown)
    words = {piece.text for link in reading.links for piece in link.evidence}
    words |= {piece.text for topic in reading.topics for piece in topic.evidence}
    assert set(shown.marked) <= words
    assert shown.marked
    assert all(link.artifact.name in shown.text for link in reading.links)
    assert harmless(Shown(Reading(Paper("<b>Nothing</b> read", ""))._repr_html_()))


def test_a_name_that_only_the_catalogue_knows_is_told(graph: Network) -> None:
    with pytest.raises(InputError) as caught:
        find_entity(graph, "swe bench", base="")
    assert caught.value.problem == (
        "nothing is called 'swe bench'; it is known to the catalogue, in no paper here: "
        "SWE-bench, a benchmark and dataset of Princeton University"
    )
    assert caught.value.remedy == "add a paper that names it, or give another name"
    with pytest.raises(InputError) as caught:
        find_entity(graph, "GPT-4oo", base="")
    assert caught.value.problem == "nothing is called 'GPT-4oo'"
    assert caught.value.remedy == "did you mean GPT-4o, GPT-4?"
    for name, kind in (("Machine Translation", "a topic"), ("tencent", "an organisation")):
        with pytest.raises(InputError, match=f"known to the catalogue, in no paper here: .*, {kind}"):
            find_entity(graph, name, base="")
