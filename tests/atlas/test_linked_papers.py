"""Readings come in the order of the papers, each text is linked once, and only what is on its way is held."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.atlas import linked_papers
from kg.atlas.line_files import record_line
from kg.atlas.linked_papers import PAPERS, record_lines, write_records
from kg.atlas.reading_cache import open_cache
from kg.cli.main import main
from kg.graph.corrector import Corrector
from kg.ground.codec import decode_paper, encode_record
from kg.ground.records import Paper, Reading

from .conftest import PAPERS as SIX


class _Linker:
    """Counts what it links."""

    version, described = "1", ()

    def __init__(self) -> None:
        self.linked: list[str] = []
        self.ahead = 0

    def link(self, paper: Paper) -> Reading:
        self.linked.append(paper.title)
        return Reading(paper)

    def link_papers(self, papers: Iterable[Paper], processes: int, **known: object) -> Generator[Reading, None, None]:
        """As several processes do: so many papers are taken before the first reading comes."""
        source, waiting = iter(papers), deque[Paper]()
        while True:
            waiting.extend(islice(source, processes - len(waiting)))
            if not waiting:
                return
            self.ahead = max(self.ahead, len(waiting))
            yield self.link(waiting.popleft())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from("abcdef"), max_size=14), st.frozensets(st.sampled_from("abcdef")), st.integers(1, 5),
    st.integers(1, 3),
)  # fmt: skip
def test_each_text_is_linked_once_and_readings_keep_the_order(
    monkeypatch: pytest.MonkeyPatch, titles: list[str], cached: frozenset[str], processes: int, on_their_way: int
) -> None:
    linker = _Linker()
    monkeypatch.setattr(linked_papers, "link_papers", linker.link_papers)
    monkeypatch.setattr(linked_papers, "_ON_THEIR_WAY", on_their_way + processes)
    papers = [Paper(title, organisation=f"Lab {number}") for number, title in enumerate(titles)]
    with TemporaryDirectory() as folder, open_cache(Path(folder), "1") as cache:
        for title in cached:
            cache.put(Reading(Paper(title)))
        (Path(folder) / PAPERS).write_bytes(b"".join(map(record_line, papers)))
        source = linked_papers._ReadingSource(Path(folder) / PAPERS, cache, linker)  # type: ignore[arg-type]
        found = list(source.readings(processes))
        assert [reading.paper for reading, _ in found] == papers
        assert sorted(linker.linked) == sorted(set(titles) - cached)
        assert sum(kept is None for _, kept in found) == len(linker.linked)
        assert linker.ahead <= processes


def test_records_are_kept_once_each_and_more_join_in_order(tmp_path: Path) -> None:
    lines = sorted(encode_record(Paper(title)) for title in ("B", "D", "B"))
    write_records(iter(lines), tmp_path / "kept.gz")
    more = [Paper("C"), Paper("A"), Paper("D")]
    titles = [decode_paper(line).title for line in record_lines(tmp_path / "kept.gz", more)]
    assert titles == ["A", "B", "C", "D"]
    assert [decode_paper(line).title for line in record_lines(tmp_path / "kept.gz")] == ["B", "D"]


@pytest.mark.usefixtures("only_linking")
def test_a_build_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[Reading] = []

    def stop_at_the_fourth(corrector: Corrector, reading: Reading) -> Reading:
        seen.append(reading)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return reading

    with monkeypatch.context() as stopping:
        stopping.setattr(Corrector, "correct", stop_at_the_fourth)
        assert main(["build", str(SIX), "-o", str(tmp_path)]) == 130
    assert "papers that were linked are kept" in capsys.readouterr().err
    assert main(["build", str(SIX), "-o", str(tmp_path)]) == 0
    assert "2 papers linked anew" in capsys.readouterr().err
