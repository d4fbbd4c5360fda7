"""``catalogue import``: lists into the user's layer, or registries to an extended table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from kg.catalogue.lists.listed_artifact import FIELDS, FORMATS
from kg.catalogue.lists.suspicion import Suspicion
from kg.cli.console import plain, print_json, print_table, say, standing_aside
from kg.cli.options import (
    FOLDER,
    PATH,
    TARGET,
    NamedChoice,
    catalogue_option,
    example,
    quiet_option,
    split_assignments,
)
from kg.cli.progress_display import progress
from kg.ground.files.standard_streams import output_name
from kg.ground.schema import ArtifactType

if TYPE_CHECKING:
    from kg.catalogue.lists.list_review import ListReview

_SHOWN = 20  # rows printed of what is suspicious; all of them with --report and --json
_TAKABLE = [reason.value for reason in Suspicion if reason.may_be_taken]


class _ListChoices(TypedDict):
    """What is said of a list."""

    format: str | None
    types: tuple[str, ...]
    columns: dict[str, str]
    source: str
    table: str
    take: tuple[str, ...]
    report: Path | None
    dry_run: bool
    as_json: bool


@click.command(
    "import",
    epilog=example(
        "paperatlas catalogue import methods.json.gz --format pwc-methods",
        "paperatlas catalogue import ours.csv --format table --column name=Model --type model --source 'our wiki'",
        "paperatlas catalogue import --package mteb --package timm --to extended.tsv",
    ),
)
@click.argument("files", nargs=-1, type=PATH)
@click.option("--format", type=NamedChoice(FORMATS), help="What the files are: " + ", ".join(FORMATS) + ".")
@click.option(
    "--type", "types", multiple=True, type=click.Choice([str(each) for each in ArtifactType]),
    help="What the artifacts are, where the list does not say; may be repeated.",
)  # fmt: skip
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=NAME",
    callback=lambda ctx, param, given: split_assignments(given, FIELDS, listing="docs/catalogue.md"),
    help=f"Of a table, the column that holds a field ({', '.join(FIELDS)}); may be repeated.",
)  # fmt: skip
@click.option("--source", default="", help="What the rows name as their source; by default format and file.")
@click.option("--table", default="", metavar="FILE", help="The table of your layer that is written, or written anew.")
@click.option(
    "--take", multiple=True, type=NamedChoice(_TAKABLE),
    help=f"Take rows that are suspicious for this reason: {', '.join(_TAKABLE)}; may be repeated.",
)  # fmt: skip
@click.option("--report", type=TARGET, help="Write every note on a row to this file, tab-separated.")
@click.option("--dry-run", is_flag=True, help="Report only; write nothing into the layer.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@catalogue_option
@click.option("--from", "folder", type=FOLDER, help="Folder of tables of facts, for --to.")
@click.option(
    "--package", "packages", multiple=True, help="Installed package to read facts from, for --to; repeatable."
)
@click.option("--to", "out", type=TARGET, help="Make an extended table of --from and --package; - for standard output.")
@quiet_option
def import_(
    files: tuple[Path, ...], folder: Path | None, packages: tuple[str, ...], out: Path | None, quiet: bool,
    **choices: Unpack[_ListChoices],
) -> None:  # fmt: skip
    """Import lists of artifacts into your layer, or make an extended table from registries.

    FILES are lists as people have them: methods, datasets and evaluation tables of the Papers with Code dump, Epoch's
    table of models, a listing of the hub's API, or any table whose columns you name. Rows that are suspicious are held
    back and reported, each with the reason; nothing is dropped without a word.

    With --to only facts of packages under permissive licences are taken, each row names its source, and what the core
    tables have is left out.
    """
    if out is not None and not files:
        _make_extended_table(folder, packages, out, quiet=quiet)
        return
    if not files or folder is not None or packages or out is not None:
        raise click.UsageError("give FILES and --format, or --to with --from or --package.")
    if choices["format"] is None:
        raise click.UsageError("say what the files are: --format " + ", ".join(FORMATS) + ".")
    _import_lists(files, choices, quiet=quiet)


def _import_lists(files: tuple[Path, ...], choices: _ListChoices, *, quiet: bool) -> None:
    from kg.catalogue.layer.layer_file import folder_to_write
    from kg.catalogue.lists.list_import import ListImport, import_list
    from kg.catalogue.lists.listed_artifact import ListOptions
    from kg.linker.text.word_shape import common_words

    options = ListOptions(tuple(map(ArtifactType, choices["types"])), choices["columns"])
    take = [Suspicion(each) for each in choices["take"]]
    job = ListImport(files, choices["format"] or "", options, choices["source"], choices["table"], take)
    layer = folder_to_write()
    with progress(quiet=quiet) as bar:
        bar.start("import")
        review = import_list(job, layer, common_words(), dry_run=choices["dry_run"])
    if choices["report"] is not None:
        _write_report(review, choices["report"])
    where = "would be written" if choices["dry_run"] else f"written to {layer / job.file}"
    if choices["as_json"]:
        print_json(_review_as_json(review))
    else:
        with standing_aside(choices["report"]):
            _print_review(review)
    say(f"{review.listed} listed; {len(review.rows)} rows {where}.")


def _review_as_json(review: ListReview) -> dict[str, object]:
    notes = [
        {"place": note.place, "name": note.name, "reason": note.suspicion.value, "detail": note.detail,
         "held_back": note.suspicion.holds}
        for note in review.notes
    ]  # fmt: skip
    counts = {reason.value: count for reason, count in review.counts().items()}
    return {"listed": review.listed, "rows": sorted(review.rows), "counts": counts, "notes": notes}


def _print_review(review: ListReview) -> None:
    rows = [
        (reason.value, count, "held back" if reason.holds else "taken", reason.label)
        for reason, count in review.counts().items()
    ]
    print_table(("reason", "rows", "what", "meaning"), rows)
    quiet = (Suspicion.KNOWN, Suspicion.RENAMED, Suspicion.TYPE_NOUN)
    loud = [note for note in review.notes if note.suspicion not in quiet]
    for note in loud[:_SHOWN]:
        detail = f" ({note.detail})" if note.detail else ""
        click.echo(plain(f"{note.place}: {note.name or 'a row'}: {note.suspicion.value}{detail}"))
    if len(loud) > _SHOWN:
        say(f"{len(loud) - _SHOWN} more; --report FILE has them all.")


def _write_report(review: ListReview, path: Path) -> None:
    from kg.ground.files.targets import open_target

    lines = ["place\tname\treason\theld back\tdetail"]
    for note in review.notes:
        cells = (note.place, note.name, note.suspicion.value, "yes" if note.suspicion.holds else "no", note.detail)
        lines.append("\t".join(map(plain, cells)))
    with open_target(path) as file:
        file.write(("\n".join(lines) + "\n").encode())


def _make_extended_table(folder: Path | None, packages: tuple[str, ...], out: Path, *, quiet: bool) -> None:
    from kg.catalogue.importers.importer import import_registry
    from kg.linker.text.word_shape import common_words

    with progress(quiet=quiet) as bar:
        bar.start("import")
        report = import_registry(folder, out, common_words=common_words(), packages=packages)
    with standing_aside(out):
        print_table(("passed over because", "facts"), list(report.passed_over.items()))
    say(f"{report.rows} rows written: {output_name(out)}")
