"""Pages of other sites: none may read the graph unless it is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.ground.errors import InputError
from kg.serve.http.settings import Settings
from tests.serve.server import serving

PATHS = ("/sparql?query=ASK{}", "/sparql", "/", "/artifact/gpt-4", "/search?q=gpt", "/graphs?default", "/nothing")
ALLOWED = "https://example.org"


@pytest.fixture(scope="module")
def open_(store: Path) -> Iterator[httpx.Client]:
    with serving(store, origins=["HTTPS://example.org/", "null"]) as client:
        yield client


def preflight(client: httpx.Client, origin: str, method: str = "GET", fields: str = "", **more: str) -> httpx.Response:
    asked = {"origin": origin, "access-control-request-method": method, "access-control-request-headers": fields}
    return client.options("/sparql", headers={**asked, **more})


def test_by_default_no_page_elsewhere_may_read(client: httpx.Client) -> None:
    for origin in (ALLOWED, "http://localhost:3000", "null", str(client.base_url)):
        for path in PATHS:
            headers = client.get(path, headers={"origin": origin}).headers
            assert not [name for name in headers if name.startswith("access-control")], (origin, path)
            assert headers["cross-origin-resource-policy"] == "same-origin"
        answer = preflight(client, origin, fields="x-own")
        assert answer.status_code == 204
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_site_that_is_named_may_read_and_no_other(open_: httpx.Client) -> None:
    for path in PATHS:
        for origin, told in ((ALLOWED, ALLOWED), ("null", "null"), ("https://example.org.evil.example", None)):
            answer = open_.get(path, headers={"origin": origin})
            assert answer.headers.get("access-control-allow-origin") == told, (path, origin)
            assert "origin" in answer.headers["vary"]
        exposed = open_.get(path, headers={"origin": ALLOWED}).headers["access-control-expose-headers"]
        assert {"ETag", "Link", "Content-Location", "PaperAtlas-Hint"} <= set(exposed.split(", "))
    assert "access-control-allow-origin" not in open_.get("/", headers={"origin": "http://example.org"}).headers


def test_headers_of_ones_own_may_be_sent_but_not_the_token(open_: httpx.Client) -> None:
    answer = preflight(open_, ALLOWED, "POST", "X-Own, content-type, Authorization, bad field")
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "x-own, content-type"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    assert "origin" in answer.headers["vary"]
    assert "access-control-allow-private-network" not in answer.headers
    assert not [name for name in preflight(open_, "https://evil.example").headers if name.startswith("access")]


def test_a_page_of_the_web_may_call_a_private_network_where_it_is_named(open_: httpx.Client) -> None:
    asked = {"access-control-request-private-network": "true"}
    assert preflight(open_, ALLOWED, **asked).headers["access-control-allow-private-network"] == "true"
    assert "access-control-allow-private-network" not in preflight(open_, "https://evil.example", **asked).headers


def test_any_page_may_read_where_that_is_said(store: Path) -> None:
    with serving(store, origins=["*"]) as client:
        for path in PATHS:
            assert client.get(path, headers={"origin": ALLOWED}).headers["access-control-allow-origin"] == "*"
        assert preflight(client, ALLOWED, fields="x-own").headers["access-control-allow-headers"] == "x-own"


@pytest.mark.parametrize(
    "text", ["example.org", "https://example.org/page", "https://", "https://a b", "https://u@h", ""]
)
def test_what_no_browser_sends_is_no_origin(text: str) -> None:
    with pytest.raises(InputError, match="is no origin"):
        Settings(Path("store"), origins=(text,))


@pytest.mark.parametrize("text", ["https://example.org", "example.org:80", "a b", ""])
def test_what_no_browser_sends_is_no_host(text: str) -> None:
    with pytest.raises(InputError, match="is no name"):
        Settings(Path("store"), hosts=(text,))


@pytest.mark.parametrize("text", ["two words", "schlüssel", ""])
def test_what_no_header_carries_is_no_token(text: str) -> None:
    with pytest.raises(InputError, match="the token"):
        Settings(Path("store"), token=text)
