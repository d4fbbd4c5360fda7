"""Optional dependencies: how one that is missing is installed, said the same way wherever it is needed.

The package is on no index, so who runs it from its source tree (a clone, an editable installation) installs the extra
from there; who installed it otherwise names the package.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from kg.ground.errors import MissingExtraError

_ROOT = Path(__file__).resolve().parents[2]


def missing_extra(problem: str, extra: str) -> MissingExtraError:
    """Make the error for an optional dependency that is not installed.

    Args:
        problem: what needs it, e.g. ``serving needs Starlette``. extra: as ``pyproject.toml`` names it.
    """
    return MissingExtraError(problem, remedy=f"install it: {install_command(extra)}")


def require(extra: str, problem: str, *modules: str) -> None:
    """Check that modules are there, without importing them.

    Raises:
        MissingExtraError: one is not.
    """
    if not all(map(_is_module_there, modules)):
        raise missing_extra(problem, extra)


def install_command(extra: str, *, root: Path = _ROOT) -> str:
    """Return the command that installs an extra into the Python that runs.

    Args:
        root: the folder that holds the package.
    """
    if not _is_source_tree(root):
        return f"{pip_command()} install 'paperatlas[{extra}]'"
    here = "." if root == Path.cwd() else str(root)
    return f"{pip_command()} install {_shell_quoted(f'{here}[{extra}]')}"


def _is_module_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # ValueError: something has put None in its place
        return False


def _is_source_tree(root: Path) -> bool:
    try:
        return 'name = "paperatlas"' in (root / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def pip_command() -> str:
    """Return ``pip`` where that is this Python's own, else this Python with it."""
    found = shutil.which("pip")
    python = Path(sys.executable)
    if found and Path(found).absolute().parent == python.parent:
        return "pip"
    return f"{shlex.quote(os.path.relpath(python) if python.is_relative_to(Path.cwd()) else str(python))} -m pip"


def _shell_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\"'\"'") + "'"  # always, since [ and ] are patterns to a shell
