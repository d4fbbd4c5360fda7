"""Values of BibTeX as plain text: strings put together, braces and LaTeX taken away, names of authors told apart.

A value is text in braces or quotation marks, a number, or the name of a ``@string``, joined by ``#``. Commas and "and"
inside braces part nothing: ``{Barnes and Noble, Inc.}`` is one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.markup.markup_removal import remove_markup
from kg.ground.text import tidy

_LONGEST_VALUE = 1 << 20  # characters; strings of strings could double some forty times in a file of 2 kB
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DASHES_AND_QUOTES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_ESCAPED = re.compile(r"\\([_%&#$~{}])(?:\{\})?")
_URL_COMMAND = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
# A brace of the text, which stands for itself, and what it is while the braces that group are taken away: characters
# that no text has (https://www.unicode.org/faq/private_use.html#noncharacters).
_OPEN_BRACE = re.compile(r"(?<!\\)\\(?:\{|(?:textbraceleft|lbrace)(?:\{\}|(?![A-Za-z])\s?))")
_CLOSED_BRACE = re.compile(r"(?<!\\)\\(?:\}|(?:textbraceright|rbrace)(?:\{\}|(?![A-Za-z])\s?))")
_KEPT_OPEN, _KEPT_CLOSED = "\ufdd0", "\ufdd1"
_BRACES_BACK = {ord(_KEPT_OPEN): "{", ord(_KEPT_CLOSED): "}"}
_SIGNS = re.compile(r'(?<!\\)[{}"#]')
_BRACES = re.compile(r"(?<!\\)[{}]")
_NEXT_FIELD = re.compile(r"\s+([A-Za-z][\w-]*)\s*=\s*")
_BRACES_AND_WORDS = re.compile(r"(?<!\\)[{}]|,|\s+and(?=\s|\{)\s*", re.I)


def resolved_value(raw: str, strings: Mapping[str, str]) -> str:
    """Put a value together.

    Args:
        raw: as it stands in the file. strings: what the names of ``@string``, in small letters, stand for.

    Raises:
        InputError: strings in strings make it longer than any text in a file.

    >>> resolved_value('"Proc. " # acl # { 2024}', {"acl": "ACL"}), resolved_value("1964", {})
    ('Proc. ACL 2024', '1964')
    """
    parts: list[str] = []
    length = 0
    for part in _parts_of_value(raw):
        parts.append(_resolved_part(part.strip(), strings))
        length += len(parts[-1])
        if length > max(_LONGEST_VALUE, len(raw)):
            problem = f"a value that is put together has more than {_LONGEST_VALUE:,} characters"
            raise InputError(problem, remedy="write what its strings stand for")
    return "".join(parts)


def _parts_of_value(raw: str) -> Iterator[str]:
    depth, quoted, start = 0, False, 0
    for sign in _SIGNS.finditer(raw):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth = max(0, depth - 1)
        elif sign[0] == '"' and depth == 0:
            quoted = not quoted
        elif sign[0] == "#" and depth == 0 and not quoted:
            yield raw[start : sign.start()]
            start = sign.end()
    yield raw[start:]


def unglued_fields(name: str, raw: str) -> Iterator[tuple[str, str]]:
    """Tell apart the fields that a missing comma has made one.

    >>> list(unglued_fields("title", "{A {B}} year = 2024"))
    [('title', '{A {B}}'), ('year', '2024')]
    """
    while raw.startswith("{"):
        depth = end = 0
        for sign in _BRACES.finditer(raw):
            depth += 1 if sign[0] == "{" else -1
            if depth == 0:
                end = sign.end()
                break
        following = _NEXT_FIELD.match(raw, end) if end else None
        if following is None:
            break
        yield name, raw[:end]
        name, raw = following[1], raw[following.end() :]
    yield name, raw


def _resolved_part(part: str, strings: Mapping[str, str]) -> str:
    if len(part) > 1 and part[0] + part[-1] in ("{}", '""'):
        return part[1:-1]
    return strings.get(part.casefold(), part)


def plain_latex(value: str) -> str:
    """Write LaTeX as plain text.

    >>> plain_latex("{BERT}: {P}re-training"), plain_latex("Erd{\\\\H{o}}s --- ``na{\\\\\\"i}ve'' R{\\\\&}D")
    ('BERT: Pre-training', 'Erdős — “naïve” R&D')
    >>> plain_latex("sets \\\\{a\\\\} and \\\\textbraceleft{}b\\\\textbraceright{}")
    'sets {a} and {b}'
    """
    if not value:
        return value
    value = _CLOSED_BRACE.sub(_KEPT_CLOSED, _OPEN_BRACE.sub(_KEPT_OPEN, value))
    if pieces := remove_markup(value):
        value = pieces.text
    for signs, sign in _DASHES_AND_QUOTES:
        value = value.replace(signs, sign)
    return tidy(value.replace("{", "").replace("}", "").translate(_BRACES_BACK))


def plain_address(value: str) -> str:
    """Write an address or a DOI without what LaTeX needs in front of its signs.

    >>> plain_address("\\\\url{https://example.org/a\\\\_b}"), plain_address("10.1000/x\\\\_1")
    ('https://example.org/a_b', '10.1000/x_1')
    """
    value = _URL_COMMAND.sub(r"\1", value).replace(r"\textasciitilde", "~").replace(r"{$\sim$}", "~")
    return tidy(_ESCAPED.sub(r"\1", value).replace("{", "").replace("}", ""))


def month_number(value: str) -> int | None:
    """Tell the month: its number or its name, possibly with a day or a second month.

    >>> month_number("jun"), month_number("{September}"), month_number("jul-aug"), month_number("07"), month_number("x")
    (6, 9, 7, 7, None)
    """
    text = plain_latex(value).casefold()
    if text.isascii() and text.isdigit():
        return int(text) if 1 <= int(text[:3]) <= 12 else None
    found = re.search(r"(?<![a-z])(" + "|".join(_MONTHS) + ")", text)
    return _MONTHS.index(found[1]) + 1 if found else None


def author_names(value: str) -> list[dict[str, str]]:
    """Read names: "First von Last", "von Last, First" or "von Last, Jr, First", joined by "and"; "others" is none.

    >>> [name["family"] for name in author_names("{van der Berg}, Ada and {Barnes and Noble, Inc.} and others")]
    ['Ada van der Berg', 'Barnes and Noble, Inc.']
    >>> author_names("King, Jr., Martin Luther and Ludwig van Beethoven")
    [{'family': 'Martin Luther King Jr.'}, {'family': 'Ludwig van Beethoven'}]
    """
    names = [_natural_order(name) for name in _names_in_text(value)]
    return [{"family": name} for name in names if name and name.casefold() != "others"]


def _names_in_text(value: str) -> Iterator[list[str]]:
    """Yield each name as its parts between commas."""
    depth, start = 0, 0
    parts: list[str] = []
    for sign in _BRACES_AND_WORDS.finditer(value):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            parts.append(value[start : sign.start()])
            start = sign.end()
            if sign[0] != ",":
                yield parts
                parts = []
    yield [*parts, value[start:]]


def _natural_order(parts: list[str]) -> str:
    texts = [text for part in parts if (text := plain_latex(part))]
    if len(texts) == 2:
        return f"{texts[1]} {texts[0]}"
    if len(texts) == 3:
        return f"{texts[2]} {texts[0]} {texts[1]}"
    return ", ".join(texts)
