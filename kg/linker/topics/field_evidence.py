"""Whether a text speaks of machine learning: trained weights of word stems (``data/field-words.tsv``).

1. The words of title and abstract are cut to stems; each distinct one adds what it says for machine learning (above 0)
   or for another field (below 0).
2. What is asked is about a place: the words beside it count once more, since a paper of machine learning speaks of
   other things, too ("a transformer forecasts the load of a power transformer").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib import resources

from kg.linker.models.linear import total
from kg.linker.text.morphology import STEMS, stem
from kg.linker.text.tokens import TokenText

# Evidence that a place needs, the more the more words a text has that may tell a field. With weights trained on half of
# the texts 1 in 1,000 of the other papers of machine learning has less, 24 by the title alone; of short texts of other
# fields 6 in 100 have more.
_LEAST_EVIDENCE = -1.5
_EVIDENCE_OF_WORD = 0.2
_MOST_EVIDENCE = 1.25
_CLEARLY = 0.5  # below the bar; what says little either way is not turned away
_PLAIN = 7.0  # more than a word's own weight (at most 2.4) and what stands beside it (at least -3) can undo
_SHORTEST = 4  # letters of a stem that may tell a field
_BESIDE = 4  # words before and after a place that count once more


@lru_cache(maxsize=1)
def load_field_words() -> dict[str, float]:
    """Load the weights that ship with the package, by stem."""
    text = resources.files("kg.linker").joinpath("data/field-words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(weight) for name, weight in rows}


class FieldEvidence:
    """What the words of one paper say for machine learning.

    Attributes:
        of_paper: the sum over all words. bar: the sum that is to be reached, the more the longer the text is.
        is_plain: whether no single place can be in doubt.
    """

    def __init__(self, fields: Sequence[TokenText]) -> None:
        self._weights = load_field_words()
        stems = {part for tokens in fields for part in map(STEMS.__getitem__, tokens.words)}
        self._stems = stems & self._weights.keys()
        self.of_paper = self._sum_of_stems(self._stems)
        self.is_plain = self.of_paper >= _PLAIN
        self.bar = _MOST_EVIDENCE
        if not self.is_plain:
            telling = sum(len(one) >= _SHORTEST and one.isalpha() for one in stems)
            self.bar = min(_MOST_EVIDENCE, _LEAST_EVIDENCE + _EVIDENCE_OF_WORD * telling)

    @property
    def is_reached(self) -> bool:
        """Whether the paper as a whole speaks of machine learning."""
        return self.of_paper >= self.bar

    @property
    def is_foreign(self) -> bool:
        """Whether the paper as a whole clearly speaks of another field."""
        return self.of_paper < self.bar - _CLEARLY

    def without(self, stems: Collection[str]) -> float:
        """Take some stems out of the evidence of the paper."""
        return self.of_paper - self._sum_of_stems(self._stems.intersection(stems))

    def beside(self, tokens: TokenText, first: int, last: int) -> float:
        """Weigh the words of the same sentence close to a span; end exclusive."""
        begin, end = tokens.sentence_at(first)
        near = (*tokens.words[max(begin, first - _BESIDE) : first], *tokens.words[last : min(end, last + _BESIDE)])
        return self._sum_of_stems(set(map(stem, near)) - set(map(stem, tokens.words[first:last])))

    def _sum_of_stems(self, stems: Collection[str]) -> float:
        weights = self._weights
        return total([weights[one] for one in stems if one in weights])
