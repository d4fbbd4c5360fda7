"""Variants by rule: a known model's name followed by a size, a tuning or a date.

``Llama-2-13B-chat`` is a variant of ``Llama 2`` although no table lists it: what follows the name is read as a chain
of variant terms. Only models have such variants.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.ground.identifiers import slug
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.ground.text import fold, plain_dashes

# Terms that publishers append to a model's name; read off the model names of transformers 4.57.1 and models.dev.
_TERM = (
    r"\d+(?:\.\d+)?[BMbm]|\d+[xX]\d+(?:\.\d+)?[Bb]|A\d+(?:\.\d+)?[Bb]"
    r"|[Ii]nstruct|INSTRUCT|[Cc]hat|[Bb]ase|it|IT|hf|HF|[Pp]review|[Tt]urbo|[Mm]ini|[Nn]ano|[Ss]mall|[Mm]edium|[Ll]arge"
    r"|[Hh]uge|[Gg]iant|[Tt]iny|XL|XXL|xl|xxl|[Tt]hinking|[Ee]xp|[Ll]atest|[Dd]istill(?:ed)?|[Cc]oder|[Mm]ath"
    r"|(?:19|20)\d\d-?[01]\d-?[0-3]\d|[01]\d[0-3]\d|v\d+(?:\.\d+)?|[Ii]nt[48]|[Ff][Pp]8"
)
_CHAIN = re.compile(rf"(?:[-\s_:]+(?:{_TERM}))+")
_SIZE = re.compile(r"\d+(?:\.\d+)?[BMbm]|\d+[xX]\d+(?:\.\d+)?[Bb]")
_SPACED_TERM = re.compile(
    r"\d+(?:\.\d+)?[BMbm]|\d+[xX]\d+(?:\.\d+)?[Bb]|Instruct|Chat|Base|Turbo|Mini|Nano|Large|Small|XL|XXL|Medium|Preview"
)


def is_variant_tail(tail: str) -> bool:
    """Whether what follows a name, joined by hyphens or spaces, is a chain of variant terms.

    >>> is_variant_tail("-7B-chat"), is_variant_tail(" 405B"), is_variant_tail("-based")
    (True, True, False)
    """
    return _CHAIN.fullmatch(plain_dashes(tail)) is not None


def is_spaced_term(word: str) -> bool:
    """Whether a token of its own continues the model name before it, as in ``Llama 3.1 405B``."""
    return _SPACED_TERM.fullmatch(word) is not None


def is_size(word: str) -> bool:
    """Whether a word begins with a model's size.

    >>> is_size("70B"), is_size("8x7b-Instruct"), is_size("7"), is_size("7Bench")
    (True, True, False, False)
    """
    found = _SIZE.match(word)
    return found is not None and not word[found.end() : found.end() + 1].isalnum()


def derive_variant(base: Artifact, tail: str) -> Artifact:
    """The variant of a model that a tail names; its slug depends only on the base and the tail's normal form.

    >>> llama = Artifact("llama-2", "Llama 2", (ArtifactType.MODEL,), family="llama", organisation="Meta")
    >>> derive_variant(llama, "-13b-Chat").slug, derive_variant(llama, " 13B-chat").name
    ('llama-2-13b-chat', 'Llama 2 13B-chat')
    """
    terms = re.sub(r"[-\s_:]+", "-", plain_dashes(tail).strip("-_: \t"))
    separator = "-" if tail[:1] != " " else " "
    return replace(
        base,
        slug=f"{base.slug}-{slug(terms)}",
        name=f"{base.name}{separator}{terms}",
        aliases=(),
        variant_of=base.slug,
        date=None,
        hub_id=None,
        arxiv=None,
        url=None,
        source="derived",
    )


def takes_variants(artifact: Artifact) -> bool:
    """Whether an artifact may have derived variants: models whose folded name is longer than one letter."""
    return ArtifactType.MODEL in artifact.types and len(fold(artifact.name)) > 1
