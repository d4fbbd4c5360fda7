"""The tokens of SPARQL text, as far as needed to look at a query before it runs and to bind its parameters.

The tokens, joined, are the text again. Words inside strings, IRIs and comments are never taken for keywords or
variables. Patterns follow the terminals of the SPARQL 1.1 grammar (section 19.8), but for prefixes of more than a
hundred characters. That, and a backslash outside of strings being one token with what follows, is so that no text is
gone through again from each of its places: the time is that of its length, also for what is no SPARQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PATTERN = re.compile(
    r"""
    (?P<space>[\x20\t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<star><<|>>)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*''' | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
              | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:\w(?:[\w.-]*[\w-])?)
  | (?P<name>(?:[^\W\d_](?:[\w.-]{0,99}[\w-])?)?:
             (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+|\d*\.\d+|\d+)
  | (?P<word>[^\W\d]\w*)
  | (?P<other>\\.|.)
    """,
    re.X | re.S,
)


_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_SILENT = ("space", "comment")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SPARQL text: its kind (a group of the pattern), its text and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, white space and comments included.

    >>> [token.text for token in tokens("ASK {?s kg:uses 'SERVICE'}") if token.kind != "space"]
    ['ASK', '{', '?s', 'kg:uses', "'SERVICE'", '}']
    """
    for match in _PATTERN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def query_form(text: str) -> str:
    """Return which form a query has: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; "" where it has none.

    >>> query_form("PREFIX select: <a:> construct where { ?s select:ask ?o }")
    'CONSTRUCT'
    """
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word in _FORMS), "")


def values_of(text: str) -> dict[str, tuple[str, ...]]:
    """Read what the ``VALUES $name { … }`` of each single variable hold in a query: their text, by the variable's name.

    >>> values_of("SELECT * { VALUES $x { 1 } ?s ?p $x VALUES ?x { <http://e.org/> 'a' } }")
    {'x': ('1', "<http://e.org/> 'a'")}
    """
    pieces = list(tokens(text))
    found: dict[str, tuple[str, ...]] = {}
    for name, first, last in _values_clauses(pieces):
        held = "".join(token.text for token in pieces[first:last]).strip()
        found[name] = (*found.get(name, ()), held)
    return found


def bind(text: str, values: Mapping[str, str]) -> str:
    """Bind each variable named in ``values`` to its term, in its ``VALUES $name { … }`` of the query.

    A term is N-Triples text, made by ``kg.rdf.terms.ntriples``: one token whatever a user typed, so it can never become
    syntax. What stands between the braces is found among the tokens, so strings, IRIs and comments stay as they are.

    >>> bind("SELECT ?p { VALUES $what { 1 } ?p kg:uses $what } # VALUES $what { 1 }", {"what": '"a } b"'})
    'SELECT ?p { VALUES $what { "a } b" } ?p kg:uses $what } # VALUES $what { 1 }'
    """
    pieces = list(tokens(text))
    written, done = [], 0
    for name, first, last in _values_clauses(pieces):
        if name in values:
            written += [*(token.text for token in pieces[done:first]), f" {values[name]} "]
            done = last
    return "".join(written + [token.text for token in pieces[done:]])


def _values_clauses(pieces: list[Token]) -> Iterator[tuple[str, int, int]]:
    """Yield the variable of each ``VALUES`` of one variable, and the places of the first token in its braces and of the
    brace.
    """
    solid = [place for place, token in enumerate(pieces) if token.kind not in _SILENT]
    for keyword, variable, opening in zip(solid, solid[1:], solid[2:], strict=False):
        is_keyword = pieces[keyword].kind == "word" and pieces[keyword].text.upper() == "VALUES"
        if is_keyword and pieces[variable].kind == "variable" and pieces[opening].text == "{":
            closing = (place for place in range(opening, len(pieces)) if pieces[place].text == "}")
            yield pieces[variable].text[1:], opening + 1, next(closing, len(pieces))


def solid_tokens(text: str) -> list[Token]:
    """Return the tokens of a query without white space and comments."""
    return [token for token in tokens(text) if token.kind not in _SILENT]


def position(text: str, start: int) -> tuple[int, int]:
    """Count the 1-based line and column of a character."""
    line = text.count("\n", 0, start) + 1
    return line, start - text.rfind("\n", 0, start)
