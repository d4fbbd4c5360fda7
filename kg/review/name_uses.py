"""What the papers of a graph call their artifacts: gathered while their readings pass, for questions about names.

Corrections are applied to each paper's own reading, before new names get the ids that they have among all papers
(``kg.graph.identity``). So lines about a new name give the names as the papers have them, and its id only where that is
the same in every reading.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.catalogue.name_resolution import NamedThing, is_called
from kg.graph.correction.corrections import EVERYWHERE
from kg.ground.errors import CorrectionError
from kg.ground.identifiers import artifact_id, slug
from kg.ground.records import Artifact, Link, Paper
from kg.ground.text import fold
from kg.linker.mentions.canonical_name import TAKEN
from kg.review.review_items import NamedSide, SentenceOfPaper, bits, sentences_of_link

MOST_SENTENCES = 3  # shown of each new name; kept are also those that spell it out otherwise, or give it another type
_SPELLED_OUT = 2  # words of a form that tells what an abbreviation stands for


@dataclass(slots=True)
class NameUse:
    """What the papers say of one artifact.

    Attributes:
        first: the artifact as the first paper has it. names: as papers write it, and how many of them.
        types: what it is in them. papers: of a new name, what a line of the corrections calls each paper, with the name
            that it has there. count: how many papers name it.
        open_bits: how uncertain name and type are, summed over the papers. forms: what papers spell it out as, folded,
            with the papers; spelled: as written. typed: the papers by type.
    """

    first: Artifact
    names: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    papers: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0
    open_bits: float = 0.0
    forms: dict[str, list[str]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    typed: dict[str, list[str]] = field(default_factory=dict)
    sentences: list[SentenceOfPaper] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it was read in a text, and neither the catalogue nor a person says what it is."""
        return not self.first.known and self.first.source == "text"

    @property
    def name(self) -> str:
        """The name that most papers give it; of equals the one with the most capitals in front."""
        return min(self.names, key=lambda name: (-self.names[name], name))

    def see(self, link: Link, paper: Paper) -> None:
        """Take in a paper's link to it."""
        self.names[link.artifact.name] += 1
        self.types[link.type.value] += 1
        self.count += 1
        if not self.is_new:
            return
        called = name_of_paper(paper)
        told = len(self.forms) + len(self.typed)
        self.papers.append((called, link.artifact.name))
        self.typed.setdefault(link.type.value, []).append(called)
        if link.parts is not None:
            self.open_bits += bits(link.parts.name) + bits(link.parts.type)
        for alias in link.artifact.aliases:
            if len(alias.replace("-", " ").split()) >= _SPELLED_OUT:
                self.forms.setdefault(fold(alias), []).append(called)
                self.spelled.setdefault(fold(alias), alias)
        if len(self.sentences) < MOST_SENTENCES or len(self.forms) + len(self.typed) > told:
            self.sentences += sentences_of_link(link, paper, 1)

    def side(self, *, alone: bool) -> NamedSide:
        """Return it as one side of a question.

        Args:
            alone: whether nothing else of the graph has its name.
        """
        return NamedSide(
            self.first.id, self.name, self.first.known, tuple(kind for kind, _ in self.types.most_common()), self.count,
            tuple(self.lines(alone=alone)), self._value(), tuple(self.sentences[:MOST_SENTENCES]),
        )  # fmt: skip

    def lines(self, *, alone: bool) -> list[tuple[str, str]]:
        """List the subject and object of each line that is about it; ``alone`` as for ``side``."""
        if not self.is_new or self.first.slug.endswith(TAKEN):
            return [(EVERYWHERE, self.first.id)]
        if alone:
            return [(EVERYWHERE, name) for name in names_that_cover(self.names)]
        return list(self.papers)

    def _value(self) -> str:
        return self.name if self.is_new and slug(self.name) == self.first.slug else artifact_id(self.first.slug)


def names_that_cover(names: Counter[str]) -> list[str]:
    """Choose from the names of one thing as few as a table needs to mean all of them: the most frequent first.

    >>> names_that_cover(Counter({"SAE": 3, "sae": 1, "Sparse Autoencoder": 2}))
    ['SAE', 'Sparse Autoencoder']
    """
    chosen: list[str] = []
    for name in sorted(names, key=lambda name: (-names[name], name)):
        thing = NamedThing("", name, ())
        if not any(is_called(other, thing) for other in chosen):
            chosen.append(name)
    return chosen


def name_of_paper(paper: Paper) -> str:
    """Return what a line of the corrections calls a paper: its arXiv id, or its local id."""
    return paper.arxiv or paper.id


def bare_paper(name: str) -> str:
    """Return what a line calls a paper in the form in which names are compared: without the path of ids, in lower case.

    >>> bare_paper("paper/2405.13729") == bare_paper("2405.13729")
    True
    """
    return name.removeprefix("paper/").casefold()


def own_name(name: str, artifact: str) -> str:
    """Return the name that another thing than an artifact gets, given the artifact's local id.

    Raises:
        CorrectionError: it is no name, or gives the id of the artifact itself.
    """
    if not name or artifact_id(slug(name)) == artifact:
        raise CorrectionError("the other thing needs a name of its own", remedy="type one that differs")
    return name
