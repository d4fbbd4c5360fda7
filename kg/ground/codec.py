"""Papers and readings as plain JSON types and back: the form of ``papers.jsonl`` and ``readings.jsonl``.

Steps:

1. A record becomes a dict in the order of its fields; None, empty text and empty tuples are left out; numbers
   (0 too) and truth values are kept.
2. Vocabulary terms are written as their values (``"evaluatesOn"``), features as ``[name, value]`` pairs.
3. Reading back fills what was left out with the field's default, so the round trip is exact.

A line of a file that another program has changed is hostile input: every field is checked when it is read back,
and the error names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from kg.ground.errors import InputError
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, Result, Source, TopicLink
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField

Json = dict[str, Any]
_Term = TypeVar("_Term", bound=StrEnum)
_Record = TypeVar("_Record")
_REMEDY = "build the folder again"


def paper_to_dict(paper: Paper) -> Json:
    """The paper as plain JSON types.

    >>> paper_to_dict(Paper("Densing Law of LLMs", date="2024-12-05", comments=0))
    {'title': 'Densing Law of LLMs', 'date': '2024-12-05', 'comments': 0}
    """
    return _kept(
        title=paper.title,
        abstract=paper.abstract,
        date=paper.date,
        authors=list(paper.authors),
        author_count=paper.author_count,
        organisation=paper.organisation,
        comments=paper.comments,
        upvotes=paper.upvotes,
        arxiv=paper.arxiv,
        doi=paper.doi,
        identifiers=list(paper.identifiers),
        links=list(paper.links),
        sources=[
            {"page": source.page, "format": source.format, "position": source.position} for source in paper.sources
        ],
    )


def paper_from_dict(data: Mapping[str, Any]) -> Paper:
    """The paper that ``paper_to_dict`` wrote.

    Raises:
        InputError: a field is missing or has the wrong type.

    >>> paper_from_dict({"title": "Densing Law of LLMs", "date": "2024-12-05"}).year
    2024
    """
    fields = _Fields(data, "paper")
    return Paper(
        title=fields.text("title"),
        abstract=fields.text("abstract", ""),
        date=fields.optional_text("date"),
        authors=fields.texts("authors"),
        author_count=fields.optional_int("author_count"),
        organisation=fields.optional_text("organisation"),
        comments=fields.optional_int("comments"),
        upvotes=fields.optional_int("upvotes"),
        arxiv=fields.optional_text("arxiv"),
        doi=fields.optional_text("doi"),
        identifiers=fields.texts("identifiers"),
        links=fields.texts("links"),
        sources=fields.records("sources", _source_from_dict),
    )


def reading_to_dict(reading: Reading) -> Json:
    """The reading as plain JSON types."""
    return _kept(
        paper=paper_to_dict(reading.paper),
        links=[_link_to_dict(link) for link in reading.links],
        topics=[_topic_to_dict(topic) for topic in reading.topics],
        results=[_result_to_dict(result) for result in reading.results],
        urls=list(reading.urls),
    )


def reading_from_dict(data: Mapping[str, Any]) -> Reading:
    """The reading that ``reading_to_dict`` wrote.

    Raises:
        InputError: a field is missing or has the wrong type.
    """
    fields = _Fields(data, "reading")
    return Reading(
        paper=fields.record("paper", paper_from_dict),
        links=fields.records("links", _link_from_dict),
        topics=fields.records("topics", _topic_from_dict),
        results=fields.records("results", _result_from_dict),
        urls=fields.texts("urls"),
    )


def _link_to_dict(link: Link) -> Json:
    return _kept(
        artifact=_artifact_to_dict(link.artifact),
        type=link.type.value,
        role=link.role.value,
        confidence=link.confidence,
        evidence=[_evidence_to_dict(evidence) for evidence in link.evidence],
        features=[[name, value] for name, value in link.features],
        corrections=list(link.corrections),
    )


def _artifact_to_dict(artifact: Artifact) -> Json:
    return _kept(
        slug=artifact.slug,
        name=artifact.name,
        types=[term.value for term in artifact.types],
        aliases=list(artifact.aliases),
        variant_of=artifact.variant_of,
        family=artifact.family,
        organisation=artifact.organisation,
        date=artifact.date,
        hub_id=artifact.hub_id,
        arxiv=artifact.arxiv,
        url=artifact.url,
        known=artifact.known,
        source=artifact.source,
    )


def _evidence_to_dict(evidence: Evidence) -> Json:
    return {
        "field": evidence.field.value,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "sentence_start": evidence.sentence_start,
        "sentence_end": evidence.sentence_end,
    }


def _topic_to_dict(topic: TopicLink) -> Json:
    return _kept(
        slug=topic.slug,
        label=topic.label,
        primary=topic.primary,
        confidence=topic.confidence,
        alt_labels=list(topic.alt_labels),
        evidence=[_evidence_to_dict(evidence) for evidence in topic.evidence],
        candidate=topic.candidate,
    )


def _result_to_dict(result: Result) -> Json:
    return _kept(
        model=result.model,
        on=result.on,
        metric=result.metric,
        value=result.value,
        unit=result.unit,
        kind=result.kind.value,
        evidence=_evidence_to_dict(result.evidence),
        compared_with=result.compared_with,
        higher_is_better=result.higher_is_better,
    )


def _source_from_dict(data: Mapping[str, Any]) -> Source:
    fields = _Fields(data, "source")
    return Source(page=fields.text("page"), format=fields.text("format"), position=fields.integer("position"))


def _link_from_dict(data: Mapping[str, Any]) -> Link:
    fields = _Fields(data, "link")
    return Link(
        artifact=fields.record("artifact", _artifact_from_dict),
        type=fields.term("type", ArtifactType),
        role=fields.term("role", Role),
        confidence=fields.number("confidence"),
        evidence=fields.records("evidence", _evidence_from_dict),
        features=fields.pairs("features"),
        corrections=fields.texts("corrections"),
    )


def _artifact_from_dict(data: Mapping[str, Any]) -> Artifact:
    fields = _Fields(data, "artifact")
    return Artifact(
        slug=fields.text("slug"),
        name=fields.text("name"),
        types=fields.terms("types", ArtifactType),
        aliases=fields.texts("aliases"),
        variant_of=fields.optional_text("variant_of"),
        family=fields.optional_text("family"),
        organisation=fields.optional_text("organisation"),
        date=fields.optional_text("date"),
        hub_id=fields.optional_text("hub_id"),
        arxiv=fields.optional_text("arxiv"),
        url=fields.optional_text("url"),
        known=fields.truth("known"),
        source=fields.text("source"),
    )


def _evidence_from_dict(data: Mapping[str, Any]) -> Evidence:
    fields = _Fields(data, "evidence")
    return Evidence(
        field=fields.term("field", TextField),
        start=fields.integer("start"),
        end=fields.integer("end"),
        text=fields.text("text"),
        sentence_start=fields.integer("sentence_start"),
        sentence_end=fields.integer("sentence_end"),
    )


def _topic_from_dict(data: Mapping[str, Any]) -> TopicLink:
    fields = _Fields(data, "topic")
    return TopicLink(
        slug=fields.text("slug"),
        label=fields.text("label"),
        primary=fields.truth("primary"),
        confidence=fields.number("confidence"),
        alt_labels=fields.texts("alt_labels"),
        evidence=fields.records("evidence", _evidence_from_dict),
        candidate=fields.truth("candidate"),
    )


def _result_from_dict(data: Mapping[str, Any]) -> Result:
    fields = _Fields(data, "result")
    return Result(
        model=fields.optional_text("model"),
        on=fields.optional_text("on"),
        metric=fields.optional_text("metric"),
        value=fields.text("value"),
        unit=fields.optional_text("unit"),
        kind=fields.term("kind", ResultKind),
        evidence=fields.record("evidence", _evidence_from_dict),
        compared_with=fields.optional_text("compared_with"),
        higher_is_better=fields.optional_truth("higher_is_better"),
    )


def _kept(**values: Any) -> Json:
    """The values without None, empty text and empty lists."""
    return {name: value for name, value in values.items() if value is not None and value != "" and value != []}


class _Fields:
    """Checked access to the fields of one JSON object."""

    __slots__ = ("_data", "_kind")

    def __init__(self, data: object, kind: str) -> None:
        if not isinstance(data, Mapping):
            raise InputError(f"a {kind} record is not a JSON object", remedy=_REMEDY)
        self._data = data
        self._kind = kind

    def _wrong(self, name: str, expected: str) -> InputError:
        state = f"is not {expected}" if name in self._data else "is missing"
        return InputError(f"the field {name!r} of the {self._kind} record {state}", remedy=_REMEDY)

    def text(self, name: str, default: str | None = None) -> str:
        value = self._data.get(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, "text")
        return value

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if name in self._data else None

    def integer(self, name: str) -> int:
        value = self._data.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(name, "a whole number")
        return value

    def optional_int(self, name: str) -> int | None:
        return self.integer(name) if name in self._data else None

    def number(self, name: str) -> float:
        value = self._data.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._wrong(name, "a number")
        return float(value)

    def truth(self, name: str) -> bool:
        value = self._data.get(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def optional_truth(self, name: str) -> bool | None:
        return self.truth(name) if name in self._data else None

    def term(self, name: str, vocabulary: type[_Term]) -> _Term:
        try:
            return vocabulary(self.text(name))
        except ValueError:
            raise self._wrong(name, "one of " + ", ".join(vocabulary)) from None

    def terms(self, name: str, vocabulary: type[_Term]) -> tuple[_Term, ...]:
        try:
            return tuple(vocabulary(text) for text in self.texts(name))
        except ValueError:
            raise self._wrong(name, "a list of " + ", ".join(vocabulary)) from None

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(name, "a list of texts")
        return tuple(values)

    def pairs(self, name: str) -> tuple[tuple[str, float], ...]:
        try:
            return tuple((str(key), float(value)) for key, value in self._list(name))
        except (TypeError, ValueError):
            raise self._wrong(name, "a list of [name, number] pairs") from None

    def record(self, name: str, decode: Callable[[Mapping[str, Any]], _Record]) -> _Record:
        if name not in self._data:
            raise self._wrong(name, "a JSON object")
        return decode(self._data[name])

    def records(self, name: str, decode: Callable[[Mapping[str, Any]], _Record]) -> tuple[_Record, ...]:
        return tuple(decode(value) for value in self._list(name))

    def _list(self, name: str) -> list[Any]:
        value = self._data.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value
