"""From hits to an answer: what is known besides the title decides, and what is not told apart is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identify.title_decision import decide, known_facts
from kg.identify.title_hits import TitleHits
from kg.identify.titles.abstract_signature import SLOTS, Signatures, abstract_beginning, signatures
from kg.identify.titles.id_records import Answer, Ground, IdRecord, Match, Status
from tests.identify.snapshots import LONG, OTHER

ADA, BO = ("Ada Lee",), ("Bo Day",)


@dataclass(frozen=True)
class FakeIndex:
    """An index with one abstract."""

    abstract: str

    def signatures(self, first: int, last: int) -> Signatures:
        return (
            signatures([abstract_beginning(self.abstract)]) if self.abstract else np.zeros((1, SLOTS), dtype=np.uint16)
        )


@dataclass(frozen=True)
class FakeHit:
    """What a decision asks of a hit."""

    record: IdRecord
    match: Match = Match.EXACT
    edits: int = 0
    strong: bool = True
    near: bool = True
    index: FakeIndex = field(default_factory=lambda: FakeIndex(""))
    row: int = 0


def hit(title: str = "Tides", arxiv: str | None = "2001.00001", *, abstract: str = "", **given: Any) -> FakeHit:
    of_hit = {name: given.pop(name) for name in ("match", "edits", "strong", "near") if name in given}
    return FakeHit(IdRecord(title, arxiv, **given), index=FakeIndex(abstract), **of_hit)


def answer(
    *hits: FakeHit, abstract: str = "", authors: tuple[str, ...] = (), year: int | None = None, more: int = 0
) -> Answer:
    found: Any = TitleHits(tuple(hits), more)  # type: ignore[arg-type]
    return decide(found, known_facts(abstract, authors, year))


def chosen(given: Answer) -> str | None:
    return given.found.record.arxiv if given.found else None


def test_no_hit_no_answer() -> None:
    assert answer() == Answer(Status.NONE)
    assert answer(hit(near=False, strong=False)) == Answer(Status.NONE)


def test_one_strong_hit_is_the_answer() -> None:
    found = answer(hit()).found
    assert found is not None
    assert (found.probability, found.grounds, found.against, found.slots) == (0.999, (Ground.TITLE,), (), None)


def test_what_is_known_makes_it_surer_or_speaks_against_it() -> None:
    surer = answer(hit(authors=ADA, date="2020", match=Match.CUT), authors=("Lee, A.",), year=2021).found
    assert surer is not None
    assert surer.grounds == (Ground.TITLE, Ground.AUTHORS, Ground.YEAR)
    assert surer.probability == 0.998
    against = answer(hit(authors=ADA), authors=BO)
    assert against.status is Status.SEVERAL, "a wrong id is worse than none"
    assert against.candidates[0].against == (Ground.AUTHORS,)
    far = answer(hit(date="2020"), year=2030).found
    assert far is not None
    assert (far.against, far.probability) == ((Ground.YEAR,), 0.9)


def test_several_are_told_apart_by_authors_then_by_year() -> None:
    one, other = hit(arxiv="2001.00001", authors=ADA, date="2020"), hit(arxiv="2002.00002", authors=BO, date="2024")
    assert answer(one, other).status is Status.SEVERAL
    assert chosen(answer(one, other, authors=BO)) == "2002.00002"
    assert chosen(answer(one, other, year=2020)) == "2001.00001"
    assert answer(one, other, authors=("Cy Roe",), year=2020).status is Status.SEVERAL, "authors speak against both"
    assert answer(one, other, year=2022).status is Status.SEVERAL
    assert answer(one, other, authors=BO, more=3).status is Status.SEVERAL, "others begin so, too"


def test_an_abstract_that_agrees_decides() -> None:
    one, other = hit(arxiv="2001.00001", abstract=LONG), hit(arxiv="2002.00002", abstract=OTHER)
    assert chosen(answer(one, other, abstract=OTHER)) == "2002.00002"
    weak = hit(arxiv="2003.00003", abstract=OTHER, strong=False, near=False, match=Match.PART)
    found = answer(weak, abstract=OTHER).found
    assert found is not None
    assert (found.grounds, found.slots, found.probability) == ((Ground.TITLE, Ground.ABSTRACT), SLOTS, 0.9995)


def test_another_abstract_speaks_against_a_title() -> None:
    one = hit(abstract=LONG)
    assert answer(one, abstract=OTHER).status is Status.SEVERAL
    assert chosen(answer(hit(abstract=LONG, authors=ADA), abstract=OTHER, authors=ADA)) == "2001.00001"


def test_fewer_slips_win() -> None:
    close, far = (
        hit(arxiv="2001.00001", match=Match.FUZZY, edits=1),
        hit(arxiv="2002.00002", match=Match.FUZZY, edits=2),
    )
    assert chosen(answer(far, close)) == "2001.00001"


def test_a_head_or_a_cut_that_others_share_is_no_answer() -> None:
    for match in (Match.HEAD, Match.CUT):
        one, other = hit(arxiv="2001.00001", match=match), hit(arxiv="2002.00002", match=match, strong=False)
        assert answer(one, other).status is Status.SEVERAL
        assert chosen(answer(one)) == "2001.00001"


def test_two_authors_make_up_for_letters() -> None:
    weak = hit(strong=False, authors=("Ada Lee", "Bo Day"), match=Match.PART, date="2020")
    assert chosen(answer(weak, authors=("Lee, Ada", "Bo Day"))) == "2001.00001"
    assert chosen(answer(weak, authors=("Lee, Ada",))) is None
    assert chosen(answer(weak, authors=("Lee, Ada", "Bo Day"), year=2030)) is None


def test_one_work_in_two_files_counts_once() -> None:
    assert chosen(answer(hit(), hit(), hit(title="TIDES"))) == "2001.00001"
    preprint, published = hit(date="2020", authors=ADA), hit(arxiv=None, doi="10.1/a", date="2021", authors=ADA)
    assert answer(preprint, published).status is Status.FOUND


def test_only_some_are_listed_and_the_others_are_counted() -> None:
    many = [hit(arxiv=f"2001.{number:05d}") for number in range(30)]
    told = answer(*many, more=5)
    assert (told.status, len(told.candidates), told.more) == (Status.SEVERAL, 10, 25)
    assert all(0 < one.probability < 0.1 for one in told.candidates)


@given(st.permutations([0, 1, 2, 3]), st.sampled_from([(), ADA, BO]), st.sampled_from([None, 2020, 2024]))
def test_the_order_of_hits_is_of_no_account(order: list[int], authors: tuple[str, ...], year: int | None) -> None:
    hits = [
        hit(arxiv="2001.00001", authors=ADA, date="2020"), hit(arxiv="2002.00002", authors=BO, date="2024"),
        hit(arxiv="2003.00003", match=Match.HEAD, strong=False), hit(arxiv="2004.00004", match=Match.FUZZY, edits=2),
    ]  # fmt: skip
    assert answer(*(hits[place] for place in order), authors=authors, year=year) == answer(
        *hits, authors=authors, year=year
    )


@pytest.mark.parametrize(("year", "status"), [(2019, Status.FOUND), (2021, Status.FOUND)])
def test_a_preprint_and_its_publication_lie_a_year_apart(year: int, status: Status) -> None:
    found = answer(hit(date="2020"), year=year)
    assert found.status is status
    assert found.candidates[0].against == ()
