"""Applying corrections to readings.

1. The corrections that concern a paper are applied in the order of their actions: what things are (same, different,
   and what has a further name: alias), how they are called (rename, alias, retype), how the paper relates to them
   (role), which links stand (reject, accept). Within an action those for all papers come first, so that one for a
   single paper wins.
2. A link is found by the name, alias or id that its artifact has now or had before, so lines need no order.
3. Links that now lead to the same artifact become one (``kg.ground.joined_links``).
4. Results follow: their ends are renamed with the links, and emptied where a link was rejected.

A correction that names a paper makes its link certain (confidence 1). Every link keeps what was corrected about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.name_resolution import NamedThing, is_called
from kg.graph.correction.corrections import EVERYWHERE, Action, Correction
from kg.graph.correction.named_records import names_paper
from kg.graph.identity import NewNames
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import DEFAULT_BASE, slug
from kg.ground.joined_links import join_links_by_artifact, reading_order
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading
from kg.ground.schema import ArtifactType, Role, TextField
from kg.ground.text import fold


@dataclass(slots=True)
class _DraftOfLink:
    """A link under correction.

    Attributes:
        former: folded names and slugs that its artifact had before. merged: links as they were to what is another
            artifact in all papers.
    """

    link: Link
    former: set[str] = field(default_factory=set)
    merged: list[Link] = field(default_factory=list)

    def is_called(self, name: str, base: str) -> bool:
        """Say whether a correction names the artifact, by what it is called now or was called before."""
        artifact = self.link.artifact
        names = (*artifact.aliases, *sorted(self.former))
        identifiers = (artifact.hub_id,) if artifact.hub_id else ()
        thing = NamedThing(artifact.id, artifact.name, artifact.types, names, identifiers)
        return is_called(name, thing, base=base)

    def become(self, artifact: Artifact, correction: Correction) -> None:
        self.former |= {self.link.artifact.slug, fold(self.link.artifact.name)}
        self.change(correction, artifact=artifact)

    def change(self, correction: Correction, **changes: object) -> None:
        said = (*self.link.corrections, correction.provenance())
        if correction.subject != EVERYWHERE:
            changes["confidence"] = 1.0
        self.link = replace(self.link, corrections=said, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class UnitedLink:
    """A paper's link as it was to what people said is another artifact, and the slug of that."""

    paper: Paper
    link: Link
    slug: str


def replaced_slugs(united: Iterable[UnitedLink], uncorrected: NewNames) -> dict[str, str]:
    """Map the slugs that artifacts had before people united them to those of what they are; see ``Corrector.replaced``.

    Args:
        uncorrected: the claims on new names in the whole corpus without corrections.
    """
    found: dict[str, set[str]] = {}
    for one in united:
        found.setdefault(uncorrected.slug_of(one.link, one.paper), set()).add(one.slug)
    return {old: next(iter(new)) for old, new in sorted(found.items()) if len(new) == 1 and old not in new}


@dataclass(slots=True)
class Corrector:
    """Applies corrections to one reading after the other.

    Attributes:
        corrections: of links and topics, in the order of ``load_corrections``; those of papers are
            ``kg.graph.correction.paper_identity``'s and passed over.
        catalogue: to find what a value names. base: the base IRI.
        used: the places of the corrections that have changed something so far.
        faults: what could not be applied although its paper is there.
        united: links to what is another artifact in all papers, one for each artifact and, where papers introduce it,
            for each paper. uncorrected: the new names of the readings without corrections.
    """

    corrections: Sequence[Correction]
    catalogue: Catalogue
    base: str = DEFAULT_BASE
    used: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    united: dict[tuple[Artifact, str, str], UnitedLink] = field(default_factory=dict)
    uncorrected: NewNames = field(init=False)

    def __post_init__(self) -> None:
        self.corrections = tuple(_applied_in_order(one for one in self.corrections if not one.action.is_of_papers))
        self.uncorrected = NewNames(self.catalogue)

    def correct(self, reading: Reading) -> Reading:
        """Correct a reading as people said; the same reading where nothing concerns it."""
        concerned = [one for one in self.corrections if _concerns_paper(one, reading.paper, self.base)]
        if not concerned:
            return reading
        self.uncorrected.see(reading)
        drafts = [_DraftOfLink(link) for link in reading.links]
        for (action, _, of_topic), group in groupby(concerned, _group_of_correction):
            if of_topic:
                for correction in group:
                    reading = self._correct_topic(reading, correction)
            elif action is Action.SAME:
                self._unite_artifacts(drafts, tuple(group))
            else:
                for correction in group:
                    drafts = self._apply_to_drafts(drafts, correction, reading.paper)
        for draft in drafts:
            for old in draft.merged:
                introducing = reading.paper.id if old.role is Role.INTRODUCES else ""
                one = UnitedLink(reading.paper, old, draft.link.artifact.slug)
                self.united.setdefault((old.artifact, introducing, one.slug), one)
        return _rebuilt_reading(reading, drafts)

    def replaced(self) -> dict[str, str]:
        """Map slugs of artifacts that corrections for all papers have made the same as another to the other's slug.

        Call it when all readings are corrected: the slugs are those that new names had in the whole corpus without
        corrections. What has become several things, since a paper has a correction of its own, is left out.
        """
        # A correction for all papers concerns each of them, so where something was merged all readings have been seen.
        return replaced_slugs(self.united.values(), self.uncorrected)

    def check(self) -> None:
        """Raise what could not be applied; errors as for ``check_applied``."""
        check_applied(self.faults)

    def unused(self) -> list[str]:
        """List the places of corrections that have changed nothing, in the order of the file."""
        return [place for place in dict.fromkeys(one.place for one in self.corrections) if place not in self.used]

    def _unite_artifacts(self, drafts: Iterable[_DraftOfLink], corrections: Sequence[Correction]) -> None:
        """Apply ``same``; where one thing is another that is a third, it is the third, whatever the order of lines."""
        for draft in drafts:
            waiting = list(corrections)
            while (one := next((one for one in waiting if draft.is_called(one.object, self.base)), None)) is not None:
                waiting.remove(one)
                self.used.add(one.place)
                if one.subject == EVERYWHERE:
                    draft.merged.append(draft.link)
                draft.become(_artifact_of_name(self.catalogue, one.value, draft.link.artifact.types), one)

    def _apply_to_drafts(self, drafts: list[_DraftOfLink], correction: Correction, paper: Paper) -> list[_DraftOfLink]:
        """Apply a correction of another action to the drafts."""
        if correction.action is Action.REJECT:
            return self._reject_link(drafts, correction)
        if correction.action is Action.ACCEPT:
            self._accept_link(drafts, correction, paper)
        else:
            self._change_drafts(drafts, correction)
        return drafts

    def _change_drafts(self, drafts: Iterable[_DraftOfLink], correction: Correction) -> None:
        for draft in drafts:
            if not draft.is_called(correction.object, self.base):
                continue
            self.used.add(correction.place)
            artifact = draft.link.artifact
            match correction.action:
                case Action.DIFFERENT:
                    draft.become(_artifact_of_its_own(self.catalogue, correction.value, artifact.types), correction)
                case Action.RENAME:
                    aliases = tuple(sorted({artifact.name, *artifact.aliases} - {correction.value}))
                    draft.become(replace(artifact, name=correction.value, aliases=aliases), correction)
                case Action.ALIAS:
                    aliases = tuple(sorted({*artifact.aliases, correction.value} - {artifact.name}))
                    if aliases != artifact.aliases:
                        draft.become(replace(artifact, aliases=aliases), correction)
                case Action.RETYPE if correction.subject == EVERYWHERE:
                    draft.become(replace(artifact, types=correction.types), correction)
                    draft.link = replace(draft.link, type=correction.types[0])
                case Action.RETYPE:
                    draft.change(correction, type=correction.types[0])
                case Action.ROLE:
                    draft.change(correction, role=correction.role)

    def _reject_link(self, drafts: list[_DraftOfLink], correction: Correction) -> list[_DraftOfLink]:
        kept = [
            draft
            for draft in drafts
            if not draft.is_called(correction.object, self.base) or correction.role not in (None, draft.link.role)
        ]
        if len(kept) < len(drafts):
            self.used.add(correction.place)
        return kept

    def _accept_link(self, drafts: list[_DraftOfLink], correction: Correction, paper: Paper) -> None:
        found = [draft for draft in drafts if draft.is_called(correction.object, self.base)]
        for draft in found:
            type_ = correction.types[0] if correction.types else draft.link.type
            draft.change(correction, role=correction.role or draft.link.role, type=type_)
        if not found:
            artifact = _artifact_of_name(self.catalogue, correction.object, correction.types)
            evidence = _evidence_in_paper(paper, artifact)
            if not evidence:
                self.faults.append(f"{correction.place}: {artifact.name!r} does not stand in the paper; name its words")
                return
            type_ = correction.types[0] if correction.types else artifact.types[0]
            role = correction.role or Role.MENTIONS
            drafts.append(_DraftOfLink(Link(artifact, type_, role, 1.0, evidence, (), (correction.provenance(),))))
        self.used.add(correction.place)

    def _correct_topic(self, reading: Reading, correction: Correction) -> Reading:
        if correction.action is not Action.REJECT:
            self.faults.append(f"{correction.place}: a topic can only be rejected; use reject")
            return reading
        topics = tuple(topic for topic in reading.topics if topic.id != correction.object)
        if len(topics) < len(reading.topics):
            self.used.add(correction.place)
        return replace(reading, topics=topics)


def _applied_in_order(corrections: Iterable[Correction]) -> list[Correction]:
    """Add to each further name what it says of the things that are called so: they are the object."""
    both = dict.fromkeys(each for one in corrections for each in (one, one.as_same()))
    order = list(Action)
    return sorted(both, key=lambda one: (order.index(one.action), one.subject != EVERYWHERE))


def check_applied(faults: Sequence[str]) -> None:
    """Raise what could not be applied, if there is anything.

    Raises:
        CorrectionError: an accepted link has no words in its paper, or a topic was corrected in a way it cannot.
    """
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise CorrectionError(f"corrections that cannot be applied: {len(faults)}\n{listed}")


def _artifact_of_name(catalogue: Catalogue, name: str, types: tuple[ArtifactType, ...]) -> Artifact:
    """Find the catalogue's artifact of that id or name, else make a new one of these types."""
    named = name.removeprefix("artifact/")
    entry = catalogue.get(named)
    candidates = (entry,) if entry else catalogue.candidates(name)
    if candidates:
        return candidates[0].artifact
    own = slug(name) if named == name else named  # an id stays what it is, also that of a homonym
    return Artifact(own, named, types or (ArtifactType.METHOD,), known=False, source="correction")


def _artifact_of_its_own(catalogue: Catalogue, name: str, types: tuple[ArtifactType, ...]) -> Artifact:
    """Make a new artifact of that name, with an id that the catalogue does not have."""
    own = slug(name)
    if catalogue.get(own):
        own += "~2"
    return Artifact(own, name, types, known=False, source="correction")


def _group_of_correction(correction: Correction) -> tuple[Action, bool, bool]:
    """Return what is applied at once: corrections of one action, for all papers or for one; those of topics apart."""
    return correction.action, correction.subject == EVERYWHERE, correction.object.startswith("topic/")


def _concerns_paper(correction: Correction, paper: Paper, base: str) -> bool:
    return correction.subject == EVERYWHERE or names_paper(correction.subject, paper, base)


def _evidence_in_paper(paper: Paper, artifact: Artifact) -> tuple[Evidence, ...]:
    """Find where a name of the artifact stands in the paper as whole words, its own name before aliases, or nothing."""
    for name in (artifact.name, *artifact.aliases):
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        found = []
        for place in TextField:
            text = paper.text(place)
            for match in pattern.finditer(text):
                found.append(Evidence(place, match.start(), match.end(), match.group(), 0, len(text)))
        if found:
            return tuple(found)
    return ()


def _rebuilt_reading(reading: Reading, drafts: Sequence[_DraftOfLink]) -> Reading:
    """Rebuild the reading with the drafts' links, one for each artifact, in reading order, and with results that
    follow.
    """
    links = join_links_by_artifact(draft.link for draft in drafts)
    ordered = sorted(links, key=lambda link: (reading_order(link.evidence[0]), link.artifact.slug))
    slugs = {former: draft.link.artifact.slug for draft in drafts for former in draft.former}
    slugs |= {link.artifact.slug: link.artifact.slug for link in links}

    def end(name: str | None) -> str | None:
        return slugs.get(name) if name else None

    results = tuple(
        replace(one, model=end(one.model), on=end(one.on), compared_with=end(one.compared_with))
        for one in reading.results
    )
    return replace(reading, links=tuple(ordered), results=results)
