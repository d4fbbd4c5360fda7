"""The field that a name is short for, and what a text says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.scoring.name_fields import FieldEvidence, field_evidence

HAS, LACKS = FieldEvidence(absent=False), FieldEvidence(absent=True)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("FinGPT", "It predicts stock prices.", HAS),
        ("FinGPT", "FINANCIAL reports", HAS),
        ("FinGPT", "We cook soup.", LACKS),
        ("FinGPT", "", LACKS),
        ("FinGPT", "FinGPT is FinGPT.", LACKS),  # the name says nothing of itself
        ("FinGPT", "Finnish is spoken.", LACKS),  # once is chance
        ("FinGPT", "Finnish and Finnish", FieldEvidence(True, "finnish")),
        ("FinGPT", "fines, fines", LACKS),  # hardly longer than the beginning
        ("FinGPT", "finale, finale", FieldEvidence(True, "finale")),
        ("Med-PaLM", "for patients", HAS),
        ("Med PaLM", "for sailors", LACKS),
        ("MedPaLM", "Medieval texts, medieval art", FieldEvidence(True, "medieval")),
        ("BioGPT", "Gene and cell", HAS),
    ],
)
def test_what_a_text_says_of_the_field(name: str, text: str, expected: FieldEvidence) -> None:
    assert field_evidence(name, text) == expected


@pytest.mark.parametrize(
    "name", ["", "Fin", "FineWeb", "finGPT", "Finder", "GPT", "Fin3", "Law", "Materials", "MathsQA"]
)
def test_names_that_are_short_for_no_field(name: str) -> None:
    assert field_evidence(name, "Finnish and Finnish") is None


def test_signs_in_a_name_are_no_pattern() -> None:
    assert field_evidence("FinX(+", "FinX(+ of stocks") == HAS
    assert field_evidence("Fin-.*", "stock prices of Fin-.*") == HAS


@given(st.sampled_from(["FinGPT", "Med-PaLM", "LawBERT", "AstroX"]), st.text(max_size=60))
def test_another_word_is_named_only_where_the_field_is_absent(name: str, text: str) -> None:
    found = field_evidence(name, text)
    assert found is not None
    assert found.absent or found.other is None
    assert found == field_evidence(name, text.upper()) or not text.isascii()
