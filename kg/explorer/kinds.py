"""What the view draws: the kinds of node, the predicates, and the marks and colours that tell them apart.

Colours start from Okabe and Ito (https://jfly.uni-koeln.de/color/), darkened for the light theme and lightened for the
dark one until every mark stands at least 3:1 against its background (WCAG 2.2, 1.4.11). Colour never stands alone:
each kind also has a shape of its own. This table is the only home of both; the page receives it with the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.ground.schema import Relation, Role


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node: its name in the data, its names for readers, its mark (a vis-network shape) and its colours."""

    name: str
    singular: str
    plural: str
    shape: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """A kind of link, as the panel of its source (``forward``) and of its target (``backward``) head it."""

    name: str
    forward: str
    backward: str


KINDS = (
    Kind("paper", "paper", "Papers", "dot", "#5f6f84", "#9aa9bd"),
    Kind("model", "model", "Models", "diamond", "#c94a00", "#ff8f52"),
    Kind("dataset", "dataset", "Datasets", "square", "#00805c", "#2fc79c"),
    Kind("benchmark", "benchmark", "Benchmarks", "triangle", "#0068a8", "#5bb8f0"),
    Kind("method", "method", "Methods", "triangleDown", "#a8447f", "#e593c6"),
    Kind("topic", "topic", "Topics", "hexagon", "#8a6100", "#eec242"),
    Kind("organisation", "organisation", "Organisations", "star", "#30343b", "#dfe3e8"),
)

PREDICATES = (
    Predicate(Role.INTRODUCES, "introduces", "introduced by"),
    Predicate(Role.EVALUATES_ON, "evaluates on", "evaluated on by"),
    Predicate(Role.TRAINS_ON, "trains on", "trained on by"),
    Predicate(Role.EVALUATES, "evaluates", "evaluated by"),
    Predicate(Role.USES, "uses", "used by"),
    Predicate(Role.COMPARES_WITH, "compares with", "compared with by"),
    Predicate(Role.MENTIONS, "mentions", "mentioned by"),
    Predicate(Relation.PRIMARY_TOPIC, "is about", "papers about it"),
    Predicate(Relation.HAS_TOPIC, "touches on", "touched on by"),
    Predicate(Relation.BROADER, "broader topics", "narrower topics"),
    Predicate(Relation.VARIANT_OF, "variant of", "variants"),
    Predicate(Relation.MEMBER_OF_FAMILY, "member of", "members"),
    Predicate(Relation.DEVELOPED_BY, "developed by", "developed"),
    Predicate(Relation.AFFILIATED_WITH, "comes from", "papers"),
)

# Regions: (mark in the light theme, mark in the dark theme); their tints on the map are mixed from these. Eight hues
# suffice, since neighbouring regions get different ones. After Tol's "muted" scheme (https://sronpersonalpages.nl/~pault/),
# darkened or lightened as above.
HUES = (
    ("#33608f", "#88bbee"), ("#a8323e", "#f08a94"), ("#6b6d12", "#d6d36b"), ("#117a57", "#5fcfa5"),
    ("#7b4a9e", "#c9a2e8"), ("#a3560f", "#f2ae6b"), ("#1c7a8c", "#6fd0e2"), ("#8a3a72", "#e79bd0"),
)  # fmt: skip
TINT = 0.13  # the share of a region's hue in its ground; the rest is the background

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
