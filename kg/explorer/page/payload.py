"""The data of a page: compact rows of plain JSON, escaped for a script element that is never run.

1. Nodes, links and results become rows; links name their ends by row number.
2. Evidence becomes five numbers: sentences are not repeated, the page cuts them from the paper's title or abstract.
   JavaScript counts UTF-16 units where Python counts code points, so the offsets of a text with characters beyond
   U+FFFF are converted here. Evidence that does not stand in the text it names travels with its own words.
3. ``<``, ``>`` and ``&`` are written as escapes, so that no text can end the element or open another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import Any

import orjson
from markupsafe import Markup

from kg.explorer.map.cited_facts import facts_with_citation
from kg.explorer.map.kinds import DRAWN_PREDICATES, HUES, KINDS, TINT
from kg.graph.node_links import papers_by_node
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ArtifactType, LinkGroup, Role

FIELDS = ("title", "abstract")
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

_DRAWN, _UNASSERTED = 1, 2  # of the last figure of a link


def embed(value: object) -> Markup:
    """Write ``value`` as JSON that is safe inside a script element; lone surrogates become ``?``.

    >>> embed("</script>")
    Markup('"\\\\u003c/script\\\\u003e"')
    """
    text = json_text(value)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return Markup(text)


def json_text(value: object) -> str:
    """Write ``value`` as JSON, made plain where JSON cannot hold it as it is."""
    try:
        return orjson.dumps(value).decode()
    except (TypeError, orjson.JSONEncodeError):
        return orjson.dumps(plain(value)).decode()


def plain(value: object) -> object:
    """Replace what JSON cannot hold in ``value`` by text, and lone surrogates in text."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(plain(str(key))): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value)
    return value if value is None or isinstance(value, (int, float)) else plain(str(value))


def vocabulary() -> dict[str, Any]:
    """Return what every page knows besides its graph: kinds, predicates and colours."""
    predicates = [
        {
            "name": each.value, "forward": each.forward, "backward": each.backward, "quiet": each.quiet,
            "role": isinstance(each, Role), "group": each.group.value,
        }
        for each in DRAWN_PREDICATES.values()
    ]  # fmt: skip
    groups = [
        {"name": each.value, "label": each.label, "end": each.end, "light": each.light, "dark": each.dark}
        for each in LinkGroup
    ]
    hues = [{"light": light, "dark": dark} for light, dark in HUES]
    artifacts = frozenset(ArtifactType)
    kinds = [{**asdict(kind), "artifact": kind.name in artifacts} for kind in KINDS]
    return {"kinds": kinds, "predicates": predicates, "groups": groups, "hues": hues, "tint": TINT}


def words_of_predicate(name: str) -> dict[str, Any]:
    """Return what a page says of a predicate that the schema does not have."""
    said = {"name": name, "forward": name, "backward": f"{name} (from)"}
    return {**said, "quiet": False, "role": False, "group": LinkGroup.IS_ABOUT.value}


def payload(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    *,
    results: Sequence[Mapping[str, Any]] = (),
    regions: Sequence[str] = (),
    title: str = "",
    base: str = DEFAULT_BASE,
) -> dict[str, Any]:
    """Pack the page's data from pyvis's nodes and edges, so that what a user changed in them is what the page shows."""
    kinds = {kind.name: place for place, kind in enumerate(KINDS)}
    predicates = {name: place for place, name in enumerate(DRAWN_PREDICATES)}
    words = vocabulary()
    known = words["predicates"]
    rows = {node["id"]: place for place, node in enumerate(nodes)}
    texts = {node["id"]: _TextsOfPaper(node) for node in nodes if node.get("kind") == "paper"}
    ends = ((edge["from"], edge["to"], edge.get("asserted", True)) for edge in edges)
    papers = papers_by_node(ends, texts)
    links = []
    for edge in sorted(edges, key=lambda edge: bool(edge.get("hidden"))):
        name = str(edge.get("predicate", "mentions"))
        if name not in predicates:
            predicates[name] = len(known)
            known.append(words_of_predicate(name))
        if edge["from"] in rows and edge["to"] in rows:
            links.append([
                _shortened_edge_id(str(edge.get("id", ""))), rows[edge["from"]], rows[edge["to"]], predicates[name],
                edge.get("confidence"), kinds.get(str(edge.get("type")), -1),
                _packed_evidence(edge.get("evidence") or (), texts.get(edge["from"])),
                (0 if edge.get("hidden") else _DRAWN) + (0 if edge.get("asserted", True) else _UNASSERTED),
            ])  # fmt: skip
    return {
        "format": 1, "title": title, "base": base, "regions": list(regions), **words,
        "nodes": [[*_packed_node_row(node, kinds), len(papers.get(node["id"], ()))] for node in nodes],
        "links": links,
        "results": [_packed_result(result, texts) for result in results],
    }  # fmt: skip


def _packed_node_row(node: Mapping[str, object], kinds: Mapping[str, int]) -> list[object]:
    hidden, label, facts = bool(node.get("hidden")), node.get("label", node["id"]), node.get("facts") or {}
    if node.get("kind") == "paper" and isinstance(facts, Mapping):
        facts = facts_with_citation(label, node.get("year"), facts)
    return [
        node["id"], label, kinds.get(str(node.get("kind")), 0), node.get("size", 5),
        node.get("degree", 0), node.get("year"), node.get("region", -1),
        None if hidden else node.get("x"), None if hidden else node.get("y"), facts,
    ]  # fmt: skip


def _shortened_edge_id(key: str) -> str:
    """Shorten an edge id by the prefix that links share; the page puts it back."""
    return "~" + key.removeprefix("link/") if key.startswith("link/") else key


def _packed_result(result: Mapping[str, Any], texts: Mapping[str, _TextsOfPaper]) -> dict[str, Any]:
    kept = {
        name: value for name, value in result.items() if value is not None and name not in ("kind", "types", "label")
    }
    evidence = result.get("evidence") or ()
    kept["evidence"] = _packed_evidence(
        [evidence] if isinstance(evidence, Mapping) else evidence, texts.get(str(result.get("paper")))
    )
    return kept


class _TextsOfPaper:
    """A paper's title and abstract, with the UTF-16 place of each character where it differs from its number."""

    __slots__ = ("places", "texts")

    def __init__(self, node: Mapping[str, Any]) -> None:
        self.texts = (str(node.get("label", "")), str((node.get("facts") or {}).get("abstract", "")))
        self.places = tuple(None if text.isascii() else _utf16_places(text) for text in self.texts)


def _utf16_places(text: str) -> list[int] | None:
    if all(char <= "\uffff" for char in text):
        return None
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def _packed_evidence(pieces: Iterable[Mapping[str, object]], texts: _TextsOfPaper | None) -> list[object]:
    return [_packed_piece(piece, texts) for piece in pieces]


def _packed_piece(piece: Mapping[str, Any], texts: _TextsOfPaper | None) -> list[Any]:
    """Pack ``[field, start, end, sentence start, sentence end]``, or ``[words, sentence]`` where the text lacks
    them.
    """
    field, words = str(piece.get("field", "abstract")), str(piece.get("text", ""))
    if texts is not None and field in FIELDS and "start" in piece and "end" in piece:
        which = FIELDS.index(field)
        text, places = texts.texts[which], texts.places[which]
        start, end = int(piece["start"]), int(piece["end"])
        if 0 <= start < end <= len(text) and words in ("", text[start:end]):
            first, last = int(piece.get("sentence_start", start)), int(piece.get("sentence_end", end))
            spans = (start, end, max(0, min(first, start)), min(len(text), max(last, end)))
            return [which, *(places[each] for each in spans)] if places else [which, *spans]
    return [words, str(piece.get("sentence") or words)]
