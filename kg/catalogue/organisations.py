"""The organisations of the field: one for each, whatever it is called.

The table ``authorities/organisations.tsv`` has a row for each organisation; where its ids come from stands in
``data/SOURCES.md``. What a name means is settled in this order:

1. The whole name is a name or an alias of the table, under ``organisation_key``: case, accents, punctuation, "The" and
   the form of a company ("Inc.", "Co., Ltd.") aside. "X University" is "University of X" only where the table says so.
2. The name is an affiliation, parts between commas: "School of Computing, National University of Singapore". A run of
   whole parts is a name or an alias. Aliases marked ``?`` in the table, which are also a town or a common word
   ("Berkeley", "HIT"), do not count here. Of an organisation and one that it is part of, the part is meant; of others
   that stand side by side the first, since affiliations go from the inside out. A university is not meant where a part
   is another country ("Northeastern University, Shenyang, China"). Parts divided by a semicolon are several
   affiliations: nothing is found where they name several organisations.
3. Otherwise nothing is known: the name stays as it is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.catalogue.authority_table import authority_rows
from kg.ground.identifiers import organisation_id

# An affiliation of more characters or parts than these is no affiliation; parts in one name: "University of
# California, San Diego", "Rutgers, The State University of New Jersey".
_LONGEST_NAME = 400
_MOST_PARTS = 16
_PARTS_OF_NAME = 3
_COMPANY = re.compile(
    r" (?:inc|incorporated|llc|ltd|limited|corp|corporation|co|company|gmbh|ag|plc|pbc|bv|kg|sas|srl|pte|pty)$"
)
_BETWEEN_PARTS = re.compile(r"[,()|/]| [-–—] ")
_SIGNS = re.compile(r"[^\w+#*]+")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the table.

    Attributes:
        slug: the last part of its IRI. name: what it is called here. aliases: what else it is called.
        ror: the id in the Research Organization Registry, e.g. ``05w520734``, or None.
        wikidata: the id in Wikidata, e.g. ``Q95``, or None. account: its account on the hub, or None.
        country: two letters of ISO 3166-1, or None. kind: university, company, lab, government or community.
        part_of: slug of the organisation that it is part of, or None.
        source: where the ids come from.
    """

    slug: str
    name: str
    aliases: tuple[str, ...]
    ror: str | None
    wikidata: str | None
    account: str | None
    country: str | None
    kind: str
    part_of: str | None
    source: str

    @property
    def id(self) -> str:
        """The local id, e.g. ``org/allen-institute-for-ai``."""
        return "org/" + self.slug


def organisation_key(name: str) -> str:
    """Make the key under which names of organisations are compared.

    >>> organisation_key("The Allen Institute for A.I., Inc.") == organisation_key("Allen Institute for AI")
    True
    >>> organisation_key("ETH Zürich") == organisation_key("Eth Zurich")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("ß", "ss"))
    spelled = "".join(char for char in plain if not unicodedata.combining(char)).translate({0x131: "i", 0xF8: "o"})
    words = _SIGNS.sub(" ", re.sub(r"['’`.]", "", spelled)).strip()
    words = re.sub(r"\buniv\b", "university", words)
    return _without_company_form(words).removeprefix("the ")


@cache
def known_organisations() -> Mapping[str, Organisation]:
    """Read the organisations of the table by their slugs.

    >>> known_organisations()["allen-institute-for-ai"].ror
    '05w520734'
    """
    return {organisation.slug: organisation for organisation, _ in _rows()}


@lru_cache(maxsize=65536)
def known_organisation(name: str) -> Organisation | None:
    """Find the organisation that a name or an affiliation means; None where the table has none.

    >>> known_organisation("AllenAI").name, known_organisation("Dept. of Physics, University of Oxford, UK").name
    ('Allen Institute for AI', 'University of Oxford')
    """
    whole, inside = _names()
    if len(name) > _LONGEST_NAME:
        return None
    key = organisation_key(name)
    if key in whole:
        return known_organisations()[whole[key]]
    found = [_innermost(_named_in(affiliation, inside)) for affiliation in name.split(";")]
    slugs = {slug for slug in found if slug}
    return known_organisations()[slugs.pop()] if len(slugs) == 1 else None


def canonical_organisation_id(name: str) -> str:
    """Make the local id of the organisation that a name means, of the name itself where none is known.

    >>> canonical_organisation_id("Ai2"), canonical_organisation_id("Institute of Tides")
    ('org/allen-institute-for-ai', 'org/institute-of-tides')
    """
    known = known_organisation(name)
    return known.id if known else organisation_id(name)


def canonical_organisation_name(name: str) -> str:
    """Return the name that the organisation has here, the given one where none is known.

    >>> canonical_organisation_name("FAIR"), canonical_organisation_name("Institute of Tides")
    ('Facebook AI Research', 'Institute of Tides')
    """
    known = known_organisation(name)
    return known.name if known else name


def larger_organisations(slug: str) -> Iterator[str]:
    """Yield the slugs of what an organisation is part of, nearest first.

    >>> list(larger_organisations("deepmind"))
    ['google-deepmind', 'google']
    """
    seen = {slug}
    known = known_organisations().get(slug)
    while known and known.part_of and known.part_of not in seen:
        seen.add(known.part_of)
        yield known.part_of
        known = known_organisations().get(known.part_of)


def _without_company_form(words: str) -> str:
    while (shorter := _COMPANY.sub("", words)) != words:
        words = shorter
    return words


def _named_in(affiliation: str, names: Mapping[str, str]) -> list[str]:
    """List the slugs of the organisations that runs of whole parts of an affiliation name, in their order."""
    parts = [organisation_key(part) for part in _BETWEEN_PARTS.split(affiliation)]
    if len(parts) > _MOST_PARTS:
        return []
    countries = {code for part in parts if (code := _countries().get(part))}
    found: list[str] = []
    at = 0
    while at < len(parts):
        step = 1
        for count in range(min(_PARTS_OF_NAME, len(parts) - at), 0, -1):
            slug = _slug_of_part(" ".join(parts[at : at + count]), names)
            if slug and not _is_elsewhere(known_organisations()[slug], countries):
                found.append(slug)
                step = count
                break
        at += step
    return found


def _slug_of_part(part: str, names: Mapping[str, str]) -> str | None:
    """Find what a part is, or what stands in it after "at": "Center for Tides at Uppsala University"."""
    key = _without_company_form(part)
    if key in names:
        return names[key]
    _, lead, tail = key.partition(" at ")
    return names.get(tail.removeprefix("the ")) if lead else None


def _is_elsewhere(organisation: Organisation, countries: set[str]) -> bool:
    """Check whether an affiliation's countries say that it means another university of the same name."""
    return organisation.kind == "university" and bool(countries) and organisation.country not in countries


def _innermost(slugs: list[str]) -> str | None:
    larger = {each for slug in slugs for each in larger_organisations(slug)}
    return next((slug for slug in slugs if slug not in larger), None)


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Map keys of names to slugs: of those that may be a whole name, and of those that may stand in an affiliation."""
    whole: dict[str, str] = {}
    inside: dict[str, str] = {}
    rows = list(_rows())
    for organisation, _ in rows:  # names first: an alias never takes the name of another
        whole[organisation_key(organisation.name)] = organisation.slug
        inside[organisation_key(organisation.name)] = organisation.slug
    for organisation, doubtful in rows:
        for alias in organisation.aliases:
            key = organisation_key(alias)
            whole.setdefault(key, organisation.slug)
            if alias not in doubtful:
                inside.setdefault(key, organisation.slug)
    for organisation, _ in rows:  # "mistralai", as the hub and leaderboards write a maker
        if organisation.account:
            whole.setdefault(organisation_key(organisation.account), organisation.slug)
    return whole, inside


@cache
def _rows() -> tuple[tuple[Organisation, frozenset[str]], ...]:
    return tuple(_organisation_of_row(cells) for cells in authority_rows("organisations.tsv"))


@cache
def _countries() -> dict[str, str]:
    """Map keys of the names of countries to their codes."""
    names: dict[str, str] = {}
    for code, name, aliases in authority_rows("countries.tsv"):
        names |= {organisation_key(each): code for each in (name, *filter(None, aliases.split("|")))}
    return names


def _organisation_of_row(cells: list[str]) -> tuple[Organisation, frozenset[str]]:
    """Make an organisation, and name those of its aliases that count only where they are the whole name."""
    slug, name, aliases, ror, wikidata, account, country, kind, part_of, source = cells
    spelled = aliases.split("|") if aliases else []
    doubtful = frozenset(alias[1:] for alias in spelled if alias.startswith("?"))
    organisation = Organisation(
        slug, name, tuple(alias.removeprefix("?") for alias in spelled), ror or None, wikidata or None,
        account or None, country or None, kind, part_of or None, source,
    )  # fmt: skip
    return organisation, doubtful
