"""A digest as plain text, for a terminal or the plain part of a mail, and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from kg.digest.forms.digest_blocks import Block, BlockKind, Span

_WIDTH = 78  # columns, as mail in plain text has them (RFC 5322, section 2.1.1)
_INDENTS = {BlockKind.DETAIL: 2, BlockKind.STATEMENT: 2, BlockKind.QUOTE: 4}
_RULES = {BlockKind.TITLE: "=", BlockKind.HEADING: "-"}
#: What Markdown reads as its own inside a line (CommonMark 0.31, section 6; GitHub's tables, strikes, math and bare
#: addresses); no line of ours begins with words of others.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#!|~&$]|:(?=//))")
# What would leave the address of a link, or its angle brackets.
_ADDRESS = re.compile(r"[\s<>\\\x00-\x20\x7f-\x9f\ud800-\udfff\u200b-\u202e\u2066-\u2069]")


def plain_text(blocks: Iterable[Block]) -> str:
    """Write blocks as plain text: addresses behind what leads there, names in quoted sentences in brackets."""
    return "".join(_plain_block(block) for block in blocks)


def _plain_block(block: Block) -> str:
    words = " ".join("".join(_plain_span(span, block.kind) for span in block.spans).split())
    if block.kind in _RULES:
        above = "" if block.kind is BlockKind.TITLE else "\n"
        return f"{above}{words}\n{_RULES[block.kind] * min(len(words), _WIDTH)}\n"
    indent = " " * _INDENTS.get(block.kind, 0)
    first = {BlockKind.ITEM: "* "}.get(block.kind, indent)
    rest = "  " if block.kind is BlockKind.ITEM else indent
    lines = textwrap.wrap(
        words, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    above = "\n" if block.kind in (BlockKind.ITEM, BlockKind.NOTE) else ""
    below = "".join(f"{rest}{_ADDRESS.sub(_as_percent, span.href)}\n" for span in block.spans if span.read)
    return above + "\n".join(lines) + "\n" + below


def _plain_span(span: Span, kind: BlockKind) -> str:
    return f"[{span.text}]" if span.strong and kind is BlockKind.QUOTE else span.text


def markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as CommonMark: nothing in a title or a name is read as markup."""
    return "".join(_markdown_block(block) for block in blocks)


_BEGINNINGS = {
    BlockKind.TITLE: "# ", BlockKind.HEADING: "\n## ", BlockKind.LEAD: "\n", BlockKind.ITEM: "\n- ",
    BlockKind.DETAIL: "  ", BlockKind.STATEMENT: "\n  - ", BlockKind.QUOTE: "\n    > ", BlockKind.NOTE: "\n",
}  # fmt: skip


def _markdown_block(block: Block) -> str:
    return _BEGINNINGS[block.kind] + " ".join("".join(map(_markdown_span, block.spans)).split()) + "\n"


def _markdown_span(span: Span) -> str:
    words = _MARKDOWN.sub(r"\\\1", span.text)
    if span.href:
        words = f"[{words}](<{_ADDRESS.sub(_as_percent, span.href)}>)"
    if span.strong and words.strip():
        return f"**{words}**"
    return words


def _as_percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="replace"))
