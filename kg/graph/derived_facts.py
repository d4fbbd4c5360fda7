"""Facts about artifacts that follow from what the paper says that presents them.

1. What a model was trained on: the datasets that a paper trains on, of the model that it introduces. Where it
   introduces several, a dataset is of the model that it shares a sentence with, and of none where that is not one.
2. What a benchmark or dataset covers: the topics that the paper is about, where it introduces no other data.

A fact is stated where the product of the confidences that it follows from reaches what links need. So it never hangs on
links that the graph does not state, and "trained on" no longer goes by way of a paper that also trains other models.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.ground.records import Link, Reading
from kg.ground.schema import ArtifactType, Relation, Role

#: A fact: local ids of its ends, and what is between them.
Fact = tuple[str, Relation, str]


def derived_facts(reading: Reading, assert_above: float) -> Iterator[Fact]:
    """Yield the facts that follow from one paper, each once.

    Args:
        assert_above: the confidence from which they are stated, 0 to 1.
    """
    introduced = [link for link in reading.links if link.role is Role.INTRODUCES and link.confidence >= assert_above]
    models = [link for link in introduced if link.type is ArtifactType.MODEL]
    for data in (link for link in reading.links if link.role is Role.TRAINS_ON):
        model = _trained_model(data, models)
        if model is not None and model.confidence * data.confidence >= assert_above:
            yield model.artifact.id, Relation.TRAINED_ON, data.artifact.id
    own = [link for link in introduced if link.type.is_data]
    if len(own) == 1:
        for topic in reading.topics:
            if topic.primary and topic.confidence * own[0].confidence >= assert_above:
                yield own[0].artifact.id, Relation.COVERS, topic.id


def _trained_model(data: Link, models: Sequence[Link]) -> Link | None:
    """Find the one introduced model that was trained on the data, as far as the text tells."""
    if len(models) > 1:
        sentences = _sentences_of_link(data)
        models = [model for model in models if not sentences.isdisjoint(_sentences_of_link(model))]
    return models[0] if len(models) == 1 else None


def _sentences_of_link(link: Link) -> set[tuple[str, int]]:
    return {(piece.field, piece.sentence_start) for piece in link.evidence}
