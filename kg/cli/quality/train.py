"""``train``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table, say, standing_aside
from kg.cli.options import PATH, TARGET, example, quiet_option
from kg.cli.progress_display import progress
from kg.ground.files.standard_streams import output_name, read_content


@click.command(epilog=example("paperatlas train gold.jsonl --with annotated.jsonl --out weights.json"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("--with", "more", type=PATH, multiple=True, help="More annotated papers, which count a third as much.")
@click.option("--sentences", type=PATH, multiple=True, help="Sentences in which names of datasets are annotated.")
@click.option("--out", required=True, type=TARGET, help="File for the models (JSON).")
@click.option("--results", is_flag=True, help="Train the models of results, on papers with annotated results.")
@quiet_option
def train(
    files: tuple[Path, ...], more: tuple[Path, ...], sentences: tuple[Path, ...], out: Path, results: bool, quiet: bool
) -> None:
    """Train the linker's models on annotated papers.

    FILES hold one annotated paper a line: id, title, abstract, entities, topics; so do those of --with, which may also
    be what `review --export` writes: papers of which people have decided some links. A line of --sentences has id,
    text, spans ([start, end, type, words]) and, for each span, whether it is a name. The same files give the same
    bytes. Needs the extra `train`. The models of the package are kg/linker/data/weights.json.

    With --results the models of results are trained (kg/linker/data/result-weights.json): a line has id, title,
    abstract and results. Results with a `quote` are taken to be all that the paper reports; others count less. How sure
    a result is, is learnt from FILES only.
    """
    if results:
        _train_results(files, more, sentences, out, quiet)
        return
    from kg.evaluate.gold import read_scored
    from kg.ground.errors import InputError
    from kg.linker.training.trainer import STEPS, train_on_files

    annotated, others = ([read_content(path) for path in paths] for paths in (files, more))
    for file in (*annotated, *others):
        read_scored(file, partial=True)  # says what is wrong with a file, and where
    try:
        with progress(quiet=quiet) as bar:
            bar.start("train", STEPS)
            made = train_on_files(annotated, out, more=others, sentences=sentences, on_step=bar.advance)
    except ValueError as error:  # scikit-learn's, where only one class is there to learn
        raise InputError(f"too few annotated papers: {error}", remedy="annotate more") from error
    rows = [
        ("papers", made.papers), ("sentences", made.sentences), ("candidates", made.candidates),
        ("of them entities", made.positives), ("models", made.version),
    ]  # fmt: skip
    with standing_aside(out):
        print_table(("what", "count"), rows)
    say(f"written to {output_name(out)}")


def _train_results(
    files: tuple[Path, ...], more: tuple[Path, ...], sentences: tuple[Path, ...], out: Path, quiet: bool
) -> None:
    """Train the models of results."""
    from kg.ground.errors import InputError
    from kg.linker.linker import load_linker
    from kg.linker.training.result_trainer import RESULT_STEPS, train_results_on_files

    if sentences:
        raise InputError("--sentences says nothing of results", remedy="leave it out, or --results")
    annotated, others = ([read_content(path) for path in paths] for paths in (files, more))
    try:
        with progress(quiet=quiet) as bar:
            bar.start("train", RESULT_STEPS)
            made = train_results_on_files(annotated, out, load_linker(), more=others, on_step=bar.advance)
    except ValueError as error:  # scikit-learn's, where only one class is there to learn
        raise InputError(f"too few annotated results: {error}", remedy="annotate more") from error
    rows = [("papers", made.papers), ("numbers", made.numbers), ("of them results", made.results),
            ("models", made.version)]  # fmt: skip
    with standing_aside(out):
        print_table(("what", "count"), rows)
    say(f"written to {output_name(out)}")
