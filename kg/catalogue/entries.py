"""Catalogue entries, and the faults that a catalogue's tables can have."""

from __future__ import annotations

from dataclasses import dataclass

from kg.ground.records import Artifact
from kg.ground.text import fold

CURATED = "curated"  # what the source of a row made by hand begins with; a colon and where from may follow


@dataclass(frozen=True, slots=True)
class Entry:
    """A known artifact and the conditions under which its names may be linked.

    Attributes:
        artifact: the artifact, with its aliases spelled as in the table (without the mark ``?``).
        ambiguous: the folded names and aliases that say nothing on their own and need context. Holds the folded name
            of the artifact itself exactly if ``context`` is not empty.
        context: lower-case cue words or phrases of which one must occur in the paper before the name is linked.
            ``("*",)``: the name is linked only with a type noun next to it ("the SPACE dataset").
    """

    artifact: Artifact
    ambiguous: frozenset[str] = frozenset()
    context: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The catalogue id."""
        return self.artifact.slug

    @property
    def is_curated(self) -> bool:
        """Whether somebody has put it in by hand, rather than taken it over from a list.

        >>> from kg.ground.schema import ArtifactType
        >>> [Entry(Artifact("c4", "C4", (ArtifactType.DATASET,), source=source)).is_curated
        ...  for source in ("curated", "curated: our wiki", "mteb_2.26")]
        [True, True, False]
        """
        return self.artifact.source.startswith(CURATED)

    def names(self) -> tuple[str, ...]:
        """Return the folded names of the entry, its canonical name first, each once.

        >>> from kg.ground.schema import ArtifactType
        >>> Entry(Artifact("c4", "C4", (ArtifactType.DATASET,), ("Colossal Clean Crawled Corpus", "c-4"))).names()
        ('c4', 'colossalcleancrawledcorpus')
        """
        return tuple(dict.fromkeys(map(fold, (self.artifact.name, *self.artifact.aliases))))

    def needs_context(self, name: str) -> bool:
        """Check whether a folded name of the entry may be linked only with context."""
        return name in self.ambiguous


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a catalogue table.

    Attributes:
        file: the file's name, without folder. line: 1-based; 0 for the file as a whole.
        field: the column at fault, or empty.
        problem, remedy: one clause each, no full stop.
    """

    file: str
    line: int
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Write the fault in one line.

        >>> print(Fault("core-models.tsv", 3, "date", "'1999-13' is no date", "write YYYY, YYYY-MM or YYYY-MM-DD"))
        core-models.tsv:3: date: '1999-13' is no date; write YYYY, YYYY-MM or YYYY-MM-DD
        """
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.field, f"{self.problem}; {self.remedy}") if part)
