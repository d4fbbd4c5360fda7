"""A generated snapshot of papers, of any size: the same seed gives the same papers.

    python bench/paper_titles.py 100000 > snapshot.jsonl

These are no real papers. Titles are names of the catalogue or coined ones, words of many sciences and labels of the
topic scheme in some forty patterns, of the length of real titles (77 characters on average; half have a subtitle).
Three of ten are made from an earlier one, as titles of the same people or rivals are: the same head with another
subtitle, another version, "XL" or "Pro" behind the name, a plural, "A Survey of X" of X, one word changed, "Part II",
the very same. Abstracts, authors, dates, ids and venues are made up as well. Lines are those of arXiv's metadata
snapshot.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

import orjson

from bench import title_words as words
from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.topic_scheme import load_scheme
from kg.ground.records import Author, Paper

_Item = TypeVar("_Item")
_DERIVED = 0.3  # of the titles
_RECENT = 20_000  # titles that others are made from
_SHARED = 0.004  # of the titles are the same as another's
_ABSTRACT = 0.97  # of the papers have one
_NEW_IDS = 2007  # the year of arXiv's ids without an archive
_ARCHIVES = ("hep-th", "math", "cs", "astro-ph", "gr-qc", "hep-ph", "quant-ph", "cond-mat")
_OTHER_MODELS = (" XL", "-Pro", "-Lite", "++", " Plus", "-V2", " Mini")
_SMALL = re.compile(r"^(?:a|an|the|of|for|in|on|with|and|to|by|at|under|over|from|is|are|do|beyond|without|as|via)$")


class SnapshotMaker:
    """Makes papers one after the other."""

    def __init__(self, seed: int, size: int = 2_800_000) -> None:
        """Start with a seed, and the number of papers that thirty years are to be spread over."""
        self._chance, self._size = random.Random(seed), size
        names = {entry.artifact.name for entry in load_catalogue(tiers=("core",)).entries.values()}
        self._names = sorted(name for name in names if len(name) <= 24)
        scheme = load_scheme()
        self._topics = sorted({concept.label for concept in scheme.concepts.values()})
        self._last_names = sorted({self._syllables(2, 3).capitalize() for _ in range(9000)})
        self._recent: list[str] = []
        self._number = 0

    def papers(self, count: int) -> Iterator[Paper]:
        """So many papers."""
        for _ in range(count):
            yield self._paper()

    def _pick(self, given: Sequence[_Item]) -> _Item:
        return given[int(self._chance.random() * len(given))]

    def _syllables(self, least: int, most: int) -> str:
        return "".join(self._pick(words.SYLLABLES) for _ in range(self._chance.randint(least, most)))

    def _paper(self) -> Paper:
        chance = self._chance
        title = self._title()
        month = self._number * 360 // self._size % 360  # 1996 to 2025 over a snapshot of full size
        year, month = 1996 + month // 12, month % 12 + 1
        number = self._number
        if year >= _NEW_IDS:
            arxiv = f"{year % 100:02d}{month:02d}.{number % 100_000:05d}"
        else:  # eight archives take a thousand in turn: a month has less than eight thousand
            arxiv = f"{_ARCHIVES[number // 1000 % 8]}/{year % 100:02d}{month:02d}{number % 1000:03d}"
        published = chance.random() < 0.6
        self._number += 1
        count = 1 + int(7 * chance.random() ** 2)
        authors = [f"{self._pick(words.FIRST_NAMES)} {self._pick(self._last_names)}" for _ in range(count)]
        doi = f"10.{1000 + int(60 * chance.random())}/{self._syllables(2, 2)}.{year}.{self._number:07d}"
        venue = f"{self._pick(words.VENUES)} {year - 1980}, {int(2000 * chance.random())}"
        return Paper(
            title, self._abstract() if chance.random() < _ABSTRACT else "",
            date=f"{year}-{month:02d}-{1 + int(28 * chance.random()):02d}", authors=tuple(map(Author, authors)),
            author_count=count, arxiv=arxiv, doi=doi if published else None, venue=venue if published else None,
            categories=tuple(dict.fromkeys(self._pick(words.CATEGORIES) for _ in range(1 + int(2 * chance.random())))),
        )  # fmt: skip

    def _title(self) -> str:
        chance = self._chance
        if self._recent and chance.random() < _DERIVED:
            title = self._derived_title(self._pick(self._recent))
        elif self._recent and chance.random() < _SHARED:
            title = self._pick(self._recent)
        else:
            title = self._new_title()
        title = title[0].upper() + title[1:]
        if len(self._recent) < _RECENT:
            self._recent.append(title)
        elif chance.random() < 0.1:
            self._recent[int(chance.random() * _RECENT)] = title
        return title

    def _new_title(self) -> str:
        chance = self._chance
        draw = chance.random()
        if draw < 0.32:
            title = f"{self._coined()}: {self._phrase()}"
        elif draw < 0.5:
            subtitle = self._phrase(short=True) if chance.random() < 0.7 else self._pick(words.SUBTITLES)
            title = f"{self._phrase(short=True)}: {subtitle}"
        elif draw < 0.53:
            title = f"{self._phrase(short=True)}? {self._phrase(short=True)}"
        else:
            title = self._phrase()
        return _in_title_case(title) if chance.random() < 0.75 else title

    def _coined(self) -> str:
        draw = self._chance.random()
        if draw < 0.25:
            return self._pick(self._names)
        if draw < 0.8:
            return self._syllables(1, 2).capitalize() + self._pick(words.ENDINGS)
        if draw < 0.9:
            return self._syllables(1, 2).upper()
        return self._syllables(1, 2).capitalize() + self._pick(("-v2", "-3", "++", "-XL", "2", " 2.0"))

    def _thing(self) -> str:
        draw = self._chance.random()
        if draw < 0.45:
            return self._pick(words.THINGS)
        if draw < 0.7:
            return self._pick(self._topics)
        if draw < 0.8:
            return f"{self._pick(words.SCHOLARS)} {self._pick(words.NOUNS)}"
        if draw < 0.86:
            return f"{self._pick(self._names)} {self._pick(words.THINGS)}"
        if draw < 0.9:
            return f"{self._pick(words.FORMULAS)[0]} {self._pick(words.NOUNS)}"
        return f"{self._syllables(2, 4)} {self._pick(words.THINGS)}"

    def _matter(self) -> str:
        return f"{self._pick(words.ADJECTIVES)} {self._pick(words.NOUNS)}"

    def _phrase(self, *, short: bool = False) -> str:
        chance = self._chance
        draw = chance.random()
        if draw < 0.16:
            text = f"{self._matter()} for {self._thing()}"
        elif draw < 0.3:
            text = f"{self._matter()} of {self._pick(words.ADJECTIVES)} {self._thing()}"
        elif draw < 0.44:
            text = f"{self._pick(words.VERBS)} {self._thing()} with {self._matter()}"
        elif draw < 0.56:
            text = f"on the {self._pick(words.NOUNS)} of {self._thing()} and {self._thing()}"
        elif draw < 0.68:
            text = f"{self._pick(words.ADJECTIVES)} {self._thing()} via {self._matter()}"
        elif draw < 0.76:
            text = f"{self._pick(words.VERBS)} {self._pick(words.ADJECTIVES)} {self._thing()}"
        elif draw < 0.84:
            text = f"from {self._pick(words.NOUNS)} to {self._pick(words.NOUNS)} in {self._thing()}"
        elif draw < 0.9:
            text = f"{self._thing()} & {self._thing()}"
        elif draw < 0.95:
            text = f"do {self._thing()} need {self._matter()}"
        else:
            text = f"{self._pick(words.SCHOLARS)} {self._pick(words.NOUNS)} for {self._thing()}"
        if not short and chance.random() < 0.55:
            if chance.random() < 0.5:
                text += f" {self._pick(('by', 'through', 'using', 'with'))} {self._matter()}"
            if chance.random() < 0.6:
                text += f" {self._pick(words.PLACES)}"
        return text

    def _derived_title(self, title: str) -> str:
        """A title that is nearly another one; those that begin with the whole of another are few, as in real lists."""
        chance = self._chance
        head, colon, rest = title.partition(": ")
        draw = chance.random()
        if draw < 0.36 and colon:
            return f"{head}: {_in_title_case(self._phrase(short=draw < 0.18))}"
        if draw < 0.46:
            version = re.search(r"\d+", title)
            if version:
                return title[: version.start()] + str(int(version[0]) + 1) + title[version.end() :]
            return f"{head} 2{colon}{rest}"
        if draw < 0.58:
            return f"{head}{self._pick(_OTHER_MODELS)}{colon}{rest}"
        if draw < 0.68:
            return self._with_other_number(title)
        if draw < 0.71:
            return f"{self._pick(('A Survey of', 'Towards', 'A Note on', 'Comment on', 'On'))} {title}"
        if draw < 0.73:
            return title + self._pick((" II", ", Part II", " Revisited", " (Extended Version)", " III"))
        if draw < 0.74:
            ending = self._pick(words.PLACES if colon else words.SUBTITLES)
            return f"{title}{' ' if colon else ': '}{_in_title_case(ending)}"
        parts = title.split(" ")
        place = int(chance.random() * len(parts))
        parts[place] = _in_title_case(self._pick(words.ADJECTIVES if draw < 0.88 else words.NOUNS))
        return " ".join(parts)

    def _with_other_number(self, title: str) -> str:
        """The title with one word in the plural, or in the singular."""
        places = [found.start() for found in re.finditer(r"(?<=[a-z]{4})s?(?=[ :])", title)]
        places = places or [len(title)]
        place = places[int(self._chance.random() * len(places))]
        if title[place : place + 1] == "s":
            return title[:place] + title[place + 1 :]
        return f"{title[:place]}s{title[place:]}"

    def _abstract(self) -> str:
        patterns = [self._pick(words.OPENINGS), *(self._pick(words.FOLLOWINGS) for _ in range(3))]
        said = []
        for pattern in patterns:
            percent = 2 + int(98 * self._chance.random())
            said.append(pattern.format(self._thing(), self._thing(), self._matter(), percent))
        return " ".join(each[0].upper() + each[1:] for each in said)


def _in_title_case(text: str) -> str:
    return " ".join(
        part if (_SMALL.match(part) and number) or part[:1] == "$" else part[:1].upper() + part[1:]
        for number, part in enumerate(text.split(" "))
    )


def snapshot_line(paper: Paper) -> bytes:
    """A paper as a line of arXiv's metadata snapshot."""
    names = [author.name.split(" ", 1) for author in paper.authors]
    year, month, day = (paper.date or "").split("-")
    abstract = f"  {paper.abstract}\n" if paper.abstract else ""
    record = {
        "id": paper.arxiv, "title": paper.title, "abstract": abstract, "doi": paper.doi,
        "authors": ", ".join(author.name for author in paper.authors), "journal-ref": paper.venue,
        "authors_parsed": [[last, first, ""] for first, last in names], "categories": " ".join(paper.categories),
        "versions": [{"version": "v1", "created": f"{year}-{month}-{day}"}], "update_date": paper.date,
    }  # fmt: skip
    return orjson.dumps(record) + b"\n"


def main() -> None:
    """Write a snapshot to standard output: its size, and a seed."""
    if len(sys.argv) < 2 or not sys.argv[1].isdecimal():
        raise SystemExit(__doc__)
    maker = SnapshotMaker(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for paper in maker.papers(int(sys.argv[1])):
        sys.stdout.buffer.write(snapshot_line(paper))


if __name__ == "__main__":
    main()
