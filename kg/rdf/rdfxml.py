"""RDF/XML, one ``rdf:Description`` for each subject of sorted triples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.ground.errors import OutputError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.namespaces import VOCABULARIES
from kg.rdf.sorting import Block
from kg.rdf.terms import split_literal
from kg.rdf.turtle import TermWriter

# The end of an IRI that can be an XML name (Namespaces in XML 1.0, NCName, its ASCII part).
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
# The standard library's functions for this import half of its network modules.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
# What XML 1.0 (section 2.2) has no way to write; such characters become U+FFFD.
_NO_CHAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def rdf_xml(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """RDF/XML of sorted blocks, in pieces.

    Raises:
        OutputError: a predicate has no XML name (RDF/XML cannot write such a graph).
    """
    names = "".join(f"\n    xmlns:{prefix}={xml_attribute(namespace)}" for prefix, namespace in VOCABULARIES.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n'
    terms = TermWriter(base)
    for block in blocks:
        subject, body = block[0], "".join(_property(predicate, value) for predicate, value in terms.ordered(block))
        about = f"rdf:nodeID={xml_attribute(subject[2:])}" if subject[0] == "_" else f"rdf:about={_attribute(subject)}"
        yield f"  <rdf:Description {about}>\n{body}  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _attribute(term: str) -> str:
    return xml_attribute(term[1:-1])


def _property(predicate: str, value: str) -> str:
    element, opening = _element(predicate[1:-1])
    if value[0] == "<":
        return f"    <{opening} rdf:resource={_attribute(value)}/>\n"
    if value[0] == "_":
        return f"    <{opening} rdf:nodeID={xml_attribute(value[2:])}/>\n"
    text, language, datatype = split_literal(value)
    if language:
        opening += f" xml:lang={xml_attribute(language)}"
    elif datatype:
        opening += f" rdf:datatype={xml_attribute(datatype)}"
    return f"    <{opening}>{xml_text(text)}</{element}>\n"


def xml_text(text: str) -> str:
    """Text for the content of an XML element; characters that XML 1.0 does not have become U+FFFD.

    >>> xml_text("a < b\\x00")
    'a &lt; b\ufffd'
    """
    return _NO_CHAR.sub("\ufffd", text).translate(_TEXT)


def xml_attribute(text: str) -> str:
    """Text as the value of an XML attribute, with its quotation marks.

    >>> xml_attribute('a"b&c')
    '"a&quot;b&amp;c"'
    """
    escaped = _NO_CHAR.sub("\ufffd", text).translate(_ATTRIBUTE)
    return f'"{escaped}"'


def _element(iri: str) -> tuple[str, str]:
    """The name of a property's element, and what stands in its opening tag: unknown namespaces are declared there."""
    match = _NAME.search(iri)
    if match is None:
        raise OutputError(f"RDF/XML has no name for the predicate {iri}", remedy="write Turtle or JSON-LD")
    namespace, local = iri[: match.start()], match.group()
    for prefix, known in VOCABULARIES.items():
        if known == namespace:
            return f"{prefix}:{local}", f"{prefix}:{local}"
    return f"ns:{local}", f"ns:{local} xmlns:ns={xml_attribute(namespace)}"
