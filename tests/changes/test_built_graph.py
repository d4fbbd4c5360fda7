"""Two builds opened to be compared: what is left out of both changes nothing that is found."""

from __future__ import annotations

import gzip
from collections.abc import Set as AbstractSet
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes.built_graph import built_graph, open_differing_lines, version_of_build
from kg.changes.line_differences import line_differences
from kg.ground.errors import DamagedError
from kg.ground.files.integrity import sealed, sha256
from tests.changes.small_builds import BASE, write_build

# Of 32 subjects one begins a member, on average.
lines = st.builds(
    lambda name, value: f'<{BASE}{name:04d}> <{BASE}p> "{value}" .\n', st.integers(0, 3000), st.integers(0, 2)
)
shared = st.integers(0, 900).map(
    lambda count: {f'<{BASE}{name:04d}> <{BASE}p> "{"x" * 20}" .\n' for name in range(count)}
)


def packed_as_one(folder: Path) -> None:
    """Pack the triples of a build in one piece, as older builds have them."""
    path = folder / "graph.nt.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), mtime=0))
    files = {each.name: sha256(each) for each in folder.iterdir() if each.name != "manifest.json"}
    (folder / "manifest.json").write_bytes(sealed({"form": 2, "files": files}))


@given(st.sets(lines, max_size=40), st.sets(lines, max_size=40), shared, st.booleans())
def test_members_that_both_have_are_left_out_and_nothing_is_missed(
    old: AbstractSet[str], new: AbstractSet[str], both: AbstractSet[str], older: bool
) -> None:
    with TemporaryDirectory() as held:
        one = write_build(Path(held) / "one", 1, [], sorted(old | both))
        other = write_build(Path(held) / "other", 2, [], sorted(new | both))
        with built_graph(one).open_triples() as left, built_graph(other).open_triples() as right:
            expected = list(line_differences(left, right))
        if older:
            packed_as_one(one)
        with open_differing_lines(built_graph(one), built_graph(other)) as (left, right):
            assert list(line_differences(left, right)) == expected
        assert version_of_build(one).name == f"0.1.0+{1:016x}"
        assert version_of_build(other).name == f"0.1.0+{2:016x}"


def test_of_equal_builds_nothing_is_unpacked(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_build(tmp_path / name, 1, [], [f'<{BASE}{number}> <{BASE}p> "1" .\n' for number in range(2000)])
    with open_differing_lines(built_graph(tmp_path / "one"), built_graph(tmp_path / "other")) as (left, right):
        assert (left.read(), right.read()) == (b"", b"")
    write_build(tmp_path / "other", 1, [], [f'<{BASE}{number}> <{BASE}p> "1" .\n' for number in range(1, 2000)])
    with open_differing_lines(built_graph(tmp_path / "one"), built_graph(tmp_path / "other")) as (left, right):
        assert 0 < len(left.read()) < 20_000, "a member or two of 120,000 bytes"


@pytest.mark.parametrize("data", [b"", b"no gzip", b"\x1f\x8b\x08\x04" + b"\0" * 30])
def test_what_no_build_wrote_is_named(data: bytes, tmp_path: Path) -> None:
    folder = write_build(tmp_path / "one", 1, [], [])
    (folder / "graph.nt.gz").write_bytes(data)
    with pytest.raises(DamagedError, match=r"graph\.nt\.gz"):
        version_of_build(folder)
    (folder / "manifest.json").write_bytes(
        sealed({"form": 2, "files": {"graph.nt.gz": sha256(folder / "graph.nt.gz")}})
    )
    with pytest.raises(Exception, match=r"graph\.nt\.gz.*(unpacked|does not say its version)"):
        version_of_build(folder)
