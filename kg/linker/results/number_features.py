"""What is said of a number, as named features: for the models that decide whether it is a result, and of which kind.

Words before (``b``) and after (``a``), near ones with their place, those further off as a bag; of an enumeration the
words before its first and after its last member hold for all. Then unit, form, names and metrics in reach, and what
the sentence speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ground.schema import ResultKind
from kg.linker.results.clauses import OWN, Sentence
from kg.linker.results.metrics import higher_is_better
from kg.linker.results.numbers import Number
from kg.linker.results.sentence_words import MODEL, Words

_PLACED = 3  # words with their place
_BAG = 9  # words without
_REACH = 60  # characters in which a metric counts as near
_CHANGES = {
    "loss": r"loss(?:es)?|los(?:es?|ing)|drop\w*|degrad\w*|declin\w*|worse\w*|trail\w*|lag\w*|behind|f[ae]ll\w*|below",
    "less": r"reduc\w*|decreas\w*|lower\w*|fewer|less|smaller|sav\w+|cut\w*|shrink\w*|cheaper|halv\w+",
    "more": r"improv\w*|gain\w*|increas\w*|boost\w*|higher|outperform\w*|surpass\w*|exceed\w*|rais\w+|ris\w+|better|"
            r"more|larger|greater|enhanc\w*|grow\w*|doubl\w*|tripl\w*",
    "fast": r"faster|speed\w*|accelerat\w*|slower|quicker",
    "equal": r"of\s(?:the\s)?(?:full|original|its|their|baseline|human|oracle)|relative\sto|retain\w*|preserv\w*|"
             r"maintain\w*",
}  # fmt: skip
_CHANGE = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _CHANGES.items())
# Stems of what a share may be one of.
_REFERENCES = (
    ("quality", frozenset(("performanc", "qualit", "accurac", "scor", "capabilit", "efficienc"))),
    (
        "cost",
        frozenset(
            ("parameter", "token", "cost", "comput", "computation", "memor", "data", "train", "time", "flop", "size")
        ),
    ),
)
_NEXT_STATEMENT = re.compile(r"[0-9;]|,\s|\band\b")
_CUES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("own", OWN.pattern),
        (
            "results",
            r"\b(?:results?|experiments?|evaluations?|find|found|show|shows|demonstrate\w*|reveal\w*|observe)\b",
        ),
        (
            "scale",
            r"\b(?:consist\w*|contain\w*|compris\w*|cover\w*|span\w*|collect\w*|includ\w*|curat\w*|totall?ing)\b",
        ),
        ("setup", r"\b(?:train\w*|pre-?train\w*|fine-?tun\w*|sampl\w*|parameters?|dataset of|tokens|gpus?)\b"),
        ("people", r"\b(?:participants?|respondents|patients|users|annotators|workers|people|adults|students)\b"),
        ("versus", r"\b(?:than|compared|over|versus|vs|against|relative|baselines?|outperform\w*|surpass\w*)\b"),
        ("respectively", r"\brespectively\b"),
        ("absolute", r"\babsolute(?:ly)?\b(?!\s(?:error|mean|devi))"),
        ("relative", r"\brelative(?:ly)?\b"),
        ("from-to", r"\bfrom\b.{1,20}\bto\b"),
    )
)


@dataclass(frozen=True, slots=True)
class NumberCase:
    """A number with all that its features are read from.

    Attributes:
        members: the numbers of its enumeration, itself among them. earlier: the numbers of the sentence before it.
        numbers: all of the sentence.
        cues: what its sentence speaks of (``sentence_cues``).
        field, position: the field and the third of it where the sentence stands ("first", "middle", "last").
    """

    sentence: Sentence
    words: Words
    number: Number
    members: tuple[Number, ...]
    earlier: tuple[Number, ...]
    numbers: tuple[Number, ...]
    field: str
    position: str
    cues: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Its place in its enumeration, from 0."""
        return self.members.index(self.number)


def sentence_cues(lower: str) -> tuple[str, ...]:
    """Say what a sentence in lower case speaks of, as features of all its numbers."""
    return tuple(f"cue:{name}" for name, pattern in _CUES if pattern.search(lower))


def number_features(case: NumberCase) -> list[str]:
    """Return the features of a number, for both models."""
    number, sentence = case.number, case.sentence
    first, last = case.members[0], case.members[-1]
    clause_start, clause_end = sentence.clause(number.start)
    unit = unit_class(number)
    features = ["bias", f"unit:{unit}", f"size:{_size_class(number)}", f"field:{case.field}", f"third:{case.position}"]
    features += [f"unit:{unit}&size:{_size_class(number)}"]
    flags = (
        ("sign", bool(number.sign)), ("plus", number.sign == "+"), ("range", number.low is not None),
        ("worded", number.worded), ("many", len(case.members) > 1), ("baseline", number.baseline),
        ("after-other", bool(case.earlier)), (f"bound:{number.bound}", number.bound is not None),
    )  # fmt: skip
    features += [name for name, holds in flags if holds]
    features += _word_features(case, first.start, last.end, unit)
    features += _names_in_reach(case, clause_start, clause_end)
    lower = sentence.lower
    features += case.cues
    near = lower[max(clause_start, first.start - 40) : first.start] + " | " + lower[last.end : last.end + 30]
    features += [f"near:{name}" for name, pattern in _CUES[-3:-1] if pattern.search(near)]
    features += _share_features(case, last.end, unit)
    # What changes by the number before it is no change of this one, unless both are of one run.
    others = [other.end for other in case.earlier if other.run != number.run and other.group != number.group]
    features += _change_features(lower, max(clause_start, *others, 0), first, last, unit)
    return features


def _share_features(case: NumberCase, end: int, unit: str) -> list[str]:
    """Tell whether a share is one of a reference: of another's quality, or of a cost."""
    if unit not in ("%", "of", "none"):
        return []
    words = case.words
    first = words.first_after(end)
    following = words.stems[first : first + 5]
    reference = words.stems[first : first + 8]
    features = []
    if following[:1] == ("of",) or (unit == "of" and following[:1] == ("the",)):
        features += ["of-model"] if MODEL in reference else []
        features += [f"of-{name}" for name, stems in _REFERENCES if not stems.isdisjoint(following)]
    elif not _REFERENCES[1][1].isdisjoint(following[:3]):
        features.append(f"cost-after&unit:{unit}")
    return features


def unit_class(number: Number) -> str:
    """Return the unit, those with many forms by their sort."""
    if number.unit is None:
        return "none"
    if number.unit.startswith("of "):
        return "of"
    return number.unit if number.unit in ("%", "points", "x", "FPS", "$") else "printed"


def _size_class(number: Number) -> str:
    value = number.value
    if value % 1 or (number.low is not None and number.low % 1):
        return "decimal<1" if value < 1 else "decimal"
    if 1950 <= value <= 2035 and number.unit is None:
        return "year"
    return "small" if value <= 12 else "hundred" if value <= 100 else "large"


def _word_features(case: NumberCase, start: int, end: int, unit: str) -> list[str]:
    words = case.words
    first, after = words.first_after(start), words.first_after(end)
    stems = words.stems
    before, following = stems[max(0, first - _BAG) : first][::-1], stems[after : after + _BAG]
    features = [f"b{place}:{word}" for place, word in enumerate(before[:_PLACED], 1)]
    features += [f"a{place}:{word}" for place, word in enumerate(following[:_PLACED], 1)]
    features += [f"b:{word}" for word in set(before)] + [f"a:{word}" for word in set(following[:6])]
    features += [f"b21:{before[1]} {before[0]}"] if len(before) > 1 else ["b21:start"]
    features += [f"a12:{following[0]} {following[1]}"] if len(following) > 1 else ["a12:end"]
    features += [f"unit:{unit}&a1:{following[0]}"] if following else []
    features += [f"unit:{unit}&b1:{before[0]}"] if before else []
    return features


def _names_in_reach(case: NumberCase, clause_start: int, clause_end: int) -> list[str]:
    sentence, number = case.sentence, case.number
    features = []
    for name, places in (("model", sentence.models), ("test", sentence.tests), ("metric", sentence.metrics)):
        inside = [place for place in places if clause_start <= place.start < clause_end]
        features.append(f"{name}:{'clause' if inside else 'sentence' if places else 'none'}")
        if any(0 <= number.start - place.end <= _REACH for place in inside):
            features.append(f"{name}:near-before")
        if any(0 <= place.start - number.end <= _REACH // 2 for place in inside):
            features.append(f"{name}:near-after")
        if any(0 <= place.start - number.end <= 2 or 0 <= number.start - place.end <= 2 for place in inside):
            features.append(f"{name}:beside")
    return features


def _change_features(lower: str, clause_start: int, first: Number, last: Number, unit: str) -> list[str]:
    """Return the nearest words of change before and after, also with the unit."""
    before = lower[max(clause_start, first.start - 70) : first.start]
    digit = _NEXT_STATEMENT.search(lower, last.end, last.end + 40)
    after = lower[last.end : digit.start() if digit else last.end + 40]
    by = re.search(r"\bby\s(?:[a-z]+\s){0,4}[~$\\]*$", before) is not None
    features = []
    nearest: list[tuple[int, str]] = []
    for name, pattern in _CHANGE:
        last_before = max((match.end() for match in pattern.finditer(before)), default=None)
        following = pattern.search(after)
        if last_before is not None:
            features.append(f"change-before:{name}")
            nearest.append((len(before) - last_before, name))
        if following is not None:
            features += [f"change-after:{name}", f"change-after:{name}&unit:{unit}"]
            # "reduced errors by 3% and improved": what "by" hangs on comes before.
            nearest.append((following.start() + (len(before) if by else 0), name))
    if nearest:
        name = min(nearest)[1]
        features += [f"change:{name}", f"change:{name}&unit:{unit}"]
    if by:
        features += ["by", f"by&unit:{unit}"]
    if re.search(r"\b(?:to|at)\s(?:[a-z]+\s){0,2}[~$\\]*$", before):
        features.append("to")
    return features


def kind_features(features: Sequence[str], metric: str | None, rule: ResultKind) -> list[str]:
    """Return the features of the model of kinds: those of the number, the direction of its metric, what the rules
    say.
    """
    up = None if metric is None else higher_is_better(metric)
    direction = {True: "up", False: "down", None: "unknown"}[up]
    changes = [name for name in features if name.startswith("change:") and "&" not in name]
    return [*features, f"rule:{rule}", f"metric:{direction}", *(f"{name}&metric:{direction}" for name in changes)]
