"""What a digest tells, and what it must not tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.digest.base.asked_graph import AskedGraph
from kg.digest.base.date_period import Period, days_of_date
from kg.digest.base.digest_records import Digest, DigestScope, NamedNode
from kg.digest.base.known_version import known_version
from kg.digest.digest_composition import compose_digest
from kg.digest.new_papers import DigestRequest
from kg.digest.newest_papers import newest_papers
from kg.digest.risen_names import FEWEST, LEVEL, SUPPORT, NameCounts, risen_names
from kg.ground.errors import InputError, QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Artifact, Reading, TopicLink
from kg.ground.schema import Role
from tests import samples
from tests.digest.news import (
    HERON,
    HOSTILE,
    LANTERN,
    MARCH,
    digest_of,
    graph_of,
    link,
    node,
    paper,
    readings,
    scored,
    sentence,
)


@pytest.fixture(scope="module")
def march() -> Digest:
    return digest_of(readings(), watched=(node(samples.GPT_4),))


def numbers(digest: Digest) -> set[int]:
    """The numbers of the papers that are told of."""
    return {int(one.iri.rpartition(".")[2]) for one in digest.papers}


def test_new_is_what_is_dated_in_the_period(march: Digest) -> None:
    assert numbers(march) == {2, 3, 6, 8, 9, *range(10, 20), 41, 44, 45}
    assert (march.counts.new, march.counts.before) == (18, 16)
    assert (march.counts.undated, march.counts.inexact) == (2, 1)


def test_papers_that_bring_something_come_first_and_the_newest_of_each(march: Digest) -> None:
    assert march.papers[0].title == HOSTILE
    dates = [one.date or "" for one in march.papers if any(each.role == "evaluatesOn" for each in one.statements)]
    assert dates == sorted(dates, reverse=True)
    assert not march.papers[-1].statements


def test_statements_have_their_exact_sentence_and_its_place(march: Digest) -> None:
    abstracts = {reading.paper.id: reading.paper.abstract for reading in readings()}
    told = [(one, each) for one in march.papers for each in one.statements]
    assert told
    for one, each in told:
        quote = each.quote
        assert quote is not None
        assert quote.start is not None
        text = abstracts[one.iri.removeprefix(DEFAULT_BASE)]
        assert text[quote.start : quote.start + len(quote.text)] == quote.text
        assert [quote.text[begin:end] for begin, end in quote.marks] == [one.name for one in each.nodes]


def test_names_that_one_sentence_says_are_one_statement() -> None:
    made = paper(1, "2026-03-05", "We evaluate on MMLU and LanternBench. GPT-4 is good.")
    links = [link(made, each, Role.EVALUATES_ON, "We evaluate") for each in (LANTERN, samples.MMLU)]
    (told,) = digest_of([Reading(made, tuple(links))]).papers
    (statement,) = told.statements
    assert [each.name for each in statement.nodes] == ["MMLU", "LanternBench"]
    assert statement.quote is not None
    assert statement.quote.marks == ((15, 19), (24, 36))


def test_the_sentence_that_says_it_is_quoted() -> None:
    made = paper(1, "2026-03-05", "LanternBench is long. We propose LanternBench here.", "LanternBench")
    both = link(made, LANTERN, Role.INTRODUCES, "LanternBench")
    more = link(made, LANTERN, Role.INTRODUCES, "We propose")
    (told,) = digest_of([Reading(made, (replace(both, evidence=both.evidence + more.evidence),))]).papers
    assert told.statements[0].quote is not None
    assert told.statements[0].quote.text == "We propose LanternBench here."


def test_what_is_not_asserted_is_not_told(march: Digest) -> None:
    doubt = next(one for one in march.papers if one.iri.endswith("00045"))
    assert doubt.statements == ()
    assert "GPT-4o" not in [one.node.name for one in march.seen]


def test_an_artifact_that_a_paper_without_a_date_names_is_not_said_to_be_new(march: Digest) -> None:
    assert [one.name for one in march.introduced] == ["Heron-7B"]
    assert march.seen == ()
    assert march.seen_count == 1
    dated = [each for each in readings() if each.paper.arxiv != "2603.00040"]
    assert [one.node.name for one in digest_of(dated).seen] == ["OwlSet"]


def test_an_artifact_of_an_inexact_date_is_not_said_to_be_new() -> None:
    made = [paper(number, dated, "We use LanternBench.") for number, dated in ((1, "2026-03-04"), (2, "2026"))]
    found = [Reading(each, (link(each, LANTERN, Role.USES, "We use"),)) for each in made]
    assert digest_of(found).seen_count == 0
    assert digest_of(found[:1]).seen_count == 1
    assert digest_of([found[0], Reading(replace(made[1], date="2027"), found[1].links)]).seen_count == 1


def test_what_rises_is_told_with_both_counts(march: Digest) -> None:
    (rise,) = march.rises
    assert (rise.node.name, rise.now, rise.before) == ("LanternBench", 10, 1)
    assert [one.paper.date for one in rise.told] == ["2026-03-19", "2026-03-18"]


def test_a_result_that_beats_all_others_is_told(march: Digest) -> None:
    assert [(one.on.name, one.metric, one.best.value, one.earlier.value) for one in march.beaten] == [
        ("MMLU", "perplexity", "11.5", "12.1"), ("MMLU-Pro", "accuracy", "66", "60"),
    ]  # fmt: skip
    assert march.beaten[0].lower_is_better


@pytest.mark.parametrize(
    ("dated", "value", "options"),
    [("2026-02-10", "66", {}), ("2026-02-10", "0.5", {"unit": ""}), (None, "60", {}), ("2026-04-10", "60", {}),
     ("2026-02-10", "60", {"metric": "F1"}), ("2026-02-10", "60", {"sure": 0.4}), ("2026-03-02", "60", {})],
)  # fmt: skip
def test_a_result_without_an_earlier_comparable_one_that_is_worse_beats_nothing(
    dated: str | None, value: str, options: dict[str, object]
) -> None:
    found = [scored(1, dated, value, samples.MMLU, **options), scored(2, "2026-03-09", "66", samples.MMLU)]
    assert digest_of(found).beaten == ()


def test_what_is_watched_is_told_first_with_its_variants(march: Digest) -> None:
    (news,) = march.watched
    assert Counter(one.statement.role for one in news.told) == {"evaluates": 5, "comparesWith": 1}
    assert [one.statement.corrections for one in news.told if one.statement.corrections] == [
        ("role by Ada, 2026-03-23",)
    ]
    family = digest_of(readings(), watched=(NamedNode(DEFAULT_BASE + "artifact/mmlu", "MMLU"),))
    names = {each.name for told in family.watched[0].told for each in told.statement.nodes}
    assert names == {"MMLU", "MMLU-Pro"}
    assert family.watched[0].more == 0


def test_of_topics_only_what_a_sentence_says_is_told() -> None:
    made = [paper(number, "2026-03-05", "We benchmark birds.") for number in range(1, 21)]
    made += [paper(number, "2026-02-05", "Birds sing.") for number in range(21, 41)]
    said = [
        TopicLink("benchmarking", "benchmarking", True, 0.8, (), (sentence(each, "benchmark", "We"),))
        for each in made[:20]
    ]
    follows = TopicLink("evaluation", "evaluation", False, 0.8)
    found = [Reading(each, (), (one, follows)) for each, one in zip(made, said, strict=False)]
    found += [Reading(each) for each in made[20:]]
    told = digest_of(found, watched=(NamedNode(DEFAULT_BASE + "topic/evaluation", "evaluation"),))
    assert [rise.node.name for rise in told.rises] == ["benchmarking"]  # "evaluation" is a topic of nearly every paper
    assert [one.statement.role for one in told.rises[0].told] == ["primaryTopic"] * 2
    (news,) = told.watched
    assert {node.name for one in news.told for node in one.statement.nodes} == {"benchmarking"}
    assert (len(news.told), news.more) == (12, 8)


def test_much_of_what_is_watched_is_counted_and_not_told() -> None:
    found = [scored(number, "2026-03-09", "50", samples.MMLU) for number in range(1, 31)]
    unknown = NamedNode(DEFAULT_BASE + "artifact/x", "X")
    news, other = digest_of(found, watched=(node(samples.MMLU), unknown)).watched
    assert (len(news.told), news.more) == (12, 18)
    assert (other.told, other.more) == ((), 0)


def test_of_a_version_new_is_what_it_does_not_have() -> None:
    all_of_them = readings()
    older = [each for each in all_of_them if (each.paper.arxiv or "") < "2603.00041"]
    told = digest_of(all_of_them, None, known=known_version("4f1c2", older))
    assert numbers(told) == {41, 42, 43, 44, 45}
    assert (told.counts.new, told.counts.before, told.counts.undated) == (5, len(older), 0)
    assert [one.name for one in told.introduced] == ["Heron-7B"]
    assert told.newest == "2026-12-31"
    earlier = digest_of(all_of_them, None, known=known_version("4f1c2", older), until=date(2026, 3, 31))
    assert numbers(earlier) == {41, 42, 44, 45}


def test_a_paper_of_a_version_that_has_another_id_now_is_not_new() -> None:
    made = paper(1, "2026-03-05", "We present Heron-7B.")
    older = [Reading(replace(made, arxiv=None)), Reading(paper(2, None, "x"))]
    moved = replace(paper(3, None, "y", "Anew"), former=("paper/2603.00002",))
    assert numbers(digest_of([Reading(made), Reading(moved)], None, known=known_version("v", older))) == set()


def test_artifacts_that_a_version_had_are_not_seen_for_the_first_time() -> None:
    gone, made = (paper(number, "2026-03-05", "We present Heron-7B.") for number in (1, 2))
    old, new = (Reading(each, (link(each, HERON, Role.INTRODUCES, "We present"),)) for each in (gone, made))
    assert digest_of([new], None, known=known_version("v", [old])).seen_count == 0
    assert digest_of([new], None, known=known_version("v", [])).seen_count == 1


def test_scopes_keep_what_fits_each_of_them() -> None:
    topic = NamedNode(DEFAULT_BASE + "topic/evaluation", "evaluation")  # the paper has a narrower one
    assert numbers(digest_of(readings(), scope=DigestScope(topics=(topic,)))) == {44}
    mmlu = DigestScope(artifacts=(node(samples.MMLU),))
    told = digest_of(readings(), scope=mmlu)
    assert numbers(told) == {2, 3, 6, 8, 9}
    assert (told.counts.new, told.counts.before) == (5, 3)
    assert told.rises == ()
    assert numbers(digest_of(readings(), scope=DigestScope((topic,), (node(samples.MMLU),)))) == set()


def test_papers_that_share_two_things_are_alike_and_the_most_alike_come_first() -> None:
    like = DigestScope(like=(NamedNode(DEFAULT_BASE + "paper/2603.00001", "Part 1"),))
    told = digest_of(readings(), scope=like)
    assert numbers(told) == {2, 3, 9}
    assert told.counts.before == 0  # the paper itself is not like itself


def test_an_artifact_first_seen_outside_the_scope_is_not_new_in_it() -> None:
    topic = NamedNode(DEFAULT_BASE + "topic/evaluation", "evaluation")
    early = paper(1, "2026-02-20", "We present Heron-7B.")
    found = [*readings(), Reading(early, (link(early, HERON, Role.INTRODUCES, "We present"),))]
    found = [each for each in found if each.paper.title != "Notes on Birds, Part 1" or each.paper is early]
    assert digest_of(found, scope=DigestScope(topics=(topic,))).seen_count == 0


def test_the_newest_papers_of_a_family_of_many_are_each_told_once() -> None:
    sizes = [Artifact(f"heron-{number}", f"Heron {number}", (samples.MODEL,), family="gpt") for number in range(210)]
    made = [paper(number, f"2026-03-{number:02d}", "We use " + ", ".join(each.name for each in sizes) + ".")
            for number in range(1, 3)]  # fmt: skip
    found = [Reading(each, tuple(link(each, size, Role.USES, "We use") for size in sizes)) for each in made]
    newest = newest_papers(graph_of(found), DEFAULT_BASE + "artifact/gpt", 2)
    assert [one.date for one in newest] == ["2026-03-02", "2026-03-01"]
    assert sum(len(one.nodes) for one in newest[0].statements) == 210


def test_nothing_new_is_said_plainly() -> None:
    told = digest_of(readings(), Period(date(2020, 1, 1), date(2020, 1, 31)))
    assert (told.counts.new, told.papers, told.rises, told.beaten, told.seen) == (0, (), (), (), ())


def test_answers_of_a_store_of_something_else_are_an_error() -> None:
    graph = AskedGraph(DEFAULT_BASE, lambda text: [{"paper": "https://e.org/x", "date": "2026-03-05"}])
    with pytest.raises(QueryError, match="not that of a graph of PaperAtlas"):
        compose_digest(graph, DigestRequest("Atlas", MARCH))


# --- rises: no trend is invented


def test_few_papers_are_no_trend() -> None:
    before = Counter({"artifact/a": 1})
    for few, told in ((SUPPORT - 1, []), (SUPPORT, ["artifact/a"])):  # unlikely enough by chance, both of them
        risen, tested = risen_names(NameCounts(8, 2_000, Counter({"artifact/a": few}), before))
        assert [name.node for name in risen] == told
        assert tested == 1


@pytest.mark.parametrize(("now", "before"), [(50, 0), (50, FEWEST - 1), (FEWEST - 1, 50)])
def test_beside_few_papers_nothing_rises(now: int, before: int) -> None:
    assert risen_names(NameCounts(now, before, Counter({"artifact/a": now}), Counter())) == ([], 0)
    assert risen_names(NameCounts(FEWEST, FEWEST, Counter({"artifact/a": FEWEST}), Counter()))[0] != []


def test_more_papers_alone_are_no_rise() -> None:
    assert risen_names(NameCounts(300, 30, Counter({"artifact/a": 30}), Counter({"artifact/a": 3})))[0] == []


def test_general_topics_do_not_rise() -> None:
    counts = NameCounts(40, 40, Counter({"topic/survey": 30}), Counter({"topic/survey": 1}))
    assert risen_names(counts) == ([], 0)


def test_papers_dealt_out_by_chance_seldom_show_a_rise() -> None:
    """Over many shufflings the share of digests that tell of any rise stays below the level, by a wide margin."""
    import random

    dealt, told, rounds = random.Random(7), 0, 400
    names = [[f"artifact/{number}"] * (3 + number % 9) for number in range(60)]
    for _ in range(rounds):
        now: Counter[str] = Counter()
        before: Counter[str] = Counter()
        for name in (one for some in names for one in some):
            (now if dealt.random() < 0.5 else before)[name] += 1
        told += bool(risen_names(NameCounts(500, 500, now, before))[0])
    assert told / rounds <= LEVEL


# --- periods

DATES = st.dates(date(1999, 1, 1), date(2031, 12, 31))
EXACTNESS = st.sampled_from((4, 7, 10))


@given(DATES, st.integers(0, 800), DATES, EXACTNESS)
def test_a_date_lies_in_a_period_where_all_its_days_do(first: date, days: int, day: date, length: int) -> None:
    period = Period(first, date.fromordinal(first.toordinal() + days))
    text = day.isoformat()[:length]
    found = days_of_date(text)
    assert found is not None
    assert found[0] <= day <= found[1]
    every = range(found[0].toordinal(), found[1].toordinal() + 1)
    inside = [first.toordinal() <= each <= period.last.toordinal() for each in every]
    assert period.holds(text) == all(inside)
    assert period.touches(text) == any(inside)
    assert period.before().days == period.days
    assert not period.before().touches(first.isoformat())


@given(DATES, st.integers(0, 60), st.lists(st.tuples(DATES, EXACTNESS), max_size=6))
def test_a_graph_is_split_as_the_period_says(first: date, days: int, dated: list[tuple[date, int]]) -> None:
    period = Period(first, date.fromordinal(first.toordinal() + days))
    texts = [day.isoformat()[:length] for day, length in dated]
    counts = digest_of([Reading(paper(number, text, "x")) for number, text in enumerate(texts, 1)], period).counts
    before = period.before()
    assert counts.new == sum(period.holds(text) for text in texts)
    assert counts.before == sum(before.holds(text) for text in texts)
    assert counts.inexact == sum(
        period.touches(text) and not period.holds(text) and not before.holds(text) for text in texts
    )


@pytest.mark.parametrize("text", [None, "", "2024-02-30", "0000", "2024-1-1", "2024-13", "24", "٢٠٢٤"])
def test_what_is_no_date_lies_in_no_period(text: str | None) -> None:
    assert not MARCH.holds(text)
    assert not MARCH.touches(text)


def test_a_period_that_ends_before_it_begins_is_an_error() -> None:
    with pytest.raises(InputError, match="before it begins"):
        Period(date(2026, 3, 2), date(2026, 3, 1))
