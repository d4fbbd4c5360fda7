"""Two CSV tables (RFC 4180, UTF-8): ``nodes.csv`` and ``edges.csv``, for spreadsheets and data frames.

1. Lists of texts are joined with " | ", lists of records are JSON.
2. A cell that a spreadsheet would run as a formula gets an apostrophe in front
   (https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers.
3. An arXiv id is written ``arXiv:2401.00010``, as it is cited: a column of ids alone is one of numbers to every program
   that looks at values, in quotes or not, and 2401.0001 is another paper.
4. A byte order mark stands in front: without one Excel reads no letter beyond ASCII. pandas, Polars, DuckDB and R's
   readr leave it out of the first column's name; Python's csv does with the encoding ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from kg.export.flat_graph import json_text
from kg.graph.networks import Network
from kg.ground.errors import OutputError
from kg.ground.files.standard_streams import STANDARD
from kg.ground.files.targets import open_target

NODE_COLUMNS = (
    "id", "kind", "label", "types", "date", "year", "organisation", "authors", "author_count", "comments", "upvotes",
    "submitter", "listed", "venue", "categories", "keywords", "arxiv", "doi", "identifiers", "code", "abstract",
    "urls", "sources", "aliases", "former", "variant_of", "family", "hub_id", "url",
    "known", "alt_labels", "definition", "candidate", "paper", "model", "on", "metric", "value", "unit",
    "kind_of_result", "compared_with", "higher_is_better", "low", "bound", "model_role", "condition", "comparable",
    "confidence", "evidence", "orcid", "named_only", "ror", "wikidata", "part_of", "full_name", "track", "series",
)  # fmt: skip
EDGE_COLUMNS = (
    "id",
    "source",
    "predicate",
    "target",
    "confidence",
    "type",
    "asserted",
    "parts",
    "evidence",
    "corrections",
)
# The last four are the full-width forms, which spreadsheets of East Asia take for the others.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def write_tables(graph: Network, folder: Path) -> None:
    """Write ``nodes.csv`` and ``edges.csv`` into the folder, which is made where it does not exist.

    Raises:
        OutputError: it is no folder, or cannot be written.
    """
    _make_table_folder(folder)
    nodes = ({"id": node, **attributes} for node, attributes in graph.nodes(data=True))
    edges = (
        {"id": key, "source": source, "target": target, **attributes}
        for source, target, key, attributes in graph.edges(keys=True, data=True)
    )
    # Both are written before one takes its place: a fault leaves two old tables, not one.
    with open_target(folder / "nodes.csv") as node_file, open_target(folder / "edges.csv") as edge_file:
        _write_table_rows(node_file, NODE_COLUMNS, nodes)
        _write_table_rows(edge_file, EDGE_COLUMNS, edges)


def _make_table_folder(folder: Path) -> None:
    if folder == STANDARD:
        remedy = "name a folder, or take a format of one file (json)"
        raise OutputError("csv is a folder with two tables", where="standard output", remedy=remedy)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError("this is no folder, and csv is one", where=folder, remedy="name another") from error
    except OSError as error:
        problem = f"the folder cannot be made: {error.strerror}"
        raise OutputError(problem, where=folder, remedy="name another") from error


def _write_table_rows(raw: BinaryIO, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    file = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(_distinct_from_number(column, row.get(column))) for column in columns] for row in rows)
    file.detach()  # written to the end, and left open


def _distinct_from_number(column: str, value: object) -> object:
    """Write the value so that no program takes it for a number where it is none."""
    return f"arXiv:{value}" if column == "arxiv" and value else value


def cell(value: object) -> str:
    """Write the value as the text of a cell that no spreadsheet runs.

    >>> cell("=SUM(A1)"), cell("-1.5"), cell(["a", "b"]), cell(None), cell(True)
    ("'=SUM(A1)", '-1.5', 'a | b', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = " | ".join(value) if all(isinstance(item, str) for item in value) else json_text(value)
    text = str(value)
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
