"""Small indexes made in the process."""

from __future__ import annotations

from pathlib import Path

from kg.ground.records import Author, Paper
from kg.identify.index.index_build import make_index
from kg.identify.resolver import TitleResolver

LONG = (
    "Tidal forecasts fail where harbours are narrow, because no gauge stands between the open sea and the quay. We put "
    "cheap pressure sensors on forty buoys and learn from their readings what the tables leave out. Over two winters "
    "the error of the forecast falls by a third, and by a half in storms that the tables never saw."
)
OTHER = (
    "Beekeepers listen to a hive to tell whether it will swarm. A microphone and a small network on a cheap board do "
    "so all night, and call the keeper an hour before the bees leave. In ninety hives over one summer the "
    "warning came in "
    "time for all but four swarms, and nine calls were false, most of them in rain."
)


def paper(title: str, arxiv: str | None = None, **given: object) -> Paper:
    """A paper of a snapshot; authors are given as names."""
    names = given.pop("authors", ())
    assert isinstance(names, tuple)
    return Paper(title, arxiv=arxiv, authors=tuple(map(Author, names)), **given)  # type: ignore[arg-type]


#: Titles that common words recur in, so that the index knows them as words.
CROWD = tuple(
    paper(f"{first} of {second} in {third} Seas", f"2001.{number:05d}", date="2020-01-05")
    for number, (first, second, third) in enumerate(
        (first, second, third)
        for first in ("Learning", "Forecasting", "Models", "Simulation", "Measurement", "Detection")
        for second in ("Tides", "Currents", "Storms", "Sediments", "Harbours", "Dynamics")
        for third in ("Northern", "Southern", "Shallow", "Inland", "Frozen", "Troubled")
    )
)


def opened_index(folder: Path, *papers: Paper) -> TitleResolver:
    """An index of some papers, open."""
    make_index(papers, folder)
    return TitleResolver(folder)
