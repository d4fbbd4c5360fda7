"""What each service is asked, and how its pages are followed, on a service of the same shape."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest

from kg.fetch.page_series import Wanted
from kg.fetch.services.service_registry import SERVICES
from kg.ground.errors import FetchError, InputError
from tests.fetch.conftest import Fetch, files_of
from tests.fetch.service_pages import (
    arxiv_error,
    arxiv_ids,
    arxiv_of,
    atom_page,
    collection_page,
    day,
    hub_of,
    openalex_of,
    scholar_of,
)
from tests.local_service import Answer, Asked, FalseClock, LocalService

ARXIV, HUB, OPENALEX, SCHOLAR, ANTHOLOGY = (SERVICES[name] for name in ("arxiv", "hf", "openalex", "s2", "acl"))


def test_arxiv_pages_are_kept_as_they_came_and_no_more_is_asked_for_than_is_wanted(
    server: LocalService, fetch: Fetch, tmp_path: Path
) -> None:
    ids = arxiv_ids(450)
    server.answer = arxiv_of(ids)
    report = fetch(ARXIV, Wanted('ti:"small study"', since=day("2024-05-01"), until=day("2024-05-31"), most=250))
    assert [(one.parameters["start"], one.parameters["max_results"]) for one in server.asked] == [
        ("0", "200"), ("200", "50"),
    ]  # fmt: skip
    assert server.asked[0].parameters["search_query"] == (
        '(ti:"small study") AND submittedDate:[202405010000 TO 202405312359]'
    )
    assert (report.papers, report.total, report.goes_on) == (250, 450, True)
    assert [path.read_bytes() for path in report.pages] == [
        atom_page(ids[:200], 450), atom_page(ids[200:250], 450, 200),
    ]  # fmt: skip
    assert [path.name for path in report.pages] == files_of(tmp_path / "papers")


def test_words_without_a_field_are_looked_for_everywhere(server: LocalService, fetch: Fetch) -> None:
    server.answer = arxiv_of(arxiv_ids(1))
    report = fetch(ARXIV, Wanted('scaling "language models"'))
    assert server.asked[0].parameters["search_query"] == 'all:scaling AND all:"language models"'
    assert not report.goes_on


def test_arxiv_ids_go_by_hundreds_in_any_form(server: LocalService, fetch: Fetch) -> None:
    server.answer = arxiv_of(arxiv_ids(120))
    ids = (*arxiv_ids(149), "https://arxiv.org/abs/hep-th/9901001v2", "arXiv:2405.00000v3")
    report = fetch(ARXIV, Wanted(ids=ids))
    assert [len(one.parameters["id_list"].split(",")) for one in server.asked] == [100, 50]
    assert server.asked[1].parameters["id_list"].endswith(",hep-th/9901001")
    assert (report.papers, report.asked) == (120, 150)


def test_an_empty_page_of_arxiv_in_the_middle_is_asked_for_again(server: LocalService, fetch: Fetch) -> None:
    server.answer = arxiv_of(arxiv_ids(30))
    server.first = [Answer(atom_page([], 30))]
    assert fetch(ARXIV, Wanted("x")).papers == 30
    server.answer = lambda asked: Answer(atom_page([], 30))
    with pytest.raises(FetchError, match="empty page, though 30 papers are left"):
        fetch(ARXIV, Wanted("y"))


def test_what_arxiv_refuses_is_said_in_its_words(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = lambda asked: Answer(arxiv_error("incorrect id format for abc"))
    with pytest.raises(FetchError, match="arXiv refuses this: incorrect id format for abc"):
        fetch(ARXIV, Wanted("x"))
    assert len(server.asked) == 1
    assert files_of(tmp_path / "papers") == []


def test_a_query_without_hits_leaves_no_file_that_a_build_would_refuse(
    server: LocalService, fetch: Fetch, tmp_path: Path
) -> None:
    server.answer = arxiv_of([])
    for _ in range(2):
        report = fetch(ARXIV, Wanted("x"))
        assert (report.papers, report.pages) == (0, ())
    assert len(server.asked) == 1, "that there is nothing is known for a day"
    assert files_of(tmp_path / "papers") == []


def test_arxiv_gives_out_so_many_of_a_query_and_no_more(server: LocalService, tmp_path: Path) -> None:
    series = ARXIV.plan(Wanted("x"), False)[0]
    page = tmp_path / "page.xml"
    page.write_bytes(atom_page(arxiv_ids(200), 90_000, 29_800))
    assert series.read(page, "29800").following is None
    assert series.read(page, "29600").following == "29800"


def test_hub_days_have_pages_and_a_day_without_papers_is_no_file(server: LocalService, fetch: Fetch) -> None:
    server.answer = hub_of({"2025-03-07": 120, "2025-03-08": 0, "2025-03-09": 4})
    report = fetch(HUB, Wanted(since=day("2025-03-07"), until=day("2025-03-09")))
    assert [(one.parameters["date"], one.parameters["p"]) for one in server.asked] == [
        ("2025-03-07", "0"), ("2025-03-07", "1"), ("2025-03-08", "0"), ("2025-03-09", "0"),
    ]  # fmt: skip
    assert (report.papers, len(report.pages)) == (119 + 3, 3), "a page may lack some and have another behind it"


def test_hub_search_and_papers_of_which_one_is_lacking(server: LocalService, fetch: Fetch) -> None:
    server.answer = hub_of({})
    assert fetch(HUB, Wanted("reward models", most=1_000)).papers == 120
    assert server.asked[0].parameters == {"q": "reward models", "limit": "120"}
    for _ in range(2):
        report = fetch(HUB, Wanted(ids=("2405.00001", "2405.77777", "2405.00002")), key="hf_secret")
        assert (report.papers, report.lacking, report.asked) == (2, ("2405.77777",), 3)
    assert len(server.asked) == 4, "that one is lacking is known for a day"
    assert server.asked[-1].headers["authorization"] == "Bearer hf_secret"


def test_openalex_follows_the_cursor_with_a_key(server: LocalService, fetch: Fetch, clock: FalseClock) -> None:
    server.answer = openalex_of(250)
    wanted = Wanted("tuning", since=day("2024-01-01"), filter="is_oa:true", most=1_000)
    report = fetch(OPENALEX, wanted, key="key-1234", contact="ada@example.org")
    assert [one.parameters["cursor"] for one in server.asked] == ["*", "at100", "at200", "at250"]
    assert {one.parameters["filter"] for one in server.asked} == {"is_oa:true,from_publication_date:2024-01-01"}
    assert {one.parameters["api_key"] for one in server.asked} == {"key-1234"}
    assert "mailto:ada@example.org" in server.asked[0].headers["user-agent"]
    assert (report.papers, report.total, report.goes_on, len(report.pages)) == (250, 250, False, 3)
    assert clock.waits == [1.0, 1.0, 1.0]


def test_openalex_has_numbered_pages_without_a_key(server: LocalService, fetch: Fetch) -> None:
    server.answer = openalex_of(250)
    assert fetch(OPENALEX, Wanted("tuning")).papers == 250
    assert [one.parameters.get("page") for one in server.asked] == ["1", "2", "3"]
    assert all("cursor" not in one.parameters for one in server.asked)


def test_openalex_ids_are_asked_for_by_kind(server: LocalService, fetch: Fetch) -> None:
    server.answer = lambda asked: Answer(b'{"meta": {}, "results": [{"id": "https://openalex.org/W1"}]}')
    fetch(OPENALEX, Wanted(ids=("W12", "2405.13729", "https://doi.org/10.1000/AB")))
    assert [one.parameters["filter"] for one in server.asked] == [
        "openalex:W12", "doi:10.48550/arxiv.2405.13729|10.1000/ab",
    ]  # fmt: skip
    with pytest.raises(InputError, match="no id that the service takes"):
        fetch(OPENALEX, Wanted(ids=("10.1000/a|b",)))


def test_scholar_follows_tokens_and_takes_a_key(server: LocalService, fetch: Fetch, tmp_path: Path) -> None:
    server.answer = scholar_of(2_300)
    report = fetch(SCHOLAR, Wanted("experts", until=day("2024-12-31")), key="s2-secret")
    assert [one.parameters.get("token") for one in server.asked] == [None, "1000", "2000"]
    assert server.asked[0].parameters["publicationDateOrYear"] == ":2024-12-31"
    assert {one.headers["x-api-key"] for one in server.asked} == {"s2-secret"}
    assert (report.papers, report.total) == (2_300, 2_300)


def test_scholar_ids_are_posted(server: LocalService, fetch: Fetch) -> None:
    server.answer = scholar_of(0)
    report = fetch(SCHOLAR, Wanted(ids=("2405.13729", "10.1000/x", "acl:W12-3903")))
    assert server.asked[0].method == "POST"
    assert server.asked[0].posted == {"ids": ["ARXIV:2405.13729", "DOI:10.1000/x", "ACL:W12-3903"]}
    assert "abstract" in server.asked[0].parameters["fields"]
    assert (report.papers, report.asked) == (1, 3)


def test_the_anthology_is_asked_for_venues_of_years(server: LocalService, fetch: Fetch) -> None:
    def answer(asked: Asked) -> Answer:
        name = asked.path.rpartition("/")[2].removesuffix(".xml")
        return Answer(b"404: Not Found", 404) if name == "2023.naacl" else Answer(collection_page(name, 3))

    server.answer = answer
    report = fetch(ANTHOLOGY, Wanted("NAACL", since=day("2022-01-01"), until=day("2024-12-31")))
    assert server.asked[0].path == "/acl-org/acl-anthology/master/data/xml/2022.naacl.xml"
    assert (report.papers, report.lacking) == (6, ("2023.naacl",))
    fetch(ANTHOLOGY, Wanted(ids=("2024.acl-long.12", "2024.acl-short", "P19-1001")))
    assert [one.path.rpartition("/")[2] for one in server.asked[3:]] == ["2024.acl.xml", "P19.xml"]


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "unpacked on the way"])
def test_the_whole_bibliography_is_one_file(server: LocalService, fetch: Fetch, packed: bool) -> None:
    text = b"% all of it\n" + b"@inproceedings{a,\n  title = {A}\n}\n" * 3
    server.answer = lambda asked: Answer(gzip.compress(text) if packed else text)
    report = fetch(ANTHOLOGY, Wanted(whole=True))
    assert report.papers == 3
    assert report.pages[0].name.endswith(".bib.gz" if packed else ".bib")
    assert (gzip.decompress if packed else bytes)(report.pages[0].read_bytes()) == text


@pytest.mark.parametrize(
    ("name", "wanted", "problem"),
    [
        ("arxiv", Wanted(), "nothing is asked for"),
        ("arxiv", Wanted("x", ids=("2405.00001",)), "by ids or by a query"),
        ("arxiv", Wanted(ids=("GPT-4",)), "'GPT-4' is no id"),
        ("hf", Wanted("x", ids=("2405.00001",)), "by a query, by ids, or by days"),
        ("hf", Wanted(), "by a query, by ids, or by days"),
        ("hf", Wanted(since=day("2025-03-02"), until=day("2025-03-01")), "is after"),
        ("hf", Wanted(since=day("1900-01-01"), until=day("2025-03-01")), "days"),
        ("openalex", Wanted(), "nothing is asked for"),
        ("openalex", Wanted("x", ids=("W1",)), "by ids or by a query"),
        ("s2", Wanted(), "nothing is asked for"),
        ("s2", Wanted("x", ids=("2405.00001",)), "by ids or by a query"),
        ("acl", Wanted("acl"), "years are not said"),
        ("acl", Wanted("acl", since=day("2018-01-01")), "before 2020"),
        ("acl", Wanted("../../x", since=day("2022-01-01")), "is no venue"),
        ("acl", Wanted("acl", since=day("2024-01-01"), until=day("2022-01-01")), "is after"),
        ("acl", Wanted(), "by venues, by ids, or whole"),
        ("acl", Wanted(ids=("../../etc",)), "is no id"),
    ],
)
def test_what_cannot_be_asked_for_is_said_before_anything_is_sent(
    server: LocalService, fetch: Fetch, tmp_path: Path, name: str, wanted: Wanted, problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        fetch(SERVICES[name], wanted)
    assert caught.value.remedy
    assert server.asked == []
    assert not (tmp_path / "papers").exists()


def test_the_program_says_who_it_is(server: LocalService, fetch: Fetch) -> None:
    server.answer = arxiv_of(arxiv_ids(1))
    fetch(ARXIV, Wanted("x"))
    agent = server.asked[0].headers["user-agent"]
    assert agent.startswith("PaperAtlas/")
    assert "https://w3id.org/paperatlas/" in agent


def test_every_key_goes_where_its_service_takes_it_and_nowhere_else(
    server: LocalService, fetch: Fetch, tmp_path: Path
) -> None:
    """No file has it, though this service repeats it."""
    server.answer = lambda asked: Answer(orjson.dumps({"results": [{"id": asked.parameters["api_key"]}]}))
    report = fetch(OPENALEX, Wanted("x"), key="key-1234")
    assert orjson.loads(report.pages[0].read_bytes()) == {"results": [{"id": "…"}]}
    texts = [path.read_bytes() for path in (tmp_path / "papers").rglob("*") if path.is_file()]
    assert len(texts) == 3
    assert not any(b"key-1234" in text for text in texts)
