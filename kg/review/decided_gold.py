"""What people decided, as annotated papers to train on: of each paper only the links that somebody decided.

1. A paper is taken that a line of the corrections names, or that has a name which lines reject in all papers; of the
   latter the first ``_PAPERS_OF_NAME`` papers, since more of them teach the same.
2. It is linked anew, by the linker as it is, and corrected. Links that a line for this paper made certain are entities,
   with the words they stand in; what a line rejected are ``rejected`` names; all other links are ``undecided``.
3. The paper says that it is ``partial``: ``kg.linker.training.examples`` learns from what was decided alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.catalogue.name_resolution import NamedThing, is_called
from kg.graph.correction.corrections import EVERYWHERE, Action, Correction
from kg.graph.correction.named_records import NamesOfPapers, names_paper
from kg.graph.corrector import Corrector
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.records import Evidence, Link, Paper
from kg.linker.linker import Linker

_PAPERS_OF_NAME = 5


@dataclass(slots=True)
class DecidedGold:
    """Makes annotated papers of corrections; of those about papers and topics nothing is learnt.

    Attributes:
        corrections: of a folder. linker: links the papers anew. base: the base IRI.
    """

    corrections: Sequence[Correction]
    linker: Linker
    base: str = DEFAULT_BASE
    _names: NamesOfPapers = field(init=False)
    _taken: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.corrections = [
            one for one in self.corrections if not one.action.is_of_papers and not one.object.startswith("topic/")
        ]
        subjects = (one.subject for one in self.corrections if one.subject != EVERYWHERE)
        self._names = NamesOfPapers(subjects, self.base)

    def papers(self, papers: Iterable[Paper]) -> Iterator[dict[str, Any]]:
        """Yield the annotation of each paper on which something was decided, in the form of ``train --with``."""
        for paper in papers:
            about = self._lines_about(paper)
            if about and (annotated := self._annotated(paper, about)) is not None:
                yield annotated

    def _lines_about(self, paper: Paper) -> list[Correction]:
        """Return the lines that decide links of a paper: those that name it, and names that are rejected in all."""
        named = self._names.may_name(paper)
        text = f"{paper.title}\n{paper.abstract}"
        found = []
        for one in self.corrections:
            if one.subject != EVERYWHERE:
                if named and names_paper(one.subject, paper, self.base):
                    found.append(one)
            elif self._taken[one.place] < _PAPERS_OF_NAME and _stands_in(one, text):
                self._taken[one.place] += 1
                found.append(one)
        return found

    def _annotated(self, paper: Paper, about: Sequence[Correction]) -> dict[str, Any] | None:
        """Annotate a paper; None where nothing of it was decided."""
        reading = self.linker.link(paper)
        corrected = Corrector(self.corrections, self.linker.catalogue, self.base).correct(reading)
        kept = {link.artifact.slug for link in corrected.links}
        entities = [_entity_of_link(link) for link in corrected.links]
        rejected = [
            {"name": link.artifact.name, "mentions": _mentions(link.evidence)}
            for link in reading.links
            if link.artifact.slug not in kept and any(self._rejects(one, link) for one in about)
        ]
        found = {line["name"] for line in rejected}
        # What the linker does not find any more is still no name.
        rejected += [
            {"name": _bare_name(one.object), "mentions": []}
            for one in about
            if one.action is Action.REJECT and one.role is None and not one.object.startswith("artifact/")
            and not any(self._rejects(one, link) for link in reading.links) and one.object not in found
        ]  # fmt: skip
        if not rejected and all(entity.get("undecided") for entity in entities):
            return None
        return {
            "id": paper.id, "title": paper.title, "abstract": paper.abstract, "partial": True, "entities": entities,
            "rejected": rejected,
        }  # fmt: skip

    def _rejects(self, correction: Correction, link: Link) -> bool:
        """Check whether a line says that a link's words name nothing; one about a role says nothing of that."""
        artifact = link.artifact
        thing = NamedThing(artifact.id, artifact.name, (), artifact.aliases)
        wholly = correction.action is Action.REJECT and correction.role is None
        return wholly and is_called(correction.object, thing, base=self.base)


def _stands_in(correction: Correction, text: str) -> bool:
    """Check whether a name that is rejected stands in a text, as whole words."""
    name = re.escape(_bare_name(correction.object))
    return correction.action is Action.REJECT and re.search(rf"(?<!\w){name}(?!\w)", text, re.IGNORECASE) is not None


def _entity_of_link(link: Link) -> dict[str, Any]:
    """Write a link as annotators do; one that no person made certain is undecided."""
    entity: dict[str, Any] = {
        "name": link.artifact.name, "type": link.type.value, "role": link.role.value,
        "mentions": _mentions(link.evidence),
    }  # fmt: skip
    return entity if link.confidence == 1.0 else entity | {"undecided": True}


def _mentions(evidence: Iterable[Evidence]) -> list[list[str]]:
    return [list(pair) for pair in dict.fromkeys((piece.field.value, piece.text) for piece in evidence)]


def _bare_name(name: str) -> str:
    return name.removeprefix("artifact/")


def counts_of_decisions(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count papers, and what was accepted and rejected in them."""
    counts = {"papers": 0, "accepted links": 0, "rejected names": 0}
    for line in lines:
        counts["papers"] += 1
        counts["accepted links"] += sum(not entity.get("undecided") for entity in line["entities"])
        counts["rejected names"] += len(line["rejected"])
    return counts
