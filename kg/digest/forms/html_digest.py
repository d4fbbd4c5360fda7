"""A digest as HTML: elements for an entry of a feed, and the whole page of a mail.

Mail programs drop style sheets, or parts of them, so a mail's styles stand in its elements. What stands in its head
besides is for dark screens and is missed by nobody who drops it: there, too, every colour stands in an element, on the
ground that goes with it. There are no images, no scripts and nothing that is fetched.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

from kg.digest.forms.digest_blocks import Block, BlockKind, Span, printable
from kg.rdf.terms.ntriples import web_address

_TAGS = {
    BlockKind.TITLE: "h1", BlockKind.LEAD: "p", BlockKind.HEADING: "h2", BlockKind.ITEM: "h3", BlockKind.DETAIL: "p",
    BlockKind.STATEMENT: "p", BlockKind.QUOTE: "blockquote", BlockKind.NOTE: "p",
}  # fmt: skip
_INK, _MUTED, _LINK, _GROUND, _RULE = "#1c1e21", "#5b6470", "#0b57a4", "#ffffff", "#d5dae0"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_STYLES = {
    BlockKind.TITLE: f"margin:0 0 4px;font-size:22px;line-height:1.25;color:{_INK}",
    BlockKind.LEAD: f"margin:0 0 8px;color:{_INK}",
    BlockKind.HEADING: f"margin:28px 0 0;padding:0 0 4px;border-bottom:1px solid {_RULE};font-size:17px;color:{_INK}",
    BlockKind.ITEM: f"margin:18px 0 0;font-size:15px;line-height:1.35;font-weight:600;color:{_INK}",
    BlockKind.DETAIL: f"margin:2px 0 0;font-size:13px;color:{_MUTED}",
    BlockKind.STATEMENT: f"margin:8px 0 0;color:{_INK}",
    BlockKind.QUOTE: f"margin:4px 0 0;padding:0 0 0 10px;border-left:3px solid {_RULE};font-size:14px;color:{_MUTED}",
    BlockKind.NOTE: f"margin:12px 0 0;font-size:13px;color:{_MUTED}",
}  # fmt: skip
_CLASSES = {BlockKind.DETAIL: "muted", BlockKind.QUOTE: "muted", BlockKind.NOTE: "muted"}
_BODY = f"margin:0;padding:0;background:{_GROUND};color:{_INK}"
_COLUMN = (
    f"max-width:640px;margin:0 auto;padding:20px 16px 32px;{_FONT};font-size:15px;line-height:1.5;color:{_INK};"
    "overflow-wrap:anywhere"
)
_DARK = """@media (prefers-color-scheme: dark) {
  body { background: #16181b !important }
  .ink { color: #e6e9ed !important; border-color: #3a4048 !important }
  .muted { color: #a7b0bb !important; border-color: #3a4048 !important }
  .strong { color: #e6e9ed !important }
  .link { color: #7db7f2 !important }
}"""


def add_blocks(parent: ET.Element, blocks: Iterable[Block], *, styled: bool) -> None:
    """Add blocks to an element, as elements of HTML without a namespace; ``styled``: for a mail."""
    for block in blocks:
        made = ET.SubElement(parent, _TAGS[block.kind], {"dir": "auto"})
        if styled:
            made.set("class", _CLASSES.get(block.kind, "ink"))
            made.set("style", _STYLES[block.kind])
        for span in block.spans:
            _add_span(made, span, styled=styled, quoted=block.kind is BlockKind.QUOTE)


def _add_span(parent: ET.Element, span: Span, *, styled: bool, quoted: bool) -> None:
    address = web_address(span.href) if span.href else None
    if address is not None:
        look = {"class": "link", "style": f"color:{_LINK};text-decoration:underline"} if styled else {}
        ET.SubElement(parent, "a", {"href": address[1:-1], **look}).text = span.text
    elif span.strong:
        look = {"class": "strong", "style": f"color:{_INK}"} if styled and quoted else {}
        ET.SubElement(parent, "b", look).text = span.text
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + span.text
    else:
        parent.text = (parent.text or "") + span.text


def mail_page(title: str, blocks: Iterable[Block]) -> str:
    """Write the page of a mail."""
    page = ET.Element("html", {"lang": "en"})
    head = ET.SubElement(page, "head")
    for meta in (
        {"charset": "utf-8"}, {"name": "viewport", "content": "width=device-width, initial-scale=1"},
        {"name": "color-scheme", "content": "light dark"},
        {"name": "supported-color-schemes", "content": "light dark"},
    ):  # fmt: skip
        ET.SubElement(head, "meta", meta)
    ET.SubElement(head, "title").text = printable(title)
    ET.SubElement(head, "style").text = _DARK
    body = ET.SubElement(page, "body", {"style": _BODY})
    add_blocks(ET.SubElement(body, "div", {"style": _COLUMN}), blocks, styled=True)
    return "<!DOCTYPE html>\n" + ET.tostring(page, encoding="unicode", method="html") + "\n"


def element(parent: ET.Element, tag: str, text: str | None = None, attributes: Mapping[str, str] | None = None) -> None:
    """Add an element with text, as XML can hold it."""
    made = ET.SubElement(parent, tag, {name: printable(value) for name, value in (attributes or {}).items()})
    if text is not None:
        made.text = printable(text)
