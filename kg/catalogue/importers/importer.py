"""Importing the extended tier: facts of registries to ``extended.tsv``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.entry_table import COLUMNS, data_folder
from kg.catalogue.importers.fact_merge import merge_facts
from kg.catalogue.importers.facts import LICENCES, Fact, read_facts
from kg.catalogue.importers.packages import installed_facts
from kg.ground.errors import CatalogueError
from kg.ground.files.targets import open_target


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import made: the number of rows, and of facts passed over by reason."""

    rows: int
    passed_over: Mapping[str, int]


def import_registry(
    folder: Path | None,
    out: Path,
    *,
    common_words: Collection[str],
    packages: Sequence[str] = (),
    core: Path | None = None,
) -> ImportReport:
    """Write the extended tier out of tables of facts and installed packages; the same input gives the same bytes.

    Args:
        folder: a folder of tables of facts, or None for none.
        out: the table to write, by convention ``extended.tsv`` beside the core tables.
        common_words: lower-case words that abstracts use as common words; names made of them alone are left out.
        packages: installed packages to read facts from (see ``packages.EXTRACTORS``); they replace the tables' facts
            about the same package.
        core: the folder of the core tables; by default those that ship.

    Raises:
        CatalogueError: there is nothing to import, or a table has faults.
        MissingExtraError: a package is not installed.
        OutputError: the table cannot be written.
    """
    if folder is None and not packages:
        raise CatalogueError("there is nothing to import", remedy="name a folder of tables, or installed packages")
    facts: list[Fact] = [fact for package in packages for fact in installed_facts(package)]
    if folder is not None:
        facts += [fact for fact in read_facts(folder) if fact.package not in packages]
    licensed = [fact for fact in facts if fact.package in LICENCES]
    catalogue = load_catalogue(data_folder() if core is None else core, tiers=("core",))
    rows, passed_over = merge_facts(licensed, catalogue, common_words)
    passed_over["its registry is not used"] = len(facts) - len(licensed)
    lines = ["\t".join(COLUMNS), *("\t".join(row[column] for column in COLUMNS) for row in rows)]
    with open_target(out) as file:
        file.write(("\n".join(lines) + "\n").encode())
    return ImportReport(len(rows), dict(sorted(passed_over.items())))
