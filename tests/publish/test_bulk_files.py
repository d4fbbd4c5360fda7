"""Files for bulk loaders."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from kg.atlas.atlas import TRIPLES, Atlas
from kg.atlas.progress import Silent
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.checksum_list import CHECKSUMS
from kg.publish.bulk_files import write_bulk_files
from tests.publish.conftest import folder_of, lines_of

LINES = lines_of(30)


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_files_are_the_graph_and_are_listed(tmp_path: Path) -> None:
    atlas, into = Atlas(folder_of(tmp_path / "graph", LINES)), tmp_path / "bulk"
    done = write_bulk_files(atlas, into, 900, Silent())
    files = written(into)
    listed = dict(line.split("  ")[::-1] for line in files.pop(CHECKSUMS).decode().splitlines())
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert (done.files, done.triples) == (len(files), len(LINES))
    assert list(files)[:2] == ["part-00001.nt.gz", "part-00002.nt.gz"]
    assert b"".join(map(gzip.decompress, files.values())) == b"".join(LINES)
    again = tmp_path / "again"
    write_bulk_files(atlas, again, 900, Silent())
    assert written(again) == written(into), "the same bytes"
    write_bulk_files(atlas, into, 1 << 20, Silent())
    assert list(written(into)) == [CHECKSUMS, "part-00001.nt.gz"], "those of before are gone"
    assert {path.name for path in tmp_path.iterdir()} == {"graph", "bulk", "again"}


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    atlas = Atlas(folder_of(tmp_path / "graph", LINES))
    release = tmp_path / "release"
    release.mkdir()
    (release / "graph.nq.gz").write_text("a release")
    (release / CHECKSUMS).write_text("0  graph.nq.gz\n")
    file = tmp_path / "file"
    file.write_text("a file")
    for into in (release, file, tmp_path / "graph"):
        with pytest.raises(OutputError, match="something else than such files; name another folder"):
            write_bulk_files(atlas, into, 900, Silent())
    assert (release / "graph.nq.gz").read_text() == "a release"


def test_a_damaged_graph_leaves_the_files_of_before(tmp_path: Path) -> None:
    atlas, into = Atlas(folder_of(tmp_path / "graph", LINES)), tmp_path / "bulk"
    write_bulk_files(atlas, into, 900, Silent())
    before = written(into)
    (tmp_path / "graph" / TRIPLES).write_bytes(b"")
    with pytest.raises(DamagedError):
        write_bulk_files(atlas, into, 900, Silent())
    assert written(into) == before
