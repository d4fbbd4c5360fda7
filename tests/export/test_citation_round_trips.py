"""Whatever titles, names and texts papers have, the readers read back what the citations write."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.export.citations.citation_records import citation_of_paper
from kg.ground.records import Paper
from kg.ground.text import tidy
from kg.readers.read_files import read_papers

# What Markdown and HTML in texts mean is a matter of the readers, not of the formats.
_TEXTS = st.lists(
    st.one_of(
        st.text("abcDEFéßø模型", min_size=1, max_size=6),
        st.sampled_from(["GPT-4o", "a_b", "50%", "R&D", "C#", "{x}", "\\{y\\}", "x^2", "$5", "~7", '"q"', "@me"]),
        st.text("abc" + "{}&#%_", min_size=1, max_size=5),
    ),
    min_size=1, max_size=5,
).map(lambda words: tidy("A " + " ".join(words)))  # fmt: skip
_NAMES = st.one_of(
    st.sampled_from([
        "Ada Lovelace", "Jan van den Berg", "Martin Luther King Jr.", "Barnes and Noble, Inc.", "Gemma Team", "李明",
        "Sound, Light and Sea Group", "Meta, Inc.", "O'Neil & Sons", "Laurens Van Der Maaten", "Plato", "Jürgen Groß",
    ]),
    st.lists(st.text("abcdeéß", min_size=2, max_size=6).map(str.capitalize), min_size=2, max_size=3).map(" ".join),
)  # fmt: skip


def _read_back(name: str, data: dict[str, Any]) -> Paper:
    form = CITATION_FORMATS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"papers{form.suffix}"
        path.write_text("".join(form.texts([citation_of_paper(data)])), encoding="utf-8", newline="")
        [paper] = read_papers(path, format=name, strict=True)
    return paper


@pytest.mark.parametrize("name", CITATION_FORMATS)
@given(title=_TEXTS, names=st.lists(_NAMES, max_size=3, unique=True), abstract=_TEXTS, server=st.booleans())
@example(title="Sets {a} and \\{b}", names=["Barnes and Noble, Inc."], abstract="x_1 {y}", server=True)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(name: str, title: str, names: list[str], abstract: str, server: bool) -> None:
    data = {"label": title, "authors": names, "author_count": len(names), "abstract": abstract, "date": "2024-05-02",
            "doi": "10.1000/x_1", "venue": "bioRxiv" if server else "Journal of Waves"}  # fmt: skip
    paper = _read_back(name, data)
    assert paper.title == title
    assert [author.name for author in paper.authors] == names
    assert paper.abstract == abstract
    assert (paper.date, paper.doi, paper.venue) == ("2024-05-02", "10.1000/x_1", data["venue"])
