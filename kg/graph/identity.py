"""Which new names of different papers are one thing; see ``docs/identity.md`` for the rules and their reasons.

1. All readings are seen once. Under each name (folded) and each spelled-out form the best *claim* is kept: that of the
   paper that introduces it first, by date, then by id. Papers that only use a name have no claim but its spelling.
2. Each reading is settled: a use takes the id of the claim, found by its spelled-out forms, then by its name. A paper
   that introduces a name which another paper has claimed before gets an id of its own, ``name~paper``.
3. A new name never takes the id of a catalogue entry.

The best claim is a minimum, so the order of papers is of no account, and claims of parts of a corpus can be joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.catalogue.catalogue import Catalogue
from kg.ground.joined_links import join_links_by_artifact
from kg.ground.records import Artifact, Link, Paper, Reading, Result
from kg.ground.schema import Role
from kg.ground.text import fold, singular_acronym
from kg.linker.mentions.canonical_name import TAKEN, free_slug

_NO_DATE = "9999"
_SPELLED_OUT = 2  # words; a single word is a name among others


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What a name stands for; the least of several is the best.

    Attributes:
        only_used: whether no paper introduces it. date, paper: of the introducing paper, else empty.
        slug: the slug of the name as that paper writes it. name: the folded name.
    """

    only_used: bool
    date: str
    paper: str
    slug: str
    name: str


@dataclass(slots=True)
class NewNames:
    """The names that no catalogue has, over all readings: first ``see`` each reading, then ``settle`` each."""

    catalogue: Catalogue
    claims: dict[str, Claim] = field(default_factory=dict)

    def see(self, reading: Reading) -> None:
        """Take note of what a paper introduces and uses."""
        for link in reading.links:
            if _is_new_name(link.artifact):
                claim = _claim_of_link(link, reading.paper)
                for key in (claim.name, *(() if claim.only_used else _spelled_out(link.artifact))):
                    self.take(key, claim)

    def take(self, key: str, claim: Claim) -> None:
        """Take note of a claim that may have been seen elsewhere, under a folded name."""
        self.claims[key] = min(claim, self.claims.get(key, claim))

    def settle(self, reading: Reading) -> Reading:
        """Give the new names of a reading the ids that they have in the whole corpus; results follow."""
        slugs = {link.artifact.slug: self.slug_of(link, reading.paper) for link in reading.links}
        if all(before == after for before, after in slugs.items()):
            return reading
        return replace(
            reading,
            links=join_links_by_artifact(_link_with_slug(link, slugs) for link in reading.links),
            results=tuple(_result_with_slugs(result, slugs) for result in reading.results),
        )

    def slug_of(self, link: Link, paper: Paper) -> str:
        """Return the slug that the artifact of a paper's link has in the whole corpus."""
        if not _is_new_name(link.artifact):
            return link.artifact.slug
        own = _claim_of_link(link, paper)
        if not own.only_used:
            return self._slug_of_claim(own)
        for key in (*_spelled_out(link.artifact), own.name):
            if key in self.claims:
                return self._slug_of_claim(self.claims[key])
        return self._slug_of_claim(own)

    def _slug_of_claim(self, claim: Claim) -> str:
        first = self.claims.get(claim.name, claim)
        if not claim.only_used and first.paper != claim.paper:
            return f"{claim.slug}~{claim.paper.removeprefix('paper/')}"
        return free_slug(claim.slug, self.catalogue)


def has_new_names(reading: Reading) -> bool:
    """Check whether ``NewNames.settle`` may change a reading."""
    return any(_is_new_name(link.artifact) for link in reading.links)


def names_to_settle(reading: Reading) -> set[str]:
    """Return the folded names whose claims ``NewNames.settle`` asks for; it also asks for the names of these claims."""
    return {name for link in reading.links for name in names_of_link(link)}


def names_of_link(link: Link) -> Iterator[str]:
    """Yield the folded names whose claims decide on the slug of a link; none where the catalogue knows the artifact."""
    if _is_new_name(link.artifact):
        yield _folded_name_key(link.artifact.name)
        yield from _spelled_out(link.artifact)


def _is_new_name(artifact: Artifact) -> bool:
    """Check whether a name was read in a text and nobody has said what it is.

    What people corrected stays as they said.
    """
    return not artifact.known and artifact.source == "text"


def _claim_of_link(link: Link, paper: Paper) -> Claim:
    name = link.artifact.name
    plain = link.artifact.slug.removesuffix(TAKEN)
    if link.role is Role.INTRODUCES:
        return Claim(False, paper.date or _NO_DATE, paper.id, plain, _folded_name_key(name))
    return Claim(True, "", "", plain, _folded_name_key(name))


def _folded_name_key(name: str) -> str:
    """Fold a name; the plural of an acronym (``SAEs``) becomes its singular, as within a paper."""
    return fold(singular_acronym(name))


def _spelled_out(artifact: Artifact) -> tuple[str, ...]:
    """Fold the forms of several words: two things seldom share them, as they often share an acronym."""
    return tuple(
        _folded_name_key(name) for name in artifact.aliases if len(name.replace("-", " ").split()) >= _SPELLED_OUT
    )


def _link_with_slug(link: Link, slugs: dict[str, str]) -> Link:
    slug = slugs[link.artifact.slug]
    return link if slug == link.artifact.slug else replace(link, artifact=replace(link.artifact, slug=slug))


def _result_with_slugs(result: Result, slugs: dict[str, str]) -> Result:
    ends = (result.model, result.on, result.compared_with)
    model, on, compared_with = (slugs.get(end, end) if end else end for end in ends)
    return replace(result, model=model, on=on, compared_with=compared_with)
