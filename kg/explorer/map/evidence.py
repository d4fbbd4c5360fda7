"""Evidence as a reader sees it: each sentence once, with the places of the mentions in it.

Python counts code points, JavaScript UTF-16 units; places are converted here. Evidence that does not stand in the text
that it names comes with its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# [field, start, end, sentence start, sentence end, words, sentence]
Piece = Sequence[Any]


def piece_of_evidence(found: Mapping[str, Any]) -> list[Any]:
    """Make a piece of evidence as ``kg.graph.networks`` names its parts."""
    return [
        found.get("field", "abstract"), found.get("start"), found.get("end"), found.get("sentence_start"),
        found.get("sentence_end"), found.get("text", ""), found.get("sentence"),
    ]  # fmt: skip


def sentences_of(pieces: Iterable[Piece], title: str, abstract: str) -> list[dict[str, Any]]:
    """Return the sentences of the evidence of one link; ``marks`` are UTF-16 places in the sentence.

    >>> piece = ["abstract", 8, 13, 4, 14, "GPT-4", None]
    >>> sentences_of([piece], "A title", "One. Ask GPT-4.")
    [{'field': '', 'text': 'GPT-4', 'marks': [[0, 5]]}]
    >>> sentences_of([["abstract", 9, 14, 5, 15, "GPT-4", None]], "A title", "One. Ask GPT-4.")
    [{'field': 'abstract', 'text': 'Ask GPT-4.', 'marks': [[4, 9]]}]
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for piece in pieces:
        field, start, end, first, last, words, sentence = piece
        text = title if field == "title" else abstract
        if stands_in(piece, text):
            first, last = _span_of_sentence(piece, text)
            sentence, at, length = text[first:last], start - first, end - start
        else:
            field, sentence = "", str(sentence or words)
            at, length = sentence.find(str(words)), len(str(words))
        held = found.setdefault((field, sentence), {"field": field, "text": sentence, "marks": []})
        if at >= 0:
            held["marks"].append([_length_in_utf16(sentence[:at]), _length_in_utf16(sentence[: at + length])])
    for each in found.values():
        each["marks"].sort()
    return list(found.values())


def quotes_of(pieces: Iterable[Piece], title: str, abstract: str) -> list[dict[str, Any]]:
    """Return the evidence of one link as it is taken away: the words, where they stand, and their sentence.

    Places count code points, as the graph has them; words that do not stand where it says have none.

    >>> quotes_of([["abstract", 9, 14, 5, 15, "GPT-4", None]], "A title", "One. Ask GPT-4.")
    [{'field': 'abstract', 'start': 9, 'end': 14, 'words': 'GPT-4', 'quote': 'Ask GPT-4.'}]
    """
    quotes = []
    for piece in pieces:
        field, start, end, _, _, words, sentence = piece
        text = title if field == "title" else abstract
        if stands_in(piece, text):
            first, last = _span_of_sentence(piece, text)
            place = {"field": field, "start": start, "end": end}
            quotes.append({**place, "words": text[start:end], "quote": text[first:last]})
        else:
            said = {"words": str(words), "quote": str(sentence or words)}
            quotes.append({"field": "", "start": None, "end": None, **said})
    return quotes


def mentions_of(
    links: Iterable[tuple[int, Iterable[Piece]]], nodes: Mapping[int, Any], title: str, abstract: str
) -> list[dict[str, object]]:
    """Find where a paper's text names the nodes it links to, in reading order."""
    mentions = []
    for target, pieces in links:
        for piece in pieces:
            field, start, end = piece[:3]
            text = title if field == "title" else abstract
            if stands_in(piece, text):
                place = {"field": field, "start": _length_in_utf16(text[:start]), "end": _length_in_utf16(text[:end])}
                mentions.append({**place, "node": nodes[target]})
    return sorted(mentions, key=lambda each: (each["start"], -each["end"]))


def stands_in(piece: Piece, text: str) -> bool:
    """Check whether the words of a piece stand where it says."""
    field, start, end, _, _, words, _ = piece
    inside = isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)
    return inside and field in ("title", "abstract") and words in ("", text[start:end])


def _span_of_sentence(piece: Piece, text: str) -> tuple[int, int]:
    _, start, end, first, last, _, _ = piece
    begin = start if first is None else max(0, min(first, start))
    return begin, end if last is None else min(len(text), max(last, end))


def _length_in_utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
