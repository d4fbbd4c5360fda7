"""What the view draws: the kinds of node, the predicates, and the marks and colours that tell them apart.

Colours start from Okabe and Ito (https://jfly.uni-koeln.de/color/). Darkened until every mark stands at least 3:1 on
white (WCAG 2.2, 1.4.11) their vermilion and their yellow are one brown to protanopes, so the set was searched anew for
the largest least distance under simulated protanopia and deuteranopia; a test computes it. Colour never stands alone:
each kind also has a shape of its own. This table is the only home of both; the page receives it with the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.ground.schema import Relation, Role


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node: its name in the data, its names for readers, its mark (a vis-network shape) and its colours.

    ``quiet``: the first sight leaves it out; a click in the legend, or the selection of a neighbour, shows it.
    """

    name: str
    singular: str
    plural: str
    shape: str
    light: str
    dark: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Predicate:
    """A kind of link, as the panel of its source (``forward``) and of its target (``backward``) head it.

    ``pull``: how strongly it draws its ends into one region. What a paper does with an artifact says more than what it
    touches on; the tree of topics and who developed what say little about what is read together. ``quiet``: as
    of a kind.
    """

    name: str
    forward: str
    backward: str
    pull: float = 1.0
    quiet: bool = False


KINDS = (
    Kind("paper", "paper", "Papers", "dot", "#64748b", "#8f9cab"),
    Kind("model", "model", "Models", "diamond", "#b3200a", "#f56f3c"),
    Kind("dataset", "dataset", "Datasets", "square", "#00805c", "#33ce94"),
    Kind("benchmark", "benchmark", "Benchmarks", "triangle", "#1a6fcb", "#3fb4ff"),
    Kind("method", "method", "Methods", "triangleDown", "#8a2c82", "#cf6fd0"),
    Kind("topic", "topic", "Topics", "hexagon", "#a67a00", "#f3d03e"),
    Kind("organisation", "organisation", "Organisations", "star", "#2c2e34", "#f2f5fa", quiet=True),
)

PREDICATES = (
    Predicate(Role.INTRODUCES, "introduces", "introduced by"),
    Predicate(Role.EVALUATES_ON, "evaluates on", "evaluated on by"),
    Predicate(Role.TRAINS_ON, "trains on", "trained on by"),
    Predicate(Role.EVALUATES, "evaluates", "evaluated by"),
    Predicate(Role.USES, "uses", "used by"),
    Predicate(Role.COMPARES_WITH, "compares with", "compared with by"),
    Predicate(Role.MENTIONS, "mentions", "mentioned by", 0.7),
    Predicate(Relation.PRIMARY_TOPIC, "is about", "papers about it", 2.0),
    Predicate(Relation.HAS_TOPIC, "touches on", "touched on by", 0.5, quiet=True),
    Predicate(Relation.BROADER, "broader topics", "narrower topics", 0.3, quiet=True),
    Predicate(Relation.VARIANT_OF, "variant of", "variants", 1.2),
    Predicate(Relation.MEMBER_OF_FAMILY, "member of", "members", 0.8),
    Predicate(Relation.DEVELOPED_BY, "developed by", "developed", 0.3),
    Predicate(Relation.AFFILIATED_WITH, "comes from", "papers", 0.2),
)

# Topics that say which sort of work a paper is, or what nearly all of them are about: none of them tells one region of
# the map from another, so they draw papers together less than others and name no region.
GENERAL = frozenset(f"topic/{slug}" for slug in (
    "artificial-intelligence", "benchmark", "benchmark-construction", "corpus-construction", "dataset-construction",
    "deep-learning", "empirical-study", "evaluation", "foundation-model", "language-model", "large-language-model",
    "machine-learning", "meta-analysis", "natural-language-processing", "negative-result", "neural-network",
    "position-paper", "research-practice", "shared-task", "survey", "systematic-review", "taxonomy",
))  # fmt: skip
GENERAL_PULL = (
    0.5  # of the pull of other links; the names of regions hold for most papers then (378 papers, four seeds)
)

# Regions: (mark in the light theme, mark in the dark theme); their tints on the map are mixed from these. Eight hues
# suffice, since neighbouring regions get different ones. After Tol's "muted" scheme (https://sronpersonalpages.nl/~pault/),
# darkened or lightened as above.
HUES = (
    ("#33608f", "#88bbee"), ("#a8323e", "#f08a94"), ("#6b6d12", "#d6d36b"), ("#0f7453", "#5fcfa5"),
    ("#7b4a9e", "#c9a2e8"), ("#a3560f", "#f2ae6b"), ("#17707f", "#6fd0e2"), ("#8a3a72", "#e79bd0"),
)  # fmt: skip
TINT = 0.13  # the share of a region's hue in its ground; the rest is the background

QUIET_KINDS = frozenset(kind.name for kind in KINDS if kind.quiet)
QUIET_PREDICATES = frozenset(str(predicate.name) for predicate in PREDICATES if predicate.quiet)
_PREFIXES = {"paper": "paper", "topic": "topic", "org": "organisation", "result": "result"}
KIND_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(node: str, attributes: dict[str, Any]) -> str:
    """The kind of a node: its ``kind``, else its first type, else what its id begins with.

    >>> kind_of("artifact/mmlu", {"types": ["benchmark", "dataset"]}), kind_of("org/ai2", {})
    ('benchmark', 'organisation')
    """
    named = str(attributes.get("kind", ""))
    if named in KIND_BY_NAME or named == "result":
        return named
    types = [str(each) for each in attributes.get("types", ()) if str(each) in KIND_BY_NAME]
    return types[0] if types else _PREFIXES.get(str(node).partition("/")[0], "method")
