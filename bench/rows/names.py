"""Known names in texts: the catalogue's matcher, beside others that are given the same names and texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bench.harness.contest import Contest, Setting, Side, Task, Tasks
from bench.harness.inputs import papers_by_round
from bench.measurement import Work


def known_names() -> list[str]:
    """All names of the catalogue, those that differ in case only once."""
    from kg.catalogue.catalogue import load_catalogue

    entries = load_catalogue().entries.values()
    names = (name for entry in entries for name in (entry.artifact.name, *entry.artifact.aliases))
    return list({name.lower(): name for name in names}.values())


def texts_by_round(setting: Setting) -> list[list[str]]:
    """The titles with abstracts of each round."""
    return [[f"{paper.title}\n{paper.abstract}" for paper in papers] for papers in papers_by_round(setting)]


def counting(texts: Sequence[Sequence[str]], names: int, find: Callable[[str], Iterable[object]]) -> Task:
    """The task of finding in each text of a round what a function finds."""

    def run(number: int) -> Work:
        found = sum(sum(1 for _ in find(text)) for text in texts[number])
        read = {"papers": len(texts[number]), "characters": sum(map(len, texts[number])), "names": names}
        return Work(read, {"matches": found})

    return run


def alias_matcher(setting: Setting) -> Tasks:
    """Our own: normal forms, machine names with variants, lists of versions."""
    from kg.catalogue.catalogue import load_catalogue
    from kg.linker.mentions.known_names import AliasMatcher
    from kg.linker.text.tokens import tokenize

    matcher = AliasMatcher(load_catalogue())
    return {"": counting(texts_by_round(setting), len(known_names()), lambda text: matcher.find(tokenize(text)))}


def name_candidates(setting: Setting) -> Tasks:
    """Our own, all that linking weighs: names of the catalogue, and what the text says or writes like a name."""
    from kg.catalogue.catalogue import load_catalogue
    from kg.linker.mentions.candidates import find_candidates
    from kg.linker.mentions.known_names import AliasMatcher
    from kg.linker.text.paper_text import read_paper

    matcher, rounds, names = AliasMatcher(load_catalogue()), papers_by_round(setting), len(known_names())

    def find(number: int) -> Work:
        found = sum(len(find_candidates(read_paper(paper), matcher)) for paper in rounds[number])
        characters = sum(len(f"{paper.title}\n{paper.abstract}") for paper in rounds[number])
        return Work({"papers": len(rounds[number]), "characters": characters, "names": names}, {"candidates": found})

    return {"": find}


def phrase_matcher(setting: Setting) -> Tasks:
    """spaCy's tokens and its PhraseMatcher, without regard to case."""
    import spacy
    from spacy.matcher import PhraseMatcher

    pipeline, names = spacy.blank("en"), known_names()
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    matcher.add("name", list(map(pipeline.make_doc, names)))
    return {"": counting(texts_by_round(setting), len(names), lambda text: matcher(pipeline.make_doc(text)))}


def entity_ruler(setting: Setting) -> Tasks:
    """spaCy's EntityRuler, without regard to case, as the one component of a pipeline."""
    import spacy

    pipeline, names = spacy.blank("en"), known_names()
    ruler: Any = pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "NAME", "pattern": name} for name in names])
    return {"": counting(texts_by_round(setting), len(names), lambda text: pipeline(text).ents)}


def aho_corasick(setting: Setting) -> Tasks:
    """ahocorasick_rs over lower-case text: characters, no words."""
    import ahocorasick_rs

    names = known_names()
    automaton = ahocorasick_rs.AhoCorasick(
        [name.lower() for name in names], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    find = automaton.find_matches_as_indexes
    return {"": counting(texts_by_round(setting), len(names), lambda text: find(text.lower()))}


NAMES = Contest(
    "names",
    "The names of the catalogue in titles and abstracts, tokens and all.",
    Side("AliasMatcher", alias_matcher),
    (
        Side("spaCy PhraseMatcher", phrase_matcher, ("spacy",), "names as they are written, in any case"),
        Side("spaCy EntityRuler", entity_ruler, ("spacy",), "names as they are written, in any case"),
        Side(
            "ahocorasick_rs",
            aho_corasick,
            ("ahocorasick-rs",),
            "names as they are written, in any case, also within words",
        ),
    ),
    unit="papers",
)
NAME_PATTERNS = Contest(
    "names-and-patterns",
    "Candidates of artifacts in titles and abstracts: names of the catalogue, and names that nobody knows yet by how "
    "they are written or introduced.",
    Side("paperatlas", name_candidates),
    (Side("spaCy EntityRuler", entity_ruler, ("spacy",), "finds known names only"),),
    unit="papers",
)
