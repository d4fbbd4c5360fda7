"""What is told of an optional dependency that is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kg.ground.errors import MissingExtraError
from kg.ground.extras import install_command, require

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Python whose own pip is first on the path."""
    (tmp_path / "bin").mkdir()
    for name in ("pip", "python"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))


def test_a_source_tree_is_named_where_the_package_runs_from_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert install_command("serve") == "pip install '.[serve]'"
    monkeypatch.chdir(ROOT / "docs")
    assert install_command("serve") == f"pip install '{ROOT}[serve]'"


def test_the_package_is_named_where_it_is_installed(tmp_path: Path) -> None:
    assert install_command("frames", root=tmp_path) == "pip install 'paperatlas[frames]'"
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "other"\n', encoding="utf-8")
    assert install_command("frames", root=tmp_path) == "pip install 'paperatlas[frames]'"


def test_a_folder_with_a_quote_stays_one_word(tmp_path: Path) -> None:
    root = tmp_path / "it's"
    root.mkdir()
    (root / "pyproject.toml").write_text('name = "paperatlas"\n', encoding="utf-8")
    assert install_command("serve", root=root) == "pip install '" + str(root).replace("'", "'\"'\"'") + "[serve]'"


def test_another_pip_is_not_taken_for_this_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "bin" / "python"))
    monkeypatch.chdir(tmp_path)
    assert install_command("serve", root=tmp_path) == "venv/bin/python -m pip install 'paperatlas[serve]'"
    monkeypatch.chdir(ROOT)
    assert install_command("serve").startswith(f"{tmp_path}/venv/bin/python -m pip install ")


def test_what_is_there_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    require("serve", "serving needs it", "json", "email.parser")
    monkeypatch.setitem(sys.modules, "starlette", None)
    with pytest.raises(MissingExtraError, match=r"serving needs it; install it: pip install '.*\[serve\]'"):
        require("serve", "serving needs it", "json", "starlette")
    with pytest.raises(MissingExtraError):
        require("serve", "serving needs it", "no_such_module.inside")
