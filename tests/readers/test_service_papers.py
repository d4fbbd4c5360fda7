"""Records of services: random papers written in each service's form are read back; hostile changes do no harm."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ground.errors import InputError, UnreadFieldsError
from kg.ground.records import Author, Paper
from kg.ground.text import tidy
from kg.readers.base.placeholders import is_placeholder
from kg.readers.json_papers import SERVICES
from kg.readers.read_files import read_inputs, read_papers
from tests.readers.service_writers import WRITTEN

FIXTURES = Path(__file__).parent / "fixtures"
_ORCIDS = ["0000-0002-1825-0097", "0000-0001-5109-3700", None]
_CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "json"

_TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" <>&;"), min_size=1, max_size=60
).map(tidy).filter(lambda text: text.strip(".") and not text.endswith(".") and not is_placeholder(text))  # fmt: skip
_NAMES = st.builds(
    "{} {}".format, st.sampled_from(["Ada", "Jean-Luc", "Bo", "Ø."]), st.sampled_from(["Kite", "van der Berg", "Oak"])
)  # fmt: skip
_AUTHORS = st.builds(
    Author, _NAMES, st.sampled_from(_ORCIDS), st.just(()), st.sampled_from([(), ("Lab",), ("Lab", "Harbour")])
)  # fmt: skip
_WORDS = st.lists(st.sampled_from(["kites", "lanterns", "graph neural networks"]), unique=True, max_size=3)
_PLAIN = st.sampled_from(["Journal of Kites", "CoRR", "Proceedings of the 3rd Workshop on Lanterns"])


@st.composite
def _papers(draw: st.DrawFn) -> Paper:
    day = draw(st.dates(_day(1992), _day(2027))).isoformat()
    number = draw(st.integers(1, 99999))
    return Paper(
        title=draw(_TEXTS), abstract=draw(_TEXTS), date=day, authors=tuple(draw(st.lists(_AUTHORS, max_size=3))),
        arxiv=f"{day[2:4]}{day[5:7]}.{number:05d}", doi=draw(st.sampled_from(["10.1000/a.b", "10.18653/v1/2020.x-1"])),
        venue=draw(_PLAIN), keywords=tuple(sorted(draw(_WORDS))), categories=("cs.CL", "stat.ML"),
        submitter="Eve Harbour", listed=max(day, draw(st.dates(_day(2023), _day(2027))).isoformat()),
        organisation="Meadow Lab",
        upvotes=draw(st.integers(0, 900)), comments=draw(st.integers(0, 90)), code=("https://github.com/m/kites",),
    )  # fmt: skip


def _day(year: int) -> date:
    return date(year, 1, 1)


def _read(path: Path, content: bytes) -> tuple[list[Paper], list[InputError]]:
    path.write_bytes(content)
    faults: list[InputError] = []
    return list(read_papers([path], on_fault=faults.append)), faults


def test_every_service_is_written_and_has_a_name_of_its_own() -> None:
    assert {name.removesuffix("-1") for name in WRITTEN} == {service.name for service in SERVICES}


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=25, deadline=None)
@given(papers=st.lists(_papers(), min_size=1, max_size=3))
def test_what_a_service_writes_is_read_back(
    name: str, papers: list[Paper], tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = WRITTEN[name]
    references = {"openalex": ("openalex:W7", "openalex:W8"), "crossref": ("doi:10.1000/r1",)}.get(name, ())
    given_ = [replace(paper, references=references) for paper in papers]
    content = form.wrapped([form.record(paper) for paper in given_])
    found, faults = _read(tmp_path_factory.getbasetemp() / f"{name}.in", content)
    assert faults == []
    assert [paper.title for paper in found] == [paper.title for paper in papers]
    for paper, back in zip(given_, found, strict=True):
        assert [author.name for author in back.authors] == [author.name for author in paper.authors]
        for field in form.kept - {"orcid", "organisations"}:
            assert getattr(back, field) == getattr(paper, field), field
        if "orcid" in form.kept:
            assert [author.orcid for author in back.authors] == [author.orcid for author in paper.authors]
        if "organisations" in form.kept:
            assert [each.organisations for each in back.authors] == [each.organisations for each in paper.authors]


def _mutations(value: object, chance: random.Random) -> object:
    """A value with some of its parts put in place of others, as no service writes them."""
    strange = [
        None,
        7,
        -1e300,
        True,
        "",
        " ",
        [],
        {},
        [None],
        {"": ""},
        "<b>",
        ["x", 5],
        [[["x"]]],
        {"value": {"x": 1}},
    ]
    if chance.random() < 0.12:
        return chance.choice(strange)
    if isinstance(value, dict):
        return {key if chance.random() > 0.03 else key.upper(): _mutations(each, chance) for key, each in value.items()}
    if isinstance(value, list):
        return [_mutations(each, chance) for each in value]
    return value


def _bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed))
        changed[place : place + chance.randint(0, 3)] = chance.choice(
            [b"", b'"', b"{", b"]", b"\\", b"\xef\xbb\xbf", b"\xff"]
        )
    return bytes(changed)


@pytest.mark.parametrize("name", WRITTEN)
def test_changed_records_give_papers_or_our_own_errors(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    form = WRITTEN[name]
    fixture = FIXTURES / (name.replace("-", "_") + form.suffix)
    content = fixture.read_bytes()
    whole = [orjson.loads(row) for row in content.splitlines()] if form.suffix == ".jsonl" else [orjson.loads(content)]
    for _ in range(30):
        changed = b"\n".join(orjson.dumps(_mutations(value, chance)) for value in whole)
        for raw in (changed, _bytes_changed(content, chance)):
            for service in (None, name.removesuffix("-1")):
                _read_all(tmp_path / "in", raw, service)


def _read_all(path: Path, raw: bytes, format: str | None) -> None:
    path.write_bytes(raw)
    try:
        for paper in read_inputs([path], format=format, on_fault=lambda fault: None):
            assert isinstance(paper, Paper)
    except InputError:
        pass


_ONE = {"title": "By a foreign hand", "abstract": "We evaluate GPT-4."}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_foreign_record_is_a_fault_or_a_paper_and_not_the_end(name: str, tmp_path: Path) -> None:
    form = WRITTEN[name]
    record = form.record(Paper("Paper Kites", "On kites.", date="2024-05-06", arxiv="2405.00001", doi="10.1000/x"))
    content = form.wrapped([record, _ONE, {"note": "nothing"}, record])
    found, faults = _read(tmp_path / "in", content)
    titles = [paper.title for paper in found]
    assert (titles[0], titles[-1]) == ("Paper Kites", "Paper Kites")
    assert any("no title" in str(fault) for fault in faults if not isinstance(fault, UnreadFieldsError))
    assert "By a foreign hand" in titles or name == "semantic-scholar"  # there it stands where a paper is wrapped
