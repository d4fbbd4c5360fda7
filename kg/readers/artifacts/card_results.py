"""The scores in a model's card (``model-index``) to imported results.

A score is of the model of the card, on the data that it names by id on the hub or name. Configuration, split and shots
that are not the usual ones make another evaluation. Of a metric the direction is known or the score is not compared.
https://huggingface.co/docs/hub/model-cards#evaluation-results
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg.ground.errors import InputError
from kg.ground.imported_result import ImportedResult
from kg.ground.records import Source
from kg.ground.text import fold
from kg.readers.artifacts.card_fields import LONGEST_NAME, hub_ids, text_of
from kg.readers.base.input_stream import Fault

_PLAIN_SETTINGS = frozenset(("default", "main", "all", "test"))
_UNNAMED = frozenset(("", "other", "unknown", "custom"))
_LONGEST_VALUE = 40  # characters of a number
_MOST_DIGITS = 15  # before or behind the point; what has more is no score
_MOST_RESULTS = 5_000  # of one card; cards of embedding models have some 2,000
_REMEDY = "mend model-index, or leave the result out"


@dataclass(frozen=True, slots=True)
class CardModel:
    """The model that a card is of: its name, its id on the hub (or its name), and the card."""

    name: str
    model_id: str
    source: Source
    where: str


def results_of_card(index: object, model: CardModel, fault: Fault) -> Iterator[ImportedResult]:
    """Yield the scores of a ``model-index``; what cannot be read is a fault."""
    position = 0
    for path, result in _results_of_index(index):
        metrics = result.get("metrics")
        for at, metric in enumerate(metrics if isinstance(metrics, list) else ()):
            position += 1
            if position > _MOST_RESULTS:
                problem = f"model-index has more than {_MOST_RESULTS:,} scores; the rest is left out"
                fault(InputError(problem, where=model.where, remedy="give them as records of Every Eval Ever"))
                return
            try:
                yield _score(result, metric, f"{path}.metrics[{at}]", model, position)
            except InputError as error:
                fault(error)


def _results_of_index(index: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    for one, entry in enumerate(index if isinstance(index, list) else ()):
        results = entry.get("results") if isinstance(entry, Mapping) else None
        for two, result in enumerate(results if isinstance(results, list) else ()):
            if isinstance(result, Mapping):
                yield f"model-index[{one}].results[{two}]", result


def _score(result: Mapping[str, object], metric: object, path: str, model: CardModel, position: int) -> ImportedResult:
    given = metric if isinstance(metric, Mapping) else {}
    data, hub_id, test = _evaluation(result.get("dataset"), path, model.where)
    kind = text_of(given.get("type"))
    name = kind if kind.lower() not in _UNNAMED else text_of(given.get("name"))
    value, unit = _value(given.get("value"), f"{path}.value", model.where)
    origin = result.get("source")
    facts = origin if isinstance(origin, Mapping) else {}
    return ImportedResult(
        venue=_short(text_of(facts.get("name")), path, model.where) or f"card of {model.name}",
        organisation=None, url=text_of(facts.get("url")) or None, record=f"{model.model_id}#model-index",
        position=position, date="", source=model.source, model=model.name, model_id=model.model_id, developer=None,
        data=data, hub_id=hub_id, test=test, metric=_short(name, path, model.where) or "score", value=value, unit=unit,
        higher_is_better=None,
    )  # fmt: skip


def _evaluation(dataset: object, path: str, where: str) -> tuple[str, str | None, str]:
    """Return the name of the data, its id on the hub, and the name of the evaluation."""
    given = dataset if isinstance(dataset, Mapping) else {}
    kind, named = text_of(given.get("type")), text_of(given.get("name"))
    hub_id = next(iter(hub_ids((kind,))), None) if kind.lower() not in _UNNAMED else None
    data = _short((hub_id or "").rpartition("/")[2] or named, path, where)
    if not data:
        raise InputError(f"{path}: its data has no name", where=where, remedy=_REMEDY)
    test = named or data
    arguments = given.get("args")
    shots = text_of(arguments.get("num_few_shot")) if isinstance(arguments, Mapping) else ""
    settings = [text_of(given.get("config")), text_of(given.get("split"))]
    if shots and f"{shots}-shot" not in test.lower():
        settings.append(f"{shots}-shot")
    others = [each for each in settings if each and each not in _PLAIN_SETTINGS and fold(each) not in fold(test)]
    return data, hub_id, _short(", ".join((test, *others)), path, where)


def _value(value: object, path: str, where: str) -> tuple[str, str | None]:
    """Return a score as a canonical decimal, and its unit."""
    text = text_of(value) if isinstance(value, str | int | float) else ""
    plain = text.removesuffix("%").strip()
    try:
        number = Decimal(plain) if len(plain) <= _LONGEST_VALUE else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or (number and not -_MOST_DIGITS <= number.adjusted() < _MOST_DIGITS):
        problem = f"{path} is {text!r:.40}, which no score can be" if text else f"{path} is no number"
        raise InputError(problem, where=where, remedy=_REMEDY)
    digits = format(number, "f") if number else "0"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits), "%" if text.endswith("%") else None


def _short(name: str, path: str, where: str) -> str:
    if len(name) > LONGEST_NAME:
        problem = f"{path}: a name has {len(name)} characters, and at most {LONGEST_NAME} are one"
        raise InputError(problem, where=where, remedy=_REMEDY)
    return name
