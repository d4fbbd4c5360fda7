"""The formats that papers, scores without papers, and descriptions of artifacts are read from. A new reader is a module
with ``sniff`` and ``read``, and a row here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.ground.imported_result import Imported, ImportedResult
from kg.ground.records import Paper
from kg.readers import arxiv_pages
from kg.readers.artifacts import croissant_metadata, hub_artifacts, hub_cards
from kg.readers.base.input_stream import Fault, Page
from kg.readers.bibliography import bibtex_entries, ris_records
from kg.readers.json import eval_records
from kg.readers.json_papers import JSON_FORMATS
from kg.readers.listing import listing_page
from kg.readers.tables import delimited_rows, parquet_rows
from kg.readers.xml import acl_anthology, arxiv_feeds, arxiv_oai, dblp_xml, jats_articles

_Read = TypeVar("_Read", covariant=True)


@dataclass(frozen=True, slots=True)
class Reader(Generic[_Read]):
    """One format.

    Attributes:
        name: as ``--format`` takes it and as it stands in ``Source.format``.
        description: what a file of this format is, for help texts.
        sniff: whether the first bytes of a file (without a byte order mark, the last line possibly cut) are of it.
        read: the papers (or scores, or artifacts) of an open page; faults of single records go to the callback.
        takes_path: whether the user may say where in the file its records lie.
    """

    name: str
    description: str
    sniff: Callable[[bytes], bool]
    read: Callable[[Page, Fault], Iterator[_Read]]
    takes_path: bool = False


# In the order of sniffing, the surest marks first.
READERS: dict[str, Reader[Paper]] = {
    reader.name: reader
    for reader in (
        *(Reader(each.name, each.description, each.sniff, each.read, takes_path=True) for each in JSON_FORMATS),
        Reader(
            arxiv_feeds.NAME,
            "an answer of arXiv's API, or its list of new papers (Atom, RSS)",
            arxiv_feeds.sniff,
            arxiv_feeds.read,
        ),
        Reader(arxiv_oai.NAME, "an answer of arXiv's OAI-PMH interface", arxiv_oai.sniff, arxiv_oai.read),
        Reader(dblp_xml.NAME, "XML of DBLP: its dump or an answer of its search", dblp_xml.sniff, dblp_xml.read),
        Reader(acl_anthology.NAME, "XML of the ACL Anthology", acl_anthology.sniff, acl_anthology.read),
        Reader(jats_articles.NAME, "articles in JATS, or records of PubMed", jats_articles.sniff, jats_articles.read),
        Reader(bibtex_entries.NAME, "BibTeX or BibLaTeX", bibtex_entries.sniff, bibtex_entries.read),
        Reader(ris_records.NAME, "RIS, as reference managers export it", ris_records.sniff, ris_records.read),
        Reader(
            arxiv_pages.NAME,
            "a saved page of arXiv (a list, a search, a paper): text or HTML",
            arxiv_pages.sniff,
            arxiv_pages.read,
        ),
        Reader(parquet_rows.NAME, "a table of papers in Parquet", parquet_rows.sniff, parquet_rows.read),
        Reader(
            delimited_rows.NAME,
            "a table of papers with a row of names: CSV, TSV",
            delimited_rows.sniff,
            delimited_rows.read,
        ),
        Reader(listing_page.NAME, listing_page.DESCRIPTION, listing_page.is_listing, listing_page.read_listing),
    )
}

# Their marks are surer than those of any reader of papers.
SCORE_READERS: dict[str, Reader[ImportedResult]] = {
    eval_records.NAME: Reader(eval_records.NAME, eval_records.DESCRIPTION, eval_records.sniff, eval_records.read)
}

# A card may hold scores as well as what it says of its artifact.
CARD_READERS: dict[str, Reader[Imported]] = {
    reader.name: reader
    for reader in (
        Reader(
            croissant_metadata.NAME, croissant_metadata.DESCRIPTION, croissant_metadata.sniff, croissant_metadata.read
        ),
        Reader(hub_cards.NAME, hub_cards.DESCRIPTION, hub_cards.sniff, hub_cards.read),
        Reader(hub_artifacts.NAME, hub_artifacts.DESCRIPTION, hub_artifacts.sniff, hub_artifacts.read),
    )
}
