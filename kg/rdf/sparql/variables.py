"""Variables of SPARQL text: where they are bound, and where they are only used.

Read from the tokens, since the engine tells nothing of what it has parsed. A variable is bound where it stands in a
triple pattern, as a graph's name, in ``VALUES`` or behind ``AS``; inside the parentheses of ``FILTER``, ``BIND``, a
function or an aggregate, in ``SELECT``, ``ORDER BY`` and in the template of ``CONSTRUCT`` it is only used.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.rdf.sparql.lexer import Token, solid_tokens

_ENDS = ("ORDER", "LIMIT", "OFFSET", "VALUES", "GROUP", "HAVING")


def unbound_variables(text: str) -> tuple[list[str], list[str]]:
    """Find the variables that a query binds anywhere, and those that it uses and binds nowhere, each in order.

    >>> unbound_variables("SELECT ?nmae { ?s rdfs:label ?name FILTER(?year > 2000) }")
    (['s', 'name'], ['nmae', 'year'])
    """
    bound: dict[str, None] = {}
    used: dict[str, None] = {}
    for token, binds in _variable_tokens(solid_tokens(text)):
        (bound if binds else used)[token.text[1:]] = None
    return list(bound), [name for name in used if name not in bound]


def _variable_tokens(solid: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield each variable and whether it is bound there."""
    depth: list[str] = []  # what is open: "{" a pattern, "t" a template, "(" an expression, "v" a list that binds
    last = ""
    for place, token in enumerate(solid):
        word = token.text.upper() if token.kind == "word" else token.text
        if token.text == "{":
            depth.append("t" if last == "CONSTRUCT" else "{")
        elif token.text == "(":
            depth.append(_parenthesis(solid, place, depth))
        elif token.text in ("}", ")") and depth:
            depth.pop()
        elif token.kind == "variable":
            inside = depth[-1] if depth else ""
            yield token, last == "AS" or inside in ("{", "v") or last == "VALUES"
        last = word


def _parenthesis(solid: list[Token], place: int, depth: list[str]) -> str:
    """Say what an opening parenthesis begins: an expression, or a list of variables or an RDF collection, which
    bind.
    """
    before = solid[place - 1] if place else solid[place]
    inside = depth[-1] if depth else ""
    if before.text.upper() == "VALUES":
        return "v"
    if inside == "(" or not inside or before.kind == "word":
        return "("
    # In a pattern: a collection, or the arguments of a function that a name or an IRI calls in FILTER or BIND.
    earlier = solid[place - 2].text.upper() if place > 1 else ""
    return "(" if earlier in ("FILTER", "HAVING") or before.text in ("!", "+", "-") else "v"


def having_aliases(text: str) -> Iterator[tuple[str, str]]:
    """Yield the aliases of ``SELECT`` that its own ``HAVING`` names, and the expressions that they stand for.

    >>> list(having_aliases("SELECT (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?n > 3) LIMIT 1"))
    [('n', 'COUNT(?s)')]
    """
    solid = solid_tokens(text)
    for start, token in enumerate(solid):
        if token.kind == "word" and token.text.upper() == "SELECT":
            opening = next((place for place in range(start, len(solid)) if solid[place].text == "{"), len(solid))
            aliases = dict(_aliases_of_select(solid[start:opening]))
            named = _variables_of_having(solid, _brace_that_closes(solid, opening))
            yield from ((name, aliases[name]) for name in dict.fromkeys(named) if name in aliases)


def _aliases_of_select(clause: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield the aliases of a SELECT clause, with the text of their expressions."""
    starts: list[int] = []
    for place, token in enumerate(clause):
        if token.text == "(":
            starts.append(place + 1)
        elif token.text == ")" and starts:
            start = starts.pop()
            if place >= 2 and clause[place - 2].text.upper() == "AS" and clause[place - 1].kind == "variable":
                yield clause[place - 1].text[1:], _in_one_line(clause[start : place - 2])


def _in_one_line(expression: list[Token]) -> str:
    """Write tokens without comments, with one space where there was any white space."""
    text, end = "", expression[0].start if expression else 0
    for token in expression:
        text += token.text if token.start == end else f" {token.text}"
        end = token.start + len(token.text)
    return text


def _brace_that_closes(solid: list[Token], opening: int) -> int:
    """Find the brace that closes the one at ``opening``."""
    depth = 0
    for place in range(opening, len(solid)):
        depth += {"{": 1, "}": -1}.get(solid[place].text, 0)
        if depth == 0:
            return place
    return len(solid)


def _variables_of_having(solid: list[Token], closing: int) -> Iterator[str]:
    """Yield the variables in the HAVING that follows a group's closing brace."""
    inside = False
    for token in solid[closing + 1 :]:
        word = token.text.upper() if token.kind == "word" else ""
        if token.text in ("{", "}"):
            return
        inside = word == "HAVING" if word in _ENDS else inside
        if inside and token.kind == "variable":
            yield token.text[1:]
