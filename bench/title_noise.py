"""What happens to titles on their way to us, each kind by itself."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Mapping

from bench.title_words import FORMULAS
from kg.identify.titles.title_keys import head_of_title

Noise = Callable[[str, random.Random], str | None]
_MENUS_BEFORE = (
    "arXiv:2405.01234v2 ", "[2405.01234] ", "Title: ", "Paper page - ", "[PDF] ", "[cs.CL] ", "View PDF | ", "New! ",
    "Published on May 3, 2024 · ", "12 upvotes · ", "Paper: ", "Abstract: ", "★ ", "Home > Papers > ", "[HTML] ",
    "#1 Paper of the day ", "arXiv:hep-th/9901001 [hep-th] ",
)  # fmt: skip
_MENUS_BEHIND = (
    " - arXiv", " | Papers With Code", " | OpenReview", " · Hugging Face", " [pdf]", " (PDF)", " View PDF",
    " - ACL Anthology", " | Semantic Scholar", " arXiv:2405.01234", " [cs.LG]", " Upvote 12", " · 3 comments",
    " (2024)", " | IEEE Xplore", " - Google Scholar", " Download PDF", " » Read more", " Paper page", " – SpringerLink",
)  # fmt: skip
_ACCENTS = {"ö": r"\"{o}", "ä": r"\"a", "é": r"\'e", "ő": r"\H{o}", "ú": r"\'{u}", "ó": r"\'o", "ü": r"\"u"}
_KEYS = "abcdefghijklmnopqrstuvwxyz"


def in_other_case(title: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(title)


def with_other_marks(title: str, chance: random.Random) -> str:
    changes: tuple[Callable[[str], str], ...] = (
        lambda text: re.sub(r"[^\w\s$\\{}^]", "", text),
        lambda text: re.sub(r"[-:,?!]", " ", text),
        lambda text: text.replace("-", "‑").replace(": ", " – "),
        lambda text: f"“{text}”.",
        lambda text: text.replace(": ", " : ").replace(" ", "\u00a0 "),
        lambda text: text.replace("-", "\u00ad-").replace(" ", "\u200b "),
    )
    changed = chance.choice(changes)(title)
    return changed if "++" not in title and "&" not in title else title.replace(":", " –")


def with_latex(title: str, chance: random.Random) -> str | None:
    """Formulas as letters, or letters with accents and braces as LaTeX writes them; None where there are none."""
    plain = title
    for formula, letters in FORMULAS:
        plain = plain.replace(formula, letters)
    if plain != title:
        return plain
    accents = title
    for letter, macro in _ACCENTS.items():
        accents = accents.replace(letter, macro)
    words = accents.split(" ")
    place = chance.randrange(len(words))
    words[place] = chance.choice((r"\textit{%s}", r"{\bf %s}", r"{%s}", r"\emph{%s}", r"$\mathrm{%s}$")) % words[place]
    return " ".join(words).replace("&", r"\&")


def with_entities(title: str, chance: random.Random) -> str | None:
    changed = "".join(f"&#{ord(char)};" if ord(char) > 127 else char for char in html.escape(title.replace("-", "–")))
    changed = changed.replace(" ", "&nbsp;", 1).replace("&#8211;", chance.choice(("&ndash;", "&#8211;", "&#x2013;")))
    return html.escape(changed) if chance.random() < 0.3 else changed


def with_menu_words(title: str, chance: random.Random) -> str:
    draw = chance.random()
    before = chance.choice(_MENUS_BEFORE) if draw < 0.65 else ""
    return before + title + (chance.choice(_MENUS_BEHIND) if draw > 0.35 else "")


def glued(title: str, chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.3:
        return title.replace(" ", "")
    if draw < 0.6:
        return "".join(word[:1].upper() + word[1:] for word in title.split(" "))
    return "".join(char for char in title if char != " " or chance.random() < 0.6)


def cut_with_ellipsis(title: str, chance: random.Random) -> str | None:
    kept = _beginning(title, chance)
    return kept and kept + chance.choice(("…", "...", " …", " ..."))


def cut_without_ellipsis(title: str, chance: random.Random) -> str | None:
    return _beginning(title, chance)


def _beginning(title: str, chance: random.Random) -> str | None:
    if len(title) < 40:
        return None
    place = int(len(title) * (0.5 + 0.42 * chance.random()))
    return title[: max(30, place)].rstrip(" -:,")


def with_one_typo(title: str, chance: random.Random) -> str:
    places = [place for place, char in enumerate(title[:-1]) if char.isalpha() and char.isascii()]
    place = chance.choice(places)
    draw = chance.random()
    if draw < 0.25:
        return title[:place] + chance.choice(_KEYS) + title[place + 1 :]
    if draw < 0.5:
        return title[:place] + title[place + 1 :]
    if draw < 0.75:
        return title[:place] + chance.choice(_KEYS) + title[place:]
    return title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def with_two_typos(title: str, chance: random.Random) -> str:
    return with_one_typo(with_one_typo(title, chance), chance)


def without_subtitle(title: str, chance: random.Random) -> str | None:
    return head_of_title(title)


def without_leading_words(title: str, chance: random.Random) -> str | None:
    words = title.split(" ")
    return " ".join(words[chance.randint(1, 3) :]) if len(words) > 6 else None


#: Each kind, how many of a hundred queries are of it, and what recall is asked of it (None: none by the title alone).
KINDS: Mapping[str, tuple[Noise, int, float | None]] = {
    "case": (in_other_case, 10, 0.98), "marks": (with_other_marks, 10, 0.98), "LaTeX": (with_latex, 8, 0.98),
    "entities": (with_entities, 8, 0.98), "menu words": (with_menu_words, 10, 0.98), "glued": (glued, 9, 0.97),
    "cut, ellipsis": (cut_with_ellipsis, 9, 0.95), "cut, no sign": (cut_without_ellipsis, 7, 0.95),
    "one typo": (with_one_typo, 11, 0.92), "two typos": (with_two_typos, 8, 0.88),
    "no subtitle": (without_subtitle, 5, None), "no leading words": (without_leading_words, 5, None),
}  # fmt: skip
