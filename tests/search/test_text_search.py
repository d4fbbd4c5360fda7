"""Full-text search: what is found first, and that no sign of what is typed is taken for an operator."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import open as open_atlas
from kg.ground.errors import OutputError
from kg.ground.records import Author, Reading
from kg.search.text_index import FILE, open_text_index, searchable_nodes
from kg.search.text_search import KINDS, search_text
from tests import samples
from tests.cli.conftest import run_program

_OPERATORS = ['"', "a NOT", "NEAR(a b)", "names:x", "a*", "(", "\0", "\ud800", "x" * 10**6, "a " * 10**5]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, example_build: Path) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("search")
    with closing(open_text_index(folder, open_atlas(example_build).readings, "1")) as connection:
        yield connection


def test_a_name_comes_before_whoever_speaks_of_it(index: sqlite3.Connection) -> None:
    for typed in ("GSM8K", "gsm-8k", "Grade School Math 8K"):
        assert search_text(index, typed)[0].id == "artifact/gsm8k", typed
    papers = search_text(index, "GSM8K", kind="paper")
    assert papers
    assert {match.kind for match in papers} == {"paper"}
    assert "GSM8K" in papers[0].snippet


@pytest.mark.parametrize("typed", ["hellsawag", "helaswag", "HellaSwga"])
def test_a_misspelled_name_is_found(index: sqlite3.Connection, typed: str) -> None:
    assert search_text(index, typed)[0].id == "artifact/hellaswag"


def test_the_last_word_may_be_a_beginning_and_endings_do_not_count(index: sqlite3.Connection) -> None:
    assert "artifact/hellaswag" in {match.id for match in search_text(index, "hellas")}
    one, many = (search_text(index, typed, kind="paper") for typed in ("language model", "languages models"))
    assert {match.id for match in one} == {match.id for match in many} != set()


def test_papers_are_found_by_their_abstracts(example_build: Path, index: sqlite3.Connection) -> None:
    papers = [paper for paper in open_atlas(example_build).papers() if paper.abstract]
    ranks = []
    for paper in papers:
        found = [match.id for match in search_text(index, paper.abstract[:300], kind="paper")]
        ranks.append(1 / (found.index(paper.id) + 1) if paper.id in found else 0)
    assert sum(ranks) / len(ranks) > 0.93


def test_fewer_are_the_first_of_more(index: sqlite3.Connection) -> None:
    assert search_text(index, "reasoning", limit=3) == search_text(index, "reasoning", limit=30)[:3]


@given(st.text(max_size=60) | st.sampled_from(_OPERATORS))
def test_what_is_typed_is_words_and_nothing_else(index: sqlite3.Connection, text: str) -> None:
    for match in search_text(index, text, limit=2):
        assert match.kind in KINDS


def _named(title: str) -> Reading:
    reading = samples.readings()[0]
    return replace(reading, paper=replace(reading.paper, title=title, authors=(Author("Ada \ud800 Mapper"),)))


def test_an_index_is_made_of_the_readings_that_there_are(tmp_path: Path) -> None:
    for made_of, title in (("1", "Tidal charts"), ("2", "Lantern maps")):
        with closing(open_text_index(tmp_path, lambda title=title: [_named(title)], made_of)) as index:  # type: ignore[misc]
            assert search_text(index, title)[0].name == title
            assert search_text(index, "mapper", kind="paper")[0].field == "people"
    with closing(open_text_index(tmp_path, list, "2")) as index:
        assert search_text(index, "Lantern maps"), "the file is read, not made anew"
    (tmp_path / FILE).write_bytes(b"broken" * 1000)
    with closing(open_text_index(tmp_path, lambda: [_named("Again")], "2")) as index:
        assert search_text(index, "Again")


def test_a_damaged_index_is_made_anew(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = open_atlas(copytree(built, tmp_path / "graph"))
    before = atlas.search("GPT-4")
    file = tmp_path / "graph" / "cache" / FILE
    sound = file.read_bytes()
    file.write_bytes(sound[:8192] + b"Z" * (len(sound) - 8192))  # its first pages say what it was made of
    assert atlas.search("GPT-4") == before != []
    assert file.read_bytes() == sound
    file.write_bytes(sound[:8192] + b"Z" * (len(sound) - 8192))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OutputError, match=r"the index cannot be read: .*; delete it"):
        atlas.search("GPT-4")


def test_where_nothing_can_be_written_the_index_is_held(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with closing(open_text_index(tmp_path / "file", lambda: [_named("Held")], "1")) as index:
        assert search_text(index, "held")[0].name == "Held"


def test_nodes_are_of_the_kinds_that_can_be_asked_for() -> None:
    assert {node.kind for node in searchable_nodes(samples.readings())} <= set(KINDS)


def test_the_command(built: Path, tmp_path: Path) -> None:
    folder = copytree(built, tmp_path / "graph")
    said = run_program("search", "maps", "-o", folder, "--json", "--limit", "2")
    assert said.returncode == 0, said.stderr
    found = orjson.loads(said.stdout)
    assert 0 < len(found) <= 2
    assert set(found[0]) == {"id", "kind", "name", "links", "field", "snippet"}
    assert (folder / "cache" / FILE).is_file()
    table = run_program("search", "zzzzzz", "-o", folder)
    assert table.stdout == "id\tkind\tname\tlinks\twords\n"
