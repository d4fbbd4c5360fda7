"""The task of a search: names of nodes that hold what a person types.

1. All labels and other names of papers, artifacts, topics and organisations are folded (case, dashes and spaces aside)
   and joined into one long text, so that a search is a scan at the speed of memory.
2. A name that is the query ranks before one that begins with it, that before one that has it at the start of a word,
   and that before one that has it anywhere. Where too few are found, names are taken that hold all words of the query.
3. Within a rank, the more linked come first: the number of triples that end in a node.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
import pyoxigraph as ox

from kg.ground.text import fold
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.serve.process.wire import Sender
from kg.serve.tasks.task import Arguments, Context

_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
_OTHER = ox.NamedNode(VOCABULARIES["skos"] + "altLabel")
_IDENTIFIER = ox.NamedNode(VOCABULARIES["dcterms"] + "identifier")
_DEFAULT = ox.DefaultGraph()
# Path below the base to the kind of node that lives there.
_KINDS = {"paper": "paper", "artifact": "artifact", "topic": "topic", "org": "organisation"}
_CANDIDATES = 400  # matches that are ranked; a letter or two may match a million names
_MOST_LINKS = 10_000  # links are counted so far; beyond that all are equally well linked


@dataclass(frozen=True, slots=True)
class Index:
    """Names, in the order that they were read.

    Attributes:
        text: all folded names, each between line feeds. starts: where each begins in it.
        names: as written. nodes: their IRIs.
    """

    text: str
    starts: array[int]
    names: list[str]
    nodes: list[str]

    @classmethod
    def of(cls, store: ox.Store, base: str) -> Index:
        """The index of a store."""
        names, nodes, folded, starts = [], [], ["\n"], array("Q")
        position = 1
        for node, name in _names_of_all_nodes(store, base):
            key = fold(name)
            names.append(name)
            nodes.append(node)
            folded.append(key + "\n")
            starts.append(position)
            position += len(key) + 1
        return cls("".join(folded), starts, names, nodes)

    def find(self, query: str) -> dict[str, tuple[int, str]]:
        """Nodes to the rank of their best name (0 the same … 4 all words, somewhere) and that name."""
        key, found = fold(query), dict[str, tuple[int, str]]()
        if not key:
            return found
        for number in self._names_with_text(f"\n{key}\n"):
            self._note_best_match(found, number, 0)
        for number in self._names_with_text(f"\n{key}"):
            self._note_best_match(found, number, 1)
        for number in self._names_with_text(key):
            name = self.names[number].lower()
            at_word = any(word.startswith(query.lower().split()[0]) for word in name.replace("-", " ").split())
            self._note_best_match(found, number, 2 if at_word else 3)
        words = [word for word in map(fold, query.split()) if word]
        if len(words) > 1:
            for number in self._names_with_text(max(words, key=len)):
                if all(word in fold(self.names[number]) for word in words):
                    self._note_best_match(found, number, 4)
        return found

    def _note_best_match(self, found: dict[str, tuple[int, str]], number: int, rank: int) -> None:
        node = self.nodes[number]
        if node not in found or rank < found[node][0]:
            found[node] = (rank, self.names[number])

    def _names_with_text(self, part: str) -> Iterator[int]:
        """Numbers of the names that hold a text, each once, as many as are worth ranking."""
        position, last, count = -1, -1, 0
        while count < _CANDIDATES and (position := self.text.find(part, position + 1)) >= 0:
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
    """The label of a node, or None."""
    for quad in store.quads_for_pattern(ox.NamedNode(iri), _LABEL, None, _DEFAULT):
        if isinstance(quad.object, ox.Literal):
            return quad.object.value
    return None


def node_types(store: ox.Store, iri: str) -> list[str]:
    """The IRIs of a node's classes, sorted."""
    found = store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None, _DEFAULT)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode))


def _search_index(context: Context) -> Index:
    if "search" not in context.kept:
        context.kept["search"] = Index.of(context.store, context.base)
    index = context.kept["search"]
    assert isinstance(index, Index)
    return index


def _names_of_all_nodes(store: ox.Store, base: str) -> Iterator[tuple[str, str]]:
    for predicate in (_LABEL, _OTHER, _IDENTIFIER):
        for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
                continue
            if _kind_of_node(quad.subject.value, base):
                yield quad.subject.value, quad.object.value


def _kind_of_node(iri: str, base: str) -> str | None:
    return _KINDS.get(iri[len(base) :].partition("/")[0]) if iri.startswith(base) else None


def _number_of_links(store: ox.Store, iri: str) -> int:
    count = 0
    for _ in store.quads_for_pattern(None, None, ox.NamedNode(iri), _DEFAULT):
        count += 1
        if count == _MOST_LINKS:
            break
    return count
