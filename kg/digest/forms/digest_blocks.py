"""A digest as blocks of text, which every form for people is written from.

What is told stands in the order of its worth to a reader: what they watch, what beats earlier results, what rises, new
papers, and what is seen for the first time. A section without anything to tell is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.digest.base.digest_records import (
    BeatenResult,
    Digest,
    NamedNode,
    QuotedSentence,
    Rise,
    Score,
    Statement,
    ToldPaper,
    ToldStatement,
)
from kg.digest.risen_names import LEVEL, SUPPORT
from kg.ground.schema import PREDICATES, Relation, Role

_MOST_QUOTED, _BEFORE_MARK = 600, 200  # characters of a sentence; of a longer one those around the first name
_MOST_TITLED = 300
#: How a relation reads in front of one paper, where its own words speak of several.
_BEHIND: dict[Role | Relation, str] = {Relation.PRIMARY_TOPIC: "the subject of"}


class BlockKind(StrEnum):
    """What a block is: the digest's title, its first lines, a section's heading, a paper or other thing told of, what
    stands beside it, what is said of it, a quoted sentence, a remark at the end."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    ITEM = "item"
    DETAIL = "detail"
    STATEMENT = "statement"
    QUOTE = "quote"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a block, on one line.

    Attributes:
        text: what no line can show, such as control characters, becomes a space. href: where it leads, or "".
        strong: whether it stands out. read: whether what it leads to is what was read, a paper.
    """

    text: str
    href: str = ""
    strong: bool = False
    read: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a digest."""

    kind: BlockKind
    spans: tuple[Span, ...]

    def text(self) -> str:
        """Return the words alone."""
        return "".join(span.text for span in self.spans)


def printable(text: str) -> str:
    """Write a text as one line of any form: control characters, surrogates and marks that turn a line are spaces.

    >>> printable("a\\x1b[31m\\u202eb\\nc")
    'a [31m b c'
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def digest_title(digest: Digest) -> str:
    """Say what a digest is of, in one line."""
    when = str(digest.period) if digest.period else f"since version {digest.version}"
    scope = "; ".join(_scope_words(digest))
    return f"{digest.title}, {when}" + (f" ({scope})" if scope else "")


def _scope_words(digest: Digest) -> Iterator[str]:
    parts = (("about", digest.scope.topics), ("naming", digest.scope.artifacts), ("like", digest.scope.like))
    for words, nodes in parts:
        if nodes:
            yield f"{words} " + " or ".join(_cut_title(node.name) for node in nodes)


def blocks_of_digest(digest: Digest) -> list[Block]:
    """Write a digest as blocks."""
    return [
        _block(BlockKind.TITLE, digest_title(digest)),
        _block(BlockKind.LEAD, _lead(digest)),
        *_section("What you watch", _watched_blocks(digest)),
        *_section("Results that beat earlier ones", (each for one in digest.beaten for each in _beaten_blocks(one))),
        *_section("What rises", _rise_blocks(digest)),
        *_section("New papers", _paper_section(digest)),
        *_section("Seen in the graph for the first time", _first_seen_blocks(digest)),
        *_section("About this digest", (_block(BlockKind.NOTE, note) for note in _notes(digest))),
    ]


def _section(heading: str, blocks: Iterable[Block]) -> list[Block]:
    held = list(blocks)
    return [_block(BlockKind.HEADING, heading), *held] if held else []


def _lead(digest: Digest) -> str:
    counts = digest.counts
    if digest.period is None:
        before = f"; the version before has {counts.before:,}"
    else:
        before = f"; {counts.before:,} in the {_number(digest.period.days, 'day')} before"
    seen = f" {_number(digest.seen_count, 'artifact')} seen for the first time." if digest.seen_count else ""
    return f"{_number(counts.new, 'new paper') if counts.new else 'No new papers'}{before}.{seen}"


def _watched_blocks(digest: Digest) -> Iterator[Block]:
    for news in digest.watched:
        if not news.told:
            continue
        yield Block(BlockKind.ITEM, (_node(news.node),))
        for told in news.told:
            yield from _told_blocks(told, news.node)
        if news.more:
            yield _block(BlockKind.DETAIL, f"and {_number(news.more, 'more statement')}")


def _beaten_blocks(beaten: BeatenResult) -> Iterator[Block]:
    on = Span(beaten.on.name, beaten.on.iri, strong=True)
    unit, lower = beaten.unit, " (less is better)" if beaten.lower_is_better else ""
    best, earlier = beaten.best, beaten.earlier
    yield Block(
        BlockKind.ITEM,
        (on, Span(f", {beaten.metric}: "), Span(_figure(best.value, unit), strong=True),
         Span(f" after {_figure(earlier.value, unit)}{lower}")),
    )  # fmt: skip
    for words, score in (("now", best), ("before", earlier)):
        yield Block(BlockKind.STATEMENT, tuple(_score_spans(words, score)))
        yield from _quote_blocks(score.quote)


def _score_spans(words: str, score: Score) -> Iterator[Span]:
    role = f" ({score.model_role})" if score.model_role else ""
    yield Span(f"{words}: ")
    yield _node(score.model)
    yield Span(f"{role}, in ")
    yield _title(score.paper)
    yield Span(f", {score.paper.date or 'undated'}")


def _figure(value: str, unit: str) -> str:
    return f"{value} {unit}" if len(unit) > 1 else value + unit


def _rise_blocks(digest: Digest) -> Iterator[Block]:
    for rise in digest.rises:
        yield Block(BlockKind.ITEM, (_node(rise.node), Span(f": {_counts_of_rise(rise, digest)}")))
        for told in rise.told:
            yield from _told_blocks(told, rise.node)
    if digest.rises:
        words = (
            f"Said of a name that at least {SUPPORT} new papers have, where chance alone would seldom put so many of "
            f"its papers among the new ones (Fisher's exact test; of all names told so at most one in "
            f"{round(1 / LEVEL)} by chance, after Benjamini and Hochberg). Tested: "
            f"{_number(digest.counts.tested, 'name')}."
        )
        yield _block(BlockKind.NOTE, words)


def _counts_of_rise(rise: Rise, digest: Digest) -> str:
    counts = digest.counts
    return f"{rise.now:,} of {counts.new:,} new papers, {rise.before:,} of {counts.before:,} before"


def _paper_section(digest: Digest) -> Iterator[Block]:
    for paper in digest.papers:
        yield from blocks_of_paper(paper)
    more = digest.counts.new - len(digest.papers)
    if more > 0:
        yield _block(BlockKind.NOTE, f"and {_number(more, 'more paper')}")


def blocks_of_paper(paper: ToldPaper) -> Iterator[Block]:
    """Write a paper, with what it introduces and evaluates on."""
    yield Block(BlockKind.ITEM, (_title(paper, strong=True),))
    yield from details_of_paper(paper)


def details_of_paper(paper: ToldPaper) -> Iterator[Block]:
    """Write what stands below a paper's title."""
    parts = [paper.date or "undated", authors_in_words(paper)]
    about = [Span(" · ".join(part for part in parts if part))]
    for number, topic in enumerate(paper.topics):
        about += [Span(" · " if number == 0 else ", "), Span(topic.name, topic.iri)]
    yield Block(BlockKind.DETAIL, tuple(about))
    for statement in paper.statements:
        yield Block(BlockKind.STATEMENT, (*_role_spans(statement), *_correction_spans(statement)))
        yield from _quote_blocks(statement.quote)


def authors_in_words(paper: ToldPaper) -> str:
    """Name the authors of a paper, or say how many there are; empty where nothing is known.

    >>> authors_in_words(ToldPaper("i", "T", None, ("A. Mapper", "B. Reader"), 5, "l"))
    'A. Mapper, B. Reader and 3 others'
    """
    count = paper.author_count or 0
    if not paper.authors:
        return _number(count, "author") if count else ""
    more = count - len(paper.authors)
    return ", ".join(paper.authors) + (f" and {_number(more, 'other')}" if more > 0 else "")


def _first_seen_blocks(digest: Digest) -> Iterator[Block]:
    if digest.introduced:
        spans = [Span("Introduced by the papers above: ")]
        spans += _listed(digest.introduced)
        yield Block(BlockKind.LEAD, tuple(spans))
    for one in digest.seen:
        many = f" ({one.papers:,} papers)" if one.papers > 1 else ""
        yield Block(BlockKind.ITEM, (_node(one.node), Span(many)))
        yield from _told_blocks(one.told, one.node)
    more = digest.seen_count - len(digest.seen) - len(digest.introduced)
    if more > 0:
        yield _block(BlockKind.NOTE, f"and {more:,} more")


def _told_blocks(told: ToldStatement, head: NamedNode) -> Iterator[Block]:
    """Write a statement below the node that it is told of: seen from there where it speaks of nothing else."""
    paper, statement = told.paper, told.statement
    relation = PREDICATES.get(statement.role)
    if relation is not None and statement.nodes == (head,):
        spans = [Span(f"{_BEHIND.get(relation, relation.backward)}: ")]
    else:
        spans = [*_role_spans(statement), Span(", in ")]
    spans += [_title(paper), Span(f", {paper.date or 'undated'}"), *_correction_spans(statement)]
    yield Block(BlockKind.STATEMENT, tuple(spans))
    yield from _quote_blocks(statement.quote)


def _role_spans(statement: Statement) -> Iterator[Span]:
    relation = PREDICATES.get(statement.role)
    yield Span(f"{relation.forward if relation else statement.role} ")
    yield from _listed(statement.nodes)


def _correction_spans(statement: Statement) -> Iterator[Span]:
    if statement.corrections:
        yield Span(f" (corrected: {'; '.join(statement.corrections)})")


def _listed(nodes: Sequence[NamedNode]) -> Iterator[Span]:
    for number, node in enumerate(nodes):
        if number:
            yield Span(", ")
        yield Span(node.name, node.iri)


def _quote_blocks(quote: QuotedSentence | None) -> Iterator[Block]:
    if quote is None:
        return
    begin, end = _shown_part(quote)
    spans, done = [Span("“" + ("… " if begin else ""))], begin
    for start, stop in quote.marks:
        if done <= start and stop <= end:
            spans += [Span(quote.text[done:start]), Span(quote.text[start:stop], strong=True)]
            done = stop
    place = quote.field if quote.start is None or quote.field == "title" else f"{quote.field}, {quote.start + 1}"
    spans += [Span(quote.text[done:end] + (" …" if end < len(quote.text) else "") + "”"), Span(f" ({place})")]
    yield Block(BlockKind.QUOTE, tuple(span for span in spans if span.text))


def _shown_part(quote: QuotedSentence) -> tuple[int, int]:
    """Choose the characters of a sentence that are shown: all of it, unless it is too long for one."""
    if len(quote.text) <= _MOST_QUOTED:
        return 0, len(quote.text)
    begin = max(0, quote.marks[0][0] - _BEFORE_MARK) if quote.marks else 0
    return begin, min(len(quote.text), begin + _MOST_QUOTED)


def _notes(digest: Digest) -> Iterator[str]:
    counts = digest.counts
    if counts.undated:
        where = "no period" if digest.period else "no period; the version alone says that they are new"
        yield f"Undated: {_number(counts.undated, 'paper')}, counted in {where}."
    if counts.inexact:
        yield f"Left out: {_number(counts.inexact, 'paper')} whose date leaves open whether they are of the period."
    yield (
        "A program read this in titles and abstracts. Each sentence is quoted as it stands in the paper; the number "
        "behind it is that of its first character."
    )


def _title(paper: ToldPaper, *, strong: bool = False) -> Span:
    return Span(_cut_title(paper.title), paper.link, strong, read=True)


def _cut_title(title: str) -> str:
    return title if len(title) <= _MOST_TITLED else title[:_MOST_TITLED] + "…"


def _node(node: NamedNode) -> Span:
    return Span(node.name, node.iri, strong=True)


def _block(kind: BlockKind, words: str) -> Block:
    return Block(kind, (Span(words),))


def _number(count: int, word: str) -> str:
    """Write a count with its word.

    >>> _number(1, "day"), _number(1_200, "paper")
    ('1 day', '1,200 papers')
    """
    return f"{count:,} {word}{'' if count == 1 else 's'}"
