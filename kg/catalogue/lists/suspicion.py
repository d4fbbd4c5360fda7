"""Why rows of a list are not taken as they stand, and what is said of each. Imports little: ``--help`` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Suspicion(StrEnum):
    """Why a row of a list is not taken as it stands; ``label`` says it in words."""

    label: str
    holds: bool
    may_be_taken: bool

    def __new__(cls, value: str, *facts: Any) -> Self:
        """Make a reason: in words, whether it holds a row back, and whether the user may take such rows anyway."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.holds, member.may_be_taken = (*facts, False)[:3]
        return member

    UNREADABLE = "unreadable", "cannot be read", True
    NO_NAME = "no-name", "is no name of one artifact", True
    COMMON_WORD = "common-word", "is made of common words or pieces of words", True, True
    OTHER_TYPE = "other-type", "is known as another kind of thing", True, True
    HOMONYM = "homonym", "is the name of a known thing with other ids", True, True
    BROKEN_ID = "broken-id", "has an id, page or date that is none", True, True
    DUPLICATE = "duplicate", "stands in the list before", True
    KNOWN = "known", "is in the catalogue", True
    RENAMED = "renamed", "is taken under the name without size, tuning or notes", False
    TYPE_NOUN = "type-noun", "is taken where a type noun stands beside it", False
    SHARED_PAPER = "shared-paper", "is taken without its paper, which others have", False
    SIZE_ID = "size-id", "is taken without its id on the hub, which is of a size or copy", False
    ALIAS = "alias", "is taken without an alias that leads elsewhere or is a common word", False


@dataclass(frozen=True, slots=True)
class RowNote:
    """What is said of a row of a list; ``detail`` is one clause, and may be empty."""

    place: str
    name: str
    suspicion: Suspicion
    detail: str = ""
