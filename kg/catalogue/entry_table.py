"""The form of a catalogue table: UTF-8, tab separated, a header line, thirteen columns.

Core tables (``core-*.tsv``) are curated by hand, extended ones (``extended*.tsv``) are imported from registries.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kg.catalogue.entries import Fault
from kg.ground.errors import CatalogueError

COLUMNS = (
    "id", "name", "types", "aliases", "variant_of", "family", "organisation", "date", "hub_id", "arxiv_id", "url",
    "context", "source",
)  # fmt: skip
TIERS = {"core": "core-*.tsv", "extended": "extended*.tsv"}
_SHOWN = 40  # faults spelled out in one message; a broken table may have thousands


class Row(NamedTuple):
    """A line of a table: where it stands (``line`` 1-based), and its cells as they are written."""

    file: str
    line: int
    id: str
    name: str
    types: str
    aliases: str
    variant_of: str
    family: str
    organisation: str
    date: str
    hub_id: str
    arxiv_id: str
    url: str
    context: str
    source: str

    def fault(self, field: str, problem: str, remedy: str) -> Fault:
        """Make a fault in a field of this row."""
        return Fault(self.file, self.line, field, problem, remedy)

    def alias_cells(self) -> list[str]:
        """Return the aliases as they are written, with the mark ``?`` of ambiguous ones."""
        return self.aliases.split("|") if self.aliases else []


def data_folder() -> Path:
    """Return the folder of the tables that ship with the package."""
    return Path(__file__).resolve().parent / "data"


def tier_files(folder: Path, tier: str) -> list[Path]:
    """Return the tables of a tier (``core`` or ``extended``), by name.

    Raises:
        CatalogueError: there is no such tier.
    """
    if tier not in TIERS:
        raise CatalogueError(f"there is no catalogue tier {tier!r}", remedy=f"take one of {', '.join(TIERS)}")
    return sorted(folder.glob(TIERS[tier]))


def parse_table(file: str, data: bytes) -> tuple[list[Row], list[Fault]]:
    """Read the rows of a table, and what is wrong with its form; lines that are no rows are left out.

    Args:
        file: the name to report faults under.
        data: the bytes of the file.
    """
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [], [Fault(file, line, "", "the file is not UTF-8", "save it as UTF-8")]
    if tuple(lines[0].split("\t")) != COLUMNS:
        return [], [Fault(file, 1, "", "the header is not the catalogue's", "write " + " ".join(COLUMNS) + ", tabbed")]
    if lines[-1] == "":
        lines.pop()
    rows, faults = [], []
    for number, text in enumerate(lines[1:], start=2):
        cells = text.split("\t")
        if len(cells) == len(COLUMNS):
            rows.append(Row(file, number, *cells))
        else:
            problem = f"{len(cells)} columns instead of {len(COLUMNS)}" if text else "the line is empty"
            faults.append(Fault(file, number, "", problem, "write one cell a column, tab between, none left out"))
    return rows, faults


def faults_error(faults: list[Fault], where: Path | None) -> CatalogueError:
    """Make one error that lists the faults together, the first of them in full."""
    listed = "\n".join(f"  {fault}" for fault in sorted(faults)[:_SHOWN])
    more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    noun = "fault" if len(faults) == 1 else "faults"
    return CatalogueError(f"the catalogue has {len(faults)} {noun}:\n{listed}{more}", where=where)
