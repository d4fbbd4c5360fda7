"""A paper of a graph as a citation: what BibTeX, RIS and CSL-JSON are all written from.

1. Everything comes from the paper's own attributes, as ``kg.graph.networks`` names them, so that a citation is the same
   in whatever graph, query or page the paper stands.
2. The kind follows the venue: none, or a preprint server, is a preprint; a conference is known by its words or its
   acronym; all else is a journal.
3. The address is that of arXiv, of the DOI, of a service that knows the paper, or the first that its record names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kg.export.citations.citation_keys import citation_key
from kg.export.citations.person_names import PersonName, person_name
from kg.ground.service_ids import service_address
from kg.ground.text import tidy

if TYPE_CHECKING:
    from kg.graph.networks import Network  # brings NetworkX, which a server does without

_PREPRINTS = re.compile(
    r"\b(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|preprints?|openreview|techrxiv|zenodo|hal|research square"
    r"|hugging face)\b",
    re.IGNORECASE,
)
_MEETINGS = re.compile(
    r"\b(?:proceedings|proc|conferences?|conf|workshops?|symposium|meeting|congress|colloquium|findings|"
    r"neural information processing systems|learning representations|lecture notes)\b",
    re.IGNORECASE,
)
# Conferences that are named by their acronyms alone, with or without a year.
_ACRONYMS = re.compile(
    r"\b(?:[NE]ACL|AACL|ACL|EMNLP|CoNLL|COLING|LREC(?:-COLING)?|COLM|NeurIPS|NIPS|ICML|ICLR|AISTATS|UAI|COLT|ALT|AAAI|"
    r"IJCAI|ECAI|AAMAS|CVPR|ICCV|ECCV|WACV|BMVC|ACCV|MICCAI|SIGGRAPH|KDD|WWW|TheWebConf|SIGIR|CIKM|WSDM|RecSys|ECIR|"
    r"INTERSPEECH|ICASSP|ISMIR|ASRU|CoRL|RSS|ICRA|IROS|CHI|UIST|FAccT|AIES|ISWC|ESWC|VLDB|SIGMOD|ICDE|ICSE|FSE|ASE|"
    r"MLSys|OSDI|SOSP|ACM MM|L4DC|CLeaR)\b"
)
_JOURNALS = re.compile(r"\b(?:journal|transactions|letters|magazine|review)\b", re.IGNORECASE)
_SHOWN_SERVICES = ("openreview", "acl", "openalex", "s2", "corpus", "dblp")  # the page for people first
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class CitationKind(StrEnum):
    """What a paper is to a reference manager."""

    JOURNAL = "article in a journal"
    MEETING = "paper of a conference"
    PREPRINT = "preprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is cited.

    Attributes:
        key: readable and unique, see ``citation_key``. kind: by its venue.
        authors: in their order. more_authors: whether there are others, whom the source does not name.
        date: year, month and day, as far as they are known. venue: as given; that of a preprint is the server.
        arxiv: arXiv id without version. category: the primary one of arXiv. doi: lower case. url: one address.
    """

    key: str
    kind: CitationKind
    title: str
    authors: tuple[PersonName, ...] = ()
    more_authors: bool = False
    date: tuple[int, ...] = ()
    venue: str = ""
    arxiv: str = ""
    category: str = ""
    doi: str = ""
    url: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()


def citations_of_graph(graph: Network) -> Iterator[Citation]:
    """Yield a citation for each paper of a graph, sorted by the papers' ids."""
    papers = sorted(node for node, data in graph.nodes(data=True) if data.get("kind") == "paper")
    return citations_of_papers(graph, papers)


def citations_of_papers(graph: Network, papers: Iterable[str]) -> Iterator[Citation]:
    """Yield a citation for each of some papers of a graph, in their order."""
    return (citation_of_paper(graph.nodes[paper]) for paper in papers)


def citation_of_paper(data: Mapping[str, Any]) -> Citation:
    """Make the citation of a paper from its attributes; any but the label may be missing.

    >>> citation_of_paper({"label": "On Tides", "arxiv": "2405.00001", "date": "2024-05"}).url
    'https://arxiv.org/abs/2405.00001'
    """
    authors = tuple(person_name(str(name)) for name in data.get("authors") or () if tidy(str(name)))
    title, arxiv, doi = tidy(_text(data, "label")), _text(data, "arxiv"), tidy(_text(data, "doi"))
    date = _date_of_paper(data)
    venue = tidy(_text(data, "venue"))
    return Citation(
        key=citation_key(title, authors[0] if authors else None, date[0] if date else None, arxiv, doi),
        kind=kind_of_venue(venue),
        title=title,
        authors=authors,
        more_authors=bool(authors) and (data.get("author_count") or 0) > len(authors),
        date=date,
        venue=venue,
        arxiv=arxiv,
        category=tidy(str(next(iter(data.get("categories") or ()), ""))) if arxiv else "",
        doi=doi,
        url=_address_of_paper(data, arxiv, doi),
        abstract=tidy(_text(data, "abstract")),
        keywords=tuple(word for each in data.get("keywords") or () if (word := tidy(str(each)))),
    )


def kind_of_venue(venue: str) -> CitationKind:
    """Tell what is published in a venue.

    >>> [kind_of_venue(name).name for name in ("", "arXiv", "NeurIPS 2023", "Nature", "Journal of the ACL")]
    ['PREPRINT', 'PREPRINT', 'MEETING', 'JOURNAL', 'JOURNAL']
    """
    if not venue or _PREPRINTS.search(venue):
        return CitationKind.PREPRINT
    meeting = _MEETINGS.search(venue) or (_ACRONYMS.search(venue) and not _JOURNALS.search(venue))
    return CitationKind.MEETING if meeting else CitationKind.JOURNAL


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")


def _date_of_paper(data: Mapping[str, Any]) -> tuple[int, ...]:
    found = _DATE.fullmatch(_text(data, "date") or _text(data, "year"))
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _address_of_paper(data: Mapping[str, Any], arxiv: str, doi: str) -> str:
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    if doi:
        return f"https://doi.org/{doi}"
    ids = {str(name).partition(":")[0]: str(name) for name in data.get("identifiers") or ()}
    known = (service_address(ids[service]) for service in _SHOWN_SERVICES if service in ids)
    code = set(data.get("code") or ())
    others = (str(url) for url in data.get("urls") or () if url not in code and re.match("https?://", str(url)))
    return next((tidy(address) for address in (*known, *others) if address), "")
