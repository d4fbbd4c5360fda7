"""A paper that nothing described can concern is read as without it; what concerns it makes one word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from kg.catalogue.importers.described_entries import describe_catalogue
from kg.ground.imported_result import DescribedArtifact
from kg.ground.records import Paper, Source
from kg.ground.schema import ArtifactType
from kg.linker.described_names import DescribedNames
from kg.linker.linker import Linker, load_linker
from kg.linker.text.word_shape import common_words
from kg.readers.example_papers import example_path
from kg.readers.read_files import read_papers


def _described(name: str, **fields: object) -> DescribedArtifact:
    given = {"type": ArtifactType.MODEL, "source": Source("card", "hub-card", 1), **fields}
    return DescribedArtifact(name=name, **given)  # type: ignore[arg-type]


def _facts(paper: Paper, *described: DescribedArtifact) -> str:
    base = load_linker().catalogue
    return DescribedNames(base, describe_catalogue(base, described, common_words()).catalogue).concerning(paper)


def _with(*described: DescribedArtifact) -> Linker:
    base = load_linker()
    return base.with_described(describe_catalogue(base.catalogue, described, common_words()))


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    return list(read_papers([example_path()]))[:30]


@pytest.mark.parametrize(
    ("name", "text", "concerned"),
    [
        ("Quay-7B", "We train Quay 7B on text.", True),
        ("Quay-7B", "QUAYs are many.", True),  # a plural, in capitals
        ("Quay-7B", "We compare Quay 3 and 7B.", True),
        ("Quay-7B", "The lacquay is none of it.", False),  # in the middle of a word
        ("Quay-7B", "We train Harbour 7B on text.", False),
        ("SuperQuay", "We report on (Super)Quay.", True),
        ("FlashQuay", "A Flash Quay is fast.", True),
        ("TruthfulQuayQA", "Truthful Quay QA asks.", True),
        ("τ-quay", "On tau-quay it fails.", True),
        ("Quäy", "Named Quay without its dots.", True),
        ("Quay", r"We call it \textsc{Q}uay.", True),
        ("∞", "No letters stand for anything.", True),
    ],
)
def test_a_text_is_concerned_where_a_word_begins_as_a_name_does(name: str, text: str, concerned: bool) -> None:
    assert bool(_facts(Paper("On text", abstract=text), _described(name))) == concerned


def test_an_account_and_a_page_concern_what_names_them() -> None:
    tides = _described("tides", hub_id="quayside/tides", page="2405.09001", arxiv=("2405.09001",))
    assert _facts(Paper("On quayside/other"), tides)
    assert _facts(Paper("On text", arxiv="2405.09001"), tides)
    assert not _facts(Paper("On text", arxiv="2405.09002"), tides)
    assert load_linker().described_facts(Paper("On quayside/tides")) == ""


def test_what_is_said_of_other_things_leaves_the_word_alone() -> None:
    one, other = _described("Quay-7B", hub_id="acme-q/quay-7b"), _described("Mooring", hub_id="acme-m/mooring")
    text = Paper("Quay 7B at work")
    alone = _facts(text, one)
    assert alone == _facts(text, other, one) != ""
    more = _described("Quay-7B", hub_id="acme-q/quay-7b", url="https://quay.example")
    assert alone != _facts(text, more)
    assert _with(one).plain_version == load_linker().version != _with(one).version


def _random_descriptions(
    papers: Sequence[Paper], named: Sequence[str], chance: random.Random
) -> list[DescribedArtifact]:
    """Things called as rare pieces of the papers are, in other spellings, and as ``named`` things."""
    words = [word.strip('.,;:()"') for paper in papers for word in f"{paper.title} {paper.abstract}".split()]
    seen = Counter(map(str.lower, words))
    rare = [at for at, word in enumerate(words) if len(word) > 3 and seen[word.lower()] <= 2]
    found = []
    for number in range(chance.choice((1, 3, 10))):
        at = chance.choice(rare)
        name = " ".join(words[at : at + chance.choice((1, 1, 2, 3))])
        spelled = [name, name.replace(" ", "-"), name.upper(), name.replace(" ", ""), name[: len(name) // 2 + 2],
                   f"{name.capitalize()}-7B", f"{name}Bench", chance.choice(named), chance.choice(named)]  # fmt: skip
        account = "".join(filter(str.isalnum, words[chance.choice(rare)])) or "account"
        page = chance.choice(("", "", chance.choice(papers).arxiv or "2405.09001"))
        hub_id = f"{account}/part-{number}" if account.isascii() and chance.random() < 0.5 else ""
        kind = chance.choice((ArtifactType.MODEL, ArtifactType.DATASET))
        found.append(
            _described(chance.choice(spelled), type=kind, hub_id=hub_id, page=page, arxiv=(page,) * bool(page))
        )
    return found


def test_papers_that_are_not_concerned_are_read_as_without_what_is_described(papers: list[Paper]) -> None:
    chance, base = random.Random(7), load_linker()
    plain = [base.link(paper) for paper in papers]
    artifacts = [link.artifact for reading in plain for link in reading.links]
    named = [artifact.name for artifact in artifacts if base.catalogue.get(artifact.slug) is None]
    unconcerned = changed = 0
    for _ in range(6):
        linker = _with(*_random_descriptions(papers, named, chance))
        for paper, reading in zip(papers, plain, strict=True):
            same = linker.link(paper) == reading
            changed += not same
            if not linker.described_facts(paper):
                unconcerned += 1
                assert same, paper.title
    assert unconcerned > 40
    assert changed > 3  # else this would show nothing
