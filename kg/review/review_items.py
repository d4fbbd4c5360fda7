"""What a person is asked, and what may be answered.

An item's ``value`` is what a decision tells: the bits of uncertainty that it settles, summed over the papers that it
touches (C. Shannon, "A mathematical theory of communication", 1948: a probability p leaves -p log2 p - (1-p) log2(1-p)
bits open).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from kg.ground.records import ConfidenceParts, Link, Paper
from kg.ground.schema import TextField


class ItemKind(StrEnum):
    """What is asked.

    STATEMENT: whether a paper does this with an artifact of this type. NAME: whether a new name is one, and of what
    type. PAIR: whether two names are one thing. HOMONYM: whether what has one name is one thing.
    """

    STATEMENT = "statement"
    NAME = "name"
    PAIR = "pair"
    HOMONYM = "homonym"


class Decision(StrEnum):
    """What may be answered; ``ALLOWED`` says to which kind of question."""

    ACCEPT = "accept"
    REJECT = "reject"
    RETYPE = "retype"
    ROLE = "role"
    BOTH = "both"
    MERGE = "merge"
    SPLIT = "split"
    SKIP = "skip"


#: The decisions that answer each kind of question.
ALLOWED: dict[ItemKind, tuple[Decision, ...]] = {
    ItemKind.STATEMENT: tuple(Decision),
    ItemKind.NAME: (Decision.ACCEPT, Decision.REJECT, Decision.RETYPE, Decision.MERGE, Decision.SKIP),
    ItemKind.PAIR: (Decision.MERGE, Decision.SPLIT, Decision.SKIP),
    ItemKind.HOMONYM: (Decision.ACCEPT, Decision.SPLIT, Decision.SKIP),
}


@dataclass(frozen=True, slots=True)
class SentenceOfPaper:
    """A sentence of a paper.

    Attributes:
        paper, title: the paper's local id and title. field: where the sentence stands.
        sentence: its text. marked: the words in question, as 0-based characters of the sentence, end exclusive.
    """

    paper: str
    title: str
    field: TextField
    sentence: str
    marked: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NamedSide:
    """What one side of a question is.

    Attributes:
        id: the artifact's local id. name: its name. known: whether the catalogue has it.
        types: what it is in the papers, the most frequent first. papers: how many name it.
        lines: the subject and the object of each line of the corrections that is about it (a paper or ``*``, a name).
        value: what a line calls it that says that something is it.
        sentences: some of those that name it.
    """

    id: str
    name: str
    known: bool
    types: tuple[str, ...]
    papers: int
    lines: tuple[tuple[str, str], ...]
    value: str
    sentences: tuple[SentenceOfPaper, ...]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A question.

    Attributes:
        key: names the question, also after the graph has been built again.
        value: bits that an answer settles. reason: why it is asked, in words.
        side: what it is about; other: the second one of a pair, and the papers of a homonym that differ from the rest.
        role, type, confidence, parts, asserted: of a statement.
        suggestion: the name that the other side of a homonym gets where a person types none.
    """

    kind: ItemKind
    key: str
    value: float
    reason: str
    side: NamedSide
    other: NamedSide | None = None
    role: str = ""
    type: str = ""
    confidence: float | None = None
    parts: ConfidenceParts | None = None
    asserted: bool = True
    suggestion: str = ""


def bits(probability: float) -> float:
    """Measure how open a question is whose answer is yes with this probability, in bits, 0 to 1.

    >>> bits(0.5), bits(1.0), round(bits(0.9), 2)
    (1.0, 0.0, 0.47)
    """
    if not 0.0 < probability < 1.0:
        return 0.0
    rest = 1.0 - probability
    return -probability * math.log2(probability) - rest * math.log2(rest)


def sentences_of_link(link: Link, paper: Paper, most: int) -> tuple[SentenceOfPaper, ...]:
    """Return the sentences that a link was read from, those of the abstract first, with its words marked.

    Args:
        most: sentences that are returned.
    """
    pieces = sorted(link.evidence, key=lambda piece: piece.field is TextField.TITLE)
    places = dict.fromkeys((piece.field, piece.sentence_start, piece.sentence_end) for piece in pieces)
    found = []
    for field, start, end in list(places)[:most]:
        marked = tuple(
            (piece.start - start, piece.end - start)
            for piece in link.evidence
            if piece.field is field and start <= piece.start and piece.end <= end
        )
        found.append(SentenceOfPaper(paper.id, paper.title, field, paper.text(field)[start:end], marked))
    return tuple(found)
