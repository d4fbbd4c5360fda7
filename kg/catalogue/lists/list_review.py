"""What of a list may stand in a catalogue, and what is suspicious: every row gets a word, none is lost.

1. What the catalogue has by the name, as the same kind of thing and without another id, is *known* and needs no row.
2. The name is cleaned by the rules of the registries' import (``kg.catalogue.importers``), and may be known then: what
   is no name of one artifact (an id, a class, a sentence, a combination) is held back, and so is a name made of common
   words.
3. A name that the catalogue has for another kind of thing ("Adam" as a dataset), or for a thing with other ids, is held
   back as a contradiction or a homonym; so is a name that stands in the list before.
4. Of what is taken, cells that cannot be right are reported: ids and dates that are none hold the row back; the page of
   a paper that several have, an alias that leads elsewhere and the hub's id of a size are left out, and told.
5. Reasons that the user takes anyway make rows that need a type noun beside the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.entry_table import COLUMNS, Row
from kg.catalogue.importers.cells import page
from kg.catalogue.importers.distinctness import Distinctness, distinctness
from kg.catalogue.importers.fact_merge import cleaned_name
from kg.catalogue.lists.listed_artifact import ListedArtifact
from kg.catalogue.lists.suspicion import RowNote, Suspicion
from kg.catalogue.table_check import is_calendar_date, is_hub_id
from kg.ground.identifiers import arxiv_id, digest, slug
from kg.ground.schema import ArtifactType
from kg.ground.text import fold, tidy
from kg.readers.base.iso_dates import parse_date

_NO_NAME_SIGNS = re.compile(r"[<>|{}\\\x00-\x1f]")
_LETTERS = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 200  # characters of a name or a cell that is looked at
_TYPE_NOUN = "*"


@dataclass(slots=True)
class ListReview:
    """What became of a list.

    Attributes:
        listed: how many artifacts it names. rows: for the layer, by id. notes: of rows, in the order of the list.
    """

    listed: int = 0
    rows: dict[str, Row] = field(default_factory=dict)
    notes: list[RowNote] = field(default_factory=list)

    def counts(self) -> dict[Suspicion, int]:
        """Count the notes by reason, in the order of the reasons."""
        counted = Counter(note.suspicion for note in self.notes)
        return {reason: counted[reason] for reason in Suspicion if counted[reason]}


def review_list(
    listed: Iterable[ListedArtifact],
    catalogue: Catalogue,
    common_words: Collection[str],
    *,
    source: str,
    take: Collection[Suspicion] = (),
) -> ListReview:
    """Decide on every artifact of a list.

    Args:
        catalogue: what the rows would lie over: what ships, and the other tables of the layer.
        common_words: lower-case words that abstracts use as common words.
        source: what the rows name as their source. take: reasons for which rows are not held back.
    """
    reviewer = _Reviewer(catalogue, common_words, source, frozenset(take))
    for artifact in listed:
        reviewer.see(artifact)
    reviewer.drop_shared_papers()
    return reviewer.review


class _Reviewer:
    """Goes through a list once."""

    def __init__(
        self, catalogue: Catalogue, common_words: Collection[str], source: str, take: frozenset[Suspicion]
    ) -> None:
        self._catalogue, self._common, self._source, self._take = catalogue, common_words, source, take
        self.review = ListReview()
        self._names: dict[str, str] = {}  # folded names and aliases of rows to the row's id
        entries = catalogue.entries.values()
        self._of_hub = {
            (e.artifact.types[0].is_data, e.artifact.hub_id.lower()): e for e in entries if e.artifact.hub_id
        }
        self._papers = Counter(entry.artifact.arxiv for entry in entries if entry.artifact.arxiv)

    def see(self, listed: ListedArtifact) -> None:
        """Take one artifact, hold it back, or say that it is known."""
        self.review.listed += 1
        given = tidy(listed.name[: _LONGEST + 1])
        is_name = bool(fold(given)) and len(given) <= _LONGEST and not _NO_NAME_SIGNS.search(given)
        known = self._known_entry(listed, given) if is_name else None
        name = given if known else cleaned_name(given, listed.types[0]) if is_name else None
        if not name or not fold(name):
            self._note(listed, Suspicion.NO_NAME)
            return
        reason, detail = known or self._suspicion(listed, name)
        if reason is not None:
            self._note(listed, reason, detail)
            if reason not in self._take or not reason.may_be_taken:
                return
        if reason is None and name != given:
            self._note(listed, Suspicion.RENAMED, name)
        self._take_row(listed, name, given, doubted=reason is not None)

    def drop_shared_papers(self) -> None:
        """Leave out the arXiv ids that several have: those are the papers of a suite, or of what was reused."""
        uses = self._papers + Counter(row.arxiv_id for row in self.review.rows.values() if row.arxiv_id)
        for id_, row in self.review.rows.items():
            if row.arxiv_id and uses[row.arxiv_id] > 1:
                self.review.rows[id_] = row._replace(arxiv_id="")
                self.review.notes.append(RowNote(row.file, row.name, Suspicion.SHARED_PAPER, row.arxiv_id))

    def _suspicion(self, listed: ListedArtifact, name: str) -> tuple[Suspicion | None, str]:
        """Say why a row is not to be taken."""
        known = self._known_entry(listed, name)
        if known is not None:
            return known
        before = self._names.get(fold(name))
        if before is not None:
            row = self.review.rows[before]
            same = _is_data(row.types) == listed.types[0].is_data
            return (Suspicion.DUPLICATE if same else Suspicion.OTHER_TYPE), f"{row.name} ({row.types}): {row.file}"
        words = _LETTERS.findall(name.lower())  # "VIsual PERception" in whichever capitals
        if distinctness(name, self._common) is Distinctness.USELESS or all(word in self._common for word in words):
            return Suspicion.COMMON_WORD, ""
        broken = "; ".join(_broken_cells(listed))
        return (Suspicion.BROKEN_ID, broken) if broken else (None, "")

    def _known_entry(self, listed: ListedArtifact, name: str) -> tuple[Suspicion, str] | None:
        is_data = listed.types[0].is_data
        of_hub = self._of_hub.get((is_data, listed.hub_id.lower()))
        if of_hub is not None:
            return Suspicion.KNOWN, of_hub.slug
        called = self._catalogue.candidates(name)
        for entry in called:
            if entry.artifact.types[0].is_data == is_data:
                other = _other_id(listed, entry)
                return (Suspicion.HOMONYM, f"{entry.slug}: {other}") if other else (Suspicion.KNOWN, entry.slug)
        for entry in called:
            return Suspicion.OTHER_TYPE, f"{entry.slug}: {', '.join(entry.artifact.types)}"
        return None

    def _take_row(self, listed: ListedArtifact, name: str, given: str, *, doubted: bool) -> None:
        id_ = slug(name)
        if id_ in self._catalogue.entries or id_ in self.review.rows:
            id_ = f"{id_}~{digest(listed.types[0].value, fold(name), self._source)[:8]}"
            if id_ in self._catalogue.entries or id_ in self.review.rows:
                self._note(listed, Suspicion.DUPLICATE, id_)
                return
        context = _TYPE_NOUN if doubted or distinctness(name, self._common) is not Distinctness.ALONE else ""
        if context and not doubted:
            self._note(listed, Suspicion.TYPE_NOUN)
        cells = dict.fromkeys(COLUMNS, "") | {
            "id": id_, "name": name, "types": "|".join(listed.types), "context": context, "source": self._source,
            "aliases": "|".join(self._aliases_of(listed, name, id_)),
            "organisation": tidy(listed.organisation[:_LONGEST]), "date": _date(listed),
            "hub_id": self._hub_id(listed, given, name),
            "arxiv_id": arxiv_id(listed.paper) or "", "url": page(listed.url),
        }  # fmt: skip
        self.review.rows[id_] = Row(listed.place, 0, *(cells[column] for column in COLUMNS))
        self._names.setdefault(fold(name), id_)

    def _aliases_of(self, listed: ListedArtifact, name: str, id_: str) -> Iterator[str]:
        seen = {fold(name)}
        for alias in map(tidy, listed.aliases):
            key = fold(alias)
            if not key or key in seen:
                continue
            seen.add(key)
            kind = distinctness(alias, self._common)
            is_name = len(alias) <= _LONGEST and not _NO_NAME_SIGNS.search(alias) and not alias.startswith("?")
            if not is_name or kind is Distinctness.USELESS or self._leads_elsewhere(key, id_):
                self._note(listed, Suspicion.ALIAS, alias[:_LONGEST])
                continue
            self._names[key] = id_
            yield alias if kind is Distinctness.ALONE else f"?{alias}"

    def _leads_elsewhere(self, key: str, id_: str) -> bool:
        return key in self._catalogue.index or self._names.get(key, id_) != id_

    def _hub_id(self, listed: ListedArtifact, given: str, name: str) -> str:
        if not is_hub_id(listed.hub_id):
            return ""
        if fold(listed.hub_id.partition("/")[2]) in (fold(given), fold(name)) and fold(given) == fold(name):
            return listed.hub_id
        self._note(listed, Suspicion.SIZE_ID, listed.hub_id)
        return ""

    def _note(self, listed: ListedArtifact, reason: Suspicion, detail: str = "") -> None:
        self.review.notes.append(RowNote(listed.place, tidy(listed.name[:_LONGEST]), reason, detail))


def _other_id(listed: ListedArtifact, entry: Entry) -> str:
    """Return the id of an entry that a listed artifact of its name has another one of; empty where none differs."""
    artifact, paper = entry.artifact, arxiv_id(listed.paper)
    if paper and artifact.arxiv and paper != artifact.arxiv:
        return f"arXiv {artifact.arxiv}, not {paper}"
    if listed.hub_id and artifact.hub_id and listed.hub_id.lower() != artifact.hub_id.lower():
        return f"hub {artifact.hub_id}, not {listed.hub_id}"
    return ""


def _broken_cells(listed: ListedArtifact) -> Iterator[str]:
    if listed.hub_id and not is_hub_id(listed.hub_id):
        yield f"{listed.hub_id[:_LONGEST]!r} is no hub id"
    if listed.date and not _date(listed):
        yield f"{listed.date[:_LONGEST]!r} is no date"
    if listed.paper and not arxiv_id(listed.paper) and not listed.paper.startswith(("https://", "http://")):
        yield f"{listed.paper[:_LONGEST]!r} is no paper's id or address"
    if listed.url and not listed.url.startswith(("https://", "http://")):
        yield f"{listed.url[:_LONGEST]!r} is no address"


def _date(listed: ListedArtifact) -> str:
    found = parse_date(listed.date) or ""
    return found if is_calendar_date(found) else ""


def _is_data(types: str) -> bool:
    return ArtifactType(types.partition("|")[0]).is_data
