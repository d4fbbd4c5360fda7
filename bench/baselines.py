"""What simpler linkers reach on the same texts: the table of docs/quality.md.

    python bench/baselines.py gold.jsonl --linker cross-validated.jsonl --external FOLDER --spacy en_core_web_sm

Systems, from the simplest: the names of stock spaCy's NER; surface patterns alone; catalogue names alone; both without
trained scores (all that any rule proposes); the linker. On gold papers entities are scored as ``paperatlas evaluate``
does; on other people's sentences mentions are (see ``score_spans``).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import spacy

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.evaluate.gold import ScoredPaper, read_scored, scored_paper
from kg.evaluate.score_table import cell
from kg.evaluate.scores import evaluate
from kg.ground.records import Paper
from kg.ground.text import fold
from kg.linker.artifact_links import evidence_of
from kg.linker.linker import load_linker
from kg.linker.mentions.candidates import Candidate, find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Origin
from kg.linker.scoring.choice import ScoredCandidate, choose
from kg.linker.text.lexicon import TYPE_NOUNS
from kg.linker.text.paper_text import read_paper
from kg.linker.text.word_shape import STRONG, other_names, shape

# The labels of OntoNotes 5 under which stock NER files names of artifacts.
_NER_LABELS = frozenset({"ORG", "PRODUCT", "WORK_OF_ART"})
_NOUN_TYPES = {"data": "dataset", "test": "benchmark", "model": "model", "method": "method"}
_TYPES = {"dataset": {"dataset", "benchmark"}, "method": {"method", "model"}}
_ANY = "any"  # the type of what has none; it matches every type of span, and is a model where one must be said
_DEFINING = {Origin.HEAD, Origin.NAMED, Origin.SHORT_FORM}
_EXTERNAL = (
    ("dsner.test", "dataset"), ("tdmsci.test", "dataset"), ("scirex.abstract.train", "dataset"),
    ("scirex.abstract.train", "method"), ("scier.dev", "dataset"), ("scier.dev", "method"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that a system finds: name, type, and (field, start, end, words) of each mention."""

    name: str
    type: str
    mentions: tuple[tuple[str, int, int, str], ...]


System = Callable[[Paper], list[Named]]


def rules(catalogue: Catalogue, *, keep: Callable[[Candidate], bool]) -> System:
    """All candidates that ``keep`` lets pass, the longest first where they overlap; no trained model is asked."""
    matcher = AliasMatcher(catalogue)

    def find(paper: Paper) -> list[Named]:
        candidates = [one for one in find_candidates(read_paper(paper), matcher) if keep(one)]
        chosen = choose([ScoredCandidate(one, (), 1.0) for one in candidates], 0.5)
        return [_named(item.candidate, mentions) for item, mentions in chosen]

    return find


def _named(candidate: Candidate, mentions: Iterable[Any]) -> Named:
    evidence = [evidence_of(mention) for mention in mentions]
    artifact = candidate.artifact
    name, kind = (artifact.name, str(artifact.types[0])) if artifact else (evidence[0].text, _noun_type(candidate))
    return Named(name, kind, tuple((str(one.field), one.start, one.end, one.text) for one in evidence))


def _noun_type(candidate: Candidate) -> str:
    """The type of the noun after or before a mention; without one, a model, the most frequent type."""
    for mention in candidate.mentions:
        words = mention.text.words
        for noun in (*words[mention.last : mention.last + 1], *words[max(0, mention.first - 1) : mention.first]):
            if noun.lower() in TYPE_NOUNS:
                return _NOUN_TYPES[TYPE_NOUNS[noun.lower()]]
    return "model"


def looks_like_a_name(candidate: Candidate) -> bool:
    """Capitals inside, digits, or a phrase that the text itself says is a name; no organisations, places and so on."""
    if candidate.artifact is not None:
        return True
    surface = candidate.mentions[0].surface
    if fold(surface) in other_names():
        return False
    strong = any(shape(word) in STRONG for word in surface.split())
    return strong or any(_DEFINING & mention.origins for mention in candidate.mentions)


def stock_ner(name: str) -> System:
    """spaCy's own named entities of title and abstract."""
    pipeline = spacy.load(name, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])

    def find(paper: Paper) -> list[Named]:
        found: dict[str, list[tuple[str, int, int, str]]] = {}
        for field, text in (("title", paper.title), ("abstract", paper.abstract)):
            for one in pipeline(text).ents:
                if one.label_ in _NER_LABELS:
                    found.setdefault(fold(one.text), []).append((field, one.start_char, one.end_char, one.text))
        return [Named(mentions[0][3], _ANY, tuple(mentions)) for mentions in found.values()]

    return find


def full_linker() -> System:
    """The shipped linker."""
    linker = load_linker()

    def find(paper: Paper) -> list[Named]:
        return [
            Named(
                link.artifact.name,
                str(link.type),
                tuple((str(one.field), one.start, one.end, one.text) for one in link.evidence),
            )
            for link in linker.link(paper).links
        ]

    return find


def systems(ner: str | None) -> Iterator[tuple[str, System]]:
    """Every system with its name."""
    catalogue, empty = load_catalogue(), Catalogue({}, {}, "")
    if ner:
        yield "stock spaCy NER", stock_ner(ner)
    yield "surface patterns only", rules(empty, keep=looks_like_a_name)
    yield "catalogue names only", rules(catalogue, keep=lambda one: one.artifact is not None)
    yield "catalogue and patterns, no trained scores", rules(catalogue, keep=looks_like_a_name)


def score_papers(gold: Path, linker: Path | None, ner: str | None) -> Iterator[str]:
    """Rows for gold papers: detection, typed F1, abstracts a second."""
    papers = [orjson.loads(line) for line in gold.read_bytes().splitlines()]
    wanted = read_scored(gold)
    for name, system in systems(ner):
        begin = time.perf_counter()
        found = {one["id"]: _scored(one["id"], system(Paper(one["title"], one["abstract"]))) for one in papers}
        taken = time.perf_counter() - begin
        yield _row(name, wanted, found) + f" {len(papers) / taken:.0f} |"
    if linker:
        yield _row("the linker, cross-validated", wanted, read_scored(linker)) + " |"


def _scored(key: str, entities: Sequence[Named]) -> ScoredPaper:
    data = [
        {
            "name": one.name,
            "type": "model" if one.type == _ANY else one.type,
            "role": "mentions",
            "mentions": [[mention[0], mention[3]] for mention in one.mentions],
        }
        for one in entities
    ]
    return scored_paper({"id": key, "entities": data})


def _row(name: str, wanted: dict[str, ScoredPaper], found: dict[str, ScoredPaper]) -> str:
    report = evaluate(wanted, found)
    figures = (report.detection.precision, report.detection.recall, report.detection.f1, report.typed.f1)
    return f"| {name} | " + " | ".join(map(cell, figures)) + " |"


def score_spans(papers: Sequence[dict[str, Any]], kind: str, system: System) -> tuple[float, float, float]:
    """Precision, recall and F1 of mentions in sentences that others annotated.

    A named gold span is found if a predicted mention of its type overlaps it; a predicted mention is right if it
    overlaps a named span. Mentions that overlap only spans which the annotators marked but which are no names ("the
    computer dataset") count neither way. Overlap, since the spans of these corpora take in "the", "dataset" or several
    names at once ("LSUN and Places365 datasets"). Types are collapsed: dataset with benchmark, method with model.
    """
    right = wrong = found = named = 0
    for paper in papers:
        spans = [(one[0], one[1], is_name) for one, is_name in zip(paper["spans"], paper["named"], strict=True)
                 if one[2] == kind]  # fmt: skip
        predicted = [
            (start, end)
            for entity in system(Paper("-", paper["text"]))
            if entity.type in _TYPES[kind] or entity.type == _ANY
            for field, start, end, _ in entity.mentions
            if field == "abstract"
        ]
        for start, end in predicted:
            names = [is_name for first, last, is_name in spans if start < last and first < end]
            right += any(names)
            wrong += not names
        gold = [(first, last) for first, last, is_name in spans if is_name]
        named += len(gold)
        found += sum(any(start < last and first < end for start, end in predicted) for first, last in gold)
    precision, recall = right / max(1, right + wrong), found / max(1, named)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def score_external(folder: Path, ner: str | None) -> Iterator[str]:
    """Rows for the sentences of other people's gold."""
    for name, system in (*systems(ner), ("the linker", full_linker())):
        for corpus, kind in _EXTERNAL:
            papers = [orjson.loads(line) for line in (folder / f"{corpus}.jsonl").read_bytes().splitlines()]
            precision, recall, f1 = score_spans(papers, kind, system)
            yield f"| {name} | {corpus} | {kind} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"


def main() -> None:
    """Measure and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--linker", type=Path, help="predictions of `paperatlas evaluate --cross-validate … --to`")
    parser.add_argument("--external", type=Path, help="folder of other people's gold")
    parser.add_argument("--spacy", help="name or folder of a spaCy pipeline with NER")
    arguments = parser.parse_args()
    print("| system | precision | recall | F1 | typed F1 | abstracts/s |\n|---|---|---|---|---|---|")
    for row in score_papers(arguments.gold, arguments.linker, arguments.spacy):
        print(row)
    if arguments.external:
        print("\n| system | corpus | type | precision | recall | F1 |\n|---|---|---|---|---|---|")
        for row in score_external(arguments.external, arguments.spacy):
            print(row)


if __name__ == "__main__":
    main()
