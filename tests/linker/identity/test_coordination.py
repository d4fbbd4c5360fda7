"""Names that share a part: every member is found where it is written, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ground.records import Paper
from kg.linker.artifact_links import evidence_of
from kg.linker.mentions.candidates import find_candidates
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize
from tests.linker.identity.surfaces import matcher

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "coordination.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_members_and_their_words(text: str, expected: str) -> None:
    tokens = tokenize(text)
    found = [(match.first, match.last, match.artifact(match.entries[0]).slug) for match in matcher().find(tokens)]
    assert "; ".join(f"{tokens.span(first, last)} = {slug}" for first, last, slug in found) == expected
    ends = [last for _, last, _ in found]
    assert all(first >= end for (first, _, _), end in zip(found[1:], ends, strict=False)), "members overlap"


def test_the_evidence_of_a_member_is_its_piece() -> None:
    text = "We compare GPT-3.5 and -4 on (Super)GLUE."
    candidates = find_candidates(read_paper(Paper("A study", text)), matcher())
    words = {
        candidate.artifact.slug: [evidence_of(mention) for mention in candidate.mentions]
        for candidate in candidates
        if candidate.artifact is not None
    }
    assert set(words) >= {"gpt-3.5", "gpt-4", "superglue"}
    for slug, piece in (("gpt-4", "-4"), ("superglue", "Super")):
        (evidence,) = words[slug]
        assert evidence.text == piece == text[evidence.start : evidence.end]


@pytest.mark.parametrize(
    "text", ["GPT-4 (", "GPT-4 and", "GPT-4 /", "GPT-4 ()", "GPT-4 (/", "GPT-4 {-", "(Super)", "GPT-4 -"]
)
def test_what_breaks_off_is_no_fault(text: str) -> None:
    assert [match.elliptic for match in matcher().find(tokenize(text))] in ([], [False])
