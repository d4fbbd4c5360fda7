"""Which formats an unknown file comes nearest to: by the ending of its name, its first sign, and the names in it.

1. The ending weighs most, then what the text begins as (JSON, XML, HTML), then each key, tag or column that files of
   the format have, a few at most.
2. A format with nothing of that is not named. Among equals the order of the readers decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.readers.base.field_names import plain_key

_NEAREST = 3  # formats that a message names
_OF_ENDING, _OF_SHAPE, _OF_NAME = 4, 2, 1  # how much each weighs
_MOST_NAMES = 3  # that count, and that a message shows
_PACKED = frozenset((".gz", ".bz2", ".xz", ".zst"))
_SHAPES = (
    (re.compile(rb"\s*<(?:!doctype\s+html|html)", re.I), "HTML"),
    (re.compile(rb"\s*<[?!\w]"), "XML"),
    (re.compile(rb"\s*[{\[]"), "JSON"),
)
_NAMES = {
    "JSON": re.compile(r'"([\w:@. -]{1,40})"\s*:'),
    "XML": re.compile(r"<([A-Za-z][\w.:-]{0,40})"),
    "HTML": re.compile(r"<([A-Za-z][\w.:-]{0,40})"),
}
# What a line begins with where something is given a name: "author = {", "Title:", "TY  - ", "@article{".
_AT_LINE = re.compile(r"^[ \t]*([@%]?[A-Za-z][\w-]{0,30})(?=[ \t]*[={:]|[ \t]{1,2}-(?:[ \t]|$))", re.M)
_CELLS = re.compile(r"[,;\t|]")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What files of a format have: endings of their names, shapes of the text, names in it (see ``plain_key``)."""

    endings: str
    shapes: str
    names: str


_RECORDS = "title abstract authors author year date doi url papers summary"
_SIGNS: dict[str, _Signs] = {
    "jsonl": _Signs(".jsonl .ndjson", "JSON", _RECORDS),
    "json": _Signs(".json", "JSON", _RECORDS),
    "openalex": _Signs(
        ".json .jsonl", "JSON", "abstractinvertedindex authorships displayname openaccess citedbycount concepts mag"
    ),
    "arxiv-kaggle": _Signs(".json .jsonl", "JSON", "authorsparsed journalref reportno updatedate submitter versions"),
    "hub": _Signs(".json", "JSON", "submittedondailyat submittedonby upvotes aisummary numcomments paper thumbnail"),
    "semantic-scholar": _Signs(
        ".json .jsonl", "JSON", "paperid externalids corpusid citingpaper citedpaper s2fieldsofstudy tldr"
    ),
    "zotero": _Signs(".json", "JSON", "itemtype abstractnote creators librarycatalog dateadded collections itemkey"),
    "openreview": _Signs(".json .jsonl", "JSON", "forum invitation invitations cdate tcdate replyto notes content"),
    "dblp-json": _Signs(".json", "JSON", "hits hit info ee @score @id completions"),
    "datacite": _Signs(
        ".json", "JSON", "titles creators attributes descriptions relateditems rightslist publicationyear"
    ),
    "crossref": _Signs(".json", "JSON", "message containertitle doi isreferencedbycount indexed member issn prefix"),
    "csl-json": _Signs(".json", "JSON", "issued dateparts containertitle family given literal citationkey"),
    "arxiv-feed": _Signs(".xml .atom .rss", "XML", "feed entry rss channel item arxiv:primarycategory updated"),
    "arxiv-oai": _Signs(".xml", "XML", "oaipmh listrecords record metadata arxiv setspec datestamp"),
    "dblp": _Signs(".xml", "XML", "dblp article inproceedings result hit info ee"),
    "acl-anthology": _Signs(".xml", "XML", "collection volume paper bibkey booktitle meta"),
    "jats": _Signs(".xml .nxml", "XML", "article pubmedarticle front articlemeta articletitle journalmeta body sec"),
    "bibtex": _Signs(".bib .bibtex", "text", "@article @inproceedings @misc @book author booktitle journal eprint"),
    "ris": _Signs(".ris .nbib .enw", "text", "ty au ti ab er py a1 t1 n2 pmid %t %a"),
    "arxiv-page": _Signs(".txt .html .htm", "HTML text", "subjects comments authors submitted"),
    "parquet": _Signs(".parquet .pq", "text", ""),
    "csv": _Signs(".csv .tsv .tab", "text", f"{_RECORDS} name keywords venue"),
    "listing": _Signs(".txt .md .html .htm", "HTML text", ""),
}


def nearest_formats(path: Path, head: bytes) -> list[tuple[str, str]]:
    """Find the formats that a file comes nearest to, the nearest first, each with what speaks for it.

    Args:
        path: the file, for its ending. head: its first bytes.

    >>> nearest_formats(Path("refs.bib.gz"), b"author = Ada")
    [('bibtex', "its name ends in .bib, it has 'author'"), ('csv', "it has 'author'")]
    """
    shape = next((name for pattern, name in _SHAPES if pattern.match(head)), "text")
    endings = [each.lower() for each in path.suffixes if each.lower() not in _PACKED][-1:]
    names = dict.fromkeys(_names_in_text(head.decode("utf-8", "replace"), shape))
    scored = [(_score_signs(signs, endings, shape, names), name) for name, signs in _SIGNS.items()]
    found = sorted((each for each in scored if each[0][0]), key=lambda each: -each[0][0])
    return [(name, reason) for (_, reason), name in found[:_NEAREST]]


def _score_signs(signs: _Signs, endings: list[str], shape: str, names: dict[str, None]) -> tuple[int, str]:
    reasons: list[str] = []
    weight = 0
    if endings and endings[0] in signs.endings.split():
        weight += _OF_ENDING
        reasons.append(f"its name ends in {endings[0]}")
    own = signs.names.split()
    fits = shape in signs.shapes.split()
    found = [name for name in names if name in own][:_MOST_NAMES] if fits else []
    if fits and shape != "text":
        weight += _OF_SHAPE
        reasons += [] if reasons or found else [f"it begins as {shape}"]
    if found:
        weight += _OF_NAME * len(found)
        reasons.append(f"it has {', '.join(map(repr, found))}")
    return weight, ", ".join(reasons)


def _names_in_text(text: str, shape: str) -> Iterator[str]:
    """Yield the keys, tags or columns of a text as ``plain_key`` writes them."""
    if shape in _NAMES:
        yield from map(plain_key, _NAMES[shape].findall(text))
        return
    yield from map(plain_key, _AT_LINE.findall(text))
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = _CELLS.split(first)
    if len(cells) > 1:
        yield from (plain_key(cell.strip(" \"'")) for cell in cells)
