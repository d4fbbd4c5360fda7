"""Papers that a program has in hand: ``Paper`` objects, or dictionaries with the fields of a JSON line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import Fault
from kg.readers.papers.paper_fields import paper_from_record

#: A paper, or a dictionary with its title, its abstract and what else is known of it.
GivenPaper: TypeAlias = Paper | Mapping[str, Any]

_REMEDY = 'give {"title": …, "abstract": …} or a Paper, or several of them'
_MISSING = ("NaT", "<NA>")  # how pandas prints what is not there
_NAME = "dict"  # of the format, in the source of a paper


def given_papers(papers: GivenPaper | Iterable[GivenPaper], fault: Fault) -> Iterator[Paper]:
    """Yield the papers, one at a time, as they are asked for.

    Args:
        papers: one or several. fault: called for each field of a dictionary that cannot be understood.

    Raises:
        InputError: what is given is no paper and holds none: at once for a text or a path, else when it is reached.

    >>> [paper.arxiv for paper in given_papers({"id": "2412.04315", "title": "Densing Law of LLMs"}, print)]
    ['2412.04315']
    """
    if isinstance(papers, str | bytes | Path):
        remedy = f"{_REMEDY}; kg.readers.read_files.read_papers(path) reads those of a file"
        raise InputError(f"a {type(papers).__name__} is no paper", remedy=remedy)
    if isinstance(papers, Paper | Mapping):
        return _papers_of_objects([papers], fault)
    if not isinstance(papers, Iterable):
        raise InputError(f"a {type(papers).__name__} is no paper", remedy=_REMEDY)
    return _papers_of_objects(papers, fault)


def _papers_of_objects(papers: Iterable[GivenPaper], fault: Fault) -> Iterator[Paper]:
    for position, paper in enumerate(papers, 1):
        where = f"paper {position}"
        if isinstance(paper, Paper):
            yield paper
        elif isinstance(paper, Mapping):
            record = {name: _as_json_value(value) for name, value in paper.items()}
            yield paper_from_record(record, Source("kg.link", _NAME, position), where, fault)
        else:
            remedy = f'{_REMEDY}; of a data frame, frame.to_dict("records")'
            raise InputError(f"a {type(paper).__name__} is no paper", where=where, remedy=remedy)


def _as_json_value(value: Any) -> Any:
    """Return the value as JSON would have it: dates as text, whole numbers without a fraction, arrays and tuples as
    lists.
    """
    if str(value) in _MISSING:
        return None
    if hasattr(value, "tolist"):  # arrays and numbers of NumPy
        value = value.tolist()
    if isinstance(value, float) and value.is_integer():  # a column of counts in which some are missing
        return int(value)
    if isinstance(value, date):
        return value.isoformat()[: len("YYYY-MM-DD")]
    return list(value) if isinstance(value, tuple | set | frozenset) else value
