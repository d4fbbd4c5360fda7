"""Which column of a table is which field of a paper.

1. What the user said (``--column title=Name``) counts first.
2. A column with a name that ``field_of_name`` knows is that field, whatever its case, spaces and dashes.
3. The names that bibliographic databases and notebooks give their columns are guessed, where the field has none yet.

What was guessed, and what is not read, is told once for a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.ground.errors import MOST_LISTED, InputError, UnreadFieldsError, nearest_names, shown_names
from kg.ground.text import tidy
from kg.readers.base.input_stream import Page
from kg.readers.papers.paper_fields import field_of_name

# Fields, and the names that Scopus, Web of Science, IEEE Xplore, Dimensions, Zotero, Publish or Perish and data sets of
# papers give their columns; the best first.
_GUESSED = {
    "title": ("titles", "articletitle", "documenttitle", "papername", "papertitles", "publication", "name"),
    "abstract": ("abstracts", "abstractnote", "summaries", "summary", "abstracttext"),
    "date": ("publicationdate", "onlinedate", "coverdate", "dateadded", "pubyear", "publicationyear", "years"),
    "authors": ("authorfullnames", "authornames", "authorsnames", "authors", "authorlist", "author(s)", "creators"),
    "venue": ("sourcetitle", "publicationtitle", "source", "journaltitle", "conferencename", "venuename"),
    "keywords": ("authorkeywords", "indexkeywords", "manualtags", "automatictags", "terms", "ieeeterms", "tags"),
    "url": ("articleurl", "paperurl", "pdflink", "urlpdf", "urlabs", "links"),
    "code": ("codelink", "repourl", "repo"),
    "arxiv": ("arxivnumber", "arxividentifier"),
    "doi": ("doilink", "doiurl"),
    "organisation": ("affiliations", "authorswithaffiliations", "institutions"),
    "id": ("eid", "ut", "openalexid", "workid"),
}  # fmt: skip
#: The fields that a column may be said to be.
FIELDS = (
    "title", "abstract", "date", "authors", "author_count", "organisation", "comments", "upvotes", "submitter",
    "listed", "venue", "categories", "keywords", "arxiv", "doi", "url", "links", "code", "id", "references",
)  # fmt: skip
_FULL_NAMES = "authorfullnames"  # of Scopus, whose "Authors" have initials
_OWN = {"kind", "label", "types"}  # of the table of nodes that PaperAtlas exports
_OWN_NAMES = {"label": "title", "urls": "links", "id": None, "url": None}
_LISTS = frozenset(("authors", "keywords", "categories", "links", "url", "code", "references"))
_FORMULA = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠])")
_PYTHON_LIST = re.compile(r"\[\s*(?:'|\")(.*)(?:'|\")\s*,?\s*\]", re.S)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.S)
_SCOPUS_NUMBER = re.compile(r"\s*\(\d{6,}\)")


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table.

    Attributes:
        names: what each column is in a record: the name of a field, or its own where no field is known; None for one
            that is passed over. own: whether it is the table of nodes that PaperAtlas exports.
    """

    names: tuple[str | None, ...]
    own: bool = False

    def record(self, row: Sequence[object]) -> dict[str, object]:
        """Return the record of a row; of two columns that are one field, the first that holds something counts."""
        record: dict[str, object] = {}
        for name, value in zip(self.names, row, strict=False):
            if name and value not in (None, "") and not record.get(name):
                record[name] = _value(name, value, self.own)
        return record


def columns_of_header(header: Sequence[str], page: Page) -> tuple[TableColumns, UnreadFieldsError | None]:
    """Find out what the columns of a table are, and what of it has to be told.

    Raises:
        InputError: a column that the user named is not there, or none is the title.
    """
    plain = [_plain(name) for name in header]
    if set(plain) >= _OWN:
        own = tuple(_OWN_NAMES.get(name, name) for name in plain)
        read = {*FIELDS, "kind"}
        return TableColumns(tuple(name if name in read else None for name in own), own=True), None
    said = _said_columns(header, page)
    fields = [said.get(place) or field_of_name(name) for place, name in enumerate(header)]
    names: list[str | None] = []
    for place, name in enumerate(header):
        other = place not in said and fields[place] in said.values()  # than the column that the user named
        names.append(said.get(place, None if other else name.replace(" ", "")))
    if _FULL_NAMES in plain and "authors" in plain and "authors" not in said.values():
        names[plain.index("authors")], names[plain.index(_FULL_NAMES)] = None, "authors"
    guessed: dict[str, str] = {}
    for field, others in _GUESSED.items():
        found = next((plain.index(name) for name in others if name in plain), None)
        if field not in fields and found is not None and fields[found] is None:
            names[found], fields[found], guessed[field] = field, field, header[found]
    if "title" not in fields:
        shown = shown_names(header)
        problem = f"no column of the table is the title: {shown}"
        raise InputError(problem, where=page.path, remedy="say which one is: --column title=NAME")
    return TableColumns(tuple(names)), _note_of_guesses(guessed, page)


def _note_of_guesses(guessed: Mapping[str, str], page: Page) -> UnreadFieldsError | None:
    if not guessed:
        return None
    shown = ", ".join(f"{field} from {name!r}" for field, name in guessed.items())
    problem = f"columns taken by their names: {shown}"
    return UnreadFieldsError(problem, where=str(page.path), remedy="say what others are: --column FIELD=NAME")


def has_title(header: Sequence[str]) -> bool:
    """Tell whether the first row of a table names a column of titles."""
    plain = {_plain(name) for name in header}
    sure = _GUESSED["title"][:-2]  # "publication" and "name" head columns of other things as well
    return plain >= _OWN or "title" in map(field_of_name, header) or not plain.isdisjoint(sure)


def _said_columns(header: Sequence[str], page: Page) -> dict[int, str]:
    """Return the places of the columns that the user named, and their fields."""
    said: dict[int, str] = {}
    for field, name in page.hints.columns.items():
        place = next((place for place, own in enumerate(header) if name in (own, tidy(own))), None)
        if place is None:
            near = nearest_names(name, header) if len(header) > MOST_LISTED else header
            remedy = f"name one of {shown_names(near or header)}"
            raise InputError(f"the table has no column {name!r}", where=page.path, remedy=remedy)
        said[place] = field
    return said


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-.]+", "", name).casefold()


def _value(name: str, value: object, own: bool) -> object:
    """Return a cell as a value: lists that became texts are lists again, and what guards against formulas goes."""
    if not isinstance(value, str):
        return value
    text = _FORMULA.sub("", value, count=1) if value.startswith("'") else value
    if _plain(name) not in _LISTS:
        return text
    if own or " | " in text:
        return text.split(" | ")
    if _PYTHON_LIST.fullmatch(text.strip()):  # as pandas and NumPy write lists into cells
        return [re.sub(r"\\(.)", r"\1", one or other) for one, other in _QUOTED.findall(text)]
    return _SCOPUS_NUMBER.sub("", text) if _plain(name) == "authors" else text
