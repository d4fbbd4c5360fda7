"""The tokens of SPARQL text, as far as needed to look at a query before it runs and to bind its parameters.

The tokens, joined, are the text again. Words inside strings, IRIs and comments are never taken for keywords or
variables. Patterns follow the terminals of the SPARQL 1.1 grammar (section 19.8).
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
  | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:
             (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+|\d*\.\d+|\d+)
  | (?P<word>[^\W\d]\w*)
  | (?P<other>.)
    """,
    re.X | re.S,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SPARQL text: its kind (a group of the pattern), its text and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, white space and comments included.

    >>> [token.text for token in tokens("ASK {?s kg:uses 'SERVICE'}") if token.kind != "space"]
    ['ASK', '{', '?s', 'kg:uses', "'SERVICE'", '}']
    """
    for match in _PATTERN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def bind(text: str, values: Mapping[str, str]) -> str:
    """The query with each variable named in ``values`` replaced by its term.

    A term is N-Triples text, made by ``kg.rdf.terms``: one token whatever a user typed, so it can never become syntax.
    Variables are replaced as tokens, so nothing changes inside strings, IRIs and comments.

    >>> bind("SELECT ?p { ?p kg:uses $what } # $what", {"what": '"a } b"'})
    'SELECT ?p { ?p kg:uses "a } b" } # $what'
    """
    return "".join(
        values.get(token.text[1:], token.text) if token.kind == "variable" else token.text for token in tokens(text)
    )


def solid_tokens(text: str) -> list[Token]:
    """The tokens of a query without white space and comments."""
    return [token for token in tokens(text) if token.kind not in ("space", "comment")]


def position(text: str, start: int) -> tuple[int, int]:
    """The 1-based line and column of a character."""
    line = text.count("\n", 0, start) + 1
    return line, start - text.rfind("\n", 0, start)
