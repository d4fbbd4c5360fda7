"""Who papers are, as people said: lines of the corrections about papers, applied to the records before they are merged.

1. ``paper-is`` and ``paper-is-not``: ids that contradict the line leave the records that it names, and statements of an
   index or of the catalogue that say otherwise are left out. So do those of what is merged with them.
2. ``same-work``: the works of both papers are one, whatever their ids; that of the object is the id of it.
3. ``different-works``: the records of the two are never joined by their title; where an id joins them, it is an error
   that says which line is needed as well.
4. Each line is one more source of its paper, as what an index says is, so that the graph tells who decided.
5. Local ids that such papers had, or would have had without the lines, lead on where no other paper has them.

The records of the folder stay as they were read: a line that is taken out of the file leaves no trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.graph.correction.corrections import Action, Correction
from kg.graph.correction.identity_draft import IdentityDraft
from kg.graph.correction.named_records import NamedRecords, NamesOfPapers, ids_in_graph, names_paper
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import DEFAULT_BASE, arxiv_id
from kg.ground.records import Paper
from kg.readers.base.input_stream import Fault
from kg.readers.papers.merge import MergedWork, merge_works
from kg.readers.papers.merge_blocks import block_keys

_CORRECTED = "corrected"  # the key of what corrections name; those of ``block_keys`` have a sign that it has not


@dataclass(slots=True)
class PaperIdentity:
    """Merges records as people said.

    Attributes:
        corrections: those about papers. base: the base IRI.
        missing: lines of which a paper was not there at the last merge, each with the name.
    """

    corrections: Sequence[Correction] = ()
    base: str = DEFAULT_BASE
    missing: list[tuple[Correction, str]] = field(default_factory=list)
    _names: NamesOfPapers = field(init=False)

    def __post_init__(self) -> None:
        self.corrections = tuple(one for one in self.corrections if one.action.is_of_papers)
        said = (name for one in self.corrections for name in (one.subject, one.object))
        self._names = NamesOfPapers(said, self.base)

    def block_keys(self, record: Paper) -> Iterator[str]:
        """Yield the keys by which a record may be joined with others: all that the corrections name are one block."""
        yield from block_keys(record)
        if self.corrections and self._names.may_name(record):
            yield _CORRECTED

    def merge_block(self, records: Sequence[Paper], *, on_fault: Fault | None = None) -> list[MergedWork]:
        """Merge the records of one block, as ``merge`` would with all the others beside them.

        Raises:
            CorrectionError: as for ``merge``.
        """
        if self.corrections and any(map(self._names.may_name, records)):
            return self.merge(records, on_fault=on_fault)
        return _with_former_ids(merge_works(records, on_fault=on_fault), {})

    def merge(self, records: Iterable[Paper], *, on_fault: Fault | None = None) -> list[MergedWork]:
        """Merge records as ``merge_works`` does, and as the corrections say.

        Raises:
            CorrectionError: lines cannot be applied, since they contradict each other or name several papers.
        """
        if not self.corrections:
            return _with_former_ids(merge_works(records, on_fault=on_fault), {})
        before = merge_works(records)
        draft = IdentityDraft(before, NamedRecords(before, self.base))
        for correction in self.corrections:
            draft.apply(correction)
        works = draft.merged_works(on_fault)
        self.missing = draft.missing
        return _with_former_ids(works, draft.former_ids())

    def denies(self, paper: Paper, arxiv: str) -> bool:
        """Check whether people said that a paper is not that of an arXiv id."""
        return any(
            one.action is Action.PAPER_IS_NOT
            and arxiv_id(one.object) == arxiv
            and names_paper(one.subject, paper, self.base)
            for one in self.corrections
        )

    def faults(self) -> Iterator[CorrectionError]:
        """Yield an error for each paper that is not there."""
        for correction, name in self.missing:
            remedy = "give its title, arXiv id, DOI or id (paperatlas show); the line changes nothing until then"
            yield CorrectionError(f"no paper is called {name!r}", where=correction.place, remedy=remedy)


def _with_former_ids(works: Sequence[MergedWork], known: Mapping[Paper, set[str]]) -> list[MergedWork]:
    """Give papers that somebody said who they are the local ids that they had before.

    An id that another paper has, or had as well, leads nowhere.

    Args:
        known: ids that records had, where they have been changed.
    """
    in_use = {work.paper.id for work in works}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for work in works:
        if any(source.identifies for source in work.paper.sources):
            for name in {each for record in work.records for each in known.get(record, ids_in_graph(record))} - in_use:
                owners[name].add(work.paper.id)
    former: defaultdict[str, list[str]] = defaultdict(list)
    for name, papers in sorted(owners.items()):
        if len(papers) == 1:
            former[min(papers)].append(name)
    return [
        replace(work, paper=replace(work.paper, former=tuple(former[work.paper.id])))
        if work.paper.id in former
        else work
        for work in works
    ]
