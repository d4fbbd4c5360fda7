"""The papers that come with PaperAtlas, to build a first graph from."""

from __future__ import annotations

from pathlib import Path


def example_path() -> Path:
    """Return a file of JSON lines with well-known papers of machine learning: ids, dates and titles as arXiv gives
    them, abstracts in our own words.
    """
    return Path(__file__).parent / "data" / "example.jsonl"
