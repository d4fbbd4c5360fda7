"""The topic scheme: SKOS concepts of the field, read from Turtle."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.catalogue.lineage import ancestors
from kg.ground.errors import OntologyError
from kg.ground.files.ontology_folder import ontology_path
from kg.ground.identifiers import DEFAULT_BASE, SLUG
from kg.ground.text import fold

TOPIC_BASE = DEFAULT_BASE + "topic/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_VERSION_LENGTH = 16  # hexadecimal digits of SHA-256, as in every identifier of the graph
_ENGLISH = (None, "en")


@dataclass(frozen=True, slots=True)
class Concept:
    """A topic.

    Attributes:
        slug: the last part of its IRI. label: ``skos:prefLabel``. alt_labels: ``skos:altLabel``, sorted.
        broader: slugs of the concepts directly above it, sorted. definition: ``skos:definition``, or None.
        hidden_labels: ``skos:hiddenLabel``, sorted: words that point to the topic without being names of it. They
            serve to find it in texts and are never shown as other names.
    """

    slug: str
    label: str
    alt_labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    definition: str | None = None
    hidden_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScheme:
    """All topics by slug, sorted; ``version`` is the hash of the file's content."""

    concepts: Mapping[str, Concept]
    version: str
    _labels: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def get(self, slug: str) -> Concept | None:
        """Return the concept with a slug, or None."""
        return self.concepts.get(slug)

    def ancestors(self, slug: str) -> tuple[str, ...]:
        """Return every broader concept, nearest first, without the concept itself."""
        return ancestors(slug, lambda child: self.concepts[child].broader if child in self.concepts else ())

    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Map folded labels to the slugs they may mean, those first whose preferred label it is; made once."""
        index = self._labels
        if index:
            return index
        for concept in self.concepts.values():
            index[fold(concept.label)] = (*index.get(fold(concept.label), ()), concept.slug)
        for concept in self.concepts.values():
            for label in concept.alt_labels:
                known = index.get(fold(label), ())
                if concept.slug not in known:
                    index[fold(label)] = (*known, concept.slug)
        return index


@dataclass(slots=True)
class _ConceptDraft:
    """What the triples read so far say about a concept."""

    labels: list[str] = field(default_factory=list)
    alt_labels: set[str] = field(default_factory=set)
    hidden_labels: set[str] = field(default_factory=set)
    broader: set[str] = field(default_factory=set)
    definitions: list[str] = field(default_factory=list)


def load_scheme(path: Path | None = None) -> TopicScheme:
    """Load a topic scheme from Turtle, by default the one that ships with the package.

    Concepts are ``skos:Concept`` below ``https://w3id.org/paperatlas/topic/``; only English texts and texts without
    a language are read.

    Raises:
        OntologyError: the file cannot be read, or its concepts have faults; all of them are listed.
    """
    path = ontology_path("topics.ttl") if path is None else path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OntologyError("the topic scheme cannot be read", where=path, remedy=str(error.strerror)) from error
    drafts, faults = _read_drafts(data, path)
    concepts = {}
    for slug, draft in sorted(drafts.items()):
        faults += _draft_faults(slug, draft, drafts)
        label = draft.labels[0] if draft.labels else slug
        alt_labels = tuple(sorted(draft.alt_labels - {label}))
        definition = min(draft.definitions, default=None)
        hidden_labels = tuple(sorted(draft.hidden_labels))
        concepts[slug] = Concept(slug, label, alt_labels, tuple(sorted(draft.broader)), definition, hidden_labels)
    faults += _shared_label_faults(concepts)
    if not concepts:
        faults.append("it holds no skos:Concept below " + TOPIC_BASE)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise OntologyError(f"the topic scheme has {len(faults)} faults:\n{listed}", where=path)
    return TopicScheme(concepts, hashlib.sha256(data).hexdigest()[:_VERSION_LENGTH])


def _read_drafts(data: bytes, path: Path) -> tuple[dict[str, _ConceptDraft], list[str]]:
    drafts: dict[str, _ConceptDraft] = {}
    faults: list[str] = []
    concepts: set[str] = set()
    try:
        triples = list(ox.parse(data, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise OntologyError(f"the topic scheme is not Turtle: {error}", where=path, remedy="mend the syntax") from error
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if not isinstance(subject, ox.NamedNode):
            continue
        slug = subject.value.removeprefix(TOPIC_BASE)
        if predicate == _RDF_TYPE and isinstance(value, ox.NamedNode) and value.value == _SKOS + "Concept":
            if slug == subject.value or not SLUG.fullmatch(slug):
                faults.append(f"<{subject.value}> is no topic IRI; write {TOPIC_BASE} and a slug")
            else:
                concepts.add(slug)
        elif predicate.startswith(_SKOS) and slug != subject.value:
            _add_value_to_draft(drafts.setdefault(slug, _ConceptDraft()), predicate.removeprefix(_SKOS), value)
    return {slug: drafts.get(slug, _ConceptDraft()) for slug in concepts}, faults


def _add_value_to_draft(draft: _ConceptDraft, term: str, value: object) -> None:
    if isinstance(value, ox.NamedNode) and term == "broader":
        draft.broader.add(value.value.removeprefix(TOPIC_BASE))
    elif isinstance(value, ox.Literal) and value.language in _ENGLISH:
        match term:
            case "prefLabel":
                draft.labels.append(value.value)
            case "altLabel":
                draft.alt_labels.add(value.value)
            case "hiddenLabel":
                draft.hidden_labels.add(value.value)
            case "definition":
                draft.definitions.append(value.value)


def _draft_faults(slug: str, draft: _ConceptDraft, drafts: Mapping[str, _ConceptDraft]) -> list[str]:
    faults = []
    if len(draft.labels) != 1:
        faults.append(f"{slug}: {len(draft.labels)} English skos:prefLabel; write exactly one")
    if not all(label.strip() for label in (*draft.labels, *draft.alt_labels, *draft.hidden_labels)):
        faults.append(f"{slug}: a label is empty; fill it in or leave it out")
    faults += [
        f"{slug}: {label!r} is a skos:hiddenLabel and a name of the same concept; keep one of them"
        for label in sorted(draft.hidden_labels & {*draft.labels, *draft.alt_labels})
    ]
    faults += [
        f"{slug}: skos:broader leads to {parent!r}, which is no concept; add it or name another"
        for parent in sorted(draft.broader)
        if parent not in drafts
    ]
    above = {
        further
        for parent in draft.broader
        if parent in drafts
        for further in (parent, *ancestors(parent, lambda child: drafts[child].broader & drafts.keys()))
    }
    if slug in above:
        faults.append(f"{slug}: the concept is broader than itself; break the cycle")
    return faults


def _shared_label_faults(concepts: Mapping[str, Concept]) -> list[str]:
    owner: dict[str, str] = {}
    faults = []
    for concept in concepts.values():
        first = owner.setdefault(fold(concept.label), concept.slug)
        if first != concept.slug:
            faults.append(f"{concept.slug}: {concept.label!r} is also the label of {first}; merge or rename")
    return faults
