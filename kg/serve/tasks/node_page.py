"""A node's page for people: what it is, its papers by year, what was read of it with the words, its results.

1. Facts come first, in words: those of a short list, in its order; the abstract of a paper has its mentions marked.
2. Links follow by role, the surest first, each with its sentences; then whatever other nodes say of this one.
3. All statements as they are, predicates and all, lie behind one click, the files of RDF behind another.

Every part is bounded, and says how much there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from kg.ground.schema import PREDICATES, ArtifactType, Relation, Role
from kg.rdf.query.sentence_place import place_in_sentence
from kg.rdf.query.store_index import node_label
from kg.rdf.terms.namespaces import KG, VOCABULARIES, shorten
from kg.rdf.terms.node_terms import LABEL, TYPE, is_paper
from kg.serve.http.node_parts import Group, LinkShown, Quote, Reading, ResultShown, Term
from kg.serve.http.pages import render
from kg.serve.tasks.addresses import ALTERNATES, address, feed_of_node, licenses, media_type, suffix_of
from kg.serve.tasks.schema_org import structured
from kg.serve.tasks.search import node_types
from kg.serve.tasks.task import Context

_RDF, _OA, _SCHEMA = VOCABULARIES["rdf"], VOCABULARIES["oa"], VOCABULARIES["schema"]
_DCTERMS, _SKOS = VOCABULARIES["dcterms"], VOCABULARIES["skos"]
_DEFAULT = ox.DefaultGraph()
SUBJECT, _PREDICATE, OBJECT = (ox.NamedNode(_RDF + name) for name in ("subject", "predicate", "object"))
EVIDENCE, _CONFIDENCE, _ASSERTED = (ox.NamedNode(KG + name) for name in ("hasEvidence", "confidence", "asserted"))
_SENTENCE, _FIELD = ox.NamedNode(KG + "sentence"), ox.NamedNode(KG + "inField")
_EXACT, _PREFIX, _SUFFIX, _START, _END = (
    ox.NamedNode(_OA + name) for name in ("exact", "prefix", "suffix", "start", "end")
)
_ABSTRACT, _YEAR = ox.NamedNode(_DCTERMS + "abstract"), ox.NamedNode(VOCABULARIES["fabio"] + "hasPublicationYear")
_ON = ox.NamedNode(VOCABULARIES["fair4ml"] + "evaluationDataset")
_MODEL = ox.NamedNode(VOCABULARIES["fair4ml"] + "evaluatedMLModel")
_REPORTED, _CONDITION = ox.NamedNode(KG + "reportedIn"), ox.NamedNode(KG + "condition")
_AUTHORSHIP, _BY = ox.NamedNode(KG + "hasAuthorship"), ox.NamedNode(KG + "byAuthor")
_POSITION = ox.NamedNode(_SCHEMA + "position")
# Bounds of a page, so that a dataset which half of all papers use is still one that a browser can show.
_SHOWN_VALUES, _SHOWN_LINKS, _SHOWN_REFERENCES, _COUNTED = 50, 200, 50, 20_000
_SHOWN_QUOTES, _SHOWN_RESULTS, _SHOWN_ON_MAP = 3, 100, 120
_TEXT = 20_000  # characters of a literal that a page shows
#: Class to what people call it, the first that fits; an artifact may be several.
_KINDS = (
    (_SCHEMA + "ScholarlyArticle", "paper"),
    *((KG + kind.rdf_class, kind.value) for kind in sorted(ArtifactType)),  # a benchmark before a data set
    (_SKOS + "Concept", "topic"), (_SCHEMA + "Organization", "organisation"), (_SCHEMA + "Person", "author"),
    (KG + "Venue", "venue"), (KG + "Category", "category"), (KG + "Result", "result"),
)  # fmt: skip
_MARKS = ("paper/", "artifact/", "topic/", "org/")  # what the map has
#: Facts in words, in the order of the page; a predicate that is not here is among the statements.
_FACTS = (
    (_SKOS + "definition", "Definition"), (_DCTERMS + "creator", "Authors"), (_DCTERMS + "issued", "Date"),
    (KG + "publishedIn", "Venue"), (KG + "inCategory", "Categories"), (KG + "affiliatedWith", "Organisation"),
    (_SKOS + "altLabel", "Also called"), (KG + "developedBy", "Developed by"), (KG + "variantOf", "Variant of"),
    (KG + "memberOfFamily", "Family"), (KG + "covers", "Covers"), (KG + "trainedOn", "Trained on"),
    (_SKOS + "broader", "Broader"), (_SKOS + "notation", "Code"), (_SCHEMA + "parentOrganization", "Part of"),
    (_DCTERMS + "isPartOf", "Series"), (_SCHEMA + "codeRepository", "Code"), (_SCHEMA + "keywords", "Keywords"),
    (_SCHEMA + "subjectOf", "Described at"), (_SCHEMA + "sameAs", "Elsewhere"),
    (VOCABULARIES["owl"] + "sameAs", "Elsewhere"), (_SCHEMA + "url", "Elsewhere"),
)  # fmt: skip
#: Predicates to how they read; those of bibliographies have IRIs of others.
_READ: dict[str, Role | Relation] = {KG + name: each for name, each in PREDICATES.items()} | {
    _SKOS + "broader": Relation.BROADER, VOCABULARIES["cito"] + "cites": Relation.CITES,
    _DCTERMS + "creator": Relation.HAS_AUTHOR,
}  # fmt: skip
_SAID_BY_ROLES = (KG + "mentions", KG + "hasTopic")  # follow from the roles, so they head nothing where these do


def page_of_node(context: Context, node: ox.NamedNode, here: str) -> str:
    """Write the page of a node."""
    view = _ResourceView(context, here)
    reading = _reading_of_node(context, view, node, here)
    facts, outgoing = view.outgoing(node)
    alternates = [
        (name, media_type(form), address(node.value, context.base, here, suffix_of(form))) for name, form in ALTERNATES
    ]
    return render(
        "resource.html.jinja", title=node_label(context.store, node.value) or shorten(node.value, context.base),
        site=context.title, here=here, iri=node.value, reading=reading, facts=facts,
        types=[view.term(value) for value in objects_of_node(context.store, node, TYPE)],
        statements=[*outgoing, *view.incoming(node)], alternates=alternates, structured=structured(context, node),
        licenses=licenses(context), feed=feed_of_node(node.value, context.base, here),
    )  # fmt: skip


def _reading_of_node(context: Context, view: _ResourceView, node: ox.NamedNode, here: str) -> Reading:
    types = node_types(context.store, node.value)
    own = node.value.removeprefix(context.base) if node.value.startswith(context.base) else ""
    kinds = [word for class_, word in _KINDS if class_ in types] if own else []
    papers, years = view.papers(node) if kinds and kinds[0] != "paper" else ([], [])
    on_map = None
    if own.startswith(_MARKS):
        on_map = ("On the map", f"{here}explore#node={quote(own, safe='')}")
    elif papers:
        shown = ",".join(quote(iri.removeprefix(context.base), safe="") for iri in papers[:_SHOWN_ON_MAP])
        on_map = ("Papers on the map", f"{here}explore?show={shown}")
    groups = view.links(node)
    results, count = view.results(node) if kinds else ([], 0)
    abstract = view.abstract(node) if kinds == ["paper"] else []
    facts, rest = view.facts(node), view.other_groups(node, groups) if kinds else []
    said = _papers_in_words(len(papers), years)
    return Reading(
        " and ".join(kinds), facts, abstract, said, years, on_map, [*groups, *rest], results, count
    )  # fmt: skip


def links_of_node(store: ox.Store, node: ox.NamedNode, end: ox.NamedNode) -> Iterator[ox.NamedNode]:
    """Yield the links that have a node at one end."""
    for quad in store.quads_for_pattern(None, end, node, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def objects_of_node(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    """Read what a node has under a predicate."""
    found = store.quads_for_pattern(node, predicate, None, _DEFAULT)
    return [quad.object for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)]


def _papers_in_words(number: int, years: list[tuple[int, int]]) -> str:
    """Write how many papers there are.

    >>> _papers_in_words(1, []), _papers_in_words(1_200, [(2024, 1_200)]), _papers_in_words(20_000, [])
    ('1 paper', '1,200 papers', 'more than 20,000 papers')
    """
    more = "more than " if number == _COUNTED and not years else ""
    return f"{more}{number:,} paper{'' if number == 1 else 's'}"


class _ResourceView:
    """Nodes and values as a page shows them."""

    def __init__(self, context: Context, here: str) -> None:
        self._store, self._base, self._here = context.store, context.base, here
        self._years: dict[str, str] = {}

    def term(self, value: object) -> Term:
        if isinstance(value, ox.Literal):
            return Term(value.value[:_TEXT], note=value.language or "")
        if not isinstance(value, ox.NamedNode):
            return Term(str(value))
        iri = value.value
        label = node_label(self._store, iri)
        if iri.startswith(KG):
            return Term(label or shorten(iri), f"{self._here}ontology#{iri.removeprefix(KG)}", iri=iri)
        if iri.startswith(self._base):
            return Term(label or shorten(iri, self._base), address(iri, self._base, self._here), iri=iri)
        web = iri.startswith(("http://", "https://"))
        return Term(label or shorten(iri, self._base), iri if web else None, remote=True, iri=iri)

    def outgoing(self, node: ox.NamedNode) -> tuple[list[Group], list[Group]]:
        """Read a node's literals, and the nodes that it points to, by predicate; its types are left out."""
        groups: dict[tuple[bool, str], Group] = {}
        for quad in self._store.quads_for_pattern(node, None, None, _DEFAULT):
            if quad.predicate in (TYPE, LABEL):
                continue
            literal = not isinstance(quad.object, ox.NamedNode) or not quad.object.value.startswith(self._base)
            key = (literal, quad.predicate.value)
            group = groups.setdefault(key, Group(self.term(quad.predicate), incoming=False))
            group.total += 1
            if len(group.values) < _SHOWN_VALUES:
                group.values.append(self.term(quad.object))
        ordered = sorted(groups.items())
        return [group for (literal, _), group in ordered if literal], [
            one for (literal, _), one in ordered if not literal
        ]

    def links(self, node: ox.NamedNode) -> list[Group]:
        """Read links with their evidence, by role, the strongest role first."""
        groups: dict[tuple[bool, str], Group] = {}
        for incoming, end, far in ((False, SUBJECT, OBJECT), (True, OBJECT, SUBJECT)):
            for count, link in enumerate(links_of_node(self._store, node, end)):
                if count == _COUNTED:
                    break
                for predicate in objects_of_node(self._store, link, _PREDICATE):
                    group = self._group_of_predicate(groups, predicate, incoming=incoming)
                    group.total += 1
                    if len(group.links) < _SHOWN_LINKS:
                        group.links.append(self._link_as_shown(link, far))
        for group in groups.values():
            group.links.sort(key=lambda one: (-float(one.confidence or 0), one.other.text))
        return _ordered_groups(groups)

    def other_groups(self, node: ox.NamedNode, linked: list[Group]) -> list[Group]:
        """Read what is said of a node by nodes that no link with evidence joins to it, in words, by predicate."""
        said = {(group.incoming, group.predicate.iri) for group in linked}
        said |= {(incoming, iri) for incoming in (True, False) for iri in _SAID_BY_ROLES} if said else set()
        groups: dict[tuple[bool, str], Group] = {}
        for count, quad in enumerate(self._store.quads_for_pattern(None, None, node, _DEFAULT)):
            if count == _COUNTED:
                break
            if quad.predicate.value not in _READ or (True, quad.predicate.value) in said:
                continue
            group = self._group_of_predicate(groups, quad.predicate, incoming=True)
            group.total += 1
            if len(group.values) < _SHOWN_LINKS:
                group.values.append(self._dated(self.term(quad.subject)))
        for group in groups.values():
            group.values.sort(key=lambda term: term.text)
            group.values.sort(key=lambda term: term.note, reverse=True)  # the newest first
        return _ordered_groups(groups)

    def _group_of_predicate(
        self, groups: dict[tuple[bool, str], Group], predicate: ox.NamedNode | ox.Literal, *, incoming: bool
    ) -> Group:
        read = _READ.get(predicate.value)
        words = (read.backward if incoming else read.forward) if read else shorten(predicate.value)
        group = Group(self.term(predicate), incoming, heading=words[:1].upper() + words[1:])
        return groups.setdefault((incoming, predicate.value), group)

    def _dated(self, term: Term) -> Term:
        """Note the year of a paper beside its name."""
        years = objects_of_node(self._store, ox.NamedNode(term.iri), _YEAR) if term.iri else []
        term.note = years[0].value if years else ""
        return term

    def facts(self, node: ox.NamedNode) -> list[tuple[str, list[Term]]]:
        """Read the facts that are told in words."""
        found: dict[str, list[Term]] = {}
        for iri, words in _FACTS:
            values = objects_of_node(self._store, node, ox.NamedNode(iri))[:_SHOWN_VALUES]
            if values:
                found.setdefault(words, []).extend(self.term(value) for value in values)
        places = self._places_of_authors(node) if "Authors" in found else {}
        return [
            (words, sorted(terms, key=lambda term: (places.get(term.iri, 0), term.text)))
            for words, terms in found.items()
        ]

    def _places_of_authors(self, paper: ox.NamedNode) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in objects_of_node(self._store, paper, _AUTHORSHIP):
            if isinstance(part, ox.NamedNode):
                place = objects_of_node(self._store, part, _POSITION)
                for author in objects_of_node(self._store, part, _BY):
                    found[author.value] = int(place[0].value) if place else 0
        return found

    def papers(self, node: ox.NamedNode) -> tuple[list[str], list[tuple[int, int]]]:
        """Find the papers of a node, sorted by IRI, and how many of them came out in each year.

        Of a node with more than are counted, so many and no years.
        """
        subjects: dict[str, ox.NamedNode] = {}
        for quad in self._store.quads_for_pattern(None, None, node, _DEFAULT):
            if len(subjects) > _COUNTED:  # years of a part would say nothing of the whole
                return sorted(subjects)[:_COUNTED], []
            subject = quad.subject
            if isinstance(subject, ox.NamedNode) and subject.value not in subjects and is_paper(self._store, subject):
                subjects[subject.value] = subject
        years = Counter(
            int(value.value)
            for paper in subjects.values()
            for value in objects_of_node(self._store, paper, _YEAR)[:1]
            if value.value.isdecimal()
        )
        span = range(min(years), max(years) + 1) if years else range(0)
        return sorted(subjects), [(year, years[year]) for year in span]

    def abstract(self, node: ox.NamedNode) -> list[tuple[str, str | None]]:
        """Cut a paper's abstract at the mentions that links were read from, each with the page of what it names."""
        text = next((value.value for value in objects_of_node(self._store, node, _ABSTRACT)), "")
        spans: dict[tuple[int, int], str] = {}
        for link in links_of_node(self._store, node, SUBJECT):
            others = objects_of_node(self._store, link, OBJECT)
            for evidence in objects_of_node(self._store, link, EVIDENCE):
                if others and isinstance(evidence, ox.NamedNode) and self._is_in_abstract(evidence):
                    spans.setdefault(self._span_of_evidence(evidence), self.term(others[0]).href or "")
        return list(_cut_at_spans(text[:_TEXT], spans))

    def _is_in_abstract(self, evidence: ox.NamedNode) -> bool:
        return any(value == _ABSTRACT for value in objects_of_node(self._store, evidence, _FIELD))

    def _span_of_evidence(self, evidence: ox.NamedNode) -> tuple[int, int]:
        start, end = (objects_of_node(self._store, evidence, each) for each in (_START, _END))
        return (int(start[0].value), int(end[0].value)) if start and end else (0, 0)

    def results(self, node: ox.NamedNode) -> tuple[list[ResultShown], int]:
        """Read the figures that a paper reports, or that are of a model or on a benchmark, and how many there are."""
        found: dict[str, ox.NamedNode] = {}
        for end in (_ON, _MODEL, _REPORTED):
            for quad in self._store.quads_for_pattern(None, end, node, _DEFAULT):
                if isinstance(quad.subject, ox.NamedNode):
                    found[quad.subject.value] = quad.subject
        shown = [self._result_as_shown(found[iri], node) for iri in sorted(found)[:_SHOWN_RESULTS]]
        shown.sort(key=lambda one: (one.on.text if one.on else "", one.figure.text))
        return shown, len(found)

    def _result_as_shown(self, result: ox.NamedNode, node: ox.NamedNode) -> ResultShown:
        def end(predicate: ox.NamedNode) -> Term | None:
            values = [value for value in objects_of_node(self._store, result, predicate) if value != node]
            return self.term(values[0]) if values else None

        evidence = [one for one in objects_of_node(self._store, result, EVIDENCE) if isinstance(one, ox.NamedNode)]
        condition = next((value.value for value in objects_of_node(self._store, result, _CONDITION)), "")
        quotes = [self._quote_of_evidence(one) for one in evidence[:1]]
        return ResultShown(self.term(result), end(_MODEL), end(_ON), end(_REPORTED), condition, quotes)

    def _link_as_shown(self, link: ox.NamedNode, far: ox.NamedNode) -> LinkShown:
        others, confidence = objects_of_node(self._store, link, far), objects_of_node(self._store, link, _CONFIDENCE)
        evidence = [one for one in objects_of_node(self._store, link, EVIDENCE) if isinstance(one, ox.NamedNode)]
        quotes = [self._quote_of_evidence(one) for one in evidence[:_SHOWN_QUOTES]]
        other = self._dated(self.term(others[0])) if others else Term("?")
        stated = all(value.value != "false" for value in objects_of_node(self._store, link, _ASSERTED))
        return LinkShown(other, confidence[0].value if confidence else "", quotes, self.term(link), stated)

    def _quote_of_evidence(self, evidence: ox.NamedNode) -> Quote:
        def text(predicate: ox.NamedNode) -> str:
            return next((value.value for value in objects_of_node(self._store, evidence, predicate)), "")

        exact, sentence, before, after = text(_EXACT), text(_SENTENCE), text(_PREFIX), text(_SUFFIX)
        start = place_in_sentence(sentence, exact, before)
        if start is not None:
            before, after = sentence[:start], sentence[start + len(exact) :]
        return Quote(before[-_TEXT:], exact, after[:_TEXT], shorten(text(_FIELD)).rpartition(":")[2])

    def incoming(self, node: ox.NamedNode) -> list[Group]:
        """Read nodes that point to a node, by predicate, apart from links, which are shown as such."""
        groups: dict[str, Group] = {}
        counts: Counter[str] = Counter()
        for count, quad in enumerate(self._store.quads_for_pattern(None, None, node, _DEFAULT)):
            if count == _COUNTED:
                break
            name = quad.predicate.value
            counts[name] += 1
            if quad.predicate in (SUBJECT, OBJECT) or counts[name] > _SHOWN_REFERENCES:
                continue
            group = groups.setdefault(name, Group(self.term(quad.predicate), incoming=True))
            group.values.append(self.term(quad.subject))
        for name, group in groups.items():
            group.total = counts[name]
        return [group for _, group in sorted(groups.items())]


def _ordered_groups(groups: dict[tuple[bool, str], Group]) -> list[Group]:
    """Order groups by role, the strongest first, what the node does before what is done with it."""
    order = {iri: place for place, iri in enumerate(_READ)}
    return [groups[key] for key in sorted(groups, key=lambda key: (key[0], order.get(key[1], len(order)), key[1]))]


def _cut_at_spans(text: str, spans: dict[tuple[int, int], str]) -> Iterator[tuple[str, str | None]]:
    """Cut a text at spans, the longer of two that overlap; what lies between has no address.

    >>> list(_cut_at_spans("On GSM8K.", {(3, 8): "/artifact/gsm8k", (3, 6): "/x"}))
    [('On ', None), ('GSM8K', '/artifact/gsm8k'), ('.', None)]
    """
    done = 0
    for (start, end), href in sorted(spans.items(), key=lambda item: (item[0][0], -item[0][1])):
        if done <= start < end <= len(text):
            if start > done:
                yield text[done:start], None
            yield text[start:end], href
            done = end
    if done < len(text):
        yield text[done:], None
