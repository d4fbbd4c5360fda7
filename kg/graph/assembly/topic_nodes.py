"""Topics as nodes, with all broader concepts up to the top of the scheme."""

from __future__ import annotations

from collections.abc import Mapping

from kg.catalogue.topic_scheme import TopicScheme
from kg.graph.graph_records import Edge, TopicNode, relation_edge
from kg.ground.identifiers import topic_id
from kg.ground.records import TopicLink
from kg.ground.schema import Relation
from kg.ground.text import fold


def with_broader(
    topics: Mapping[str, TopicLink | None], scheme: TopicScheme
) -> tuple[dict[str, TopicNode], list[Edge]]:
    """Add all broader concepts to those of the topic links, up to the top of the scheme, by slug, and their edges."""
    nodes: dict[str, TopicNode] = {}
    edges: list[Edge] = []
    labels = scheme.labels()
    waiting = list(topics)
    while waiting:
        slug = waiting.pop()
        if slug not in nodes:
            nodes[slug], broader = topic_node(slug, topics.get(slug), scheme, labels)
            edges += [relation_edge(topic_id(slug), Relation.BROADER, topic_id(parent)) for parent in broader]
            waiting.extend(broader)
    return nodes, sorted(edges, key=lambda edge: (edge.source, edge.target))


def topic_node(
    slug: str, topic: TopicLink | None, scheme: TopicScheme, labels: Mapping[str, tuple[str, ...]]
) -> tuple[TopicNode, tuple[str, ...]]:
    """Make the node of a topic, and name the concepts right above it.

    Args:
        topic: what papers say of it, which is needed where the scheme does not have it. labels: of the scheme.
    """
    concept = scheme.concepts.get(slug)
    if concept is not None:
        broader = tuple(parent for parent in concept.broader if parent in scheme.concepts)
        return TopicNode(slug, concept.label, concept.alt_labels, concept.definition), broader
    assert topic is not None, f"neither papers nor the scheme know the topic {slug}"
    return TopicNode(slug, topic.label, topic.alt_labels, candidate=True), _above_candidate(topic.label, labels)


def _above_candidate(label: str, labels: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Find the concept that the last words of a candidate's label, two or more, name: "long-form story generation" is
    narrower than "story generation"."""
    words = label.split()
    tails = (fold(" ".join(words[at:])) for at in range(1, len(words) - 1))
    return next((labels[tail][:1] for tail in tails if tail in labels), ())
