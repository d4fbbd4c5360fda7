"""The YAML at the beginning of a card, read as hostile input.

1. It stands between two lines of three dashes, and has at most 64 KiB.
2. It is looked at event by event before anything is made of it: an alias could grow without end, and no card lies
   deeper than a few levels; either is refused.
3. Every scalar stays the text that it is: ``no`` is a language, 1e400 no number yet, and no tag makes an object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.ground.errors import InputError
from kg.ground.extras import missing_extra

LARGEST = 64 << 10  # bytes
_DEEPEST = 20  # levels; metrics of a card lie seven deep
_FRONT = re.compile(r"---[ \t]*\r?\n((?:.*?\n)??)---[ \t]*(?:\r?\n|\Z)", re.S)
_REMEDY = "mend the YAML at the beginning of the card"


def split_card(text: str, where: str) -> tuple[Mapping[str, Any], str]:
    """Return the fields of a card, whose values are texts, lists and mappings, and its body.

    Raises:
        InputError: there is no front matter, or it is too large, too deep, no YAML or no mapping.
        MissingExtraError: PyYAML is not installed.
    """
    match = _FRONT.match(text)
    if match is None:
        raise InputError("the card has no front matter that ends", where=where, remedy="end it with a line of ---")
    front = match[1]
    if len(front.encode("utf-8", "replace")) > LARGEST:
        remedy = "shorten it: dataset_info and configs are not read"
        raise InputError(f"the front matter is larger than {LARGEST >> 10} KiB", where=where, remedy=remedy)
    fields = _parsed_yaml(front, where)
    if not isinstance(fields, dict):
        raise InputError("the front matter holds no fields", where=where, remedy=_REMEDY)
    return {name: value for name, value in fields.items() if isinstance(name, str)}, text[match.end() :]


def _parsed_yaml(front: str, where: str) -> object:
    try:
        import yaml
    except ImportError as error:
        raise missing_extra("cards of models and datasets need PyYAML", "formats") from error
    try:
        depth = 0
        for event in yaml.parse(front, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                raise _yaml_error("an alias, which cards do not have", _line_of_mark(event.start_mark), where)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _yaml_error(f"more than {_DEEPEST} levels", _line_of_mark(event.start_mark), where)
        # The base loader makes texts, lists and mappings only: less than the safe one, which raises errors of its own.
        return yaml.load(front, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(
            f"no YAML: {error.problem or error.context}", _line_of_mark(error.problem_mark), where
        ) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:  # of a character that is none
        raise _yaml_error(f"no YAML: {str(error).splitlines()[0][:200] if str(error) else error!r}", 0, where) from None


def _line_of_mark(mark: object) -> int:
    """Return the 0-based line in the front matter that a mark of PyYAML is at."""
    return int(getattr(mark, "line", 0))


def _yaml_error(problem: str, line: int, where: str) -> InputError:
    return InputError(f"the front matter holds {problem}", where=f"{where}:{line + 2}", remedy=_REMEDY)
