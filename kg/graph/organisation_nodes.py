"""Names of organisations to nodes, one for each organisation.

1. What a name means is settled by ``kg.catalogue.organisations``: Ai2 and the Allen Institute for AI are one node.
2. What an organisation is part of is a node too.
3. Other names had an id of their own before the table knew them: those ids lead to the node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.catalogue.organisations import (
    Organisation,
    canonical_organisation_id,
    known_organisation,
    known_organisations,
    larger_organisations,
)
from kg.graph.graph_records import OrganisationNode
from kg.ground.identifiers import organisation_id


@dataclass(slots=True)
class OrganisationSightings:
    """Gathers the names of organisations while papers and artifacts pass.

    >>> seen = OrganisationSightings()
    >>> seen.see("Ai2"), seen.see("The Allen Institute for AI")
    ('org/allen-institute-for-ai', 'org/allen-institute-for-ai')
    >>> [node.label for node in seen.nodes()]
    ['Allen Institute for AI']
    """

    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def see(self, name: str) -> str:
        """Take in a name, and return the local id of the organisation that it means."""
        identifier = canonical_organisation_id(name)
        self.names[identifier].add(name)
        known = known_organisation(name)
        for larger in larger_organisations(known.slug) if known else ():
            self.names[known_organisations()[larger].id]  # a node although no paper names it
        return identifier

    def nodes(self) -> Iterator[OrganisationNode]:
        """Yield the nodes of all names taken in, by id."""
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for identifier, names in self.names.items():
            for old in _former_ids(identifier, names) - self.names.keys():
                owners[old].add(identifier)
        former: defaultdict[str, list[str]] = defaultdict(list)
        for old, owned_by in sorted(owners.items()):
            if len(owned_by) == 1:  # an id leads to one node or to none
                former[min(owned_by)].append(old)
        for identifier, names in sorted(self.names.items()):
            known = known_organisations().get(identifier.removeprefix("org/"))
            node = _known_node(known) if known else OrganisationNode(identifier, min(names))
            yield replace(node, former=tuple(former[identifier]))


def _former_ids(identifier: str, names: set[str]) -> set[str]:
    """List the ids that the names of an organisation of the table had as names alone."""
    known = known_organisations().get(identifier.removeprefix("org/"))
    if known is None:
        return set()
    ids = {organisation_id(name) for name in (*names, known.name, *known.aliases)}
    return {each for each in ids if each.removeprefix("org/") not in known_organisations()}


def _known_node(known: Organisation) -> OrganisationNode:
    larger = known_organisations()[known.part_of].id if known.part_of else None
    return OrganisationNode(known.id, known.name, known.aliases, (), known.ror, known.wikidata, larger)
