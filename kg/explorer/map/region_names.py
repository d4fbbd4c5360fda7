"""The names of regions: what a person would say of the papers in one, such as "reward modeling & RLHF".

1. Each paper votes for what it links to, and more softly for what it touches on and for the topics above its own.
2. A topic is worth the more as a name the less lies below it (intrinsic information content: Seco, Veale and Hayes
   2004, "An intrinsic information content metric for semantic similarity in WordNet"): "foundation model" and
   "large language model" tell hardly one region from another. What only says which sort of work a paper is, such as
   "survey", names none.
3. A region is named after what most of its papers share and few outside do: of the names, and the pairs of names joined
   with "&", the one that tells most, where one that leaves half of the papers out tells less.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.explorer.map.kinds import GENERAL
from kg.ground.schema import ArtifactType, Relation

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Who may name a region: topics before artifacts, which many regions share.
_NAMING = {"topic": 1.0, **{each.value: each.names_regions for each in ArtifactType}}
_JOINING = ("topic", "method")  # who may be the second of two
_TYPICAL = 0.7  # exponent of the share of a name's votes that lie inside the region; 1 would favour rare names
_WORTH = 0.6  # exponent of a name's worth
_SOFTENED = 0.3  # exponent of a vote, where it is asked how many papers a name holds for and not how strongly
_SHARE = 2.0  # exponent of the share of papers that a name holds for, up to _ENOUGH
_JOINED = 0.85  # of the value of two names that are joined: one is read more easily
_SECOND = 0.3  # of the papers of the first of two names, that the second must add
_TRIED = 16  # names of a region that are tried, alone and in pairs
_TOUCHED = 0.2  # the vote of a paper for a topic that it touches on, against 1 for one that it is about
_BROADER = 0.6  # how much of a vote goes to the next broader topic
_STEPS_UP = 2  # higher topics ("machine learning") tell no region from another
_LONGEST = 42  # characters; longer names are not read as the name of a region
_LONGEST_PAIR = 38
_LONG = 22  # characters from which a shorter form of a topic's name is looked for
_ENOUGH = 0.55  # of a region's papers, for whom a name alone will do
_SPOKEN_FOR = 1.9  # papers that a second name must speak for
_COUNTED = frozenset({
    "agent", "bound", "effect", "embedding", "LLM", "law", "model", "network", "system", "transformer",
})  # fmt: skip
_ACRONYMS = frozenset({"LLM", "NLP"})  # said of whatever models or texts there are
_SMALL = frozenset({"and", "for", "from", "in", "of", "on", "the", "to", "with"})
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Votes:
    """Papers that speak for names, as three arrays of one length: node indices of either, and how strongly."""

    papers: Ints
    names: Ints
    weights: Floats


def spoken_name(label: str, others: Sequence[str] = ()) -> str:
    """Say what people call a node in passing: its label in the plural where that is a kind of thing, a long one
    shortened.

    >>> spoken_name("large language model evaluation", ["LLM assessment", "LLM evaluation", "evaluating LLMs"])
    'LLM evaluation'
    >>> spoken_name("scaling law"), spoken_name("multimodal large language model", ["MLLM", "multimodal LLM"])
    ('scaling laws', 'multimodal LLMs')
    """
    name = label
    if len(label) > _LONG:
        shorter = [other for other in others if len(other) < len(label) and _abbreviates(other.split(), label)]
        name = min(shorter, key=lambda other: (len(other), other), default=label)
    return name + "s" if name.split()[-1:] and name.split()[-1] in _COUNTED else name


def _abbreviates(words: Sequence[str], label: str) -> bool:
    """Check whether a name is a label's words, some of them as an acronym.

    All of them may be one only where the label is too long.
    """
    own = label.lower().split()
    initials = "".join(word[0] for word in own if word not in _SMALL).upper()
    acronyms = [word for word in words if word.isupper()]
    rest = set(words) - set(acronyms)
    known = all(word in _ACRONYMS or (len(word) > 1 and word in initials) for word in acronyms)
    return bool(acronyms) and known and rest <= set(own) and (bool(rest) or len(label) > _LONGEST_PAIR)


def worth_of_names(
    ids: Sequence[str], kinds: Sequence[str], names: Sequence[str], ends: Ints, predicates: Sequence[str]
) -> Floats:
    """Measure how well each node names a region, 0 to 1.

    Args:
        ids, kinds, names: of the nodes. ends: shape (links, 2), node indices. predicates: of the links.
    """
    above = _topics_above_each(ends, predicates)
    below = np.zeros(len(ids))
    for higher in above.values():
        below[list(higher)] += 1
    topics = sum(kind == "topic" for kind in kinds)
    content = 1.0 - np.log1p(below) / math.log(topics + 2)
    may = [0.0 if len(name) > _LONGEST or node in GENERAL else _NAMING.get(kind, 0.0)
           for node, kind, name in zip(ids, kinds, names, strict=True)]  # fmt: skip
    return np.asarray(np.array(may) * content)


def _topics_above_each(ends: Ints, predicates: Sequence[str]) -> dict[int, set[int]]:
    """Return all topics above each topic that has any."""
    parents: dict[int, list[int]] = {}
    for topic, broader in ends[np.array(predicates, object) == Relation.BROADER].tolist():
        parents.setdefault(topic, []).append(broader)
    found: dict[int, set[int]] = {}
    for topic in parents:
        seen: set[int] = set()
        front = parents[topic]
        while front:
            seen.update(front)
            front = [higher for each in front for higher in parents.get(each, ()) if higher not in seen]
        found[topic] = seen - {topic}
    return found


def name_regions(labels: Ints, votes: Votes, worth: Floats, kinds: Sequence[str], names: Sequence[str]) -> list[str]:
    """Name each region, all differently where the nodes' names differ; empty where nothing in it can name it.

    Args:
        labels: the region of each node. votes: which papers speak for which names.
        worth: of each node as a name. kinds, names: of the nodes.
    """
    total = np.bincount(votes.names, votes.weights, len(labels)).astype(float)
    home = labels[votes.papers]
    joins = np.isin(np.array(kinds, object), _JOINING)
    taken: set[str] = set()
    said: list[str] = []
    for region in range(int(labels.max(initial=-1)) + 1):
        here = home == region
        own = Votes(votes.papers[here], votes.names[here], votes.weights[here])
        chosen = _choose_names(own, total, worth, joins, names, taken)
        taken.update(chosen)
        said.append(" & ".join(chosen))
    return said


def _choose_names(
    votes: Votes, total: Floats, worth: Floats, joins: NDArray[np.bool_], names: Sequence[str], taken: set[str]
) -> list[str]:
    """Choose one name or two for the papers of one region."""
    within = np.bincount(votes.names, votes.weights, len(total))
    free = np.array([name not in taken for name in names])
    telling = free * worth**_WORTH * (within / np.maximum(total, 1e-9)) ** _TYPICAL
    papers, rows = np.unique(votes.papers, return_inverse=True)
    if not len(papers) or not (telling[votes.names] > 0).any():
        return []
    reached = np.bincount(votes.names, votes.weights**_SOFTENED, len(total)) / len(papers)
    best = np.argsort(-telling * reached, kind="stable")[:_TRIED].tolist()
    speaks = np.zeros((len(best), len(papers)))  # how strongly each paper speaks for each of the best
    for place, name in enumerate(best):
        mine = votes.names == name
        speaks[place, rows[mine]] = votes.weights[mine] ** _SOFTENED
    chosen: list[int] = []
    most = 0.0
    for one, first in enumerate(best):
        held = float(speaks[one].sum())
        if (value := float(telling[first]) * _value_of_share(speaks[one])) > most:
            chosen, most = [first], value
        for other, second in enumerate(best):
            gain = float(np.maximum(speaks[other] - speaks[one], 0.0).sum())
            if gain < max(_SPOKEN_FOR, _SECOND * held) or speaks[other].sum() > held or not joins[second]:
                continue
            both = _JOINED * (telling[first] * held + telling[second] * gain) / (held + gain)
            value = float(both) * _value_of_share(np.maximum(speaks[one], speaks[other]))
            if value > most and second != first and _may_be_joined(names[first], names[second]):
                chosen, most = [first, second], value
    return [names[each] for each in sorted(chosen, key=lambda each: -telling[each])]


def _value_of_share(speaks: Floats) -> float:
    """Value how many of a region's papers speak for a name: fully where most of them do."""
    return float(min(1.0, speaks.mean() / _ENOUGH) ** _SHARE)


def _may_be_joined(first: str, second: str) -> bool:
    short = len(first) + len(second) + 3 <= _LONGEST_PAIR
    return short and not _stems_of_words(first) & _stems_of_words(second)


def _stems_of_words(name: str) -> set[str]:
    """Return the longer words of a name by their first five letters: "model" and "modeling" say the same."""
    return {word[:5] for word in _WORD.findall(name.lower())}


def count_votes(ends: Ints, predicates: Sequence[str], is_paper: NDArray[np.bool_]) -> Votes:
    """Count a vote of each paper for all that it links to, and for the broader topics of what it is about."""
    kinds = np.array(predicates, object)
    from_paper = is_paper[ends[:, 0]]
    strength = np.where(kinds == Relation.HAS_TOPIC, _TOUCHED, 1.0)
    found = [(ends[from_paper, 0], ends[from_paper, 1], strength[from_paper])]
    upward = ends[kinds == Relation.BROADER]
    step = from_paper & (kinds == Relation.PRIMARY_TOPIC)
    papers, topics, weights = ends[step, 0], ends[step, 1], np.ones(int(step.sum()))
    for _ in range(_STEPS_UP):
        order = np.argsort(upward[:, 0], kind="stable")
        first = np.searchsorted(upward[order, 0], topics)
        count = np.searchsorted(upward[order, 0], topics, "right") - first
        rows = np.repeat(np.arange(len(topics)), count)
        parents = order[np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())]
        papers, topics, weights = papers[rows], upward[parents, 1], weights[rows] * _BROADER
        found.append((papers, topics, weights))
    one, other, weight = (np.concatenate(column) for column in zip(*found, strict=True))
    pairs, of_pair = np.unique(np.stack([one, other], axis=1), axis=0, return_inverse=True)
    strongest = np.zeros(len(pairs))
    np.maximum.at(strongest, of_pair.ravel(), weight)
    return Votes(pairs[:, 0], pairs[:, 1], strongest)
