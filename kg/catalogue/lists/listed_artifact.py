"""One artifact as a list of other people gives it, and what a user says of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.ground.schema import ArtifactType

#: Lists that can be imported, in the order in which they are offered; ``LIST_FORMATS`` has their readers.
FORMATS = ("table", "pwc-methods", "pwc-datasets", "pwc-evaluations", "epoch", "hub")
#: What a column of a table may be; ``link`` is an address that may be that of a paper.
FIELDS = ("name", "type", "aliases", "organisation", "date", "hub_id", "arxiv", "url", "link")


@dataclass(frozen=True, slots=True)
class ListedArtifact:
    """An artifact of a list; texts are as the list gives them, and empty where it says nothing.

    Attributes:
        place: the file and where it stands in it, e.g. ``methods.json.gz:12``.
        types: the most usual first. paper: the address or id of the paper that it is from. url: its page.
    """

    place: str
    name: str
    types: tuple[ArtifactType, ...]
    aliases: tuple[str, ...] = ()
    organisation: str = ""
    date: str = ""
    hub_id: str = ""
    paper: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What a user says of a list.

    Attributes:
        types: what its artifacts are, where it does not say. columns: fields, and the columns that hold them.
    """

    types: tuple[ArtifactType, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
