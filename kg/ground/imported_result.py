"""What files beside papers hold: scores of leaderboards and harnesses, and descriptions of artifacts.

A score is a result without a paper and without words. A description is what a card of a model or dataset, or Croissant
metadata, says of one artifact.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.ground.schema import ArtifactType


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class ImportedResult:
    """One score of one model, as its record gives it.

    Attributes:
        venue: the leaderboard, platform or harness that it comes from. organisation: who provides it. url: of that
            organisation, or None.
        record: the record's own id. position: of the score in the record, 1-based. date: when the record was made,
            ISO 8601, or empty where it does not say. source: the file, and the place of the record in it.
        model: the model's name. model_id: its id, in the form of a model hub. developer: who provides it, or None.
        data: the name of the dataset. hub_id: of the dataset, or None. test: the name of the evaluation, which may be
            a part of the dataset.
        metric: its name. value: a decimal number as canonical text. unit: ``%``, or as the record says, or None.
        higher_is_better: the direction of the metric, or None where it is not known.

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
    higher_is_better: bool | None

    def __post_init__(self) -> None:
        if not all((self.venue, self.record, self.model, self.model_id, self.data, self.test, self.metric, self.value)):
            raise InputError(f"the imported result {self.position} of {self.record!r} lacks a name or its value")


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class DescribedArtifact:
    """What one file says of one artifact.

    Attributes:
        name: as the file gives it. type: what it is. hub_id: its id on the hub, ``account/name``, or empty.
        page: the arXiv id of the paper that it is from, where the file plainly names one, or empty.
        arxiv: all arXiv ids that it points to, in their order. aliases: other names of it.
        url: its page, or empty. description: in words, or empty. licences: names or addresses.
        bases: hub ids of the models that it was made from. datasets: of the data that it was trained on; as given.
        source: the file, and the place in it.

    Raises:
        InputError: the name is empty.
    """

    name: str
    type: ArtifactType
    hub_id: str = ""
    page: str = ""
    arxiv: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    url: str = ""
    description: str = ""
    licences: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    source: Source

    def __post_init__(self) -> None:
        if not self.name:
            raise InputError("a described artifact has no name", remedy="give it a name")


#: What files hold beside papers.
Imported = ImportedResult | DescribedArtifact
#: What the files of a build hold.
InputRecord = Paper | ImportedResult | DescribedArtifact
