"""The closed vocabularies of the graph: artifact types, roles, relations, result kinds.

Each member carries all that is said of it anywhere: its names for readers, its mark and colours in the view, its class
in the ontology, what it may stand with. ``docs/contributing.md`` says what else a new type or role takes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

#: Attributes that a member's line may leave out at its end, and what they are then.
_DEFAULTS: dict[str, object] = {"pull": 1.0, "quiet": False}


class _Described(StrEnum):
    """Terms with facts about each: after its value a member's line has the attributes in the order of the class."""

    def __new__(cls, value: str, *facts: Any) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        names = list(cls.__annotations__)
        left_out = [_DEFAULTS[name] for name in names[len(facts) :]]
        for name, fact in zip(names, (*facts, *left_out), strict=True):
            setattr(member, name, fact)
        return member


class ArtifactType(_Described):
    """What kind of thing an artifact is; one artifact may be several.

    Attributes:
        plural: its heading. shape: its mark, an outline of the page. light, dark: its colour in either theme; a test
            measures how far they stand apart (see ``kg.explorer.map.kinds``).
        is_data: whether papers test and train on it, rather than have it do something.
        names_regions: how well its name speaks for a region of the map, where a topic's is 1.
        schema_org: its class at schema.org.

    >>> ArtifactType("benchmark").plural, ArtifactType.BENCHMARK.rdf_class
    ('Benchmarks', 'Benchmark')
    """

    MODEL = "model", "Models", "diamond", "#b3200a", "#f56f3c", False, 0.2, "SoftwareApplication"
    DATASET = "dataset", "Datasets", "square", "#00805c", "#33ce94", True, 0.4, "Dataset"
    BENCHMARK = "benchmark", "Benchmarks", "triangle", "#1a6fcb", "#3fb4ff", True, 0.4, "Dataset"
    METHOD = "method", "Methods", "triangleDown", "#8a2c82", "#cf6fd0", False, 0.6, "DefinedTerm"

    plural: str
    shape: str
    light: str
    dark: str
    is_data: bool
    names_regions: float
    schema_org: str

    @property
    def rdf_class(self) -> str:
        """The local name of its class in the ontology."""
        return self.value.title()


class LinkGroup(_Described):
    """What kinds of link have in common: what a page shows of a role at a glance.

    Attributes:
        label: how it reads. end: the mark at the end that a link leads to. light, dark: its colour in either theme; a
            test measures how far it stands apart from the ground, and from the others.
    """

    INTRODUCES = "introduces", "introduces", "arrow", "#97290b", "#ff9d6b"
    EVALUATES = "evaluates", "evaluates", "open", "#2a6db5", "#5fa3e6"
    BUILDS_ON = "buildsOn", "builds on", "diamond", "#668418", "#6f9a3c"
    IS_ABOUT = "isAbout", "is about", "dot", "#7b818b", "#858d99"

    label: str
    end: str
    light: str
    dark: str


class Role(_Described):
    """How a paper relates to an artifact, the strongest reading that its text supports: the stronger come first.

    ``MENTIONS`` is the weakest; every other role is a sub-property of it in the ontology.

    Attributes:
        forward, backward: how it reads from the paper, and from the artifact. group: see ``LinkGroup``.
        of_data: whether the artifact has to be data (True) or must not be (False); None where it may be either.
        works_with: whether a paper that does this works with the artifact. pull: see ``Relation``.

    >>> Role("evaluatesOn").backward, Role.TRAINS_ON.allows(ArtifactType.MODEL)
    ('evaluated on by', False)
    """

    INTRODUCES = "introduces", "introduces", "introduced by", LinkGroup.INTRODUCES, None, True
    EVALUATES_ON = "evaluatesOn", "evaluates on", "evaluated on by", LinkGroup.EVALUATES, True, True
    TRAINS_ON = "trainsOn", "trains on", "trained on by", LinkGroup.BUILDS_ON, True, True
    EVALUATES = "evaluates", "evaluates", "evaluated by", LinkGroup.EVALUATES, False, False
    USES = "uses", "uses", "used by", LinkGroup.BUILDS_ON, None, True
    COMPARES_WITH = "comparesWith", "compares with", "compared with by", LinkGroup.EVALUATES, False, False
    MENTIONS = "mentions", "mentions", "mentioned by", LinkGroup.IS_ABOUT, None, False, 0.7

    forward: str
    backward: str
    group: LinkGroup
    of_data: bool | None
    works_with: bool
    pull: float

    @property
    def quiet(self) -> bool:
        """See ``Relation``: what a paper does with an artifact is seen at first sight."""
        return False

    @property
    def strength(self) -> int:
        """Higher for the stronger of two roles."""
        return -list(Role).index(self)

    def allows(self, kind: ArtifactType) -> bool:
        """Check whether a paper can relate so to an artifact of a type."""
        return self.of_data is None or self.of_data is kind.is_data


class Relation(_Described):
    """How two nodes other than a paper and an artifact relate.

    Attributes:
        forward, backward: how it reads from its source, and from its target. group: see ``LinkGroup``.
        pull: how strongly it draws its ends into one region of the map. What a paper does with an artifact says more
            than what it touches on; the tree of topics and who developed what say little about what is read together.
        quiet: whether the map's first sight leaves it out.
    """

    PRIMARY_TOPIC = "primaryTopic", "is about", "papers about it", LinkGroup.IS_ABOUT, 2.0
    HAS_TOPIC = "hasTopic", "touches on", "touched on by", LinkGroup.IS_ABOUT, 0.5, True
    BROADER = "broader", "broader topics", "narrower topics", LinkGroup.IS_ABOUT, 0.3, True
    VARIANT_OF = "variantOf", "variant of", "variants", LinkGroup.BUILDS_ON, 1.2
    MEMBER_OF_FAMILY = "memberOfFamily", "member of", "members", LinkGroup.BUILDS_ON, 0.8
    TRAINED_ON = "trainedOn", "was trained on", "training data of", LinkGroup.BUILDS_ON, 1.0
    COVERS = "covers", "covers", "covered by", LinkGroup.IS_ABOUT, 0.6
    DEVELOPED_BY = "developedBy", "developed by", "developed", LinkGroup.INTRODUCES, 0.3
    AFFILIATED_WITH = "affiliatedWith", "comes from", "papers", LinkGroup.IS_ABOUT, 0.2
    CITES = "cites", "cites", "cited by", LinkGroup.BUILDS_ON, 0.5
    HAS_AUTHOR = "hasAuthor", "written by", "wrote", LinkGroup.IS_ABOUT, 0.1, True
    PUBLISHED_IN = "publishedIn", "published in", "published", LinkGroup.IS_ABOUT, 0.1, True
    IN_CATEGORY = "inCategory", "in the category", "papers in it", LinkGroup.IS_ABOUT, 0.1, True

    forward: str
    backward: str
    group: LinkGroup
    pull: float
    quiet: bool


#: The confidence from which a link is stated as a fact, by default: what is more likely right than wrong.
ASSERT_ABOVE = 0.5
#: Papers that NetworkX and the page hold, unless somebody says otherwise: some 300 MB of memory, a page of 30 MB.
NETWORK_PAPERS = 10_000
#: Every kind of edge by its name, the strongest role first.
PREDICATES: dict[str, Role | Relation] = {each.value: each for each in (*Role, *Relation)}


class ResultKind(_Described):
    """What a reported figure is: a whole quantity, a difference, or a share of something else.

    Attributes:
        label: how it reads. is_difference: whether it compares two quantities.

    >>> ResultKind("gain_relative").label, ResultKind.SCORE.is_difference
    ('relative gain', False)
    """

    SCORE = "score", "score", False
    GAIN_ABSOLUTE = "gain_absolute", "absolute gain", True
    GAIN_RELATIVE = "gain_relative", "relative gain", True
    REDUCTION_ABSOLUTE = "reduction_absolute", "absolute reduction", True
    REDUCTION_RELATIVE = "reduction_relative", "relative reduction", True
    RATIO = "ratio", "ratio", True
    OTHER = "other", "other figure", False

    label: str
    is_difference: bool


class ResultBound(StrEnum):
    """How a figure that is not exact is meant; ``UP_TO`` is the best of several cases."""

    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    UP_TO = "up to"


class ModelRole(StrEnum):
    """What the model of a figure is in its paper; ``SUBJECT`` is an existing thing that is studied."""

    PROPOSED = "proposed"
    BASELINE = "baseline"
    SUBJECT = "subject"
    HUMAN = "human"


class TextField(StrEnum):
    """The fields of a paper that evidence can stand in."""

    TITLE = "title"
    ABSTRACT = "abstract"
