"""Candidates: the mentions of a paper, gathered by what they may name.

1. Catalogue matches give candidates with a known artifact, one per entry and variant; a name that needs context and
   has none gives no known candidate.
2. Proposed spans give candidates for new names, gathered by their normal form; a plural joins its singular.
3. A short form that the text defines joins its long form.
4. A span inside a catalogue match of the same text is left to that match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from kg.catalogue.entries import Entry
from kg.ground.records import Artifact
from kg.ground.schema import TextField
from kg.ground.text import fold, known_singular
from kg.linker.mentions.abbreviations import find_abbreviations, share_of_initials
from kg.linker.mentions.known_names import AliasMatcher, CatalogueMatch
from kg.linker.mentions.mention import Mention, Origin
from kg.linker.mentions.name_lists import list_around
from kg.linker.mentions.never_names import never_named
from kg.linker.mentions.new_names import Span, find_spans
from kg.linker.mentions.variants import takes_variants
from kg.linker.text.lexicon import type_noun_beside
from kg.linker.text.morphology import singular
from kg.linker.text.paper_text import PaperText
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import STRONG, Shape, shape

_TRAINING = re.compile(r"(?:(?:pre|re)-?)?train(?:s|ed|ing)?|(?:fine-?)?tun(?:es?|ed|ing)", re.IGNORECASE)
# The definitions of known short forms as something else in 2,627 annotated papers all have half or more (SPPO).
_LEAST_INITIALS = 0.5


@dataclass(slots=True)
class Candidate:
    """Mentions of one paper that would be one link, before it is decided whether they are.

    Attributes:
        key: what the mentions share: ``=slug`` of a known artifact or the folded new name.
        artifact: the known artifact, or None for a new name (NIL).
        entry: the catalogue entry behind it, or None.
        mentions: in reading order, title first.
        same_case: whether some mention has the catalogue's case. rivals: other known meanings of the same surface.
        as_machines: whether all mentions are names as machines write them, with variant terms or a provider.
        long_forms: folded, where the text defines the name as an abbreviation.
        conflict: named terms for and against the paper's meaning another thing by the name of a known artifact; empty
            where that is not asked. denied: the known artifact that they speak against (``scoring.taken_names``).
    """

    key: str
    artifact: Artifact | None = None
    entry: Entry | None = None
    mentions: list[Mention] = field(default_factory=list)
    same_case: bool = False
    rivals: int = 0
    as_machines: bool = True
    long_forms: set[str] = field(default_factory=set)
    conflict: tuple[tuple[str, float], ...] = ()
    denied: Artifact | None = None


def find_candidates(text: PaperText, matcher: AliasMatcher) -> list[Candidate]:
    """Find all candidates of a paper; a surface with several meanings gives several."""
    candidates: dict[str, Candidate] = {}
    pairs: list[tuple[str, str]] = []
    for tokens in text.fields:
        never = never_named(tokens)
        found_names = [match for match in matcher.find(tokens) if never.isdisjoint(range(match.first, match.last))]
        firm = _tokens_of_firm_data(found_names)
        matches = []
        for match in found_names:
            if fitting := _fitting_entries(match, text, tokens, firm):
                matches.append(match)
                _add_catalogue_match(candidates, match, tokens, fitting)
        abbreviations = find_abbreviations(tokens)
        spans = list(find_spans(tokens, abbreviations))
        for (first, last), origins in _origins_by_place(spans).items():
            if not _inside_match(first, last, matches) and never.isdisjoint(range(first, last)):
                _add_proposed_span(candidates, Mention(tokens, first, last, frozenset(origins)))
        pairs += [
            (
                fold(tokens.span(found.long_first, found.long_last)),
                fold(tokens.span(found.short_first, found.short_last)),
            )
            for found in abbreviations
        ]
    _join_plurals(candidates)
    _join_abbreviations(candidates, pairs)
    return [candidate for candidate in candidates.values() if candidate.mentions]


def cue_in(cue: str, lower: str) -> bool:
    """Check whether a context cue occurs in the lower-case text as words; a plural counts."""
    position = lower.find(cue)
    while position >= 0:
        after = lower[position + len(cue) : position + len(cue) + 1]
        if not lower[position - 1].isalnum() and (not after.isalnum() or after == "s"):
            return True
        position = lower.find(cue, position + 1)
    return False


def _tokens_of_firm_data(matches: Iterable[CatalogueMatch]) -> frozenset[int]:
    """Return the tokens of names of data that need no context."""
    return frozenset(
        token
        for match in matches
        if all(entry.artifact.types[0].is_data and not entry.needs_context(match.key) for entry in match.entries)
        for token in range(match.first, match.last)
    )


def _entry_fits_context(
    entry: Entry, match: CatalogueMatch, text: PaperText, tokens: TokenText, firm: Set[int]
) -> bool:
    """Check whether the context lets a match mean an entry.

    Args:
        firm: the tokens of names of data that need no context; in a list with one, another name is of data, too.
    """
    if not entry.needs_context(match.key) or match.tail or match.provided:
        return True
    if not _is_spelled_like_a_name(match, tokens):
        return False
    if any(cue != "*" and cue_in(cue, text.lower) for cue in entry.context):
        return True
    if type_noun_beside(tokens, match.first, match.last) is not None:
        return True
    if not any(kind.is_data for kind in entry.artifact.types):
        return False
    first, last = list_around(Mention(tokens, match.first, match.last, frozenset()))
    # The list ends before a member of common words ("Common Crawl"), which then stands beyond one sign.
    return _is_trained_on(tokens, first) or not firm.isdisjoint(range(first - 2, last + 2))


def _is_trained_on(tokens: TokenText, first: int) -> bool:
    """Check whether a name, or a list of names, is what something is trained on: "we train on C4 and Wikipedia"."""
    return first >= 2 and tokens.words[first - 1] == "on" and _TRAINING.fullmatch(tokens.words[first - 2]) is not None


def _fitting_entries(match: CatalogueMatch, text: PaperText, tokens: TokenText, firm: Set[int]) -> list[Entry]:
    """Return the entries that a match may mean in its context. Variant terms stand for the context that a name needs,
    but among several entries they only tell which are models: "BART-large" is no regression by trees.
    """
    fitting = [entry for entry in match.entries if _entry_fits_context(entry, match, text, tokens, firm)]
    if match.tail and len(fitting) > 1:
        with_variants = [entry for entry in fitting if takes_variants(entry.artifact)]
        return with_variants or fitting
    return fitting


def _is_spelled_like_a_name(match: CatalogueMatch, tokens: TokenText) -> bool:
    """Check whether a match that needs context may be a name at all: "multiple benchmarks" is not MultiPL-E, though
    "Bloom" inside a sentence may be BLOOM.
    """
    if match.same_case or match.last - match.first > 1:
        return True
    kind = shape(tokens.words[match.first])
    opens = match.first == tokens.sentence_at(match.first)[0]
    return kind in STRONG or (kind is Shape.CAPITALISED and tokens.field is TextField.ABSTRACT and not opens)


def _add_catalogue_match(
    candidates: dict[str, Candidate], match: CatalogueMatch, tokens: TokenText, fitting: Sequence[Entry]
) -> None:
    origin = Origin.ELLIPTIC if match.elliptic else Origin.CATALOGUE
    mention = Mention(tokens, match.first, match.last, frozenset({origin}))
    for entry in fitting:
        artifact = match.artifact(entry)
        key = "=" + artifact.slug
        candidate = candidates.get(key)
        if candidate is None:
            candidate = candidates[key] = Candidate(key, artifact, entry)
        candidate.mentions.append(mention)
        candidate.same_case |= match.same_case
        candidate.as_machines &= match.provided or (bool(match.tail) and not match.elliptic)
        candidate.rivals = max(candidate.rivals, len(fitting) - 1)


def _origins_by_place(spans: Iterable[Span]) -> dict[tuple[int, int], set[Origin]]:
    places: dict[tuple[int, int], set[Origin]] = {}
    for span in spans:
        places.setdefault((span.first, span.last), set()).add(span.origin)
    return dict(sorted(places.items()))


def _inside_match(first: int, last: int, matches: list[CatalogueMatch]) -> bool:
    """Check whether a span adds nothing to a match: it lies inside one."""
    return any(match.first <= first and last <= match.last for match in matches)


def _add_proposed_span(candidates: dict[str, Candidate], mention: Mention) -> None:
    key = fold(mention.surface)
    if len(key) < 2 or not any(map(str.isalpha, key)):
        return
    candidate = candidates.get(key)
    if candidate is None:
        candidate = candidates[key] = Candidate(key)
    candidate.mentions.append(mention)


def _join_plurals(candidates: dict[str, Candidate]) -> None:
    """Join ``SAEs`` to ``SAE`` where the text has both."""
    for key in list(candidates):
        one = known_singular(key, candidates)
        if one is not None and candidates[one].artifact is None and candidates[key].artifact is None:
            candidates[one].mentions += candidates.pop(key).mentions


def _join_abbreviations(candidates: dict[str, Candidate], pairs: list[tuple[str, str]]) -> None:
    """Join a defined short form and its long form to one candidate; a known one takes in the other."""
    known = {
        fold(mention.surface): candidate
        for candidate in candidates.values()
        if candidate.artifact is not None
        for mention in candidate.mentions
    }
    for long_form, short_form in dict.fromkeys(pairs):
        short = short_form if short_form in candidates else short_form.removesuffix("s")
        known_long, known_short = known.get(long_form), known.get(short_form) or known.get(short)
        if known_short is not None and known_long is None and _is_chance(known_short, candidates.get(long_form)):
            continue
        if known_short is not None and known_long is None and _is_redefined(known_short, candidates.get(long_form)):
            known_short.artifact, known_short.entry = None, None
        new_long, new_short = candidates.get(long_form), candidates.get(short)
        target = known_long or known_short or new_short or new_long
        if target is None:
            continue
        target.long_forms.add(long_form)
        for other in (new_long, new_short, known_short):
            # A known short form gives way to a known long form: the definition in the paper decides what it means.
            if other is not None and other is not target and other.mentions:
                target.mentions += other.mentions
                other.mentions = []
    for key in [key for key, candidate in candidates.items() if not candidate.mentions]:
        del candidates[key]
    for candidate in candidates.values():
        candidate.mentions.sort(key=lambda mention: mention.place)


def _is_chance(known: Candidate, long_form: Candidate | None) -> bool:
    """Check whether the letters of a known short form happen to stand in the words before it: "mammal futures
    (MMLU)".
    """
    if long_form is None:
        return False
    words = long_form.mentions[0].surface
    return max(share_of_initials(mention.surface, words) for mention in known.mentions) < _LEAST_INITIALS


def _is_redefined(known: Candidate, long_form: Candidate | None) -> bool:
    """Check whether the paper spells out a known short form as something else: its own definition wins."""
    if known.entry is None or long_form is None:
        return False
    artifact = known.entry.artifact
    spelled_out = [_singular_words(name) for name in (artifact.name, *artifact.aliases) if " " in name]
    words = _singular_words(long_form.mentions[0].surface)
    return bool(spelled_out) and not any(2 * len(words & names) >= len(words) for names in spelled_out)


def _singular_words(name: str) -> set[str]:
    """Return the words of a name in the singular, those that hyphens join one by one."""
    return {singular(word) for word in name.replace("-", " ").split()}
