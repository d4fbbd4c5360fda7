"""Options that several commands share, so that each means the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.ground.errors import offer_of_names
from kg.ground.files.standard_streams import STANDARD

if TYPE_CHECKING:
    from kg.rdf.remote.endpoint import Endpoint

_STANDARD = str(STANDARD)
_Given = str | os.PathLike[str]


class _FileParameter(click.Path):
    """A file that need not exist: what is wrong with it is said by the function that opens it."""

    def convert(self, value: _Given, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not os.fsdecode(value):  # a variable of a shell that is not set; a Path would name the working folder
            self.fail("an empty text names no file; the folder here is '.'", param, ctx)
        path = Path(os.fsdecode(value))
        # "./-" is the file of this name; a Path forgets the folder in front.
        return path.absolute() if path == STANDARD and os.fsdecode(value) != _STANDARD else path


class _SourceParameter(_FileParameter):
    def convert(self, value: _Given, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = super().convert(value, param, ctx)
        if path == STANDARD and ctx is not None:
            if ctx.meta.get(_READ):
                self.fail("standard input can be read only once.", param, ctx)
            ctx.meta[_READ] = True
        return path


class _FolderParameter(_FileParameter):
    def convert(self, value: _Given, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = super().convert(value, param, ctx)
        if path == STANDARD:
            self.fail("a folder cannot be standard input or output; ./- is a folder of this name.", param, ctx)
        return path


class _PlaceParameter(_FolderParameter):
    """A folder of this machine, or an address (``s3a://bucket/graph``), whose text stays as it is."""

    def convert(  # type: ignore[override]
        self, value: _Given, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        text = os.fsdecode(value)
        return text if "://" in text else super().convert(value, param, ctx)


if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:  # generic since click 8.2 only
    _Choice = click.Choice


class NamedChoice(_Choice):
    """One of many names: what is none of them is answered with the nearest, and not with all."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(super().convert(str(value), param, ctx))
        except click.BadParameter as error:
            program = ctx.command_path if ctx is not None else "the program"
            offer = offer_of_names(str(value), list(self.choices), listing=f"{program} --help")
            raise click.BadParameter(f"there is no {str(value)!r}; {offer}", ctx, param) from error


_READ = "kg.cli.options.standard_input"  # in the context: whether a parameter has standard input
#: A file to read; "-" is standard input.
PATH = _SourceParameter()
#: A file to write; "-" is standard output.
TARGET = _FileParameter()
#: A folder.
FOLDER = _FolderParameter()
#: A folder, or an address that a cluster knows.
PLACE = _PlaceParameter()

output_option = click.option(
    "-o", "--output", type=FOLDER, default=Path("output"), show_default=True, help="Folder of the graph."
)
format_option = click.option(
    "--format", metavar="NAME", help="Format of the files (see formats); by default seen from their content."
)
record_path_option = click.option(
    "--path", "record_path", metavar="KEYS",
    help="Keys that lead to the papers in a JSON file, e.g. data.items; by default they are found.",
)  # fmt: skip


def _split_columns(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read and check what ``--column FIELD=NAME`` says."""
    from kg.readers.tables.table_columns import FIELDS

    return split_assignments(given, FIELDS, what="a field of a paper", listing="docs/formats.md")


def split_assignments(
    given: Iterable[str], fields: Collection[str], *, what: str = "a field", listing: str
) -> dict[str, str]:
    """Read and check options of the form ``FIELD=NAME``.

    Args:
        what: says what a field is of. listing: what lists all fields.
    """
    columns: dict[str, str] = {}
    for text in given:
        field, sign, name = text.partition("=")
        if not sign or not name or field not in fields:
            remedy = offer_of_names(field, fields, listing=listing)
            raise click.BadParameter(f"{text!r} is not FIELD=NAME with {what}; {remedy}.")
        columns[field] = name
    return columns


identify_option = click.option(
    "--identify", type=FOLDER, metavar="FOLDER",
    help="Index of titles (see identify make) that says who papers are that have no arXiv id.",
)  # fmt: skip
column_option = click.option(
    "--column", "columns", multiple=True, metavar="FIELD=NAME", callback=_split_columns,
    help="The column of a table (CSV, Parquet) that holds a field, where its name does not tell; may be repeated.",
)  # fmt: skip
strict_option = click.option("--strict", is_flag=True, help="Stop at a record that cannot be read.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
processes_option = click.option(
    "--processes", type=click.IntRange(min=0), default=1, show_default=True, metavar="N",
    help="Processes that link papers at the same time, with the same result; 0 is one for each core.",
)  # fmt: skip


endpoint_option = click.option(
    "--endpoint", metavar="URL", help="Ask the store that takes SPARQL queries there, instead of a built graph."
)
endpoint_graph_option = click.option(
    "--graph", metavar="IRI", help="With --endpoint: ask this named graph; by default the default graph of the store."
)


def chosen_endpoint(url: str | None, graph: str | None, timeout: float | None = None) -> Endpoint | None:
    """Make the endpoint that ``endpoint_option`` and ``endpoint_graph_option`` name; None where they name none.

    Raises:
        QueryError: they are no address or no IRI.
    """
    if url is None:
        if graph is not None:
            raise click.UsageError("--graph needs --endpoint; a built folder has one graph.")
        return None
    from kg.rdf.remote.endpoint import TIMEOUT, Endpoint

    return Endpoint(url, timeout or TIMEOUT, graph or "")


def example(*lines: str) -> str:
    """Write the example at the end of a command's help, each line as it is typed."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


corrections_option = click.option(
    "--corrections", type=PATH, help="TSV file of corrections; by default corrections.tsv of the output folder."
)


#: Kinds of stores, as ``kg.publish.store_addresses.STORE_KINDS`` has them; ``--help`` does not wait for that module.
STORES = ("single", "oxigraph", "fuseki", "qlever", "graphdb", "virtuoso", "paperatlas")


def _set_layer(ctx: click.Context, _: click.Parameter, given: str | None) -> None:
    """Put the layer that was given in force until the command ends, also for the processes that it starts."""
    if given is None:
        return
    from kg.catalogue.layer.own_layer import NO_LAYER, VARIABLE

    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = given if given == NO_LAYER else str(Path(given).absolute())

    @ctx.call_on_close
    def _restore() -> None:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


catalogue_option = click.option(
    "--catalogue", metavar="DIR", expose_value=False, callback=_set_layer,
    help="Your own layer of the catalogue: a folder of tables; none for the catalogue as it ships.",
)  # fmt: skip


PROFILE = click.Choice(["full", "lean"])
