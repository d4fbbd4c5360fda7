"""Answers of arXiv's OAI-PMH interface, in its three forms: ``arXiv``, ``arXivRaw`` and Dublin Core (``oai_dc``).

https://info.arxiv.org/help/oa/index.html. Records that were deleted are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.iso_dates import parse_date
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.xml.xml_stream import root_name, xml_records
from kg.readers.xml.xml_text import flat_text, text_at, texts_at

NAME = "arxiv-oai"

_RECORDS = frozenset(("record", "error"))
_OAI = "oai:arXiv.org:"
_READ = frozenset(
    """id created updated authors title categories journal-ref doi abstract submitter version license report-no
    msc-class acm-class proxy creator subject description date type identifier""".split()  # noqa: SIM905
)


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of an answer of OAI-PMH."""
    return root_name(head) == "OAI-PMH"


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of an answer; what the server says instead of papers is a fault."""
    position = 0
    for found in xml_records(page, fault, _RECORDS):
        where = f"{page.path}:{found.line}"
        if found.element.tag == "error":
            problem = f"the server's answer is an error: {found.element.get('code', '')} {flat_text(found.element)}"
            fault(InputError(problem.rstrip(), where=where, remedy="mend the request"))
            continue
        body = next((child for metadata in found.element.iterfind("metadata") for child in metadata), None)
        if body is None:  # a record that was deleted has a header alone
            continue
        position += 1
        try:
            record = _record_of_body(body, text_at(found.element, "header/identifier"), page.unread)
            yield paper_from_record(record, Source(page.name, NAME, position), where, fault)
        except InputError as error:
            fault(error)


def _record_of_body(body: Element, identifier: str, unread: UnreadFields) -> dict[str, object]:
    for child in body:
        if child.tag not in _READ:
            unread.see(child.tag, flat_text(child))
    record: dict[str, object] = {
        "title": text_at(body, "title"),
        "authors": _authors(body),
        "arxiv": text_at(body, "id") or (identifier.removeprefix(_OAI) if identifier.startswith(_OAI) else ""),
        "doi": text_at(body, "doi").split(" ")[0],
        "venue": text_at(body, "journal-ref"),
        "categories": text_at(body, "categories"),
        "abstract": text_at(body, "abstract", "description"),
        "submitter": text_at(body, "submitter"),
        "date": text_at(body, "created", "version/date") or min(_dates(body), default=""),
    }
    if body.tag == "dc":
        for text in texts_at(body, "description")[1:]:
            unread.see("description", text)
        record["links"] = texts_at(body, "identifier")
        record["keywords"] = texts_at(body, "subject")
        record["doi"] = next((text for text in texts_at(body, "identifier") if text.startswith("doi:")), "")
    return record


def _dates(body: Element) -> list[str]:
    return [date for text in texts_at(body, "date") if (date := parse_date(text))]


def _authors(body: Element) -> list[dict[str, object]]:
    """Return names in parts (``arXiv``), one text of them (``arXivRaw``), or an element each (``oai_dc``)."""
    people: list[dict[str, object]] = []
    for author in body.iterfind("authors/author"):
        parts = (text_at(author, part) for part in ("forenames", "keyname", "suffix"))
        people.append({"family": " ".join(filter(None, parts)), "affiliations": texts_at(author, "affiliation")})
    if not people:
        joined = re.sub(r"\([^()]*\)", "", text_at(body, "authors"))  # places, and numbers that lead to them
        people = [{"family": name} for name in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", joined) if name.strip()]
    for name in texts_at(body, "creator"):
        family, _, given = name.partition(",")
        people.append({"family": f"{given.strip()} {family.strip()}".strip()})
    return people
