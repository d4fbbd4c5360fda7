"""Two CSV tables (RFC 4180, UTF-8): ``nodes.csv`` and ``edges.csv``, for spreadsheets and data frames.

Lists of texts are joined with " | ", lists of records are JSON. A cell that a spreadsheet would run as a formula gets
an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.export.flat import json_text
from kg.graph.networks import Network

NODE_COLUMNS = (
    "id", "kind", "label", "types", "date", "year", "organisation", "authors", "author_count", "comments", "upvotes",
    "arxiv", "doi", "abstract", "urls", "sources", "aliases", "former", "variant_of", "family", "hub_id", "url",
    "known", "alt_labels", "definition", "candidate", "paper", "model", "on", "metric", "value", "unit",
    "kind_of_result", "compared_with", "higher_is_better", "evidence",
)  # fmt: skip
EDGE_COLUMNS = ("id", "source", "predicate", "target", "confidence", "type", "evidence", "corrections")
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def write_tables(graph: Network, folder: Path) -> None:
    """Write ``nodes.csv`` and ``edges.csv`` into the folder, which is made where it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = ({"id": node, **attributes} for node, attributes in graph.nodes(data=True))
    _write(folder / "nodes.csv", NODE_COLUMNS, nodes)
    edges = (
        {"id": key, "source": source, "target": target, **attributes}
        for source, target, key, attributes in graph.edges(keys=True, data=True)
    )
    _write(folder / "edges.csv", EDGE_COLUMNS, edges)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(row.get(column)) for column in columns] for row in rows)


def cell(value: Any) -> str:
    """The value as the text of a cell that no spreadsheet runs.

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
