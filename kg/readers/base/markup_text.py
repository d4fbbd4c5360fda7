"""Titles and abstracts that a service keeps as HTML or JATS, as plain text.

Only the tags of these vocabularies are markup; any other "<" is a sign of the text. Formulas that stand there twice, as
TeX and as MathML, are kept as TeX. https://jats.nlm.nih.gov/publishing/tag-library/
"""

from __future__ import annotations

import html
import re

from kg.ground.text import tidy

_WORDS = (
    "i|b|em|strong|u|s|sub|sup|sc|scp|tt|code|span|font|a|italic|bold|monospace|roman|sans-serif|underline|overline"
)
_WORDS += "|strike|named-content|styled-content|ext-link|xref|uri|email|inline-formula|alternatives|tex-math|math"
_WORDS += "|mi|mo|mn|mtext|mrow|msub|msup|msubsup|mfrac|msqrt|mover|munder|munderover|mspace|mstyle|semantics"
_WORDS += "|annotation|mtable|mtr|mtd|mfenced|mpadded|mphantom"
_BLOCKS = "p|br|div|sec|title|label|list|list-item|ul|ol|li|abstract|trans-abstract|disp-formula|disp-quote|h[1-6]|hr"
_BLOCKS += "|table|tr|td|th|blockquote|pre|break|def-list|def-item|term|def"
_TAG_END = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*/?>"
_INLINE = re.compile(rf"</?(?:jats:|mml:|m:)?(?:{_WORDS}){_TAG_END}", re.I)
_BLOCK = re.compile(rf"</?(?:jats:|mml:|m:)?(?:{_BLOCKS}){_TAG_END}", re.I)
_TWICE = re.compile(r"<(?:jats:)?alternatives>(.*?)</(?:jats:)?alternatives>", re.S | re.I)
_TEX = re.compile(r"<(?:jats:)?tex-math[^<>]*>(.*?)</(?:jats:)?tex-math>", re.S | re.I)
_HEADING = re.compile(r"\s*<(?:jats:)?title>\s*(?:abstract|summary)[.:]?\s*</(?:jats:)?title>", re.I)
_ENTITIES = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.I)


def plain_text(markup: str) -> str:
    """Take the tags out of a text and resolve its entities.

    >>> plain_text("<jats:title>Abstract</jats:title><jats:p>If <jats:italic>a</jats:italic> &lt; 2, b grows.</jats:p>")
    'If a < 2, b grows.'
    >>> plain_text("For a < b and c > d, H<sub>2</sub>O")
    'For a < b and c > d, H2O'
    """
    if "<" in markup:
        markup = _TWICE.sub(_formula_once, markup)
        markup = _HEADING.sub(" ", markup, count=1)
        markup = _BLOCK.sub(" ", _INLINE.sub("", markup))
    return plain_entities(markup)


def plain_entities(text: str) -> str:
    """Resolve the entities of HTML in a text, each once, and tidy it.

    >>> plain_entities("Q&amp;A on R &amp; D")
    'Q&A on R & D'
    """
    return tidy(_ENTITIES.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text)


def _formula_once(match: re.Match[str]) -> str:
    tex = _TEX.search(match[1])
    return tex[1] if tex else match[1]
