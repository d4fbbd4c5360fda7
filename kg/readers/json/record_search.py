"""Where the papers lie in a JSON value: in an array, in a map by date or id, or deeper inside.

A *record* is an object that has a title, or that a service's reader knows as its own; what stands inside a record (its
references, say) is none. A *path* is the keys that lead to a record: arrays add nothing to it, and ``*`` is any key.

1. Search the first values of a file from the outside in, and take the paths of the records found there. Where several
   keys of one object lead to records, or a key that is itself a date or an id, the key is data and becomes ``*``.
2. In the file, objects at these paths are records (see ``record_scan``); in a value that is held whole, the search
   itself finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kg.ground.identifiers import arxiv_id, doi
from kg.readers.base.field_names import plain_key
from kg.readers.base.iso_dates import parse_date

Path = tuple[str, ...]
IsRecord = Callable[[Mapping[str, object]], bool]

ANY = "*"
#: Names of keys whose array holds the records of a file: ours; arXiv mirrors; OpenAlex; Semantic Scholar; feeds.
CONTAINERS = (
    "papers", "data", "results", "items", "works", "records", "entries", "articles", "notes", "publications",
)  # fmt: skip
_DEEPEST = 12  # brackets; the deepest response known (DBLP) has its records under five
_MOST_PATHS = 8  # a file with records in more places has keys that are data
_TITLES = frozenset(("title", "papertitle"))
_NAME = "displayname"  # a title where the object has more of a paper; institutions and persons have one too
_OWN = frozenset(("abstract", "summary", "authors", "author", "doi", "arxiv", "arxivid", "year", "journal"))
_HASH = re.compile(r"\d+|[0-9a-f]{24,64}|[a-z]{1,4}[-_:]?\d+", re.I)  # the keys of records: numbers, hashes, "W123"


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record, the keys that led to it, and the texts and numbers that stand beside them, the nearest first."""

    record: Mapping[str, object]
    path: Path
    around: Mapping[str, object]


def find_records(value: object, is_record: IsRecord) -> Iterator[FoundRecord]:
    """Find the records in a value, from the outside in.

    >>> found = find_records({"day": "2024-01-05", "data": {"papers": [{"title": "A"}]}}, has_title)
    >>> [(each.record["title"], each.path, each.around["day"]) for each in found]
    [('A', ('data', 'papers'), '2024-01-05')]
    """
    return _found_inside(value, is_record, (), {}, 0)


def _found_inside(
    value: object, is_record: IsRecord, path: Path, around: Mapping[str, object], depth: int
) -> Iterator[FoundRecord]:
    if isinstance(value, dict):
        if is_record(value) and not (not path and depth == 0 and is_feed(value)):
            yield FoundRecord(value, path, around)
        elif depth < _DEEPEST:
            beside = {**around, **{str(key): each for key, each in value.items() if isinstance(each, str | int)}}
            for key, each in value.items():
                if isinstance(each, dict | list):
                    yield from _found_inside(each, is_record, (*path, str(key)), beside, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for each in value:
            if isinstance(each, dict | list):
                yield from _found_inside(each, is_record, path, around, depth + 1)


def record_paths(values: Iterator[object] | tuple[object, ...], is_record: IsRecord) -> list[Path]:
    """Return the paths at which records lie in the first values of a file, the outermost first.

    >>> record_paths(({"2024-01-05": [{"title": "A"}], "2024-01-06": [{"title": "B"}]},), has_title)
    [('*',)]
    """
    found = {each.path: None for value in values for each in find_records(value, is_record)}
    paths = {tuple(ANY if _is_data(key) else key for key in path): None for path in found}
    for index in range(_DEEPEST):
        paths = dict.fromkeys(_joined(list(paths), index))
    return sorted(paths, key=len)[:_MOST_PATHS]


def _joined(paths: list[Path], index: int) -> Iterator[Path]:
    """Yield the paths, those that differ only in the key at one place made one."""
    seen: dict[tuple[Path, Path], set[str]] = {}
    for path in paths:
        if index < len(path):
            seen.setdefault((path[:index], path[index + 1 :]), set()).add(path[index])
    for path in paths:
        many = index < len(path) and len(seen[path[:index], path[index + 1 :]]) > 1
        yield (*path[:index], ANY, *path[index + 1 :]) if many else path


def has_title(record: Mapping[str, object]) -> bool:
    """Tell whether an object has a title, as plain text, in a list, or as a value inside an object.

    >>> has_title({"Title": ["On Tides"]}), has_title({"title": None}), has_title({"name": "On Tides"})
    (True, False, False)
    """
    title = record.get("title")
    if isinstance(title, str) and title and not title.isspace():  # most records; the others cost a look at each key
        return True
    if isinstance(title, list) and len(title) > 1 and rows_of_columns(record):
        return False
    texts = {plain_key(key) for key, value in record.items() if is_text_like(value)}
    if not texts.isdisjoint(_TITLES):
        return True
    return _NAME in texts and any(plain_key(key) in _OWN for key in record)


def rows_of_columns(value: object) -> list[dict[str, object]]:
    """Turn a table that was written by its columns, as data frames are, into rows; none where it is no such table.

    >>> rows_of_columns({"title": {"0": "A", "1": "B"}, "year": {"0": 2023, "1": 2024}})
    [{'title': 'A', 'year': 2023}, {'title': 'B', 'year': 2024}]
    >>> rows_of_columns({"columns": ["title", "year"], "data": [["A", 2023]]})
    [{'title': 'A', 'year': 2023}]
    """
    if not isinstance(value, dict):
        return []
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and any(plain_key(name) in _TITLES for name in names):
        return [dict(zip(map(str, names), row, strict=False)) for row in data if isinstance(row, list)]
    columns = {name: list(each.values()) if isinstance(each, dict) else each for name, each in value.items()}
    title = next((each for name, each in columns.items() if plain_key(name) in _TITLES and isinstance(each, list)), [])
    alike = {name: each for name, each in columns.items() if isinstance(each, list) and len(each) == len(title)}
    if len(alike) < 2 or not all(isinstance(each, str | None) for each in title) or len(alike) < len(columns):
        return []
    return [dict(zip(alike, row, strict=True)) for row in zip(*alike.values(), strict=True)]


def is_feed(value: Mapping[str, object]) -> bool:
    """Tell whether an object with a title is no paper but a list of papers that has a title of its own."""
    if not has_title(value) or any(plain_key(key) in _OWN for key in value):
        return False
    lists = (value.get(name) for name in CONTAINERS)
    return any(
        isinstance(each, list) and any(isinstance(one, dict) and has_title(one) for one in each) for each in lists
    )


def is_text_like(value: object) -> bool:
    """Tell whether a value is a text, or a list or an object around one."""
    if isinstance(value, list):
        return any(isinstance(each, str) and each.strip() for each in value)
    if isinstance(value, dict):
        return any(isinstance(value.get(name), str) and value[name] for name in ("value", "text", "name", "title"))
    return isinstance(value, str) and bool(value.strip())


def _is_data(key: str) -> bool:
    return key == ANY or bool(parse_date(key) or arxiv_id(key) or doi(key) or _HASH.fullmatch(key))


def path_of_text(text: str) -> Path:
    """Read a path as people write it: ``data.items``, ``$.data.items[*]``, ``*.papers``.

    >>> path_of_text("$.data.items[*]"), path_of_text("."), path_of_text("response.docs[]")
    (('data', 'items'), (), ('response', 'docs'))
    """
    plain = re.sub(r"\[(?:\*|\d*)\]", "", text.strip()).removeprefix("$")
    return tuple(part for part in plain.split(".") if part)


def text_of_path(path: Path) -> str:
    """Write a path as ``path_of_text`` reads it; the top is ``.``."""
    return ".".join(path) or "."
