"""``train``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table, progress, say, standing_aside
from kg.cli.options import PATH, TARGET, example, quiet_option
from kg.ground.files.standard_streams import output_name, read_content


@click.command(epilog=example("paperatlas train gold.jsonl --with annotated.jsonl --out weights.json"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("--with", "more", type=PATH, multiple=True, help="More annotated papers, which count a third as much.")
@click.option("--sentences", type=PATH, multiple=True, help="Sentences in which names of datasets are annotated.")
@click.option("--out", required=True, type=TARGET, help="File for the models (JSON).")
@quiet_option
def train(files: tuple[Path, ...], more: tuple[Path, ...], sentences: tuple[Path, ...], out: Path, quiet: bool) -> None:
    """Train the linker's models on annotated papers.

    FILES hold one annotated paper a line: id, title, abstract, entities, topics; so do those of --with. A line of
    --sentences has id, text, spans ([start, end, type, words]) and, for each span, whether it is a name. The same files
    give the same bytes. Needs the extra `train`. The models of the package are kg/linker/data/weights.json.
    """
    from kg.evaluate.gold import read_scored
    from kg.ground.errors import InputError
    from kg.linker.training.trainer import STEPS, train_on_files

    annotated, others = ([read_content(path) for path in paths] for paths in (files, more))
    for file in (*annotated, *others):
        read_scored(file)  # says what is wrong with a file, and where
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
