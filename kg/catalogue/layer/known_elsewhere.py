"""What a name means to this installation, where no paper of a graph has it."""

from __future__ import annotations

from functools import cache

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.layer.layered_catalogue import layered_catalogue
from kg.catalogue.name_resolution import NamedThing, asked_name, spelled_alike
from kg.catalogue.topic_scheme import TopicScheme, load_scheme
from kg.ground.identifiers import topic_id
from kg.ground.records import Artifact
from kg.ground.text import fold


def known_as(name: str) -> tuple[str, ...]:
    """Say what the catalogue (your layer over it) and the topic scheme call so, each in words, artifacts first.

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


def known_things(name: str) -> tuple[NamedThing, ...]:
    """Find what the catalogue and the topic scheme call so, with the ids of its nodes.

    Called to name something that no paper of a graph has yet. An artifact's name is not looked for among topics.

    >>> [str(thing) for thing in known_things("swe bench")], [thing.id for thing in known_things("machine translation")]
    (['SWE-bench (artifact/swe-bench, benchmark and dataset)'], ['topic/machine-translation'])
    """
    catalogue, scheme = _catalogue_and_scheme()
    artifacts = tuple(_thing_of_artifact(entry.artifact) for entry in catalogue.candidates(name))
    slugs = scheme.labels().get(fold(name), ())
    return artifacts or tuple(NamedThing(topic_id(slug), scheme.concepts[slug].label, ("topic",)) for slug in slugs)


def things_like(name: str) -> tuple[NamedThing, ...]:
    """Find the artifacts of the catalogue whose names are spelled nearly so, the nearest first."""
    catalogue, _ = _catalogue_and_scheme()
    return spelled_alike(asked_name(name), [_thing_of_artifact(entry.artifact) for entry in catalogue.entries.values()])


def _thing_of_artifact(artifact: Artifact) -> NamedThing:
    return NamedThing(artifact.id, artifact.name, tuple(type_.value for type_ in artifact.types), artifact.aliases)


@cache
def _catalogue_and_scheme() -> tuple[Catalogue, TopicScheme]:
    return layered_catalogue(), load_scheme()
