"""``explain``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import plain
from kg.cli.options import PATH, catalogue_option, example, output_option
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.files.standard_streams import read_content

if TYPE_CHECKING:
    from kg.ground.imported_result import DescribedArtifact
    from kg.ground.records import Evidence, Paper
    from kg.linker.explanation import ClassScore, Explanation, Term
    from kg.linker.result_explanation import FigureExplanation

_WIDTH, _DIGITS = 48, 9  # columns of a feature's name and of its weight
_LIGHT = 0.1  # log-odds; such a term moves no probability by more than 0.025
_CLASSES = 3  # types, roles and candidates printed; the rest are improbable
_FIGURE = re.compile(r"[-+$~]?\d[\d.,]*\s?(?:%|x|points?|pp|[a-z]{1,7})?", re.IGNORECASE)


@click.command(
    epilog=example("paperatlas explain 2110.14168 GSM8K", "paperatlas explain GSM8K --text abstract.txt --all")
)
@click.argument("words", nargs=-1, required=True, metavar="[PAPER] ENTITY")
@output_option
@catalogue_option
@click.option("--text", type=PATH, help="Read this text instead of a paper: first line the title, then the abstract.")
@click.option("--all", "everything", is_flag=True, help="Every term, type and role, also those that weigh little.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def explain(words: tuple[str, ...], output: Path, text: Path | None, everything: bool, as_json: bool) -> None:
    """Print why a name in a paper was linked, or was not.

    PAPER is an arXiv id, DOI, id or title of a paper of the graph; ENTITY a name, an alias or words of its text. It
    lists the features of the score with their log-odds, types and roles with their probabilities, and the other
    candidates for the same words. Corrections are made after linking and are not part of it.

    ENTITY may be a figure, as it is printed ("73.2%"): then it says why that is a result, or none, and what speaks for
    its kind, its metric, its model and its data.
    """
    from kg.linker import explanation
    from kg.linker.linker import load_linker_of_build
    from kg.linker.result_explanation import explain_figure

    if len(words) != (1 if text else 2):
        raise click.UsageError("give a PAPER and an ENTITY, or --text FILE and an ENTITY")
    paper = _read_paper_text(text) if text else _find_paper_by_name(output, words[0])
    linker = load_linker_of_build(() if text else _described_artifacts(output))
    found: Sequence[Explanation | FigureExplanation]
    if _FIGURE.fullmatch(words[-1].strip()):
        found = explain_figure(linker, paper, words[-1])
    else:
        found = explanation.explain(linker, paper, words[-1])
    if as_json:
        from dataclasses import asdict

        import orjson

        click.echo(orjson.dumps(list(map(asdict, found)), option=orjson.OPT_INDENT_2).decode())
        return
    click.echo(plain(f"{paper.title} ({paper.id})"))
    for one in found:
        click.echo()
        if isinstance(one, explanation.Explanation):
            _print_explanation(one, everything=everything)
        else:
            _print_figure(one, everything=everything)


def _read_paper_text(path: Path) -> Paper:
    from kg.ground.records import Paper
    from kg.ground.text import tidy

    content = read_content(path, remedy="name a text file")
    text = content.data.decode("utf-8-sig", errors="replace")
    title, _, abstract = text.strip().partition("\n")
    if not tidy(title):
        raise InputError("the file is empty", where=content.name, remedy="write the title in the first line")
    return Paper(tidy(title), tidy(abstract))


def _find_paper_by_name(output: Path, name: str) -> Paper:
    from kg.atlas.atlas import Atlas
    from kg.graph.find_nodes import find_one_node

    atlas = Atlas(output)
    node = find_one_node(atlas.graph_around(name), name, base=atlas.manifest.base, kind="paper")
    for paper in atlas.papers():
        if paper.id == node:
            return paper
    raise PaperAtlasError("papers.jsonl lacks a paper of the graph", where=output, remedy="build the folder again")


def _described_artifacts(output: Path) -> tuple[DescribedArtifact, ...]:
    """Read what files described to the build, as its linker knew it."""
    from kg.atlas.imported_file import read_described
    from kg.atlas.manifest import read_manifest

    return read_described(output, read_manifest(output))


def _print_explanation(one: Explanation, *, everything: bool) -> None:
    click.secho(plain(f"{one.name}: {one.artifact.id if one.artifact else 'not in the catalogue'}"), bold=True)
    compared = "reaches" if one.probability >= one.threshold else "is below"
    verdict = plain(_verdict_in_words(one))
    click.echo(f"  probability {one.probability:.3f} {compared} the threshold {one.threshold:g}: {verdict}")
    for evidence in one.kept:
        click.echo(f"  read from {_place_of_evidence(evidence)}")
    for evidence, owner in one.lost:
        click.echo(f"  {_place_of_evidence(evidence)} is lost to {plain(owner)}")
    for rival in one.rivals:
        state = "chosen" if rival.chosen else "rejected"
        places = ", ".join(map(_place_of_evidence, rival.spans))
        click.echo(f"  rival {plain(rival.name)} ({rival.probability:.3f}, {state}) claims {places}")
    _print_identity(one)
    click.echo()
    _print_terms(one.terms, everything=everything)
    _print_classes("type", one.types, everything=everything)
    _print_classes("role", one.roles, everything=everything)


def _print_figure(one: FigureExplanation, *, everything: bool) -> None:
    click.secho(_place_of_evidence(one.evidence), bold=True)
    compared = "reaches" if one.probability >= one.threshold else "is below"
    click.echo(
        f"  probability {one.probability:.3f} {compared} the threshold {one.threshold:g}: {_result_in_words(one)}"
    )
    click.echo()
    _print_terms(one.terms, everything=everything)
    _print_classes("kind", one.kinds, everything=everything)
    for scores in one.slots:
        _print_classes(scores.slot, scores.candidates, everything=everything)


def _result_in_words(one: FigureExplanation) -> str:
    result = one.result
    if result is None:
        return "no result" if one.probability < one.threshold else "left out, too likely to say something false"
    said = f"{result.kind} of {result.model or 'no named model'} on {result.on or 'nothing named'}"
    return plain(f"{said}, {result.metric or 'no metric'}, confidence {result.confidence:.2f}")


def _print_identity(one: Explanation) -> None:
    """Print why a name that the paper introduces is, or is not, the catalogue's."""
    if not one.identity:
        return
    from kg.linker.models.linear import total

    verdict = f"another thing than {one.denied.id}" if one.denied else "the catalogue's"
    click.echo()
    click.echo(plain(f"  introduced under a known name, as {verdict}:"))
    for name, weight in one.identity:
        click.echo(_line_of_weight(name, weight))
    click.echo("  " + "-" * (_WIDTH + _DIGITS))
    click.echo(_line_of_weight("log-odds of another thing", total(weight for _, weight in one.identity)))


def _verdict_in_words(one: Explanation) -> str:
    if one.link is not None:
        return f"linked as {one.link.type}, {one.link.role}"
    return "not linked" if one.probability < one.threshold else "not linked, other candidates have all its words"


def _place_of_evidence(evidence: Evidence) -> str:
    return f"{plain(repr(evidence.text))} ({evidence.field} {evidence.start}–{evidence.end})"


def _print_terms(terms: Sequence[Term], *, everything: bool) -> None:
    """Print every term of the score, or the heavy ones and the rest in one line, and the sum."""
    from kg.linker.models.linear import total

    heavy = [term for term in terms if everything or abs(term[1]) >= _LIGHT]
    light = [weight for _, weight in terms if not everything and abs(weight) < _LIGHT]
    for name, weight in heavy:
        click.echo(_line_of_weight(name, weight))
    if light:
        click.echo(_line_of_weight(f"{len(light)} lighter terms (--all)", total(light)))
    click.echo("  " + "-" * (_WIDTH + _DIGITS))
    click.echo(_line_of_weight("log-odds", total(weight for _, weight in terms)))


def _line_of_weight(name: str, weight: float) -> str:
    return f"  {plain(name):<{_WIDTH}}{weight:>+{_DIGITS}.3f}"


def _print_classes(what: str, classes: Sequence[ClassScore], *, everything: bool) -> None:
    click.echo()
    for one in classes if everything else classes[:_CLASSES]:
        terms = ", ".join(f"{plain(name)} {weight:+.2f}" for name, weight in one.terms)
        click.echo(f"  {what} {one.name:<13}{one.probability:.3f}  {terms}")
