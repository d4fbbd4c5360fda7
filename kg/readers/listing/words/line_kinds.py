"""What a line of a listing page is, by its form and words alone: a table of kinds, each with its patterns.

A page that changes needs a row here, or words in ``words.tsv``; nothing else reads the words of a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kg.ground.identifiers import arxiv_id
from kg.readers.listing.words.page_dates import date_of_line
from kg.readers.listing.words.page_words import alternatives, kinds_of_word, words_of_kind


class LineKind(StrEnum):
    """The kinds of lines."""

    TEXT = "text"  # a title, an abstract, a name, or what is not known
    AUTHORS = "number of authors"
    NAMES = "names of authors"
    DATE = "date"
    DOT = "dot"
    COUNT = "count"  # of votes or comments, by its place
    UPVOTES = "upvotes"
    COMMENTS = "comments"
    STARS = "stars of a repository"
    SUBMITTED = "words before the submitter"
    SUBMITTER = "submitter"
    ORGANISATION = "organisation"
    IDENTIFIER = "arXiv id"
    CATEGORIES = "categories of arXiv"
    LINKS = "words of a link"
    MODEL = "details of a model, dataset or Space"
    HEAD = "head of the page"
    MENU = "menu"
    PAGER = "pager"
    FOOTER = "footer"
    RULE = "rule"


#: Lines that belong to the page, not to a paper.
PAGE_KINDS = frozenset({LineKind.HEAD, LineKind.MENU, LineKind.PAGER, LineKind.FOOTER, LineKind.RULE})

Value = str | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class LineFact:
    """What a line says.

    Attributes:
        kind: what it is.
        value: the number, the ISO date, the name or names, or None where it only says that such a thing follows.
        comments: the count that stands behind a date.
        certain: whether words say what it is (a date of publication), not its form alone.
    """

    kind: LineKind
    value: Value = None
    comments: int | None = None
    certain: bool = False


_NUMBER = r"(?P<number>\d{1,3}(?:[,.]\d{3})+|\d{1,6})"
_ROUNDED = r"(?P<number>\d{1,3}(?:[,.]\d{3})+|\d{1,6}(?:\.\d{1,2})?\s?[kKmM]?)"
_NONE = r"[-–—]"
_AUTHOR = alternatives(words_of_kind("author"))
_COUNTER = alternatives(words_of_kind("counter"))
_UPVOTE = alternatives(words_of_kind("upvote"))
_COMMENT = alternatives(words_of_kind("comments"))
_STAR = alternatives(words_of_kind("stars"))
_SUBMIT = alternatives(words_of_kind("submitted"))
_BULLET = r"(?:[•·∙*+-]\s?)?"
_LONGEST_NAME = 60  # characters of a person's name on the hub
_LONGEST_LINE = 300  # characters; what is longer is text

_COUNT = re.compile(rf"{_NUMBER}|(?P<rounded>\d{{1,4}}(?:\.\d{{1,2}})?[kK])|{_NONE}")
_BOX = re.compile(rf"\[[ xX-]?\]\s*(?:(?:{_UPVOTE})\s*)?(?:{_NUMBER}|{_NONE})", re.I)
_AUTHOR_COUNT = re.compile(
    rf"{_BULLET}(?:(?P<number>\d{{1,6}})\s?(?:{_COUNTER})?\s?(?:{_AUTHOR})|(?:{_AUTHOR})\s?[:：]?\s?(?P<after>\d{{1,6}})\s?"
    rf"(?:{_COUNTER})?)", re.I,
)  # fmt: skip
_ET_AL = re.compile(r"(?P<names>.+?),?\s(?:et al\.?|and others)\s\((?P<number>\d{1,6}) authors?\)", re.I)
_VOTES = re.compile(
    rf"(?:[▲△⬆🔺👍❤🔥]️?\s?(?:(?:{_UPVOTE})\s?[:：]?\s?)?|(?:\[[ x-]\]\s?)?(?:{_UPVOTE})\s?[:：]?\s?)"
    rf"(?:{_NUMBER}|{_NONE})|(?P<before>\d{{1,6}})\s(?:{_UPVOTE})",
    re.I,
)
_COMMENTED = re.compile(rf"(?:[💬🗨]️?\s?)(?:{_NUMBER}|{_NONE})|(?P<before>\d{{1,6}})\s?(?:{_COMMENT})", re.I)
_STARRED = re.compile(
    rf"(?:[⭐★☆🌟]️?\s?|(?:link:\s?)?(?:{_STAR})\s?[:：]?\s?){_ROUNDED}(?:\s?auto)?"
    rf"|{_ROUNDED.replace('number', 'before')}\sstars?",
    re.I,
)
_SUBMITTED = re.compile(
    rf"{_BULLET}(?:{_SUBMIT})\s?[:：]?\s?(?P<name>\S.{{0,{_LONGEST_NAME}}}?)?(?:\s(?:on|am|el|le|em|il)\s(?P<date>.{{3,30}}))?",
    re.I,
)
_IDENTIFIER = re.compile(
    r"(?:paper\s?[•·]\s?)?(?:arxiv|huggingface|hf|paper|id)?\s?[:：]?\s?(?P<id>(?:\w[\w.-]*/)?\d{4}\.?\d{3,5}(?:v\d+)?)",
    re.I,
)
_RULE = re.compile(r"[-=_*~•·—–\s]{3,}|\[?(?:content truncated|…|\.\.\.)\]?", re.I)
_COMMUNITY = re.compile(
    rf"(?=.*(?:(?<![A-Za-z])|(?<=by))AK(?![A-Za-z])).*(?:{alternatives(words_of_kind('community'))}).*|(?:by\s?)?AK",
    re.I,
)
_LONGEST_HEAD = 60  # characters of "by AK and the research community" in any language
_CATEGORY = re.compile(r"\b(?:[a-z]{2,8}(?:-[a-z]{2,4})?\.[A-Z]{2}|[a-z]{2,8}-(?:ph|th|ex|lat|qc))\b")
_CATEGORIES = re.compile(rf"(?:[\W_]*{_CATEGORY.pattern})+[\W_]*")
_SIGNS = {
    "🏢": LineKind.ORGANISATION, "🏛": LineKind.ORGANISATION, "🏫": LineKind.ORGANISATION, "🏦": LineKind.ORGANISATION,
    "👥": LineKind.NAMES, "👤": LineKind.NAMES, "✍": LineKind.NAMES, "📅": LineKind.DATE, "🗓": LineKind.DATE,
}  # fmt: skip
_MODEL = re.compile(
    r".{0,80}(?:\b(?:updated|viewer|text generation|image-text-to-text|running|sleeping)\b).{0,80}", re.I
)
_LONGEST_COUNT = 12  # digits
_LEFT_OVER = re.compile(r"[\s•·|,;:：/&+()\[\]>→↗📄💻🔗🎓📥🤗⭐🧠🌐📎🏠🎥📊❤👥🏢📅🔍✨️]+")


@lru_cache(maxsize=8_192)  # the lines of a menu, counts and dates come again and again
def fact_of_line(text: str) -> LineFact | None:
    """Say what a line is, or None where it is text.

    >>> fact_of_line("• 101 authors"), fact_of_line("12 位作者").value, fact_of_line("著者 3 名").value
    (LineFact(kind=<LineKind.AUTHORS: 'number of authors'>, value=101, comments=None, certain=False), 12, 3)
    >>> fact_of_line("GitHub 1.32k").kind, fact_of_line("Upvote").kind, fact_of_line("Datasets").kind
    (<LineKind.STARS: 'stars of a repository'>, <LineKind.UPVOTES: 'upvotes'>, <LineKind.MENU: 'menu'>)
    >>> fact_of_line("A Second Look at 2 Rewards")
    """
    if len(text) > _LONGEST_LINE:
        return None
    return next((fact for read in _READERS if (fact := read(text)) is not None), None)


def number_of(text: str | None) -> int | None:
    """Read the whole number of "1,204", "1.2k" or "7"; None of "-", and of more digits than any count has.

    >>> number_of("1.32k"), number_of("83,068"), number_of("-"), number_of("2M")
    (1320, 83068, None, 2000000)
    >>> number_of("9" * 400)
    """
    text = (text or "").strip().lower()
    scale = {"k": 1_000, "m": 1_000_000}.get(text[-1:], 1)
    digits = text.rstrip("km ")
    if scale == 1:
        digits = re.sub(r"[,.]", "", digits)
    try:
        return round(float(digits) * scale) if len(digits) <= _LONGEST_COUNT else None
    except ValueError:
        return None


def _dot(text: str) -> LineFact | None:
    return LineFact(LineKind.DOT) if text in {"·", "•", "∙", "・"} else None


def _count(text: str) -> LineFact | None:
    match = _COUNT.fullmatch(text)
    return LineFact(LineKind.COUNT, number_of(match["number"] or match["rounded"])) if match else None


def _authors(text: str) -> LineFact | None:
    if match := _AUTHOR_COUNT.fullmatch(text):
        return LineFact(LineKind.AUTHORS, int(match["number"] or match["after"]))
    if match := _ET_AL.fullmatch(text):
        return LineFact(LineKind.NAMES, author_names(match["names"]), comments=int(match["number"]))
    return None


def author_names(text: str) -> tuple[str, ...]:
    """Return the names in a list of authors, without marks of affiliation.

    >>> author_names("A. Example, B. Sample and C. Third")
    ('A. Example', 'B. Sample', 'C. Third')
    """
    names = (name.strip(" *†‡,;") for name in re.split(r"\s*[,;，、；]\s*(?:and\s)?|\s+(?:and|&)\s+", text))
    return tuple(name for name in names if name and name.lower().rstrip(".") not in {"et al", "and others"})


def _date(text: str) -> LineFact | None:
    dotted = text.removeprefix("·").removeprefix("•").strip()
    found = date_of_line(dotted)
    return (
        LineFact(LineKind.DATE, found.iso, found.comments, certain=found.published or dotted != text) if found else None
    )


def _upvotes(text: str) -> LineFact | None:
    if "upvote" in kinds_of_word(text):
        return LineFact(LineKind.UPVOTES, certain=False)
    if match := _VOTES.fullmatch(text) or _BOX.fullmatch(text):
        groups = match.groupdict()
        return LineFact(LineKind.UPVOTES, number_of(groups["number"] or groups.get("before")), certain=True)
    return None


def _comments(text: str) -> LineFact | None:
    if match := _COMMENTED.fullmatch(text):
        return LineFact(LineKind.COMMENTS, number_of(match["number"] or match["before"]), certain=True)
    return None


def _stars(text: str) -> LineFact | None:
    if match := _STARRED.fullmatch(text):
        return LineFact(LineKind.STARS, number_of(match["number"] or match["before"]))
    return LineFact(LineKind.STARS) if text.lower() == "github" else None


def _submitter(text: str) -> LineFact | None:
    match = _SUBMITTED.fullmatch(text)
    if match is None:
        return None
    if not match["name"]:
        return LineFact(LineKind.SUBMITTED)
    day = date_of_line(match["date"]) if match["date"] else None
    name = match["name"] if day or not match["date"] else f"{match['name']} {match['date']}"
    return LineFact(LineKind.SUBMITTER, (name.strip(), (day.iso if day else None) or ""))


def _identifier(text: str) -> LineFact | None:
    match = _IDENTIFIER.fullmatch(text)
    found = arxiv_id(match["id"]) if match else None
    return LineFact(LineKind.IDENTIFIER, found) if found else None


def _links(text: str) -> LineFact | None:
    words = [word.removeprefix("link:").strip() for word in _LEFT_OVER.split(text.lower()) if word]
    plain = " ".join(words)
    if plain and ("links" in kinds_of_word(plain) or all("links" in kinds_of_word(word) for word in words)):
        return LineFact(LineKind.LINKS)
    return None


def _page(text: str) -> LineFact | None:
    kinds = kinds_of_word(text) or kinds_of_word(text.rstrip("! :：>»›→").lstrip("<«‹← "))
    for kind in (LineKind.HEAD, LineKind.FOOTER, LineKind.PAGER, LineKind.MENU):
        if kind.name.lower() in kinds:
            return LineFact(kind)
    if len(text) <= _LONGEST_HEAD and _COMMUNITY.fullmatch(text):
        return LineFact(LineKind.HEAD, certain=True)
    return LineFact(LineKind.RULE) if _RULE.fullmatch(text) else None


def _categories(text: str) -> LineFact | None:
    codes = tuple(_CATEGORY.findall(text)) if _CATEGORIES.fullmatch(text) else ()
    return LineFact(LineKind.CATEGORIES, codes) if codes else None


def _signed(text: str) -> LineFact | None:
    """Tell by a sign before the words what they are."""
    kind = _SIGNS.get(text[:1])
    words = text[1:].lstrip("\ufe0f ").strip()
    if kind is None or not words:
        return None
    if kind is LineKind.DATE:
        return _date(words)
    return LineFact(kind, author_names(words) if kind is LineKind.NAMES else words, certain=True)


def _model(text: str) -> LineFact | None:
    return LineFact(LineKind.MODEL) if "•" in text and _MODEL.fullmatch(text) else None


# In the order of asking, the surest first.
_READERS: tuple[Callable[[str], LineFact | None], ...] = (
    _dot, _count, _authors, _date, _upvotes, _comments, _stars, _page, _submitter, _identifier, _categories, _links,
    _model, _signed,
)  # fmt: skip
