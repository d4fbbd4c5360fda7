"""The categories of arXiv: their codes, names, and the archive that each is part of."""

from __future__ import annotations

from functools import cache

from kg.catalogue.authority_table import authority_rows


@cache
def category_names() -> dict[str, str]:
    """Read the names of all categories and archives by their codes.

    >>> category_names()["cs.CL"], category_names()["cs"]
    ('Computation and Language', 'Computer Science')
    """
    return dict(authority_rows("categories.tsv"))


def archive_of_category(code: str) -> str | None:
    """Return the archive that a category is part of; None for an archive, which is part of nothing.

    >>> archive_of_category("cs.CL"), archive_of_category("quant-ph")
    ('cs', None)
    """
    archive, dot, _ = code.partition(".")
    return archive if dot else None
