"""Papers and readings survive the way through JSON exactly, and broken records name their field."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.codec import decode_paper, decode_reading, encode_record
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.records import Artifact, Author, Evidence, Link, Paper, Reading, Result, Source, TopicLink
from kg.ground.schema import ArtifactType, ModelRole, ResultBound, ResultKind, Role, TextField

Json = Any  # a broken object holds anything
_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_MAYBE = st.none() | _TEXT
_COUNT = st.none() | st.integers(0, 2**40)
_TEXTS = st.lists(_TEXT, max_size=2).map(tuple)
_PAIRS = st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple)
_PROBABILITY = st.floats(0, 1)

_PAPERS = st.builds(
    Paper,
    title=_TEXT,
    abstract=st.just("") | _TEXT,
    date=st.sampled_from([None, "2024", "2024-05", "2024-05-17"]),
    authors=st.lists(st.builds(Author, _TEXT, _MAYBE, _TEXTS, _TEXTS), max_size=2).map(tuple),
    author_count=_COUNT,
    organisation=_MAYBE,
    comments=_COUNT,
    upvotes=_COUNT,
    submitter=_MAYBE,
    listed=_MAYBE,
    venue=_MAYBE,
    categories=_TEXTS,
    keywords=_TEXTS,
    arxiv=_MAYBE,
    doi=_MAYBE,
    identifiers=_TEXTS,
    references=_TEXTS,
    links=_TEXTS,
    code=_TEXTS,
    sources=st.lists(st.builds(Source, _TEXT, _TEXT, st.integers(1, 9), _PAIRS), max_size=2).map(tuple),
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
    low=_MAYBE,
    bound=st.sampled_from([None, *ResultBound]),
    model_role=st.sampled_from([None, *ModelRole]),
    condition=_MAYBE,
    confidence=st.none() | _PROBABILITY,
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
    assert decode_paper(encode_record(paper)) == paper


@given(_READINGS)
def test_readings_round_trip_to_the_same_types_and_bytes(reading: Reading) -> None:
    line = encode_record(reading)
    again = decode_reading(line)
    assert again == reading
    assert repr(_types(again)) == repr(_types(reading))
    assert encode_record(again) == line


def _types(value: object) -> object:
    """The types of all that a record holds: 1 equals 1.0 and a term its text, but they are not the same."""
    if is_dataclass(value):
        return [type(value), *(_types(getattr(value, field.name)) for field in fields(value))]
    return [tuple, *map(_types, value)] if isinstance(value, tuple) else type(value)


@given(_READINGS)
def test_keys_are_sorted_and_only_what_a_default_gives_back_is_left_out(reading: Reading) -> None:
    def check(record: object, data: dict[str, object]) -> None:
        assert list(data) == sorted(data)
        assert is_dataclass(record)
        for field in fields(record):
            value = getattr(record, field.name)
            left_out = field.default is not MISSING and value == field.default and value in (None, "", ())
            assert (field.name not in data) == left_out, field.name
            for part, written in _pairs(value, data.get(field.name)):
                check(part, written)

    check(reading, orjson.loads(encode_record(reading)))


def _pairs(value: object, written: object) -> list[tuple[object, dict[str, object]]]:
    """The records in a field's value, and the objects that they are written as."""
    if isinstance(value, tuple):
        assert written is None or isinstance(written, list)
        return [pair for each in zip(value, written or [], strict=True) for pair in _pairs(*each)]
    return [(value, written)] if is_dataclass(value) and isinstance(written, dict) else []


@pytest.mark.parametrize("source", ["", "curated", "text"])
def test_empty_text_is_written_where_the_default_is_another(source: str) -> None:
    """So it is read back as what it was."""
    artifact = Artifact("a", "A", (ArtifactType.MODEL,), source=source)
    link = Link(artifact, ArtifactType.MODEL, Role.USES, 0.5, (Evidence(TextField.TITLE, 0, 1, "A", 0, 1),))
    reading = Reading(Paper("A", sources=(Source("", "jsonl", 1),)), (link,))
    assert decode_reading(encode_record(reading)) == reading


def test_a_zero_is_a_count_and_is_kept() -> None:
    assert decode_paper(encode_record(Paper("T", comments=0))).comments == 0


def _reading() -> Json:
    evidence = Evidence(TextField.TITLE, 0, 4, "BERT", 0, 4)
    link = Link(Artifact("bert", "BERT", (ArtifactType.MODEL,)), ArtifactType.MODEL, Role.USES, 0.9, (evidence,))
    result = Result(value="1", kind=ResultKind.SCORE, evidence=evidence)
    reading = Reading(Paper("BERT", sources=(Source("a", "jsonl", 1),)), (link,), results=(result,))
    data: Json = orjson.loads(encode_record(reading))
    return data


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("paper",), None, "the reading: object missing required field `paper`"),
        (("paper",), 3, "paper of the reading: expected `object`, got `int`"),
        (("paper", "title"), None, "paper of the reading: object missing required field `title`"),
        (("paper", "title"), 5, "paper.title of the reading: expected `str`, got `int`"),
        (("paper", "authors"), [{"name": "A"}, 5], "paper.authors[1] of the reading"),
        (("paper", "author_count"), "5", "paper.author_count of the reading"),
        (("paper", "comments"), True, "paper.comments of the reading: expected `int | null`, got `bool`"),
        (("paper", "sources", 0, "position"), 1.5, "paper.sources[0].position of the reading"),
        (("links",), {}, "links of the reading: expected `array`, got `object`"),
        (("links", 0, "role"), "loves", "links[0].role of the reading: invalid enum value 'loves'"),
        (("links", 0, "confidence"), "high", "links[0].confidence of the reading"),
        (("links", 0, "confidence"), True, "links[0].confidence of the reading"),
        (("links", 0, "features"), [["a"]], "links[0].features[0] of the reading"),
        (("links", 0, "features"), [["a", "high"]], "links[0].features[0][1] of the reading"),
        (("links", 0, "artifact", "types"), ["thing"], "links[0].artifact.types[0] of the reading"),
        (("links", 0, "artifact", "known"), 1, "links[0].artifact.known of the reading"),
        (("results", 0, "value"), 5, "results[0].value of the reading"),
        (("results", 0, "evidence"), None, "results[0] of the reading: object missing required field `evidence`"),
        (("links", 0, "evidence", 0, "end"), 3, "length"),
        (("links", 0, "evidence"), [], "has no evidence"),
        (("links", 0, "confidence"), 2, "has the confidence 2"),
        (("links", 0, "artifact", "types"), [], "has no type"),
        (("paper", "title"), "", "no title"),
    ],
)
def test_a_broken_record_names_its_field(path: tuple[str | int, ...], value: object, named: str) -> None:
    data = _reading()
    place: Json = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(PaperAtlasError) as caught:
        decode_reading(orjson.dumps(data))
    assert named in caught.value.problem


@pytest.mark.parametrize("value", [1, 1.0, 0])
def test_a_whole_number_is_a_number(value: float) -> None:
    data = _reading()
    data["links"][0]["confidence"] = value
    confidence = decode_reading(orjson.dumps(data)).links[0].confidence
    assert confidence == value
    assert isinstance(confidence, float)


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"\xff", b'{"title":"\xff"}', b'{"title":"\\ud800"}', b'{"title":"T"} x', b'{"title":NaN}',
     b'{"title":"T","comments":99999999999999999999}', b'{"title":"T","x":' + b"[" * 5000 + b"]" * 5000 + b"}",
     b"[]", b"null", b'"T"'],
    ids=lambda line: line[:24].decode("latin-1"),
)  # fmt: skip
def test_what_is_no_object_of_json_is_a_fault_of_the_input(line: bytes) -> None:
    """Also numbers that could not be written again, text that no file can hold, and brackets without end."""
    with pytest.raises(InputError) as caught:
        decode_paper(line)
    assert "paper" in caught.value.problem
    assert caught.value.remedy


def test_a_result_of_an_old_file_is_refused_with_a_remedy() -> None:
    old = b'{"paper":{"title":"A"},"results":[{"value":"1","kind":"absolute","evidence":' + _OLD_EVIDENCE + b"}]}"
    with pytest.raises(InputError, match=r"results\[0\]\.kind of the reading.*'absolute'.*build the folder again"):
        decode_reading(old)


_OLD_EVIDENCE = b'{"field":"title","start":0,"end":1,"text":"A","sentence_start":0,"sentence_end":1}'
