"""What a person means by a name: the one judgement behind every place where a node is asked for by name.

Who asks (a command, a parameter of a saved query, a search, a correction) gathers the nodes that may be meant from
where it has them, a graph in memory, a store or an index; which of them is meant is decided here. In this order, and
the first step that any of them passes decides:

1. its identifier: local id (``artifact/gpt-4``), IRI, prefixed name (``artifact:gpt-4``), also one that it had before;
   arXiv id, DOI, id of the hub;
2. its label as it is written;
3. an alias or other label as it is written;
4. one of these, or what its id ends in, in another spelling (``fold``: case, dashes and spaces, Greek letters); of a
   paper, also its title without punctuation;
5. the same without accents;
6. the same in the plural or the singular.

One node is meant, or none, or several: then nobody can know which, and the error names them all. What only comes near
is offered and never taken: names that begin so, then those that hold all the words; where there is neither, those that
begin with the same letter and are spelled nearly so.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from kg.ground.errors import PaperAtlasError
from kg.ground.identifiers import NODE_PATHS, arxiv_id, doi
from kg.ground.text import fold, known_singular, title_key

SIMILARITY = 0.8  # of difflib, from which a spelling is near: "SWE-bench pro" has "SWE-bench" near
_SHORTEST_SINGULAR = 3  # letters: "gas" is no plural of "GA"
_NAMED = 5  # nodes named in an error


class NameMatch(IntEnum):
    """How a node answers to a name, the surest first; up to ``PLURAL`` it is called so."""

    IDENTIFIER = 1
    LABEL = 2
    ALIAS = 3
    SPELLING = 4
    MARKS = 5
    PLURAL = 6
    BEGINNING = 7
    WORDS = 8


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A node with all that it may be called.

    Attributes:
        id: its local id, or the IRI of what lies elsewhere. label, aliases: as they are written.
        kinds: what it is, in words: ``("model",)``, ``("dataset", "benchmark")``.
        identifiers: other ids: those that it had before, arXiv id, DOI, id of the hub.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label} ({self.id}, {' and '.join(sorted(self.kinds))})"


@dataclass(frozen=True, slots=True)
class AskedName:
    """A name that somebody has typed, in the forms under which it is compared.

    Attributes:
        text: without white space and brackets around it. ids: the identifiers that it may be, in lower case.
        key, bare: folded, and without accents too. title: as the title of a paper. words: of which names may hold all.
    """

    text: str
    ids: frozenset[str]
    key: str
    bare: str
    title: str
    words: tuple[str, ...]

    def match(self, thing: NamedThing) -> NameMatch | None:
        """Say how a node answers to the name; None where it does not at all."""
        if not self.text:
            return None
        others = (thing.id, *thing.identifiers)
        if any(each.casefold() in self.ids for each in others):
            return NameMatch.IDENTIFIER
        if self.text == thing.label:
            return NameMatch.LABEL
        if self.text in thing.aliases:
            return NameMatch.ALIAS
        names = (thing.label, *thing.aliases)
        keys = {key for key in (fold(name) for name in (*names, *map(_end_of_id, others))) if key}
        titles = {title_key(thing.label)} if "paper" in thing.kinds and self.title else set()
        if self.key in keys or self.title in titles:
            return NameMatch.SPELLING
        bare = set(map(without_marks, keys))
        if self.bare in bare or without_marks(self.title) in map(without_marks, titles):
            return NameMatch.MARKS
        if self._is_other_number(bare):
            return NameMatch.PLURAL
        return self._near_match(names)

    def _is_other_number(self, keys: set[str]) -> bool:
        """Say whether one of some keys is the plural of the name, or the name the plural of one of them."""
        singulars = (known_singular(self.bare, keys), *(known_singular(key, {self.bare}) for key in keys))
        return any(one and len(one) >= _SHORTEST_SINGULAR for one in singulars)

    def _near_match(self, names: Iterable[str]) -> NameMatch | None:
        found = None
        for name in names:
            if self.bare and without_marks(fold(name)).startswith(self.bare):
                return NameMatch.BEGINNING
            key = title_key(name)
            if self.words and all(word in key for word in self.words):
                found = NameMatch.WORDS
        return found

    def similarity(self, thing: NamedThing) -> float:
        """Measure how nearly a node's names are spelled so, 0 to 1; 0 below ``SIMILARITY``."""
        compared = difflib.SequenceMatcher(None, "", self.bare)
        return max(
            (_similarity(compared, self.bare, without_marks(fold(name))) for name in (thing.label, *thing.aliases)),
            default=0,
        )


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means among some nodes.

    Attributes:
        name: as it was asked. meant: the nodes that are called so; several where nobody can know which.
        match: the step that decided, or None. near: where none is, those whose names come near, the nearest first.
    """

    name: str
    meant: tuple[NamedThing, ...] = ()
    match: NameMatch | None = None
    near: tuple[NamedThing, ...] = ()

    def one(
        self,
        fault: type[PaperAtlasError],
        *,
        kind: str = "",
        known_elsewhere: Callable[[str], str | None] = lambda name: None,
        where: str | None = None,
    ) -> NamedThing:
        """Return the one node that is meant.

        Args:
            fault: the error to raise. kind: what was looked for, in a word. where: it was looked for.
            known_elsewhere: says what the name is where no node is called so.

        Raises:
            PaperAtlasError: none is called so, or several are; it names them, or what comes near, and the remedy.
        """
        if len(self.meant) == 1:
            return self.meant[0]
        if self.meant:
            listed = ", ".join(map(str, self.meant[:_NAMED])) + (", …" if len(self.meant) > _NAMED else "")
            raise fault(f"{self.name!r} is the name of several: {listed}", where=where, remedy="give the id of one")
        problem = f"no {kind} is called {self.name!r}" if kind else f"nothing is called {self.name!r}"
        elsewhere = known_elsewhere(self.name)
        near = ", ".join(dict.fromkeys(thing.label for thing in self.near[:_NAMED]))
        if near:
            remedy = f"did you mean {near}?"
        elif elsewhere:
            remedy = "add a paper that names it, or give another name"
        else:
            remedy = "give a shorter or another name, or look for it with paperatlas show"
        raise fault(f"{problem}; it is {elsewhere}" if elsewhere else problem, where=where, remedy=remedy)


def resolve_name(name: str, things: Iterable[NamedThing], *, base: str = "") -> Resolution:
    """Decide which of some nodes a name means.

    Args:
        things: all that may be meant; of a large collection, all that share a form of the name. base: the base IRI.

    >>> gpt = NamedThing("artifact/gpt-4", "GPT-4", ("model",), aliases=("GPT4",))
    >>> resolve_name("gpt 4", [gpt]).meant == resolve_name("artifact:gpt-4", [gpt]).meant == (gpt,)
    True
    >>> resolve_name("GPT-44", [gpt]).meant, resolve_name("GPT-44", [gpt]).near == (gpt,)
    ((), True)
    """
    asked = asked_name(name, base)
    things = list(things)
    matches = [(match, thing) for thing in things if (match := asked.match(thing)) is not None]
    surest = min((match for match, _ in matches), default=NameMatch.WORDS)
    if surest <= NameMatch.PLURAL:
        return Resolution(
            name, tuple(sorted((thing for match, thing in matches if match == surest), key=_order)), surest
        )
    if matches:
        return Resolution(
            name, near=tuple(thing for _, thing in sorted(matches, key=lambda one: (one[0], *_order(one[1]))))
        )
    return Resolution(name, near=spelled_alike(asked, things))


def spelled_alike(asked: AskedName, things: Iterable[NamedThing]) -> tuple[NamedThing, ...]:
    """Find the nodes whose names are spelled nearly as one that was asked for, the nearest first."""
    similar = [(-likeness, thing) for thing in things if (likeness := asked.similarity(thing))]
    return tuple(thing for _, thing in sorted(similar, key=lambda one: (one[0], *_order(one[1]))))


def is_called(name: str, thing: NamedThing, *, base: str = "") -> bool:
    """Say whether a name is surely that of a node, whatever else there is: accents and plurals are not passed over.

    Call it where nobody sees what a guess has changed, as in corrections.
    """
    match = asked_name(name, base).match(thing)
    return match is not None and match <= NameMatch.SPELLING


@lru_cache(maxsize=1 << 12)
def asked_name(name: str, base: str = "") -> AskedName:
    """Put a name that was typed into the forms under which it is compared.

    >>> sorted(asked_name("paper:2405.13729", "https://e.org/").ids)
    ['paper/2405.13729', 'paper:2405.13729']
    """
    text = name.strip().removeprefix("<").removesuffix(">")
    ids = {text, local_id(text, base), arxiv_id(text) or "", doi(text) or ""}
    key = fold(text)
    words = tuple(word for word in map(title_key, text.split()) if word)
    return AskedName(
        text, frozenset(each.casefold() for each in ids - {""}), key, without_marks(key), title_key(text), words
    )


def local_id(text: str, base: str = "") -> str:
    """Turn an IRI below the base or a prefixed name into a local id; any other text stays as it is.

    >>> local_id("https://e.org/org/tencent", "https://e.org/"), local_id("organisation:tencent"), local_id("C: a")
    ('org/tencent', 'org/tencent', 'C: a')
    """
    if base and text.startswith(base):
        return text[len(base) :]
    prefix, colon, local = text.partition(":")
    return NODE_PATHS[prefix] + local if colon and prefix in NODE_PATHS else text


def without_marks(key: str) -> str:
    """Drop the accents of a folded name.

    >>> without_marks("deja\\u0300vu"), without_marks("déjàvu")
    ('dejavu', 'dejavu')
    """
    if key.isascii():
        return key
    decomposed = unicodedata.normalize("NFKD", key)
    return "".join(char for char in decomposed if unicodedata.category(char)[0] != "M")


def _similarity(compared: difflib.SequenceMatcher[str], wanted: str, key: str) -> float:
    """Measure the similarity to the key that was wanted, which is set already, as ``get_close_matches`` does."""
    if not key or key[:1] != wanted[:1]:
        return 0
    compared.set_seq1(key)
    if compared.real_quick_ratio() < SIMILARITY or compared.quick_ratio() < SIMILARITY:
        return 0
    ratio = compared.ratio()
    return ratio if ratio >= SIMILARITY else 0


def _end_of_id(identifier: str) -> str:
    return identifier.rpartition("/")[2]


def _order(thing: NamedThing) -> tuple[int, str, str]:
    """Order what is offered: the shortest label is the nearest to what was typed."""
    return len(thing.label), thing.label, thing.id
