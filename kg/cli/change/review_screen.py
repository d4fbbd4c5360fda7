"""How a question of a review stands in a terminal, and how its answer is read: one key each.

What comes from papers is printed without control characters, so no text can move the cursor or change colours. Where
standard input is no terminal, keys are its characters, and it ends where they do.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator

import click

from kg.cli.console import output_is_terminal, plain
from kg.ground.schema import ArtifactType, Role
from kg.review.review_items import ALLOWED, Decision, ItemKind, NamedSide, ReviewItem, SentenceOfPaper

#: The keys of decisions, by kind where a decision is called otherwise there.
KEYS: dict[str, Decision] = {
    "a": Decision.ACCEPT, "r": Decision.REJECT, "t": Decision.RETYPE, "o": Decision.ROLE, "b": Decision.BOTH,
    "m": Decision.MERGE, "s": Decision.SPLIT, "n": Decision.SKIP, " ": Decision.SKIP,
}  # fmt: skip
UNDO, HELP, QUIT = "u", "?", "q"
_WORDS: dict[ItemKind, dict[Decision, str]] = {
    ItemKind.STATEMENT: {
        Decision.ACCEPT: "accept", Decision.REJECT: "reject: no link", Decision.RETYPE: "type", Decision.ROLE: "role",
        Decision.BOTH: "both", Decision.MERGE: "merge: it is …", Decision.SPLIT: "split: another thing of this name",
    },
    ItemKind.NAME: {
        Decision.ACCEPT: "accept: a name of this type", Decision.REJECT: "reject: no name", Decision.RETYPE: "type",
        Decision.MERGE: "merge: it is …",
    },
    ItemKind.PAIR: {Decision.MERGE: "merge: one thing", Decision.SPLIT: "split: two things"},
    ItemKind.HOMONYM: {Decision.ACCEPT: "accept: one thing", Decision.SPLIT: "split: the second is another"},
}  # fmt: skip
_WIDTH, _INDENT = 100, "    "
_HELP = """\
A statement says what a paper does with an artifact; accept it if name, type and role are all right.
t chooses another type, o another role, b both; what you leave is right. m names the artifact that it is.
n (or space) leaves it for later, u takes the last decision back, q ends; what was decided is on the disk."""


class EndOfKeys(Exception):
    """Nobody answers any more."""


def draw_item(item: ReviewItem, number: int, left: int) -> None:
    """Print a question, its sentences, and the keys that answer it."""
    click.echo()
    click.secho(f"{number}. {_question(item)}", bold=True)
    click.echo(f"{_INDENT}{plain(item.reason)} · {item.value:.2f} bits · {left:,} left")
    if item.confidence is not None:
        click.echo(f"{_INDENT}{_confidence_line(item)}")
    for side in filter(None, (item.side, item.other)):
        _draw_side(side, named=item.kind is not ItemKind.STATEMENT)
    click.echo(_INDENT + "  ".join(_key_words(item)))


def _question(item: ReviewItem) -> str:
    side = item.side
    match item.kind:
        case ItemKind.STATEMENT:
            role = Role(item.role)
            state = "" if item.asserted else " (not stated: too unsure)"
            return plain(f"It {role.forward} {side.name}, a {item.type}{state}")
        case ItemKind.NAME:
            return plain(f"{side.name}: a name of {' or '.join(side.types)}?")
        case ItemKind.PAIR if item.other is not None:
            return plain(f"{side.name} and {item.other.name}: one thing?")
        case _:
            return plain(f"{side.name}: one thing in all papers?")


def _confidence_line(item: ReviewItem) -> str:
    parts = item.parts
    line = f"confidence {item.confidence:.2f}"
    if parts is not None:
        line += f" = name {parts.name:.2f} × type {parts.type:.2f} × role {parts.role:.2f}, calibrated"
    return line


def _draw_side(side: NamedSide, *, named: bool) -> None:
    if named:
        known = "in the catalogue" if side.known else "new"
        papers = f"{side.papers:,} {'paper' if side.papers == 1 else 'papers'}"
        click.echo(f"{_INDENT}{plain(side.name)} ({plain(side.id)}): {', '.join(side.types)}; {papers}, {known}")
    title = None
    for sentence in side.sentences:
        if sentence.title != title:
            title = sentence.title
            click.echo(f"{_INDENT}{plain(title)} ({plain(sentence.paper)})")
        for line in _wrapped(sentence):
            click.echo(f"{_INDENT}{_INDENT}{line}")


def _wrapped(sentence: SentenceOfPaper) -> Iterator[str]:
    """Yield the lines of a sentence, its words marked: bold in a terminal, in brackets elsewhere."""
    on, off = ("\x01", "\x02") if output_is_terminal() else ("[", "]")
    text, at = "", 0
    for start, end in sorted(sentence.marked):
        if start >= at:
            text += plain(sentence.sentence[at:start]) + on + plain(sentence.sentence[start:end]) + off
            at = end
    text += plain(sentence.sentence[at:])
    bold = False
    for line in textwrap.wrap(text, _WIDTH - 2 * len(_INDENT)) or [""]:
        shown = ("\x1b[1m" if bold else "") + line.replace("\x01", "\x1b[1m").replace("\x02", "\x1b[0m")
        bold = line.rfind("\x01") > line.rfind("\x02") or (bold and "\x02" not in line)
        yield shown + ("\x1b[0m" if bold else "")


def _key_words(item: ReviewItem) -> Iterator[str]:
    words = _WORDS[item.kind]
    for key, decision in KEYS.items():
        if decision in ALLOWED[item.kind] and decision in words:
            yield f"[{key}] {words[decision]}"
    yield "[n] next  [u] undo  [?] help  [q] quit"


def draw_help() -> None:
    """Print what the keys mean."""
    click.echo(textwrap.indent(_HELP, _INDENT))


def read_key() -> str:
    """Read one key, in lower case.

    Raises:
        EndOfKeys: standard input has ended. KeyboardInterrupt: Ctrl-C.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            key = click.getchar()
        except EOFError as error:
            raise EndOfKeys from error
    else:
        key = "\n"
        while key in ("\n", "\r"):  # a script may write a key a line
            key = sys.stdin.read(1) if sys.stdin is not None else ""
    if not key:
        raise EndOfKeys
    return key.lower()


def read_value(item: ReviewItem, decision: Decision) -> str | None:
    """Ask for what a decision needs; empty where it needs nothing, None where the person has thought better of it."""
    match decision, item.kind:
        case Decision.RETYPE, _:
            return _choose("type", [kind.value for kind in ArtifactType])
        case Decision.ROLE, _:
            return _choose("role", _roles_of_type(item.type))
        case Decision.BOTH, _:
            kind = _choose("type", [kind.value for kind in ArtifactType])
            role = _choose("role", _roles_of_type(kind)) if kind else None
            return f"{role}|{kind}" if role else None
        case Decision.MERGE, ItemKind.STATEMENT | ItemKind.NAME:
            return _typed("It is (name of an artifact): ") or None
        case Decision.SPLIT, ItemKind.STATEMENT:
            return _typed("Its own name: ") or None
        case Decision.SPLIT, ItemKind.HOMONYM:
            return _typed(f"Name of the second (Enter: {plain(item.suggestion)}): ")
        case _:
            return ""


def _roles_of_type(kind: str) -> list[str]:
    return [role.value for role in Role if role.allows(ArtifactType(kind))]


def _choose(what: str, names: list[str]) -> str | None:
    """Ask for one of some names by its number; None for any other key."""
    click.echo(f"{_INDENT}{what}: " + "  ".join(f"[{number}] {name}" for number, name in enumerate(names, start=1)))
    key = read_key()
    return names[int(key) - 1] if key.isascii() and key.isdigit() and 1 <= int(key) <= len(names) else None


def _typed(question: str) -> str:
    """Read a line of text.

    Raises:
        EndOfKeys: standard input has ended.
    """
    click.echo(_INDENT + question, nl=False)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise EndOfKeys
    return line.strip()
