"""The formats that papers, and scores without papers, are read from. A new reader is a module with ``sniff`` and
``read``, and a row here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.ground.imported_result import ImportedResult
from kg.ground.records import Paper
from kg.readers.base.input_stream import Fault, Page
from kg.readers.json import eval_records, json_documents, json_kind, json_lines
from kg.readers.listing import listing_page

_Read = TypeVar("_Read", covariant=True)


@dataclass(frozen=True, slots=True)
class Reader(Generic[_Read]):
    """One format.

    Attributes:
        name: as ``--format`` takes it and as it stands in ``Source.format``.
        description: what a file of this format is, for help texts.
        sniff: whether the first bytes of a file (without a byte order mark, the last line possibly cut) are of it.
        read: the papers (or scores) of an open page; faults of single records go to the callback.
    """

    name: str
    description: str
    sniff: Callable[[bytes], bool]
    read: Callable[[Page, Fault], Iterator[_Read]]


# In the order of sniffing, the surest marks first.
READERS: dict[str, Reader[Paper]] = {
    reader.name: reader
    for reader in (
        Reader("jsonl", "JSON lines, one paper a line", json_kind.is_lines, json_lines.read),
        Reader("json", 'a JSON array of papers, or {"papers": [...]}', json_kind.is_document, json_documents.read),
        Reader(listing_page.NAME, listing_page.DESCRIPTION, listing_page.is_listing, listing_page.read_listing),
    )
}

# Their marks are surer than those of any reader of papers.
SCORE_READERS: dict[str, Reader[ImportedResult]] = {
    eval_records.NAME: Reader(eval_records.NAME, eval_records.DESCRIPTION, eval_records.sniff, eval_records.read)
}
