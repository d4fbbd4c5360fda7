"""Which candidates keep which mentions: the longest, then the most probable, each in reading order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.records import Artifact, Paper
from kg.ground.schema import ArtifactType, TextField
from kg.linker.mentions.candidates import Candidate, find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Mention, Origin
from kg.linker.models.linear import BinaryModel
from kg.linker.scoring.candidate_features import described
from kg.linker.scoring.choice import ScoredCandidate, choose, score_candidates
from kg.linker.text.paper_text import PaperText, read_paper
from tests.linker.catalogues import small_catalogue

TEXT = read_paper(Paper("one two three four", "five six seven eight nine ten"))
SURE = 0.9


def mention(first: int, last: int, field: TextField = TextField.ABSTRACT) -> Mention:
    """A mention of the tokens ``first`` to ``last`` of a field."""
    tokens = TEXT.title if field is TextField.TITLE else TEXT.abstract
    return Mention(tokens, first, last, frozenset({Origin.CATALOGUE}))


def scored(key: str, probability: float, *mentions: Mention) -> ScoredCandidate:
    return ScoredCandidate(Candidate(key, mentions=list(mentions)), (), probability)


def kept(*items: ScoredCandidate, threshold: float = 0.5) -> dict[str, list[str]]:
    """The words that each chosen candidate keeps, by its key, in the order of choice."""
    chosen = choose(items, threshold)
    return {item.candidate.key: [each.surface for each in mentions] for item, mentions in chosen}


def test_the_longest_of_overlapping_mentions_wins_whatever_the_probabilities() -> None:
    long, short = scored("long", 0.6, mention(0, 3)), scored("short", 0.99, mention(1, 2))
    assert kept(long, short) == kept(short, long) == {"long": ["five six seven"]}


@pytest.mark.parametrize(
    ("probability", "artifact", "expected"),
    [
        (0.51, None, {"a": ["Falcon"]}),
        (0.99, None, {"whole": ["Falcon with Kestrel"]}),  # as probable: not more
        (0.51, Artifact("w", "Falcon with Kestrel", (ArtifactType.METHOD,)), {"whole": ["Falcon with Kestrel"]}),
    ],
)
def test_a_new_name_over_a_connective_gives_way_to_a_more_probable_one_beside_it(
    probability: float, artifact: Artifact | None, expected: dict[str, list[str]]
) -> None:
    text = read_paper(Paper("A title", "Falcon with Kestrel")).abstract
    first, whole = (Mention(text, 0, last, frozenset({Origin.RUN})) for last in (1, 3))
    items = [
        ScoredCandidate(Candidate("a", mentions=[first]), (), 0.99),
        ScoredCandidate(Candidate("whole", artifact, mentions=[whole]), (), probability),
    ]
    assert kept(*items) == expected


@pytest.mark.parametrize("words", ["Falcon Pairwise Kestrel", "Falcon of Kestrel", "Falcon - Kestrel"])
def test_without_a_connective_the_longer_name_stays(words: str) -> None:
    text = read_paper(Paper("A title", words)).abstract
    first, whole = (Mention(text, 0, last, frozenset({Origin.RUN})) for last in (1, 3))
    assert kept(scored("a", SURE, first), scored("whole", 0.51, whole)) == {"whole": [words]}


def test_of_equally_long_mentions_the_most_probable_wins() -> None:
    likely, unlikely = scored("z", 0.8, mention(1, 3)), scored("a", 0.7, mention(0, 2))
    assert kept(likely, unlikely) == kept(unlikely, likely) == {"z": ["six seven"]}


def test_of_equally_long_and_probable_mentions_the_first_key_wins() -> None:
    one, other = scored("a", SURE, mention(0, 1)), scored("b", SURE, mention(0, 1))
    assert kept(one, other) == kept(other, one) == {"a": ["five"]}


def test_mentions_that_touch_or_stand_in_other_fields_do_not_overlap() -> None:
    whole = scored("title", SURE, mention(0, 4, TextField.TITLE))
    left, right = scored("left", SURE, mention(0, 2)), scored("right", SURE, mention(2, 3))
    assert kept(right, left, whole) == {"title": ["one two three four"], "left": ["five six"], "right": ["seven"]}


def test_a_candidate_is_chosen_as_long_as_it_keeps_one_mention() -> None:
    both = scored("both", 0.6, mention(0, 1), mention(4, 5))
    assert kept(both, scored("long", 0.6, mention(0, 2))) == {"long": ["five six"], "both": ["nine"]}


def test_what_lost_all_its_words_takes_none_from_others() -> None:
    """A mention claims its words whole or not at all."""
    winner, loser = scored("winner", SURE, mention(0, 3)), scored("loser", SURE, mention(2, 4))
    assert kept(winner, loser, scored("free", 0.6, mention(3, 4))) == {"winner": ["five six seven"], "free": ["eight"]}


def test_the_threshold_itself_is_enough_and_what_is_below_claims_nothing() -> None:
    below, at = scored("below", 0.49, mention(0, 3)), scored("at", 0.5, mention(1, 2))
    assert kept(below, at) == {"at": ["six"]}
    assert kept(below, at, threshold=0.51) == {}


def test_the_title_comes_first_then_the_order_of_the_text() -> None:
    late = scored("late", SURE, mention(5, 6), mention(3, 4), mention(3, 4, TextField.TITLE))
    early = scored("early", SURE, mention(0, 1), mention(2, 3))
    title = scored("title", SURE, mention(4, 5), mention(1, 2, TextField.TITLE))
    assert list(kept(early, late, title).items()) == [
        ("title", ["two", "nine"]), ("late", ["four", "eight", "ten"]), ("early", ["five", "seven"]),
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3), st.sampled_from([0.4, 0.5, 0.6, 0.7])), max_size=8),
    st.randoms(use_true_random=False),
)
def test_no_word_is_given_twice_and_the_order_of_candidates_is_of_no_account(
    spans: list[tuple[int, int, float]], chance: random.Random
) -> None:
    items = [
        scored(f"c{number}", probability, mention(first, min(first + length, 6)))
        for number, (first, length, probability) in enumerate(spans)
    ]
    chosen = choose(items, 0.5)
    places = [place for _, mentions in chosen for each in mentions for place in range(each.first, each.last)]
    assert len(places) == len(set(places))
    shuffled = items.copy()
    chance.shuffle(shuffled)
    assert choose(shuffled, 0.5) == chosen


@pytest.fixture(scope="module")
def candidates() -> tuple[PaperText, list[Candidate]]:
    text = read_paper(Paper("TideQA", "We introduce TideQA, a benchmark. GPT-4o beats LLaMA on MMLU-Pro."))
    return text, find_candidates(text, AliasMatcher(small_catalogue()))


def test_the_score_is_the_model_s_probability_of_the_candidate_s_features(
    candidates: tuple[PaperText, list[Candidate]],
) -> None:
    text, found = candidates
    model = BinaryModel({"bias": -1.0, "origin:catalogue": 3.0})
    items = score_candidates(found, text, model)
    assert [(item.candidate, item.features) for item in items] == described(found, text)
    for item in items:
        assert item.probability == model.probability(item.features)
        assert (item.probability > 0.5) == (item.candidate.artifact is not None)
    assert {item.probability > 0.5 for item in items} == {True, False}
