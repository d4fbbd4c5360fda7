"""``review``: what the graph is least sure of, asked one by one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.change.person import name_of_person, way_to_apply, when_option, who_option
from kg.cli.console import plain, print_table, say, standing_aside
from kg.cli.options import TARGET, example, output_option

if TYPE_CHECKING:
    from kg.review.review_items import ReviewItem
    from kg.review.review_session import ReviewSession

_KINDS = ("statement", "name", "pair", "homonym")


@click.command(
    epilog=example(
        "paperatlas review",
        "paperatlas review --kind pair --limit 20",
        "paperatlas review --json --limit 100",
        "paperatlas review --export gold.jsonl",
    )
)
@output_option
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Ask these only; may be repeated.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Ask N questions at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the questions as JSON instead of asking.")
@click.option(
    "--export",
    "export",
    type=TARGET,
    metavar="FILE",
    help="Write what was decided as training data (see train --with).",
)
@who_option
@when_option
def review(
    output: Path,
    kinds: tuple[str, ...],
    limit: int | None,
    as_json: bool,
    export: Path | None,
    who: str | None,
    when: str,
) -> None:
    """Ask what the graph is least sure of, one key for each answer.

    Keys accept, reject, retype, merge, split, skip and undo; ? prints them. The most telling questions come first:
    uncertain statements, frequent new names, names that may be one thing, and names that may stand for several. Answers
    become lines of corrections.tsv, which update applies; what was answered is not asked again. It goes on where it
    stopped.
    """
    if export is not None:
        _export(output, export)
        return
    session = _session_of_folder(output, kinds, who, when)
    if as_json:
        _print_as_json(session.pending()[:limit])
        return
    decided = _ask(session, limit)
    if decided:
        say(f"{decided} decided. To apply the corrections: {way_to_apply(output)}")


def _session_of_folder(output: Path, kinds: tuple[str, ...], who: str | None, when: str) -> ReviewSession:
    from kg.atlas.atlas import Atlas
    from kg.review.review_items import ItemKind
    from kg.review.review_queue import queue_of_readings
    from kg.review.review_session import ReviewSession

    atlas = Atlas(output)
    manifest = atlas.manifest
    queue = queue_of_readings(atlas.readings(), base=manifest.base, assert_above=manifest.assert_above)
    asked = frozenset(map(ItemKind, kinds)) or frozenset(ItemKind)
    return ReviewSession(output, queue, name_of_person(who), when, asked)


def _print_as_json(items: list[ReviewItem]) -> None:
    import orjson

    click.echo(orjson.dumps(items, option=orjson.OPT_INDENT_2).decode())


def _ask(session: ReviewSession, limit: int | None) -> int:
    """Ask one question after the other; return how many were decided."""
    from kg.cli.change.review_screen import EndOfKeys, draw_item

    passed: set[str] = set()
    decided = number = 0
    while limit is None or len(passed) < limit:
        waiting = [item for item in session.pending() if item.key not in passed]
        if not waiting:
            click.echo("Nothing is left to ask.")
            break
        number += 1
        draw_item(waiting[0], number, len(waiting))
        try:
            taken = _answer(session, waiting[0], passed)
        except EndOfKeys:
            break
        if taken is None:
            break
        decided += taken
    return decided


def _answer(session: ReviewSession, item: ReviewItem, passed: set[str]) -> int | None:
    """Read keys until a question is answered.

    Returns:
        1 where it was, 0 where it was skipped, -1 where another was taken back, None where the person ends.
    """
    from kg.cli.change.review_screen import HELP, KEYS, QUIT, UNDO, draw_help, read_key, read_value
    from kg.ground.errors import CorrectionError
    from kg.review.review_items import ALLOWED, Decision

    while True:
        key = read_key()
        decision = KEYS.get(key)
        if key == QUIT:
            return None
        if key == UNDO:
            undone = session.undo()
            if undone is not None:
                passed.discard(undone)
                click.echo(f"    undone: {plain(undone)}")
                return -1
            click.echo("    nothing is left to undo")
        elif key in (HELP, "h"):
            draw_help()
        elif decision is None or decision not in ALLOWED[item.kind]:
            click.echo("    this key answers nothing here; ? is help")
        elif (value := read_value(item, decision)) is not None:
            try:
                taken = session.decide(item, decision, value)
            except CorrectionError as error:
                click.echo(f"    {plain(error)}")
                continue
            passed.add(item.key)
            said = f"{decision} {value}".strip() if taken else "another has decided it meanwhile"
            click.echo(f"    {plain(said)}")
            return int(taken and decision is not Decision.SKIP)


def _export(output: Path, target: Path) -> None:
    """Write what was decided as annotated papers."""
    import orjson

    from kg.atlas.atlas import Atlas
    from kg.atlas.imported_file import read_described
    from kg.graph.correction.corrections import CORRECTIONS
    from kg.graph.correction.undone_lines import corrections_by_line
    from kg.ground.files.standard_streams import output_name
    from kg.ground.files.targets import open_target
    from kg.linker.linker import load_linker_of_build
    from kg.review.decided_gold import DecidedGold, counts_of_decisions

    atlas = Atlas(output)
    linker = load_linker_of_build(read_described(output, atlas.manifest))
    made = DecidedGold(corrections_by_line(output / CORRECTIONS), linker, atlas.manifest.base)
    lines = list(made.papers(atlas.papers()))
    with open_target(target) as file:
        file.writelines(orjson.dumps(line) + b"\n" for line in lines)
    with standing_aside(target):
        print_table(("what", "count"), list(counts_of_decisions(lines).items()))
    say(f"written to {output_name(target)}; train with it: paperatlas train … --with {output_name(target)}")
