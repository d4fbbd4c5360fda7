"""Files of a build are believed only where they are what the build wrote."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import DamagedError
from kg.ground.files.integrity import (
    MANIFEST,
    READY,
    built_folder,
    check_listed,
    open_checked,
    place,
    repair_remedy,
    sealed,
    sha256,
    unsealed,
)

_LETTERS = st.characters(codec="utf-8")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(_LETTERS, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcd", max_size=3), JSON, max_size=4))
def test_what_is_sealed_is_read_as_it_was_written(data: dict[str, object]) -> None:
    assert unsealed(sealed(data)) == data


@given(st.binary(max_size=30))
def test_what_nobody_sealed_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        unsealed(text)


@pytest.mark.parametrize("text", [b"{}", b"[]", b"null", b"3", b'{"sha256": 3}', b'{"form": 2, "sha256": "00"}'])
def test_json_without_its_seal_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="not what was written"):
        unsealed(text)


def test_each_changed_byte_breaks_the_seal() -> None:
    text = sealed({"files": {"a": "b"}, "form": 2})
    for at in range(len(text)):
        changed = text[:at] + bytes([text[at] ^ 2]) + text[at + 1 :]
        try:
            assert unsealed(changed) == {"files": {"a": "b"}, "form": 2}, "white space alone may change"
        except ValueError:
            continue


def test_a_file_stands_where_the_build_has_it(tmp_path: Path) -> None:
    assert place(tmp_path, "a") == tmp_path / "a"
    (tmp_path / READY).mkdir()
    (tmp_path / READY / "a").write_bytes(b"new")
    assert place(tmp_path, "a") == tmp_path / READY / "a"
    assert place(tmp_path, "b") == tmp_path / "b"
    for path in (tmp_path / "a", tmp_path / READY / "a"):
        assert built_folder(path) == tmp_path


def test_a_file_that_is_what_was_written_is_read_from_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    expected = hashlib.sha256(b"words").hexdigest()
    assert sha256(tmp_path / "a") == expected
    with open_checked(tmp_path, "a", expected) as file:
        (tmp_path / "a").unlink()
        assert file.read() == b"words", "what is put in its place meanwhile is not read"


@pytest.mark.parametrize(
    ("content", "expected", "problem"),
    [(b"words", "0" * 64, "is not what the build wrote"), (b"", "0" * 64, "is empty"),
     (b"words", None, "does not name"), (None, "0" * 64, "is missing")],
)  # fmt: skip
def test_any_other_file_is_damaged_and_its_repair_named(
    tmp_path: Path, content: bytes | None, expected: str | None, problem: str
) -> None:
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(DamagedError, match=problem) as caught:
        open_checked(tmp_path, "a", expected)
    assert caught.value.where == str(tmp_path / "a")
    assert "verify --repair" in str(caught.value.remedy)


def test_a_folder_in_the_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(DamagedError, match="cannot be read"):
        open_checked(tmp_path, "a", "0" * 64)


def test_a_name_with_spaces_is_quoted_in_the_remedy() -> None:
    assert repair_remedy(Path("my atlas")).endswith("-o 'my atlas'")
    assert repair_remedy(None).endswith("-o DIR")


def test_a_file_is_checked_by_the_manifest_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    check_listed(tmp_path / "a")  # no manifest, no check
    (tmp_path / MANIFEST).write_bytes(sealed({"files": {"a": sha256(tmp_path / "a")}}))
    check_listed(tmp_path / "a")
    (tmp_path / "a").write_bytes(b"other")
    with pytest.raises(DamagedError, match="not what the build wrote"):
        check_listed(tmp_path / "a")
    with pytest.raises(DamagedError, match="missing"):
        check_listed(tmp_path / "b")


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b"null", b'{"files": 3}', sealed({"files": {}})[:-9]])
def test_a_manifest_that_is_none_is_named_itself(tmp_path: Path, manifest: bytes) -> None:
    (tmp_path / "a").write_bytes(b"words")
    (tmp_path / MANIFEST).write_bytes(manifest)
    with pytest.raises(DamagedError, match="the manifest is not what the build wrote") as caught:
        check_listed(tmp_path / "a")
    assert caught.value.where == str(tmp_path / MANIFEST)
