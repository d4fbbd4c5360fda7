"""Catalogue names in a text: a multi-pattern match over normal forms.

1. Each name of the catalogue is cut into pieces (letters, digits, signs); the folded prefixes that end with a piece
   form a set.
2. From each token the folded tokens are joined as long as the joint form is such a prefix; the longest joint form
   that is a whole name, cut into tokens only between its pieces, matches. So ``Llama2``, ``LLaMA 2`` and ``llama-2``
   meet, and neither ``llama`` in ``ollama`` nor VITON in "ViT on ImageNet" is found.
3. A match of a model is lengthened by variant terms (``-7B``, `` 405B``).
4. Names that share a part with a match are completed from their pieces (``shared_names``).
5. Several names of one surface stay several candidates; context decides later, or hides a name that needs it.

Time is linear in the tokens, whatever the size of the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.ground.records import Artifact
from kg.ground.text import fold, known_singular
from kg.linker.mentions.shared_names import Member, Resolved, find_members, find_prefixed, opens_prefix
from kg.linker.mentions.variants import derive_variant, is_spaced_term, is_variant_tail, takes_variants
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import Shape, is_common, shape

# "TruthfulQA", "LiveCodeBench" and "DINOv2" are also written "Truthful QA", "LiveCode Bench" and "DINO v2".
_ENDING = r"(?:(?<=[a-z])(?:QA|VQA|NLI|SQL|RAG|Bench|Eval)(?![^\W\d_])|v(?=\d))"
_PIECE = re.compile(rf"{_ENDING}|[^\W\d_]+?(?={_ENDING}|[\W\d_]|$)|\d+|[^\w\s]")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_LONGEST_NAME = 12  # tokens; longer names are sentences
_CACHE_SIZE = 500_000  # words, some 60 MB; a corpus with more distinct words only loses speed


@dataclass(frozen=True, slots=True)
class CatalogueMatch:
    """A name of the catalogue in a text.

    Attributes:
        first, last: tokens, end exclusive.
        key: the folded name that matched (without variant terms and plural).
        entries: what it may mean, the most likely first.
        tail: the variant terms that follow, e.g. ``-7B``; empty for the entry itself.
        same_case: whether the surface has the case of the name as the catalogue spells it.
        elliptic: whether the tokens are only a piece of the name, as ``-4`` in "GPT-3.5 and -4".
    """

    first: int
    last: int
    key: str
    entries: tuple[Entry, ...]
    tail: str
    same_case: bool
    elliptic: bool = False

    def artifact(self, entry: Entry) -> Artifact:
        """The artifact meant if the surface means ``entry``."""
        return derive_variant(entry.artifact, self.tail) if self.tail else entry.artifact


class AliasMatcher:
    """The catalogue's names, ready to be found. Build once, use for every text."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._spellings: dict[str, set[str]] = {}
        self._prefixes: set[str] = set()
        self._folds: dict[str, str] = {}
        self._places: dict[str, list[tuple[str, frozenset[int], frozenset[int]]]] = {}
        self._barren: set[str] = set()  # words seen at which no name can begin: most words of a text
        for entry in catalogue.entries.values():
            for name in (entry.artifact.name, *entry.artifact.aliases):
                self._spellings.setdefault(fold(name), set()).add(unicodedata.normalize("NFKC", name))
                joint = ""
                for piece in _PIECE.findall(unicodedata.normalize("NFKC", name)):
                    joint += fold(piece)
                    self._prefixes.add(joint)

    def find(self, text: TokenText) -> Iterator[CatalogueMatch]:
        """The longest matches from left to right, without overlap; each is followed by those that complete it."""
        words = text.words
        position = 0
        while position < len(words):
            word = words[position]
            if word in self._barren:
                position += 1
                continue
            match = self._match_at_token(text, position)
            if match is None:
                prefixed = self._prefixed_match(text, position) if word == "(" else None
                if prefixed is not None:
                    yield prefixed
                position += 3 if prefixed is not None else 1
                continue
            members = find_members(text, match.first, match.last, self._resolve_name)
            if not members or words[match.last - 1][-1] != "-":  # "CIFAR-{10,100}" does not name CIFAR itself
                yield match
            yield from (self._completed_match(member) for member in members)
            position = members[-1].last if members else match.last

    def _prefixed_match(self, text: TokenText, opening: int) -> CatalogueMatch | None:
        """What "(Super)" before a name makes of it."""
        head = self._match_at_token(text, opening + 3) if opens_prefix(text, opening) else None
        if head is None:
            return None
        member = find_prefixed(text, opening, text.span(head.first, head.last), self._resolve_name)
        return self._completed_match(member) if member else None

    def _resolve_name(self, name: str) -> Resolved | None:
        """What a name that does not stand in the text as such means."""
        cut = len(name)
        while cut > 0:
            entries = self._entries_of_key(key := fold(name[:cut]))
            if entries and (cut == len(name) or takes_variants(entries[0].artifact)):
                alone = not any(entry.needs_context(key) for entry in entries)
                return Resolved(key, name[:cut], name[cut:], alone)
            cut = max(name.rfind("-", 0, cut), name.rfind(" ", 0, cut))
            if not is_variant_tail(name[cut:]):
                break
        return None

    def _entries_of_key(self, key: str) -> tuple[Entry, ...]:
        return tuple(self._catalogue.entries[slug] for slug in self._catalogue.index.get(key, ()))

    def _completed_match(self, member: Member) -> CatalogueMatch:
        name = member.name
        return CatalogueMatch(
            member.first, member.last, name.key, self._entries_of_key(name.key), name.tail,
            self._has_catalogue_case(name.key, name.stem), elliptic=True,
        )  # fmt: skip

    def _has_catalogue_case(self, key: str, surface: str) -> bool:
        return any(_same_letters(surface, name) for name in self._spellings.get(key, ()))

    def _cached_fold(self, word: str) -> str:
        folded = self._folds.get(word)
        if folded is None:
            folded = fold(word)
            if len(self._folds) < _CACHE_SIZE:
                self._folds[word] = folded
        return folded

    def _match_at_token(self, text: TokenText, first: int) -> CatalogueMatch | None:
        joint = self._cached_fold(text.words[first])
        if not joint:
            return None
        if joint not in self._prefixes:
            if _holds_no_name(word := text.words[first]):
                if word != "(" and len(self._barren) < _CACHE_SIZE:
                    self._barren.add(word)
                return None
            return self._match_inside(text, first)
        index = self._catalogue.index
        best: tuple[int, str] | None = None
        cuts = [0]
        sentence_end = text.sentence_at(first)[1]
        limit = min(sentence_end, first + _LONGEST_NAME)
        last = first
        while True:
            last += 1
            if joint in index and text.words[last - 1] != "-" and self._allows_cuts(joint, cuts, text, first):
                best = (last, joint)
            if last >= limit:
                break
            cuts.append(len(joint))
            joint += self._fold_of_next_token(joint, text.words[last])
            if joint not in self._prefixes:
                one = known_singular(joint, index) if text.words[last][-1] == "s" else None
                if one is not None and self._allows_cuts(one, cuts, text, first):
                    best = (last + 1, one)
                break
        return self._catalogue_match(text, first, *best, tail="") if best else self._match_inside(text, first)

    def _allows_cuts(self, key: str, cuts: list[int], text: TokenText, first: int) -> bool:
        """Whether a name may be cut into tokens at these places of its fold.

        It may between the pieces of one of its spellings, and within "FlashAttention" if the case agrees.
        """
        if len(cuts) == 1:
            return True
        for name, pieces, humps in self._cuts_of_spellings(key):
            if pieces.issuperset(cuts):
                return True
            if humps.issuperset(cuts) and _same_letters(text.span(first, first + len(cuts)), name):
                return True
        return False

    def _cuts_of_spellings(self, key: str) -> list[tuple[str, frozenset[int], frozenset[int]]]:
        """For each spelling of a name the places of its fold where a piece begins, and where a piece or a hump does."""
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = [(name, *_cuts_of(name)) for name in sorted(self._spellings[key])]
        return known

    def _fold_of_next_token(self, joint: str, word: str) -> str:
        """The fold of a further token; a version may be written with "v" or without (``Claude V2``)."""
        piece = self._cached_fold(word)
        if len(piece) > 1 and piece[0] == "v" and piece[1].isdigit() and joint + piece not in self._prefixes:
            return piece[1:]
        return piece

    def _match_inside(self, text: TokenText, first: int) -> CatalogueMatch | None:
        """A name with variant terms in one token (``LLaMA2-7B``), or the plural of a name (``GPTs``)."""
        word = text.words[first]
        if _holds_no_name(word):
            return None
        cut = len(word)
        while (cut := word.rfind("-", 1, cut)) > 0:
            head, tail = word[:cut], word[cut:]
            if not is_variant_tail(tail):
                if tail[1:].replace("-", "").isdigit():  # the end of a date, as in "-2024-08-06"
                    continue
                break
            key = self._cached_fold(head)
            if key in self._catalogue.index:
                return self._catalogue_match(text, first, first + 1, key, tail)
        if word[-1] == "s" and len(word) > 3 and self._cached_fold(word[:-1]) in self._catalogue.index:
            return self._catalogue_match(text, first, first + 1, self._cached_fold(word[:-1]), "")
        return None

    def _catalogue_match(self, text: TokenText, first: int, last: int, key: str, tail: str) -> CatalogueMatch | None:
        surface = text.span(first, last)
        entries = self._entries_of_key(key)
        stem = surface.removesuffix(tail)
        same_case = self._has_catalogue_case(key, stem)
        if not same_case and _says_nothing(stem):
            return None
        if takes_variants(entries[0].artifact):
            tail, last = self._lengthen_by_terms(text, last, tail)
        return CatalogueMatch(first, last, key, entries, tail, same_case)

    @staticmethod
    def _lengthen_by_terms(text: TokenText, last: int, tail: str) -> tuple[str, int]:
        """Take in sizes and tunings that follow as tokens of their own: ``Llama 3.1 405B``, ``Qwen2.5 - 72B``."""
        while last < len(text.words):
            step = 2 if text.words[last] == "-" and last + 1 < len(text.words) else 1
            word = text.words[last + step - 1]
            gap = text.text[text.ends[last - 1] : text.starts[last]]
            if gap not in ("", " ") or not (is_spaced_term(word) or (is_variant_tail("-" + word) and step == 2)):
                break
            tail += ("-" if step == 2 or not gap else " ") + word
            last += step
        return tail, last


def _cuts_of(name: str) -> tuple[frozenset[int], frozenset[int]]:
    """The places of a name's fold where a piece begins, and where a piece or a capital after a small letter does.

    >>> [sorted(cuts) for cuts in _cuts_of("Llama 2")], [sorted(cuts) for cuts in _cuts_of("FlashAttention")]
    ([[0, 5, 6], [0, 5, 6]], [[0, 14], [0, 5, 14]])
    """
    pieces = _PIECE.findall(name)
    begins = list(accumulate((len(fold(piece)) for piece in pieces), initial=0))
    humps = {
        begin + hump.start() for begin, piece in zip(begins, pieces, strict=False) for hump in _CAMEL.finditer(piece)
    }
    return frozenset(begins), frozenset(humps.union(begins))


def _holds_no_name(word: str) -> bool:
    """Whether a word that begins no name holds none either: it has no variant terms and is no plural."""
    return ("-" not in word and word[-1] != "s") or shape(word) in (Shape.LOWER, Shape.NUMBER, Shape.SIGN)


def _same_letters(surface: str, name: str) -> bool:
    """Whether two spellings agree in case once separators are dropped; a plural ending does not count."""
    bare, other = re.sub(r"[\W_]+", "", surface), re.sub(r"[\W_]+", "", name)
    return bare == other or bare == other + "s"


def _says_nothing(surface: str) -> bool:
    """Whether a surface whose case differs from the name's is just a word: ``math``, ``Drop``, ``flow``."""
    words = surface.split()
    if len(words) > 1:
        return False
    kind = shape(surface)
    if kind is Shape.LOWER:
        return "-" not in surface
    return kind is Shape.CAPITALISED and is_common(surface)
