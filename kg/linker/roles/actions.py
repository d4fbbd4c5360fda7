"""Actions: what a sentence says is done with the names in it.

Cues (``cues``) are single words near a name. What governs a name may also stand far off: "surpasses much larger
proprietary models of this year, including GPT-4". Actions are classes of words, so that a rare verb says what a usual
one does, and they are looked for in the whole sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.ground.machine.remembered import Remembered
from kg.ground.schema import TextField
from kg.linker.mentions.mention import Mention
from kg.linker.mentions.name_lists import list_around
from kg.linker.text.lexicon import ACTION_WORDS, JOINING_WORDS
from kg.linker.text.morphology import lengths_of, stem_of

WORDS_READ = 400  # tokens of a sentence to each side of a name; the longest sentence of 2,434 abstracts has 334
_WORDS = {word: action for action, words in ACTION_WORDS.items() for word in words.split() if not word.endswith("*")}
_STEMS = {word[:-1]: action for action, words in ACTION_WORDS.items() for word in words.split() if word.endswith("*")}
_LENGTHS = lengths_of(_STEMS)
_JOINT_REACH = 3  # tokens before a name in which its joint stands


def action_of(word: str) -> str | None:
    """Find the class of a word, or None.

    >>> action_of("Surpassing"), action_of("used"), action_of("user"), action_of("the")
    ('compares', 'uses', None, None)
    """
    return _ACTIONS[word]


def _action_of(word: str) -> str | None:
    lower = word.lower()
    if lower in _WORDS:
        return _WORDS[lower]
    stem = stem_of(lower, _STEMS, _LENGTHS)
    return None if stem is None else _STEMS[stem]


_ACTIONS = Remembered(_action_of, most=1 << 15)


def action_features(mention: Mention) -> Iterator[str]:
    """Yield the actions of a mention's sentence before and after the list that it stands in: the nearest, that with its
    joint, and all."""
    text = mention.text
    begin, end = text.sentence_at(mention.first)
    first, last = list_around(mention)
    title = "title-" if text.field is TextField.TITLE else ""
    before = _actions_of_words(text.words[max(begin, first - WORDS_READ) : first][::-1])
    after = _actions_of_words(text.words[last : min(end, last + WORDS_READ)])
    nearest = next(iter(before), "none")
    yield f"{title}act:{nearest}<"
    yield f"{title}act:{next(iter(after), 'none')}>"
    yield f"{title}act:{nearest}&joint:{_nearest_joint(text.words[max(begin, first - _JOINT_REACH) : first][::-1])}"
    yield from (f"{title}acts:{action}<" for action in before)
    yield from (f"{title}acts:{action}>" for action in after)


def _actions_of_words(words: Sequence[str]) -> dict[str, None]:
    """Find the classes of words, each once, in the order of the words."""
    return dict.fromkeys(action for action in map(_ACTIONS.__getitem__, words) if action is not None)


def _nearest_joint(words: Sequence[str]) -> str:
    return next((word for word in map(str.lower, words) if word in JOINING_WORDS), "none")
