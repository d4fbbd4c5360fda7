"""JSON-LD with the project's context written into the file, so that reading it needs no network.

One node a line. In each, ``@type`` stands before ``@id``, the order of Streaming JSON-LD (W3C Note 2020): a streaming
parser refuses the other one, or needs many times as long, as it has to keep what it reads. Numbers that JSON keeps
exactly (integers) and booleans are JSON's own; decimals are strings typed by the context, because JSON-LD would turn a
JSON fraction into a double.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from kg.ground.errors import OutputError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.terms.namespaces import expand
from kg.rdf.terms.ntriples import XSD, split_literal
from kg.rdf.terms.ontology import jsonld_context
from kg.rdf.write.sorted_triples import Block
from kg.rdf.write.turtle import TermWriter

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # canonical, and below 2^53: every JSON reader keeps it


def json_ld(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[bytes]:
    """Yield JSON-LD of sorted blocks, in pieces."""
    context = jsonld_context(base)
    names: dict[str, tuple[str, str | None]] = {}
    for name, definition in context.items():
        if isinstance(definition, dict) and "@id" in definition:
            names[f"<{expand(definition['@id'], base)}>"] = (name, definition.get("@type"))
    terms = TermWriter(base)
    yield b'{"@context": ' + orjson.dumps(context, option=orjson.OPT_INDENT_2) + b',\n"@graph": ['
    between = b"\n"
    for block in blocks:
        yield between + orjson.dumps(_node_of_block(block, names, terms))
        between = b",\n"
    yield b"\n]}\n"


def _node_of_block(block: Block, names: dict[str, tuple[str, str | None]], terms: TermWriter) -> dict[str, object]:
    subject, rows = block[0], terms.ordered(block)
    node: dict[str, list[Any]] = {}
    for predicate, value in rows:
        if terms.predicate(predicate)[1] == "a" and value[0] != '"':
            node.setdefault("@type", []).append(_reference_to_term(value, terms))
            continue
        name, coercion = names.get(predicate, (_reference_to_term(predicate, terms), None))
        node.setdefault(name, []).append(_value_of_term(value, coercion, terms))
    types = {"@type": node.pop("@type")} if "@type" in node else {}
    ordered = {**types, "@id": [_reference_to_term(subject, terms)], **node}
    return {name: values[0] if len(values) == 1 else values for name, values in ordered.items()}


def _reference_to_term(term: str, terms: TermWriter) -> str:
    short = terms.forms[term]
    return short[1:-1] if short[0] == "<" else short


def _value_of_term(term: str, coercion: str | None, terms: TermWriter) -> object:
    if term[:2] == "<<":
        raise OutputError("JSON-LD has no triples as values", remedy="write Turtle or N-Triples")
    if term[0] != '"':
        return _reference_to_term(term, terms) if coercion == "@id" else {"@id": _reference_to_term(term, terms)}
    text, language, datatype = split_literal(term)
    if language:
        language, _, direction = language.partition("--")
        return {"@value": text, "@language": language, **({"@direction": direction} if direction else {})}
    if not datatype:
        return text if coercion is None else {"@value": text}
    if coercion is None and datatype == XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    if coercion is None and datatype == XSD + "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if coercion is not None and coercion != "@id" and datatype == expand(coercion):
        return text
    return {"@value": text, "@type": _reference_to_term(f"<{datatype}>", terms)}
