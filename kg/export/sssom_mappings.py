"""Every link of a graph to ids of elsewhere as SSSOM (https://mapping-commons.github.io/sssom).

1. One row a mapping: subject, predicate, object and why it is believed. Ids are CURIEs, whose prefixes stand in the
   header, a YAML text in lines that begin with ``#`` (specification, "SSSOM/TSV").
2. The predicate is that of the graph's RDF: a page about exactly this thing is ``schema:sameAs``, a DOI ``owl:sameAs``,
   the paper that an artifact is from ``schema:subjectOf``; concepts have those of SKOS.
3. Artifacts, topics and organisations were mapped by people, in the catalogue and the topic scheme; what registries
   state of a known artifact beyond that (``kg.catalogue.outside_ids``) names them as the source. What papers and
   authors are known by is as their records gave it: nobody says how that was found (``semapv:UnspecifiedMatching``),
   except for the arXiv id and the DOI of a paper that an index told by its title (``semapv:LexicalMatching``), the
   catalogue by what the paper introduces (``semapv:MappingChaining``), each with its confidence, or a person.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.catalogue.care.mapping_file import prefix_addresses
from kg.catalogue.outside_ids import load_alignments
from kg.graph.networks import Network
from kg.ground.files.ontology_folder import ontology_path
from kg.ground.files.targets import open_target
from kg.ground.identifiers import DEFAULT_BASE, arxiv_id, doi
from kg.ground.records import IDENTIFYING, IdentifyingFormat
from kg.ground.schema import ArtifactType
from kg.ground.service_ids import ADDRESSES
from kg.ground.text import tidy
from kg.ground.version import __version__
from kg.rdf.terms.namespaces import KINDS, VOCABULARIES
from kg.rdf.write.void import LICENCE

COLUMNS = (
    "subject_id", "subject_label", "subject_category", "predicate_id", "object_id", "mapping_justification",
    "confidence", "mapping_source",
)  # fmt: skip
CURATED, GIVEN = "semapv:ManualMappingCuration", "semapv:UnspecifiedMatching"
_BY_FORMAT = {
    IdentifyingFormat.CORRECTION: CURATED,
    IdentifyingFormat.INDEX: "semapv:LexicalMatching",
    IdentifyingFormat.CATALOGUE: "semapv:MappingChaining",
}
# Prefix of an outside id, and what it stands for.
_OUTSIDE: dict[str, str] = {
    "acl": "https://aclanthology.org/",
    "arxiv": ADDRESSES["arXiv"],
    "cso": "https://cso.kmi.open.ac.uk/topics/",
    "dblp": "https://dblp.org/rec/",
    "dblp.pid": "https://dblp.org/pid/",
    "doi": ADDRESSES["doi"],
    "hf.dataset": "https://huggingface.co/datasets/",
    "hf.model": "https://huggingface.co/",
    "openalex": "https://openalex.org/",
    "openreview": "https://openreview.net/forum?id=",
    "orcid": ADDRESSES["orcid"],
    "ror": "https://ror.org/",
    "s2.author": "https://www.semanticscholar.org/author/",
    "s2.corpus": "https://api.semanticscholar.org/CorpusID:",
    "s2.paper": "https://www.semanticscholar.org/paper/",
    "wikidata": "http://www.wikidata.org/entity/",
}
_SEMAPV = "https://w3id.org/semapv/vocab/"
_PACKAGES = "pkg:"  # package URLs, which name sources, are IRIs as they stand
# Ids of services, as records have them, to the prefix; authors and works have ids of their own.
_WORKS = {
    "acl": "acl", "arXiv": "arxiv", "corpus": "s2.corpus", "dblp": "dblp", "doi": "doi", "openalex": "openalex",
    "openreview": "openreview", "s2": "s2.paper",
}  # fmt: skip
_PEOPLE = {"dblp": "dblp.pid", "openalex": "openalex", "orcid": "orcid", "s2": "s2.author"}
_CATEGORIES = {
    "paper": "fabio:ResearchPaper", "author": "schema:Person", "organisation": "schema:Organization",
    "topic": "skos:Concept", "venue": "kg:Venue", "category": "kg:Category",
}  # fmt: skip
_PREFIXES = {path.removesuffix("/"): prefix for prefix, path in KINDS.items()}
_SKOS_MATCHES = {VOCABULARIES["skos"] + name: f"skos:{name}" for name in (
    "exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch",
)}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class OutsideLink:
    """A row: a node's CURIE, its label and class, what it is to something of elsewhere, why that is believed, and how
    surely: from 0 to 1, or empty where nobody says; and who states it, where that is a registry."""

    subject: str
    predicate: str
    object: str
    label: str
    category: str
    justification: str
    confidence: str = ""
    source: str = ""


def write_mappings(graph: Network, path: Path, *, base: str = DEFAULT_BASE) -> None:
    """Write the mappings of a graph as SSSOM/TSV, sorted.

    Args:
        base: what the IRIs of the graph's nodes begin with.

    Raises:
        OutputError: the file cannot be written.
    """
    with open_target(path) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="\n")
        links = sorted(set(outside_links(graph)))
        file.writelines(_header(base, {link.object.partition(":")[0] for link in links}))
        file.write("\t".join(COLUMNS) + "\n")
        file.writelines("\t".join(_cells(link)) + "\n" for link in links)
        file.detach()


def outside_links(graph: Network) -> Iterator[OutsideLink]:
    """Yield the mappings of all nodes, one and the same perhaps twice."""
    for node, data in graph.nodes(data=True):
        label = tidy(str(data.get("label") or node))
        for predicate, target, justification, *sure in _targets_of_node(node, data):
            category = _CATEGORIES.get(data["kind"]) or f"kg:{str(data['kind']).capitalize()}"
            yield OutsideLink(_subject_curie(node), predicate, target, label, category, justification, *sure)


def _targets_of_node(node: str, data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    match data.get("kind"):
        case "paper":
            yield from _targets_of_paper(data)
        case "author":
            if data.get("orcid"):
                yield "schema:sameAs", f"orcid:{data['orcid']}", GIVEN
            yield from (("schema:sameAs", curie, GIVEN) for curie in _curies(data, _PEOPLE))
        case "topic":
            for predicate, iri in _matches_of_topics().get(node, ()):
                if curie := _outside_curie(iri):
                    yield predicate, curie, CURATED
        case "organisation":
            for name in ("ror", "wikidata"):
                if number := str(data.get(name) or "").rpartition("/")[2]:
                    yield "schema:sameAs", f"{name}:{number}", CURATED
        case kind if kind in set(ArtifactType):
            yield from _targets_of_artifact(data, CURATED if data.get("known") else GIVEN)
            yield from _aligned_ids(node, data)


def _targets_of_paper(data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, predicate in (("arxiv", "schema:sameAs"), ("doi", "owl:sameAs")):
        if data.get(name):
            yield predicate, f"{name}:{data[name]}", *_told_by(data, name)
    own = {f"{name}:{data.get(name)}" for name in ("arxiv", "doi")}
    for curie in (each for each in _curies(data, _WORKS) if each not in own):
        yield ("owl:sameAs" if curie.startswith("doi:") else "schema:sameAs"), curie, GIVEN


def _told_by(data: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Return who told an id of a paper, as a justification, and how surely.

    A line of the corrections that gives the id comes before the records, these before an index and the catalogue.
    """
    sources = data.get("sources") or ()
    values = [(source["format"], source.get("values") or {}) for source in sources]
    said = [(form, each) for form, each in values if form in IDENTIFYING]
    for form, each in said:
        if form == IdentifyingFormat.CORRECTION and str(each.get("by", "")).startswith("paper-is "):
            given = str(each["by"]).removeprefix("paper-is ").partition(" (")[0]
            if (arxiv_id(given) if name == "arxiv" else None if arxiv_id(given) else doi(given)) == data[name]:
                return CURATED, "1"
    read = [each for form, each in values if form not in IDENTIFYING]
    if not said or any(each.get(name) == data[name] for each in read):
        return GIVEN, ""
    told = [(form, each) for form, each in said if form != IdentifyingFormat.CORRECTION]
    surest = max(told, key=lambda one: float(one[1].get("probability") or 0), default=None)
    if surest is None:
        return GIVEN, ""
    return _BY_FORMAT[IdentifyingFormat(surest[0])], str(surest[1].get("probability") or "")


def _targets_of_artifact(data: Mapping[str, Any], justification: str) -> Iterator[tuple[str, str, str]]:
    if data.get("hub_id"):
        kind = "hf.dataset" if ArtifactType(data["types"][0]).is_data else "hf.model"
        yield "schema:sameAs", f"{kind}:{data['hub_id']}", justification
    if data.get("arxiv"):
        yield "schema:subjectOf", f"arxiv:{data['arxiv']}", justification
    if number := str(data.get("wikidata") or "").rpartition("/")[2]:
        yield "schema:sameAs", f"wikidata:{number}", justification


def _aligned_ids(node: str, data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what registries state of an entry of the catalogue, beside what its row has."""
    if data.get("known"):
        own = {target for _, target, _ in _targets_of_artifact(data, "")}
        for one in load_alignments().get(node.rpartition("/")[2], ()):
            if one.object not in own:
                yield one.predicate, one.object, one.justification, "", one.source


def _curies(data: Mapping[str, Any], prefixes: Mapping[str, str]) -> Iterator[str]:
    for name in data.get("identifiers") or ():
        service, _, number = str(name).partition(":")
        if service in prefixes and number and not any(char.isspace() for char in number):
            yield f"{prefixes[service]}:{number}"


@cache
def _matches_of_topics() -> dict[str, list[tuple[str, str]]]:
    """Read the matches that the topic scheme states: local id of a concept to predicates and IRIs."""
    found: dict[str, list[tuple[str, str]]] = {}
    with ontology_path("topics.ttl").open("rb") as file:
        for quad in ox.parse(file, ox.RdfFormat.TURTLE):
            predicate = _SKOS_MATCHES.get(quad.predicate.value)
            if predicate and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                topic = quad.subject.value.removeprefix(DEFAULT_BASE)
                found.setdefault(topic, []).append((predicate, quad.object.value))
    return found


def _outside_curie(iri: str) -> str | None:
    fits = [(prefix, start) for prefix, start in _OUTSIDE.items() if iri.startswith(start)]
    prefix, start = max(fits, key=lambda fit: len(fit[1]), default=("", ""))
    return f"{prefix}:{iri.removeprefix(start)}" if prefix else None


def _subject_curie(node: str) -> str:
    path, _, name = node.partition("/")
    return f"{_PREFIXES[path]}:{name}" if path in _PREFIXES else f"atlas:{node}"


def _header(base: str, used: Collection[str]) -> Iterator[str]:
    registries = {name: address for name, address in prefix_addresses().items() if name in used}
    own = {"atlas": base, **{prefix: base + path for prefix, path in KINDS.items()}}
    words = {name: VOCABULARIES[name] for name in ("fabio", "kg", "owl", "rdfs", "schema", "skos")}
    yield "# curie_map:\n"
    for prefix, iri in sorted({**registries, **own, **_OUTSIDE, **words, "semapv": _SEMAPV, "pkg": _PACKAGES}.items()):
        yield f'#   {prefix}: "{iri}"\n'
    about = {
        "license": LICENCE,
        "mapping_set_description": "What the nodes of a PaperAtlas graph are elsewhere.",
        "mapping_set_id": f"{base}graph/mappings",
        "mapping_set_title": "Links of PaperAtlas to outside ids",
        "mapping_set_version": __version__,
        "subject_source": "atlas:graph",
    }
    yield from (f'# {name}: "{value}"\n' for name, value in about.items())


def _cells(link: OutsideLink) -> Iterable[str]:
    row = (
        link.subject, link.label, link.category, link.predicate, link.object, link.justification, link.confidence,
        link.source,
    )  # fmt: skip
    return map(_cell, row)


def _cell(text: str) -> str:
    """Write a value that no tab or line break ends, in quotes where it has some (RFC 4180, with tabs)."""
    text = tidy(text)
    return '"' + text.replace('"', '""') + '"' if '"' in text else text
