"""Three answers: it is this one; it is one of these; nothing is like it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.ground.records import Author, Paper
from kg.identify.identified_papers import identify_papers, paper_as_identified
from kg.identify.resolver import TitleResolver
from kg.identify.titles.abstract_signature import abstract_beginning, agreement, agreement_needed, signatures
from kg.identify.titles.id_records import Ground, Identified, IdRecord, Match, Status, last_names
from kg.readers.papers.merge import merge_papers
from tests.identify.snapshots import CROWD, LONG, OTHER, opened_index, paper

TITLES = (
    paper("TideNet: Forecasting Currents with Pressure Sensors on Buoys", "2101.00001", abstract=LONG,
          date="2021-01-05", authors=("Ada Lovelace", "Carl Gauss"), doi="10.1000/tide", venue="Letters on Harbours",
          categories=("cs.LG",)),
    paper("A Survey of Acoustic Swarm Detection in Hives", "2101.00002", abstract=OTHER,
          date="2021-02-05", authors=("Emmy Noether",)),
    paper("Acoustic Swarm Detection in Hives", "2101.00003", abstract=LONG, authors=("Sofia Kovalevskaya",)),
    paper("On the Sediments of Estuaries", "1501.00001", abstract=LONG, date="2015-01-05", authors=("Ada Lovelace",)),
    paper("On the Sediments of Estuaries", "2101.00005", abstract=OTHER, date="2021-03-05", authors=("Emmy Noether",)),
    paper("Forecasting Storm Surges over Long Horizons with Graph Networks and Gauges", "2101.00006", date="2021"),
    paper("Measuring Salinity Fronts with Gliders XL", "2101.00007"),
    paper("Measuring Salinity Fronts with Drifters: Part One of a Study", "2101.00008", authors=("A. One", "B. Two")),
    paper("Measuring Salinity Fronts with Drifters: Part Two of a Study", "2101.00009", authors=("C. Three",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TitleResolver]:
    with opened_index(tmp_path_factory.mktemp("ids"), *CROWD, *TITLES) as opened:
        yield opened


def found(resolver: TitleResolver, title: str, **given: object) -> tuple[str, str] | Status:
    """The arXiv id and the match of the answer, or its status where it is not one paper."""
    answer = resolver.identify(title, **given)  # type: ignore[arg-type]
    if answer.found is None:
        return answer.status
    return answer.found.record.arxiv or "", str(answer.found.match)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("TIDENET: forecasting currents with pressure sensors on buoys", ("2101.00001", "exact")),
        ("TideNetForecastingCurrentsWithPressureSensorsOnBuoys", ("2101.00001", "exact")),
        ("[2101.00001] TideNet: Forecasting Currents with Pressure Sensors on Buoys - arXiv", ("2101.00001", "exact")),
        ("TideNet: Forecasting Currents with Press…", ("2101.00001", "prefix")),
        ("TideNet: Forecasting Curents with Pres...", ("2101.00001", "fuzzy")),
        ("TideNet: Forecasting Currents with Press", ("2101.00001", "cut")),
        ("Forecasting Storm Surges over Long Horizons with", ("2101.00006", "cut")),
        ("Forecasting Storm Surges over Long Horizons", Status.SEVERAL),  # it may well end here
        ("TideNet", ("2101.00001", "head")),
        ("Measuring Salinity Fronts with Drifters", Status.SEVERAL),  # two go on differently
        ("Measuring Salinity Fronts with Drifters…", Status.SEVERAL),
        ("TideNet: Forecastng Currents with Pressure Sensors on Buoys", ("2101.00001", "fuzzy")),
        ("TideNet: Forecastng Currents wiht Pressure Sensors on Buoys", ("2101.00001", "fuzzy")),
        ("Acoustic Swarm Detection in Hives", ("2101.00003", "exact")),
        ("A Survey of Acoustic Swarm Detection in Hives", ("2101.00002", "exact")),
        ("of Acoustic Swarm Detection in Hives", Status.SEVERAL),
        ("Towards Acoustic Swarm Detection in Hives", Status.SEVERAL),
        ("Measuring Salinity Fronts with Gliders", Status.SEVERAL),  # without XL it is another
        ("Measuring Salinity Fronts with Gliders Pro", Status.NONE),
        ("TideNet: Forecastng Currens wiht Pressure Sensors on Buoys", Status.NONE),  # three slips
        ("Forecasting of Tides in Northern Sea", Status.SEVERAL),  # the index has "Seas"
        ("On the Sediments of Estuaries", Status.SEVERAL),
        ("Cooking Lentils at Home", Status.NONE),
        ("!?", Status.NONE),
        ("", Status.NONE),
    ],
)  # fmt: skip
def test_by_the_title_alone(resolver: TitleResolver, title: str, expected: tuple[str, str] | Status) -> None:
    assert found(resolver, title) == expected


def test_an_abstract_tells_twins_apart_and_settles_what_letters_may_not(resolver: TitleResolver) -> None:
    twins = "On the Sediments of Estuaries"
    assert found(resolver, twins, abstract=LONG) == ("1501.00001", "exact")
    assert found(resolver, twins, abstract=OTHER[:160]) == ("2101.00005", "exact")
    assert found(resolver, twins, abstract=LONG[:60]) is Status.SEVERAL, "too short to say anything"
    assert found(resolver, "of Acoustic Swarm Detection in Hives", abstract=OTHER) == ("2101.00002", "part")
    answer = resolver.identify(twins, LONG)
    assert answer.found is not None
    assert answer.found.grounds == (Ground.TITLE, Ground.ABSTRACT)
    assert answer.found.slots == 8


def test_authors_then_the_year_tell_twins_apart(resolver: TitleResolver) -> None:
    twins = "On the Sediments of Estuaries"
    assert found(resolver, twins, authors=("Noether, E.",)) == ("2101.00005", "exact")
    assert found(resolver, twins, year=2016) == ("1501.00001", "exact")
    assert found(resolver, twins, year=2018) is Status.SEVERAL
    cut = "Measuring Salinity Fronts with Drifters"
    assert found(resolver, cut, authors=("Ann One", "Bob Two")) == ("2101.00008", "head")
    assert found(resolver, cut, authors=("Charles Three",)) is Status.SEVERAL, "one name is too little for a part"


def test_what_speaks_against_it_withholds_an_id(resolver: TitleResolver) -> None:
    title = "A Survey of Acoustic Swarm Detection in Hives"
    assert found(resolver, title, abstract=LONG) is Status.SEVERAL
    assert found(resolver, title, authors=("Somebody Else",)) is Status.SEVERAL
    assert found(resolver, title, abstract=LONG, authors=("Emmy Noether",)) == ("2101.00002", "exact")
    answer = resolver.identify(title, LONG, ("Emmy Noether",), 1999)
    assert answer.found is not None
    assert answer.found.grounds == (Ground.TITLE, Ground.AUTHORS)
    assert answer.found.against == (Ground.ABSTRACT, Ground.YEAR)
    assert answer.found.probability == 0.9


def test_probabilities_are_those_of_the_match_and_shared_among_several(resolver: TitleResolver) -> None:
    exact = resolver.identify("TideNet: Forecasting Currents with Pressure Sensors on Buoys").found
    fuzzy = resolver.identify("TideNet: Forecastng Currents with Pressure Sensors on Buoys").found
    assert exact is not None
    assert fuzzy is not None
    assert exact.probability > fuzzy.probability > 0.9
    assert fuzzy.edits == 1
    several = resolver.identify("On the Sediments of Estuaries")
    assert 0.3 < sum(one.probability for one in several.candidates) < 1
    with pytest.raises(InputError, match="probability"):
        Identified(IdRecord("x"), Match.EXACT, 1.5)


def test_all_that_the_index_knows_is_in_the_answer(resolver: TitleResolver) -> None:
    one = resolver.identify("TideNet: Forecasting Currents with Pressure Sensors on Buoys").found
    assert one is not None
    assert one.record == IdRecord(
        "TideNet: Forecasting Currents with Pressure Sensors on Buoys", "2101.00001", "10.1000/tide", "2021-01-05",
        ("Ada Lovelace", "Carl Gauss"), 2, ("cs.LG",), "Letters on Harbours",
    )  # fmt: skip


def test_a_twin_that_a_slip_hides_is_seen_when_it_is_corrected(tmp_path: Path) -> None:
    twins = [paper("Mapping Estuarine Sediment Plumes from Space", f"2101.0000{number}") for number in (1, 2)]
    with opened_index(tmp_path, *CROWD, *twins) as resolver:
        assert found(resolver, "Mapping Estuarine Sedimentt Plumes from Space") is Status.SEVERAL


def test_all_that_begin_as_the_corrected_words_do_are_seen(tmp_path: Path) -> None:
    """More than are compared letter by letter."""
    several = [
        paper(f"Mapping Estuarine Sediment Plumes Number {number}", f"2101.{number:05d}") for number in range(50)
    ]
    with opened_index(tmp_path, *CROWD, *several) as resolver:
        answer = resolver.identify("Mapping Estuarine Sedimentt Plumes…")
    assert (answer.status, len(answer.candidates) + answer.more) == (Status.SEVERAL, 50)


def test_menu_words_before_a_title_with_slips_go_too(resolver: TitleResolver) -> None:
    title = "[PDF] TideNet: Forecastng Currents with Pressure Sensors on Buoys"
    assert found(resolver, title) == ("2101.00001", "fuzzy")


def test_signatures_agree_for_the_same_abstract_and_hardly_for_others() -> None:
    letters = [abstract_beginning(text) for text in (LONG, "Abstract: " + LONG[:200].upper(), OTHER, "Too short.")]
    one, cut, other, none = signatures(letters)
    assert agreement(one, cut[None])[0] >= agreement_needed(letters[1])
    assert agreement(one, other[None])[0] == 0
    assert not none.any()
    assert (signatures(letters[:1])[0] == one).all(), "it is the same beside others as alone"
    assert (agreement_needed(letters[0]), agreement_needed(letters[1][:150])) == (3, 2)


def test_last_names() -> None:
    assert last_names(("Ada Lovelace", "Gauss, Carl F.", "É. Noether-Müller", " ", "Plato")) == {
        "lovelace", "gauss", "noethermuller", "plato",
    }  # fmt: skip


def test_papers_get_what_the_index_knows_as_one_more_source(resolver: TitleResolver) -> None:
    bare = Paper("TIDENET: Forecasting currents with pressure sensors on buoys", LONG)
    known = Paper("Another", arxiv="2001.00001")
    ((_, answer), (_, none)) = identify_papers([bare, known], resolver)
    assert none is None
    assert answer is not None
    assert answer.found is not None
    said = paper_as_identified(bare, answer.found, "ids")
    assert said is not None
    (merged,) = merge_papers([bare, said])
    assert (merged.arxiv, merged.doi, merged.date) == ("2101.00001", "10.1000/tide", "2021-01-05")
    assert merged.authors == (Author("Ada Lovelace"), Author("Carl Gauss"))
    assert (merged.venue, merged.categories, merged.abstract) == ("Letters on Harbours", ("cs.LG",), LONG)
    source = next(one for one in merged.sources if one.format == "identify")
    assert source.page == "ids"
    contrary = Paper(bare.title, doi="10.1000/other")
    assert paper_as_identified(contrary, answer.found, "ids") is None
