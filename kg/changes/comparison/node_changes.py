"""What two versions of a graph say of nodes: artifacts, topics, organisations, authors, venues, scores of leaderboards.

It is read of the triples that only one of them has. What stands together about one subject is one change: a node was
gained or lost where the other version says nothing of it, or only which node it leads to (``dcterms:isReplacedBy``).
Nodes of papers and of what papers link are not told: the readings tell more of them (``record_changes``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.changes.comparison.change_records import Change, ChangedThing, ChangeKind
from kg.changes.graph_version import GraphVersion
from kg.changes.line_differences import LineDifference
from kg.rdf.terms.namespaces import VOCABULARIES, shorten
from kg.rdf.terms.ntriples import split_literal

_DATASET = "graph"  # what follows the base IRI in a graph's name of itself
_TYPE, _LABEL = f"<{VOCABULARIES['rdf']}type>", f"<{VOCABULARIES['rdfs']}label>"
_REPLACED = f"<{VOCABULARIES['dcterms']}isReplacedBy>"
_REPORTED = f"<{VOCABULARIES['kg']}reportedIn>"
_THINGS = {
    "artifact": ChangedThing.ARTIFACT, "topic": ChangedThing.TOPIC, "org": ChangedThing.ORGANISATION,
    "author": ChangedThing.AUTHOR, "venue": ChangedThing.VENUE, "result": ChangedThing.SCORE,
}  # fmt: skip
_Statement = tuple[str, str]  # a predicate and an object


def node_changes(differences: Iterable[LineDifference], old: GraphVersion, new: GraphVersion) -> Iterator[Change]:
    """Yield the nodes of which two versions say something else, by their IRIs.

    Args:
        differences: of the two, as ``line_differences`` yields them.
    """
    bases = {False: _base(old), True: _base(new)}
    for subject, group in groupby(differences, key=_subject):
        lines = list(group)
        base = bases[lines[0].added]
        iri = subject.decode(errors="replace")
        if not base or not iri.startswith("<" + base):
            continue
        id = iri[1 + len(base) : -1]
        thing = _THINGS.get(id.partition("/")[0])
        if thing is not None:
            change = _change_of_node(thing, id, lines, base)
            if change is not None:
                yield change


def _base(version: GraphVersion) -> str:
    return version.dataset.removesuffix(_DATASET)


def _subject(difference: LineDifference) -> bytes:
    return difference.line[: difference.line.find(b" ")]


def _change_of_node(thing: ChangedThing, id: str, lines: list[LineDifference], base: str) -> Change | None:
    gone = [_statement(each.line) for each in lines if not each.added]
    come = [_statement(each.line) for each in lines if each.added]
    kind = _kind_of_change(gone, come, alone=lines[0].alone)
    told = gone if kind is ChangeKind.LOST else come
    if kind is None or (thing is ChangedThing.SCORE and not _is_score(kind, told)):
        return None
    labels = [value for predicate, value in come + gone if predicate == _LABEL]
    name = split_literal(labels[0])[0] if labels else id.partition("/")[2]
    return Change(thing, kind, id, name, fields=_fields(gone, come, base))


def _kind_of_change(gone: list[_Statement], come: list[_Statement], *, alone: bool) -> ChangeKind | None:
    """Tell what happened to a node; None where it was none before and is none now."""
    was, now = (any(predicate == _TYPE for predicate, _ in each) for each in (gone, come))
    led, leads = (any(predicate == _REPLACED for predicate, _ in each) for each in (gone, come))
    if alone:
        return (ChangeKind.GAINED if now else ChangeKind.LOST) if was or now else None
    if led and now and not leads:
        return ChangeKind.GAINED
    if leads and was and not led:
        return ChangeKind.LOST
    return None if led and leads else ChangeKind.CHANGED


def _is_score(kind: ChangeKind, statements: list[_Statement]) -> bool:
    """Tell whether a result is no paper's; of one that changed its triples do not say."""
    return kind is not ChangeKind.CHANGED and not any(predicate == _REPORTED for predicate, _ in statements)


def _statement(line: bytes) -> _Statement:
    _, predicate, value = line.decode(errors="replace").rstrip().removesuffix(" .").split(" ", 2)
    return predicate, value


def _fields(gone: list[_Statement], come: list[_Statement], base: str) -> tuple[tuple[str, object, object], ...]:
    """Gather the values of each predicate; its name is that of the term."""
    before, after = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for statements, values in ((gone, before), (come, after)):
        for predicate, value in statements:
            values[shorten(predicate[1:-1])].append(_shown_term(value, base))
    return tuple((name, before.get(name), after.get(name)) for name in sorted({*before, *after}))


def _shown_term(term: str, base: str) -> str:
    """Write a term for people: the text of a literal, the local id of a node.

    >>> _shown_term('"a"@en', "https://e.org/"), _shown_term("<https://e.org/paper/1>", "https://e.org/")
    ('a', 'paper/1')
    """
    if term.startswith('"'):
        return split_literal(term)[0]
    iri = term.removeprefix("<").removesuffix(">")
    return iri.removeprefix(base) if iri.startswith(base) else shorten(iri)
