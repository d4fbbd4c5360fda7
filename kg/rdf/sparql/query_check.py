"""Faults of queries: found before a query runs, or explained after the parser has refused it.

Oxigraph's parser tells how far it could read, seldom what is wrong. Most faults are one of four, which are looked for
here: a misspelt keyword, an undeclared prefix, a term that the ontology does not have, an update in place of a query.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata

from kg.ground.errors import QueryError
from kg.rdf.sparql.guesses import did_you_mean
from kg.rdf.sparql.lexer import Token, position, solid_tokens, tokens
from kg.rdf.sparql.prologue import declared_prefixes, meant_iris
from kg.rdf.terms.namespaces import KG, prefixes
from kg.rdf.terms.ontology import is_no_term

_SHOWN = 80  # characters of the line shown before and after a fault
_AT = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.S)
# https://www.w3.org/TR/sparql11-query/#sparqlGrammar: every bare word that a query may hold.
_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """
    A ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC
    DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HASLANG HASLANGDIR HAVING
    HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LATERAL LCASE LIMIT MAX
    MD5 MIN MINUS MINUTES MONTH NAMED NIL NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND REDUCED REGEX
    REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER
    STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TO TRIPLE TRUE TZ
    UCASE UNDEF UNION URI UUID VALUES VERSION WHERE YEAR
        """,
    )
)
# What web pages and word processors make of what was typed.
_PASTED = {
    **dict.fromkeys("“”„‟«»″＂", '"'), **dict.fromkeys("‘’‚‛′＇", "'"), **dict.fromkeys("‐‑‒–—−－", "-"),
    "？": "?", "｛": "{", "｝": "}", "（": "(", "）": ")", "：": ":", "；": ";", "，": ",", "。": ".",
    "＜": "<", "＞": ">", "…": "...", "≥": ">=", "≤": "<=", "≠": "!=", "＝": "=",
}  # fmt: skip
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d+|#x[0-9A-Fa-f]+);")
# How other people call namespaces that are known here.
_OTHER_PREFIXES = {"dct": "dcterms", "dcterm": "dcterms", "dce": "dc", "sdo": "schema", "so": "schema"}
_TWO_DOTS = re.compile(r"(?<!\\)\.[^.]+(?<!\\)\.")
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))


def check_query(text: str, *, foreign: bool = False) -> None:
    """Refuse a query that calls another server or names a term of our namespace that there is not.

    What a prefix stands for decides, and not how it is spelt: ``kg:`` may be bound to something else, and another
    prefix, or an IRI in full, may lead into the ontology.

    Args:
        foreign: the query is for an endpoint elsewhere, which decides for itself what it calls.

    Raises:
        QueryError: it does.
    """
    for token in tokens(text):
        if not foreign and token.kind == "word" and token.text.upper() == "SERVICE":
            raise _fault_at_place(
                "SERVICE calls another server, which is not allowed here", text, token.start, "leave it out"
            )
    for token, iri in meant_iris(text, prefixes()):
        if is_no_term(iri):
            name = "kg:" + iri.removeprefix(KG)
            named = token.text if token.text == name else f"{token.text} ({name})"
            remedy = did_you_mean(name) or "ontology/kg.ttl has the terms that there are"
            raise _fault_at_place(f"{named} is not a term of the ontology", text, token.start, remedy)


def syntax_fault(text: str, message: str) -> QueryError:
    """Make the fault of a query that the parser has refused, from its message."""
    solid = solid_tokens(text)
    if not solid:
        return QueryError("the query is empty", remedy="write a query, or name a saved one")
    for token in solid:
        if token.kind == "other" and (pasted := _pasted_sign_fault(text, token)):
            return _fault_at_place(*pasted)
        if token.kind == "word" and token.text.upper() in _UPDATES:
            return _fault_at_place(
                f"{token.text} is an update, not a query", text, token.start, "graphs are only read here"
            )
        if token.kind == "word" and token.text.upper() not in _KEYWORDS:
            near = difflib.get_close_matches(token.text.upper(), _KEYWORDS, n=1)
            remedy = f"did you mean {near[0]}?" if near else "a variable starts with ?, a term has a prefix and a colon"
            return _fault_at_place(f"{token.text} is no word of SPARQL", text, token.start, remedy)
    unknown = _undeclared_name(text, solid)
    if unknown is not None:
        prefix = unknown.text.partition(":")[0]
        if prefix in _OTHER_PREFIXES:
            own = _OTHER_PREFIXES[prefix]
            return _fault_at_place(
                f"the prefix {prefix}: is not declared", text, unknown.start, f"write {own}:, which is known"
            )
        return _fault_at_place(
            f"the prefix {prefix}: is not declared", text, unknown.start, f"begin with PREFIX {prefix}: <…>"
        )
    for token in solid:
        if token.kind == "name" and _TWO_DOTS.search(token.text):
            remedy = "write it in full, <https://…>: the engine reads no more than one dot in a name"
            return _fault_at_place(f"{token.text} has several dots", text, token.start, remedy)
    found = _AT.match(message)
    if found is None:
        return QueryError(f"the query is not SPARQL: {message}", remedy="mend it")
    return _fault_at_place(
        "the query is not SPARQL",
        text,
        _offset_of_place(text, int(found[1]), int(found[2])),
        _wanted_by_parser(found[3]),
    )


def _pasted_sign_fault(text: str, token: Token) -> tuple[str, str, int, str] | None:
    """Find the fault of a character that a web page or a word processor has put in place of another, if it is one."""
    if token.text.startswith("\\"):
        remedy = "write \\n as a line end, and other escapes as they are meant"
        return "\\ stands outside of a string", text, token.start, remedy
    name = unicodedata.name(token.text, "a control character").lower()
    if token.text in _PASTED:
        wanted = _PASTED[token.text]
        return f"{token.text.strip() or name} is no character of SPARQL ({name})", text, token.start, f"write {wanted}"
    entity = _ENTITY.match(text, token.start)
    if entity:
        return f"{entity[0]} is HTML", text, token.start, f"write {html.unescape(entity[0]).strip() or 'a space'}"
    if token.text == "`":
        return "` is no character of SPARQL", text, token.start, "leave out the marks of Markdown"
    if token.text.isspace() or not token.text.isprintable():
        return f"{name} is no white space of SPARQL", text, token.start, "write a space"
    return None


def _fault_at_place(problem: str, text: str, start: int, remedy: str) -> QueryError:
    """Make a fault with its line and column, and below the remedy the line of the query with a caret under the
    place.
    """
    line, column = position(text, start)
    first = max(0, column - 1 - _SHOWN)  # a program may have written it all on one line
    shown = text.split("\n")[line - 1][first : column - 1 + _SHOWN].replace("\t", " ").rstrip("\r")
    return QueryError(
        f"{problem} (line {line}, column {column})", remedy=f"{remedy}\n  {shown}\n  {' ' * (column - 1 - first)}^"
    )


def _undeclared_name(text: str, solid: list[Token]) -> Token | None:
    known = prefixes().keys() | declared_prefixes(text).keys()
    for token in solid:
        if token.kind == "name" and token.text.partition(":")[0] not in known:
            return token
    return None


def _offset_of_place(text: str, line: int, column: int) -> int:
    """Find the character that a 1-based line and column stand for."""
    lines = text.split("\n")
    line = min(line, len(lines))
    return sum(len(each) + 1 for each in lines[: line - 1]) + min(column - 1, len(lines[line - 1]))


def _wanted_by_parser(message: str) -> str:
    """Say what the parser wanted, where it says something a person can use."""
    parts = [part.strip() for part in message.removeprefix("one of ").split(",")]
    wanted = [part for part in parts if " " in part and not part.startswith("[")]
    return wanted[0].removeprefix("The ") if wanted else "something before the caret is missing or too much"
