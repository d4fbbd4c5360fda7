"""What a name means to this installation, where no paper of a graph has it."""

from __future__ import annotations

from functools import cache

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.topic_scheme import TopicScheme, load_scheme
from kg.ground.text import fold


def known_as(name: str) -> tuple[str, ...]:
    """Say what the catalogue and the topic scheme that ship with the package call so, each in words, artifacts first.

    Called where a graph has nothing of this name; the catalogue is read then, in a third of a second.

    >>> known_as("swe bench")
    ('SWE-bench, a benchmark and dataset of Princeton University',)
    >>> known_as("machine translation"), known_as("zzqx")
    (('machine translation, a topic',), ())
    """
    catalogue, scheme = _catalogue_and_scheme()
    found = []
    for entry in catalogue.candidates(name):
        artifact = entry.artifact
        types = " and ".join(type_.value for type_ in artifact.types)
        maker = f" of {artifact.organisation}" if artifact.organisation else ""
        found.append(f"{artifact.name}, a {types}{maker}")
    found += [f"{scheme.concepts[slug].label}, a topic" for slug in scheme.labels().get(fold(name), ())]
    makers = {entry.artifact.organisation for entry in catalogue.entries.values()}
    found += [f"{maker}, an organisation" for maker in sorted(filter(None, makers)) if fold(maker) == fold(name)]
    return tuple(found)


def known_elsewhere(name: str) -> str | None:
    """Say what a name is that no paper of a graph has and this installation knows; None for any other.

    >>> known_elsewhere("swe bench")
    'known to the catalogue, in no paper here: SWE-bench, a benchmark and dataset of Princeton University'
    """
    known = known_as(name)
    return f"known to the catalogue, in no paper here: {' or '.join(known)}" if known else None


@cache
def _catalogue_and_scheme() -> tuple[Catalogue, TopicScheme]:
    return load_catalogue(), load_scheme()
