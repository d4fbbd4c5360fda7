"""N-Triples within an update mean the same as in a file."""

from __future__ import annotations

import re

import pyoxigraph as ox
from hypothesis import example, given
from hypothesis import strategies as st

from kg.publish.sparql_update import drop_graph, insert_data
from kg.publish.store_addresses import StoreAddresses
from kg.rdf.terms.ntriples import literal

NAMED = StoreAddresses("", "", "", "https://example.org/g")


def without_codepoints(update: str) -> str:
    """What an engine reads that replaces escaped code points before all else, as SPARQL 1.1 (section 19.2) has it."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda found: chr(int(found[1] or found[2], 16)), update)


@given(st.text(st.sampled_from('\\uU0041"}\n\té😀\x01#'), max_size=12))
@example("\\u0041")
@example("\\\\u0041 \\U00000041")
def test_texts_arrive_as_they_are_whichever_way_an_engine_reads_escapes(text: str) -> None:
    line = f"<s:s> <p:p> {literal(text)} .\n".encode()
    for store in (NAMED, StoreAddresses("", "", "")):
        update = insert_data(line, store).decode()
        for read in (update, without_codepoints(update)):
            kept = ox.Store()
            kept.update(read)
            (quad,) = kept
            assert isinstance(quad.object, ox.Literal)
            assert quad.object.value == text
            assert quad.graph_name == (ox.NamedNode(store.graph) if store.graph else ox.DefaultGraph())


def test_dropping_touches_its_graph_alone() -> None:
    store = ox.Store()
    node = ox.NamedNode("a:a")
    kept, gone = (ox.Quad(node, node, node, ox.NamedNode(name)) for name in ("a:other", NAMED.graph))
    store.extend([kept, gone])
    store.update(drop_graph(NAMED).decode())
    assert list(store) == [kept]
    store.update(drop_graph(StoreAddresses("", "", "")).decode())
    assert list(store) == [kept]
