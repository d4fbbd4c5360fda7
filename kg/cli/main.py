"""The program ``paperatlas``: its commands, and one place where errors become a line and an exit code.

Exit codes: 0 done, 1 it could not be done, 2 used wrongly, 130 stopped by Ctrl-C. A command's module is imported when
the command runs, so that ``--help`` costs no more than click.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from kg.ground.errors import PaperAtlasError
from kg.ground.machine.memory import memory_is_short, out_of_memory, require_memory
from kg.ground.version import __version__

#: Command to the module that holds it and the line that ``--help`` shows, in the order of a user's way.
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("kg.cli.make.build", "Build a knowledge graph from papers."),
    "add": ("kg.cli.make.add", "Add papers to a built graph; only new ones are linked."),
    "remove": ("kg.cli.change.remove", "Take papers out of a built graph, or all that was read from a file."),
    "update": (
        "kg.cli.change.update",
        "Bring a built graph up to date with its corrections, the catalogue and newer files.",
    ),
    "refresh": ("kg.cli.change.refresh", "Make page, report and network anew after add, remove or update."),
    "diff": ("kg.cli.change.diff", "Tell what two versions of a graph have gained, lost and changed."),
    "apply": ("kg.cli.change.apply", "Apply RDF Patches to a graph in a file or in a store elsewhere."),
    "fetch": ("kg.cli.make.fetch", "Fetch papers from public services, as files to build from."),
    "formats": ("kg.cli.look.formats", "List the formats that papers are read from."),
    "link": ("kg.cli.look.link", "Print what each paper is linked to, as JSON lines."),
    "query": ("kg.cli.look.query", "Ask a built graph in SPARQL, or by a saved query's name."),
    "queries": ("kg.cli.look.queries", "List the saved queries, or print one."),
    "view": ("kg.cli.look.view", "Open the interactive graph page."),
    "search": ("kg.cli.look.search", "Search papers, artifacts, topics and people by words."),
    "show": ("kg.cli.look.show", "Print a node, its links and the words they were read from."),
    "digest": ("kg.cli.tell.digest", "Tell what is new in a built graph, with the sentences that say it."),
    "watch": ("kg.cli.tell.watch", "Watch artifacts and topics, which digests then tell of first."),
    "stats": ("kg.cli.look.stats", "Print the counts of a built graph."),
    "export": ("kg.cli.make.export", "Write a built graph in another format."),
    "release": ("kg.cli.make.release", "Make a folder to publish from a built graph."),
    "publish": ("kg.cli.make.publish", "Put a built graph into another store, or write files for its loader."),
    "serve": ("kg.cli.look.serve", "Serve a built graph over HTTP."),
    "correct": ("kg.cli.change.correct", "Correct a built graph: write, list and undo corrections."),
    "review": ("kg.cli.change.review", "Ask what the graph is least sure of, one key for each answer."),
    "validate": ("kg.cli.make.validate", "Check a graph against the SHACL shapes."),
    "verify": ("kg.cli.make.verify", "Check that a built graph's files are whole, and mend them."),
    "explain": ("kg.cli.look.explain", "Print why a name in a paper was linked, or was not."),
    "identify": ("kg.cli.look.identify", "Say which paper a title is of, by an index on this machine."),
    "evaluate": ("kg.cli.quality.evaluate", "Score the linker, or given predictions, against annotated papers."),
    "train": ("kg.cli.quality.train", "Train the linker's models on annotated papers."),
    "catalogue": (
        "kg.cli.catalogue.catalogue",
        "Look after the catalogue of known artifacts, and your own layer of it.",
    ),
}
_DEBUG = "PAPERATLAS_DEBUG"
# Commands that load OpenBLAS, which ends the process where it has less than this many bytes of address space.
_LINKING, _LINKER = {"build", "add", "remove", "update", "refresh", "link", "explain", "evaluate", "train"}, 160 << 20
_HEADROOM = 128 << 20  # bytes; with less, what went wrong is taken for want of memory
# Of an error without a file's name: printing, or writing to a file that has none.
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})


class _ReaderHasEnough(Exception):
    """Standard output was closed by its reader; click itself would end such a program with the exit code 1."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it or to print its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in _LINKING:
            require_memory(_LINKER, "the linker")
        command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderHasEnough from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: paperatlas build PAGE.txt, then paperatlas view. Without files, build makes the example.",
)
@click.version_option(__version__, prog_name="paperatlas")
@click.option("--debug", is_flag=True, help="Show the stack of an unexpected error.")
def cli(debug: bool) -> None:
    """Build and query a knowledge graph of machine-learning papers, from their titles and abstracts.

    Models, datasets, benchmarks, methods and topics, each link with the exact words it was read from: as RDF with
    SPARQL, as NetworkX graphs, and as one page that works offline.
    """
    if debug:
        os.environ[_DEBUG] = "1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; ``arguments`` are the process's own by default."""
    try:
        result = cli.main(args=arguments, prog_name="paperatlas", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except PaperAtlasError as error:
        _raise_in_debug(error)
        return _fail_with_message(str(error))
    except (KeyboardInterrupt, click.Abort):
        _fail_with_message("stopped; what the last build made is untouched")
        from kg.cli.progress_display import INTERRUPTED

        return INTERRUPTED
    except (BrokenPipeError, _ReaderHasEnough):
        _forget_output()  # as with `paperatlas link FILE | head`
        return 0
    except Exception as error:
        _raise_in_debug(error)
        if isinstance(error, OSError) and error.filename is None:
            _forget_output()  # it may be what failed
            if error.errno in _FULL:
                what = "standard output, or a temporary file,"
                return _fail_with_message(
                    f"{what} cannot be written: {error.strerror}; free space, or send the output elsewhere"
                )
        if (known := _error_of_machine(error)) is not None:
            return _fail_with_message(str(known))
        return _fail_with_message(
            f"unexpected error: {type(error).__name__}: {error}; `paperatlas --debug …` shows where"
        )
    return result if isinstance(result, int) else 0


def _error_of_machine(error: Exception) -> PaperAtlasError | None:
    """Find the error of the machine, not of the program, that an exception stands for: a full disk, short memory."""
    # Where memory is short, libraries fail in ways of their own, an import for instance.
    if isinstance(error, MemoryError) or memory_is_short(_HEADROOM):
        return out_of_memory()
    if isinstance(error, OSError) and error.strerror:
        where = error.filename if isinstance(error.filename, str) else None
        return PaperAtlasError(error.strerror, where=where, remedy="mend that, then try again")
    return None


def _raise_in_debug(error: Exception) -> None:
    if os.environ.get(_DEBUG):
        raise error


def _forget_output() -> None:
    """Lose what still waits to be written to standard output: Python would complain once more on exit."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):  # it stands for no file where another program has put it in its place
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail_with_message(message: str) -> int:
    click.echo(f"paperatlas: {message}", err=True)
    return 1
