"""A score that a record of a leaderboard or an evaluation harness holds: a result without a paper and without words."""

from __future__ import annotations

from dataclasses import dataclass

from kg.ground.errors import InputError
from kg.ground.records import Source


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class ImportedResult:
    """One score of one model, as its record gives it.

    Attributes:
        venue: the leaderboard, platform or harness that it comes from. organisation: who provides it. url: of that
            organisation, or None.
        record: the record's own id. position: of the score in the record, 1-based. date: when the record was made,
            ISO 8601. source: the file, and the place of the record in it.
        model: the model's name. model_id: its id, in the form of a model hub. developer: who provides it, or None.
        data: the name of the dataset. hub_id: of the dataset, or None. test: the name of the evaluation, which may be
            a part of the dataset.
        metric: its name. value: a decimal number as canonical text. unit: ``%``, or as the record says, or None.
        higher_is_better: the direction of the metric.

    Raises:
        InputError: a name is empty.
    """

    venue: str
    organisation: str | None
    url: str | None
    record: str
    position: int
    date: str
    source: Source
    model: str
    model_id: str
    developer: str | None
    data: str
    hub_id: str | None
    test: str
    metric: str
    value: str
    unit: str | None
    higher_is_better: bool

    def __post_init__(self) -> None:
        if not all((self.venue, self.record, self.model, self.model_id, self.data, self.test, self.metric, self.value)):
            raise InputError(f"the imported result {self.position} of {self.record!r} lacks a name or its value")
