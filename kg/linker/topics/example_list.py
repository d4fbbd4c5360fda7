"""Whether a topic is only named as an example: "tasks such as summarization and *translation*"."""

from __future__ import annotations

from kg.linker.text.tokens import TokenText
from kg.linker.topics.topic_labels import ConceptMatch

_FARTHEST = 14  # tokens from what opens a list of examples to its last
_OPENING = frozenset(("including", "like", "e.g", "e.g."))
_OPENING_PAIRS = frozenset((("such", "as"), ("for", "instance"), ("for", "example")))
#: What ends a list of examples before a later word.
_ENDING = frozenset((";", ":", ")", "—", "–", "that", "which", "is", "are", "was", "were", "we", "our"))


def stands_in_examples(tokens: TokenText, match: ConceptMatch) -> bool:
    """Check whether a label stands in a list that "such as", "including", "like", "e.g." or "for example" opens.

    >>> from kg.linker.text.tokens import tokenize
    >>> text = tokenize("We test tasks such as parsing and tagging, and we study pruning.")
    >>> [stands_in_examples(text, ConceptMatch(place, place + 1, "", True, False)) for place in (5, 7, 12)]
    [True, True, False]
    """
    begin = max(tokens.sentence_at(match.first)[0], match.first - _FARTHEST)
    words = [word.lower() for word in tokens.words[begin : match.first]]
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word in _ENDING:
            return False
        if word in _OPENING or (index > 0 and (words[index - 1], word) in _OPENING_PAIRS):
            return True
    return False
