"""Why a query found nothing: what can be said for certain, looked for only once the answer is empty.

1. ``HAVING`` names an alias of ``SELECT``: it is bound only after ``HAVING`` (SPARQL 1.1, section 18.2.4).
2. A variable is used and never bound: most often it is misspelt.
3. An IRI is nowhere in the graph: the term of another vocabulary, ``http:`` for ``https:``, capitals in a local name,
   the nodes of another base.
4. A literal is nowhere in the graph, but is with another datatype or a language: ``"2023"`` for a year.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from kg.ground.identifiers import slug
from kg.rdf.sparql.guesses import did_you_mean
from kg.rdf.sparql.lexer import Token, solid_tokens
from kg.rdf.sparql.prologue import meant_iris
from kg.rdf.sparql.variables import having_aliases, unbound_variables
from kg.rdf.terms.namespaces import KG, KINDS, prefixes, shorten
from kg.rdf.terms.ntriples import XSD, split_literal, term_text
from kg.rdf.terms.ontology import inverses, is_no_term, ontology_terms

_BOUND = re.compile(rf"(?<![\w.-])([\w.-]*):\s*<{re.escape(KG)}>")
_NAMED = re.compile(r"(?<![\w.-])([\w.-]*):([\w.%~-]+)")
_IN_FULL = re.compile(re.escape(KG) + r"([^\s>]+)")
_HAVING = re.compile(r"\bHAVING\b(.*?)(?:\bORDER\b|\bLIMIT\b|\bOFFSET\b|\bVALUES\b|$)", re.S | re.I)
_ALIAS = re.compile(r"\bAS\s+[?$](\w+)", re.I)
_VARIABLE = re.compile(r"[?$](\w+)")
_MOST, _LONGEST = 5, 300  # hints of one answer, and characters of one
# A hint quotes the query, which may hold anything, and is shown in a terminal and sent as a header field.
_NO_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# Datatypes and functions: a query names them, and no graph need hold them.
_NO_NODES = (XSD, "http://www.w3.org/2005/xpath-functions")
_DATATYPES = ("string", "gYear", "gYearMonth", "date", "integer", "decimal", "boolean", "anyURI")


def hints(store: ox.Store | None, text: str, base: str) -> tuple[str, ...]:
    """Find what makes a query find nothing, one line each, the surest first; empty where nothing is seen.

    Args:
        store: what was asked; None for an endpoint elsewhere, whose content is not known.
        text: SPARQL that has been run. base: what ``paper:``, ``artifact:`` and the like stand for.

    >>> hints(None, "SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y } GROUP BY ?x HAVING(?n > 3)", "")
    ('HAVING does not know ?n, which SELECT makes after it: repeat COUNT(?y) there',)
    """
    found = [*_of_variables(text)]
    if store is None:
        found += _of_inverses(text, base)
    else:
        asked = _AskedGraphs(store, everywhere=_names_graphs(text))
        found += [*_hints_of_iris(asked, text, base), *_of_literals(asked, text)]
    return _as_hint_lines(found)


def _as_hint_lines(found: Iterable[str]) -> tuple[str, ...]:
    """Write each hint once, as a line of printable characters that is not too long."""
    lines = dict.fromkeys(_NO_LINE.sub(" ", hint).strip() for hint in found)
    return tuple(line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..." for line in lines)[:_MOST]


@dataclass(frozen=True, slots=True)
class _AskedGraphs:
    """What a query is asked of: the default graph of a store, or all of it where the query names graphs."""

    store: ox.Store
    everywhere: bool

    def has_iri(self, iri: str) -> bool:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return True  # relative, or no IRI: nothing can be said
        places = ((node, None, None), (None, node, None), (None, None, node))
        return any(self._has_statement(*place) for place in places) or (
            self.everywhere and self.store.contains_named_graph(node)
        )

    def has_literal(self, value: ox.Literal) -> bool:
        return self._has_statement(None, None, value)

    def _has_statement(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: ox.NamedNode | ox.Literal | None
    ) -> bool:
        graph = None if self.everywhere else ox.DefaultGraph()
        return next(self.store.quads_for_pattern(subject, predicate, value, graph), None) is not None


def foreseen(text: str, base: str) -> tuple[str, ...]:
    """Find the hints that need no answer, for a server that sends its answers as they are found.

    >>> foreseen("ASK { ?s a kg:Paper }", "https://w3id.org/paperatlas/")
    ('kg:Paper is not a term of the ontology: did you mean schema:ScholarlyArticle? Every paper.',)
    """
    found: list[str] = []
    if _may_be_unknown(text):
        found += _of_inverses(text, base)
        unknown = {token.text: iri for token, iri in meant_iris(text, prefixes(base)) if is_no_term(iri)}
        for name, iri in islice(unknown.items(), _MOST):  # to find the nearest takes a millisecond
            question = did_you_mean(iri.removeprefix(KG))
            found.append(f"{name} is not a term of the ontology" + (f": {question}" if question else ""))
    if _may_be_alias(text):
        found += _hints_of_having(text)
    return _as_hint_lines(found)


def _may_be_unknown(text: str) -> bool:
    """Check whether a term of our namespace may be named that no graph has: a quick look, since most queries name
    none.
    """
    own = {"kg", *_BOUND.findall(text)}
    local = {name for prefix, name in _NAMED.findall(text) if prefix in own} | set(_IN_FULL.findall(text))
    return any(is_no_term(iri) or iri in inverses() for iri in (KG + name.rstrip(".") for name in local))


def _names_graphs(text: str) -> bool:
    return any(token.kind == "word" and token.text.upper() in ("GRAPH", "FROM") for token in solid_tokens(text))


def _of_inverses(text: str, base: str) -> Iterator[str]:
    if not _names_graphs(text):  # the ontology itself may be asked
        for token, iri in meant_iris(text, prefixes(base)):
            if iri in inverses():
                yield _hint_of_inverse(text, token, iri)


def _hint_of_inverse(text: str, token: Token, iri: str) -> str:
    """Say what to ask in place of a name for the other direction, which is the ontology's only."""
    meant = inverses()[iri]
    turned = meant if text[: token.start].rstrip().endswith("^") else f"^{meant}"
    return f"{token.text} is in no graph, which have {meant} from the other end: ask {turned}"


def _may_be_alias(text: str) -> bool:
    """Check whether HAVING may name an alias: a quick look, too."""
    named = set(_VARIABLE.findall(" ".join(_HAVING.findall(text))))
    return bool(named) and not named.isdisjoint(_ALIAS.findall(text))


def _hints_of_having(text: str) -> Iterator[str]:
    for name, expression in having_aliases(text):
        yield f"HAVING does not know ?{name}, which SELECT makes after it: repeat {expression} there"


def _of_variables(text: str) -> Iterator[str]:
    yield from _hints_of_having(text)
    bound, unbound = unbound_variables(text)
    for name in unbound:
        near = difflib.get_close_matches(name, bound, n=1)
        yield f"?{name} is used and never bound" + (f": did you mean ?{near[0]}?" if near else "")


def _hints_of_iris(asked: _AskedGraphs, text: str, base: str) -> Iterator[str]:
    for token, iri in meant_iris(text, prefixes(base)):
        if iri == KG or iri.startswith(_NO_NODES) or asked.has_iri(iri):
            continue
        meant = _nearly_same_iri(asked, iri, base)
        if meant:
            short = shorten(meant, base)
            shown = f"<{meant}>" if short == token.text else short  # its prefix leads elsewhere in this query
            yield f"{token.text} is nowhere in the graph: did you mean {shown}?"
        elif iri.startswith(base) and not iri.startswith(KG):
            yield f"{token.text} is nowhere in the graph: paperatlas show finds nodes by their names"
        elif iri in inverses():
            yield _hint_of_inverse(text, token, iri)
        elif shorten(iri, base) in ontology_terms():
            yield f"{token.text} is a term of the ontology that the graph does not use"
        else:
            question = did_you_mean(iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :], nearly=False)
            yield f"{token.text} is nowhere in the graph" + (f": {question}" if question else "")


def _nearly_same_iri(asked: _AskedGraphs, iri: str, base: str) -> str | None:
    """Find an IRI of the graph that differs in what people get wrong: the scheme, capitals, the base."""
    tried = []
    if iri.startswith("http://"):
        tried.append("https://" + iri.removeprefix("http://"))
    elif iri.startswith("https://"):
        tried.append("http://" + iri.removeprefix("https://"))
    for path in KINDS.values():
        before, found, local = iri.rpartition(path)
        if found and before.endswith("/"):
            tried += [base + path + local, base + path + slug(local.replace("_", " "))]
    return next((each for each in tried if each != iri and asked.has_iri(each)), None)


def _of_literals(asked: _AskedGraphs, text: str) -> Iterator[str]:
    solid = solid_tokens(text)
    for place in range(len(solid)):
        value = _literal_at_place(solid, place)
        if value is None or asked.has_literal(value):
            continue
        others = [ox.Literal(value.value, language="en")]
        others += [ox.Literal(value.value, datatype=ox.NamedNode(XSD + name)) for name in _DATATYPES]
        for other in others:
            if asked.has_literal(other):
                yield f"{_shown_literal(value)} is in the graph only as {_shown_literal(other)}"
                break


def _shown_literal(value: ox.Literal) -> str:
    if value.datatype.value in (XSD + "integer", XSD + "decimal", XSD + "boolean"):
        return value.value
    return term_text(value).replace(f"<{XSD}", "xsd:").rstrip(">")


def _literal_at_place(solid: list[Token], place: int) -> ox.Literal | None:
    """Read the literal that begins at a token, where it stands for a value of the graph."""
    token, after = solid[place], [each.text for each in solid[place + 1 : place + 3]]
    before = solid[place - 1] if place else token
    if token.kind == "number" and (before.kind in ("name", "iri", "variable") or before.text == "a"):
        return ox.Literal(token.text, datatype=ox.NamedNode(XSD + ("decimal" if "." in token.text else "integer")))
    if token.kind != "string" or token.text.startswith(("'''", '"""')):
        return None
    if before.text not in ("=", "{", ",", "in", "IN", "(") and before.kind not in ("name", "iri", "variable", "string"):
        return None
    value = split_literal('"' + token.text[1:-1] + '"')[0]
    if after[:1] and after[0].startswith("@"):
        return ox.Literal(value, language=after[0][1:])
    if after[:2] == ["^", "^"]:
        return None
    return ox.Literal(value)
