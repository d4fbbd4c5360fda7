"""Normal forms of text.

Three forms, from weak to strong:

1. ``tidy``: what a reader keeps of a raw field (NFC, no control characters, single spaces);
2. ``fold``: the key under which names are compared (compatibility forms, case, dashes, spaces, Greek letters);
3. ``title_key``: the key under which two titles are the same title (letters and digits only).

A name in the plural is another form of the name: ``singular_acronym`` and ``known_singular`` say when. The forms of
ordinary words are in ``kg.linker.text.morphology``.

Offsets always refer to the tidied text; the folded forms are keys only and never carry offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence

# Unicode "Pd" dashes, the minus sign and the soft hyphen; all written "-" in keys.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣-⁃"), "-") | {0xAD: None}
# Names such as τ-bench or β-VAE are written with the letter or with its name; the name is the key.
_GREEK = {
    ord(letter): name
    for name, letters in {
        "alpha": "αΑ", "beta": "βΒ", "gamma": "γΓ", "delta": "δΔ", "epsilon": "εϵΕ", "zeta": "ζΖ", "eta": "ηΗ",
        "theta": "θΘ", "iota": "ιΙ", "kappa": "κΚ", "lambda": "λΛ", "mu": "μµΜ", "nu": "νΝ", "xi": "ξΞ",
        "pi": "πΠ", "rho": "ρΡ", "sigma": "σςΣ", "tau": "τΤ", "upsilon": "υΥ", "phi": "φϕΦ", "chi": "χΧ",
        "psi": "ψΨ", "omega": "ωΩ",
    }.items()
    for letter in letters
}  # fmt: skip
_SEPARATORS = re.compile(r"[\s\-_]+")
_ASCII_SEPARATORS = dict.fromkeys(map(ord, "-_ \t\n\v\f\r\x1c\x1d\x1e\x1f"))
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# C0 and C1 control characters, surrogates, zero-width and bidirectional marks: invisible, and used to hide text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def tidy(text: str) -> str:
    """Tidy a text to what is kept: NFC, without invisible characters, runs of white space as one space, stripped.

    >>> tidy("  A\\u200b  title\\n of two lines ")
    'A title of two lines'
    """
    # Invisible characters go first: they keep a letter and its accent apart, and composing must come last.
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def tidy_with_places(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Tidy a text and say where each character of it stands in what was given.

    Call it where offsets in the tidied text have to be given in the text as it came.

    Returns:
        ``tidy(text)``, and for each of its characters where what became it begins and ends (exclusive) in ``text``.

    >>> tidied, starts, ends = tidy_with_places("On\\n  Cafe\\u0301 QA")
    >>> tidied, starts[3], ends[6]
    ('On Café QA', 5, 10)
    """
    tidied = tidy(text)
    if text.strip() == tidied:
        first = len(text) - len(text.lstrip())
        return tidied, range(first, first + len(tidied)), range(first + 1, first + len(tidied) + 1)
    starts: list[int] = []
    ends: list[int] = []
    for composed, start, end in _composed(text):
        if composed.isspace():
            continue
        if starts and _is_space_between(text, ends[-1], start):
            starts.append(ends[-1])
            ends.append(start)
        starts += [start] * len(composed)
        ends += [end] * len(composed)
    return tidied, starts, ends


def _is_space_between(text: str, start: int, end: int) -> bool:
    return any(char.isspace() and not _INVISIBLE.match(char) for char in text[start:end])


def _composed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters that compose with none before them, each with what composes with it, in NFC, and its
    place.
    """
    group, start, end = "", 0, 0
    for place, char in enumerate(text):
        if _INVISIBLE.match(char):
            continue
        if group and not _compose(group, char):
            yield unicodedata.normalize("NFC", group), start, end
            group = ""
        group, start, end = group + char, start if group else place, place + 1
    if group:
        yield unicodedata.normalize("NFC", group), start, end


def _compose(before: str, char: str) -> bool:
    """Check whether a character can change, or change its place, where others stand before it."""
    if before.isspace() or char.isspace():
        return False  # no white space composes, and it is thrown away by itself
    alone = unicodedata.normalize("NFC", char)
    if unicodedata.combining(alone[0]):
        return True
    return unicodedata.normalize("NFC", before + char) != unicodedata.normalize("NFC", before) + alone


def one_line(text: str, longest: int) -> str:
    """Write a text of unknown origin as it is safe in a message: one line, cut, without control characters.

    Args:
        longest: characters that are kept.

    >>> one_line("busy\\x1b[31m\\nnow", 80), one_line("abcdef", 3)
    ('busy [31m now', 'abc …')
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= longest else line[:longest] + " …"


def plain_dashes(text: str) -> str:
    """Write every Unicode dash of a text as "-" and drop soft hyphens.

    >>> plain_dashes("GPT‑4")
    'GPT-4'
    """
    return text.translate(_DASHES)


def greek_as_names(text: str) -> str:
    """Write every Greek letter of a text as its name, without case.

    >>> greek_as_names("τ-bench")
    'tau-bench'
    """
    return text.translate(_GREEK)


def fold(name: str) -> str:
    """Make the key under which names of artifacts and topics are compared.

    Compatibility forms (NFKC), case, every dash, space and underscore are folded away; Greek letters become
    their names; other punctuation stays, so ``YOLOv7``, ``YOLOv7+`` and ``YOLOv7*`` keep three keys.

    >>> fold("LLaMA 2") == fold("llama-2") == fold("Llama2")
    True
    >>> fold("τ-bench"), fold("C++")
    ('taubench', 'c++')
    """
    if name.isascii():  # the same, four times faster; most names are
        return name.translate(_ASCII_SEPARATORS).lower()
    # Once is not always enough: "´" becomes a space and an accent, and without the space a letter takes the accent.
    folded = _folded_once(name)
    while (again := _folded_once(folded)) != folded:
        folded = again
    return folded


def _folded_once(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).translate(_DASHES).translate(_GREEK)
    return _SEPARATORS.sub("", text).casefold()


def singular_acronym(name: str) -> str:
    """Drop the plural ending of an acronym from a name: a small "s" after a capital.

    >>> singular_acronym("SAEs"), singular_acronym("MoEs"), singular_acronym("HumanEvals"), singular_acronym("As")
    ('SAE', 'MoE', 'HumanEvals', 'As')
    """
    return name[:-1] if len(name) > 2 and name[-1] == "s" and name[-2].isupper() else name


def known_singular(name: str, known: Container[str]) -> str | None:
    """Drop the last "s" of a name where that gives one of those known; a plural is then another form of it.

    >>> known_singular("saes", {"sae"}), known_singular("sae", {"sae"}), known_singular("bus", {"sae"})
    ('sae', None, None)
    """
    return name[:-1] if name.endswith("s") and name[:-1] in known else None


def title_key(title: str) -> str:
    """Make the key under which two titles are one: letters and digits, case folded; never empty for a non-empty title.

    >>> title_key("Densing Law of LLMs!") == title_key("densing law of LLMs")
    True
    """
    key = _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", title).casefold())
    return key or unicodedata.normalize("NFKC", title).strip()
