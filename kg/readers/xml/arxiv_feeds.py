"""Feeds of arXiv: answers of its API (Atom), and the daily lists of new papers (Atom, RSS 2.0 and the older RSS 1.0).

In an answer of the API ``published`` is the date of the first version. In a list it is the day of the announcement,
which is ``listed``; the text begins with the id and the kind of the announcement, and names are joined by commas.
https://info.arxiv.org/help/api/user-manual.html, https://info.arxiv.org/help/rss_specifications.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id
from kg.ground.markup.markup_removal import remove_markup
from kg.ground.records import Paper, Source
from kg.ground.text import tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.xml.xml_stream import root_name, xml_records
from kg.readers.xml.xml_text import flat_text, text_at, texts_at

NAME = "arxiv-feed"

_ROOTS = frozenset(("feed", "rss", "RDF"))
_RECORDS = frozenset(("entry", "item"))
_OAI = "oai:arXiv.org:"
_ANNOUNCED = re.compile(r"arXiv:\S+\s+Announce Type:\s*\S+\s+(?:Abstract:\s*)?", re.I)
_OLD_TITLE = re.compile(r"\s*\(arXiv:(\S+?)(?: \[([\w.-]+)\])?(?: UPDATED| CROSS LISTED)?\)\s*$")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`,;()]+[^\s<>\"{}|\\^`,;().]")
# Elements that are read, or say how the entry is kept; the texts of others are reported.
_READ = frozenset(
    """id title summary description published updated pubDate author creator affiliation doi comment journal_ref
    category primary_category link guid announce_type rights date subject""".split()  # noqa: SIM905
)


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of a feed of arXiv.

    >>> sniff(b'<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'), sniff(b"<feed><id>a</id>")
    (True, False)
    """
    return root_name(head) in _ROOTS and b"arxiv.org" in head.lower()


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of a feed; what arXiv says instead of papers is a fault."""
    position = 0
    for found in xml_records(page, fault, _RECORDS):
        where = f"{page.path}:{found.line}"
        entry = found.element
        if "api/errors" in text_at(entry, "id"):
            problem = f"arXiv's answer is an error: {text_at(entry, 'summary') or text_at(entry, 'title')}"
            fault(InputError(problem, where=where, remedy="mend the query"))
            continue
        position += 1
        try:
            record = _record_of_entry(entry, page.unread)
            yield paper_from_record(record, Source(page.name, NAME, position), where, fault)
        except InputError as error:
            fault(error)


def _record_of_entry(entry: Element, unread: UnreadFields) -> dict[str, object]:
    given = text_at(entry, "id", "guid") or entry.get("about", "") or text_at(entry, "link")
    title = text_at(entry, "title")
    old = _OLD_TITLE.search(title)
    listed = old is not None or entry.tag == "item" or given.startswith(_OAI)
    arxiv = arxiv_id(given.removeprefix(_OAI)) or (old[1] if old else text_at(entry, "link"))
    primary = [each.get("term", "") for each in entry.iterfind("primary_category")]
    categories = [each.get("term") or flat_text(each) for each in entry.iterfind("category")]
    day = text_at(entry, "published", "pubDate", "date")
    comment = text_at(entry, "comment")
    for child in entry:
        if child.tag not in _READ:
            unread.see(child.tag, flat_text(child))
    if comment:
        unread.see("comment", comment)
    return {
        "title": title[: old.start()] if old else title,
        "abstract": _announced_text(text_at(entry, "summary", "description")) if listed else text_at(entry, "summary"),
        "listed" if listed else "date": day,
        "authors": _authors(entry),
        "arxiv": arxiv,
        "doi": text_at(entry, "doi"),
        "venue": text_at(entry, "journal_ref"),
        "categories": list(
            filter(None, dict.fromkeys([*primary, *((old[2],) if old and old[2] else ()), *categories]))
        ),
        "links": [*_WEB.findall(comment)],
    }


def _announced_text(text: str) -> str:
    """Return the abstract in the text of an announcement, which older lists write as HTML."""
    if text.startswith("<"):
        pieces = remove_markup(text)
        text = tidy(pieces.text) if pieces else text
    return _ANNOUNCED.sub("", text, count=1)


def _authors(entry: Element) -> list[dict[str, object]]:
    people: list[dict[str, object]] = [
        {"family": name, "affiliations": texts_at(author, "affiliation")}
        for author in entry.iterfind("author")
        if (name := text_at(author, "name"))
    ]
    for creators in texts_at(entry, "creator"):
        plain = remove_markup(creators) if "<" in creators else None
        people += [{"family": name} for name in re.split(r"\s*,\s*", tidy(plain.text) if plain else creators) if name]
    return people
