"""Importing lists of artifacts into a user's layer: files in, one table of the layer out, and a word on every row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.entry_table import faults_error
from kg.catalogue.layer.layer_file import put_table
from kg.catalogue.layer.layered_catalogue import lay_over
from kg.catalogue.layer.own_layer import layer_of_rows, layer_rows
from kg.catalogue.lists.list_formats import LIST_FORMATS
from kg.catalogue.lists.list_review import ListReview, review_list
from kg.catalogue.lists.listed_artifact import ListedArtifact, ListOptions
from kg.catalogue.lists.suspicion import RowNote, Suspicion
from kg.ground.errors import CatalogueError, InputError, offer_of_names
from kg.ground.text import tidy
from kg.readers.base.open_files import open_pages


@dataclass(frozen=True, slots=True)
class ListImport:
    """What is to be imported.

    Attributes:
        paths: files, packed or not. format: one of ``LIST_FORMATS``. options: what the user says of them.
        source: what the rows name as their source; by default the format and the files' names.
        table: the file of the layer, by default named after the format. take: reasons for which no row is held back.
    """

    paths: Sequence[Path]
    format: str
    options: ListOptions = field(default_factory=ListOptions)
    source: str = ""
    table: str = ""
    take: Collection[Suspicion] = ()

    @property
    def file(self) -> str:
        """The name of the table that is written."""
        return self.table or f"imported-{self.format}.tsv"


def import_list(
    job: ListImport, folder: Path, common_words: Collection[str], *, dry_run: bool = False
) -> ListReview:  # fmt: skip
    """Review lists beside the catalogue and a layer, and write what may be taken as a table of the layer.

    The table of an earlier import under its name is replaced; the same input gives the same bytes.

    Args:
        folder: of the layer, made where it does not exist. common_words: lower-case words that abstracts use so.
        dry_run: whether nothing is written.

    Raises:
        CatalogueError: there is no such format, or the layer has faults. InputError: a file cannot be opened, or has
            another form.
    """
    if job.format not in LIST_FORMATS:
        remedy = offer_of_names(job.format, LIST_FORMATS, listing="paperatlas catalogue import --help")
        raise CatalogueError(f"there is no list format {job.format!r}", remedy=remedy)
    if Path(job.file).name != job.file or not job.file.endswith(".tsv"):
        raise CatalogueError(f"{job.file!r} is no name of a table", remedy="name a file of the layer, ending with .tsv")
    faults: list[InputError] = []
    listed = _listed_artifacts(job, faults)
    catalogue = _catalogue_beside(folder, job.file)
    source = tidy(job.source) or f"{job.format}: {', '.join(path.name for path in job.paths)}"
    review = review_list(listed, catalogue, common_words, source=source, take=job.take)
    review.notes += [RowNote(fault.where or "", "", Suspicion.UNREADABLE, fault.problem) for fault in faults]
    review.listed += len(faults)
    if not dry_run:
        put_table(folder, job.file, list(review.rows.values()), load_catalogue())
    return review


def _listed_artifacts(job: ListImport, faults: list[InputError]) -> Iterator[ListedArtifact]:
    read = LIST_FORMATS[job.format]
    for path in job.paths:
        for page in open_pages(path):
            if isinstance(page, InputError):
                faults.append(page)
            else:
                yield from read(page, faults.append, job.options)


def _catalogue_beside(folder: Path, table: str) -> Catalogue:
    """Load what ships, with the other tables of the layer over it."""
    shipped = load_catalogue()
    if not folder.is_dir():
        return shipped
    rows, row_faults = layer_rows(folder, without=table)
    if row_faults:
        raise faults_error(row_faults, folder)
    return lay_over(shipped, layer_of_rows(rows) if rows else None)
