"""The list of the files of an index, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ground.errors import DamagedError, InputError
from kg.ground.files.integrity import sealed
from kg.identify.index.index_folder import INDEX, index_files


def test_files_come_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_bytes(sealed({"files": ["b.idx", "a.idx"]}))
    assert index_files(tmp_path) == ["b.idx", "a.idx"]
    (tmp_path / INDEX).write_bytes(sealed({"files": []}))
    assert index_files(tmp_path) == []


def test_a_folder_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InputError, match=r"holds no index of titles.*identify make"):
            index_files(folder)
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(InputError, match="holds no index"):
        index_files(file)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff", sealed({}), sealed({"files": "a"}), sealed({"files": [1]}),
     sealed({"files": ["a"]}).replace(b'"a"', b'"b"')],
)  # fmt: skip
def test_a_list_that_was_not_written_so_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / INDEX).write_bytes(content)
    with pytest.raises(DamagedError, match=r"index\.json: the list of files is not what was written.*make it again"):
        index_files(tmp_path)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/b", "", ".."])
def test_a_list_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    (tmp_path / INDEX).write_bytes(sealed({"files": [name]}))
    with pytest.raises(DamagedError, match="leads out of the folder"):
        index_files(tmp_path)
