"""What the writer and the readers of an index agree on: its name, its format, and the form of texts in it.

It imports nothing heavy: a server that answers from an index needs neither NumPy nor NetworkX, which writing one does.
"""

from __future__ import annotations

INDEX = "explorer.sqlite"
FORMAT = 5


def storable(text: str) -> str:
    """Replace what SQLite's text cannot hold: single surrogates."""
    return text.encode("utf-8", "replace").decode()
