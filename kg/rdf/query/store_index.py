"""What a store is searched by where it may have been written since its build, as ``kg.catalogue.search_tiers`` ranks.

1. What papers, artifacts, topics, organisations and authors are searched by is read from the store, the most linked
   first, and joined into long texts of folded words, so that a search is a scan at the speed of memory.
2. Candidates of each tier are found in them, as many as are worth ranking; the ranking judges them.
3. Misspelled words are compared with all words of names, only where nothing is called so.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.catalogue.search_tiers import (
    PEOPLE,
    SearchedNode,
    SearchMatch,
    SearchQuery,
    SearchTier,
    is_typo,
    search_query,
    search_words,
)  # fmt: skip
from kg.ground.identifiers import NODE_PATHS
from kg.ground.schema import Relation
from kg.rdf.terms.namespaces import HUB, KG, VOCABULARIES
from kg.rdf.terms.node_terms import ALT_LABEL, IDENTIFIER, LABEL, REPLACED, SAME_AS

_ABSTRACT = ox.NamedNode(VOCABULARIES["dcterms"] + "abstract")
_AUTHOR = ox.NamedNode(VOCABULARIES["dc"] + "creator")
_PLACES = {
    "organisation": ox.NamedNode(KG + Relation.AFFILIATED_WITH), "venue": ox.NamedNode(KG + Relation.PUBLISHED_IN),
    "category": ox.NamedNode(KG + Relation.IN_CATEGORY),
}  # fmt: skip
_DEFAULT = ox.DefaultGraph()
# Path below the base to the kind of node that lives there.
_KINDS = {path.rstrip("/"): kind for kind, path in NODE_PATHS.items()}
# What a link of the map is: statements of papers, and these relations between other nodes.
_ENDS = tuple(ox.NamedNode(VOCABULARIES["rdf"] + name) for name in ("subject", "object"))
_RELATIONS = (
    ox.NamedNode(VOCABULARIES["skos"] + "broader"), ox.NamedNode(VOCABULARIES["cito"] + "cites"),
    *(ox.NamedNode(KG + each) for each in (
        Relation.VARIANT_OF, Relation.MEMBER_OF_FAMILY, Relation.TRAINED_ON, Relation.COVERS, Relation.DEVELOPED_BY,
        Relation.AFFILIATED_WITH,
    )),
)  # fmt: skip
_CANDIDATES = 400  # matches of a pattern that are ranked; they come with the most linked first
_MEANT = 20  # words that a misspelled one may be
_SHORTEST_INSIDE = 3
_SHORTEST_SPELLING, _LONGEST_SPELLING = 3, 32


class _Lines:
    """A line of words for each node, in one long text that a search scans."""

    def __init__(self) -> None:
        self._parts, self._starts, self._end, self._text = ["\n"], array("Q"), 1, ""

    def add(self, words: Iterable[str]) -> None:
        """Add the line of the next node."""
        line = f" {' '.join(dict.fromkeys(words))} \n"
        self._starts.append(self._end)
        self._end += len(line)
        self._parts.append(line)

    def close(self) -> None:
        """Join the lines; from now on they are scanned."""
        self._text, self._parts = "".join(self._parts), []

    def numbers(self, part: str) -> Iterator[int]:
        """Yield the numbers of the lines that hold a text, as many as are worth ranking."""
        position = last = -1
        for _ in range(_CANDIDATES):
            position = self._text.find(part, self._starts[last + 1] if last + 1 < len(self._starts) else self._end)
            if position < 0:
                return
            last = bisect_right(self._starts, position) - 1
            yield last


@dataclass(slots=True)
class _ReadNode:
    """What has been read of a node so far."""

    labels: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    people: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""

    def searched(self, identifier: str) -> SearchedNode:
        labels = sorted(self.labels)
        names = (*labels, *sorted(self.aliases - self.labels))
        people = tuple(sorted(self.people, key=lambda each: (PEOPLE.index(each[0]), each[1])))
        return SearchedNode(identifier, names or (identifier,), tuple(sorted(self.identifiers)), people, self.text)


class StoreIndex:
    """What a store is searched by. ``nodes``: the most linked first; ``links``: how many each has; ``base``: IRI."""

    def __init__(self, nodes: list[SearchedNode], links: Counter[str], base: str) -> None:
        self.nodes, self.links, self.base = nodes, links, base
        self._names, self._people, self._texts = _Lines(), _Lines(), _Lines()
        words = set[str]()
        for node in nodes:
            named = [search_words(name) for name in node.names]
            tight = ["".join(each) for each in named]
            whole = ["".join(search_words(each)) for each in (node.id, node.id.rpartition("/")[2], *node.identifiers)]
            known = [word for each in named for word in each]
            people = [word for _, name in node.people for word in search_words(name)]
            self._names.add([*known, *tight, *whole])
            self._people.add(people)
            self._texts.add([*known, *people, *search_words(node.text)])
            words.update(known, tight)
        for lines in (self._names, self._people, self._texts):
            lines.close()
        self._words = sorted(word for word in words if _SHORTEST_SPELLING <= len(word) <= _LONGEST_SPELLING)

    @classmethod
    def of(cls, store: ox.Store, base: str) -> StoreIndex:
        """Make the index of a store."""
        read = _nodes_of_store(store, base)
        links = _links_of_nodes(store, base)
        order = sorted(read, key=lambda each: (-links[each], each))
        return cls([read[each].searched(each) for each in order], links, base)

    def find(self, text: str) -> list[tuple[SearchedNode, SearchMatch]]:
        """Find the nodes that answer to a text, the best first."""
        query = search_query(text, self.base)
        if not query.words:
            return []
        found = self._judged(query, self._candidates(query), typos=False)
        if not any(match.tier <= SearchTier.INSIDE for match in found.values()):
            found |= self._judged(query, self._misspelled(query), typos=True)
        order = sorted(found, key=lambda number: (found[number].tier, number))
        return [(self.nodes[number], found[number]) for number in order]

    def _judged(self, query: SearchQuery, numbers: Iterable[int], *, typos: bool) -> dict[int, SearchMatch]:
        matches = ((number, query.match(self.nodes[number], typos=typos)) for number in set(numbers))
        return {number: match for number, match in matches if match is not None}

    def _candidates(self, query: SearchQuery) -> Iterator[int]:
        """Yield the numbers of the nodes that may answer as they are spelled."""
        for form in sorted(query.forms | query.numbers):
            yield from self._names.numbers(f" {form} ")
        yield from self._names.numbers(f" {query.whole}")
        longest = f" {max(query.words, key=len)}"
        for lines in (self._names, self._people, self._texts):
            yield from lines.numbers(longest)
        if len(query.whole) >= _SHORTEST_INSIDE:
            yield from self._names.numbers(query.whole)

    def _misspelled(self, query: SearchQuery) -> Iterator[int]:
        """Yield the numbers of the nodes with words in their names that may be those typed."""
        for typed in dict.fromkeys((*query.words, query.whole)):
            near = [word for word in self._words if is_typo(typed, word)]
            for word in near[:_MEANT]:
                yield from self._names.numbers(f" {word} ")


def _nodes_of_store(store: ox.Store, base: str) -> dict[str, _ReadNode]:
    """Read what nodes are searched by, by their ids."""
    nodes = defaultdict[str, _ReadNode](_ReadNode)
    for node, value in _statements(store, LABEL, base):
        nodes[node].labels.add(value)
    for node, value in _statements(store, ALT_LABEL, base):
        nodes[node].aliases.add(value)
    for node, value in _statements(store, IDENTIFIER, base):
        nodes[node].identifiers.add(value.removeprefix("arXiv:").removeprefix("doi:"))
    for node, value in _statements(store, SAME_AS, base):
        if value.startswith(HUB):
            nodes[node].identifiers.add(value.removeprefix(HUB).removeprefix("datasets/"))
    for node, value in _statements(store, _AUTHOR, base):
        nodes[node].people.append(("author", value))
    for node, value in _statements(store, _ABSTRACT, base):
        nodes[node].text = value
    for field_name, predicate in _PLACES.items():
        for node, value in _statements(store, predicate, base):
            name = value.rpartition("/")[2] if field_name == "category" else node_label(store, value)
            nodes[node].people.append((field_name, name or value))
    for old, new in _statements(store, REPLACED, base):
        if new.startswith(base):  # the ids that a node had before are its own
            nodes[new.removeprefix(base)].identifiers.add(old.rpartition("/")[2])
    return {node: read for node, read in nodes.items() if read.labels or read.aliases or read.identifiers}


def _statements(store: ox.Store, predicate: ox.NamedNode, base: str) -> Iterator[tuple[str, str]]:
    """Yield the ids of the nodes below the base with what a predicate says of them."""
    for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            continue
        identifier = quad.subject.value.removeprefix(base)
        if quad.subject.value.startswith(base) and kind_of_node(identifier):
            yield identifier, quad.object.value


def _links_of_nodes(store: ox.Store, base: str) -> Counter[str]:
    """Count the links of each node, as the map counts them."""
    links = Counter[str]()
    for end in _ENDS:
        for quad in store.quads_for_pattern(None, end, None, _DEFAULT):
            if isinstance(quad.object, ox.NamedNode):
                links[quad.object.value.removeprefix(base)] += 1
    for relation in _RELATIONS:
        for quad in store.quads_for_pattern(None, relation, None, _DEFAULT):
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode):
                    links[term.value.removeprefix(base)] += 1
    return links


def kind_of_node(identifier: str) -> str | None:
    """Return the kind of the node with a local id, or None."""
    return _KINDS.get(identifier.partition("/")[0])


def node_label(store: ox.Store, iri: str) -> str | None:
    """Read the label of a node, or None."""
    for quad in store.quads_for_pattern(ox.NamedNode(iri), LABEL, None, _DEFAULT):
        if isinstance(quad.object, ox.Literal):
            return quad.object.value
    return None
