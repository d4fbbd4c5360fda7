"""Pages for people: templates, one style sheet, and a policy that allows exactly what is on the page.

The scripts and styles are in the page itself and the policy names their hashes, so a page makes no request but those
that its own script makes to its own server, and nothing that got into the data can run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

import jinja2

from kg.explorer.page.assets import template_environment
from kg.explorer.page.script_modules import join_modules

_FOLDER = Path(__file__).resolve().parents[1]
#: The picture in a browser's tab: a node and two that it is linked to.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M4 4 12 6 7 13Z" fill="none" '
    'stroke="#888"/><circle cx="4" cy="4" r="3" fill="#06c"/><circle cx="12" cy="6" r="2.5" fill="#c60"/>'
    '<circle cx="7" cy="13" r="2.5" fill="#393"/></svg>'
)


@cache
def _jinja_environment() -> jinja2.Environment:
    return template_environment(_FOLDER)


def render(template: str, **values: object) -> str:
    """Render a page; every value is escaped."""
    return _jinja_environment().get_template(template).render(style=style(), icon=quote(ICON), **values)


@cache
def style() -> str:
    """Read the style sheet of all pages."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted((_FOLDER / "css").glob("*.css")))


@cache
def script(entry: str = "main") -> str:
    """Join the program of a page: the query page's ``main.js``, or another entry, and all modules that it needs."""
    return join_modules(_FOLDER / "js", entry)


@cache
def policy(*, program: str = "") -> str:
    """Write the Content-Security-Policy of a page, whose ``program`` is the only script that it has."""
    scripts = f"script-src {_hash_for_policy(program)}; connect-src 'self'; " if program else ""
    return (
        f"default-src 'none'; {scripts}style-src {_hash_for_policy(style())}; img-src data: blob:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _hash_for_policy(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
