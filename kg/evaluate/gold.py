"""Gold and predicted papers in the form that ``paperatlas link`` prints and annotators write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kg.ground.errors import InputError
from kg.ground.files.standard_streams import Content, read_content
from kg.ground.schema import ArtifactType, Role

_REMEDY = "name a file of annotated papers"
_SEPARATORS = re.compile(r"[\s\-_–—‐]+")


def fold_surface(text: str) -> str:
    """Make the key under which surfaces and names are compared when scoring: case, spaces and hyphens folded."""
    return _SEPARATORS.sub("", text).casefold()


@dataclass(frozen=True, slots=True)
class ScoredEntity:
    """An entity of a gold or a predicted paper.

    Attributes:
        types, roles: what is acceptable, the preferred first; a prediction has one of each.
        surfaces: folded name and mentions.
        unsure: counts neither when found nor when missed. known: whether the catalogue has it, None where not asked.
        confidence: 0 to 1 (predictions).
    """

    name: str
    types: tuple[str, ...]
    roles: tuple[str, ...]
    surfaces: frozenset[str]
    unsure: bool = False
    known: bool | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ScoredTopic:
    """A topic: folded label and alternative labels, and whether it is primary."""

    labels: frozenset[str]
    primary: bool


@dataclass(frozen=True, slots=True)
class ScoredResult:
    """A reported figure: the numbers it may be given as, and the folded names of its model and benchmark."""

    values: frozenset[str]
    model: str
    on: str


@dataclass(frozen=True, slots=True)
class ScoredPaper:
    """What one paper says, in gold or in a prediction."""

    id: str
    entities: tuple[ScoredEntity, ...]
    topics: tuple[ScoredTopic, ...]
    results: tuple[ScoredResult, ...]


def read_scored(file: Path | Content, *, partial: bool = False) -> dict[str, ScoredPaper]:
    """Read gold or predicted papers, one JSON object a line, by id.

    Args:
        partial: take papers of which only some links are annotated, too: one can learn from them, not score with them.

    Raises:
        InputError: the file cannot be read, a line is no JSON object, a field is missing, or a type or a role is none
            of the closed lists.
    """
    content = read_content(file, remedy=_REMEDY)
    papers = {}
    for number, line in enumerate(content.data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = orjson.loads(line)
            if data.get("partial") and not partial:
                raise ValueError("its annotation is partial, which is for train --with alone")
            paper = scored_paper(data)
            _scored_names(data.get("rejected", ()))
        except KeyError as error:
            raise _fault_of_line(content.name, number, f"no field {error}") from error
        except (TypeError, AttributeError, ValueError, LookupError) as error:  # JSONDecodeError is a ValueError
            raise _fault_of_line(content.name, number, str(error)) from error
        papers[paper.id] = paper
    if not papers:
        raise InputError("the file holds no papers", where=content.name, remedy=_REMEDY)
    return papers


def _fault_of_line(name: str, line: int, problem: str) -> InputError:
    return InputError(f"not an annotated paper: {problem}", where=f"{name}:{line}", remedy="mend the line")


def scored_paper(data: Mapping[str, Any]) -> ScoredPaper:
    """Read a paper from its JSON form.

    Raises:
        KeyError, TypeError, AttributeError, ValueError, LookupError: the form is another.
    """
    return ScoredPaper(
        str(data["id"]),
        tuple(map(_scored_entity, data.get("entities", ()))),
        tuple(map(_scored_topic, data.get("topics", ()))),
        tuple(map(_scored_result, data.get("results", ()))),
    )


def _scored_names(rejected: Iterable[Mapping[str, Any]]) -> list[frozenset[str]]:
    """Read the names of what is no entity, in the form of entities without a type and a role."""
    return [frozenset(map(fold_surface, {data["name"], *_surfaces_of_mentions(data)})) for data in rejected]


def _surfaces_of_mentions(data: Mapping[str, Any]) -> set[str]:
    mentions: Iterable[Any] = data.get("mentions", ())
    return {mention["text"] if isinstance(mention, dict) else mention[1] for mention in mentions}


def _scored_entity(data: Mapping[str, Any]) -> ScoredEntity:
    surfaces = _surfaces_of_mentions(data)
    return ScoredEntity(
        data["name"],
        (str(ArtifactType(data["type"])), *(str(ArtifactType(alt)) for alt in (data.get("alt_type"),) if alt)),
        (str(Role(data["role"])), *(str(Role(alt)) for alt in (data.get("alt_role"),) if alt)),
        frozenset(map(fold_surface, {data["name"], *surfaces})),
        bool(data.get("unsure", False)),
        data.get("known"),
        float(data.get("confidence", 1.0)),
    )


def _scored_topic(data: Mapping[str, Any]) -> ScoredTopic:
    return ScoredTopic(
        frozenset(map(fold_surface, (data["label"], *data.get("alt_labels", ())))), bool(data.get("primary"))
    )


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _scored_result(data: Mapping[str, Any]) -> ScoredResult:
    numbers = frozenset(
        format(float(number), "g")
        for number in _NUMBER.findall(" ".join(str(data.get(name)) for name in ("value", "low", "high")))
    )
    return ScoredResult(numbers, fold_surface(data.get("model") or ""), fold_surface(data.get("on") or ""))
