"""What the view draws: the kinds of node, the predicates, and the marks and colours that tell them apart.

Colours start from Okabe and Ito (https://jfly.uni-koeln.de/color/). Darkened until every mark stands at least 3:1 on
white (WCAG 2.2, 1.4.11) their vermilion and their yellow are one brown to protanopes, so the set was searched anew for
the largest least distance under simulated protanopia and deuteranopia; a test computes it. Colour never stands alone:
each kind also has a shape of its own. Those of artifacts stand in ``kg.ground.schema``; the page receives all with the
data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.ground.schema import PREDICATES, ArtifactType, Relation, Role


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node: its name in the data, its names for readers, its mark (of ``marks.js``) and its colours.

    ``quiet``: the first sight leaves it out; a click in the legend, or the selection of a neighbour, shows it.
    """

    name: str
    singular: str
    plural: str
    shape: str
    light: str
    dark: str
    quiet: bool = False


KINDS = (
    Kind("paper", "paper", "Papers", "dot", "#64748b", "#8f9cab"),
    *(Kind(each.value, each.value, each.plural, each.shape, each.light, each.dark) for each in ArtifactType),
    Kind("topic", "topic", "Topics", "hexagon", "#a67a00", "#f3d03e"),
    Kind("organisation", "organisation", "Organisations", "star", "#2c2e34", "#f2f5fa", quiet=True),
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
#: Every kind of link that a page may draw, the strongest role first: not those to nodes that are no marks.
DRAWN_PREDICATES: dict[str, Role | Relation] = {
    name: predicate
    for name, predicate in PREDICATES.items()
    if predicate not in (Relation.HAS_AUTHOR, Relation.PUBLISHED_IN, Relation.IN_CATEGORY)
}
QUIET_PREDICATES = frozenset(name for name, predicate in PREDICATES.items() if predicate.quiet)
#: Kinds that are no marks: results are rows of the panels; authors, venues and categories are facts of papers.
UNDRAWN = frozenset(("result", "author", "venue", "category"))
_PREFIXES = {
    "paper": "paper", "topic": "topic", "org": "organisation", **{kind: kind for kind in sorted(UNDRAWN)},
}  # fmt: skip
KIND_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(node: str, attributes: dict[str, Any]) -> str:
    """Return the kind of a node: its ``kind``, else its first type, else what its id begins with.

    >>> kind_of("artifact/mmlu", {"types": ["benchmark", "dataset"]}), kind_of("org/ai2", {})
    ('benchmark', 'organisation')
    """
    named = str(attributes.get("kind", ""))
    if named in KIND_BY_NAME or named in UNDRAWN:
        return named
    types = [str(each) for each in attributes.get("types", ()) if str(each) in KIND_BY_NAME]
    return types[0] if types else _PREFIXES.get(str(node).partition("/")[0], "method")
