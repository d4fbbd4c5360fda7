"""The page's scripts and styles, and the policy that allows these and no others.

1. The modules of ``js/`` are ES modules, so that editors and ``tsc`` understand them; they are joined into one script.
2. The Content-Security-Policy names the hashes of exactly this script and this style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

import jinja2

from kg.explorer.page.script_modules import join_modules

FOLDER = Path(__file__).resolve().parents[1]


def template_environment(folder: Path) -> jinja2.Environment:
    """Load the templates of a folder's ``templates``: every value is escaped, and one that is not given is an error."""
    return jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, loader=jinja2.FileSystemLoader(folder / "templates"),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def script() -> str:
    """Join the page's own program: all modules that ``main.js`` needs."""
    return join_modules(FOLDER / "js")


@cache
def style() -> str:
    """Bundle the style sheet: the files of ``css/`` in the order of their names."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "css").glob("*.css")))


def policy(*, connect: bool = False) -> str:
    """Write the Content-Security-Policy of the page. ``connect``: the page may ask the server that sent it."""
    server = "'self'" if connect else "'none'"
    return (
        f"default-src 'none'; script-src {_hash_for_policy(script())}; style-src {_hash_for_policy(style())}; "
        f"img-src data: blob:; connect-src {server}; base-uri 'none'; form-action 'none'"
    )


def _hash_for_policy(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
