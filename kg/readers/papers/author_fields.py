"""What a record says of its authors, in the many forms that there are, as ``Author`` records.

A list, or one text, of names; objects with a name, or with given and family names; objects around those that add where
the person worked. Ids are kept where they are of a known form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.ground.records import Author
from kg.ground.service_ids import orcid, service_id
from kg.ground.text import tidy
from kg.readers.base.field_names import plain_key
from kg.readers.base.placeholders import is_no_author, is_placeholder

# Names of fields, without case, dashes and underscores; the first that holds something wins.
_FULL_NAMES = ("fullname", "displayname", "name", "literal", "rawauthorname", "username", "user")
_GIVEN_NAMES = ("given", "firstname", "first", "forenames", "givenname")
_FAMILY_NAMES = ("family", "lastname", "last", "surname", "familyname")
_IDS = ("id", "authorid", "ids", "openalex", "dblp", "pid")
_PLACES = ("affiliations", "affiliation", "institutions", "institution", "organisation", "organization")
# What stands behind a whole name and is no given name, of persons and of companies; "S.A." and "AG" may be initials.
_BEHIND_NAME = re.compile(r"(?:Jr|Sr|I{1,3}|IV|Ph\.?D|Inc|Ltd|LLC|GmbH|Corp|Corporation|Limited)\.?", re.I)
_INNER = ("author", "person")  # what an authorship wraps


def authors_from_value(value: object) -> tuple[Author, ...]:
    """Read the authors that a field holds: a text of names, or a list of names and objects; empty where there are none.

    >>> [author.name for author in authors_from_value("Lovelace, Ada and Babbage, Charles")]
    ['Ada Lovelace', 'Charles Babbage']
    >>> authors_from_value([{"given": "Ada", "family": "Lovelace", "ORCID": "0000-0002-1825-0097"}])[0].orcid
    '0000-0002-1825-0097'
    """
    given = split_names(value) if isinstance(value, str) else value
    if isinstance(given, Mapping):
        given = [given]
    if not isinstance(given, list | tuple):
        return ()
    return tuple(author for each in given if (author := author_from_value(each)) is not None)


def author_from_value(value: object) -> Author | None:
    """Read one author: a name, or an object with one; None where it holds no name."""
    if isinstance(value, str):
        name = natural_name(value)
        return Author(name) if name and not is_no_author(name) else None
    if not isinstance(value, Mapping):
        return None
    fields = {plain_key(key): each for key, each in value.items()}
    for key in _INNER:
        if isinstance(inner := fields.get(key), Mapping):
            fields |= {plain_key(name): each for name, each in inner.items()}
    name = _name_of_fields(fields)
    if not name or is_no_author(name):
        return None
    return Author(name, _orcid_of_fields(fields), tuple(_known_ids(fields)), tuple(dict.fromkeys(_places(fields))))


def natural_name(text: str) -> str:
    """Write a name in its natural order, without a number that only tells namesakes apart.

    >>> natural_name("Lovelace, Ada"), natural_name("King, Jr., Martin Luther"), natural_name("Wei Li 0001")
    ('Ada Lovelace', 'Martin Luther King Jr.', 'Wei Li')
    >>> natural_name("Barnes and Noble, Inc.")
    'Barnes and Noble, Inc.'
    """
    text = re.sub(r" \d{4}$", "", tidy(text).strip(" ,;"))
    parts = [part for part in re.split(r"\s*,\s*", text) if part]
    if len(parts) == 2 and not _BEHIND_NAME.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3:  # BibTeX: von Last, Jr, First
        return f"{parts[2]} {parts[0]} {parts[1]}"
    return text


def split_names(text: str) -> list[str]:
    """Split a text of names: at ";", at "and" (BibTeX: "Last, First and Last, First"), or at commas.

    >>> split_names("Lovelace, Ada and Babbage, Charles"), split_names("Ada Lovelace, C. Babbage and A. Turing")
    (['Lovelace, Ada', 'Babbage, Charles'], ['Ada Lovelace', 'C. Babbage', 'A. Turing'])
    """
    if ";" in text:
        return text.split(";")
    names = re.split(r"\s+and\s+|\s*&\s*", tidy(text))
    if len(names) > 1 and all(name.count(",") == 1 for name in names):
        return names
    parts = [part for name in names for part in re.split(r"\s*,\s*", name) if part]
    one_name = len(names) == 1 and len(parts) == 2 and not any(" " in part for part in parts)  # "Lovelace, Ada"
    return names if one_name else parts


def _first_text(fields: Mapping[str, object], names: Sequence[str]) -> str:
    return next((tidy(text) for name in names if isinstance(text := fields.get(name), str) and text.strip()), "")


def _name_of_fields(fields: Mapping[str, object]) -> str:
    family = _first_text(fields, _FAMILY_NAMES)
    if family:
        middle = fields.get("middle")  # Semantic Scholar's open corpus: a list
        between = " ".join(part for part in middle if isinstance(part, str)) if isinstance(middle, list) else ""
        return " ".join(filter(None, (_first_text(fields, _GIVEN_NAMES), between, family)))
    return natural_name(_first_text(fields, _FULL_NAMES))


def _orcid_of_fields(fields: Mapping[str, object]) -> str | None:
    return orcid(text) if (text := _first_text(fields, ("orcid",))) else None


def _known_ids(fields: Mapping[str, object]) -> Iterator[str]:
    for name in _IDS:
        value = fields.get(name)
        if name == "authorid" and isinstance(value, str | int) and str(value).isdigit():
            yield f"s2:{value}"  # the name that only Semantic Scholar gives it
        elif isinstance(value, str) and ":" in (known := service_id(value)) and not known.startswith("http"):
            yield known


def _places(fields: Mapping[str, object]) -> Iterator[str]:
    for name in _PLACES:
        value = fields.get(name)
        for place in value if isinstance(value, list) else [value]:
            if isinstance(place, Mapping):
                place = _first_text({plain_key(key): each for key, each in place.items()}, _FULL_NAMES)
            if isinstance(place, str) and (text := tidy(place)) and not is_placeholder(text):
                yield text
