"""Text as LaTeX: signs that mean something escaped, and capitals that a style must not make small in braces."""

from __future__ import annotations

import re

from kg.ground.text import tidy

#: Signs that mean something to LaTeX. Braces are commands, since BibTeX counts them even behind a backslash.
SPECIAL_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&",
    "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_TABLE = str.maketrans(SPECIAL_SIGNS)
_WORD = re.compile(r"\S+")
# Not "Multi-Task": a capital behind a dash is one of a title, unless the word before it is a letter or has others.
_INNER_CAPITAL = re.compile(r"[^\s\-‐–/][A-Z]|\b[A-Z][\-‐+]|[A-Z][^\W_]*\d|\d[^\W_]*[A-Z]|[A-Z][\w]*[\-‐]\d")
_EDGES = re.compile(r"^([^\w]*)(.*?)([^\w+*]*)$", re.DOTALL)
_HEAD_WORDS = 2  # before a colon: "Llama 3: …" is a name, a longer beginning is a title
_SENTENCE_CASE = 0.5  # of the words of four letters and more, how many have a capital in a title that is a sentence
_LONG_WORD = 4


def latex_text(text: str) -> str:
    """Write text as LaTeX; letters beyond ASCII stay, as every program of today reads UTF-8.

    >>> latex_text("R&D at 100%: a_b {x}")
    'R\\\\&D at 100\\\\%: a\\\\_b \\\\textbraceleft{}x\\\\textbraceright{}'
    """
    return text.translate(_TABLE)


def latex_title(title: str) -> str:
    """Write a title as LaTeX, with braces around what keeps its capitals in every style.

    Kept are words with a capital or a figure inside (BERT, GPT-4o), a short beginning before a colon, which is a name,
    and, in a title that is written as a sentence, all capitals but those that begin it.

    >>> latex_title("BERT: Pre-training of Deep Bidirectional Transformers")
    '{BERT}: Pre-training of Deep Bidirectional Transformers'
    >>> latex_title("Voyager: An agent that plays Minecraft with GPT-4")
    '{Voyager}: An agent that plays {Minecraft} with {GPT-4}'
    """
    title = tidy(title)
    head = title.partition(":")[0] if ":" in title else ""
    name_end = len(head) if head and len(head.split()) <= _HEAD_WORDS else 0
    sentence = _is_sentence(title)
    pieces, begins = [], True
    for word in _WORD.finditer(title):
        if word[0].isalpha() and word[0].islower():  # most words, and none of them needs anything
            pieces.append(word[0])
            begins = False
            continue
        before, core, after = _parts_of_word(word[0])
        named = word.start() < name_end or (sentence and not begins)
        kept = bool(_INNER_CAPITAL.search(core)) or (named and core[:1].isupper())
        text = latex_text(core)
        pieces.append(latex_text(before) + (f"{{{text}}}" if kept else text) + latex_text(after))
        begins = after.endswith((":", ".", "?", "!"))
    return " ".join(pieces)


def _parts_of_word(word: str) -> tuple[str, str, str]:
    found = _EDGES.fullmatch(word)
    assert found is not None  # the first and the last part take any sign
    return found[1], found[2], found[3]


def _is_sentence(title: str) -> bool:
    """Tell whether most of the ordinary words behind the first are in small letters."""
    parts = (_parts_of_word(each)[1].partition("-")[0] for each in title.split()[1:])
    words = [part for part in parts if len(part) >= _LONG_WORD and part[1:].islower()]
    return bool(words) and sum(word[0].isupper() for word in words) < _SENTENCE_CASE * len(words)
