"""Records of Every Eval Ever (https://github.com/evaleval/every_eval_ever, schema 0.3.0).

A record is a JSON object with the scores of one model, in a file of its own, in an array, or one a line.

1. A file is known by the keys of its first record.
2. A record is checked as far as it is used: the version, the source, the model and the time once, then each score. A
   score that cannot be read costs itself, a record that cannot be read costs its scores; either is named with the file,
   the line, the field and the remedy. What the graph does not hold (generation settings, judges, samples) is passed
   over.
3. Names are texts: they are tidied like titles, and nothing in them is markup.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

import msgspec

from kg.ground.errors import InputError
from kg.ground.imported_result import ImportedResult
from kg.ground.records import Source
from kg.ground.text import tidy
from kg.readers.base.input_stream import Fault, Page
from kg.readers.json import json_documents, json_kind, json_lines

NAME = "every-eval-ever"
DESCRIPTION = "scores of leaderboards and harnesses, records of Every Eval Ever 0.3.0"

_VERSION = re.compile(r"0\.3\.\d+")
_KEYS = re.compile(
    rb'(?<!\\)"(evaluation_id|evaluation_results|retrieved_timestamp|source_metadata|model_info|eval_library)"\s*:'
)
_FEWEST_KEYS = 3  # of the seven that every record has; records of other programs share one or two
_LONGEST_NAME = 300  # characters; the longest model id of the hub's 2 million has 96, and a name is no text
_LARGEST = 1e15  # counts of tokens and parameters stay below; what is above is a fault of its writer
_LATEST = 4_102_444_800  # 2100-01-01, seconds; what is above is in milliseconds, or no time
_UNNAMED_METRIC = "score"  # as in texts that give a number and no metric
_REMEDY = "mend the record, or leave it out"
_Part = TypeVar("_Part")


class _Origin(msgspec.Struct):
    source_organization_name: str
    source_name: str = ""
    source_organization_url: str = ""


class _Model(msgspec.Struct):
    name: str
    id: str
    developer: str = ""


class _Head(msgspec.Struct):
    evaluation_id: str
    retrieved_timestamp: str
    source_metadata: _Origin
    model_info: _Model
    evaluation_results: list[Any]


class _Data(msgspec.Struct):
    dataset_name: str
    hf_repo: str = ""


class _Metric(msgspec.Struct):
    lower_is_better: bool
    metric_name: str = ""
    metric_id: str = ""
    metric_kind: str = ""
    metric_unit: str = ""
    score_type: Literal["binary", "continuous", "levels"] | None = None
    min_score: float | str | None = None
    max_score: float | str | None = None


class _Score(msgspec.Struct):
    score: float


class _Evaluation(msgspec.Struct):
    evaluation_name: str
    source_data: _Data
    metric_config: _Metric
    score_details: _Score


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of a record, or of several.

    >>> sniff(b'{"schema_version": "0.3.0", "evaluation_id": "a", "source_metadata": {}, "model_info": {}}')
    True
    >>> sniff(b'{"title": "A", "abstract": "on \\\\"model_info\\\\": and the like"}')
    False
    """
    opens = head.lstrip()[:1] in (b"{", b"[")
    return opens and len({match[1] for match in _KEYS.finditer(head)}) >= _FEWEST_KEYS


def read(page: Page, fault: Fault) -> Iterator[ImportedResult]:
    """Yield the scores of a file; what cannot be read is a fault, named by file, line and field."""
    lines = json_kind.is_lines(page.head)
    cut = () if lines else json_documents.cut_records(page, fault, remedy="download it again")
    records = json_lines.rows(page, fault) if lines else ((each.where, each.text) for each in cut)
    for position, (where, text) in enumerate(records, 1):
        try:
            yield from _results_of_record(
                json_lines.parse(text, where), Source(page.name, NAME, position), where, fault
            )
        except InputError as error:
            fault(error)


def _results_of_record(record: object, source: Source, where: str, fault: Fault) -> Iterator[ImportedResult]:
    version = record.get("schema_version") if isinstance(record, dict) else None
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        remedy = "convert the record to 0.3.0"
        problem = "there is no schema_version" if version is None else f"schema_version is {version!r:.40}"
        raise InputError(problem, where=where, remedy=remedy)
    head = _converted(record, _Head, "", where)
    origin, model = head.source_metadata, head.model_info
    organisation = _name(origin.source_organization_name, "source_metadata.source_organization_name", where)
    facts: dict[str, Any] = {
        "venue": _name(origin.source_name or organisation, "source_metadata.source_name", where),
        "organisation": _known(organisation),
        "url": tidy(origin.source_organization_url) or None,
        "record": _name(head.evaluation_id, "evaluation_id", where),
        "date": _date(head.retrieved_timestamp, where),
        "source": source,
        "model": _name(model.name, "model_info.name", where),
        "model_id": _name(model.id, "model_info.id", where),
        "developer": _known(tidy(model.developer)),
    }
    for place, item in enumerate(head.evaluation_results):
        try:
            path = f"evaluation_results[{place}]"
            yield ImportedResult(**facts, **_facts_of_score(item, path, where), position=place + 1)
        except InputError as error:
            fault(error)


def _facts_of_score(item: object, path: str, where: str) -> dict[str, Any]:
    score = _converted(item, _Evaluation, path, where)
    metric, data = score.metric_config, score.source_data
    if metric.score_type == "levels":
        problem = f"{path}.metric_config: the score is the number of a level, which cannot stand beside scores"
        raise InputError(problem, where=where, remedy="leave it out")
    return {
        "data": _name(data.dataset_name, f"{path}.source_data.dataset_name", where),
        "hub_id": tidy(data.hf_repo) or None,
        "test": _name(score.evaluation_name, f"{path}.evaluation_name", where),
        "metric": _name(_metric_name(metric), f"{path}.metric_config.metric_name", where),
        "value": _value(score.score_details.score, metric, path, where),
        "unit": _unit(tidy(metric.metric_unit)),
        "higher_is_better": not metric.lower_is_better,
    }


def _converted(value: object, kind: type[_Part], path: str, where: str) -> _Part:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:  # "Expected `str`, got `int` - at `$.model_info.id`"
        problem, _, inner = str(error).partition(" - at `$")
        place = (path + inner.strip("`")).strip(".") or "the record"
        raise InputError(f"{place}: {problem[0].lower()}{problem[1:]}", where=where, remedy=_REMEDY) from None
    except UnicodeEncodeError as error:
        problem = f"{path or 'the record'}: it holds half a character (\\u{ord(error.object[error.start]):x})"
        raise InputError(problem, where=where, remedy=_REMEDY) from None


def _name(text: str, field: str, where: str) -> str:
    name = tidy(text)
    if not name:
        raise InputError(f"{field} is empty", where=where, remedy=_REMEDY)
    if len(name) > _LONGEST_NAME:
        problem = f"{field} has {len(name)} characters, and a name has at most {_LONGEST_NAME}"
        raise InputError(problem, where=where, remedy=_REMEDY)
    return name


def _metric_name(metric: _Metric) -> str:
    """Return the name of the metric; the schema requires none, and a number without one is a score."""
    return next(filter(tidy, (metric.metric_name, metric.metric_id, metric.metric_kind)), _UNNAMED_METRIC)


def _known(name: str) -> str | None:
    """Return the name, or None where the record says that it is not known."""
    return name if name and name.lower() != "unknown" else None


def _unit(unit: str) -> str | None:
    return "%" if unit.lower() in ("percent", "percentage", "%") else _known(unit)


def _date(seconds: str, where: str) -> str:
    """Return the day (UTC) of a Unix time."""
    try:
        time = float(seconds)
    except ValueError:
        time = math.nan
    if not 0.0 <= time < _LATEST:
        remedy = "write the seconds since 1970-01-01 UTC"
        raise InputError(f"retrieved_timestamp is {seconds!r:.40}, no Unix time", where=where, remedy=remedy)
    return datetime.fromtimestamp(time, UTC).date().isoformat()


def _value(score: float, metric: _Metric, path: str, where: str) -> str:
    """Return the score as a canonical decimal."""
    field = f"{path}.score_details.score"
    if not math.isfinite(score) or abs(score) >= _LARGEST:
        raise InputError(f"{field} is {score}, which no score can be", where=where, remedy=_REMEDY)
    low, high = metric.min_score, metric.max_score
    if (isinstance(low, float) and score < low) or (isinstance(high, float) and score > high):
        remedy = "write the score in the unit of its bounds"
        raise InputError(f"{field} is {score}, beyond its bounds {low} to {high}", where=where, remedy=remedy)
    text = format(Decimal(repr(score)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
