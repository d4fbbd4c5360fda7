"""The papers of a run of blocks, with the details that belong to each.

Steps:

1. A title begins an entry; the abstracts that follow it are its own.
2. Details between two papers are divided. A link that names a paper decides; else the page's own habit does: where the
   first title has a count or a submitter before it, so have the others, and what stands there belongs to the next.
3. A title without abstract and details counts only between other papers, where the page marks no titles. What is left
   over is told with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.ground.text import fold
from kg.readers.listing.page_blocks import OTHER, SUMMARY, PageBlock, PageRun
from kg.readers.listing.page_parts import PagePart
from kg.readers.listing.title_labels import ABSTRACT, DETAILS, TITLE
from kg.readers.listing.words.line_kinds import LineKind

_COUNTS = frozenset({LineKind.COUNT, LineKind.UPVOTES})
_SUBMITTERS = frozenset({LineKind.SUBMITTED, LineKind.SUBMITTER})
_HABIT = 0.8  # of the titles that have a count before them, where the page puts it there


@dataclass(slots=True)
class ListingEntry:
    """A paper in the making; the attributes are those of ``Paper``."""

    number: int
    title: str
    arxiv: str | None = None
    abstract: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    date: str | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organisation: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    submitter: str | None = None
    listed: str | None = None
    links: list[str] = field(default_factory=list)
    categories: tuple[str, ...] = ()
    detailed: bool = False  # whether anything but its title and text is known

    def text(self) -> str:
        """Return the abstract, or the summary where the page gives only that."""
        return " ".join(self.abstract or self.summary)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A line that belongs to no paper and is no known part of the page."""

    number: int
    text: str
    start: bool = False  # of a page that begins inside a paper
    lines: int = 1


def entries_of_run(run: PageRun) -> tuple[list[ListingEntry], list[LeftOver]]:
    """Return the papers of a run, and what is left over."""
    entries: list[ListingEntry] = []
    left: list[LeftOver] = []
    counts_lead, submitter_leads = _habits(run)
    waiting: list[PagePart] = []  # details before the next title
    for index, block in enumerate(run.blocks):
        if block.label == TITLE:
            entry = ListingEntry(block.number, block.text, block.parts[0].arxiv)
            for part in waiting:
                if not _is_labelled(part):  # "Upvote 7" above the first title is of the page
                    take_detail(entry, part, leads=True)
            entries.append(entry)
            waiting = []
        elif block.label == DETAILS:
            if not entries:
                waiting = block.parts
                continue
            after = run.blocks[index + 1] if index + 1 < len(run.blocks) else None
            title = after if after is not None and after.label == TITLE else None
            own, waiting = _divided(block.parts, title, counts_lead=counts_lead, submitter_leads=submitter_leads)
            for part in own:
                take_detail(entries[-1], part, leads=False)
        elif block.label in (ABSTRACT, SUMMARY) and entries:
            (entries[-1].abstract if block.label == ABSTRACT else entries[-1].summary).append(block.text)
        elif block.label == ABSTRACT and not entries and not left:
            left.append(LeftOver(block.number, block.text, start=True, lines=len(block.parts)))
        elif block.label in (ABSTRACT, OTHER):
            left += [LeftOver(part.line.number, part.text) for part in block.parts]
    if run.marked:
        return entries, left
    kept = list(_between_whole(entries))
    known = set(map(id, kept))
    lone = [entry for entry in entries if id(entry) not in known]
    return kept, left + [LeftOver(entry.number, entry.title) for entry in lone]


def _between_whole(entries: list[ListingEntry]) -> Iterator[ListingEntry]:
    """Step 3: the entries from the first to the last that has more than a title."""
    whole = [bool(entry.abstract or entry.detailed) for entry in entries]
    if True in whole:
        yield from entries[whole.index(True) : len(whole) - whole[::-1].index(True)]


def _habits(run: PageRun) -> tuple[bool, bool]:
    """Tell whether the page puts counts, and submitters, before the titles."""
    before: list[PagePart | None] = []
    first_submitter = first_title = len(run.blocks)
    for index, block in enumerate(run.blocks):
        if block.label == TITLE:
            details = run.blocks[index - 1] if index and run.blocks[index - 1].label == DETAILS else None
            before.append(details.parts[-1] if details else None)
            first_title = min(first_title, index)
        elif any(part.kind in _SUBMITTERS for part in block.parts):
            first_submitter = min(first_submitter, index)
    counted = [part is not None and part.kind in _COUNTS and not _is_labelled(part) for part in before]
    cut = run.blocks[:1] != [] and first_title == 0  # the page may begin behind the first count
    share = sum(counted[1:] if cut else counted) / max(1, len(counted) - cut)
    leads = bool(counted) and share >= _HABIT and (len(counted) > 1 or counted[0])
    return leads, first_submitter < first_title


def _is_labelled(part: PagePart) -> bool:
    """Tell whether words, not the place, say what a count is of: "Upvote 7" stands behind the paper on the trending
    page.
    """
    own = part.text[:1].isdigit() or any(char.isalpha() for char in part.text)
    return part.kind is LineKind.UPVOTES and part.arxiv is None and own


def _divided(
    parts: list[PagePart], after: PageBlock | None, *, counts_lead: bool, submitter_leads: bool
) -> tuple[list[PagePart], list[PagePart]]:
    """Step 2: the details of the paper before, and those of the paper after.

    Args:
        after: the title right behind them, or None.
    """
    if after is None:
        return parts, []
    target = after.parts[0].arxiv
    split = len(parts)
    if submitter_leads:
        split = next((place for place, part in enumerate(parts) if part.kind in _SUBMITTERS), split)
    if counts_lead and split == len(parts) and parts[-1].kind in _COUNTS and not _is_labelled(parts[-1]):
        split -= 1
    own: list[PagePart] = []
    others: list[PagePart] = []
    for place, part in enumerate(parts):
        (others if place >= split or (target is not None and part.arxiv == target) else own).append(part)
    return own, others


def take_detail(entry: ListingEntry, part: PagePart, *, leads: bool) -> None:
    """Keep what a part says of a paper; the first word on a thing counts."""
    kind, value = part.kind, part.value
    entry.detailed = entry.detailed or kind not in (LineKind.LINKS, LineKind.MODEL)
    if entry.arxiv is None and part.arxiv is not None:
        entry.arxiv = part.arxiv
    if part.link is not None and part.link.address and kind in (LineKind.STARS, LineKind.LINKS):
        entry.links.append(part.link.address)
    if kind is LineKind.COUNT:
        kind = LineKind.UPVOTES if leads else LineKind.COMMENTS
    if isinstance(value, int):
        _take_number(entry, kind, value)
    elif kind is LineKind.NAMES and isinstance(value, tuple):
        entry.authors = entry.authors or value
        entry.author_count = entry.author_count or part.comments
    elif kind is LineKind.CATEGORIES and isinstance(value, tuple):
        entry.categories = entry.categories or value
    elif kind is LineKind.SUBMITTER and isinstance(value, tuple):
        entry.submitter, entry.listed = entry.submitter or value[0], entry.listed or value[1] or None
    elif isinstance(value, str):
        if kind is LineKind.DATE:
            entry.date = entry.date or value
        elif kind is LineKind.ORGANISATION:
            entry.organisation = entry.organisation or organisation_name(value)
        elif kind is LineKind.IDENTIFIER:
            entry.arxiv = entry.arxiv or value
    if kind is LineKind.DATE and part.comments is not None:
        entry.comments = part.comments if entry.comments is None else entry.comments


def _take_number(entry: ListingEntry, kind: LineKind, value: int) -> None:
    if kind is LineKind.AUTHORS:
        entry.author_count = value if entry.author_count is None else entry.author_count
    elif kind is LineKind.UPVOTES:
        entry.upvotes = value if entry.upvotes is None else entry.upvotes
    elif kind is LineKind.COMMENTS:
        entry.comments = value if entry.comments is None else entry.comments


def organisation_name(text: str) -> str:
    """Return the name of an organisation without the hub's short name that the page writes before it.

    >>> [organisation_name(text) for text in ("openbmb OpenBMB", "deepseek-ai DeepSeek", "Tsinghua University")]
    ['OpenBMB', 'DeepSeek', 'Tsinghua University']
    """
    handle, _, name = text.partition(" ")
    if name and (handle == handle.lower() or fold(handle) == fold(name)):
        return name
    return text
