"""The records of a build while lines about papers are applied to them; see ``kg.graph.correction.paper_identity``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.graph.correction.corrections import CORRECTIONS, Action, Correction
from kg.graph.correction.named_records import NamedRecords, ids_in_graph
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import arxiv_id, doi, record_number
from kg.ground.records import IdentifyingFormat, Paper, Source
from kg.readers.base.input_stream import Fault
from kg.readers.papers.merge import MergedWork, is_statement, merge_works, values_of_paper
from kg.readers.papers.same_work import doi_key, is_preprint_doi
from kg.readers.papers.work_forest import SettledWorks

_NAMED = 3  # works that a message names


@dataclass(slots=True)
class _Said:
    """One side of a line that is applied.

    Attributes:
        named: records as they were read. statement: the record that the line is.
    """

    correction: Correction
    named: frozenset[Paper]
    statement: Paper

    def contradicts(self, record: Paper) -> bool:
        """Check whether a record has an id that its paper cannot have."""
        arxiv, name = arxiv_id(self.correction.object), doi(self.correction.object)
        match self.correction.action:
            case Action.PAPER_IS if arxiv:
                return record.arxiv not in (None, arxiv)
            case Action.PAPER_IS if name and record.doi:
                other = doi_key(record.doi) != doi_key(name)
                return other and is_preprint_doi(record.doi) == is_preprint_doi(name)
            case Action.PAPER_IS_NOT if arxiv:
                return record.arxiv == arxiv
            case Action.PAPER_IS_NOT if name and record.doi:
                return doi_key(record.doi) == doi_key(name)
            case _:
                return False

    def without_contradiction(self, record: Paper) -> Paper | None:
        """Return a record without the id that contradicts the line; None where it says nothing else."""
        if is_statement(record):
            return None
        if arxiv_id(self.correction.object):
            return _as_given(record, arxiv=None, identifiers=_other_ids(record, record.arxiv))
        return _as_given(record, doi=None, identifiers=_other_ids(record, record.doi))


class IdentityDraft:
    """Records, and what lines make of them."""

    def __init__(self, before: Sequence[MergedWork], named: NamedRecords) -> None:
        """Start with the works as they are without corrections."""
        self._named = named
        self._earlier = {record: work.paper.id for work in before for record in work.records}
        self._now: dict[Paper, Paper | None] = {record: record for record in self._earlier}
        self._said: list[_Said] = []
        self._pairs: list[tuple[_Said, _Said]] = []
        self._others: list[tuple[_Said, frozenset[Paper]]] = []
        self.missing: list[tuple[Correction, str]] = []

    def apply(self, correction: Correction) -> None:
        """Take in a line; nothing where its papers are not there.

        Raises:
            CorrectionError: a name is that of several papers, or both names are of one record.
        """
        one = self._find(correction, correction.subject)
        if correction.action in (Action.PAPER_IS, Action.PAPER_IS_NOT):
            if one:
                self._say_id(correction, one)
            return
        other = self._find(correction, correction.object)
        if not one or not other:
            return
        if correction.action is Action.SAME_WORK:
            together = self._named.whole(one | other)
            self._said.append(_Said(correction, together, _statement(correction, together)))
            return
        if one & other:
            problem = f"{correction.subject!r} and {correction.object!r} are two ids of one record"
            raise _error(correction, problem, "say with paper-is-not which of them is another paper's")
        sides = [_Said(correction, side, _statement(correction, side, str(at))) for at, side in enumerate((one, other))]
        self._said += sides
        self._pairs.append((sides[0], sides[1]))

    def _find(self, correction: Correction, name: str) -> frozenset[Paper]:
        found = self._named.find(name)
        works = self._named.works(found)
        if len(works) > 1:
            listed = ", ".join(work.paper.id for work in works[:_NAMED]) + (", …" if len(works) > _NAMED else "")
            raise _error(correction, f"{name!r} is the name of several papers: {listed}", "give the id of one")
        if not found and (correction, name) not in self.missing:
            self.missing.append((correction, name))
        return found

    def _say_id(self, correction: Correction, named: frozenset[Paper]) -> None:
        said = _Said(correction, named, _statement(correction, named))
        self._said.append(said)
        if correction.action is Action.PAPER_IS_NOT:
            holders = frozenset(record for record in self._now if record not in named and said.contradicts(record))
            self._others.append((said, holders))
        self._correct(named, said)

    def _correct(self, records: Iterable[Paper], said: _Said) -> bool:
        """Take ids that contradict a line from records, given as they were read; tell whether there were any."""
        changed = False
        for record in records:
            now = self._now[record]
            if now is not None and said.contradicts(now):
                self._now[record], changed = said.without_contradiction(now), True
        return changed

    def merged_works(self, on_fault: Fault | None) -> list[MergedWork]:
        """Merge the records as they are now; ids that come with others of the same work are corrected, too.

        Raises:
            CorrectionError: lines contradict each other, or an id joins what they say is two works.
        """
        self._choose_ids_of_joined()
        while True:
            works = self._merge_once()
            work_of_record = {record: work for work in works for record in work.records}
            changes = [self._correct_work(said, work_of_record) for said in self._said]
            if not any(changes):
                break
        for said in self._said:
            name = (said.correction, said.correction.subject)
            if said.statement not in work_of_record and name not in self.missing:
                self.missing.append(name)  # only what an index or the catalogue says of it is there
        for one, other in self._pairs:
            work = work_of_record.get(one.statement)
            if work is not None and work is work_of_record.get(other.statement):
                raise _joined_error(one, other, [self._now[record] for record in (*one.named, *other.named)])
        if on_fault is not None:
            self._merge_once(on_fault)
        return works

    def _merge_once(self, on_fault: Fault | None = None) -> list[MergedWork]:
        records = [record for record in self._now.values() if record is not None]
        together = tuple(self._current(said.named) | {said.statement} for said in self._said)
        apart = [(self._side(one), self._side(other)) for one, other in self._pairs]
        apart += [(self._side(said), self._current(holders)) for said, holders in self._others]
        settled = SettledWorks(together, tuple(apart))
        return merge_works([*records, *(said.statement for said in self._said)], on_fault=on_fault, settled=settled)

    def _side(self, said: _Said) -> frozenset[Paper]:
        return self._current(said.named) | {said.statement}

    def _current(self, records: Iterable[Paper]) -> frozenset[Paper]:
        return frozenset(now for record in records if (now := self._now[record]) is not None)

    def _correct_work(self, said: _Said, work_of_record: Mapping[Paper, MergedWork]) -> bool:
        """Take ids that contradict a line from all records of its work; tell whether there were any.

        Raises:
            CorrectionError: another line gave the id.
        """
        work = work_of_record.get(said.statement)
        if work is None:
            return False
        for other in self._said:
            if other.statement in work.records and said.contradicts(other.statement):
                problem = f"{other.correction.place} says otherwise of the same paper"
                raise _error(said.correction, problem, "keep one of the two")
        inside = set(work.records)
        return self._correct([record for record, now in self._now.items() if now in inside], said)

    def _choose_ids_of_joined(self) -> None:
        """Leave of several ids of what is one work those of the paper that the others are said to be."""
        lines = [said for said in self._said if said.correction.action is Action.SAME_WORK]
        subjects = {record for said in lines for record in self._named.whole(self._named.find(said.correction.subject))}
        for group in _overlapping([said.named for said in lines]):
            for kind in ("arxiv", "doi"):
                self._choose_id(group, group - subjects, kind)

    def _choose_id(self, group: frozenset[Paper], leading: frozenset[Paper], kind: str) -> None:
        for records in (leading, group):
            names = sorted(name for record in self._current(records) if (name := getattr(record, kind)))
            if names:
                break
        else:
            return
        for record in group:
            now = self._now[record]
            name = getattr(now, kind) if now is not None else None
            if now is not None and name not in (None, names[0]):
                other = f"arXiv:{name}" if kind == "arxiv" else name
                self._now[record] = _as_given(now, **{kind: None}, identifiers=(*now.identifiers, other))

    def former_ids(self) -> dict[Paper, set[str]]:
        """Map records as they are now to the local ids that they had, or would have had without corrections."""
        found: dict[Paper, set[str]] = {said.statement: set() for said in self._said}
        for record, now in self._now.items():
            ids = ids_in_graph(record) | {self._earlier[record]}
            if now is not None:
                found.setdefault(now, set()).update(ids)
                continue
            for said in self._said:  # a statement that a line has left out was about the paper of the line
                if record in said.named:
                    found[said.statement] |= ids
        return found


def _statement(correction: Correction, named: Iterable[Paper], side: str = "") -> Paper:
    """Make the record that a line is: one more source of its paper."""
    about = min(named, key=lambda record: (is_statement(record), record.title, record.id))
    text = correction.provenance()
    values = (("by", text), ("match", IdentifyingFormat.CORRECTION.value), ("probability", "1"))
    source = Source(
        CORRECTIONS, IdentifyingFormat.CORRECTION.value, record_number(f"{correction.subject} {text} {side}"), values
    )
    is_it = correction.action is Action.PAPER_IS
    arxiv = arxiv_id(correction.object) if is_it else None
    return Paper(
        about.title, arxiv=arxiv, doi=doi(correction.object) if is_it and not arxiv else None, sources=(source,)
    )


def _as_given(record: Paper, **changes: object) -> Paper:
    """Return a record with other ids, whose source keeps what it gave."""
    sources = record.sources
    if len(sources) == 1 and not sources[0].values:
        sources = (replace(sources[0], values=values_of_paper(record)),)
    return replace(record, sources=sources, **changes)  # type: ignore[arg-type]


def _other_ids(record: Paper, denied: str | None) -> tuple[str, ...]:
    known: Sequence[Callable[[str], str | None]] = (arxiv_id, doi)
    return tuple(name for name in record.identifiers if denied not in (name, *(read(name) for read in known)))


def _overlapping(groups: Iterable[frozenset[Paper]]) -> list[frozenset[Paper]]:
    """Join groups that share a record."""
    found: list[frozenset[Paper]] = []
    for group in groups:
        touching = [other for other in found if other & group]
        found = [other for other in found if not other & group] + [group.union(*touching)]
    return found


def _joined_error(one: _Said, other: _Said, records: Iterable[Paper | None]) -> CorrectionError:
    ids = sorted({name for record in records if record for name in (record.arxiv, record.doi) if name})
    correction = one.correction
    problem = (
        f"{correction.subject!r} and {correction.object!r} are one by {' and '.join(ids) or 'what other lines say'}"
    )
    return _error(correction, problem, "say with a line paper-is-not of which of them the id is not")


def _error(correction: Correction, problem: str, remedy: str) -> CorrectionError:
    return CorrectionError(problem, where=correction.place, remedy=remedy)
