"""The closed vocabularies of the graph: artifact types, roles, relations, result kinds."""

from __future__ import annotations

from enum import StrEnum


class ArtifactType(StrEnum):
    """What kind of thing an artifact is; one artifact may be several."""

    MODEL = "model"
    DATASET = "dataset"
    BENCHMARK = "benchmark"
    METHOD = "method"


class Role(StrEnum):
    """How a paper relates to an artifact, the strongest reading that its text supports.

    ``MENTIONS`` is the weakest; every other role is a sub-property of it in the ontology.
    """

    INTRODUCES = "introduces"
    EVALUATES_ON = "evaluatesOn"
    TRAINS_ON = "trainsOn"
    EVALUATES = "evaluates"
    USES = "uses"
    COMPARES_WITH = "comparesWith"
    MENTIONS = "mentions"


class Relation(StrEnum):
    """How two nodes other than a paper and an artifact relate."""

    VARIANT_OF = "variantOf"
    MEMBER_OF_FAMILY = "memberOfFamily"
    DEVELOPED_BY = "developedBy"
    AFFILIATED_WITH = "affiliatedWith"
    HAS_TOPIC = "hasTopic"
    PRIMARY_TOPIC = "primaryTopic"
    BROADER = "broader"


class ResultKind(StrEnum):
    """Whether a reported figure stands on its own or measures a difference."""

    ABSOLUTE = "absolute"
    ABSOLUTE_GAIN = "absolute gain"
    RELATIVE_GAIN = "relative gain"


class TextField(StrEnum):
    """The fields of a paper that evidence can stand in."""

    TITLE = "title"
    ABSTRACT = "abstract"
