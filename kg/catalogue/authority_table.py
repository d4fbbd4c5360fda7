"""The tables of names that are the same everywhere: categories, organisations, countries, venues.

Each is UTF-8, tab separated, with a header line and one cell for each column.
"""

from __future__ import annotations

from importlib.resources import files

from kg.ground.errors import CatalogueError


def authority_rows(file: str) -> list[list[str]]:
    """Read the rows of a table, without the header.

    Raises:
        CatalogueError: a row has fewer or more cells than the header.

    >>> authority_rows("categories.tsv")[0]
    ['acc-phys', 'Accelerator Physics']
    """
    text = files("kg.catalogue").joinpath("authorities", file).read_text(encoding="utf-8")
    header, *rows = [line.split("\t") for line in text.split("\n") if line]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise CatalogueError(
                f"line {number} has {len(row)} cells instead of {len(header)}", where=file,
                remedy="write one cell a column, tab between, none left out",
            )  # fmt: skip
    return rows
