"""Catalogue names in a text: a multi-pattern match over normal forms.

1. Each name of the catalogue is cut into pieces (letters, digits, signs); the folded prefixes that end with a piece
   form a set.
2. From each token the folded tokens are joined as long as the joint form is such a prefix; the longest joint form
   that is a whole name, cut into tokens only between its pieces, matches. So ``Llama2``, ``LLaMA 2`` and ``llama-2``
   meet, and neither ``llama`` in ``ollama`` nor VITON in "ViT on ImageNet" is found.
3. Names as machines write them are cut into a name and variant terms (``machine_names``); terms that follow as words of
   their own lengthen the match of a model (`` 405B``, `` mini``, `` (high)``).
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
from kg.linker.mentions.machine_names import (
    JOINTS,
    ends_of_machine_name,
    find_providers,
    has_variant_form,
    may_open_chunk,
    split_machine_name,
    without_provider,
)
from kg.linker.mentions.shared_names import Member, Resolved, find_members, find_prefixed, opens_prefix
from kg.linker.mentions.spaced_terms import belongs_to_next, lengthen_by_terms
from kg.linker.mentions.variants import derive_variant, takes_variants
from kg.linker.text.tokens import TokenText, tokenize
from kg.linker.text.word_shape import Shape, is_common, shape

# "TruthfulQA", "LiveCodeBench" and "DINOv2" are also written "Truthful QA", "LiveCode Bench" and "DINO v2".
_ENDING = r"(?:(?<=[a-z])(?:QA|VQA|NLI|SQL|RAG|Bench|Eval)(?![^\W\d_])|v(?=\d))"
_PIECE = re.compile(rf"{_ENDING}|[^\W\d_]+?(?={_ENDING}|[\W\d_]|$)|\d+|[^\w\s]")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_BARE_NUMBER = re.compile(r"[-\s_:]+[\d.]+(?![\w.])")  # makes no member of a list: "GPT-3.5 and -2.5 points"
_LONGEST_NAME = 12  # tokens; longer names are sentences
_HOST = re.compile(r"\w\.(?:ai|co|com|dev|edu|gov|io|me|net|org)$", re.IGNORECASE)  # an address begins no name
_CACHE_SIZE = 500_000  # words, some 60 MB; a corpus with more distinct words only loses speed


@dataclass(frozen=True, slots=True)
class CatalogueMatch:
    """A name of the catalogue in a text.

    Attributes:
        first, last: tokens, end exclusive.
        key: the folded name that matched (without variant terms and plural).
        entries: what it may mean, the most likely first.
        tail: the variant terms that follow, e.g. ``-7B``; empty for the entry itself.
        same_case: whether the surface has the case of the name as the catalogue spells it, or the small letters in
            which machines write all names.
        elliptic: whether the tokens are only a piece of the name, as ``-4`` in "GPT-3.5 and -4".
        provided: whether its provider stands before it, as in ``openai/gsm8k``.
    """

    first: int
    last: int
    key: str
    entries: tuple[Entry, ...]
    tail: str
    same_case: bool
    elliptic: bool = False
    provided: bool = False

    def artifact(self, entry: Entry) -> Artifact:
        """Return the artifact meant if the surface means ``entry``."""
        return derive_variant(entry.artifact, self.tail) if self.tail else entry.artifact


class AliasMatcher:
    """The catalogue's names, ready to be found. Build once, use for every text."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._spellings: dict[str, set[str]] = {}
        self._prefixes: set[str] = set()
        self._folds: dict[str, str] = {}
        self._places: dict[str, list[tuple[str, frozenset[int], frozenset[int]]]] = {}
        self._barren: set[str] = set()  # words seen at which no name can begin: most words of a text
        self._openers: dict[str, str] = {}  # words seen that are no names unless with what follows, and their folds
        self._formless: set[str] = set()  # words seen that have no variant terms and are no provider
        self._providers = find_providers(entry.artifact for entry in catalogue.entries.values())
        for entry in catalogue.entries.values():
            for name in (entry.artifact.name, *entry.artifact.aliases):
                self._spellings.setdefault(fold(name), set()).add(unicodedata.normalize("NFKC", name))
                joint = ""
                for piece in _PIECE.findall(unicodedata.normalize("NFKC", name)):
                    joint += fold(piece)
                    self._prefixes.add(joint)

    def find(self, text: TokenText) -> Iterator[CatalogueMatch]:
        """Yield the longest matches from left to right, without overlap; each is followed by those that complete it."""
        words = text.words
        end = 0  # of what was found last
        # Before "/" any word may be an organisation, so it is looked at again, whatever was seen of it elsewhere.
        following = (*words[1:], "") if words else ()
        for position in [
            index
            for index, (word, after) in enumerate(zip(words, following, strict=True))
            if word not in self._barren or (after == "/" and not _HOST.search(word))
        ]:
            if position < end or (following[position] == "/" and _HOST.search(words[position])):
                continue
            match = None if self._is_barren_before(words, position) else self._match_at_token(text, position)
            if match is None:
                prefixed = self._prefixed_match(text, position) if words[position] == "(" else None
                if prefixed is not None:
                    yield prefixed
                    end = position + 3
                continue
            members = find_members(text, match.first, match.last, self._resolve_name)
            if not members or words[match.last - 1][-1] != "-":  # "CIFAR-{10,100}" does not name CIFAR itself
                yield match
            yield from (self._completed_match(member) for member in members)
            end = members[-1].last if members else match.last

    def match_whole(self, name: str) -> CatalogueMatch | None:
        """Find what a name alone, without a text around it, may mean: the match that spans all of it, or None."""
        text = tokenize(name)
        found = next(self.find(text), None) if text.words else None
        spans = found is not None and (found.first, found.last) == (0, len(text.words)) and not found.elliptic
        return found if spans else None

    def _prefixed_match(self, text: TokenText, opening: int) -> CatalogueMatch | None:
        """Find what "(Super)" before a name makes of it."""
        head = self._match_at_token(text, opening + 3) if opens_prefix(text, opening) else None
        if head is None:
            return None
        member = find_prefixed(text, opening, text.span(head.first, head.last), self._resolve_name)
        return self._completed_match(member) if member else None

    def _resolve_name(self, name: str) -> Resolved | None:
        """Find what a name that does not stand in the text as such means."""
        split = split_machine_name(name, self._key_of_stem, self._has_variants)
        if split is None or _BARE_NUMBER.match(split[2]):
            return None
        key, stem, tail = split
        return Resolved(key, stem, tail, not any(entry.needs_context(key) for entry in self._entries_of_key(key)))

    def _key_of_stem(self, stem: str) -> str | None:
        """Return the key of a name as it is written, its organisation before it or not ("Meta-Llama-3"), or None."""
        key = self._cached_fold(stem)
        if key in self.catalogue.index:
            return key
        head, hyphen, rest = stem.partition("-")
        if hyphen and head.lower() in self._providers:
            key = self._cached_fold(rest)
            if any(head == entry.artifact.organisation for entry in self._entries_of_key(key)):
                return key
        return None

    def _has_variants(self, key: str) -> bool:
        return takes_variants(self._entries_of_key(key)[0].artifact)

    def _entries_of_key(self, key: str) -> tuple[Entry, ...]:
        return tuple(self.catalogue.entries[slug] for slug in self.catalogue.index.get(key, ()))

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
        """Find the longest name that begins with a token."""
        joint = self._cached_fold(text.words[first])
        if not joint:
            self._barren.add(text.words[first])
            return None
        best = self._joint_name(text, first, joint) if joint in self._prefixes else None
        match = (
            self._machine_match(text, first, best[0] if best else first) if self._has_form(text, first, best) else None
        )
        if match is None and best is not None:
            match = self._catalogue_match(text, first, best[0], (best[1], "", ""))
        if match is not None or best is not None:
            return match
        word = text.words[first]
        holds_none = _holds_no_name(word)
        match = None if holds_none else self._match_plural(text, first)
        if match is None and len(self._barren) + len(self._openers) < _CACHE_SIZE:
            joined = first + 1 < len(text.words) and text.words[first + 1] in JOINTS
            provider = may_open_chunk(word, self._providers)
            if holds_none and joint not in self._prefixes and not provider:
                self._barren.add(word)
            elif (not provider or word == "(") and not (joined and has_variant_form(word)):
                self._openers[word] = joint
        return match

    def _is_barren_before(self, words: tuple[str, ...], position: int) -> bool:
        """Check whether no name can begin with a token that is none by itself, because of the next: "the" begins some
        names, "the model" none. A quick look, which is enough for most."""
        joint = self._openers.get(words[position])
        if joint is None:
            return False
        if position + 1 == len(words):
            return True
        following = words[position + 1]
        piece = self._cached_fold(following)
        if joint + piece in self._prefixes or following in JOINTS:
            return False
        # The "v" of a version may be left out, and a plural is that of a name.
        version = piece[:1] == "v" and piece[1:2].isdigit()
        return not version and not (piece[-1:] == "s" and joint + piece[:-1] in self.catalogue.index)

    def _has_form(self, text: TokenText, first: int, best: tuple[int, str] | None) -> bool:
        """Check whether a token may begin a name as machines write them; a quick look, which is enough for most."""
        words = text.words
        word = words[first]
        if word not in self._formless:
            if has_variant_form(word) or may_open_chunk(word, self._providers):
                return True
            if len(self._formless) < _CACHE_SIZE:
                self._formless.add(word)
        joined = first + 2 < len(words) and words[first + 1] in JOINTS
        if joined and text.starts[first + 2] == text.ends[first + 1]:
            return True
        return best is not None and best[0] < len(words) and "-" in words[best[0]][1:]

    def _joint_name(self, text: TokenText, first: int, joint: str) -> tuple[int, str] | None:
        """Find where the longest name ends whose tokens, joined, begin with a token, and its key."""
        index = self.catalogue.index
        best: tuple[int, str] | None = None
        cuts = [0]
        sentence_end = text.sentence_at(first)[1]
        limit = min(sentence_end, first + _LONGEST_NAME)
        last = first
        while True:
            last += 1
            is_name = joint in index and text.words[last - 1] != "-" and self._allows_cuts(joint, cuts, text, first)
            if is_name and (len(cuts) == 1 or not belongs_to_next(text, last)):
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
        return best

    def _allows_cuts(self, key: str, cuts: list[int], text: TokenText, first: int) -> bool:
        """Check whether a name may be cut into tokens at these places of its fold.

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
        """Find for each spelling of a name the places of its fold where a piece begins, and where a piece or a hump
        does.
        """
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = [(name, *_cuts_of(name)) for name in sorted(self._spellings[key])]
        return known

    def _fold_of_next_token(self, joint: str, word: str) -> str:
        """Fold a further token; a version may be written with "v" or without (``Claude V2``)."""
        piece = self._cached_fold(word)
        if len(piece) > 1 and piece[0] == "v" and piece[1].isdigit() and joint + piece not in self._prefixes:
            return piece[1:]
        return piece

    def _machine_match(self, text: TokenText, first: int, least: int) -> CatalogueMatch | None:
        """Find a name with provider or variant terms that signs join and that ends behind the token ``least``.

        Its first words may stand apart ("Llama 3.1-8B") where they are a name of the catalogue themselves.
        """
        for last in ends_of_machine_name(text, first, least, self._providers):
            surface = text.span(first, last)
            name = without_provider(surface, self._providers)
            split = split_machine_name(name, self._key_of_stem, self._has_variants)
            if split is not None and (split[2] or len(name) < len(surface)):
                key, stem, tail = split
                if tail[:1] == " ":  # the words apart are a name of their own: "BiT Llama3-70B"
                    continue
                if stem.islower() and stem.isalpha() and _says_nothing_before(stem, tail) and name == surface:
                    return None
                provider = surface.removesuffix(name).strip("/.@")
                provided = bool(provider) and not is_common(provider)
                return self._catalogue_match(text, first, last, (key, stem, tail), provided=provided)
        return None

    def _match_plural(self, text: TokenText, first: int) -> CatalogueMatch | None:
        """Match the plural of a name (``GPTs``)."""
        word = text.words[first]
        if word[-1] == "s" and len(word) > 3 and self._cached_fold(word[:-1]) in self.catalogue.index:
            return self._catalogue_match(text, first, first + 1, (self._cached_fold(word[:-1]), "", ""))
        return None

    def _catalogue_match(
        self, text: TokenText, first: int, last: int, name: tuple[str, str, str], *, provided: bool = False
    ) -> CatalogueMatch | None:
        """Match a key, or give None where the surface is just a word.

        Args:
            name: the key, the name as it is written and the variant terms behind it; the whole surface and no terms
                where these are empty. provided: an account stands before it.
        """
        key, stem, tail = name
        entries = self._entries_of_key(key)
        stem = stem or text.span(first, last)
        same_case = self._has_catalogue_case(key, stem)
        if not (same_case or provided or tail) and _says_nothing(stem):
            return None
        same_case |= stem.islower() and (provided or any(map(str.isdigit, tail)))
        if takes_variants(entries[0].artifact):
            tail, last = lengthen_by_terms(text, last, stem, tail)
        return CatalogueMatch(first, last, key, entries, tail, same_case, provided=provided)


def first_piece(name: str) -> str:
    """Return the folded first piece of a name that is no sign, with which any surface of it begins; empty without one.

    >>> first_piece("Llama 2"), first_piece("TruthfulQA"), first_piece("τ-bench"), first_piece("∞")
    ('llama', 'truthful', 'tau', '')
    """
    pieces = _PIECE.findall(unicodedata.normalize("NFKC", name))
    return fold(next((piece for piece in pieces if piece[0].isalnum()), ""))


def _cuts_of(name: str) -> tuple[frozenset[int], frozenset[int]]:
    """Find the places of a name's fold where a piece begins, and where a piece or a capital after a small letter does.

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
    """Check whether a word that begins no name holds none either: it has no variant terms and is no plural."""
    return (word[-1] != "s" and not has_variant_form(word)) or shape(word) in (Shape.LOWER, Shape.NUMBER, Shape.SIGN)


def _says_nothing_before(stem: str, tail: str) -> bool:
    """Check whether a lower-case stem is just a word before a tail that may be one too: "drop-base", but not
    "llama-7b".
    """
    return is_common(stem) and not any(map(str.isdigit, tail)) and "." not in tail


def _same_letters(surface: str, name: str) -> bool:
    """Check whether two spellings agree in case once separators are dropped; a plural ending does not count."""
    bare, other = re.sub(r"[\W_]+", "", surface), re.sub(r"[\W_]+", "", name)
    return bare == other or bare == other + "s"


def _says_nothing(surface: str) -> bool:
    """Check whether a surface whose case differs from the name's is just a word: ``math``, ``Drop``, ``flow``."""
    words = surface.split()
    if len(words) > 1:
        return False
    kind = shape(surface)
    if kind is Shape.LOWER:
        return "-" not in surface
    return kind is Shape.CAPITALISED and is_common(surface)
