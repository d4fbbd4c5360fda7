"""Named features of a candidate: what the score, the type and the role are computed from.

Every feature is a name that a person can read; its value is 1 where it holds. The same set serves the three models:
is it a named artifact, what type is it, and what does the paper do with it. Groups:

- ``known:…``   what the catalogue says        - ``shape:…``  what the letters look like
- ``place:…``   where the mentions stand       - ``origin:…`` which rules proposed it
- ``long:…``    the long form of an acronym    - ``prev:…``, ``next:…`` the words beside a mention
- ``cue:…``     verbs and nouns of the sentence, before (``<``) or after (``>``) the mention
- ``excerpt&…`` each of them again, where the text is but a sentence or two without a title
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.ground.machine.remembered import Remembered
from kg.ground.schema import TextField
from kg.ground.text import fold, known_singular
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention, Origin
from kg.linker.mentions.name_lists import LIST_SIGNS, list_around
from kg.linker.scoring.cues import CUES
from kg.linker.text.lexicon import TYPE_NOUNS
from kg.linker.text.paper_text import PaperText
from kg.linker.text.tokens import TokenText
from kg.linker.text.word_shape import STRONG, Shape, is_common, other_names, shape

#: Tokens of each field that known candidates cover.
_Neighbours = dict[TextField, set[int]]
#: What the features of a text without title and abstract begin with.
EXCERPT = "excerpt&"
#: Mentions of a candidate that are read; a name's later mentions say little new.
MENTIONS_READ = 5
_WINDOW = 12  # tokens to each side that can carry a cue; sentences have 25 on average

_PARTS = (
    "bench", "eval", "gym", "arena", "test", "exam", "qa", "gpt", "bert", "llama", "llm", "lm", "vl", "net", "former",
    "coder", "math", "agent", "chat", "instruct", "rl", "po", "lora", "diff", "gen", "data", "set", "corpus", "wiki",
    "med", "fin", "law", "code", "clip", "vit", "gan", "vae", "search", "rag", "opt", "ft", "index", "score", "seq",
    "++", "+", "-v", "8k", "1k", "100k", "net-", "tree", "flow", "attention", "loss", "prompt", "tuning", "merge",
)  # fmt: skip


def described(candidates: Iterable[Candidate], text: PaperText) -> list[tuple[Candidate, tuple[str, ...]]]:
    """Describe each candidate of a paper by the names of the features that hold for it, each once.

    Args:
        candidates: all of the paper; those that the catalogue knows are evidence for their neighbours.
    """
    candidates = list(candidates)
    neighbours = _known_tokens(candidates)
    return [(candidate, _candidate_features(candidate, text, neighbours)) for candidate in candidates]


def _candidate_features(candidate: Candidate, text: PaperText, neighbours: _Neighbours) -> tuple[str, ...]:
    features = ["bias", *_catalogue_features(candidate), *_SHAPE_FEATURES[_telling_surface(candidate)]]
    features += _place_features(candidate, text)
    features += _long_form_features(candidate)
    look = _look_of_candidate(candidate)
    for mention in candidate.mentions[:MENTIONS_READ]:
        for origin in sorted(mention.origins):
            features += (f"origin:{origin.value}", f"{look}&origin:{origin.value}")
        features += _context_features(mention, look)
        features += _cue_features(mention)
        features += _list_neighbours(mention, neighbours)
    mentioned = min(len(candidate.mentions), 3)
    fields = "+".join(sorted({mention.text.field for mention in candidate.mentions}))
    features.append(f"{look}&mentions={mentioned}&{fields}")
    if "place:head" in features:
        features.append(f"{look}&head")
    if text.is_excerpt:
        # A copy of each feature for the other style, whose weight says how far it departs from that of whole abstracts
        # (H. Daumé III, "Frustratingly easy domain adaptation", 2007).
        features += [EXCERPT + name for name in features]
    return tuple(dict.fromkeys(features))


def _known_tokens(candidates: Iterable[Candidate]) -> _Neighbours:
    """Find for each field the tokens that known candidates cover."""
    covered: _Neighbours = {field: set() for field in TextField}
    for candidate in candidates:
        if candidate.artifact is not None:
            for mention in candidate.mentions:
                covered[mention.text.field].update(range(mention.first, mention.last))
    return covered


def _look_of_candidate(candidate: Candidate) -> str:
    """Say what a candidate looks like in one word; other features are crossed with it, since "a colon follows" says
    something else of an acronym than of a common phrase."""
    if candidate.artifact is not None and candidate.entry is not None:
        tier = "core" if candidate.entry.is_curated else "extended"
        lower = not candidate.as_machines and all(mention.surface.islower() for mention in candidate.mentions)
        return f"{tier}{'-context' if candidate.entry.context else ''}{'-lower' if lower else ''}"
    mention = min(candidate.mentions, key=lambda mention: (mention.surface.islower(), mention.last - mention.first))
    words = mention.text.words[mention.first : mention.last]
    if any(shape(word) in STRONG and other_names().get(fold(word)) is None for word in words):
        return "strong" if len(words) == 1 else "strong-phrase"
    if mention.surface.islower():
        return "lower"
    common = all(is_common(word) for word in words)
    return ("common" if common else "rare") + ("" if len(words) == 1 else "-phrase")


def _list_neighbours(mention: Mention, neighbours: _Neighbours) -> Iterator[str]:
    """Check whether the neighbour in a list is a known name, or looks like a name."""
    words, covered = mention.text.words, neighbours[mention.text.field]
    for side, step, index in (("before", -1, mention.first - 1), ("after", 1, mention.last)):
        skipped = 0
        while 0 <= index < len(words) and words[index] in LIST_SIGNS and skipped < 3:
            index += step
            skipped += 1
        if skipped and 0 <= index < len(words):
            if index in covered:
                yield f"list:{side}-known"
                yield "list:known"
            elif shape(words[index]) in STRONG:
                yield f"list:{side}-strong"


def _catalogue_features(candidate: Candidate) -> Iterator[str]:
    artifact, entry = candidate.artifact, candidate.entry
    if artifact is None or entry is None:
        yield "known:no"
        return
    tier = "core" if entry.is_curated else "extended"
    yield f"known:{tier}"
    yield f"known:{tier}-{'case' if candidate.same_case else 'other-case'}"
    yield f"known:type={artifact.types[0]}"
    yield f"known:types={'+'.join(artifact.types)}"
    if artifact.source == "derived":
        yield "known:variant"
    if entry.context:
        yield "known:context"
    if candidate.rivals:
        yield "known:rivals"
    if len(entry.artifact.name) <= 4:
        yield f"known:short-{tier}"
    if is_common(entry.artifact.name):
        yield f"known:common-word-{tier}"


def _telling_surface(candidate: Candidate) -> str:
    """Choose the surface whose letters say the most; of what machines write the name in it, as the catalogue has it:
    neither "openai/" nor "-4bit" says whether it is one.
    """
    if candidate.entry is not None and candidate.as_machines:
        return candidate.entry.artifact.name
    return min((mention.surface for mention in candidate.mentions), key=lambda name: (name.islower(), len(name)))


def _shape_features(surface: str) -> Iterator[str]:
    """Yield what the letters of a name say."""
    words = [word for word in surface.split() if word]
    key = fold(surface)
    yield f"name={key}"
    other = other_names().get(key) or other_names().get(known_singular(key, other_names()) or "")
    if other:
        yield f"other:{other}"
    kinds = [shape(word) for word in words]
    yield "shape:" + "+".join(kind.value for kind in kinds[:3])
    yield f"shape:words={min(len(words), 5)}"
    yield f"shape:last={kinds[-1].value}"
    if len(words) == 1:
        yield f"shape:length={min(len(surface), 10)}-{kinds[0].value}"
    if all(is_common(word) for word in words):
        yield "shape:common" + ("-lower" if surface.islower() else "")
    elif not any(kind in STRONG for kind in kinds):
        yield "shape:rare-word"
    if any(char.isdigit() for char in surface):
        yield "shape:digit"
    if "-" in surface:
        yield "shape:hyphen"
    last = words[-1].lower().rstrip("s")
    yield f"shape:last-word={last}" if is_common(last) else f"shape:ending={key[-3:]}"
    yield f"shape:start={key[:3]}"
    yield from (f"shape:has={part}" for part in _PARTS if part in key)


#: Papers share most of their names.
_SHAPE_FEATURES: Remembered[str, tuple[str, ...]] = Remembered(
    lambda surface: tuple(_shape_features(surface)), most=1 << 15
)


def _place_features(candidate: Candidate, text: PaperText) -> Iterator[str]:
    mentions = candidate.mentions
    fields = {mention.text.field for mention in mentions}
    yield "place:" + "+".join(sorted(fields))
    yield f"place:mentions={min(len(mentions), 4)}"
    for mention in mentions:
        tokens = mention.text
        if mention.text.field is TextField.TITLE:
            if Origin.HEAD in mention.origins or _is_head_of_title(mention):
                yield "place:head"
            if mention.first == 0:
                yield "place:title-start"
            if mention.last == len(tokens.words):
                yield "place:title-end"
            continue
        sentence, count = tokens.sentence_of[mention.first], len(tokens.sentences)
        if sentence == 0:
            yield "place:first-sentence"
        elif sentence == count - 1:
            yield "place:last-sentence"
        yield f"place:part={sentence * 4 // count}"
        if mention.first == tokens.sentences[sentence][0]:
            yield "place:sentence-start"
    if TextField.TITLE in fields and TextField.ABSTRACT not in fields and text.paper.abstract:
        yield "place:title-only"
    first = mentions[0].text
    if first.field is TextField.ABSTRACT:
        yield f"place:first-part={first.sentence_of[mentions[0].first] * 4 // len(first.sentences)}"


def _is_head_of_title(mention: Mention) -> bool:
    words = mention.text.words
    return mention.first == 0 and mention.last < len(words) and words[mention.last] == ":"


def _long_form_features(candidate: Candidate) -> Iterator[str]:
    if not candidate.long_forms:
        return
    yield "long:has"
    for mention in candidate.mentions:
        if Origin.LONG_FORM not in mention.origins:
            continue
        words = mention.surface.split()
        yield f"long:last={words[-1].lower().rstrip('s')}"
        capitals = sum(word[0].isupper() for word in words[1:])
        yield "long:lower" if not capitals else "long:capitals"
        if all(is_common(word) for word in words):
            yield "long:common"


def _word_feature(word: str) -> str:
    """Write a context word as itself where it is common or a sign, else as its shape."""
    lower = word.lower()
    kind = shape(word)
    if kind is Shape.SIGN or is_common(lower):
        return lower
    return f"<{kind.value}>"


_WORD_FEATURES = Remembered(_word_feature, most=1 << 15)


def _context_features(mention: Mention, look: str) -> Iterator[str]:
    tokens = mention.text
    begin, end = tokens.sentence_at(mention.first)
    title = "title-" if tokens.field is TextField.TITLE else ""
    before = list(map(_WORD_FEATURES.__getitem__, tokens.words[max(begin, mention.first - 3) : mention.first]))
    after = list(map(_WORD_FEATURES.__getitem__, tokens.words[mention.last : min(end, mention.last + 3)]))
    before = ["^"] * (3 - len(before)) + before
    after = after + ["$"] * (3 - len(after))
    yield f"{title}prev:{before[2]}"
    yield f"{title}next:{after[0]}"
    yield f"{look}&{title}prev:{before[2]}"
    yield f"{look}&{title}next:{after[0]}"
    if not title:
        yield f"prev2:{before[1]} {before[2]}"
        yield f"next2:{after[0]} {after[1]}"
        yield f"prev-any:{before[1]}"
        yield f"next-any:{after[1]}"
        yield f"prev-any:{before[0]}"
    noun = TYPE_NOUNS.get(after[0])
    if noun:
        yield f"noun:after={noun}"
        yield f"{look}&noun:after"
    noun = TYPE_NOUNS.get(before[2])
    if noun:
        yield f"noun:before={noun}"
    yield from _apposition_features(tokens, mention, end)
    if before[2] in (",", "and", "or", "(") and after[0] in (",", "and", "or", ")"):
        yield "context:list"


def _apposition_features(tokens: TokenText, mention: Mention, end: int) -> Iterator[str]:
    """Yield the class of the noun in "X, a new benchmark for …", "X is a …", "X: A Framework …", or "X (…), a …"."""
    index = mention.last
    if index < end and tokens.words[index] == "(":
        while index < end and tokens.words[index] != ")":
            index += 1
        index += 1
    if index >= end or tokens.words[index] not in (",", "is", ":", "-", "--", "—", "–"):
        return
    for word in tokens.words[index + 1 : min(end, index + 14)]:
        noun = TYPE_NOUNS.get(word.lower())
        if noun:
            yield f"noun:apposition={noun}"
            yield f"noun:apposition-word={word.lower()}"
            return
        if word in ("for", "to", "that", "which", "of", ".", ",", "with", "in"):
            return


def _cue_features(mention: Mention) -> Iterator[str]:
    """Yield cues around the list that a mention stands in: what governs a list governs each of its members."""
    tokens = mention.text
    title = "title" if tokens.field is TextField.TITLE else ""
    begin, end = tokens.sentence_at(mention.first)
    first, last = list_around(mention)
    before = tokens.words[max(begin, first - _WINDOW) : first][::-1]
    for side, words in (("<", before), (">", tokens.words[last : min(end, last + _WINDOW)])):
        cues = list(filter(None, map(CUES.__getitem__, words)))
        if cues:
            yield f"{title}near:{cues[0]}{side}"
        for cue in cues:
            yield f"{title}cue:{cue}{side}"
    if last - first > mention.last - mention.first:
        yield f"group:prev={_WORD_FEATURES[tokens.words[first - 1]]}" if first > begin else "group:start"
        yield f"group:next={_WORD_FEATURES[tokens.words[last]]}" if last < end else "group:end"
