"""RDF terms as N-Triples text, the one form that triples have between mapping, sorting, writers and store.

A term is a ``str`` that holds exactly one N-Triples term: ``<iri>``, ``"text"``, ``"text"@en`` or ``"1"^^<datatype>``.
Sorting, removing duplicates and writing N-Triples then need no parsing at all. Only the functions here make terms, and
what they make is legal whatever they are given; literals get the canonical lexical form that
Oxigraph's store keeps (``0.90`` becomes ``0.9``, ``1.0`` becomes ``1``), so files and store agree.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TypeAlias
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.ground.errors import IdentifierError
from kg.rdf.terms.namespaces import VOCABULARIES

Triple: TypeAlias = tuple[str, str, str]
"""Subject, predicate, object, each as N-Triples text."""

XSD = VOCABULARIES["xsd"]
# https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples: these and only these are escaped.
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]')
_ECHARS = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
_UNESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.S)
_UNECHARS = {value[1]: key for key, value in _ECHARS.items()} | {"'": "'"}
_SAFE_PATH = re.compile(r"[A-Za-z0-9._~+/-]*")
_WEB = ("http", "https", "ftp")
# RFC 3986: what may stand in an IRI unquoted; brackets are legal only in IPv6 hosts and are quoted.
_URL_SAFE = "!#$%&'()*+,/:;=?@~"
_MOST_DIGITS = 400  # more than any double has; "1e999999999" would be written out otherwise
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _escape_character(match: re.Match[str]) -> str:
    char = match.group()
    if "\ud800" <= char <= "\udfff":  # half a pair: no Unicode text, cannot be encoded
        return "\ufffd"
    return _ECHARS.get(char) or f"\\u{ord(char):04X}"


def _unescape_character(match: re.Match[str]) -> str:
    short, long, char = match.groups()
    return _UNECHARS.get(char, char) if char else chr(int(short or long, 16))


def iri(text: str) -> str:
    """Write the term of an absolute IRI that is known to be well-formed (own namespaces, vocabularies).

    >>> iri("https://schema.org/name")
    '<https://schema.org/name>'
    """
    return f"<{text}>"


def node(base: str, local_id: str) -> str:
    """Write the term of one of the graph's own nodes, from the base IRI and a local id; odd characters are
    percent-encoded.

    >>> node("https://w3id.org/paperatlas/", "artifact/c++")
    '<https://w3id.org/paperatlas/artifact/c++>'
    >>> node("https://e.org/", "paper/a b>")
    '<https://e.org/paper/a%20b%3E>'
    """
    if not _SAFE_PATH.fullmatch(local_id):
        local_id = quote(local_id, safe="/.+_~-", errors="replace")
    return f"<{base}{local_id}>"


def web_address(url: str) -> str | None:
    """Write the term of a web address found in the wild, made legal by percent-encoding, or None where it is no
    address.

    >>> web_address("https://x.org/a b?q=ä"), web_address("javascript:alert(1)"), web_address("http://")
    ('<https://x.org/a%20b?q=%C3%A4>', None, None)
    """
    text = _BAD_PERCENT.sub("%25", url.strip())
    head, hash_sign, fragment = text.partition("#")
    try:
        parts = urlsplit(head)
    except ValueError:
        return None
    if parts.scheme.lower() not in _WEB or not parts.netloc:
        return None
    text = quote(head + hash_sign + fragment.replace("#", "%23"), safe=_URL_SAFE, errors="replace")
    try:
        return f"<{ox.NamedNode(text).value}>"
    except ValueError:
        return None


def checked_base(base: str) -> str:
    """Check that IRIs can be made by appending to ``base``, and return it.

    Raises:
        IdentifierError: it is not an absolute http(s) IRI that ends in ``/`` or ``#``.
    """
    if web_address(base) != f"<{base}>" or base[-1] not in "/#":
        raise IdentifierError(
            f"{base!r} cannot be the base IRI of a graph", remedy="give an http(s) IRI that ends in / or #"
        )
    return base


def literal(text: str) -> str:
    """Write the term of a plain string; lone surrogates become U+FFFD.

    >>> literal('say "x"')
    '"say \\\\"x\\\\""'
    """
    return f'"{_ESCAPED.sub(_escape_character, text)}"' if _ESCAPED.search(text) else f'"{text}"'


def in_english(text: str) -> str:
    """Write the term of an English string."""
    return literal(text) + "@en"


def typed(text: str, datatype: str) -> str:
    """Write the term of a literal with an XML Schema datatype, named without namespace.

    >>> typed("2024", "gYear")
    '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    """
    return f"{literal(text)}^^<{XSD}{datatype}>"


def integer(value: int) -> str:
    """Write the term of an ``xsd:integer``."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:
    """Write the term of an ``xsd:boolean``."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def canonical_decimal(value: str | float) -> str:
    """Write a number in the lexical form that the store keeps: no exponent, no plus sign, no needless zeros or point.

    Raises:
        IdentifierError: it is not a finite number, or one with hundreds of digits.

    >>> [canonical_decimal(value) for value in ("0.90", "1.0", "-0.0", "073.20", 1e-7, 0.93)]
    ['0.9', '1', '0', '73.2', '0.0000001', '0.93']
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise IdentifierError(f"{value!r} is not a decimal number", remedy="write it with digits and one point")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def decimal(value: str | float) -> str:
    """Write the term of an ``xsd:decimal`` in its canonical form."""
    return f'"{canonical_decimal(value)}"^^<{XSD}decimal>'


def date(text: str) -> str:
    """Write the term of an ISO 8601 date of one of three precisions: year, month or day.

    >>> date("2024-05")
    '"2024-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    return typed(text, {4: "gYear", 7: "gYearMonth"}.get(len(text), "date"))


def term_text(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """Write the N-Triples text of a pyoxigraph term, canonically escaped."""
    if isinstance(value, ox.NamedNode):
        return f"<{value.value}>"
    if isinstance(value, ox.Literal):
        if value.language:
            direction = f"--{value.direction}" if value.direction else ""
            return f"{literal(value.value)}@{value.language}{direction}"
        datatype = value.datatype.value
        return literal(value.value) if datatype == XSD + "string" else f"{literal(value.value)}^^<{datatype}>"
    if isinstance(value, ox.Triple):
        return f"<<( {term_text(value.subject)} {term_text(value.predicate)} {term_text(value.object)} )>>"
    return str(value)


def split_literal(term: str) -> tuple[str, str, str]:
    """Split a literal term into text, language and datatype IRI; language or datatype are empty where it has none.

    >>> split_literal('"a\\\\nb"@en'), split_literal(integer(3))[0]
    (('a\\nb', 'en', ''), '3')
    """
    end = term.rfind('"')
    text = _UNESCAPED.sub(_unescape_character, term[1:end]) if "\\" in term else term[1:end]
    tail = term[end + 1 :]
    if tail.startswith("@"):
        return text, tail[1:], ""
    return text, "", tail[3:-1]
