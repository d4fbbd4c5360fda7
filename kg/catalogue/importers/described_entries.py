"""What files say of artifacts, laid over the catalogue: one more tier, of one build.

1. Descriptions of one thing are gathered: those with one id on the hub, else those with one name.
2. A thing is an entry of the catalogue where the entry has its id on the hub, else where an entry has its arXiv page
   and one of its names. The entry gains what it lacks (id, page, address, base) and changes in nothing else.
3. Any other thing is a new entry. As in the extended table, a name that the catalogue has never leads to it, a name
   that says nothing on its own needs a type noun beside it, and a common word leads nowhere; the id on the hub does.
4. The version of the catalogue then stands for what was laid over it, too, and so do the readings that are kept.

A page of arXiv is an entry's own only where it is not that of another entry already: a model made from another one
often names that one's paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.catalogue.catalogue import Catalogue, index_of_tier_names
from kg.catalogue.entries import Entry
from kg.catalogue.importers.distinctness import Distinctness, distinctness
from kg.catalogue.lineage import ancestors
from kg.ground.codec import encode_record
from kg.ground.identifiers import digest, slug
from kg.ground.imported_result import DescribedArtifact
from kg.ground.records import Artifact
from kg.ground.text import fold

SOURCE = "described"  # where the facts of a new entry come from; the files stand at its listings
_TYPE_NOUN = ("*",)


@dataclass(frozen=True, slots=True)
class DescribedCatalogue:
    """A catalogue with what files say.

    Attributes:
        catalogue: with the entries that the files describe. slugs: of the entry that each description is of.
    """

    catalogue: Catalogue
    slugs: Mapping[DescribedArtifact, str]


def describe_catalogue(
    catalogue: Catalogue, described: Iterable[DescribedArtifact], common_words: Collection[str]
) -> DescribedCatalogue:
    """Lay descriptions over a catalogue; their order does not matter.

    Args:
        common_words: lower-case words that abstracts use as common words; names made of them alone lead nowhere.
    """
    things = _things_described(described)
    if not things:
        return DescribedCatalogue(catalogue, {})
    finder = _EntryFinder(catalogue)
    found = [(finder.entry_of(thing), thing) for thing in things]
    slugs = _free_slugs([thing for one, thing in found if one is None], catalogue)
    named = [(known or slugs[thing[0]], thing) for known, thing in found]
    pages = _pages_of_entries(catalogue)
    entries: dict[str, Entry] = dict(catalogue.entries)
    ids = finder.one_of_hub()
    for name, thing in named:
        entries[name] = _with_facts(entries.get(name) or _new_entry(name, thing, common_words), thing, pages)
        ids |= {(each.type.is_data, each.hub_id.lower()): name for each in thing if each.hub_id}
    for name, thing in named:
        _set_base(entries, name, thing, ids)
    new = [entry for name, entry in entries.items() if name not in catalogue.entries]
    index = {**catalogue.index, **_index_of_new_entries(new, catalogue.index, common_words)}
    of_description = {each: name for name, thing in named for each in thing}
    version = digest(catalogue.version, *sorted(encode_record(each).decode() for each in of_description))
    return DescribedCatalogue(Catalogue(entries, index, version), of_description)


def _things_described(described: Iterable[DescribedArtifact]) -> list[tuple[DescribedArtifact, ...]]:
    """Gather what is said of one thing, sorted: by the id on the hub; what has none by its name, and then to the one
    thing of that name which points to one of its papers.
    """
    things: defaultdict[tuple[bool, str, str], list[DescribedArtifact]] = defaultdict(list)
    for each in sorted(set(described)):
        plain = "" if each.hub_id else fold(each.name)
        things[each.type.is_data, each.hub_id.lower(), plain].append(each)
    named: defaultdict[tuple[bool, str], set[tuple[bool, str, str]]] = defaultdict(set)
    for key, said in things.items():
        for name in {fold(name) for one in said if one.hub_id for name in (one.name, *one.aliases)}:
            named[key[0], name].add(key)
    for key in [key for key in things if not key[1]]:
        papers = {page for each in things[key] for page in each.arxiv}
        same = [
            other
            for other in named.get((key[0], key[2]), ())
            if not papers.isdisjoint(page for one in things[other] for page in one.arxiv)
        ]
        if len(same) == 1:
            things[same[0]] += things.pop(key)
    return [tuple(sorted(things[key])) for key in sorted(things)]


class _EntryFinder:
    """Finds the entry of a catalogue that a description is of."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._of_hub: defaultdict[tuple[bool, str], list[Entry]] = defaultdict(list)
        self._of_page: defaultdict[tuple[bool, str], list[Entry]] = defaultdict(list)
        for entry in catalogue.entries.values():
            artifact, is_data = entry.artifact, entry.artifact.types[0].is_data
            if artifact.hub_id:
                self._of_hub[is_data, artifact.hub_id.lower()].append(entry)
            if artifact.arxiv:
                self._of_page[is_data, artifact.arxiv].append(entry)

    def one_of_hub(self) -> dict[tuple[bool, str], str]:
        """Return the slug of the entry with each id on the hub, where it is one."""
        return {key: entries[0].slug for key, entries in self._of_hub.items() if len(entries) == 1}

    def entry_of(self, thing: Sequence[DescribedArtifact]) -> str | None:
        """Return the slug of the one entry that all says it is."""
        names = {fold(name) for each in thing for name in (each.name, *each.aliases, each.hub_id.rpartition("/")[2])}
        is_data = thing[0].type.is_data
        of_hub = [one for each in thing if each.hub_id for one in self._of_hub.get((is_data, each.hub_id.lower()), ())]
        of_page = [one for each in thing for page in each.arxiv for one in self._of_page.get((is_data, page), ())]
        called = [one for one in (of_hub or of_page) if not names.isdisjoint(one.names())]
        slugs = {one.slug for one in called} or {one.slug for one in of_hub}
        return next(iter(slugs)) if len(slugs) == 1 else None


def _free_slugs(things: Iterable[Sequence[DescribedArtifact]], catalogue: Catalogue) -> dict[DescribedArtifact, str]:
    """Give each new thing, by its first description, a slug that no other has and that hangs on no order."""
    wanted: defaultdict[str, list[Sequence[DescribedArtifact]]] = defaultdict(list)
    for thing in things:
        wanted[slug(thing[0].name)].append(thing)
    slugs: dict[DescribedArtifact, str] = {}
    for plain, rivals in wanted.items():
        for thing in rivals:
            longer = plain + "~" + digest(thing[0].type.value, thing[0].hub_id.lower(), fold(thing[0].name))[:8]
            is_free = len(rivals) == 1 and plain not in catalogue.entries
            slugs[thing[0]] = plain if is_free else longer
    return slugs


def _pages_of_entries(catalogue: Catalogue) -> dict[str, set[str]]:
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for entry in catalogue.entries.values():
        if entry.artifact.arxiv:
            pages[entry.artifact.arxiv].add(entry.slug)
    return pages


def _new_entry(name: str, thing: Sequence[DescribedArtifact], common_words: Collection[str]) -> Entry:
    first = thing[0]
    others = [other for each in thing for other in (each.name, *each.aliases, each.hub_id) if other]
    aliases = tuple(dict.fromkeys(other for other in others if other != first.name))
    artifact = Artifact(name, first.name, (first.type,), aliases, source=SOURCE)
    shy = frozenset(
        fold(each) for each in (first.name, *aliases) if distinctness(each, common_words) is not Distinctness.ALONE
    )
    shy -= {fold(each.hub_id) for each in thing}
    return Entry(artifact, shy, _TYPE_NOUN if fold(first.name) in shy else ())


def _with_facts(entry: Entry, thing: Sequence[DescribedArtifact], pages: Mapping[str, Collection[str]]) -> Entry:
    """Fill in what an entry lacks."""
    artifact = entry.artifact
    own = (each.page for each in thing if each.page and not set(pages.get(each.page, ())) - {entry.slug})
    facts = replace(
        artifact,
        hub_id=artifact.hub_id or _first(each.hub_id for each in thing),
        arxiv=artifact.arxiv or _first(own),
        url=artifact.url or _first(each.url for each in thing),
    )
    return replace(entry, artifact=facts)


def _set_base(
    entries: dict[str, Entry], name: str, thing: Sequence[DescribedArtifact], ids: Mapping[tuple[bool, str], str]
) -> None:
    """Say what a model is a variant of: the one base that its cards name, where that is known and no circle comes of
    it.
    """
    entry = entries[name]
    bases = {base.lower() for each in thing for base in each.bases}
    if entry.artifact.variant_of or len(bases) != 1:
        return
    base = ids.get((False, bases.pop()))
    if base is None or base == name or name in ancestors(base, lambda slug: _parents(entries[slug])):
        return
    entries[name] = replace(entry, artifact=replace(entry.artifact, variant_of=base))


def _parents(entry: Entry) -> Iterator[str]:
    yield from filter(None, (entry.artifact.variant_of, entry.artifact.family))


def _index_of_new_entries(
    entries: Iterable[Entry], earlier: Mapping[str, tuple[str, ...]], common_words: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Index the names of new entries, without those that are common words."""
    index = index_of_tier_names(entries, earlier)
    names = {fold(name): name for entry in entries for name in (entry.artifact.name, *entry.artifact.aliases)}
    return {
        key: slugs
        for key, slugs in index.items()
        if key and ("/" in names[key] or distinctness(names[key], common_words) is not Distinctness.USELESS)
    }


def _first(values: Iterable[str]) -> str | None:
    return next(filter(None, values), None)
