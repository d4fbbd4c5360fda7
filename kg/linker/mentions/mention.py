"""Mentions: spans of a field that may name something, and the rules that propose them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.ground.schema import TextField
from kg.linker.text.tokens import TokenText


class Origin(StrEnum):
    """Which rule proposed a span."""

    CATALOGUE = "catalogue"
    ELLIPTIC = "elliptic"
    RUN = "run"
    HEAD = "head"
    NAMED = "named"
    PROPOSED = "proposed"
    LONG_FORM = "long form"
    SHORT_FORM = "short form"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a field that may name something; ``origins`` are the rules that proposed it."""

    text: TokenText
    first: int
    last: int
    origins: frozenset[Origin]

    @property
    def surface(self) -> str:
        """The exact words."""
        return self.text.span(self.first, self.last)

    @property
    def place(self) -> tuple[bool, int]:
        """Where it stands in reading order: the title comes first."""
        return self.text.field is TextField.ABSTRACT, self.first
