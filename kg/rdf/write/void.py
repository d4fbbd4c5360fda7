"""The graph described in the graph: VoID and DCAT, with the counts of its classes and properties.

Everything here follows from the graph, so that the same papers give the same bytes on any day: the version is that of
the software with a hash of the graph, and the date is that of the newest paper.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from kg.ground.identifiers import DEFAULT_BASE, slug
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import ONTOLOGY, VOCABULARIES, shorten
from kg.rdf.terms.ntriples import Triple, split_literal
from kg.rdf.terms.ontology import ontology_version
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import format_of
from kg.rdf.write.sorted_triples import Block, SortedTriples

_RDF, _RDFS = VOCABULARIES["rdf"], VOCABULARIES["rdfs"]
_VOID, _DCAT, _DCTERMS = VOCABULARIES["void"], VOCABULARIES["dcat"], VOCABULARIES["dcterms"]
_PROV = VOCABULARIES["prov"]
_TYPE = f"<{_RDF}type>"
_LABEL = f"<{_RDFS}label>"
_ISSUED = f"<{_DCTERMS}issued>"
#: Of the facts: who links what with what. A paper's words stay its authors'.
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
RIGHTS = (
    "The facts (links, results, topics, counts) are dedicated to the public domain (CC0 1.0). Titles, abstracts and "
    "the words quoted from them as evidence are their authors' or publishers', under the terms of where they were read."
)
_PUBLISHER = "The PaperAtlas authors"
_HASH_LENGTH = 8  # bytes; two graphs of the same software are distinguished, nobody's safety rests on it
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def describe(
    graph: SortedTriples,
    base: str = DEFAULT_BASE,
    *,
    title: str = "PaperAtlas",
    build: Build | None = None,
    files: Iterable[str] = (),
) -> None:
    """Add its own description to a graph: what it holds, who made it, whose it is, which files carry it.

    The number of triples counts the description too.

    Args:
        files: names of the files of RDF beside the description, e.g. ``graph.ttl``.
    """
    graph.add(description_triples(GraphCounts.of_blocks(graph.blocks(), base), base, title, build, files))


def description_triples(
    counts: GraphCounts, base: str, title: str = "PaperAtlas", build: Build | None = None, files: Iterable[str] = ()
) -> list[Triple]:
    """Write the description of a graph that has these counts, each triple once; as ``describe``."""
    me = f"<{base}graph>"
    triples = list(_dataset_triples(me, base, title, build, counts))
    triples += _partition_triples(me, base, counts)
    for name in sorted(set(files)):
        triples += _file_triples(me, base, name)
    total = counts.triples + len(triples) + 1
    return [*triples, (me, f"<{_VOID}triples>", ntriples.integer(total))]


@dataclass(slots=True)
class GraphCounts:
    """Subjects, triples, classes and properties of a graph, its newest paper and its hash.

    The counts of parts that share no subject add up to those of the whole, so a graph may be counted by parts.

    Attributes:
        newest: the term of the newest paper's date, or empty.
        hashed: the sum of the hashes of all subjects with what is said of each (a multiset hash, after Clarke et al.,
            ASIACRYPT 2003), so that the order of the subjects is of no account.

    >>> one, other = ("<a>", ("<p>",), ('"1"',)), ("<b>", ("<p>",), ('"2"',))
    >>> parts = [GraphCounts.of_blocks([block], "https://example.org/") for block in (other, one)]
    >>> GraphCounts.of_blocks([one, other], "https://example.org/") == parts[0].joined_with(parts[1])
    True
    """

    subjects: int = 0
    triples: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    newest: str = ""
    hashed: int = 0

    @classmethod
    def of_blocks(cls, blocks: Iterable[Block], base: str) -> Self:
        """Count the blocks of a graph, or of a part of it, whose IRIs begin with a base."""
        counts, paper = cls(), f"<{base}paper/"
        for block in blocks:
            counts.count_block(block, paper)
        return counts

    def count_block(self, block: Block, paper: str) -> None:
        """Count what is said of one subject; ``paper``: what the terms of papers begin with."""
        subject, predicates, objects = block
        self.hashed = (self.hashed + _hash_of_block(block)) % (1 << 8 * _HASH_LENGTH)
        self.subjects += 1
        self.triples += len(objects)
        self.properties.update(predicates)
        if _ISSUED in predicates and subject.startswith(paper):
            self.newest = max(self.newest, objects[predicates.index(_ISSUED)])
        self.classes.update(classes_of_block(block))

    def discount_block(self, block: Block) -> None:
        """Take off what is said of one subject; the newest paper stays as it is."""
        _, predicates, objects = block
        self.hashed = (self.hashed - _hash_of_block(block)) % (1 << 8 * _HASH_LENGTH)
        self.subjects -= 1
        self.triples -= len(objects)
        _discount(self.properties, predicates)
        _discount(self.classes, classes_of_block(block))

    def joined_with(self, other: GraphCounts) -> GraphCounts:
        """Return the counts of both parts together."""
        return GraphCounts(
            self.subjects + other.subjects, self.triples + other.triples, self.classes + other.classes,
            self.properties + other.properties, max(self.newest, other.newest),
            (self.hashed + other.hashed) % (1 << 8 * _HASH_LENGTH),
        )  # fmt: skip

    @property
    def hash(self) -> str:
        """The hash in hexadecimal digits."""
        return f"{self.hashed:0{2 * _HASH_LENGTH}x}"


def _hash_of_block(block: Block) -> int:
    subject, predicates, objects = block
    text = "\n".join((subject, *predicates, *objects, ""))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_HASH_LENGTH).digest(), "big")


def classes_of_block(block: Block) -> tuple[str, ...]:
    """Return the terms of the classes that a node says it has."""
    _, predicates, objects = block
    if _TYPE not in predicates:
        return ()
    first = predicates.index(_TYPE)
    return objects[first : first + predicates.count(_TYPE)]


def _discount(counts: Counter[str], names: Iterable[str]) -> None:
    counts.subtract(names)
    for name in [name for name, count in counts.items() if not count]:
        del counts[name]


def is_of_description(subject: str, base: str) -> bool:
    """Tell whether a term is that of a node of the graph's description."""
    return subject == f"<{base}graph>" or subject.startswith(f"<{base}graph/")


def counts_of_description(blocks: Iterable[Block], base: str) -> GraphCounts:
    """Read the counts of a graph from its description, as ``description_triples`` wrote it.

    Raises:
        ValueError: it is another description.
    """
    counts, described = GraphCounts(), 0
    for subject, predicates, objects in blocks:
        described += len(objects)
        said = dict(zip(predicates, objects, strict=True))
        if subject == f"<{base}graph>":
            counts.subjects = _number_said(said, "distinctSubjects")
            counts.triples = _number_said(said, "triples")
            counts.newest = said.get(f"<{_DCTERMS}modified>", "")
            version = split_literal(said.get(f"<{_DCAT}version>", '""'))[0]
            counts.hashed = int(version.rpartition("+")[2], 16)
        for kind, amount, found in (("class", "entities", counts.classes), ("property", "triples", counts.properties)):
            if f"<{_VOID}{kind}>" in said:
                found[said[f"<{_VOID}{kind}>"]] = _number_said(said, amount)
    counts.triples -= described
    return counts


def _number_said(said: Mapping[str, str], name: str) -> int:
    return int(split_literal(said.get(f"<{_VOID}{name}>", '""'))[0])


def _dataset_triples(me: str, base: str, title: str, build: Build | None, counts: GraphCounts) -> Iterator[Triple]:
    yield me, _TYPE, f"<{_VOID}Dataset>"
    yield me, _TYPE, f"<{_DCAT}Dataset>"
    yield me, _LABEL, ntriples.literal(title)
    yield me, f"<{_DCTERMS}title>", ntriples.literal(title)
    yield (
        me,
        f"<{_DCTERMS}description>",
        ntriples.in_english(
            "Papers of machine learning, the models, datasets, benchmarks, methods and topics they are about, "
            "and the words that each link was read from."
        ),
    )
    yield me, f"<{_VOID}uriSpace>", ntriples.literal(base)
    yield me, f"<{_VOID}distinctSubjects>", ntriples.integer(counts.subjects)
    yield me, f"<{_VOID}classes>", ntriples.integer(len(counts.classes))
    yield me, f"<{_VOID}properties>", ntriples.integer(len(counts.properties))
    for namespace in VOCABULARIES.values():
        if any(term.startswith(namespace, 1) for term in (*counts.classes, *counts.properties)):
            yield me, f"<{_VOID}vocabulary>", ntriples.iri(namespace)
    if build is not None:
        yield me, f"<{_PROV}wasGeneratedBy>", build.node(base)
        yield me, f"<{_DCAT}version>", ntriples.literal(f"{build.software}+{counts.hash}")
    if counts.newest:
        yield me, f"<{_DCTERMS}modified>", counts.newest
    yield me, f"<{_DCTERMS}conformsTo>", ntriples.iri(f"{ONTOLOGY}/{ontology_version()}")
    yield me, f"<{_DCTERMS}license>", ntriples.iri(LICENCE)
    yield me, f"<{_DCTERMS}rights>", ntriples.in_english(RIGHTS)
    publisher = ntriples.node(base, "graph/publisher")
    yield me, f"<{_DCTERMS}publisher>", publisher
    yield publisher, _TYPE, f"<{_PROV}Agent>"
    yield publisher, _LABEL, ntriples.literal(_PUBLISHER if base == DEFAULT_BASE else urlsplit(base).netloc)


def _partition_triples(me: str, base: str, counts: GraphCounts) -> Iterator[Triple]:
    for kind, amount, found in (("class", "entities", counts.classes), ("property", "triples", counts.properties)):
        for term, number in found.items():
            name = shorten(term[1:-1])
            part = ntriples.node(base, f"graph/{kind}-{name.replace(':', '-').replace('/', '-')}")
            yield me, f"<{_VOID}{kind}Partition>", part
            yield part, _TYPE, f"<{_VOID}Dataset>"
            yield part, _LABEL, ntriples.literal(name)
            yield part, f"<{_VOID}{kind}>", term
            yield part, f"<{_VOID}{amount}>", ntriples.integer(number)


def _file_triples(me: str, base: str, name: str) -> Iterator[Triple]:
    node = ntriples.node(base, "graph/file-" + slug(name))
    media_type = format_of(Path(name)).media_type.partition(";")[0]
    yield me, f"<{_DCAT}distribution>", node
    yield node, _TYPE, f"<{_DCAT}Distribution>"
    yield node, _LABEL, ntriples.literal(name)
    yield node, f"<{_DCTERMS}title>", ntriples.literal(name)
    yield node, f"<{_DCTERMS}license>", ntriples.iri(LICENCE)
    yield node, f"<{_DCAT}mediaType>", ntriples.iri(_MEDIA_TYPES + media_type)
