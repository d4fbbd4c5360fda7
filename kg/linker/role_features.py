"""Named features of roles: what kind of paper it is, and what governs the list that a name stands in.

The role of an artifact depends on more than its own sentence: in a paper that presents a benchmark the models are
tested, in one that presents a method they are means or baselines. So the role model sees the candidate's features, its
type, the paper's features, and the last two crossed.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.linker.candidates import TYPE_NOUNS, PaperText
from kg.linker.features import cue_of

_PRESENTING = frozenset(
    ("introduce", "introduces", "propose", "proposes", "present", "presents", "develop", "develops", "release", "build",
     "construct", "create", "describe", "evaluate", "evaluates", "examine", "investigate", "analyze", "study",
     "compare", "explore", "assess", "test", "survey", "review", "benchmark", "train", "report")
)  # fmt: skip
_OBJECT_REACH = 12  # tokens after the verb in which its object's noun stands


def paper_features(text: PaperText) -> tuple[str, ...]:
    """What kind of paper it is: what "we" do to what, and the cues of the title. For the role model.

    "We introduce …, a benchmark" makes the models of the paper subjects of evaluation; "we propose a method" makes
    them means or baselines.
    """
    features = set()
    words = text.abstract.words
    for index, word in enumerate(words):
        if word in _PRESENTING and any(before in ("we", "We") for before in words[max(0, index - 3) : index]):
            features.add(f"paper:{word}")
            for follower in words[index + 1 : index + _OBJECT_REACH]:
                noun = TYPE_NOUNS.get(follower.lower())
                if noun:
                    features.add(f"paper:{_VERB_CLASS.get(word, 'studies')}={noun}")
                    break
                if follower == ".":
                    break
    features.update(f"paper:title-cue={cue}" for cue in map(cue_of, text.title.words) if cue)
    features.update(f"paper:title-noun={TYPE_NOUNS[w.lower()]}" for w in text.title.words if w.lower() in TYPE_NOUNS)
    return tuple(sorted(features))


_VERB_CLASS = dict.fromkeys(
    ("introduce", "introduces", "propose", "proposes", "present", "presents", "develop", "develops", "release",
     "build", "construct", "create", "describe", "train"),
    "makes",
)  # fmt: skip


def role_features(features: Sequence[str], kind: str, paper: Sequence[str]) -> tuple[str, ...]:
    """What the role model sees: the candidate's features, its type, the paper's features, and the two crossed."""
    nearest = [name for name in features if name.startswith(("near:", "titlenear:", "group:", "place:head"))]
    crossed = [f"is:{kind}&{name}" for name in (*nearest, *paper)]
    return (*features, f"is:{kind}", *crossed)
