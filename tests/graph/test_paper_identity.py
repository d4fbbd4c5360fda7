"""What people say of who a paper is wins over sources, statements and merging, and old ids lead on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.graph.correction.corrections import COLUMNS, load_corrections
from kg.graph.correction.named_records import names_paper
from kg.graph.correction.paper_identity import PaperIdentity
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Author, Paper, Source

_A, _B = "2401.00001", "2401.00002"
_ADA, _BEN = Author("Ada Lovelace"), Author("Ben Abel")


def _read(title: str, position: int = 1, **known: object) -> Paper:
    return replace(Paper(title, sources=(Source("in.jsonl", "jsonl", position),)), **known)  # type: ignore[arg-type]


def _said(title: str, arxiv: str, form: str = "identify") -> Paper:
    values = (("by", "title"), ("match", "exact"), ("probability", "0.9"))
    return Paper(title, arxiv=arxiv, sources=(Source(form, form, 7, values),))


def _identity(folder: Path, *lines: tuple[str, str, str]) -> PaperIdentity:
    path = folder / "mine.tsv"
    rows = ["\t".join((action, subject, other, "", "Ada", "2026-01-02")) for action, subject, other in lines]
    path.write_text("\n".join(("\t".join(COLUMNS), *rows)), encoding="utf-8")
    return PaperIdentity(load_corrections(path))


def _merged(identity: PaperIdentity, *records: Paper) -> list[Paper]:
    papers = [work.paper for work in identity.merge(records)]
    assert papers == [work.paper for work in identity.merge(records[::-1])]
    return papers


@pytest.mark.parametrize("name", ["Of Tides", _A, "paper/2401.00001", f"https://w3id.org/paperatlas/paper/{_A}"])
def test_a_paper_has_the_id_that_people_say(tmp_path: Path, name: str) -> None:
    (paper,) = _merged(_identity(tmp_path, ("paper-is", name, _B)), _read("Of Tides", arxiv=_A))
    assert (paper.arxiv, paper.identifiers) == (_B, ())
    assert paper.former[0] == f"paper/{_A}"
    said = {source.format: dict(source.values) for source in paper.sources}
    assert said["jsonl"]["arxiv"] == _A, "what the source gave stays to be seen"
    assert said["correction"]["by"] == f"paper-is {_B} (Ada, 2026-01-02)"


def test_it_wins_over_an_index_and_over_the_catalogue(tmp_path: Path) -> None:
    identity = _identity(tmp_path, ("paper-is", "Of Tides", _B))
    for form in ("identify", "catalogue"):
        (paper,) = _merged(identity, _read("Of Tides"), _said("Of Tides", _A, form))
        assert paper.arxiv == _B
        assert {source.format for source in paper.sources} == {"jsonl", "correction"}
        assert f"paper/{_A}" in paper.former


def test_a_doi_is_given_beside_the_arxiv_id_and_takes_the_place_of_its_kind_alone(tmp_path: Path) -> None:
    record = _read("Of Tides", arxiv=_A, doi="10.1101/x")
    (paper,) = _merged(_identity(tmp_path, ("paper-is", "Of Tides", "https://doi.org/10.9999/Y")), record)
    assert (paper.arxiv, paper.doi, paper.identifiers) == (_A, "10.9999/y", ("10.1101/x",))
    (paper,) = _merged(_identity(tmp_path, ("paper-is", "Of Tides", "10.9999/z")), replace(record, doi="10.9999/y"))
    assert (paper.doi, paper.identifiers) == ("10.9999/z", ())


def test_who_has_the_id_already_is_the_same_work(tmp_path: Path) -> None:
    records = _read("Of Tides"), _read("On Tides", 2, arxiv=_B, abstract="Long.")
    (paper,) = _merged(_identity(tmp_path, ("paper-is", "Of Tides", _B)), *records)
    assert (paper.arxiv, paper.title) == (_B, "On Tides")


@pytest.mark.parametrize("name", ["Of Tides", _A])
def test_a_paper_has_not_the_id_that_people_deny(tmp_path: Path, name: str) -> None:
    identity = _identity(tmp_path, ("paper-is-not", name, _A))
    (plain,) = _merged(PaperIdentity(), _read("Of Tides"))
    for records in (
        [_read("Of Tides", arxiv=_A, identifiers=(f"arXiv:{_A}",))],
        [_read("Of Tides"), _said("Of Tides", _A)],
    ):
        (paper,) = _merged(identity, *records)
        assert (paper.id, paper.arxiv, paper.identifiers) == (plain.id, None, ())
        assert paper.former == (f"paper/{_A}",)
    assert identity.denies(replace(plain, former=(f"paper/{_A}",)), _A)
    assert not identity.denies(plain, _B)


def test_a_denied_id_does_not_come_back_with_what_is_merged(tmp_path: Path) -> None:
    identity = _identity(tmp_path, ("paper-is-not", "Of Tides", _A))
    other = _read("Whose Tides", 2, arxiv=_A, doi="10.9999/x")
    (paper,) = _merged(identity, _read("Of Tides", doi="10.9999/x"), other)
    assert paper.arxiv is None
    apart = _merged(
        identity,
        _read("Of Tides", identifiers=("7",)),
        _read("Of Tides", 2, arxiv=_A),
    )
    assert [paper.arxiv for paper in apart] == [None], "the line names both"
    identity = _identity(tmp_path, ("paper-is-not", "7", _A))
    apart = _merged(identity, _read("Of Tides", identifiers=("7",)), _read("Of Tides", 2, arxiv=_A))
    assert sorted(paper.arxiv or "" for paper in apart) == ["", _A]


def test_two_papers_are_one_work_and_the_object_leads(tmp_path: Path) -> None:
    records = _read("Of Tides", arxiv=_A), _read("Tides, Again", 2, arxiv=_B), _read("Third", 3, authors=(_ADA,))
    lines = [("same-work", _A, "Tides, Again"), ("same-work", "Tides, Again", "Third")]
    for order in (1, -1):
        (paper,) = _merged(_identity(tmp_path, *lines[::order]), *records)
        assert (paper.arxiv, paper.identifiers) == (_A, (f"arXiv:{_B}",)), "the last has no id of its own"
    (paper, _) = _merged(_identity(tmp_path, lines[0]), *records)
    assert (paper.arxiv, paper.identifiers) == (_B, (f"arXiv:{_A}",))
    assert f"paper/{_A}" in paper.former


def test_different_works_are_two_whatever_their_title_says(tmp_path: Path) -> None:
    records = _read("Of Tides", arxiv=_A), _read("Of Tides", 2, doi="10.9999/x"), _read("Of Tides", 3)
    assert len(_merged(PaperIdentity(), *records)) == 1
    papers = _merged(_identity(tmp_path, ("different-works", _A, "10.9999/x")), *records)
    assert [(paper.arxiv, paper.doi) for paper in papers] == [(_A, None), (None, "10.9999/x"), (None, None)]
    papers = _merged(_identity(tmp_path, ("different-works", "listing/in.jsonl-1", "listing/in.jsonl-3")), *records)
    assert len(papers) == 2 + 1, "what fits both joins neither"


def test_what_an_id_joins_needs_a_line_of_its_own(tmp_path: Path) -> None:
    records = _read("Of Tides", arxiv=_A), _read("Of Gulls", 2, arxiv=_A)
    line = ("different-works", "Of Tides", "Of Gulls")
    with pytest.raises(CorrectionError) as caught:
        _identity(tmp_path, line).merge(records)
    assert f"mine.tsv:2: 'Of Tides' and 'Of Gulls' are one by {_A}; say with a line paper-is-not" in str(caught.value)
    papers = _merged(_identity(tmp_path, line, ("paper-is-not", "Of Gulls", _A)), *records)
    assert [paper.arxiv for paper in papers] == [_A, None]
    with pytest.raises(CorrectionError, match="two ids of one record"):
        _identity(tmp_path, ("different-works", _A, "Of Tides")).merge(records[:1])


def test_a_name_of_several_papers_is_an_error_and_an_id_of_one_is_not(tmp_path: Path) -> None:
    records = _read("Of Tides", authors=(_ADA,), date="2020"), _read("Of Tides", 2, authors=(_BEN,), date="2021")
    with pytest.raises(CorrectionError, match="is the name of several papers: paper/of-tides"):
        _identity(tmp_path, ("paper-is", "Of Tides", _A)).merge(records)
    ids = [paper.id for paper in _merged(PaperIdentity(), *records)]
    papers = _merged(_identity(tmp_path, ("paper-is", ids[1], _A)), *records)
    assert {paper.arxiv: paper.authors for paper in papers} == {None: (_ADA,), _A: (_BEN,)}


def test_lines_that_contradict_each_other_by_other_names_are_an_error(tmp_path: Path) -> None:
    records = _read("Of Tides", identifiers=("7",)), _read("Of Tides", 2)
    with pytest.raises(CorrectionError, match=r"mine\.tsv:2 says otherwise of the same paper"):
        _identity(tmp_path, ("paper-is", "Of Tides", _A), ("paper-is-not", "7", _A)).merge(records)


def test_a_paper_that_is_not_there_is_told_with_line_and_remedy(tmp_path: Path) -> None:
    identity = _identity(tmp_path, ("paper-is", "Of Moons", _A), ("same-work", "Of Tides", "Of Gulls"))
    (paper,) = _merged(identity, _read("Of Tides"))
    assert paper.former == ()
    told = [str(fault) for fault in identity.faults()]
    assert told[0].startswith("mine.tsv:2: no paper is called 'Of Moons'; give its title, arXiv id, DOI or id")
    assert told[1].startswith("mine.tsv:3: no paper is called 'Of Gulls'")
    assert len(told) == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("paper-is", "T", "soon")], ["mine.tsv:2: object: 'soon' is neither an arXiv id nor a DOI; write"]),
        ([("paper-is", "*", _A)], ["mine.tsv:2: subject: a line about a paper holds for one paper"]),
        ([("same-work", "Of Tides", "of tides!")], ["mine.tsv:2: object: both are the same paper"]),
        ([("paper-is", "T", _A), ("paper-is", "t.", _B)], ["mine.tsv:3: mine.tsv:2 says otherwise of 't.'"]),
        ([("paper-is", "T", _A), ("paper-is-not", "T", f"arXiv:{_A}v2")], ["mine.tsv:3: mine.tsv:2 says otherwise"]),
        ([("same-work", "T", "U"), ("different-works", "U", "T")], ["mine.tsv:3: mine.tsv:2 says otherwise of 'U'"]),
        ([("paper-is", "T", ""), ("same-work", "", "x")], ["mine.tsv:2: object: the cell", "mine.tsv:3: subject: the"]),
    ],
)  # fmt: skip
def test_faults_of_lines_name_line_and_remedy(
    tmp_path: Path, lines: list[tuple[str, str, str]], told: list[str]
) -> None:
    with pytest.raises(CorrectionError) as caught:
        _identity(tmp_path, *lines)
    for each in told:
        assert each in str(caught.value)


def test_an_arxiv_id_and_a_doi_do_not_contradict(tmp_path: Path) -> None:
    identity = _identity(tmp_path, ("paper-is", "Of Tides", _A), ("paper-is", "Of Tides", "10.9999/x"))
    (paper,) = _merged(identity, _read("Of Tides"))
    assert (paper.arxiv, paper.doi) == (_A, "10.9999/x")


def test_lines_about_links_still_name_a_paper_by_the_id_that_it_had(tmp_path: Path) -> None:
    (paper,) = _merged(_identity(tmp_path, ("paper-is", "Of Tides", _B)), _read("Of Tides", arxiv=_A))
    for name in (f"paper/{_A}", _A, _B, "of tides"):
        assert names_paper(name, paper, DEFAULT_BASE), name
    assert not names_paper("2401.00003", paper, DEFAULT_BASE)
