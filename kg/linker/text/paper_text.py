"""A paper as tokens: what the stages of the linker pass on."""

from __future__ import annotations

from dataclasses import dataclass

from kg.ground.records import Paper
from kg.ground.schema import TextField
from kg.linker.text.tokens import MAX_CHARACTERS, TokenText, tokenize

_EXCERPT_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper as tokens; ``lower`` is what was read of it in lower case, for context cues."""

    paper: Paper
    title: TokenText
    abstract: TokenText
    lower: str

    @property
    def fields(self) -> tuple[TokenText, TokenText]:
        return self.title, self.abstract

    @property
    def is_excerpt(self) -> bool:
        """Whether it is but a sentence or two without a title, which neither a head nor repetition tells about."""
        return len(self.abstract.sentences) <= _EXCERPT_SENTENCES and not any(map(str.isalpha, self.paper.title))


def read_paper(paper: Paper) -> PaperText:
    """Tokenize a paper."""
    title = tokenize(paper.title, TextField.TITLE)
    abstract = tokenize(paper.abstract, TextField.ABSTRACT)
    lower = f" {paper.title[:MAX_CHARACTERS]} {paper.abstract[:MAX_CHARACTERS]} ".lower()
    return PaperText(paper, title, abstract, lower)
