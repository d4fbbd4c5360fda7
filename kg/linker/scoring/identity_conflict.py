"""Whether a paper that introduces something under a known name means another thing by it.

A name is taken, and given anew: a planner for warehouse robots called T5 is not the language model. What the catalogue
knows of its entry speaks against the paper, or for it, as terms of log-odds with names:

1. *who*: the paper's arXiv id is the entry's (then nothing else counts), or another one.
2. *when*: the months from the entry to the paper, or to the newest artifact that the paper names.
3. *spelling*: the paper writes the name in another case, or spells it out as something else, or as the catalogue does.
4. *what*: the noun that defines the name ("X, a planner for …") against the entry's types; and the field that the name
   is short for (``name_fields``), where the text has no word of it.

Only names that the text gives to something of the authors' own (``introduction``) are asked about: who uses CLIP means
CLIP. In 2,627 annotated papers this was so of 141 names, 21 of them given to another thing; the weights are set by hand
so that none of the other 120 is taken from its entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.ground.records import Artifact, Paper
from kg.ground.schema import ArtifactType
from kg.ground.text import fold
from kg.linker.mentions.abbreviations import find_abbreviations
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.scoring.introduction import Introduction, definition_nouns, find_introduction, is_head_of_title
from kg.linker.scoring.name_fields import field_evidence
from kg.linker.text.lexicon import TYPE_NOUNS
from kg.linker.text.morphology import singular
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import Shape, shape

Term = tuple[str, float]
_LATE, _VERY_LATE = 13, 25  # months
_CLOSE = 2  # months
#: Nouns for what may be data or an environment to test in as well as a model or a method.
_VAGUE = frozenset(
    ("framework", "system", "pipeline", "platform", "paradigm", "task", "tasks", "suite", "training", "challenge",
     "procedure", "tool", "agent", "agents")
)  # fmt: skip
#: Nouns for what a thing is made for.
_SAYS_NOTHING = frozenset(("task", "tasks", "challenge", "training", "test"))
#: Nouns for a method that its authors may also call a model.
_MODEL_OR_METHOD = _VAGUE | {"method", "methods", "approach"}
#: Nouns for machines, programs and instruments that are no model, method or data of machine learning.
_DEVICE_LIST = """
    planner controller scheduler solver compiler interpreter kernel chip processor microprocessor accelerator
    coprocessor circuit fpga asic chipset memory cache telescope spectrograph spectrometer interferometer observatory
    satellite spacecraft rover probe camera sensor radar lidar antenna laser microscope instrument drone uav
    vehicle exoskeleton gripper manipulator hand arm robot humanoid quadruped prosthesis actuator motor battery reactor
    turbine protocol router middleware hypervisor server filesystem hardware firmware codec app application plugin game
    simulator emulator debugger verifier prover fuzzer profiler sampler visualizer dashboard interface editor notebook
    registry trial cohort survey mission catalogue catalog ontology vocabulary taxonomy language allocator balancer
    orchestrator engine ledger blockchain wallet marketplace scale questionnaire inventory toolbox testbench
    wearable headset glove keyboard watch display bench rig vaccine drug compound peptide enzyme protein
    alloy
"""
_DEVICES = frozenset(_DEVICE_LIST.split())
#: Words of titles of papers about what others made.
_STUDY_LIST = """
    survey review overview study studies analysis analysing analyzing evaluation evaluating assessment assessing
    investigation investigating understanding revisiting revisited rethinking comparison comparing comparative
    opportunities challenges risks lessons primer tutorial introduction history perspective perspectives probing
    auditing critique critical explained explainability interpreting reproducing reproducibility replication beyond
    how why what does can jack friend foe
"""
_STUDY_WORDS = frozenset(_STUDY_LIST.split())
_LONGEST_ACRONYM = 7  # letters
_LONGEST_EXPANSION = 14  # tokens in brackets
WEIGHTS = {
    "prior": -2.0,
    "who: another arXiv id": 3.5,
    "when: within two months": -3.0,
    "when: more than a year later": 1.5,
    "when: more than two years later": 3.5,
    "when: names what is newer": 2.0,
    "spelling: another case": 3.5,
    "spelling: other capitals": 1.0,
    "spelling: spelled out otherwise": 3.5,
    "spelling: spelled out": 1.5,
    "spelling: spelled out alike": -4.0,
    "what: of another kind": 2.0,
    "what: a device": 2.5,
    "what: of its kind": -1.0,
    "what: nothing of its field": 3.5,
    "what: short for another word": 1.5,
    "said: only before a colon": -1.0,
    "said: only before a colon, of a study": -4.0,
}


def conflict_terms(
    candidate: Candidate, mentions: Sequence[Mention], paper: Paper, named: Iterable[Artifact]
) -> tuple[Term, ...]:
    """Return the terms that say whether a paper means another thing than the known artifact of a candidate; empty where
    the paper gives the name to nothing of its own, or is the artifact's own paper.

    Args:
        mentions: of the name, also those that the catalogue's context leaves open.
        named: the other known artifacts that the paper names; none of them is older than the paper.
    """
    artifact = candidate.artifact
    if artifact is None or candidate.entry is None or artifact.source == "derived":
        return ()
    if artifact.is_of_paper(paper):
        return ()
    introduced = find_introduction(mentions)
    if not (introduced.given or introduced.headed):
        return ()
    names = ["prior"]
    names += _terms_of_introduction(introduced, paper.title)
    names += _terms_of_time(artifact, paper, named)
    names += _terms_of_spelling(candidate, mentions, artifact)
    names += _terms_of_definition(mentions, artifact)
    names += _terms_of_field(artifact, paper)
    return tuple((name, WEIGHTS[name]) for name in dict.fromkeys(names))


def is_contradicted(terms: Sequence[Term]) -> bool:
    """Check whether the terms make it more probable than not that another thing is meant."""
    return sum(weight for _, weight in terms) > 0


def _terms_of_introduction(introduced: Introduction, title: str) -> Iterator[str]:
    """Yield terms of how surely the name is given: "ChatGPT: A Survey" names what others made."""
    if not introduced.given:
        studies = title.rstrip().endswith("?") or not _STUDY_WORDS.isdisjoint(re.findall(r"[a-z]+", title.lower()))
        yield "said: only before a colon, of a study" if studies else "said: only before a colon"


def _terms_of_time(artifact: Artifact, paper: Paper, named: Iterable[Artifact]) -> Iterator[str]:
    """Yield terms of who wrote it and when; a paper without a date is no older than the newest thing that it names."""
    entry = month_of_artifact(artifact)
    month = _month_of_paper(paper)
    if artifact.arxiv and paper.arxiv:
        yield "who: another arXiv id"
    if entry is None:
        return
    if month is not None:
        gap = month - entry
        if abs(gap) <= _CLOSE:
            yield "when: within two months"
        elif gap >= _VERY_LATE:
            yield "when: more than two years later"
        elif gap >= _LATE:
            yield "when: more than a year later"
        return
    newest = max((found for one in named if (found := month_of_artifact(one)) is not None), default=None)
    if newest is not None and newest - entry >= _LATE:
        yield "when: names what is newer"


def _month_of_paper(paper: Paper) -> int | None:
    return _month_of_date(paper.date) or _month_of_arxiv(paper.arxiv)


def month_of_artifact(artifact: Artifact) -> int | None:
    """Count the month of a known artifact, from the year 0; that of its paper where it has one."""
    return _month_of_arxiv(artifact.arxiv) or _month_of_date(artifact.date)


def _month_of_date(date: str | None) -> int | None:
    if date is None:
        return None
    return int(date[:4]) * 12 + (int(date[5:7]) if len(date) > 4 else 6)


def _month_of_arxiv(arxiv: str | None) -> int | None:
    found = re.match(r"(\d\d)(\d\d)\.\d", arxiv or "")
    return (2000 + int(found[1])) * 12 + int(found[2]) if found else None


def _terms_of_spelling(candidate: Candidate, mentions: Sequence[Mention], artifact: Artifact) -> Iterator[str]:
    if not candidate.same_case:
        yield "spelling: another case" if _is_another_word(mentions, artifact) else "spelling: other capitals"
    own = [_words_of_name(name) for name in (artifact.name, *artifact.aliases) if " " in name or "-" in name]
    names = candidate.entry.names() if candidate.entry is not None else ()
    expansions = [one for one in _expansions_of_name(mentions) if fold(one) not in names]
    spelled = [_words_of_name(one) for one in expansions]
    if len(expansions) < len(set(_expansions_of_name(mentions))) or any(
        2 * len(words & known) >= len(words) for words in spelled for known in own
    ):
        yield "spelling: spelled out alike"
    elif spelled:
        yield "spelling: spelled out otherwise" if any(len(known) > 1 for known in own) else "spelling: spelled out"


def _is_another_word(mentions: Sequence[Mention], artifact: Artifact) -> bool:
    """Check whether a name in another case is of another shape too: GATO is no Gato, while LoraHub may be LoRAHub, and
    PERSONAMEM, too long for an acronym, PersonaMem in capitals."""
    keys = {fold(mention.surface) for mention in mentions}
    shapes = {shape(name) for name in (artifact.name, *artifact.aliases) if fold(name) in keys}
    return Shape.LOWER not in shapes and not any(
        shape(mention.surface) in shapes or (mention.surface.isupper() and len(mention.surface) > _LONGEST_ACRONYM)
        for mention in mentions
    )


def _words_of_name(name: str) -> set[str]:
    return {singular(word.lower()) for word in name.replace("-", " ").split()}


def _expansions_of_name(mentions: Sequence[Mention]) -> Iterator[str]:
    """Yield what the text spells the name out as: "X (Long Form)", "Long Form (X)", or a title whose words begin like
    it.
    """
    for text in {id(mention.text): mention.text for mention in mentions}.values():
        firsts = {mention.first for mention in mentions if mention.text is text}
        for found in find_abbreviations(text):
            if found.short_first in firsts:
                yield text.span(found.long_first, found.long_last)
    for mention in mentions:
        yield from _bracketed_expansion(mention)
        if is_head_of_title(mention) and spells_out(mention.surface, mention.text.words[mention.last + 1 :]):
            yield mention.text.span(mention.last + 1, len(mention.text.words))


def _bracketed_expansion(mention: Mention) -> Iterator[str]:
    """Yield "Navigation Using Learned Maps" of "T5 (Navigation Using Learned Maps)": capitalised words and nothing
    else.
    """
    span = bracketed_phrase(mention.text, mention.last)
    if span is not None:
        yield mention.text.span(*span)


def bracketed_phrase(text: TokenText, opening: int) -> tuple[int, int] | None:
    """Find the tokens in the brackets that open at a token, if they are a phrase of capitalised words.

    The end is exclusive.
    """
    words = text.words
    if opening >= len(words) or words[opening] != "(":
        return None
    closing = next(
        (at for at in range(opening + 1, min(len(words), opening + _LONGEST_EXPANSION)) if words[at] == ")"), None
    )
    if closing is None or closing - opening < 3:
        return None
    inside = words[opening + 1 : closing]
    if not all(word == "-" or word.replace("-", "").isalpha() for word in inside):
        return None
    capitals = sum(word[0].isupper() for word in inside)
    return (opening + 1, closing) if capitals >= 2 and 2 * capitals > len(inside) else None


def spells_out(name: str, words: Sequence[str]) -> bool:
    """Check whether the words of a title spell out the name before it, by the beginnings of several of them in order.

    >>> spells_out("GATO", "GPU-Accelerated and Batched Trajectory Optimization for MPC".split())
    True
    >>> spells_out("CLIP", "A Planner for Warehouse Robots".split())
    False
    """
    letters = [char.lower() for char in name if char.isalpha()]
    if len(letters) < 3 or sum(map(str.isupper, name)) < 2:
        return False
    parts = [part.lower() for word in words for part in word.split("-") if part.isalpha()]
    return _fewest_skips(tuple(letters), tuple(parts))


def _fewest_skips(letters: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Check whether letters are the beginnings of words in order, at most two words passed over at a time, from the
    first.
    """
    if not letters:
        return True
    for skipped, part in enumerate(parts[:3]):
        for taken in range(min(3, len(letters), len(part)), 0, -1):
            if tuple(part[:taken]) == letters[:taken] and _fewest_skips(letters[taken:], parts[skipped + 1 :]):
                return True
    return False


def _terms_of_definition(mentions: Sequence[Mention], artifact: Artifact) -> Iterator[str]:
    """Yield terms of what the nouns that define the name say of the entry; nouns of no kind say nothing."""
    nouns = {noun for mention in mentions for noun in definition_nouns(mention)}
    verdicts = {_agrees(noun, artifact) for noun in nouns - _SAYS_NOTHING} - {None}
    if True in verdicts:
        yield "what: of its kind"
    elif not nouns.isdisjoint(_DEVICES):
        yield "what: a device"
    elif False in verdicts:
        yield "what: of another kind"


def _terms_of_field(artifact: Artifact, paper: Paper) -> Iterator[str]:
    """Yield terms of the field that the entry's name is short for; a title alone has too few words to lack one."""
    found = field_evidence(artifact.name, f"{paper.title} {paper.abstract}") if paper.abstract else None
    if found is not None and found.absent:
        yield "what: nothing of its field"
        if found.other is not None:
            yield "what: short for another word"


def _agrees(noun: str, artifact: Artifact) -> bool | None:
    """Check whether an artifact may be called by a noun; None where the noun says nothing of it."""
    has_data = any(kind.is_data for kind in artifact.types)
    kind = TYPE_NOUNS.get(noun)
    if noun in _DEVICES:
        return noun in artifact.name.lower() or any(noun in alias.lower() for alias in artifact.aliases)
    if kind is None:
        return None
    if kind in ("data", "test"):
        return has_data
    if has_data and noun in _VAGUE:
        return None
    if all(one.is_data for one in artifact.types):
        return False
    return kind == "model" or noun in _MODEL_OR_METHOD or ArtifactType.METHOD in artifact.types
