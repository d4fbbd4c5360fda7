"""A service that is busy, broken, slow, cut off, moved, hostile or not there."""

from __future__ import annotations

import gzip
import socket
import ssl
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from kg.fetch import retry_rules
from kg.fetch.page_series import Wanted
from kg.fetch.service_faults import fault_of_connection
from kg.fetch.services.service_registry import SERVICES
from kg.ground.errors import FetchError, MissingExtraError
from tests.fetch.conftest import Fetch, files_of
from tests.fetch.service_pages import arxiv_ids, arxiv_of, as_json, atom_page, scholar_of, works_page
from tests.local_service import Answer, FalseClock, LocalService

ARXIV, OPENALEX, SCHOLAR = SERVICES["arxiv"], SERVICES["openalex"], SERVICES["s2"]
PAGE = atom_page(arxiv_ids(2), 2)
#: arXiv's pages without an interval, so that every wait is a pause.
WITHOUT_INTERVAL = replace(ARXIV, interval=0.0)


def hidden_files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.part")]


def test_requests_keep_the_interval_that_the_service_asks_for(
    server: LocalService, fetch: Fetch, clock: FalseClock
) -> None:
    server.answer = arxiv_of(arxiv_ids(500))
    fetch(ARXIV, Wanted("x"))
    assert clock.waits == [3.0, 3.0]
    clock.time += 1
    fetch(ARXIV, Wanted("y", most=1))
    assert clock.waits[2:] == [2.0], "also from one run to the next"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed(server: LocalService, fetch: Fetch, clock: FalseClock, status: int) -> None:
    server.first = [
        Answer(b"slow down", status, {"Retry-After": "17"}),
        Answer(b"", status, {"Retry-After": formatdate(clock.time + 17 + 40, usegmt=True)}),
        Answer(b"", status, {"Retry-After": "soon"}),
    ]
    server.answer = lambda asked: Answer(PAGE)
    assert fetch(ARXIV, Wanted("x")).papers == 2
    assert clock.waits[:2] == [17, 40]
    assert 4 <= clock.waits[2] <= 8, "what cannot be read is as if it were not there"


def test_without_retry_after_the_pauses_grow_and_the_jitter_is_seeded(
    server: LocalService, fetch: Fetch, clock: FalseClock
) -> None:
    def pauses() -> list[float]:
        clock.waits.clear()
        server.first = [Answer(b"", 429)] * 4
        server.answer = lambda asked: Answer(PAGE)
        fetch(WITHOUT_INTERVAL, Wanted("x"), refresh=True)
        return list(clock.waits)

    first = pauses()
    assert len(first) == 4
    assert all(2**number <= pause <= 2 ** (number + 1) for number, pause in enumerate(first))
    assert len({pause / 2**number for number, pause in enumerate(first)}) == 4, "each has its own random part"
    clock.time += 10
    assert pauses() == first


def test_a_service_that_asks_for_a_long_pause_is_taken_at_its_word(
    server: LocalService, fetch: Fetch, clock: FalseClock
) -> None:
    server.answer = lambda asked: Answer(b"", 429, {"Retry-After": "3600"})
    with pytest.raises(FetchError, match=r"asks for a pause of 3,600 s, more than 300 s; run the same command again"):
        fetch(ARXIV, Wanted("x"))
    assert clock.waits == []
    assert len(server.asked) == 1


def test_a_fault_of_the_server_passes_or_is_told_after_five_times(
    server: LocalService, fetch: Fetch, tmp_path: Path
) -> None:
    server.answer = lambda asked: Answer(PAGE)
    server.first = [Answer(b"oops", 500), Answer(b"<html>bad gateway</html>", 502), Answer(PAGE, cut=40)]
    assert fetch(ARXIV, Wanted("x")).papers == 2
    server.answer = lambda asked: Answer(b'{"error": "disk \\u001b[31m full"}', 500)
    asked = len(server.asked)
    with pytest.raises(FetchError, match=r"answers 500: disk \[31m full; .*later"):
        fetch(ARXIV, Wanted("y"))
    assert len(server.asked) - asked == retry_rules.ATTEMPTS
    assert hidden_files(tmp_path / "papers") == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(PAGE, cut=100),
        Answer(PAGE[:-60]),
        Answer(gzip.compress(PAGE)[:-20], headers={"Content-Encoding": "gzip"}),
        Answer(b"\x1f\x8b\x08\x00 no gzip at all", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["by the connection", "in its XML", "in its gzip", "damaged gzip"],
)
def test_a_page_that_is_cut_off_is_asked_for_again_and_never_kept(
    server: LocalService, fetch: Fetch, tmp_path: Path, answer: Answer
) -> None:
    server.answer = lambda asked: answer
    with pytest.raises(FetchError, match="cut off"):
        fetch(ARXIV, Wanted("x"))
    assert len(server.asked) == retry_rules.ATTEMPTS
    assert files_of(tmp_path / "papers") == []
    server.first = [answer]
    server.answer = lambda asked: Answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})
    assert fetch(ARXIV, Wanted("x")).pages[0].read_bytes() == PAGE


def test_packed_text_that_is_cut_off_is_noticed_also_where_it_has_no_end_of_its_own(
    server: LocalService, fetch: Fetch
) -> None:
    packed = gzip.compress(b"@book{a,}\n" * 1_000)
    server.answer = lambda asked: Answer(packed[:-9], headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="the answer is cut off"):
        fetch(SERVICES["acl"], Wanted(whole=True))
    server.answer = lambda asked: Answer(packed[:-9])
    with pytest.raises(FetchError, match="the gzip file is cut off or damaged"):
        fetch(SERVICES["acl"], Wanted(whole=True))
    server.answer = lambda asked: Answer(packed)
    assert fetch(SERVICES["acl"], Wanted(whole=True)).papers == 1_000


def test_cut_json_is_asked_for_again(server: LocalService, fetch: Fetch) -> None:
    server.answer = scholar_of(10)
    server.first = [Answer(b'{"total": 10, "data": [{"pap')]
    assert fetch(SCHOLAR, Wanted("x")).papers == 10


def test_a_service_that_drips_or_is_silent_is_given_up(server: LocalService, fetch: Fetch, clock: FalseClock) -> None:
    clock.step = 400.0  # passes at every piece that comes
    server.answer = lambda asked: Answer(PAGE)
    with pytest.raises(FetchError, match="takes more than 300 s for a page"):
        fetch(ARXIV, Wanted("x"))
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(FetchError, match="does not answer in time"):
            fetch(ARXIV, Wanted("x"), base=base, silence=0.01)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            b"<!DOCTYPE html><html><body>Sign in</body></html>",
            "a web page, not JSON.*open the address in a browser",
        ),
        (b"Rate limit, dear friend}", "no JSON .*: 'Rate limit, dear friend}'"),
        (b'{"data": {"a": 1}}', "the JSON has no list 'data', only: data"),
        (b"[1, 2]", "no list 'data', only: list"),
        (b"null}", "no JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "no JSON"),
        (b'{"data": "\xff\xfe"}', "no JSON"),
    ],
)
def test_what_is_no_page_of_json_is_named_and_not_asked_for_again(
    server: LocalService, fetch: Fetch, tmp_path: Path, body: bytes, problem: str
) -> None:
    server.answer = lambda asked: Answer(body)
    with pytest.raises(FetchError, match=problem) as caught:
        fetch(SCHOLAR, Wanted("x"))
    assert len(str(caught.value)) < 400
    assert len(server.asked) == 1
    assert files_of(tmp_path / "papers") == []
    assert hidden_files(tmp_path / "papers") == []


@pytest.mark.parametrize(
    ("body", "problem", "times"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page, not the XML", 1),
        (b"<html><p>Sign in<br></html>", "a web page, not the XML", 1),
        (b'<?xml version="1.0"?><rss/>', "the XML begins with <rss>", 1),
        (b'<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed>&a;</feed>', "document type", 1),
        (b"Rate exceeded.", "no XML: 'Rate exceeded.'", retry_rules.ATTEMPTS),
    ],
)
def test_what_is_no_page_of_xml_is_named(
    server: LocalService, fetch: Fetch, body: bytes, problem: str, times: int
) -> None:
    server.answer = lambda asked: Answer(body)
    with pytest.raises(FetchError, match=problem):
        fetch(ARXIV, Wanted("x"))
    assert len(server.asked) == times


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(400, "check the query"), (401, "S2_API_KEY"), (403, "S2_API_KEY"), (404, "check the ids"), (410, "newer"),
     (414, "fewer ids"), (418, "--dry-run"), (204, "--dry-run"), (304, "--dry-run")],
)  # fmt: skip
def test_other_answers_are_told_at_once_with_a_remedy(
    server: LocalService, fetch: Fetch, status: int, remedy: str
) -> None:
    server.answer = lambda asked: Answer(b'{"message": "no such thing"}' if status >= 400 else b"", status)
    with pytest.raises(FetchError, match=rf"127\.0\.0\.1:\d+ answers {status}") as caught:
        fetch(SCHOLAR, Wanted("x"))
    assert remedy in str(caught.value.remedy)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<feed>", headers={"Content-Length": str(1 << 40)}),
        Answer(b" " * (64 << 10), chunks=20),
        Answer(gzip.compress(b"\0" * (32 << 20)), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["announced", "without an end", "a bomb"],
)
def test_a_huge_answer_is_refused(server: LocalService, fetch: Fetch, tmp_path: Path, answer: Answer) -> None:
    server.answer = lambda asked: answer
    with pytest.raises(FetchError, match="larger than 1 MiB"):
        fetch(replace(ARXIV, largest=1 << 20), Wanted("x"))
    assert len(server.asked) == 1
    assert files_of(tmp_path / "papers") == []
    assert hidden_files(tmp_path / "papers") == []


def test_an_answer_packed_as_nobody_asked_is_refused(server: LocalService, fetch: Fetch) -> None:
    for encoding in ("br", "gzip, gzip", "deflate"):
        packed = Answer(gzip.compress(gzip.compress(PAGE)), headers={"Content-Encoding": encoding})
        server.answer = lambda asked, packed=packed: packed  # type: ignore[misc]
        with pytest.raises(FetchError, match="was not asked for"):
            fetch(ARXIV, Wanted("x"))


def test_a_cursor_that_comes_back_ends_the_run(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    def circle(asked: Any) -> Answer:
        number = len(server.asked)
        return as_json(works_page(range(number * 10, number * 10 + 10), 10_000, f"at{number % 3}"))

    server.answer = circle
    with pytest.raises(FetchError, match="leads to a page again that was there before, after 30 papers"):
        fetch(OPENALEX, Wanted("x"), key="key-1234")
    assert len(server.asked) == 4
    assert len(files_of(tmp_path / "papers")) == 3


def test_the_same_page_under_other_cursors_ends_the_run(server: LocalService, fetch: Fetch) -> None:
    server.answer = lambda asked: as_json(works_page(range(100), 10_000))
    with pytest.raises(FetchError, match="gives the same page again"):
        fetch(OPENALEX, Wanted("x"))
    assert len(server.asked) == 2


def test_no_network_is_one_clear_line(fetch: Fetch, sought: list[str], clock: FalseClock) -> None:
    with pytest.raises(FetchError, match=r"export\.arxiv\.org cannot be found: there is no network") as caught:
        fetch(ARXIV, Wanted("x"), base="")
    assert "works without a network" in str(caught.value.remedy)
    assert "run the same command again to resume" in str(caught.value.remedy)
    assert (sought, clock.waits) == (["export.arxiv.org"], []), "asked once, and not again"


def test_a_closed_port_and_a_server_without_tls_are_told_apart(server: LocalService, fetch: Fetch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(FetchError, match=rf"127\.0\.0\.1:{port} refuses the connection; check --base"):
        fetch(ARXIV, Wanted("x"), base=f"http://127.0.0.1:{port}")
    with pytest.raises(FetchError, match="does not speak TLS as expected"):
        fetch(ARXIV, Wanted("x"), base=server.base.replace("http:", "https:"))


def test_causes_of_a_connection_that_was_not_made() -> None:
    def told(cause: BaseException) -> str:
        error = OSError("with https://me:pw@proxy.example in it")
        error.__cause__ = cause
        return str(fault_of_connection("a.org", error))

    assert "certificate of a.org is not trusted" in told(ssl.SSLCertVerificationError("self-signed"))
    assert "SSL_CERT_FILE" in told(ssl.SSLCertVerificationError("self-signed"))
    assert "a.org cannot be reached; check the network" in told(OSError(101, "Network is unreachable"))
    circle = OSError("x")
    circle.__context__ = RuntimeError("y")
    circle.__context__.__context__ = circle
    assert "pw" not in told(circle)


def test_a_proxy_that_is_nonsense_is_named(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://me:pw@x")
    with pytest.raises(FetchError, match="as the environment says") as caught:
        fetch(ARXIV, Wanted("x"))
    assert "pw" not in str(caught.value)


def test_the_extra_is_named_where_it_is_missing(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtraError, match=r"fetching needs httpx; install it: .*\[fetch\]"):
        fetch(ARXIV, Wanted("x"))
