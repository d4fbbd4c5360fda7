"""Where requests may go, and where a key may."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from kg.fetch import polite_client
from kg.fetch.base_address import checked_base, redirect_target
from kg.fetch.http_exchange import USER_AGENT
from kg.fetch.page_series import Wanted
from kg.fetch.services.service_registry import SERVICES
from kg.ground.errors import FetchError, InputError
from tests.fetch.conftest import Fetch
from tests.fetch.service_pages import arxiv_ids, as_json, atom_page, openalex_of, scholar_of
from tests.local_service import Answer, LocalService

ARXIV, OPENALEX, SCHOLAR = SERVICES["arxiv"], SERVICES["openalex"], SERVICES["s2"]
PAGE = atom_page(arxiv_ids(2), 2)


def test_a_redirect_on_the_same_host_is_followed(server: LocalService, fetch: Fetch) -> None:
    server.first = [Answer(status=301, headers={"Location": "/api/query/?moved=1"})]
    server.answer = lambda asked: Answer(PAGE)
    assert fetch(ARXIV, Wanted("x")).papers == 2
    assert server.asked[1].parameters == {"moved": "1"}


@pytest.mark.parametrize(
    "location",
    ["http://evil.example/x", "https://evil.example/x", "http://arxiv.org/api", "//evil.example/x", "ftp://127.0.0.1/x",
     "https://me:pw@export.arxiv.org/x", "http://[/x", "file:///etc/passwd"],
)  # fmt: skip
def test_a_redirect_elsewhere_is_refused(server: LocalService, fetch: Fetch, sought: list[str], location: str) -> None:
    server.answer = lambda asked: Answer(status=302, headers={"Location": location})
    with pytest.raises(FetchError, match=r"sends on to .*, which is not asked"):
        fetch(ARXIV, Wanted("x"))
    assert (len(server.asked), sought) == (1, [])


def test_redirects_to_named_hosts_go_by_https_only_and_take_no_key_along(
    server: LocalService, fetch: Fetch, sought: list[str]
) -> None:
    assert redirect_target("http://export.arxiv.org/a", "https://arxiv.org/b", ARXIV.hosts) == "https://arxiv.org/b"
    with pytest.raises(FetchError):
        redirect_target("https://export.arxiv.org/a", "http://export.arxiv.org/a", ARXIV.hosts)
    server.answer = lambda asked: Answer(
        status=302, headers={"Location": f"https://api.openalex.org/works?k={asked.parameters['api_key']}"}
    )
    with pytest.raises(FetchError, match="would send the key to another host"):
        fetch(OPENALEX, Wanted("x"), key="key-1234")
    assert sought == []


def test_a_key_stays_with_its_host_where_another_is_followed(
    server: LocalService, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = server.base.replace("127.0.0.1", "localhost")
    monkeypatch.setattr(polite_client, "redirect_target", lambda *given: f"{other}/elsewhere")
    for service, answers in ((SCHOLAR, scholar_of(1)), (OPENALEX, openalex_of(0))):
        server.asked.clear()
        server.first = [Answer(status=302, headers={"Location": "/x"})]
        server.answer = lambda asked, answers=answers: answers(replace(asked, parameters={"per_page": "1"}))  # type: ignore[misc]
        fetch(service, Wanted("x"), key="key-1234")
        assert "key-1234" in str(server.asked[0])
        assert server.asked[1].path == "/elsewhere"
        assert "key-1234" not in str(server.asked[1])


def test_redirects_that_never_end_are_left(server: LocalService, fetch: Fetch) -> None:
    server.answer = lambda asked: Answer(status=302, headers={"Location": "/again"})
    with pytest.raises(FetchError, match="sends on and on"):
        fetch(ARXIV, Wanted("x"))
    assert len(server.asked) == 6


def test_what_is_posted_follows_no_redirect_that_would_drop_it(server: LocalService, fetch: Fetch) -> None:
    server.answer = lambda asked: Answer(status=302, headers={"Location": "/elsewhere"})
    with pytest.raises(FetchError, match="has moved"):
        fetch(SCHOLAR, Wanted(ids=("2405.00001",)))
    assert len(server.asked) == 1


def test_a_key_is_in_no_log_and_no_error(server: LocalService, fetch: Fetch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = "key/with+signs"
    server.answer = openalex_of(3)
    fetch(OPENALEX, Wanted("x"), key=key)
    server.answer = lambda asked: as_json({"error": f"no such key: {asked.parameters['api_key']}"})
    with pytest.raises(FetchError) as caught:
        fetch(OPENALEX, Wanted("y"), key=key)
    server.answer = lambda asked: Answer(f"?api_key={key} (key%2Fwith%2Bsigns) is unknown".encode(), 403)
    with pytest.raises(FetchError, match=r"\?api_key=… \(…\) is unknown") as refused:
        fetch(OPENALEX, Wanted("z"), key=key)
    server.answer = lambda asked: Answer(f"{key} is no JSON}}".encode())
    with pytest.raises(FetchError, match="… is no JSON") as odd:
        fetch(OPENALEX, Wanted("w"), key=key)
    assert "HTTP Request" in caplog.text, "httpx does log"
    for text in (caplog.text, *(str(error.value) for error in (caught, refused, odd))):
        assert "with+signs" not in text
        assert "with%2Bsigns" not in text


def test_a_key_goes_by_https_or_within_the_machine_only(fetch: Fetch, sought: list[str]) -> None:
    with pytest.raises(FetchError, match=r"would be sent to mirror\.example unencrypted"):
        fetch(SCHOLAR, Wanted("x"), base="http://mirror.example", key="secret")
    assert sought == []
    with pytest.raises(InputError, match="characters that no key has") as caught:
        fetch(SCHOLAR, Wanted("x"), key="a\r\nX-Other: secret")
    assert "secret" not in str(caught.value)
    with pytest.raises(InputError, match="no mail address"):
        fetch(OPENALEX, Wanted("x"), contact="ada)\r\nX: y@example.org")


@pytest.mark.parametrize(
    "base",
    ["ftp://a.org", "a.org", "http://", "http://me:pw@a.org", "http://a.org/?q=1", "http://a.org/#x", "http://a.org:x",
     "http://[::1", "http://a b.org", "http://a.org/\r\nX: y", "http://ä.org"],
)  # fmt: skip
def test_bases_that_are_none(base: str) -> None:
    with pytest.raises(InputError, match="is no base address"):
        checked_base(base)


def test_the_agent_names_no_one_who_did_not_say_so(server: LocalService, fetch: Fetch) -> None:
    server.answer = lambda asked: Answer(PAGE)
    fetch(ARXIV, Wanted("x"))
    assert server.asked[0].headers["user-agent"] == USER_AGENT
    assert set(server.asked[0].headers) <= {"host", "accept", "accept-encoding", "connection", "user-agent"}
