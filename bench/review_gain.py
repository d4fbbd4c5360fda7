"""What decisions of a review bring: simulated on annotated papers, with an oracle in a person's place.

    python bench/review_gain.py gold.jsonl … --with annotated.jsonl --splits 5 --decisions 100

1. The papers are dealt into three parts by the hash of their id and the number of the split.
2. Models are trained on the first part (and on --with). They link the second, the *pool*.
3. Of the pool's links so many are decided as the annotation says: those that ``review`` asks first, and as many that
   are drawn at random. Links that meet only what the annotators were unsure of are passed over. Decisions are lines of
   corrections, which become training data as ``review --export`` writes it.
4. Models are trained anew with these, and with the whole annotation of the pool as the most that could be reached. All
   link the third part.

The table gives whole links: found, right type, right role. The differences and their 95 % intervals are over all
splits, by a paired bootstrap over papers; a paper is tested in about a third of the splits, which count as one.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kg.evaluate.alignment import align
from kg.evaluate.gold import ScoredEntity, fold_surface, scored_paper
from kg.evaluate.predictions import predict
from kg.graph.correction.corrections import Action, Correction
from kg.ground.records import Link, Paper, Reading
from kg.linker.linker import Linker, load_linker
from kg.linker.models.linear import models_from_dict
from kg.linker.training.examples import (
    AnnotatedPaper,
    annotated_paper,
    read_annotations,
    read_sentences,
    sentence_examples,
)
from kg.linker.training.trainer import REFERENCE_WEIGHT, SENTENCE_WEIGHT, Material, train_calibrated
from kg.review.decided_gold import DecidedGold
from kg.review.review_items import ItemKind
from kg.review.review_queue import NEARLY, ReviewQueue, statement_key

_PARTS = 3
_RESAMPLES = 2000
_CHANGE = "was wrong"  # the note of a decision that changes the link
_NONE, _WHOLE = "no decisions", "the whole pool annotated"
Annotated = dict[str, Any]
Counts = tuple[int, int, int]  # whole links that are right, predicted, annotated


@dataclass(slots=True)
class Simulation:
    """Trains and tests.

    Attributes:
        ceiling: whether the whole annotation of the pool is an arm, too. rows: the counts of each test paper, by arm.
        changed: the decisions of each arm that say something else than the link said.
    """

    linker: Linker
    gold: dict[str, AnnotatedPaper]
    extra: Sequence[AnnotatedPaper]
    sentences: Sequence[Any]
    weight: float
    ceiling: bool
    changed: Counter[str] = field(default_factory=Counter)
    rows: defaultdict[str, dict[tuple[int, str], Counts]] = field(default_factory=lambda: defaultdict(dict))

    def run_split(self, split: int, papers: Sequence[Annotated], decisions: int, draws: int) -> None:
        """Run one split: every arm, tested on its third part."""
        parts: list[list[Annotated]] = [[] for _ in range(_PARTS)]
        for paper in papers:
            parts[int(hashlib.sha256(f"{split} {paper['id']}".encode()).hexdigest(), 16) % _PARTS].append(paper)
        train, pool, test = parts
        base = self.trained(train, [])
        self._test(split, _NONE, base, test)
        readings = [base.link(paper_of(each)) for each in pool]
        gold = {paper_of(each).id: scored_paper(each).entities for each in pool}
        decided = {"review": asked_first(readings, gold, decisions)}
        for draw in range(draws):
            decided[f"random {draw + 1}"] = drawn(readings, gold, decisions, seed=100 * split + draw)
        for arm, lines in decided.items():
            self.changed[arm] += sum(line.note == _CHANGE for line in lines)
            partial = list(DecidedGold(lines, base).papers(reading.paper for reading in readings))
            self._test(split, arm, self.trained(train, partial), test)
        if self.ceiling:
            self._test(split, _WHOLE, self.trained(train, pool), test)

    def trained(self, train: Sequence[Annotated], more: Sequence[Annotated]) -> Linker:
        """Return the linker with models of some papers; ``more``: what was decided, or whole annotations."""
        finder = self.linker.topics.finder
        prepared = [self.gold[str(paper["id"])] for paper in (*train, *more) if "partial" not in paper]
        prepared += [
            annotated_paper(paper, self.linker.matcher, finder, weight=self.weight)
            for paper in more
            if "partial" in paper
        ]
        material = Material([*prepared, *self.extra], self.sentences, self.linker.matcher)
        return self.linker.with_models(models_from_dict(train_calibrated(material)))

    def _test(self, split: int, arm: str, linker: Linker, test: Sequence[Annotated]) -> None:
        for paper, line in zip(test, predict(test, linker), strict=True):
            self.rows[arm][split, str(paper["id"])] = counts_of_paper(
                scored_paper(paper).entities, scored_paper(line).entities
            )
        print(f"split {split}: {arm}: {f1(np.array(list(self.rows[arm].values()))):.3f}", flush=True)


def paper_of(annotated: Annotated) -> Paper:
    """Make the paper of an annotation, with an id of its own."""
    return Paper(annotated["title"], annotated.get("abstract") or "", identifiers=(str(annotated["id"]),))


def counts_of_paper(gold: Sequence[ScoredEntity], found: Sequence[ScoredEntity]) -> Counts:
    """Count whole links as ``paperatlas evaluate`` does: what the annotators were unsure of counts neither way."""
    matches = align(gold, found)
    unsure = sum(match.gold.unsure for match in matches)
    right = sum(match.is_whole for match in matches if not match.gold.unsure)
    return right, len(found) - unsure, sum(not entity.unsure for entity in gold)


def asked_first(readings: Sequence[Reading], gold: dict[str, Any], most: int) -> list[Correction]:
    """Decide the statements that a review asks first."""
    queue = ReviewQueue()
    for reading in readings:
        queue.see(reading)
    by_key = {
        statement_key(reading.paper, link): (reading.paper, link) for reading in readings for link in reading.links
    }
    order = (by_key[item.key] for item in queue.items([ItemKind.STATEMENT]))
    return list(decisions_of_oracle(order, gold, most))


def drawn(readings: Sequence[Reading], gold: dict[str, Any], most: int, *, seed: int) -> list[Correction]:
    """Decide links that are drawn at random from those that a review may ask."""
    links = [(reading.paper, link) for reading in readings for link in reading.links if link.confidence >= NEARLY]
    random.Random(seed).shuffle(links)
    return list(decisions_of_oracle(links, gold, most))


def decisions_of_oracle(links: Iterable[tuple[Paper, Link]], gold: dict[str, Any], most: int) -> Iterator[Correction]:
    """Yield the line that the annotation says of each link, ``most`` at most."""
    given = 0
    for paper, link in links:
        entity = entity_of_link(link, gold[paper.id])
        if entity is not None and entity.unsure:
            continue
        if given == most:
            return
        given += 1
        action = Action.REJECT if entity is None else Action.ACCEPT
        value, note = "", _CHANGE
        if entity is not None:
            role = link.role.value if link.role in entity.roles else entity.roles[0]
            kind = link.type.value if link.type in entity.types else entity.types[0]
            value = f"{role}|{kind}"
            note = "" if (role, kind) == (link.role, link.type) else _CHANGE
        yield Correction(action, paper.id, link.artifact.id, value, "oracle", "2026-01-01", note, f"oracle:{given}")


def entity_of_link(link: Link, entities: Sequence[ScoredEntity]) -> ScoredEntity | None:
    """Find the annotated entity that a link names, a firm one first."""
    surfaces = frozenset(map(fold_surface, (link.artifact.name, *(piece.text for piece in link.evidence))))
    found = ScoredEntity(link.artifact.name, (link.type.value,), (link.role.value,), surfaces)
    return next((match.gold for match in align(entities, [found])), None)


def f1(rows: Any) -> float:
    """F1 of counts, one row a paper."""
    right, predicted, annotated = rows.sum(axis=0)
    return float(2 * right / (predicted + annotated)) if predicted + annotated else 0.0


def print_table(rows: dict[str, dict[tuple[int, str], Counts]]) -> None:
    """Print F1 of each arm, and its difference to no decisions and to random ones."""
    arms = {arm: np.array([counts[key] for key in sorted(counts)]) for arm, counts in rows.items()}
    keys = sorted(rows[_NONE])
    papers = sorted({paper for _, paper in keys})
    places = [np.array([at for at, key in enumerate(keys) if key[1] == paper]) for paper in papers]
    draws = np.random.default_rng(1).integers(0, len(papers), (_RESAMPLES, len(papers)))
    chosen = [np.concatenate([places[paper] for paper in draw]) for draw in draws]
    of_random = [name for name in arms if name.startswith("random")]

    def score(names: Sequence[str], at: Any = slice(None)) -> float:
        return float(np.mean([f1(arms[name][at]) for name in names]))

    def difference(names: Sequence[str], others: Sequence[str]) -> str:
        values = [score(names, at) - score(others, at) for at in chosen]
        low, high = np.percentile(values, (2.5, 97.5))
        return f"{score(names) - score(others):+.3f} ({low:+.3f} to {high:+.3f})"

    print("\n| | whole links, F1 | against no decisions | against random ones |\n|---|---|---|---|")
    for name, members in ((_NONE, [_NONE]), ("random", of_random), ("review", ["review"]), (_WHOLE, [_WHOLE])):
        if members[:1] and members[0] in arms:
            cells = (difference(members, [_NONE]), difference(members, of_random) if of_random else "")
            print(f"| {name} | {score(members):.3f} | {cells[0]} | {cells[1]} |")


def main() -> None:
    """Run the splits and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--with", dest="more", type=Path, action="append", default=[])
    parser.add_argument("--most", type=int, help="papers of --with that are taken")
    parser.add_argument("--sentences", type=Path, action="append", default=[])
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--draws", type=int, default=2, help="times that links are drawn at random in a split")
    parser.add_argument("--weight", type=float, default=1.0, help="how much a decided paper counts; a gold one: 3")
    parser.add_argument("--no-ceiling", action="store_true", help="without the whole annotation of the pool")
    given = parser.parse_args()
    linker = load_linker()
    matcher, finder = linker.matcher, linker.topics.finder
    papers = [paper for path in given.gold for paper in read_annotations(path)]
    more = [paper for path in given.more for paper in read_annotations(path)][: given.most]
    extra = [annotated_paper(paper, matcher, finder) for paper in more]
    marked = [line for path in given.sentences for line in read_sentences(path)]
    sentences = [one for line in marked for one in sentence_examples(line, matcher, weight=SENTENCE_WEIGHT)]
    gold = {str(paper["id"]): annotated_paper(paper, matcher, finder, weight=REFERENCE_WEIGHT) for paper in papers}
    simulation = Simulation(linker, gold, extra, sentences, given.weight, not given.no_ceiling)
    for split in range(given.splits):
        simulation.run_split(split, papers, given.decisions, given.draws)
    print_table(simulation.rows)
    print(
        "\ndecisions of a split that correct a wrong link:",
        ", ".join(f"{arm} {count / given.splits:.1f}" for arm, count in simulation.changed.items()),
    )
    print(f"\n{len(papers)} papers, {given.splits} splits, {given.decisions} decisions, {len(extra)} more papers; "
          f"{time.process_time():.0f} s of CPU")  # fmt: skip


if __name__ == "__main__":
    main()
