"""``evaluate``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table, standing_aside, warn
from kg.cli.options import PATH, TARGET, example, quiet_option
from kg.cli.progress_display import progress
from kg.ground.files.standard_streams import STANDARD, Content, read_content

if TYPE_CHECKING:
    from kg.atlas.progress import Progress
    from kg.evaluate.differences import Finding
    from kg.evaluate.gold import ScoredPaper
    from kg.evaluate.scores import Report
    from kg.linker.linker import Linker

_ERROR_COLUMNS = ("error", "paper", "name", "expected", "found")
_CHANGE_KINDS = ("gained", "lost", "missed")


@click.command(
    epilog=example(
        "paperatlas evaluate gold.jsonl",
        "paperatlas evaluate gold.jsonl --cross-validate 10 --with more.jsonl --to new.jsonl",
        "paperatlas evaluate gold.jsonl --predictions new.jsonl --compare old.jsonl",
    )
)
@click.argument("gold", type=PATH)
@click.option("--predictions", type=PATH, help="Score these (the form of `paperatlas link`) instead of linking.")
@click.option("--weights", type=PATH, help="Link with models that `paperatlas train` has written.")
@click.option("--cross-validate", "folds", type=int, metavar="K", help="Link each of K parts by models of the others.")
@click.option("--with", "extra", type=PATH, multiple=True, help="More annotated papers for --cross-validate.")
@click.option("--sentences", type=PATH, multiple=True, help="Annotated sentences for --cross-validate.")
@click.option("--compare", "old", type=PATH, help="Older predictions: what was gained, lost and missed since.")
@click.option("--errors", is_flag=True, help="List every miss, false alarm, wrong type, role and name.")
@click.option("--to", type=TARGET, help="Keep the predictions in this file, for --predictions and --compare.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@quiet_option
def evaluate(
    gold: Path,
    predictions: Path | None,
    weights: Path | None,
    folds: int | None,
    extra: tuple[Path, ...],
    sentences: tuple[Path, ...],
    old: Path | None,
    errors: bool,
    to: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score the linker, or given predictions, against annotated papers.

    GOLD holds one annotated paper a line: id, title, abstract, entities, topics, results. Each figure comes with its
    95 % bootstrap interval over papers. Without --cross-validate the models that ship may have been trained on the
    very papers; then the figures are too good.
    """
    from kg.catalogue.catalogue import load_catalogue
    from kg.evaluate import scores
    from kg.evaluate.differences import compare, find_errors
    from kg.evaluate.gold import read_scored, scored_paper
    from kg.evaluate.predictions import mark_known
    from kg.linker.mentions.known_names import AliasMatcher

    _refuse_together({"--predictions": predictions, "--weights": weights, "--cross-validate": folds})
    _refuse_together({"--predictions": predictions, "--to": to})
    _refuse_alone(folds, (*extra, *sentences), to, as_json=as_json)
    annotated = read_content(gold, remedy="name a file of annotated papers")
    more = [read_content(path, remedy="name a file of annotated papers") for path in extra]
    wanted = mark_known(read_scored(annotated), AliasMatcher(load_catalogue()))
    before = read_scored(old) if old else None
    if predictions:
        found: Mapping[str, ScoredPaper] = read_scored(predictions)
    else:
        with progress(quiet=quiet) as bar:
            cross = _cross_validate(annotated, folds, more, sentences, bar) if folds else None
            lines = _link_gold_papers(annotated, weights, bar) if cross is None else cross
        found = {paper.id: paper for paper in map(scored_paper, lines)}
        _keep_predictions(lines, to)
    report = scores.evaluate(wanted, found)
    if report.missing:
        warn(f"{len(report.missing)} papers have no prediction, {report.missing[0]} among them")
    listed = find_errors(wanted, found) if errors else []
    changes = compare(wanted, found, before) if before is not None else []
    older = scores.evaluate(wanted, before) if before is not None else None
    print_all = _print_report_as_json if as_json else _print_report
    with standing_aside(to):
        print_all(report, older, listed, changes)


def _refuse_alone(folds: int | None, more: Sequence[Path], to: Path | None, *, as_json: bool) -> None:
    if more and not folds:
        raise click.UsageError("--with and --sentences are for --cross-validate")
    if to == STANDARD and as_json:
        raise click.UsageError("--to - and --json both want standard output")


def _refuse_together(options: Mapping[str, object]) -> None:
    given = [name for name, value in options.items() if value is not None]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} exclude each other")


def _cross_validate(
    gold: Content, folds: int, extra: Sequence[Content], sentences: Sequence[Path], bar: Progress
) -> list[dict[str, object]]:
    from kg.evaluate.gold import read_scored
    from kg.evaluate.predictions import cross_validate
    from kg.linker.linker import load_linker
    from kg.linker.training.examples import read_annotations, read_sentences

    for file in extra:
        read_scored(file, partial=True)  # says what is wrong with a file, and where
    bar.start("folds", folds)
    lines = cross_validate(
        read_annotations(gold),
        [paper for file in extra for paper in read_annotations(file)],
        [sentence for path in sentences for sentence in read_sentences(path)],
        folds=folds,
        linker=load_linker(),
        on_fold=bar.advance,
    )
    return list(lines)


def _link_gold_papers(gold: Content, weights: Path | None, bar: Progress) -> list[dict[str, object]]:
    from kg.evaluate.predictions import predict
    from kg.linker.training.examples import read_annotations

    papers = read_annotations(gold)
    bar.start("link", len(papers))
    lines = []
    for line in predict(papers, _linker_of_weights(weights)):
        lines.append(line)
        bar.advance()
    return lines


def _linker_of_weights(weights: Path | None) -> Linker:
    from kg.linker.linker import load_linker
    from kg.linker.models.linear import read_models

    linker = load_linker()
    return linker if weights is None else linker.with_models(read_models(weights))


def _keep_predictions(lines: Sequence[dict[str, object]], to: Path | None) -> None:
    import orjson

    from kg.ground.files.targets import open_target

    if to is not None:
        with open_target(to) as file:
            file.writelines(orjson.dumps(line) + b"\n" for line in lines)


def _print_report_as_json(
    report: Report, older: Report | None, errors: Sequence[Finding], changes: Sequence[Finding]
) -> None:
    from dataclasses import asdict

    import orjson

    data = {
        "scores": asdict(report), "old_scores": asdict(older) if older else None,
        "errors": list(map(asdict, errors)), "changes": list(map(asdict, changes)),
    }  # fmt: skip
    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())


def _print_report(report: Report, older: Report | None, errors: Sequence[Finding], changes: Sequence[Finding]) -> None:
    from kg.evaluate.score_table import (
        CHANGE_COLUMNS,
        RELIABILITY_COLUMNS,
        SCORE_COLUMNS,
        change_rows,
        reliability_rows,
        score_rows,
    )

    title = f"{report.papers} papers, {report.topics_per_paper:.1f} topics a paper; 95 % intervals in brackets"
    print_table(SCORE_COLUMNS, score_rows(report), title=title)
    click.echo()
    title = f"Calibration: expected error {report.calibration_error:.3f}"
    print_table(RELIABILITY_COLUMNS, reliability_rows(report), title=title)
    click.echo(f"expected calibration error\t{report.calibration_error:.3f}")
    click.echo(f"topics a paper\t{report.topics_per_paper:.2f}")
    if errors:
        click.echo()
        rows = [(one.kind, one.paper, one.name, one.expected, one.found) for one in errors]
        print_table(_ERROR_COLUMNS, rows, title="Errors")
    if older is not None:
        click.echo()
        print_table(CHANGE_COLUMNS, change_rows(older, report), title="Since the older predictions")
        for kind in _CHANGE_KINDS:
            chosen = [(kind, one.paper, one.name) for one in changes if one.kind == kind]
            click.echo()
            print_table(("change", "paper", "name"), chosen, title=f"{kind}: {len(chosen)}")
