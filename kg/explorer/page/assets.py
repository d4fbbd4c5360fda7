"""The page's scripts and styles, and the policy that allows these and no others.

1. The modules of ``js/`` are ES modules, so that editors and ``tsc`` understand them; they are joined into one script.
2. vis-network is read from pyvis's wheel; its SHA-256 is pinned.
3. The Content-Security-Policy names the hashes of exactly these scripts and this style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import jinja2

from kg.explorer.page.script_modules import join_modules
from kg.ground.errors import OutputError

FOLDER = Path(__file__).resolve().parents[1]
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"  # vis-network 9.1.2 in pyvis 0.3.2
_VIS_PATH = "templates/lib/vis-9.1.2/vis-network.min.js"


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


@cache
def vis_network() -> str:
    """Read the source of vis-network from the installed pyvis.

    Raises:
        OutputError: the installed pyvis does not hold the pinned file.
    """
    spec = find_spec("pyvis")
    path = Path(spec.origin or "").parent / _VIS_PATH if spec else None
    raw = path.read_bytes() if path and path.is_file() else b""
    if hashlib.sha256(raw).hexdigest() != VIS_SHA256:
        raise OutputError(
            "the installed pyvis does not hold vis-network 9.1.2 as pinned", remedy="install pyvis 0.3.2 again"
        )
    # An HTML parser reads every line end as a line feed; the hash in the policy is of what it reads.
    return raw.decode().replace("\r\n", "\n").replace("\r", "\n")


def policy(*, connect: bool = False) -> str:
    """Write the Content-Security-Policy of the page. ``connect``: the page may ask the server that sent it."""
    scripts = " ".join(_hash_for_policy(text) for text in (vis_network(), script()))
    server = "'self'" if connect else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {_hash_for_policy(style())}; img-src data: blob:; "
        f"connect-src {server}; base-uri 'none'; form-action 'none'"
    )


def _hash_for_policy(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
