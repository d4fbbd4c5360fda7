"""Cross-validate the models of results: each paper is read by models that have not seen its annotation.

    python bench/results.py results.jsonl --with result-constructions.jsonl --with more.jsonl > read.jsonl

It prints the readings as `paperatlas link` does, for the strict scorer of the annotation. The papers are linked by the
models that ship: where these have seen the papers, too, the figures are a little too good. Folds are dealt by the hash
of a paper's id; papers of --with are in the training of every fold, unless they are scored themselves. Confidences are
not calibrated: what is kept does not hang on it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from kg.ground.records import Paper, Reading
from kg.ground.text import title_key
from kg.linker.linker import load_linker
from kg.linker.models.result_models import result_models_from_dict
from kg.linker.reading_json import reading_to_link_json
from kg.linker.results.result_extraction import find_results
from kg.linker.text.paper_text import read_paper
from kg.linker.training.model_fit import folds
from kg.linker.training.result_examples import AnnotatedResults, ResultExample, read_annotated_results, result_examples
from kg.linker.training.result_trainer import fit_result_models


@dataclass(frozen=True, slots=True)
class AnnotatedPaper:
    """A paper with its links and labelled numbers; ``paper`` is its id, by which folds are dealt."""

    paper: str
    reading: Reading
    examples: tuple[ResultExample, ...]


def linked_papers(file: Path, *, aside: bool) -> list[tuple[str, AnnotatedPaper]]:
    """The papers of a file by the key of their title; ``aside``: they say nothing of how sure a result is."""
    linker = load_linker()

    def linked(line: AnnotatedResults) -> AnnotatedPaper:
        reading = linker.link(Paper(line["title"], line.get("abstract") or ""))
        examples = tuple(result_examples(line, reading.links, aside=aside))
        return AnnotatedPaper(line["id"], reading, examples)

    return [(title_key(line["title"]), linked(line)) for line in read_annotated_results(file)]


def cross_validated(scored: list[AnnotatedPaper], others: list[AnnotatedPaper], count: int) -> Iterator[dict[str, Any]]:
    """The readings of the scored papers, with the results that models of the other folds find."""
    always = [example for paper in others for example in paper.examples]
    for held_out, rest in folds(scored, count):
        given = [example for paper in rest for example in paper.examples]
        models = result_models_from_dict(fit_result_models([*given, *always]))
        for paper in held_out:
            text = read_paper(paper.reading.paper)
            found = tuple(find_results((text.title, text.abstract), paper.reading.links, models))
            yield reading_to_link_json(replace(paper.reading, results=found)) | {"id": paper.paper}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("file", type=Path, help="papers with annotated results, which are scored")
    ask.add_argument("--with", dest="more", type=Path, action="append", default=[], help="more papers to learn from")
    ask.add_argument("--folds", type=int, default=5)
    given = ask.parse_args()
    scored = dict(linked_papers(given.file, aside=False))
    others = {key: paper for file in given.more for key, paper in linked_papers(file, aside=True)}
    left = [paper for key, paper in others.items() if key not in scored]
    for line in cross_validated(list(scored.values()), left, given.folds):
        print(orjson.dumps(line).decode())


if __name__ == "__main__":
    main()
