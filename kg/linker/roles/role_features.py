"""Named features of roles: what kind of paper it is, what the sentence says, and what else the paper names.

The role of an artifact depends on more than the words beside it: in a paper that presents a benchmark the models are
tested, in one that presents a method they are means or baselines, and what stands before the first "we" is mostly
background. The role model sees the candidate's features, its type, the paper's features, the words and actions of its
sentences, and crosses of these with the type; in a second pass (``decision``) also the first-pass roles of the paper's
other artifacts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kg.ground.machine.remembered import Remembered
from kg.ground.schema import TextField
from kg.ground.text import fold
from kg.linker.mentions.mention import Mention
from kg.linker.roles.actions import WORDS_READ, action_features
from kg.linker.scoring.candidate_features import MENTIONS_READ
from kg.linker.scoring.cues import cue_of
from kg.linker.text.lexicon import AUTHORS, MAKING_VERBS, OWN_WORK, PRESENTED, PRESENTING_VERBS, TYPE_NOUNS
from kg.linker.text.paper_text import PaperText
from kg.linker.text.tokens import TokenText

_OBJECT_REACH = 12  # tokens after the verb in which its object's noun stands
_HEAD_REACH = 6  # tokens of a title in which the colon after a name stands
_SHORTEST_KIN = 3  # letters of a name of which others can be made
_STEM = 6  # letters of a word that are kept; "evaluate", "evaluating" and "evaluation" are one


def paper_features(text: PaperText) -> tuple[str, ...]:
    """Say what kind of paper it is: what "we" do to what, and the cues of the title.

    "We introduce …, a benchmark" makes the models of the paper subjects of evaluation; "we propose a method" makes
    them means or baselines.
    """
    features = set()
    words = text.abstract.words
    for index, word in enumerate(words):
        if word in PRESENTING_VERBS and any(before in ("we", "We") for before in words[max(0, index - 3) : index]):
            features.add(f"paper:{word}")
            for follower in words[index + 1 : index + _OBJECT_REACH]:
                noun = TYPE_NOUNS.get(follower.lower())
                if noun:
                    features.add(f"paper:{'makes' if word in MAKING_VERBS else 'studies'}={noun}")
                    break
                if follower == ".":
                    break
    features.update(f"paper:title-cue={cue}" for cue in map(cue_of, text.title.words) if cue)
    features.update(f"paper:title-noun={TYPE_NOUNS[w.lower()]}" for w in text.title.words if w.lower() in TYPE_NOUNS)
    return tuple(sorted(features))


def sentence_features(mentions: Sequence[Mention], text: PaperText) -> tuple[str, ...]:
    """Return what the sentences of the mentions say: their words and actions, whether they come before the first
    sentence in which the authors speak of their own work, and whether the mention has the name that the title begins
    with.
    """
    own = _first_own_sentence(text.abstract)
    head = _head_of_title(text.title)
    features: list[str] = []
    for mention in mentions[:MENTIONS_READ]:
        features += _word_features(mention)
        features += action_features(mention)
        features.append(f"kin:{_kinship_to_head(fold(mention.surface), head)}")
        if mention.text.field is TextField.ABSTRACT:
            features += _rhetoric_features(mention, own)
    return tuple(dict.fromkeys(features))


def role_features(
    features: Sequence[str], kind: str, paper: Sequence[str], sentences: Iterable[str]
) -> tuple[str, ...]:
    """Return what the role model sees of an artifact alone.

    Args:
        features: the candidate's. kind: its type. paper: ``paper_features``; sentences: ``sentence_features``.
    """
    nearest = [name for name in features if name.startswith(("near:", "titlenear:", "group:", "place:head"))]
    said = [name for name in sentences if name.startswith(("act", "title-act", "kin:"))]
    crossed = [f"is:{kind}&{name}" for name in (*nearest, *paper, *said)]
    return (*features, f"is:{kind}", *crossed, *sentences)


def _head_of_title(title: TokenText) -> str:
    """Return the folded name before the colon of a title, or nothing."""
    words = title.words[: _HEAD_REACH + 1]
    return fold(" ".join(words[: words.index(":")])) if ":" in words else ""


def _kinship_to_head(name: str, head: str) -> str:
    """Say how a folded name stands to the one that the title begins with: "TowerBase" is of "Tower: …"."""
    if min(len(name), len(head)) < _SHORTEST_KIN:
        return "none" if head else "no-head"
    if name == head:
        return "head"
    return "of-head" if name.startswith(head) else "above-head" if head.startswith(name) else "none"


def _first_own_sentence(abstract: TokenText) -> int | None:
    """Find the first sentence in which the authors speak of their own work, or None."""
    words = abstract.words
    for index in [index for index, telling in enumerate(map(_TELLS_OF_AUTHORS.__getitem__, words)) if telling]:
        if words[index].lower() in _WE or _speaks_of_own_work(abstract, index):
            return abstract.sentence_of[index]
    return None


def _speaks_of_own_work(abstract: TokenText, index: int) -> bool:
    """Check whether a word and the next of its sentence speak of the paper itself: "this study", "is presented"."""
    if index + 1 == abstract.sentence_at(index)[1]:
        return False
    word, following = abstract.words[index].lower(), abstract.words[index + 1].lower()
    return (word == "this" and following in OWN_WORK) or (word in ("is", "are") and following in PRESENTED)


_WE = frozenset(("we", "our"))
_TELLS_OF_AUTHORS: Remembered[str, bool] = Remembered(
    lambda word: word.lower() in {"we", "our", "this", "is", "are"}, most=1 << 15
)


def _word_features(mention: Mention) -> Iterator[str]:
    begin, end = mention.text.sentence_at(mention.first)
    title = mention.text.field is TextField.TITLE
    before = mention.text.words[max(begin, mention.first - WORDS_READ) : mention.first]
    after = mention.text.words[mention.last : min(end, mention.last + WORDS_READ)]
    for place, words in (((title, "<"), before), ((title, ">"), after)):
        yield from filter(None, map(_WORDS_AT[place].__getitem__, words))


def _word_feature(word: str, group: str, side: str) -> str:
    return f"{group}:{word[:_STEM].lower()}{side}" if len(word) > 1 and word.isalpha() else ""


#: The features of words, by whether they stand in the title and on which side of the name.
_WORDS_AT = {
    (title, side): Remembered(partial(_word_feature, group="title-word" if title else "word", side=side), most=1 << 15)
    for title in (True, False)
    for side in "<>"
}


def _rhetoric_features(mention: Mention, own: int | None) -> Iterator[str]:
    begin, end = mention.text.sentence_at(mention.first)
    number = mention.text.sentence_of[mention.first]
    words = [word.lower() for word in mention.text.words[begin:end]]
    if own is None:
        yield "we:nowhere"
    else:
        yield "we:later" if number < own else "we:first-here" if number == own else "we:before"
    yield "we:here" if not AUTHORS.isdisjoint(words) else "we:not-here"
