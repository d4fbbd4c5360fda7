"""Topics of papers: concepts found, weighed and ranked, beside spaCy's matcher of their labels.

CSO Classifier installs, but fetches its ontology, its model and a pipeline of spaCy when it first runs, from addresses
that need not be there. So it has no row.
"""

from __future__ import annotations

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import papers_by_round
from bench.measurement import Work
from bench.rows.names import counting, texts_by_round


def topic_labels() -> list[str]:
    """All labels of the topic scheme, shown and hidden, those that differ in case only once."""
    from kg.catalogue.topic_scheme import load_scheme

    concepts = load_scheme().concepts.values()
    labels = (label for one in concepts for label in (one.label, *one.alt_labels, *one.hidden_labels))
    return list({label.lower(): label for label in labels}.values())


def topic_finder(setting: Setting) -> Tasks:
    """Our own: labels in other forms, paraphrases, senses; weighed by trained models, the best eight kept."""
    from kg.linker.linker import load_linker
    from kg.linker.text.paper_text import read_paper

    topics, rounds, labels = load_linker().topics, papers_by_round(setting), len(topic_labels())

    def find(number: int) -> Work:
        papers = rounds[number]
        found = sum(len(topics.topics(read_paper(paper))) for paper in papers)
        characters = sum(len(f"{paper.title}\n{paper.abstract}") for paper in papers)
        return Work({"papers": len(papers), "characters": characters, "names": labels}, {"topics": found})

    return {"": find}


def label_matcher(setting: Setting) -> Tasks:
    """spaCy's tokens and its PhraseMatcher over the labels, without regard to case."""
    import spacy
    from spacy.matcher import PhraseMatcher

    pipeline, labels = spacy.blank("en"), topic_labels()
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    matcher.add("topic", list(map(pipeline.make_doc, labels)))
    return {"": counting(texts_by_round(setting), len(labels), lambda text: matcher(pipeline.make_doc(text)))}


TOPICS = Contest(
    "topics",
    "The topics of papers, from title and abstract, tokens and all.",
    Side("TopicFinder", topic_finder),
    (Side("spaCy PhraseMatcher", label_matcher, ("spacy",), "finds labels as written; weighs and ranks nothing"),),
    unit="papers",
)
