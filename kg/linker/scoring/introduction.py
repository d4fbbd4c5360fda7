"""Whether a text gives a name to something of its own: "We propose X, a …", "a planner called X", "X: A Planner for …".

The role model says what a paper does with an artifact, with everything that is known of it; here only the words count
that *give* a name, since they decide whether a known name may stand for another thing (``identity_conflict``).

1. *Given*: what "we" propose, present or release is the name itself ("We propose X", "a new benchmark, X,", "a method
   for … (X)"), or it is called so ("dubbed X").
2. *Headed*: the title begins with the name and a colon. That alone is also the way of a study ("ChatGPT: A Survey").
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from kg.ground.schema import TextField
from kg.linker.mentions.abbreviations import find_abbreviations
from kg.linker.mentions.mention import Mention
from kg.linker.text.lexicon import AUTHORS, CLAIMING_WORDS, NAMING_WORDS, OWN_WORK, TYPE_NOUNS
from kg.linker.text.tokens import TokenText

_MENTIONS_READ = 20  # of a name; who gives one says so early
_REACH = 30  # tokens between a verb and the name that is its object: "we propose a novel … for … and …, dubbed X"
_GIVING_VERBS = frozenset(
    ("introduce", "introduces", "propose", "proposes", "proposed", "present", "presents", "develop", "develops",
     "developed", "release", "releases", "design", "create", "contribute", "unveil", "unveils", "build", "construct",
     "publish", "describe", "describes", "announce", "offer", "offers", "introducing", "proposing", "presenting",
     "devise", "formulate", "curate", "collect", "built", "designed")
)  # fmt: skip
_USING_WORDS = frozenset(("use", "uses", "using", "used", "employ", "adopt", "evaluate", "test", "compare", "study"))
# What stands between a verb and something that is not its object: "we propose a planner based on X".
_BLOCKS = frozenset(
    ("on", "with", "using", "by", "via", "based", "from", "upon", "over", "in", "into", "that", "which", "than", "like",
     "including", "as", "and", "against", "of", "for", "to", "between", "whether", "how", "where", "through", "both",
     ":", "comprising", "consisting", "e.g", "leveraging", "utilizing", "i.e", "namely")
)  # fmt: skip
_INNER = frozenset(("of", "for", "to", "in"))  # inside the phrase that a name abbreviates or stands beside
_BARE = frozenset(("the", "our", "also", "here", "then", "further", "thus", "hence", "therefore"))
_AFTER_NAME = frozenset(
    (",", "(", ".", ":", ";", "-", "–", "—", "--", ")", "which", "that", "a", "an", "as", "to", "for", "is", "where",
     "whose", '"', "”", "''", "’", "'")
)  # fmt: skip
_PARTICIPLES = frozenset(("proposed", "developed", "built", "designed"))
_ARTICLES = frozenset(("a", "an", "the", "our"))
_PRESENTED = frozenset(("proposed", "introduced", "presented", "developed", "released"))
_SUBJECT_OPENERS = frozenset(("here", ",", "the", "our", "in", "this", "paper", "work", "article", "study", "a", "an"))
_QUOTES = frozenset(('"', "“", "``", "`", "‘", "'", "*"))
_COLONS = frozenset((":", "-", "–", "—", "--"))
_OPENERS = frozenset(("the", "a", "an", "introducing", "meet", "presenting"))
_OWN = frozenset(("our", "proposed", "new", "novel", "resulting", "this"))


@dataclass(frozen=True, slots=True)
class Introduction:
    """How a text gives a name. ``given``: by the authors' verb or a naming word. ``headed``: by the title's head."""

    given: bool
    headed: bool


def find_introduction(mentions: Iterable[Mention]) -> Introduction:
    """Find how the mentions of one name are introduced.

    >>> from kg.linker.text.tokens import tokenize
    >>> text = tokenize("We propose CLIP, a planner. We build on BERT.")
    >>> find_introduction([Mention(text, 2, 3, frozenset())]), find_introduction([Mention(text, 10, 11, frozenset())])
    (Introduction(given=True, headed=False), Introduction(given=False, headed=False))
    """
    mentions = list(islice(mentions, _MENTIONS_READ))
    return Introduction(any(map(is_given_name, mentions)), any(map(is_head_of_title, mentions)))


def is_head_of_title(mention: Mention) -> bool:
    """Check whether the title begins with the name and a colon or a dash between spaces."""
    text, last = mention.text, mention.last
    if text.field is not TextField.TITLE or last >= len(text.words) or text.words[last] not in _COLONS:
        return False
    spaced = text.words[last] == ":" or text.starts[last] > text.ends[last - 1]
    return spaced and (mention.first == 0 or (mention.first == 1 and text.words[0].lower() in _OPENERS))


def is_given_name(mention: Mention) -> bool:
    """Check whether the sentence of a mention gives the name to something of the authors' own."""
    text, first = mention.text, mention.first
    if text.field is TextField.TITLE or not _may_end_name(mention):
        return False
    begin = max(text.sentence_at(first)[0], first - _REACH)
    before = [word.lower() for word in text.words[begin:first]]
    while before and before[-1] in _QUOTES:
        before.pop()
    return _is_called_so(before) or _is_object(mention, before) or _is_presented(mention)


def _may_end_name(mention: Mention) -> bool:
    """Check whether what follows lets the mention be a whole name: "CLIP-based" is another, and so is "CLIP
    embeddings".
    """
    text, last = mention.text, mention.last
    if last >= len(text.words):
        return True
    word = text.words[last]
    if word in "-–" and last + 1 < len(text.words):
        return text.starts[last] > text.ends[last - 1] and text.starts[last + 1] > text.ends[last]
    return word.lower() in _AFTER_NAME or word.lower() in TYPE_NOUNS


def _is_called_so(before: list[str]) -> bool:
    """Check whether the name follows a naming word, and the thing named is the authors' own."""
    words = before
    if words[-1:] == ["as"] or words[-1:] == ["the"]:
        words = words[:-1]
    if not words or not (words[-1] in NAMING_WORDS or words[-2:] == ["refer", "to"] or _calls_it(words)):
        return False
    verb = next((word for word in reversed(words[:-1]) if word in _GIVING_VERBS or word in _USING_WORDS), None)
    if verb is not None:
        return verb in _GIVING_VERBS
    return not (AUTHORS | _OWN).isdisjoint(words)


def _calls_it(words: list[str]) -> bool:
    """Check whether the words end with "we call", "we name our method" or "code-named"."""
    tail = words[-6:]
    return words[-1] in ("code-named", "codenamed") or any(
        one == "we" and verb in ("call", "name", "dub", "term", "denote") for one, verb in pairwise(tail)
    )


def _is_object(mention: Mention, before: list[str]) -> bool:
    """Check whether the name is what the authors propose: "propose X", "the framework X", "a test, X,", "a method
    (X)".
    """
    verb = _last_giving_verb(before)
    if verb is None:
        return False
    between = before[verb + 1 :]
    if between[-1:] == ["("]:
        return _abbreviates_object(mention, between[:-1])
    if between[-1:] == [","]:
        phrase = between[:-1]
        return bool(phrase) and phrase[0] in _ARTICLES and phrase.count(",") <= 1 and not _is_blocked(phrase, _INNER)
    if all(word in _BARE for word in between):
        return True
    return between[-1] in TYPE_NOUNS and not between[-1].endswith("s") and not _is_blocked(between, ())


def _abbreviates_object(mention: Mention, phrase: list[str]) -> bool:
    """Check whether "(X)" abbreviates the object of the verb, the words of which are given: "a new method for Y
    (X)".
    """
    text, last = mention.text, mention.last
    if last >= len(text.words) or text.words[last] != ")":
        return False
    if last + 1 < len(text.words) and text.words[last + 1].lower() not in _AFTER_NAME | {"and", "with"}:
        return text.words[last + 1].lower() in TYPE_NOUNS and phrase[:1] == ["the"] and not _is_blocked(phrase, ())
    long_form = next((one for one in find_abbreviations(text) if one.short_first == mention.first), None)
    if long_form is None:
        return not _is_blocked(phrase, _INNER)
    return not _is_blocked(phrase[: len(phrase) - (long_form.long_last - long_form.long_first)], ())


def _is_blocked(phrase: list[str], allowed: Container[str]) -> bool:
    return any(word in _BLOCKS and word not in allowed for word in phrase)


def _last_giving_verb(before: list[str]) -> int | None:
    """Find the verb nearest to the name that says what the authors, or their paper, give."""
    for index in range(len(before) - 1, -1, -1):
        if before[index] in _USING_WORDS:
            return None
        if before[index] in _GIVING_VERBS:
            near = before[max(0, index - (1 if before[index] in _PARTICIPLES else 5)) : index]
            if not (AUTHORS | OWN_WORK | CLAIMING_WORDS | {"have"}).isdisjoint(near) or index == 0:
                return index
    return None


def _is_presented(mention: Mention) -> bool:
    """Check whether "X is proposed" in a sentence about the authors' own work, with the remark that may stand
    between.
    """
    text = mention.text
    begin, end = text.sentence_at(mention.first)
    if not all(word.lower() in _SUBJECT_OPENERS for word in text.words[begin : mention.first]):
        return False
    words = [word.lower() for word in text.words[mention.last : min(end, mention.last + 14)]]
    presented = any(
        one == "is" and word in _PRESENTED and words[index + 2 : index + 3] not in (["by"], ["with"], ["as"])
        for index, (one, word) in enumerate(pairwise(words))
        if index == 0 or words[index - 1] in (",", ")")
    )
    own = AUTHORS | OWN_WORK | {"here"}
    return presented and not own.isdisjoint(word.lower() for word in text.words[begin:end])


def definition_nouns(mention: Mention) -> Iterator[str]:
    """Yield the nouns that say what a name is: "planner" of "X, a planner for …", "X (…) is a planner", "X: A Planner",
    "the X planner", "a planner called X"; lower case."""
    text = mention.text
    end = text.sentence_at(mention.first)[1]
    index = mention.last
    if index < end and text.words[index].lower() in TYPE_NOUNS:
        yield text.words[index].lower()
    if index < end and text.words[index] == "(":
        while index < end and text.words[index] != ")":
            index += 1
        index += 1
    while index < end and text.words[index] in _QUOTES | {"”", "''", "’"}:
        index += 1
    if index < end and (text.words[index] in _COLONS or text.words[index] in (",", "is", "as")):
        title = text.words[index] == ":" and text.field is TextField.TITLE
        noun = _head_of_phrase(text, index + 1, end, bare=title)
        if noun:
            yield noun
    noun = _noun_before(text, mention.first)
    if noun:
        yield noun


_PHRASE_ENDS = frozenset(
    ("for", "to", "that", "which", "of", ".", ",", "with", "in", "on", "as", "by", "and", "designed", "trained",
     "based", "where", "from", "at", ":", ";", "(", "via", "built", "capable", "able", "using", "under", "whose",
     "consisting", "containing", "comprising", "covering", "tailored", "developed", "aimed", "specialized", "when",
     "is", "towards", "called", "dubbed", "named", "termed", "through", "against", "—", "–", "spanning", "inspired",
     "aiming")
)  # fmt: skip
_LONGEST_PHRASE = 9  # words of "a fast, light and fully open language model"


def _head_of_phrase(text: TokenText, first: int, end: int, *, bare: bool) -> str | None:
    """Find the head noun of the phrase that begins at a token: the last word before a preposition or a sign.

    Args:
        bare: whether a phrase without an article counts, if its head is a type noun.
    """
    begins = first < end and text.words[first].lower() in _ARTICLES
    if not begins and not bare:
        return None
    last: str | None = None
    for word in text.words[first + begins : min(end, first + begins + _LONGEST_PHRASE)]:
        lower = word.lower()
        if lower in _PHRASE_ENDS:
            if lower in (",", "and") and (last is None or last not in TYPE_NOUNS):
                continue  # between adjectives: "a fast, open model"
            break
        last = lower if lower.isalpha() or "-" in lower else last
    return last if begins or (last in TYPE_NOUNS and not last.endswith("s")) else None


def _noun_before(text: TokenText, first: int) -> str | None:
    """Find the noun of "a planner called X" and "a new benchmark, X,"."""
    begin = text.sentence_at(first)[0]
    index = first - 1
    while index >= begin and text.words[index].lower() in _QUOTES | {",", "as", "the", ":"} | NAMING_WORDS:
        index -= 1
    if index < begin:
        return None
    word = text.words[index].lower()
    return word if word.isalpha() else None
