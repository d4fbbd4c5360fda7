"""Which papers what files describe, or a user's layer, can concern, so that a build with one more links those alone.

What is laid over a catalogue (``kg.catalogue.importers.described_entries``, ``kg.catalogue.layer``) changes entries,
and adds some. The linker asks the catalogue for nothing but names that begin at a piece of a word of the text, accounts
before names, and the entry of a paper's own arXiv page. So

1. of every changed entry the first piece of each of its names is kept (``Llama`` of "Llama 2": "Llama 1 and 2" names
   it, and "Llamas" may), and its page of arXiv; so are accounts and makers that stand before names with it alone;
2. a text is put together without signs, with the places at which a word or a piece of one begins;
3. an entry may concern a paper where one of its pieces stands from such a place to another, or the paper has its page.

More papers are taken to be concerned than are: what a wrong guess costs is that one is linked anew.
``tests/linker/test_described_names.py`` holds the other side: what is taken not to be concerned is read alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.ground.identifiers import digest
from kg.ground.records import Paper
from kg.ground.text import fold
from kg.linker.mentions.known_names import first_piece
from kg.linker.mentions.machine_names import find_providers
from kg.linker.text.paper_text import PaperText, read_paper

_PIECE = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+|[^\W\d_]|\d+")
_SIGNS = re.compile(r"[\W_]+")
_KEY = 3  # letters of a piece by which it is looked up


class DescribedNames:
    """The names of what files of a build, or a user's layer, describe.

    Args:
        base: the catalogue without them. laid_over: with them.
    """

    def __init__(self, base: Catalogue, laid_over: Catalogue) -> None:
        self._base, self._laid_over = base, laid_over

    @cached_property
    def _known(self) -> _KnownNames:
        return _known_names(self._base, self._laid_over)

    def concerning(self, paper: Paper) -> str:
        """Name what may concern a paper: two builds that say the same of it have one word for it; empty for nothing."""
        found = {*self._known.always, *self._known.pages.get(paper.arxiv or "", ())}
        text, starts = _squeezed_text(read_paper(paper))
        for start in starts:
            for length in range(1, _KEY + 1):
                for piece, facts in self._known.pieces.get(text[start : start + length], ()):
                    if text.startswith(piece, start) and _ends_word(text, start + len(piece), starts):
                        found |= facts
        return digest(*sorted(found)) if found else ""


class _KnownNames(NamedTuple):
    """Digests of what is known of entries: of all texts (what has no letters), by arXiv page, and by the pieces that
    begin with a few letters.
    """

    always: frozenset[str]
    pages: Mapping[str, frozenset[str]]
    pieces: Mapping[str, tuple[tuple[str, frozenset[str]], ...]]


def _known_names(base: Catalogue, laid_over: Catalogue) -> _KnownNames:
    pages: defaultdict[str, set[str]] = defaultdict(set)
    pieces: defaultdict[str, set[str]] = defaultdict(set)
    for slug, entry in laid_over.entries.items():
        if base.entries.get(slug) == entry:
            continue
        facts = _digest_of_entry(entry)
        before = base.entries.get(slug)
        for page in {entry.artifact.arxiv, before.artifact.arxiv if before else None} - {None, ""}:
            pages[str(page)].add(facts)
        for name in (entry.artifact.name, *entry.artifact.aliases):
            pieces[_plain(first_piece(name))].add(facts)
    for account in _providers(base) ^ _providers(laid_over):
        pieces[_plain(first_piece(account))].add(digest("account", account))
    always = frozenset(pieces.pop("", ()))
    found: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for piece, digests in sorted(pieces.items()):
        found[piece[:_KEY]].append((piece, frozenset(digests)))
    return _KnownNames(
        always,
        {page: frozenset(digests) for page, digests in pages.items()},
        {key: tuple(listed) for key, listed in found.items()},
    )


def _providers(catalogue: Catalogue) -> frozenset[str]:
    return find_providers(entry.artifact for entry in catalogue.entries.values())


def _digest_of_entry(entry: Entry) -> str:
    return digest(repr(entry.artifact), *sorted(entry.ambiguous), "context", *entry.context)


def _ends_word(text: str, end: int, starts: Collection[int]) -> bool:
    """Say whether a piece may end at a place: where another begins, before the s of a plural or the v of a version."""
    if end == len(text) or end in starts:
        return True
    return (text[end] == "s" and (end + 1 == len(text) or end + 1 in starts)) or (
        text[end] == "v" and end + 1 in starts
    )


def _squeezed_text(text: PaperText) -> tuple[str, dict[int, None]]:
    """Join the words of a paper without signs, and tell where a word or a piece of one begins, in order."""
    joined: list[str] = []
    starts: dict[int, None] = {}
    length = 0
    for piece in _pieces_of_words(word for field in text.fields for word in field.words):
        starts[length] = None
        joined.append(piece)
        length += len(piece)
    return "".join(joined), starts


def _pieces_of_words(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from filter(None, map(_plain, _PIECE.findall(unicodedata.normalize("NFKC", word))))


def _plain(piece: str) -> str:
    """Fold a piece, and take accents and signs off it, as ids of new names have none."""
    folded = unicodedata.normalize("NFKD", fold(piece))
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return _SIGNS.sub("", letters)
