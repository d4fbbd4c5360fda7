"""A paper as the linker reads it: its fields cleaned and as tokens, with the way back to what the paper shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.ground.records import Evidence, Paper, Reading
from kg.ground.schema import TextField
from kg.linker.text.cleaned_text import CleanedText, clean_steps
from kg.linker.text.markup import remove_markup
from kg.linker.text.tokens import MAX_CHARACTERS, TokenText, tokenize
from kg.linker.text.word_edges import settle_word_edges

_EXCERPT_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper as tokens.

    Attributes:
        paper: the paper as the linker reads it: title and abstract cleaned. All offsets count there.
        title, abstract: its fields.
        lower: what was read of it in lower case, for context cues.
        cleaned: how the fields became what is read, where they differ.
        shown: the paper as it is shown.
    """

    paper: Paper
    title: TokenText
    abstract: TokenText
    lower: str
    cleaned: dict[TextField, CleanedText]
    shown: Paper

    @property
    def fields(self) -> tuple[TokenText, TokenText]:
        return self.title, self.abstract

    @property
    def is_excerpt(self) -> bool:
        """Whether it is but a sentence or two without a title, which neither a head nor repetition tells about."""
        return len(self.abstract.sentences) <= _EXCERPT_SENTENCES and not any(map(str.isalpha, self.paper.title))

    def shown_evidence(self, evidence: Evidence) -> Evidence:
        """Turn evidence in what is read into evidence in the paper as it is shown."""
        cleaned = self.cleaned.get(evidence.field)
        return evidence if cleaned is None else cleaned.shown_evidence(evidence)

    def shown_reading(self, reading: Reading) -> Reading:
        """Turn a reading of what is read into one of the paper as it is shown."""
        if not self.cleaned:
            return reading
        return Reading(
            self.shown,
            tuple(replace(link, evidence=self._shown_pieces(link.evidence)) for link in reading.links),
            tuple(replace(topic, evidence=self._shown_pieces(topic.evidence)) for topic in reading.topics),
            tuple(replace(result, evidence=self.shown_evidence(result.evidence)) for result in reading.results),
            reading.urls,
        )

    def _shown_pieces(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(dict.fromkeys(map(self.shown_evidence, evidence)))


def clean_field(shown: str) -> CleanedText:
    r"""Clean a title or an abstract of markup, as far as it is read, its names set apart from what they touch.

    >>> clean_field(r"We use Caf\'e-2~\cite{a} on Hella- Swag.").text, clean_field("We use C4.").steps
    ('We use Café-2  on HellaSwag.', ())
    """
    read = shown[:MAX_CHARACTERS]
    cleaned = clean_steps(read, remove_markup, settle_word_edges)
    return replace(cleaned, shown=shown) if cleaned.steps else CleanedText(shown, shown)


def read_paper(paper: Paper) -> PaperText:
    """Clean and tokenize a paper."""
    title, abstract = clean_field(paper.title), clean_field(paper.abstract)
    fields = ((TextField.TITLE, title), (TextField.ABSTRACT, abstract))
    cleaned = {name: text for name, text in fields if text.steps}
    read = replace(paper, title=title.text or " ", abstract=abstract.text) if cleaned else paper
    lower = f" {read.title[:MAX_CHARACTERS]} {read.abstract[:MAX_CHARACTERS]} ".lower()
    title_tokens, abstract_tokens = tokenize(read.title, TextField.TITLE), tokenize(read.abstract, TextField.ABSTRACT)
    return PaperText(read, title_tokens, abstract_tokens, lower, cleaned, paper)
