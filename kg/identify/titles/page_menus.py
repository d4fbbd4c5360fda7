"""Words of web pages that stand before and behind a title where it was copied with them.

Only these go, one after the other, from the ends of a title. Dropping unknown words makes other titles of it: "A Survey
of X" becomes "X".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST_DROPPED = 8  # pieces; a copied line has one to four
_ID = r"(?:arxiv\s?:?\s?)?(?:\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_CLASS = (
    r"(?:[a-z-]{2,8}\.[a-z]{2,4}(?:-[a-z]{2,4})?|quant-ph|hep-[a-z]{2,3}|gr-qc|math-ph|nucl-[a-z]{2}|astro-ph|cond-mat)"
)
_SITE = (
    r"(?:arxiv(?:\.org)?(?: e-prints?)?|alphaxiv|openreview(?:\.net)?|papers ?with ?code|hugging ?face(?: papers?)?|"
    r"semantic scholar|acl anthology|ieee xplore|ieee (?:journals & magazine|conference publication)|springer(?:link)?|"
    r"sciencedirect|acm digital library|researchgate|google scholar|proceedings of machine learning research|pmlr|dblp|"
    r"neurips(?: proceedings)?|scirate|cool papers|emergent ?mind|connected papers|nasa/ads|inspire|"
    r"request pdf|pubmed|biorxiv|medrxiv|ssrn|wiley online library|nature|youtube|github|zotero)"
)
_BUTTON = (
    r"(?:view(?: the)? (?:pdf|paper|html|abstract)|download(?: the)?(?: pdf| paper)?|full[- ]text|"
    r"read(?: the)? (?:paper|more)|open (?:pdf|paper)|view (?:on|at) [a-z]+|show more|"
    r"cite(?: as| this)?|bibtex|share|save|add to (?:library|collection)|export citation|pdf|html|other formats)"
)
_COUNT = r"(?:upvotes?\s*\d*|\d+\s*(?:upvotes?|comments?|authors?|citations?|likes?|stars?))"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:(?:published|submitted|posted|updated)(?: on)? )?"
    rf"(?:{_MONTH} \d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} {_MONTH} \d{{4}})"
)
_BEFORE = re.compile(
    rf"\s*(?:[\[(]{_ID}[\])]|{_ID}(?:\s?[\[(]{_CLASS}[\])])?(?=[\s:,]|$)|[\[(]{_CLASS}[\])]|"
    rf"[\[(](?:{_BUTTON}|paper|abs|citation|book|b|c|u)[\])]|(?:paper )?titles?\s?[:|]|paper(?: page)?\s?[-–—:|]|"
    rf"paper page\b|abstract page for(?: arxiv paper)?(?: {_ID})?\s?:?|abstract\s?[:|]|article(?: title)?\s?:|"
    rf"new!|(?:trending|featured|new)\s?[-–—:|·]|#\d+ paper of the day|{_BUTTON}\s?[-–—:|·]|{_BUTTON}(?=\s+[A-Z])|"
    rf"{_SITE}\s?[-–—:|·>»]|{_COUNT}\s?[-–—:|·]?\s|{_DATE}\s?[-–—:|·]\s?|home\s?[>»/]|papers?\s?[>»/]|[·•*►▶☆★#>»|]+\s)\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"\s*(?:\s[-–—|·:•»<(]\s?{_SITE}\)?|[\[(]{_ID}[\])]|\sarxiv\s?:?\s?{_ID}(?:\s?[\[(]{_CLASS}[\])])?|[\[(]{_CLASS}[\])]|"
    rf"[\[(](?:{_BUTTON}|paper|abs|citation|code)[\])]|\s[-–—|·•]\s?paper page|\spaper page|\s[-–—|·•]?\s?{_BUTTON}|"
    rf"\s[-–—|·•]?\s?{_COUNT}|\s[-–—|·•(]\s?{_DATE}\)?|\s\((?:19|20)\d\d\)|\s[-–—|·•»☆★]+)\s*$",
    re.IGNORECASE,
)


def titles_without_menus(title: str) -> Iterator[str]:
    """Yield a title as given, then with one piece of a page's menus less each time, as long as there is one.

    >>> list(titles_without_menus("[2405.13729] ComboStoc - arXiv"))
    ['[2405.13729] ComboStoc - arXiv', 'ComboStoc - arXiv', 'ComboStoc']
    """
    title = " ".join(title.split())
    yield title
    for _ in range(_MOST_DROPPED):
        shorter = _without_one_piece(title)
        if not shorter or shorter == title:
            return
        title = shorter
        yield title


def _without_one_piece(title: str) -> str:
    if before := _BEFORE.match(title):
        return title[before.end() :]
    behind = _BEHIND.search(title)
    return title[: behind.start()].rstrip() if behind else title
