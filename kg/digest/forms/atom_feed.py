"""Feeds of papers as Atom (RFC 4287): of all papers, of a topic, of an artifact.

An entry's id is the paper's IRI, and it was updated on the paper's date; a date that is not exact to the day is its
first day, since a feed must have one. Papers without a date are not in a feed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from kg.digest.base.date_period import days_of_date
from kg.digest.base.digest_records import ToldPaper
from kg.digest.base.feed_address import ATOM_TYPE
from kg.digest.forms.digest_blocks import details_of_paper, printable
from kg.digest.forms.html_digest import add_blocks, element
from kg.ground.version import __version__
from kg.rdf.terms.ntriples import web_address

ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
#: Papers of a feed: readers ask for all of it each time.
MOST_ENTRIES = 100
_NEVER = "1970-01-01"  # when a feed without entries was updated: it must say a time, and has none


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed.

    Attributes:
        iri: of what it is about, which is its id. title: its own. graph: the name of the graph, its author.
        self_link: where the feed can be had. page: where what it is about can be read. papers: those of it.
    """

    iri: str
    title: str
    graph: str
    self_link: str
    page: str
    papers: Sequence[ToldPaper]


def feed_updated(papers: Sequence[ToldPaper]) -> str:
    """Return the newest day of some papers, as a feed gives it.

    >>> feed_updated([ToldPaper("i", "T", "2026-03", (), None, "l")])
    '2026-03-01T00:00:00Z'
    """
    return max((_moment(paper.date) for paper in papers if days_of_date(paper.date)), default=_moment(_NEVER))


def atom_feed(feed: Feed) -> bytes:
    """Write a feed, the newest papers first, so many as a feed has."""
    dated = [paper for paper in feed.papers if days_of_date(paper.date)]
    dated.sort(key=lambda paper: paper.iri)
    dated.sort(key=lambda paper: _moment(paper.date), reverse=True)
    shown = dated[:MOST_ENTRIES]
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    element(root, "id", feed.iri)
    element(root, "title", feed.title)
    element(root, "updated", feed_updated(shown))
    element(ET.SubElement(root, "author"), "name", feed.graph)
    element(root, "generator", "PaperAtlas", {"version": __version__})
    _add_link(root, "self", feed.self_link, ATOM_TYPE)
    _add_link(root, "alternate", feed.page, "text/html")
    for paper in shown:
        _add_entry(root, paper)
    root.text = "\n"
    for child in root:
        child.tail = "\n"  # a line each, so that two feeds can be compared
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _add_entry(root: ET.Element, paper: ToldPaper) -> None:
    entry = ET.SubElement(root, "entry")
    element(entry, "id", paper.iri)
    element(entry, "title", paper.title)
    element(entry, "updated", _moment(paper.date))
    element(entry, "published", _moment(paper.date))
    for name in filter(str.strip, map(printable, paper.authors)):
        element(ET.SubElement(entry, "author"), "name", name)
    _add_link(entry, "alternate", paper.link, "text/html")
    for topic in paper.topics:
        element(entry, "category", attributes={"term": topic.iri, "label": topic.name})
    content = ET.SubElement(entry, "content", {"type": "xhtml"})
    add_blocks(ET.SubElement(content, "div", {"xmlns": _XHTML}), details_of_paper(paper), styled=False)


def _add_link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    term = web_address(address)
    if term is not None:
        element(parent, "link", attributes={"rel": relation, "href": term[1:-1], "type": media_type})


def _moment(dated: str | None) -> str:
    days = days_of_date(dated)
    assert days is not None
    return f"{days[0].isoformat()}T00:00:00Z"
