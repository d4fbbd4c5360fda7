"""``/feeds``: what feed readers get, and how they ask whether anything is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import feedparser
import httpx
import pyoxigraph as ox
import pytest

from kg.digest.base.feed_address import feed_path
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.graph_records import ArtifactNode
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Artifact, Paper, Reading
from kg.ground.schema import Role
from kg.rdf.write.triples import graph_triples
from kg.serve.http.settings import Settings
from kg.serve.process.wire import Sender
from kg.serve.routes.feeds import Feeds
from kg.serve.routes.service import Service
from kg.serve.tasks.resource import write_feed
from kg.serve.tasks.task import Context
from tests import samples
from tests.digest.feed_rules import feed_faults

FEEDS = ("", "topic/evaluation", "artifact/gpt-4")


@pytest.mark.parametrize("local", FEEDS)
def test_each_feed_is_valid(client: httpx.Client, local: str) -> None:
    reply = client.get(f"/{feed_path(local)}")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert feed_faults(reply.content) == []
    read = feedparser.parse(reply.content)
    assert read.bozo is False
    assert read.feed.id == DEFAULT_BASE + (local or "graph")
    assert [one.href for one in read.feed.links if one.rel == "self"] == [str(reply.url)]
    assert client.get(read.feed.link).status_code == 200


def test_entries_are_papers_the_newest_first(client: httpx.Client) -> None:
    ids = [
        one.id.removeprefix(DEFAULT_BASE) for one in feedparser.parse(client.get("/feeds/atlas.atom").content).entries
    ]
    assert ids == ["paper/2501.00002", "paper/2405.00001"]
    narrower = feedparser.parse(client.get("/feeds/topic/evaluation.atom").content).entries
    assert [one.id for one in narrower] == [DEFAULT_BASE + "paper/2405.00001"]  # it is about benchmarking


def test_the_feed_of_an_artifact_tells_what_papers_do_with_it_and_its_variants(client: httpx.Client) -> None:
    entries = feedparser.parse(client.get("/feeds/artifact/gpt-4.atom").content).entries
    assert "compares with <a" in entries[0].content[0].value
    assert "GPT-4o" in entries[0].content[0].value
    assert "compares with" not in feedparser.parse(client.get("/feeds/atlas.atom").content).entries[0].content[0].value


def test_who_has_it_is_told_so_by_tag_and_by_date(client: httpx.Client) -> None:
    first = client.get("/feeds/atlas.atom")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert client.get("/feeds/atlas.atom", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/feeds/atlas.atom", headers={"if-none-match": '"other"'}).status_code == 200
    by_date = client.get("/feeds/atlas.atom", headers={"if-modified-since": modified})
    assert (by_date.status_code, by_date.content) == (304, b"")
    assert by_date.headers["etag"] == tag
    earlier = format_datetime(parsedate_to_datetime(modified) - timedelta(seconds=1), usegmt=True)
    for since in (earlier, "yesterday", ""):
        assert client.get("/feeds/atlas.atom", headers={"if-modified-since": since}).status_code == 200
    both = {"if-modified-since": modified, "if-none-match": '"other"'}
    assert client.get("/feeds/atlas.atom", headers=both).status_code == 200  # the tag is surer
    assert first.headers["cache-control"] == "no-cache"
    assert client.head("/feeds/atlas.atom").headers["last-modified"] == modified


@pytest.mark.parametrize(
    "path",
    ["", "atlas", "topic/.atom", "topic/nothing.atom", "artifact/%3E%22.atom", "paper/2405.00001.atom", "x.atom"],
)
def test_there_is_no_feed_of_what_is_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(f"/feeds/{path}").status_code == 404


def test_pages_say_where_their_feed_is(client: httpx.Client) -> None:
    for page, feed in (("/", "/feeds/atlas.atom"), ("/artifact/gpt-4", "/feeds/artifact/gpt-4.atom"),
                       ("/topic/evaluation", "/feeds/topic/evaluation.atom")):  # fmt: skip
        reply = client.get(page, headers={"accept": "text/html"})
        assert f'<{feed}>; rel="alternate"; type="application/atom+xml"' in reply.headers["link"]
        assert '<link rel="alternate" type="application/atom+xml" title="' in reply.text
        assert f'href="{feed}"' in reply.text
    paper = client.get("/paper/2405.00001", headers={"accept": "text/html"})
    assert "atom" not in paper.headers["link"]
    assert "atom+xml" not in paper.text


def test_what_clients_write_has_no_date_of_its_own(store: Path) -> None:
    assert Feeds(Service(Settings(store))).modified() is not None
    assert Feeds(Service(Settings(store, token="only-for-tests"))).modified() is None
    assert Feeds(Service(Settings(store / "gone"))).modified() is None


def test_the_feed_of_what_was_replaced_is_that_of_its_successor() -> None:
    paper = Paper("On Owls", abstract="We use Owl-1.", arxiv="2405.00009", date="2024-05-02")
    owl = Artifact("owl-one", "Owl-1", (samples.MODEL,))
    records = [*graph_records([Reading(paper, (samples.link(paper, owl, Role.USES, "Owl-1"),))],
                              samples.catalogue(), samples.scheme())]  # fmt: skip
    records = [replace(each, former=("owl-1",)) if isinstance(each, ArtifactNode) else each for each in records]
    store = ox.Store()
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in graph_triples(records))
    store.load(text.encode(), ox.RdfFormat.N_TRIPLES)
    sender = Sent()
    write_feed(Context(store, DEFAULT_BASE, "Test"), {"node": "artifact/owl-1", "here": "https://e.org/"}, b"", sender)
    assert (sender.status, sender.headers) == (308, {"location": "https://e.org/feeds/artifact/owl-one.atom"})


class Sent(Sender):
    """What a task says of its answer, without any channel."""

    def __init__(self) -> None:
        self.status, self.headers = 0, dict[str, str]()

    def begin(self, content_type: str, status: int = 200, **headers: str) -> None:
        self.status, self.headers = status, headers
