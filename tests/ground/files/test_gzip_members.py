"""Sorted pieces in gzip members: a change gives the bytes that writing all anew gives."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.files import gzip_members
from kg.ground.files.gzip_members import GzipMembers, write_members

_KEYS = st.integers(0, 60).map(lambda number: b"k%03d" % number)
_TEXTS = st.integers(1, 3)


@pytest.fixture(autouse=True, scope="module")
def _small_members() -> Iterator[None]:
    """A few pieces a member, so that members begin, end and vanish in every example."""
    patch = pytest.MonkeyPatch()
    patch.setattr(gzip_members, "_MEAN_PIECES", 3)
    yield
    patch.undo()


def _piece(key: bytes, lines: int) -> bytes:
    return b"".join(b"%s line %d\n" % (key, line) for line in range(lines))


def _written(pieces: Mapping[bytes, bytes]) -> bytes:
    file = io.BytesIO()
    write_members(sorted(pieces.items()), file)
    return file.getvalue()


def _key(line: bytes) -> bytes:
    return line.partition(b" ")[0]


@given(st.dictionaries(_KEYS, _TEXTS), st.dictionaries(_KEYS, st.none() | _TEXTS))
def test_a_change_gives_the_bytes_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, old: dict[bytes, int], changes: dict[bytes, int | None]
) -> None:
    path = tmp_path_factory.getbasetemp() / "members.gz"
    before = {key: _piece(key, lines) for key, lines in old.items()}
    new = {key: None if lines is None else _piece(key, lines) for key, lines in changes.items()}
    after = {key: text for key, text in {**before, **new}.items() if text is not None}
    path.write_bytes(_written(before))
    changed = io.BytesIO()
    with path.open("rb") as file:
        members = GzipMembers(file, _key)
        members.write_changed(new, changed)
        assert dict(members.pieces(changes)) == {key: before[key] for key in changes.keys() & before.keys()}
        assert dict(members.pieces_from(b"k010", b"k040")) == {
            key: text for key, text in before.items() if b"k010" <= key < b"k040"
        }
        assert list(members.pieces_from(b"", None)) == sorted(before.items())
        members.close()
    assert changed.getvalue() == _written(after)
    assert gzip.decompress(changed.getvalue()) == b"".join(text for _, text in sorted(after.items()))


def test_members_without_a_change_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = {b"k%03d" % number: b"k%03d x\n" % number for number in range(200)}
    path = tmp_path / "members.gz"
    path.write_bytes(_written(pieces))
    compressed: list[int] = []
    compress = gzip_members._compressed_member

    def watched(waiting: list[bytes]) -> bytes:
        compressed.append(len(waiting))
        return compress(waiting)

    monkeypatch.setattr(gzip_members, "_compressed_member", watched)
    with path.open("rb") as file:
        members = GzipMembers(file, _key)
        members.write_changed({b"k100": b"k100 y\n"}, io.BytesIO())
        members.close()
    assert 0 < sum(compressed) < 40


@pytest.mark.parametrize(
    "data",
    # Named, since a gzip file holds the time: processes that collect the tests in different seconds must agree.
    [gzip.compress(b"k001 x\n"), b"nothing of the kind", b"\x1f\x8b\x08\x04"],
    ids=["of another program", "text", "cut off"],
)
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.gz"
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(ValueError, match="no member begins at byte 0"):
        GzipMembers(file, _key)


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(_written({b"k001": b"k001 x\n"})[:-3])
    with path.open("rb") as file, pytest.raises(ValueError, match="cut off"):
        GzipMembers(file, _key)
