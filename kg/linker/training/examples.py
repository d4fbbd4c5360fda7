"""Labelled examples for training: candidates and concepts of annotated papers and sentences.

A candidate of an annotated paper is positive if one of its surfaces, or its name, is an entity of the paper; one that
only an ``unsure`` entity explains is left out.

The annotation of a paper may be ``partial``: a person decided on some of its links only. Candidates that no decision is
about teach nothing then; those that one of ``rejected`` explains are negative. Entities that are ``undecided`` are what
the linker made of the rest: they are only seen as the neighbours of the decided ones, on which roles depend.

Of sentences that others annotated with names of datasets, a candidate that overlaps a named span is positive. What
overlaps no span is negative only where it would be a dataset, or is no name at all: models and methods were not
annotated there, so that of the rest only one thing is known, that it is no dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import Content, read_content
from kg.ground.records import Paper
from kg.ground.schema import ArtifactType
from kg.ground.text import fold
from kg.linker.artifact_links import possible_candidates
from kg.linker.mentions.candidates import Candidate, find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Mention
from kg.linker.roles.decision import RoleCase, role_case
from kg.linker.roles.role_features import paper_features
from kg.linker.scoring.candidate_features import EXCERPT, described
from kg.linker.text.paper_text import PaperText, clean_field, read_paper
from kg.linker.topics.topic_candidates import ConceptFinder

#: The type of what is a model or a method, if it is a name.
NOT_DATA = "not-data"
_PAPER_FIELDS = {"id": (str, int), "title": (str,), "entities": (list,)}
_SENTENCE_FIELDS = {"id": (str, int), "text": (str,), "spans": (list,), "named": (list,)}
_DATA = frozenset(kind for kind in ArtifactType if kind.is_data)
#: Features of what would be a dataset if it were a name, and of what is no name.
_WOULD_BE_DATA = ("noun:after=data", "noun:after=test", *(f"known:type={kind}" for kind in sorted(_DATA, reverse=True)))
_NO_NAME = ("other:", "shape:common")
_NO_TITLE = "-"  # a paper must have one


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled candidate.

    Attributes:
        paper: id of the paper or sentence; folds are dealt by it.
        features: the candidate's; type_features: those that its type is learnt by.
        positive: whether it is a named artifact; None where that is not known.
        type, role: as annotated; None where it is none, or not known. ``NOT_DATA`` is a model or a method.
        case: what the role is decided from; None where there is none. It may have one without a role: then it is only
            a neighbour of others.
        weight: how much it counts. excerpt: whether it is from a sentence, not from a paper.
    """

    paper: str
    features: tuple[str, ...]
    type_features: tuple[str, ...]
    positive: bool | None
    type: str | None = None
    role: str | None = None
    case: RoleCase | None = None
    weight: float = 1.0
    excerpt: bool = False


@dataclass(frozen=True, slots=True)
class AnnotatedPaper:
    """A paper with its annotation and the examples that it gives.

    Attributes:
        paper: its id; folds are dealt by it. text: title and abstract as the linker reads them.
        entities: as annotated. weight: how much the paper counts. partial: whether only some links are decided.
    """

    paper: str
    text: PaperText
    entities: Sequence[Mapping[str, Any]]
    weight: float
    candidates: Sequence[Example]
    topics: Sequence[TopicExample]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class TopicExample:
    """A concept that an annotated paper names: its features, whether it is a topic, and a primary one."""

    paper: str
    features: tuple[str, ...]
    positive: bool
    primary: bool
    weight: float = 1.0


def read_annotations(file: Path | Content) -> list[dict[str, Any]]:
    """Read annotated papers: one JSON object a line with id, title, abstract and entities.

    Raises:
        InputError: the file cannot be read, a line does not parse or lacks a field.
    """
    return [record for _, record in read_object_lines(file, _PAPER_FIELDS)]


def read_sentences(file: Path | Content) -> list[dict[str, Any]]:
    """Read annotated sentences: one JSON object a line with id, text, spans (``[start, end, type, words]``, 0-based
    characters, end exclusive) and, for each span, whether it is a name (``named``).

    Raises:
        InputError: the file cannot be read, a line does not parse or lacks a field, or its spans are of another form.
    """
    sentences = []
    for place, record in read_object_lines(file, _SENTENCE_FIELDS):
        if not all(map(_is_annotated_span, record["spans"])):
            raise InputError("a span is no [start, end, type, words]", where=place, remedy="mend the span")
        if len(record["spans"]) != len(record["named"]):
            raise InputError("not as many spans as named", where=place, remedy="say of each span whether it is a name")
        sentences.append(record)
    return sentences


def _is_annotated_span(span: object) -> bool:
    return isinstance(span, list) and len(span) == 4 and all(map(isinstance, span, (int, int, str, str)))


def read_object_lines(
    file: Path | Content, fields: Mapping[str, tuple[type, ...]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read (where it stands, record) of each line. Only line feeds end lines: JSON strings may hold other separators.

    Args:
        fields: those that each record must have, with the types that they may be of.
    """
    content = read_content(file, remedy="name a file of annotations")
    for number, line in enumerate(content.data.split(b"\n"), 1):
        if not line.strip():
            continue
        place = f"{content.name}:{number}"
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise InputError(f"not JSON: {error.msg}", where=place, remedy="mend the line") from error
        if not isinstance(record, dict):
            raise InputError("no JSON object", where=place, remedy="write one object a line")
        if missing := [name for name, kind in fields.items() if not isinstance(record.get(name), kind)]:
            raise InputError(f"no {', '.join(missing)}", where=place, remedy="add the field")
        yield place, record


def annotated_paper(
    annotated: Mapping[str, Any], matcher: AliasMatcher, finder: ConceptFinder, *, weight: float = 1.0
) -> AnnotatedPaper:
    """Learn all that one annotated paper teaches."""
    return AnnotatedPaper(
        str(annotated["id"]),
        read_paper(Paper(annotated["title"], annotated.get("abstract") or "")),
        annotated["entities"],
        weight,
        paper_examples(annotated, matcher, weight=weight),
        topic_examples(annotated, finder, weight=weight),
        partial=bool(annotated.get("partial")),
    )


def paper_examples(annotated: Mapping[str, Any], matcher: AliasMatcher, *, weight: float = 1.0) -> list[Example]:
    """Label the candidates of one annotated paper."""
    text = read_paper(Paper(annotated["title"], annotated.get("abstract") or ""))
    context = paper_features(text)
    examples = []
    for candidate, features in described(possible_candidates(text, matcher), text):
        entity = _entity_of_candidate(candidate, annotated["entities"])
        if entity is not None and entity.get("unsure"):
            continue
        seen = (*features, *context)
        if entity is None:
            if annotated.get("partial") and _entity_of_candidate(candidate, annotated.get("rejected", ())) is None:
                continue
            examples.append(Example(str(annotated["id"]), features, seen, False, weight=weight))
            continue
        kind, role = str(entity["type"]), str(entity["role"])
        case = role_case(candidate, features, kind, text, context)
        if entity.get("undecided"):
            examples.append(Example(str(annotated["id"]), features, seen, None, case=case, weight=weight))
            continue
        examples.append(Example(str(annotated["id"]), features, seen, True, kind, role, case, weight))
    return examples


def _entity_of_candidate(candidate: Candidate, entities: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Find the entity that a candidate is; firm ones first."""
    surfaces = {fold(mention.surface) for mention in candidate.mentions}
    if candidate.artifact is not None:
        surfaces.add(fold(candidate.artifact.name))
    return entity_of_surfaces(surfaces, entities)


def entity_of_surfaces(surfaces: Set[str], entities: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Find the annotated entity that has one of these folded names; firm ones first."""
    for entity in sorted(entities, key=lambda entity: bool(entity.get("unsure"))):
        names = (entity["name"], *map(_surface_of_mention, entity.get("mentions", ())))
        # Annotators write what the paper shows, candidates are read without its markup.
        if not surfaces.isdisjoint(fold(form) for name in names for form in (name, clean_field(name).text)):
            return entity
    return None


def _surface_of_mention(mention: Any) -> str:
    """Return the words of a mention as annotators write it (``[field, words]``) or as ``paperatlas link`` does."""
    return str(mention["text"] if isinstance(mention, dict) else mention[1])


def sentence_examples(annotated: Mapping[str, Any], matcher: AliasMatcher, *, weight: float = 1.0) -> list[Example]:
    """Label the candidates of one sentence in which the names of datasets are annotated."""
    text = read_paper(Paper(_NO_TITLE, annotated["text"]))
    spans = list(zip(annotated["spans"], annotated["named"], strict=True))
    examples = []
    for candidate, features in described(find_candidates(text, matcher), text):
        met = [
            (span, named)
            for span, named in spans
            if any(_mention_overlaps_span(mention, span, text) for mention in candidate.mentions)
        ]
        # What others call a dataset may be a benchmark of ours: of types only the style of sentences is learnt.
        seen = tuple(name for name in features if name.startswith(EXCERPT))
        positive, kind = _judged_candidate(features, met)
        if positive is not None or kind is not None:
            examples.append(Example(str(annotated["id"]), features, seen, positive, kind, weight=weight, excerpt=True))
    return examples


def _judged_candidate(
    features: Sequence[str], met: Sequence[tuple[Sequence[object], bool]]
) -> tuple[bool | None, str | None]:
    """Check whether a candidate is a name and of what type, by the spans that it meets and whether those are names."""
    data = [named for span, named in met if span[2] in _DATA]
    if any(data):
        return True, ArtifactType.DATASET.value
    if data:  # a dataset that is described, but not named
        return None, None
    if met or any(name in _WOULD_BE_DATA or name.startswith(_NO_NAME) for name in features):
        return False, None
    return None, NOT_DATA


def _mention_overlaps_span(mention: Mention, span: Sequence[Any], text: PaperText) -> bool:
    """Check whether a mention has characters of a span of the sentence as it is shown."""
    shown = text.shown_evidence(mention.text.evidence(mention.first, mention.last))
    return bool(shown.start < span[1] and span[0] < shown.end)


def topic_examples(annotated: Mapping[str, Any], finder: ConceptFinder, *, weight: float = 1.0) -> list[TopicExample]:
    """Label the concepts of one annotated paper; none where it has no topics."""
    text = read_paper(Paper(annotated["title"], annotated.get("abstract") or ""))
    wanted = {fold(topic["label"]): bool(topic.get("primary")) for topic in annotated.get("topics", ())}
    examples = []
    for found in finder.concepts(text) if wanted else ():
        primary = [wanted[label] for label in finder.labels(found.slug) if label in wanted]
        examples.append(TopicExample(str(annotated["id"]), found.features, bool(primary), any(primary), weight))
    return examples
