"""Corrections sent from the map: written as ``build`` reads them, from the map's own page only."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import orjson
import pytest

from kg.graph.correction import corrections
from kg.graph.correction.corrections import COLUMNS, add_correction, load_corrections
from kg.ground.codec import encode_record
from kg.ground.errors import CorrectionError, InputError, OutputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.integrity import MANIFEST, sealed, sha256
from kg.serve.app import create_app
from kg.serve.http.settings import Settings
from kg.serve.routes.service import Service
from kg.serve.server import run
from tests.review.made import new, reading

LINE = {
    "action": "reject", "subject": "2405.00001", "object": "GPT-4o", "value": "evaluates", "who": "Ada",
    "when": "2026-01-15", "note": "a footnote",
}  # fmt: skip
HEADER = "\t".join(COLUMNS)
WRITTEN = "reject\t2405.00001\tGPT-4o\tevaluates\tAda\t2026-01-15\ta footnote"
HOME = "http://localhost"


class Site:
    """A server in this process; ``token`` is what its map's page holds."""

    def __init__(self, review: Path | None) -> None:
        self.app = create_app(Service(Settings(store=Path("no-store"), review=review)))
        data = re.search(r'<script id="atlas-data"[^>]*>(.*?)</script>', self.ask("GET", "/explore").text, re.S)
        assert data
        self.review: dict[str, str] = orjson.loads(data[1]).get("review", {})

    def ask(self, method: str, path: str, **options: object) -> httpx.Response:
        async def one() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
                return await client.request(method, path, **options)  # type: ignore[arg-type]

        with ThreadPoolExecutor(1) as thread:  # a browser of another test may have a loop in this one
            return thread.submit(asyncio.run, one()).result()

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        given = {"origin": HOME, "authorization": f"Bearer {self.review['token']}", "content-type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {name: value for name, value in given.items() if value}
        return self.ask("POST", path, content=orjson.dumps(body), headers={**fields, "accept": "application/json"})

    def queue(self, **parameters: str) -> httpx.Response:
        fields = {"authorization": f"Bearer {self.review.get('token')}"}
        return self.ask("GET", "/review/queue", params=parameters, headers=fields)

    def send(self, line: object, **headers: str) -> httpx.Response:
        given = {
            "origin": HOME, "authorization": f"Bearer {self.review.get('token')}", "content-type": "application/json",
            "accept": "application/json",
        }  # fmt: skip
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {name: value for name, value in given.items() if value}
        body = line if isinstance(line, bytes) else orjson.dumps({"line": line})
        return self.ask("POST", f"/{self.review.get('address', 'review/corrections')}", content=body, headers=fields)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "corrections.tsv"


@pytest.fixture
def site(table: Path) -> Site:
    return Site(table)


def test_a_line_is_written_as_build_reads_it(site: Site, table: Path) -> None:
    answer = site.send(LINE)
    assert (answer.status_code, answer.json()) == (201, {"line": WRITTEN, "file": "corrections.tsv"})
    assert table.read_text(encoding="utf-8") == f"{HEADER}\n{WRITTEN}\n"
    (read,) = load_corrections(table)
    assert {name: getattr(read, name) for name in COLUMNS} == LINE
    assert site.send(LINE).status_code == 201  # clicked twice
    assert site.send({**LINE, "object": "MMLU", "note": ""}).status_code == 201
    assert [one.object for one in load_corrections(table)] == ["GPT-4o", "MMLU"]


def test_what_people_wrote_stays_byte_for_byte(site: Site, table: Path) -> None:
    held = f"\ufeff# ours\r\n{HEADER}\r\n\r\nrename\t*\tgpt4\tGPT-4\tBen\t2026-01-01".encode()
    table.write_bytes(held)
    assert site.send(LINE).status_code == 201
    assert table.read_bytes() == held + f"\n{WRITTEN}\n".encode()
    assert len(load_corrections(table)) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"action": "delete"}, "'delete' is unknown"),
        ({"value": "destroys"}, "'destroys' is no role"),
        ({"who": " "}, "the cell is empty"),
        ({"when": "yesterday"}, "is no day"),
        ({"action": "accept", "value": ""}, "says otherwise of 'GPT-4o'"),
        ({"place": "x"}, "no column 'place'"),
    ],
)
def test_what_the_table_would_refuse_is_refused(site: Site, table: Path, change: dict[str, str], said: str) -> None:
    table.write_text(f"{HEADER}\n{WRITTEN}\n", encoding="utf-8")
    answer = site.send({**LINE, **change})
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert str(table.parent) not in answer.text
    assert table.read_text(encoding="utf-8") == f"{HEADER}\n{WRITTEN}\n"


def test_a_cell_cannot_become_two_lines(site: Site, table: Path) -> None:
    note = "wrong\nreject\t*\tMMLU\t\tEve\t2026-01-01\u0007\u2028"
    assert site.send({**LINE, "note": note}).status_code == 201
    (read,) = load_corrections(table)
    assert read.note == "wrong reject * MMLU Eve 2026-01-01"


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b'{"line": 1}', b'{"line": {"note": 1}}', b'{"lines": {}}'])
def test_what_is_no_line_is_refused(site: Site, table: Path, body: bytes) -> None:
    assert site.send(body).status_code == 400
    assert not table.exists()


def test_a_long_body_is_not_read(site: Site) -> None:
    assert site.send({**LINE, "note": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": ""}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"authorization": ""}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"host": "evil.example", "origin": "http://evil.example"}, 421),
    ],
)
def test_only_the_page_of_the_map_may_send(site: Site, table: Path, headers: dict[str, str], status: int) -> None:
    answer = site.send(LINE, **headers)
    assert answer.status_code == status
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert not table.exists()


def test_by_default_nothing_is_taken() -> None:
    site = Site(None)
    assert site.review == {}
    assert site.send(LINE).status_code == 403


def test_the_token_is_new_and_not_cached(site: Site, table: Path) -> None:
    assert site.ask("GET", "/explore").headers["cache-control"] == "no-store"
    assert Site(table).review["token"] != site.review["token"]


def test_corrections_are_taken_of_this_machine_only(table: Path) -> None:
    with pytest.raises(InputError, match="pages of other sites"):
        Settings(store=Path("store"), review=table, origins=("*",))
    with pytest.raises(InputError, match=r"not at atlas\.example\.org"):
        Settings(store=Path("store"), review=table, hosts=("atlas.example.org",))
    with pytest.raises(InputError, match=r"not at 0\.0\.0\.0"):
        run(Settings(store=Path("store"), review=table), "0.0.0.0", 0)


def test_lines_of_several_at_once_are_all_there(table: Path) -> None:
    lines = [{**LINE, "object": f"thing {number}"} for number in range(12)]
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda line: add_correction(table, line), lines))
    assert sorted(one.object for one in load_corrections(table)) == sorted(line["object"] for line in lines)


def test_a_build_that_writes_is_waited_for(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "_PATIENCE", 0.0)
    with locked(table.parent), pytest.raises(OutputError, match="another build is writing"):
        add_correction(table, LINE)
    assert not table.exists()


def test_a_table_with_faults_is_left_alone(table: Path) -> None:
    table.write_text("action\tsubject\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="the header is"):
        add_correction(table, LINE)
    assert table.read_text(encoding="utf-8") == "action\tsubject\n"


@pytest.fixture
def desk(table: Path) -> Site:
    """A server of a folder that has readings, as far as questions are concerned."""
    readings = [reading(number, (new("TideNet"), (0.6, 0.9, 0.5))) for number in (1, 2)]
    (table.parent / "readings.jsonl").write_bytes(b"".join(encode_record(one) + b"\n" for one in readings))
    (table.parent / MANIFEST).write_bytes(
        sealed({"files": {"readings.jsonl": sha256(table.parent / "readings.jsonl")}})
    )
    return Site(table)


def test_the_page_asks_and_only_it_may_answer(desk: Site, table: Path) -> None:
    page = desk.ask("GET", "/review")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert f'content="{desk.review["token"]}"' in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    found = desk.queue().json()
    assert [item["key"] for item in found["items"]] == [
        "name tidenet", "statement paper/2601.00001 tidenet", "statement paper/2601.00002 tidenet",
    ]  # fmt: skip
    assert found["left"] == 3
    assert "role" in found["allowed"]["statement"]
    assert "role" not in found["allowed"]["name"]
    assert "model" not in found["roles"]["trainsOn"]
    assert desk.queue(ask="name", most="1").json()["left"] == 1
    answer = {"key": found["items"][1]["key"], "decision": "role", "value": "mentions", "who": "Ada"}
    for headers, status in (
        ({"origin": "https://evil.example"}, 403),
        ({"origin": ""}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"authorization": "Bearer wrong"}, 401),
        ({"host": "evil.example", "origin": "http://evil.example"}, 421),
    ):
        for path in ("/review/decisions", "/review/undo"):
            assert desk.post(path, answer, **headers).status_code == status
    assert desk.ask("GET", "/review/queue").status_code == 401
    assert not table.exists()
    assert desk.post("/review/decisions", answer).json() == {"taken": True}
    assert desk.post("/review/decisions", answer).json() == {"taken": False}, "pressed twice"
    (line,) = load_corrections(table)
    assert (line.action, line.subject, line.value, line.who) == ("role", "2601.00001", "mentions", "Ada")
    assert desk.queue().json()["left"] == 2
    assert desk.post("/review/undo", {"who": "Ada"}).json() == {"undone": answer["key"]}
    assert desk.post("/review/undo", {"who": "Ada"}).json() == {"undone": None}
    assert desk.queue().json()["left"] == 3
    assert load_corrections(table) == ()


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"key": "statement of nothing"}, 422, "no such question any more"),
        ({"decision": "fly"}, 400, "take one of accept"),
        ({"decision": "role", "value": "flies"}, 422, "is not a role"),
        ({"decision": "merge", "value": "QuuxNet"}, 422, "no artifact is called 'QuuxNet'"),
        ({"who": " "}, 422, "fill in your name"),
        ({"value": 7}, 400, "no object of texts"),
    ],
)
def test_answers_that_are_none_are_refused(desk: Site, change: dict[str, object], status: int, said: str) -> None:
    answer = {"key": "statement paper/2601.00001 tidenet", "decision": "accept", "value": "", "who": "Ada"}
    found = desk.post("/review/decisions", answer | change)
    assert found.status_code == status
    assert said.removeprefix("no ") in found.text


def test_questions_that_are_wrongly_asked_for_are_refused(desk: Site) -> None:
    assert desk.queue(ask="planet").status_code == 400
    assert desk.queue(most="many").status_code == 400
    assert desk.queue(most="-1").status_code == 400


def test_a_new_build_brings_new_questions(desk: Site, table: Path) -> None:
    path = table.parent / "readings.jsonl"
    assert desk.queue().json()["left"] == 3
    other = path.with_name("other")
    other.write_bytes(encode_record(reading(3, (new("SandNet"), (0.5, 0.9, 0.9)))) + b"\n")
    (table.parent / MANIFEST).write_bytes(sealed({"files": {"readings.jsonl": sha256(other)}}))
    other.replace(path)
    assert [item["side"]["name"] for item in desk.queue().json()["items"]] == ["SandNet"]


def test_a_folder_without_readings_or_with_damaged_ones_has_no_questions(table: Path, desk: Site) -> None:
    path = table.parent / "readings.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    for answer in (desk.queue(), Site(table.with_name("elsewhere") / table.name).queue()):
        assert answer.status_code == 503
        assert str(table.parent) not in answer.text


def test_without_review_there_is_no_page() -> None:
    site = Site(None)
    assert site.ask("GET", "/review").status_code == 403
    assert site.queue().status_code == 403
    assert "review" not in site.ask("GET", "/explore").text.split("<style")[0]
