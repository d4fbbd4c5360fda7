"""A paper that nothing described, and no layer, can concern is read as without it; what concerns it makes one word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from kg.catalogue.entry_table import COLUMNS, Row
from kg.catalogue.importers.described_entries import DescribedCatalogue, describe_catalogue
from kg.catalogue.layer.layered_catalogue import lay_over, row_of_entry
from kg.catalogue.layer.own_layer import layer_of_rows
from kg.ground.identifiers import slug
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


def _own_row(id_: str, name: str, types: str = "model", **cells: str) -> Row:
    whole = dict.fromkeys(COLUMNS, "") | {"id": id_, "name": name, "types": types, "source": "own"} | cells
    return Row("own.tsv", 2, *(whole[column] for column in COLUMNS))


def _with_layer(*rows: Row) -> Linker:
    base = load_linker()
    return base.with_described(DescribedCatalogue(lay_over(base.catalogue, layer_of_rows(list(rows))), {}))


def test_a_layer_concerns_what_names_its_entries_makers_and_pages() -> None:
    linker = _with_layer(_own_row("quay-7b", "Quay-7B", organisation="Moorings", arxiv_id="2405.09001"))
    assert linker.plain_version == load_linker().version != linker.version
    assert linker.described_facts(Paper("We train Quay 7B"))
    assert linker.described_facts(Paper("On moorings/other"))
    assert linker.described_facts(Paper("On text", arxiv="2405.09001"))
    assert not linker.described_facts(Paper("On text"))


def test_an_amended_entry_concerns_what_named_it_before() -> None:
    known = load_linker().catalogue.entries["gsm8k"].artifact
    row = _own_row("gsm8k", "School Sums", "method", arxiv_id="2405.09001", hub_id="quayside/sums")
    linker = _with_layer(row)
    assert known.arxiv not in (None, "2405.09001")
    assert linker.described_facts(Paper("We test on GSM8K"))
    assert linker.described_facts(Paper("On text", arxiv=known.arxiv))
    account = (known.hub_id or "").partition("/")[0]
    others = {one.artifact.hub_id for one in linker.catalogue.entries.values()}
    if not any((other or "").startswith(account) for other in others):
        assert linker.described_facts(Paper(f"On {account}/other"))


def _random_rows(papers: Sequence[Paper], chance: random.Random) -> list[Row]:
    """Entries called as pieces of the papers are, and rows that amend entries of all kinds."""
    texts = (f"{paper.title} {paper.abstract}" for paper in papers)
    words = [word.strip('.,;:()"') for text in texts for word in text.split() if len(word) > 8]  # few have the same
    entries = list(load_linker().catalogue.entries.values())
    rows: dict[str, Row] = {}
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(words))
        name = " ".join(words[at : at + chance.choice((1, 2))]) or "Quay"
        cells = {
            "organisation": chance.choice(("", "".join(filter(str.isalnum, chance.choice(words))))),
            "hub_id": chance.choice(("", f"{''.join(filter(str.isalnum, chance.choice(words))) or 'a'}/x")),
            "arxiv_id": chance.choice(("", chance.choice(papers).arxiv or "")),
            "context": chance.choice(("", "*", "text")),
        }
        types = chance.choice(("model", "dataset", "method", "benchmark|dataset"))
        if chance.random() < 0.5:
            before = row_of_entry(chance.choice(entries))
            row = _own_row(before.id, chance.choice((before.name, name)), types, **cells)
        else:
            row = _own_row(slug(name) + "~own", name, types, aliases=chance.choice(("", f"{name}Bench")), **cells)
        rows[row.id] = row
    return list(rows.values())


def test_papers_that_no_row_of_a_layer_concerns_are_read_as_without_it(papers: list[Paper]) -> None:
    chance, base = random.Random(11), load_linker()
    plain = [base.link(paper) for paper in papers]
    named = {link.artifact.slug for reading in plain for link in reading.links}
    amended = [row_of_entry(base.catalogue.entries[each]) for each in sorted(named & base.catalogue.entries.keys())]
    unconcerned = changed = 0
    for _ in range(6):
        of_papers = chance.choice(amended)  # of what the papers do name
        rows = {row.id: row for row in _random_rows(papers, chance)}
        rows[of_papers.id] = _own_row(of_papers.id, of_papers.name, "method", context=chance.choice(("", "*")))
        linker = _with_layer(*rows.values())
        for paper, reading in zip(papers, plain, strict=True):
            same = linker.link(paper) == reading
            changed += not same
            if not linker.described_facts(paper):
                unconcerned += 1
                assert same, paper.title
    assert unconcerned > 40
    assert changed > 3
