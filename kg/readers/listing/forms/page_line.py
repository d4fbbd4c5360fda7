"""A line of a listing page without its markup: what every form of the page is taken down to.

What a form knows beyond the words stays with the line: that it is a heading, and where it leads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kg.ground.identifiers import arxiv_id

# Characters and lines of one page, which is held as a whole. Saved pages of some hundred papers have 80 to 170
# thousand characters on 240 to 380 lines; these limits are a hundred thousand papers.
MAX_PAGE = 64 << 20
MAX_PAGE_LINES = 400_000

_ID = r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?"
# The hub, its short name, its mirrors, the addresses that a translating proxy makes of it, and a page's own links.
_PAPER_PAGE = re.compile(rf"(?:https?://\S*?(?:huggingface|hf)[\w.-]*)?/papers/{_ID}(?:\.md)?(?P<rest>[?#/].*)?", re.I)
_VOTE = re.compile(rf"\S*/login\?next=%2Fpapers%2F{_ID}(?:&.*)?", re.I)
_ARXIV_PAGE = re.compile(
    rf"https?://(?:[\w.-]+\.)?(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html)/{_ID}(?:\.pdf)?(?:[?#].*)?", re.I
)
_PAGE_OF_DAY = re.compile(r"\S*/papers(?:/date/|\?date=)(?P<day>\d{4}-\d{2}-\d{2})\b.*")
_PROFILE = re.compile(r"(?:https?://(?:www\.)?huggingface\.co)?/(?P<name>[\w.-]{1,60})/?")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.I)  # the characters that RFC 3987 allows in an IRI
_LONGEST_ADDRESS = 2_000  # characters; what is longer is an image in the page or an attack


class LinkKind(StrEnum):
    """Where a line leads."""

    PAPER = "paper"  # the paper's page on the hub
    COMMENTS = "comments"  # the discussion on it
    VOTE = "vote"  # the button to vote for it
    ARXIV = "arxiv"
    PROFILE = "profile"  # a person or an organisation of the hub
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class HubLink:
    """A link.

    Attributes:
        kind: where it leads. arxiv: the paper that it leads to. address: that of any other page of the web, or "".
    """

    kind: LinkKind
    arxiv: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page.

    Attributes:
        number: 1-based, in the file (in its text, where that is HTML).
        text: tidied, without markup; never empty.
        spaced: whether it follows a blank line, or begins a block.
        heading: its level from 1, or 0.
        link: where the whole line leads, or None.
        field: what a column of a table, or a word in bold, says that it is, or "".
    """

    number: int
    text: str
    spaced: bool = False
    heading: int = 0
    link: HubLink | None = None
    field: str = ""


def hub_link(address: str) -> HubLink:
    """Say what an address leads to.

    >>> hub_link("/papers/2501.00011").arxiv, hub_link("https://huggingface.co/login?next=%2Fpapers%2F2501.00011").kind
    ('2501.00011', <LinkKind.VOTE: 'vote'>)
    >>> hub_link("https://huggingface.co/papers/2501.00011#community").kind, hub_link("https://example.org/papers").kind
    (<LinkKind.COMMENTS: 'comments'>, <LinkKind.OTHER: 'other'>)
    """
    address = address[:_LONGEST_ADDRESS]
    for form, kind in ((_PAPER_PAGE, LinkKind.PAPER), (_VOTE, LinkKind.VOTE), (_ARXIV_PAGE, LinkKind.ARXIV)):
        if (match := form.fullmatch(address)) and (found := arxiv_id(match["id"])):
            discussion = kind is LinkKind.PAPER and (match["rest"] or "").startswith(("#", "/discussions"))
            return HubLink(LinkKind.COMMENTS if discussion else kind, found)
    if _PROFILE.fullmatch(address):
        return HubLink(LinkKind.PROFILE)
    return HubLink(LinkKind.OTHER, address=address if _WEB.fullmatch(address) else "")


def day_of_address(address: str) -> str | None:
    """Return the day whose page an address leads to, or None.

    >>> day_of_address("https://huggingface.co/papers/date/2025-03-24")
    '2025-03-24'
    """
    match = _PAGE_OF_DAY.fullmatch(address[:_LONGEST_ADDRESS])
    return match["day"] if match else None
