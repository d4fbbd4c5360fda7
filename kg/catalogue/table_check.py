"""Checking a catalogue: every fault of its tables, together.

A name that two rows of one tier share is a fault unless all of them but one say that it needs context (the mark ``?``
before an alias, cue words in ``context`` for the name): otherwise nothing could tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

from kg.catalogue.entries import Fault
from kg.catalogue.entry_table import COLUMNS, TIERS, Row, data_folder, parse_table, tier_files
from kg.catalogue.lineage import lineage_faults
from kg.ground.identifiers import SLUG, arxiv_id
from kg.ground.schema import ArtifactType
from kg.ground.text import fold, tidy

_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
# https://huggingface.co/docs/huggingface_hub: letters, digits, "-", "_" and "." in both halves, 96 characters at most
_HUB_ID = re.compile(r"[\w-][\w.-]{0,95}/[\w.-]{1,96}", re.ASCII)
_URL = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?::\d+)?(?:/\S*)?", re.I)
_TYPES = tuple(type_.value for type_ in ArtifactType)


def check_catalogue(folder: Path | None = None) -> list[Fault]:
    """Find all faults of the tables in a folder, or of those that ship with the package.

    They are sorted; there may be none.
    """
    folder = data_folder() if folder is None else folder
    faults: list[Fault] = []
    files: list[Path] = []
    known: set[str] = set()
    for tier in TIERS:
        rows: list[Row] = []
        for path in tier_files(folder, tier):
            found, form_faults = parse_table(path.name, path.read_bytes())
            faults += form_faults
            faults += _order_faults(found)
            rows += found
            files.append(path)
        known |= {row.id for row in rows}
        faults += [fault for row in rows for fault in own_faults_of_row(row)]
        faults += repeated_id_faults(rows)
        faults += _name_faults(rows)
        faults += lineage_faults(rows, known)
    if not files:
        faults.append(Fault(str(folder), 0, "", "there are no catalogue tables", "name a folder with core-*.tsv"))
    for path in set(folder.glob("*.tsv")).difference(files):
        faults.append(Fault(path.name, 0, "", "the table belongs to no tier", "name it " + " or ".join(TIERS.values())))
    return sorted(faults)


def _order_faults(rows: list[Row]) -> list[Fault]:
    """Find rows of one file that do not stand in the order of their ids."""
    return [
        row.fault("id", f"{row.id!r} stands after {before.id!r}", "sort the rows by id")
        for before, row in pairwise(rows)
        if row.id < before.id
    ]


def repeated_id_faults(rows: list[Row]) -> list[Fault]:
    """Find rows with the id of a row before them."""
    first: dict[str, Row] = {}
    return [
        row.fault("id", f"{row.id!r} is taken by {owner.file}:{owner.line}", "merge the rows or give each its own id")
        for row in rows
        if (owner := first.setdefault(row.id, row)) is not row
    ]


def _name_faults(rows: list[Row]) -> list[Fault]:
    """Find names that more than one row claims without asking for context."""
    claims: dict[str, tuple[Row, str]] = {}
    faults = []
    for row in rows:
        certain = [] if row.context else [("name", row.name)]
        certain += [("aliases", alias) for alias in row.alias_cells() if not alias.startswith("?")]
        for field, name in certain:
            owner, spelled = claims.setdefault(fold(name), (row, name))
            if owner is not row:
                problem = f"{name!r} is also {spelled!r} of {owner.id!r} ({owner.file}:{owner.line})"
                faults.append(row.fault(field, problem, "merge the rows or let all but one need context"))
    return faults


def is_hub_id(text: str) -> bool:
    """Check whether a text has the form of an id on the hub, ``account/name``."""
    return _HUB_ID.fullmatch(text) is not None


def own_faults_of_row(row: Row) -> Iterator[Fault]:
    """Yield the faults that a row has on its own."""
    for field, cell in zip(COLUMNS, row[2:], strict=True):
        if cell != tidy(cell):
            yield row.fault(field, "the cell has needless spaces or invisible characters", "tidy it")
    if not SLUG.fullmatch(row.id):
        yield row.fault("id", f"{row.id!r} is no slug", "write lower-case letters, digits and single . + _ ~ -")
    if not fold(row.name):
        yield row.fault("name", "the name is empty", "fill it in")
    if not row.source:
        yield row.fault("source", "the source is missing", "write 'curated', or the package and version")
    types = row.types.split("|")
    if not set(types) <= set(_TYPES) or len(set(types)) < len(types):
        yield row.fault("types", f"{row.types!r} is not a list of types", f"use {'|'.join(_TYPES)}, each once")
    yield from _alias_faults(row)
    yield from _context_faults(row)
    yield from _identifier_faults(row)


def _alias_faults(row: Row) -> Iterator[Fault]:
    seen = {fold(row.name): row.name}
    for cell in row.alias_cells():
        alias = cell.removeprefix("?")
        key = fold(alias)
        if not key:
            yield row.fault("aliases", "an alias is empty", "leave it out")
        elif key in seen:
            yield row.fault("aliases", f"{alias!r} is the same name as {seen[key]!r}", "leave it out")
        seen.setdefault(key, alias)


def _context_faults(row: Row) -> Iterator[Fault]:
    cues = [cue.strip() for cue in row.context.split(",")] if row.context else []
    if not all(cues):
        yield row.fault("context", "a cue is empty", "leave it out")
    if "*" in cues and len(cues) > 1:
        yield row.fault("context", "'*' stands beside cue words", "write '*' alone or cue words alone")
    if row.context != row.context.lower():
        yield row.fault("context", "a cue has capitals", "write cues in lower case")


def _identifier_faults(row: Row) -> Iterator[Fault]:
    if row.date and not is_calendar_date(row.date):
        yield row.fault("date", f"{row.date!r} is no date", "write YYYY, YYYY-MM or YYYY-MM-DD")
    if row.arxiv_id and arxiv_id(row.arxiv_id) != row.arxiv_id:
        yield row.fault("arxiv_id", f"{row.arxiv_id!r} is no arXiv id", "write it like 2307.09288, without version")
    if row.hub_id and not is_hub_id(row.hub_id):
        yield row.fault("hub_id", f"{row.hub_id!r} is no hub id", "write it like meta-llama/Llama-2-7b")
    if row.url and not _URL.fullmatch(row.url):
        yield row.fault("url", f"{row.url!r} is no URL", "write it in full, with https://")


def is_calendar_date(text: str) -> bool:
    """Check whether a text is a date of a table: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, from 1900 on."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
    except ValueError:
        return False
    return True
