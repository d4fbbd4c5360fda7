"""The feed of changes over HTTP, and IRIs that an earlier version had."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.changes.built_graph import version_of_build
from kg.changes.feed.change_feed import CHANGES
from kg.ground.files.integrity import sha256
from kg.publish.followed_feed import feed_source
from kg.publish.publication import PublishSettings
from tests.changes.small_builds import BASE, build
from tests.serve.server import serving

GONE = "paper/once-there"
LINES = [f'<{BASE}{GONE}> <{BASE}p> "é" .\n', f'<{BASE}paper/1.2> <{BASE}p> "1" .\n']


@pytest.fixture(scope="module")
def folder(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a feed of two changes, beside a store of other papers: the server reads the files."""
    output = tmp_path_factory.mktemp("changes") / "out"
    for number, lines in enumerate((LINES, LINES[:1], []), 1):
        build(output, number, 0, lines, changes=True)
    shutil.copytree(store, output / "store")
    return output


@pytest.fixture(scope="module")
def feed_client(folder: Path) -> Iterator[httpx.Client]:
    with serving(folder / "store") as client:
        yield client


def test_the_index_and_its_patches_are_served(feed_client: httpx.Client, folder: Path) -> None:
    index = feed_client.get("/changes/index.json")
    assert index.headers["content-type"] == "application/json"
    assert len(index.json()["changes"]) == 2
    for each in index.json()["changes"]:
        answer = feed_client.get(f"/changes/{each['file']}")
        assert answer.content == (folder / CHANGES / each["file"]).read_bytes()
        assert answer.headers["content-type"] == "application/rdf-patch"
        assert answer.headers["content-length"] == str(each["bytes"])
        again = feed_client.get(f"/changes/{each['file']}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = feed_client.head(f"/changes/{each['file']}")
        assert (head.status_code, head.headers["content-length"]) == (200, str(each["bytes"]))


@pytest.mark.parametrize("name", ["nothing.rdfp", "0009-ab.rdfp", "..%2fmanifest.json", "%2e%2e/manifest.json", "part"])
def test_nothing_else_of_the_folder_is_served(name: str, feed_client: httpx.Client) -> None:
    assert feed_client.get(f"/changes/{name}").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_the_feed_is_only_read(method: str, feed_client: httpx.Client) -> None:
    assert feed_client.request(method, "/changes/index.json").status_code == 405


def test_without_a_feed_the_answer_says_how_one_begins(client: httpx.Client) -> None:
    answer = client.get("/changes/index.json")
    assert (answer.status_code, "--changes" in answer.text) == (404, True)


def test_a_follower_fetches_what_the_server_has(feed_client: httpx.Client, folder: Path, tmp_path: Path) -> None:
    source = feed_source(str(feed_client.base_url), PublishSettings())
    feed = source.feed(tmp_path)
    paths = [source.patch(each, tmp_path) for each in feed.changes]
    assert [sha256(path) for path in paths] == [each.sha256 for each in feed.changes]


@pytest.mark.parametrize("address", [f"/{GONE}", f"/{GONE}.ttl", f"/resource?iri={BASE}{GONE}", "/paper/1.2"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json"])
def test_what_went_for_good_is_gone_with_the_version(
    address: str, accept: str, feed_client: httpx.Client, folder: Path
) -> None:
    answer = feed_client.get(address, headers={"accept": accept})
    assert answer.status_code == 410
    last = version_of_build(folder).name
    assert (last if GONE in address else last[:-1] + "2") in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_what_never_was_is_not_found(feed_client: httpx.Client) -> None:
    assert feed_client.get("/paper/never").status_code == 404
    assert feed_client.get("/paper/once").status_code == 404
    assert feed_client.get("/artifact/gpt-4o").status_code == 200
