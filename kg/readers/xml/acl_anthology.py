"""XML of the ACL Anthology: a collection with its volumes and their papers.

The year, the month and the name of a volume are those of its papers. https://github.com/acl-org/acl-anthology
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.ground.text import tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.xml.xml_stream import root_name, xml_records
from kg.readers.xml.xml_text import text_at, texts_at

NAME = "acl-anthology"

_RECORDS = frozenset(("meta", "paper"))
_SITE = "https://aclanthology.org/"
_READ = frozenset(
    """title author abstract url doi pages bibkey pwccode pwcdataset attachment video revision erratum issue
    journal-volume journal-issue journal-title isbn issn mrf language retracted removed award ingest-date""".split()  # noqa: SIM905
)


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of a collection of the Anthology."""
    return root_name(head) == "collection" and b"<volume" in head


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of a collection; what stands in front of a volume (its preface) is no paper."""
    volume = Element("meta")
    position = 0
    for found in xml_records(page, fault, _RECORDS):
        if found.element.tag == "meta":
            volume = found.element
            continue
        position += 1
        ids = [each.get("id", "") for each in found.around if each.tag in ("collection", "volume")]
        try:
            record = _record_of_paper(found.element, volume, ids, page.unread)
            yield paper_from_record(record, Source(page.name, NAME, position), f"{page.path}:{found.line}", fault)
        except InputError as error:
            fault(error)


def _record_of_paper(paper: Element, volume: Element, ids: list[str], unread: UnreadFields) -> dict[str, object]:
    for child in paper:
        if child.tag not in _READ:
            unread.see(child.tag, tidy(" ".join(child.itertext())))
    address = text_at(paper, "url") or _name_of_paper(ids, paper.get("id", ""))
    if address and "://" not in address:
        address = f"{_SITE}{address}/"
    return {
        "title": text_at(paper, "title"),
        "abstract": text_at(paper, "abstract"),
        "authors": [_author(author) for author in paper.iterfind("author")],
        "date": " ".join(filter(None, (_first_month(text_at(volume, "month")), text_at(volume, "year")))),
        "venue": text_at(volume, "booktitle"),
        "doi": text_at(paper, "doi"),
        "url": address,
        "id": address,
        "code": [each.get("url", "") for each in paper.iterfind("pwccode")],
        "links": [each.get("url", "") for each in paper.iterfind("pwcdataset")],
    }


def _name_of_paper(ids: list[str], number: str) -> str:
    """Return the name of a paper in the Anthology, of the years before 2020 and after.

    >>> _name_of_paper(["2022.acl", "long"], "7"), _name_of_paper(["P19", "1"], "7"), _name_of_paper(["W19", "12"], "7")
    ('2022.acl-long.7', 'P19-1007', 'W19-1207')
    """
    if len(ids) != 2 or not number:
        return ""
    collection, volume = ids
    if not collection[:1].isalpha():
        return f"{collection}-{volume}.{number}"
    width = 2 if collection[0] == "W" or collection in ("C69", "D19") else 3
    return f"{collection}-{volume.zfill(4 - width)}{number.zfill(width)}"


def _first_month(text: str) -> str:
    """Return the first month of "July 28 - August 2" or "May--June"; nothing where it is none."""
    word = text.replace("-", " ").replace("–", " ").replace("/", " ").split(" ")[0]
    return word if word.isalpha() else ""


def _author(author: Element) -> dict[str, object]:
    name = " ".join(filter(None, (text_at(author, "first"), text_at(author, "last"))))
    return {"family": name, "orcid": author.get("orcid", ""), "affiliations": texts_at(author, "affiliation")}
