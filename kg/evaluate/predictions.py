"""Predictions for annotated papers: the linker's readings, or those of linkers that were trained on other papers.

Cross-validation (M. Stone, "Cross-validatory choice and assessment of statistical predictions", 1974):

1. The gold papers are dealt into folds by the hash of their id, so that a paper's fold does not hang on its place.
2. For each fold all models are trained, and calibrated, on the papers of the other folds and on the extra papers;
   the former count more, as in ``kg.linker.training.trainer``.
3. The papers of the fold are linked with these models.

Catalogue, topic scheme and rules are the same in every fold: what was learnt from the gold papers by people is not
taken back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kg.evaluate.gold import ScoredEntity, ScoredPaper
from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id
from kg.ground.records import Paper
from kg.ground.text import title_key
from kg.linker.linker import Linker
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.models.linear import models_from_dict
from kg.linker.reading_json import reading_to_link_json
from kg.linker.text.tokens import tokenize
from kg.linker.training.examples import annotated_paper, sentence_examples
from kg.linker.training.trainer import REFERENCE_WEIGHT, SENTENCE_WEIGHT, Material, train_calibrated

#: An annotated paper as its file has it: id, title, abstract, entities, topics, results.
Annotated = Mapping[str, Any]


def predict(papers: Iterable[Annotated], linker: Linker) -> Iterator[dict[str, Any]]:
    """Link each annotated paper, in the form of ``paperatlas link``; annotations are not looked at.

    Raises:
        InputError: a paper has no title.
    """
    for paper in papers:
        # The arXiv id, which readers see in the id too, is evidence of whose work a name stands for.
        arxiv = arxiv_id(str(paper["id"]))
        reading = linker.link(Paper(paper.get("title", ""), paper.get("abstract") or "", arxiv=arxiv))
        yield reading_to_link_json(reading) | {"id": paper["id"]}


def cross_validate(
    papers: Sequence[Annotated],
    extra: Sequence[Annotated] = (),
    sentences: Sequence[Annotated] = (),
    *,
    folds: int,
    linker: Linker,
    on_fold: Callable[[], None] = lambda: None,
) -> Iterator[dict[str, Any]]:
    """Link as ``predict`` does, each paper by models that have not seen it.

    Args:
        extra: more annotated papers to train on in every fold. sentences: sentences in which names of datasets are
            annotated, to train on in every fold. folds: 2 to the number of papers.
        linker: whose catalogue and topics are used; its models of links are not, those of results are.
        on_fold: called after each fold.

    Raises:
        InputError: the number of folds is out of range, a paper stands there twice or is also an extra one, or they
            teach nothing.
        MissingExtraError: scikit-learn is not installed.
    """
    if not 2 <= folds <= len(papers):
        raise InputError(f"{len(papers)} papers cannot be dealt into {folds} folds", remedy="take 2 to 10 folds")
    counts = Counter(key for paper in papers for key in _keys_of_paper(paper))
    if twice := sorted(key for key, count in counts.items() if count > 1):
        raise InputError(f"papers stand there twice: {', '.join(twice[:5])}", remedy="take one of each out")
    seen = counts.keys()
    if shared := sorted(str(paper["id"]) for paper in extra if seen & _keys_of_paper(paper)):
        raise InputError(f"papers to train on are scored too: {', '.join(shared[:5])}", remedy="take them out of one")
    matcher, finder = linker.matcher, linker.topics.finder
    prepared = {id(paper): annotated_paper(paper, matcher, finder, weight=REFERENCE_WEIGHT) for paper in papers}
    prepared |= {id(paper): annotated_paper(paper, matcher, finder) for paper in extra}
    marked = [one for line in sentences for one in sentence_examples(line, matcher, weight=SENTENCE_WEIGHT)]
    order = sorted(papers, key=lambda paper: hashlib.sha256(str(paper["id"]).encode()).digest())
    for number in range(folds):
        held_out = order[number::folds]
        left = {id(paper) for paper in held_out}
        material = Material([each for key, each in prepared.items() if key not in left], marked, matcher)
        try:
            models = train_calibrated(material)
        except ValueError as error:  # scikit-learn's, where only one class is left to learn
            raise InputError(f"too few annotated papers: {error}", remedy="give more with --with") from error
        yield from predict(held_out, linker.with_models(models_from_dict(models)))
        on_fold()


def _keys_of_paper(paper: Annotated) -> frozenset[str]:
    """Return that by which a paper is known to be another one: its id and its title."""
    return frozenset({f"id {paper['id']}", f"title {title_key(paper.get('title', ''))}"})


def mark_known(papers: Mapping[str, ScoredPaper], matcher: AliasMatcher) -> dict[str, ScoredPaper]:
    """Mark each entity of the papers by whether its name is, as a whole, a name of the catalogue or a variant."""
    return {
        key: replace(
            paper, entities=tuple(replace(one, known=_is_known_entity(one, matcher)) for one in paper.entities)
        )
        for key, paper in papers.items()
    }


def _is_known_entity(entity: ScoredEntity, matcher: AliasMatcher) -> bool:
    tokens = tokenize(entity.name)
    return any((match.first, match.last) == (0, len(tokens.words)) for match in matcher.find(tokens))
