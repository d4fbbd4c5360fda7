"""The canonical name and the id of a new entity, from the forms in which its paper writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kg.catalogue.catalogue import Catalogue
from kg.ground.identifiers import slug
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType, TextField
from kg.ground.text import fold, known_singular, singular_acronym
from kg.linker.mentions.mention import Mention, Origin

TAKEN = "~new"  # ends the id of a new name where the plain slug is a catalogue entry's
_PLAIN_ACRONYM = 4  # letters; longer all-capital names are mostly words (FLARES), which authors use as the name
_SHORT_PHRASE = 4  # words; longer phrases are spelled out once and then abbreviated


def new_artifact(mentions: Sequence[Mention], kind: ArtifactType) -> Artifact:
    """Make the new entity that mentions name; its slug depends on the canonical name alone.

    Of an abbreviation and its long form the authors' usual one is the name: the short one if it stands in the title,
    has lower-case letters (HiSS) or abbreviates a long phrase; else the long one. Other forms become aliases.
    """
    short = [mention for mention in mentions if Origin.SHORT_FORM in mention.origins]
    long_ = [mention for mention in mentions if Origin.LONG_FORM in mention.origins and mention not in short]
    named = mentions
    if short and long_:
        keys = {fold(mention.surface) for mention in (long_ if _prefers_long(mentions, short, long_) else short)}
        named = [mention for mention in mentions if fold(mention.surface) in keys]
    name = _usual_spelling(named)
    aliases = sorted({m.surface for m in mentions if fold(m.surface) != fold(name)} if short and long_ else ())
    return Artifact(slug(name), name, (kind,), tuple(aliases), known=False, source="text")


def free_slug(plain: str, catalogue: Catalogue) -> str:
    """Make the slug of a new name, which is never that of a catalogue entry."""
    return plain + TAKEN if catalogue.get(plain) else plain


def with_free_slug(artifact: Artifact, catalogue: Catalogue) -> Artifact:
    """Give the new entity the slug that it has in a graph of its paper alone."""
    slug_ = free_slug(artifact.slug, catalogue)
    return artifact if slug_ == artifact.slug else replace(artifact, slug=slug_)


def _prefers_long(mentions: Sequence[Mention], short: Sequence[Mention], long_: Sequence[Mention]) -> bool:
    surface = singular_acronym(short[0].surface)
    if not surface.isupper() or len(surface) > _PLAIN_ACRONYM:
        return False
    key = fold(short[0].surface)
    if any(m.text.field is TextField.TITLE and fold(m.surface) == key for m in mentions):
        return False
    return len(long_[0].surface.split()) <= _SHORT_PHRASE


def _usual_spelling(mentions: Sequence[Mention]) -> str:
    """Choose the most frequent surface; of equals the one with capitals, then the first. A plural gives way."""
    counts = Counter(mention.surface for mention in mentions)
    order = list(counts)
    best = min(order, key=lambda name: (not any(map(str.isupper, name)), -counts[name], order.index(name)))
    return known_singular(best, counts) or best
