"""The JSON form of a reading that ``paperatlas link`` prints, one object a paper."""

from __future__ import annotations

from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Evidence, Link, Reading, Result, TopicLink

_DIRECTIONS = {True: "higher", False: "lower", None: None}


def reading_to_link_json(reading: Reading, base: str = DEFAULT_BASE) -> dict[str, object]:
    """Turn a reading into plain JSON types: id, entities, topics, results, links.

    ``id`` is the first identifier the paper came with, else its local id without ``paper/``.
    """
    paper = reading.paper
    names = {link.artifact.slug: link.artifact.name for link in reading.links}
    return {
        "id": paper.identifiers[0] if paper.identifiers else paper.id.removeprefix("paper/"),
        "title": paper.title,
        "entities": [_json_of_entity(link, base) for link in reading.links],
        "topics": [_json_of_topic(topic, base) for topic in reading.topics],
        "results": [_json_of_result(result, names) for result in reading.results],
        "links": list(reading.urls),
    }


def _json_of_entity(link: Link, base: str) -> dict[str, object]:
    types = dict.fromkeys((str(link.type), *map(str, link.artifact.types)))
    return {
        "name": link.artifact.name,
        "type": str(link.type),
        "types": list(types),
        "role": str(link.role),
        "iri": base + link.artifact.id,
        "confidence": link.confidence,
        **_json_of_parts(link),
        "known": link.artifact.known,
        "mentions": [_json_of_evidence(evidence) for evidence in link.evidence],
    }


def _json_of_parts(link: Link) -> dict[str, object]:
    parts = link.parts
    return {} if parts is None else {"parts": {"name": parts.name, "type": parts.type, "role": parts.role}}


def _json_of_topic(topic: TopicLink, base: str) -> dict[str, object]:
    return {
        "label": topic.label,
        "iri": base + topic.id,
        "primary": topic.primary,
        "confidence": topic.confidence,
        "alt_labels": list(topic.alt_labels),
        "mentions": [_json_of_evidence(evidence) for evidence in topic.evidence],
    } | ({"candidate": True} if topic.candidate else {})


def _json_of_result(result: Result, names: dict[str, str]) -> dict[str, object]:
    def name(slug: str | None) -> str | None:
        return None if slug is None else names.get(slug, slug)

    return {
        "model": name(result.model),
        "on": name(result.on),
        "metric": result.metric,
        **_json_of_value(result),
        "unit": result.unit,
        "bound": result.bound and str(result.bound),
        "kind": str(result.kind),
        "direction": _DIRECTIONS[result.higher_is_better],
        "model_role": result.model_role and str(result.model_role),
        "compared_with": name(result.compared_with),
        "condition": result.condition,
        "comparable": result.comparable,
        "confidence": result.confidence,
        "evidence": _json_of_evidence(result.evidence),
    }


def _json_of_value(result: Result) -> dict[str, float | None]:
    """Return the number, or the ends of a range in its place."""
    if result.low is None:
        return {"value": float(result.value)}
    return {"value": None, "low": float(result.low), "high": float(result.value)}


def _json_of_evidence(evidence: Evidence) -> dict[str, object]:
    return {"field": str(evidence.field), "start": evidence.start, "end": evidence.end, "text": evidence.text}
