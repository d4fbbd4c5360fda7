"""Names of the catalogue that are words of the world: a wind, a telescope, a person, a family.

"Claude Shannon" is no Claude, "the Gemini telescope" no Gemini, and on days of Mistral nobody prompts. What stands
around a mention speaks for such a sense, or against it, as terms of log-odds with names:

1. *beside*: a noun of the world right after the name or before it ("the Gemini telescope", "Lake Titan").
2. *person*: a rare capitalised word goes on with the name, or comes before it, and is no variant ("Claude Monet").
3. *noun*: the text has the word in lower case with an article: "the mistral".
4. *text*: nothing in the text is of machine learning; or something is.
5. *kind*: the text calls the name, or the list that it stands in, something that its entry is not ("Orca and vLLM, two
   systems for serving models").

Only single words are asked about that begin with a capital: what has digits or capitals inside is nobody's name. The
terms were set so that of the 6,648 mentions of the catalogue in 2,627 annotated papers none is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType, TextField
from kg.ground.text import fold
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.mentions.name_lists import list_around
from kg.linker.text.lexicon import TYPE_NOUNS
from kg.linker.text.morphology import singular
from kg.linker.text.paper_text import PaperText
from kg.linker.text.word_shape import Shape, is_common, other_names, shape

Term = tuple[str, float]
WEIGHTS = {
    "prior": -3.0,
    "beside: a noun of the world": 4.5,
    "person: another name goes on": 3.0,
    "person: does what people do": 2.0,
    "person: another name before": 2.0,
    "noun: in lower case with an article": 2.5,
    "text: nothing of machine learning": 2.5,
    "text: of machine learning": -1.0,
    "kind: called what the entry is not": 4.5,
    "said: a noun of its kind beside it": -3.0,
}
_WORLD_LIST = """
    telescope observatory galaxy nebula constellation star planet moon comet asteroid spacecraft spaceship rocket
    capsule shuttle satellite astronaut mission zodiac twin twins eclipse orbit crater river lake sea bay gulf
    valley mountain mount hill peak glacier volcano desert forest island coast beach cape canyon waterfall reef city
    town village county province district region street road avenue square bridge harbour harbor port airport
    station railway garden castle palace tower church cathedral temple monastery abbey museum theatre theater hotel
    restaurant cafe bar shop mall farm ranch estate vineyard winery brewery mill quarry house home hospital clinic
    college university institute academy bank wind winds gale breeze storm hurricane typhoon cyclone tornado monsoon
    flood earthquake tsunami animal bird whale dolphin fish snake spider insect bee wolf fox bear lion tiger cat dog
    horse cow sheep goat llama herd flock pod species genus population habitat nest egg feather fur wool fibre fiber
    fleece yarn meat milk cheese plant flower fruit leaf crop grass herb mushroom wine beer tea coffee oil sauce
    dish god goddess king queen prince princess emperor saint hero heroine titan myth legend poem poet novel opera
    symphony song album band painter painting sculpture comic dynasty empire kingdom tribe clan ship boat ferry
    yacht submarine aircraft airplane plane jet fighter helicopter glider missile tank truck car bus bike motorcycle
    locomotive tram syndrome disease virus bacterium gene protein receptor hormone drug vaccine mineral crystal gem
    metal alloy theorem lemma conjecture paradox
"""
_WORLD = frozenset(_WORLD_LIST.split())
#: Nouns that come before a name: "the river Orca", "Lake Titan", "Mount Gemini".
_BEFORE = frozenset(
    ("river", "lake", "mount", "mt", "cape", "saint", "st", "planet", "moon", "comet", "asteroid", "constellation",
     "city", "town", "village", "island", "king", "queen", "emperor", "god", "goddess", "ship", "hurricane", "typhoon",
     "storm", "dr", "prof", "professor", "mr", "mrs", "ms", "sir", "lady", "poet", "painter", "genus", "species",
     "telescope", "spacecraft", "jean", "uncle", "aunt", "san", "santa", "monsieur", "madame", "captain", "general",
     "président", "president", "wind")
)  # fmt: skip
# Of machine learning, and of nothing else; in lower case, as words or beginnings of words.
_LEARNING = re.compile(
    r"\b(?:language models?|llms?|vlms?|mllms?|slms?|neural|deep learning|machine learning|reinforcement learning|"
    r"transformers?|fine-?tun|pre-?train|prompt|chatbots?|gpts?|chatgpt|generative ai|artificial intelligence|ai|"
    r"embeddings?|tokens?|tokeniz|benchmarks?|zero-shot|few-shot|in-context|foundation models?|diffusion models?|"
    r"encoders?|decoders?|attention|dataset|classif|text-to-|instruction|self-supervised|segmentation|"
    r"vision-language|multimodal|reasoning|agents?|openai|anthropic|deepmind|hugging ?face|training|trained|parameters|"
    r"nlp|speech recognition|machine translation|question answering|summari[sz]ation|object detection|learning|"
    r"baselines?|state-of-the-art|sota|checkpoints?|weights|inference|ablations?|retriev)"
)
_KINDS = frozenset(
    ("systems", "engines", "libraries", "frameworks", "simulators", "solvers", "planners", "compilers", "databases",
     "schedulers", "tools", "toolkits", "engine", "library", "simulator", "solver", "planner", "compiler", "database",
     "scheduler", "toolkit")
)  # fmt: skip
_COUNTS = frozenset(("two", "three", "four", "five", "both", "all", "several", "some", "other", "popular", "recent"))
_VARIANT_LIST = """
    pro max ultra nano mini flash large small medium tiny base plus opus sonnet haiku code coder chat instruct turbo
    lite edge next vision audio video live thinking deep research advanced preview experimental guard embed omni
    robotics scout maverick nemo saba
"""
_VARIANT_WORDS = frozenset(_VARIANT_LIST.split())
# What follows the full name of a person, and what comes before it.
_DEEDS = frozenset(
    ("wrote", "painted", "composed", "proved", "discovered", "founded", "argued", "lived", "died", "born", "invented",
     "believed", "claimed", "noted", "taught", "himself", "herself", "published", "coined", "formulated", "showed",
     "'s", "’s", "thought", "conjectured", "postulated", "sketched", "observed", "asked")
)  # fmt: skip
_DEED_OF = frozenset(("by", "after", "poet", "painter", "mathematician", "physicist", "philosopher", "engineer"))


def drop_other_senses(candidates: Sequence[Candidate], text: PaperText) -> list[Candidate]:
    """Drop the mentions of candidates that name something else than the entry."""
    kept = []
    for candidate in candidates:
        if candidate.artifact is not None and candidate.artifact.source != "derived":
            mentions = [mention for mention in candidate.mentions if not means_another(mention, candidate, text)]
            if len(mentions) < len(candidate.mentions):
                candidate.mentions[:] = mentions
        if candidate.mentions:
            kept.append(candidate)
    return kept


def means_another(mention: Mention, candidate: Candidate, text: PaperText) -> bool:
    """Check whether a mention of a known name means something of the world rather than the entry."""
    if mention.last - mention.first != 1:
        return False
    word = mention.text.words[mention.first]
    if shape(word) not in (Shape.CAPITALISED, Shape.ACRONYM) or candidate.artifact is None:
        return False
    special = dict.fromkeys(_special_terms(mention, candidate.artifact))
    if shape(word) is Shape.CAPITALISED and _has_article_in_lower_case(word, text):
        special["noun: in lower case with an article"] = None
    if not special:
        return False
    names = ["prior", *special]
    names.append("text: of machine learning" if _LEARNING.search(text.lower) else "text: nothing of machine learning")
    if _has_kind_beside(mention):
        names.append("said: a noun of its kind beside it")
    return sum(WEIGHTS[name] for name in names) > 0


def _special_terms(mention: Mention, artifact: Artifact) -> Iterator[str]:
    words = mention.text.words
    begin, end = mention.text.sentence_at(mention.first)
    after = words[mention.last] if mention.last < end else ""
    before = words[mention.first - 1] if mention.first > begin else ""
    if _is_world_noun(words[mention.last : min(end, mention.last + 2)]) or before.lower() in _BEFORE:
        yield "beside: a noun of the world"
    if shape(words[mention.first]) is Shape.CAPITALISED and mention.text.field is TextField.ABSTRACT:
        if _is_rare_name(after) and after.lower() not in _VARIANT_WORDS:
            yield "person: another name goes on"
            deed = words[mention.last + 1].lower() if mention.last + 1 < end else ""
            if deed in _DEEDS or before.lower() in _DEED_OF:
                yield "person: does what people do"
        if _is_rare_name(before) and mention.first - 1 > begin:
            yield "person: another name before"
    if artifact.types == (ArtifactType.MODEL,) and _is_called_otherwise(mention):
        yield "kind: called what the entry is not"


def _is_world_noun(after: Sequence[str]) -> bool:
    """Check whether a noun of the world follows: "Gemini telescope", "BERT family farm"."""
    lower = [word.lower() for word in after]
    if lower[:1] == ["family"]:
        lower = lower[1:]
    return (
        bool(lower)
        and lower[0].islower()
        and after[0][0].islower()
        and (lower[0] in _WORLD or singular(lower[0]) in _WORLD)
    )


def _is_rare_name(word: str) -> bool:
    """Check whether a word is a capitalised one that no list has: a surname, not an organisation or a word of a
    title.
    """
    if len(word) < 3 or shape(word) is not Shape.CAPITALISED or "-" in word or is_common(word):
        return False
    return fold(word) not in other_names() and word.lower() not in TYPE_NOUNS


def _has_article_in_lower_case(word: str, text: PaperText) -> bool:
    lower = word.lower()
    return (
        lower in text.lower and re.search(rf"\b(?:[Tt]he|[Aa]n?) {re.escape(lower)}\b", _whole_text(text)) is not None
    )


def _whole_text(text: PaperText) -> str:
    return f"{text.title.text} {text.abstract.text}"


def _has_kind_beside(mention: Mention) -> bool:
    """Check whether a type noun that is no word of the world stands right after the name, as in "the Gemini models"."""
    words = mention.text.words
    after = words[mention.last].lower() if mention.last < len(words) else ""
    return after in TYPE_NOUNS and after not in ("family", "series", "system")


def _is_called_otherwise(mention: Mention) -> bool:
    """Check whether the list of the name is called what no model is: "Orca and vLLM, two systems for serving"."""
    words = mention.text.words
    end = mention.text.sentence_at(mention.first)[1]
    first, last = list_around(mention)
    tail = [word.lower() for word in words[last : min(end, last + 8)]]
    if tail[:1] == [","] and tail[1:2] and (tail[1] in _COUNTS or tail[1] in ("a", "an", "the")):
        noun = next((index for index, word in enumerate(tail[2:], 2) if word in _KINDS), None)
        if noun is not None and not any(word in ("for", "of", "that", "to") for word in tail[2:noun]):
            return tail[noun] not in ("systems", "tools") or "serving" in tail
    before = [word.lower() for word in words[max(0, first - 4) : first]]
    if before[-2:] == ["such", "as"] or before[-1:] == ["like"]:
        noun_word = before[-3] if before[-1:] == ["as"] and len(before) > 2 else before[-2] if len(before) > 1 else ""
        return noun_word in _KINDS and (noun_word not in ("systems", "tools") or "serving" in before)
    return False
