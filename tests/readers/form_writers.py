"""Papers written in the forms that readers read, as the programs of these forms write them, to be read back."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from kg.export.csv_tables import cell
from kg.ground.records import Paper

# What Zotero writes for the signs of LaTeX.
_LATEX = {
    "\\": r"{\textbackslash}", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "<": r"{\textless}",
    ">": r"{\textgreater}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
}  # fmt: skip


def latex(text: str) -> str:
    """Write a text as a value of BibTeX."""
    return "".join(_LATEX.get(char, char) for char in text)


def _names(paper: Paper) -> Iterator[tuple[str, str]]:
    """Given and family name of each author."""
    for author in paper.authors:
        given, _, family = author.name.rpartition(" ")
        yield given, family


def bibtex(papers: Sequence[Paper]) -> str:
    """Write entries of BibTeX."""
    entries = []
    for number, paper in enumerate(papers, 1):
        authors = " and ".join(f"{family}, {given}" for given, family in _names(paper))
        fields = {
            "title": latex(paper.title), "author": authors, "date": paper.date, "doi": latex(paper.doi or ""),
            "eprint": paper.arxiv, "archivePrefix": "arXiv" if paper.arxiv else None, "abstract": latex(paper.abstract),
        }  # fmt: skip
        lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
        entries.append(f"@article{{key{number},\n{''.join(lines)}}}\n")
    return "\n".join(entries)


def ris(papers: Sequence[Paper]) -> str:
    """Write records of RIS."""
    records = []
    for paper in papers:
        lines = ["TY  - JOUR", f"TI  - {paper.title}"]
        lines += [f"AU  - {family}, {given}" for given, family in _names(paper)]
        lines += [f"DA  - {paper.date.replace('-', '/')}/"] if paper.date else []
        lines += [f"DO  - {paper.doi}"] if paper.doi else []
        lines += [f"M1  - arXiv:{paper.arxiv}"] if paper.arxiv else []
        lines += [f"AB  - {paper.abstract}"] if paper.abstract else []
        records.append("\n".join([*lines, "ER  - \n"]))
    return "\n".join(records)


def _element(name: str, text: str | None, indent: str = "  ") -> str:
    return f"{indent}<{name}>{escape(text)}</{name}>\n" if text else ""


def arxiv_feed(papers: Sequence[Paper]) -> str:
    """Write an answer of arXiv's API."""
    entries = []
    for number, paper in enumerate(papers, 1):
        identifier = f"http://arxiv.org/abs/{paper.arxiv}v1" if paper.arxiv else f"http://example.org/{number}"
        people = "".join(f"  <author>{_element('name', author.name, '')}</author>\n" for author in paper.authors)
        entries.append(
            f"<entry>\n  <id>{identifier}</id>\n{_element('published', paper.date and paper.date + 'T10:00:00Z')}"
            f"{_element('title', paper.title)}{_element('summary', paper.abstract)}{people}"
            f"{_element('arxiv:doi', paper.doi)}</entry>\n"
        )
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<title>arXiv Query</title>\n{"".join(entries)}</feed>\n'


def arxiv_oai(papers: Sequence[Paper]) -> str:
    """Write an answer of arXiv's OAI-PMH interface."""
    records = []
    for number, paper in enumerate(papers, 1):
        people = "".join(
            f"<author><keyname>{escape(family)}</keyname><forenames>{escape(given)}</forenames></author>"
            for given, family in _names(paper)
        )
        identifier = f"oai:arXiv.org:{paper.arxiv}" if paper.arxiv else f"oai:example.org:{number}"
        records.append(
            f"<record><header><identifier>{identifier}</identifier></header>\n<metadata>"
            f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/">\n{_element("created", paper.date)}'
            f"<authors>{people}</authors>\n"
            f"{_element('title', paper.title)}{_element('doi', paper.doi)}{_element('abstract', paper.abstract)}"
            f"{_element('id', paper.arxiv)}</arXiv></metadata></record>\n"
        )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>\n'
    )
    return f"{head}{''.join(records)}</ListRecords></OAI-PMH>\n"


def dblp(papers: Sequence[Paper]) -> str:
    """Write records of DBLP, which has no abstracts and no days."""
    records = []
    for number, paper in enumerate(papers, 1):
        people = "".join(_element("author", f"{author.name} 0001") for author in paper.authors)
        title = html.escape(paper.title + ".", quote=False).encode("ascii", "xmlcharrefreplace").decode()
        year = f"<year>{paper.date[:4]}</year>" if paper.date else ""
        volume = f"<journal>CoRR</journal><volume>abs/{paper.arxiv}</volume>" if paper.arxiv else ""
        address = _element("ee", paper.doi and f"https://doi.org/{paper.doi}")
        records.append(
            f'<article mdate="2024-01-01" key="journals/x/{number}">\n{people}  <title>{title}</title>\n'
            f"  {year}{volume}\n{address}</article>\n"
        )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n'
    return f"{head}<dblp>\n{''.join(records)}</dblp>\n"


def acl_anthology(papers: Sequence[Paper]) -> str:
    """Write a collection of the ACL Anthology, whose papers share a date."""
    records = []
    for number, paper in enumerate(papers, 1):
        people = "".join(
            f"  <author><first>{escape(given)}</first><last>{escape(family)}</last></author>\n"
            for given, family in _names(paper)
        )
        title = escape(paper.title)
        records.append(
            f'<paper id="{number}">\n  <title><fixed-case>{title[:1]}</fixed-case>{title[1:]}</title>\n{people}'
            f"{_element('abstract', paper.abstract)}{_element('doi', paper.doi)}</paper>\n"
        )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<collection id="2024.acl">\n<volume id="long">\n'
    meta = "<meta><booktitle>Proceedings of Nothing</booktitle><month>August 11–16</month><year>2024</year></meta>\n"
    return f"{head}{meta}{''.join(records)}</volume>\n</collection>\n"


def jats(papers: Sequence[Paper]) -> str:
    """Write articles in JATS."""
    records = []
    for paper in papers:
        people = "".join(
            f'<contrib contrib-type="author"><name><surname>{escape(family)}</surname>'
            f"<given-names>{escape(given)}</given-names></name></contrib>\n"
            for given, family in _names(paper)
        )
        parts = zip(("year", "month", "day"), (paper.date or "").split("-"), strict=False)
        day = "".join(f"<{name}>{part}</{name}>" for name, part in parts)
        date = f"<pub-date>{day}</pub-date>" if paper.date else ""
        ids = f'<article-id pub-id-type="doi">{escape(paper.doi)}</article-id>' if paper.doi else ""
        ids += f'<article-id pub-id-type="arxiv">{paper.arxiv}</article-id>' if paper.arxiv else ""
        abstract = f"<abstract>\n<p>{escape(paper.abstract)}</p></abstract>\n" if paper.abstract else ""
        records.append(
            f"<article><front><article-meta>{ids}<title-group>\n<article-title>{escape(paper.title)}</article-title>"
            f"</title-group>\n<contrib-group>{people}</contrib-group>{date}"
            f"{abstract}</article-meta></front><body><p>No text.</p></body></article>\n"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<pmc-articleset>\n{"".join(records)}</pmc-articleset>\n'


def delimited(papers: Sequence[Paper]) -> str:
    """Write a table as spreadsheets do."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("Title", "Authors", "Publication Date", "DOI", "arXiv ID", "Abstract"))
    for paper in papers:
        authors = "; ".join(author.name for author in paper.authors)
        values = (paper.title, authors, paper.date, paper.doi, paper.arxiv, paper.abstract)
        writer.writerow([cell(value) for value in values])
    return text.getvalue()


def arxiv_page(papers: Sequence[Paper]) -> str:
    """Write a list of new papers of arXiv as it is copied from a browser."""
    entries = []
    for number, paper in enumerate(papers, 1):
        lines = [f"[{number}] arXiv:{paper.arxiv or f'2401.{number:05d}'} [pdf, html, other]", f"Title: {paper.title}"]
        lines += [", ".join(author.name for author in paper.authors), "Comments: 9 pages"]
        lines += [f"DOI: {paper.doi}"] if paper.doi else []
        lines += ["Subjects: Computation and Language (cs.CL); Machine Learning (cs.LG)", paper.abstract, ""]
        entries.append("\n".join(lines))
    head = "Showing new listings for Monday, 8 January 2024\n\nNew submissions (showing 6 of 6 entries)\n"
    return head + "\n".join(entries)


#: A writer for each format, by the name of its reader.
WRITERS: dict[str, Callable[[Sequence[Paper]], str]] = {
    "bibtex": bibtex, "ris": ris, "arxiv-feed": arxiv_feed, "arxiv-oai": arxiv_oai, "dblp": dblp,
    "acl-anthology": acl_anthology, "jats": jats, "csv": delimited,
    "arxiv-page": arxiv_page,
}  # fmt: skip
