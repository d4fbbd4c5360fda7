"""A publication from beginning to end: what is sent, what is not sent twice, and what the counts say."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.atlas.atlas import TRIPLES, Atlas
from kg.ground.errors import DamagedError, FetchError, OutputError
from kg.publish.publication import PublishSettings, planned_requests
from kg.publish.store_addresses import store_addresses
from tests.local_service import Answer, Asked, LocalService
from tests.publish.conftest import GRAPH, KeptStore, Publish, folder_of, lines_of, triples_of, written

LINES = lines_of(30)
NODE = ox.NamedNode("a:a")
OTHER = ox.Quad(NODE, NODE, NODE, ox.NamedNode(GRAPH))
SMALL = 600  # bytes of a part


@pytest.mark.parametrize("graph", [GRAPH, ""])
@pytest.mark.parametrize("by_update", [False, True])
def test_the_store_has_the_graph(
    server: LocalService, kept: KeptStore, send: Publish, graph: str, by_update: bool
) -> None:
    done = send(LINES, graph, by_update=by_update, part_size=SMALL)
    assert (done.triples, done.found, done.sent) == (len(LINES),) * 3
    assert done.parts == len(written(server)) > 5
    assert kept.lines(graph) == triples_of(LINES)
    assert {asked.path for asked in written(server)} == {"/update" if by_update else "/graphs"}


def broken_at(kept: KeptStore, part: int) -> KeptStore:
    """A store that takes so many parts and is then out of order."""

    class Broken(KeptStore):
        taken = 0

        def __call__(self, asked: Asked) -> Answer:
            if asked.path != "/query":
                self.taken += 1
                if self.taken > part:
                    return Answer(b"", 400)
            return kept(asked)

    return Broken()


def test_a_run_goes_on_where_the_last_one_ended(server: LocalService, kept: KeptStore, send: Publish) -> None:
    server.answer = broken_at(kept, 3)
    with pytest.raises(FetchError):
        send(LINES, part_size=SMALL)
    before = len(written(server)) - 1
    server.answer, server.asked = kept, []
    told: list[str] = []
    done = send(notify=told.append, part_size=SMALL)
    assert told == [f"3 parts ({len(kept.lines(GRAPH)) - done.sent} triples) are in; the rest follows."]
    assert (before, done.found, done.triples) == (3, len(LINES), len(LINES))
    assert 0 < done.sent < len(LINES)
    server.asked = []
    assert send().sent == 0
    assert not written(server), "all is there"
    assert send(refresh=True).sent == len(LINES)


def test_a_store_that_lost_what_was_sent_gets_all_of_it(server: LocalService, kept: KeptStore, send: Publish) -> None:
    send(LINES)
    kept.store.clear()
    told: list[str] = []
    assert send(notify=told.append).found == len(LINES)
    assert "has lost what was published to it" in told[0]


def test_a_graph_that_has_changed_begins_anew(server: LocalService, kept: KeptStore, send: Publish) -> None:
    send(LINES)
    told: list[str] = []
    done = send(LINES[:-2], notify=told.append)
    assert (done.found, done.triples) == (len(LINES), len(LINES) - 2)
    assert "has changed since it was published" in told[0]
    assert "stays in the store without --replace" in told[0]
    assert told[1] == f"There are {len(LINES)} triples there already, which stay."
    done = send(LINES[:-4], replace=True)
    assert (done.found, done.triples) == (len(LINES) - 4,) * 2
    assert kept.lines(GRAPH) == triples_of(LINES[:-4])


@pytest.mark.parametrize("by_update", [False, True])
def test_replacing_drops_the_graph_once(server: LocalService, kept: KeptStore, send: Publish, by_update: bool) -> None:
    other = ox.Quad(NODE, NODE, NODE, ox.NamedNode("a:other"))
    kept.store.extend([OTHER, other])
    server.answer = broken_at(kept, 3)  # the first of which drops the graph
    settings = {"replace": True, "by_update": by_update, "part_size": SMALL}
    with pytest.raises(FetchError):
        send(LINES, **settings)
    server.answer = kept
    assert 0 < send(**settings).sent < len(LINES), "what was sent since the drop is not dropped"
    assert kept.lines(GRAPH) == triples_of(LINES)
    assert other in kept.store
    kept.store.add(OTHER)
    assert send(**settings).found == len(LINES), "a finished one is replaced again"


def test_a_graph_that_is_not_there_can_be_replaced(kept: KeptStore, send: Publish) -> None:
    assert send(LINES, replace=True).found == len(LINES)


def test_more_triples_are_told_and_fewer_are_an_error(server: LocalService, kept: KeptStore, send: Publish) -> None:
    kept.store.add(OTHER)
    told: list[str] = []
    assert send(LINES, notify=told.append).found == len(LINES) + 1
    assert told == ["There are 1 triples there already, which stay."]
    first = [quad for quad in kept.store if str(quad.subject).endswith("/000>")]

    def forgetful(asked: Asked) -> Answer:
        answer = kept(asked)
        for quad in first:
            kept.store.remove(quad)
        return answer

    server.answer = forgetful
    with pytest.raises(FetchError, match=rf"has {len(LINES) - 1} triples of {len(LINES)}; its log may say why"):
        send(LINES, refresh=True)
    server.answer = kept
    assert send().sent == len(LINES), "then all is sent again"


def test_a_graph_that_is_not_what_was_built_is_not_sent(kept: KeptStore, send: Publish, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "graph", LINES)
    (folder / TRIPLES).write_bytes((folder / TRIPLES).read_bytes()[:-9])
    with pytest.raises(DamagedError, match="not what the build wrote"):
        send()
    assert not kept.lines(GRAPH)


def test_a_state_that_was_changed_is_told(kept: KeptStore, send: Publish, tmp_path: Path) -> None:
    send(LINES)
    (file,) = (tmp_path / ".graph.publish").iterdir()
    file.write_text(file.read_text("utf-8").replace('"parts": 1', '"parts": 2'), "utf-8")
    with pytest.raises(OutputError, match="the state is not what publish wrote; delete it"):
        send()


def test_the_plan_names_every_request(tmp_path: Path, server: LocalService, kept: KeptStore, send: Publish) -> None:
    atlas = Atlas(folder_of(tmp_path / "graph", LINES))
    store = store_addresses("http://h:7878", "oxigraph", GRAPH)
    plan = list(planned_requests(atlas, store, PublishSettings(part_size=SMALL, replace=True)))
    graph = "http://h:7878/store?graph=https%3A%2F%2Fexample.org%2Fgraph"
    assert plan[:2] == ["POST http://h:7878/query (how many triples there are)", f"DELETE {graph}"]
    assert plan[-1] == "POST http://h:7878/query (whether there are 60 triples)"
    send(part_size=SMALL)
    assert len(plan) == 3 + len(written(server))
    first = written(server)[0].body
    assert plan[2] == f"POST {graph} ({len(first.splitlines())} triples, {len(first)} bytes)"
