"""Papers and readings survive the way through JSON exactly, and broken records name their field."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.codec import paper_from_dict, paper_to_dict, reading_from_dict, reading_to_dict
from kg.ground.errors import InputError
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, Result, Source, TopicLink
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_MAYBE = st.none() | _TEXT
_COUNT = st.none() | st.integers(0, 2**40)
_TEXTS = st.lists(_TEXT, max_size=2).map(tuple)
_PROBABILITY = st.floats(0, 1)

_PAPERS = st.builds(
    Paper,
    title=_TEXT,
    abstract=st.just("") | _TEXT,
    date=st.sampled_from([None, "2024", "2024-05", "2024-05-17"]),
    authors=_TEXTS,
    author_count=_COUNT,
    organisation=_MAYBE,
    comments=_COUNT,
    upvotes=_COUNT,
    arxiv=_MAYBE,
    doi=_MAYBE,
    identifiers=_TEXTS,
    links=_TEXTS,
    sources=st.lists(st.builds(Source, _TEXT, _TEXT, st.integers(1, 9)), max_size=2).map(tuple),
)


@st.composite
def _evidence(draw: st.DrawFn) -> Evidence:
    text = draw(_TEXT)
    start = draw(st.integers(0, 5))
    end = start + len(text)
    return Evidence(draw(st.sampled_from(TextField)), start, end, text, start - draw(st.integers(0, start)), end + 1)


_ARTIFACTS = st.builds(
    Artifact,
    slug=_TEXT,
    name=_TEXT,
    types=st.lists(st.sampled_from(ArtifactType), min_size=1, max_size=2, unique=True).map(tuple),
    aliases=_TEXTS,
    variant_of=_MAYBE,
    family=_MAYBE,
    organisation=_MAYBE,
    date=_MAYBE,
    hub_id=_MAYBE,
    arxiv=_MAYBE,
    url=_MAYBE,
    known=st.booleans(),
    source=_TEXT,
)
_LINKS = st.builds(
    Link,
    artifact=_ARTIFACTS,
    type=st.sampled_from(ArtifactType),
    role=st.sampled_from(Role),
    confidence=_PROBABILITY,
    evidence=st.lists(_evidence(), min_size=1, max_size=2).map(tuple),
    features=st.lists(st.tuples(_TEXT, st.floats(allow_nan=False, allow_infinity=False)), max_size=2).map(tuple),
)
_TOPICS = st.builds(
    TopicLink,
    slug=_TEXT,
    label=_TEXT,
    primary=st.booleans(),
    confidence=_PROBABILITY,
    alt_labels=_TEXTS,
    evidence=st.lists(_evidence(), max_size=1).map(tuple),
    candidate=st.booleans(),
)
_RESULTS = st.builds(
    Result,
    model=_MAYBE,
    on=_MAYBE,
    metric=_MAYBE,
    value=_TEXT,
    unit=_MAYBE,
    kind=st.sampled_from(ResultKind),
    evidence=_evidence(),
    compared_with=_MAYBE,
    higher_is_better=st.sampled_from([None, True, False]),
)
_READINGS = st.builds(
    Reading,
    paper=_PAPERS,
    links=st.lists(_LINKS, max_size=2).map(tuple),
    topics=st.lists(_TOPICS, max_size=2).map(tuple),
    results=st.lists(_RESULTS, max_size=2).map(tuple),
    urls=_TEXTS,
)


@given(_PAPERS)
def test_papers_round_trip(paper: Paper) -> None:
    assert paper_from_dict(orjson.loads(orjson.dumps(paper_to_dict(paper)))) == paper


@given(_READINGS)
def test_readings_round_trip(reading: Reading) -> None:
    line = orjson.dumps(reading_to_dict(reading), option=orjson.OPT_SORT_KEYS)
    again = reading_from_dict(orjson.loads(line))
    assert again == reading
    assert orjson.dumps(reading_to_dict(again), option=orjson.OPT_SORT_KEYS) == line


@given(_READINGS)
def test_nothing_empty_is_written(reading: Reading) -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            for part in value.values():
                assert part is not None
                assert part not in ("", [], {})
                check(part)
        elif isinstance(value, list):
            for part in value:
                check(part)

    check(reading_to_dict(reading))


def test_a_zero_is_a_count_and_is_kept() -> None:
    assert paper_from_dict(paper_to_dict(Paper("T", comments=0))).comments == 0


def _reading() -> dict[str, Any]:
    evidence = Evidence(TextField.TITLE, 0, 4, "BERT", 0, 4)
    link = Link(Artifact("bert", "BERT", (ArtifactType.MODEL,)), ArtifactType.MODEL, Role.USES, 0.9, (evidence,))
    return reading_to_dict(Reading(Paper("BERT", sources=(Source("a", "jsonl", 1),)), (link,)))


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("paper",), None, "'paper'"),
        (("paper",), 3, "paper record is not a JSON object"),
        (("paper", "title"), None, "'title' of the paper record is missing"),
        (("paper", "title"), 5, "'title' of the paper record is not text"),
        (("paper", "authors"), ["A", 5], "'authors'"),
        (("paper", "author_count"), "5", "'author_count'"),
        (("paper", "comments"), True, "'comments'"),
        (("paper", "sources", 0, "position"), 1.5, "'position' of the source record"),
        (("links",), {}, "'links'"),
        (("links", 0, "role"), "loves", "'role' of the link record is not one of introduces"),
        (("links", 0, "confidence"), "high", "'confidence'"),
        (("links", 0, "features"), [["a"]], "'features'"),
        (("links", 0, "artifact", "types"), ["thing"], "'types' of the artifact record"),
        (("links", 0, "artifact", "known"), 1, "'known'"),
        (("links", 0, "evidence", 0, "end"), 3, "length"),
    ],
)
def test_a_broken_record_names_its_field(path: tuple[str | int, ...], value: Any, named: str) -> None:
    data = _reading()
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(InputError) as caught:
        reading_from_dict(data)
    assert named in str(caught.value)
