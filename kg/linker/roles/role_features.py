"""Named features of roles: what kind of paper it is, what the sentence says, and what else the paper names.

The role of an artifact depends on more than the words beside it: in a paper that presents a benchmark the models are
tested, in one that presents a method they are means or baselines, and what stands before the first "we" is mostly
background. The role model sees the candidate's features, its type, the paper's features, the words and actions of its
sentences, and crosses of these with the type; in a second pass (``decision``) also the first-pass roles of the paper's
other artifacts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    features: set[str] = set()
    for mention in mentions[:MENTIONS_READ]:
        features.update(_word_features(mention))
        features.update(action_features(mention))
        features.add(f"kin:{_kinship_to_head(fold(mention.surface), head)}")
        if mention.text.field is TextField.ABSTRACT:
            features.update(_rhetoric_features(mention, own))
    return tuple(sorted(features))


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
    for number, (begin, end) in enumerate(abstract.sentences):
        words = [word.lower() for word in abstract.words[begin:end]]
        if not {"we", "our"}.isdisjoint(words) or any(map(_speaks_of_own_work, words, words[1:])):
            return number
    return None


def _speaks_of_own_work(word: str, following: str) -> bool:
    """Check whether two words speak of the paper itself: "this study", "is presented"."""
    return (word == "this" and following in OWN_WORK) or (word in ("is", "are") and following in PRESENTED)


def _word_features(mention: Mention) -> Iterator[str]:
    begin, end = mention.text.sentence_at(mention.first)
    group = "title-word" if mention.text.field is TextField.TITLE else "word"
    for index in range(max(begin, mention.first - WORDS_READ), min(end, mention.last + WORDS_READ)):
        word = mention.text.words[index]
        if len(word) > 1 and word.isalpha() and not mention.first <= index < mention.last:
            yield f"{group}:{word[:_STEM].lower()}{'<' if index < mention.first else '>'}"


def _rhetoric_features(mention: Mention, own: int | None) -> Iterator[str]:
    begin, end = mention.text.sentence_at(mention.first)
    number = mention.text.sentence_of[mention.first]
    words = [word.lower() for word in mention.text.words[begin:end]]
    if own is None:
        yield "we:nowhere"
    else:
        yield "we:later" if number < own else "we:first-here" if number == own else "we:before"
    yield "we:here" if not AUTHORS.isdisjoint(words) else "we:not-here"
