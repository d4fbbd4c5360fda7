"""The task of a search: nodes by name, as ``kg.catalogue.name_resolution`` judges.

1. All labels, other names and identifiers of papers, artifacts, topics and organisations are folded (case, accents,
   dashes and spaces aside) and joined into one long text, so that a search is a scan at the speed of memory.
2. Nodes that are called so come first, in the order of the judgement; then those whose names begin so, hold it at the
   start of a word, hold it anywhere, and hold all its words. Where there are none, those spelled nearly so are found.
3. Within a rank, the more linked come first: the number of triples that end in a node.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import orjson
import pyoxigraph as ox

from kg.catalogue.name_resolution import AskedName, NamedThing, NameMatch, asked_name, without_marks
from kg.ground.identifiers import NODE_PATHS, artifact_id
from kg.ground.text import fold
from kg.rdf.terms.namespaces import HUB, KG, VOCABULARIES
from kg.serve.process.wire import Sender
from kg.serve.tasks.task import Arguments, Context

_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
_OTHER = ox.NamedNode(VOCABULARIES["skos"] + "altLabel")
_IDENTIFIER = ox.NamedNode(VOCABULARIES["dcterms"] + "identifier")
_SAME_AS = ox.NamedNode(VOCABULARIES["schema"] + "sameAs")
_REPLACED = ox.NamedNode(VOCABULARIES["dcterms"] + "isReplacedBy")
_DEFAULT = ox.DefaultGraph()
# Path below the base to the kind of node that lives there.
_KINDS = {path.rstrip("/"): kind for kind, path in NODE_PATHS.items()}
_CANDIDATES = 400  # matches that are ranked; a letter or two may match a million names
_COMPARED = 5_000  # names that a misspelled one is compared with
_MOST_LINKS = 10_000  # links are counted so far; beyond that all are equally well linked
_AT_WORD, _ANYWHERE, _ALL_WORDS, _ALIKE = (float(NameMatch.BEGINNING + step) for step in (1, 2, 3, 5))


class NameRow(NamedTuple):
    """One name of a node: its IRI, the name as it is written, and whether it is its label, another or an identifier."""

    node: str
    name: str
    sort: ox.NamedNode


@dataclass(frozen=True, slots=True)
class Index:
    """Names, in the order that they were read.

    Attributes:
        text: all folded names, each between line feeds. starts: where each begins in it.
        rows: the names. numbers: that of a node's first name, by its IRI. base: the base IRI.
    """

    text: str
    starts: array[int]
    rows: list[NameRow]
    numbers: dict[str, int]
    base: str

    @classmethod
    def of(cls, store: ox.Store, base: str) -> Index:
        """Make the index of a store."""
        rows, numbers, folded, starts = list[NameRow](), dict[str, int](), ["\n"], array("Q")
        position = 1
        for row in _names_of_all_nodes(store, base):
            key = without_marks(fold(row.name))
            numbers.setdefault(row.node, len(rows))
            rows.append(row)
            folded.append(key + "\n")
            starts.append(position)
            position += len(key) + 1
        return cls("".join(folded), starts, rows, numbers, base)

    def find(self, query: str) -> dict[str, tuple[float, str]]:
        """Find nodes, each with the rank of its best name (a ``NameMatch``, or beyond them) and that name."""
        asked = asked_name(query, self.base)
        found = dict[str, tuple[float, str]]()
        if not asked.bare:
            return found
        for number in self._numbers_of_candidates(asked):
            row = self.rows[number]
            rank = self._rank(asked, row)
            if rank is not None and (row.node not in found or rank < found[row.node][0]):
                found[row.node] = (rank, row.name)
        return found or self._spelled_alike(asked)

    def _numbers_of_candidates(self, asked: AskedName) -> Iterator[int]:
        """Yield the numbers of the names that may be what was asked for, or hold it."""
        key, ends = asked.bare, [each.rpartition("/")[2] for each in sorted(asked.ids)]
        for local in (*sorted(asked.ids), *(path + end for path in NODE_PATHS.values() for end in ends)):
            if (number := self.numbers.get(self.base + local)) is not None:
                yield number
        forms = (key, f"{key}s", key.removesuffix("s"), *(without_marks(fold(end)) for end in ends))
        for form in dict.fromkeys((*forms, *(f"arxiv:{end}" for end in ends))):
            yield from self._names_with_text(f"\n{form}\n")
        yield from self._names_with_text(f"\n{key}")
        yield from self._names_with_text(key)
        if asked.words:
            yield from self._names_with_text(max(asked.words, key=len))

    def _rank(self, asked: AskedName, row: NameRow) -> float | None:
        match = asked.match(_thing_of_row(row, self.base))
        if match is not None and match <= NameMatch.BEGINNING:
            return float(match)
        if asked.bare in without_marks(fold(row.name)):
            first = asked.text.lower().split()[0]
            at_word = any(word.startswith(first) for word in row.name.lower().replace("-", " ").split())
            return _AT_WORD if at_word else _ANYWHERE
        return _ALL_WORDS if match is not None else None

    def _spelled_alike(self, asked: AskedName) -> dict[str, tuple[float, str]]:
        found = dict[str, tuple[float, str]]()
        for number in self._names_with_text("\n" + asked.bare[0], _COMPARED):
            row = self.rows[number]
            likeness = asked.similarity(_thing_of_row(row, self.base))
            if likeness and (row.node not in found or _ALIKE - likeness < found[row.node][0]):
                found[row.node] = (_ALIKE - likeness, row.name)
        return found

    def _names_with_text(self, part: str, most: int = _CANDIDATES) -> Iterator[int]:
        """Yield the numbers of the names that hold a text, each once, as many as are worth ranking."""
        position, last, count = -1, -1, 0
        while count < most and (position := self.text.find(part, position + 1)) >= 0:
            number = bisect_right(self.starts, position + 1 if part.startswith("\n") else position) - 1
            if number != last:
                yield number
                last, count = number, count + 1


def search(context: Context, arguments: Arguments, body: bytes, sender: Sender) -> None:
    """Find nodes by name.

    Arguments:
        text: what to look for. kind: ``paper``, ``artifact``, ``topic`` or ``organisation``, or None.
        limit: how many at most.
    """
    index = _search_index(context)
    found = index.find(arguments["text"])
    if arguments["kind"]:
        found = {node: match for node, match in found.items() if _kind_of_node(node, context.base) == arguments["kind"]}
    store = context.store
    links = {node: _number_of_links(store, node) for node in found}
    order = sorted(found, key=lambda node: (found[node][0], -links[node], len(found[node][1]), node))
    results = []
    for node in order[: arguments["limit"]]:
        label = node_label(store, node) or found[node][1]
        result: dict[str, object] = {
            "iri": node,
            "label": label,
            "kind": _kind_of_node(node, context.base),
            "links": links[node],
        }
        if found[node][1] != label:
            result["matched"] = found[node][1]
        result["types"] = [iri.removeprefix(KG) for iri in node_types(store, node) if iri.startswith(KG)]
        results.append(result)
    sender.begin("application/json")
    answer = {"query": arguments["text"], "found": len(found), "results": results}
    sender.write(orjson.dumps(answer))


def node_label(store: ox.Store, iri: str) -> str | None:
    """Read the label of a node, or None."""
    for quad in store.quads_for_pattern(ox.NamedNode(iri), _LABEL, None, _DEFAULT):
        if isinstance(quad.object, ox.Literal):
            return quad.object.value
    return None


def node_types(store: ox.Store, iri: str) -> list[str]:
    """Read the IRIs of a node's classes, sorted."""
    found = store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None, _DEFAULT)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode))


def _search_index(context: Context) -> Index:
    if "search" not in context.kept:
        context.kept["search"] = Index.of(context.store, context.base)
    index = context.kept["search"]
    assert isinstance(index, Index)
    return index


def _names_of_all_nodes(store: ox.Store, base: str) -> Iterator[NameRow]:
    """Yield labels, other names and identifiers; those that a node had before are identifiers of what replaces it."""
    for sort in (_LABEL, _OTHER, _IDENTIFIER, _SAME_AS):
        for quad in store.quads_for_pattern(None, sort, None, _DEFAULT):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                continue
            if _kind_of_node(quad.subject.value, base):
                name = quad.object.value.removeprefix(HUB).removeprefix("datasets/")
                yield NameRow(quad.subject.value, name, sort)
    for quad in store.quads_for_pattern(None, _REPLACED, None, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield NameRow(quad.object.value, quad.subject.value.rpartition("/")[2], _REPLACED)


def _thing_of_row(row: NameRow, base: str) -> NamedThing:
    """Give the node of a row the one name that the row has."""
    node, kinds = row.node.removeprefix(base), (_kind_of_node(row.node, base) or "node",)
    if row.sort == _LABEL:
        return NamedThing(node, row.name, kinds)
    if row.sort == _OTHER:
        return NamedThing(node, "", kinds, (row.name,))
    identifier = (
        artifact_id(row.name) if row.sort == _REPLACED else row.name.removeprefix("arXiv:").removeprefix("doi:")
    )
    return NamedThing(node, "", kinds, (), (identifier,))


def _kind_of_node(iri: str, base: str) -> str | None:
    return _KINDS.get(iri[len(base) :].partition("/")[0]) if iri.startswith(base) else None


def _number_of_links(store: ox.Store, iri: str) -> int:
    count = 0
    for _ in store.quads_for_pattern(None, None, ox.NamedNode(iri), _DEFAULT):
        count += 1
        if count == _MOST_LINKS:
            break
    return count
