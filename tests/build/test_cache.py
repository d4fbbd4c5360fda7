"""The cache of readings: exact, keyed by what a reading depends on, robust."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.build.cache import open_cache
from kg.ground.errors import OutputError
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
    moved = replace(reading.paper, date="2030", sources=())
    with open_cache(tmp_path, "1") as cache:
        cache.put(reading)
        assert cache.get(moved) == replace(reading, paper=moved)


def test_papers_without_a_reading_are_named_each_text_once(tmp_path: Path) -> None:
    first, second = (reading.paper for reading in samples.readings())
    with open_cache(tmp_path, "1") as cache:
        assert cache.missing([second, first, replace(second, date="2030")]) == [second, first]
        cache.put(samples.readings()[0])
        assert cache.missing([first, second]) == [second]


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
