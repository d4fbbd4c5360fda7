"""The names in SPARQL text: what ``PREFIX`` and ``BASE`` declare, and the IRIs that are then meant.

A declaration uses no term: ``PREFIX kg: <https://example.org/>`` is about neither namespace yet. What a prefixed name
means depends on the declaration that stands before it; well-known prefixes need none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from kg.rdf.sparql.lexer import Token, solid_tokens
from kg.rdf.terms.namespaces import prefixes

_LOCAL_ESCAPE = re.compile(r"\\(.)", re.S)  # SPARQL 1.1, section 19.8: PN_LOCAL_ESC
_IRI_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def meant_iris(text: str, known: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """Yield the tokens of a query that stand for an IRI, and the IRI of each; declarations are left out.

    Args:
        known: prefixes that need not be declared. Names with another undeclared prefix are passed over.

    >>> text = "PREFIX x: <http://e.org/> ASK { ?s x:a <http://e.org/b> } # x:c"
    >>> [iri for _, iri in meant_iris(text, {})]
    ['http://e.org/a', 'http://e.org/b']
    """
    declared, uses = _read_query_names(text)
    namespaces = {**known, **declared}
    for token, base in uses:
        prefix, _, local = token.text.partition(":")
        if token.kind == "iri":
            yield token, _absolute_iri(token, base)
        elif prefix in namespaces:
            yield token, namespaces[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)


def declared_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a query declares itself, with their namespaces.

    >>> declared_prefixes("BASE <http://e.org/> PREFIX x: <a#> ASK { }")
    {'x': 'http://e.org/a#'}
    """
    return _read_query_names(text)[0]


def used_prefixes(text: str) -> set[str]:
    """Return the prefixes of the names in a query, whether declared or not; a declaration is no use.

    >>> sorted(used_prefixes("PREFIX x: <http://e.org/> ASK { ?s kg:uses 'y:z' }"))
    ['kg']
    """
    return {token.text.partition(":")[0] for token, _ in _read_query_names(text)[1] if token.kind == "name"}


def missing_prefixes(text: str, base: str) -> dict[str, str]:
    """Return the well-known prefixes that a query uses and does not declare, sorted, with their namespaces."""
    known = prefixes(base)
    wanted = used_prefixes(text) & known.keys() - declared_prefixes(text).keys()
    return {prefix: known[prefix] for prefix in sorted(wanted)}


def _read_query_names(text: str) -> tuple[dict[str, str], list[tuple[Token, str]]]:
    """Read what a query declares, and its other names and IRIs, each with the base that it is relative to."""
    declared, base = dict[str, str](), ""
    uses = []
    solid = solid_tokens(text)
    place = 0
    while place < len(solid):
        token, rest = solid[place], solid[place + 1 : place + 3]
        word = token.text.upper() if token.kind == "word" else ""
        kinds = [each.kind for each in rest]
        if word == "PREFIX" and kinds == ["name", "iri"] and rest[0].text.endswith(":"):
            declared[rest[0].text[:-1]] = _absolute_iri(rest[1], base)
            place += 2
        elif word == "BASE" and kinds[:1] == ["iri"]:
            base = _absolute_iri(rest[0], base)
            place += 1
        elif token.kind in ("iri", "name"):
            uses.append((token, base))
        place += 1
    return declared, uses


def _absolute_iri(token: Token, base: str) -> str:
    iri = _IRI_ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16) % 0x110000), token.text[1:-1])
    try:
        joined = urljoin(base, iri) if base else iri
        return joined if joined.endswith("#") or not iri.endswith("#") else joined + "#"  # urljoin drops it
    except ValueError:  # a base such as http://[ that the parser will refuse
        return iri
