"""Any table of artifacts, with commas, tabs, semicolons or bars, whose columns the user maps to fields.

``name=Model`` says that the column "Model" holds the names; a column that is called like a field needs no word. Epoch's
table of models (https://epoch.ai/data) is such a table with a mapping of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from kg.catalogue.lists.listed_artifact import FIELDS, ListedArtifact, ListOptions
from kg.ground.errors import InputError, offer_of_names
from kg.ground.identifiers import arxiv_id
from kg.ground.schema import ArtifactType
from kg.readers.base.input_stream import Fault, Page

EPOCH = {
    "name": "Model", "organisation": "Organization", "date": "Publication date", "link": "Link",
}  # fmt: skip
_DELIMITERS = ",\t;|"
_MOST_COLUMNS = 300
_LONGEST = 100  # characters of a cell in a message


def read(
    page: Page, fault: Fault, options: ListOptions, usual: Mapping[str, str] | None = None
) -> Iterator[ListedArtifact]:
    """Yield the artifacts of a table.

    Args:
        usual: fields, and what their columns are called where the user says nothing; by default like the field.

    Raises:
        InputError: a column that was named is not there, or none holds the names.
    """
    rows = _rows(page, fault)
    _, header = next(rows, (0, []))
    places = _places_of_fields(page, header, options.columns, usual or {})
    for line, cells in rows:
        said = {field: cells[at].strip() if at < len(cells) else "" for field, at in places.items()}
        where = f"{page.path}:{line}"
        if not any(cells):
            continue
        try:
            yield _artifact_of_cells(where, said, _types_of_cell(said.get("type", "")) or options.types)
        except InputError as error:
            fault(InputError(error.problem, where=where, remedy=error.remedy))


def read_epoch(page: Page, fault: Fault, options: ListOptions) -> Iterator[ListedArtifact]:
    """Yield the models of Epoch's table."""
    return read(page, fault, ListOptions(options.types or (ArtifactType.MODEL,), options.columns), EPOCH)


def _rows(page: Page, fault: Fault) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the number of their last line."""
    first = page.head.decode("utf-8", "replace").splitlines()[:1]
    sign = max(_DELIMITERS, key=first[0].count) if first else ","
    reader = csv.reader((text + "\n" for _, text in page.lines(fault)), delimiter=sign)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            where = f"{page.path}:{reader.line_num}"
            fault(InputError(f"the row is broken ({error})", where=where, remedy="close its quotation marks"))
            return
        yield reader.line_num, row


def _places_of_fields(
    page: Page, header: list[str], columns: Mapping[str, str], usual: Mapping[str, str]
) -> dict[str, int]:
    names = [name.strip() for name in header[:_MOST_COLUMNS]]
    places: dict[str, int] = {}
    for field in FIELDS:
        wanted = columns.get(field)
        if wanted is not None and wanted not in names:
            remedy = offer_of_names(wanted, names, listing="the first line of the file")
            raise InputError(f"the table has no column {wanted!r}", where=page.path, remedy=remedy)
        called = (wanted or usual.get(field, field)).lower()
        fits = [at for at, name in enumerate(names) if name == wanted or (wanted is None and name.lower() == called)]
        if fits:
            places[field] = fits[0]
    if "name" not in places:
        remedy = "say which: --column name=COLUMN"
        raise InputError("no column of the table holds the names", where=page.path, remedy=remedy)
    return places


def _types_of_cell(cell: str) -> tuple[ArtifactType, ...]:
    words = list(filter(None, (part.strip().lower() for part in cell.replace(",", "|").split("|"))))
    for word in words:
        if word not in set(ArtifactType):
            raise InputError(f"{word[:_LONGEST]!r} is no type", remedy="write " + ", ".join(ArtifactType))
    return tuple(dict.fromkeys(map(ArtifactType, words)))


def _artifact_of_cells(where: str, said: Mapping[str, str], types: tuple[ArtifactType, ...]) -> ListedArtifact:
    if not types:
        remedy = "name the column that does (--column type=…), or say what all are (--type)"
        raise InputError(f"nothing says what {said['name'][:_LONGEST]!r} is", remedy=remedy)
    link = said.get("link", "")
    is_paper = arxiv_id(link) is not None
    return ListedArtifact(
        where,
        said["name"],
        types,
        aliases=tuple(filter(None, (alias.strip() for alias in said.get("aliases", "").split("|")))),
        organisation=said.get("organisation", "").partition(",")[0].strip(),
        date=said.get("date", ""),
        hub_id=said.get("hub_id", ""),
        paper=said.get("arxiv", "") or (link if is_paper else ""),
        url=said.get("url", "") or ("" if is_paper else link),
    )
