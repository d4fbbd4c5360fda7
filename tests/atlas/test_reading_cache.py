"""The cache of readings: exact, keyed by what a reading depends on, robust."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.atlas import reading_cache as cache_module
from kg.atlas.reading_cache import CACHE_FILE, cache_fault, open_cache
from kg.ground.errors import OutputError, PaperAtlasError
from kg.ground.files.sqlite_errors import remedy_of
from kg.ground.records import Paper, Reading
from tests import samples


def test_what_was_put_comes_back_equal(tmp_path: Path) -> None:
    readings = samples.readings()
    with open_cache(tmp_path, "1") as cache:
        for reading in readings:
            cache.put(reading)
    with open_cache(tmp_path, "1") as cache:
        assert [cache.get(reading.paper) for reading in readings] == readings


def test_the_paper_s_other_fields_are_taken_from_the_paper(tmp_path: Path) -> None:
    reading = samples.readings()[0]
    moved = replace(reading.paper, organisation="Atlas Lab", sources=())
    with open_cache(tmp_path, "1") as cache:
        cache.put(reading)
        assert cache.get(moved) == replace(reading, paper=moved)


@pytest.mark.parametrize("change", [{"date": "2030"}, {"arxiv": "2501.00001"}, {"title": "T"}, {"abstract": "A"}])
def test_what_a_reading_depends_on_is_in_its_key(tmp_path: Path, change: dict[str, str]) -> None:
    reading = samples.readings()[0]
    with open_cache(tmp_path, "1") as cache:
        cache.put(reading)
        assert cache.get(reading.paper) == reading
        assert cache.get(replace(reading.paper, **change)) is None  # type: ignore[arg-type]


def test_papers_without_a_reading_are_named_each_text_once(tmp_path: Path) -> None:
    first, second = (reading.paper for reading in samples.readings())
    with open_cache(tmp_path, "1") as cache:
        keys = [cache.key_of_missing(paper) for paper in (first, second, replace(second, organisation="Atlas Lab"))]
        assert len(set(keys)) == 2
        assert keys[1] == keys[2]
        cache.put(samples.readings()[0])
        assert [cache.key_of_missing(paper) for paper in (first, second)] == [None, keys[1]]


def test_the_cache_holds_no_text_of_the_paper_but_its_title(tmp_path: Path) -> None:
    reading = samples.readings()[0]
    paper = replace(reading.paper, organisation="Nowhere Lab", abstract=reading.paper.abstract + " Nobody keeps this.")
    with open_cache(tmp_path, "1") as cache:
        cache.put(replace(reading, paper=paper))
    data = (tmp_path / "readings.sqlite").read_bytes()
    assert reading.paper.title.encode()[:12] in data
    assert b"Nobody keeps this" not in data
    assert b"Nowhere Lab" not in data


def test_readings_are_written_so_many_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is there even if the process is killed."""
    monkeypatch.setattr(cache_module, "_BATCH", 3)
    reading = samples.readings()[0]
    papers = [replace(reading.paper, title=f"Paper {number}") for number in range(7)]
    seen = []
    with open_cache(tmp_path, "1") as writing:
        for paper in papers:
            writing.put(replace(reading, paper=paper))
            with open_cache(tmp_path, "1") as other:
                seen.append(sum(other.get(each) is not None for each in papers))
    assert seen == [0, 0, 3, 3, 3, 6, 6]
    with open_cache(tmp_path, "1") as cache:
        assert [cache.key_of_missing(paper) for paper in papers] == [None] * len(papers)


def test_another_text_or_version_is_not_cached(tmp_path: Path) -> None:
    reading = samples.readings()[0]
    with open_cache(tmp_path, "1") as cache:
        cache.put(reading)
        assert cache.get(replace(reading.paper, abstract="Something else.")) is None
        assert cache.get(replace(reading.paper, title="Something else")) is None
    with open_cache(tmp_path, "2") as cache:
        assert cache.get(reading.paper) is None
        cache.prune()
    with open_cache(tmp_path, "1") as cache:
        assert cache.get(reading.paper) is None


def test_readings_are_kept_by_what_files_say_of_their_papers(tmp_path: Path) -> None:
    plain, concerned = samples.readings()[:2]

    def says(words: str) -> Callable[[Paper], str]:
        return lambda paper: words if paper.title == concerned.paper.title else ""

    with open_cache(tmp_path, "1") as cache:
        for reading in (plain, concerned):
            cache.put(reading)
    with open_cache(tmp_path, "1", facts=says("a card")) as cache:
        assert cache.get(plain.paper) == plain
        assert cache.get(concerned.paper) is None
        assert cache.key_of_missing(concerned.paper) is not None
        cache.put(concerned)
        cache.prune()
    with open_cache(tmp_path, "1", facts=says("another card")) as cache:
        assert cache.get(concerned.paper) is None
        cache.prune()  # what the first card was kept for is gone; without any card all is there
    with open_cache(tmp_path, "1", facts=says("a card")) as cache:
        assert cache.get(concerned.paper) is None
    with open_cache(tmp_path, "1") as cache:
        assert [cache.get(one.paper) for one in (plain, concerned)] == [plain, concerned]


def test_pruning_drops_other_versions_and_keeps_this_one(tmp_path: Path) -> None:
    first, second = samples.readings()
    told: list[PaperAtlasError] = []
    with open_cache(tmp_path, "1", told.append) as cache:
        cache.put(first)
    with open_cache(tmp_path, "2", told.append) as cache:
        cache.put(second)
        cache.prune()
        assert cache.get(second.paper) == second
    with open_cache(tmp_path, "1", told.append) as cache:
        assert cache.get(first.paper) is None
    assert told == []  # nothing was taken for damage, which would have emptied the cache


def test_what_was_put_before_an_error_is_kept(tmp_path: Path) -> None:
    reading = samples.readings()[0]
    with pytest.raises(KeyboardInterrupt), open_cache(tmp_path, "1") as cache:
        cache.put(reading)
        raise KeyboardInterrupt
    with open_cache(tmp_path, "1") as cache:
        assert cache.get(reading.paper) == reading


def test_a_spoilt_cache_file_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "readings.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    reading = samples.readings()[0]
    with open_cache(tmp_path, "1") as cache:
        assert cache.get(reading.paper) is None
        cache.put(reading)
        assert cache.get(reading.paper) == reading


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the cache cannot be opened"), open_cache(tmp_path / "file" / "cache", "1"):
        pass


def _filled(folder: Path) -> tuple[list[Reading], list[Paper]]:
    """The readings that the cache in a folder now has, and their papers."""
    readings = samples.readings()
    with open_cache(folder, "1") as cache:
        for reading in readings:
            cache.put(reading)
    return readings, [reading.paper for reading in readings]


def _told(folder: Path, papers: list[Paper]) -> tuple[list[Reading | None], list[str]]:
    """What the cache has for the papers, and what it says of damage."""
    told: list[str] = []
    with open_cache(folder, "1", lambda error: told.append(str(error))) as cache:
        for paper in papers:
            cache.key_of_missing(paper)
        return [cache.get(paper) for paper in papers], told


def test_no_flipped_bit_changes_a_reading(tmp_path: Path) -> None:
    """Each reading that comes back is the one that was put; what does not come back was told, or was not found."""
    readings, papers = _filled(tmp_path)
    path = tmp_path / CACHE_FILE
    sound = path.read_bytes()
    generator = random.Random(7)
    used = [place for place, byte in enumerate(sound) if byte]
    named = 0
    for place in [*range(100), *generator.sample(used, 150)]:
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << generator.randrange(8)]) + sound[place + 1 :])
        try:
            found, told = _told(tmp_path, papers)
        except OutputError as error:
            named += "; " in str(error)
            continue
        for reading, kept in zip(readings, found, strict=True):
            assert kept in (None, reading), place
        named += bool(told)
    assert named > 120
    for left in tmp_path.iterdir():
        left.unlink()
    path.write_bytes(sound)
    assert _told(tmp_path, papers) == (readings, [])


def test_a_damaged_reading_is_named_and_the_next_build_finds_the_new_one(tmp_path: Path) -> None:
    readings, papers = _filled(tmp_path)
    path = tmp_path / CACHE_FILE
    assert path.read_bytes().count(b"0.97") == 1
    path.write_bytes(path.read_bytes().replace(b"0.97", b"0.87"))
    assert "1 cached readings are damaged" in str(cache_fault(path))
    (first, second), told = _told(tmp_path, papers)
    assert first is None
    assert second == readings[1]
    assert len(told) == 1
    assert told[0].startswith(f"{path}: the cached reading of 'AtlasBench: A Test of Maps")
    assert "is damaged; the paper is linked anew" in told[0]
    with open_cache(tmp_path, "1") as cache:
        cache.put(readings[0])
    assert _told(tmp_path, papers) == (readings, [])
    assert cache_fault(path) is None


def test_a_file_that_is_no_database_is_put_aside_and_told(tmp_path: Path) -> None:
    path = tmp_path / CACHE_FILE
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    _, told = _told(tmp_path, [])
    assert len(told) == 1
    problem = "the cache is damaged (file is not a database); it is put aside as readings.sqlite.damaged"
    assert told[0].startswith(f"{path}: {problem}")
    assert (tmp_path / "readings.sqlite.damaged").read_bytes().startswith(b"no database")


def test_a_locked_cache_has_its_own_remedy(tmp_path: Path) -> None:
    with open_cache(tmp_path, "1"):
        pass
    other = sqlite3.connect(tmp_path / CACHE_FILE)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.MonkeyPatch.context() as patch:
        connect = sqlite3.connect
        patch.setattr(sqlite3, "connect", lambda path: connect(path, timeout=0))
        with pytest.raises(OutputError, match="the cache cannot be opened: database is locked; close the program"):
            with open_cache(tmp_path, "1"):
                pass
    other.close()


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (sqlite3.SQLITE_FULL, "free space on the disk"),
        (sqlite3.SQLITE_IOERR, "check the disk"),
        (sqlite3.SQLITE_IOERR_READ, "check the disk"),
        (sqlite3.SQLITE_NOMEM, "more memory"),
        (sqlite3.SQLITE_CANTOPEN, "allow this user"),
        (sqlite3.SQLITE_CORRUPT, "delete it"),
        (sqlite3.SQLITE_NOTADB, "delete it"),
    ],
)
def test_every_error_of_sqlite_has_the_remedy_that_fits(code: int, remedy: str, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = code
    assert remedy in remedy_of(error, tmp_path / "x", damage="delete it")


def test_the_journal_of_a_damaged_cache_is_not_played_into_the_new_one(tmp_path: Path) -> None:
    (tmp_path / CACHE_FILE).write_bytes(b"no database at all" * 100)
    journal = tmp_path / (CACHE_FILE + "-journal")
    journal.write_bytes(b"old")
    with open_cache(tmp_path, "1"):
        assert not journal.exists()


def test_a_reading_that_stands_under_another_s_key_is_damaged(tmp_path: Path) -> None:
    first, second = samples.readings()
    with open_cache(tmp_path, "1") as cache:
        cache.put(first)
        cache.put(second)
        text = "(SELECT {} FROM checked ORDER BY length(reading) LIMIT 1)"
        cache.connection.execute(f"UPDATE checked SET (reading, checksum) = {text.format('reading, checksum')}")
    found, told = _told(tmp_path, [first.paper, second.paper])
    assert found == [None, second]
    assert len(told) == 1
