"""A store that is busy, broken, slow, small, closed, moved, not a store, or not there."""

from __future__ import annotations

import base64
from email.utils import formatdate
from hashlib import md5
from pathlib import Path
from unittest.mock import Mock, patch

import pytest

from kg.fetch.credentials import PASSWORD, TOKEN, USER, Credentials, credentials_for, require_confidential
from kg.ground.errors import FetchError, InputError
from kg.publish import store_client
from kg.publish.store_addresses import store_addresses
from kg.rdf.remote.endpoint import Endpoint
from tests.local_service import Answer, Asked, FalseClock, LocalService
from tests.publish.conftest import GRAPH, KeptStore, Publish, lines_of, triples_of, written

LINES = lines_of(20)
PAGE = b"<html><head><title>Sign in</title></head><body>Please <b>log in</b> first</body></html>"
SECRET = "open sesame/1"


def failing(kept: KeptStore, *answers: Answer) -> KeptStore:
    """Makes the first requests that write be answered so."""
    waiting, answer = list(answers), type(kept).__call__

    class Failing(KeptStore):
        def __call__(self, asked: Asked) -> Answer:
            return waiting.pop(0) if waiting and asked.path != "/query" else answer(kept, asked)

    return Failing()


@pytest.mark.parametrize(
    ("headers", "pause"),
    [({"Retry-After": "17"}, 17), ({"Retry-After": formatdate(1_750_000_040, usegmt=True)}, 40), ({}, 2)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_part_is_sent_again_after_a_pause(
    server: LocalService, kept: KeptStore, send: Publish, clock: FalseClock, status: int, headers: dict[str, str],
    pause: float,
) -> None:  # fmt: skip
    server.answer = failing(kept, Answer(b"busy", status, headers))
    told: list[str] = []
    assert send(LINES, notify=told.append).found == len(LINES)
    assert clock.waits == [pause]
    assert f"answers {status}: busy; asking again in {pause} s (2 of 5)" in told[0]
    assert [asked.body for asked in written(server)] == [b"".join(LINES)] * 2
    assert kept.lines(GRAPH) == triples_of(LINES)


def test_connections_that_are_cut_or_silent_are_tried_again(
    server: LocalService, kept: KeptStore, send: Publish, clock: FalseClock
) -> None:
    server.answer = failing(kept, Answer(b"half an answer", cut=5), Answer(delay=0.3))
    assert send(LINES, silence=0.1).found == len(LINES)
    assert clock.waits == [2, 4]


def test_what_does_not_pass_ends_the_run_and_the_next_one_goes_on(
    server: LocalService, kept: KeptStore, send: Publish
) -> None:
    server.answer = failing(kept, *[Answer(b"no room", 507)] * 5)
    with pytest.raises(FetchError, match="answers 507: no room; free space where the store is"):
        send(LINES)
    server.answer = kept
    assert send().found == len(LINES)


@pytest.mark.parametrize(
    ("status", "message"), [(413, b""), (400, b"SPARQL compiler: memory exhausted"), (500, b"Too large")]
)
def test_a_store_that_takes_small_parts_gets_them(
    server: LocalService, kept: KeptStore, send: Publish, status: int, message: bytes
) -> None:
    limit = 600

    def answer(asked: Asked) -> Answer:
        return Answer(message, status) if len(asked.body) > limit and asked.path != "/query" else kept(asked)

    server.answer = answer
    told: list[str] = []
    done = send(LINES, notify=told.append, part_size=2_000)
    assert (done.found, done.sent) == (len(LINES), len(LINES))
    assert kept.lines(GRAPH) == triples_of(LINES)
    refused = [asked for asked in written(server) if len(asked.body) > limit]
    assert len(refused) == len(told) == 2, "the size is learnt once"
    assert all(asked.body.count(b"\n") % 2 == 0 for asked in written(server)), "of whole subjects"
    limit = 50
    with pytest.raises(FetchError, match=rf"answers {status}.*; a single triple is too large"):
        send(LINES, refresh=True)


@pytest.mark.parametrize(
    ("answer", "problem", "remedy"),
    [
        (Answer(b"no", 400), "answers 400: no", "--by"),
        (Answer(b"", 401), "answers 401", USER),
        (Answer(b'{"message": "read only"}', 403), "answers 403: read only", USER),
        (Answer(PAGE, 404), "answers 404", "repository"),
        (Answer(b"", 405), "answers 405", "--by update"),
        (Answer(b"", 501), "answers 501", "--by update"),
        (Answer(PAGE), "answers 200, but with an error: Sign in Please log in first", "login page"),
        (Answer(b'{"status": "ERROR", "exception": "disk full"}'), "with an error: disk full", "log"),
        (Answer(b'{"error": "x\\u001b[31m"}', 201), "answers 201, but with an error: x [31m", "log"),
        (Answer(b"OK"), "took a part, and does not have its triples", "--graph"),
        (Answer(status=301, headers={"Location": "https://me:pw@e.org/new"}), "has moved", "https://…@e.org/new"),
    ],
)
def test_answers_that_are_no_success_are_told(
    server: LocalService, kept: KeptStore, send: Publish, clock: FalseClock, answer: Answer, problem: str, remedy: str
) -> None:
    server.answer = lambda asked: kept(asked) if asked.path == "/query" else answer
    statuses = [answer.status] * (1 if answer.status < 500 else 5)
    with pytest.raises(FetchError) as caught:
        send(LINES)
    assert problem in caught.value.problem
    assert remedy in (caught.value.remedy or "")
    assert len(written(server)) == len(statuses)
    assert not kept.lines(GRAPH)


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"head": {"vars": ["triples"]}, "results": {"bindings": []}}'])
def test_an_address_that_answers_no_queries_is_told_before_anything_is_sent(
    server: LocalService, send: Publish, body: bytes
) -> None:
    server.answer = lambda asked: Answer(body)
    with pytest.raises(FetchError, match=r"does not answer queries; .*--query-url"):
        send(LINES)
    assert not written(server)


def closed(kept: KeptStore, scheme: str, expected: str) -> KeptStore:
    class Closed(KeptStore):
        def __call__(self, asked: Asked) -> Answer:
            if asked.headers.get("authorization") != expected:
                return Answer(b"who?" + asked.headers.get("authorization", "").encode(), 401,
                              {"WWW-Authenticate": scheme})  # fmt: skip
            return kept(asked)

    return Closed()


def test_credentials_are_sent_where_they_are_asked_for(server: LocalService, kept: KeptStore, send: Publish) -> None:
    known, token = Credentials("me", SECRET), Credentials(token=SECRET.replace(" ", "-"))
    assert send(LINES, credentials=known).found == len(LINES)
    assert not any("authorization" in asked.headers for asked in server.asked), "nobody asked"
    for credentials, scheme in ((known, 'Basic realm="x"'), (token, "Bearer")):
        server.answer = closed(kept, scheme, credentials.header)
        assert send(LINES, credentials=credentials, refresh=True).found == len(LINES)
    assert known.header == "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()


def test_credentials_of_one_host_are_not_sent_to_another(server: LocalService, kept: KeptStore, send: Publish) -> None:
    known = Credentials("me", SECRET, host="e.org")
    assert known.are_for("https://e.org:8443/sparql")
    assert not known.are_for("https://other.org/")
    server.answer = closed(kept, "Basic", known.header)
    with pytest.raises(FetchError, match="answers 401: who\\?; set PAPERATLAS_ENDPOINT_USER"):
        send(LINES, credentials=known)
    assert not any("authorization" in asked.headers for asked in server.asked)


def test_each_host_has_to_ask(server: LocalService, kept: KeptStore, clock: FalseClock) -> None:
    server.answer = closed(kept, "Basic", Credentials("me", SECRET).header)
    other = server.base.replace("127.0.0.1", "localhost")
    with store_client.StoreClient(Credentials("me", SECRET), clock, lambda: 1.0, lambda _: None, 9.0) as client:
        for base in (server.base, other):
            server.asked = []
            client.send(store_client.StoreRequest("DELETE", base + "/graphs?default"))
            client.send(store_client.StoreRequest("DELETE", base + "/graphs?default"))
            assert ["authorization" in asked.headers for asked in server.asked] == [False, True, True]


def test_digest_is_spoken_where_it_is_asked_for(server: LocalService, kept: KeptStore, send: Publish) -> None:
    def answer(asked: Asked) -> Answer:
        given = asked.headers.get("authorization", "")
        if not given.startswith("Digest "):
            return Answer(status=401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n"'})
        address = "/graphs?graph=" + GRAPH.replace(":", "%3A").replace("/", "%2F")
        uri = asked.path if asked.path != "/graphs" else address
        first, second = (md5(text.encode()).hexdigest() for text in (f"me:r:{SECRET}", f"{asked.method}:{uri}"))
        assert f'response="{md5(f"{first}:n:{second}".encode()).hexdigest()}"' in given
        return kept(asked)

    server.answer = answer
    assert send(LINES, credentials=Credentials("me", SECRET)).found == len(LINES)


def test_secrets_are_in_no_message_and_no_file(
    server: LocalService, kept: KeptStore, send: Publish, tmp_path: Path
) -> None:
    credentials = Credentials("me", SECRET)
    server.answer = closed(kept, "Basic", "another")
    with pytest.raises(FetchError, match="answers 401: who\\?Basic …; the credentials are not those") as caught:
        send(LINES, credentials=credentials)
    server.answer = lambda asked: kept(asked) if asked.path == "/query" else Answer(b"I know " + SECRET.encode(), 400)
    with pytest.raises(FetchError, match="I know …"):
        send(LINES, credentials=credentials)
    written_down = repr(credentials) + str(caught.value)
    written_down += "".join(path.read_text("utf-8") for path in tmp_path.glob(".graph.publish/*"))
    assert '"parts": 0' in written_down
    for secret in (SECRET, credentials.header.removeprefix("Basic ")):
        assert secret not in written_down
    assert Credentials("me", "abc").hidden("the abc of it") == "", "a short one would be found anywhere"


def test_no_body_is_kept_behind_its_answer(
    server: LocalService, kept: KeptStore, send: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[store_client._Pieces] = []

    class Watched(store_client._Pieces):
        def __init__(self, body: bytes) -> None:
            super().__init__(body)
            sent.append(self)

    monkeypatch.setattr(store_client, "_Pieces", Watched)
    assert send(LINES, part_size=600).found == len(LINES)
    assert len(sent) > 5
    assert not any(pieces.body for pieces in sent), "httpx holds on to requests until the garbage collector comes"


def test_credentials_are_found_and_checked(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine e.org login me password secret-1\ndefault login all password secret-2\n", "utf-8")
    netrc.chmod(0o600)
    environment = {"NETRC": str(netrc)}
    assert credentials_for("https://e.org:1/x", environment) == Credentials("me", "secret-1", host="e.org")
    assert not credentials_for("https://other.org/", environment), "a default would be sent to anybody"
    user = {**environment, USER: "you", PASSWORD: "secret-3"}
    assert credentials_for("https://e.org/", user) == Credentials("you", "secret-3")
    assert credentials_for("https://e.org/", {**user, TOKEN: "t"}) == Credentials(token="t")
    with pytest.raises(InputError, match="go together"):
        credentials_for("https://e.org/", {USER: "you"})
    with pytest.raises(InputError, match="characters that cannot be sent") as caught:
        Credentials(token="secret\n4")
    homeless = Mock(side_effect=RuntimeError("no home"))
    with patch("kg.fetch.credentials.Path.home", homeless):
        assert not credentials_for("https://e.org/", {})
    homeless.assert_called_once()
    netrc.write_text("machine e.org password secret-5 oops", "utf-8")
    with pytest.raises(InputError, match="netrc cannot be read") as broken:
        credentials_for("https://e.org/", environment)
    assert "secret" not in str(caught.value) + str(broken.value)


@pytest.mark.parametrize("scheme", ["Basic", 'Digest realm="r", nonce="n"'])
def test_credentials_are_not_sent_in_the_open(
    server: LocalService, kept: KeptStore, send: Publish, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    require_confidential("https://e.org/")
    require_confidential(server.base)
    with pytest.raises(InputError, match=r"sent to e\.org unencrypted"):
        require_confidential("http://e.org/")
    monkeypatch.setattr("kg.fetch.credentials.is_confidential", lambda address: False)
    monkeypatch.setenv(TOKEN, "a-token")
    server.answer = closed(kept, scheme, "another")
    with pytest.raises(InputError, match="unencrypted; give the address by https"):
        send(LINES, credentials=Credentials("me", SECRET))
    with pytest.raises(InputError, match="unencrypted"):
        Endpoint(server.base + "/query").query("ASK {}")
    assert not any("authorization" in asked.headers for asked in server.asked)


def test_addresses_that_are_none() -> None:
    for url in ("ftp://e.org/", "e.org", "http://", "http://me:pa/ss@e.org/", "http://e.org/?a=b", "http://e.org/\n"):
        with pytest.raises(InputError, match="is no base address") as caught:
            store_addresses(url, "oxigraph")
        assert "pa/ss" not in str(caught.value)
    with pytest.raises(InputError, match="cannot name a graph"):
        store_addresses("http://e.org", "oxigraph", "http://e.org/> } x")
    with pytest.raises(InputError, match="virtuoso has no default graph"):
        store_addresses("http://e.org", "virtuoso")


def test_nobody_there(send: Publish, server: LocalService) -> None:
    server.base = "http://127.0.0.1:1"
    with pytest.raises(FetchError, match="refuses the connection; check --endpoint"):
        send(LINES)
