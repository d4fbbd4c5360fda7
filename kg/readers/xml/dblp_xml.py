"""XML of DBLP: the dump, the records of a person, and answers of its search.

Its titles end with a full stop, its namesakes have numbers, and it has no abstracts. A paper of arXiv is an article of
the journal CoRR whose volume is ``abs/ID``. Volumes (``proceedings``) and persons (``www``) are no papers.
https://dblp.org/xml/docu/dblpxml.pdf
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.xml.xml_stream import root_name, xml_records
from kg.readers.xml.xml_text import flat_text, text_at, texts_at

NAME = "dblp"

_ROOTS = frozenset(("dblp", "dblpperson"))
_RECORDS = frozenset(("article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis", "data", "info"))
_OF_CORR = re.compile(r"abs/(.+)")
_READ = frozenset(
    """author authors title year month journal booktitle school venue ee url doi key cite pages volume number isbn
    publisher series crossref cdrom address chapter type access sub stream publnr rel""".split()  # noqa: SIM905
)


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of DBLP's dump, of a person, or of an answer of its search.

    >>> sniff(b'<?xml version="1.0"?><dblp><article key="a">'), sniff(b"<dblp/>"), sniff(b"<result><hits>")
    (True, True, False)
    """
    root = root_name(head)
    return root in _ROOTS or (root == "result" and b"<hits" in head and b"dblp" in head)


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers; one without a title is a fault."""
    position = 0
    for found in xml_records(page, fault, _RECORDS):
        if found.element.tag == "info" and text_at(found.element, "type") in ("Editorship", "person"):
            continue
        position += 1
        try:
            record = _record_of_element(found.element, page.unread)
            yield paper_from_record(record, Source(page.name, NAME, position), f"{page.path}:{found.line}", fault)
        except InputError as error:
            fault(error)


def _record_of_element(element: Element, unread: UnreadFields) -> dict[str, object]:
    for child in element:
        if child.tag not in _READ:
            unread.see(child.tag, flat_text(child))
    key = element.get("key") or text_at(element, "key")
    volume = _OF_CORR.fullmatch(text_at(element, "volume"))
    addresses = texts_at(element, "ee")
    title = text_at(element, "title")
    return {
        "title": title[:-1] if title.endswith(".") and not title.endswith("..") else title,
        "authors": [
            {"name": flat_text(author), "orcid": author.get("orcid", ""), "id": _person(author)}
            for path in ("author", "authors/author")
            for author in element.iterfind(path)
        ],
        "date": " ".join(filter(None, (_month(element), text_at(element, "year")))),
        "venue": text_at(element, "journal", "booktitle", "venue"),
        "organisation": text_at(element, "school"),
        "arxiv": volume[1] if volume and not volume[1].endswith("/") else "",
        "doi": text_at(element, "doi"),
        "links": addresses,
        "url": addresses,
        "id": f"dblp:{key}" if key else "",
    }


def _month(element: Element) -> str:
    month = text_at(element, "month")
    return month if re.fullmatch(r"[A-Z][a-z]+", month) else ""  # "July/August" is two


def _person(author: Element) -> str:
    return f"https://dblp.org/pid/{author.get('pid')}" if author.get("pid") else ""
