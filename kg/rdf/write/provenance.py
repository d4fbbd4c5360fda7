"""The build that links and results are attributed to, as PROV-O.

The activity's IRI depends on what decides how a text is read (software, catalogue, topic scheme, linker) and on nothing
else: neither on the time nor on the papers, nor on corrections, of which each link carries its own. Two builds of the
same input are then equal to the byte, and one more paper or correction leaves all other links as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.ground.identifiers import digest, slug
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import Triple

_TYPE = f"<{VOCABULARIES['rdf']}type>"
_LABEL = f"<{VOCABULARIES['rdfs']}label>"
_PROV = VOCABULARIES["prov"]


@dataclass(frozen=True, slots=True)
class Build:
    """What decided how papers were read.

    Attributes:
        software: version of PaperAtlas. catalogue, topics, linker: their versions (content hashes).
        corrections: content hash of the corrections file, or None where there was none.
    """

    software: str
    catalogue: str
    topics: str
    linker: str
    corrections: str | None = None

    @property
    def id(self) -> str:
        """The local id of the activity."""
        return "build/" + digest(self.software, self.catalogue, self.topics, self.linker, "")

    def node(self, base: str) -> str:
        """Return the term of the activity."""
        return ntriples.node(base, self.id)

    def triples(self, base: str) -> Iterator[Triple]:
        """Yield the activity, the software that carried it out, and what it used."""
        me = self.node(base)
        agent = ntriples.node(base, "build/software-" + slug(self.software))
        yield me, _TYPE, f"<{VOCABULARIES['kg']}Build>"
        yield (
            me,
            _LABEL,
            ntriples.literal(f"PaperAtlas {self.software}, catalogue {self.catalogue}, linker {self.linker}"),
        )
        yield me, f"<{_PROV}wasAssociatedWith>", agent
        yield agent, _TYPE, f"<{_PROV}SoftwareAgent>"
        yield agent, _LABEL, ntriples.literal(f"PaperAtlas {self.software}")
        yield agent, f"<{VOCABULARIES['schema']}softwareVersion>", ntriples.literal(self.software)
        for name, version in (
            ("catalogue", self.catalogue),
            ("topics", self.topics),
            ("linker", self.linker),
            ("corrections", self.corrections),
        ):
            if version is not None:
                used = ntriples.node(base, f"build/{name}-{slug(version)}")
                yield me, f"<{_PROV}used>", used
                yield used, _TYPE, f"<{_PROV}Entity>"
                yield used, _LABEL, ntriples.literal(f"{name} {version}")
