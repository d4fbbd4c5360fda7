"""RDF/XML, one ``rdf:Description`` for each subject of sorted triples.

Why not Oxigraph's writer: it writes characters that XML does not have, and elements without a name for predicates that
XML cannot name, so that no parser reads the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TypeAlias

from kg.ground.errors import OutputError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import split_literal
from kg.rdf.write.sorted_triples import Block
from kg.rdf.write.turtle import TermWriter

# The end of an IRI that can be an XML name (Namespaces in XML 1.0, NCName, its ASCII part).
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
# The standard library's functions for this import half of its network modules.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
# What XML 1.0 (section 2.2) has no way to write; such characters become U+FFFD.
_NO_CHAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# In N-Triples, of what must be written otherwise in XML, everything but these is escaped with a backslash.
_IS_SPECIAL = re.compile(r"[\\&<>]").search
_ITS = "http://www.w3.org/2005/11/its"  # says which way a text runs (RDF 1.2 XML Syntax, section 2.7)
_CACHED_LAYOUTS = 10_000  # as of Turtle
_CACHED_TERMS = 50_000


def rdf_xml(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """Yield RDF/XML of sorted blocks, in pieces.

    Raises:
        OutputError: a predicate has no XML name, or a value is a triple (RDF/XML cannot write such a graph).
    """
    names = "".join(f"\n    xmlns:{prefix}={xml_attribute(namespace)}" for prefix, namespace in VOCABULARIES.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n'
    layouts, forms = _BlockLayouts(base), _Forms()
    for subject, predicates, objects in blocks:
        template, ordered, endings = layouts[predicates]
        values = objects if ordered is None else ordered(objects)
        texts = [
            f">{value[1:-1]}{ending}" if value[-1] == '"' and not _IS_SPECIAL(value) else forms[value] % ending
            for value, ending in zip(values, endings, strict=True)
        ]
        yield template % (_subject_attribute(subject), *texts)
    yield "</rdf:RDF>\n"


_Layout: TypeAlias = "tuple[str, itemgetter[object] | None, tuple[str, ...]]"


class _BlockLayouts(dict[tuple[str, ...], _Layout]):
    """How blocks are laid out, by their predicates: a template, the order of the objects, the end of each element.

    A template has a place for what stands from the name of an element to its end, which ``_Forms`` makes.
    """

    def __init__(self, base: str) -> None:
        super().__init__()
        self._terms = TermWriter(base)

    def __missing__(self, predicates: tuple[str, ...]) -> _Layout:
        if len(self) >= _CACHED_LAYOUTS:
            self.clear()
        order = sorted(range(len(predicates)), key=lambda place: (self._terms.predicate(predicates[place])[0], place))
        elements = [_property_element(predicates[place][1:-1]) for place in order]
        lines = "".join(f"    <{opening.replace('%', '%%')}%s\n" for _, opening in elements)
        getter = itemgetter(*order) if order != list(range(len(order))) else None
        endings = tuple(f"</{name}>" for name, _ in elements)
        layout = self[predicates] = f"  <rdf:Description %s>\n{lines}  </rdf:Description>\n", getter, endings
        return layout


class _Forms(dict[str, str]):
    """Objects as they stand after the name of their element, with ``%.0s`` or ``%s`` for the element's end.

    Those of IRIs, numbers and dates are kept a while.
    """

    def __missing__(self, term: str) -> str:
        if term[-1] != ">":
            return _form_of_object(term)
        if len(self) >= _CACHED_TERMS:
            self.clear()
        form = self[term] = _form_of_object(term)
        return form


def _form_of_object(term: str) -> str:
    if term[:2] == "<<":
        raise OutputError("RDF/XML has no triples as values", remedy="write Turtle or N-Triples")
    if term[0] == "<":
        return f" rdf:resource={_escaped_percents(xml_attribute(term[1:-1]))}/>%.0s"
    if term[0] == "_":
        return f" rdf:nodeID={_escaped_percents(xml_attribute(term[2:]))}/>%.0s"
    text, language, datatype = split_literal(term)
    about = ""
    if language:
        language, _, direction = language.partition("--")
        about = f" xml:lang={xml_attribute(language)}"
        if direction:
            about += f' xmlns:its="{_ITS}" its:version="2.0" its:dir={xml_attribute(direction)}'
    elif datatype:
        about = f" rdf:datatype={xml_attribute(datatype)}"
    return f"{_escaped_percents(about)}>{_escaped_percents(xml_text(text))}%s"


def _escaped_percents(text: str) -> str:
    return text.replace("%", "%%")


def _subject_attribute(term: str) -> str:
    if term[0] == "_":
        return f"rdf:nodeID={xml_attribute(term[2:])}"
    return f"rdf:about={xml_attribute(term[1:-1])}" if "&" in term else f'rdf:about="{term[1:-1]}"'


def xml_text(text: str) -> str:
    """Write text for the content of an XML element; characters that XML 1.0 does not have become U+FFFD.

    >>> xml_text("a < b\\x00")
    'a &lt; b\ufffd'
    """
    return _NO_CHAR.sub("\ufffd", text).translate(_TEXT)


def xml_attribute(text: str) -> str:
    """Write text as the value of an XML attribute, with its quotation marks.

    >>> xml_attribute('a"b&c')
    '"a&quot;b&amp;c"'
    """
    escaped = _NO_CHAR.sub("\ufffd", text).translate(_ATTRIBUTE)
    return f'"{escaped}"'


def _property_element(iri: str) -> tuple[str, str]:
    """Name a property's element, and write what stands in its opening tag: unknown namespaces are declared there."""
    match = _NAME.search(iri)
    if match is None:
        raise OutputError(f"RDF/XML has no name for the predicate {iri}", remedy="write Turtle or JSON-LD")
    namespace, local = iri[: match.start()], match.group()
    for prefix, known in VOCABULARIES.items():
        if known == namespace:
            return f"{prefix}:{local}", f"{prefix}:{local}"
    return f"ns:{local}", f"ns:{local} xmlns:ns={xml_attribute(namespace)}"
