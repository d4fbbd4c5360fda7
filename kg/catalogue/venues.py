"""The venues of the field: one for each, whatever year, volume or form its name is written in.

What a name means is settled in this order:

1. A group of OpenReview is read by its form: ``ICLR.cc/2024/Conference`` is the conference, ``…/Workshop/X`` a
   workshop; so is a key of DBLP, ``conf/iclr``.
2. Year, ordinal, volume, pages and the words "Proceedings of the" go; a short name in brackets at the end, and the
   whole that is left, are looked up in the table ``authorities/venues.tsv`` by letters and digits alone.
3. A track is kept apart from the conference that it belongs to: findings, workshop, demonstrations, tutorials, student
   research, industry, datasets and benchmarks. ``Findings of ACL: EMNLP 2024`` is Findings of EMNLP; ``NeurIPS 2023
   Workshop on X`` is a workshop at NeurIPS and no paper of the conference.
4. Otherwise the name stays, without year, volume and pages.

The year of a name is that of the venue: nothing here makes it the date of a paper.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.catalogue.authority_table import authority_rows
from kg.ground.identifiers import venue_id
from kg.ground.text import tidy

_LONGEST_NAME = 500  # characters; what is longer is no venue's name and is kept as it is
_YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
_ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|first|second|third|(?:twenty|thirty|forty|fifty|sixty)-?(?:first|second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth)?|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth)"
)
_NUMBERED = re.compile(
    r"[,;:]?\s*\(?\b(?:volume|vol\.?|no\.?|issue|part|pp\.?|pages?)\s*[\divxlc]+"
    r"(?:\s*[-–:]\s*[\w ]+)?\)?(?=[\s,;.)]|$)",
    re.I,
)
_VOLUME_NAME = re.compile(r"\((?:volume|vol\.?)\s*\d+:?[^)]*\)|\((?:long|short|main|research)\s+papers?\)", re.I)
_PAGES = re.compile(r"(?:[,;:]?\s*\d+\s*(?:\(\d+\))?\s*[,:]|[,;:])\s*\d+\s*[-–]+\s*\d+\s*$")
_PROCEEDINGS = re.compile(
    r"^(?:in:?\s+)?(?:(?:the\s+)?(?:conference\s+)?(?:proceedings|proc)\.?\s+(?:of\s+)?)+(?:the\s+)?", re.I
)
_LEAD = re.compile(rf"^(?:the\s+|{_YEAR}\s+|{_ORDINAL}\s+|annual\s+)+", re.I)
_BRACKETS = re.compile(r"\(([^()]{2,40})\)\s*$")
_ARXIV = re.compile(
    r"^(?:arxiv\b.*|corr(?:\b.*)?|computing research repository.*|ar[xχ]iv\.org.*|abs/\d{4}\.\d+.*)$", re.I
)
_STATES = re.compile(r"\b(?:oral|poster|spotlight|notable top \d+%|main|accepted (?:at|to|by))(?=\s|$)", re.I)
# What says that a name is of a track, and the track; the first that stands in the name counts.
_TRACKS = (
    (re.compile(r"\bsubmitted to\b|\b(?:rejected|withdrawn) submission\b|\bunder review\b", re.I), "submissions"),
    (re.compile(r"\bfindings\b", re.I), "findings"),
    (re.compile(r"\bworkshops?\b|\bws\b|@", re.I), "workshop"),
    (re.compile(r"\bsystem demonstrations?\b|\bdemonstrations?\b|\bdemos?\b", re.I), "demonstrations"),
    (re.compile(r"\btutorials?\b", re.I), "tutorials"),
    (re.compile(r"\bstudent research\b|\bsrw\b|\bdoctoral consortium\b", re.I), "student research"),
    (re.compile(r"\bindustry\b|\bindustrial track\b|\bapplied data science\b", re.I), "industry"),
    (re.compile(r"\bdatasets[ _]and[ _]benchmarks\b|\bdatasets & benchmarks\b", re.I), "datasets and benchmarks"),
)


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue of papers.

    Attributes:
        name: what it is called here, e.g. ``NeurIPS`` or ``Findings of EMNLP``. full_name: spelled out, or None.
        kind: conference, journal, preprint server or workshop; None where nothing is known.
        track: which part of ``series`` it is, e.g. ``findings``, or None for the main one.
        series: the name of the conference that the track belongs to, or None.
    """

    name: str
    full_name: str | None = None
    kind: str | None = None
    track: str | None = None
    series: str | None = None

    @property
    def id(self) -> str:
        """The local id, e.g. ``venue/neurips``."""
        return venue_id(self.name)


@lru_cache(maxsize=65536)
def venue_of_name(name: str) -> Venue:
    """Find the venue that a name means.

    >>> venue_of_name("Advances in Neural Information Processing Systems 37").name
    'NeurIPS'
    >>> venue_of_name("Findings of the ACL: EMNLP 2024").name, venue_of_name("ICLR.cc/2024/Conference").name
    ('Findings of EMNLP', 'ICLR')
    >>> venue_of_name("Journal of Tides, vol. 12, pp. 3-14").name
    'Journal of Tides'
    """
    plain = tidy(name)
    if len(plain) > _LONGEST_NAME:
        return Venue(plain[:_LONGEST_NAME])
    if _ARXIV.match(plain):
        return _table()["arxiv"]
    if "/" in plain and (group := _venue_of_group(plain)):
        return group
    exact = _table().get(_key(plain))  # a name of the table wins over what its words say: "Workshop on Argument Mining"
    if exact:
        return exact
    cleaned = _cleaned_name(plain)
    exact = _table().get(_key(cleaned)) or _table().get(_key(_without_lead(cleaned)))
    if exact:
        return exact
    bracketed = _known_in_brackets(cleaned)
    track = _track_in(plain)
    if track and (bracketed is None or bracketed.kind != "workshop"):
        return _venue_of_track(plain, cleaned, track)
    return bracketed or _known_in_parts(plain) or Venue(cleaned or plain)


def _venue_of_group(name: str) -> Venue | None:
    """Read the id of a group of OpenReview or a key of DBLP; None where it is none that the table has."""
    parts = name.split("/")
    for count in (2, 1):
        main = _groups().get("/".join(parts[:count]).casefold())
        if main is not None:
            rest = "/".join(parts[count:]).replace("_", " ")
            track = _track_in(rest)
            own = "" if "workshop" in parts[-1].casefold() else parts[-1].replace("_", " ")
            return _track_of(main, track, own) if track else main
    return None


def _track_in(name: str) -> str | None:
    return next((track for pattern, track in _TRACKS if pattern.search(name)), None)


def _venue_of_track(plain: str, cleaned: str, track: str) -> Venue:
    """Make the venue of a name that says that it is a track: of the conference named in it, where the table has it."""
    main = _conference_in(plain)
    if main is None:
        if track == "findings":  # "Findings of ACL 2023"; the series has no other
            return _track_of(_table()["acl"], track, "")
        return Venue(cleaned or plain, track=track)
    if track != "workshop":
        return _track_of(main, track, "")
    topic = re.search(r"\bworkshops?\s+(?:on|for|in)\s+(.+)$", cleaned, re.I)
    if topic is None:
        topic = re.search(rf"\b{re.escape(main.name)}\s+(.+?)\s+workshops?$", cleaned, re.I)
    return _track_of(main, track, topic[1] if topic else "")


def _track_of(main: Venue, track: str, own: str) -> Venue:
    if track == "findings":
        name = f"Findings of {main.name}"
    elif track == "workshop":
        topic = _BRACKETS.sub("", own).strip(" ,:")
        at = re.compile(rf"[\s,]*(?:\b(?:at|of)\b|@)?\s*{re.escape(main.name)}$", re.I)
        name = f"{main.name} Workshop on {at.sub('', topic)}" if at.sub("", topic) else f"{main.name} Workshops"
    else:
        name = f"{main.name} {track[0].upper()}{track[1:]}"
    return Venue(name, kind=main.kind, track=track, series=main.name)


def _conference_in(name: str) -> Venue | None:
    """Find the conference of the table that stands in a name by its short name or spelled out; the last one, since
    "Findings of ACL: EMNLP" is of EMNLP.
    """
    words = [word for word in re.split(r"[\s,:;()@/]+", re.sub(rf"[-\s]*{_YEAR}\b", " ", name)) if word]
    found = [_table()[key] for word in words if (key := _key(word)) in _short_names()]
    if found:
        return found[-1]
    folded = _key(name)
    spelled = [key for key in _full_names() if key in folded]
    return _table()[max(spelled, key=len)] if spelled else None


def _known_in_brackets(cleaned: str) -> Venue | None:
    """Find what the brackets at the end of a name, or the name without them, name in the table."""
    brackets = _BRACKETS.search(cleaned)
    if brackets is None:
        return None
    without = _without_lead(_BRACKETS.sub("", cleaned).strip(" ,:"))
    return _table().get(_key(without)) or _table().get(_key(re.sub(rf"{_YEAR}|\s[IVX]+$", "", brackets[1])))


def _known_in_parts(plain: str) -> Venue | None:
    """Find the conference that a part of a long name names: "…: Annual Conference on …, NeurIPS 2020, virtual"."""
    for part in re.split(r"[:,]", plain)[:8]:
        known = _table().get(_key(_without_lead(_cleaned_name(part))))
        if known and known.kind == "conference" and part != plain:
            return known
    return None


def _cleaned_name(name: str) -> str:
    """Take year, volume, pages and "Proceedings of the" off a name.

    >>> _cleaned_name("Proceedings of the 41st International Conference on Machine Learning, PMLR 235:1-9, 2024")
    'International Conference on Machine Learning'
    """
    text = re.sub(r",?\s*(?:PMLR|LNCS|JMLR W&CP)\b.*$", "", name)
    text = _NUMBERED.sub("", _VOLUME_NAME.sub(" ", text))
    text = _LEAD.sub("", _PROCEEDINGS.sub("", text))
    text = _PAGES.sub("", re.sub(rf"[\s,;:-]*(?:\({_YEAR}\)|(?<!\d){_YEAR}(?!\d))", "", text))
    text = _STATES.sub(" ", text)
    text = re.sub(r"\(\s*\d*\s*\)|\s+\d+$", " ", text)
    return " ".join(text.split()).strip(" ,;:.-–")


def _without_lead(text: str) -> str:
    return re.sub(r"^(?:IEEE(?:/\w+)?|ACM(?:[/ -]\w+)?|AAAI|USENIX|International)\s+(?=[A-Z])", "", _LEAD.sub("", text))


def _key(name: str) -> str:
    """Make the key under which names of venues are compared: letters and digits alone, without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", "and"))
    return "".join(char for char in plain if char.isalnum())


@cache
def _table() -> dict[str, Venue]:
    """Map keys of all names to the venues of the table; short names first, so that no alias takes one."""
    rows = [(Venue(row[0], row[1] or None, row[3]), row) for row in authority_rows("venues.tsv")]
    names: dict[str, Venue] = {}
    for venue, row in rows:
        names[_key(row[0])] = venue
    for venue, row in rows:
        for alias in (row[1], *row[2].split("|")):
            if alias:
                names.setdefault(_key(alias), venue)
                names.setdefault(_key(_without_lead(alias)), venue)
    return names


@cache
def _short_names() -> frozenset[str]:
    """List the keys of short names that tracks belong to: those of conferences, with a capital or a sign in them."""
    conferences = [row for row in authority_rows("venues.tsv") if row[3] == "conference"]
    short = [name for row in conferences for name in (row[0], *row[2].split("|")) if name and " " not in name]
    return frozenset(_key(name) for name in short if sum(char.isupper() for char in name) > 1)


@cache
def _full_names() -> tuple[str, ...]:
    return tuple(
        _key(_without_lead(row[1])) for row in authority_rows("venues.tsv") if row[3] == "conference" and row[1]
    )


@cache
def _groups() -> dict[str, Venue]:
    """Map the leads of OpenReview's groups and DBLP's keys, e.g. ``iclr.cc`` and ``conf/iclr``, to venues."""
    rows = authority_rows("venues.tsv")
    return {lead.casefold(): _table()[_key(row[0])] for row in rows for lead in (row[4], *row[5].split("|")) if lead}
