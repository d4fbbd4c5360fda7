"""A spaCy ``Doc`` as a paper: which of its characters are the title and which the abstract, and the way back.

The linker reads tidied text (``kg.ground.text.tidy``), as ``kg.link`` gives it; a ``Doc`` keeps its text as it came. So
each field remembers where every character of its tidied text stands in the ``Doc``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from spacy.tokens import Doc

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.ground.schema import TextField
from kg.ground.text import tidy_with_places

NO_TITLE = "-"  # a paper must have a title; the linker finds nothing in one without letters


class TitleRule(StrEnum):
    """Where the title of a ``Doc`` stands that has none in ``doc.user_data["title"]``.

    FIRST_LINE: the first line, where others follow. NONE: nowhere; all of it is the abstract.
    """

    FIRST_LINE = "first_line"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FieldText:
    """A title or an abstract as the linker reads it, and where it comes from.

    Attributes:
        source: the text in which the places count, characters from 0: ``doc.text``, or the title in ``doc.user_data``.
        in_doc: whether ``source`` is the text of the ``Doc``, so that a span can stand there.
        text: what the linker reads. starts, ends: where each character of ``text`` begins and ends in ``source``.
        offset: what is added to ``starts`` and ``ends``.
    """

    source: str
    in_doc: bool
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    offset: int = 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Tell where the characters ``start`` to ``end`` (exclusive) of the text stand in the source."""
        return self.offset + self.starts[start], self.offset + self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class DocPaper:
    """What the linker reads of a ``Doc``: a paper, and its fields with their places."""

    paper: Paper
    fields: dict[TextField, FieldText]

    def mention_in_doc(self, mention: dict[str, Any]) -> dict[str, Any]:
        """Rewrite a mention (field, start, end, text) of the paper into the words and offsets of the ``Doc``."""
        field = self.fields[TextField(mention["field"])]
        start, end = field.place(mention["start"], mention["end"])
        return mention | {"start": start, "end": end, "text": field.source[start:end]}


def read_doc(doc: Doc, rule: TitleRule) -> DocPaper:
    """Take a ``Doc`` for a paper.

    The title is ``doc.user_data["title"]``, which is also where displaCy looks for one; then all of the text is the
    abstract. Else the rule says where it is.

    Raises:
        InputError: ``doc.user_data["title"]`` is no text.

    >>> from spacy.lang.en import English
    >>> found = read_doc(English().make_doc("Notes on GSM8K\\n\\nWe  evaluate GPT-4."), TitleRule.FIRST_LINE)
    >>> found.paper.title, found.paper.abstract, found.fields[TextField.ABSTRACT].place(3, 11)
    ('Notes on GSM8K', 'We evaluate GPT-4.', (20, 28))
    """
    given = doc.user_data.get("title")
    if given is not None and not isinstance(given, str):
        raise InputError(
            f'doc.user_data["title"] is of the type {type(given).__name__}', remedy="give the title as text"
        )
    text, split = doc.text, 0
    if given is None and rule is TitleRule.FIRST_LINE:
        split = _end_of_first_line(text)
    title = _read_field(text, 0, split) if given is None else _read_field(given, 0, len(given), in_doc=False)
    abstract = _read_field(text, split, len(text))
    paper = Paper(title.text or NO_TITLE, abstract.text)
    return DocPaper(paper, {TextField.TITLE: title, TextField.ABSTRACT: abstract})


def _read_field(source: str, start: int, end: int, *, in_doc: bool = True) -> FieldText:
    return FieldText(source, in_doc, *tidy_with_places(source[start:end]), start)


def _end_of_first_line(text: str) -> int:
    """Find where the first line with something on it ends, or 0 where nothing follows it."""
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    return end if end >= 0 and text[end:].strip() else 0
