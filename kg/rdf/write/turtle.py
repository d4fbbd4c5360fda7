"""Turtle, written from sorted triples.

1. What is said of one subject is one block; only one block is held at a time.
2. Within it, types come first, then names, then the other predicates by prefixed name, objects in their sorted order.
3. Each triple has a line of its own, and the closing point too. So a new triple is a new line and changes no other:
   diffs show exactly what was said anew.

Why not a library's writer: rdflib needs the whole graph in memory and about twenty times the time; Oxigraph's depends
on the order of the input and puts a subject on one line, which makes diffs unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TypeAlias

from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.terms.namespaces import VOCABULARIES, prefixes
from kg.rdf.terms.ntriples import XSD
from kg.rdf.write.sorted_triples import Block, kind_of

# The first lines of a block, in this order; other predicates follow by name.
_FIRST = (
    "a", "rdfs:label", "skos:prefLabel", "skos:altLabel", "dcterms:title", "dcterms:abstract", "rdf:subject",
    "rdf:predicate", "rdf:object", "rdf:reifies", "kg:asType", "kg:confidence", "oa:exact", "oa:prefix", "oa:suffix",
    "oa:start", "oa:end",
)  # fmt: skip
_RANKS = {name: f"{rank:02d}" for rank, name in enumerate(_FIRST)}
# The part of Turtle's PN_LOCAL that needs no escapes; other IRIs are written whole.
_IS_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?").fullmatch
# https://www.w3.org/TR/turtle/#abbrev: what may stand without quotes, keeping its lexical form and datatype.
_BARE = {
    f'"^^<{XSD}integer>': re.compile(r'"[+-]?[0-9]+'),
    f'"^^<{XSD}decimal>': re.compile(r'"[+-]?[0-9]*\.[0-9]+'),
    f'"^^<{XSD}boolean>': re.compile(r'"(?:true|false)'),
}
_CACHED_LAYOUTS = 10_000  # a few MB; a graph has some hundred, and many more only where nodes have many topics
_CACHED_TERMS = 50_000  # about 10 MB; classes, papers, numbers and dates recur, most other terms come once or twice
_RDF = VOCABULARIES["rdf"]


class _FormsOfTerms(dict[str, str]):
    """Turtle forms of terms, made when they are first asked for; those of IRIs, numbers and dates are kept a while."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._by_namespace = {namespace: f"{prefix}:" for prefix, namespace in prefixes(base).items()}
        self._by_path = {f"<{name[:-1]}": form for name, form in self._by_namespace.items() if name[-1] == "/"}

    def __missing__(self, term: str) -> str:
        if term[-1] != ">":
            return term  # a plain string, one with a language, a blank node
        if len(self) >= _CACHED_TERMS:
            self.clear()
        form = self[term] = self.made(term)
        return form

    def made(self, term: str) -> str:
        """Make the form of a term, which is not kept."""
        path, _, local = term.rpartition("/")
        prefix = self._by_path.get(path)
        if prefix is not None and (name := local[:-1]).isalnum() and name.isascii():
            return prefix + name  # as of most nodes; the rest finds the same form for these, only later
        if term[:2] == "<<":
            return f"<<( {' '.join(self[part] for part in split_triple(term))} )>>"
        if term[-1] != ">":
            return term
        return self._shortened_iri(term) if term[0] == "<" else self._typed_literal(term)

    def _shortened_iri(self, term: str) -> str:
        cut = max(term.rfind("#"), term.rfind("/")) + 1
        prefix, local = self._by_namespace.get(term[1:cut]), term[cut:-1]
        return term if prefix is None or not _IS_LOCAL(local) else prefix + local

    def _typed_literal(self, term: str) -> str:
        quote = term.rfind('"')
        tail = term[quote:]
        bare = _BARE.get(tail)
        if bare is not None and bare.fullmatch(term, 0, quote):
            return term[1:quote]
        return f'{term[:quote]}"^^{self[tail[3:]]}'


class TermWriter:
    """Turtle forms of N-Triples terms, with the prefixes that they need.

    Attributes:
        forms: term to form; ``prefix:local`` where that is plain, else the IRI in angle brackets.
    """

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.forms = _FormsOfTerms(base)
        self._predicates: dict[str, tuple[str, str]] = {}

    def predicate(self, term: str) -> tuple[str, str]:
        """Return the sorting key and the Turtle form of a predicate."""
        known = self._predicates.get(term)
        if known is None:
            name = "a" if term == f"<{_RDF}type>" else self.forms[term]
            known = self._predicates[term] = (_RANKS.get(name, "99") + name, name)
        return known

    def ordered(self, block: Block) -> list[tuple[str, str]]:
        """Order the predicates and objects of a block as every format for people shows them: types and names first."""
        _, predicates, objects = block
        keys = (self.predicate(each)[0] for each in predicates)
        return [row[1:] for row in sorted(zip(keys, predicates, objects, strict=True))]


def split_triple(term: str) -> tuple[str, str, str]:
    """Split a triple term ``<<( s p o )>>`` into subject, predicate and object."""
    subject, predicate, value = term[4:-4].split(" ", 2)
    return subject, predicate, value


def header(base: str = DEFAULT_BASE) -> str:
    """Write the prefix lines; always all of them, so that the first lines of a file never change."""
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes(base).items())


_Layout: TypeAlias = "tuple[str, itemgetter[object] | None, tuple[slice, ...]]"


class _BlockLayouts(dict[tuple[str, ...], _Layout]):
    """How blocks are laid out, by their predicates: most nodes of a kind have the same ones.

    A layout is a template of the block's lines with a place for each object, the order in which the objects fill it,
    and the stretches of objects that share their predicate and are sorted among themselves.
    """

    def __init__(self, terms: TermWriter, indent: str) -> None:
        super().__init__()
        self._terms = terms
        self._indent = indent

    def __missing__(self, predicates: tuple[str, ...]) -> _Layout:
        if len(self) >= _CACHED_LAYOUTS:
            self.clear()
        keys = [self._terms.predicate(each) for each in predicates]
        order = sorted(range(len(keys)), key=lambda place: (keys[place], place))
        names = [keys[place][1].replace("%", "%%") for place in order]
        lines = "".join(f"\n{self._indent}    {name} %s ;" for name in names)
        template = f"\n{self._indent}%s{lines}\n{self._indent}    .\n"
        getter = None if order == list(range(len(order))) else itemgetter(*order)
        layout = self[predicates] = template, getter, kind_of(predicates)[1]
        return layout


def turtle_blocks(blocks: Iterable[Block], terms: TermWriter, *, indent: str = "") -> Iterator[str]:
    """Yield Turtle of each subject."""
    layouts, forms, form_of_subject = _BlockLayouts(terms, indent), terms.forms, terms.forms.made
    for subject, predicates, objects in blocks:
        template, ordered, repeated = layouts[predicates]
        texts = [each if each[-1] == '"' else forms[each] for each in objects]
        for each in repeated:
            texts[each] = sorted(texts[each])
        yield template % (form_of_subject(subject), *(texts if ordered is None else ordered(texts)))


def turtle(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """Yield Turtle of sorted blocks, in pieces."""
    yield header(base)
    yield from turtle_blocks(blocks, TermWriter(base))


def with_reifiers(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks in RDF 1.2 form: each ``rdf:Statement`` with subject, predicate and object becomes a reifier.

    The node keeps its IRI and everything it says; the four triples of RDF 1.0 reification become one ``rdf:reifies``
    with a triple term (RDF 1.2 Concepts, section 1.5).
    """
    parts = [f"<{_RDF}{name}>" for name in ("subject", "predicate", "object")]
    statement = (f"<{_RDF}type>", f"<{_RDF}Statement>")
    for subject, predicates, objects in blocks:
        rows = list(zip(predicates, objects, strict=True))
        found = dict(row for row in rows if row[0] in parts)
        if len(found) == len(parts):
            triple = " ".join(found[part] for part in parts)
            kept = [row for row in rows if row[0] not in found and row != statement]
            predicates, objects = zip(*sorted([*kept, (f"<{_RDF}reifies>", f"<<( {triple} )>>")]), strict=True)
        yield subject, predicates, objects


def turtle_12(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """Yield Turtle 1.2 with reifiers, of sorted blocks, in pieces."""
    yield 'VERSION "1.2"\n'
    yield from turtle(with_reifiers(blocks), base)
