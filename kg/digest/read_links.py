"""The links of papers as a digest tells them: what the graph states as a fact, each with the sentence that says it.

A link that is too unsure to be asserted is not read, and what a person has rejected is not in the graph. Of the places
that a link was read from, the one is quoted whose sentence has a word for what the link says ("we propose", "evaluated
on"), in the abstract rather than in the title, which stands beside it anyway; of several the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.digest.base.asked_graph import AskedGraph, Row
from kg.digest.base.digest_records import NamedNode, QuotedSentence, Statement
from kg.ground.schema import PREDICATES, Role, TextField
from kg.linker.roles.actions import action_of
from kg.rdf.query.sentence_place import place_in_sentence
from kg.rdf.terms.namespaces import KG, VOCABULARIES

_LINKS = """SELECT ?paper ?link ?role ?node ?name ?asserted ?correction { VALUES ?paper { NODES }
  ?link rdf:subject ?paper ; rdf:predicate ?role ; rdf:object ?node ; kg:asserted ?asserted . ?node rdfs:label ?name
  OPTIONAL { ?link kg:correction ?correction } }"""
_EVIDENCE = """SELECT ?link ?field ?start ?words ?before ?sentence { VALUES ?link { NODES }
  ?link kg:hasEvidence ?place .
  ?place kg:inField ?field ; oa:start ?start ; oa:exact ?words ; kg:sentence ?sentence
  OPTIONAL { ?place oa:prefix ?before } }"""
_FIELDS = {VOCABULARIES["dcterms"] + field.value: field.value for field in TextField}
_WORDS = re.compile(r"[A-Za-z-]+")
#: What a sentence does that says of an artifact what a role says: names of actions, as the linker reads them.
_ACTIONS = {
    Role.INTRODUCES: {"introduces"}, Role.EVALUATES_ON: {"evaluates", "shows", "compares"}, Role.TRAINS_ON: {"trains"},
    Role.EVALUATES: {"evaluates", "shows", "compares"}, Role.USES: {"uses"}, Role.COMPARES_WITH: {"compares"},
}  # fmt: skip
_ORDER = {name: rank for rank, name in enumerate(PREDICATES)}


@dataclass(frozen=True, slots=True)
class ReadLink:
    """A link of a paper to an artifact or a topic: its own IRI, the paper's, and what it says."""

    iri: str
    paper: str
    role: str
    node: NamedNode
    corrections: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """The place of its role: 0 for the strongest."""
        return _ORDER.get(self.role, len(_ORDER))


def links_of_papers(graph: AskedGraph, papers: Iterable[str]) -> Iterator[ReadLink]:
    """Yield the asserted links of papers, batch by batch, in no particular order."""
    for rows in graph.batches_of_nodes(_LINKS, papers):
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row["asserted"] == "true":
                found[row["link"]].append(row)
        yield from (_link_of_rows(link, some) for link, some in found.items())


def _link_of_rows(link: str, rows: Sequence[Row]) -> ReadLink:
    first = min(rows, key=lambda row: (row["name"], row["node"]))
    corrections = {row["correction"] for row in rows if "correction" in row}
    role = first["role"].removeprefix(KG)
    return ReadLink(link, first["paper"], role, NamedNode(first["node"], first["name"]), tuple(sorted(corrections)))


def statements_of_links(links: Iterable[ReadLink], quotes: Mapping[str, QuotedSentence]) -> list[Statement]:
    """Write links of one paper as statements, the strongest first; those that one sentence says of a role are one.

    Args:
        quotes: the sentence of each link, by its IRI, as ``quoted_sentences`` reads them.
    """
    held = sorted(links, key=lambda link: (link.rank, link.node, link.iri))
    said: defaultdict[tuple[str, str, str, int | None, tuple[str, ...]], list[ReadLink]] = defaultdict(list)
    for link in held:
        quote = quotes.get(link.iri)
        # What is quoted nowhere stands alone: nothing says that it belongs to anything else.
        where = (quote.text, quote.field, quote.start) if quote else (link.iri, "", None)
        said[(link.role, *where, link.corrections)].append(link)
    return [_joined_statement(some, quotes) for some in said.values()]


def _joined_statement(links: Sequence[ReadLink], quotes: Mapping[str, QuotedSentence]) -> Statement:
    found = [(quotes[link.iri], link) for link in links if link.iri in quotes]
    found.sort(key=lambda one: (one[0].marks, one[1].node))
    nodes = tuple(link.node for _, link in found) or tuple(link.node for link in links)
    quote = None
    if found:
        first = found[0][0]
        marks = tuple(sorted({mark for one, _ in found for mark in one.marks}))
        quote = QuotedSentence(first.text, marks, first.field, first.start)
    return Statement(links[0].role, nodes, quote, links[0].corrections)


def quoted_sentences(graph: AskedGraph, roles: Mapping[str, str]) -> dict[str, QuotedSentence]:
    """Read the sentence to quote for each of some links or results.

    Args:
        roles: what each of them says, by its IRI; "" for a result, which is quoted where it was read.
    """
    best: dict[str, tuple[tuple[bool, bool, int, str], Row]] = {}
    for row in graph.rows_of_nodes(_EVIDENCE, sorted(roles)):
        key = (
            not _says_role(row["sentence"], roles[row["link"]]), _field_of_row(row) == TextField.TITLE,
            int(row["start"]), row["words"],
        )  # fmt: skip
        if row["link"] not in best or key < best[row["link"]][0]:
            best[row["link"]] = (key, row)
    return {link: _quote_of_row(row) for link, (_, row) in best.items()}


def _says_role(sentence: str, role: str) -> bool:
    actions = _ACTIONS.get(Role(role)) if role in set(Role) else None
    return actions is None or any(action_of(word) in actions for word in _WORDS.findall(sentence))


def _field_of_row(row: Row) -> str:
    return _FIELDS.get(row["field"], row["field"])


def _quote_of_row(row: Row) -> QuotedSentence:
    sentence, words = row["sentence"], row["words"]
    place = place_in_sentence(sentence, words, row.get("before", ""))
    if place is None:
        return QuotedSentence(sentence, (), _field_of_row(row), None)
    mark = (place, place + len(words))
    return QuotedSentence(sentence, (mark,), _field_of_row(row), int(row["start"]) - place)
