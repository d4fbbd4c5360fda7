"""``correct``: lines of the corrections, written without a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.change.person import name_of_person, way_to_apply, when_option, who_option
from kg.cli.console import plain, print_table, say
from kg.cli.options import example, output_option

if TYPE_CHECKING:
    from kg.graph.correction.corrections import Correction
    from kg.review.checked_lines import CheckedLines, GraphOfLines

_ALL = ("*", "all")
_SHOWN = 5  # changes that are printed
_SUBJECT = "PAPER is an arXiv id, DOI, id or title; all stands for all papers."
# Each form: the action of the table, its arguments, and its help.
_FORMS: dict[str, tuple[str, str, str]] = {
    "link": ("same", "PAPER ARTIFACT NAME", "What the paper calls so is another artifact: that of this name."),
    "type": ("retype", "PAPER ARTIFACT TYPE", "The artifact is of another type: model, dataset, benchmark or method."),
    "role": ("role", "PAPER ARTIFACT ROLE", "The paper does something else with the artifact."),
    "same": ("same", "PAPER ARTIFACT NAME", "Two names are one artifact; of all papers: everywhere."),
    "different": ("different", "PAPER ARTIFACT NAME", "It is another artifact, which gets this new name."),
    "rename": ("rename", "ARTIFACT NAME", "The artifact is called so everywhere; its IRI stays."),
    "alias": ("alias", "ARTIFACT NAME", "The artifact has this further name; what is called so is the artifact."),
    "reject": ("reject", "PAPER ARTIFACT [ROLE]", "The link is wrong; also for a topic (topic/scaling-law)."),
    "accept": ("accept", "PAPER ARTIFACT [ROLE|TYPE]", "The link is right, with this role and type."),
    "add": ("accept", "PAPER ARTIFACT [ROLE|TYPE]", "The paper has a link that was not found; its words stand in it."),
    "paper-is": ("paper-is", "PAPER ID", "The paper has this arXiv id or DOI."),
    "paper-is-not": ("paper-is-not", "PAPER ID", "The paper does not have this arXiv id or DOI."),
    "same-work": ("same-work", "PAPER PAPER", "Both papers are one work; of two ids the second's is its id."),
    "different-works": ("different-works", "PAPER PAPER", "They are two works, although they have one title."),
}
_FOR_ALL = ("rename", "alias")


@click.group(
    epilog=example(
        "paperatlas correct role 2405.13729 GSM8K trainsOn --note 'section 3'",
        "paperatlas correct same all 'Massive Multitask LU' MMLU",
        "paperatlas correct undo",
    )
)
def correct() -> None:
    """Correct a built graph: write, list and undo corrections.

    A line goes into corrections.tsv of the folder, after it was held against the graph: names that it does not have, or
    that are ambiguous, lines that would change nothing, and lines that contradict an earlier one are refused.
    """


@correct.command("list", epilog=example("paperatlas correct list --json"))
@output_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(output: Path, as_json: bool) -> None:
    """List the corrections of a folder, with the numbers of their lines."""
    import orjson

    from kg.graph.correction.corrections import COLUMNS, CORRECTIONS
    from kg.graph.correction.undone_lines import corrections_by_line, line_number

    known = corrections_by_line(output / CORRECTIONS)
    rows = [{"line": line_number(one), **{name: getattr(one, name) for name in COLUMNS}} for one in known]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    else:
        print_table(("line", *COLUMNS), [tuple(row.values()) for row in rows])


@correct.command(epilog=example("paperatlas correct undo", "paperatlas correct undo 7"))
@click.argument("line", type=click.IntRange(min=1), required=False)
@output_option
@who_option
@when_option
def undo(line: int | None, output: Path, who: str | None, when: str) -> None:
    """Undo the last correction, or that of a numbered LINE; it stays in the file as a comment."""
    from kg.graph.correction.corrections import CORRECTIONS
    from kg.graph.correction.undone_lines import line_number, undo_correction

    undone = undo_correction(output / CORRECTIONS, name_of_person(who), when, number=line)
    click.echo(f"{line_number(undone)}\t{plain(undone.provenance())}")
    say(f"Undone; it is a comment of {CORRECTIONS} now. To apply it: {way_to_apply(output)}")


def _write_lines(
    action: str, cells: dict[str, str], output: Path, who: str | None, when: str, note: str, anyway: bool
) -> None:
    from kg.graph.correction.corrections import CORRECTIONS, Action, add_corrections
    from kg.graph.correction.undone_lines import corrections_by_line
    from kg.ground.errors import CorrectionError
    from kg.review.checked_lines import checked_lines

    path = output / CORRECTIONS
    given = {**cells, "who": name_of_person(who), "when": when, "note": note}
    checked = checked_lines(_graph_of_folder(output, corrections_by_line(path)), Action(action), given, anyway=anyway)
    lines = add_corrections(path, checked.rows)
    if not lines:
        raise CorrectionError("the line is there already", where=path, remedy="paperatlas correct list shows it")
    for line in lines:
        click.echo(line)
    _tell_changes(checked)
    say(f"Written to {path}. To apply it: {way_to_apply(output)}")


def _tell_changes(checked: CheckedLines) -> None:
    for change in checked.changes[:_SHOWN]:
        say(f"  {plain(change)}")
    if len(checked.changes) > _SHOWN:
        say(f"  … and {len(checked.changes) - _SHOWN:,} more")
    if checked.papers > 1:
        say(f"  in {checked.papers:,} papers")


def _graph_of_folder(output: Path, corrections: Sequence[Correction]) -> GraphOfLines:
    from kg.atlas.atlas import Atlas
    from kg.atlas.linked_papers import READINGS
    from kg.catalogue.layer.layered_catalogue import layered_catalogue
    from kg.graph.correction.corrections import CORRECTIONS, check_addition
    from kg.review.checked_lines import GraphOfLines

    atlas = Atlas(output)
    return GraphOfLines(
        atlas.store,
        atlas.manifest.base,
        lambda: atlas.open_file(READINGS),
        layered_catalogue,
        partial(check_addition, output / CORRECTIONS),
        corrections,
    )


def _cells_of_words(form: str, words: Sequence[str]) -> dict[str, str]:
    """Sort the words of a form into columns.

    Raises:
        click.UsageError: there are too few or too many.
    """
    _, arguments, _ = _FORMS[form]
    names = arguments.split()
    if form in _FOR_ALL:
        if len(words) == len(names) + 1 and words[0] in _ALL:
            words = words[1:]
        names = ["*", *names]
        words = ["*", *words]
    needed = sum(not name.startswith("[") for name in names)
    if not needed <= len(words) <= len(names):
        raise click.UsageError(f"give {arguments}.")
    subject = "*" if words[0] in _ALL else words[0]
    return {"subject": subject, "object": words[1], "value": words[2] if len(words) > 2 else ""}


def _add_form(form: str) -> None:
    action, arguments, text = _FORMS[form]

    @click.argument("words", nargs=-1, required=True, metavar=arguments)
    @output_option
    @click.option("--note", default="", metavar="TEXT", help="Why.")
    @who_option
    @when_option
    @click.option(
        "--anyway", is_flag=True, help="Write it also where the graph has no such name, or it changes nothing."
    )
    def write(words: tuple[str, ...], output: Path, note: str, who: str | None, when: str, anyway: bool) -> None:
        _write_lines(action, _cells_of_words(form, words), output, who, when, note, anyway)

    help_text = f"{text}\n\n{_SUBJECT}" if arguments.startswith("PAPER ARTIFACT") else text
    correct.command(form, help=help_text, short_help=text)(write)


for _form in _FORMS:
    _add_form(_form)
