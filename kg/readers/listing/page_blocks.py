"""The blocks of a page: titles, abstracts and the details between them.

Steps:

1. Where the page marks its titles (``title_marks``), a text that follows one is its abstract if it is as long as a
   sentence, or if a digest calls it so.
2. Where it does not, lines that belong to the page end a run of papers, and the blocks of a run are labelled by their
   order and length (``title_labels``).
3. Text that is neither is kept as such, so that it can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.readers.listing.forms.page_line import LinkKind
from kg.readers.listing.page_parts import PagePart, has_gaps
from kg.readers.listing.title_labels import ABSTRACT, DETAILS, TITLE, cheapest_labels
from kg.readers.listing.title_marks import are_numbered, marked_titles, title_text
from kg.readers.listing.words.line_kinds import PAGE_KINDS, LineKind

OTHER, SUMMARY = "other", "summary"
_LEAST_ABSTRACT = 60  # characters; the shortest sentence that the trending page gives as an abstract has 100
_FIELDS = {"abstract": ABSTRACT, "summary": SUMMARY, "translation": "aside"}


@dataclass(slots=True)
class PageBlock:
    """Parts that belong together.

    Attributes:
        label: "title", "abstract", "summary", "details", or "other" for text that fits nowhere.
        parts: what it is made of. text: the words of a title or an abstract.
    """

    label: str
    parts: list[PagePart] = field(default_factory=list)
    text: str = ""

    @property
    def number(self) -> int:
        """The line that it begins at."""
        return self.parts[0].line.number


@dataclass(slots=True)
class PageRun:
    """Blocks without a line of the page between them; ``headed``: the head of the page stands before it."""

    blocks: list[PageBlock]
    headed: bool
    marked: bool


def runs_of_parts(parts: list[PagePart]) -> Iterator[PageRun]:
    """Yield the runs of papers of a page; where titles are marked, the page is one run."""
    titles = marked_titles(parts)
    if titles:
        yield _marked_run(parts, titles)
        return
    run: list[PagePart] = []
    headed = False
    for part in parts:
        if part.kind not in PAGE_KINDS:
            run.append(part)
            continue
        if run:
            yield _run_by_order(run, headed=headed)
        run, headed = [], headed or part.kind is LineKind.HEAD
    if run:
        yield _run_by_order(run, headed=headed)


def _marked_run(parts: list[PagePart], titles: list[PagePart]) -> PageRun:
    """Step 1."""
    blocks: list[PageBlock] = []
    numbered = are_numbered(titles)
    marked = {id(part) for part in titles}
    told: bool | None = None  # whether the abstract of the last title has come
    announced = ""  # by a heading or a word in bold without words of its own
    for part in parts:
        last = blocks[-1] if blocks else None
        if id(part) in marked:
            blocks.append(PageBlock(TITLE, [part], title_text(part, numbered=numbered)))
            announced, told = "", False
        elif part.kind in PAGE_KINDS:
            announced = ""
        elif part.kind is not LineKind.TEXT or (part.link and part.link.kind is LinkKind.PROFILE and blocks):
            if part.kind is LineKind.TEXT:
                part.kind, part.value = LineKind.ORGANISATION, part.text
            _add_details(blocks, part)
            announced = "" if part.field else announced
        elif part.field and not part.text:
            announced = _FIELDS.get(part.field, "")
        else:
            label = _FIELDS.get(part.field) or announced or _label_of_text(part, blocks, told)
            told = told or (label == ABSTRACT if told is not None else None)
            goes_on = last is not None and last.label == label and (announced or not part.spaced) and not part.field
            if goes_on and last is not None:
                last.parts.append(part)
                last.text = f"{last.text} {part.text}"
            else:
                blocks.append(PageBlock(label, [part], part.text))
    return PageRun(blocks, headed=True, marked=True)


def _add_details(blocks: list[PageBlock], part: PagePart) -> None:
    if not blocks or blocks[-1].label != DETAILS:
        blocks.append(PageBlock(DETAILS))
    blocks[-1].parts.append(part)


def _label_of_text(part: PagePart, blocks: list[PageBlock], told: bool | None) -> str:
    """Tell whether a text on a page of marked titles is an abstract, by its length and place.

    Args:
        told: whether the paper has an abstract already; None where no title stands before it.
    """
    if told is None:
        return OTHER  # nothing before it is a title
    goes_on = bool(blocks) and blocks[-1].label == ABSTRACT
    if goes_on and (not part.spaced or len(part.text) >= _LEAST_ABSTRACT):
        return ABSTRACT  # another line or paragraph of it
    return ABSTRACT if len(part.text) >= _LEAST_ABSTRACT and not told and not part.line.heading else OTHER


def _run_by_order(parts: list[PagePart], *, headed: bool) -> PageRun:
    """Step 2."""
    blocks: list[PageBlock] = []
    gaps = has_gaps(parts)
    for part in parts:
        last = blocks[-1] if blocks else None
        if part.kind is not LineKind.TEXT:
            _add_details(blocks, part)
        elif gaps and not part.spaced and last is not None and last.label != DETAILS:
            last.parts.append(part)
            last.text = f"{last.text} {part.text}"
        else:
            blocks.append(PageBlock(OTHER, [part], part.text))
    labels = cheapest_labels([None if block.label == DETAILS else len(block.text) for block in blocks], headed=headed)
    for block, label in zip(blocks, labels, strict=True):
        block.label = label
    return PageRun(blocks, headed=headed, marked=False)
